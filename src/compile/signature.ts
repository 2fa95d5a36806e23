/** Trees of numbers to and from flat arrays, by readers and builders made once for a shape. */
import { constant, isValue, toValue } from '../engine/index.js'
import type { Value } from '../ops/index.js'
import { isRecord, type Flat, type Shape } from '../transforms/tree.js'
import type { Numbers } from './modes.js'

/** Takes a tree's numbers to `to` from `at` on; the next place, or −1 if the tree is built otherwise. */
export type Read = (tree: unknown, to: Numbers, at: number) => number
/** Builds a tree from the numbers from `at` on. */
export type Build = (from: Numbers, at: number) => unknown
/** Writes numbers into a tree that is there already; false if it is built otherwise. */
export type Write = (from: Numbers, at: number, target: unknown) => boolean

type Keyed = Extract<Shape, { readonly keys: readonly string[] }>

export function countOf(shape: Shape): number {
  if (shape.kind === 'number') return 1
  return shape.children.reduce((sum, child) => sum + countOf(child), 0)
}

/** The reader of a shape. `handles` are the parameters of its Modules, in the order of its leaves. */
export function reader(shape: Shape): Read {
  if (shape.kind === 'number') {
    return (tree, to, at) => {
      if (typeof tree !== 'number') return -1
      to[at] = tree
      return at + 1
    }
  }
  const { children } = shape
  const count = children.length
  if (shape.kind === 'f64' || shape.kind === 'f32') {
    const Kind = shape.kind === 'f64' ? Float64Array : Float32Array
    return (tree, to, at) => {
      if (!(tree instanceof Kind) || tree.length !== count) return -1
      to.set(tree, at)
      return at + count
    }
  }
  if (shape.kind === 'module') return moduleReader(shape.owner as object, shape.keys)
  if (shape.kind === 'record') {
    const readers = children.map(reader)
    const { keys } = shape
    return (tree, to, at) => {
      if (!isRecord(tree)) return -1
      const given = Object.keys(tree)
      if (given.length !== count) return -1
      let next = at
      for (let k = 0; k < count && next >= 0; k++) {
        next = given[k] === keys[k] ? (readers[k] as Read)(tree[keys[k] as string], to, next) : -1
      }
      return next
    }
  }
  if (children.every(({ kind }) => kind === 'number')) {
    return (tree, to, at) => {
      if (!Array.isArray(tree) || tree.length !== count) return -1
      for (let k = 0; k < count; k++) {
        const x: unknown = tree[k]
        if (typeof x !== 'number') return -1
        to[at + k] = x
      }
      return at + count
    }
  }
  const width = rowsOf(children)
  if (width > 0) {
    return (tree, to, at) => {
      if (!Array.isArray(tree) || tree.length !== count) return -1
      let next = at
      for (let k = 0; k < count; k++) {
        const row: unknown = tree[k]
        if (!Array.isArray(row) || row.length !== width) return -1
        for (let i = 0; i < width; i++) {
          const x: unknown = row[i]
          if (typeof x !== 'number') return -1
          to[next++] = x
        }
      }
      return next
    }
  }
  const readers = children.map(reader)
  return (tree, to, at) => {
    if (!Array.isArray(tree) || tree.length !== count) return -1
    let next = at
    for (let k = 0; k < count && next >= 0; k++) next = (readers[k] as Read)(tree[k], to, next)
    return next
  }
}

/** How long each of many lists is that are equally long and hold nothing but numbers; 0 if they are something else. */
function rowsOf(shapes: readonly Shape[]): number {
  const [first] = shapes
  const width = first?.kind === 'list' ? first.children.length : 0
  const isRow = (shape: Shape): boolean =>
    shape.kind === 'list' && shape.children.length === width && shape.children.every(({ kind }) => kind === 'number')
  return shapes.every(isRow) ? width : 0
}

const parametersOf = (owner: object): Iterable<readonly [string, unknown]> =>
  (owner as { namedParameters(): Iterable<readonly [string, unknown]> }).namedParameters()

/** Of the same Module only, with the same parameters, of which the same are frozen, and as long as its parts train that did. */
function moduleReader(owner: object, keys: readonly string[]): Read {
  const known = Array.from(parametersOf(owner), ([, parameter]) => parameter as Value)
  const ids = known.map(({ id }) => id)
  const frozen = known.map(({ requiresGrad }) => !requiresGrad)
  const parts = trainingParts(owner)
  const trained = parts.map(({ training }) => training)
  return (tree, to, at) => {
    if (tree !== owner) return -1
    for (let k = 0; k < parts.length; k++) if ((parts[k] as TrainingPart).training !== trained[k]) return -1
    let k = 0
    for (const [, parameter] of parametersOf(owner)) {
      if (!isValue(parameter) || parameter.id !== ids[k] || parameter.requiresGrad === frozen[k]) return -1
      to[at + k++] = parameter.data
    }
    return k === keys.length ? at + k : -1
  }
}

