/**
 * The error function and its complement, after fdlibm's s_erf.c: a rational function for each of four ranges.
 *
 * Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved.
 * Permission to use, copy, modify, and distribute this software is freely granted, provided that this notice is preserved.
 */
import { exp } from './exp.js'
import { call, f64, type Float, innerKernel, kernel, type Kernel, polynomial, signOf, upper } from './kernel.js'

type Ratio = readonly [readonly number[], readonly number[]]

const quotient = (x: Float, [p, q]: Ratio): Float => polynomial(x, p).div(polynomial(x, q))

// (erf x − x)/x of x² for |x| ≤ 0.84375, to 2⁻⁵⁷·⁹⁰.
const NEAR: Ratio = [
  [
    1.28379167095512558561e-1, -3.2504210724700149937e-1, -2.84817495755985104766e-2, -5.77027029648944159157e-3,
    -2.37630166566501626084e-5,
  ],
  [
    1, 3.97917223959155352819e-1, 6.50222499887672944485e-2, 5.08130628187576562776e-3, 1.32494738004321644526e-4,
    -3.9602282787753681232e-6,
  ],
]

// erf x − 0.845… of |x| − 1 for 0.84375 ≤ |x| ≤ 1.25, to 2⁻⁵⁹·⁰⁶.
const ERF_1 = 8.45062911510467529297e-1
const MIDDLE: Ratio = [
  [
    -2.36211856075265944077e-3, 4.14856118683748331666e-1, -3.72207876035701323847e-1, 3.18346619901161753674e-1,
    -1.10894694282396677476e-1, 3.54783043256182359371e-2, -2.166375594868790843e-3,
  ],
  [
    1, 1.06420880400844228286e-1, 5.40397917702171048937e-1, 7.18286544141962662868e-2, 1.26171219808761642112e-1,
    1.36370839120290507362e-2, 1.1984499846799107417e-2,
  ],
]

// ln(x·eˣˣ·erfc x) + 0.5625 of 1/x² for 1.25 ≤ x ≤ 1/0.35 and for 1/0.35 ≤ x ≤ 28, to 2⁻⁶¹·⁵² or better.
const FAR: Ratio = [
  [
    -9.86494403484714822705e-3, -6.93858572707181764372e-1, -1.05586262253232909814e1, -6.23753324503260060396e1,
    -1.62396669462573470355e2, -1.84605092906711035994e2, -8.12874355063065934246e1, -9.81432934416914548592,
  ],
  [
    1, 1.96512716674392571292e1, 1.376577541435190426e2, 4.34565877475229228821e2, 6.45387271733267880336e2,
    4.29008140027567833386e2, 1.08635005541779435134e2, 6.57024977031928170135, -6.04244152148580987438e-2,
  ],
]
const FARTHER: Ratio = [
  [
    -9.86494292470009928597e-3, -7.99283237680523006574e-1, -1.77579549177547519889e1, -1.60636384855821916062e2,
    -6.37566443368389627722e2, -1.02509513161107724954e3, -4.83519191608651397019e2,
  ],
  [
    1, 3.03380607434824582924e1, 3.25792512996573918826e2, 1.53672958608443695994e3, 3.19985821950859553908e3,
    2.55305040643316442583e3, 4.74528541206955367215e2, -2.24409524465858183362e1,
  ],
]

export const erfNear: Kernel = innerKernel('erfNear', 'z', '(erf √z)/√z − 1 for z ≤ 0.72.', (z) => quotient(z, NEAR))

export const erfMiddle: Kernel = innerKernel('erfMiddle', 's', 'erf(1 + s) − 0.845… for −0.16 ≤ s ≤ 0.25.', (s) =>
  quotient(s, MIDDLE),
)

export const erfcTail: Kernel = innerKernel('erfcTail', 'x', 'erfc x for 1.25 ≤ x ≤ 28.', (x) => {
  const s = f64(1).div(x.mul(x)).as('s')
  const bend = x.lt(2.857142857142857).select(quotient(s, FAR), quotient(s, FARTHER))
  // x² = z² + (x − z)·(x + z), and z² + 0.5625 is exact.
  const z = upper(x, 20).as('z')
  const large = call(exp, z.mul(z).neg().sub(0.5625))
  const small = call(exp, z.sub(x).mul(z.add(x)).add(bend))
  return large.mul(small).div(x)
})

export const erf: Kernel = kernel('erf', 'x', 'Error function: 2/√π times the integral of e⁻ᵗᵗ from 0 to x.', (x) => {
  const a = x.abs().as('a')
  const near = x.add(x.mul(call(erfNear, x.mul(x))))
  const middle = call(erfMiddle, a.sub(1)).add(ERF_1)
  const far = a.lt(6).select(f64(1).sub(call(erfcTail, a)), 1)
  const size = a.lt(1.25).select(middle, far).mul(signOf(x))
  return x.eq(x).select(a.lt(0.84375).select(near, size), NaN)
})

export const erfc: Kernel = kernel('erfc', 'x', '1 − erf x, with its own digits where that is small.', (x) => {
  const a = x.abs().as('a')
  const y = call(erfNear, x.mul(x)).as('y')
  const near = x.lt(0.25).select(f64(1).sub(x.add(x.mul(y))), f64(0.5).sub(x.sub(0.5).add(x.mul(y))))
  const ratio = call(erfMiddle, a.sub(1)).as('ratio')
  const middle = x.lt(0).select(ratio.add(ERF_1).add(1), f64(1 - ERF_1).sub(ratio))
  const right = x.lt(28).select(call(erfcTail, a), 0)
  const left = x.gt(-6).select(f64(2).sub(call(erfcTail, a)), 2)
  const far = x.lt(0).select(left, right)
  return x.eq(x).select(a.lt(0.84375).select(near, a.lt(1.25).select(middle, far)), NaN)
})
