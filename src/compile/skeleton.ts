/** A recording as columns of numbers: all that a program is read from, the same for two recordings of the same program. */
import { asHandle, isValue, type Handle } from '../engine/index.js'
import { CODE_MASK, CONSTANT, INDEX_MASK, LEAF, linkIndex, linkSlot, widths } from '../engine/chunk.js'
import { Pass, type Column, type Reach } from '../engine/pass.js'
import { handleAt } from '../engine/value.js'
import { sameBatch, type Batch } from './batch.js'
import { EXACT, sameModes, type Modes } from './modes.js'
import type { PassNote, Recording } from './trace.js'

/** Codes of nodes beside those of ops, as the recording has them; what a function took from outside, an argument, a result of a pass, an entry of a table. */
export { CALL, CONSTANT, LEAF } from '../engine/chunk.js'
export const CAPTURED = -1
export const VARIABLE = -2
export const RESULT = -3
export const CHOSEN = -4

/** A pass, its nodes by their place; a plain number k of a list stands in `numbers`, as −1 − k. */
export interface SkeletonPass {
  readonly kind: PassNote['kind']
  readonly outs: Int32Array
  readonly variables: Int32Array
  readonly given: Int32Array
  readonly results: Int32Array
  readonly around: Int32Array
  /** The first node that it may look at, and the first one after it. */
  readonly floor: number
  readonly end: number
}

/*
 *   code      | variable | variable | constant | mul | tanh |      by creation
 *   data      | ordinal  | ordinal  | 0.5      |            |
 *   start     | 0        | 0        | 0        | 0   | 2    | 3
 *   operands  | 0  2 | 3 |
 */
export interface Skeleton {
  readonly length: number
  readonly code: Int32Array
  readonly data: Float64Array
  readonly start: Int32Array
  readonly operands: Int32Array
  readonly inputs: number
  /** Where it is of one example, the batch that it is mapped over. */
  readonly batch: Batch | undefined
  readonly modes: Modes
  readonly passes: readonly SkeletonPass[]
  readonly outs: Int32Array
  readonly conditions: Int32Array
  readonly answers: Uint8Array
  /** Plain numbers among outputs and what passes are given. */
  readonly numbers: readonly number[]
  /** Names by node. */
  readonly labels: ReadonlyMap<number, string>
  /** Where in the recording each node was made, counted from its beginning. */
  readonly offsets: Int32Array
}

/** The skeleton of a recording, and the Values from outside that it takes. */
export function skeletonOf(
  { frame, floor, passes, choices, branches }: Recording,
  modes: Modes = EXACT,
  batch?: Batch,
): {
  readonly skeleton: Skeleton
  readonly captured: readonly Handle[]
} {
  const walk = new Pass((length) => new Int32Array(length))
  // Entries are 1 + the place of a node; negative ones say beforehand what it is: an argument, the result of a pass.
  const reach = (handle: Handle): Reach<Int32Array> => {
    const found = walk.reach(handle.segment)
    found.mark(handle.index)
    return found
  }
  const want = (x: number | Handle): void => {
    if (typeof x !== 'number' && isValue(x)) reach(asHandle(x as never))
  }
  frame.variables.forEach((handle, k) => (reach(handle).column.entries[handle.index] = -2 - k))
  for (const x of frame.out.leaves) want(x)
  for (const { condition } of branches) reach(condition)
  for (const { outs, given, variables, results, around } of passes) {
    for (const list of [outs, given]) for (const x of list) want(x)
    for (const list of [variables, around]) for (const x of list) reach(x)
    for (const x of results) {
      const { column } = reach(x)
      column.entries[x.index] = -1
    }
  }
  const chosen = new Map(choices.map(({ result, from }) => [result.id, from]))
  let length = 0
  let links = 0
  // A column that joins meanwhile is older than the present one, so those done stay at the end.
  for (let done = 0; done < walk.columns.length; done++) {
    const column = walk.columns[walk.columns.length - 1 - done] as Column<Int32Array>
    const [nodes, own] = follow(column, floor, chosen, reach)
    length += nodes
    links += own
  }
  const made = new Columns(length, links, floor, chosen, walk)
  for (const column of walk.columns) made.take(column)
  const { code, data, start, operands, offsets, ids, labels, captured } = made
  const numbers: number[] = []
  const placeOf = (x: number | Handle): number => {
    if (typeof x === 'number') return -numbers.push(x)
    const { segment, index } = asHandle(x as never)
    return (walk.reach(segment).column.entries[index] as number) - 1
  }
  const placesOf = (list: readonly (number | Handle)[]): Int32Array => Int32Array.from(list, placeOf)
  /** The first node of that id or more. */
  const beginning = (id: number): number => {
    let low = 0
    let high = length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((ids[middle] as number) < id) low = middle + 1
      else high = middle
    }
    return low
  }
  const skeleton: Skeleton = {
    length,
    code,
    data,
    start,
    operands,
    inputs: frame.variables.length,
    batch,
    modes,
    passes: passes.map((pass) => ({
      kind: pass.kind,
      outs: placesOf(pass.outs),
      variables: placesOf(pass.variables),
      given: placesOf(pass.given),
      results: placesOf(pass.results),
      around: placesOf(pass.around),
      floor: beginning(pass.floor),
      end: beginning(pass.to),
    })),
    outs: placesOf(frame.out.leaves),
    conditions: placesOf(branches.map(({ condition }) => condition)),
    answers: Uint8Array.from(branches, ({ answer }) => Number(answer)),
    numbers,
    labels,
    offsets,
  }
  return { skeleton, captured }
}

