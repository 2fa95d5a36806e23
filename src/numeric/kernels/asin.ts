/**
 * Arc sine and arc cosine, after fdlibm's e_asin.c and e_acos.c: a rational function below ½, and above from the half angle.
 *
 * Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved.
 * Permission to use, copy, modify, and distribute this software is freely granted, provided that this notice is preserved.
 */
import { call, f64, type Float, innerKernel, kernel, type Kernel, polynomial, signOf, upper } from './kernel.js'

// (asin x − x)/x³ = p(x²)/q(x²) for |x| ≤ ½, to 2⁻⁵⁹.
const P = [
  1.66666666666666657415e-1, -3.25565818622400915405e-1, 2.01212532134862925881e-1, -4.00555345006794114027e-2,
  7.91534994289814532176e-4, 3.4793310759602116757e-5,
]
const Q = [1, -2.40339491173441421878, 2.02094576023350569471, -6.8828397160545329303e-1, 7.70381505559019352791e-2]

const PIO2_HI = 1.5707963267948966
const PIO2_LO = 6.123233995736766e-17
const PIO4_HI = 0.7853981633974483

export const asinExcess: Kernel = innerKernel('asinExcess', 'z', '(asin √z)/√z − 1 for z ≤ ¼.', (z) =>
  z.mul(polynomial(z, P)).div(polynomial(z, Q)),
)

/** What √z is beyond its first 26 bits; 0 for 0. */
const restOfRoot = (z: Float, root: Float, first: Float): Float =>
  z.gt(0).select(z.sub(first.mul(first)).div(root.add(first)), 0)

export const asin: Kernel = kernel('asin', 'x', 'Angle in radians whose sine is x, from −π/2 to π/2.', (x) => {
  const a = x.abs().as('a')
  const inner = x.add(x.mul(call(asinExcess, x.mul(x))))
  // asin a = π/2 − 2·asin √((1 − a)/2)
  const z = f64(1).sub(a).mul(0.5).as('z')
  const s = z.sqrt().as('s')
  const first = upper(s).as('first')
  const c = restOfRoot(z, s, first)
  const small = s
    .mul(2)
    .mul(call(asinExcess, z))
    .sub(f64(PIO2_LO).sub(c.mul(2)))
  const outer = f64(PIO4_HI).sub(small.sub(f64(PIO4_HI).sub(first.mul(2))))
  return a.lt(0.5).select(inner, outer.mul(signOf(x)))
})

export const acos: Kernel = kernel('acos', 'x', 'Angle in radians whose cosine is x, from 0 to π.', (x) => {
  const inner = f64(PIO2_HI).sub(x.sub(f64(PIO2_LO).sub(x.mul(call(asinExcess, x.mul(x))))))
  const z = f64(1).sub(x.abs()).mul(0.5).as('z')
  const s = z.sqrt().as('s')
  const r = call(asinExcess, z).mul(s).as('r')
  const below = f64(PIO2_HI)
    .sub(s.add(r.sub(PIO2_LO)))
    .mul(2)
  const first = upper(s).as('first')
  const above = first.add(r.add(restOfRoot(z, s, first))).mul(2)
  return x.abs().lt(0.5).select(inner, x.lt(0).select(below, above))
})
