/** Tensors: the numbers of a module put together as other programs keep them, by name, shape and one flat list. */
import { describe } from '../arguments/index.js'
import { Module, type StateDict } from '../nn/index.js'

/** Numbers in rows of rows: `shape` [2, 3] is two rows of three, one after the other in `data`; shape [] is one number. */
export interface Tensor {
  readonly shape: readonly number[]
  readonly data: Float64Array
}
/** Tensors by name, in order. */
export type Tensors = ReadonlyMap<string, Tensor>

const product = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1)

/**
 * The parameters of a module as tensors. Those whose names differ only in the numbers at the end, `weight.0.0` … `weight.1.2`, become one, `weight` of shape [2, 3]; where
 * such numbers do not fill a box, each parameter stays by itself.
 *
 * @example
 * import { tensorsOf } from 'seegrad/interop'
 * import { Linear } from 'seegrad/nn'
 * const tensors = tensorsOf(new Linear(3, 2))
 * Array.from(tensors, ([name, { shape }]) => `${name} ${shape.join('×')}`) // ['weight 2×3', 'bias 2']
 */
export function tensorsOf(module: Module): Tensors {
  if (!(module instanceof Module))
    throw new TypeError(`tensorsOf: given ${describe(module)}; a Module is allowed, such as new MLP(2, [1]).`)
  const named = module.namedParameters().map(([name, { data }]) => [name, data] as const)
  return new Map(
    Array.from(boxed(named), ([name, { shape, items }]) => [name, { shape, data: Float64Array.from(items) }]),
  )
}

/** Things whose names differ only in the numbers at the end, put together where these fill a box. */
export function boxed<T>(
  named: Iterable<readonly [name: string, item: T]>,
): ReadonlyMap<string, { readonly shape: readonly number[]; readonly items: readonly T[] }> {
  const groups = new Map<string, { readonly index: readonly number[]; readonly item: T }[]>()
  for (const [name, item] of named) {
    const [, stem = '', tail = ''] = /^([^]*?)((?:\.\d+)*)$/.exec(name) as RegExpExecArray
    const index = tail === '' ? [] : tail.slice(1).split('.').map(Number)
    const group = groups.get(stem)
    if (group) group.push({ index, item })
    else groups.set(stem, [{ index, item }])
  }
  const boxes = new Map<string, { shape: readonly number[]; items: readonly T[] }>()
  for (const [stem, entries] of groups) {
    const shape = boxOf(entries.map(({ index }) => index))
    if (shape) boxes.set(stem, { shape, items: entries.map(({ item }) => item) })
    else for (const { index, item } of entries) boxes.set([stem, ...index].join('.'), { shape: [], items: [item] })
  }
  return boxes
}

/** The shape that indices fill in order, if they do. */
function boxOf(indices: readonly (readonly number[])[]): number[] | undefined {
  const shape = indices.at(-1)!.map((last) => last + 1)
  const fits = indices.every((index, place) => index.length === shape.length && index.reduce((at, k, axis) => at * shape[axis]! + k, 0) === place) // prettier-ignore
  return fits && indices.length === product(shape) ? shape : undefined
}

/** The numbers of tensors by the names of single parameters. */
function stateOf(tensors: Tensors): StateDict {
  const state: [string, number][] = []
  for (const [name, { shape, data }] of tensors)
    data.forEach((x, place) => {
      const index: number[] = []
      let rest = place
      for (const size of shape.toReversed()) {
        index.unshift(rest % size)
        rest = Math.floor(rest / size)
      }
      state.push([[name, ...index].join('.'), x])
    })
  return Object.fromEntries(state)
}

/**
 * Gives the parameters of a module the numbers of tensors, as {@link tensorsOf} names them. Throws, and then changes none, unless names and shapes are those of the module.
 *
 * @example
 * import { assignTensors, tensorsOf } from 'seegrad/interop'
 * import { Linear } from 'seegrad/nn'
 * const [from, to] = [new Linear(2, 1, { init: 'ones' }), new Linear(2, 1)]
 * assignTensors(to, tensorsOf(from))
 * to.forward([3, 4])[0]!.data // 7
 */
export function assignTensors(module: Module, tensors: Tensors): void {
  for (const [name, { shape }] of tensorsOf(module)) {
    const given = tensors.get(name)
    if (given && given.shape.join() !== shape.join())
      throw new RangeError(
        `assignTensors: ${name} has shape [${given.shape.join(', ')}]; [${shape.join(', ')}] is allowed. Nothing was changed: build the module with the sizes of the file.`,
      )
  }
  module.loadStateDict(stateOf(tensors))
}
