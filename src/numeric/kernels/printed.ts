/** The kernels as functions, generated from their steps by `npx tsx scripts/print-kernels.ts`: change a kernel, never this file. */
import { high, pow2 } from './words.js'

const atanTable = [
  0, 0, 0.4636476090008061, 2.2698777452961687e-17, 0.7853981633974483, 3.061616997868383e-17, 0.982793723247329,
  1.3903311031230998e-17, 1.5707963267948966, 6.123233995736766e-17, 0, 0, 0, 0, 0, 0,
]

const cbrtTable = [1, 1.2599210498948732, 1, 0.7937005259840998]

const farSineTable = [
  0, 0, 0, 0, 10680707, 7228996, 1387004, 2578385, 16069853, 12639074, 9804092, 4427841, 16666979, 11263675, 12935607,
  2387514, 4345298, 14681673, 3074569, 13734428, 16653803, 1880361, 10960616, 8533493, 3062596, 8710556, 7349940,
  6258241, 3772886, 3769171, 3798172, 8675211, 12450088, 3874808, 9961438, 366607, 15675153, 9132554, 7151469, 3571407,
  2607881, 12013382, 4155038, 6285869, 7677882, 13102053, 15825725, 473591, 9065106, 15363067, 6271263, 9264392,
  5636912, 4652155, 7056368, 13614112, 10155062, 1944035, 9527646, 15080200, 6658437, 6231200, 6832269, 16767104,
]

const lgammaTable = [
  1, 1, 2, 6, 24, 120, 720, 5040, 40320, 362880, 3628800, 39916800, 479001600, 6227020800, 87178291200, 1307674368000,
  20922789888000, 355687428096000, 6402373705728000, 121645100408832000, 2432902008176640000, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  0, 0,
]

/** Angle in radians whose cosine is x, from 0 to π. */
export function acos(x: number): number {
  const t = Math.abs(x)
  if (t < 0.5) return 1.5707963267948966 - (x - (6.123233995736766e-17 - x * asinExcess(x * x)))
  const z = (1 - t) * 0.5
  const s = Math.sqrt(z)
  const r = asinExcess(z) * s
  if (x < 0) return (1.5707963267948966 - (s + (r - 6.123233995736766e-17))) * 2
  const wide = s * 134217729
  const first = wide - (wide - s)
  return (first + (r + (z > 0 ? (z - first * first) / (s + first) : 0))) * 2
}

/** Number of 0 and more whose hyperbolic cosine is x; NaN below 1. */
export function acosh(x: number): number {
  if (x < 1) return NaN
  if (x > 2) {
    const isHuge = x > 268435456
    return log(isHuge ? x : x * 2 - 1 / (x + Math.sqrt(x * x - 1))) + (isHuge ? Math.LN2 : 0)
  }
  const t = x - 1
  return log1p(t + Math.sqrt(t * 2 + t * t))
}

/** Angle in radians whose sine is x, from −π/2 to π/2. */
export function asin(x: number): number {
  const a = Math.abs(x)
  if (a < 0.5) return x + x * asinExcess(x * x)
  const z = (1 - a) * 0.5
  const s = Math.sqrt(z)
  const wide = s * 134217729
  const first = wide - (wide - s)
  return (
    (0.7853981633974483 -
      (s * 2 * asinExcess(z) -
        (6.123233995736766e-17 - (z > 0 ? (z - first * first) / (s + first) : 0) * 2) -
        (0.7853981633974483 - first * 2))) *
    ((high(x) >> 31) | 1)
  )
}

/** (asin √z)/√z − 1 for z ≤ ¼. */
function asinExcess(z: number): number {
  return (
    (z *
      (z *
        (z *
          (z * (z * (z * 0.00003479331075960212 + 0.0007915349942898145) + -0.04005553450067941) +
            0.20121253213486293) +
          -0.3255658186224009) +
        0.16666666666666666)) /
    (z * (z * (z * (z * 0.07703815055590194 + -0.6882839716054533) + 2.0209457602335057) + -2.403394911734414) + 1)
  )
}

/** Number whose hyperbolic sine is x. */
export function asinh(x: number): number {
  const a = Math.abs(x)
  if (a < 3.725290298461914e-9) return x
  const t = a * a
  const root = Math.sqrt(t + 1)
  let t2: number
  if (a > 2) {
    const isHuge = a > 268435456
    t2 = log(isHuge ? a : a * 2 + 1 / (root + a)) + (isHuge ? Math.LN2 : 0)
  } else {
    t2 = log1p(a + t / (root + 1))
  }
  return t2 * ((high(x) >> 31) | 1)
}

/** Angle in radians whose tangent is x, from −π/2 to π/2. */
export function atan(x: number): number {
  const a = Math.abs(x)
  const c = a < 0.4375 ? 0 : a < 0.6875 ? 0.5 : a < 1.1875 ? 1 : a < 2.4375 ? 1.5 : 2
  const isFar = c > 1.5
  const r = (isFar ? -1 : a - c) / (isFar ? a : c * a + 1)
  const z = r * r
  const angle = (c * 4) | 0
  return (
    (atanTable[angle & 15]! -
      (r *
        (z *
          (z *
            (z *
              (z *
                (z *
                  (z *
                    (z *
                      (z *
                        (z * (z * (z * 0.016285820115365782 + -0.036531572744216916) + 0.049768779946159324) +
                          -0.058335701337905735) +
                        0.06661073137387531) +
                      -0.0769187620504483) +
                    0.09090887133436507) +
                  -0.11111110405462356) +
                0.14285714272503466) +
              -0.19999999999876483) +
            0.3333333333333293)) -
        atanTable[((angle + 1) | 0) & 15]! -
        r)) *
    ((high(x) >> 31) | 1)
  )
}

/** Angle in radians of the point (x, y), from −π to π; the signs of zeros count. */
export function atan2(y: number, x: number): number {
  const a = Math.abs(x)
  const b = Math.abs(y)
  const angle = atan(a === b ? (a > 0 ? 1 : 0) : b / a)
  return (high(x) < 0 ? Math.PI - (angle - 1.2246467991473532e-16) : angle) * ((high(y) >> 31) | 1)
}

