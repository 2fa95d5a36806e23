/** The recording: nodes in columns, columns in segments that the garbage collector frees when nobody holds a node of them. */
import { Scopes, type Scope } from './scope.js'
import type { Handle } from './value.js'
import type { Box, Call } from './call.js'
import { prune } from './prune.js'

export type { Scope } from './scope.js'

/*
 * A node is three integers and a double, side by side with the nodes made before and after it:
 *
 *   links  | word | first | second | word | first | second | …     word = op code and flags
 *   data   | y    | y     | …                                       first, second = links to the operands
 *
 * A link is slot · 2²² + index: `sources[slot]` is the segment of the operand, slot 0 this one. A node of three or more
 * operands keeps its links in `operands`, `first` of them on, `second` many. Operands are older than the node, so that a
 * walk from high ids to low ones is a topological order, and no walk needs a stack.
 */
export const INDEX_BITS = 22
export const INDEX_MASK: number = 2 ** INDEX_BITS - 1
// One slot is given away so that links stay non-negative.
const MAX_SLOT = 2 ** (31 - INDEX_BITS) - 1
const MAX_CAPACITY = 2 ** 20
const MIN_CAPACITY = 64

export const CODE_MASK = 0xfff
/** Reserved op codes, above all rows. */
export const LEAF = 0xfff
export const CONSTANT = 0xffe
export const CALL = 0xffd
/** Flag in the word: a gradient passes here. */
export const ACTIVE = 0x1000

/** The columns of one run of nodes. */
export class Chunk {
  length = 0
  readonly links: Int32Array
  readonly data: Float64Array
  /** Gradients, from the first `backward` that reached a node here. */
  grad: Float64Array | undefined
  operands: number[] | undefined
  /** Leaves are the same object wherever they come back; they hold this chunk, and nothing that other nodes in it need. */
  leaves: Handle[] | undefined
  readonly alone: Segment = new Segment(this)
  labels: Map<number, string> | undefined
  /** Nodes that got their label only after the chunk was full. */
  late: Map<number, WeakRef<Handle>> | undefined
  /** When a leaf's data was last set, and when a node was last replayed, counted in ids. */
  changed: Map<number, number> | undefined
  replayed: Float64Array | undefined
  scopes: Scopes | undefined
  guards: Guard[] | undefined
  calls: Map<number, Call> | undefined
  /** Nothing but leaves and constants so far. */
  flat = true

  constructor(
    /** Id of node 0. */
    readonly base: number,
    readonly capacity: number,
  ) {
    this.links = new Int32Array(3 * capacity)
    this.data = new Float64Array(capacity)
  }

  /** The column of gradients, as long as the chunk is now. */
  gradients(): Float64Array {
    if (this.grad === undefined || this.grad.length < this.length) {
      const longer = new Float64Array(this.capacity)
      if (this.grad) longer.set(this.grad)
      this.grad = longer
    }
    return this.grad
  }
}

/** A branch that was taken: the condition's link, the answer, and how many nodes stood before it. */
export interface Guard {
  readonly link: number
  readonly answer: boolean
  readonly at: number
}

const staysHere = (): string => 'a Value cannot leave its worker: send v.data, or graphOf(v)'

/** A chunk together with the segments its links lead to: what a handle holds on to. */
export class Segment {
  sources: (Segment | undefined)[]
  /** Nodes with a label are the same object wherever they come back. */
  labelled: Map<number, Handle> | undefined
  /** The slot it has among the sources of the segment with serial number `slotOwner`: a number, which holds nothing alive. */
  slotOwner = 0
  slot = 0
  /** About how many nodes its own were computed from, themselves included; known when it is full. */
  closure = 0
  /** What structuredClone and postMessage cannot copy: they say so instead of copying the whole recording. */
  readonly bound: () => string = staysHere
  constructor(
    readonly chunk: Chunk,
    sources: readonly (Segment | undefined)[] = [],
    /** Unique among the segments that nodes are appended to; 0 for a view of one. */
    readonly serial = 0,
  ) {
    this.sources = [this, ...sources.slice(1)]
  }
}

