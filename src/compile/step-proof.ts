/** What shows that a compiled step is the step on Values: one example may stand for all, and what a program has computed is what they compute. */
import { isValue, noGrad, type Handle } from '../engine/index.js'
import { gradients } from '../transforms/index.js'
import type { Modes } from './modes.js'
import type { Objective } from './objective.js'
import { manyInSingles, recordIn } from './single.js'
import { difference, isWithin, skeletonOf, type Skeleton } from './skeleton.js'
import type { Example, StepVariant } from './step-variant.js'
import { lossOf, type Recording } from './trace.js'

const recorded = (objective: Objective, given: readonly unknown[], modes: Modes): Skeleton =>
  skeletonOf(
    recordIn(modes, (...example) => objective.apart(example), given, true),
    modes,
  ).skeleton

/** The example that stands for all of a batch: its loss is recorded as that of another one. Undefined where there is none. */
export function exampleOf(objective: Objective, batch: readonly unknown[], modes: Modes): Example | undefined {
  const [given, second] = objective.alike(batch) ?? []
  if (!given || !second) return undefined
  const skeleton = recorded(objective, given, modes)
  const isTraced = (skeleton.outs[0] as number) >= 0
  return isTraced && difference(skeleton, recorded(objective, second, modes)) === undefined
    ? { given, skeleton }
    : undefined
}

/** Nodes of a batch up to which a step on Values is taken for the comparison. */
const MOST = 2e6

/** A loss, and its slopes by what is trained. */
export interface Slopes {
  readonly loss: number
  readonly slopes: ArrayLike<number>
}

export function slopesOnValues(objective: Objective, trained: readonly Handle[], batch: readonly unknown[]): Slopes {
  const { total } = objective.total(batch)
  const slopes = isValue(total) ? gradients(total, trained as never[]).map(({ data }) => data) : trained.map(() => 0)
  return { loss: numberOf(total), slopes }
}

/** The mean of the losses of all examples and what is added to it, in singles. */
function lossInSingles(objective: Objective, batch: readonly unknown[]): number {
  const examples = objective.alike(batch) as readonly (readonly unknown[])[]
  const all = manyInSingles((...example) => objective.apart(example), examples)
  const sum = all.reduce((so, [each]) => Math.fround(so + (each as number)), -0)
  return Math.fround(Math.fround(sum / all.length) + (all[0]?.[1] as number))
}

/**
 * What of a step is not what the step op by op gives, in words. Of a batch that would be long the losses only, and what is recorded of one example: what it reads from outside is
 * in there.
 */
export function staleIn(
  given: Slopes,
  { example, skeleton }: StepVariant,
  objective: Objective,
  trained: readonly Handle[],
  batch: readonly unknown[],
  own: () => Slopes,
): string | undefined {
  const { modes } = skeleton
  const size = skeleton.batch?.size ?? 1
  if (example && size * example.skeleton.length > MOST) {
    const loss = modes.dtype === 'f32' ? lossInSingles(objective, batch) : numberOf(noGrad(() => objective.total(batch)).total) // prettier-ignore
    const [first] = objective.alike(batch) as [readonly unknown[]]
    const isSame = difference(example.skeleton, recorded(objective, first, modes)) === undefined
    return isSame && Object.is(loss, given.loss) ? undefined : 'the loss'
  }
  const { loss, slopes } = own()
  const wrong = trained.findIndex((_, k) => !Object.is(slopes[k], given.slopes[k]))
  if (Object.is(loss, given.loss) && wrong < 0) return undefined
  return wrong < 0 ? 'the loss' : `the gradient of ${trained[wrong]?.label || `parameter ${wrong}`}`
}
const numberOf = (x: number): number => (isValue(x) ? x.data : x)

/** A recording as columns, with what it takes from outside. */
export type Same = ReturnType<typeof skeletonOf>

/** Where in a second recording, of the loss alone, the first node stands in which it differs from that of the whole step; undefined where it is the same loss. */
export function changeIn(recording: Recording, one: Same, again: Recording): number | undefined {
  const second = skeletonOf(again, one.skeleton.modes)
  const loss = lossOf(recording)
  const isAlike = again.branches.length === loss.branches.length
  if (isAlike && isWithin(second.skeleton, second.captured, one.skeleton, one.captured)) return undefined
  return difference(skeletonOf(loss, one.skeleton.modes).skeleton, second.skeleton)
}
