/** Rewrites of a graph that change no bit of any output: a table of them, numbers computed beforehand, what is computed twice computed once, what nobody needs left out. */
import type { StepName } from '../numeric/kernels/step.js'
import { add } from '../ops/index.js'
import { CHOICE, EITHER, functionAt, functionOf, JOIN, PICK, type Fn } from './functions.js'
import { Graph, INPUT, NUMBER, type Program } from './graph.js'
import { Masks, rangesOf } from './masks.js'
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

const ADD = functionOf(add as never)

/** Nodes by what they compute: each is appended once. A hash table of places. */
class Once {
  private table: Int32Array
  private count = 0
  constructor(
    private readonly graph: Graph,
    room: number,
  ) {
    this.table = new Int32Array(2 ** Math.ceil(Math.log2(2 * room + 16)))
  }

  /** The node of that function whose operands are the `count` numbers of `list` from `from` on. */
  append(code: number, list: Int32Array, from: number, count: number): number {
    const { graph, table } = this
    const mask = table.length - 1
    let at = hash(code, list, from, count) & mask
    for (; table[at] !== 0; at = (at + 1) & mask) {
      const i = (table[at] as number) - 1
      if (graph.code[i] !== code) continue
      const { start, operands } = graph
      const first = start[i] as number
      if ((start[i + 1] as number) - first !== count) continue
      let k = 0
      while (k < count && operands[first + k] === list[from + k]) k++
      if (k === count) return i
    }
    const made = graph.appendFrom(code, list, from, count)
    table[at] = made + 1
    if (2 * ++this.count > table.length) this.grow()
    return made
  }
  private grow(): void {
    const { graph, table } = this
    const longer = new Int32Array(2 * table.length)
    const mask = longer.length - 1
    for (const place of table) {
      if (place === 0) continue
      const from = graph.start[place - 1] as number
      const count = (graph.start[place] as number) - from
      let at = hash(graph.code[place - 1] as number, graph.operands, from, count) & mask
      while (longer[at] !== 0) at = (at + 1) & mask
      longer[at] = place
    }
    this.table = longer
  }
}
function hash(code: number, list: Int32Array, from: number, count: number): number {
  let mixed = Math.imul(code + 1, 0x9e3779b1)
  for (let k = 0; k < count; k++) mixed = (Math.imul(mixed ^ (list[from + k] as number), 0x85ebca6b) + k) | 0
  return mixed ^ (mixed >>> 15)
}

/** A reduction of so many numbers written out: its nodes after those of its operands, and which of them is the result. */
interface Unrolled {
  readonly graph: Graph
  readonly result: number
}

/** What the rows of a function say to rewriting, looked up once. */
interface Known {
  readonly fn: Fn
  readonly rows: readonly Neutral[]
  readonly unrolled: Map<number, Unrolled> | undefined
}

/** The same program, smaller. Reductions are written as chains of ops of two. */
export function simplify({ graph, outputs, guards, batch }: Program): Program {
  return { ...swept(new Rewriting(graph, outputs, guards).program()), batch }
}

class Rewriting {
  private readonly made: Graph
  private readonly once: Once
  private readonly places: Int32Array
  private readonly known: Known[] = []
  private readonly masks: Masks
  /** Nodes that are −0 where a mask is 0. */
  private readonly present = new Map<number, number>()
  /** Operands of what is being written, and of what is written inside of it. */
  private stack = new Int32Array(1024)

  constructor(
    private readonly graph: Graph,
    private readonly outputs: readonly number[],
    private readonly guards: Program['guards'],
  ) {
    this.made = new Graph(graph.length)
    this.once = new Once(this.made, graph.length)
    this.places = new Int32Array(graph.length)
    this.masks = new Masks(this.made)
  }

  program(): Program {
    const { graph, made, places, outputs, guards } = this
    const wanted = ancestors(graph, [...outputs, ...guards.map(({ node }) => node)])
    const { code, data, start, operands, order, length } = graph
    const ranges = rangesOf({ graph, outputs, guards })
    for (let i = 0; i < length; i++) {
      const own = code[i] as number
      const from = made.length
      // Inputs stay, wanted or not, so that their order is that of the arguments.
      if (own === INPUT) places[i] = made.input()
      else if (wanted[i] === 0) continue
      else if (own < 0) places[i] = made.number(data[i] as number)
      else {
        const first = start[i] as number
        const count = (start[i + 1] as number) - first
        const stack = this.room(count)
        for (let k = 0; k < count; k++) stack[k] = places[operands[first + k] as number] as number
        places[i] = this.write(own, 0, count)
      }
      const range = ranges.get(i)
      if (range) this.masks.note(places[i] as number, range)
      const { order: to, length: end } = made
      for (let k = from; k < end; k++) to[k] = order[i] as number
    }
    for (const [i, label] of graph.labels) made.labels.set(places[i] as number, label)
    return {
      graph: made,
      outputs: outputs.map((i) => places[i] as number),
      guards: guards.map(({ node, answer }) => ({ node: places[node] as number, answer })),
    }
  }
  private room(size: number): Int32Array {
    if (size > this.stack.length) {
      const longer = new Int32Array(2 * size)
      longer.set(this.stack)
      this.stack = longer
    }
    return this.stack
  }
  private knownOf(code: number): Known {
    const fn = functionAt(code)
    const rows = neutrals.filter(({ step }) => step === fn.step)
    return (this.known[code] = { fn, rows, unrolled: fn.op?.unrolled && new Map<number, Unrolled>() })
  }