/** Number whose hyperbolic tangent is x; NaN beyond ±1. */
export function atanh(x: number): number {
  const a = Math.abs(x)
  if (a < 3.725290298461914e-9) return x
  const double = a + a
  const rest = 1 - a
  return log1p(a < 0.5 ? double + (double * a) / rest : double / rest) * 0.5 * ((high(x) >> 31) | 1)
}

/** Cube root of x. */
export function cbrt(x: number): number {
  const a = Math.abs(x)
  if (a > 0 && a < Infinity) {
    const plain = a >= 2.2250738585072014e-308 && a < 4.49423283715579e307
    const small = a < 1
    const near = plain ? a : a * (small ? 18014398509481984 : 5.551115123125783e-17)
    const k = ((high(near) - 1072079006) | 0) >> 20
    const n = k + (plain ? 0 : small ? -54 : 54)
    const m = near * pow2((0 - k) | 0)
    const q = n * 0.3333333333333333 + 6755399441055744 - 6755399441055744
    const r = n - q * 3
    const turn = r | 0
    const b = m * pow2(turn)
    const rough = (m * (m * (m * 0.05581122472 + -0.2827043646) + 0.7317953965) + 0.4951534541) * cbrtTable[turn & 3]!
    const cube = rough * rough * rough
    const t = (rough * (cube + b * 2)) / (cube * 2 + b)
    const wide = t * 134217729
    const t2 = wide - (wide - t)
    const s = b / (t2 * t2)
    return (t2 + t2 * ((s - t2) / (t2 + t2 + s))) * pow2(q | 0) * ((high(x) >> 31) | 1)
  }
  return x
}

/** Cosine of x, an angle in radians. */
export function cos(x: number): number {
  const a = Math.abs(x)
  return a < 524288 ? nearSine(x, 1) : farSine(a, 1)
}

/** cos(r + t) for |r| ≤ π/4 and t below the last place of r. */
function cosNear(r: number, t: number): number {
  const z = r * r
  const half = z * 0.5
  const w = 1 - half
  return (
    w +
    (1 -
      w -
      half +
      (z *
        (z *
          (z *
            (z *
              (z * (z * (z * -1.1359647557788195e-11 + 2.087572321298175e-9) + -2.7557314351390663e-7) +
                0.00002480158728947673) +
              -0.001388888888887411) +
            0.0416666666666666)) -
        r * t))
  )
}

/** Hyperbolic cosine of x. */
export function cosh(x: number): number {
  const a = Math.abs(x)
  if (a < 0.34657359027997264) {
    const t = expm1(a)
    return (t * t) / ((t + 1) * 2) + 1
  }
  if (a < 22) {
    const e = exp(a)
    return e * 0.5 + 0.5 / e
  }
  return halfExp(a)
}

/** Derivative of ln Γ(x); NaN at −1, −2, … */
export function digamma(x: number): number {
  if (x < 0) {
    const floor = Math.floor(x)
    const d = x - floor
    const e = floor + 1 - x
    const whole = Math.floor(1 / d)
    const next = 1 / e
    let t: number
    if (x > -9) {
      t = digammaSum(next - whole, x)
    } else {
      const a = -x
      const k = ((high(a) - 1072079006) | 0) >> 20
      t =
        k * 0.6931471803691238 -
        whole +
        (log(a * pow2((0 - k) | 0)) + k * 1.9082149292705877e-10 + 0.5 / a - digammaSeries(a) - digammaCore(e) + next)
    }
    return t + (digammaCore(d) - (1 - whole * d) / d)
  }
  return digammaPositive(x)
}

/** ψ(1 + u) for 0 ≤ u ≤ 1. */
function digammaCore(u: number): number {
  return (
    ((u - 0.46163214496836225 - 9.549995429965697e-17) *
      (u *
        (u * (u * (u * (u * 0.00022205476047991614 + 0.012282771527360986) + 0.1674321822097703) + 0.8563282382526716) +
          1.7811904023777358) +
        1.2503801375034054)) /
    (u *
      (u *
        (u *
          (u * (u * (u * 0.00003918857595782627 + 0.0034081071889811372) + 0.06589990402253255) + 0.4784894928792091) +
          1.5240244625242985) +
        2.108065926448982) +
      1)
  )
}

/** ψ(x) for x > 0. */
function digammaPositive(x: number): number {
  if (x < 9) {
    const isLow = x < 1
    return digammaSum(0, 1 - x) - (isLow ? 1 / x : 0) + digammaCore(isLow ? x : x - Math.floor(x))
  }
  return log(x) - 0.5 / x - digammaSeries(x)
}

/** ln x − 1/(2x) − ψ(x) for x ≥ 9. */
function digammaSeries(x: number): number {
  const z = 1 / (x * x)
  return (
    z *
    (z *
      (z *
        (z *
          (z *
            (z * (z * (z * -0.4432598039215686 + 0.08333333333333334) + -0.02109279609279609) + 0.007575757575757576) +
            -0.004166666666666667) +
          0.003968253968253968) +
        -0.008333333333333333) +
      0.08333333333333333)
  )
}

/** The sum less 1/y where y ≤ −1. */
function digammaStep(sum: number, y: number): number {
  return y <= -1 ? sum - 1 / y : sum
}

/** The sum less 1/(x + k) for k = 8, …, 0 with x + k ≤ −1. */
function digammaSum(sum: number, x: number): number {
  return digammaStep(
    digammaStep(
      digammaStep(
        digammaStep(
          digammaStep(digammaStep(digammaStep(digammaStep(digammaStep(sum, x + 8), x + 7), x + 6), x + 5), x + 4),
          x + 3,
        ),
        x + 2,
      ),
      x + 1,
    ),
    x,
  )
}

