/** What can be trained from the command line, each task in a file of its own, and the step that all of them take. */
import { detectAnomaly } from '../../engine/index.js'
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
  /** The loss of a step. */
  look(step: number): { readonly loss: Value; readonly accuracy?: number }
  /** What the model has learned, in lines of characters. */
  picture(terminal: Terminal): readonly string[] | Promise<readonly string[]>
  /** The fraction of examples answered rightly that it was not trained on. */
  test?(): number
  /** What a model of texts says now. */
  samples?(count: number): readonly string[]
}

/** What a training starts from. */
export interface Settings {
  readonly seed: number
  readonly steps: number
  /** Lines of a file that the user brought. */
  readonly lines?: readonly string[]
}

/** A row of the table of what can be trained. */
export interface Task {
  readonly about: string
  /** How many steps, and from which seed, unless told. */
  readonly steps: number
  readonly seed: number
  readonly start: (settings: Settings) => Training
  /** Whether it takes a file of lines. */
  readonly takesLines?: true
}

/** Takes a step. A loss or slope that is no finite number ends the training with the op in which the first one was born. */
export function takeStep(training: Training, step: number): Step {
  const { optimizer, rate } = training
  const { loss, ...rest } = training.look(step)
  optimizer.zeroGrad()
  loss.backward()
  const what = Number.isFinite(loss.data) ? 'a slope of the loss' : 'the loss'
  const worst = what === 'the loss' ? loss.data : optimizer.parameters.find(({ grad }) => !Number.isFinite(grad))?.grad
  if (worst !== undefined)
    throw new Failure(
      `${what} became ${worst} at step ${step}, and no number after it would mean anything. ` +
        `${birthplace(training, step)} A smaller learning rate may help.`,
    )
  optimizer.lr = rate(step)
  optimizer.step()
  return { step, loss: loss.data, ...rest }
}

function birthplace(training: Training, step: number): string {
  try {
    detectAnomaly(() => training.look(step).loss.backward())
    return 'No op of this step made it out of finite numbers: look at the data and the parameters.'
  } catch (error) {
    return error instanceof RangeError ? error.message : ''
  }
}
