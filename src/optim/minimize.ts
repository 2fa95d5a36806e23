/** `minimize`: where a function is lowest, for those who have a function and not a network. */
import { assertFunction, assertOptions, describe, finite, whole } from '../arguments/index.js'
import { abs, dot, max } from '../ops/index.js'
import { grad, hessian, valueAndGrad } from '../transforms/index.js'
import { History } from './history.js'
import { hasValues, lifted, listOf, plain, solve, type Point } from './implicit.js'

/** Where a search stands. */
export interface SearchState {
  readonly iteration: number
  readonly x: readonly number[]
  readonly value: number
  /** The largest component of the gradient, at a bound only of what points inward. */
  readonly slope: number
}
/** How to search. */
export interface MinimizeOptions {
  /** `'lbfgs'`, from how gradients change, unless told; `'newton'`, from second derivatives; `'gradient'`, straight downhill. */
  readonly method?: 'lbfgs' | 'newton' | 'gradient'
  /** Further arguments of f, by which the solution can be differentiated. */
  readonly args?: readonly unknown[]
  /** The least and the greatest that each coordinate may be: one pair for all, or one each. */
  readonly bounds?: readonly [number, number] | readonly (readonly [number, number])[]
  /** The slope that counts as none; 1e-8 unless told. */
  readonly tolerance?: number
  readonly maxIterations?: number
  /** Called after each iteration; false ends the search. */
  readonly onStep?: (state: SearchState) => unknown
  /** Ends the search when it is aborted. */
  readonly signal?: { readonly aborted: boolean }
}
/** What a search found, and why it ended. */
export interface Minimum<X> {
  readonly x: X
  readonly value: number
  /** The largest component of the gradient there. */
  readonly slope: number
  readonly iterations: number
  readonly evaluations: number
  readonly converged: boolean
  readonly reason: 'flat' | 'no lower point' | 'most iterations' | 'stopped' | 'aborted'
}
/** The same kind of number as x0: a number or a list. */
export type Like<X> = X extends number ? number : number[]

type Goal = (x: never, ...args: never[]) => number

/**
 * The place near `x0`, a number or a list, where `f` is lowest: its slopes come from recording it. Gives the place and how the search ended; it does not throw for want of
 * convergence, but says so in `converged` and `reason`. The place can be differentiated by `args`, to the third order: its slopes are those of the minimum itself, by the
 * implicit function theorem, and not of the search; coordinates at a bound stay there. Throws for a start that is not finite or where f is not, and for bounds that
 * leave nothing.
 *
 * @example
 * import { grad, mul, square, sub } from 'seegrad'
 * import { minimize } from 'seegrad/optim'
 * const bowl = (x: number, a: number) => square(sub(x, mul(3, a)))
 * minimize(bowl, 0, { args: [2] }).x // ≈ 6
 * grad((a: number) => minimize(bowl, 0, { args: [a] }).x)(2) // ≈ 3
 */
