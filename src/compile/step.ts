/** `compileStep`: one step of training as one program, from the examples to the new parameters. */
import { assertFunction, assertOptions, describe } from '../arguments/index.js'
import { asHandle, isValue, type Handle } from '../engine/index.js'
import { Leaves } from './leaves.js'
import { add, mean, type Value } from '../ops/index.js'
import type { Optimizer } from '../optim/index.js'
import { flatten, type ParameterOwner, type Shape } from '../transforms/tree.js'
import { gradients } from '../transforms/index.js'
import type { CompileStats } from './compile.js'
import { Remembered } from './remembered.js'
import { machineOf, type Machine } from './machine.js'
import { parametersOf, pathsOf, printLoops, stepNames, type Names } from './listing.js'
import { Unsupported } from './passes.js'
import { placeOf } from './place.js'
import { keyOf, reader, type Read } from './signature.js'
import { difference, skeletonOf } from './skeleton.js'
import { stagesOf, type Stages } from './stages.js'
import { Clock, explained, structureOf, type PassFigure } from './structure.js'
import { lossOf, record, slopesOf, type Recording } from './trace.js'
import type { Executor } from './variant.js'

/** What `compileStep` is given. */
export interface CompileStepOptions<Example extends readonly unknown[]> {
  /** The parameters: leaf Values, or the Module that owns them. The numbers live in the Values; between steps they may be read and set. */
  readonly parameters: readonly Value[] | { parameters(): readonly Value[] }
  /** The loss of one example; with `batch: false` of all that a step is given. */
  readonly loss: (...example: Example) => number
  /** Moves the parameters. Without one a step only leaves the gradients in the Values. */
  readonly optimizer?: Optimizer
  /** Is added to the mean loss of the examples. */
  readonly regularizer?: () => number
  /** Whether a step is given lists of examples, one list per argument of the loss; default true. */
  readonly batch?: boolean
}

/** What a step gives: the loss before the update. */
export interface StepResult {
  readonly loss: number
}

/** A compiled step of training. */
export type CompiledStep<Example extends readonly unknown[]> = ((
  ...batch: { readonly [K in keyof Example]: any }
) => StepResult) & {
  explain(): string
  /** What every pass made of the latest program, as data to be drawn; undefined before the first step and where it is not compiled. */
  stages(): Stages | undefined
  readonly stats: CompileStats
  readonly wasm: Uint8Array | undefined
}

/** One compiled step: for examples of one shape and one way through the branches. */
interface StepVariant {
  readonly machine: Machine
  readonly executor: Executor
  readonly why: string
  readonly wasm: Uint8Array<ArrayBuffer>
  readonly nodes: number
  readonly passes: readonly PassFigure[]
  readonly text: () => string
  readonly stages: () => Stages
  readonly hasGuards: boolean
  /** Inputs before the parameters. */
  readonly count: number
  /** The parameters in the order of the inputs. */
  readonly leaves: Leaves
}
interface StepFamily {
  readonly readers: readonly Read[]
  readonly variants: StepVariant[]
}

class Stepping {
  readonly parameters: readonly Handle[]
  readonly trained: readonly Handle[]
  readonly outputs: Leaves
  readonly families = new Map<string, StepFamily>()
  readonly owners: object[] = []
  private family: StepFamily | undefined
  latest: StepVariant | undefined
  eager: string | undefined
  calls = 0
  checks = 0
  failures = 0
  programs = 0
  private readonly remembered: Remembered

  constructor(
    readonly loss: (...example: never[]) => number,
    given: readonly Value[],
    readonly optimizer: Optimizer | undefined,
    readonly regularizer: (() => number) | undefined,
    readonly isBatch: boolean,
    readonly names: ReadonlyMap<number, string>,
  ) {
    this.parameters = given.map(asHandle)
    this.trained = optimizer
      ? optimizer.parameters.map((p) => asHandle(p)).filter(({ requiresGrad }) => requiresGrad)
      : this.parameters
    this.outputs = new Leaves(this.trained)
    this.remembered = new Remembered(optimizer)
  }

