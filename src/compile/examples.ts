/** Where the numbers of a batch lie: what is computed of each example side by side, so that the loop over examples goes two lanes at a time; and the loops over examples. */
import { add } from '../ops/index.js'
import { listOf, varyingOf, type Batch } from './batch.js'
import type { Cells } from './cells.js'
import { fit, type Dim } from './fit.js'
import { functionOf, type Fn, type Over } from './functions.js'
import { INPUT, type Graph, type Program } from './graph.js'
import type { Nest, Segment } from './nests.js'

const ADD = functionOf(add as never)

/** By how much terms and cells move on from one example to the next. */
export class Moves {
  constructor(
    readonly size: number,
    /** By cell how many numbers it stores. */
    readonly room: Int32Array,
    readonly p: Int32Array,
    readonly q: Int32Array,
    readonly m: Int32Array,
  ) {}
  isAlike(from: number, other: number, count: number): boolean {
    for (let k = 0; k < count; k++)
      for (const list of [this.p, this.q, this.m]) if (list[from + k] !== list[other + k]) return false
    return true
  }
  hash(at: number): number {
    return Math.imul(Math.imul((this.p[at] as number) + 1, 31) ^ (this.q[at] as number), 31) ^ (this.m[at] as number)
  }
}

/*
 *   x of list, as given   | x₀ x₁ x₂ | x₀ x₁ x₂ |        example by example: what sums over examples read
 *   x turned              | x₀ x₀ | x₁ x₁ | x₂ x₂ |      examples side by side, as all that is computed of each: what all others read
 */
export class Examples {
  private readonly batch: Batch | undefined
  private readonly graph: Graph
  private readonly varying: Uint8Array
  /** Places as all but sums over examples read them. */
  private turned: Int32Array

  constructor(
    program: Program,
    /** Places of nodes, of the first example. */
    readonly places: Int32Array,
  ) {
    this.batch = program.batch
    this.graph = program.graph
    this.varying = program.batch ? varyingOf(program) : new Uint8Array()
    this.turned = places
  }

  /** Numbers that a node stores. */
  private room(node: number): number {
    return this.varying[node] === 1 ? (this.batch as Batch).size : 1
  }
  /** Gives a node its place; the first one after it. */
  put(node: number, place: number): number {
    this.places[node] = place
    this.turned[node] = place
    return place + this.room(node)
  }
  placesFor({ over }: Fn): Int32Array {
    return over ? this.places : this.turned
  }
  /** By how much a node's place moves on, as a sum over examples reads it. */
  private stepOf(node: number): number {
    if (this.varying[node] !== 1) return 0
    const { code, data } = this.graph
    return code[node] === INPUT ? (listOf(this.batch as Batch, data[node] as number)?.width as number) : 1
  }

  /** An output, of each example: copied to its place where it is not computed there. */
  giveAll(node: number, at: number, nests: Nest[]): void {
    const { size } = this.batch as Batch
    const from = this.places[node] as number
    const step = this.stepOf(node)
    const isThere = from === at
    if (isThere && step > 0) return
    // What is the same of all examples, and lies where it is of the first one, is copied to the others.
    const first = Number(isThere)
    nests.push(copied([at + first, from + first * step], [{ count: size - first, steps: [1, step] }]))
  }

  /** Undefined where there is no batch. */
  movesOf({ length, node, start, p, q, m }: Cells): Moves | undefined {
    const { batch, graph } = this
    if (!batch) return undefined
    const room = Int32Array.from({ length }, (_, cell) => this.room(node[cell] as number))
    const terms = start[length] as number
    const moves = new Moves(batch.size, room, new Int32Array(terms), new Int32Array(terms), new Int32Array(terms))
    for (let cell = 0; cell < length; cell++) {
      const isOver = graph.functionAt(node[cell] as number)?.over !== undefined
      for (let at = start[cell] as number; at < (start[cell + 1] as number); at++) {
        const step = (i: number): number => (i < 0 ? 0 : isOver ? this.stepOf(i) : Math.min(1, this.stepOf(i)))
        moves.p[at] = step(p[at] as number)
        moves.q[at] = step(q[at] as number)
        moves.m[at] = step(m[at] as number)
      }
    }
    return moves
  }

