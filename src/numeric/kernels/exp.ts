/**
 * The exponential, after fdlibm's e_exp.c: x = k·ln 2 + r, eʳ by a rational function, times 2ᵏ.
 *
 * Copyright (C) 2004 by Sun Microsystems, Inc. All rights reserved.
 * Permission to use, copy, modify, and distribute this software is freely granted, provided that this notice is preserved.
 */
import { f64, type Float, type Int, kernel, type Kernel, nearest, polynomial } from './kernel.js'
import { LN2_HI, LN2_LO } from './ln2.js'

// r·(eʳ + 1)/(eʳ − 1) = 2 + P₁r² + P₂r⁴ + … for |r| ≤ ½·ln 2, to 2⁻⁵⁹.
const P = [
  1.66666666666666019037e-1, -2.77777777770155933842e-3, 6.61375632143793436117e-5, -1.6533902205465251539e-6,
  4.13813679705723846039e-8,
]

/** 2r/(eʳ − 1) + r = r·(eʳ + 1)/(eʳ − 1): its difference from 2, taken from r. */
export function expCore(r: Float): Float {
  const rr = r.mul(r).as('rr')
  return r.sub(rr.mul(polynomial(rr, P))).as('c')
}

/** e to the power of hi − lo for |hi − lo| ≤ ½·ln 2, summed from the small end. */
export function expOfReduced(hi: Float, lo: Float): Float {
  const r = hi.sub(lo).as('r')
  const c = expCore(r)
  return f64(1).sub(lo.sub(r.mul(c).div(f64(2).sub(c))).sub(hi))
}

/** y·2ᵏ by two factors, so that only the second product overflows or rounds to a subnormal number: −2044 ≤ k ≤ 2046. */
export function scaled(y: Float, k: Int): Float {
  const half = k.shr(1).as('half')
  return y.mul(half.pow2()).mul(k.sub(half).pow2())
}

export const exp: Kernel = kernel('exp', 'x', 'e to the power of x.', (x) => {
  const n = nearest(x.mul(Math.LOG2E)).as('n')
  const y = expOfReduced(x.sub(n.mul(LN2_HI)).as('hi'), n.mul(LN2_LO).as('lo')).as('y')
  const k = n.toInt().as('k')
  const far = x.gt(709.782712893384).select(Infinity, x.lt(-745.1332191019412).select(0, scaled(y, k)))
  return x.abs().lt(708).usually(y.mul(k.pow2()), far)
})
