/**
 * Sine and cosine, after fdlibm’s k_sin.c, k_cos.c and e_rem_pio2.c: x = n·π/2 + r, and a polynomial of r by the quarter turn n.
 *
 * Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved.
 * Permission to use, copy, modify, and distribute this software is freely granted, provided that this notice is preserved.
 */
import {
  call,
  f64,
  type Float,
  innerKernel,
  type Int,
  kernel,
  type Kernel,
  lookup,
  nearest,
  polynomial,
  signOf,
  upper,
  type Whole,
} from './kernel.js'
import { TWO_OVER_PI } from './two-over-pi.js'

// sin r = r + S₁r³ + S₂r⁵ + … and cos r = 1 − r²/2 + C₁r⁴ + C₂r⁶ + … for |r| ≤ π/4, to 2⁻⁵⁸.
const S1 = -1.66666666666666324348e-1
const S = [
  8.33333333332248946124e-3, -1.98412698298579493134e-4, 2.75573137070700676789e-6, -2.50507602534068634195e-8,
  1.58969099521155010221e-10,
]
const C = [
  4.16666666666666019037e-2, -1.38888888888741095749e-3, 2.48015872894767294178e-5, -2.75573143513906633035e-7,
  2.0875723212981748279e-9, -1.13596475577881948265e-11,
]

export const sinNear: Kernel = innerKernel(
  'sinNear',
  'r t',
  'sin(r + t) for |r| ≤ π/4 and t below the last place of r.',
  (r, t) => {
    const z = r.mul(r).as('z')
    const v = z.mul(r).as('v')
    return r.sub(
      z
        .mul(t.mul(0.5).sub(v.mul(polynomial(z, S))))
        .sub(t)
        .sub(v.mul(S1)),
    )
  },
)

export const cosNear: Kernel = innerKernel(
  'cosNear',
  'r t',
  'cos(r + t) for |r| ≤ π/4 and t below the last place of r.',
  (r, t) => {
    const z = r.mul(r).as('z')
    const half = z.mul(0.5).as('half')
    const w = f64(1).sub(half).as('w')
    return w.add(
      f64(1)
        .sub(w)
        .sub(half)
        .add(z.mul(z.mul(polynomial(z, C))).sub(r.mul(t))),
    )
  },
)

/** x = n·π/2 + r + t with |r| ≤ π/4 and t below its last place. */
interface Reduced {
  readonly n: Int
  readonly r: Float
  readonly t: Float
}

// π/2 in three parts of 33 bits and a rest: k·part is exact for |k| < 2²⁰.
const PIO2 = [1.5707963267341256, 6.077100506303966e-11, 2.0222662487111665e-21, 8.4784276603689e-32] as const

/** Below this in size three parts of π/2 are enough. */
export const MEDIUM: number = 2 ** 19

/** The reduction for |x| < 2¹⁹, after Cody and Waite: n·π/2 is taken away part by part, and what rounding lost is kept. */
function reduced(x: Float): Reduced {
  const k = nearest(x.mul(0.6366197723675814)).as('k')
  const first = x.sub(k.mul(PIO2[0])).as('first')
  const second = k.mul(PIO2[1]).as('second')
  const b = first.sub(second).as('b')
  const lostB = first.sub(b).sub(second)
  const third = k.mul(PIO2[2]).as('third')
  const c = b.sub(third).as('c')
  const rest = b.sub(c).sub(third).add(lostB).sub(k.mul(PIO2[3])).as('rest')
  const r = c.add(rest).as('r')
  return { n: k.toInt().as('n'), r, t: c.sub(r).add(rest).as('t') }
}

// π/2 in two doubles; the first is PIO2_A + PIO2_B, 27 and 26 bits.
const PIO2_HI = 1.5707963267948966
const PIO2_LO = 6.123233995736766e-17
const PIO2_A = 1.570796325802803
const PIO2_B = PIO2_HI - PIO2_A

/**
 * The reduction for x ≥ 2¹⁹, after Payne and Hanek: x·2/π in digits of 24 bits. Digits worth a multiple of 4 change
 * neither sine nor cosine and are never computed; seven behind the point stay exact where the first 62 bits cancel.
 *
 *     x = X₀·2²⁴ᵖ + X₁·2²⁴⁽ᵖ⁻¹⁾ + X₂·2²⁴⁽ᵖ⁻²⁾ + X₃·2²⁴⁽ᵖ⁻³⁾
 *     x·2/π = … + D₀ + D₁·2⁻²⁴ + … + D₇·2⁻¹⁶⁸ with Dᵤ = Σⱼ Xⱼ·(digit p + u − j of 2/π)
 */