/** Error function: 2/√π times the integral of e⁻ᵗᵗ from 0 to x. */
export function erf(x: number): number {
  if (x === x) {
    const a = Math.abs(x)
    return a < 0.84375
      ? x + x * erfNear(x * x)
      : (a < 1.25 ? erfMiddle(a - 1) + 0.8450629115104675 : a < 6 ? 1 - erfcTail(a) : 1) * ((high(x) >> 31) | 1)
  }
  return NaN
}

/** erf(1 + s) − 0.845… for −0.16 ≤ s ≤ 0.25. */
function erfMiddle(s: number): number {
  return (
    (s *
      (s *
        (s *
          (s * (s * (s * -0.002166375594868791 + 0.035478304325618236) + -0.11089469428239668) + 0.31834661990116175) +
          -0.3722078760357013) +
        0.41485611868374833) +
      -0.0023621185607526594) /
    (s *
      (s *
        (s * (s * (s * (s * 0.011984499846799107 + 0.01363708391202905) + 0.12617121980876164) + 0.07182865441419627) +
          0.540397917702171) +
        0.10642088040084423) +
      1)
  )
}

/** (erf √z)/√z − 1 for z ≤ 0.72. */
function erfNear(z: number): number {
  return (
    (z *
      (z * (z * (z * -0.000023763016656650163 + -0.005770270296489442) + -0.02848174957559851) + -0.3250421072470015) +
      0.12837916709551256) /
    (z *
      (z *
        (z * (z * (z * -0.000003960228278775368 + 0.00013249473800432164) + 0.005081306281875766) +
          0.0650222499887673) +
        0.39791722395915535) +
      1)
  )
}

/** 1 − erf x, with its own digits where that is small. */
export function erfc(x: number): number {
  if (x === x) {
    const a = Math.abs(x)
    if (a < 0.84375) {
      const y = erfNear(x * x)
      const t = x * y
      return x < 0.25 ? 1 - (x + t) : 0.5 - (x - 0.5 + t)
    }
    const t2 = x < 0
    if (a < 1.25) {
      const ratio = erfMiddle(a - 1)
      return t2 ? ratio + 0.8450629115104675 + 1 : 0.15493708848953247 - ratio
    }
    const t3 = erfcTail(a)
    return t2 ? (x > -6 ? 2 - t3 : 2) : x < 28 ? t3 : 0
  }
  return NaN
}

/** erfc x for 1.25 ≤ x ≤ 28. */
function erfcTail(x: number): number {
  const s = 1 / (x * x)
  const wide = x * 8589934593
  const z = wide - (wide - x)
  return (
    (exp(-(z * z) - 0.5625) *
      exp(
        (z - x) * (z + x) +
          (x < 2.857142857142857
            ? (s *
                (s *
                  (s *
                    (s *
                      (s * (s * (s * -9.814329344169145 + -81.2874355063066) + -184.60509290671104) +
                        -162.39666946257347) +
                      -62.375332450326006) +
                    -10.558626225323291) +
                  -0.6938585727071818) +
                -0.009864944034847148) /
              (s *
                (s *
                  (s *
                    (s *
                      (s *
                        (s * (s * (s * -0.0604244152148581 + 6.570249770319282) + 108.63500554177944) +
                          429.00814002756783) +
                        645.3872717332679) +
                      434.56587747522923) +
                    137.65775414351904) +
                  19.651271667439257) +
                1)
            : (s *
                (s *
                  (s *
                    (s * (s * (s * -483.5191916086514 + -1025.0951316110772) + -637.5664433683896) +
                      -160.63638485582192) +
                    -17.757954917754752) +
                  -0.799283237680523) +
                -0.0098649429247001) /
              (s *
                (s *
                  (s *
                    (s *
                      (s * (s * (s * -22.44095244658582 + 474.52854120695537) + 2553.0504064331644) +
                        3199.8582195085955) +
                      1536.729586084437) +
                    325.7925129965739) +
                  30.33806074348246) +
                1)),
      )) /
    x
  )
}

/** e to the power of x. */
export function exp(x: number): number {
  const n = x * Math.LOG2E + 6755399441055744 - 6755399441055744
  const hi = x - n * 0.6931471803691238
  const lo = n * 1.9082149292705877e-10
  const r = hi - lo
  const rr = r * r
  const c =
    r -
    rr *
      (rr *
        (rr * (rr * (rr * 4.1381367970572385e-8 + -0.0000016533902205465252) + 0.00006613756321437934) +
          -0.0027777777777015593) +
        0.16666666666666602)
  const y = 1 - (lo - (r * c) / (2 - c) - hi)
  const k = n | 0
  if (Math.abs(x) < 708) return y * pow2(k)
  if (x > 709.782712893384) return Infinity
  if (x < -745.1332191019412) return 0
  const half = k >> 1
  return y * pow2(half) * pow2((k - half) | 0)
}

/** 2 to the power of x. */
export function exp2(x: number): number {
  const n = x + 6755399441055744 - 6755399441055744
  const y = exp2Near(x - n, 0)
  const k = n | 0
  if (Math.abs(x) < 1022) return y * pow2(k)
  if (x >= 1024) return Infinity
  if (x < -1075) return 0
  const half = k >> 1
  return y * pow2(half) * pow2((k - half) | 0)
}

/** 2 to the power of hi + lo, with |hi + lo| ≤ ½ and lo below the last places of hi. */
function exp2Near(hi: number, lo: number): number {
  const t = lo + hi
  const wide = t * 134217729
  const first = wide - (wide - t)
  const u = first * 0.693147175014019
  const v = (lo - (first - hi)) * Math.LN2 + first * 5.5459262969660605e-9
  const z = u + v
  const w = v - (z - u)
  const rr = z * z
  const c =
    z -
    rr *
      (rr *
        (rr * (rr * (rr * 4.1381367970572385e-8 + -0.0000016533902205465252) + 0.00006613756321437934) +
          -0.0027777777777015593) +
        0.16666666666666602)
  return 1 - ((z * c) / (c - 2) - (w + z * w) - z)
}

