/** What can be trained from the command line, each task in a file of its own, and the step that all of them take. */
import { compileStep, NonfiniteError } from '../../compile/index.js'
import { detectAnomaly } from '../../engine/index.js'
import type { TorchTraining } from '../../interop/index.js'
import type { Module } from '../../nn/index.js'
import type { Value } from '../../ops/index.js'
import type { Optimizer, Schedule } from '../../optim/index.js'
import { Failure } from '../failure.js'
import type { Terminal } from '../terminal.js'

/** What a step of training prints: how things stood before its update. */
export interface Step {
  readonly step: number
  readonly loss: number
  /** The fraction of examples answered rightly, 0 to 1. */
  readonly accuracy?: number
}

/** What a model answered, example by example. */
export type Scores = readonly (number | readonly number[])[]
export interface Look {
  readonly loss: Value
  readonly scores?: Scores
}

/** A training under way. Everything it does follows from its settings, the number of the step and what module and optimiser hold: so a file of these goes on to the same bits. */
export interface Training {
  /** What is trained on what, in one line. */
  readonly title: string
  readonly module: Module
  readonly optimizer: Optimizer
  /** The learning rate of each step. */
  readonly rate: Schedule
  /** What a file has to say besides the numbers, so that the model can be used, and that another data set is noticed. */
  readonly texts: Readonly<Record<string, string>>
  /** The numbers that a step sees, as {@link look} takes them. */
  examples(step: number): readonly unknown[]
  /** The loss of such examples, in ops: plain numbers go in, or Values that stand for them while a step is compiled. */
  look(...examples: readonly any[]): Look
  /** Where a step sees one sequence: its losses place by place, and the lengths that there are programs for. */
  readonly sequence?: { readonly lengths: readonly number[]; losses(...examples: readonly any[]): readonly number[] }
  /** How many examples were answered rightly. */
  accuracy?(scores: Scores, ...examples: readonly any[]): number
  /** What the model has learned, in lines of characters. */
  picture(terminal: Terminal): readonly string[] | Promise<readonly string[]>
  /** How it does on the examples it was not trained on. */
  test?(): Tested
  /** What its steps see, for a script that goes the same way elsewhere. */
  elsewhere(): Omit<TorchTraining, 'optimizer' | 'rate' | 'steps'>
  /** What a model of texts says now. */
  samples?(count: number): readonly string[]
}

/** The fraction of classes answered rightly, or how far off quantities were, as the root of the mean square. */
export type Tested = { readonly accuracy: number } | { readonly rmse: number }

/** What the user may say of a training, beside its seed and number of steps; a file keeps it. */
export interface Said {
  /** The learning rate of the first step. */
  readonly lr?: number
  /** Of a table: the sizes of the layers between its columns and the answers, the column to be answered, and how it is read. */
  readonly hidden?: readonly number[]
  readonly target?: string
  readonly classes?: true
  readonly separator?: string
  readonly header?: false
}
/** What a training starts from. */
export interface Settings extends Said {
  readonly seed: number
  readonly steps: number
  /** The file that the user brought. */
  readonly data?: { readonly path: string; readonly text: string }
}

/** A row of the table of what can be trained. */
export interface Task {
  readonly about: string
  /** How many steps, and from which seed, unless told. */
  readonly steps: number
  readonly seed: number
  readonly start: (settings: Settings) => Training
  /** What kind of file it takes, if any: a table must be given. */
  readonly takes?: 'lines' | 'table'
}

/** Takes the steps of a training, op by op at first; those whose recording comes again are compiled in a thread meanwhile and have the same bits. */
export interface Stepper {
  take(step: number): Step
  /** Steps that a program took. */
  readonly compiled: number
  /** Fulfilled when nothing is being compiled. */
  readonly ready: Promise<void>
}
/** How steps are taken. */
export interface Pace {
  /** Every step op by op. */
  readonly eager?: boolean
  /** Nobody waits for programs any more. */
  readonly signal?: AbortSignal
}

/** Errors of a step: a loss or slope that is no finite number ends the training with the op in which the first one was born. */
export function stepper(training: Training, { eager = false, signal }: Pace = {}): Stepper {
  const { module, optimizer, rate, sequence } = training
  const run = compileStep({
    parameters: module.parameters(),
    optimizer,
    loss: (...examples: any[]) => sequence?.losses(...examples) ?? (training.look(...examples) as Look & { loss: number }), // prettier-ignore
    batch: false,
    ...(sequence && { lengths: sequence.lengths }),
    background: signal ? { signal } : true,
    compile: !eager,
    errorIfNonfinite: true,
  })
  return {
    take(step) {
      const examples = training.examples(step)
      optimizer.lr = rate(step)
      try {
        const { loss, scores } = run(...examples)
        return { step, loss, ...(scores && training.accuracy && { accuracy: training.accuracy(scores, ...examples) }) }
      } catch (error) {
        if (!(error instanceof NonfiniteError)) throw error
        throw new Failure(
          `${error.what} became ${error.number} at step ${step}, and no number after it would mean anything. ` +
            `${birthplace(training, examples)} A smaller learning rate may help.`,
        )
      }
    },
    get compiled() {
      return run.stats.compiled
    },
    get ready() {
      return run.ready
    },
  }
}

function birthplace(training: Training, examples: readonly unknown[]): string {
  try {
    detectAnomaly(() => training.look(...examples).loss.backward())
    return 'No op of this step made it out of finite numbers: look at the data and the parameters.'
  } catch (error) {
    return error instanceof RangeError ? error.message : ''
  }
}