  /** The numbers of this step that all parameters share: those that change from step to step. */
  private shared(): {
    readonly h: Record<string, unknown>
    readonly names: readonly string[]
    readonly numbers: readonly number[]
  } {
    const { optimizer } = this
    if (!optimizer) return { h: {}, names: [], numbers: [] }
    const plain = { ...optimizer.options, step: optimizer.steps + 1 }
    const common = (optimizer.rule.common?.(plain) ?? {}) as Record<string, number>
    const changing: Record<string, number> = { lr: plain.lr, step: plain.step, ...common }
    return { h: { ...plain, ...common }, names: Object.keys(changing), numbers: Object.values(changing) }
  }

  /** The whole step on Values: what is traced. Gives the loss, the new parameters, what is remembered, the gradients. */
  private program(h: Record<string, unknown>, names: readonly string[]): (...args: never[]) => unknown {
    return (...args) => {
      const [shared, states, ...batch] = args as unknown as [number[], number[], ...unknown[]]
      const total = this.total(batch)
      const slopes = slopesOf(total, this.trained)
      const hypers = { ...h, ...Object.fromEntries(names.map((name, k) => [name, shared[k]])) }
      const moved: number[] = []
      const remembered: number[] = []
      let at = 0
      if (this.optimizer) {
        this.trained.forEach((parameter, k) => {
          const keys = this.remembered.keys[k] as readonly string[]
          const state = Object.fromEntries(keys.map((key) => [key, states[at++] as number]))
          const [next, after] = this.optimizer!.rule.update(
            parameter as never,
            slopes[k] as number,
            state,
            hypers as never,
          )
          moved.push(next)
          for (const key of keys) remembered.push((after as Record<string, number>)[key] as number)
        })
      }
      return [total, moved, remembered, slopes]
    }
  }
  private total(batch: readonly unknown[]): number {
    const { loss, regularizer, isBatch } = this
    let total: number
    if (!isBatch) total = loss(...(batch as never[]))
    else {
      const [first] = batch as readonly [ArrayLike<unknown> | undefined]
      if (first === undefined || typeof first.length !== 'number' || first.length === 0)
        throw new TypeError(
          `compileStep: the examples are ${describe(first)}; lists of at least one are allowed, or batch: false.`,
        )
      const wrong = (batch as ArrayLike<unknown>[]).find(({ length }) => length !== first.length)
      if (wrong)
        throw new RangeError(
          `compileStep: ${first.length} and ${wrong.length} examples were given; the lists must be equally long.`,
        )
      total = mean(
        Array.from(first, (_, k) => loss(...((batch as ArrayLike<unknown>[]).map((list) => list[k]) as never[]))),
      )
    }
    return regularizer ? add(total, regularizer()) : total
  }

  step(batch: readonly unknown[]): StepResult {
    this.calls++
    this.remembered.take()
    const { h, names, numbers } = this.shared()
    const ran = this.eager === undefined ? this.run(batch, h, names, numbers) : undefined
    if (!ran) return this.itself(batch)
    const { memory, layout } = ran.machine
    const at = layout.outputs / 8
    if (this.calls === 2 || this.calls === 1000) this.check(ran, batch)
    const loss = memory[at] as number
    const { length } = this.trained
    let next = at + 1
    if (this.optimizer) {
      this.optimizer.steps++
      this.outputs.write(memory, next)
      next += length
      next += this.remembered.give(memory, next)
    }
    this.outputs.writeGradients(memory, next)
    return { loss }
  }

  /** The step as a program of its own would take it. */
  private itself(batch: readonly unknown[]): StepResult {
    const total = this.total(batch)
    for (const parameter of this.parameters) parameter.zeroGrad()
    if (isValue(total) && total.requiresGrad) total.backward()
    this.optimizer?.step()
    return { loss: isValue(total) ? total.data : total }
  }

