/** Functions of functions: gradients, tangents, Jacobians, in any mode and any order. */
import { assertFunction, assertOptions, describe } from '../arguments/index.js'
import { type Value } from '../ops/index.js'
import {
  asHandle,
  constant,
  graphOf,
  isValue,
  pullNumbers,
  pullValues,
  recording,
  toValue,
  type Graph,
  type Handle,
} from '../engine/index.js'
import { Frame } from './frame.js'
import { assertAlike, flatten, isRecord, unflatten, type Flat, type Shape } from './tree.js'

/** A function that a transform takes: of trees of numbers, giving a tree of numbers. */
export type Differentiable = (...args: any[]) => any
type Scalar = (...args: any[]) => number

/** What grad differentiates by. */
export interface GradOptions {
  /** Which arguments to differentiate by, counted from 0; a list gives a tuple. Default 0. */
  readonly argnums?: number | readonly number[]
}
/** What a gradient looks like: the shape of the argument, a Module as the record of its named parameters. */
export type Gradient<T> = T extends number
  ? T extends Value
    ? Value
    : number
  : T extends { namedParameters(): unknown }
    ? Record<string, Value>
    : T
type Args<F extends Differentiable> = Parameters<F>
type GradientOf<F extends Differentiable, O> = O extends { argnums: readonly number[] }
  ? Gradient<Args<F>[number]>[]
  : O extends { argnums: infer K extends number }
    ? Gradient<Args<F>[K]>
    : Gradient<Args<F>[0]>

/**
 * The gradient of a function of trees that gives one number: a function of the same arguments, giving ∂f/∂argument in the
 * argument's shape. An argument that f does not use has gradient 0. It gives numbers, or Values if an argument is one.
 * Errors: f gives no single number; an argument that is no tree of numbers, named by its path.
 * Source: reverse mode (Linnainmaa 1970).
 * @example
 * import { grad, mul, sub, pow, add } from 'seegrad'
 * const f = (x: number) => add(sub(mul(3, pow(x, 2)), mul(4, x)), 5)
 * grad(f)(3) // 14
 * grad(grad(f))(3) // 6
 */
export function grad<F extends Scalar, const O extends GradOptions = Record<never, never>>(
  f: F,
  options?: O,
): (...args: Args<F>) => GradientOf<F, O> {
  const both = valueAndGrad(f, options)
  return (...args) => both(...args)[1]
}

/**
 * Value and gradient in one run: `(...args) => [value, gradient]`. See {@link grad}.
 * @example
 * import { mul, valueAndGrad } from 'seegrad'
 * valueAndGrad((x: number) => mul(x, x))(3) // [9, 6]
 */
export function valueAndGrad<F extends Scalar, const O extends GradOptions = Record<never, never>>(
  f: F,
  options?: O,
): (...args: Args<F>) => [value: ReturnType<F>, gradient: GradientOf<F, O>] {
  assertFunction('grad', f, 'a function of numbers')
  if (options !== undefined) assertOptions('grad', options, 'argnums')
  const { argnums = 0 } = options ?? {}
  const wanted = Array.isArray(argnums) ? (argnums as readonly number[]) : [argnums as number]
  return (...args) => {
    for (const k of wanted) {
      if (!Number.isInteger(k) || k < 0 || k >= args.length) {
        throw new RangeError(
          `grad: argnums names argument ${typeof k === 'number' ? k : describe(k)}; the call has ${args.length === 0 ? 'none' : `0 to ${args.length - 1}`}.`,
        )
      }
    }
    const frame = new Frame('grad', f, args, wanted)
    if (frame.out.shape.kind !== 'number') {
      throw new TypeError(
        `grad: f gave ${say(frame.out.shape)}; one number is allowed. For several outputs take jacobian(f), or sum them.`,
      )
    }
    const gradients = frame.pull([1])
    let from = 0
    const trees = wanted.map((_, i) => {
      // The frame keeps variables in the order of the arguments, `wanted` may not.
      from = offset(frame.args, wanted[i] as number)
      const { leaves, shape } = frame.args[wanted[i] as number] as Flat
      return unflatten(shape, gradients.slice(from, from + leaves.length))
    })
    return [frame.outputs[0], typeof argnums === 'number' ? trees[0] : trees] as never
  }
}
const offset = (args: readonly Flat[], k: number): number =>
  args.slice(0, k).reduce((sum, { leaves }) => sum + leaves.length, 0)

