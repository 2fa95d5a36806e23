/** Keeps a full segment from holding more than its own nodes need. */
import { CODE_MASK, eachLink, INDEX_MASK, linkIndex, linkSlot, Segment, widths } from './tape.js'

/**
 * Cuts what a full segment holds down to what its nodes reach, and returns how many nodes outside of it that are.
 *
 * Two graphs often meet in one segment: the end of one, the beginning of the next. Without the cut, whoever holds the
 * second would hold the first, and through it the one before, without end. So each source is replaced by a view of it whose
 * own sources are only those that these nodes lead to. The work is bounded by a multiple of the segment's own size.
 */
export function prune(retired: Segment): number {
  const reach = new Map<Segment, Reached>()
  const mark = (from: Segment, seen: Reached, link: number): void => {
    const slot = linkSlot(link)
    if (slot === 0) return void (seen.nodes[link] = 1)
    seen.slots.add(slot)
    const source = from.sources[slot] as Segment
    let there = reach.get(source)
    if (!there)
      reach.set(source, (there = { nodes: new Uint8Array(source.chunk.length), slots: new Set(), swept: false }))
    there.nodes[linkIndex(link)] = 1
  }
  const own: Reached = { nodes: new Uint8Array(retired.chunk.length).fill(1), slots: new Set(), swept: true }
  sweep(retired, own, mark)
  for (const { link } of retired.chunk.guards ?? []) mark(retired, own, link)
  let budget = 8 * retired.chunk.length
  let reached = 0
  const order: Segment[] = []
  for (let next = newest(reach); next !== undefined && budget > 0; next = newest(reach)) {
    const seen = reach.get(next) as Reached
    seen.swept = true
    if (next.chunk.flat) continue
    // Branches taken before the newest node that is kept may decide what a replay gives.
    const upTo = seen.nodes.lastIndexOf(1) + 1
    for (const { link, at } of next.chunk.guards ?? []) if (at <= upTo) mark(next, seen, link)
    budget -= next.chunk.length
    reached += sweep(next, seen, mark)
    order.push(next)
  }
  const views = new Map<Segment, Segment>()
  const cut = (segment: Segment, { slots }: Reached): (Segment | undefined)[] =>
    segment.sources.map((source, slot) => (source && slots.has(slot) ? (views.get(source) ?? source) : undefined))
  for (const segment of order.toReversed()) {
    const sources = cut(segment, reach.get(segment) as Reached)
    if (sources.some((source, slot) => slot > 0 && source !== segment.sources[slot]))
      views.set(segment, viewOf(segment, sources, reach.get(segment) as Reached))
  }
  retired.sources = [retired, ...cut(retired, own).slice(1)]
  return reached
}
interface Reached {
  readonly nodes: Uint8Array
  readonly slots: Set<number>
  swept: boolean
}
function newest(reach: Map<Segment, Reached>): Segment | undefined {
  let found: Segment | undefined
  for (const [segment, { swept }] of reach)
    if (!swept && segment.chunk.base > (found?.chunk.base ?? -1)) found = segment
  return found
}
/** Marks what the marked nodes of a segment were computed from, newest first, and counts them. */
function sweep(segment: Segment, seen: Reached, mark: (from: Segment, seen: Reached, link: number) => void): number {
  const { chunk } = segment
  const { links } = chunk
  const { nodes } = seen
  const visit = (link: number): void => mark(segment, seen, link)
  let count = 0
  for (let i = nodes.length - 1; i >= 0; i--) {
    if (nodes[i] === 0) continue
    count++
    const width = widths[(links[3 * i] as number) & CODE_MASK]
    if (width === 0) {
      eachLink(chunk, i, visit)
      continue
    }
    for (let k = 1; k <= (width as number); k++) {
      const link = links[3 * i + k] as number
      if (link <= INDEX_MASK) nodes[link] = 1
      else mark(segment, seen, link)
    }
  }
  return count
}

/** A view of a segment; labelled nodes that it leads to hold the view from now on, which holds less. */
function viewOf(segment: Segment, sources: readonly (Segment | undefined)[], { nodes }: Reached): Segment {
  const view = new Segment(segment.chunk, sources)
  for (const [index, handle] of segment.labelled ?? []) {
    if (nodes[index] === 0) continue
    if (handle.segment === segment) handle.segment = view
    ;(view.labelled ??= new Map()).set(index, handle)
  }
  return view
}
