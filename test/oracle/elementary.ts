/** Elementary functions with about 100 bits, from their series; `Math` only says where to begin. */
import {
  abs,
  add,
  div,
  fromFixed,
  mul,
  neg,
  ONE,
  reciprocal,
  scale,
  shifted,
  sqrt,
  square,
  sub,
  times,
  TWO,
  value,
  Wide,
  wide,
  ZERO,
} from './double-double.js'

/** Bits of the long constants: enough for the sine of the largest double. */
const LONG = 1400

/** 1/n or its alternating powers added up in fixed point: Σ sᵏ/((2k + 1)·n²ᵏ⁺¹), the arctangent of 1/n for s = −1. */
function inverseSeries(n: bigint, s: bigint): bigint {
  let power = (1n << BigInt(LONG + 20)) / n
  let sum = power
  for (let k = 1n; power !== 0n; k++) {
    power = (s * power) / (n * n)
    sum += power / (2n * k + 1n)
  }
  return sum
}
const pi = (16n * inverseSeries(5n, -1n) - 4n * inverseSeries(239n, -1n)) >> 20n
const ln2 = (2n * inverseSeries(3n, 1n)) >> 20n
const constant = (n: bigint): Wide => fromFixed(n >> BigInt(LONG - 400), 400)

export const PI: Wide = constant(pi)
export const LN2: Wide = constant(ln2)
const HALF_PI = shifted(PI, -1)

/** 1/0!, 1/1!, 1/2!, … */
const inverseFactorials: readonly Wide[] = Array.from({ length: 34 }).reduce<Wide[]>(
  (list, _, k) => [...list, k === 0 ? ONE : div(list.at(-1) as Wide, wide(k))],
  [],
)

// The exponential: x = n·ln 2/64 + r, from a table for n and the series for r.

const CELLS = 64
/** The first 32 bits of ln 2/64, of which no multiple is rounded, and the rest. */
const cellHigh = Math.floor(value(LN2) * 2 ** 32) / 2 ** 32 / CELLS
const cellLow = sub(shifted(LN2, -6), wide(cellHigh))

/** Σ xᵏ/k! from k = 1, for a table: x up to ½. */
function slowExpm1(x: Wide): Wide {
  let sum = ZERO
  for (let k = 30; k >= 1; k--) sum = mul(x, add(inverseFactorials[k] as Wide, sum))
  return sum
}
/** 2^(j/64) − 1 for j from −32 to 32. */
const cells: readonly Wide[] = Array.from({ length: CELLS + 1 }, (_, j) =>
  slowExpm1(scale(shifted(LN2, -6), j - CELLS / 2)),
)

/** eʳ − 1 of a small r: the terms from r⁷ on need no more than a double. */
function shortExpm1(r: Wide): Wide {
  const x = value(r)
  const c = (k: number): number => (inverseFactorials[k] as Wide).hi
  const tail = x * (c(7) + x * (c(8) + x * (c(9) + x * (c(10) + x * (c(11) + x * (c(12) + x * c(13)))))))
  let sum = add(inverseFactorials[6] as Wide, wide(tail))
  for (let k = 5; k >= 2; k--) sum = add(inverseFactorials[k] as Wide, mul(r, sum))
  return add(r, mul(square(r), sum))
}

/** Beyond this nothing is a double any more. */
const FAR = 3000

function reducedExponential(x: Wide): readonly [power: number, cell: Wide, rest: Wide] {
  const near = value(x)
  const n = Math.round((near * CELLS) / Math.LN2)
  const rest = shortExpm1(sub(sub(x, wide(n * cellHigh)), scale(cellLow, n)))
  const power = Math.round(n / CELLS)
  return [power, cells[n - power * CELLS + CELLS / 2] as Wide, rest]
}
const clamped = (x: Wide): Wide => (Math.abs(value(x)) <= FAR ? x : wide(Math.sign(x.hi) * FAR))

export function exp(given: Wide): Wide {
  // Whatever it is divided by or multiplied with, this is no double any more.
  if (value(given) < -FAR) return ZERO
  const [power, cell, rest] = reducedExponential(clamped(given))
  const factor = add(ONE, cell)
  return shifted(add(factor, mul(factor, rest)), power)
}

