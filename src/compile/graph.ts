/** The graph: what a program computes, node by node, in typed arrays. Every stage of the compiler up to the cells reads and writes it. */
import { interpreter, Traced, type Interpreter, type Op } from '../ops/index.js'
import type { Batch } from './batch.js'
import type { Bound } from './bounds.js'
import { functionAt, functionCount, functionOf, type Fn } from './functions.js'
import type { Modes } from './modes.js'

/** Codes of nodes that compute nothing: an input, a number, a number that rules take for a variable. */
export const INPUT = -1
export const NUMBER = -2
export const HELD = -3

/** What a rule sees of a node: its number if it is one, else a term. */
export type Seen = number | Term

/*
 *   code      | −1 | −1 | −2  | mul | add |        what a node computes: the place of its function
 *   data      | 0  | 1  | 0.5 | –   | –   |        ordinal of an input, a number
 *   start     | 0  | 0  | 0   | 0   | 2   | 4      where its operands begin
 *   operands  | 0  2 | 1  3 |                      nodes before it
 */
export class Graph {
  length = 0
  inputs = 0
  code: Int32Array
  data: Float64Array
  start: Int32Array
  operands: Int32Array
  /** For what a pass appends the place of the node that it is the adjoint of, so that both lie in memory in one order. */
  order: Int32Array
  /** The node that what is appended belongs to; −1: to itself. */
  primal = -1
  /** The `order` of what is appended, of a graph that is written anew of another one; −1: as its primal has it. */
  ordered = -1
  /** Whether its numbers are singles. */
  isSingle = false
  /** Names that the user gave, by node. */
  readonly labels: Map<number, string> = new Map()
  /** The nodes that compute nothing, in their order. */
  leaves: number[] = []
  private readonly numbers = new Map<number, number>()
  private minusZero = -1
  private counted: { readonly length: number; readonly of: Int32Array } | undefined

  constructor(room = 256, links: number = 2 * room) {
    const nodes = Math.max(room, 16)
    this.code = new Int32Array(nodes)
    this.data = new Float64Array(nodes)
    this.start = new Int32Array(nodes + 1)
    this.order = new Int32Array(nodes)
    this.operands = new Int32Array(Math.max(Math.ceil(links), 16))
  }

  /** Appends a node and gives its place. */
  append(code: number, inputs: ArrayLike<number>, data = 0): number {
    const i = this.open(code, data)
    let end = this.start[i] as number
    while (end + inputs.length > this.operands.length) this.operands = longer(this.operands)
    for (let k = 0; k < inputs.length; k++) this.operands[end++] = inputs[k] as number
    this.start[i + 1] = end
    return i
  }
  /** Appends a node whose operands are those of another list, each at the place that `places` has for it. */
  appendMapped(code: number, list: Int32Array, from: number, to: number, places: Int32Array): number {
    const i = this.open(code, 0)
    let end = this.start[i] as number
    while (end + to - from > this.operands.length) this.operands = longer(this.operands)
    for (let k = from; k < to; k++) this.operands[end++] = places[list[k] as number] as number
    this.start[i + 1] = end
    return i
  }
  /** Appends a node whose operands are `count` numbers of a list. */
  appendFrom(code: number, list: Int32Array, from: number, count: number): number {
    const i = this.open(code, 0)
    let end = this.start[i] as number
    while (end + count > this.operands.length) this.operands = longer(this.operands)
    for (let k = 0; k < count; k++) this.operands[end++] = list[from + k] as number
    this.start[i + 1] = end
    return i
  }
  /** Appends a node of two operands. */
  append2(code: number, a: number, b: number): number {
    const i = this.open(code, 0)
    const end = this.start[i] as number
    if (end + 2 > this.operands.length) this.operands = longer(this.operands)
    this.operands[end] = a
    this.operands[end + 1] = b
    this.start[i + 1] = end + 2
    return i
  }
  /** Appends a node of four operands. */
  append4(code: number, a: number, b: number, c: number, d: number): number {
    const i = this.open(code, 0)
    const end = this.start[i] as number
    if (end + 4 > this.operands.length) this.operands = longer(this.operands)
    this.operands[end] = a
    this.operands[end + 1] = b
    this.operands[end + 2] = c
    this.operands[end + 3] = d
    this.start[i + 1] = end + 4
    return i
  }
  private open(code: number, data: number): number {
    const i = this.length++
    if (i === this.code.length) this.grow()
    this.code[i] = code
    // Of the others nobody reads it.
    if (code < 0) {
      this.data[i] = data
      this.leaves.push(i)
    }
    this.order[i] = this.ordered >= 0 ? this.ordered : this.primal < 0 ? i : (this.order[this.primal] as number)
    return i
  }
  private grow(): void {
    this.code = longer(this.code)
    this.data = longer(this.data)
    this.order = longer(this.order)
    const start = new Int32Array(2 * this.start.length)
    start.set(this.start)
    this.start = start
  }
  input(): number {
    return this.append(INPUT, [], this.inputs++)
  }
  number(given: number): number {
    const x = this.isSingle ? Math.fround(given) : given
    const isMinusZero = Object.is(x, -0)
    const known = isMinusZero ? this.minusZero : (this.numbers.get(x) ?? -1)
    if (known >= 0) return known
    const made = this.append(NUMBER, [], x)
    if (isMinusZero) this.minusZero = made
    else this.numbers.set(x, made)
    return made
  }
  apply(fn: Fn, inputs: readonly Seen[]): Term {
    return new Term(this, this.append(fn.code, inputs.map((x) => this.place(x)))) // prettier-ignore
  }
  place(x: Seen): number {
    return typeof x === 'number' ? this.number(x) : x.node
  }
  seen(i: number): Seen {
    return this.code[i] === NUMBER ? (this.data[i] as number) : new Term(this, i)
  }
  /** How many nodes there are of each function, by its code. */
  counts(): Int32Array {
    const { code, length } = this
    if (this.counted?.length === length) return this.counted.of
    const of = new Int32Array(functionCount())
    for (let i = 0; i < length; i++) if ((code[i] as number) >= 0) of[code[i] as number]!++
    this.counted = { length, of }
    return of
  }
  operandsOf(i: number): Int32Array {
    return this.operands.subarray(this.start[i], this.start[i + 1])
  }
  functionAt(i: number): Fn | undefined {
    const code = this.code[i] as number
    return code < 0 ? undefined : functionAt(code)
  }
  /** Leaves the nodes out that are not wanted, inputs apart, and moves up what is behind them; gives the new place of each, −1 for those. */
  compact(wanted: Uint8Array): Int32Array {
    const { code, data, start, order, operands, length } = this
    const places = new Int32Array(length)
    // Before the first that is left out all stays where it is.
    let next = 0
    while (next < length && (wanted[next] === 1 || code[next] === INPUT)) places[next] = next++
    if (next === length) return places
    let end = start[next] as number
    let at = end
    for (let i = next; i < length; i++) {
      // Nothing is written behind what has been read.
      const to = start[i + 1] as number
      const own = code[i] as number
      if (wanted[i] === 1 || own === INPUT) {
        places[i] = next
        code[next] = own
        if (own < 0) data[next] = data[i] as number
        order[next] = order[i] as number
        for (; at < to; at++) operands[end++] = places[operands[at] as number] as number
        start[++next] = end
      } else places[i] = -1
      at = to
    }
    this.leaves = this.leaves.map((i) => places[i] as number).filter((place) => place >= 0)
    const labels = [...this.labels]
    const numbers = [...this.numbers]
    this.labels.clear()
    this.numbers.clear()
    for (const [i, label] of labels) if ((places[i] as number) >= 0) this.labels.set(places[i] as number, label)
    for (const [x, i] of numbers) if (wanted[i] === 1) this.numbers.set(x, places[i] as number)
    if (this.minusZero >= 0) this.minusZero = wanted[this.minusZero] === 1 ? (places[this.minusZero] as number) : -1
    this.length = next
    return places
  }
  /** How rules write on this graph. */
  readonly interpreter: Interpreter = {
    apply: (op, inputs) => this.record(op, inputs),
    apply1: (op, x) => this.record(op, [x]),
    apply2: (op, a, b) => this.record(op, [a, b]),
  }
  private record(op: Op, inputs: readonly unknown[]): never {
    return this.apply(functionOf(op), inputs as Seen[]) as never
  }
}

