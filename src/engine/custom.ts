/** Functions with a derivative rule of their own: recorded as one box, differentiated by the rule. */
import { type Value } from '../ops/index.js'
import { appendCall, CODE_MASK, CONSTANT, eachLink, ACTIVE } from './tape.js'
import { asHandle, asValue, constant, Handle, handleAt, isValue } from './handle.js'
import { noGrad } from './mode.js'
import { step, type Reach } from './pass.js'
import { assertAlike, flatten, unflatten, type Shape, type Tree } from './tree.js'

type Function = (...args: never[]) => Tree

/**
 * Derivative rules of a function of trees, in the form of the transforms: written in ops, so that they can be differentiated
 * again. With one argument its gradient or tangent is one tree, with several a list of trees.
 */
export interface CustomRules {
  /** From the cotangent of the output: the gradient of each argument. */
  readonly vjp?: (cotangent: never, out: never, ...args: never[]) => unknown
  /** From the tangents of the arguments: the tangent of the output. */
  readonly jvp?: (tangents: never, out: never, ...args: never[]) => unknown
}

/** One call of a custom function: the facts that its output nodes share. */
export interface Call {
  readonly name: string
  readonly run: Function
  readonly rules: CustomRules
  readonly args: readonly Shape[]
  readonly out: Shape
  /** Index of its first output node; the others follow. */
  readonly first: number
  readonly count: number
}

/**
 * A function with its own derivative rule: `f` runs on plain numbers, `vjp` and `jvp` say how it moves. Check the rule with
 * {@link checkGrads}. Errors: a mode whose rule is missing, a rule that gives a tree built unlike the argument.
 * @example
 * import { custom, grad, mul } from 'seegrad'
 * const cube = custom((x: number) => x * x * x, { vjp: (g: number, _y: number, x: number) => mul(g, mul(3, mul(x, x))) })
 * grad(cube)(2) // 12
 */
export function custom<F extends (...args: never[]) => Tree>(f: F, rules: CustomRules): F {
  const name = f.name || 'custom'
  const call = (...args: unknown[]): unknown => {
    const flats = args.map((arg, k) => flatten(arg, `args[${k}]`))
    const inputs = flats.flatMap(({ leaves }) => leaves)
    if (!inputs.some(isValue)) return f(...(args as never[]))
    const numbers = inputs.map((x) => (isValue(x) ? x.data : x))
    const shapes = flats.map(({ shape }) => shape)
    const out = flatten(noGrad(() => f(...(buildArgs(shapes, numbers) as never[]))), `${name}(…)`)
    const handles = inputs.map((x) => (isValue(x) ? asHandle(x) : constant(x)))
    const active = handles.some(({ segment, index }) => ((segment.chunk.links[3 * index] as number) & ACTIVE) !== 0)
    const data = out.leaves.map((y) => (isValue(y) ? y.data : y))
    const segment = appendCall(active ? ACTIVE : 0, handles, data, (first) => {
      return { name, run: f as unknown as Function, rules, args: shapes, out: out.shape, first, count: data.length }
    })
    const last = segment.chunk.length - data.length
    return unflatten(out.shape, data.map((_, k) => asValue(new Handle(segment, last + k))), true) // prettier-ignore
  }
  Object.defineProperty(call, 'name', { value: name })
  return call as unknown as F
}

/** The arguments of a call from the flat list of its inputs. */
export function buildArgs(shapes: readonly Shape[], inputs: readonly unknown[]): unknown[] {
  let from = 0
  return shapes.map((shape) => {
    const count = countLeaves(shape)
    const built = unflatten(shape, inputs.slice(from, from + count), true)
    from += count
    return built
  })
}
const countLeaves = (shape: Shape): number => (shape.kind === 'number' ? 1 : shape.children.reduce((sum, child) => sum + countLeaves(child), 0))

const numberOrValue = ({ segment, index }: Handle): number => {
  const { links, data } = segment.chunk
  return ((links[3 * index] as number) & CODE_MASK) === CONSTANT ? (data[index] as number) : (asValue(handleAt(segment, index)) as Value)
}

