/**
 * Inverse hyperbolic functions, after fdlibm's s_asinh.c, e_acosh.c and e_atanh.c: logarithms of what loses no digits.
 *
 * Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved.
 * Permission to use, copy, modify, and distribute this software is freely granted, provided that this notice is preserved.
 */
import { call, f64, kernel, type Kernel, signOf } from './kernel.js'
import { log } from './log.js'
import { log1p } from './log1p.js'

export const asinh: Kernel = kernel('asinh', 'x', 'Number whose hyperbolic sine is x.', (x) => {
  const a = x.abs().as('a')
  const isHuge = a.gt(2 ** 28).as('isHuge')
  const root = a.mul(a).add(1).sqrt().as('root')
  const large = isHuge.select(a, a.mul(2).add(f64(1).div(root.add(a))))
  const far = call(log, large).add(isHuge.select(Math.LN2, 0))
  const near = call(log1p, a.add(a.mul(a).div(root.add(1))))
  const size = a.gt(2).select(far, near)
  return a.lt(2 ** -28).select(x, size.mul(signOf(x)))
})

export const acosh: Kernel = kernel(
  'acosh',
  'x',
  'Number of 0 and more whose hyperbolic cosine is x; NaN below 1.',
  (x) => {
    const isHuge = x.gt(2 ** 28).as('isHuge')
    const root = x.mul(x).sub(1).sqrt()
    const large = isHuge.select(x, x.mul(2).sub(f64(1).div(x.add(root))))
    const far = call(log, large).add(isHuge.select(Math.LN2, 0))
    const t = x.sub(1).as('t')
    const near = call(log1p, t.add(t.mul(2).add(t.mul(t)).sqrt()))
    return x.lt(1).select(NaN, x.gt(2).select(far, near))
  },
)

export const atanh: Kernel = kernel('atanh', 'x', 'Number whose hyperbolic tangent is x; NaN beyond ±1.', (x) => {
  const a = x.abs().as('a')
  const double = a.add(a).as('double')
  const rest = f64(1).sub(a).as('rest')
  // ½·ln((1 + a)/(1 − a))
  const twice = call(log1p, a.lt(0.5).select(double.add(double.mul(a).div(rest)), double.div(rest)))
  return a.lt(2 ** -28).select(x, twice.mul(0.5).mul(signOf(x)))
})
