/** Keeps a full segment from holding more than its own nodes need. */
import { eachLink, linkIndex, linkSlot, NEEDS, Segment, wordAt, type Guard, type Use } from './chunk.js'

/**
 * Cuts what a full segment holds down to what its nodes need, and returns about how many nodes that is, its own included.
 *
 * Two graphs often meet in one segment: the end of one, the beginning of the next. Without the cut, whoever holds the second
 * would hold the first, and through it the one before, without end. So each source is replaced by a view of it whose own
 * sources are only those that these nodes lead to.
 */
export function prune(retired: Segment): number {
  if (retired.sources.some((source) => source?.guards)) sweepAll(retired)
  else cutSources(retired)
  if (retired.depth > deepest) {
    sweepAll(retired)
    deepest = Math.max(USUAL_DEPTH, 2 * retired.depth)
  }
  return retired.closure
}

/*
 * The needs that nodes carry tell for each source which of its own sources stay, and not what of those: programs that take
 * turns, each graph across several segments, could so hold each other's. Then the depth grows, and the nodes are walked.
 */
const USUAL_DEPTH = 8
let deepest = USUAL_DEPTH

/** Cuts the sources by the needs of the nodes that are linked to: no node is visited. */
function cutSources(retired: Segment): void {
  const { chunk, sources, uses } = retired
  let behind = 0
  for (let slot = 1; slot < sources.length; slot++) {
    const { bit, needs, lowest } = uses[slot] as Use
    if (bit === 0) continue
    const source = sources[slot] as Segment
    const view = hasMore(source, needs) ? viewBy(source, needs) : source
    sources[slot] = view
    const further = view.sources.slice(1).reduce((most, one) => Math.max(most, one?.closure ?? 0), 0)
    if (view !== source) view.closure = source.chunk.length + further
    behind = Math.max(behind, source.chunk.length - lowest + further)
  }
  retired.closure = chunk.length + behind
  retired.depth = depthOf(sources)
}

/** Whether a segment holds what nodes with these needs do not lead to. */
const hasMore = ({ sources, uses, before }: Segment, needs: number): boolean =>
  before !== undefined || sources.some((source, slot) => source && ((uses[slot] as Use).bit & ~needs) !== 0)
function viewBy(segment: Segment, needs: number): Segment {
  const { chunk, sources, uses } = segment
  const kept = sources.map((source, slot) => {
    const { bit } = uses[slot] as Use
    return bit === 0 || (bit & needs) !== 0 ? source : undefined
  })
  return viewOf(segment, kept, (index) => (wordAt(chunk, index) & NEEDS & ~needs) === 0)
}

/** The same by a walk over the nodes: the sources are always walked; how far beyond them is bounded by the segment's own size. */
function sweepAll(retired: Segment): void {
  const { chunk } = retired
  const found = new Map<Segment, Reached>()
  const own = reach(retired, new Map())
  own.nodes.fill(1)
  own.count = chunk.length
  own.swept = true
  sweep(own, found)
  for (const { link } of retired.guards ?? []) mark(own, link, found)
  const near = [...found.values()]
  for (const reached of near) reached.direct = true
  let budget = chunk.length
  const order: Reached[] = [own]
  for (let next = newest(found, budget); next !== undefined; next = newest(found, budget)) {
    next.swept = true
    const { chunk: there } = next.segment
    if (there.flat) continue
    next.count = sweep(next, found)
    // Branches taken among the nodes that are kept may decide what a replay gives.
    const from = next.nodes.indexOf(1)
    const upTo = next.nodes.lastIndexOf(1) + 1
    next.guards = next.segment.guards?.filter(({ at }) => at > from && at <= upTo)
    for (const { link } of next.guards ?? []) mark(next, link, found)
    if (next.guards) next.count = sweep(next, found)
    order.push(next)
    if (!next.direct) budget -= there.length
  }
  const views = new Map<Segment, Segment>()
  const closures = new Map<Segment, number>()
  // The oldest first, so that a view leads to views.
  for (const reached of order.toReversed()) {
    const { segment, slots, count } = reached
    const sources = segment.sources.map((source, slot) =>
      source && slots[slot] ? (views.get(source) ?? source) : undefined,
    )
    const behind = sources.map((source) =>
      source && !source.chunk.flat ? (closures.get(source) ?? source.closure) : 0,
    )
    const closure = count + Math.max(0, ...behind)
    const isCut =
      segment.before !== undefined || sources.some((source, slot) => slot > 0 && source !== segment.sources[slot])
    const view = isCut && reached !== own ? viewOf(segment, sources, (index) => reached.nodes[index] !== 0) : segment
    if (view !== segment) view.guards = reached.guards
    if (isCut) views.set(segment, view)
    if (isCut || reached === own) view.closure = closure
    closures.set(view, closure)
  }
  retired.sources = [retired, ...retired.sources.slice(1).map((source) => source && (views.get(source) ?? source))]
  retired.depth = depthOf(retired.sources)
}

/** What was reached of a segment. */
interface Reached {
  readonly segment: Segment
  readonly nodes: Uint8Array
  /** By slot, the sources that its nodes lead to. */
  readonly slots: (Reached | undefined)[]
  count: number
  guards?: Guard[] | undefined
  /** Whether the segment to be cut links to it itself. */
  direct: boolean
  swept: boolean
}

function newest(found: Map<Segment, Reached>, budget: number): Reached | undefined {
  let result: Reached | undefined
  for (const reached of found.values()) {
    if (reached.swept || (!reached.direct && budget <= 0)) continue
    if (reached.segment.chunk.base > (result?.segment.chunk.base ?? -1)) result = reached
  }
  return result
}

function mark(from: Reached, link: number, found: Map<Segment, Reached>): void {
  const slot = linkSlot(link)
  if (slot === 0) from.nodes[link] = 1
  else (from.slots[slot] ??= reach(from.segment.sources[slot] as Segment, found)).nodes[linkIndex(link)] = 1
}
function reach(segment: Segment, found: Map<Segment, Reached>): Reached {
  let reached = found.get(segment)
  if (!reached) {
    reached = { segment, nodes: new Uint8Array(segment.chunk.length), slots: [], count: 0, direct: false, swept: false }
    found.set(segment, reached)
  }
  return reached
}

/** Marks what the marked nodes of a segment were computed from, newest first, and counts them. */
function sweep(from: Reached, found: Map<Segment, Reached>): number {
  const { chunk } = from.segment
  const { nodes } = from
  const visit = (link: number): void => mark(from, link, found)
  let count = 0
  for (let i = nodes.length - 1; i >= 0; i--) {
    if (nodes[i] === 0) continue
    count++
    eachLink(chunk, i, visit)
  }
  return count
}

/** A view of a segment with these sources; labelled nodes that it leads to hold the view from now on, which holds less. */
function viewOf(
  segment: Segment,
  sources: readonly (Segment | undefined)[],
  leadsTo: (index: number) => boolean,
): Segment {
  const view = new Segment(segment.chunk, sources, 0, segment.uses)
  for (const [index, handle] of segment.labelled ?? []) {
    if (!leadsTo(index)) continue
    if (handle.segment === segment) handle.segment = view
    ;(view.labelled ??= new Map()).set(index, handle)
  }
  view.depth = depthOf(view.sources)
  return view
}

const depthOf = (sources: readonly (Segment | undefined)[]): number =>
  sources.slice(1).reduce((depth, source) => Math.max(depth, 1 + (source?.depth ?? 0)), 1)