function reducedFar(x: Float): Reduced {
  const RADIX = 2 ** 24
  const exponent = x.high().shr(20).sub(1023)
  // ⌊exponent/24⌋ for every exponent of a double.
  const p = exponent.mul(2731).shr(16).as('p')
  let rest = x.mul(p.mul(-24).pow2()).as('rest')
  const X = [0, 1, 2, 3].map((j) => {
    const digit = rest.trunc().as(`x${j}`)
    rest = rest.sub(digit).mul(RADIX)
    return digit
  })
  const digits = Array.from({ length: 11 }, (_, i) => lookup(TWO_OVER_PI, p.add(i)).as(`c${i}`))
  const D = Array.from({ length: 8 }, (_, u) =>
    X.map((digit, j) => digit.mul(digits[u - j + 3]!)).reduce((sum, product) => sum.add(product)),
  )
  for (let u = 7; u > 0; u--) {
    const sum = D[u]!.as(`d${u}`)
    const carry = sum
      .mul(1 / RADIX)
      .floor()
      .as(`carry${u}`)
    D[u] = sum.sub(carry.mul(RADIX))
    D[u - 1] = D[u - 1]!.add(carry)
  }
  const [whole, d1, d2, d3, d4, d5, d6, d7] = D as [Float, Float, Float, Float, Float, Float, Float, Float]
  const up = d1.ge(RADIX / 2).as('up')
  const turns = whole.sub(whole.mul(0.25).floor().mul(4)).add(up.select(1, 0))
  // The fraction between −½ and ½ in three parts of 48 bits, each exact, then in two doubles.
  const a = d1
    .sub(up.select(RADIX, 0))
    .mul(2 ** -24)
    .add(d2.mul(2 ** -48))
    .as('a')
  const b = d3
    .mul(2 ** -72)
    .add(d4.mul(2 ** -96))
    .as('b')
  const c = d5
    .mul(2 ** -120)
    .add(d6.mul(2 ** -144))
    .add(d7.mul(2 ** -168))
  const main = a.add(b).as('main')
  const tail = b.sub(main.sub(a)).add(c).as('tail')
  const hi = main.add(tail).as('hi')
  const lo = tail.sub(hi.sub(main))
  // Times π/2: the product of the first doubles with its rounding error, by parts.
  const product = hi.mul(PIO2_HI).as('product')
  const first = upper(hi).as('first')
  const second = hi.sub(first).as('second')
  const lost = first.mul(PIO2_A).sub(product).add(first.mul(PIO2_B)).add(second.mul(PIO2_A)).add(second.mul(PIO2_B))
  const extra = lost.add(hi.mul(PIO2_LO).add(lo.mul(PIO2_HI))).as('extra')
  const r = product.add(extra).as('r')
  return { n: turns.toInt().as('n'), r, t: product.sub(r).add(extra).as('t') }
}

/** The sine of n quarter turns and r + t. */
function sineAt({ n, r, t }: Reduced, turns: Whole): Float {
  const m = n.add(turns).as('m')
  const value = m
    .and(1)
    .eq(0)
    .select(call(sinNear, r, t), call(cosNear, r, t))
    .as('value')
  return value.mul(f64(1).sub(m.and(2).toFloat()))
}

export const farSine: Kernel = innerKernel(
  'farSine',
  'x turns',
  'Sine of x plus so many quarter turns, for x of 2¹⁹ and more; NaN for ∞ and NaN.',
  (x, turns) => x.lt(Infinity).select(sineAt(reducedFar(x), turns.toInt()), NaN),
)

export const nearSine: Kernel = innerKernel(
  'nearSine',
  'x turns',
  'Sine of x plus so many quarter turns, for |x| below 2¹⁹.',
  (x, turns) => sineAt(reduced(x), turns.toInt()),
)

export const sin: Kernel = kernel('sin', 'x', 'Sine of x, an angle in radians.', (x) => {
  const a = x.abs().as('a')
  const far = call(farSine, a, 0).mul(signOf(x))
  return a.lt(2 ** -26).select(x, a.lt(MEDIUM).select(call(nearSine, x, 0), far))
})

export const cos: Kernel = kernel('cos', 'x', 'Cosine of x, an angle in radians.', (x) => {
  const a = x.abs().as('a')
  return a.lt(MEDIUM).select(call(nearSine, x, 1), call(farSine, a, 1))
})
