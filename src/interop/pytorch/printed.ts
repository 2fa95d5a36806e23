/** What a model or a function became before it is text: its weights by tensor, Python that makes it, and what seegrad answers at an example. */
import { describe } from '../../arguments/index.js'
import { isValue } from '../../engine/index.js'
import type { Module } from '../../nn/index.js'
import { sum, type Value } from '../../ops/index.js'
import { gradients, type Tree } from '../../transforms/index.js'
import { boxed, type Tensor, type Tensors } from '../tensors.js'
import { rectangular } from './arguments.js'
import type { Made } from './modules.js'
import type { Program } from './program.js'

/** What is printed, before it is text. */
export interface Printed {
  readonly program: Omit<Program, 'name' | 'said' | 'isCompared'>
  readonly weights: Tensors
  /** The weights of each tensor, in order. */
  readonly values: ReadonlyMap<string, readonly Value[]>
  /** The names of the inputs of a recording. */
  readonly inputs?: readonly string[]
  readonly example: ReadonlyMap<string, Tensor>
}

/** Weights by tensor: their numbers, and the names of those that no step moves. Errors: numbers that are not finite, tensors that move in part. */
export function weightsOf(named: Iterable<readonly [string, Value]>): Pick<Printed, 'weights' | 'values'> & { frozen: string[] } {
  const boxes = boxed(named)
  const frozen: string[] = []
  for (const [name, { items }] of boxes) {
    const wrong = items.findIndex(({ data }) => !Number.isFinite(data))
    if (wrong >= 0)
      throw new RangeError(
        `toPyTorch: the weight ${JSON.stringify(name)} is ${items[wrong]!.data} at place ${wrong}; finite numbers are allowed. detectAnomaly finds where the first NaN was born.`,
      )
    if (items.every(({ requiresGrad }) => !requiresGrad)) frozen.push(name)
    else if (items.some(({ requiresGrad }) => !requiresGrad))
      throw new RangeError(`toPyTorch: of the weights ${JSON.stringify(name)} some require a gradient and some do not; all or none is allowed, as of a tensor of PyTorch.`)
  }
  const weights = new Map(Array.from(boxes, ([name, { shape, items }]) => [name, { shape, data: Float64Array.from(items, ({ data }) => data) }]))
  return { weights, values: new Map(Array.from(boxes, ([name, { items }]) => [name, items])), frozen }
} // prettier-ignore

/** A model whose classes PyTorch has words for. */
export function structured(
  model: Module,
  { expression, definitions }: Made,
  args: readonly Tree[] | undefined,
): Printed {
  const { frozen, ...rest } = weightsOf(model.namedParameters())
  const names = (args ?? []).map((_, k) => (args!.length === 1 ? 'x' : `x${k}`))
  const example = new Map<string, Tensor>()
  if (args) {
    args.forEach((arg, k) => example.set(`example.${names[k]!}`, rectangular(arg, `args[${k}]`)))
    const out: unknown = (model as unknown as { forward(...args: readonly Tree[]): unknown }).forward(...args)
    answer(outputs(out), rest.values, example)
  }
  return { program: { expression, definitions, frozen, ...(args && { example: names }) }, ...rest, example }
}

/** The numbers that a function gave. */
export function outputs(out: unknown): readonly Value[] {
  const list: readonly unknown[] = Array.isArray(out) ? out.flat(Infinity) : [out]
  if (list.length > 0 && list.every(isValue)) return list as readonly Value[]
  throw new TypeError(
    `toPyTorch: the function gave ${describe(out)}; a Value or a list of them is allowed. ${list.some(isValue) ? 'Return only what was computed from the weights and the inputs.' : 'No weight or input went into it.'}`,
  )
}

/** Notes what seegrad gets: the sum of the outputs and its slopes by the weights that require one. */
export function answer(
  outs: readonly Value[],
  values: ReadonlyMap<string, readonly Value[]>,
  into: Map<string, Tensor>,
): void {
  const total = outs.length === 1 ? outs[0]! : (sum(outs) as Value)
  into.set('value', { shape: [], data: Float64Array.of(total.data) })
  const moving = [...values].filter(([, items]) => items.every(({ requiresGrad }) => requiresGrad))
  const all = moving.flatMap(([, items]) => items)
  const slopes = gradients(total, all)
  let at = 0
  for (const [name, items] of moving) {
    const data = Float64Array.from(items, () => slopes[at++]!.data)
    into.set(`slope.${name}`, { shape: [data.length], data })
  }
}
