/** Powers and roots. */
import * as kernel from '../numeric/index.js'
import { add, div, mul, neg, sub } from './arithmetic.js'
import { equal, greater, greaterEqual, less, where } from './comparisons.js'
import { binary, unary } from './define.js'
import { log } from './exponential.js'
import { NON_NEGATIVE, POSITIVE, REAL } from './interval.js'
import type { Binary, Unary } from './op.js'

export const square: Unary = unary({
  name: 'square',
  doc: 'x times x.',
  domain: [REAL],
  forward: (x) => x * x,
  partials: [(_y, x) => mul(2, x)],
  tex: (x) => `${x}^2`,
  prec: 3,
  torch: 'a.square()',
})

/** b·aᵇ⁻¹, but a⁰ is constant even where a⁻¹ has no value. */
function slopeByBase(y: number, a: number, b: number): number {
  const isConstant = mul(equal(b, 0), sub(1, add(less(a, 0), greater(a, 0))))
  // Below ½, b − 1 has a rounding, which costs a⁰ᐧ³ digits; above, aᵇ may underflow where the slope does not.
  const ratio = div(y, a)
  const rest = where(mul(less(b, 0.5), equal(ratio, ratio)), ratio, pow(a, sub(b, 1)))
  return where(isConstant, 0, mul(b, rest))
}

export const pow: Binary = binary({
  name: 'pow',
  doc: 'a raised to b. A negative base needs a whole exponent.',
  domain: [REAL, REAL],
  forward: kernel.pow,
  // aᵇ·ln a by the exponent, but a power of 0 does not move with b ≥ 0.
  partials: [slopeByBase, (y, a, b) => where(mul(equal(a, 0), greaterEqual(b, 0)), 0, mul(y, log(a)))],
  taught: [(_y, a, b) => mul(b, pow(a, sub(b, 1))), (y, a) => mul(y, log(a))],
  symbol: '^',
  tex: (a, b) => `${a}^{${b}}`,
  prec: 3,
  kinks: [
    { at: 'a = 0, b < 1', answer: 'slope in a ±∞', why: 'vertical there' },
    { at: 'a < 0', answer: 'slope in b NaN', why: 'between whole exponents a power of a negative number is not real' },
  ],
  hint: 'Use a whole exponent, cbrt(x) for cube roots, or pow(abs(x), b).',
  math: 'pow',
  torch: 'a ** b',
})

export const sqrt: Unary = unary({
  name: 'sqrt',
  doc: 'The non-negative number whose square is x.',
  domain: [NON_NEGATIVE],
  // −0 counts as 0.
  forward: (x) => Math.sqrt(x) + 0,
  partials: [(y) => div(0.5, y)],
  taught: [(y) => div(1, mul(2, y))],
  tex: (x) => `\\sqrt{${x}}`,
  kinks: [{ at: '0', answer: 'slope ∞', why: 'vertical there' }],
  hint: 'Did you mean sqrt(abs(x))?',
  math: 'sqrt',
  torch: 'a.sqrt()',
})

export const rsqrt: Unary = unary({
  name: 'rsqrt',
  doc: 'One over the square root.',
  domain: [POSITIVE],
  // −0 counts as 0.
  forward: (x) => 1 / (Math.sqrt(x) + 0),
  partials: [(y, x) => mul(-0.5, div(y, add(x, 0)))],
  taught: [(y) => neg(div(mul(y, mul(y, y)), 2))],
  tex: (x) => `\\frac{1}{\\sqrt{${x}}}`,
  kinks: [{ at: '0', answer: '∞, slope −∞', why: 'a pole' }],
  hint: 'Did you mean rsqrt(abs(x))?',
  torch: 'a.rsqrt()',
})

export const cbrt: Unary = unary({
  name: 'cbrt',
  doc: 'The number whose cube is x, for negative x too.',
  domain: [REAL],
  forward: kernel.cbrt,
  partials: [(y) => div(1, mul(3, square(y)))],
  tex: (x) => `\\sqrt[3]{${x}}`,
  kinks: [{ at: '0', answer: 'slope ∞', why: 'vertical there' }],
  math: 'cbrt',
  torch: 'a.sign() * a.abs() ** (1 / 3)',
})

export const hypot: Binary = binary({
  name: 'hypot',
  doc: 'Length of the hypotenuse, √(a² + b²), without overflow on the way.',
  domain: [REAL, REAL],
  forward: kernel.hypot,
  partials: [(_y, a, b) => direction(a, b), (_y, a, b) => direction(b, a)],
  taught: [(y, a) => div(a, y), (y, _a, b) => div(b, y)],
  tex: (a, b) => `\\sqrt{${a}^2 + ${b}^2}`,
  kinks: [{ at: 'a = 0, b = 0', answer: '0, slope 0', why: 'the tip of a cone: the middle of all its slopes' }],
  math: 'hypot',
  torch: 'torch.hypot(a, b)',
})

export const direction: Binary = binary({
  name: 'direction',
  doc: 'The part of hypot(a, b) that lies along a: the cosine of the angle of the point (a, b).',
  domain: [REAL, REAL],
  forward(a, b) {
    const length = kernel.hypot(a, b)
    return length === 0 ? 0 : a / length
  },
  // b²/r³ and −ab/r³, from cosine and sine: 1/r − a²/r³ would cancel.
  partials: [
    (_y, a, b) => div(square(direction(b, a)), hypot(a, b)),
    (y, a, b) => neg(div(mul(y, direction(b, a)), hypot(a, b))),
  ],
  tex: (a, b) => `\\frac{${a}}{\\sqrt{${a}^2 + ${b}^2}}`,
  kinks: [{ at: 'a = 0, b = 0', answer: '0, slope NaN', why: 'the origin lies in no direction' }],
  torch: 'a / torch.hypot(a, b)',
})

export const oneMinusSquare: Unary = unary({
  name: 'oneMinusSquare',
  doc: '1 − x², with all its digits near ±1.',
  domain: [REAL],
  forward: (x) => (1 - x) * (1 + x),
  partials: [(_y, x) => mul(-2, x)],
  tex: (x) => `1 - ${x}^2`,
  prec: 1,
  torch: '(1 - a) * (1 + a)',
})
