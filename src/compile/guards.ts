/** All guards of a program as one number of its graph. */
import { varyingOf } from './batch.js'
import { BOTH, NONE, sumOver } from './functions.js'
import type { Graph, Program } from './graph.js'

const known = new WeakMap<Graph, number>()

/** The node that is not 0 if every guard has its answer; −1 if there are none. Appends it, the first time. */
export function holdsNode(program: Program): number {
  const { graph, guards, batch } = program
  const before = known.get(graph)
  if (before !== undefined) return before
  let holds = -1
  // What every example must answer, and what is asked once.
  let each = -1
  const varying = batch && varyingOf(program)
  const seen = new Set<string>()
  for (const { node, answer } of guards) {
    const key = `${node} ${answer}`
    if (seen.has(key)) continue
    seen.add(key)
    const one = answer ? node : graph.append(NONE.code, [node])
    const also = (before: number): number => (before < 0 ? one : graph.append(BOTH.code, [before, one]))
    if (varying?.[node] === 1) each = also(each)
    else holds = also(holds)
  }
  if (batch && each >= 0) {
    const fails = graph.append(sumOver(batch.size, 1).code, [graph.number(0), graph.append(NONE.code, [each])])
    const all = graph.append(NONE.code, [fails])
    holds = holds < 0 ? all : graph.append(BOTH.code, [holds, all])
  }
  known.set(graph, holds)
  return holds
}
