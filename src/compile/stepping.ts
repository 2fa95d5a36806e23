/** Steps of training as programs: found for the examples at hand, made, run, compared with the step on Values; and that step itself, where there is none. */
import { asHandle, isValue, type Handle } from '../engine/index.js'
import type { Value } from '../ops/index.js'
import type { Optimizer } from '../optim/index.js'
import { flatten, unflatten, type Shape } from '../transforms/tree.js'
import { more } from './batch.js'
import { Course, Works, type BackgroundOptions } from './background.js'
import { Leaves } from '../optim/leaves.js'
import { placesOf, Shown } from './lengths.js'
import { parametersOf, pathsOf, printLoops, stepNames } from './listing.js'
import { machineFrom, machineOf } from './machine.js'
import { saidOf, type Modes, type Numbers } from './modes.js'
import type { Entered, Objective } from './objective.js'
import { refuseNonfinite, refuseNonfiniteIn } from './nonfinite.js'
import { Unsupported } from './passes.js'
import { Remembered } from './remembered.js'
import { residualOf } from './residual.js'
import { builder, keyOf, reader, type Build, type TrainingPart } from './signature.js'
import { difference } from './skeleton.js'
import { WholeStep } from './step-program.js'
import { StepRecorder } from './step-recorder.js'
import type { Recorded, Shared, StepFamily, StepVariant, Traced } from './step-variant.js'
import { stagesOf, type Stages } from './stages.js'
import { Clock, made, structureOf } from './structure.js'
import { exampleOf, slopesOnValues, staleIn, type Slopes } from './step-proof.js'
import type { CompileStats } from './verdict.js'

/** What a step gives: the loss before the update. */
export interface StepResult {
  readonly loss: number
}
/** Ways through the branches of one shape that are kept. */
const MOST_VARIANTS = 64

export class Stepping {
  readonly parameters: readonly Handle[]
  /** Those that require a gradient, first those that an optimiser moves; and what follows from which these are. */
  private trained: readonly Handle[] = []
  private frozen: readonly Handle[] = []
  private outputs = new Leaves([])
  private moved = new Leaves([])
  private remembered!: Remembered
  private whole!: WholeStep
  private recorder!: StepRecorder
  private readonly all: Leaves
  private turned = -1
  /** Which parts trained when it was last looked, as the keys of families say. */
  private training = ''
  readonly families: Map<string, StepFamily> = new Map()
  readonly owners: object[] = []
  readonly works: Works
  private family: StepFamily | undefined
  latest: StepVariant | undefined
  calls: number = 0
  compiled: number = 0
  checks: number = 0
  failures = 0
  programs = 0
  /** Since it was last found which parameters are trained. */
  private callsSince = 0

  constructor(
    readonly objective: Objective,
    given: readonly Value[],
    readonly optimizer: Optimizer | undefined,
    background: boolean | BackgroundOptions | undefined,
    /** Why every step is taken on Values, if it is. */
    public eager: string | undefined,
    readonly names: ReadonlyMap<number, string>,
    readonly modes: Modes,
    /** Whether a step with numbers that are not finite is refused. */
    private readonly isFiniteOnly: boolean,
    /** What of a Module does something else while it trains. */
    private readonly parts: readonly TrainingPart[],
  ) {
    this.parameters = given.map(asHandle)
    this.all = new Leaves(this.parameters)
    this.works = new Works(background)
    this.eager ??= this.works.why
  }

  /** Programs are of the parameters that required a gradient as they were made: where others do, others are made. */
  private findTrained(): void {
    const { optimizer, parameters, objective, modes } = this
    const { turned } = this.all
    if (turned === this.turned) return
    this.turned = turned
    // Steps on Values leave it to the optimiser.
    this.remembered = Remembered.of(this.eager === undefined || modes.dtype === 'f32' ? optimizer : undefined)
    this.remembered.follow()
    this.frozen = parameters.filter((p) => !p.requiresGrad)
    const moved = (optimizer?.parameters ?? []).map((p) => asHandle(p)).filter((p) => p.requiresGrad)
    const known = new Set(moved.map(({ id }) => id))
    const trained = [...moved, ...parameters.filter((p) => p.requiresGrad && !known.has(p.id))]
    if (this.callsSince > 0 && trained.length === this.trained.length && trained.every((p, k) => p.id === this.trained[k]?.id)) return // prettier-ignore
    this.trained = trained
    this.outputs = new Leaves(trained)
    this.moved = new Leaves(moved)
    this.whole = new WholeStep(objective, optimizer, trained, moved.length, this.remembered)
    this.recorder = new StepRecorder(objective, this.whole, this.remembered, parameters, modes)
    this.families.clear()
    this.family = undefined
    this.latest = undefined
    this.callsSince = 0
  }