  /** Lays the examples side by side, those lists that are read so; gives the end of memory. */
  turn({ length, node, start, p, q, m }: Cells, top: number, nests: Nest[]): number {
    const { batch, graph, places } = this
    if (!batch) return top
    this.turned = new Int32Array(places)
    const wide = batch.lists.filter(({ width }) => width > 1)
    const read = new Set<(typeof wide)[number]>()
    for (let cell = 0; cell < length && read.size < wide.length; cell++) {
      if (graph.functionAt(node[cell] as number)?.over) continue
      for (let at = start[cell] as number; at < (start[cell + 1] as number); at++)
        for (const list of [p, q, m]) {
          const i = list[at] as number
          const own = i >= 0 && graph.code[i] === INPUT ? listOf(batch, graph.data[i] as number) : undefined
          if (own && own.width > 1) read.add(own)
        }
    }
    const begins = new Map<number, number>()
    let end = top
    for (const { from, width } of read) {
      const first = graph.code.findIndex((code, i) => code === INPUT && graph.data[i] === from)
      const dims = [
        { count: width, steps: [batch.size, 1] },
        { count: batch.size, steps: [1, width] },
      ]
      nests.push(copied([end, places[first] as number], dims))
      begins.set(from, end)
      end += width * batch.size
    }
    for (let i = 0; i < graph.length; i++) {
      if (graph.code[i] !== INPUT) continue
      const own = listOf(batch, graph.data[i] as number)
      const begin = own && begins.get(own.from)
      if (begin !== undefined) this.turned[i] = begin + ((graph.data[i] as number) - (own as { from: number }).from) * batch.size // prettier-ignore
    }
    return end
  }
}

/** A nest that copies. */
const copied = (base: readonly number[], dims: readonly Dim[]): Nest => ({
  fn: ADD,
  segments: [{ count: 1, p: 1, pStep: 0, q: -1, qStep: 0, m: -1, mStep: 0 }],
  base,
  dims,
  table: undefined,
  lanes: dims.reduce((product, { count }) => product * count, 1),
  level: 0,
})

/** A group of cells, its places a row per cell. */
export interface Fitted {
  readonly rows: Int32Array
  readonly width: number
  readonly count: number
  readonly level: number
  readonly segments: readonly (Segment & { readonly first: number })[] | undefined
  readonly fn: Fn
}

/** By stream how it moves from example to example; `term` is the first of the group's first cell. */
function stepsOf({ segments, width }: Fitted, { p, q, m }: Moves, term: number): number[] {
  const steps = Array.from({ length: width }, () => 0)
  if (!segments) for (let s = 1; s < width; s++) steps[s] = p[term + s - 1] as number
  for (const { first, p: one, q: product, m: mask } of segments ?? []) {
    steps[one] = p[term + first] as number
    if (product >= 0) steps[product] = q[term + first] as number
    if (mask >= 0) steps[mask] = m[term + first] as number
  }
  return steps
}

/** What is computed of each example: the loop over them is the innermost. */
export function eachNests(found: Fitted, moves: Moves, term: number, top: number, nests: Nest[]): number {
  const { rows, width, count, level, segments, fn } = found
  const { size } = moves
  const steps = stepsOf(found, moves, term).with(0, 1)
  fit({ width, count, places: rows }, Infinity, (base, dims, lanes) =>
    nests.push({ fn, segments, base, dims: [...dims, { count: size, steps }], table: undefined, lanes: lanes * size, level }),
  ) // prettier-ignore
  return top
}

/**
 * Sums over examples. Of one term each they are a run of as many terms as there are examples; of several it is one nest per example, which goes on with what the one before it
 * has stored: so the order stays.
 */
export function overNests(found: Fitted, moves: Moves, term: number, top: number, nests: Nest[]): number {
  const { rows, width, count, level, fn } = found
  const { size, step } = fn.over as Over
  const segments = found.segments as readonly Segment[]
  const steps = stepsOf(found, moves, term)
  const begins = step < 0 ? size - 1 : 0
  const at = (base: readonly number[], k: number): number[] =>
    base.map((place, s) => place + (begins + k * step) * (steps[s] ?? 0))
  const last = segments.at(-1) as Segment
  const of = (s: number): number => (s < 0 ? 0 : step * (steps[s] as number))
  const shared = { fn: ADD, table: undefined, level }
  if (segments.length <= 2 && last.count === 1) {
    const run = { ...last, count: size, pStep: of(last.p), qStep: of(last.q), mStep: of(last.m) }
    const all = [...segments.slice(0, -1), run]
    fit({ width, count, places: rows }, Infinity, (base, dims, lanes) =>
      nests.push({ ...shared, segments: all, base: at(base, 0), dims, lanes }),
    )
    return top
  }
  // One column more: where what there is so far is stored.
  const more = new Int32Array(count * (width + 1))
  for (let lane = 0; lane < count; lane++) {
    more.set(rows.subarray(lane * width, (lane + 1) * width), lane * (width + 1))
    more[lane * (width + 1) + width] = top + lane
  }
  fit({ width: width + 1, count, places: more }, Infinity, (base, dims, lanes) => {
    const places = base.slice(0, width)
    const kept = base[width] as number
    for (let k = 0; k < size; k++) {
      const own = at(places, k)
      const isLast = k === size - 1
      if (!isLast) own[0] = kept + k * count
      if (k > 0) own[1] = kept + (k - 1) * count
      const loops = dims.map(({ count, steps }) => {
        const moved = steps.slice(0, width)
        const along = steps[width] as number
        if (!isLast) moved[0] = along
        if (k > 0) moved[1] = along
        return { count, steps: moved }
      })
      nests.push({ ...shared, segments, base: own, dims: loops, lanes })
    }
  })
  return top + (size - 1) * count
}
