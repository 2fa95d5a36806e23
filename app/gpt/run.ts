/** A run of the GPT: steps one after the other, their losses, and what it makes up along the way. */
import { compileStep, NonfiniteError, type BackgroundOptions, type CompiledStep } from '../../src/compile/index.js'
import { detectAnomaly } from '../../src/engine/index.js'
import { LENGTHS, NamesTraining } from '../../src/training/index.js'
import type { About, Sampled, Setting } from './orders.js'
import { shippedFor } from './shipped.js'

/** After so many steps it is let speak, and at its end. */
const STOPS: ReadonlySet<number> = new Set([0, 100, 300, 1000, 2000])
/** So many texts on the way, and so many at its end: the first of them come of the same draws. */
const [FEW, ALL] = [8, 20]

/** Steps of a training, op by op on Values until a program for texts of all these lengths is compiled beside them, which has the same bits. */
export const stepOf = (
  training: NamesTraining,
  lengths: readonly number[],
  { compile = true, ...background }: BackgroundOptions & { readonly compile?: boolean } = {},
): CompiledStep<[shown: readonly number[], wanted: readonly number[]]> =>
  compileStep({
    parameters: training.model,
    optimizer: training.optimizer,
    loss: (shown: readonly number[], wanted: readonly number[]) => training.losses(shown, wanted),
    batch: false,
    lengths,
    background,
    compile,
    errorIfNonfinite: true,
  })

/** Takes the steps of a run. */
class Stepper {
  private readonly run: ReturnType<typeof stepOf>
  constructor(
    private readonly training: NamesTraining,
    setting: Setting,
  ) {
    const cache = shippedFor(setting)
    this.run = stepOf(training, LENGTHS, { compile: !setting.isEager, ...(cache && { cache }) })
  }
  /** The loss before the update, with the weights moved. Throws, with the weights as they were, where a number is no finite one. */
  take(step: number): number {
    const { training } = this
    training.optimizer.lr = training.rate(step)
    try {
      return this.run(...training.examples(step)).loss
    } catch (error) {
      if (error instanceof NonfiniteError) throw new RangeError(brokenAt(training, step, error), { cause: error })
      throw error
    }
  }
  /** How many steps a program took. */
  get compiled(): number {
    return this.run.stats.compiled
  }
}

/** Says where the first number that is none was born. */
function brokenAt(training: NamesTraining, step: number, { what, number }: NonfiniteError): string {
  let where = 'No op made it out of finite numbers: look at the weights that were loaded.'
  try {
    detectAnomaly(() => training.look(step).backward())
  } catch (error) {
    if (error instanceof RangeError) where = error.message
  }
  return `The training stopped: at step ${step.toLocaleString('en')} ${what} is ${number}, and no number after it would mean anything. ${where}`
}

export class Run {
  readonly training: NamesTraining
  readonly setting: Setting
  /** Its first step; not 0 if it goes on from a file. */
  start = 0
  readonly losses: number[] = []
  readonly samples: Sampled[] = []
  /** Why it goes no further. */
  trouble = ''
  private speech: Generator<string, never> | undefined
  private readonly stepper: Stepper

  constructor(setting: Setting) {
    this.setting = setting
    this.training = new NamesTraining(setting)
    this.stepper = new Stepper(this.training, setting)
  }
  /** How many of its steps were compiled. */
  get compiled(): number {
    return this.stepper.compiled
  }

  get about(): About {
    const { setting, training, start } = this
    const { texts, alphabet, cut, optimizer } = training
    return { setting, parameters: optimizer.parameters.length, texts: texts.length, cut, alphabet, start }
  }
  /** How many steps were taken. */
  get step(): number {
    return this.training.optimizer.steps
  }

  /** Whether there is nothing more to do until it has taken so many steps. */
  isAt(until: number): boolean {
    return this.trouble !== '' || (this.step >= Math.min(until, this.setting.steps) && !this.isDueToSpeak)
  }
  /** Does the next thing: makes up a text, or takes a step. */
  advance(): void {
    if (this.trouble !== '') return
    if (this.isDueToSpeak) return this.speak()
    if (this.step >= this.setting.steps) return
    try {
      this.losses.push(this.stepper.take(this.step))
    } catch (error) {
      this.trouble = error instanceof Error ? error.message : String(error)
    }
  }

  private get isDueToSpeak(): boolean {
    const { step } = this
    const wanted = step === this.setting.steps ? ALL : STOPS.has(step) || step === this.start ? FEW : 0
    const last = this.samples.at(-1)
    return (last?.step === step ? last.texts.length : 0) < wanted
  }
  private speak(): void {
    const { step } = this
    const last = this.samples.at(-1)
    if (!this.speech || last?.step !== step) this.speech = this.training.speech()
    if (last?.step === step) this.samples.pop()
    this.samples.push({ step, texts: [...(last?.step === step ? last.texts : []), this.speech.next().value] })
  }
}
