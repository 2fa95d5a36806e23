/** `vmap(f)` as a batch: f is traced for one example, and what it computes is computed of all of them. */
import { flatten, isRecord, type Flat, type Shape } from '../transforms/tree.js'
import type { Batch } from './batch.js'
import { pathsOf } from './listing.js'
import type { Numbers } from './modes.js'
import { builder, keyOf, writer, type Build, type Write } from './signature.js'

type Differentiable = (...args: any[]) => any
type Axes = readonly (0 | null)[] | undefined

/** What is mapped over its arguments, and examples of them: the first, and another one. */
export interface Mapped {
  readonly f: Differentiable
  readonly example: readonly unknown[]
  readonly other: readonly unknown[]
  readonly batch: Batch
}

/** What `vmap` was made of, where a function is one. */
const mapsOf = (f: Differentiable): readonly [f: Differentiable, options: { readonly inAxes?: Axes }] | undefined =>
  (f as { maps?: readonly [Differentiable, { readonly inAxes?: Axes }] }).maps

/** Undefined where a function is no `vmap`, where there are not two examples, and where they are not built alike: then all of them are traced, and what is wrong is said by `vmap` itself. */
export function mappedOf(f: Differentiable, args: readonly unknown[]): Mapped | undefined {
  const [inner, { inAxes } = {}] = mapsOf(f) ?? []
  if (!inner) return undefined
  const isAlong = args.map((_, k) => (inAxes ? inAxes[k] : 0) === 0)
  const lists: { from: number; width: number }[] = []
  const sizes = new Set<number>()
  const owners: object[] = []
  let isAlike = true
  let from = 0
  const visit = (arg: unknown): void => {
    if (isRecord(arg)) return Object.values(arg).forEach(visit)
    const entries = Array.from(arg as ArrayLike<unknown>, (entry) => flatten(entry, 'an example'))
    const keys = entries.map(({ shape }) => keyOf(shape, owners))
    sizes.add(entries.length)
    isAlike &&= keys.every((key) => key === keys[0])
    const width = entries[0]?.leaves.length ?? 0
    lists.push({ from, width })
    from += width
  }
  args.forEach((arg, k) => {
    if (!isAlong[k]) from += flatten(arg, 'an argument').leaves.length
    else if (isList(arg) || isRecord(arg)) visit(arg)
    else isAlike = false
  })
  const [size = 0, ...others] = sizes
  if (!isAlike || size < 2 || others.length > 0 || inAxes?.some((axis) => axis !== 0 && axis !== null)) return undefined
  const at = (i: number): unknown[] => args.map((arg, k) => (isAlong[k] ? sliced(arg, i) : arg))
  return { f: inner, example: at(0), other: at(size - 1), batch: { size, lists, isEach: true } }
}
const isList = (x: unknown): x is ArrayLike<unknown> =>
  Array.isArray(x) || x instanceof Float64Array || x instanceof Float32Array
const sliced = (tree: unknown, i: number): unknown =>
  isList(tree)
    ? tree[i]
    : Object.fromEntries(Object.entries(tree as object).map(([key, child]) => [key, sliced(child, i)]))

/** The shape of what all examples give together: a list of their results, or a record of such lists. */
function stacked(shape: Shape, size: number): Shape {
  if (shape.kind !== 'record') return { kind: 'list', children: Array.from({ length: size }, () => shape) }
  return { ...shape, children: shape.children.map((child) => stacked(child, size)) }
}

/*
 *   in memory   | a a a | b b b |      each number of a result, of all examples
 *   as a tree   | a b | a b | a b |    a list of results
 */
/** For each number of the tree where it lies. */
function placesOfAll(shape: Shape, size: number): Int32Array {
  const places: number[] = []
  let first = 0
  const visit = (part: Shape): void => {
    if (part.kind === 'record') return part.children.forEach(visit)
    const { length } = leavesOf(part)
    for (let k = 0; k < size; k++) for (let j = 0; j < length; j++) places.push((first + j) * size + k)
    first += length
  }
  visit(shape)
  return Int32Array.from(places)
}
const leavesOf = (shape: Shape): Shape[] => (shape.kind === 'number' ? [shape] : shape.children.flatMap(leavesOf))

/** The path of each number, in the order in which they lie in memory. */
export function pathsOfAll(shape: Shape, size: number, result: string): string[] {
  const places = placesOfAll(shape, size)
  const made: string[] = Array.from({ length: places.length })
  pathsOf(stacked(shape, size), result).forEach((path, k) => (made[places[k] as number] = path))
  return made
}

/** How what all examples give is built and written. */
export function endsOfAll(
  { shape }: Flat,
  isValueAt: readonly boolean[],
  size: number,
): { readonly build: Build; readonly write: Write } {
  const whole = stacked(shape, size)
  const places = placesOfAll(shape, size)
  const row = new Float64Array(places.length)
  const gather = (from: Numbers, at: number): Float64Array => {
    for (let k = 0; k < places.length; k++) row[k] = from[at + (places[k] as number)] as number
    return row
  }
  const build = builder(
    whole,
    Array.from(places, (place) => isValueAt[Math.floor(place / size)] === true),
  )
  const write = writer(whole)
  return {
    build: (from, at) => build(gather(from, at), 0),
    write: (from, at, target) => write(gather(from, at), 0, target),
  }
}