/** A node as ops and rules meet it. */
export class Term extends Traced {
  constructor(
    readonly graph: Graph,
    readonly node: number,
  ) {
    super()
  }
}
Object.defineProperty(Term.prototype, interpreter, {
  get(this: Term) {
    return this.graph.interpreter
  },
})
Object.defineProperty(Term.prototype, Symbol.toPrimitive, {
  value() {
    throw new TypeError('a rule took a node for a number: rules are written in ops, mul(a, b) for a * b.')
  },
})

/** The same column with room for twice as much. */
export function longer<A extends Int32Array | Float64Array>(array: A): A {
  const made = new (array.constructor as new (length: number) => A)(2 * array.length)
  made.set(array as never)
  return made
}

/** A program: a graph with what it gives, and the branches that it stands for. */
export interface Program {
  readonly graph: Graph
  /** The node of every number that it gives. */
  readonly outputs: readonly number[]
  /** Conditions that were asked, with the answers under which it holds. */
  readonly guards: readonly { readonly node: number; readonly answer: boolean }[]
  /** Where the graph is of one example, the batch that it is mapped over. */
  readonly batch?: Batch | undefined
  /** Without them it is exact, in doubles. */
  readonly modes?: Modes
  /** A number that says what is there, if one does. */
  readonly bound?: Bound | undefined
}

/** The graph as text, a node a line. */
export function print({ graph, outputs, guards }: Program): string {
  const name = (i: number): string =>
    graph.code[i] === NUMBER ? String(graph.data[i]) : `%${i}${graph.labels.has(i) ? `:${graph.labels.get(i)}` : ''}`
  const lines: string[] = []
  for (let i = 0; i < graph.length; i++) {
    const code = graph.code[i] as number
    if (code === INPUT) lines.push(`${name(i)} = input ${graph.data[i]}`)
    else if (code === HELD) lines.push(`${name(i)} = ${graph.data[i]}`)
    else if (code >= 0)
      lines.push(`${name(i)} = ${functionAt(code).name} ${[...graph.operandsOf(i)].map(name).join(' ')}`)
  }
  for (const { node, answer } of guards) lines.push(`guard ${name(node)} is ${answer}`)
  return [...lines, `gives ${outputs.map(name).join(' ')}`].join('\n')
}
