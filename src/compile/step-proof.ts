/** What shows that a compiled step is the step on Values: one example may stand for all, and what a program has computed is what they compute. */
import { isValue, noGrad, type Handle } from '../engine/index.js'
import { gradients } from '../transforms/index.js'
import type { Numbers } from './modes.js'
import type { Objective } from './objective.js'
import { difference, isWithin, skeletonOf, type Skeleton } from './skeleton.js'
import type { Example, StepVariant } from './step-variant.js'
import { lossOf, record, type Recording } from './trace.js'

const recorded = (objective: Objective, given: readonly unknown[]): Skeleton =>
  skeletonOf(record((...example) => objective.apart(example), given, true)).skeleton

/** The example that stands for all of a batch: its loss is recorded as that of another one. Undefined where there is none. */
export function exampleOf(objective: Objective, batch: readonly unknown[]): Example | undefined {
  const [given, second] = objective.alike(batch) ?? []
  if (!given || !second) return undefined
  const skeleton = recorded(objective, given)
  const isTraced = (skeleton.outs[0] as number) >= 0
  return isTraced && difference(skeleton, recorded(objective, second)) === undefined ? { given, skeleton } : undefined
}

/** Nodes of a batch up to which a step on Values is taken for the comparison. */
const MOST = 2e6

/**
 * What of a step is not what the step on Values gives, in words. Of a batch that would be long the losses only, and what is recorded of one example: what it reads from outside is
 * in there.
 */
export function staleIn(
  given: { readonly loss: number; readonly slopes: Numbers },
  { example, skeleton }: StepVariant,
  objective: Objective,
  trained: readonly Handle[],
  batch: readonly unknown[],
): string | undefined {
  const size = skeleton.batch?.size ?? 1
  if (example && size * example.skeleton.length > MOST) {
    const { total } = noGrad(() => objective.total(batch))
    const [first] = objective.alike(batch) as [readonly unknown[]]
    const isSame = difference(example.skeleton, recorded(objective, first)) === undefined
    return isSame && Object.is(numberOf(total), given.loss) ? undefined : 'the loss'
  }
  const { total } = objective.total(batch)
  const slopes = isValue(total) ? gradients(total, trained as never[]).map(({ data }) => data) : trained.map(() => 0)
  const wrong = slopes.findIndex((x, k) => !Object.is(x, given.slopes[k]))
  if (Object.is(numberOf(total), given.loss) && wrong < 0) return undefined
  return wrong < 0 ? 'the loss' : `the gradient of ${trained[wrong]?.label || `parameter ${wrong}`}`
}
const numberOf = (x: number): number => (isValue(x) ? x.data : x)

/** A recording as columns, with what it takes from outside. */
export type Same = ReturnType<typeof skeletonOf>

/** Where in a second recording, of the loss alone, the first node stands in which it differs from that of the whole step; undefined where it is the same loss. */
export function changeIn(recording: Recording, one: Same, again: Recording): number | undefined {
  const second = skeletonOf(again)
  const loss = lossOf(recording)
  const isAlike = again.branches.length === loss.branches.length
  if (isAlike && isWithin(second.skeleton, second.captured, one.skeleton, one.captured)) return undefined
  return difference(skeletonOf(loss).skeleton, second.skeleton)
}
