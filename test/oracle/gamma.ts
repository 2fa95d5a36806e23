/** ln |Γ| and its derivatives ψ, ψ′, ψ″, … with about 100 bits: Stirling’s series after a few steps upwards, reflection below 0. */
import { abs, add, div, fromFixed, mul, neg, ONE, reciprocal, scale, shifted, square, sub, value, wide, ZERO, type Wide } from './double-double.js' // prettier-ignore
import { circular, log, log1p, PI } from './elementary.js'

/** From here on the series are used. */
const FAR = 16
const TERMS = 20
/** ln |Γ| is the derivative of order −1; ψ itself that of order 0. */
type Order = number

const factorial = (n: number): bigint => (n < 2 ? 1n : BigInt(n) * factorial(n - 1))

/** Numerators of B₂, B₄, … over `common`, from Σⱼ C(m + 1, j)·Bⱼ = 0. */
const common = factorial(2 * TERMS + 2)
const bernoulli: readonly bigint[] = Array.from({ length: 2 * TERMS + 1 }).reduce<bigint[]>((list, _, m) => {
  const n = factorial(m + 1)
  const sum = list.reduce((sum, b, j) => sum + (n / (factorial(j) * factorial(m + 1 - j))) * b, 0n)
  return [...list, m === 0 ? common : -sum / BigInt(m + 1)]
}, [])

/** B₂ₖ·(2k + n − 1)!/(2k)! for k = …, 2, 1, by n. */
const seriesOf = new Map<Order, readonly Wide[]>()
function series(n: Order): readonly Wide[] {
  let found = seriesOf.get(n)
  if (found === undefined) {
    found = Array.from({ length: TERMS }, (_, i) => {
      const m = 2 * i + 2
      return fromFixed((bernoulli[m]! * factorial(m + n - 1) * 2n ** 400n) / (factorial(m) * common), 400)
    }).toReversed()
    seriesOf.set(n, found)
  }
  return found
}

const HALF_LOG_TURN = shifted(log(shifted(PI, 1)), -1)
const HALF = wide(0.5)

/** |derivative| of order n at a far y of which w is 1/y and l the logarithm; ψ and ln Γ with their sign. */
function stirling(y: Wide, w: Wide, l: Wide, n: Order): Wide {
  const z = square(w)
  let sum = ZERO
  // Farther out fewer terms are as good.
  const terms = series(n)
  for (let k = value(w) < 2 ** -10 ? TERMS - 6 : 0; k < TERMS; k++) sum = add(mul(sum, z), terms[k]!)
  if (n === -1) return add(sub(mul(sub(y, HALF), l), y), add(HALF_LOG_TURN, mul(sum, w)))
  if (n === 0) return sub(l, add(shifted(w, -1), mul(sum, z)))
  const first = Number(factorial(n - 1))
  let power = w
  for (let k = 1; k < n; k++) power = mul(power, w)
  return mul(power, add(add(wide(first), scale(w, (first * n) / 2)), mul(sum, z)))
}

/** Derivatives of orders n to last at an x > 0. */
function above(x: Wide, n: Order, last: Order): Wide[] {
  const near = value(x)
  const steps = near < FAR ? Math.ceil(FAR - near) : 0
  const sums = Array.from({ length: last - n + 1 }, () => ZERO)
  let product = ONE
  // From the smallest terms on.
  for (let k = steps - 1; k >= 0; k--) {
    const at = add(x, wide(k))
    const r = reciprocal(at)
    if (n === -1) product = mul(product, at)
    let power = ONE
    for (let order = 0; order <= last; order++) {
      power = mul(power, r)
      if (order >= n) sums[order - n] = add(sums[order - n]!, power)
    }
  }
  const y = add(x, wide(steps))
  const [w, l] = [reciprocal(y), log(y)]
  return sums.map((sum, i) => {
    const order = n + i
    const far = stirling(y, w, l, order)
    if (order === -1) return steps > 0 ? sub(far, log(product)) : far
    if (order === 0) return sub(far, sum)
    const size = add(far, scale(sum, Number(factorial(order))))
    return order % 2 === 0 ? neg(size) : size
  })
}