  private run(
    batch: readonly unknown[],
    h: Record<string, unknown>,
    names: readonly string[],
    numbers: readonly number[],
  ): StepVariant | undefined {
    const fits = (family: StepFamily): StepVariant | undefined =>
      family.variants.find((variant) => this.attempt(variant, family, batch, numbers))
    const known = this.family && fits(this.family)
    const family = known ? this.family! : (this.family = this.familyOf(batch))
    const found = known ?? fits(family)
    if (found) return (this.latest = found)
    const made = this.make(batch, h, names, numbers)
    if (!made) return undefined
    family.variants.unshift(made)
    if (family.variants.length > 64) family.variants.pop()
    if (!this.attempt(made, family, batch, numbers))
      throw new Error('compileStep: the program does not hold for what it was traced with; please report this.')
    return (this.latest = made)
  }

  private familyOf(batch: readonly unknown[]): StepFamily {
    const shapes: Shape[] = batch.map((arg, k) => {
      const { shape, leaves } = flatten(arg, `args[${k}]`)
      const value = leaves.find((x) => isValue(x))
      if (value !== undefined)
        throw new TypeError(`compileStep: args[${k}] has a Value in it; examples are plain numbers.`)
      return shape
    })
    const key = shapes.map((shape) => keyOf(shape, this.owners)).join(';')
    let family = this.families.get(key)
    if (!family) {
      family = { readers: shapes.map(reader), variants: [] }
      this.families.set(key, family)
    }
    return family
  }

  /** Fills the inputs, runs, and says whether the guards held. */
  private attempt(
    { machine, hasGuards, leaves, count }: StepVariant,
    { readers }: StepFamily,
    batch: readonly unknown[],
    numbers: readonly number[],
  ): boolean {
    const { memory, layout } = machine
    memory.set(numbers)
    memory.set(this.remembered.numbers, numbers.length)
    let at = numbers.length + this.remembered.numbers.length
    for (let k = 0; k < readers.length && at >= 0; k++) at = (readers[k] as Read)(batch[k], memory, at)
    if (at !== count || readers.length !== batch.length) return false
    leaves.read(memory, at)
    machine.run()
    return !hasGuards || memory[layout.holds / 8] !== 0
  }

  private make(
    batch: readonly unknown[],
    h: Record<string, unknown>,
    names: readonly string[],
    numbers: readonly number[],
  ): StepVariant | undefined {
    const clock = new Clock()
    const args = [[...numbers], [...this.remembered.numbers], ...batch]
    const program = this.program(h, names)
    try {
      const recording = record(program, args)
      const { skeleton, captured } = skeletonOf(recording)
      this.refuse(captured, recording, args)
      clock.note('recording', skeleton.length)
      const structure = structureOf(skeleton, clock)
      const { graph, guards } = structure.program
      const { nests, ...code } = structure.code(clock)
      const machine = machineOf(code)
      clock.note('instance', code.parts)
      this.programs++
      const { executor, why } = code
      const said = (): Names => {
        const called = (p: Handle, k: number): string => this.names.get(p.id) || p.label || `parameters[${k}]`
        const own = parametersOf(this.loss, batch.length)
        const paths = batch.flatMap((arg, k) => pathsOf(flatten(arg, '').shape, own[k] as string))
        return stepNames(names, this.remembered.keys, paths, captured.map(called), this.trained.map(called))
      }
      const one = structure.program
      const text = (): string => (nests ? printLoops(one, nests, said()) : `${graph.length} nodes, one after the other`)
      return {
        machine,
        executor,
        why,
        text,
        stages: () => stagesOf(one, { executor, why, passes: clock.passes, bytes: code.bytes.length, nests }, said()),
        passes: clock.passes,
        nodes: graph.length,
        wasm: code.bytes,
        hasGuards: guards.length > 0,
        leaves: new Leaves(captured),
        count: graph.inputs - captured.length,
      }
    } catch (error) {
      if (
        !(error instanceof Unsupported) &&
        !(error instanceof RangeError && /memory|WebAssembly/i.test(error.message))
      )
        throw error
      this.eager = error.message
      return undefined
    }
  }

  private refuse(captured: readonly Handle[], recording: Recording, args: readonly unknown[]): void {
    const own = new Set(this.parameters.map(({ id }) => id))
    const foreign = captured.find(({ id }) => !own.has(id))
    if (foreign)
      throw new Unsupported(
        `the loss takes the Value ${foreign.label || `#${foreign.id}`} from outside that is none of the parameters`,
      )
    const again = (): Recording => record((_shared, _states, ...batch) => this.total(batch), args)
    const node = difference(skeletonOf(lossOf(recording)).skeleton, skeletonOf(again()).skeleton)
    if (node === undefined) return
    throw new Error(
      `compileStep: what the loss computes differs from run to run${placeOf(again, node)}: ` +
        'a number that is none of its arguments changes. Pass it as an argument.',
    )
  }

