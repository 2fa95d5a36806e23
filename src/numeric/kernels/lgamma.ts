/**
 * The logarithm of the gamma function, after fdlibm's e_lgamma_r.c.
 *
 * Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved.
 * Permission to use, copy, modify, and distribute this software is freely granted, provided that this notice is preserved.
 */
import { call, f64, type Float, innerKernel, kernel, type Kernel, polynomial } from './kernel.js'
import { log } from './log.js'
import { sin } from './sin.js'

// ln Γ(2 − y) + y/2 for 0 ≤ y ≤ 0.27, by even and odd places.
const A_EVEN = [
  7.72156649015328655494e-2, 6.73523010531292681824e-2, 7.38555086081402883957e-3, 1.19270763183362067845e-3,
  2.20862790713908385557e-4, 2.52144565451257326939e-5,
]
const A_ODD = [
  3.22467033424113591611e-1, 2.05808084325167332806e-2, 2.89051383673415629091e-3, 5.10069792153511336608e-4,
  1.08011567247583939954e-4, 4.4864094961891516015e-5,
]

// ln Γ around its minimum C, where it is MINIMUM + MINIMUM_REST, by every third place.
const C = 1.46163214496836224576
const MINIMUM = -1.21486290535849611461e-1
const MINIMUM_REST = -3.63867699703950536541e-18
const T0 = [
  4.83836122723810047042e-1, -3.27885410759859649565e-2, 6.10053870246291332635e-3, -1.40346469989232843813e-3,
  3.15632070903625950361e-4,
]
const T1 = [
  -1.47587722994593911752e-1, 1.79706750811820387126e-2, -3.6845201678113825676e-3, 8.81081882437654011382e-4,
  -3.12754168375120860518e-4,
]
const T2 = [
  6.46249402391333854778e-2, -1.0314224129834143745e-2, 2.2596478090061247225e-3, -5.38595305356740546715e-4,
  3.35529192635519073543e-4,
]

// ln Γ(1 + y) + y/2 for −0.27 ≤ y ≤ 0.24.
const U = [
  -7.72156649015328655494e-2, 6.32827064025093366517e-1, 1.45492250137234768737, 9.77717527963372745603e-1,
  2.28963728064692451092e-1, 1.33810918536787660377e-2,
]
const V = [
  1, 2.45597793713041134822, 2.12848976379893395361, 7.69285150456672783825e-1, 1.04222645593369134254e-1,
  3.2170924228242391181e-3,
]

// ln Γ(2 + y) − y/2 for 0 ≤ y < 1.
const S = [
  -7.72156649015328655494e-2, 2.14982415960608852501e-1, 3.25778796408930981787e-1, 1.46350472652464452805e-1,
  2.6642270303363860956e-2, 1.84028451407337715652e-3, 3.19475326584100867617e-5,
]
const R = [
  1, 1.39200533467621045958, 7.21935547567138069525e-1, 1.71933865632803078993e-1, 1.86459191715652901344e-2,
  7.77942496381893596434e-4, 7.32668430744625636189e-6,
]

// Stirling's series for x ≥ 8, of 1/x².
const W0 = 4.18938533204672725052e-1
const W = [
  8.33333333333329678849e-2, -2.7777777772877553647e-3, 7.936505586430195585e-4, -5.95187557450339963135e-4,
  8.36339918996282139126e-4, -1.63092934096575273989e-3,
]

/** ln Γ(x) for 0 < x < 2: from the nearest of 2, the minimum and 1; below 0.9 as ln Γ(x + 1) − ln x. */
function below2(x: Float): Float {
  const isLow = x.le(0.9).as('isLow')
  // The three expansions begin at 0.73 and 0.23 for x + 1, at 1.73 and 1.23 for x.
  const fromTwo = x.ge(isLow.select(0.7315998077392578, 1.7316312789916992))
  const fromMinimum = x.ge(isLow.select(0.2316399812698364, 1.2316322326660156))
  const y2 = isLow.select(1, 2).sub(x).as('y2')
  const z2 = y2.mul(y2).as('z2')
  const two = y2
    .mul(polynomial(z2, A_EVEN))
    .add(z2.mul(polynomial(z2, A_ODD)))
    .sub(y2.mul(0.5))
  const y = x.sub(isLow.select(C - 1, C)).as('y')
  const z = y.mul(y).as('z')
  const w = z.mul(y).as('w')
  const bend = polynomial(w, T1).add(y.mul(polynomial(w, T2)))
  const minimum = z
    .mul(polynomial(w, T0))
    .sub(f64(MINIMUM_REST).sub(w.mul(bend)))
    .add(MINIMUM)
  const y1 = isLow.select(x, x.sub(1)).as('y1')
  // Adding 0 makes ln Γ(1) a zero without sign.
  const one = y1.mul(polynomial(y1, U)).div(polynomial(y1, V)).sub(y1.mul(0.5)).add(0)
  const shifted = fromTwo.select(two, fromMinimum.select(minimum, one)).as('shifted')
  return isLow.select(shifted.sub(call(log, x)), shifted)
}

/** ln Γ(x) for 2 ≤ x < 8: Γ(2 + y) times 2 + y, 3 + y, … as often as x says. */
function below8(x: Float): Float {
  const n = x.floor().as('n')
  const y = x.sub(n).as('y')
  const value = y.mul(0.5).add(y.mul(polynomial(y, S)).div(polynomial(y, R)))
  const product = [2, 3, 4, 5, 6]
    .map((i) => n.gt(i).select(y.add(i), 1))
    .reduce((product, factor) => product.mul(factor))
  return value.add(call(log, product))
}

export const lgammaPositive: Kernel = innerKernel('lgammaPositive', 'x', 'Logarithm of Γ(x) for x > 0.', (x) => {
  const t = call(log, x).as('t')
  const z = f64(1).div(x).as('z')
  const stirling = x
    .sub(0.5)
    .mul(t.sub(1))
    .add(z.mul(polynomial(z.mul(z).as('zz'), W)).add(W0))
  const far = x.lt(2 ** 58).select(stirling, x.mul(t.sub(1)))
  return x.lt(2).select(below2(x), x.lt(8).select(below8(x), far))
})

export const lgamma: Kernel = kernel('lgamma', 'x', 'Logarithm of |Γ(x)|; ∞ at 0, −1, −2, …', (x) => {
  const a = x.abs().as('a')
  const positive = call(lgammaPositive, a).as('positive')
  // Γ(a)·Γ(−a) = −π/(a·sin πa), and |sin πa| is that of the distance to a whole number.
  const distance = a.sub(a.add(0.5).floor()).abs().as('distance')
  const sine = call(sin, distance.mul(Math.PI))
  const reflected = call(log, f64(Math.PI).div(sine.mul(a))).sub(positive)
  const negative = distance.gt(0).select(reflected, Infinity)
  const isTiny = a.lt(2 ** -60)
  const value = isTiny.select(call(log, a).neg(), x.lt(0).select(negative, positive))
  return a.lt(Infinity).select(value, a)
})