  step(batch: readonly unknown[]): StepResult {
    this.findTrained()
    const training = this.parts.map((part) => Number(part.training)).join('')
    if (training !== this.training) [this.training, this.family] = [training, undefined]
    // A program writes the slopes of those that it trains.
    for (const parameter of this.frozen) parameter.zeroGrad()
    this.calls++
    this.callsSince++
    // What an optimiser remembers stays its own where steps are taken on Values.
    if (this.eager !== undefined && this.modes.dtype === 'f64') return this.itself(batch)
    this.remembered.take()
    const shared = this.whole.shared()
    const entered = this.eager === undefined ? this.objective.enter(batch) : undefined
    const ran = entered && this.run(batch, entered, shared)
    if (!ran || !this.isProved(ran, batch)) return this.itself(batch)
    this.compiled++
    const { memory, layout } = ran.machine
    return this.taken(memory, layout.outputs / 8, ran.told)
  }
  /** Takes over what a step has computed. */
  private taken(memory: Numbers, at: number, told: Build): StepResult {
    const loss = memory[at] as number
    const { length } = this.trained
    const moved = this.whole.moving + this.remembered.count
    this.outputs.writeGradients(memory, at + 1 + moved)
    if (this.isFiniteOnly) refuseNonfinite(loss, memory, at + 1 + moved, length)
    let next = at + 1
    if (this.optimizer) {
      this.optimizer.steps++
      this.moved.write(memory, next)
      next += this.whole.moving
      next += this.remembered.give(memory, next)
    }
    return { loss, ...(told(memory, next + length) as object) }
  }

  /** The step as a program of its own would take it. */
  private itself(batch: readonly unknown[]): StepResult {
    if (this.modes.dtype === 'f32') return this.taken(...this.whole.inSingles(batch))
    const { total, others } = this.objective.total(batch)
    this.all.zeroGradients()
    if (isValue(total) && total.requiresGrad) total.backward()
    if (this.isFiniteOnly) refuseNonfiniteIn(numberOf(total), this.trained)
    this.optimizer?.step()
    const { shape, leaves } = flatten(others, 'what the loss tells')
    return { loss: numberOf(total), ...(unflatten(shape, leaves.map(numberOf)) as object) } // prettier-ignore
  }

  private run(given: readonly unknown[], entered: Entered, shared: Shared): StepVariant | undefined {
    const fits = (family: StepFamily): StepVariant | undefined =>
      family.variants.find((variant) => this.attempt(variant, family, entered, shared.numbers))
    const known = this.family && fits(this.family)
    const family = known ? this.family! : (this.family = this.familyOf(entered.batch))
    const found = known ?? fits(family)
    if (found) return this.take(found, given, entered)
    if (this.works.options) {
      this.begin(family, given, entered, shared)
      this.proveAhead(family, given, entered)
      return undefined
    }
    for (;;) {
      const own = this.unlessEager(given, () => this.make(family, entered, shared))
      if (!own) return undefined
      this.add(family, own)
      if (this.attempt(own, family, entered, shared.numbers)) return this.take(own, given, entered)
      // Another example takes another branch than the one that was traced: then all of them are traced.
      if (!own.example)
        throw new Error('compileStep: the program does not hold for what it was traced with; please report this.')
    }
  }
  /** The first time that a program is used for sequences of a length it is shown that it computes what they do. */
  private take(variant: StepVariant, given: readonly unknown[], entered: Entered): StepVariant | undefined {
    const [count] = entered.counts
    if (count !== undefined && !variant.lengths.has(count)) {
      if (!this.unlessEager(given, () => variant.lengths.prove(this.losses, given, entered.batch))) return undefined
    }
    return (this.latest = variant)
  }
  /** While a program is made, lengths that come are shown already: there is nothing better to do. One that cannot be shown yet may be of another way through the branches. */
  private proveAhead({ course, expected }: StepFamily, given: readonly unknown[], { counts, batch }: Entered): boolean {
    const [count] = counts
    return count !== undefined && course.isUnderWay && expected!.lengths.tryToProve(count, this.losses, given, batch)
  }
  private readonly losses = (...batch: never[]): readonly number[] => this.objective.losses(batch)

  private add({ variants }: StepFamily, own: StepVariant): void {
    this.programs++
    variants.unshift(own)
    if (variants.length > MOST_VARIANTS) variants.pop()
  }

