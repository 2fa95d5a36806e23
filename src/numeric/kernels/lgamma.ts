/**
 * The logarithm of the gamma function: a rational function each around 1 and 2; Stirling's series and the reflection are
 * after fdlibm's e_lgamma_r.c.
 *
 * Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved.
 * Permission to use, copy, modify, and distribute this software is freely granted, provided that this notice is preserved.
 */
import { fraction } from './digamma.js'
import { FACTORIALS } from './factorials.js'
import { call, f64, type Float, innerKernel, kernel, type Kernel, lookup, polynomial } from './kernel.js'
import { log } from './log.js'
import { sin } from './sin.js'

// ln Γ(1 + w)/w and ln Γ(2 + w)/w for −¼ ≤ w ≤ ¾, to 2⁻⁵³: interpolated at Chebyshev's points.
const P1 = [
  -0.5772156649015329, -1.2242270471245118, -0.3715429246974858, 0.9013543009124255, 0.9013938746039112,
  0.3214149950000529, 0.04665169970550008, 0.002163098454776337, 7.668046878980019e-6,
]
const Q1 = [
  1, 3.545804809191674, 5.00188236111074, 3.5729397703794885, 1.3601329978772254, 0.2654913810528748,
  0.023107506136807152, 0.0006153502585216051,
]
const P2 = [
  0.42278433509846713, 0.9276433690845671, 0.7188230386381929, 0.25229426677499905, 0.040991389295452124,
  0.0027082743893983175, 4.7147517383291064e-5,
]
const Q2 = [
  1, 1.4314067135895832, 0.7677528143543926, 0.19051562490799034, 0.021742393244465027, 0.000967345366573293,
  9.888658165116253e-6,
]

// Stirling's series for x ≥ 8, of 1/x².
const W0 = 4.18938533204672725052e-1
const W = [
  8.33333333333329678849e-2, -2.7777777772877553647e-3, 7.936505586430195585e-4, -5.95187557450339963135e-4,
  8.36339918996282139126e-4, -1.63092934096575273989e-3,
]

/** ln Γ(x) for 0 < x < 1¾, below ¾ as ln Γ(x + 1) − ln x. */
function nearOne(x: Float): Float {
  const isLow = x.lt(0.75).as('isLow')
  const w = isLow.select(x, x.sub(1)).as('w1')
  // Adding 0 makes ln Γ(1) a zero without sign.
  const value = w.mul(polynomial(w, P1)).div(polynomial(w, Q1)).add(0).as('value1')
  return isLow.select(value.sub(call(log, x)), value)
}

/** ln Γ(x) for 1¾ ≤ x < 8: Γ(2 + w) times 2 + w, 3 + w, … as often as x says. */
function below8(x: Float): Float {
  const n = x.add(0.25).floor().as('n')
  const w = x.sub(n).as('w2')
  const value = w.mul(polynomial(w, P2)).div(polynomial(w, Q2))
  const product = [2, 3, 4, 5, 6, 7]
    .map((i) => n.gt(i).select(w.add(i), 1))
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
  return x.lt(1.75).select(nearOne(x), x.lt(8).select(below8(x), far))
})

/** The last n! by which the recurrence is used; from −18 on no double is near a zero. */
const LAST = 20

export const risen: Kernel = innerKernel(
  'risen',
  'r d j n',
  '(1 + r)·(1 + d/j) − 1 for j ≤ n, beyond that r.',
  (r, d, j, n) => n.lt(j).select(r, r.add(d.div(j).mul(r.add(1)))),
)

export const risenFive: Kernel = innerKernel(
  'risenFive',
  'r d j n',
  '(1 + r)·(1 + d/j)·…·(1 + d/(j + 4)) − 1, without the factors beyond n.',
  (r, d, j, n) => [1, 2, 3, 4].reduce((r, i) => call(risen, r, d, j.add(i), n), call(risen, r, d, j, n)),
)

export const lgamma: Kernel = kernel('lgamma', 'x', 'Logarithm of |Γ(x)|; ∞ at 0, −1, −2, …', (x) => {
  const a = x.abs().as('a')
  const d = fraction(a).as('d')
  const n = a.sub(d).as('n')
  const distance = d.abs().as('distance')
  const isNear = x.lt(0).and(n.le(LAST)).as('isNear')
  const positive = call(lgammaPositive, isNear.select(f64(1).sub(d), a)).as('positive')
  // Γ(−a) = ±Γ(1 − d)/(d·(1 + d)·(2 + d)·…·(n + d)): near a zero of the logarithm the product is about 1.
  const scale = distance.mul(lookup(FACTORIALS, n.toInt())).as('scale')
  const r = [1, 6, 11, 16].reduce<Float>((r, j) => call(risenFive, r, d, j, n), f64(0))
  const near = positive.sub(call(log, scale.add(scale.mul(r))))
  // Γ(a)·Γ(−a) = −π/(a·sin πa), and |sin πa| is that of the distance to a whole number.
  const sine = call(sin, distance.mul(Math.PI))
  const far = call(log, f64(Math.PI).div(sine.mul(a))).sub(positive)
  const value = isNear.select(near, x.lt(0).select(distance.gt(0).select(far, Infinity), positive))
  return a.lt(Infinity).select(value, a)
})
