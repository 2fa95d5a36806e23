/** Trees of numbers: what a differentiable function takes and gives, taken apart into a flat list and put together again. */
import { describe, isRemnant } from '../arguments/index.js'
import { type Value } from '../ops/index.js'
import { isValue } from '../engine/index.js'

/** An object that owns parameters: a `Module` of nn, known by what it can do. */
export interface ParameterOwner {
  namedParameters(): Iterable<readonly [string, Value]>
}
/** Numbers in lists, typed arrays and records, nested as one likes. A Module counts as the record of its named parameters. */
export type Tree =
  | number
  | readonly Tree[]
  | Float64Array
  | Float32Array
  | { readonly [key: string]: Tree }
  | ParameterOwner

/** How a tree is built, without its numbers. */
export type Shape =
  | { readonly kind: 'number' }
  | { readonly kind: 'list' | 'f64' | 'f32'; readonly children: readonly Shape[] }
  | {
      readonly kind: 'record' | 'module'
      readonly keys: readonly string[]
      readonly children: readonly Shape[]
      readonly owner?: object
    }

/** A tree taken apart: its numbers in order, and how to build it again. */
export interface Flat {
  readonly leaves: number[]
  readonly shape: Shape
}
const NUMBER: Shape = { kind: 'number' }
const MAX_DEPTH = 1000

/** Takes a tree apart. Errors: a leaf that is no number, named by its path; a tree that contains itself. */
export function flatten(tree: unknown, path: string): Flat {
  const leaves: number[] = []
  const above: unknown[] = []
  const visit = (at: unknown, path: string): Shape => {
    if (typeof at === 'number' || isValue(at)) {
      leaves.push(at as number)
      return NUMBER
    }
    if (typeof at !== 'object' || at === null) throw refused(at, path)
    if (above.includes(at)) throw new TypeError(`${path} is part of itself: a tree of numbers cannot contain a cycle.`)
    if (above.length >= MAX_DEPTH) throw new RangeError(`${path}: more than ${MAX_DEPTH} levels deep.`)
    above.push(at)
    const shape = visitObject(at, path)
    above.pop()
    return shape
  }
  const visitObject = (at: object, path: string): Shape => {
    if (Array.isArray(at))
      return { kind: 'list', children: Array.from(at, (child, i) => visit(child, `${path}[${i}]`)) }
    const kind = at instanceof Float64Array ? 'f64' : at instanceof Float32Array ? 'f32' : undefined
    if (kind) return { kind, children: Array.from(at as Float64Array, (child, i) => visit(child, `${path}[${i}]`)) }
    const owner = isOwner(at)
    if (!owner && (!isRecord(at) || isRemnant(at))) throw refused(at, path)
    const entries: (readonly [string, unknown])[] = owner ? [...at.namedParameters()] : Object.entries(at)
    const keys = entries.map(([key]) => key)
    const children = entries.map(([key, child]) =>
      visit(child, /^[A-Za-z_$][\w$]*$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`),
    )
    return owner ? { kind: 'module', keys, children, owner: at } : { kind: 'record', keys, children }
  }
  return { shape: visit(tree, path), leaves }
}
const isOwner = (x: object): x is ParameterOwner =>
  typeof (x as { namedParameters?: unknown }).namedParameters === 'function'
export function isRecord(x: unknown): x is Record<string, unknown> {
  if (typeof x !== 'object' || x === null) return false
  const prototype: unknown = Object.getPrototypeOf(x)
  return prototype === Object.prototype || prototype === null
}
const refused = (x: unknown, path: string): TypeError =>
  new TypeError(
    `${path} is ${describe(x)}: allowed are numbers, Values, lists, Float64Array, Float32Array, plain records and Modules of them. ` +
      'Close over what is not to be differentiated instead of passing it.',
  )

/**
 * Builds a tree of a given shape from its leaves. `inside` is how a function under a transform sees its argument: typed arrays
 * as plain arrays, a Module as itself; outside a Module is the record of its named parameters.
 */
export function unflatten(shape: Shape, leaves: readonly unknown[], inside = false): unknown {
  let next = 0
  const build = (at: Shape): unknown => {
    if (at.kind === 'number') return leaves[next++]
    if (at.kind === 'record' || at.kind === 'module') {
      const children = at.children.map(build)
      return at.kind === 'module' && inside ? at.owner : Object.fromEntries(at.keys.map((key, i) => [key, children[i]]))
    }
    const children = at.children.map(build)
    if (at.kind === 'list' || inside || children.some((child) => typeof child !== 'number')) return children
    return at.kind === 'f64' ? Float64Array.from(children as number[]) : Float32Array.from(children as number[])
  }
  return build(shape)
}

/** Which leaves belong to a Module: these are differentiated in place, since the function meets them inside its Module. */
export function inModule(shape: Shape): boolean[] {
  const flags: boolean[] = []
  const visit = (at: Shape, owned: boolean): void => {
    if (at.kind === 'number') flags.push(owned)
    else for (const child of at.children) visit(child, owned || at.kind === 'module')
  }
  visit(shape, false)
  return flags
}

/** Throws unless two trees are built alike (lists and typed arrays of one length count as alike). */
export function assertAlike(given: Shape, wanted: Shape, what: string): void {
  const say = (at: Shape): string => (at.kind === 'number' ? 'a number' : at.kind === 'record' || at.kind === 'module' ? `a record of ${at.keys.join(', ')}` : `a list of ${at.children.length}`) // prettier-ignore
  const a = say(given)
  const b = say(wanted)
  if (a !== b) throw new RangeError(`${what} is ${a}; it must be ${b}, built like what it belongs to.`)
  if (given.kind === 'number' || wanted.kind === 'number') return
  given.children.forEach((child, i) => assertAlike(child, wanted.children[i] as Shape, `${what}[${i}]`))
}

export const countLeaves = (shape: Shape): number =>
  shape.kind === 'number' ? 1 : shape.children.reduce((sum, child) => sum + countLeaves(child), 0)
