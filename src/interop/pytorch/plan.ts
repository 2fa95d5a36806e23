/** What a printed model is trained on, and how: its examples as tensors, its loss, optimiser and rates as Python. */
import { assertOptions, describe, finite, whole } from '../../arguments/index.js'
import { isValue } from '../../engine/index.js'
import { l2 as penalty, type ClassLoss, type Module, type PairLoss } from '../../nn/index.js'
import { add, div, sum, type Value } from '../../ops/index.js'
import { Optimizer, type Schedule } from '../../optim/index.js'
import { PythonRandom } from '../../random/index.js'
import type { Tree } from '../../transforms/index.js'
import type { Tensor } from '../tensors.js'
import { leavesOf, namesOfParameters, stacked } from './arguments.js'
import { answer, type Printed } from './printed.js'
import { Names, number } from './python.js'
import { trainingOf } from './training.js'

/** What the training script of `toPyTorch` trains on, and how. */
export interface TorchTraining {
  /** The examples: what a model is shown; of a function, each the list of its arguments, and what it gives is the loss. */
  readonly X: readonly unknown[]
  /** What a model should answer to each. */
  readonly y?: readonly unknown[]
  /** A loss of `seegrad/nn`, with its usual options; its mean over the examples is made small. */
  readonly loss?: PairLoss<never> | PairLoss | ClassLoss
  /** The optimiser of the model's parameters. The script begins with what it remembers at the start: nothing. */
  readonly optimizer: Optimizer
  /** The learning rate of each step; that of the optimiser unless told. */
  readonly rate?: Schedule
  readonly steps: number
  /** How many examples a step sees; all unless told. */
  readonly batch?: number
  /** A seed: the examples of epoch e are dealt by `PythonRandom(shuffle + e)`, as `batches` deals them. Without it they come in order. */
  readonly shuffle?: number
  /** How strongly the sum of the weights' squares is added to the loss. */
  readonly l2?: number
}

/** A name as Python writes it. */
const snake = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
const literal = (x: unknown): string =>
  typeof x === 'boolean' ? (x ? 'True' : 'False') : Array.isArray(x) ? `(${x.map(literal).join(', ')})` : number(x as number) // prettier-ignore

