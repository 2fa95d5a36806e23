/** Special functions for the oracle, from their textbook series: slow, and knowing nothing of src/numeric. */

/**
 * Hurwitz's ζ, Σ (x + k)⁻ˢ over k = 0, 1, …, for s ≥ 2: the terms below 0 and sixty more, and Euler and Maclaurin's
 * formula, which is for positive numbers, for the rest.
 */
function zeta(s: number, x: number): number {
  const terms = 60 + Math.max(0, Math.ceil(-x))
  const n = x + terms
  const bend = (s / 12) * n ** (-s - 1) - ((s * (s + 1) * (s + 2)) / 720) * n ** (-s - 3)
  const end = ((s * (s + 1) * (s + 2) * (s + 3) * (s + 4)) / 30240) * n ** (-s - 5)
  let sum = end + bend + n ** -s / 2 + n ** (1 - s) / (s - 1)
  for (let k = terms - 1; k >= 0; k--) sum += (x + k) ** -s
  return sum
}
const TERMS = 60
const ZETA = Array.from({ length: TERMS + 1 }, (_, s) => (s < 2 ? NaN : zeta(s, 1)))
const EULER = 0.5772156649015329
const series = (term: (k: number) => number): number => {
  let sum = 0
  for (let k = TERMS; k > 0; k--) sum += term(k)
  return sum
}

/** Further out a step of 1 takes too many steps, and at last does not move a double. */
const FARTHEST = 1e6

/** ln |Γ(x)|: x is moved between ½ and 1½ by Γ(x + 1) = x·Γ(x), and there ln Γ(1 + z) = −γz + Σ ζ(k)(−z)ᵏ/k. */
export function lgamma(x: number): number {
  if (!(Math.abs(x) < FARTHEST)) return NaN
  let [y, product] = [x, 1]
  for (; y > 1.5; product *= y) y--
  for (; y < 0.5; y++) product /= y
  const z = y - 1
  return Math.log(Math.abs(product)) + (series((k) => (k < 2 ? 0 : (ZETA[k]! * (-z) ** k) / k)) - EULER * z)
}

const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1))

/** The n-th derivative of digamma; for n = 0 likewise by ψ(x + 1) = ψ(x) + 1/x. */
export function polygamma(n: number, x: number): number {
  if (n > 0) return x > -FARTHEST ? (-1) ** (n + 1) * factorial(n) * zeta(n + 1, x) : NaN
  if (!(Math.abs(x) < FARTHEST)) return NaN
  let [y, moved] = [x, 0]
  while (y > 1.5) moved += 1 / --y
  while (y < 0.5) moved -= 1 / y++
  const z = y - 1
  return moved - EULER + series((k) => (k < 2 ? 0 : (-1) ** k * ZETA[k]! * z ** (k - 1)))
}

/** e to the power of −x²/2; x² in two parts, so that its rounding does not count. */
export function gaussian(x: number): number {
  const z = Math.fround(x)
  return Math.exp((-z * z) / 2) * Math.exp((-(x - z) * (x + z)) / 2)
}

/** x·Σ (2c·x²)ᵏ/(1·3·5·…·(2k + 1)): times e to the power of −c·x², the integral of that from 0 to x. */
function middle(x: number, c: number): number {
  let [term, sum] = [1, 0]
  for (let k = 1; term > 1e-20 * sum; k++) {
    sum += term
    term *= (2 * c * x * x) / (2 * k + 1)
  }
  return x * sum
}
/** Laplace's continued fraction: times e to the power of −c·x², 2c times the integral of that from x to ∞. */
function tail(x: number, c: number): number {
  let fraction = 0
  for (let k = 2000; k > 0; k--) fraction = k / (2 * c) / (x + fraction)
  return 1 / (x + fraction)
}
const { PI, SQRT2 } = Math

/** The chance that a normal number is below x. */
export function normalCdf(x: number): number {
  if (x > 0) return 1 - normalCdf(-x)
  const y = x < -0.7 ? tail(-x, 0.5) : Math.sqrt(PI / 2) / gaussian(x) + middle(x, 0.5)
  return (gaussian(x) * y) / (SQRT2 * Math.sqrt(PI))
}
export const erf = (x: number): number =>
  Math.abs(x) < 1.5 ? (2 / Math.sqrt(PI)) * gaussian(x) ** 2 * middle(x, 1) : Math.sign(x) * (1 - erfc(Math.abs(x)))
export const erfc = (x: number): number => (x < 0.5 ? 1 - erf(x) : (gaussian(x) ** 2 * tail(x, 1)) / Math.sqrt(PI))
