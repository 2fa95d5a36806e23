/**
 * The tangent, after fdlibm's k_tan.c; its reduction is that of the sine.
 *
 * Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved.
 * Permission to use, copy, modify, and distribute this software is freely granted, provided that this notice is preserved.
 */
import { call, f64, type Float, kernel, type Kernel, polynomial, signOf, upper } from './kernel.js'
import { farSine, MEDIUM, reduced, type Reduced } from './sin.js'

// tan r = r + T₀r³ + T₁r⁵ + … for |r| ≤ 0.67434, to 2⁻⁵⁹; the places are summed by odd and even.
const T0 = 3.33333333333334091986e-1
const ODD = [
  1.33333333333201242699e-1, 2.18694882948595424599e-2, 3.59207910759131235356e-3, 5.88041240820264096874e-4,
  7.817944429395570923e-5, -1.85586374855275456654e-5,
]
const EVEN = [
  5.39682539762260521377e-2, 8.86323982359930005737e-3, 1.45620945432529025516e-3, 2.46463134818469906812e-4,
  7.14072491382608190305e-5, 2.59073051863633712884e-5,
]

const PIO4_HI = 7.85398163397448278999e-1
const PIO4_LO = 3.06161699786838301793e-17

/** The tangent of n quarter turns and r + t: tan(r + t) for even n, −1/tan(r + t) for odd n. */
function tangentAt({ n, r, t }: Reduced): Float {
  // Far from 0 the tangent is found from that of π/4 − |r|.
  const isFar = r.abs().ge(0.6743316650390625).as('isFar')
  const sign = signOf(r).as('sign')
  const x = isFar
    .select(
      f64(PIO4_HI)
        .sub(r.mul(sign))
        .add(f64(PIO4_LO).sub(t.mul(sign))),
      r,
    )
    .as('x')
  const y = isFar.select(0, t).as('y')
  const z = x.mul(x).as('z')
  const w = z.mul(z).as('w')
  const s = z.mul(x).as('s')
  const sum = polynomial(w, ODD).add(z.mul(polynomial(w, EVEN)))
  const rest = y
    .add(z.mul(s.mul(sum).add(y)))
    .add(s.mul(T0))
    .as('rest')
  const near = x.add(rest).as('near')
  const turn = f64(1).sub(n.and(1).toFloat().mul(2)).as('turn')
  const far = sign.mul(turn.sub(x.sub(near.mul(near).div(near.add(turn)).sub(rest)).mul(2)))
  // −1/(x + rest) with the quotient's error.
  const a = f64(-1).div(near).as('a')
  const first = upper(near).as('first')
  const second = rest.sub(first.sub(x))
  const b = upper(a).as('b')
  const inverse = b.add(a.mul(b.mul(first).add(1).add(b.mul(second))))
  return isFar.select(far, n.and(1).eq(0).select(near, inverse))
}

export const tan: Kernel = kernel('tan', 'x', 'Tangent of x, an angle in radians.', (x) => {
  const a = x.abs().as('a')
  const far = call(farSine, a, 0)
    .div(call(farSine, a, 1))
    .mul(signOf(x))
  return a.lt(2 ** -28).select(x, a.lt(MEDIUM).select(tangentAt(reduced(x)), far))
})
