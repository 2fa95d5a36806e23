/** Powers and roots. */
import * as kernel from '../numeric/index.js'
import type { Float } from '../numeric/index.js'
import { add, div, mul, neg, sub } from './arithmetic.js'
import { equal, greater, greaterEqual, less, where } from './comparisons.js'
import { binary, ternary, unary } from './define.js'
import { log } from './exponential.js'
import { NON_NEGATIVE, POSITIVE, REAL } from './interval.js'
import type { Binary, Ternary, Unary } from './op.js'
import { stopped } from './structure.js'

export const square: Unary = unary({
  name: 'square',
  doc: 'x times x.',
  domain: [REAL],
  forward: (x) => x * x,
  steps: (x) => x.mul(x),
  partials: [(_y, x) => mul(2, x)],
  tex: (x) => `${x}^2`,
  prec: 3,
  torch: 'a.square()',
})

/** A constant exponent, neither 0 nor 1, of which b − 1 loses nothing. */
const isUsual = (b: number): boolean =>
  typeof b === 'number' && b - 1 + 1 === b && Math.abs(b) < 2 ** 52 && b * (b - 1) !== 0

/** c·b·aᵇ⁻¹, but a⁰ is constant even where a⁻¹ has no value; y is the power, or c times it. */
function slopeByBase(y: number, a: number, b: number, c = 1): number {
  // A multiple may have no value where the power has one.
  if (isUsual(b)) return powTerm(c === 1 ? b : mul(c, where(equal(y, y), b, NaN)), a, b - 1)
  const isConstant = mul(equal(b, 0), sub(1, add(less(a, 0), greater(a, 0))))
  const factor = mul(c, where(equal(y, y), b, NaN))
  // What b − 1 loses by rounding costs digits below ½, and from 2⁵³ the sign.
  const rest = sub(b, 1)
  const taken = sub(rest, b)
  const isOrdinary = mul(equal(div(a, a), 1), equal(sub(b, b), 0))
  const lost = stopped(where(isOrdinary, sub(sub(b, sub(rest, taken)), add(1, taken)), 0))
  return where(isConstant, mul(c, 0), powTerm(where(equal(lost, 0), factor, mul(factor, pow(a, lost))), a, sub(b, 1)))
}
/** c·aᵇ·ln a, but a power of 0 does not move with b ≥ 0. */
const slopeByExponent = (a: number, b: number, c: number): number =>
  where(mul(equal(a, 0), greaterEqual(b, 0)), mul(c, 0), powTerm(mul(c, log(a)), a, b))