let current: Segment | undefined
let resting: WeakRef<Segment> | undefined
let restDue = false
let nextBase = 0
let capacity = MIN_CAPACITY
let serials = 0
let scope: Scope | undefined

let changedAt = 0
/** When any data were last set. */
export const lastChange = (): number => changedAt
/** The time as data are set, by hand or by a replay: every node of a lower id was computed before. */
export const change = (time: number = now()): number => (changedAt = time)

/** The id that the next node gets: the clock of the recording. */
export const now = (): number => (current ? current.chunk.base + current.chunk.length : nextBase)

/** The segment with room for one more node. */
export function open(): Segment {
  const { length, capacity: size } = current?.chunk ?? { length: 0, capacity: 0 }
  return current !== undefined && length < size ? current : renew()
}

/** Between turns of the event loop nothing is held: an idle program keeps no graph alive. */
function rest(): void {
  restDue = false
  if (current === undefined) return
  nextBase = now()
  resting = new WeakRef(current)
  current = undefined
}

function renew(): Segment {
  current ??= resting?.deref()
  resting = undefined
  if (current === undefined || current.chunk.length === current.chunk.capacity) advance()
  else noteScope()
  if (!restDue) {
    // A task, not a microtask: what a WeakRef names stays alive until the microtasks of a turn are done.
    const timer: unknown = setTimeout(rest)
    ;(timer as { unref?(): void }).unref?.()
    restDue = true
  }
  return current as unknown as Segment
}

/** Retires the current segment and begins the next, sized by the graph under construction unless a size is given. */
function advance(size?: number): void {
  if (current) {
    nextBase = now()
    const { length, flat } = current.chunk
    const closure = prune(current)
    // A third of the graph: few segments for a big one, little held for a small one.
    const third = Math.ceil(closure / 3)
    if (flat) capacity = Math.min(4096, capacity * 2)
    else if (third > capacity) capacity = Math.min(MAX_CAPACITY, third)
    else if (closure < 1.25 * length) capacity = Math.max(MIN_CAPACITY, capacity >> 1)
    capacity = size ?? capacity
  }
  current = new Segment(new Chunk(nextBase, capacity), [], ++serials)
  noteScope()
}

const NO_SLOT = -1
/** A program that has gone over from big graphs to small ones, of `nodes` nodes, gets small segments at once. */
export function fit(nodes: number): void {
  if (current !== undefined && current.chunk.length > 64 * Math.max(nodes, MIN_CAPACITY)) advance(MIN_CAPACITY)
}

/** The link from the current segment to a node; NO_SLOT when no slot is left, and a new segment must be begun. */
function linkTo(owner: Segment, segment: Segment, index: number): number {
  if (segment.chunk === owner.chunk) return index
  const slot = slotOf(owner, segment)
  return slot > MAX_SLOT ? NO_SLOT : (slot << INDEX_BITS) | index
}
/** The same for the side list, where slots have no limit. */
const sideLink = (owner: Segment, segment: Segment, index: number): number =>
  segment.chunk === owner.chunk ? index : slotOf(owner, segment) * 2 ** INDEX_BITS + index
function slotOf(owner: Segment, segment: Segment): number {
  if (segment.slotOwner !== owner.serial) {
    segment.slotOwner = owner.serial
    segment.slot = owner.sources.push(segment) - 1
  }
  return segment.slot
}

/** Appends a node without operands and returns its segment, whose last node it is. */
export function appendLeaf(word: number, y: number): Segment {
  const owner = open()
  write(owner.chunk, word, 0, 0, y)
  return owner
}

