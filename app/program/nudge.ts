/** How much a root moves when one leaf is nudged: two runs of the recording, one on each side, and the numbers as they were. */
import { replay } from '../../src/engine/index.js'
import type { Value } from '../../src/ops/index.js'

/** Per unit of the leaf, by a step of ±h, the rest held still; NaN where it cannot be said. Gradients are stale afterwards. */
export function nudge(root: Value, leaf: Value, h: number): number {
  const x = leaf.data
  const at = (data: number): number => {
    replay(root, [[leaf, data]])
    return root.data
  }
  try {
    return (at(x + h) - at(x - h)) / (x + h - (x - h))
  } catch {
    return NaN
  } finally {
    replay(root, [[leaf, x]])
  }
}