type Chosen = ReadonlyMap<number, readonly Handle[]>

/** Marks what the nodes of a column are computed from; gives how many they are, and how many links. */
function follow(
  column: Column<Int32Array>,
  floor: number,
  chosen: Chosen,
  reach: (handle: Handle) => unknown,
): [nodes: number, links: number] {
  const { chunk, entries, reaches } = column
  const { links: words, operands, base } = chunk
  let nodes = 0
  let links = 0
  for (let i = column.highest; i >= 0; i--) {
    const ordinal = column.mark[i] as number
    if (ordinal === 0) continue
    nodes++
    const isOwn = (entries[i] as number) >= 0
    const choice = chosen.size > 0 && isOwn ? chosen.get(base + i) : undefined
    if (choice) {
      links += choice.length
      for (const handle of choice) reach(handle)
      continue
    }
    const code = (words[3 * i] as number) & CODE_MASK
    if (!isOwn || code === LEAF || code === CONSTANT || base + i < floor) continue
    const from = reaches[ordinal - 1] as Reach<Int32Array>
    const first = words[3 * i + 1] as number
    const second = words[3 * i + 2] as number
    const width = widths[code] as number
    const count = width === 0 ? second : width
    links += count
    for (let k = 0; k < count; k++) {
      const link = width === 0 ? (operands[first + k] as number) : k === 0 ? first : second
      // Slot 0 is the column itself.
      if (link <= INDEX_MASK) {
        if (column.mark[link] === 0) column.mark[link] = ordinal
      } else from.at(linkSlot(link)).mark(linkIndex(link))
    }
  }
  return [nodes, links]
}

/** The columns of a skeleton that is being written. */
class Columns {
  private next = 0
  private end = 0
  readonly code: Int32Array
  readonly data: Float64Array
  readonly start: Int32Array
  readonly offsets: Int32Array
  readonly operands: Int32Array
  readonly ids: Float64Array
  readonly labels: Map<number, string> = new Map()
  readonly captured: Handle[] = []
  constructor(
    length: number,
    links: number,
    private readonly floor: number,
    private readonly chosen: Chosen,
    private readonly walk: Pass<Int32Array>,
  ) {
    this.code = new Int32Array(length)
    this.data = new Float64Array(length)
    this.start = new Int32Array(length + 1)
    this.offsets = new Int32Array(length)
    this.operands = new Int32Array(links)
    this.ids = new Float64Array(length)
  }

  /** Writes the nodes of a column, oldest first. */
  take(column: Column<Int32Array>): void {
    const { chosen, floor, code, data, start, offsets, ids } = this
    const { chunk, entries, reaches, mark } = column
    const { labels } = chunk
    for (let i = 0; i <= column.highest; i++) {
      const ordinal = mark[i] as number
      if (ordinal === 0) continue
      const id = chunk.base + i
      const at = this.next++
      const known = entries[i] as number
      const own = (chunk.links[3 * i] as number) & CODE_MASK
      entries[i] = at + 1
      ids[at] = id
      offsets[at] = id - floor
      const label = labels?.get(i)
      if (label !== undefined && label !== '') this.labels.set(at, label)
      const choice = chosen.size > 0 ? chosen.get(id) : undefined
      if (known < -1) {
        code[at] = VARIABLE
        data[at] = -2 - known
      } else if (known === -1) code[at] = RESULT
      else if (choice) {
        code[at] = CHOSEN
        for (const { segment, index } of choice)
          this.operands[this.end++] = (this.walk.reach(segment).column.entries[index] as number) - 1
      } else if (own === CONSTANT || (own === LEAF && id >= floor)) {
        code[at] = own
        data[at] = chunk.data[i] as number
      } else if (id < floor) {
        code[at] = CAPTURED
        this.captured.push(handleAt((reaches[ordinal - 1] as Reach<Int32Array>).segment, i))
      } else {
        code[at] = own
        this.link(column, reaches[ordinal - 1] as Reach<Int32Array>, i, own)
      }
      start[at + 1] = this.end
    }
  }
  private link({ chunk, entries }: Column<Int32Array>, from: Reach<Int32Array>, i: number, own: number): void {
    const first = chunk.links[3 * i + 1] as number
    const second = chunk.links[3 * i + 2] as number
    const width = widths[own] as number
    const count = width === 0 ? second : width
    for (let k = 0; k < count; k++) {
      const link = width === 0 ? (chunk.operands[first + k] as number) : k === 0 ? first : second
      const places = link <= INDEX_MASK ? entries : from.at(linkSlot(link)).column.entries
      this.operands[this.end++] = (places[linkIndex(link)] as number) - 1
    }
  }
}