/** eˣ − 1. */
export function expm1(given: Wide): Wide {
  const [power, cell, rest] = reducedExponential(clamped(given))
  if (power !== 0) return sub(exp(given), ONE)
  return add(cell, mul(add(ONE, cell), rest))
}

// Logarithms.

/** 1/(2k + 1). */
const odd: readonly Wide[] = Array.from({ length: 14 }, (_, k) => reciprocal(wide(2 * k + 1)))

/** x·Σ zᵏ/(2k + 1) for |z| up to 2⁻¹⁰: the area tangent of x for z = x², the arctangent for z = −x². */
function oddSeries(x: Wide, z: Wide): Wide {
  const double = value(z)
  let tail = 0
  for (let k = 13; k >= 6; k--) tail = (odd[k] as Wide).hi + double * tail
  let sum = wide(tail)
  for (let k = 5; k >= 1; k--) sum = add(odd[k] as Wide, mul(z, sum))
  return add(x, mul(x, mul(z, sum)))
}

/** Below it the series are used. */
const NEAR = 2 ** -5
const isNear = (x: Wide): boolean => Math.abs(value(x)) < NEAR

/** ln(1 + u) of a small u. */
function nearLog(u: Wide): Wide {
  const s = div(u, add(TWO, u))
  return shifted(oddSeries(s, square(s)), 1)
}

export function log(x: Wide): Wide {
  const above = sub(x, ONE)
  if (isNear(above)) return nearLog(above)
  const start = Math.log(x.hi) + x.exponent * Math.LN2
  const d = sub(mul(x, exp(wide(-start))), ONE)
  // ln(1 + d) of a d that is as small as the error of the start.
  return add(wide(start), sub(d, mul(square(d), sub(HALF, div(d, THREE)))))
}
export const HALF: Wide = wide(0.5)
const THREE: Wide = wide(3)

/** ln(1 + x). */
export const log1p = (x: Wide): Wide => (isNear(x) ? nearLog(x) : log(add(ONE, x)))

// Sine and cosine: x = n·π/2 + r, r = j/64 + t, from a table for j and the series for t.

const twoOverPi = (1n << BigInt(2 * LONG + 1)) / pi
/** 2/π·2ᵉ without multiples of 4, with BITS bits after the point, by e. */
const windows = new Map<number, bigint>()
const BITS = 260
function windowAt(e: number): bigint {
  let found = windows.get(e)
  if (found === undefined) {
    found = BigInt.asUintN(LONG - e + 2, twoOverPi) >> BigInt(LONG - e - BITS)
    windows.set(e, found)
  }
  return found
}

const double = new Float64Array(1)
const bits = new BigUint64Array(double.buffer)

/** The quadrant of an angle, and how far it is from the middle of that. */
function reduced(x: number): readonly [quadrant: number, rest: Wide] {
  const size = Math.abs(x)
  if (size <= Math.PI / 4) return [0, wide(x)]
  double[0] = size
  const word = bits[0] as bigint
  const mantissa = (word & 0xfffffffffffffn) | 0x10000000000000n
  const product = mantissa * windowAt(Number(word >> 52n) - 1075)
  const n = ((product >> BigInt(BITS - 1)) + 1n) >> 1n
  const rest = mul(fromFixed(product - (n << BigInt(BITS)), BITS), HALF_PI)
  const quadrant = Number(n & 3n)
  return x < 0 ? [(4 - quadrant) & 3, neg(rest)] : [quadrant, rest]
}

/** Σ (−1)ᵏ z^k/(2k + first)! from k = 1. */
function alternating(z: Wide, first: 0 | 1): Wide {
  const x = value(z)
  const c = (k: number): number => (inverseFactorials[2 * k + first] as Wide).hi
  let sum = wide(c(4) - x * (c(5) - x * (c(6) - x * c(7))))
  for (let k = 3; k >= 1; k--) sum = sub(inverseFactorials[2 * k + first] as Wide, mul(z, sum))
  return neg(mul(z, sum))
}

