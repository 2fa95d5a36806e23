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

export const pow: Binary = binary({
  name: 'pow',
  doc: 'a raised to b. A negative base needs a whole exponent.',
  domain: [REAL, REAL],
  forward: kernel.pow,
  partials: [
    // b·aᵇ⁻¹, but a⁰ is constant even where a⁻¹ has no value.
    (_y, a, b) => where(mul(equal(b, 0), sub(1, add(less(a, 0), greater(a, 0)))), 0, mul(b, pow(a, sub(b, 1)))),
    // aᵇ·ln a, but a power of 0 does not move with b ≥ 0.
    (y, a, b) => where(mul(equal(a, 0), greaterEqual(b, 0)), 0, mul(y, log(a))),
  ],
  taught: [(_y, a, b) => mul(b, pow(a, sub(b, 1))), (y, a) => mul(y, log(a))],
  symbol: '^',
  tex: (a, b) => `${a}^{${b}}`,
  prec: 3,
  kinks: [
    { at: 'a = 0, b < 1', answer: 'slope in a ±∞', why: 'the root is vertical at 0' },
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
  forward: Math.sqrt,
  partials: [(y) => div(0.5, y)],
  taught: [(y) => div(1, mul(2, y))],
  tex: (x) => `\\sqrt{${x}}`,
  kinks: [{ at: '0', answer: 'slope ∞', why: 'the root is vertical at 0' }],
  hint: 'Did you mean sqrt(abs(x))?',
  math: 'sqrt',
  torch: 'a.sqrt()',
})

export const rsqrt: Unary = unary({
  name: 'rsqrt',
  doc: 'One over the square root.',
  domain: [POSITIVE],
  forward: (x) => 1 / Math.sqrt(x),
  partials: [(y, x) => mul(-0.5, div(y, x))],
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
  kinks: [{ at: '0', answer: 'slope ∞', why: 'the root is vertical at 0' }],
  math: 'cbrt',
  torch: 'a.sign() * a.abs() ** (1 / 3)',
})
