/** The plain reading of a program, node by node: slow, and what every executor is held against. */
import type { Program } from './graph.js'
import { EXACT } from './modes.js'
import { valuesOf } from './unrolled.js'

/** What a program gives for its inputs, and whether its guards hold. */
export function interpret(
  { graph, outputs, guards, modes = EXACT }: Program,
  inputs: ArrayLike<number>,
): { readonly outputs: readonly number[]; readonly holds: boolean } {
  const values = valuesOf(graph, inputs, modes.dtype === 'f32')
  return {
    outputs: outputs.map((i) => values[i] as number),
    holds: guards.every(({ node, answer }) => (values[node] !== 0) === answer),
  }
}
