/** Where in the user's text each node of a compiled program was written: a slope where the node is that it is the slope of. */
import type { Graph, Program } from './graph.js'
import { placesOf } from './place.js'
import { programOf } from './read.js'
import { difference, skeletonOf, type Skeleton } from './skeleton.js'
import type { Recording } from './trace.js'

/** Places in the user's text, and which of them each node of a program comes of. */
export interface Written {
  /** Each as `file:line:column`. */
  readonly places: readonly string[]
  /** Of each node its place among them; −1 where nobody knows. */
  readonly nodes: Int32Array
}

/** Records a program once more, watched; undefined where that gives another one. */
export function writtenOf({ graph }: Program, skeleton: Skeleton, again: () => Recording): Written | undefined {
  const { result, places } = placesOf(again)
  const { skeleton: second } = skeletonOf(result)
  if (difference(skeleton, second) !== undefined) return undefined
  // Only the graph as it was read has a node for each of the recording; what was made of it since knows by its order which one it belongs to.
  const first = programOf(second)
  const place = new Int32Array(first.graph.length).fill(UNRECORDED)
  second.offsets.forEach((offset, k) => {
    const at = first.places[k] as number
    if (at >= 0) place[at] = Math.max(place[at] as number, places.of.get(offset) ?? NOWHERE)
  })
  const uses = usesOf(first.graph, place)
  const nodes = new Int32Array(graph.length).fill(NOWHERE)
  for (let i = 0; i < graph.length; i++) {
    if ((graph.code[i] as number) < 0) continue
    const belongs = graph.order[i] as number
    const own = place[belongs] ?? UNRECORDED
    // What the slopes by an argument add up to belongs to no line: each is of the line that it comes from.
    if (own === NOWHERE) {
      const added = nodes[graph.operands[(graph.start[i + 1] as number) - 1] as number] as number
      nodes[i] = added >= 0 ? added : (uses[belongs] as number)
    } else if (own >= 0) nodes[i] = own
  }
  return { places: places.texts, nodes }
}
/** No line is known of a node; it is none of the recording. */
const [NOWHERE, UNRECORDED] = [-1, -2]

/** Of nodes without a line, as arguments are, that of the last one that takes them. */
function usesOf({ length, start, operands }: Graph, place: Int32Array): Int32Array {
  const found = place.slice()
  for (let i = length - 1; i >= 0; i--) {
    if ((found[i] as number) < 0) continue
    for (let at = start[i] as number; at < (start[i + 1] as number); at++)
      if (found[operands[at] as number] === NOWHERE) found[operands[at] as number] = found[i] as number
  }
  return found
}