  private familyOf(batch: readonly unknown[]): StepFamily {
    const shapes: Shape[] = batch.map((arg, k) => {
      const { shape, leaves } = flatten(arg, `args[${k}]`)
      const value = leaves.find((x) => isValue(x))
      if (value !== undefined)
        throw new TypeError(`compileStep: args[${k}] has a Value in it; examples are plain numbers.`)
      return shape
    })
    const key = [this.training, ...shapes.map((shape) => keyOf(shape, this.owners))].join(';')
    let family = this.families.get(key)
    if (!family) {
      family = { readers: shapes.map(reader), variants: [], course: new Course(), expected: undefined } // prettier-ignore
      this.families.set(key, family)
    }
    return family
  }

  /** Fills the inputs, runs, and says whether the guards held. */
  private attempt(
    { machine, hasGuards, leaves, count }: StepVariant,
    { readers }: StepFamily,
    { counts, batch }: Entered,
    numbers: readonly number[],
  ): boolean {
    const { memory, layout } = machine
    let at = numbers.length + this.remembered.count + counts.length
    if (at > count) return false
    // Few numbers: one by one they are there sooner than a copy has begun.
    for (let k = 0; k < numbers.length; k++) memory[k] = numbers[k] as number
    this.remembered.enter(memory, numbers.length)
    for (let k = 0; k < counts.length; k++) memory[at - counts.length + k] = counts[k] as number
    for (let k = 0; k < readers.length && at >= 0; k++) at = (readers[k] as StepFamily['readers'][number])(batch[k], memory, at) // prettier-ignore
    if (at !== count || readers.length !== batch.length) return false
    leaves.read(memory, at)
    machine.run()
    return !hasGuards || memory[layout.holds / 8] !== 0
  }

  /** Has a program made in the background, where the shape has come before and what was made for it was of use. */
  private begin(family: StepFamily, given: readonly unknown[], entered: Entered, shared: Shared): void {
    const { course } = family
    // Who names lengths says that such sequences come again.
    if (!course.isWorthwhile(this.objective.padding !== undefined && this.families.size === 1)) return
    try {
      const { again, ...traced } = this.trace(family, entered, shared, new Clock())
      family.expected = traced
      course.begin(this.works, traced.skeleton, (code) => {
        const machine = machineFrom(code.module, code)
        this.add(family, { ...code, ...traced, machine, wasm: code.bytes, hasGuards: code.guards > 0, isUnproved: true }) // prettier-ignore
      })
      // While the thread is at work already: it mostly is the same. Where a length was shown, the loss was recorded twice more.
      if (!this.proveAhead(family, given, entered)) again()
    } catch (error) {
      course.end((error as Error).message)
    }
  }

  /** A step recorded; `again` makes sure that it is the same every time. */
  private trace(
    family: StepFamily,
    { counts, batch }: Entered,
    shared: Shared,
    clock: Clock,
  ): Traced & Pick<Recorded, 'again'> {
    const own = [[...shared.numbers], [...this.remembered.numbers], [...counts]]
    const example = exampleOf(this.objective, batch, this.modes)
    const mapped = example && this.recorder.record(example.given, shared, own, batch)
    const isMapped = mapped !== undefined && !family.variants.some((known) => difference(known.skeleton, mapped.skeleton) === undefined) // prettier-ignore
    const { skeleton, captured, others, again } = isMapped ? mapped : this.recorder.record(batch, shared, own)
    clock.note('recording', skeleton.length)
    const paths = batch.map((arg) => flatten(arg, '').shape)
    const names = (): Parameters<typeof printLoops>[2] => {
      const called = (p: Handle, k: number): string => this.names.get(p.id) || p.label || `parameters[${k}]`
      const own = parametersOf(this.objective.loss, batch.length)
      const inputs = [...counts.map(() => 'length'), ...paths.flatMap((shape, k) => pathsOf(shape, own[k] as string))] // prettier-ignore
      const trained = this.trained.map(called)
      return stepNames(shared.names, this.optimizer && this.remembered.names(trained), inputs, captured.map(called), trained, this.whole.moving) // prettier-ignore
    }
    const lengths = new Shown(counts.filter((count) => count === placesOf(batch)))
    const count = skeleton.inputs + more(skeleton.batch)
    return {
      skeleton,
      names,
      lengths,
      example: isMapped ? example : undefined,
      told: builder(others),
      leaves: new Leaves(captured),
      count,
      again,
    }
  }
  private make(family: StepFamily, entered: Entered, shared: Shared): StepVariant {
    const clock = new Clock()
    const { again, ...traced } = this.trace(family, entered, shared, clock)
    again()
    const structure = structureOf(traced.skeleton, clock)
    const { graph, guards } = structure.program
    const code = structure.code(clock)
    const machine = machineOf(code)
    clock.note('instance', code.parts)
    const { executor, why, bytes: wasm } = code
    return { ...traced, machine, executor, why, wasm, passes: clock.passes, nodes: graph.length, hasGuards: guards.length > 0, isUnproved: false } // prettier-ignore
  }