/** eˣ − 1, exact near 0 too. */
export function expm1(x: number): number {
  if (Math.abs(x) < 5.551115123125783e-17) return x
  if (x > 709.782712893384) return Infinity
  if (x < -37.5) return -1
  const n = x * Math.LOG2E + 6755399441055744 - 6755399441055744
  const hi = x - n * 0.6931471803691238
  const lo = n * 1.9082149292705877e-10
  const r = hi - lo
  const rr = r * r
  const c =
    r -
    rr *
      (rr *
        (rr * (rr * (rr * 4.1381367970572385e-8 + -0.0000016533902205465252) + 0.00006613756321437934) +
          -0.0027777777777015593) +
        0.16666666666666602)
  const bend = (r * c) / (2 - c) - lo
  const k = n | 0
  const small = x < 700 ? pow2((0 - k) | 0) : 0
  const shift = 1 - small
  const sum = shift + hi
  const y = sum + (hi - (sum - shift) + (1 - shift - small) + bend)
  return y * 2 * pow2((k - 1) | 0)
}

/** Sine of x plus so many quarter turns, for x of 2¹⁹ and more; NaN for ∞ and NaN. */
function farSine(x: number, turns: number): number {
  if (x < Infinity) {
    const p = Math.imul(((high(x) >> 20) - 1023) | 0, 2731) >> 16
    const rest = x * pow2(Math.imul(p, -24))
    const x0 = Math.trunc(rest)
    const t = (rest - x0) * 16777216
    const x1 = Math.trunc(t)
    const t2 = (t - x1) * 16777216
    const x2 = Math.trunc(t2)
    const x3 = Math.trunc((t2 - x2) * 16777216)
    const c0 = farSineTable[p & 63]!
    const c1 = farSineTable[((p + 1) | 0) & 63]!
    const c2 = farSineTable[((p + 2) | 0) & 63]!
    const c3 = farSineTable[((p + 3) | 0) & 63]!
    const c4 = farSineTable[((p + 4) | 0) & 63]!
    const c5 = farSineTable[((p + 5) | 0) & 63]!
    const c6 = farSineTable[((p + 6) | 0) & 63]!
    const c7 = farSineTable[((p + 7) | 0) & 63]!
    const c8 = farSineTable[((p + 8) | 0) & 63]!
    const c9 = farSineTable[((p + 9) | 0) & 63]!
    const c10 = farSineTable[((p + 10) | 0) & 63]!
    const d7 = x0 * c10 + x1 * c9 + x2 * c8 + x3 * c7
    const carry7 = Math.floor(d7 * 5.960464477539063e-8)
    const d6 = x0 * c9 + x1 * c8 + x2 * c7 + x3 * c6 + carry7
    const carry6 = Math.floor(d6 * 5.960464477539063e-8)
    const d5 = x0 * c8 + x1 * c7 + x2 * c6 + x3 * c5 + carry6
    const carry5 = Math.floor(d5 * 5.960464477539063e-8)
    const d4 = x0 * c7 + x1 * c6 + x2 * c5 + x3 * c4 + carry5
    const carry4 = Math.floor(d4 * 5.960464477539063e-8)
    const d3 = x0 * c6 + x1 * c5 + x2 * c4 + x3 * c3 + carry4
    const carry3 = Math.floor(d3 * 5.960464477539063e-8)
    const d2 = x0 * c5 + x1 * c4 + x2 * c3 + x3 * c2 + carry3
    const carry2 = Math.floor(d2 * 5.960464477539063e-8)
    const d1 = x0 * c4 + x1 * c3 + x2 * c2 + x3 * c1 + carry2
    const carry1 = Math.floor(d1 * 5.960464477539063e-8)
    const t3 = d1 - carry1 * 16777216
    const t4 = x0 * c3 + x1 * c2 + x2 * c1 + x3 * c0 + carry1
    const up = t3 >= 8388608
    const a = (t3 - (up ? 16777216 : 0)) * 5.960464477539063e-8 + (d2 - carry2 * 16777216) * 3.552713678800501e-15
    const b = (d3 - carry3 * 16777216) * 2.117582368135751e-22 + (d4 - carry4 * 16777216) * 1.262177448353619e-29
    const main = a + b
    const tail =
      b -
      (main - a) +
      ((d5 - carry5 * 16777216) * 7.52316384526264e-37 +
        (d6 - carry6 * 16777216) * 4.484155085839415e-44 +
        (d7 - carry7 * 16777216) * 2.6727647100921956e-51)
    const hi = main + tail
    const product = hi * 1.5707963267948966
    const wide = hi * 134217729
    const first = wide - (wide - hi)
    const second = hi - first
    const extra =
      first * 1.570796325802803 -
      product +
      first * 9.920935184482005e-10 +
      second * 1.570796325802803 +
      second * 9.920935184482005e-10 +
      (hi * 6.123233995736766e-17 + (tail - (hi - main)) * 1.5707963267948966)
    const r = product + extra
    const n = (t4 - Math.floor(t4 * 0.25) * 4 + (up ? 1 : 0)) | 0
    const t5 = product - r + extra
    const m = (n + (turns | 0)) | 0
    const value = (m & 1) === 0 ? sinNear(r, t5) : cosNear(r, t5)
    return value * (1 - (m & 2))
  }
  return NaN
}

/** e to the power of −x²/2. */
export function gaussian(x: number): number {
  if (Math.abs(x) > 39) return 0
  const product = x * x
  const y = exp(product * -0.5)
  return y - y * squareRest(x, product) * 0.5
}

/** 1/(1 + e⁻ᵛ), v = √(8/π)·(x + 0.044715·x³). */
export function geluGate(x: number): number {
  const root = geluRoot(x)
  const e = root * root
  return (x < 0 ? e : 1) / (e + 1)
}

