/** `compileStep`: one step of training as one program, from the examples to the new parameters. */
import { assertFunction, assertOptions, describe } from '../arguments/index.js'
import { isValue, recording } from '../engine/index.js'
import type { Value } from '../ops/index.js'
import type { Optimizer } from '../optim/index.js'
import type { ParameterOwner } from '../transforms/tree.js'
import { checkedBackground, type BackgroundOptions } from './background.js'
import { checkedModes } from './modes.js'
import { Objective } from './objective.js'
import { trainingParts } from './signature.js'
import { Stepping, type StepResult } from './stepping.js'
import type { Stages } from './stages.js'
import { explained } from './structure.js'
import type { CompileStats } from './verdict.js'

/** What `compileStep` is given. */
export interface CompileStepOptions<Example extends readonly unknown[], Told extends object = object> {
  /** The parameters: leaf Values, or the Module that owns them. The numbers live in the Values; between steps they may be read and set. */
  readonly parameters: readonly Value[] | { parameters(): readonly Value[] }
  /** The loss of one example; with `batch: false` of all that a step is given, and then it may be a record, `{ loss, … }`, of what else a step shall give, or with `lengths` a list. */
  readonly loss: (...example: Example) => number | readonly number[] | ({ readonly loss: number } & Told)
  /** Moves the parameters. Without one a step only leaves the gradients in the Values. */
  readonly optimizer?: Optimizer
  /** Is added to the mean loss of the examples. */
  readonly regularizer?: () => number
  /** Whether a step is given lists of examples, one list per argument of the loss; default true. */
  readonly batch?: boolean
  /** Compiles in a thread while steps are taken op by op, from the second step of a shape on, with `lengths` from the first, and swaps the program in when it is ready. Default false: the first step waits. */
  readonly background?: boolean | BackgroundOptions
  /** `false`: every step op by op, with the same bits. Default true. */
  readonly compile?: boolean
  /**
   * With `batch: false`: the loss is of a sequence, its lists, and gives a list, one loss per place, each of them a function of the places up to its own; their mean is made small.
   * Programs are compiled for these lengths only, and a sequence of another one runs in the next longer, with the bits that it has by itself.
   */
  readonly lengths?: readonly number[]
  /** `'f32'`: single precision, four numbers at a time: parameters, slopes and what the optimiser remembers are rounded, as {@link float32} has it. Default `'f64'`. */
  readonly dtype?: 'f64' | 'f32'
  /** `'exact'`, the default: the bits of `backward()` and `step()`. `'fast'` may add up sums in another order. */
  readonly mode?: 'exact' | 'fast'
  /** A step whose loss or slopes are no finite numbers throws a {@link NonfiniteError} and moves nothing. Default false: it is taken, as `backward()` and `step()` take it. */
  readonly errorIfNonfinite?: boolean
}

/** A compiled step of training. */
export type CompiledStep<Example extends readonly unknown[], Told extends object = object> = ((
  ...batch: { readonly [K in keyof Example]: any }
) => StepResult & ([Told] extends [never] ? object : Told)) & {
  explain(): string
  /** What every pass made of the latest program, as data to be drawn; undefined before the first step and where it is not compiled. */
  stages(): Stages | undefined
  /** Fulfilled when nothing is being compiled in the background. */
  readonly ready: Promise<void>
  readonly stats: CompileStats
  readonly wasm: Uint8Array | undefined
}

