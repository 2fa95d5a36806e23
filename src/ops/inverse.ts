/** Inverses of circular and hyperbolic functions. */
import * as kernel from '../numeric/index.js'
import { add, div, mul, neg, reciprocal, sub } from './arithmetic.js'
import { equal, where } from './comparisons.js'
import { binary, unary } from './define.js'
import { REAL, UNIT } from './interval.js'
import type { Binary, Kink, Unary } from './op.js'
import { hypot, inversion, oneMinusSquare, rsqrt, sqrt, square } from './powers.js'

/** What an inverse answers at −1 and at 1. */
const ends = (why: string, ...answers: string[]): Kink[] =>
  answers.map((answer, k) => ({ at: k === 0 ? '−1' : '1', answer, why }))
const upright = 'vertical there'

export const asin: Unary = unary({
  name: 'asin',
  doc: 'The angle whose sine is x.',
  domain: [UNIT],
  forward: kernel.asin,
  partials: [(_y, x) => rsqrt(oneMinusSquare(x))],
  taught: [(_y, x) => div(1, sqrt(sub(1, square(x))))],
  tex: (x) => `\\arcsin ${x}`,
  kinks: ends(upright, 'slope ∞', 'slope ∞'),
  hint: 'Did you mean asin(clamp(x, -1, 1))?',
  math: 'asin',
  torch: 'a.asin()',
})

export const acos: Unary = unary({
  name: 'acos',
  doc: 'The angle whose cosine is x.',
  domain: [UNIT],
  forward: kernel.acos,
  partials: [(_y, x) => neg(rsqrt(oneMinusSquare(x)))],
  taught: [(_y, x) => neg(div(1, sqrt(sub(1, square(x)))))],
  tex: (x) => `\\arccos ${x}`,
  kinks: ends(upright, 'slope −∞', 'slope −∞'),
  hint: 'Did you mean acos(clamp(x, -1, 1))?',
  math: 'acos',
  torch: 'a.acos()',
})

export const atan: Unary = unary({
  name: 'atan',
  doc: 'The angle whose tangent is x.',
  domain: [REAL],
  forward: kernel.atan,
  // x² would overflow, and the slope of this underflow, long before the result does.
  partials: [(_y, x) => square(reciprocal(hypot(1, x)))],
  taught: [(_y, x) => div(1, add(1, square(x)))],
  tex: (x) => `\\arctan ${x}`,
  math: 'atan',
  torch: 'a.atan()',
})

export const atan2: Binary = binary({
  name: 'atan2',
  doc: 'The angle of the point (b, a), from −π to π.',
  domain: [REAL, REAL],
  forward: kernel.atan2,
  partials: [(_y, a, b) => inversion(b, a), (_y, a, b) => neg(inversion(a, b))],
  taught: [(_y, a, b) => div(b, add(square(a), square(b))), (_y, a, b) => neg(div(a, add(square(a), square(b))))],
  tex: (a, b) => `\\operatorname{atan2}(${a}, ${b})`,
  kinks: [{ at: 'a = 0, b = 0', answer: '0, slope NaN', why: 'the origin has no angle, and every angle near it' }],
  math: 'atan2',
  torch: 'torch.atan2(a, b)',
})

export const asinh: Unary = unary({
  name: 'asinh',
  doc: 'The number whose hyperbolic sine is x: a logarithm that takes negative numbers.',
  domain: [REAL],
  forward: kernel.asinh,
  partials: [(_y, x) => reciprocal(hypot(1, x))],
  taught: [(_y, x) => div(1, sqrt(add(square(x), 1)))],
  tex: (x) => `\\operatorname{arsinh} ${x}`,
  math: 'asinh',
  torch: 'a.asinh()',
})

export const acosh: Unary = unary({
  name: 'acosh',
  doc: 'The non-negative number whose hyperbolic cosine is x.',
  domain: ['[1, ∞)'],
  forward: kernel.acosh,
  // Two roots, because x² overflows.
  partials: [(_y, x) => mul(rsqrt(sub(x, 1)), rsqrt(add(x, 1)))],
  taught: [(_y, x) => div(1, sqrt(sub(square(x), 1)))],
  tex: (x) => `\\operatorname{arcosh} ${x}`,
  kinks: [{ at: '1', answer: 'slope ∞', why: 'vertical there' }],
  hint: 'Did you mean acosh(maximum(x, 1))?',
  math: 'acosh',
  torch: 'a.acosh()',
})

export const atanh: Unary = unary({
  name: 'atanh',
  doc: 'The number whose hyperbolic tangent is x: half the log-odds of (1 + x)/2.',
  domain: ['(−1, 1)'],
  forward: kernel.atanh,
  partials: [(y, x) => div(where(equal(y, y), 1, NaN), oneMinusSquare(x))],
  taught: [(_y, x) => div(1, sub(1, square(x)))],
  tex: (x) => `\\operatorname{artanh} ${x}`,
  kinks: ends('a pole', '−∞, slope ∞', '∞, slope ∞'),
  hint: 'Did you mean atanh(clamp(x, -0.999, 0.999))?',
  math: 'atanh',
  torch: 'a.atanh()',
})
