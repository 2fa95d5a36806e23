/**
 * Arithmetic with about 104 bits: a number is the unevaluated sum of two doubles times a power of two of its own, so that
 * nothing overflows or loses bits at the ends of the range of doubles. By Dekker, Veltkamp and Knuth.
 */

/** (hi + lo)·2^exponent with |lo| at most half a last place of hi; the exponent is a multiple of 512, hi from 2⁻²⁵⁶ to 2²⁵⁶. */
export class Wide {
  constructor(
    readonly hi: number,
    readonly lo: number,
    readonly exponent: number,
  ) {}
}

const STEP = 512
const UP = 2 ** STEP
const DOWN = 2 ** -STEP
const LARGE = 2 ** 256
const SMALL = 2 ** -256
/** Multiplied by it, a double is split in halves of 26 bits. */
const SPLITTER = 2 ** 27 + 1

export const ZERO: Wide = new Wide(0, 0, 0)

function made(hi: number, lo: number, exponent: number): Wide {
  const size = Math.abs(hi)
  if (size < LARGE && size >= SMALL) return new Wide(hi, lo, exponent)
  if (hi === 0) return ZERO
  return size < SMALL ? new Wide(hi * UP, lo * UP, exponent - STEP) : new Wide(hi * DOWN, lo * DOWN, exponent + STEP)
}

/** A double as it is. */
export function wide(x: number): Wide {
  const size = Math.abs(x)
  if (size < LARGE && size >= SMALL) return new Wide(x, 0, 0)
  if (x === 0) return ZERO
  if (size >= LARGE) return size * DOWN < LARGE ? new Wide(x * DOWN, 0, STEP) : new Wide(x * DOWN * DOWN, 0, 2 * STEP)
  const raised = x * UP
  return Math.abs(raised) >= SMALL ? new Wide(raised, 0, -STEP) : new Wide(raised * UP, 0, -2 * STEP)
}

/** The sum of two doubles, exactly; their product in `times`. */
export function plus(x: number, y: number): Wide {
  const sum = x + y
  const part = sum - x
  return made(sum, x - (sum - part) + (y - part), 0)
}

/** The product of two doubles of ordinary size, exactly. */
export function times(x: number, y: number): Wide {
  const product = x * y
  return made(product, productError(x, y, product), 0)
}

function productError(x: number, y: number, product: number): number {
  const a = SPLITTER * x
  const b = SPLITTER * y
  const xh = a - (a - x)
  const yh = b - (b - y)
  const xl = x - xh
  const yl = y - yh
  return xl * yl - (product - xh * yh - xl * yh - xh * yl)
}

export function add(a: Wide, b: Wide): Wide {
  if (a.hi === 0) return b
  if (b.hi === 0) return a
  let { hi, lo } = b
  if (a.exponent !== b.exponent) {
    if (a.exponent < b.exponent) return add(b, a)
    // What is 2⁻²⁵⁶ of the other or less does not count.
    if (a.exponent - b.exponent > STEP) return a
    hi *= DOWN
    lo *= DOWN
  }
  const sum = a.hi + hi
  const part = sum - a.hi
  const error = a.hi - (sum - part) + (hi - part)
  const low = a.lo + lo
  const lowPart = low - a.lo
  const lowError = a.lo - (low - lowPart) + (lo - lowPart)
  const first = error + low
  const second = sum + first
  const rest = lowError + (first - (second - sum))
  const result = second + rest
  return made(result, rest - (result - second), a.exponent)
}

export const neg = (a: Wide): Wide => new Wide(-a.hi, -a.lo, a.exponent)
export const sub = (a: Wide, b: Wide): Wide => add(a, neg(b))
export const abs = (a: Wide): Wide => (a.hi < 0 ? neg(a) : a)

export function mul(a: Wide, b: Wide): Wide {
  const product = a.hi * b.hi
  if (product === 0) return ZERO
  const rest = productError(a.hi, b.hi, product) + (a.hi * b.lo + a.lo * b.hi)
  const result = product + rest
  return made(result, rest - (result - product), a.exponent + b.exponent)
}
export const square = (a: Wide): Wide => mul(a, a)

/** Times a double of ordinary size. */
export function scale(a: Wide, x: number): Wide {
  const product = a.hi * x
  if (product === 0) return ZERO
  const rest = productError(a.hi, x, product) + a.lo * x
  const result = product + rest
  return made(result, rest - (result - product), a.exponent)
}

/** Times 2ᵏ, exactly. */
export function shifted(a: Wide, k: number): Wide {
  const steps = Math.round(k / STEP)
  const factor = 2 ** (k - steps * STEP)
  return made(a.hi * factor, a.lo * factor, a.exponent + steps * STEP)
}

/** Errors: none; by 0 it gives ±∞ or NaN, as doubles do. */
export function div(a: Wide, b: Wide): Wide {
  if (b.hi === 0) return new Wide(a.hi / b.hi, 0, 0)
  if (a.hi === 0) return ZERO
  const divisor = new Wide(b.hi, b.lo, 0)
  const dividend = new Wide(a.hi, a.lo, 0)
  const first = a.hi / b.hi
  const rest = sub(dividend, scale(divisor, first))
  const second = value(rest) / b.hi
  const last = value(sub(rest, scale(divisor, second))) / b.hi
  const quotient = add(plus(first, second), wide(last))
  return new Wide(quotient.hi, quotient.lo, quotient.exponent + a.exponent - b.exponent)
}
export const reciprocal = (a: Wide): Wide => div(ONE, a)

/** The square root of what is not negative. */
export function sqrt(a: Wide): Wide {
  if (a.hi === 0) return ZERO
  const root = Math.sqrt(a.hi)
  const rest = sub(new Wide(a.hi, a.lo, 0), times(root, root))
  const found = plus(root, value(rest) / (2 * root))
  return shifted(found, a.exponent / 2)
}

/** The nearest double. */
export function value(a: Wide): number {
  if (a.exponent === 0) return a.hi
  const half = 2 ** (a.exponent / 2)
  // Far below the normal doubles nothing is judged: that this rounds twice there does no harm.
  return a.hi * half * half
}

/** Whether a is smaller than b. */
export const isLess = (a: Wide, b: Wide): boolean => sub(a, b).hi < 0

/** A fixed-point number, n·2⁻ᵇⁱᵗˢ. */
export function fromFixed(n: bigint, bits: number): Wide {
  const hi = Number(n)
  return shifted(plus(hi * DOWN, Number(n - BigInt(hi)) * DOWN), STEP - bits)
}

/** How many last places of the exact number a double is away from it; ∞ for what is not finite. */
export function offBy(result: number, exact: Wide): number {
  if (!Number.isFinite(result)) return Infinity
  const half = 2 ** (-exact.exponent / 2)
  const distance = result * half * half - exact.hi - exact.lo
  return Math.abs(distance) / lastPlace(exact.hi)
}

const double = new Float64Array(1)
const words = new Uint32Array(double.buffer)

/** The distance of a normal double of ordinary size to the next larger one. */
function lastPlace(x: number): number {
  double[0] = x
  words[1] = (words[1] as number) & 0x7ff00000
  words[0] = 0
  return (double[0] as number) * 2 ** -52
}

export const ONE: Wide = new Wide(1, 0, 0)
export const TWO: Wide = new Wide(2, 0, 0)
