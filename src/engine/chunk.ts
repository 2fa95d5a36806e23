/** Nodes in columns: what a chunk of the recording holds, and how a node links to its operands. */
import type { Call } from './call.js'
import type { Scopes } from './scope.js'
import type { Handle } from './value.js'

/*
 * A node is three integers and a double, side by side with the nodes made before and after it:
 *
 *   links  | word | first | second | word | first | second | …     word = op code, flag and needs
 *   data   | y    | y     | …                                       first, second = links to the operands
 *
 * A link is slot · 2²² + index: `sources[slot]` is the segment of the operand, slot 0 this one. A node of three or more,
 * or of some that may take no part, keeps its links in `operands`, `first` of them on, `second` many. Operands are older than the node, so that a
 * walk from high ids to low ones is a topological order, and no walk needs a stack. The needs of a node say which sources it
 * leads to, by itself or through others of its chunk: a bit each, of which all after the seventeenth share the last.
 */
export const INDEX_BITS = 22
/** Integers are made by shifts: `2 ** n` would make doubles of them, slower wherever they are used. */
export const INDEX_MASK: number = (1 << INDEX_BITS) - 1

export const CODE_MASK = 0xfff
/** Reserved op codes, above all rows. */
export const LEAF = 0xfff
export const CONSTANT = 0xffe
export const CALL = 0xffd
/** Flag in the word: a gradient passes here. */
export const ACTIVE = 0x1000
const FIRST_NEED = 0x2000
const LAST_NEED = 1 << 30
export const NEEDS: number = 0x7fffffff & -FIRST_NEED

const NONE = new Int32Array(0)

/** The columns of one run of nodes. */
export class Chunk {
  length = 0
  readonly links: Int32Array
  readonly data: Float64Array
  /** Gradients, from the first `backward` that reached a node here. */
  grad: Float64Array | undefined
  /** Links of nodes with an operand list, and how many there are; too great for 32 bits in few programs. */
  operands: Int32Array | Float64Array = NONE
  listed = 0
  /** Leaves are the same object wherever they come back; they hold this chunk, and nothing that other nodes in it need. */
  leaves: Handle[] | undefined
  readonly alone: Segment = new Segment(this)
  labels: Map<number, string> | undefined
  /** Nodes that got their label only after the chunk was full. */
  late: Map<number, WeakRef<Handle>> | undefined
  /** When a leaf's data was last set, and when a node was last replayed, counted in ids. */
  changed: Float64Array | undefined
  replayed: Float64Array | undefined
  scopes: Scopes | undefined
  /** Places in the user's text, as messages end with them, noted while `detectAnomaly` is on. */
  origins: Map<number, string> | undefined
  calls: Map<number, Call> | undefined
  /** The nodes that the first branches of the next segment were asked of. */
  declare asked?: number[]
  /** Nothing but leaves and constants so far. */
  flat = true
  /** How often it was said of a leaf here whether it requires a gradient. */
  turned = 0

  constructor(
    /** Id of node 0. */
    readonly base: number,
    readonly capacity: number,
    /** How many branches were noted before node 0. */
    readonly branches: number,
  ) {
    this.links = new Int32Array(3 * capacity)
    this.data = new Float64Array(capacity)
  }

  /** The side list, with room for so many more; of doubles, which hold links to any slot, if that is asked for. */
  roomFor(count: number, isWide: boolean = this.operands instanceof Float64Array): Int32Array | Float64Array {
    const { operands } = this
    const needed = this.listed + count
    if (needed <= operands.length && isWide === operands instanceof Float64Array) return operands
    this.operands = new (isWide ? Float64Array : Int32Array)(Math.max(64, 2 * needed))
    this.operands.set(operands)
    return this.operands
  }

  /** The column of gradients. */
  gradients(): Float64Array {
    return (this.grad ??= new Float64Array(this.capacity))
  }
}

