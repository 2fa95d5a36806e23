/** Keeps a full segment from holding more than its own nodes need. */
import { CODE_MASK, eachLink, INDEX_MASK, linkIndex, linkSlot, Segment, widths } from './chunk.js'

/**
 * Cuts what a full segment holds down to what its nodes reach, and returns about how many nodes that is, its own included.
 *
 * Two graphs often meet in one segment: the end of one, the beginning of the next. Without the cut, whoever holds the second
 * would hold the first, and through it the one before, without end. So each source is replaced by a view of it whose own
 * sources are only those that these nodes lead to. The sources themselves are always walked; how far beyond them is bounded by
 * the segment's own size.
 */
export function prune(retired: Segment): number {
  const { chunk } = retired
  const found = new Map<Segment, Reached>()
  const own: Reached = {
    segment: retired,
    nodes: new Uint8Array(chunk.length).fill(1),
    slots: [],
    count: chunk.length,
    direct: true,
    swept: true,
  }
  sweep(own, found)
  for (const { link } of chunk.guards ?? []) mark(own, link, found)
  const near = [...found.values()]
  for (const reached of near) reached.direct = true
  let budget = chunk.length
  const order: Reached[] = [own]
  for (let next = newest(found, budget); next !== undefined; next = newest(found, budget)) {
    next.swept = true
    const { chunk: there } = next.segment
    if (there.flat) continue
    // Branches taken before the newest node that is kept may decide what a replay gives.
    const upTo = next.nodes.lastIndexOf(1) + 1
    for (const { link, at } of there.guards ?? []) if (at <= upTo) mark(next, link, found)
    next.count = sweep(next, found)
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
    const isCut = sources.some((source, slot) => slot > 0 && source !== segment.sources[slot])
    const view = isCut && reached !== own ? viewOf(reached, sources) : segment
    if (isCut) views.set(segment, view)
    if (isCut || reached === own) view.closure = closure
    closures.set(view, closure)
  }
  retired.sources = [retired, ...retired.sources.slice(1).map((source) => source && (views.get(source) ?? source))]
  return retired.closure
}

/** What was reached of a segment. */
interface Reached {
  readonly segment: Segment
  readonly nodes: Uint8Array
  /** By slot, the sources that its nodes lead to. */
  readonly slots: (Reached | undefined)[]
  count: number
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
  const { links } = chunk
  const { nodes } = from
  const visit = (link: number): void => mark(from, link, found)
  let count = 0
  for (let i = nodes.length - 1; i >= 0; i--) {
    if (nodes[i] === 0) continue
    count++
    const width = widths[(links[3 * i] as number) & CODE_MASK] as number
    if (width === 0) {
      eachLink(chunk, i, visit)
      continue
    }
    for (let k = 1; k <= width; k++) {
      const link = links[3 * i + k] as number
      if (link <= INDEX_MASK) nodes[link] = 1
      else mark(from, link, found)
    }
  }
  return count
}

/** A view of a segment; labelled nodes that it leads to hold the view from now on, which holds less. */
function viewOf({ segment, nodes }: Reached, sources: readonly (Segment | undefined)[]): Segment {
  const view = new Segment(segment.chunk, sources)
  for (const [index, handle] of segment.labelled ?? []) {
    if (nodes[index] === 0) continue
    if (handle.segment === segment) handle.segment = view
    ;(view.labelled ??= new Map()).set(index, handle)
  }
  return view
}
