/** Special functions: the bell curve and its integrals, and the factorial of every number with its slopes. */
import * as kernel from '../numeric/index.js'
import { mul, neg } from './arithmetic.js'
import { equal, where } from './comparisons.js'
import { parametric, unary } from './define.js'
import { exp } from './exponential.js'
import { REAL } from './interval.js'
import type { Indexed, Kink, Unary } from './op.js'
import { square } from './powers.js'

export const gaussian: Unary = unary({
  name: 'gaussian',
  doc: 'The bell curve, e to the power of −x²/2.',
  domain: [REAL],
  forward: kernel.gaussian,
  partials: [(_y, x) => bellSlope(x)],
  taught: [(y, x) => neg(mul(x, y))],
  tex: (x) => `e^{-${x}^2/2}`,
  torch: '(-a * a / 2).exp()',
})

/** −x·e^(−x²/2), from halves that are normal numbers where the bell curve is none. */
function bellSlope(x: number): number {
  const half = square(gaussian(mul(0.5, x)))
  return mul(mul(neg(x), half), half)
}

/** 2/√π·e⁻ˣˣ: a rounded x² would cost digits, the square of the bell curve does not. */
const bell = (x: number): number => mul(2 / Math.sqrt(Math.PI), square(gaussian(x)))
const taughtBell = (x: number): number => mul(2 / Math.sqrt(Math.PI), exp(neg(square(x))))

export const erf: Unary = unary({
  name: 'erf',
  doc: 'The part of a bell curve within x of its middle, from −1 to 1.',
  domain: [REAL],
  forward: kernel.erf,
  partials: [(_y, x) => bell(x)],
  taught: [(_y, x) => taughtBell(x)],
  tex: (x) => `\\operatorname{erf} ${x}`,
  torch: 'torch.erf(a)',
})

export const erfc: Unary = unary({
  name: 'erfc',
  doc: '1 − erf(x), with all digits far to the right, where erf is 1.',
  domain: [REAL],
  forward: kernel.erfc,
  partials: [(_y, x) => neg(bell(x))],
  taught: [(_y, x) => neg(taughtBell(x))],
  tex: (x) => `\\operatorname{erfc} ${x}`,
  torch: 'torch.erfc(a)',
})

export const normalCdf: Unary = unary({
  name: 'normalCdf',
  doc: 'The chance that a normal number is below x.',
  domain: [REAL],
  forward: kernel.normalCdf,
  partials: [(_y, x) => mul(1 / Math.sqrt(2 * Math.PI), gaussian(x))],
  tex: (x) => `\\Phi(${x})`,
  torch: 'torch.special.ndtr(a)',
})

const poles = (...answers: string[]): Kink[] =>
  answers.map((answer, k) => ({ at: k === 0 ? '0' : '−1', answer, why: 'a pole, as at −2, −3, …' }))

export const lgamma: Unary = unary({
  name: 'lgamma',
  doc: 'Logarithm of |Γ(x)|; Γ(n) is (n − 1)!.',
  domain: [REAL],
  forward: kernel.lgamma,
  partials: [(_y, x) => digamma(x)],
  tex: (x) => `\\ln |\\Gamma(${x})|`,
  kinks: poles('∞, slope −∞', '∞, slope NaN'),
  torch: 'torch.lgamma(a)',
})

export const digamma: Unary = unary({
  name: 'digamma',
  doc: 'Slope of lgamma: about ln x for large x.',
  domain: [REAL],
  forward: kernel.digamma,
  // At the poles below 0 it is NaN and polygamma(1, x) is ∞; the slopes of y itself are NaN there in every order.
  partials: [(y, x) => where(equal(y, y), polygamma(1, x), y)],
  taught: [(_y, x) => polygamma(1, x)],
  tex: (x) => `\\psi(${x})`,
  kinks: poles('−∞, slope ∞', 'NaN, slope NaN'),
  torch: 'torch.digamma(a)',
})

export const polygamma: Indexed = parametric({
  name: 'polygamma',
  doc: 'The n-th derivative of digamma, for n up to 20.',
  domain: [REAL],
  parameters: [{ name: 'n', domain: '[0, 20]', isWhole: true }],
  order: 'before',
  forward: (x, n) => kernel.polygamma(n as number, x),
  steps: (x, n) => n.call('polygamma', x),
  // At the poles below 0 one of even order is NaN, and the next ∞.
  partials: [(y, x, n) => where(equal(y, y), polygamma((n as number) + 1, x), y)],
  taught: [(_y, x, n) => polygamma((n as number) + 1, x)],
  tex: (x, n = 'n') => `\\psi^{(${n})}(${x})`,
  kinks: [{ at: '0, −1, −2, …', answer: '±∞, or NaN for even n below 0', why: 'poles' }],
  torch: 'torch.polygamma(n, a)',
})