/**
 * Forward mode: f at `primals` and its derivative along `tangents`, both lists with one entry per argument of f (a function
 * of one list takes [list]). Gives `[out, tangent]`.
 * Errors: tangents that are not built like the primals.
 * @example
 * import { jvp, mul } from 'seegrad'
 * jvp((x: number) => mul(x, x), [3], [1]) // [9, 6]
 */
export function jvp<F extends Differentiable>(
  f: F,
  primals: Args<F>,
  tangents: readonly unknown[],
): [out: ReturnType<F>, tangent: ReturnType<F>] {
  assertFunction('jvp', f, 'a function of numbers')
  assertLists('jvp', primals, tangents)
  const given = tangents.map((tangent, k) => flatten(tangent, `tangents[${k}]`))
  const frame = new Frame('jvp', f, primals, primals.map((_, k) => k)) // prettier-ignore
  given.forEach(({ shape }, k) => assertAlike(shape, (frame.args[k] as Flat).shape, `tangents[${k}]`))
  const pushed = frame.push(given.flatMap(({ leaves }) => leaves))
  return [unflatten(frame.out.shape, frame.outputs), unflatten(frame.out.shape, pushed)] as never
}

/**
 * Reverse mode in two halves: f at `primals`, and the pullback that turns a cotangent built like the output into gradients:
 * one tree if f has one argument, else a tuple. The pullback may be called again and again.
 * @example
 * import { mul, vjp } from 'seegrad'
 * const [out, pullback] = vjp((x: number, y: number) => mul(x, y), 3, 4)
 * out // 12
 * pullback(1) // [4, 3]
 */
export function vjp<F extends Differentiable>(
  f: F,
  ...primals: Args<F>
): [out: ReturnType<F>, pullback: (cotangent: unknown) => any] {
  assertFunction('vjp', f, 'a function of numbers')
  const frame = new Frame('vjp', f, primals, (primals as unknown[]).map((_, k) => k)) // prettier-ignore
  const pullback = (cotangent: unknown): unknown => {
    const { leaves, shape } = flatten(cotangent, 'the cotangent')
    assertAlike(shape, frame.out.shape, 'the cotangent')
    const gradients = frame.pull(leaves)
    const trees = frame.args.map(({ leaves, shape }, k) => {
      const from = offset(frame.args, k)
      return unflatten(shape, gradients.slice(from, from + leaves.length))
    })
    return trees.length === 1 ? trees[0] : trees
  }
  return [unflatten(frame.out.shape, frame.outputs) as ReturnType<F>, pullback]
}

const MOST_ENTRIES = 1e8

/**
 * All derivatives of all outputs by argument 0: the output's tree with each number replaced by a tree built like the
 * argument. One run of f, then one pass per output or per input, whichever are fewer.
 * Errors: more than 10⁸ entries.
 * @example
 * import { jacobian, mul } from 'seegrad'
 * jacobian(([x, y]: number[]) => [mul(x!, y!), mul(x!, 2)])([3, 4]) // [[4, 3], [2, 0]]
 */
export function jacobian<F extends Differentiable>(f: F): (...args: Args<F>) => any {
  assertFunction('jacobian', f, 'a function of numbers')
  return (...args) => {
    const frame = new Frame('jacobian', f, args, [0])
    const { out, variables } = frame
    const size = out.leaves.length * variables.length
    if (size > MOST_ENTRIES) {
      throw new RangeError(
        `jacobian: ${out.leaves.length} × ${variables.length} entries; at most 10⁸ are allowed. Take products instead: hvp, jvp or vjp.`,
      )
    }
    const shape = (frame.args[0] as Flat).shape
    const rows: number[][] = variables.length < out.leaves.length ? byColumns(frame) : byRows(frame)
    return unflatten(out.shape, rows.map((row) => unflatten(shape, row))) // prettier-ignore
  }
}
const unit = (length: number, k: number): number[] => Array.from({ length }, (_, i) => (i === k ? 1 : 0))
const byRows = (frame: Frame): number[][] =>
  frame.out.leaves.map((_, k) => frame.pull(unit(frame.out.leaves.length, k)))
