/** Where the numbers of a program lie in memory, in bytes. */
import { more, widthOfOutput } from './batch.js'
import { functionAt } from './functions.js'
import type { Graph, Program } from './graph.js'

/*
 *   | inputs | outputs | holds | lists for functions of JavaScript | the rest, as the executor needs it … | tables |
 */
export interface Layout {
  readonly inputs: number
  readonly outputs: number
  /** Not 0 if all guards had the answers they are for. */
  readonly holds: number
  readonly lists: number
  /** Where the executor's own begins. */
  readonly rest: number
}

function longestList(graph: Graph): number {
  const { length, code, start } = graph
  let longest = 0
  if (!graph.counts().some((count, code) => count > 0 && functionAt(code).isList)) return 0
  for (let i = 0; i < length; i++) {
    const count = (start[i + 1] as number) - (start[i] as number)
    if (count > longest && (code[i] as number) >= 0 && functionAt(code[i] as number).isList) longest = count
  }
  return longest
}

export function layoutOf({ graph, outputs, batch }: Program): Layout {
  const longest = longestList(graph)
  const at = (place: number): number => 8 * place
  const inputs = graph.inputs + more(batch)
  const end = inputs + outputs.length * widthOfOutput(batch)
  return { inputs: 0, outputs: at(inputs), holds: at(end), lists: at(end + 1), rest: at(end + 1 + longest) }
}
