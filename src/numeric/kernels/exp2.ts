/**
 * The power of two, as the end of fdlibm's e_pow.c: x = k + r, r·ln 2 in two doubles, e to that, times 2ᵏ.
 *
 * Copyright (C) 2004 by Sun Microsystems, Inc. All rights reserved.
 * Permission to use, copy, modify, and distribute this software is freely granted, provided that this notice is preserved.
 */
import { expCore, scaled } from './exp.js'
import { call, f64, innerKernel, kernel, type Kernel, nearest, upper } from './kernel.js'

// ln 2 as 27 bits and the rest.
const LN2_A = 0.693147175014019
const LN2_B = 5.5459262969660605e-9

export const exp2Near: Kernel = innerKernel(
  'exp2Near',
  'hi lo',
  '2 to the power of hi + lo, with |hi + lo| ≤ ½ and lo below the last places of hi.',
  (hi, lo) => {
    const first = upper(lo.add(hi)).as('first')
    const second = lo.sub(first.sub(hi))
    const u = first.mul(LN2_A).as('u')
    const v = second.mul(Math.LN2).add(first.mul(LN2_B)).as('v')
    const z = u.add(v).as('z')
    const w = v.sub(z.sub(u)).as('w')
    const c = expCore(z)
    const excess = z.mul(c).div(c.sub(2))
    return f64(1).sub(excess.sub(w.add(z.mul(w))).sub(z))
  },
)

export const exp2: Kernel = kernel('exp2', 'x', '2 to the power of x.', (x) => {
  const n = nearest(x).as('n')
  const y = call(exp2Near, x.sub(n), 0).as('y')
  const k = n.toInt().as('k')
  const far = x.ge(1024).select(Infinity, x.lt(-1075).select(0, scaled(y, k)))
  return x.abs().lt(1022).usually(y.mul(k.pow2()), far)
})
