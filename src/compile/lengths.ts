/** One program for sequences of many lengths: they are filled up to the next length that there is a program for, and what a shorter one computes is shown to be a part of it. */
import { describe } from '../arguments/index.js'
import type { Handle } from '../engine/index.js'
import { flatten, type Shape } from '../transforms/tree.js'
import { Unsupported } from './passes.js'
import { countOf } from './signature.js'
import { CAPTURED, skeletonOf, VARIABLE, type Skeleton } from './skeleton.js'
import type { Same } from './step-proof.js'
import { record } from './trace.js'

export class Padding {
  /** Ascending. */
  private readonly lengths: readonly number[]
  constructor(lengths: readonly number[]) {
    const isGood = Array.isArray(lengths) && lengths.length > 0
    if (!isGood || !lengths.every((length) => Number.isInteger(length) && length > 0))
      throw new TypeError(
        `compileStep: lengths is ${Array.isArray(lengths) ? `[${lengths.map((x) => describe(x)).join(', ')}]` : describe(lengths)}; a list of whole numbers from 1 up is allowed, the last of them the longest sequence: lengths: [8, 16].`,
      )
    this.lengths = lengths.toSorted((a, b) => a - b)
  }

  /** The lists of a sequence filled up, each with its last entry, and how long they were. */
  enter(batch: readonly unknown[]): { readonly counts: readonly [number]; readonly batch: readonly unknown[] } {
    const lists = batch.filter((arg): arg is unknown[] => Array.isArray(arg))
    const [first] = lists
    if (!first || first.length === 0)
      throw new TypeError(
        `compileStep: ${first ? 'a sequence without a place' : 'no list'} was given; with lengths the arguments that are lists are a sequence, one entry per place.`,
      )
    const { length } = first
    const other = lists.find((list) => list.length !== length)
    if (other)
      throw new RangeError(
        `compileStep: lists of ${length} and ${other.length} places were given; with lengths all arguments that are lists must be equally long. What belongs to no place goes into a record or a typed array.`,
      )
    const to = this.lengths.find((each) => each >= length)
    if (to === undefined)
      throw new RangeError(
        `compileStep: a sequence of ${length} places was given; the longest of lengths is ${this.lengths.at(-1)}. Cut it, or give a longer one.`,
      )
    return { counts: [length], batch: batch.map((arg) => (Array.isArray(arg) ? filled(arg, to) : arg)) }
  }
}

/** A list with its last entry again and again, so that there are so many. */
function filled(list: readonly unknown[], count: number): readonly unknown[] {
  const all = list.slice()
  while (all.length < count) all.push(list[list.length - 1])
  return all
}

/** How many places a sequence has. */
export const placesOf = (batch: readonly unknown[]): number =>
  (batch.find((arg) => Array.isArray(arg)) as readonly unknown[]).length

type Losses = (...batch: never[]) => readonly number[]

/** Of one program the lengths of sequences that it is shown to be the program of. */
export class Shown {
  private readonly known: Set<number>
  private readonly tried: Set<number> = new Set()
  /** The losses of the longest sequence. They are recorded once: a program is for one way through the branches, and the letters of a sequence are no part of a recording. */
  private whole: Same | undefined
  constructor(counts: readonly number[]) {
    this.known = new Set(counts)
  }
  has(count: number): boolean {
    return this.known.has(count)
  }
  /** Proves a length, if it can be, once; whether it just did. */
  tryToProve(count: number, losses: Losses, given: readonly unknown[], filled: readonly unknown[]): boolean {
    if (this.known.has(count) || this.tried.has(count)) return false
    this.tried.add(count)
    try {
      return this.prove(losses, given, filled)
    } catch {
      // It is said when a program is about to run.
      return false
    }
  }
  /**
   * Throws unless what a sequence computes of itself is what it computes filled up, of its own places: node by node, in the order in which they are made, so that gradients are
   * added in the same order too.
   */
  prove(losses: Losses, given: readonly unknown[], filled: readonly unknown[]): true {
    this.whole ??= skeletonOf(record(losses, filled))
    const [count, to] = [given, filled].map(placesOf) as [number, number]
    if (!isPart(skeletonOf(record(losses, given)), this.whole, variablesOf(given, filled)))
      throw new Error(
        `compileStep: the losses of a sequence of ${count} places are not the first ${count} of one of ${to}: with lengths each loss may depend on the places up to its own only, ` +
          'and not on how many there are. Mask what looks ahead, or leave lengths out.',
      )
    this.known.add(count)
    return true
  }
}

