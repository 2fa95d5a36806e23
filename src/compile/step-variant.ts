/** A compiled step, and those of one shape of examples. */
import type { Handle } from '../engine/index.js'
import type { Shape } from '../transforms/tree.js'
import type { Course } from './background.js'
import type { Leaves } from '../optim/leaves.js'
import type { Shown } from './lengths.js'
import type { Names } from './listing.js'
import type { Machine } from './machine.js'
import type { Build, Read } from './signature.js'
import type { Skeleton } from './skeleton.js'
import type { PassFigure } from './structure.js'
import type { Executor } from './variant.js'

/** The numbers of a step that all parameters share: those that change from step to step, by name. */
export interface Shared {
  readonly names: readonly string[]
  readonly numbers: readonly number[]
}

/** A step recorded, with the parameters in the order of its inputs, and what else the loss tells. */
export interface Recorded {
  readonly skeleton: Skeleton
  readonly captured: readonly Handle[]
  readonly others: Shape
  /** Throws if what the loss computes is not the same once more. */
  readonly again: () => void
}

/** The total of a step, what else the loss tells, and the slopes by the parameters. */
export interface Sloped {
  readonly total: number
  readonly others: Readonly<Record<string, unknown>>
  readonly slopes: readonly number[]
}

/** An example that stands for all of a batch, and its loss as it was recorded. */
export interface Example {
  readonly given: readonly unknown[]
  readonly skeleton: Skeleton
}

/** A step on Values, recorded: what is compiled, and how its program meets the examples and the parameters. */
export interface Traced {
  readonly skeleton: Skeleton
  readonly names: () => Names
  /** The example that was traced for all of a batch, if one was. */
  readonly example: Example | undefined
  /** Inputs before the parameters. */
  readonly count: number
  /** The parameters in the order of the inputs. */
  readonly leaves: Leaves
  /** What else the loss tells. */
  readonly told: Build
  /** Lengths of sequences that are known to be computed by it. */
  readonly lengths: Shown
}

/** One compiled step: for examples of one shape and one way through the branches. */
export interface StepVariant extends Traced {
  readonly machine: Machine
  readonly executor: Executor
  readonly why: string
  readonly wasm: Uint8Array<ArrayBuffer>
  readonly nodes: number
  readonly passes: readonly PassFigure[]
  readonly hasGuards: boolean
  /** Whether it came from elsewhere and was never compared with the step on Values. */
  isUnproved: boolean
}

/** The programs for examples of one shape. */
export interface StepFamily {
  readonly readers: readonly Read[]
  /** The latest first. */
  readonly variants: StepVariant[]
  /** How compiling them in the background goes. */
  readonly course: Course
  /** Of what the program is, or was, that is made in the background. */
  expected: Traced | undefined
}