  /** Compares what a step is about to write with the step on numbers. */
  private check({ machine }: StepVariant, batch: readonly unknown[]): void {
    this.checks++
    const { memory, layout } = machine
    const at = layout.outputs / 8
    const total = this.total(batch)
    const slopes = isValue(total)
      ? gradients(total, this.trained as never[]).map(({ data }) => data)
      : this.trained.map(() => 0)
    const given = memory.subarray(at + 1 + (this.optimizer ? this.trained.length + this.remembered.numbers.length : 0))
    const wrong = slopes.findIndex((x, k) => !Object.is(x, given[k]))
    const isRight = Object.is(isValue(total) ? total.data : total, memory[at]) && wrong < 0
    if (isRight) return
    this.failures++
    const who = wrong < 0 ? 'the loss' : `the gradient of ${this.trained[wrong]?.label || `parameter ${wrong}`}`
    throw new Error(
      `compileStep: ${who} is stale. What the loss reads besides its arguments and parameters was taken at the first step: pass it as an argument.`,
    )
  }

  get stats(): CompileStats {
    const { latest, eager, calls, checks, failures, programs } = this
    const shared = { programs, shapes: this.families.size, calls, checks, failures }
    if (!latest || eager !== undefined)
      return { ...shared, executor: 'eager', why: eager ?? 'not called yet', nodes: 0, bytes: 0, passes: [] }
    const { executor, why, nodes, wasm, passes } = latest
    return { ...shared, executor, why, nodes, bytes: wasm.length, passes }
  }
}

/**
 * A step of training, compiled: the loss of the examples, its gradient and the optimiser's update in one program, with the bits of `backward()` and `step()`. Parameters
 * keep living in their Values, and so do their gradients; what the optimiser remembers is in `optimizer.states` whenever somebody looks, and `lr` may be set between steps.
 * Which parameters require a gradient is asked once, here.
 *
 * The loss is traced at the first step of a shape, as {@link compile} does it; plain numbers that it takes from outside are constants from then on.
 * Errors: a loss that differs from run to run; examples that are no plain numbers.
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
 */
export function compileStep<Example extends readonly any[]>(
  options: CompileStepOptions<Example>,
): CompiledStep<Example> {
  assertOptions('compileStep', options, 'parameters', 'loss', 'optimizer', 'regularizer', 'batch')
  const { parameters, loss, optimizer, regularizer, batch = true } = options
  assertFunction('compileStep', loss, 'the loss of an example')
  const list = 'parameters' in parameters ? parameters.parameters() : parameters
  if (!Array.isArray(list) || list.some((p) => !isValue(p) || p.op !== ''))
    throw new TypeError(
      `compileStep: parameters is ${describe(parameters)}; a Module or a list of leaf Values is allowed.`,
    )
  const known = new Set(list.map((p: Value) => p.id))
  if (optimizer?.parameters.some(({ id }) => !known.has(id)))
    throw new RangeError('compileStep: the optimizer moves a parameter that is not among the parameters given.')
  const stepping = new Stepping(
    loss as unknown as (...example: never[]) => number,
    list as Value[],
    optimizer,
    regularizer,
    batch,
    new Map('namedParameters' in parameters ? [...(parameters as ParameterOwner).namedParameters()].map(([name, { id }]) => [id, name]) : []), // prettier-ignore
  )
  return Object.defineProperties((...examples: unknown[]): StepResult => stepping.step(examples), {
    explain: { value: () => explained(stepping.stats, stepping.latest?.text() ?? '') },
    stages: { value: () => (stepping.eager === undefined ? stepping.latest?.stages() : undefined) },
    stats: { get: () => stepping.stats },
    wasm: { get: () => stepping.latest?.wasm },
  }) as unknown as CompiledStep<Example>
}
