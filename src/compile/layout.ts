/** Where the numbers of a program lie in memory, in bytes. */
import { more } from './batch.js'
import { functionAt } from './functions.js'
import type { Program } from './graph.js'

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

export function layoutOf({ graph, outputs, batch }: Program): Layout {
  let longest = 0
  for (let i = 0; i < graph.length; i++) {
    const code = graph.code[i] as number
    if (code >= 0 && functionAt(code).isList) longest = Math.max(longest, graph.operandsOf(i).length)
  }
  const at = (place: number): number => 8 * place
  const inputs = graph.inputs + more(batch)
  const end = inputs + outputs.length * (batch?.isGiven ? batch.size : 1)
  return { inputs: 0, outputs: at(inputs), holds: at(end), lists: at(end + 1), rest: at(end + 1 + longest) }
}