/** e^(−|v|/2), v = √(8/π)·(x + 0.044715·x³). */
export function geluRoot(x: number): number {
  const a = Math.abs(x)
  if (a > 30) return 0
  const wide = a * 8796093022209
  const z = wide - (wide - a)
  const zz = z * z
  return (
    exp(z * (zz * 0.07135486602783203 + 1.5957698822021484) * -0.5) *
    exp(
      ((a - z) * ((a * a + a * z + zz) * 0.07135481627260025 + 1.5957691216057308) +
        z * (zz * -4.975523178247366e-8 + -7.605964177257403e-7)) *
        -0.5,
    )
  )
}

/** Half of e to the power of x, for x of 0 and more. */
function halfExp(x: number): number {
  if (x > 711) return Infinity
  const n = x * Math.LOG2E + 6755399441055744 - 6755399441055744
  const hi = x - n * 0.6931471803691238
  const lo = n * 1.9082149292705877e-10
  const r = hi - lo
  const rr = r * r
  const c =
    r -
    rr *
      (rr *
        (rr * (rr * (rr * 4.1381367970572385e-8 + -0.0000016533902205465252) + 0.00006613756321437934) +
          -0.0027777777777015593) +
        0.16666666666666602)
  const k = ((n | 0) - 1) | 0
  const half = k >> 1
  return (1 - (lo - (r * c) / (2 - c) - hi)) * pow2(half) * pow2((k - half) | 0)
}

/** Σ (q + i)⁻ˢ over i = 0, 1, …, for q > 0 and 2 ≤ s ≤ 21. */
function hurwitz(s: number, q: number): number {
  const isNear = q < 24
  const y = isNear ? q + 24 : q
  const w = 1 / y
  const z = w * w
  const t2 =
    (1 / (s - 1) +
      (s *
        w *
        (((((((((((-1.3954464685812525e-19 * z * ((s + 21) * (s + 22)) + 5.5090028283602295e-18) *
          z *
          ((s + 19) * (s + 20)) +
          -2.174868698558062e-16) *
          z *
          ((s + 17) * (s + 18)) +
          8.586062056277845e-15) *
          z *
          ((s + 15) * (s + 16)) +
          -3.3896802963225827e-13) *
          z *
          ((s + 13) * (s + 14)) +
          1.338253653068468e-11) *
          z *
          ((s + 11) * (s + 12)) +
          -5.284190138687493e-10) *
          z *
          ((s + 9) * (s + 10)) +
          2.08767569878681e-8) *
          z *
          ((s + 7) * (s + 8)) +
          -8.267195767195768e-7) *
          z *
          ((s + 5) * (s + 6)) +
          0.000033068783068783064) *
          z *
          ((s + 3) * (s + 4)) +
          -0.001388888888888889) *
          z *
          ((s + 1) * (s + 2)) +
          0.08333333333333333) +
        0.5) *
        w) *
    pow(y, 1 - s)
  if (isNear) {
    const t = -s
    return (
      t2 +
      (pow(q + 23, t) +
        pow(q + 22, t) +
        pow(q + 21, t) +
        pow(q + 20, t) +
        pow(q + 19, t) +
        pow(q + 18, t) +
        pow(q + 17, t) +
        pow(q + 16, t) +
        pow(q + 15, t) +
        pow(q + 14, t) +
        pow(q + 13, t) +
        pow(q + 12, t) +
        pow(q + 11, t) +
        pow(q + 10, t) +
        pow(q + 9, t) +
        pow(q + 8, t) +
        pow(q + 7, t) +
        pow(q + 6, t) +
        pow(q + 5, t) +
        pow(q + 4, t) +
        pow(q + 3, t) +
        pow(q + 2, t) +
        pow(q + 1, t) +
        pow(q + 0, t))
    )
  }
  return q === Infinity ? 0 : t2
}

/** √(x² + y²); ∞ if one of them is infinite. */
export function hypot(x: number, y: number): number {
  const a = Math.abs(x)
  const b = Math.abs(y)
  if (a === Infinity || b === Infinity) return Infinity
  const isLarger = a > b
  const large = isLarger ? a : b
  const small = isLarger ? b : a
  const isHuge = large > 3.273390607896142e150
  const isPlain = large >= 3.4395525670743494e-136 && !isHuge
  const scale = isHuge ? 2.409919865102884e-181 : 4.149515568880993e180
  const p = isPlain ? large : large * scale
  const product = p * p
  const q = isPlain ? small : small * scale
  const product2 = q * q
  const root = Math.sqrt(squareRest(q, product2) + squareRest(p, product) + product2 + product)
  return isPlain ? root : root * (isHuge ? 4.149515568880993e180 : 2.409919865102884e-181)
}

/** Logarithm of |Γ(x)|; ∞ at 0, −1, −2, … */
export function lgamma(x: number): number {
  const a = Math.abs(x)
  if (a < Infinity) {
    const d = a - Math.floor(a + 0.49999999999999994)
    const n = a - d
    const distance = Math.abs(d)
    const t = x < 0
    const isNear = t && n <= 20
    const positive = lgammaPositive(isNear ? 1 - d : a)
    if (isNear) {
      const scale = distance * lgammaTable[(n | 0) & 31]!
      return (
        positive -
        log(scale + scale * risenFive(risenFive(risenFive(risenFive(0, d, 1, n), d, 6, n), d, 11, n), d, 16, n))
      )
    }
    return t ? (distance > 0 ? log(Math.PI / (sin(distance * Math.PI) * a)) - positive : Infinity) : positive
  }
  return a
}

