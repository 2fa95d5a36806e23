/** Compares a function's derivatives, in every mode and order, with nudging. */
import { assertFunction, assertOptions, describe } from '../arguments/index.js'
import { stencil } from '../numeric/index.js'
import { add, mul } from '../ops/index.js'
import { isValue, noGrad } from '../engine/index.js'
import { buildArgs } from './custom.js'
import { grad, jvp, type Differentiable } from './transforms.js'
import { flatten, type Shape } from './tree.js'

/** One derivative checked. */
export interface GradRow {
  readonly order: 1 | 2 | 3
  /** The modes from the outermost in: 'fwd rev' is forward over reverse. */
  readonly mode: string
  /** Which number of the arguments moves: `args[0][2]`. */
  readonly path: string
  readonly exact: number
  readonly numeric: number
  readonly error: number
  readonly ok: boolean
  /** Why it is not ok, if the derivative itself is not to blame. */
  readonly note?: string
}
/** What checkGrads found: ok when every row is. */
export interface GradReport {
  readonly ok: boolean
  readonly rows: readonly GradRow[]
}
/** How far checkGrads goes. */
export interface CheckGradsOptions {
  readonly order?: 1 | 2 | 3
  readonly modes?: readonly ('rev' | 'fwd')[]
}

/** Relative, and absolute in units of the function's size: what a five-point difference can tell in double precision. */
const RTOL = 1e-9
const ATOL = 1e-11
/** ε^(1/5). */
const STEP = 0.0007400959797414052
/** A fixed direction for the orders between, of numbers without a common factor. */
const direction = (k: number): number => 1 / (1 + ((k * 0.618033988749895) % 1))

type OfList = (xs: number[]) => number

/**
 * Checks the derivatives of f at some arguments against a five-point difference with two steps, `h = ε^(1/5)·max(1, |x|)` and
 * half of it: every number of every argument, orders 1 up to `order` (default 2), in all sequences of `modes`. Several outputs
 * are weighed into one. Allowed is a relative difference of 1e-9 or an absolute one of 1e-11 times the size of f. Where the two
 * steps, or the two sides, disagree the row says "not smooth here".
 * @example
 * import { checkGrads, tanh } from 'seegrad'
 * checkGrads(tanh, [0.5]).ok // true
 */
export function checkGrads(f: Differentiable, args: readonly unknown[], options: CheckGradsOptions = {}): GradReport {
  assertOptions('checkGrads', options, 'order', 'modes')
  const { order = 2, modes = ['rev', 'fwd'] } = options
  if (![1, 2, 3].includes(order)) throw new RangeError(`checkGrads: order ${order}; 1, 2 or 3 is allowed.`)
  const wrong = modes.find((mode) => mode !== 'rev' && mode !== 'fwd')
  if (wrong !== undefined || modes.length === 0)
    throw new RangeError(`checkGrads: mode ${JSON.stringify(wrong)}; 'rev' and 'fwd' are allowed.`)
  assertFunction('checkGrads', f, 'a function of numbers')
  if (!Array.isArray(args))
    throw new TypeError(`checkGrads: the arguments are ${describe(args)}; a list is allowed, as in checkGrads(f, [x]).`)
  const flats = args.map((arg, k) => flatten(arg, `args[${k}]`))
  const point = flats.flatMap(({ leaves }) => leaves.map((x) => (isValue(x) ? x.data : x)))
  const paths = flats.flatMap(({ shape }, k) => pathsOf(shape, `args[${k}]`))
  const shapes = flats.map(({ shape }) => shape)
  const weighed: OfList = (xs) => {
    const { leaves } = flatten(f(...(buildArgs(shapes, xs) as never[])), 'the result of f')
    return leaves.length === 1
      ? (leaves[0] as number)
      : leaves.map((y, k) => mul(direction(k), y)).reduce((a, b) => add(a, b), 0)
  }
  const rows: GradRow[] = []
  let functions = new Map<string, OfList>([['', weighed]])
  for (let n = 1; n <= order; n++) {
    const next = new Map<string, OfList>()
    for (const [inner, g] of functions) {
      for (const mode of modes) {
        const name = inner === '' ? mode : `${mode} ${inner}`
        const exact = gradientIn(mode, g, point)
        rows.push(
          ...point.map((x, i) => ({
            order: n as 1 | 2 | 3,
            mode: name,
            path: paths[i] as string,
            ...compare(g, point, i, x, exact[i] as number),
          })),
        )
        next.set(name, (xs) => along(mode, g, xs))
      }
    }
    functions = next
  }
  return { ok: rows.every(({ ok }) => ok), rows }
}

const gradientIn = (mode: string, g: OfList, point: readonly number[]): number[] =>
  mode === 'rev'
    ? grad(g)([...point])
    : point.map((_, i) => jvp(g, [[...point]], [point.map((_, k) => (k === i ? 1 : 0))])[1])

/** The derivative of g along the fixed direction, itself a function that can be differentiated. */
function along(mode: string, g: OfList, xs: number[]): number {
  if (mode === 'fwd') return jvp(g, [xs], [xs.map((_, k) => direction(k))])[1]
  return grad(g)(xs).map((d, k) => mul(direction(k), d)).reduce((a, b) => add(a, b)) // prettier-ignore
}

function compare(
  g: OfList,
  point: readonly number[],
  i: number,
  x: number,
  exact: number,
): Pick<GradRow, 'exact' | 'numeric' | 'error' | 'ok' | 'note'> {
  let size = 1
  const moved = (at: number): number => {
    const y = plainOf(noGrad(() => g(point.map((other, k) => (k === i ? at : other)))))
    size = Math.max(size, Math.abs(y))
    return y
  }
  const h = STEP * Math.max(1, Math.abs(x))
  const wide = stencil(moved, x, h)
  const narrow = stencil(moved, x, h / 2)
  const allowed = (slope: number): number => Math.max(RTOL * Math.abs(slope), ATOL * size)
  const numeric = Math.abs(exact - wide) < Math.abs(exact - narrow) ? wide : narrow
  const error = Math.abs(exact - numeric)
  const result = { exact, numeric, error, ok: error < Infinity && error <= allowed(exact) }
  if (result.ok) return result
  if (!(Math.abs(wide - narrow) <= 8 * allowed(numeric)))
    return { ...result, note: 'not smooth here: the two step sizes disagree' }
  // A kink in the middle of a symmetric difference is the same at every step size.
  const bend = Math.abs(oneSided(moved, x, h) - oneSided(moved, x, -h))
  return bend > 0.01 * Math.max(1, Math.abs(wide))
    ? { ...result, note: 'not smooth here: its two sides disagree' }
    : result
}
/** The slope from x towards x + 2h, off by about h²·f‴/3. */
const oneSided = (f: (x: number) => number, x: number, h: number): number =>
  (4 * f(x + h) - 3 * f(x) - f(x + 2 * h)) / (2 * h)

const plainOf = (y: number): number => (isValue(y) ? y.data : y)

function pathsOf(shape: Shape, path: string): string[] {
  if (shape.kind === 'number') return [path]
  return shape.children.flatMap((child, i) =>
    pathsOf(child, 'keys' in shape ? `${path}.${shape.keys[i]}` : `${path}[${i}]`),
  )
}