/** Whether two skeletons are those of one program; else where in the recording, in the second, the first node stands in which they differ. */
export function difference(a: Skeleton, b: Skeleton): number | undefined {
  const at = (k: number): number => b.offsets[Math.min(k, b.length - 1)] ?? 0
  const shorter = Math.min(a.length, b.length)
  for (let k = 0; k < shorter; k++) {
    const from = b.start[k] as number
    const to = b.start[k + 1] as number
    if (a.code[k] !== b.code[k] || !Object.is(a.data[k], b.data[k]) || a.start[k + 1] !== to) return at(k)
    for (let i = from; i < to; i++) if (a.operands[i] !== b.operands[i]) return at(k)
  }
  const isSame =
    a.length === b.length &&
    a.inputs === b.inputs &&
    sameBatch(a.batch, b.batch) &&
    sameModes(a.modes, b.modes) &&
    sameList(a.outs, b.outs) &&
    sameList(a.conditions, b.conditions) &&
    sameList(a.answers, b.answers) &&
    sameList(a.numbers, b.numbers) &&
    a.passes.length === b.passes.length &&
    a.passes.every((pass, k) => samePass(pass, b.passes[k] as SkeletonPass))
  return isSame ? undefined : at(b.length - 1)
}
const samePass = (a: SkeletonPass, b: SkeletonPass): boolean =>
  a.kind === b.kind &&
  a.floor === b.floor &&
  a.end === b.end &&
  (['outs', 'variables', 'given', 'results', 'around'] as const).every((list) => sameList(a[list], b[list]))
const sameList = (a: ArrayLike<number>, b: ArrayLike<number>): boolean => {
  if (a.length !== b.length) return false
  for (let k = 0; k < a.length; k++) if (!Object.is(a[k], b[k])) return false
  return true
}

/**
 * Whether a skeleton, of what comes before the last pass of another one, is computed by nodes of that one in the order in which they are made; `theirs` and `ours` are what both take
 * from outside. Nodes of the other one may be more.
 */
export function isWithin(part: Skeleton, theirs: readonly Handle[], whole: Skeleton, ours: readonly Handle[]): boolean {
  const { length, code, data, start, operands, passes } = part
  const places = new Int32Array(length)
  if (part.inputs !== whole.inputs || passes.length > 0) return false
  let next = 0
  let seen = 0
  let found = 0
  for (let k = 0; k < length; k++) {
    const own = code[k] as number
    const outside = own === CAPTURED ? theirs[seen++] : undefined
    const from = start[k] as number
    const count = (start[k + 1] as number) - from
    for (;;) {
      if (next === whole.length) return false
      const at = next++
      const isOutside = whole.code[at] === CAPTURED
      const handle = isOutside ? ours[found++] : undefined
      if (whole.code[at] !== own || (isOutside && handle?.id !== outside?.id)) continue
      const other = whole.start[at] as number
      if ((whole.start[at + 1] as number) - other !== count || !Object.is(whole.data[at], data[k])) continue
      let same = 0
      while (same < count && whole.operands[other + same] === places[operands[from + same] as number]) same++
      if (same < count) continue
      places[k] = at
      break
    }
  }
  const isSame = (x: number, k: number): boolean => x >= 0 && places[x] === k
  return (
    part.outs.length === 1 &&
    isSame(part.outs[0] as number, whole.outs[0] as number) &&
    part.conditions.every((x, k) => isSame(x, whole.conditions[k] as number) && part.answers[k] === whole.answers[k])
  )
}

/** A number that two skeletons of one program share. */
export function hashOf({ length, code, data, operands, outs, batch, modes }: Skeleton): number {
  const words = new Int32Array(data.buffer, 0, 2 * length)
  let mixed = length ^ (batch?.size ?? 0) ^ (modes.dtype === 'f32' ? 1 << 30 : 0) ^ (modes.isFast ? 1 << 29 : 0)
  for (const list of [code, operands, outs, words]) mixed = mixedWith(list, mixed)
  return mixed | 0
}
function mixedWith(list: Int32Array, from: number): number {
  let mixed = from
  for (let k = 0; k < list.length; k++)
    mixed = ((Math.imul(mixed, 0x85ebca6b) ^ (list[k] as number)) + (mixed >>> 15)) | 0
  return mixed
}