/** Taylor’s series of ln Γ around 1, by ψ⁽ᵏ⁻¹⁾(1)/k!, for where it is near its zeros at 1 and 2. */
const TAYLOR = 17
const atOne: readonly Wide[] = above(ONE, 0, TAYLOR - 1).map((c, k) => div(c, wide(Number(factorial(k + 1)))))
const REACH = 2 ** -6
function aroundOne(w: Wide): Wide {
  let sum = ZERO
  for (const c of atOne.toReversed()) sum = mul(w, add(sum, c))
  return sum
}
function positive(x: Wide, n: Order, last: Order): Wide[] {
  const found = above(x, n, last)
  if (n !== -1) return found
  const w = sub(x, ONE)
  if (Math.abs(value(w)) < REACH) found[0] = aroundOne(w)
  const v = sub(w, ONE)
  if (Math.abs(value(v)) < REACH) found[0] = add(aroundOne(v), log1p(v))
  return found
}

/** sin πd for |d| ≤ ½, and cos πd for |d| ≤ ¼. */
function turn(d: number): { readonly sin: Wide; readonly cos: Wide } {
  const angle = mul(PI, wide(d))
  if (Math.abs(d) < 2 ** -60) return { sin: angle, cos: ONE }
  const { sin, cos } = circular(angle.hi)
  const rest = wide(angle.lo)
  return { sin: add(sin, mul(rest, cos)), cos: sub(cos, mul(rest, sin)) }
}

/** Coefficients of the derivatives of cot as polynomials of cot: c′ = −(1 + c²). */
const cotangents: readonly (readonly number[])[] = Array.from({ length: 9 }).reduce<number[][]>(
  (list, _, n) => {
    const slope = list[n]!.slice(1).map((c, k) => c * (k + 1))
    return [...list, Array.from({ length: n + 3 }, (_, k) => -(slope[k] ?? 0) - (slope[k - 2] ?? 0))]
  },
  [[0, 1]],
)

/** The derivative of order n of π·cot πx, of which c is the cotangent. */
function cotangent(c: Wide, n: Order): Wide {
  let sum = ZERO
  for (const coefficient of cotangents[n]!.toReversed()) sum = add(mul(sum, c), wide(coefficient))
  for (let k = 0; k <= n; k++) sum = mul(sum, PI)
  return sum
}

/** Derivatives of orders n, n + 1 and n + 2 of ψ, or from −1 on of ln |Γ|; none at the poles. */
export function gammas(x: number, n: Order): readonly Wide[] {
  if (x > 0) return positive(wide(x), n, n + 2)
  const d = x - Math.round(x)
  if (d === 0) return []
  const mirrored = positive(sub(ONE, wide(x)), n, n + 2)
  const { sin, cos } = turn(d)
  // Near its zero the cosine needs an angle that is not rounded.
  const c = div(Math.abs(d) < 0.25 ? cos : turn(0.5 - Math.abs(d)).sin, sin)
  return mirrored.map((number, i) => {
    const order = n + i
    if (order === -1) return sub(log(abs(div(PI, sin))), number)
    return sub(order % 2 === 0 ? number : neg(number), cotangent(c, order))
  })
}

/** Where a number is so near a zero of its function that its last places say nothing; scripts/fixtures/exact has the same rule. */
export function areNearZero(x: number, n: Order): boolean[] {
  const numbers = [...gammas(x, n), ...gammas(x, n + 3).slice(0, 1)].map(value)
  return numbers.slice(0, 3).map((y, i) => Math.abs(y) < 0.07 && Math.abs(x * numbers[i + 1]!) > 10 * Math.abs(y))
}
