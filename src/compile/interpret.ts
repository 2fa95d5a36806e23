/** The plain reading of a program, node by node: slow, and what every executor is held against. */
import type { Program } from './graph.js'
import { EXACT } from './modes.js'
import { valuesOf } from './unrolled.js'

/** What a program gives for its inputs, what its branches answer, and whether its guards hold. */
export interface Interpreted {
  readonly outputs: readonly number[]
  readonly answers: readonly boolean[]
  readonly holds: boolean
}

export function interpret({ graph, outputs, guards, modes = EXACT }: Program, inputs: ArrayLike<number>): Interpreted {
  const values = valuesOf(graph, inputs, modes.dtype === 'f32')
  const answers = guards.map(({ node }) => values[node] !== 0)
  return {
    outputs: outputs.map((i) => values[i] as number),
    answers,
    holds: guards.every(({ answer }, k) => answers[k] === answer),
  }
}