/** Logarithm of Γ(x) for x > 0. */
function lgammaPositive(x: number): number {
  const t = log(x)
  if (x < 1.75) {
    const isLow = x < 0.75
    const w1 = isLow ? x : x - 1
    const value1 =
      (w1 *
        (w1 *
          (w1 *
            (w1 *
              (w1 *
                (w1 *
                  (w1 * (w1 * (w1 * 0.000007668046878980019 + 0.002163098454776337) + 0.04665169970550008) +
                    0.3214149950000529) +
                  0.9013938746039112) +
                0.9013543009124255) +
              -0.3715429246974858) +
            -1.2242270471245118) +
          -0.5772156649015329)) /
        (w1 *
          (w1 *
            (w1 *
              (w1 *
                (w1 * (w1 * (w1 * 0.0006153502585216051 + 0.023107506136807152) + 0.2654913810528748) +
                  1.3601329978772254) +
                3.5729397703794885) +
              5.00188236111074) +
            3.545804809191674) +
          1) +
      0
    return isLow ? value1 - t : value1
  }
  if (x < 8) {
    const n = Math.floor(x + 0.25)
    const w2 = x - n
    return (
      (w2 *
        (w2 *
          (w2 *
            (w2 *
              (w2 * (w2 * (w2 * 0.000047147517383291064 + 0.0027082743893983175) + 0.040991389295452124) +
                0.25229426677499905) +
              0.7188230386381929) +
            0.9276433690845671) +
          0.42278433509846713)) /
        (w2 *
          (w2 *
            (w2 *
              (w2 * (w2 * (w2 * 0.000009888658165116253 + 0.000967345366573293) + 0.021742393244465027) +
                0.19051562490799034) +
              0.7677528143543926) +
            1.4314067135895832) +
          1) +
      log(
        (n > 2 ? w2 + 2 : 1) *
          (n > 3 ? w2 + 3 : 1) *
          (n > 4 ? w2 + 4 : 1) *
          (n > 5 ? w2 + 5 : 1) *
          (n > 6 ? w2 + 6 : 1) *
          (n > 7 ? w2 + 7 : 1),
      )
    )
  }
  const t2 = t - 1
  if (x < 288230376151711740) {
    const z = 1 / x
    const zz = z * z
    return (
      (x - 0.5) * t2 +
      (z *
        (zz *
          (zz *
            (zz * (zz * (zz * -0.0016309293409657527 + 0.0008363399189962821) + -0.00059518755745034) +
              0.0007936505586430196) +
            -0.0027777777772877554) +
          0.08333333333333297) +
        0.4189385332046727)
    )
  }
  return x * t2
}

/** Natural logarithm of x. */
export function log(x: number): number {
  if (x > 0 && x < Infinity) {
    const plain = x >= 2.2250738585072014e-308 && x < 4.49423283715579e307
    const small = x < 1
    const near = plain ? x : x * (small ? 18014398509481984 : 5.551115123125783e-17)
    const k = ((high(near) - 1072079006) | 0) >> 20
    const n = k + (plain ? 0 : small ? -54 : 54)
    const f = near * pow2((0 - k) | 0) - 1
    const half = f * f * 0.5
    return n * 0.6931471803691238 - (half - (logRest(f, half) + n * 1.9082149292705877e-10) - f)
  }
  return x === 0 ? -Infinity : x < 0 ? NaN : x
}

/** Logarithm of x to base 10. */
export function log10(x: number): number {
  if (x > 0 && x < Infinity) {
    const plain = x >= 2.2250738585072014e-308 && x < 4.49423283715579e307
    const small = x < 1
    const near = plain ? x : x * (small ? 18014398509481984 : 5.551115123125783e-17)
    const k = ((high(near) - 1072079006) | 0) >> 20
    const n = k + (plain ? 0 : small ? -54 : 54)
    const f = near * pow2((0 - k) | 0) - 1
    const half = f * f * 0.5
    const t = f - half
    const wide = t * 134217729
    const hi = wide - (wide - t)
    const lo = f - hi - half + logRest(f, half)
    const large = n * 0.30102999566395283
    const main = hi * 0.434294480830431
    const sum = large + main
    return (
      n * 2.8363394551044964e-14 +
      (lo + hi) * 1.0728208431540585e-9 +
      lo * 0.434294480830431 +
      (large - sum + main) +
      sum
    )
  }
  return x === 0 ? -Infinity : x < 0 ? NaN : x
}

/** Natural logarithm of 1 + x, exact near 0 too. */
export function log1p(x: number): number {
  if (Math.abs(x) < 5.551115123125783e-17) return x
  if (x > -1 && x < Infinity) {
    const near = x > -0.2928932188134524 && x < 0.41421356237309503
    const huge = x >= 1.0715086071862673e301
    const u = huge ? x * 5.551115123125783e-17 : x + 1
    const k = ((high(u) - 1072079006) | 0) >> 20
    const f = near ? x : u * pow2((0 - k) | 0) - 1
    const n = near ? 0 : huge ? k + 54 : k
    const c = near || x > 18014398509481984 ? 0 : (x < 1 ? x - (u - 1) : 1 - (u - x)) / u
    const half = f * f * 0.5
    return n * 0.6931471803691238 - (half - (logRest(f, half) + (n * 1.9082149292705877e-10 + c)) - f)
  }
  return x === -1 ? -Infinity : x < -1 ? NaN : x
}

/** Logarithm of x to base 2. */
export function log2(x: number): number {
  if (x > 0 && x < Infinity) {
    const plain = x >= 2.2250738585072014e-308 && x < 4.49423283715579e307
    const small = x < 1
    const near = plain ? x : x * (small ? 18014398509481984 : 5.551115123125783e-17)
    const k = ((high(near) - 1072079006) | 0) >> 20
    const n = k + (plain ? 0 : small ? -54 : 54)
    const f = near * pow2((0 - k) | 0) - 1
    const half = f * f * 0.5
    const t = f - half
    const wide = t * 134217729
    const hi = wide - (wide - t)
    const lo = f - hi - half + logRest(f, half)
    const main = hi * 1.4426950365304947
    const sum = n + main
    return (lo + hi) * 4.3584687174185184e-9 + lo * 1.4426950365304947 + (n - sum + main) + sum
  }
  return x === 0 ? -Infinity : x < 0 ? NaN : x
}

/** ln(1 + f) − f + f²/2, given f²/2. */
function logRest(f: number, half: number): number {
  const s = f / (f + 2)
  const z = s * s
  const w = z * z
  return (
    s *
    (half +
      (z * (w * (w * (w * 0.14798198605116586 + 0.1818357216161805) + 0.2857142874366239) + 0.6666666666666735) +
        w * (w * (w * 0.15313837699209373 + 0.22222198432149784) + 0.3999999999940942)))
  )
}

