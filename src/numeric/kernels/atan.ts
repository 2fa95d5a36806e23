/**
 * Arc tangents, after fdlibm's s_atan.c and e_atan2.c: |x| is turned back by the nearest of five known angles.
 *
 * Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved.
 * Permission to use, copy, modify, and distribute this software is freely granted, provided that this notice is preserved.
 */
import { call, f64, kernel, type Kernel, lookup, polynomial, signOf } from './kernel.js'

// (r − atan r)/r = A₀r² + A₁r⁴ + … for |r| ≤ 7/16.
const A = [
  3.33333333333329318027e-1, -1.99999999998764832476e-1, 1.42857142725034663711e-1, -1.1111110405462355788e-1,
  9.09088713343650656196e-2, -7.69187620504482999495e-2, 6.66107313738753120669e-2, -5.83357013379057348645e-2,
  4.97687799461593236017e-2, -3.6531572744216915527e-2, 1.62858201153657823623e-2,
]

// atan 0, ½, 1, 1½ and ∞, each in two doubles.
// prettier-ignore
const ANGLES = [
  0, 0, 4.63647609000806093515e-1, 2.26987774529616870924e-17, 7.85398163397448278999e-1, 3.06161699786838301793e-17,
  9.82793723247329054082e-1, 1.39033110312309984516e-17, 1.570796326794896558, 6.12323399573676603587e-17, 0, 0, 0, 0, 0, 0,
]

export const atan: Kernel = kernel('atan', 'x', 'Angle in radians whose tangent is x, from −π/2 to π/2.', (x) => {
  const a = x.abs().as('a')
  const c = a
    .lt(0.4375)
    .select(0, a.lt(0.6875).select(0.5, a.lt(1.1875).select(1, a.lt(2.4375).select(1.5, 2))))
    .as('c')
  const isFar = c.gt(1.5).as('isFar')
  // tan(atan a − atan c) = (a − c)/(1 + c·a), and −1/a for c = ∞.
  const r = isFar
    .select(-1, a.sub(c))
    .div(isFar.select(a, c.mul(a).add(1)))
    .as('r')
  const z = r.mul(r).as('z')
  const lost = r.mul(z.mul(polynomial(z, A)))
  const angle = c.mul(4).toInt().as('angle')
  const value = lookup(ANGLES, angle).sub(lost.sub(lookup(ANGLES, angle.add(1))).sub(r))
  return value.mul(signOf(x))
})

export const atan2: Kernel = kernel(
  'atan2',
  'y x',
  'Angle in radians of the point (x, y), from −π to π; the signs of zeros count.',
  (y, x) => {
    const a = x.abs().as('a')
    const b = y.abs().as('b')
    const ratio = a.eq(b).select(a.gt(0).select(1, 0), b.div(a))
    const angle = call(atan, ratio).as('angle')
    const whole = x
      .high()
      .lt(0)
      .select(f64(Math.PI).sub(angle.sub(1.2246467991473532e-16)), angle)
    return whole.mul(signOf(y))
  },
)
