/** What explanations are made from: a graph as plain data, given as such or as the Value that it leads to. */
import { describe } from '../arguments/index.js'
import { graphOf, isValue, type Graph } from '../engine/index.js'
import { readRecording } from './recording.js'

/** Graphs that were read already. */
const good = new WeakSet<object>()

/** The graph of a Value, or the graph that it is, read like any recording. Errors: anything else. */
export function graphFrom(who: string, x: unknown): Graph {
  if (isValue(x)) return graphOf(x)
  if (typeof x !== 'object' || x === null || !('nodes' in x))
    throw new TypeError(
      `${who}: ${describe(x)} was given; a Value or a graph is allowed, as value(…), an op on one, or graphOf(…) gives.`,
    )
  if (good.has(x)) return x as Graph
  const graph = readRecording(x)
  good.add(graph)
  return graph
}
