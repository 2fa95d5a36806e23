/** `levenbergMarquardt`: the curve that fits best, where what is small is a sum of squares (Levenberg 1944, Marquardt 1963). */
import { assertFunction, assertOptions, describe, finite, whole } from '../arguments/index.js'
import { abs, dot, max } from '../ops/index.js'
import { jacobian } from '../transforms/index.js'
import { solve } from './implicit.js'
import { startOf } from './minimize.js'

/** How to search. */
export interface LeastSquaresOptions {
  /** The slope that counts as none; 1e-10 unless told. */
  readonly tolerance?: number
  readonly maxIterations?: number
}
/** What a fit found, and why it ended. */
export interface Fit {
  readonly x: number[]
  /** Half the sum of the squares there. */
  readonly value: number
  readonly residuals: number[]
  /** The largest component of the gradient of `value` there. */
  readonly slope: number
  readonly iterations: number
  readonly converged: boolean
  readonly reason: 'flat' | 'no lower point' | 'most iterations'
}

/**
 * The numbers near `x0` for which the squares of what `residuals` gives, one number for each measurement, add up to least. Between Gauss and Newton's step and a short one
 * downhill, scaled by the curvature of each number; how much of which is learned on the way. Throws for a start that is not finite, for residuals that are not, and for none.
 *
 * @example
 * import { exp, mul, sub } from 'seegrad'
 * import { levenbergMarquardt } from 'seegrad/optim'
 * const data = [[0, 2], [1, 1], [2, 0.5]] as const
 * const fit = levenbergMarquardt(([a, b]: number[]) => data.map(([t, y]) => sub(mul(a!, exp(mul(b!, t))), y)), [1, 0])
 * fit.x[0]! // ≈ 2
 * fit.x[1]! // ≈ -0.6931471806
 */
export function levenbergMarquardt(
  residuals: (x: number[]) => readonly number[],
  x0: readonly number[],
  options: LeastSquaresOptions = {},
): Fit {
  assertFunction('levenbergMarquardt', residuals, 'a function of a list that gives a list')
  assertOptions('levenbergMarquardt', options, 'tolerance', 'maxIterations')
  const { tolerance = 1e-10, maxIterations = 200 } = options
  finite('levenbergMarquardt: tolerance', tolerance, 'It is the slope that counts as none.')
  whole('levenbergMarquardt: maxIterations', maxIterations, 1, 'It counts the iterations at most.')
  const slopes = jacobian(residuals as never) as unknown as (x: readonly number[]) => number[][]
  let x = startOf('levenbergMarquardt', x0)
  let r = [...residuals([...x])]
  if (r.length === 0 || !r.every(Number.isFinite))
    throw new RangeError(
      `levenbergMarquardt: at the start the residuals are ${r.length === 0 ? describe(r) : `[${r.slice(0, 5).join(', ')}${r.length > 5 ? ', …' : ''}]`}; a list of at least one finite number is allowed.`,
    )
  let [damping, iterations] = [1e-3, 0]
  let reason: Fit['reason'] | undefined
  let slope = NaN
  while (!reason) {
    const J = slopes(x)
    const columns = x.map((_, k) => J.map((row) => row[k]!))
    const g = columns.map((column) => dot(column, r))
    slope = max(g.map(abs))
    if (slope <= tolerance) reason = 'flat'
    else if (iterations === maxIterations) reason = 'most iterations'
    else {
      const normal = columns.map((a) => columns.map((b) => dot(a, b)))
      let next: { readonly x: number[]; readonly r: number[] } | undefined
      for (; !next && damping < 1e16; damping *= next ? 1 : 4) {
        const damped = normal.map((row, i) => row.map((each, k) => (i === k ? each + damping * (each || 1) : each)))
        const step = solve(damped, g)
        if (!step?.every(Number.isFinite)) continue
        const there = x.map((each, k) => each - step[k]!)
        const rest = [...residuals([...there])]
        if (rest.every(Number.isFinite) && dot(rest, rest) < dot(r, r)) next = { x: there, r: rest }
      }
      if (!next) reason = 'no lower point'
      else {
        ;({ x, r } = next)
        damping = Math.max(damping / 10, 1e-15)
        iterations++
      }
    }
  }
  return { x, value: dot(r, r) / 2, residuals: r, slope, iterations, converged: reason === 'flat', reason }
}
