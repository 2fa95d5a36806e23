/** Which inputs each output of a program may depend on: sets of inputs, carried from operands to nodes. */
import { INPUT, type Graph, type Program } from './graph.js'
import { Unsupported } from './passes.js'

/** Inputs by output, each list from small to large. */
export type Pattern = readonly Int32Array[]

/** Numbers that all sets may hold at one time. */
const MOST = 5e7
const EMPTY: Int32Array = new Int32Array(0)

/** Errors: `Unsupported` for a program whose sets would fill the memory. */
export function patternOf({ graph, outputs }: Program): Pattern {
  const { length, code, data, start, operands } = graph
  const sets: (Int32Array | undefined)[] = Array.from({ length }, () => undefined)
  const last = lastUses(graph, outputs)
  const mark = new Int32Array(graph.inputs).fill(-1)
  let held = 0
  for (let i = 0; i < length; i++) {
    const from = start[i] as number
    const to = start[i + 1] as number
    const made = code[i] === INPUT ? Int32Array.of(data[i] as number) : union(sets, operands, from, to, mark, i)
    sets[i] = made
    held += made.length
    if (held > MOST) throw new Unsupported('which numbers depend on which would not fit into memory')
    for (let k = from; k < to; k++) {
      const operand = operands[k] as number
      if (last[operand] !== i) continue
      held -= sets[operand]?.length ?? 0
      sets[operand] = undefined
    }
  }
  return outputs.map((node) => (sets[node] ?? EMPTY).toSorted())
}

/** All that is in the sets of some operands; one that holds the others is handed on as it is. */
function union(
  sets: readonly (Int32Array | undefined)[],
  operands: Int32Array,
  from: number,
  to: number,
  mark: Int32Array,
  time: number,
): Int32Array {
  let largest: Int32Array = EMPTY
  for (let k = from; k < to; k++) {
    const set = sets[operands[k] as number] ?? EMPTY
    if (set.length > largest.length) largest = set
  }
  for (const x of largest) mark[x] = time
  const more: number[] = []
  for (let k = from; k < to; k++) {
    const set = sets[operands[k] as number] ?? EMPTY
    if (set === largest) continue
    for (const x of set) {
      if (mark[x] === time) continue
      mark[x] = time
      more.push(x)
    }
  }
  if (more.length === 0) return largest
  const made = new Int32Array(largest.length + more.length)
  made.set(largest)
  made.set(more, largest.length)
  return made
}

/** The last node that reads each, or none that comes for outputs. */
function lastUses({ length, start, operands }: Graph, outputs: readonly number[]): Int32Array {
  const last = new Int32Array(length).fill(-1)
  for (let i = 0; i < length; i++)
    for (let k = start[i] as number; k < (start[i + 1] as number); k++) last[operands[k] as number] = i
  for (const node of outputs) last[node] = length
  return last
}