/** A branch that was taken: the condition's link, the answer, how many nodes stood before it in its chunk, and how many branches at all. */
export interface Guard {
  readonly link: number
  readonly answer: boolean
  readonly at: number
  readonly nth: number
}

const staysHere = (): string => 'a Value cannot leave its worker: send v.data, or graphOf(v)'

/** How a segment uses one of its sources. */
export interface Use {
  readonly slot: number
  /** The bit that says, in the words of the segment's nodes, that one leads here; 0 if the source has no sources to be cut. */
  readonly bit: number
  /** What the nodes linked to need of the source's own sources. */
  needs: number
  /** The oldest node linked to. */
  lowest: number
}
const useAt = (slot: number, bit: number): Use => ({ slot, bit, needs: 0, lowest: INDEX_MASK })

/** A chunk together with the segments its links lead to: what a handle holds on to. */
export class Segment {
  sources: (Segment | undefined)[]
  /** By slot; views have those of the segment that they are of. */
  uses: Use[]
  /** Nodes with a label are the same object wherever they come back. */
  labelled: Map<number, Handle> | undefined
  /** Branches that were taken among its nodes. */
  guards: Guard[] | undefined
  /** The segment before, if branches were taken there; no other segment holds that through this one. */
  declare before?: Segment
  /** How the segment with serial number `user` uses it: numbers, which hold nothing alive. */
  user = 0
  use: Use = NO_USE
  /** About how many nodes its own were computed from, themselves included, and through how many segments; known when it is full. */
  closure = 0
  depth = 1
  /** What structuredClone and postMessage cannot copy: they say so instead of copying the whole recording. */
  readonly bound: () => string = staysHere
  constructor(
    readonly chunk: Chunk,
    sources: readonly (Segment | undefined)[] = [],
    /** Unique among the segments that nodes are appended to; 0 for a view of one. */
    readonly serial = 0,
    uses?: Use[],
  ) {
    this.sources = [this, ...sources.slice(1)]
    this.uses = uses ?? [NO_USE]
  }

  /** How nodes of this segment use a source; a new slot the first time. */
  useOf(source: Segment): Use {
    if (source.user !== this.serial) {
      source.user = this.serial
      const slot = this.sources.push(source) - 1
      // Leaves and constants stand alone.
      const bit = source === source.chunk.alone ? 0 : nextBit(this.uses)
      this.uses.push((source.use = useAt(slot, bit)))
    }
    return source.use
  }
}
export const NO_USE: Use = useAt(0, 0)
function nextBit(uses: readonly Use[]): number {
  const last = uses.findLast(({ bit }) => bit)
  return last ? Math.min(LAST_NEED, 2 * last.bit) : FIRST_NEED
}

export const linkSlot = (link: number): number =>
  link < 2 ** 31 ? link >>> INDEX_BITS : Math.floor(link / 2 ** INDEX_BITS)
export const linkIndex = (link: number): number => (link < 2 ** 31 ? link & INDEX_MASK : link % 2 ** INDEX_BITS)

export const wordAt = ({ links }: Chunk, index: number): number => links[3 * index] as number
export const wordOf = ({ segment, index }: Handle): number => wordAt(segment.chunk, index)
export const codeAt = (chunk: Chunk, index: number): number => wordAt(chunk, index) & CODE_MASK

/** Calls `visit` with each operand's link, in order. */
export function eachLink(chunk: Chunk, index: number, visit: (link: number) => void): void {
  const { links, operands } = chunk
  const code = codeAt(chunk, index)
  if (code >= CONSTANT) return
  const first = 3 * index + 1
  const width = widths[code] as number
  if (width > 0) for (let k = 0; k < width; k++) visit(links[first + k] as number)
  else for (let k = 0; k < (links[first + 1] as number); k++) visit(operands[(links[first] as number) + k] as number)
}
/** Operands per op code where one or two always take part; 0 where they stand in the side list. Filled by the first node of each op. */
export const widths: Uint8Array = new Uint8Array(CODE_MASK + 1)
