/** A derivative with an error estimate: central differences extrapolated to h = 0, after C. J. F. Ridders, "Accurate computation of F′(x) and F′(x) F″(x)" (1982). */
import { assertOptions } from '../arguments/index.js'
import { type Scalar, at, lost, pointOf, stepFor, stepOf } from './difference.js'

/** A derivative found by nudging, and how far it can be trusted. */
export interface DerivativeEstimate {
  readonly value: number
  /** How far `value` may be off: what the last extrapolations disagree by, plus what rounding costs. ∞ where no estimate was possible. */
  readonly error: number
  /** The smallest step that went into `value`. */
  readonly h: number
  /** How often `f` was called. */
  readonly evaluations: number
  /** false where the estimates do not settle, or where the slopes to the left and to the right differ: a kink, a jump, a pole. */
  readonly smooth: boolean
}

const ULP = 2 ** -52
/** What a rounding costs below the normal numbers, whatever their size. */
const TINY = Number.MIN_VALUE
/** Halvings of the step in one table, and how many tables, each from a step 32 times as small, are tried for a better answer. */
const ROWS = 12
const TABLES = 4

/**
 * The derivative of `f` at `x` with an estimate of its error. Central differences are taken with h, h/2, h/4 … and each pair is combined so
 * that the terms h², h⁴, h⁶ … of the error cancel (Richardson extrapolation, Ridders' table); the entry with the smallest estimated error
 * is the answer, provided that the slope seen from close by agrees. `h` is the first and widest step, by default max(1, |x|)/10; it is shrunk while f(x ± h) is not
 * finite, so an `x` close to the edge of the domain is no obstacle, and where the answer stays poor. Calls `f` 32 times, or up to four times as often where
 * that is needed. Throws if `f` gives no number, but not where there is no derivative: there `smooth` is false.
 *
 * @example
 * import { derivativeWithError } from 'seegrad/numeric'
 * const slope = derivativeWithError(Math.exp, 1)
 * Math.abs(slope.value - Math.E) <= slope.error // true
 * slope.smooth // true
 * derivativeWithError(Math.abs, 0).smooth // false
 */
export function derivativeWithError(f: Scalar, x: number, options: { readonly h?: number } = {}): DerivativeEstimate {
  const name = 'derivativeWithError'
  assertOptions(name, options, 'h')
  pointOf(name, f, x)
  const widest = options.h === undefined ? Math.max(1, Math.abs(x)) / 10 : Math.abs(stepOf(name, x, options.h))
  let evaluations = 0
  const value = (t: number): number => (evaluations++, at(name, f, t))

  let best = { value: NaN, error: Infinity, h: widest }
  const h = reach(value, x, widest)
  if (h === undefined) return { ...best, evaluations, smooth: false }
  const near = closeUp(value, x, Math.min(h / 8, Math.abs(stepFor(2, x))))
  // An error is small beside the slope, or beside what the values of f or the smallest doubles would allow.
  const scale = Math.max(Math.abs(near.slope), near.size / Math.max(1, Math.abs(x)))
  const isSmall = (part: number): boolean => best.error <= part * scale + (4 * TINY) / best.h
  for (let i = 0; i < TABLES && !isSmall(1e-9); i++) {
    const entry = table(value, x, h / 32 ** i)
    const agrees = Math.abs(entry.value - near.slope) <= 4 * near.doubt + entry.error
    if (agrees && entry.error < best.error) best = entry
  }
  return { ...best, evaluations, smooth: isSmall(1e-4) && !near.bent }
}

/** The widest step from h down for which f is finite on both sides; none where f(x) itself is not. */
function reach(f: Scalar, x: number, h: number): number | undefined {
  if (!Number.isFinite(f(x))) return undefined
  for (let i = 0; i < 20 && !lost(x, h); i++) {
    if (Number.isFinite(f(x + h)) && Number.isFinite(f(x - h))) return h
    // Most domains end at 0, so the distance to it is tried first.
    h = i === 0 && x !== 0 ? Math.min(h, Math.abs(x)) / 8 : h / 8
  }
  return undefined
}

/**
 * The slope from two narrow steps, which no swing of f between wide ones can deceive, and whether f bends sharply at x: the slopes to the right and to the left
 * differ by b(h) = (f(x + h) − 2f(x) + f(x − h)) / h, which is about h·f″ where f is smooth, so that half the step gives half of it; at a kink it stays what it is.
 */
function closeUp(f: Scalar, x: number, h: number): { slope: number; doubt: number; size: number; bent: boolean } {
  const middle = f(x)
  const [right, left, righter, lefter] = [f(x + h / 2), f(x - h / 2), f(x + h), f(x - h)]
  const [wide, slope] = [(righter - lefter) / (2 * h), (right - left) / h]
  const size = Math.max(Math.abs(righter), Math.abs(lefter))
  const noise = (32 * ULP * size) / h
  const bends = [righter - middle + (lefter - middle), 2 * (right - middle + (left - middle))].map(
    (b) => Math.abs(b) / h,
  )
  const bent = !(bends[1]! <= noise + 1e-8 * Math.abs(slope) || bends[1]! <= 0.6 * bends[0]!)
  return { slope, doubt: Math.abs(wide - slope) + noise, size, bent }
}

/** The entry of Ridders' table from h down with the smallest estimated error. */
function table(f: Scalar, x: number, h: number): { value: number; error: number; h: number } {
  let best = { value: NaN, error: Infinity, h }
  let above: number[] = []
  const roundings: number[] = []
  for (let i = 0; i < ROWS; i++) {
    const step = h / 2 ** i
    if (lost(x, step)) break
    const [right, left] = [x + step, x - step]
    const [up, down] = [f(right), f(left)]
    const slope = (up - down) / (right - left)
    // f is off by about an ulp of what it gives and of what it was given, and the quotient divides that by the distance and is itself rounded.
    const size = Math.max(Math.abs(up), Math.abs(down))
    roundings.push((ULP * (size + Math.abs(x * slope)) + TINY) / step + ULP * Math.abs(slope))
    const row = [slope]
    for (let j = 1; j <= i; j++) {
      const [coarse, fine] = [above[j - 1]!, row[j - 1]!]
      const extrapolated = fine + (fine - coarse) / (4 ** j - 1)
      row.push(extrapolated)
      const differences = Math.max(Math.abs(extrapolated - fine), Math.abs(extrapolated - coarse))
      const error = differences + Math.max(...roundings.slice(i - j))
      if (error < best.error) best = { value: extrapolated, error, h: step }
    }
    above = row
  }
  return best
}
