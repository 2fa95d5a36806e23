/** `root`: where equations hold, by Newton's method with slopes from recording. */
import { assertFunction, assertOptions, finite, whole } from '../arguments/index.js'
import { abs, dot, max } from '../ops/index.js'
import { jacobian } from '../transforms/index.js'
import { hasValues, lifted, listOf, plain, solve, type Point } from './implicit.js'
import { matrix, startOf, type Like } from './minimize.js'

/** How to search. */
export interface RootOptions {
  /** Further arguments of f, by which the root can be differentiated. */
  readonly args?: readonly unknown[]
  /** How far from 0 counts as 0; 1e-10 unless told. */
  readonly tolerance?: number
  readonly maxIterations?: number
}
/** What a search found, and why it ended. */
export interface Root<X> {
  readonly x: X
  /** How far from 0 the worst equation is there. */
  readonly residual: number
  readonly iterations: number
  readonly converged: boolean
  readonly reason: 'zero' | 'no nearer point' | 'singular' | 'most iterations'
}

/**
 * A place near `x0` where `f` is 0: f takes a number and gives one, or takes a list and gives as many. Newton's method, each step shortened until the squares of the equations
 * fall. It does not throw for want of convergence, but says so. The place can be differentiated by `args`, to the third order, by the implicit function theorem. Throws for a start
 * that is not finite or where f is not, and for another number of equations than of unknowns.
 *
 * @example
 * import { cos, grad, mul, sub } from 'seegrad'
 * import { root } from 'seegrad/optim'
 * root((x: number) => sub(cos(x), x), 1).x // ≈ 0.7390851332
 * grad((a: number) => root((x: number, a: number) => sub(mul(x, x), a), 1, { args: [a] }).x)(4) // ≈ 0.25
 */
export function root<X extends Point>(f: (x: never, ...args: never[]) => Point, x0: X, options: RootOptions = {}): Root<Like<X>> {
  assertFunction('root', f, 'a function of a number or a list')
  assertOptions('root', options, 'args', 'tolerance', 'maxIterations')
  const { args = [], tolerance = 1e-10, maxIterations = 100 } = options
  finite('root: tolerance', tolerance, 'It says how far from 0 counts as 0.')
  whole('root: maxIterations', maxIterations, 1, 'It counts the iterations at most.')
  const isList = typeof x0 !== 'number'
  const shaped = (x: readonly number[]): Point => (isList ? [...x] : x[0]!)
  const fixed = plain(args)
  const at = (x: readonly number[], given: readonly unknown[] = fixed): readonly number[] => listOf(f(...([shaped(x), ...given] as never[] as [never])))
  const slopes = (x: readonly number[], given: readonly unknown[] = fixed): readonly (readonly number[])[] =>
    matrix(jacobian(f as never)(...([shaped(x), ...given] as never)), isList)

  let x: readonly number[] = startOf('root', x0)
  let F = at(x)
  if (F.length !== x.length)
    throw new RangeError(`root: f gives ${F.length} numbers for ${x.length} unknowns; as many equations as unknowns are allowed.`)
  if (!F.every(Number.isFinite))
    throw new RangeError(`root: at the start [${x.join(', ')}] f is [${F.join(', ')}]; finite numbers are allowed. Start elsewhere.`)
  const far = (): number => max(F.map(abs))
  let iterations = 0
  let reason: Root<X>['reason'] | undefined
  while (!reason) {
    if (far() <= tolerance) reason = 'zero'
    else if (iterations === maxIterations) reason = 'most iterations'
    else {
      const step = solve(slopes(x), F)
      if (!step?.every(Number.isFinite)) reason = 'singular'
      else {
        const square = dot(F, F)
        let t = 1
        let next = x.map((each, i) => each - step[i]!)
        let there = at(next)
        while (!(dot(there, there) < square) && t > 1e-12) {
          t /= 2
          next = x.map((each, i) => each - t * step[i]!)
          there = at(next)
        }
        if (!(dot(there, there) < square)) reason = 'no nearer point'
        else [x, F, iterations] = [next, there, iterations + 1]
      }
    }
  }
  const found = { residual: far(), iterations, converged: reason === 'zero', reason }
  if (!hasValues(args)) return { x: shaped(x) as Like<X>, ...found }
  return { x: shaped(lifted('root', x, (x) => ({ F: at(x, args), J: slopes(x, args) }))) as Like<X>, ...found }
} // prettier-ignore
