/** Nests that go through the same rounds, put into one loop: what one of them computes is at hand for the next, and only what others read goes to memory. */
import type { Bounds } from './bounds.js'
import type { Dim } from './fit.js'
import { isPlain } from './kernel-code.js'
import type { Nest, NestProgram, Segment } from './nests.js'
import { streamsOf, termStep } from './pointers.js'
import { laneOf, workOf } from './tiling.js'

/** One of the cells in a loop: its streams begin at `first` among those of all. */
export interface Part {
  readonly fn: Nest['fn']
  readonly segments: readonly Segment[] | undefined
  readonly first: number
  readonly streams: number
  /** Whether somebody else reads what it computes. */
  readonly isKept: boolean
}
/** Nests as one: `nest` has the streams of all, `one` is the first of them; `given` are those that are in it, as they were. */
export interface Joined {
  readonly given: readonly Nest[]
  readonly nest: Nest
  readonly one: Nest
  readonly parts: readonly Part[]
  /** For each stream the first that is where it is, in every round. */
  readonly alike: readonly number[]
}
/** Whether a part is a sum with loops over its terms: only the first of a loop may be one. */
export const hasTurns = ({ segments }: Part): boolean => segments?.some(({ count }) => count > 1) === true
export const wholeOf = ({ fn, segments, base }: Nest): Part => ({
  fn,
  segments,
  first: 0,
  streams: base.length,
  isKept: true,
})

/** Terms up to which a sum may come into a loop; one of more may begin it, so that what is made of it needs not be read again. */
const TERMS = 4
const isLong = (nest: Nest): boolean => nest.segments !== undefined && workOf(nest) > TERMS * nest.lanes
/** Streams that one loop has at most, and rounds that it has at least. */
const STREAMS = 32
const ROUNDS = 16
/** Rounds that the innermost loop has at least, where one loop is made two to share those of others. */
const INNER = 8
/** Of so many nests one must be such, for it to be worth looking who reads what. */
const SHARE = 10

/** Whether something holds of a place that a stream reads or writes. */
function some({ base, dims, segments, table }: Nest, s: number, holds: (place: number) => boolean): boolean {
  if (table) {
    for (let at = s; at < table.length; at += base.length) if (holds(table[at]!)) return true
    return false
  }
  const own = segments?.find((segment) => streamsOf(segment).includes(s))
  const rounds = dims.map(({ count, steps }) => [count, steps[s]!] as const)
  if (own) rounds.push([own.count, termStep(own, s)])
  const go = (depth: number, from: number): boolean => {
    const round = rounds[depth]
    if (!round) return holds(from)
    const [count, step] = round
    const isLast = depth === rounds.length - 1
    for (let k = 0, at = from; k < (step === 0 ? 1 : count); k++, at += step) if (isLast ? holds(at) : go(depth + 1, at)) return true // prettier-ignore
    return false
  }
  return go(0, base[s]!)
}
/** From where to where each stream reads or writes, or beyond. */
class Spans {
  readonly first: number[] = []
  readonly last: number[] = []
  set({ base, dims, segments, table }: Nest): void {
    for (let s = 0; s < base.length; s++) {
      this.first[s] = table ? 0 : base[s]!
      this.last[s] = table ? Infinity : base[s]!
      for (let d = 0; d < dims.length; d++) this.widen(s, (dims[d]!.count - 1) * dims[d]!.steps[s]!)
    }
    if (!segments) return
    for (const { count, p, pStep, q, qStep, m, mStep } of segments) {
      if (count === 1) continue
      this.widen(p, (count - 1) * pStep)
      if (q >= 0) this.widen(q, (count - 1) * qStep)
      if (m >= 0) this.widen(m, (count - 1) * mStep)
    }
  }
  private widen(s: number, way: number): void {
    if (way < 0) this.first[s]! += way
    else this.last[s]! += way
  }
}

/** Whether the results of a nest lie side by side, without a gap. */
function isDense({ dims, table }: Nest): boolean {
  let size = 1
  for (let d = dims.length - 1; d >= 0; d--) {
    const { count, steps } = dims[d]!
    if (steps[0] !== size) return false
    size *= count
  }
  return !table
}
/** Writes a number to all places of a nest's results. */
function fill(places: Int32Array, nest: Nest, number: number): void {
  const first = nest.base[0]!
  if (isDense(nest)) places.fill(number, first, first + nest.lanes)
  else some(nest, 0, (place) => ((places[place] = number), false))
}
const wayOf = ({ base, dims }: Nest, s: number): string => {
  let way = ` ${base[s]}`
  for (const { steps } of dims) way += ` ${steps[s]}`
  return way
}
const isMoving = ({ dims }: Nest, s: number): boolean => dims.some(({ steps }) => steps[s] !== 0)

