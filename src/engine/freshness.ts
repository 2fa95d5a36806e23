/** Refuses to differentiate a recording whose leaves have changed since: its numbers would belong to two different points. */
import { handleAt, name } from './value.js'
import { operands, type Pass } from './pass.js'
import { CONSTANT, codeAt, type Chunk } from './chunk.js'
import { lastChange } from './tape.js'

/** When a node's number was computed. */
const computedAt = (chunk: Chunk, index: number): number => chunk.replayed?.[index] || chunk.base + index

/** Errors: a leaf whose data was set after a node of id `floor` or more that the pass reached was computed from it. */
export function assertFresh<A>(pass: Pass<A>, floor = 0): void {
  const latest = lastChange()
  if (oldest(pass) >= latest) return
  pass.descend((reach, i) => {
    const { chunk } = reach.segment
    const at = computedAt(chunk, i)
    if (at >= latest) return
    for (const [{ segment }, index] of operands(reach, i)) {
      const leaf = segment.chunk.changed?.[index] ?? 0
      if (at >= leaf && at >= (segment.chunk.replayed?.[index] ?? 0)) continue
      const what = `${name(handleAt(segment, index))}${leaf > at ? '.data' : ''}`
      throw new Error(`${what} changed after this was computed: replay(root) or rerun the forward pass.`)
    }
  }, floor)
}

/** The id of the oldest node reached that an op made, or 0 where a replay makes ids say nothing. */
function oldest<A>(pass: Pass<A>): number {
  let found = Infinity
  for (const column of pass.columns) {
    const { chunk, mark } = column
    if (chunk.replayed) return 0
    column.pagesUp((low, high) => {
      for (let i = low; i <= high && chunk.base + i < found; i++) {
        if (mark[i] !== 0 && codeAt(chunk, i) < CONSTANT) found = chunk.base + i
      }
    })
  }
  return found
}
