/**
 * The hyperbolic tangent, after fdlibm's s_tanh.c: from one expm1.
 *
 * Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved.
 * Permission to use, copy, modify, and distribute this software is freely granted, provided that this notice is preserved.
 */
import { expm1 } from './expm1.js'
import { call, f64, kernel, type Kernel, signOf } from './kernel.js'

export const tanh: Kernel = kernel('tanh', 'x', 'Hyperbolic tangent of x.', (x) => {
  const a = x.abs().as('a')
  const doubled = a.mul(2)
  // Near 0 the negative exponent rounds better: e⁻²ᵃ − 1 is smaller than e²ᵃ − 1.
  const t = call(expm1, a.lt(0.25541281188299536).select(doubled.neg(), doubled)).as('t')
  const below = t.abs().div(t.add(2))
  const above = f64(1).sub(f64(2).div(t.add(2)))
  const size = a.gt(0.5493061443340549).select(above, below).as('size')
  return a.lt(2 ** -28).select(x, size.mul(signOf(x)))
})
