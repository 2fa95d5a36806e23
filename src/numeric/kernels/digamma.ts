/** Derivatives of ln Γ: a rational function around the zero of the first, recurrence, Stirling's series and reflection. */
import { BERNOULLI } from './bernoulli.js'
import { call, f64, type Float, innerKernel, kernel, type Kernel, polynomial } from './kernel.js'
import { log } from './log.js'
import { sin } from './sin.js'
import { tan } from './tan.js'

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
const B_OVER = B.slice(0, 9).map((b, i) => b / (2 * i + 2))

/** x less the nearest whole number. */
export const fraction = (x: Float): Float => x.sub(x.add(0.5).floor())

export const digammaPositive: Kernel = innerKernel('digammaPositive', 'x', 'ψ(x) for x > 0.', (x) => {
  const isLow = x.lt(1).as('isLow')
  const n = x.floor().as('n')
  const y = isLow.select(x.add(1), x.sub(n).add(1)).as('y')
  const u = y.sub(1).as('u')
  const core = y.sub(ZERO).sub(ZERO_REST).mul(polynomial(u, P)).div(polynomial(u, Q))
  // ψ(x) = ψ(x − 1) + 1/(x − 1), down to 1 ≤ y < 2.
  const steps = [8, 7, 6, 5, 4, 3, 2, 1].map((i) => n.gt(i).select(f64(1).div(x.sub(i)), 0))
  const near = steps
    .reduce((sum, step) => sum.add(step))
    .sub(isLow.select(f64(1).div(x), 0))
    .add(core)
  const z = f64(1).div(x.mul(x)).as('z')
  const far = call(log, x)
    .sub(f64(0.5).div(x))
    .sub(z.mul(polynomial(z, B_OVER)))
  return x.lt(9).select(near, far)
})

export const digamma: Kernel = kernel('digamma', 'x', 'Derivative of ln Γ(x); NaN at −1, −2, …', (x) => {
  // ψ(x) = ψ(1 − x) − π/tan πx
  const d = fraction(x).as('d')
  const cotangent = f64(Math.PI).div(call(tan, d.mul(Math.PI)))
  const reflected = call(digammaPositive, f64(1).sub(x)).sub(cotangent)
  return x.lt(0).select(d.eq(0).select(NaN, reflected), call(digammaPositive, x))
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