  /**
   * What cannot be compiled is called itself from then on; what the loss refuses is said in its words on plain numbers. In the background nothing else is refused either: steps
   * go on op by op.
   */
  private unlessEager<T>(given: readonly unknown[], run: () => T): T | undefined {
    try {
      return run()
    } catch (error) {
      const isBeyond = error instanceof RangeError && /memory|WebAssembly/i.test(error.message)
      if (!(error instanceof Unsupported) && !isBeyond) {
        this.objective.total(given)
        if (!this.works.options) throw error
      }
      this.eager = (error as Error).message
      return undefined
    }
  }

  /** Whether what a program has computed may be taken: compared with the step on Values at its first use in the background, and at calls 2 and 1,000. */
  private isProved(ran: StepVariant, batch: readonly unknown[]): boolean {
    if (this.works.options) {
      if (!ran.isUnproved && this.calls !== 1000) return true
      try {
        this.check(ran, batch)
        if (ran.isUnproved) this.family!.course.used++
        ran.isUnproved = false
        return true
      } catch (error) {
        this.eager = (error as Error).message
        return false
      }
    }
    if (this.callsSince === 2 || this.calls === 1000) this.check(ran, batch)
    return true
  }

  /** Compares what a step is about to write with the step on Values. */
  private check(ran: StepVariant, batch: readonly unknown[]): void {
    this.checks++
    const { memory, layout } = ran.machine
    const at = layout.outputs / 8
    const moved = this.whole.moving + this.remembered.count
    const given = { loss: memory[at] as number, slopes: memory.subarray(at + 1 + moved) }
    const own = (): Slopes => {
      if (this.modes.dtype === 'f64') return slopesOnValues(this.objective, this.trained, batch)
      const [all] = this.whole.inSingles(batch)
      return { loss: all[0] as number, slopes: all.subarray(1 + moved) }
    }
    const who = staleIn(given, ran, this.objective, this.trained, batch, own)
    if (who === undefined || this.isNear(ran, batch)) return
    this.failures++
    // Programs that were shown to be wrong take no more steps.
    this.eager = `compileStep: ${who} is stale. What the loss reads besides its arguments and parameters was taken at the first step: pass it as an argument.`
    throw new Error(this.eager)
  }

  /** Of a fast program: that it is still the program of this step, and that what it has computed follows from its inputs. */
  private isNear(ran: StepVariant, given: readonly unknown[]): boolean {
    const { skeleton, machine, example } = ran
    const { nests } = this.modes.isFast ? made(skeleton) : {}
    if (!nests) return false
    const shared = this.whole.shared()
    const { counts, batch } = this.objective.enter(given)
    const own = [[...shared.numbers], [...this.remembered.numbers], [...counts]]
    const again = example
      ? this.recorder.record(example.given, shared, own, batch)
      : this.recorder.record(batch, shared, own)
    return difference(skeleton, again.skeleton) === undefined && !residualOf(nests, machine.memory).first
  }

  /** What the latest program does, as text. */
  text(): string {
    if (!this.latest) return ''
    const { program, nests } = made(this.latest.skeleton)
    return nests
      ? printLoops(program, nests, this.latest.names())
      : `${program.graph.length} nodes, one after the other`
  }
  stages(): Stages | undefined {
    const { latest, eager } = this
    if (!latest || eager !== undefined) return undefined
    const { program, nests } = made(latest.skeleton)
    const { executor, why, passes, wasm } = latest
    return stagesOf(program, { executor, why, passes, bytes: wasm.length, nests }, latest.names())
  }

  get stats(): CompileStats {
    const { latest, eager, calls, compiled, checks, failures, programs, family } = this
    const shared = { ...saidOf(this.modes), programs, shapes: this.families.size, calls, compiled, checks, failures }
    if (!latest || eager !== undefined) {
      const waiting = family?.course.state ?? 'not called yet'
      return { ...shared, executor: 'eager', why: eager ?? waiting, nodes: 0, bytes: 0, passes: [] }
    }
    const { executor, why, nodes, wasm, passes } = latest
    return { ...shared, executor, why, nodes, bytes: wasm.length, passes }
  }
}

const numberOf = (x: number): number => (isValue(x) ? x.data : x)