/** What does something else while it trains, as `Dropout`. */
export interface TrainingPart {
  readonly training: unknown
}
/** Those of a Module, itself included, found where its parameters are. */
export function trainingParts(owner: object): TrainingPart[] {
  const seen = new Set<unknown>()
  const visit = (x: unknown): void => {
    if (typeof x !== 'object' || x === null || isValue(x) || seen.has(x)) return
    if (!Array.isArray(x) && !isRecord(x) && !('namedParameters' in x)) return
    seen.add(x)
    Object.values(x).forEach(visit)
  }
  visit(owner)
  return [...seen].filter((x): x is TrainingPart => 'training' in (x as object))
}

export const hasModule = (shape: Shape): boolean =>
  shape.kind === 'module' || (shape.kind !== 'number' && shape.children.some(hasModule))
/** Which numbers of a result are Values, as from the function itself: of a Module's parameters Values are made. */
export function valuesAmong(args: readonly Shape[], { leaves }: Flat): boolean[] {
  const isPlain = !args.some(hasModule)
  return leaves.map((x) => !isPlain && isValue(x))
}

/** The builder of a shape: a Module comes back as the record of its parameters. Leaves are numbers, or where that is said Values without a past. */
export function builder(shape: Shape, isValueAt: readonly boolean[] = [], first = 0): Build {
  if (shape.kind === 'number') {
    return isValueAt[first] ? (from, at) => toValue(constant(from[at] as number)) : (from, at) => from[at]
  }
  const { children } = shape
  const count = children.length
  const offsets: number[] = []
  let next = 0
  for (const child of children) {
    offsets.push(next)
    next += countOf(child)
  }
  const isPlain = !isValueAt.slice(first, first + next).includes(true)
  if (shape.kind === 'f64' && isPlain) return (from, at) => new Float64Array(from.subarray(at, at + count))
  if (shape.kind === 'f32' && isPlain) return (from, at) => Float32Array.from(from.subarray(at, at + count))
  const builders = children.map((child, k) => builder(child, isValueAt, first + (offsets[k] as number)))
  if (!('keys' in shape)) {
    const isFlat = isPlain && children.every(({ kind }) => kind === 'number')
    if (isFlat) return (from, at) => Array.from(from.subarray(at, at + count))
    return (from, at) => builders.map((build, k) => build(from, at + (offsets[k] as number)))
  }
  const { keys } = shape
  if (count === 0) return () => ({})
  return (from, at) =>
    Object.fromEntries(keys.map((key, k) => [key, (builders[k] as Build)(from, at + (offsets[k] as number))]))
}

/** The writer of a shape; where it is a list, a typed array will do. */
export function writer(shape: Shape): Write {
  if (shape.kind === 'number') return () => false
  const { children } = shape
  const count = children.length
  const isFlat = children.every(({ kind }) => kind === 'number')
  const keyOf = (k: number): string | number => ('keys' in shape ? (shape.keys[k] as string) : k)
  const writers = children.map(writer)
  const counts = children.map(countOf)
  return (from, at, target) => {
    if (typeof target !== 'object' || target === null) return false
    if (!('keys' in shape)) {
      if ((target as ArrayLike<number>).length !== count) return false
      if (isFlat && target instanceof Float64Array) {
        target.set(from.subarray(at, at + count))
        return true
      }
    }
    let next = at
    for (let k = 0; k < count; k++) {
      const key = keyOf(k)
      const into = target as Record<string | number, unknown>
      if (children[k]?.kind === 'number') into[key] = from[next]
      else if (!(writers[k] as Write)(from, next, into[key])) return false
      next += counts[k] as number
    }
    return true
  }
}

/** Two trees of one key are read by one reader; Modules are told apart by who they are, what of them is frozen and what trains. */
export function keyOf(shape: Shape, owners: object[]): string {
  if (shape.kind === 'number') return 'x'
  const { children } = shape
  const isFlat = children.every(({ kind }) => kind === 'number')
  const inside = isFlat ? String(children.length) : children.map((child) => keyOf(child, owners)).join()
  if (shape.kind === 'list') return `[${inside}]`
  if (shape.kind === 'f64' || shape.kind === 'f32') return `${shape.kind}[${inside}]`
  if (shape.kind === 'record')
    return `{${shape.keys.map((key) => JSON.stringify(key)).join()}:${children.map((child) => keyOf(child, owners)).join()}}`
  const owner = (shape as Keyed).owner as object
  const known = owners.indexOf(owner)
  const frozen = Array.from(parametersOf(owner), ([, p]) => ((p as Value).requiresGrad ? 1 : 0)).join('')
  const training = trainingParts(owner).map((part) => String(part.training)).join() // prettier-ignore
  return `module ${known >= 0 ? known : owners.push(owner) - 1} ${inside} ${frozen} ${training}`
}
