/** Rewrites of a graph that change no bit of any output: a table of them, numbers computed beforehand, what is computed twice computed once, what nobody needs left out. */
import type { StepName } from '../numeric/kernels/step.js'
import { functionAt, PICK, type Fn } from './functions.js'
import { Graph, HELD, INPUT, NUMBER, type Program } from './graph.js'
import { ancestors } from './passes.js'

/** A rewrite: where the k-th operand of a step is that number, the node is its other operand. */
interface Neutral {
  readonly step: StepName
  readonly k: 0 | 1
  readonly number: number
  readonly why: string
}
/** All are exact in IEEE arithmetic, the sign and payload of a NaN apart, which no program can see. x + 0 is not among them: −0 + 0 is 0. */
export const neutrals: readonly Neutral[] = [
  { step: 'mul', k: 1, number: 1, why: 'x·1 = x' },
  { step: 'mul', k: 0, number: 1, why: '1·x = x' },
  { step: 'div', k: 1, number: 1, why: 'x/1 = x' },
  { step: 'sub', k: 1, number: 0, why: 'x − 0 = x, for −0 too' },
  { step: 'add', k: 1, number: -0, why: 'x + −0 = x, for 0 and −0 too' },
  { step: 'add', k: 0, number: -0, why: '−0 + x = x' },
]

/** The rows of the table for a function. */
const rowsOf = (fn: Fn): readonly Neutral[] => neutrals.filter(({ step }) => step === fn.step)

/** The operand that a node is, if a row of the table says so; −1 if none does. */
function neutralOf(rows: readonly Neutral[], [a, b]: readonly number[], graph: Graph): number {
  const isThat = (i: number, number: number): boolean => graph.code[i] === NUMBER && Object.is(graph.data[i], number)
  for (const { k, number } of rows) {
    if (isThat((k === 0 ? a : b) as number, number)) return (k === 0 ? b : a) as number
  }
  return -1
}

/** Nodes by what they compute: each is appended once. A hash table of places, since a string a node would take longer than all else. */
class Once {
  private table = new Int32Array(1024)
  private count = 0
  constructor(private readonly graph: Graph) {}

  append(code: number, operands: readonly number[]): number {
    const { graph } = this
    if (2 * ++this.count > this.table.length) this.grow()
    const mask = this.table.length - 1
    let at = hash(code, operands) & mask
    for (; this.table[at] !== 0; at = (at + 1) & mask) {
      const i = (this.table[at] as number) - 1
      if (i < graph.length && graph.code[i] === code && this.isSame(i, operands)) return i
    }
    const made = graph.append(code, operands)
    this.table[at] = made + 1
    return made
  }
  private isSame(i: number, operands: readonly number[]): boolean {
    const { start, operands: all } = this.graph
    const from = start[i] as number
    if ((start[i + 1] as number) - from !== operands.length) return false
    for (let k = 0; k < operands.length; k++) if (all[from + k] !== operands[k]) return false
    return true
  }
  private grow(): void {
    const { graph, table } = this
    this.table = new Int32Array(2 * table.length)
    const mask = this.table.length - 1
    for (const place of table) {
      if (place === 0 || place > graph.length) continue
      let at = hash(graph.code[place - 1] as number, graph.operandsOf(place - 1)) & mask
      while (this.table[at] !== 0) at = (at + 1) & mask
      this.table[at] = place
    }
  }
}
function hash(code: number, operands: ArrayLike<number>): number {
  let mixed = Math.imul(code + 1, 0x9e3779b1)
  for (let k = 0; k < operands.length; k++) mixed = Math.imul(mixed ^ (operands[k] as number), 0x85ebca6b) + k
  return mixed ^ (mixed >>> 15)
}

