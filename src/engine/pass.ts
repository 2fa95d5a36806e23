/** A walk over part of a recording: which nodes it has reached, segment by segment, without a stack. */
import type { Op } from '../ops/index.js'
import type { Handle } from './value.js'
import { ACTIVE, Chunk, eachLink, linkIndex, linkSlot, wordAt, type Segment } from './chunk.js'

const PAGE_BITS = 5
const PAGE = 1 << PAGE_BITS

/** What a pass writes about the nodes of one chunk. */
interface Sheet<A> {
  /** 0: not reached; else 1 + the place among `reaches` of the segment by which it was. */
  mark: Uint8Array | Uint32Array
  /** Which pages have a mark: a small graph in a long chunk is walked in the time that it deserves. */
  readonly pages: Uint8Array
  /** One entry per node; meaningful where `mark` is not 0. */
  readonly entries: A
}
const sheet = <A>(length: number, entries: (length: number) => A): Sheet<A> => ({
  mark: new Uint8Array(length),
  pages: new Uint8Array((length >> PAGE_BITS) + 1),
  entries: entries(length),
})

/** Sheets of numbers, blank again, for chunks up to that length: to allocate one takes longer than a pass over a small graph. */
const SMALL = 1024
const blank: Sheet<Float64Array>[] = []
export const numbers = (length: number): Float64Array => new Float64Array(length)

/** What a pass knows of one chunk. */
export class Column<A> {
  readonly reaches: Reach<A>[] = []
  highest = -1
  mark: Uint8Array | Uint32Array
  readonly entries: A
  readonly pages: Uint8Array
  constructor(
    readonly chunk: Chunk,
    private readonly sheet: Sheet<A>,
  ) {
    this.mark = sheet.mark
    this.entries = sheet.entries
    this.pages = sheet.pages
  }
  /** Takes in one more segment and gives its ordinal. */
  add(reach: Reach<A>): number {
    const ordinal = this.reaches.push(reach)
    if (ordinal === 256) this.mark = Uint32Array.from(this.mark)
    return ordinal
  }
  /** Whether the entries are this pass's own, to be kept when it has ended. */
  get isOwn(): boolean {
    return this.chunk.length > SMALL
  }
  /** Gives the sheet back, blank. */
  release(): void {
    if (this.isOwn || this.mark !== this.sheet.mark) return
    const sheet = this.sheet as unknown as Sheet<Float64Array>
    this.pagesUp((low, high) => {
      sheet.mark.fill(0, low, high + 1)
      sheet.entries.fill(0, low, high + 1)
    })
    sheet.pages.fill(0)
    blank.push(sheet)
  }
  pagesUp(run: (low: number, high: number) => void): void {
    for (let page = 0; page <= this.highest >> PAGE_BITS; page++) {
      if (this.pages[page] !== 0) run(page * PAGE, Math.min(this.highest, (page + 1) * PAGE - 1))
    }
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
    this.ordinal = column.add(this)
    this.slots[0] = this
  }
  at(slot: number): Reach<A> {
    return (this.slots[slot] ??= this.pass.reach(this.segment.sources[slot] as Segment))
  }
  /** Marks a node as reached; true the first time. */
  mark(index: number): boolean {
    const { column } = this
    if (column.mark[index] !== 0) return false
    column.mark[index] = this.ordinal
    column.pages[index >> PAGE_BITS] = 1
    if (index > column.highest) column.highest = index
    return true
  }
}

export class Pass<A> {
  /** JavaScript engines throw compiled code away with the last object of a shape that it was compiled for: one of each stays. */
  static readonly kept: unknown = new Pass(numbers).reach(new Chunk(0, 0, 0).alone)
  readonly #columnOf = new Map<Chunk, Column<A>>()
  readonly #reachOf = new Map<Segment, Reach<A>>()
  /** Oldest first. */
  readonly columns: Column<A>[] = []
  constructor(private readonly entries: (length: number) => A) {}

  reach(segment: Segment): Reach<A> {
    let found = this.#reachOf.get(segment)
    if (found) return found
    let column = this.#columnOf.get(segment.chunk)
    if (!column) {
      column = new Column(segment.chunk, this.#sheetFor(segment.chunk.length))
      this.#columnOf.set(segment.chunk, column)
      this.columns.splice(this.#placeOf(segment.chunk.base), 0, column)
    }
    found = new Reach(segment, column, this)
    this.#reachOf.set(segment, found)
    return found
  }

  #sheetFor(length: number): Sheet<A> {
    if (this.entries !== (numbers as unknown) || length > SMALL) return sheet(length, this.entries)
    return (blank.pop() as unknown as Sheet<A> | undefined) ?? sheet(SMALL, this.entries)
  }
  /** Ends a pass over numbers, when whoever asked for it has read what it wants. */
  release(): void {
    for (const column of this.columns) column.release()
  }

  #placeOf(base: number): number {
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
    const column = this.#columnOf.get(segment.chunk)
    return column && column.mark[index] !== 0 ? column : undefined
  }

  /** Calls `run` with every page that has a mark, newest first, down to the node of id `floor`; it may mark older nodes. */
  pagesDown(floor: number, run: (column: Column<A>, high: number, low: number) => void): void {
    // A column that joins meanwhile is older than the present one, so those done stay at the end.
    for (let done = 0; done < this.columns.length; done++) {
      const column = this.columns[this.columns.length - 1 - done] as Column<A>
      const lowest = Math.max(0, floor - column.chunk.base)
      for (let page = column.highest >> PAGE_BITS; page >= lowest >> PAGE_BITS; page--) {
        if (column.pages[page] === 0) continue
        run(column, Math.min(column.highest, (page + 1) * PAGE - 1), Math.max(lowest, page * PAGE))
      }
    }
  }
  /** Calls `visit` for every node reached of id `floor` or more, newest first; a visit may mark older ones. */
  descend(visit: (reach: Reach<A>, index: number) => void, floor = 0): void {
    this.pagesDown(floor, ({ mark, reaches }, high, low) => {
      for (let i = high; i >= low; i--) if (mark[i] !== 0) visit(reaches[(mark[i] as number) - 1] as Reach<A>, i)
    })
  }

  /** Calls `visit` for every node reached, oldest first. */
  ascend(visit: (reach: Reach<A>, index: number) => void): void {
    for (const column of this.columns) {
      const { mark, reaches } = column
      column.pagesUp((low, high) => {
        for (let i = low; i <= high; i++) if (mark[i] !== 0) visit(reaches[(mark[i] as number) - 1] as Reach<A>, i)
      })
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
/** Which of its operands take part at these data. */
export const takingPart = <A>(op: Op, places: readonly Place<A>[]): boolean[] => {
  const active = op.active?.(...places.map(dataAt))
  return places.map((_, k) => active?.[k] !== false)
}
/** Through which of its operands a gradient flows: they take part, and carry one. */
export const flowing = <A>(op: Op, places: readonly Place<A>[]): boolean[] =>
  takingPart(op, places).map((takesPart, k) => takesPart && activeAt(places[k] as Place<A>))

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