export function minimize<X extends Point>(f: Goal, x0: X, options: MinimizeOptions = {}): Minimum<Like<X>> {
  assertFunction('minimize', f, 'a function of a number or a list')
  assertOptions('minimize', options, 'method', 'args', 'bounds', 'tolerance', 'maxIterations', 'onStep', 'signal')
  const { method = 'lbfgs', args = [], tolerance = 1e-8, maxIterations = 1000, onStep, signal } = options
  if (!['lbfgs', 'newton', 'gradient'].includes(method))
    throw new TypeError(`minimize: method is ${describe(method)}; 'lbfgs', 'newton' and 'gradient' are allowed.`)
  finite('minimize: tolerance', tolerance, 'It is the slope that counts as none.')
  whole('minimize: maxIterations', maxIterations, 1, 'It counts the iterations at most.')
  const isList = typeof x0 !== 'number'
  const start = startOf('minimize', x0)
  const [low, high] = boundsOf(options.bounds, start.length)
  const inside = (x: readonly number[]): number[] => x.map((each, i) => Math.min(Math.max(each, low[i]!), high[i]!))

  const fixed = plain(args)
  const shaped = (x: readonly number[]): Point => (isList ? [...x] : x[0]!)
  const look = valueAndGrad(f as never) as unknown as (x: Point, ...args: readonly unknown[]) => [number, Point]
  let evaluations = 0
  const at = (x: readonly number[]): { x: readonly number[]; f: number; g: readonly number[] } => {
    evaluations++
    const [value, g] = look(shaped(x), ...fixed)
    return { x, f: value, g: listOf(g) }
  }
  const curved = (x: readonly number[]): readonly (readonly number[])[] => matrix(hessian(f as never)(...([shaped(x), ...fixed] as never)), isList) // prettier-ignore

  let now = at(inside(start))
  if (!Number.isFinite(now.f) || !now.g.every(Number.isFinite))
    throw new RangeError(
      `minimize: at the start [${now.x.join(', ')}] f is ${now.f} with slopes [${now.g.join(', ')}]; finite numbers are allowed. Start elsewhere, or set bounds.`,
    )
  const history = new History(10)
  const held = ({ x, g }: typeof now): boolean[] => x.map((each, i) => (each <= low[i]! && g[i]! > 0) || (each >= high[i]! && g[i]! < 0)) // prettier-ignore
  const slopeOf = (state: typeof now): number => {
    const stuck = held(state)
    return max(state.g.map((g, i) => (stuck[i] ? 0 : abs(g))))
  }
  let [iterations, stuck] = [0, held(now)]
  let reason: Minimum<X>['reason'] | undefined
  while (!reason) {
    if (slopeOf(now) <= tolerance) reason = 'flat'
    else if (signal?.aborted) reason = 'aborted'
    else if (iterations === maxIterations) reason = 'most iterations'
    else {
      // What is held at a bound stays out: the direction is one of the free coordinates.
      const free = now.g.map((g, i) => (stuck[i] ? 0 : g))
      const downhill = free.map((g) => -g)
      let d = method === 'lbfgs' ? history.direction(free) : method === 'newton' ? newton(curved(now.x), free, stuck) : downhill // prettier-ignore
      d = d.map((each, i) => (stuck[i] ? 0 : each))
      if (!(dot(d, free) < 0) || !d.every(Number.isFinite)) {
        history.clear()
        d = downhill
      }
      const isFirst = method === 'gradient' || (method === 'lbfgs' && history.isEmpty)
      const next = lower(now, d, isFirst ? Math.min(1, 1 / max(free.map(abs))) : 1)
      if (!next) {
        if (history.isEmpty) reason = 'no lower point'
        history.clear()
        continue
      }
      history.add(next.x.map((x, i) => x - now.x[i]!), next.g.map((g, i) => g - now.g[i]!)) // prettier-ignore
      now = next
      const after = held(now)
      if (after.some((each, i) => each !== stuck[i])) history.clear()
      stuck = after
      iterations++
      if (onStep?.({ iteration: iterations, x: [...now.x], value: now.f, slope: slopeOf(now) }) === false) reason = 'stopped' // prettier-ignore
    }
  }

  /** A point along d that is enough lower, going half as far again and again; further first, where that is lower still. */
  function lower(from: typeof now, d: readonly number[], first: number): typeof now | undefined {
    const trial = (t: number): typeof now => at(inside(from.x.map((x, i) => x + t * d[i]!)))
    const enough = (to: typeof now): boolean => {
      const moved = to.x.map((x, i) => x - from.x[i]!)
      return Number.isFinite(to.f) && to.g.every(Number.isFinite) && to.f <= from.f + 1e-4 * dot(from.g, moved) && moved.some((x) => x !== 0) // prettier-ignore
    }
    for (let t = first, k = 0; k < 60; t /= 2, k++) {
      let to = trial(t)
      if (!enough(to)) continue
      // Still steep: the slope along d has hardly fallen.
      for (let more = k === 0 ? 0 : 20; more < 20 && dot(to.g, d) < 0.9 * dot(from.g, d); more++) {
        t *= 2
        const further = trial(t)
        if (!enough(further) || further.f >= to.f) break
        to = further
      }
      return to
    }
    return undefined
  }

  const found = { value: now.f, slope: slopeOf(now), iterations, evaluations, converged: reason === 'flat', reason }
  if (!hasValues(args)) return { x: shaped(now.x) as Like<X>, ...found }
  const free = now.x.flatMap((_, i) => (stuck[i] ? [] : [i]))
  const x = free.length === 0 ? now.x : lifted('minimize', now.x, (x) => {
    const point = shaped(x)
    const g = listOf(grad(f as never)(...([point, ...args] as never)) as Point)
    const H = matrix(hessian(f as never)(...([point, ...args] as never)), isList)
    const only = (i: number, j: number): number => (stuck[i] || stuck[j] ? Number(i === j) : H[i]![j]!)
    return { F: g.map((each, i) => (stuck[i] ? 0 : each)), J: H.map((row, i) => row.map((_, j) => only(i, j))) }
  }) // prettier-ignore
  return { x: shaped(x) as Like<X>, ...found, value: f(...([shaped(x), ...args] as never[] as [never])) }
}

