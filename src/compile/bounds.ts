/** Where a whole number in a known range decides what is there: how many rounds of each loop are needed at each such number, so that loops end there. */
import type { Cells } from './cells.js'
import type { Dim } from './fit.js'
import { BOTH, functionAt, functionCount } from './functions.js'
import type { Graph } from './graph.js'
import type { Nest, Segment } from './nests.js'

/** An input that guards say to be a whole number, and of each mask the least number at which it may hold: how long a sequence is, and which of its places there are. */
export interface Bound {
  readonly input: number
  readonly most: number
  readonly least: ReadonlyMap<number, number>
}

/** What a nest need not compute, by the number: to compute more is never wrong, since nothing reads it but where a mask leaves it out. */
export interface NestBound {
  /** Below it nothing of the nest is needed. */
  readonly least: number
  /** Of one of its loops, `dim`, how many rounds are needed, by number, from 0 on; none where that is all of them. */
  readonly dim: number
  readonly rounds: readonly number[]
  /** By segment, and by number, how many terms it begins with that are not there; undefined where nobody knows of any. */
  readonly skipped: readonly (readonly number[] | undefined)[]
}
/** The number that loops end at: where it lies, the largest that it may be, and the nests that it bounds. */
export interface Bounds {
  readonly at: number
  readonly most: number
  readonly of: ReadonlyMap<Nest, NestBound>
}

const NEVER = 2 ** 30
/** Lanes, or terms of all lanes, that must be left out on the average for a loop to be worth its list. */
const WORTH = 64

/** The bounds of nests; undefined where no number bounds any. `asked` are nodes that are needed at all numbers. */
export function boundsOf(
  nests: readonly Nest[],
  cells: Cells,
  graph: Graph,
  bound: Bound,
  places: Int32Array,
  end: number,
  asked: readonly number[],
): Bounds | undefined {
  const needs = needsOf(cells, graph, bound, asked)
  const needAt = new Int32Array(end)
  /** How many needs there are before each place. */
  const before = new Int32Array(end + 1)
  for (let cell = 0; cell < cells.length; cell++) {
    const i = cells.node[cell] as number
    if ((needs[i] as number) > 1) needAt[places[i] as number] = needs[i] as number
  }
  for (let at = 0; at < end; at++) before[at + 1] = (before[at] as number) + ((needAt[at] as number) > 0 ? 1 : 0)
  const masks = new Int32Array(end)
  for (const [node, from] of bound.least) if ((places[node] as number) >= 0) masks[places[node] as number] = from
  const found = new Map<Nest, NestBound>()
  const numbers = Array.from({ length: bound.most + 1 }, (_, x) => x)
  for (const nest of nests) {
    const own = boundOf(nest, needAt, before, masks, numbers)
    if (own) found.set(nest, own)
  }
  return found.size > 0 ? { at: places[bound.input] as number, most: bound.most, of: found } : undefined
}

/** For each node the number from which on it is needed. */
function needsOf(
  { length, node, start, p, q, m }: Cells,
  graph: Graph,
  { least }: Bound,
  asked: readonly number[],
): Int32Array {
  const needs = new Int32Array(graph.length).fill(NEVER)
  for (const i of asked) needs[i] = 0
  const from = new Int32Array(graph.length)
  for (const [i, number] of least) from[i] = number
  const isMask = new Uint8Array(graph.length)
  for (const i of least.keys()) isMask[i] = 1
  const kinds = new Uint8Array(functionCount())
  for (let code = 0; code < kinds.length; code++) {
    const { isChoice, step } = functionAt(code)
    kinds[code] = isChoice ? CHOOSES : code === BOTH.code || step === 'min' ? MEETS : 0
  }
  for (let cell = length - 1; cell >= 0; cell--) {
    const i = node[cell] as number
    const own = needs[i] as number
    const first = start[cell] as number
    const last = start[cell + 1] as number
    const kind = kinds[graph.code[i] as number] as number
    // Where one mask of several does not hold the others need not be known: what lies there is 0 or 1.
    const latest = kind === MEETS && isMask[i] === 1 ? latestOf(p, first, last, from) : -1
    for (let at = first; at < last; at++) {
      const mask = m[at] as number
      let behind = mask
      if (latest >= 0 && at !== latest) behind = p[latest] as number
      else if (kind === CHOOSES && at === first + 1) behind = p[first] as number
      const need = behind >= 0 && (from[behind] as number) > own ? (from[behind] as number) : own
      const one = p[at] as number
      if (need < (needs[one] as number)) needs[one] = need
      const other = q[at] as number
      if (other >= 0 && need < (needs[other] as number)) needs[other] = need
      if (mask >= 0 && own < (needs[mask] as number)) needs[mask] = own
    }
  }
  return needs
}
const [CHOOSES, MEETS] = [1, 2]

