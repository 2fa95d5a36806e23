/** The recording: nodes in columns, columns in segments that the garbage collector frees when nobody holds a node of them. */
import type { Box, Call } from './call.js'
import { ACTIVE, CALL, CODE_MASK, CONSTANT, Chunk, INDEX_BITS, NEEDS, NO_USE, Segment, wordOf } from './chunk.js'
import { prune } from './prune.js'
import { Scopes, type Scope } from './scope.js'
import { Handle } from './value.js'
import type { Op } from '../ops/index.js'

/** What fits into a column of links; else a new segment must be begun. */
const MAX_LINK = 0x7fffffff
const MAX_CAPACITY = 2 ** 20
const MIN_CAPACITY = 256

let current: Segment | undefined
let resting: WeakRef<Segment> | undefined
let restDue = false
let nextBase = 0
let capacity = MIN_CAPACITY
let serials = 0
let scope: Scope | undefined
/** How many branches were noted so far, and what to do about those of a segment when the next one begins. */
let branches = 0
let branched: ((retired: Segment | undefined, next: Segment) => void) | undefined
/** Counts a branch, and gives how many there were before: what `passOn` does is carried only by programs that have any. */
export function countBranch(passOn: typeof branched): number {
  branched = passOn
  return branches++
}

let changedAt = 0
/** When any data were last set. */
export const lastChange = (): number => changedAt
/** The time as data are set, by hand or by a replay: every node of a lower id was computed before. */
export const change = (time: number = now()): number => (changedAt = time)

/** The id that the next node gets: the clock of the recording. */
export const now = (): number => (current ? current.chunk.base + current.chunk.length : nextBase)

/** The segment with room for one more node. */
export function open(): Segment {
  return current !== undefined && current.chunk.length < current.chunk.capacity ? current : renew()
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
  // None, or a full one.
  if (current?.chunk.length === current?.chunk.capacity) advance()
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
  const retired = current
  current = new Segment(new Chunk(nextBase, capacity, branches), [], ++serials)
  branched?.(retired, current)
  noteScope()
}

/** A program that has gone over from big graphs to small ones, of `nodes` nodes, gets small segments at once. */
export function fit(nodes: number): void {
  if (current !== undefined && current.chunk.length > 64 * Math.max(nodes, MIN_CAPACITY)) advance(MIN_CAPACITY)
}

/** What the node being appended needs, as far as its links are made. */
let needs = 0

/** The link from a segment to a node with that word. */
export function linkTo(owner: Segment, { segment, index }: Handle, word: number): number {
  if (segment.chunk === owner.chunk) {
    needs |= word & NEEDS
    return index
  }
  const use = owner.useOf(segment)
  use.needs |= word & NEEDS
  if (index < use.lowest) use.lowest = index
  needs |= use.bit
  return use.slot * (1 << INDEX_BITS) + index
}

/** Appends a node without operands; in place of a link it notes how many branches stood before it. */
export const appendLeaf = (word: number, y: number): Handle => write(open(), word, 0, branches, y)

/** Appends a node of one operand (given twice) or two. */
export function append(code: number, a: Handle, b: Handle, y: number): Handle {
  const owner = open()
  const aWord = wordOf(a)
  const bWord = wordOf(b)
  needs = 0
  const first = linkTo(owner, a, aWord)
  const second = linkTo(owner, b, bWord)
  if (first > MAX_LINK || second > MAX_LINK) {
    advance()
    return append(code, a, b, y)
  }
  return write(owner, code | ((aWord | bWord) & ACTIVE) | needs, first, second, y)
}

/**
 * The same for any number of operands, of which those take part that `active` does not exclude, in one walk over them that finds their numbers too. Their links go to the
 * side, where slots have no limit. Undefined, and nothing appended, where one of them is no node.
 */
export function appendList(
  code: number,
  lists: readonly (readonly Handle[])[],
  compute: (numbers: number[]) => number,
  active?: Op['active'],
): Handle | undefined {
  const owner = open()
  const { chunk } = owner
  // Equally long they are, if there are several.
  const count = lists.length * (lists[0] as readonly Handle[]).length
  const first = chunk.listed
  const numbers = new Array<number>(count)
  let operands = chunk.roomFor(count)
  let words = 0
  let at = 0
  needs = 0
  for (const inputs of lists) {
    for (let k = 0; k < inputs.length;) {
      // Operands side by side mostly lie in one segment, of which all is looked up once.
      const segment = (inputs[k] as Handle | null | undefined)?.segment
      if (!(segment instanceof Segment)) return undefined
      const { links, data } = segment.chunk
      const isOwn = segment.chunk === chunk
      // What is noted of a node's own segment nobody reads.
      const use = isOwn ? NO_USE : owner.useOf(segment)
      const base = use.slot * (1 << INDEX_BITS)
      if (base > MAX_LINK) operands = chunk.roomFor(count, true)
      let { lowest } = use
      let all = 0
      for (; k < inputs.length; k++) {
        const input = inputs[k] as Handle | null | undefined
        if (input?.segment !== segment) break
        const { index } = input
        all |= links[3 * index] as number
        if (index < lowest) lowest = index
        numbers[at] = data[index] as number
        operands[first + at++] = base + index
      }
      words |= all
      needs |= isOwn ? all & NEEDS : use.bit
      use.needs |= all
      use.lowest = lowest
    }
  }
  const before = now()
  const y = compute(numbers)
  // An op that records on its way has used the same room: once more, with the number known.
  if (owner !== current || now() > before) return appendList(code, lists, () => y, active)
  const part = active?.(...numbers)
  if (part) words = lists.flat().reduce((all, x, k) => (part[k] ? all | wordOf(x) : all), 0)
  chunk.listed += count
  return write(owner, code | (words & ACTIVE) | needs, first, count, y)
}

/** The outputs of one call of a box, side by side, each with all inputs as operands. */
export function appendCall(inputs: readonly Handle[], outs: readonly number[], box: Box): Segment {
  if (open().chunk.capacity - (current as Segment).chunk.length < outs.length) {
    advance(Math.max(capacity, outs.length))
  }
  const owner = current as Segment
  const { chunk } = owner
  const call: Call = { box, first: chunk.length, count: outs.length }
  chunk.calls ??= new Map()
  for (const y of outs) {
    chunk.calls.set(chunk.length, call)
    appendList(CALL, [inputs], () => y)
  }
  return owner
}

function write(owner: Segment, word: number, first: number, second: number, y: number): Handle {
  const { chunk } = owner
  const { links } = chunk
  const i = chunk.length++
  links[3 * i] = word
  links[3 * i + 1] = first
  links[3 * i + 2] = second
  chunk.data[i] = y
  if ((word & CODE_MASK) < CONSTANT) chunk.flat = false
  return new Handle(owner, i)
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