export interface Circular {
  readonly sin: Wide
  readonly cos: Wide
}

/** Sine and cosine of j/64 for j from 0 to 51, by adding angles of 1/64. */
const angles: readonly Circular[] = Array.from({ length: 52 }, (_, j) => {
  const x = wide(j / 64)
  const z = square(x)
  let [s, c] = [ZERO, ZERO]
  for (let k = 15; k >= 0; k--) {
    s = sub(inverseFactorials[2 * k + 1] as Wide, mul(z, s))
    c = sub(inverseFactorials[2 * k] as Wide, mul(z, c))
  }
  return { sin: mul(x, s), cos: c }
})

export function circular(x: number): Circular {
  const [quadrant, rest] = reduced(x)
  const isBelow = rest.hi < 0
  const r = abs(rest)
  const j = Math.round(value(r) * 64)
  const t = sub(r, wide(j / 64))
  const z = square(t)
  const sine = add(t, mul(t, alternating(z, 1)))
  const cosineLess1 = alternating(z, 0)
  const { sin: sj, cos: cj } = angles[j] as Circular
  const size = add(sj, add(mul(sj, cosineLess1), mul(cj, sine)))
  const s = isBelow ? neg(size) : size
  const c = add(cj, sub(mul(cj, cosineLess1), mul(sj, sine)))
  if (quadrant === 0) return { sin: s, cos: c }
  if (quadrant === 1) return { sin: c, cos: neg(s) }
  if (quadrant === 2) return { sin: neg(s), cos: neg(c) }
  return { sin: neg(c), cos: s }
}

export function atan(x: Wide): Wide {
  if (isNear(x)) return oddSeries(x, neg(square(x)))
  const start = Math.atan(value(x))
  const { sin, cos } = circular(start)
  const d = div(sub(mul(x, cos), sin), add(cos, mul(x, sin)))
  return add(wide(start), sub(d, div(mul(d, square(d)), THREE)))
}

/** The angle of the point (x, y), which is not the origin. */
export function atan2(y: Wide, x: Wide): Wide {
  if (x.hi > 0) return atan(div(y, x))
  const size = x.hi === 0 ? HALF_PI : sub(PI, atan(abs(div(y, x))))
  return y.hi < 0 ? neg(size) : size
}

export function cbrt(x: Wide): Wide {
  if (x.hi === 0) return x
  const thirds = Math.round(x.exponent / 3)
  const inside = shifted(new Wide(x.hi, x.lo, 0), x.exponent - 3 * thirds)
  const start = Math.cbrt(value(inside))
  const s = wide(start)
  const cube = mul(times(start, start), s)
  return shifted(sub(s, div(sub(cube, inside), scale(times(start, start), 3))), thirds)
}

// The error function.

const ROOT_PI = sqrt(PI)
/** 2/√π. */
const BELL = div(TWO, ROOT_PI)

/** erf by a series without cancellation: 2/√π·e⁻ˣˣ·Σ 2ᵏx²ᵏ⁺¹/(2k + 1)!!. */
function erfSeries(x: Wide): Wide {
  const z = shifted(square(x), 1)
  let [term, sum] = [x, x]
  for (let k = 1; Math.abs(value(term)) > 2 ** -112 * Math.abs(value(sum)); k++) {
    term = mul(term, scaledDown(z, 2 * k + 1))
    sum = add(sum, term)
  }
  return mul(BELL, mul(exp(neg(square(x))), sum))
}
const scaledDown = (a: Wide, n: number): Wide => div(a, wide(n))

/** erfc of a number from 2 on, by its continued fraction. */
function farErfc(x: number): Wide {
  const at = wide(x)
  let fraction = at
  for (let k = 220; k >= 1; k--) fraction = add(at, div(wide(k / 2), fraction))
  return div(exp(neg(times(x, x))), mul(ROOT_PI, fraction))
}

/** erfc of whole numbers of 1/32, from which Taylor's series leads everywhere. */
const posts = new Map<number, Wide>()
function post(x: number): Wide {
  let found = posts.get(x)
  if (found === undefined) {
    found = x < 2 ? sub(ONE, erfSeries(wide(x))) : farErfc(x)
    posts.set(x, found)
  }
  return found
}