export const pow: Binary = binary({
  name: 'pow',
  doc: 'a raised to b. A negative base needs a whole exponent.',
  domain: [REAL, REAL],
  forward: kernel.pow,
  partials: [(y, a, b) => slopeByBase(y, a, b), (_y, a, b) => slopeByExponent(a, b, 1)],
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

function powTermSteps(a: Float, b: Float, c: Float): Float {
  const power = b.call('pow', c)
  const size = power.abs()
  const half = b.abs().call('pow', c.div(2))
  const sign = b.gt(0).select(1, -1).call('pow', c)
  const isUsual = size.gt(1e-290).and(size.lt(Infinity)).or(b.eq(0)).or(b.sub(b).ne(0)).or(c.sub(c).ne(0)) // prettier-ignore
  return isUsual.select(a.mul(power), half.eq(0).and(a.eq(a)).or(a.eq(0)).select(0, a.mul(half).mul(half)).mul(sign))
}

export const powTerm: Ternary = ternary({
  name: 'powTerm',
  doc: 'a·bᶜ, also where bᶜ alone would overflow or underflow: what slopes of pow are made of.',
  domain: [REAL, REAL, REAL],
  forward(a, b, c) {
    const power = kernel.pow(b, c)
    const size = Math.abs(power)
    if ((size > 1e-290 && size < Infinity) || b === 0 || b - b !== 0 || c - c !== 0) return a * power
    // In halves, and the sign apart; 0 times a number beyond the doubles is 0.
    const half = kernel.pow(Math.abs(b), c / 2)
    return ((half === 0 && a === a) || a === 0 ? 0 : a * half * half) * kernel.pow(Math.sign(b), c)
  },
  steps: powTermSteps,
  partials: [(_y, _a, b, c) => pow(b, c), (y, a, b, c) => slopeByBase(y, b, c, a), (_y, a, b, c) => slopeByExponent(b, c, a)], // prettier-ignore
  taught: [(_y, _a, b, c) => pow(b, c), (_y, a, b, c) => mul(mul(a, c), pow(b, sub(c, 1))), (y, _a, b) => mul(y, log(b))], // prettier-ignore
  tex: (a, b, c) => `${a} \\cdot ${b}^{${c}}`,
  prec: 2,
  kinks: [
    { at: 'b = 0, c < 1', answer: 'slope in b ±∞', why: 'vertical there' },
    { at: 'b < 0', answer: 'slope in c NaN', why: 'as of pow' },
  ],
  torch: 'a * b ** c',
})

export const sqrt: Unary = unary({
  name: 'sqrt',
  doc: 'The non-negative number whose square is x.',
  domain: [NON_NEGATIVE],
  // −0 counts as 0.
  forward: (x) => Math.sqrt(x) + 0,
  steps: (x) => x.sqrt().add(0),
  // By a row whose slope has one quotient; where it may overflow, half of it has the factor inside.
  partials: [(_y, x) => where(less(x, 1), rsqrt(mul(4, x)), mul(0.5, rsqrt(x)))],
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
  steps: (x) => x.sqrt().add(0).under(1),
  partials: [(y, x) => div(mul(-0.5, y), add(x, 0))],
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
  // A square would be 0 with its slope at 0, where the second slope is infinite.
  partials: [(y) => div(div(1 / 3, y), y)],
  taught: [(y) => div(1, mul(3, square(y)))],
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
  folds: 0,
  torch: 'torch.hypot(a, b)',
})

/** b/r², enlarged near the origin, where its slope would overflow long before what it is multiplied with. */
function slant(a: number, b: number): number {
  const scale = where(less(hypot(a, b), 1e-150), 2 ** 500, 1)
  return mul(scale, inversion(mul(scale, b), mul(scale, a)))
}

export const direction: Binary = binary({
  name: 'direction',
  doc: 'The part of hypot(a, b) along a: the cosine of the angle of the point (a, b).',
  domain: [REAL, REAL],
  forward(a, b) {
    const length = kernel.hypot(a, b)
    if (length === Infinity) return a / 2 / kernel.hypot(a / 2, b / 2)
    return length === 0 ? 0 : a / length
  },
  steps(a, b) {
    const length = a.call('hypot', b)
    const far = a.div(2).div(a.div(2).call('hypot', b.div(2)))
    return length.eq(Infinity).select(far, length.eq(0).select(0, a.div(length)))
  },
  // b²/r³ and −ab/r³, from cosine and sine: 1/r − a²/r³ would cancel.
  partials: [
    (y, a, b) => mul(where(equal(y, y), direction(b, a), NaN), slant(a, b)),
    (y, a, b) => neg(mul(y, slant(a, b))),
  ],
  taught: [(_y, a, b) => div(square(b), pow(hypot(a, b), 3)), (_y, a, b) => neg(div(mul(a, b), pow(hypot(a, b), 3)))],
  tex: (a, b) => `\\frac{${a}}{\\sqrt{${a}^2 + ${b}^2}}`,
  kinks: [{ at: 'a = 0, b = 0', answer: '0, slope NaN', why: 'the origin lies in no direction' }],
  torch: 'a / torch.hypot(a, b)',
})

/** (a² + b²)². */
const fourth = (a: number, b: number): number => square(add(square(a), square(b)))

/** What is too small for its digits is carried larger, as in the row. */
function inversionSteps(a: Float, b: Float): Float {
  const length = a.call('hypot', b)
  const cosine = a.div(length)
  const carried = a.mul(2 ** 600).div(length).div(length).mul(2 ** -600) // prettier-ignore
  return length.lt(1).and(cosine.abs().lt(1e-290)).select(carried, cosine.div(length))
}

export const inversion: Binary = binary({
  name: 'inversion',
  doc: 'a/(a² + b²), without overflow on the way: slope of an angle.',
  domain: [REAL, REAL],
  forward(a, b) {
    const length = kernel.hypot(a, b)
    const cosine = a / length
    return length < 1 && Math.abs(cosine) < 1e-290 ? ((a * 2 ** 600) / length / length) * 2 ** -600 : cosine / length
  },
  steps: inversionSteps,
  // (b² − a²)/r⁴, near a tie from factors, which cancel before they are rounded; and −2ab/r⁴.
  partials: [
    (_y, a, b) => {
      const r = hypot(a, b)
      const gap = sub(square(direction(b, a)), square(direction(a, b)))
      const tie = mul(div(sub(b, a), r), div(add(b, a), r))
      return div(div(where(less(square(gap), 0.1), tie, gap), r), r)
    },
    (y, a, b) => mul(-2, mul(y, inversion(b, a))),
  ],
  taught: [(_y, a, b) => div(sub(square(b), square(a)), fourth(a, b)), (_y, a, b) => neg(div(mul(2, mul(a, b)), fourth(a, b)))], // prettier-ignore
  tex: (a, b) => `\\frac{${a}}{${a}^2 + ${b}^2}`,
  kinks: [{ at: 'a = 0, b = 0', answer: 'NaN', why: 'a pole whose sign depends on the side' }],
  torch: 'a / (a * a + b * b)',
})

export const oneMinusSquare: Unary = unary({
  name: 'oneMinusSquare',
  doc: '1 − x², with all its digits near ±1.',
  domain: [REAL],
  forward: (x) => (1 - x) * (1 + x),
  steps: (x) => x.neg().add(1).mul(x.add(1)),
  partials: [(_y, x) => mul(-2, x)],
  tex: (x) => `1 - ${x}^2`,
  prec: 1,
  torch: '(1 - a) * (1 + a)',
})
