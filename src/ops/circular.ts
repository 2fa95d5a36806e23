/** Circular and hyperbolic functions. */
import * as kernel from '../numeric/index.js'
import { add, mul, neg, sub } from './arithmetic.js'
import { unary } from './define.js'
import { REAL } from './interval.js'
import type { Unary } from './op.js'

const squared = (x: number): number => mul(x, x)

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

export const tan: Unary = unary({
  name: 'tan',
  doc: 'Tangent of an angle in radians.',
  domain: [REAL],
  forward: kernel.tan,
  partials: [(y) => add(1, squared(y))],
  tex: (x) => `\\tan ${x}`,
  math: 'tan',
  torch: 'a.tan()',
})

export const sinh: Unary = unary({
  name: 'sinh',
  doc: 'Hyperbolic sine, (eˣ − e⁻ˣ)/2.',
  domain: [REAL],
  forward: kernel.sinh,
  partials: [(_y, x) => cosh(x)],
  tex: (x) => `\\sinh ${x}`,
  math: 'sinh',
  torch: 'a.sinh()',
})

export const cosh: Unary = unary({
  name: 'cosh',
  doc: 'Hyperbolic cosine, (eˣ + e⁻ˣ)/2: the shape of a hanging chain.',
  domain: [REAL],
  forward: kernel.cosh,
  partials: [(_y, x) => sinh(x)],
  tex: (x) => `\\cosh ${x}`,
  math: 'cosh',
  torch: 'a.cosh()',
})

export const tanh: Unary = unary({
  name: 'tanh',
  doc: 'Squashes any number into (−1, 1); flat far from zero.',
  domain: [REAL],
  forward: kernel.tanh,
  // 1 − y² has no digits left where y rounds to 1; this keeps them: tanh′(20) = 1.7e-17.
  partials: [(_y, x) => squared(sech(x))],
  taught: [(y) => sub(1, mul(y, y))],
  tex: (x) => `\\tanh ${x}`,
  math: 'tanh',
  torch: 'a.tanh()',
})

export const sech: Unary = unary({
  name: 'sech',
  doc: '1/cosh x: the slope of tanh is its square.',
  domain: [REAL],
  forward(x) {
    const e = kernel.exp(-Math.abs(x))
    return (2 * e) / (1 + e * e)
  },
  steps: (x) =>
    x
      .abs()
      .neg()
      .call('exp')
      .mul(2)
      .div(x.abs().neg().call('exp').mul(x.abs().neg().call('exp')).add(1)),
  partials: [(y, x) => neg(mul(y, tanh(x)))],
  tex: (x) => `\\operatorname{sech} ${x}`,
  torch: '2 * (-torch.logaddexp(a, -a)).exp()',
})