/** The training script, whose data go into `data`. Errors: what does not fit together. */
export function planned(
  name: string,
  subject: Module | ((...args: never[]) => unknown),
  printed: Printed,
  training: TorchTraining,
  data: Map<string, Tensor>,
): string {
  assertOptions('toPyTorch: training', training, 'X', 'y', 'loss', 'optimizer', 'rate', 'steps', 'batch', 'shuffle', 'l2') // prettier-ignore
  const { X, y, loss, optimizer, rate, shuffle, l2 = 0 } = training
  const who = 'toPyTorch: training.'
  if (!Array.isArray(X) || X.length === 0)
    throw new TypeError(`${who}X is ${describe(X)}; a list of at least one example is allowed.`)
  const steps = whole(`${who}steps`, training.steps, 1, 'It counts the updates.')
  const batch = Math.min(X.length, whole(`${who}batch`, training.batch ?? X.length, 1, 'It counts the examples of a step.')) // prettier-ignore
  if (shuffle !== undefined) whole(`${who}shuffle`, shuffle, 0, 'It is a seed.')
  if (finite(`${who}l2`, l2, 'It is a plain number.') < 0) throw new RangeError(`${who}l2 is ${l2}; a number from 0 up is allowed.`) // prettier-ignore
  const weights = [...printed.values.values()].flat()
  const moved = new Set(optimizer instanceof Optimizer ? optimizer.parameters.map(({ id }) => id) : [])
  if (moved.size !== weights.length || !weights.every(({ id }) => moved.has(id)))
    throw new TypeError(
      `${who}optimizer is ${optimizer instanceof Optimizer ? 'one of other parameters' : describe(optimizer)}; an optimiser of all parameters of the model is allowed: Adam(net.parameters()).`,
    )
  const torch = (loss as { torch?: string } | undefined)?.torch
  const isModel = printed.inputs === undefined
  if (
    (loss === undefined) !== (y === undefined) ||
    (isModel && loss === undefined) ||
    (loss !== undefined && torch === undefined)
  )
    // prettier-ignore
    throw new TypeError(
      `${who}loss is ${describe(loss)} and y is ${describe(y)}; a loss of seegrad/nn and a target for each example are allowed${isModel ? '' : ', or neither where the function itself is the loss'}.`,
    )
  if (y !== undefined && y.length !== X.length)
    throw new RangeError(`${who}X has ${X.length} examples and y ${y.length}; one target for each is allowed.`)

  const inputs = printed.inputs ?? ['x']
  if (loss !== undefined && inputs.length !== 1)
    throw new TypeError(
      `${who}loss is given, and the model has ${inputs.length} inputs; one is allowed. Of several, export a function that gives the loss itself.`,
    )
  const columns =
    loss !== undefined ? [X] : columnsOf(X, typeof subject === 'function' ? namesOfParameters(subject) : [], inputs)
  const stacks = columns.map((column, k) => stacked(`in.${inputs[k]!}`, column, 'training.X'))
  if (!isModel) assertRecorded(stacks, printed.example)
  if (y) stacks.push(stacked('target', y, 'training.y'))
  const places = Array.from(X, (_, k) => k)
  if (shuffle !== undefined) new PythonRandom(shuffle).shuffle(places)
  const call = (typeof subject === 'function' ? subject : (subject as unknown as { forward: unknown }).forward) as (
    ...args: unknown[]
  ) => unknown
  const costs = places.slice(0, batch).map((k): Value => {
    const out: unknown = call.apply(subject, loss === undefined ? [...(X[k] as unknown[])] : [X[k]])
    const price = loss as unknown as ((out: unknown, y: unknown) => Value) | undefined
    const target = y?.[k]
    const isPair = isValue(out) || (Array.isArray(out) && !Array.isArray(target) && out.length === 1)
    const cost: unknown = price === undefined ? out : isPair ? price([out].flat(), [target]) : price(out, target)
    if (isValue(cost)) return cost
    throw new TypeError(`${who}X[${k}] gave ${describe(cost)}; a loss, one Value, is allowed.`)
  })
  const mean = div(sum(costs), batch) as Value
  const begin = new Map<string, Tensor>()
  answer([l2 === 0 ? mean : (add(mean, penalty(weights, l2)) as Value)], printed.values, begin)
  for (const [key, tensor] of begin) data.set(`first.${key}`, tensor)
  for (const [key, tensor] of stacks.flat()) data.set(key, tensor)
  const rates = Float64Array.from({ length: rate ? steps : 1 }, (_, k) => (rate ? rate(k) : optimizer.lr))
  data.set('rate', { shape: [rates.length], data: rates })

  const { rule, options } = optimizer
  const said = Object.entries(options).filter(([key, x]) => key === 'lr' || String(x) !== String(rule.hyper[key]!.default)) // prettier-ignore
  return trainingOf({
    name,
    inputs,
    ...(torch !== undefined && { loss: torch }),
    batched: isModel && stacks.every((parts) => parts.length === 1),
    optimizer: `${rule.torch}(net.parameters(), ${said.map(([key, x]) => `${snake(key)}=${literal(x)}`).join(', ')})`,
    l2,
    steps,
    batch,
    count: X.length,
    ...(shuffle !== undefined && { shuffle }),
  })
}

/** The examples of a function, each a list of its arguments, by its inputs. Errors: arguments of another form than those it was recorded at. */
function columnsOf(X: readonly unknown[], parameters: readonly string[], inputs: readonly string[]): unknown[][] {
  const rows = X.map((each, k) => {
    if (!Array.isArray(each)) throw new TypeError(`toPyTorch: training.X[${k}] is ${describe(each)}; the list of the function's arguments is allowed.`)
    const given = leavesOf(each as readonly Tree[], parameters, new Names()).inputs
    if ([...given.keys()].join() !== inputs.join())
      throw new RangeError(`toPyTorch: training.X[${k}] has the inputs ${[...given.keys()].join(', ') || 'none'}; ${inputs.join(', ') || 'none'} are allowed, as in args.`)
    return [...given.values()].map(({ shape, items }) => nested(shape, items.map(({ data }) => data)))
  })
  return inputs.map((_, k) => rows.map((row) => row[k]))
} // prettier-ignore

/** A recording goes through numbers of one shape only. Errors: examples of another. */
function assertRecorded(stacks: readonly ReturnType<typeof stacked>[], example: ReadonlyMap<string, Tensor>): void {
  for (const [[key, { shape }], lengths] of stacks as readonly (readonly [readonly [string, Tensor], unknown?])[]) {
    const name = key.slice('in.'.length)
    const wanted = example.get(`example.${name}`)!.shape
    if (lengths !== undefined || shape.slice(1).join() !== wanted.join())
      throw new RangeError(
        `toPyTorch: training.X has examples whose ${name} is of ${lengths === undefined ? `shape [${shape.slice(1).join(', ')}]` : 'different lengths'}; shape [${wanted.join(', ')}] is allowed, at which the function was recorded.`,
      )
  }
}

/** Numbers as nested lists. */
function nested(shape: readonly number[], data: readonly number[]): unknown {
  const [count, ...rest] = shape
  if (count === undefined) return data[0]
  const size = data.length / count
  return Array.from({ length: count }, (_, k) => nested(rest, data.slice(k * size, (k + 1) * size)))
}
