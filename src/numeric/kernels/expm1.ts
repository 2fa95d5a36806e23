/**
 * eˣ − 1 without loss near 0, after fdlibm's s_expm1.c with one last formula in place of its seven.
 *
 * Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved.
 * Permission to use, copy, modify, and distribute this software is freely granted, provided that this notice is preserved.
 */
import { LN2_HI, LN2_LO, LOG2E } from './constants.js'
import { f64, kernel, type Kernel, nearest, polynomial } from './kernel.js'

// 6/r·((eʳ + 1)/(eʳ − 1) − 2/r) = 1 + Q₁(r²/2) + Q₂(r²/2)² + … for |r| ≤ ½·ln 2, to 2⁻⁶¹, with Q scaled as fdlibm has it.
const Q = [
  1, -3.33333333333331316428e-2, 1.58730158725481460165e-3, -7.93650757867487942473e-5, 4.00821782732936239552e-6,
  -2.01099218183624371326e-7,
]

export const expm1: Kernel = kernel('expm1', 'x', 'eˣ − 1, exact near 0 too.', (x) => {
  const n = nearest(x.mul(LOG2E)).as('n')
  const hi = x.sub(n.mul(LN2_HI)).as('hi')
  const lo = n.mul(LN2_LO).as('lo')
  const r = hi.sub(lo).as('r')
  const c = hi.sub(r).sub(lo).as('c')
  const half = r.mul(0.5).as('half')
  const q = r.mul(half).as('q')
  const s = polynomial(q, Q).as('s')
  const t = f64(3).sub(s.mul(half)).as('t')
  // eʳ − 1 = r − e, with r + c the reduced argument.
  const quotient = q.mul(s.sub(t).div(f64(6).sub(r.mul(t))))
  const e = r.mul(quotient.sub(c)).sub(c).sub(q).as('e')
  // eˣ − 1 = 2ᵏ·((1 − 2⁻ᵏ) + r − e); the sum of the first two keeps its rounding error.
  const k = n.toInt().as('k')
  const shift = x.lt(40).select(f64(1).sub(k.neg().pow2()), 1).as('shift')
  const sum = shift.add(r).as('sum')
  const y = sum.add(r.sub(sum.sub(shift)).sub(e)).as('y')
  const ordinary = y.mul(2).mul(k.sub(1).pow2())
  const low = x.lt(-37.5).select(-1, ordinary)
  return x
    .abs()
    .lt(2 ** -54)
    .select(x, x.gt(709.782712893384).select(Infinity, low))
})
