/** The plain reading of a graph, node by node: slow, and what every executor is held against. */
import { functionAt } from './functions.js'
import { INPUT, type Program } from './graph.js'

/** What a program gives for its inputs, and whether its guards hold. */
export function interpret(
  { graph, outputs, guards }: Program,
  inputs: ArrayLike<number>,
): { readonly outputs: readonly number[]; readonly holds: boolean } {
  const values = new Float64Array(graph.length)
  const { start, operands } = graph
  for (let i = 0; i < graph.length; i++) {
    const code = graph.code[i] as number
    const data = graph.data[i] as number
    if (code === INPUT) values[i] = inputs[data] as number
    else if (code < 0) values[i] = data
    else {
      const { run } = functionAt(code)
      const from = start[i] as number
      const count = (start[i + 1] as number) - from
      const at = (k: number): number => values[operands[from + k] as number] as number
      if (count === 1) values[i] = run(at(0))
      else if (count === 2) values[i] = run(at(0), at(1))
      else values[i] = run(...Array.from({ length: count }, (_, k) => at(k)))
    }
  }
  return {
    outputs: outputs.map((i) => values[i] as number),
    holds: guards.every(({ node, answer }) => (values[node] !== 0) === answer),
  }
}
