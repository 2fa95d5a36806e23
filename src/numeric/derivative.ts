/** Derivatives by nudging: the slope of a function of one number, and the partial derivatives of a function of several. */
import { assertOptions, describe } from '../arguments/index.js'
import { type Scalar, assertScalar, central, forward, pointOf, stepFor, stepOf } from './difference.js'
import { derivativeWithError } from './richardson.js'

/** How the slope is taken: by one nudge to the right, by one to each side, or by many that are extrapolated to h = 0. */
export type Method = 'forward' | 'central' | 'richardson'

/** How `derivative` and `partials` nudge. */
export interface NudgeOptions {
  /** The nudge; without it each method takes the one that suits it. Negative: to the left. */
  readonly h?: number
  /** 'forward' unless told. */
  readonly method?: Method
}

/**
 * The derivative of `f` at `x`, found by nudging. `'forward'`, the definition with a small h and the default, is (f(x + h) − f(x)) / h in just these operations;
 * `'central'` is (f(x + h) − f(x − h)) / 2h; `'richardson'` extrapolates central differences to h = 0 (see `derivativeWithError`, which also tells the
 * error). Without `h`, forward takes ε^(1/2)·max(1, |x|) and central ε^(1/3)·max(1, |x|) (ε = 2⁻⁵²; 1.5e-8 and 6.1e-6 near 0): there truncation and rounding
 * cost alike, and about 8 and 10 digits are right; richardson starts from max(1, |x|)/10 and gets about 13. Throws for h = 0 (0/0 has no value), for an h
 * that is lost beside x, for an x that is not finite and if `f` gives no number; a NaN that `f` gives is passed on.
 *
 * @example
 * import { derivative } from 'seegrad/numeric'
 * const f = (x: number) => 3 * x ** 2 - 4 * x + 5
 * derivative(f, 3, { h: 1e-8 }) // 14.00000009255109
 * derivative((x) => x * x, 3, { h: 0.5 }) // 6.5
 * derivative((x) => x * x, 3, { h: 0.5, method: 'central' }) // 6
 */
export function derivative(f: Scalar, x: number, options: NudgeOptions = {}): number {
  assertOptions('derivative', options, 'h', 'method')
  const { h, method = 'forward' } = options
  pointOf('derivative', f, x)
  if (h !== undefined) stepOf('derivative', x, h)
  switch (method) {
    case 'forward':
      return forward('derivative', f, x, h ?? stepFor(1, x))
    case 'central':
      return central('derivative', f, x, h ?? stepFor(2, x))
    case 'richardson':
      return derivativeWithError(f, x, h === undefined ? {} : { h }).value
    default:
      throw new TypeError(
        `derivative: method is ${describe(method)}; 'forward', 'central' and 'richardson' are allowed. Take one of them.`,
      )
  }
}

/**
 * The partial derivatives of `f` at `point`: each input is nudged alone, the others stay where they are, and the slopes come back in the order of the inputs.
 * `f` takes its inputs as separate arguments, so `partials(f, [2, -3, 10])` calls f(2, −3, 10) and its neighbours; a function of one list is wrapped,
 * `partials((...p) => f(p), point)`. `h`, `method`, their defaults and the errors are those of `derivative`.
 *
 * @example
 * import { partials } from 'seegrad/numeric'
 * const d = (a: number, b: number, c: number) => a * b + c
 * partials(d, [2, -3, 10], { h: 1e-4 }) // [-3.000000000010772, 2.0000000000042206, 0.9999999999976694]
 * partials((...p) => Math.max(...p), [1, 5, 2], { h: 0.5 }) // [0, 1, 0]
 */
export function partials(
  f: (...point: number[]) => number,
  point: readonly number[],
  options: NudgeOptions = {},
): number[] {
  assertScalar('partials', f, '(a, b) => a * b, [2, -3]')
  if (!Array.isArray(point))
    throw new TypeError(
      `partials: point is ${describe(point)}; a list of numbers is allowed. Write partials(f, [2, -3, 10]).`,
    )
  return point.map((x: number, i) => derivative((nudged) => f(...point.with(i, nudged)), x, options))
}
