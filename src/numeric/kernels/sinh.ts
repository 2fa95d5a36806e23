/**
 * Hyperbolic sine and cosine, after fdlibm's e_sinh.c and e_cosh.c.
 *
 * Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved.
 * Permission to use, copy, modify, and distribute this software is freely granted, provided that this notice is preserved.
 */
import { exp, expOfReduced, scaled } from './exp.js'
import { expm1 } from './expm1.js'
import { call, f64, innerKernel, kernel, type Kernel, nearest, signOf } from './kernel.js'
import { LN2_HI, LN2_LO } from './ln2.js'

export const halfExp: Kernel = innerKernel('halfExp', 'x', 'Half of e to the power of x, for x of 0 and more.', (x) => {
  const n = nearest(x.mul(Math.LOG2E)).as('n')
  const y = expOfReduced(x.sub(n.mul(LN2_HI)).as('hi'), n.mul(LN2_LO).as('lo'))
  return x.gt(711).select(Infinity, scaled(y, n.toInt().sub(1).as('k')))
})

export const sinh: Kernel = kernel('sinh', 'x', 'Hyperbolic sine of x.', (x) => {
  const a = x.abs().as('a')
  const t = call(expm1, a).as('t')
  const quotient = t.div(t.add(1)).as('quotient')
  const middle = a
    .lt(1)
    .select(t.mul(2).sub(t.mul(quotient)), t.add(quotient))
    .mul(0.5)
  const size = a.lt(22).select(middle, call(halfExp, a))
  return a.lt(2 ** -28).select(x, size.mul(signOf(x)))
})

export const cosh: Kernel = kernel('cosh', 'x', 'Hyperbolic cosine of x.', (x) => {
  const a = x.abs().as('a')
  const t = call(expm1, a).as('t')
  const near = t.mul(t).div(t.add(1).mul(2)).add(1)
  const e = call(exp, a).as('e')
  const middle = e.mul(0.5).add(f64(0.5).div(e))
  return a.lt(0.34657359027997264).select(near, a.lt(22).select(middle, call(halfExp, a)))
})