/** Beyond it erfc is below all normal doubles. */
const LAST_POST = 27

export function erfc(x: Wide): Wide {
  if (x.hi < 0) return sub(TWO, erfc(neg(x)))
  const near = value(x)
  if (near > LAST_POST) return ZERO
  const c = Math.round(near * 32) / 32
  const h = sub(x, wide(c))
  // e^(−2ct − tt) as Σ gₖtᵏ, integrated from 0 to h.
  let [before, g, power, sum] = [ZERO, ONE, h, h]
  // At c = 0 every second term is 0.
  for (let k = 1, small = 0; k < 40 && small < 2; k++) {
    const next = div(neg(add(scale(g, 2 * c), shifted(before, 1))), wide(k))
    before = g
    g = next
    power = mul(power, h)
    const term = div(mul(g, power), wide(k + 1))
    sum = add(sum, term)
    small = Math.abs(value(term)) < 2 ** -105 * Math.abs(value(sum)) ? small + 1 : 0
  }
  return sub(post(c), mul(mul(BELL, exp(neg(times(c, c)))), sum))
}

/** Where 1 − erfc has lost less than a bit, and else by the series. */
export function erf(x: Wide): Wide {
  if (x.hi < 0) return neg(erf(neg(x)))
  return value(x) < 0.5 ? erfSeries(x) : sub(ONE, erfc(x))
}

// Made of these.

export const tanOf = ({ sin, cos }: Circular): Wide => div(sin, cos)
export function sinh(x: Wide): Wide {
  const e = expm1(abs(x))
  const size = shifted(add(e, div(e, add(ONE, e))), -1)
  return x.hi < 0 ? neg(size) : size
}
export function cosh(x: Wide): Wide {
  const e = exp(abs(x))
  return shifted(add(e, reciprocal(e)), -1)
}
export function tanh(x: Wide): Wide {
  const e = expm1(shifted(abs(x), 1))
  const size = div(e, add(e, TWO))
  return x.hi < 0 ? neg(size) : size
}
/** 1/cosh²: the slope of tanh. */
export const sech2 = (x: Wide): Wide => reciprocal(square(cosh(x)))

export function asinh(x: Wide): Wide {
  const size = abs(x)
  const z = square(size)
  const found = log1p(add(size, div(z, add(ONE, sqrt(add(ONE, z))))))
  return x.hi < 0 ? neg(found) : found
}
export function acosh(x: Wide): Wide {
  const t = sub(x, ONE)
  return log1p(add(t, sqrt(mul(t, add(x, ONE)))))
}
export function atanh(x: Wide): Wide {
  const size = abs(x)
  const found = shifted(log1p(div(shifted(size, 1), sub(ONE, size))), -1)
  return x.hi < 0 ? neg(found) : found
}
export const hypot = (a: Wide, b: Wide): Wide => sqrt(add(square(a), square(b)))
/** 1/(1 + e⁻ˣ). */
export function sigmoid(x: Wide): Wide {
  const e = exp(neg(abs(x)))
  return x.hi < 0 ? div(e, add(ONE, e)) : reciprocal(add(ONE, e))
}
/** ln(1 + eˣ). */
export function softplus(x: Wide): Wide {
  const rest = log1p(exp(neg(abs(x))))
  return x.hi > 0 ? add(x, rest) : rest
}
/** The chance that a normal number is below x. */
export const normalCdf = (x: Wide): Wide => shifted(erfc(neg(mul(x, ROOT_HALF))), -1)
const ROOT_HALF = sqrt(HALF)
/** 1/√(2π)·e^(−xx/2): its slope. */
export const bell = (x: Wide): Wide => mul(NORMAL, exp(neg(shifted(square(x), -1))))
const NORMAL = reciprocal(sqrt(shifted(PI, 1)))
/** e^(−xx)·2/√π. */
export const erfSlope = (x: Wide): Wide => mul(BELL, exp(neg(square(x))))
/** |a|ᵇ for a ≠ 0. */
export const power = (a: Wide, b: Wide): Wide => exp(mul(b, log(abs(a))))
