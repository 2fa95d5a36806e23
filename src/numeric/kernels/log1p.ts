/**
 * ln(1 + x) without loss near 0, after FreeBSD’s s_log1p.c: as ln, with the rounding error of 1 + x carried along.
 *
 * Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved.
 * Permission to use, copy, modify, and distribute this software is freely granted, provided that this notice is preserved.
 */
import { f64, kernel, type Kernel } from './kernel.js'
import { LN2_HI, LN2_LO } from './ln2.js'
import { exponentOf, logCore } from './log.js'

export const log1p: Kernel = kernel('log1p', 'x', 'Natural logarithm of 1 + x, exact near 0 too.', (x) => {
  const near = x.gt(-0.2928932188134524).and(x.lt(0.41421356237309503)).as('near')
  // Beyond 2⁵⁴ the 1 is lost, and so is the last power of two, whose reciprocal is subnormal.
  const huge = x.ge(2 ** 1000).as('huge')
  const u = huge.select(x.mul(2 ** -54), x.add(1)).as('u')
  const k = exponentOf(u).as('k')
  const lost = x.lt(1).select(x.sub(u.sub(1)), f64(1).sub(u.sub(x)))
  const f = near.select(x, u.mul(k.neg().pow2()).sub(1)).as('f')
  const n = near.select(0, huge.select(k.toFloat().add(54), k.toFloat())).as('n')
  const c = near
    .or(x.gt(2 ** 54))
    .select(0, lost.div(u))
    .as('c')
  const { half, rest } = logCore(f)
  const value = n.mul(LN2_HI).sub(half.sub(rest.add(n.mul(LN2_LO).add(c))).sub(f))
  const odd = x.eq(-1).select(-Infinity, x.lt(-1).select(NaN, x))
  return x
    .abs()
    .lt(2 ** -54)
    .select(x, x.gt(-1).and(x.lt(Infinity)).select(value, odd))
})