/** Arguments and output of a call, as numbers or, `recorded`, as Values. */
function scene<A>(call: Call, reach: Reach<A>, recorded: boolean): { places: [Reach<A>, number][]; args: unknown[]; out: unknown } {
  const places: [Reach<A>, number][] = []
  eachLink(reach.segment.chunk, call.first, (link) => places.push(step(reach, link)))
  const read = (segment: Reach<A>['segment'], index: number): number =>
    recorded ? numberOrValue(new Handle(segment, index)) : (segment.chunk.data[index] as number)
  const inputs = places.map(([at, index]) => read(at.segment, index))
  const outs = Array.from({ length: call.count }, (_, k) => read(reach.segment, call.first + k))
  return { places, args: buildArgs(call.args, inputs), out: unflatten(call.out, outs, true) }
}
const run = (recorded: boolean, rule: () => unknown): unknown => (recorded ? rule() : noGrad(rule))
const plain = (recorded: boolean, x: number): number => (!recorded && isValue(x) ? x.data : x)

/** Pulls the adjoints of a call's outputs to its inputs, all at once, when the pass meets the newest of them. */
export function pullCall<A>(
  call: Call,
  done: Set<Call>,
  reach: Reach<A>,
  recorded: boolean,
  adjoint: (reach: Reach<A>, index: number) => number,
  give: (to: Reach<A>, index: number, c: number) => void,
): void {
  if (done.has(call)) return
  done.add(call)
  const { vjp } = call.rules
  if (!vjp) throw new Error(`${call.name} has no vjp rule: give custom(f, { vjp, jvp }) one, or use forward mode (jvp).`)
  const { places, args, out } = scene(call, reach, recorded)
  const cotangents = Array.from({ length: call.count }, (_, k) => adjoint(reach, call.first + k))
  const given = run(recorded, () => vjp(unflatten(call.out, cotangents, true) as never, out as never, ...(args as never[])))
  const gradients = perArgument(given, call, 'vjp')
  let k = 0
  for (const gradient of gradients) {
    for (const c of gradient) {
      const [at, index] = places[k++] as [Reach<A>, number]
      if (((at.segment.chunk.links[3 * index] as number) & ACTIVE) !== 0) give(at, index, plain(recorded, c))
    }
  }
}

function perArgument(given: unknown, call: Call, rule: string): number[][] {
  const trees = call.args.length === 1 ? [given] : (given as unknown[])
  if (!Array.isArray(trees) || trees.length !== call.args.length) {
    throw new TypeError(`${rule} of ${call.name} must give a list of ${call.args.length} gradients, one per argument.`)
  }
  return trees.map((tree, k) => {
    const path = `${rule} of ${call.name}: the gradient of args[${k}]`
    const { leaves, shape } = flatten(tree, path)
    assertAlike(shape, call.args[k] as Shape, path)
    return leaves
  })
}

/** The tangent of one output of a call; the rule runs once for all of them. */
export function pushCall<A>(
  call: Call,
  done: Map<Call, readonly number[]>,
  reach: Reach<A>,
  index: number,
  tangents: readonly (number | undefined)[],
  recorded: boolean,
): number | undefined {
  let result = done.get(call)
  if (!result) {
    const { jvp } = call.rules
    if (!jvp) throw new Error(`${call.name} has no jvp rule: give custom(f, { vjp, jvp }) one, or use reverse mode (grad, vjp).`)
    const { args, out } = scene(call, reach, recorded)
    const trees = buildArgs(call.args, tangents.map((t) => t ?? 0)) // prettier-ignore
    const given = run(recorded, () => jvp((trees.length === 1 ? trees[0] : trees) as never, out as never, ...(args as never[])))
    const { leaves, shape } = flatten(given, `jvp of ${call.name}`)
    assertAlike(shape, call.out, `jvp of ${call.name}`)
    result = leaves.map((t) => plain(recorded, t))
    done.set(call, result)
  }
  return result[index - call.first]
}
