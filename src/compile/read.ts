/** Recording to graph: the nodes of a run, with the passes of transforms written anew so that they hold whichever inputs take part. */
import { asHandle, isValue, type Handle } from '../engine/index.js'
import { functionOf } from './functions.js'
import { eachNode, type NodeView } from './node-view.js'
import { Graph, HELD, type Program, type Seen } from './graph.js'
import { ancestors, pull, push, Unsupported } from './passes.js'
import type { PassNote, Recording } from './trace.js'

/** A program read from a recording. */
export interface Reading extends Program {
  /** Values that the function took from outside, in the order of the inputs that follow those of its arguments. */
  readonly captured: readonly Handle[]
  /** Place in the recording, counted from its beginning, that each node was read from; −1 for those of passes. */
  readonly origins: readonly number[]
}

export function read({ frame, floor, passes, branches }: Recording): Reading {
  const reader = new Reader(floor)
  for (const variable of frame.variables) {
    reader.enter(variable.id, reader.graph.input())
    reader.name(variable.id, variable.label)
  }
  const roots = new Map<number, Handle>()
  const want = (x: number | Handle): void => {
    if (typeof x !== 'number' && isValue(x)) roots.set(asHandle(x as never).id, asHandle(x as never))
  }
  for (const x of frame.out.leaves) want(x)
  for (const { condition } of branches) want(condition)
  for (const { outs, given, variables, results } of passes)
    for (const x of [...outs, ...given, ...variables, ...results]) want(x)
  let next = 0
  eachNode(roots.values(), floor, (node) => {
    while (next < passes.length && (passes[next] as PassNote).to <= node.id) reader.expand(passes[next++] as PassNote)
    const pass = passes[next]
    if (pass === undefined || node.id < pass.from) reader.take(node)
  })
  const { graph } = reader
  return {
    graph,
    outputs: frame.out.leaves.map((x) => reader.place(x)),
    guards: branches.map(({ condition, answer }) => ({ node: reader.place(condition), answer })),
    captured: reader.captured,
    origins: reader.origins,
  }
}

/** Places by id: in an array from the beginning of the recording on, in a map before it. */
class Places {
  private places = new Int32Array(1024)
  private readonly older = new Map<number, number>()
  constructor(private readonly floor: number) {}
  /** −1 if there is none. */
  get(id: number): number {
    const k = id - this.floor
    return k < 0 ? (this.older.get(id) ?? -1) : (this.places[k] ?? 0) - 1
  }
  set(id: number, place: number): void {
    const k = id - this.floor
    if (k < 0) {
      this.older.set(id, place)
      return
    }
    if (k >= this.places.length) {
      const longer = new Int32Array(Math.max(k + 1, 2 * this.places.length))
      longer.set(this.places)
      this.places = longer
    }
    this.places[k] = place + 1
  }
}

class Reader {
  readonly graph: Graph = new Graph()
  /** The node that each node of the recording has become. */
  private readonly places: Places
  readonly captured: Handle[] = []
  readonly origins: number[] = []
  /** Where in the graph the nodes of the recording from some id on begin. */
  private readonly ids: number[] = []
  private readonly beginnings: number[] = []

  constructor(private readonly floor: number) {
    this.places = new Places(floor)
  }
  enter(id: number, place: number): void {
    this.places.set(id, place)
  }

  take({ id, made, data, inputs, label, handle }: NodeView): void {
    if (this.places.get(id) >= 0) return
    const { graph } = this
    this.ids.push(id)
    this.beginnings.push(graph.length)
    let place: number
    if (made === 'constant') place = graph.number(data)
    else if (id < this.floor) {
      place = graph.input()
      this.captured.push(handle)
    } else if (made === 'leaf') place = graph.append(HELD, [], data)
    else if (made === undefined) throw new Unsupported('a function with its own derivative (custom) runs in it')
    else {
      const operands = inputs.map((operand) => this.places.get(operand))
      place = graph.append(functionOf(made).code, operands)
    }
    this.origins[place] = id - this.floor
    this.places.set(id, place)
    this.name(id, label)
  }
  name(id: number, label: string): void {
    if (label !== '') this.graph.labels.set(this.places.get(id), label)
  }

  place(x: number | Handle): number {
    return typeof x === 'number' ? this.graph.number(x) : this.places.get(asHandle(x as never).id)
  }

  expand({ kind, outs, variables, given, floor, results, around }: PassNote): void {
    const { graph } = this
    const seen = given.map((x): Seen => graph.seen(this.place(x)))
    const asked = variables.map((variable) => this.place(variable))
    const from = this.beginning(floor)
    let gave: Seen[]
    if (kind === 'pull') {
      const roots = outs.flatMap((out, k) => (isValue(out) ? [[this.place(out), seen[k] as Seen] as const] : []))
      gave = pull(graph, roots, asked, from)
    } else {
      const moves = (tangent: number): boolean => {
        const above = ancestors(graph, [tangent])
        return around.some((variable) => above[this.place(variable)] === 1)
      }
      const places = outs.map((out) => this.place(out))
      gave = push(graph, places, asked, seen, moves, from)
      // What is a plain number has no tangent.
      gave = gave.map((tangent, k) => (isValue(outs[k]) ? tangent : 0))
    }
    results.forEach(({ id }, k) => this.places.set(id, graph.place(gave[k] as Seen)))
  }

  /** The first node that was read from what was recorded at that id or later. */
  private beginning(id: number): number {
    const { ids, beginnings } = this
    let low = 0
    let high = ids.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((ids[middle] as number) < id) low = middle + 1
      else high = middle
    }
    return beginnings[low] ?? this.graph.length
  }
}

/** Whether two readings are the same program; else the first node, in the second, in which they differ. */
export function difference(a: Reading, b: Reading): number | undefined {
  const { graph } = b
  for (let i = 0; i < graph.length; i++) {
    const isSame =
      i < a.graph.length &&
      a.graph.code[i] === graph.code[i] &&
      Object.is(a.graph.data[i], graph.data[i]) &&
      sameList(a.graph.operandsOf(i), graph.operandsOf(i))
    if (!isSame) return i
  }
  const isWhole =
    a.graph.length === graph.length &&
    sameList(a.outputs, b.outputs) &&
    a.guards.length === b.guards.length &&
    a.guards.every(({ node, answer }, k) => node === b.guards[k]?.node && answer === b.guards[k].answer)
  return isWhole ? undefined : graph.length - 1
}
const sameList = (a: ArrayLike<number>, b: ArrayLike<number>): boolean => {
  if (a.length !== b.length) return false
  for (let k = 0; k < a.length; k++) if (a[k] !== b[k]) return false
  return true
}
