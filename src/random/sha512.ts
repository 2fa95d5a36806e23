/** SHA-512 as FIPS 180-4 §5.3.5 and §6.4 define it, for the seeds that are strings. */

const MASK = 2n ** 64n - 1n
const rotate = (x: bigint, n: bigint): bigint => ((x >> n) | (x << (64n - n))) & MASK

/** The first 64 bits after the point of the n-th root of p: floor(ⁿ√p · 2⁶⁴) modulo 2⁶⁴, found by bisection in whole numbers. */
function rootBits(p: bigint, n: bigint): bigint {
  const target = p << (64n * n)
  let low = 0n
  for (let bit = 1n << 69n; bit > 0n; bit >>= 1n) if ((low + bit) ** n <= target) low += bit
  return low & MASK
}

function firstPrimes(count: number): bigint[] {
  const primes: bigint[] = []
  for (let n = 2n; primes.length < count; n++) if (primes.every((p) => n % p !== 0n)) primes.push(n)
  return primes
}

/** The 512-bit digest of `bytes` as one number, its first byte the highest. */
export function sha512(bytes: Uint8Array): bigint {
  const primes = firstPrimes(80)
  const constants = primes.map((p) => rootBits(p, 3n))
  let hash = primes.slice(0, 8).map((p) => rootBits(p, 2n))

  // The message, a 1 bit, zeros, and the length in bits fill whole blocks of 128 bytes.
  const padded = new Uint8Array(Math.ceil((bytes.length + 17) / 128) * 128)
  padded.set(bytes)
  padded[bytes.length] = 0x80
  const view = new DataView(padded.buffer)
  view.setBigUint64(padded.length - 8, BigInt(bytes.length) * 8n)

  for (let block = 0; block < padded.length; block += 128) {
    const w: bigint[] = Array.from({ length: 16 }, (_, t) => view.getBigUint64(block + 8 * t))
    for (let t = 16; t < 80; t++) {
      const [x, y] = [w[t - 15]!, w[t - 2]!]
      const s0 = rotate(x, 1n) ^ rotate(x, 8n) ^ (x >> 7n)
      const s1 = rotate(y, 19n) ^ rotate(y, 61n) ^ (y >> 6n)
      w.push((s1 + w[t - 7]! + s0 + w[t - 16]!) & MASK)
    }
    let [a, b, c, d, e, f, g, h] = hash as [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint]
    for (let t = 0; t < 80; t++) {
      const s1 = rotate(e, 14n) ^ rotate(e, 18n) ^ rotate(e, 41n)
      const t1 = h + s1 + ((e & f) ^ (~e & g)) + constants[t]! + w[t]!
      const s0 = rotate(a, 28n) ^ rotate(a, 34n) ^ rotate(a, 39n)
      const t2 = s0 + ((a & b) ^ (a & c) ^ (b & c))
      ;[h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) & MASK, c, b, a, (t1 + t2) & MASK]
    }
    hash = [a, b, c, d, e, f, g, h].map((x, i) => (x + hash[i]!) & MASK)
  }
  return hash.reduce((digest, word) => (digest << 64n) | word)
}
