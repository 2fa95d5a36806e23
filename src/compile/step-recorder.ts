/** Records a step of training: all of it, or that of one example for a batch, with the updates of a few parameters where those of the others are the same. */
import type { Handle } from '../engine/index.js'
import type { Shape } from '../transforms/tree.js'
import { batchOf } from './batch.js'
import type { Modes } from './modes.js'
import type { Objective } from './objective.js'
import { Unsupported } from './passes.js'
import { placeOf } from './place.js'
import type { Remembered } from './remembered.js'
import { recordIn } from './single.js'
import { skeletonOf } from './skeleton.js'
import type { WholeStep } from './step-program.js'
import { changeIn, type Same } from './step-proof.js'
import type { Recorded, Shared } from './step-variant.js'
import { refuseTaken, type Recording } from './trace.js'
import { RECORDED, withAllUpdates } from './updates.js'

const NONE: Shape = { kind: 'record', keys: [], children: [] }

export class StepRecorder {
  constructor(
    private readonly objective: Objective,
    private readonly whole: WholeStep,
    private readonly remembered: Remembered,
    private readonly parameters: readonly Handle[],
    private readonly modes: Modes,
  ) {}

  /** A step recorded: of all that is given, or of one example of a batch. */
  record(given: readonly unknown[], shared: Shared, own: readonly number[][], batch?: readonly unknown[]): Recorded {
    const { modes, whole } = this
    const args = [...own, ...given]
    const length = (batch?.[0] as readonly unknown[] | undefined)?.length
    const over = length === undefined ? undefined : batchOf(own.flat().length, given, length)
    const recorded = (moving?: number): Recording => recordIn(modes, whole.program(shared, over !== undefined, moving), args, true, over) // prettier-ignore
    const isMany = whole.moving > RECORDED && whole.movesAll
    let recording = recorded(isMany ? RECORDED : undefined)
    let made = skeletonOf(recording, modes, over)
    if (isMany) {
      const skeleton = withAllUpdates(made.skeleton, this.remembered.places, shared.numbers.length)
      if (!skeleton) recording = recorded()
      made = skeleton ? { ...made, skeleton } : skeletonOf(recording, modes, over)
    }
    this.refuseForeign(made.captured)
    if (recording.hasTaken && !batch) this.compare(made, recording, args)
    refuseTaken(recording)
    const { shape } = recording.frame.out
    return {
      ...made,
      others: 'children' in shape ? (shape.children[4] as Shape) : NONE,
      // A recording of one example was compared with that of another one.
      again: () => (batch ? undefined : this.compare(made, recording, args)),
    }
  }

  private refuseForeign(captured: readonly Handle[]): void {
    const own = new Set(this.parameters.map(({ id }) => id))
    const foreign = captured.find(({ id }) => !own.has(id))
    if (foreign)
      throw new Unsupported(
        `the loss takes the Value ${foreign.label || `#${foreign.id}`} from outside that is none of the parameters`,
      )
  }

  /** Records the loss once more: what is computed must be the same. */
  private compare(one: Same, recording: Recording, args: readonly unknown[]): void {
    const run = (_shared: unknown, _states: unknown, counts: number[], ...batch: unknown[]): number =>
      this.objective.traced({ counts, batch }).total
    const again = (): Recording => recordIn(this.modes, run, args, true)
    const node = changeIn(recording, one, again())
    if (node === undefined) return
    throw new Error(
      `compileStep: what the loss computes differs from run to run${placeOf(again, node)}: ` +
        'a number that is none of its arguments changes. Pass it as an argument.',
    )
  }
}