/** For each number of a sequence the place of the same number in the one that is filled up. */
function variablesOf(given: readonly unknown[], filled: readonly unknown[]): Int32Array {
  const shapes = (batch: readonly unknown[]): Shape[] => batch.map((arg, k) => flatten(arg, `args[${k}]`).shape)
  const long = shapes(filled)
  const places: number[] = []
  let from = 0
  shapes(given).forEach((shape, k) => {
    // A shorter list is the beginning of the longer one.
    for (let i = 0; i < countOf(shape); i++) places.push(from + i)
    from += countOf(long[k] as Shape)
  })
  return Int32Array.from(places)
}

/** Whether one recording is the part of another one that the first of its losses, and branches on the same variables, are computed by. */
function isPart(
  { skeleton: a, captured: ours }: Same,
  { skeleton: b, captured: theirs }: Same,
  variables: Int32Array,
): boolean {
  if (a.passes.length + b.passes.length > 0) throw new Unsupported('with lengths the loss cannot use transforms')
  const own = new Set(variables)
  const isOwn = ownNodes(b, own)
  const branches = Array.from(b.conditions.keys()).filter((k) => isOwn[b.conditions[k] as number] === 1)
  const roots = [...b.outs.subarray(0, a.outs.length), ...branches.map((k) => b.conditions[k] as number)]
  const wanted = new Uint8Array(b.length)
  for (const root of roots) if (root >= 0) wanted[root] = 1
  for (let k = b.length - 1; k >= 0; k--) {
    if (wanted[k] === 0) continue
    for (let at = b.start[k] as number; at < (b.start[k + 1] as number); at++) wanted[b.operands[at] as number] = 1
  }
  /** For each node of the short one that of the long one. */
  const places = new Int32Array(a.length).fill(-1)
  const inputs = new Int32Array(b.inputs).fill(-1)
  for (let k = 0; k < b.length; k++) if (b.code[k] === VARIABLE) inputs[b.data[k] as number] = k
  const outside = new Map<Handle['id'], number>()
  let seen = 0
  for (let k = 0; k < b.length; k++) if (b.code[k] === CAPTURED) outside.set((theirs[seen++] as Handle).id, k)
  seen = 0
  let next = 0
  const isFree = (k: number): boolean => b.code[k] === VARIABLE || b.code[k] === CAPTURED || wanted[k] === 0
  for (let k = 0; k < a.length; k++) {
    if (a.code[k] === VARIABLE) places[k] = inputs[variables[a.data[k] as number] as number] as number
    else if (a.code[k] === CAPTURED) places[k] = outside.get((ours[seen++] as Handle).id) ?? -1
    else {
      while (next < b.length && isFree(next)) next++
      if (next === b.length || !isSameNode(a, k, b, next, places)) return false
      places[k] = next++
    }
  }
  while (next < b.length && isFree(next)) next++
  const isSame = (x: number, y: number): boolean =>
    x < 0 || y < 0 ? x < 0 && y < 0 && Object.is(a.numbers[-1 - x], b.numbers[-1 - y]) : places[x] === y
  return (
    next === b.length &&
    a.outs.every((out, k) => isSame(out, b.outs[k] as number)) &&
    a.conditions.length === branches.length &&
    branches.every((at, k) => isSame(a.conditions[k] as number, b.conditions[at] as number) && a.answers[k] === b.answers[at])
  ) // prettier-ignore
}

function isSameNode(a: Skeleton, k: number, b: Skeleton, at: number, places: Int32Array): boolean {
  if (a.code[k] !== b.code[at] || !Object.is(a.data[k], b.data[at])) return false
  const from = a.start[k] as number
  const count = (a.start[k + 1] as number) - from
  const other = b.start[at] as number
  if ((b.start[at + 1] as number) - other !== count) return false
  for (let i = 0; i < count; i++) if (places[a.operands[from + i] as number] !== b.operands[other + i]) return false
  return true
}

/** Nodes that depend on no variable but these. */
function ownNodes({ length, code, data, start, operands }: Skeleton, variables: ReadonlySet<number>): Uint8Array {
  const isOwn = new Uint8Array(length)
  for (let k = 0; k < length; k++) {
    isOwn[k] = 1
    if (code[k] === VARIABLE) isOwn[k] = variables.has(data[k] as number) ? 1 : 0
    else
      for (let at = start[k] as number; at < (start[k + 1] as number); at++)
        if (isOwn[operands[at] as number] === 0) isOwn[k] = 0
  }
  return isOwn
}