/** ln(1/(1 + e⁻ˣ)): x far below 0, 0 far above. */
export function logSigmoid(x: number): number {
  return (x < 0 ? x : 0) - log1p(exp(-Math.abs(x)))
}

/** Sine of x plus so many quarter turns, for |x| below 2¹⁹. */
function nearSine(x: number, turns: number): number {
  const k = x * 0.6366197723675814 + 6755399441055744 - 6755399441055744
  const first = x - k * 1.5707963267341256
  const second = k * 6.077100506303966e-11
  const b = first - second
  const third = k * 2.0222662487111665e-21
  const c = b - third
  const rest = b - c - third + (first - b - second) - k * 8.4784276603689e-32
  const r = c + rest
  const n = k | 0
  const t = c - r + rest
  const m = (n + (turns | 0)) | 0
  const value = (m & 1) === 0 ? sinNear(r, t) : cosNear(r, t)
  return value * (1 - (m & 2))
}

/** Integral of the bell curve, over √2π, up to x. */
export function normalCdf(x: number): number {
  const t = x * Math.SQRT1_2
  let t2: number
  if (Math.abs(x) < 39) {
    const wide = x * 134217729
    const first = wide - (wide - x)
    const second = x - first
    t2 =
      (first * 0.7071067839860916 -
        t +
        first * -2.7995440410322203e-9 +
        second * 0.7071067839860916 +
        second * -2.7995440410322203e-9 +
        x * -4.833646656726457e-17) *
      1.1283791670955126 *
      gaussian(x)
  } else {
    t2 = 0
  }
  return (erfc(-t) + t2) * 0.5
}

/** Derivative of order n + 1 of ln Γ(x), for n = 0, 1, …, 20; NaN for other n and, if n is even, at −1, −2, … */
export function polygamma(n: number, x: number): number {
  if (n === 0) return digamma(x)
  if (n >= 0 && n <= 20 && Math.floor(n) === n) {
    const v = x - -0.49977397564859133 - 2.034260034315706e-18
    if (n === 4 && Math.abs(v) < 0.00005)
      return v * (v * (v * (v * 6955 + 430116.493697) + 269.92002593966) + 15371.169645746912)
    const s = n + 1
    const isEven = Math.floor(n * 0.5) * 2 === n
    let t4: number
    if (x > 0) {
      t4 = hurwitz(s, x)
    } else {
      const floor = Math.floor(x)
      const d = x - floor
      const e = floor + 1 - x
      const t = hurwitz(s, 1 - x)
      if (isEven) {
        if (d === 0 && x < 0) {
          t4 = NaN
        } else {
          const isFirst = d < e
          const h = isFirst ? d : e
          const gap = 1 - (h + h)
          const pairs = hurwitz(s, 3 - h) - hurwitz(s, h + 2) + powerGap(s, h + 1, gap) + powerGap(s, h, gap)
          t4 = t + (isFirst ? -pairs : pairs)
        }
      } else {
        t4 = hurwitz(s, d) + hurwitz(s, e) - t
      }
    }
    return lgammaTable[(n | 0) & 31]! * t4 * (isEven ? -1 : 1)
  }
  return NaN
}

/** x to the power of y; NaN for pow(±1, ±∞), as x ** y. */
export function pow(x: number, y: number): number {
  if (y === 2) return x * x
  if (y === 1) return x
  if (y === 0) return 1
  if (y === -1) return 1 / x
  if (y === 0.5 && x > 0) return Math.sqrt(x)
  if (x === x && y === y) {
    const a = Math.abs(x)
    const b = Math.abs(y)
    const t = a < 1
    const isPlain = a > 0 && a < Infinity
    let size: number
    if (isPlain && b < 36893488147419103000) {
      const plain = a >= 2.2250738585072014e-308 && a < 4.49423283715579e307
      const near = plain ? a : a * (t ? 18014398509481984 : 5.551115123125783e-17)
      const k = ((high(near) - 1072412282) | 0) >> 20
      const n = k + (plain ? 0 : t ? -54 : 54)
      const m = near * pow2((0 - k) | 0)
      const high2 = m > 1.224744871391589
      const center = high2 ? 1.5 : 1
      const u = m - center
      const sum = m + center
      const v = 1 / sum
      const s = u * v
      const wide = s * 134217729
      const sA = wide - (wide - s)
      const wide2 = sum * 134217729
      const sumA = wide2 - (wide2 - sum)
      const sB = v * (u - sA * sumA - sA * (m - (sumA - center)))
      const ss = s * s
      const r =
        ss *
          ss *
          (ss *
            (ss *
              (ss * (ss * (ss * 0.20697501780033842 + 0.23066074577556175) + 0.272728123808534) + 0.33333332981837743) +
              0.4285714285785502) +
            0.5999999999999946) +
        sB * (sA + s)
      const square = sA * sA
      const t2 = square + 3 + r
      const wide3 = t2 * 134217729
      const tA = wide3 - (wide3 - t2)
      const main = sA * tA
      const rest = sB * tA + (r - (tA - 3 - square)) * s
      const t3 = main + rest
      const wide4 = t3 * 134217729
      const pA = wide4 - (wide4 - t3)
      const zA = pA * 0.9617966935038567
      const zB =
        pA * 4.221189459710696e-10 + (rest - (pA - main)) * 0.9617966939259756 + (high2 ? 8.00418555854124e-14 : 0)
      const offset = high2 ? 0.5849625007210761 : 0
      const t4 = zA + zB + offset + n
      const wide5 = t4 * 134217729
      const hi = wide5 - (wide5 - t4)
      const lo = zB - (hi - n - offset - zA)
      const wide6 = y * 134217729
      const yA = wide6 - (wide6 - y)
      const low = (y - yA) * hi + y * lo
      const large = yA * hi
      const exponent = low + large
      if (Math.abs(exponent) < 1080) {
        const whole = exponent + 6755399441055744 - 6755399441055744
        const turn = whole | 0
        const half = turn >> 1
        size = exp2Near(large - whole, low) * pow2(half) * pow2((turn - half) | 0)
      } else {
        size = exponent > 0 ? Infinity : 0
      }
    } else {
      size = a === 1 ? (b < Infinity ? 1 : NaN) : (a > 1 && y > 0) || (t && y < 0) ? Infinity : 0
    }
    if (high(x) < 0) {
      const t6 = Math.trunc(y) === y
      const half2 = y * 0.5
      return t6 && Math.trunc(half2) !== half2 ? -size : t6 || !isPlain ? size : NaN
    }
    return size
  }
  return NaN
}