/** Of masks the one that holds from the largest number on. */
function latestOf(p: Int32Array, first: number, end: number, from: Int32Array): number {
  let latest = first
  for (let at = first; at < end; at++)
    if ((from[p[at] as number] as number) > (from[p[latest] as number] as number)) latest = at
  return latest
}

/** Whether all that a nest writes is needed at all numbers. */
function isNeeded({ base, dims, table }: Nest, before: Int32Array): boolean {
  if (table) return false
  let first = base[0] as number
  let last = first
  for (const { count, steps } of dims) {
    const way = (count - 1) * (steps[0] as number)
    if (way < 0) first += way
    else last += way
  }
  return before[first] === before[last + 1]
}

function boundOf(
  nest: Nest,
  needAt: Int32Array,
  before: Int32Array,
  masks: Int32Array,
  numbers: readonly number[],
): NestBound | undefined {
  const { dims, table, segments } = nest
  const most = numbers.length - 1
  if (isNeeded(nest, before)) {
    const skipped = (segments ?? []).map((segment) => skippedOf(nest, segment, masks, numbers))
    return skipped.every((each) => each === undefined) ? undefined : { least: 0, dim: -1, rounds: [], skipped }
  }
  const byRound = table ? [] : leastByRound(nest, needAt)
  const least = table ? leastOfTable(nest, needAt) : smallest(byRound[0] ?? [needAt[nest.base[0] as number] as number])
  const rounds = byRound.map((needs) => numbers.map((x) => needs.findLastIndex((from) => from <= x) + 1))
  const shares = rounds.map((each, d) => each.reduce((a, b) => a + b) / (dims[d] as Dim).count)
  const dim = shares.indexOf(smallest(shares))
  const saved = dim < 0 ? 0 : nest.lanes * (most + 1 - (shares[dim] as number))
  const isBounded = saved > WORTH * most
  const skipped = (segments ?? []).map((segment) => skippedOf(nest, segment, masks, numbers))
  if (least < 2 && !isBounded && skipped.every((each) => each === undefined)) return undefined
  return { least, dim: isBounded ? dim : -1, rounds: isBounded ? (rounds[dim] as number[]) : [], skipped }
}
const smallest = (list: readonly number[]): number => list.reduce((a, b) => Math.min(a, b), Infinity)
function leastOfTable({ table, base, lanes }: Nest, needAt: Int32Array): number {
  let least = NEVER
  for (let k = 0; k < lanes; k++) least = Math.min(least, needAt[(table as Int32Array)[k * base.length] as number] as number) // prettier-ignore
  return least
}
/** By loop and by its rounds the number from which on one of the results is needed. */
function leastByRound({ base, dims }: Nest, needAt: Int32Array): number[][] {
  const needs = dims.map(({ count }) => Array.from({ length: count }, () => NEVER))
  const indices: number[] = []
  const go = (depth: number, at: number): void => {
    const dim = dims[depth]
    if (dim) {
      for (let k = 0; k < dim.count; k++) {
        indices[depth] = k
        go(depth + 1, at + k * (dim.steps[0] as number))
      }
      return
    }
    const from = needAt[at] as number
    for (let d = 0; d < depth; d++) {
      const own = needs[d] as number[]
      const k = indices[d] as number
      if (from < (own[k] as number)) own[k] = from
    }
  }
  go(0, base[0] as number)
  return needs
}
/** How many terms of a segment are there in no round. */
function skippedOf(
  { base, dims, lanes }: Nest,
  { count, m, mStep }: Segment,
  masks: Int32Array,
  numbers: readonly number[],
): number[] | undefined {
  // Too few terms for a loop of them are written out.
  if (count < 5 || m < 0) return undefined
  let places = [base[m] as number]
  for (const { count, steps } of dims) {
    const by = steps[m] as number
    if (by !== 0) places = places.flatMap((at) => Array.from({ length: count }, (_, k) => at + k * by))
  }
  const least = Array.from({ length: count }, (_, k) => {
    let from = NEVER
    for (const at of places) from = Math.min(from, masks[at + k * mStep] as number)
    return from
  })
  const skipped = numbers.map((x) => {
    const first = least.findIndex((from) => from <= x)
    return first < 0 ? count : first
  })
  const all = lanes * skipped.reduce((a, b) => a + b)
  return all > WORTH * skipped.length ? skipped : undefined
}
