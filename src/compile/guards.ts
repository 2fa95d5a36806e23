/** All guards of a program as one number of its graph. */
import { BOTH, NONE } from './functions.js'
import type { Graph, Program } from './graph.js'

const known = new WeakMap<Graph, number>()

/** The node that is not 0 if every guard has its answer; −1 if there are none. Appends it, the first time. */
export function holdsNode({ graph, guards }: Program): number {
  const before = known.get(graph)
  if (before !== undefined) return before
  let holds = -1
  const seen = new Set<string>()
  for (const { node, answer } of guards) {
    const key = `${node} ${answer}`
    if (seen.has(key)) continue
    seen.add(key)
    const one = answer ? node : graph.append(NONE.code, [node])
    holds = holds < 0 ? one : graph.append(BOTH.code, [holds, one])
  }
  known.set(graph, holds)
  return holds
}