/** Newton's direction of the free coordinates; where it leads uphill, with more and more of the plain way down mixed in. */
function newton(H: readonly (readonly number[])[], g: readonly number[], stuck: readonly boolean[]): readonly number[] {
  const size = max([1e-300, ...H.flat().map(abs)])
  for (let mixed = 0; mixed < 1e6 * size; mixed = mixed === 0 ? 1e-3 * size : 4 * mixed) {
    const J = H.map((row, i) => row.map((h, j) => (stuck[i] || stuck[j] ? Number(i === j) : i === j ? h + mixed : h)))
    const d = solve(J, g)?.map((x) => -x)
    if (d && dot(d, g) < 0) return d
  }
  return g.map((x) => -x)
}

/** A Hessian or Jacobian as rows, of a number too. */
export const matrix = (tree: unknown, isList: boolean): readonly (readonly number[])[] =>
  isList ? (tree as number[][]) : [[tree as number]]

/** The start as a list of plain numbers, which must be finite. */
export function startOf(who: string, x0: unknown): number[] {
  const isNumber = typeof x0 === 'number'
  if (!isNumber && (!Array.isArray(x0) || x0.length === 0))
    throw new TypeError(`${who}: x0 is ${describe(x0)}; a number or a list of at least one is allowed.`)
  return (isNumber ? [x0] : (x0 as unknown[])).map((x, i) =>
    finite(`${who}: x0${isNumber ? '' : `[${i}]`}`, x, 'The search begins there; of a Value write its .data.'),
  )
}

function boundsOf(bounds: MinimizeOptions['bounds'], n: number): [number[], number[]] {
  const isOne = Array.isArray(bounds) && bounds.length === 2 && bounds.every((x) => typeof x === 'number')
  const pairs =
    bounds === undefined || isOne ? Array.from({ length: n }, () => bounds ?? [-Infinity, Infinity]) : bounds
  const isPair = (pair: unknown): boolean =>
    Array.isArray(pair) && pair.length === 2 && pair.every((x) => typeof x === 'number') && (pair[0] as number) <= (pair[1] as number) // prettier-ignore
  const wrong = Array.isArray(pairs) ? pairs.findIndex((pair) => !isPair(pair)) : 0
  if (!Array.isArray(pairs) || pairs.length !== n || wrong >= 0)
    throw new RangeError(
      `minimize: bounds are ${describe(bounds)}${wrong >= 0 && Array.isArray(pairs) ? `, the pair ${wrong} is no [least, greatest]` : ''}; one pair or ${n} of them are allowed, such as [0, Infinity].`,
    )
  const checked = pairs as [number, number][]
  return [checked.map(([low]) => low), checked.map(([, high]) => high)]
}
