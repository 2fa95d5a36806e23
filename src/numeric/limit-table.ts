/** The limit that is the derivative, as a table: the slope for smaller and smaller h. */
import { assertOptions, describe, finite } from '../arguments/index.js'
import { type Scalar, at, lost, pointOf } from './difference.js'

/** One line of the table: slope = dy / dx. */
export interface LimitRow {
  readonly h: number
  /** How far the input was moved: h, or 2h where it was nudged to both sides. */
  readonly dx: number
  /** How far the output moved. */
  readonly dy: number
  /** dy / dx; undefined for h = 0, where the quotient is 0/0. */
  readonly slope: number | undefined
  /** slope − exact, if the exact derivative was given. */
  readonly error?: number
  /** What there is to say about this h. */
  readonly note?: string
}

/** Which steps `limitTable` takes, and how. */
export interface LimitOptions {
  /** The steps, one per row; without them 1, 0.1, 0.01 … 1e-8. */
  readonly hs?: readonly number[]
  readonly method?: 'forward' | 'central'
  /** The true derivative, for the column `error`. */
  readonly exact?: number
}

const STEPS: readonly number[] = [1, 0.1, 0.01, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8]

/**
 * The difference quotient of `f` at `x` for one `h` after the other: a row `{ h, dx, dy, slope }` each, in the order of `hs`, with `error` if `exact` is given.
 * A row for h = 0 has no slope and a note that says why; a row whose h is lost beside x keeps its slope of 0 and says so too. Throws for an h that is not
 * finite, for an x that is not finite and if `f` gives no number.
 *
 * @example
 * import { limitTable } from 'seegrad/numeric'
 * limitTable((x) => x ** 2, 3, { hs: [1, 0.5, 0.25] }).map((row) => row.slope) // [7, 6.5, 6.25]
 * limitTable((x) => x ** 2, 3, { hs: [0] })[0]?.note // 'h = 0 gives 0/0, which has no value: the derivative is what the slopes above tend to.'
 */
export function limitTable(f: Scalar, x: number, options: LimitOptions = {}): LimitRow[] {
  assertOptions('limitTable', options, 'hs', 'method', 'exact')
  const { hs = STEPS, method = 'forward', exact } = options
  pointOf('limitTable', f, x)
  if (exact !== undefined) finite('limitTable: exact', exact, 'Leave it out if the derivative is not known.')
  if (method !== 'forward' && method !== 'central')
    throw new TypeError(
      `limitTable: method is ${describe(method)}; 'forward' and 'central' are allowed. Take one of them.`,
    )
  return hs.map((h) => {
    finite('limitTable: h', h, 'Take steps such as 0.1, 0.01, 0.001.')
    const dx = method === 'forward' ? h : 2 * h
    const dy = at('limitTable', f, x + h) - at('limitTable', f, method === 'forward' ? x : x - h)
    if (h === 0) return { h, dx, dy, slope: undefined, note: AT_ZERO }
    const slope = dy / dx
    const row = exact === undefined ? { h, dx, dy, slope } : { h, dx, dy, slope, error: slope - exact }
    const sum = lost(x, h)
    return sum ? { ...row, note: `h is lost: ${sum} is ${x} again in double precision.` } : row
  })
}

const AT_ZERO = 'h = 0 gives 0/0, which has no value: the derivative is what the slopes above tend to.'
