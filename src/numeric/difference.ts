/** Difference quotients: the slope of a function seen by nudging its input by h, and how large that h should be. */
import { describe, finite } from '../arguments/index.js'
import { pow } from './kernels/printed.js'
import { stencil } from './stencil.js'

/** A function of one number, as nudging sees it: a black box. */
export type Scalar = (x: number) => number

/** The distance from 1 to the next double, 2⁻⁵²: what one rounding can cost, relatively, is half of it. */
const EPSILON = 2 ** -52

/**
 * The step that suits a difference whose truncation error grows as h^order: rounding costs about ε/h, truncation h^order, and their sum
 * is least near h = ε^(1/(order + 1)). Scaled by max(1, |x|), so that the nudge is not lost in a large x, and rounded to what
 * x + h − x really is, so that the quotient divides by the distance that x has moved.
 */
export function stepFor(order: 1 | 2 | 4, x: number): number {
  const h = pow(EPSILON, 1 / (order + 1)) * Math.max(1, Math.abs(x))
  return x + h - x
}

/** Refuses what is no function. */
export function assertScalar(name: string, f: unknown, call: string): void {
  if (typeof f === 'function') return
  throw new TypeError(`${name}: f is ${describe(f)}; a function of numbers is allowed. Write ${name}(${call}).`)
}

/** The point x of `name`, checked, and that f is a function. */
export function pointOf(name: string, f: unknown, x: unknown): number {
  assertScalar(name, f, '(x) => x * x, 3')
  return finite(`${name}: x`, x, 'Nudging starts from one plain number.')
}

/** The step of `name` at x, checked: finite, not 0, and not lost when it is added to x. */
export function stepOf(name: string, x: number, h: unknown): number {
  const step = finite(`${name}: h`, h, 'Take a small step such as 1e-6.')
  if (step === 0)
    throw new RangeError(
      `${name}: h is 0; any other number is allowed. (f(x + 0) − f(x)) / 0 is 0/0, which has no value: the derivative is the limit ` +
        `of the quotient as h goes to 0, never the quotient at 0. Take a small h such as 1e-6, or watch the limit in limitTable(f, x).`,
    )
  const sum = lost(x, step)
  if (sum)
    throw new RangeError(
      `${name}: h is ${step}, which is lost: ${sum} is ${x} again in double precision, so the slope would come out 0. ` +
        `Take an h of at least ${(EPSILON * Math.abs(x)).toPrecision(2)}, better ${stepFor(1, x).toPrecision(2)}.`,
    )
  return step
}

/** The sum that rounds back to x, written out, if x + h or x − h does. */
export function lost(x: number, h: number): string | undefined {
  if (x + h === x) return `${x} + ${h}`
  return x - h === x ? `${x} − ${h}` : undefined
}

/** f(x), refused if it is no number. */
export function at(name: string, f: Scalar, x: number): number {
  const y: unknown = f(x)
  if (typeof y === 'number') return y
  throw new TypeError(
    `${name}: f(${x}) gave ${describe(y)}; a number is allowed. Let f return a plain number (of a Value, its .data; or use grad(f)).`,
  )
}

/** (f(x + h) − f(x)) / h: off by about h·f″/2. */
export function forward(name: string, f: Scalar, x: number, h: number): number {
  return (at(name, f, x + h) - at(name, f, x)) / h
}

/** (f(x + h) − f(x − h)) / 2h: off by about h²·f‴/6. */
export function central(name: string, f: Scalar, x: number, h: number): number {
  return (at(name, f, x + h) - at(name, f, x - h)) / (2 * h)
}

/**
 * The slope of `f` at `x` from four values around it, (f(x − 2h) − 8f(x − h) + 8f(x + h) − f(x + 2h)) / 12h: the five-point stencil, off by about
 * h⁴·f⁽⁵⁾/30. Without `h` the step is ε^(1/5)·max(1, |x|), about 7.4e-4 near 0, where truncation and rounding are alike small.
 * Throws for an `h` that is 0 or lost beside x, and if `f` gives no number.
 *
 * @example
 * import { fivePoint } from 'seegrad/numeric'
 * fivePoint((x) => x * x * x, 2, 0.5) // 12
 */
export function fivePoint(f: Scalar, x: number, h?: number): number {
  const name = 'fivePoint'
  pointOf(name, f, x)
  return stencil((moved) => at(name, f, moved), x, h === undefined ? stepFor(4, x) : stepOf(name, x, h))
}