/** A nest with each of its terms by itself. */
function unrolled(nest: Nest): Nest {
  const { segments, base, dims } = nest
  if (!segments?.some(({ count }) => count > 1)) return nest
  const of = [0]
  const own = [base[0]!]
  const stream = (s: number, by: number): number => (s < 0 ? s : (own.push(base[s]! + by), of.push(s) - 1))
  const single = segments.flatMap(
    ({ count, p, pStep, q, qStep, m, mStep }) =>
    Array.from({ length: count }, (_, k) => ({ count: 1, p: stream(p, k * pStep), pStep: 0, q: stream(q, k * qStep), qStep: 0, m: stream(m, k * mStep), mStep: 0 })), // prettier-ignore
  )
  return { ...nest, segments: single, base: own, dims: dims.map(({ count, steps }) => ({ count, steps: of.map((s) => steps[s]!) })) } // prettier-ignore
}

/** A nest of one loop as loops in each other of so many rounds. */
function inRounds(nest: Nest, counts: readonly number[] | undefined): Nest {
  const [whole] = nest.dims
  if (!counts || nest.dims.length !== 1 || !whole) return nest
  const dims: Dim[] = []
  let size = 1
  for (const count of counts.toReversed()) {
    const by = size
    dims.unshift({ count, steps: whole.steps.map((step) => step * by) })
    size *= count
  }
  return { ...nest, dims }
}

/** Nests of one loop, which are computed at the place of the first of them. */
interface Group {
  readonly place: number
  readonly given: Nest[]
  readonly members: Nest[]
  streams: number
}

