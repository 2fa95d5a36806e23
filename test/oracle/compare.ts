/** How far two doubles are apart, and whether a number is right within a tolerance that was stated beforehand. */

const double = new Float64Array(1)
const bits = new BigInt64Array(double.buffer)

/** The place of a double in the order of all doubles; −0 and 0 have the same. */
function place(x: number): bigint {
  double[0] = x
  const word = bits[0] as bigint
  return word < 0n ? -(word & 0x7fffffffffffffffn) : word
}

/** How many steps from one double to the next lead from a to b: 0 for equal numbers and for two NaN, ∞ where only one is NaN. */
export function ulps(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) && Number.isNaN(b) ? 0 : Infinity
  const apart = place(a) - place(b)
  return Number(apart < 0n ? -apart : apart)
}

/** The next double above x. */
export function nextUp(x: number): number {
  if (Number.isNaN(x) || x === Infinity) return x
  if (x === 0) return Number.MIN_VALUE
  double[0] = x
  bits[0] = (bits[0] as bigint) + (x > 0 ? 1n : -1n)
  return double[0] as number
}

/** `exact`, `ulp 4`, `abs 1e-15`, or `round 2`: equal after rounding to two decimals. */
export type Tolerance = string

/** What is wrong with `actual`; undefined if it is `expected` within the tolerance. The sign of a zero does not count. */
export function wrong(actual: number, expected: number, tolerance: Tolerance): string | undefined {
  const [kind, size] = tolerance.split(' ')
  const allowed = Number(size ?? 0)
  const apart = ulps(actual, expected)
  const said = `${actual} instead of ${expected}`
  switch (kind) {
    case 'exact':
      return apart === 0 ? undefined : `${said}: ${apart} ulp off`
    case 'ulp':
      return apart <= allowed ? undefined : `${said}: ${apart} ulp off, ${allowed} allowed`
    case 'abs':
      return Math.abs(actual - expected) <= allowed ? undefined : `${said}: more than ${allowed} off`
    case 'round': {
      const rounded = (x: number): number => Math.round(x * 10 ** allowed) / 10 ** allowed
      return rounded(actual) === rounded(expected) ? undefined : `${said}, to ${allowed} decimals`
    }
    default:
      throw new Error(`no tolerance is called ${JSON.stringify(tolerance)}`)
  }
}
