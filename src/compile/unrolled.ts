/** Reductions written out as ops of one and two inputs; and what a function gives where every number is a single. */
import { type Fn } from './functions.js'
import { Graph, INPUT } from './graph.js'

/** A reduction of so many numbers written out: its nodes after those of its operands, and which of them is the result. */
export interface Unrolled {
  readonly graph: Graph
  readonly result: number
}

export function unrolledOf({ op }: Fn, count: number): Unrolled {
  const graph = new Graph()
  const inputs = Array.from({ length: count }, () => graph.seen(graph.input()))
  const result = graph.place(op?.unrolled?.(inputs as number[]) as never)
  return { graph, result }
}

const known = new Map<string, Unrolled>()

/** A function of singles: its result is rounded, and where it is a reduction so is the result of each of its ops. */
export function inSingles(fn: Fn): Fn['run'] {
  const { over, op, run, isList } = fn
  if (over)
    return (first, ...terms) => {
      let sum = first as number
      for (let k = 0; k < over.size; k++) for (const term of terms) sum = Math.fround(sum + term)
      return sum
    }
  if (!isList || !op?.unrolled) return (...inputs) => Math.fround(run(...inputs))
  return (...inputs) => {
    const key = `${fn.code} ${inputs.length}`
    let unrolled = known.get(key)
    if (!unrolled) known.set(key, (unrolled = unrolledOf(fn, inputs.length)))
    const values = valuesOf(unrolled.graph, inputs, true)
    return values[unrolled.result] as number
  }
}

/** The value of each node of a graph: a plain reading, node by node. */
export function valuesOf(graph: Graph, inputs: ArrayLike<number>, isSingle: boolean): Float64Array | Float32Array {
  const { start, operands, length } = graph
  // What is stored as a single is rounded.
  const values = isSingle ? new Float32Array(length) : new Float64Array(length)
  for (let i = 0; i < length; i++) {
    const code = graph.code[i] as number
    const data = graph.data[i] as number
    if (code === INPUT) values[i] = inputs[data] as number
    else if (code < 0) values[i] = data
    else {
      const fn = graph.functionAt(i) as Fn
      const run = isSingle && (fn.isList || fn.over) ? inSingles(fn) : fn.run
      const from = start[i] as number
      const count = (start[i + 1] as number) - from
      const at = (k: number): number => values[operands[from + k] as number] as number
      if (count === 1) values[i] = run(at(0))
      else if (count === 2) values[i] = run(at(0), at(1))
      else values[i] = run(...Array.from({ length: count }, (_, k) => at(k)))
    }
  }
  return values
}