/** Nests in an order in which each comes after what it needs; those that may share a loop as one, at the place of the first of them. */
export function joinedOf(
  { layout, copies, modes, size }: NestProgram,
  nests: readonly Nest[],
  lanes: number,
  bounds: Bounds | undefined,
  isFree: (nest: Nest) => boolean,
): readonly (Nest | Joined)[] {
  /** What nests of one loop have in common; undefined for what shares none. */
  const loopOf = (nest: Nest): string | undefined => {
    const { fn, segments, dims } = nest
    if (nest.lanes < ROUNDS || nest.table || !isFree(nest)) return undefined
    if (!segments && (!fn.kernel || fn.isList || !isPlain(fn.kernel))) return undefined
    const lane = laneOf(nest, lanes)
    const bound = bounds?.of.get(nest)
    return lane < 0 ? undefined : [...dims.map(({ count }) => count), ';', lane, bound?.least, bound?.dim, bound?.rounds].join() // prettier-ignore
  }
  /** Loops in loops by how many rounds they have in all, for nests of one loop to go through them alike. */
  const rounds = new Map<number, readonly number[]>()
  for (const nest of nests) {
    const counts = nest.dims.map(({ count }) => count)
    const isInner = counts.length > 1 && (counts.at(-1) as number) >= INNER
    if (isInner && !rounds.has(nest.lanes) && loopOf(nest) !== undefined) rounds.set(nest.lanes, counts)
  }
  const forms = nests.map((nest) => (bounds?.of.has(nest) ? nest : inRounds(nest, rounds.get(nest.lanes))))
  const loops = forms.map(loopOf)
  const named = loops.filter((loop) => loop !== undefined)
  if (new Set(named).size === named.length || SHARE * named.length < nests.length) return nests
  /** For each place whose result lies there: so many of the nests on; 0: nobody's. */
  const writers = new Int32Array(size)
  /** By the way that a result goes through memory which nest it is of. */
  const results = new Map<string, number>()
  const groupOf: (Group | undefined)[] = []
  /** Of those that may share a loop, each term by itself. */
  const single: (Nest | undefined)[] = []
  const spans = new Spans()
  const known = new Map<string, Group>()
  forms.forEach((given, k) => {
    fill(writers, given, k + 1)
    const loop = loops[k]
    if (loop === undefined) return
    const isFirst = isLong(given)
    const nest = isFirst ? given : unrolled(given)
    const ways = nest.base.map((_, s) => loop + wayOf(nest, s))
    spans.set(nest)
    single[k] = nest
    /** Whether all that it reads has been computed before the group, or in it for the same round. */
    const isReady = (group: Group): boolean => {
      const isBefore = (writer: number): boolean => (groupOf[writer]?.place ?? writer) < group.place
      const isLate = (s: number): boolean => {
        const writer = results.get(ways[s]!)
        if (writer !== undefined) return groupOf[writer] !== group && !isBefore(writer)
        if (spans.last[s]! < layout.outputs / 8) return false
        return some(nest, s, (place) => writers[place]! > 0 && !isBefore(writers[place]! - 1))
      }
      return group.streams + nest.base.length <= STREAMS && !nest.base.some((_, s) => s > 0 && isLate(s))
    }
    const candidates = new Set(ways.map((way, s) => (!isFirst && isMoving(nest, s) ? known.get(way) : undefined)))
    const group = [...candidates].find((each) => each && isReady(each)) ?? {
      place: k,
      given: [],
      members: [],
      streams: 0,
    }
    group.given.push(nests[k]!)
    group.members.push(nest)
    group.streams += nest.base.length
    groupOf[k] = group
    results.set(ways[0]!, k)
    for (const way of ways) known.set(way, group)
  })
  const isShared = (k: number): boolean => (groupOf[k]?.members.length ?? 0) > 1
  if (!nests.some((_, k) => isShared(k))) return nests
  const kept = new Set<number>()
  /** How many places of what is computed in shared loops there are before each. */
  const before = new Int32Array(size + 1)
  const shared = Uint8Array.from(nests, (_, k) => Number(isShared(k)))
  for (let at = 0; at < size; at++) before[at + 1] = before[at]! + (shared[writers[at]! - 1] ?? 0)
  nests.forEach((nest, k) => {
    if (!isShared(k)) return
    spans.set(nest)
    if (modes.isFast || spans.first[0]! < layout.rest / 8) kept.add(k)
  })
  for (const [from] of copies) kept.add(writers[from]! - 1)
  nests.forEach((given, k) => {
    const own = groupOf[k]
    const nest = single[k] ?? given
    spans.set(nest)
    for (let s = 1; s < nest.base.length; s++) {
      const [first, last] = [spans.first[s]!, Math.min(spans.last[s]!, size - 1)]
      if (before[first] === before[last + 1]) continue
      const one = writers[first]! - 1
      if (one >= 0 && writers[last] === one + 1 && isDense(nests[one]!)) {
        if (groupOf[one] !== own) kept.add(one)
        continue
      }
      const writer = results.get(loops[k] + wayOf(nest, s))
      if (writer !== undefined && groupOf[writer] === own) continue
      some(nest, s, (place) => {
        const writer = writers[place]! - 1
        if (writer >= 0 && groupOf[writer] !== own) kept.add(writer)
        return false
      })
    }
  })
  return nests.flatMap((nest, k): readonly (Nest | Joined)[] => {
    if (!isShared(k)) return [nest]
    const group = groupOf[k]!
    return group.place === k ? [together(forms[k]!, group, (member) => kept.has(writers[member.base[0]!]! - 1))] : [] // prettier-ignore
  })
}

function alikeIn({ base, dims }: Nest): number[] {
  const first = new Map<string, number>()
  return base.map((at, s) => {
    const key = `${at} ${dims.map(({ steps }) => steps[s]).join()}`
    const known = first.get(key)
    if (known !== undefined) return known
    first.set(key, s)
    return s
  })
}

function together(one: Nest, { given, members }: Group, isKept: (nest: Nest) => boolean): Joined {
  const parts: Part[] = []
  const base: number[] = []
  for (const nest of members) {
    const first = base.length
    const moved = (s: number): number => (s < 0 ? s : s + first)
    const segments = nest.segments?.map((segment) => ({ ...segment, p: moved(segment.p), q: moved(segment.q), m: moved(segment.m) })) // prettier-ignore
    parts.push({ fn: nest.fn, segments, first, streams: nest.base.length, isKept: isKept(nest) })
    base.push(...nest.base)
  }
  const dims = one.dims.map(({ count }, d) => ({ count, steps: members.flatMap(({ dims }) => dims[d]!.steps) }))
  const segments = parts.flatMap(({ segments }) => segments ?? [])
  const nest = { ...one, segments, base, dims }
  return { given, nest, one, parts, alike: alikeIn(nest) }
}
