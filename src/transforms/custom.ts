/** Functions of trees with a derivative rule of their own. */
import { assertFunction } from '../arguments/index.js'
import { isValue, recordCall, type Box } from '../engine/index.js'
import { assertAlike, countLeaves, flatten, unflatten, type Shape, type Tree } from './tree.js'

/**
 * Derivative rules of a function of trees, written in ops, so that they can be differentiated again. With one argument its
 * gradient or tangent is one tree, with several a list of trees.
 */
export interface CustomRules {
  /** From the cotangent of the output: the gradient of each argument. */
  readonly vjp?: (cotangent: never, out: never, ...args: never[]) => unknown
  /** From the tangents of the arguments: the tangent of the output. */
  readonly jvp?: (tangents: never, out: never, ...args: never[]) => unknown
}

/**
 * A function with its own derivative rule: `f` runs on plain numbers, `vjp` and `jvp` say how it moves, and pictures draw it
 * as one box. Check the rules with {@link checkGrads}.
 * Errors: a mode whose rule is missing, a rule that gives a tree built unlike the argument.
 * @example
 * import { custom, grad, mul } from 'seegrad'
 * const cube = custom((x: number) => x * x * x, { vjp: (g: number, _y: number, x: number) => mul(g, mul(3, mul(x, x))) })
 * grad(cube)(2) // 12
 */
export function custom<F extends (...args: never[]) => Tree>(f: F, { vjp, jvp }: CustomRules = {}): F {
  assertFunction('custom', f, 'a function of numbers')
  const name = f.name || 'custom'
  const call = (...args: unknown[]): unknown => {
    const flats = args.map((arg, k) => flatten(arg, `args[${k}]`))
    const inputs = flats.flatMap(({ leaves }) => leaves)
    if (!inputs.some(isValue)) return f(...(args as never[]))
    const shapes = flats.map(({ shape }) => shape)
    let outShape: Shape = { kind: 'number' }
    const build = (leaves: readonly number[]): never => unflatten(outShape, leaves, true) as never
    const tuple = (leaves: readonly number[]): never[] => buildArgs(shapes, leaves) as never[]
    const one = <T>(trees: readonly T[]): T | readonly T[] => (trees.length === 1 ? (trees[0] as T) : trees)
    const box: Box = {
      name,
      run(numbers) {
        const { leaves, shape } = flatten(f(...tuple(numbers)), `${name}(…)`)
        outShape = shape
        return leaves
      },
      pull(cotangents, outs, given) {
        if (!vjp)
          throw new Error(`${name} has no vjp rule: give custom(f, { vjp, jvp }) one, or use forward mode (jvp).`)
        return gradientLeaves(vjp(build(cotangents), build(outs), ...tuple(given)), shapes, name)
      },
      push(tangents, outs, given) {
        if (!jvp)
          throw new Error(`${name} has no jvp rule: give custom(f, { vjp, jvp }) one, or use reverse mode (grad, vjp).`)
        const path = `jvp of ${name}: the tangent`
        const { leaves, shape } = flatten(jvp(one(tuple(tangents)) as never, build(outs), ...tuple(given)), path)
        assertAlike(shape, outShape, path)
        return leaves
      },
    }
    // The shape is known when the call has run.
    const outs = recordCall(box, inputs)
    return unflatten(outShape, outs, true)
  }
  Object.defineProperty(call, 'name', { value: name })
  return call as unknown as F
}

/** The arguments of a call from the flat list of their numbers. */
export function buildArgs(shapes: readonly Shape[], leaves: readonly unknown[]): unknown[] {
  let from = 0
  return shapes.map((shape) => {
    const to = from + countLeaves(shape)
    const built = unflatten(shape, leaves.slice(from, to), true)
    from = to
    return built
  })
}

function gradientLeaves(given: unknown, shapes: readonly Shape[], name: string): number[] {
  const trees = shapes.length === 1 ? [given] : given
  if (!Array.isArray(trees) || trees.length !== shapes.length) {
    throw new TypeError(`vjp of ${name} must give a list of ${shapes.length} gradients, one per argument.`)
  }
  return trees.flatMap((tree, k) => {
    const path = `vjp of ${name}: the gradient of args[${k}]`
    const { leaves, shape } = flatten(tree, path)
    assertAlike(shape, shapes[k] as Shape, path)
    return leaves
  })
}
