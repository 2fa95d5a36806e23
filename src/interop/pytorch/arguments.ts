/** The arguments of what is recorded: numbers become inputs with names, Values and modules are weights. */
import { describe } from '../../arguments/index.js'
import { isValue, value } from '../../engine/index.js'
import { Module } from '../../nn/index.js'
import type { Value } from '../../ops/index.js'
import type { Tree } from '../../transforms/index.js'
import { boxed, type Tensor } from '../tensors.js'
import type { Names } from './python.js'

/** Arguments made ready. */
export interface Given {
  /** What the function is called with. */
  readonly values: readonly unknown[]
  /** The inputs by their Python names. */
  readonly inputs: ReadonlyMap<string, { readonly shape: readonly number[]; readonly items: readonly Value[] }>
  /** Leaf Values among the arguments, by the way to them. */
  readonly weights: readonly (readonly [string, Value])[]
}

/** The names of a function's parameters, where its text says them plainly. */
export function namesOfParameters(f: (...args: never[]) => unknown): readonly string[] {
  const said = Function.prototype.toString.call(f)
  const [, many, one] = /^(?:async\s+)?(?:function\s*\w*\s*)?(?:\(([\w$,\s]*)\)|(\w+)\s*=>)/.exec(said) ?? []
  return (many ?? one ?? '').split(',').map((name) => name.trim()) // prettier-ignore
}

/** Takes arguments apart, each number a new leaf. Errors: what is no tree of numbers. */
export function leavesOf(args: readonly Tree[], parameters: readonly string[], names: Names): Given {
  const inputs: [string, Value][] = []
  const weights: [string, Value][] = []
  const owners = args.filter((arg) => arg instanceof Module).length
  const taken = new Set<string>()
  const visit = (at: unknown, way: string): unknown => {
    if (isValue(at)) {
      if (at.op === '') weights.push([way, at])
      return at
    }
    if (typeof at === 'number') {
      if (taken.has(way)) throw new TypeError(`toPyTorch: two numbers of args are both called ${JSON.stringify(way)}; rename a key.`) // prettier-ignore
      taken.add(way)
      const leaf = value(at)
      inputs.push([way, leaf])
      return leaf
    }
    if (at instanceof Module) {
      for (const [name, weight] of at.namedParameters()) weights.push([owners === 1 ? name : `${way}.${name}`, weight])
      return at
    }
    if (Array.isArray(at) || at instanceof Float64Array || at instanceof Float32Array)
      return Array.from(at as readonly unknown[], (each, k) => visit(each, `${way}.${k}`))
    const prototype: unknown = typeof at === 'object' && at !== null && Object.getPrototypeOf(at)
    if (prototype === Object.prototype || prototype === null)
      return Object.fromEntries(Object.entries(at as object).map(([key, each]) => [key, visit(each, `${way}.${key}`)]))
    throw new TypeError(`toPyTorch: ${way} is ${describe(at)}; numbers, Values, modules, and lists and records of them are allowed.`) // prettier-ignore
  }
  const usual = (k: number): string => (args.length === 1 ? 'x' : `x${k}`)
  const values = args.map((arg, k) => visit(arg, parameters[k] || usual(k)))
  return { values, weights, inputs: new Map(Array.from(boxed(inputs), ([way, box]) => [names.give(way), box])) }
}

/** Nested lists of numbers as a tensor. Errors: ragged ones. */
export function rectangular(tree: unknown, way: string): Tensor {
  const data: number[] = []
  const visit = (at: unknown, way: string): readonly number[] => {
    if (typeof at === 'number') {
      data.push(at)
      return []
    }
    if (!Array.isArray(at) && !(at instanceof Float64Array) && !(at instanceof Float32Array))
      throw new TypeError(`toPyTorch: ${way} is ${describe(at)}; numbers and nested lists of them are allowed.`)
    const shapes = Array.from(at as readonly unknown[], (each, k) => visit(each, `${way}[${k}]`))
    const odd = shapes.findIndex((shape) => shape.join() !== shapes[0]!.join())
    if (odd >= 0)
      throw new RangeError(`toPyTorch: ${way}[${odd}] has another shape than ${way}[0]; lists of one length are allowed, as in a tensor.`) // prettier-ignore
    return [shapes.length, ...(shapes[0] ?? [])]
  }
  return { shape: visit(tree, way), data: Float64Array.from(data) }
}

/** Examples as tensors: of one shape together, lists of different lengths one after the other, with their lengths. */
export function stacked(
  name: string,
  examples: readonly unknown[],
  way: string,
): readonly (readonly [string, Tensor])[] {
  const tensors = examples.map((each, k) => rectangular(each, `${way}[${k}]`))
  const [first] = tensors as [Tensor]
  const data = Float64Array.from(tensors.flatMap((tensor) => Array.from(tensor.data)))
  if (tensors.every(({ shape }) => shape.join() === first.shape.join()))
    return [[name, { shape: [examples.length, ...first.shape], data }]]
  const odd = tensors.findIndex(({ shape }) => shape.length !== 1)
  if (odd >= 0)
    throw new RangeError(`toPyTorch: ${way} holds examples of different shapes; one shape for all is allowed, or lists of numbers of any length.`) // prettier-ignore
  const lengths = Float64Array.from(tensors, (tensor) => tensor.data.length)
  return [[name, { shape: [data.length], data }], [`${name}.lengths`, { shape: [lengths.length], data: lengths }]] // prettier-ignore
}