/** Appends a node of one operand (given twice) or two and returns its segment, whose last node it is. */
export function append(word: number, a: Handle, b: Handle, y: number): Segment {
  let owner = open()
  let first = linkTo(owner, a.segment, a.index)
  let second = linkTo(owner, b.segment, b.index)
  if (first === NO_SLOT || second === NO_SLOT) {
    advance()
    owner = current as Segment
    first = linkTo(owner, a.segment, a.index)
    second = linkTo(owner, b.segment, b.index)
  }
  write(owner.chunk, word, first, second, y)
  return owner
}

/** The same for any number of operands: their links go to the side, where slots have no limit. */
export function appendList(word: number, inputs: readonly Handle[], y: number): Segment {
  const owner = open()
  const operands = (owner.chunk.operands ??= [])
  const first = operands.length
  for (const { segment, index } of inputs) operands.push(sideLink(owner, segment, index))
  write(owner.chunk, word, first, inputs.length, y)
  return owner
}

/** The outputs of one call of a box, side by side, each with all inputs as operands. */
export function appendCall(flags: number, inputs: readonly Handle[], outs: readonly number[], box: Box): Segment {
  if (open().chunk.capacity - (current as Segment).chunk.length < outs.length) {
    advance(Math.max(capacity, outs.length))
  }
  const owner = current as Segment
  const { chunk } = owner
  const call: Call = { box, first: chunk.length, count: outs.length }
  chunk.calls ??= new Map()
  for (const y of outs) {
    chunk.calls.set(chunk.length, call)
    appendList(CALL | flags, inputs, y)
  }
  return owner
}

function write(chunk: Chunk, word: number, first: number, second: number, y: number): void {
  const i = chunk.length++
  const { links } = chunk
  links[3 * i] = word
  links[3 * i + 1] = first
  links[3 * i + 2] = second
  chunk.data[i] = y
  if ((word & CODE_MASK) < CONSTANT) chunk.flat = false
}

/** Notes that the program went on because `condition` was true or false. */
export function guard(condition: Handle, answer: boolean): void {
  const owner = open()
  const link = sideLink(owner, condition.segment, condition.index)
  const { chunk } = owner
  chunk.guards ??= []
  chunk.guards.push({ link, answer, at: chunk.length })
}

/** Whether nodes are still appended to a segment. */
export const isOpen = (segment: Segment): boolean => segment === current

function noteScope(): void {
  const chunk = current?.chunk
  if (chunk && (scope || chunk.scopes)) (chunk.scopes ??= new Scopes()).enter(chunk.length, scope)
}

/** Runs with `inner` as the scope of every node made meanwhile. */
export function inScope<T>(name: string, run: () => T): T {
  const outer = scope
  scope = { name, parent: outer }
  noteScope()
  try {
    return run()
  } finally {
    scope = outer
    noteScope()
  }
}

export const linkSlot = (link: number): number =>
  link < 2 ** 31 ? link >>> INDEX_BITS : Math.floor(link / 2 ** INDEX_BITS)
export const linkIndex = (link: number): number => (link < 2 ** 31 ? link & INDEX_MASK : link % 2 ** INDEX_BITS)

export const wordAt = ({ links }: Chunk, index: number): number => links[3 * index] as number
export const codeAt = (chunk: Chunk, index: number): number => wordAt(chunk, index) & CODE_MASK

/** Calls `visit` with each operand's link, in order. */
export function eachLink(chunk: Chunk, index: number, visit: (link: number) => void): void {
  const { links, operands } = chunk
  const code = (links[3 * index] as number) & CODE_MASK
  if (code === LEAF || code === CONSTANT) return
  const first = links[3 * index + 1] as number
  const second = links[3 * index + 2] as number
  const width = widths[code]
  if (width === 1 || width === 2) {
    visit(first)
    if (width === 2) visit(second)
  } else for (let k = 0; k < second; k++) visit(operands?.[first + k] as number)
}
/** Operands per op code; 0 where they stand in the side list. Filled by the first node of each op. */
export const widths: Uint8Array = new Uint8Array(CODE_MASK + 1)
