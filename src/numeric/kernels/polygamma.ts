/** Derivatives of ln Γ of any order to 21, from Hurwitz's zeta function, which is summed after Euler and Maclaurin. */
import { BERNOULLI } from './bernoulli.js'
import { between, digamma } from './digamma.js'
import { factorial, FACTORIALS } from './factorials.js'
import { call, f64, type Float, innerKernel, kernel, type Kernel, lookup, polynomial } from './kernel.js'
import { expm1 } from './expm1.js'
import { log1p } from './log1p.js'
import { pow } from './pow.js'

/** Terms that are summed one by one before the series takes over. */
const FIRST = 24

// B₂ₖ/(2k)! for k = 1, 2, …, 12.
const COEFFICIENTS = BERNOULLI.map((b, k) => b / factorial(2 * k + 2))

// The zero of ψ⁗ between −1 and 0, where terms of 770 cancel: in two doubles, and its series there.
const ZERO = -0.49977397564859133
const ZERO_REST = 2.034260034315706e-18
const ZERO_REACH = 5e-5
const SERIES = [15371.169645746912, 269.92002593966, 430116.493697, 6955]

export const hurwitz: Kernel = innerKernel(
  'hurwitz',
  's q',
  'Σ (q + i)⁻ˢ over i = 0, 1, …, for q > 0 and 2 ≤ s ≤ 21.',
  (s, q) => {
    const isNear = q.lt(FIRST).as('isNear')
    const term = (i: number): Float => call(pow, q.add(i), s.neg())
    const sum = Array.from({ length: FIRST }, (_, i) => term(FIRST - 1 - i)).reduce((sum, next) => sum.add(next))
    const y = isNear.select(q.add(FIRST), q).as('y')
    const w = f64(1).div(y).as('w')
    const z = w.mul(w).as('z')
    // s/y·(c₁ + (s + 1)(s + 2)/y²·(c₂ + (s + 3)(s + 4)/y²·(c₃ + …)))
    const factors = (k: number): Float => s.add(2 * k + 1).mul(s.add(2 * k + 2))
    const series = COEFFICIENTS.slice(0, -1).reduceRight<Float>(
      (rest, c, k) => rest.mul(z).mul(factors(k)).add(c),
      f64(COEFFICIENTS.at(-1)!),
    )
    // y¹⁻ˢ: y⁻ˢ is 0 long before the sum is.
    const tail = f64(1)
      .div(s.sub(1))
      .add(s.mul(w).mul(series).add(0.5).mul(w))
      .mul(call(pow, y, f64(1).sub(s)))
    return isNear.select(tail.add(sum), q.eq(Infinity).select(0, tail))
  },
)

export const powerGap: Kernel = innerKernel(
  'powerGap',
  's a gap',
  '(a + gap)⁻ˢ − a⁻ˢ for gap ≥ 0, with its digits where both are nearly the same.',
  (s, a, gap) => call(pow, a, s.neg()).mul(call(expm1, s.neg().mul(call(log1p, gap.div(a))))),
)

export const polygamma: Kernel = kernel(
  'polygamma',
  'n x',
  'Derivative of order n + 1 of ln Γ(x), for n = 0, 1, …, 20; NaN for other n and, if n is even, at −1, −2, …',
  (n, x) => {
    const s = n.add(1).as('s')
    const isEven = n.mul(0.5).floor().mul(2).eq(n).as('isEven')
    const sign = isEven.select(-1, 1)
    // Over all whole k the terms (d + k)⁻ˢ are those of x and, reflected, Hurwitz’s of 1 − x, which is taken away again.
    const { d, e } = between(x)
    const beyond = call(hurwitz, s, f64(1).sub(x))
    const all = call(hurwitz, s, d).add(call(hurwitz, s, e))
    // Odd powers of both sides cancel in pairs, nearly in full around h = ½.
    const isFirst = d.lt(e).as('isFirst')
    const h = isFirst.select(d, e).as('h')
    const gap = f64(1).sub(h.add(h)).as('gap')
    const pairs = call(hurwitz, s, f64(3).sub(h))
      .sub(call(hurwitz, s, h.add(2)))
      .add(call(powerGap, s, h.add(1), gap))
      .add(call(powerGap, s, h, gap))
      .as('pairs')
    const odd = beyond.add(isFirst.select(pairs.neg(), pairs))
    const left = isEven.select(d.eq(0).and(x.lt(0)).select(NaN, odd), all.sub(beyond))
    const size = x.gt(0).select(call(hurwitz, s, x), left)
    const higher = lookup(FACTORIALS, n.toInt()).mul(size).mul(sign)
    const isOrder = n.ge(0).and(n.le(20)).and(n.floor().eq(n))
    const v = x.sub(ZERO).sub(ZERO_REST).as('v')
    const isAtZero = n.eq(4).and(v.abs().lt(ZERO_REACH))
    const value = isAtZero.select(v.mul(polynomial(v, SERIES)), higher)
    return n.eq(0).select(call(digamma, x), isOrder.select(value, NaN))
  },
)
