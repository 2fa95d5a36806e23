/** Circular and hyperbolic functions. */
import * as kernel from '../numeric/index.js'
import { mul, neg, sub } from './arithmetic.js'
import { unary } from './define.js'
import { REAL } from './interval.js'
import type { Unary } from './op.js'
import { sigmoid } from './activations.js'

export const sin: Unary = unary({
  name: 'sin',
  doc: 'Sine of an angle in radians.',
  domain: [REAL],
  forward: kernel.sin,
  partials: [(_y, x) => cos(x)],
  tex: (x) => `\\sin ${x}`,
  math: 'sin',
  torch: 'a.sin()',
})

export const cos: Unary = unary({
  name: 'cos',
  doc: 'Cosine of an angle in radians.',
  domain: [REAL],
  forward: kernel.cos,
  partials: [(_y, x) => neg(sin(x))],
  tex: (x) => `\\cos ${x}`,
  math: 'cos',
  torch: 'a.cos()',
})

export const tanh: Unary = unary({
  name: 'tanh',
  doc: 'Squashes any number into (−1, 1); flat far from zero.',
  domain: [REAL],
  forward: kernel.tanh,
  // 1 − y² has no digits left where y rounds to 1; this product keeps them: tanh′(20) = 1.7e-17.
  partials: [(_y, x) => mul(4, mul(sigmoid(mul(2, x)), sigmoid(mul(-2, x))))],
  taught: [(y) => sub(1, mul(y, y))],
  tex: (x) => `\\tanh ${x}`,
  math: 'tanh',
  torch: 'a.tanh()',
})
