/** A walk over part of a recording: which nodes it has reached, segment by segment, without a stack. */
import type { Op } from '../ops/index.js'
import type { Handle } from './handle.js'
import { ACTIVE, eachLink, linkIndex, linkSlot, wordAt, type Chunk, type Segment } from './tape.js'

/** What a pass knows of one chunk. */
export class Column<A> {
  /** 0: not reached; else 1 + the place among `reaches` of the segment by which it was. */
  readonly mark: Uint16Array
  readonly reaches: Reach<A>[] = []
  highest = -1
  constructor(
    readonly chunk: Chunk,
    /** One entry per node; meaningful where `mark` is not 0. */
    readonly entries: A,
  ) {
    this.mark = new Uint16Array(chunk.length)
  }
}

/** A segment met in a pass. Views of one chunk share its column; a node reached by a view finds its operands through it. */
export class Reach<A> {
  readonly slots: (Reach<A> | undefined)[] = []
  readonly ordinal: number
  constructor(
    readonly segment: Segment,
    readonly column: Column<A>,
    private readonly pass: Pass<A>,
  ) {
    this.ordinal = column.reaches.push(this)
    this.slots[0] = this
  }
  at(slot: number): Reach<A> {
    return (this.slots[slot] ??= this.pass.reach(this.segment.sources[slot] as Segment))
  }
  /** Marks a node as reached; true the first time. */
  mark(index: number): boolean {
    const { mark } = this.column
    if (mark[index] !== 0) return false
    mark[index] = this.ordinal
    if (index > this.column.highest) this.column.highest = index
    return true
  }
}

export class Pass<A> {
  private readonly columnOf = new Map<Chunk, Column<A>>()
  private readonly reachOf = new Map<Segment, Reach<A>>()
  /** Oldest first. */
  readonly columns: Column<A>[] = []
  constructor(private readonly entries: (length: number) => A) {}

  reach(segment: Segment): Reach<A> {
    let found = this.reachOf.get(segment)
    if (found) return found
    let column = this.columnOf.get(segment.chunk)
    if (!column) {
      column = new Column(segment.chunk, this.entries(segment.chunk.length))
      this.columnOf.set(segment.chunk, column)
      this.columns.splice(this.placeOf(segment.chunk.base), 0, column)
    }
    found = new Reach(segment, column, this)
    this.reachOf.set(segment, found)
    return found
  }

  private placeOf(base: number): number {
    let low = 0
    let high = this.columns.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.columns[middle] as Column<A>).chunk.base < base) low = middle + 1
      else high = middle
    }
    return low
  }

  /** The column of a handle's node if that was reached, else undefined. */
  find({ segment, index }: Handle): Column<A> | undefined {
    const column = this.columnOf.get(segment.chunk)
    return column && column.mark[index] !== 0 ? column : undefined
  }

  /** Calls `visit` for every node reached of id `floor` or more, newest first; a visit may mark older ones. */
  descend(visit: (reach: Reach<A>, index: number) => void, floor = 0): void {
    // A column that joins meanwhile is older than the present one, so those done stay at the end.
    for (let done = 0; done < this.columns.length; done++) {
      const { chunk, mark, reaches, highest } = this.columns[this.columns.length - 1 - done] as Column<A>
      const lowest = Math.max(0, floor - chunk.base)
      for (let i = highest; i >= lowest; i--) {
        const ordinal = mark[i] as number
        if (ordinal !== 0) visit(reaches[ordinal - 1] as Reach<A>, i)
      }
    }
  }

  /** Calls `visit` for every node reached, oldest first. */
  ascend(visit: (reach: Reach<A>, index: number) => void): void {
    for (const { mark, reaches, highest } of this.columns) {
      for (let i = 0; i <= highest; i++) {
        const ordinal = mark[i] as number
        if (ordinal !== 0) visit(reaches[ordinal - 1] as Reach<A>, i)
      }
    }
  }
}

/** Where a node lies in a pass. */
export type Place<A> = readonly [reach: Reach<A>, index: number]

export const placeOf = <A>(from: Reach<A>, link: number): Place<A> => [from.at(linkSlot(link)), linkIndex(link)]
export const dataAt = <A>([{ column }, index]: Place<A>): number => column.chunk.data[index] as number
export const activeAt = <A>([{ column }, index]: Place<A>): boolean => (wordAt(column.chunk, index) & ACTIVE) !== 0

/** Where the operands of a node lie, in order. */
export function operands<A>(reach: Reach<A>, index: number): Place<A>[] {
  const places: Place<A>[] = []
  eachLink(reach.column.chunk, index, (link) => places.push(placeOf(reach, link)))
  return places
}
/** Through which of its operands a gradient flows: they carry one, and take part at these data. */
export function flowing<A>(op: Op, places: readonly Place<A>[]): boolean[] {
  const takesPart = op.active?.(...places.map(dataAt))
  return places.map((place, k) => takesPart?.[k] !== false && activeAt(place))
}

/**
 * A pass that has reached everything the roots were computed from, or with `activeFrom` only what gradients flow through among
 * the nodes of that id or more.
 */
export function ancestors(roots: Iterable<Handle>): Pass<undefined>
export function ancestors<A>(
  roots: Iterable<Handle>,
  entries: ((length: number) => A) | undefined,
  into?: Pass<A>,
  activeFrom?: number,
): Pass<A>
export function ancestors<A>(
  roots: Iterable<Handle>,
  entries?: (length: number) => A,
  into?: Pass<A>,
  activeFrom?: number,
): Pass<A> {
  const pass = into ?? new Pass<A>(entries ?? (() => undefined as A))
  for (const { segment, index } of roots) pass.reach(segment).mark(index)
  pass.descend((reach, i) => {
    for (const place of operands(reach, i)) if (activeFrom === undefined || activeAt(place)) place[0].mark(place[1])
  }, activeFrom)
  return pass
}