/** (a + gap)⁻ˢ − a⁻ˢ for gap ≥ 0, with its digits where both are nearly the same. */
function powerGap(s: number, a: number, gap: number): number {
  const t = -s
  return pow(a, t) * expm1(t * log1p(gap / a))
}

/** (1 + r)·(1 + d/j) − 1 for j ≤ n, beyond that r. */
function risen(r: number, d: number, j: number, n: number): number {
  return n < j ? r : r + (d / j) * (r + 1)
}

/** (1 + r)·(1 + d/j)·…·(1 + d/(j + 4)) − 1, without the factors beyond n. */
function risenFive(r: number, d: number, j: number, n: number): number {
  return risen(risen(risen(risen(risen(r, d, j, n), d, j + 1, n), d, j + 2, n), d, j + 3, n), d, j + 4, n)
}

/** 1/(1 + e⁻ˣ). */
export function sigmoid(x: number): number {
  const e = exp(-Math.abs(x))
  return (x < 0 ? e : 1) / (e + 1)
}

/** Sine of x, an angle in radians. */
export function sin(x: number): number {
  const a = Math.abs(x)
  return a < 1.4901161193847656e-8 ? x : a < 524288 ? nearSine(x, 0) : farSine(a, 0) * ((high(x) >> 31) | 1)
}

/** sin(r + t) for |r| ≤ π/4 and t below the last place of r. */
function sinNear(r: number, t: number): number {
  const z = r * r
  const v = z * r
  return (
    r -
    (z *
      (t * 0.5 -
        v *
          (z *
            (z * (z * (z * 1.58969099521155e-10 + -2.5050760253406863e-8) + 0.0000027557313707070068) +
              -0.0001984126982985795) +
            0.00833333333332249)) -
      t -
      v * -0.16666666666666632)
  )
}

/** Hyperbolic sine of x. */
export function sinh(x: number): number {
  const a = Math.abs(x)
  if (a < 3.725290298461914e-9) return x
  let t2: number
  if (a < 22) {
    const t = expm1(a)
    const quotient = t / (t + 1)
    t2 = (a < 1 ? t * 2 - t * quotient : t + quotient) * 0.5
  } else {
    t2 = halfExp(a)
  }
  return t2 * ((high(x) >> 31) | 1)
}

/** ln(1 + eˣ): 0 far below 0, x far above. */
export function softplus(x: number): number {
  return (x > 0 ? x : 0) + log1p(exp(-Math.abs(x)))
}

/** a·a − product, exactly, where product is a·a rounded. */
function squareRest(a: number, product: number): number {
  const wide = a * 134217729
  const first = wide - (wide - a)
  const second = a - first
  return first * first - product + first * 2 * second + second * second
}

/** Tangent of x, an angle in radians. */
export function tan(x: number): number {
  const a = Math.abs(x)
  return a < 3.725290298461914e-9
    ? x
    : a < 524288
      ? nearSine(x, 0) / nearSine(x, 1)
      : (farSine(a, 0) / farSine(a, 1)) * ((high(x) >> 31) | 1)
}

/** Hyperbolic tangent of x. */
export function tanh(x: number): number {
  const a = Math.abs(x)
  if (a < 3.725290298461914e-9) return x
  const t = a * 2
  const t2 = expm1(a < 0.25541281188299536 ? -t : t)
  const t3 = t2 + 2
  const size = a > 0.5493061443340549 ? 1 - 2 / t3 : Math.abs(t2) / t3
  return size * ((high(x) >> 31) | 1)
}

/** Second derivative of ln Γ(x); ∞ at 0, −1, −2, … */
export function trigamma(x: number): number {
  if (x < 0) {
    const s = sin((x - Math.floor(x + 0.49999999999999994)) * Math.PI)
    const ratio = Math.PI / s
    return ratio * ratio - trigammaPositive(1 - x)
  }
  return trigammaPositive(x)
}

/** ψ′(x) for x > 0. */
function trigammaPositive(x: number): number {
  const isNear = x < 10
  const y = isNear ? x + 10 : x
  const w = 1 / y
  const z = w * w
  let t: number
  if (isNear) {
    const x9 = x + 9
    const x8 = x + 8
    const x7 = x + 7
    const x6 = x + 6
    const x5 = x + 5
    const x4 = x + 4
    const x3 = x + 3
    const x2 = x + 2
    const x1 = x + 1
    t =
      1 / (x9 * x9) +
      1 / (x8 * x8) +
      1 / (x7 * x7) +
      1 / (x6 * x6) +
      1 / (x5 * x5) +
      1 / (x4 * x4) +
      1 / (x3 * x3) +
      1 / (x2 * x2) +
      1 / (x1 * x1) +
      1 / (x * x)
  } else {
    t = 0
  }
  return (
    w +
    z *
      (w *
        (z *
          (z *
            (z *
              (z *
                (z *
                  (z *
                    (z * (z * (z * -529.1242424242424 + 54.971177944862156) + -7.092156862745098) +
                      1.1666666666666667) +
                    -0.2531135531135531) +
                  0.07575757575757576) +
                -0.03333333333333333) +
              0.023809523809523808) +
            -0.03333333333333333) +
          0.16666666666666666) +
        0.5) +
    t
  )
}