  /** The node of a function whose operands lie on the stack. */
  private write(code: number, from: number, count: number): number {
    const { made, stack, masks } = this
    const { fn, rows, unrolled } = this.known[code] ?? this.knownOf(code)
    let numbers = 0
    for (let k = 0; k < count; k++) if (made.code[stack[from + k] as number] === NUMBER) numbers++
    if (numbers > 0) {
      if (numbers === count) {
        return made.number(fn.run(...Array.from(stack.subarray(from, from + count), (i) => made.data[i] as number)))
      }
      if (fn === PICK && made.code[stack[from] as number] === NUMBER)
        return stack[from + (made.data[stack[from] as number] === 0 ? 2 : 1)] as number
      for (const { k, number } of rows) {
        const i = stack[from + k] as number
        if (made.code[i] === NUMBER && Object.is(made.data[i], number)) return stack[from + 1 - k] as number
      }
    }
    if (fn.isIdentity) return stack[from] as number
    if (fn === JOIN) return this.join(from)
    if (fn === CHOICE) return this.choice(from, count)
    if (unrolled) return this.unroll(fn, unrolled, from, count)
    const isMask = masks.concerns(fn, numbers, stack, from, count)
    const operands = isMask ? stack.slice(from, from + count) : stack
    const before = isMask ? masks.known(fn, operands) : -1
    if (before >= 0) return before
    const node = this.once.append(code, stack, from, count)
    if (isMask) masks.enter(fn, operands, node)
    return node
  }
  /**
   * What is there of two as their sum: −0 stands for what is not, and changes no bit of what it is added to. So the sum of many that may be there is a chain of
   * additions like any other.
   */
  private join(from: number): number {
    const [p, a, q, b] = this.stack.slice(from, from + 4) as unknown as [number, number, number, number]
    const isBare = p === q && this.present.get(a) !== p && this.present.get(b) !== q
    const terms = isBare ? [a, b] : [this.orNothing(p, a, from), this.orNothing(q, b, from)]
    const sum = this.writeOf(ADD.code, terms, from)
    if (!isBare) this.present.set(sum, this.writeOf(EITHER.code, [p, q], from))
    return sum
  }
  /** The sum of all, of which all but one are −0. */
  private choice(from: number, count: number): number {
    const operands = this.stack.slice(from, from + count)
    let sum = -1
    for (let k = 0; k < count; k += 2) {
      const term = this.orNothing(operands[k] as number, operands[k + 1] as number, from)
      sum = k === 0 ? term : this.writeOf(ADD.code, [sum, term], from)
    }
    return sum
  }
  /** A node where its mask is not 0, else −0. */
  private orNothing(mask: number, node: number, from: number): number {
    if (this.present.get(node) === mask) return node
    return this.writeOf(PICK.code, [mask, node, this.made.number(-0)], from)
  }
  private writeOf(code: number, operands: readonly number[], from: number): number {
    this.room(from + operands.length).set(operands, from)
    return this.write(code, from, operands.length)
  }
  private unroll(fn: Fn, templates: Map<number, Unrolled>, from: number, count: number): number {
    let template = templates.get(count)
    if (!template) templates.set(count, (template = unrolledOf(fn, count)))
    const { graph, result } = template
    const { code, data, start, operands, length } = graph
    // The operands stand where the nodes of the template that are inputs have their places.
    const top = from + length
    for (let i = count; i < length; i++) {
      const own = code[i] as number
      if (own === NUMBER) {
        this.stack[from + i] = this.made.number(data[i] as number)
        continue
      }
      const first = start[i] as number
      const width = (start[i + 1] as number) - first
      const stack = this.room(top + width)
      for (let k = 0; k < width; k++) stack[top + k] = stack[from + (operands[first + k] as number)] as number
      const place = this.write(own, top, width)
      this.stack[from + i] = place
    }
    return this.stack[from + result] as number
  }
}

function unrolledOf({ op }: Fn, count: number): Unrolled {
  const graph = new Graph()
  const inputs = Array.from({ length: count }, () => graph.seen(graph.input()))
  const result = graph.place(op?.unrolled?.(inputs as number[]) as never)
  return { graph, result }
}

/** Without the nodes that nobody needs. */
function swept({ graph, outputs, guards }: Program): Program {
  const wanted = ancestors(graph, [...outputs, ...guards.map(({ node }) => node)])
  const { code, data, start, operands, order, length } = graph
  const made = new Graph(length, start[length])
  const places = new Int32Array(length)
  for (let i = 0; i < length; i++) {
    const own = code[i] as number
    if (own === INPUT) places[i] = made.input()
    else if (wanted[i] === 0) continue
    else if (own === NUMBER) places[i] = made.number(data[i] as number)
    else {
      const place = made.appendMapped(own, operands, start[i] as number, start[i + 1] as number, places)
      places[i] = place
      made.order[place] = order[i] as number
    }
  }
  for (const [i, label] of graph.labels)
    if (code[i] === INPUT || wanted[i] === 1) made.labels.set(places[i] as number, label)
  return {
    graph: made,
    outputs: outputs.map((i) => places[i] as number),
    guards: guards.map(({ node, answer }) => ({ node: places[node] as number, answer })),
  }
}
