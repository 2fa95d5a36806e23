/** Derivatives of ln Γ: a rational function around the zero of the first, recurrence, Stirling's series and reflection. */
import { BERNOULLI } from './bernoulli.js'
import { call, f64, type Float, innerKernel, kernel, type Kernel, polynomial } from './kernel.js'
import { LN2_HI, LN2_LO } from './ln2.js'
import { exponentOf, log } from './log.js'
import { sin } from './sin.js'

// The positive zero of ψ in two doubles.
const ZERO = 1.4616321449683622
const ZERO_REST = 9.549995429965697e-17

// ψ(x)/(x − zero) of x − 1 for 1 ≤ x ≤ 2, to 2⁻⁵⁵: interpolated at Chebyshev's points.
const P = [
  1.2503801375034054, 1.7811904023777358, 0.8563282382526716, 0.1674321822097703, 0.012282771527360986,
  0.00022205476047991614,
]
const Q = [
  1, 2.108065926448982, 1.5240244625242985, 0.4784894928792091, 0.06589990402253255, 0.0034081071889811372,
  3.918857595782627e-5,
]

// B₂ₖ, and over 2k in the series of ψ.
const B = BERNOULLI.slice(0, 10)
const B_OVER = B.slice(0, 8).map((b, i) => b / (2 * i + 2))

/** How far x is above the whole number below it, and below the next one: both exact where x is not between 0 and 1 in size. */
export function between(x: Float): { readonly d: Float; readonly e: Float } {
  const floor = x.floor().as('floor')
  return { d: x.sub(floor).as('d'), e: floor.add(1).sub(x).as('e') }
}

/** x less the nearest whole number. To an odd whole number from 2⁵² on ½ cannot be added, the double before it can. */
export const fraction = (x: Float): Float => x.sub(x.add(0.5 - 2 ** -54).floor())

export const digammaCore: Kernel = innerKernel('digammaCore', 'u', 'ψ(1 + u) for 0 ≤ u ≤ 1.', (u) =>
  u
    .sub(ZERO - 1)
    .sub(ZERO_REST)
    .mul(polynomial(u, P))
    .div(polynomial(u, Q)),
)

export const digammaSeries: Kernel = innerKernel('digammaSeries', 'x', 'ln x − 1/(2x) − ψ(x) for x ≥ 9.', (x) => {
  const z = f64(1).div(x.mul(x)).as('z')
  return z.mul(polynomial(z, B_OVER))
})

export const digammaStep: Kernel = innerKernel('digammaStep', 'sum y', 'The sum less 1/y where y ≤ −1.', (sum, y) =>
  y.le(-1).select(sum.sub(f64(1).div(y)), sum),
)

export const digammaSum: Kernel = innerKernel(
  'digammaSum',
  'sum x',
  'The sum less 1/(x + k) for k = 8, …, 0 with x + k ≤ −1.',
  (sum, x) =>
    call(
      digammaStep,
      [8, 7, 6, 5, 4, 3, 2, 1].reduce((sum, k) => call(digammaStep, sum, x.add(k)), sum),
      x,
    ),
)

export const digammaPositive: Kernel = innerKernel('digammaPositive', 'x', 'ψ(x) for x > 0.', (x) => {
  const isLow = x.lt(1).as('isLow')
  // ψ(x) = ψ(x − 1) + 1/(x − 1), down to 1 ≤ x < 2.
  const near = call(digammaSum, 0, f64(1).sub(x))
    .sub(isLow.select(f64(1).div(x), 0))
    .add(call(digammaCore, isLow.select(x, x.sub(x.floor()))))
  const far = call(log, x).sub(f64(0.5).div(x)).sub(call(digammaSeries, x))
  return x.lt(9).select(near, far)
})

export const digamma: Kernel = kernel('digamma', 'x', 'Derivative of ln Γ(x); NaN at −1, −2, …', (x) => {
  // Left of 0 terms cancel around the zeros. All of x + k are exact there, and the largest term, 1/d, is whole + rest: the
  // whole number meets the others before anything is rounded. At a pole the rest is NaN.
  const { d, e } = between(x)
  const whole = f64(1).div(d).floor().as('whole')
  const rest = f64(1).sub(whole.mul(d)).div(d)
  const next = f64(1).div(e).as('next')
  // ψ(x) = ψ(1 + d) − 1/d + 1/e + …, near to 0 term by term up to −1/x, the largest first, …
  const near = call(digammaSum, next.sub(whole), x)
  // … or farther left ψ(1 − x) − ψ(1 + e), with the logarithm of a = −x = 2ᵏ·m in two parts.
  const a = x.neg().as('a')
  const k = exponentOf(a).as('k')
  const series = call(log, a.mul(k.neg().pow2()))
    .add(k.toFloat().mul(LN2_LO))
    .add(f64(0.5).div(a))
    .sub(call(digammaSeries, a))
    .sub(call(digammaCore, e))
    .add(next)
  const far = k.toFloat().mul(LN2_HI).sub(whole).add(series)
  const left = x.gt(-9).select(near, far).add(call(digammaCore, d).sub(rest))
  return x.lt(0).select(left, call(digammaPositive, x))
})

export const trigammaPositive: Kernel = innerKernel('trigammaPositive', 'x', 'ψ′(x) for x > 0.', (x) => {
  const inverseSquare = (v: Float): Float => f64(1).div(v.mul(v))
  // ψ′(x) = 1/x² + 1/(x + 1)² + … + 1/(x + 9)² + ψ′(x + 10)
  const isNear = x.lt(10).as('isNear')
  const sum = [9, 8, 7, 6, 5, 4, 3, 2, 1]
    .map((i) => inverseSquare(x.add(i).as(`x${i}`)))
    .reduce((sum, term) => sum.add(term))
  const y = isNear.select(x.add(10), x).as('y')
  const w = f64(1).div(y).as('w')
  const z = w.mul(w).as('z')
  const far = w.add(z.mul(w.mul(polynomial(z, B)).add(0.5)))
  return far.add(isNear.select(sum.add(inverseSquare(x)), 0))
})

export const trigamma: Kernel = kernel('trigamma', 'x', 'Second derivative of ln Γ(x); ∞ at 0, −1, −2, …', (x) => {
  // ψ′(x) = π²/sin² πx − ψ′(1 − x)
  const s = call(sin, fraction(x).mul(Math.PI)).as('s')
  const reflected = f64(Math.PI).div(s).as('ratio')
  return x.lt(0).select(reflected.mul(reflected).sub(call(trigammaPositive, f64(1).sub(x))), call(trigammaPositive, x))
})