/** The same program, smaller. Reductions are written as chains of ops of two. */
export function simplify({ graph, outputs, guards }: Program): Program {
  const made = new Graph()
  const once = new Once(made)
  const places = new Int32Array(graph.length)
  const wanted = ancestors(graph, [...outputs, ...guards.map(({ node }) => node)])
  const rows: (readonly Neutral[])[] = []
  const isNumber = (i: number): boolean => made.code[i] === NUMBER
  const apply = (fn: Fn, operands: readonly number[]): number => {
    if (operands.every(isNumber)) return made.number(fn.run(...operands.map((i) => made.data[i] as number)))
    if (fn.isIdentity) return operands[0] as number
    if (fn === PICK && isNumber(operands[0] as number)) {
      return operands[made.data[operands[0] as number] === 0 ? 2 : 1] as number
    }
    if (fn.op?.unrolled) {
      const from = made.length
      return merge(from, made.place(fn.op.unrolled(operands.map((i) => made.seen(i)) as number[]) as never))
    }
    const neutral = neutralOf((rows[fn.code] ??= rowsOf(fn)), operands, made)
    return neutral < 0 ? once.append(fn.code, operands) : neutral
  }
  /** What was unrolled from `from` on is written like everything else. */
  const merge = (from: number, result: number): number => {
    const written = Array.from({ length: made.length - from }, (_, k) => from + k)
    const nodes = written.map((i) => [made.code[i] as number, [...made.operandsOf(i)], made.data[i] as number] as const)
    if (result < from) return result
    made.cut(from)
    const to = new Map<number, number>()
    nodes.forEach(([code, operands, data], k) => {
      const mapped = operands.map((i) => to.get(i) ?? i)
      to.set(from + k, code === NUMBER ? made.number(data) : apply(functionAt(code), mapped))
    })
    return to.get(result) as number
  }
  const { start, operands: all } = graph
  for (let i = 0; i < graph.length; i++) {
    const code = graph.code[i] as number
    const data = graph.data[i] as number
    const from = made.length
    // Inputs stay, wanted or not, so that their order is that of the arguments.
    if (code === INPUT) places[i] = made.input()
    else if (wanted[i] !== 1) continue
    else if (code === NUMBER || code === HELD) places[i] = made.number(data)
    else {
      const operands: number[] = []
      for (let at = start[i] as number; at < (start[i + 1] as number); at++)
        operands.push(places[all[at] as number] as number)
      places[i] = apply(functionAt(code), operands)
    }
    for (let k = from; k < made.length; k++) made.order[k] = graph.order[i] as number
    name(graph, made, i, places)
  }
  return swept({
    graph: made,
    outputs: outputs.map((i) => places[i] as number),
    guards: guards.map(({ node, answer }) => ({ node: places[node] as number, answer })),
  })
}
function name(graph: Graph, made: Graph, i: number, places: Int32Array): void {
  if (graph.labels.size === 0) return
  const label = graph.labels.get(i)
  if (label !== undefined) made.labels.set(places[i] as number, label)
}

/** Without the nodes that nobody needs. */
function swept({ graph, outputs, guards }: Program): Program {
  const wanted = ancestors(graph, [...outputs, ...guards.map(({ node }) => node)])
  const made = new Graph()
  const places = new Int32Array(graph.length)
  const { start, operands: all } = graph
  for (let i = 0; i < graph.length; i++) {
    const code = graph.code[i] as number
    if (code === INPUT) places[i] = made.input()
    else if (wanted[i] !== 1) continue
    else if (code === NUMBER) places[i] = made.number(graph.data[i] as number)
    else {
      const operands: number[] = []
      for (let at = start[i] as number; at < (start[i + 1] as number); at++)
        operands.push(places[all[at] as number] as number)
      places[i] = made.append(code, operands)
      made.order[places[i] as number] = graph.order[i] as number
    }
    name(graph, made, i, places)
  }
  return {
    graph: made,
    outputs: outputs.map((i) => places[i] as number),
    guards: guards.map(({ node, answer }) => ({ node: places[node] as number, answer })),
  }
}
