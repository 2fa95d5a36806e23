/** The recording: nodes in columns, columns in segments that the garbage collector frees when nobody holds a node of them. */
import type { Box, Call } from './call.js'
import { CALL, CODE_MASK, CONSTANT, Chunk, INDEX_BITS, NEEDS, Segment, wordOf } from './chunk.js'
import { prune } from './prune.js'
import { Scopes, type Scope } from './scope.js'
import type { Handle } from './value.js'

// One slot is given away so that links stay non-negative.
const MAX_SLOT = (1 << (31 - INDEX_BITS)) - 1
const MAX_CAPACITY = 2 ** 20
const MIN_CAPACITY = 256

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

/** What the node being appended needs, as far as its links are made. */
let needs = 0

/** The link from the current segment to a node with that word; NO_SLOT when no slot is left, and a new segment must be begun. */
function linkTo(owner: Segment, { segment, index }: Handle, word: number): number {
  if (segment.chunk === owner.chunk) {
    needs |= word & NEEDS
    return index
  }
  const slot = use(owner, segment, index, word)
  return slot > MAX_SLOT ? NO_SLOT : (slot << INDEX_BITS) | index
}
/** The same for the side list, where slots have no limit. */
function sideLink(owner: Segment, { segment, index }: Handle, word: number): number {
  if (segment.chunk !== owner.chunk) return use(owner, segment, index, word) * 2 ** INDEX_BITS + index
  needs |= word & NEEDS
  return index
}
function use(owner: Segment, segment: Segment, index: number, word: number): number {
  const use = owner.useOf(segment)
  use.needs |= word & NEEDS
  if (index < use.lowest) use.lowest = index
  needs |= use.bit
  return use.slot
}

/** Appends a node without operands and returns its segment, whose last node it is. */
export function appendLeaf(word: number, y: number): Segment {
  const owner = open()
  write(owner.chunk, word, 0, 0, y)
  return owner
}

/** Appends a node of one operand (given twice) or two, with their words, and returns its segment, whose last node it is. */
export function append(word: number, a: Handle, aWord: number, b: Handle, bWord: number, y: number): Segment {
  let owner = open()
  needs = 0
  let first = linkTo(owner, a, aWord)
  let second = linkTo(owner, b, bWord)
  if (first === NO_SLOT || second === NO_SLOT) {
    advance()
    owner = current as Segment
    needs = 0
    first = linkTo(owner, a, aWord)
    second = linkTo(owner, b, bWord)
  }
  write(owner.chunk, word | needs, first, second, y)
  return owner
}

/** The same for any number of operands: their links go to the side, where slots have no limit. */
export function appendList(word: number, inputs: readonly Handle[], y: number): Segment {
  const owner = open()
  const operands = (owner.chunk.operands ??= [])
  const first = operands.length
  needs = 0
  for (const input of inputs) operands.push(sideLink(owner, input, wordOf(input)))
  write(owner.chunk, word | needs, first, inputs.length, y)
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
  const link = sideLink(owner, condition, wordOf(condition))
  owner.guards ??= []
  owner.guards.push({ link, answer, at: owner.chunk.length })
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