function byColumns(frame: Frame): number[][] {
  const columns = frame.variables.map((_, k) => frame.push(unit(frame.variables.length, k)))
  return frame.out.leaves.map((_, row) => columns.map((column) => column[row] as number))
}

/**
 * Second derivatives of a function that gives one number, by argument 0: a tree of trees. For many inputs take {@link hvp}.
 * @example
 * import { hessian, mul, pow } from 'seegrad'
 * hessian(([x, y]: number[]) => mul(pow(x!, 2), y!))([3, 4]) // [[8, 6], [6, 0]]
 */
export function hessian<F extends Scalar>(f: F): (...args: Args<F>) => any {
  return jacobian(grad(f) as Differentiable) as (...args: Args<F>) => any
}

/**
 * Hessian times vector without the Hessian: forward over reverse, at the cost of a few runs of f. `primals` and `vector` are
 * lists as in {@link jvp}; one tree if f has one argument, else a tuple.
 * @example
 * import { hvp, mul, pow } from 'seegrad'
 * hvp(([x, y]: number[]) => mul(pow(x!, 2), y!), [[3, 4]], [[1, 0]]) // [8, 6]
 */
export function hvp<F extends Scalar>(f: F, primals: Args<F>, vector: readonly unknown[]): any {
  assertLists('hvp', primals, vector)
  const argnums = (primals as unknown[]).map((_, k) => k)
  const [, tangent] = jvp(
    grad(f, { argnums: argnums.length === 1 ? 0 : argnums }) as Differentiable,
    primals as never,
    vector,
  )
  return tangent
}

/** Which arguments vmap goes through. */
export interface VmapOptions {
  /** Per argument: 0 to go through its lists, null to pass it whole. Default: 0 for all. */
  readonly inAxes?: readonly (0 | null)[]
}

/**
 * f over a batch: goes through the outermost lists of its arguments together and gives the results as lists.
 * Errors: lists of different lengths, named with their lengths.
 * @example
 * import { grad, mul, vmap } from 'seegrad'
 * vmap(grad((x: number) => mul(x, x)))([1, 2, 3]) // [2, 4, 6]
 */
export function vmap<F extends Differentiable>(f: F, options: VmapOptions = {}): (...args: any[]) => any {
  assertFunction('vmap', f, 'a function of numbers')
  assertOptions('vmap', options, 'inAxes')
  const run = (...args: any[]): unknown => {
    const axes = args.map((_, k) => (options.inAxes ? options.inAxes[k] : 0))
    const bad = axes.findIndex((axis) => axis !== 0 && axis !== null)
    if (bad >= 0)
      throw new RangeError(`vmap: inAxes[${bad}] is ${describe(axes[bad])}; 0 or null is allowed, one per argument.`)
    const lengths = args.flatMap((arg, k) => (axes[k] === 0 ? lengthsOf(arg, `args[${k}]`) : []))
    const [size, path] = lengths[0] ?? []
    if (size === undefined) throw new RangeError('vmap: no argument has a list: inAxes is null for all.')
    for (const [length, other] of lengths) {
      if (length !== size)
        throw new RangeError(`vmap: ${path} has ${size} entries and ${other} has ${length}; they must be equally many.`)
    }
    return stack(
      Array.from({ length: size }, (_, i) =>
        f(...(args.map((arg, k) => (axes[k] === 0 ? slice(arg, i) : arg)) as never[])),
      ),
    )
  }
  // For a compiler: of what, and along which arguments.
  run.maps = [f, options]
  return run
}
const isList = (x: unknown): x is ArrayLike<unknown> =>
  Array.isArray(x) || x instanceof Float64Array || x instanceof Float32Array
