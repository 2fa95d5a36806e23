/**
 * eˣ − 1 without loss near 0, from the same rational function as fdlibm's e_exp.c: eˣ − 1 = 2ᵏ·((1 − 2⁻ᵏ) + (eʳ − 1)).
 *
 * Copyright (C) 2004 by Sun Microsystems, Inc. All rights reserved.
 * Permission to use, copy, modify, and distribute this software is freely granted, provided that this notice is preserved.
 */
import { expCore } from './exp.js'
import { f64, kernel, type Kernel, nearest } from './kernel.js'
import { LN2_HI, LN2_LO } from './ln2.js'

export const expm1: Kernel = kernel('expm1', 'x', 'eˣ − 1, exact near 0 too.', (x) => {
  const n = nearest(x.mul(Math.LOG2E)).as('n')
  const hi = x.sub(n.mul(LN2_HI)).as('hi')
  const lo = n.mul(LN2_LO).as('lo')
  const r = hi.sub(lo).as('r')
  const c = expCore(r)
  // eʳ − 1 = hi + bend
  const bend = r.mul(c).div(f64(2).sub(c)).sub(lo).as('bend')
  const k = n.toInt().as('k')
  const small = x.lt(700).select(k.neg().pow2(), 0).as('small')
  const shift = f64(1).sub(small).as('shift')
  const sum = shift.add(hi).as('sum')
  // What the difference and the sum have lost in rounding comes back with the small parts.
  const lost = hi.sub(sum.sub(shift)).add(f64(1).sub(shift).sub(small))
  const y = sum.add(lost.add(bend)).as('y')
  const ordinary = y.mul(2).mul(k.sub(1).pow2())
  const low = x.lt(-37.5).select(-1, ordinary)
  return x
    .abs()
    .lt(2 ** -54)
    .select(x, x.gt(709.782712893384).select(Infinity, low))
})
