/**
 * Powers, after fdlibm's e_pow.c: log₂|x| in two doubles, times y, and two to that; ends and signs as JavaScript has them.
 *
 * Copyright (C) 2004 by Sun Microsystems, Inc. All rights reserved.
 * Permission to use, copy, modify, and distribute this software is freely granted, provided that this notice is preserved.
 */
import { scaled } from './exp.js'
import { exp2Near } from './exp2.js'
import { call, f64, type Float, kernel, type Kernel, nearest, polynomial, upper } from './kernel.js'
import { parts } from './log.js'

// 3/2·(ln(1 + s) − ln(1 − s) − 2s)/s³ − 1 = L₁s² + L₂s⁴ + … with s = (m − c)/(m + c).
const L = [
  5.99999999999994648725e-1, 4.28571428578550184252e-1, 3.33333329818377432918e-1, 2.72728123808534006489e-1,
  2.30660745775561754067e-1, 2.06975017800338417784e-1,
]

// 2/(3·ln 2) and its first part of 27 bits and the rest; log₂ 1.5 as 42 bits and the rest.
const CP = 9.61796693925975554329e-1
const CP_A = 0.9617966935038567
const CP_B = 4.221189459710696e-10
const LOG2_1_5_A = 0.5849625007210761
const LOG2_1_5_B = 8.00418555854124e-14

/** log₂ x for 0 < x < ∞, to about 70 bits: 26 bits and the rest. */
function log2InParts(x: Float): readonly [Float, Float] {
  // 0x3febb67a is the high word of √¾: m lies between √¾ and √3, near 1 or near 1.5.
  const { k, m } = parts(x, 0x3febb67a)
  m.as('m')
  const high = m.gt(1.224744871391589).as('high')
  const center = high.select(1.5, 1).as('center')
  const u = m.sub(center).as('u')
  const sum = m.add(center).as('sum')
  const v = f64(1).div(sum).as('v')
  // s = u/(m + c) in two parts.
  const s = u.mul(v).as('s')
  const sA = upper(s).as('sA')
  const sumA = upper(sum).as('sumA')
  const sumB = m.sub(sumA.sub(center))
  const sB = v.mul(u.sub(sA.mul(sumA)).sub(sA.mul(sumB))).as('sB')
  // 3/2·ln(m/c) = s·(3 + s² + L₁s⁴ + …) in two parts.
  const ss = s.mul(s).as('ss')
  const r = ss
    .mul(ss)
    .mul(polynomial(ss, L))
    .add(sB.mul(sA.add(s)))
    .as('r')
  const square = sA.mul(sA).as('square')
  const tA = upper(square.add(3).add(r)).as('tA')
  const tB = r.sub(tA.sub(3).sub(square))
  const main = sA.mul(tA).as('main')
  const rest = sB.mul(tA).add(tB.mul(s)).as('rest')
  const pA = upper(main.add(rest)).as('pA')
  const pB = rest.sub(pA.sub(main))
  const zA = pA.mul(CP_A).as('zA')
  const zB = pA.mul(CP_B).add(pB.mul(CP)).add(high.select(LOG2_1_5_B, 0)).as('zB')
  const offset = high.select(LOG2_1_5_A, 0).as('offset')
  const hi = upper(zA.add(zB).add(offset).add(k)).as('hi')
  return [hi, zB.sub(hi.sub(k).sub(offset).sub(zA)).as('lo')]
}

/** xʸ for 0 < x < ∞ and |y| < 2⁶⁵. */
function powerOfPositive(x: Float, y: Float): Float {
  const [hi, lo] = log2InParts(x)
  const yA = upper(y).as('yA')
  const small = y.sub(yA).mul(hi).add(y.mul(lo)).as('low')
  const large = yA.mul(hi).as('large')
  const z = small.add(large).as('exponent')
  const n = nearest(z).as('whole')
  const value = scaled(call(exp2Near, large.sub(n), small), n.toInt().as('turn'))
  return z.abs().lt(1080).select(value, z.gt(0).select(Infinity, 0))
}

export const pow: Kernel = kernel('pow', 'x y', 'x to the power of y; NaN for pow(±1, ±∞), as x ** y.', (x, y) => {
  const a = x.abs().as('a')
  const b = y.abs().as('b')
  const grows = a
    .gt(1)
    .and(y.gt(0))
    .or(a.lt(1).and(y.lt(0)))
  const end = a.eq(1).select(b.lt(Infinity).select(1, NaN), grows.select(Infinity, 0))
  const isPlain = a.gt(0).and(a.lt(Infinity)).as('isPlain')
  const size = isPlain
    .and(b.lt(2 ** 65))
    .select(powerOfPositive(a, y), end)
    .as('size')
  const isWhole = y.trunc().eq(y)
  const half = y.mul(0.5).as('half')
  const isOdd = isWhole.and(half.trunc().ne(half))
  const ofNegative = isOdd.select(size.neg(), isWhole.or(isPlain.not()).select(size, NaN))
  const signed = x.high().lt(0).select(ofNegative, size)
  const isNumber = x.eq(x).and(y.eq(y))
  const general = isNumber.select(signed, NaN)
  const root = y.eq(0.5).and(x.gt(0)).select(x.sqrt(), general)
  const simple = y.eq(-1).select(f64(1).div(x), root)
  return y.eq(2).select(x.mul(x), y.eq(1).select(x, y.eq(0).select(1, simple)))
})