function lengthsOf(tree: unknown, path: string): [number, string][] {
  if (isList(tree)) return [[tree.length, path]]
  if (isRecord(tree)) return Object.entries(tree).flatMap(([key, child]) => lengthsOf(child, `${path}.${key}`))
  throw new TypeError(`vmap: ${path} is ${describe(tree)}; a list is allowed, or inAxes null to pass it whole.`)
}
const slice = (tree: unknown, i: number): unknown =>
  isList(tree)
    ? tree[i]
    : Object.fromEntries(Object.entries(tree as object).map(([key, child]) => [key, slice(child, i)]))
function stack(results: readonly unknown[]): unknown {
  const [first] = results
  if (!isRecord(first)) return results
  return Object.fromEntries(
    Object.keys(first).map((key) => [key, stack(results.map((result) => (result as Record<string, unknown>)[key]))]),
  )
}

/** What becomes of the gradients. */
export interface GradientsOptions {
  /** Keep the gradients on the recording, to differentiate them again. */
  readonly createGraph?: boolean
}

/**
 * ∂output/∂input for Values that are already there, leaving every `.grad` alone; 0 for an input that the output does not
 * depend on. With `createGraph` the results can be differentiated again.
 * @example
 * import { gradients, value } from 'seegrad'
 * const x = value(3)
 * const [g] = gradients(x.mul(x).mul(x), [x], { createGraph: true })
 * gradients(g!, [x])[0]!.data // 18
 */
export function gradients(output: Value, inputs: readonly Value[], options: GradientsOptions = {}): Value[] {
  assertOptions('gradients', options, 'createGraph')
  const { createGraph = false } = options
  if (!isValue(output)) throw new TypeError(`gradients: the output is ${describe(output)}; a Value is allowed.`)
  if (!Array.isArray(inputs))
    throw new TypeError(`gradients: inputs is ${describe(inputs)}; a list of Values is allowed.`)
  const handles = inputs.map((input, k): Handle => {
    if (!isValue(input)) throw new TypeError(`gradients: inputs[${k}] is ${describe(input)}; a Value is allowed.`)
    return asHandle(input)
  })
  const roots = [[asHandle(output), 1]] as const
  const pass = createGraph ? recording(() => pullValues(roots)) : pullNumbers(roots)
  return handles.map((handle) => {
    const gradient = pass.find(handle)?.entries[handle.index] ?? 0
    return isValue(gradient) ? gradient : toValue(constant(gradient))
  })
}

function assertLists(transform: string, primals: unknown, tangents: unknown): void {
  if (Array.isArray(primals) && Array.isArray(tangents) && primals.length === tangents.length) return
  throw new TypeError(
    `${transform}: primals is ${describe(primals)} and the vector is ${describe(tangents)}; both are lists with one entry per argument of f, ` +
      'as in jvp(f, [x], [1]).',
  )
}
const say = (shape: Shape): string => (shape.kind === 'list' ? `a list of ${shape.children.length}` : `a ${shape.kind}`)

/**
 * The graph of one run of f at some arguments, with their numbers as leaves.
 * Errors: f gives no single number.
 * @example
 * import { mul, trace } from 'seegrad'
 * trace((x: number) => mul(x, x), 3).nodes.length // 2
 */
export function trace<F extends (...args: never[]) => number>(f: F, ...args: Parameters<F>): Graph {
  assertFunction('trace', f)
  const frame = new Frame('trace', f, args, (args as unknown[]).map((_, k) => k)) // prettier-ignore
  const [out] = frame.out.leaves
  if (frame.out.shape.kind !== 'number' || !isValue(out)) {
    throw new TypeError(
      `trace: f gave ${frame.out.shape.kind === 'number' ? 'a number that no argument went into' : 'several numbers'}; one Value is allowed.`,
    )
  }
  return graphOf(out)
}
