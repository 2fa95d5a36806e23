/** Doubles of all kinds for tests of numeric functions, from one seed. */

/** Random words of 32 bits, by Marsaglia's xorshift with 128 bits of state. */
function words(seed: number): () => number {
  let [x, y, z, w] = [seed | 1, 362436069, 521288629, 88675123]
  return () => {
    const t = x ^ (x << 11)
    ;[x, y, z] = [y, z, w]
    w = w ^ (w >>> 19) ^ t ^ (t >>> 8)
    return w >>> 0
  }
}

const ENDS = [0, -0, 1, -1, 0.5, 2, Infinity, -Infinity, NaN, Number.MIN_VALUE, Number.MAX_VALUE, 2 ** -1022]

/** Draws a double: of ordinary size, near a small whole number, one of the ends, a small whole number, or any bit pattern. */
export function randomDoubles(seed: number): () => number {
  const draw = words(seed)
  const view = new DataView(new ArrayBuffer(8))
  return () => {
    const unit = draw() / 2 ** 32
    const kind = draw() % 16
    if (kind < 6) return (unit - 0.5) * 2 ** ((draw() % 14) - 2)
    if (kind < 8) return ((draw() % 9) - 4) * (1 + (unit - 0.5) * 2 ** -(draw() % 52))
    if (kind < 9) return ENDS[draw() % ENDS.length]!
    if (kind < 11) return (draw() % 40) - 12
    view.setUint32(0, draw())
    view.setUint32(4, draw())
    return view.getFloat64(0)
  }
}
