/** Branches on Values: noted among the nodes, so that a replay can tell whether the program would go the same way. */
import { eachLink, linkIndex, linkSlot, Segment, wordOf } from './chunk.js'
import { countBranch, linkTo, open } from './tape.js'
import type { Handle } from './value.js'

/** So few nodes after the beginning of a segment, a condition may be about what the segment before ended with. */
const SOON = 8

/** Notes that the program went on because `condition` was true or false. */
export function guard(condition: Handle, answer: boolean): void {
  const owner = open()
  const { chunk, sources } = owner
  const at = chunk.length
  const link = linkTo(owner, condition, wordOf(condition))
  owner.guards ??= []
  owner.guards.push({ link, answer, at, nth: countBranch(passOn) })
  if (at > SOON) return
  // It may have ended a loop there. That segment does not lead here: it keeps the places, which hold nothing alive.
  const tell = (to: number): void => {
    const before = (sources[linkSlot(to)] as Segment).chunk
    if (before.base + before.length === chunk.base) (before.asked ??= []).push(linkIndex(to))
  }
  tell(link)
  for (let i = 0; i < at; i++) eachLink(chunk, i, tell)
}

/** What comes next may hang on the branches of the segment before: the next one holds it, by a view that does not hold the one before that. */
function passOn(retired: Segment | undefined, next: Segment): void {
  if (!retired?.guards) return
  next.before = new Segment(retired.chunk, retired.sources, 0, retired.uses)
  next.before.guards = retired.guards
}