/**
 * A step of training, compiled: the loss of the examples, its gradient and the optimiser's update in one program, with the bits of `backward()` and `step()`. Parameters
 * keep living in their Values, and so do their gradients; what the optimiser remembers is in `optimizer.states` whenever somebody looks, and `lr` may be set between steps.
 * A parameter that is frozen (`requiresGrad = false`), or thawed, is left out, or taken in, from the next step on: that is another program. Several steps may share an optimiser.
 *
 * The loss is traced at the first step of a shape, as {@link compile} does it, of a batch one example for all that are built alike; plain numbers that it takes from outside are constants from then on.
 * With `background` no step waits: steps are taken op by op while a thread compiles, and nothing is lost where it cannot (`stats.why` says so); `await step.ready` waits.
 * With `lengths` a step is given one sequence, and the loss gives one number per place: programs are compiled for the lengths that are named, the others run in the next longer one,
 * and each length is shown, the first time, to be a part of it. Errors: a loss that differs from run to run (in the background it is not compiled, `stats.why` says where); examples
 * that are no plain numbers; with `lengths` a loss that looks ahead, and a sequence that is too long.
 *
 * @example
 * import { value } from 'seegrad'
 * import { SGD } from 'seegrad/optim'
 * import { compileStep } from 'seegrad/compile'
 * const w = value(0, 'w')
 * const loss = (x: number, y: number) => w.mul(x).sub(y).square()
 * const step = compileStep({ parameters: [w], loss, optimizer: SGD([w], { lr: 0.1 }) })
 * step([1, 2], [2, 4]).loss // 10
 * w.data // 1
 *
 * @example
 * import { value } from 'seegrad'
 * import { SGD } from 'seegrad/optim'
 * import { compileStep } from 'seegrad/compile'
 * const w = value(0.5, 'w')
 * const loss = (xs: readonly number[]) => xs.map((x) => w.mul(x).sub(1).square())
 * const step = compileStep({ parameters: [w], loss, optimizer: SGD([w], { lr: 0.1 }), batch: false, lengths: [4] })
 * step([2]).loss // 0
 * step([2, 4]).loss // 0.5
 * step.stats.programs // 1
 */
export function compileStep<Example extends readonly any[], Told extends object = object>(
  options: CompileStepOptions<Example, Told>,
): CompiledStep<Example, Told> {
  assertOptions('compileStep', options, 'parameters', 'loss', 'optimizer', 'regularizer', 'batch', 'background', 'compile', 'lengths', 'dtype', 'mode', 'errorIfNonfinite') // prettier-ignore
  const {
    parameters,
    loss,
    optimizer,
    regularizer,
    batch = true,
    background,
    compile = true,
    lengths,
    errorIfNonfinite = false,
  } = options
  assertFunction('compileStep', loss, 'the loss of an example')
  if (lengths !== undefined && batch)
    throw new TypeError('compileStep: lengths are of one sequence a step; write batch: false beside them.')
  const list = 'parameters' in parameters ? parameters.parameters() : parameters
  if (!Array.isArray(list) || list.some((p) => !isValue(p) || p.op !== ''))
    throw new TypeError(
      `compileStep: parameters is ${describe(parameters)}; a Module or a list of leaf Values is allowed.`,
    )
  const known = new Set(list.map((p: Value) => p.id))
  if (optimizer?.parameters.some(({ id }) => !known.has(id)))
    throw new RangeError('compileStep: the optimizer moves a parameter that is not among the parameters given.')
  const stepping = new Stepping(
    new Objective(loss as unknown as (...example: never[]) => unknown, regularizer, batch, lengths),
    list as Value[],
    optimizer,
    checkedBackground('compileStep', compile && background),
    compile ? undefined : 'compile: false',
    new Map('namedParameters' in parameters ? [...(parameters as ParameterOwner).namedParameters()].map(([name, { id }]) => [id, name]) : []), // prettier-ignore
    checkedModes('compileStep', options),
    errorIfNonfinite,
    'parameters' in parameters ? trainingParts(parameters) : [],
  )
  return Object.defineProperties((...examples: unknown[]): StepResult => recording(() => stepping.step(examples)), {
    explain: { value: () => explained({ ...stepping.stats, modes: stepping.modes }, stepping.text()) },
    stages: { value: () => stepping.stages() },
    ready: { get: () => stepping.works.ready() },
    stats: { get: () => stepping.stats },
    wasm: { get: () => stepping.latest?.wasm },
  }) as unknown as CompiledStep<Example, Told>
}
