/** What is known of masks: where whole numbers in a known range decide, two that hold at the same numbers are one, and one that holds at all of them is none. */
import { equal, floor, maximum, minimum } from '../ops/index.js'
import { BOTH, EITHER, functionOf, NONE, type Fn } from './functions.js'
import type { Bound } from './bounds.js'
import { INPUT, NUMBER, type Graph, type Program } from './graph.js'

/** Records whether a number is a whole one within bounds; as a guard it is what is read again below. */
export const isWhole = (x: number, least: number, most: number): number =>
  equal(x, minimum(maximum(floor(x), least), most))

/** Beyond it a number ends no loops: they would need tables of as many entries. */
const MOST_ROUNDS = 1024
/** Numbers of a range that are looked at one by one. */
const MOST = 4096
export interface Range {
  readonly least: number
  readonly most: number
}
/** And the set of all its numbers. */
interface Whole extends Range {
  readonly all: bigint
}
/** For nodes that guards say to be whole numbers their range. */
export function rangesOf({ graph, guards }: Program): Map<number, Range> {
  const ranges = new Map<number, Range>()
  const operands = (i: number, op: unknown): readonly number[] =>
    graph.code[i] === functionOf(op as never).code ? [...graph.operandsOf(i)] : []
  for (const { node, answer } of guards) {
    if (!answer) continue
    const [x, upper] = operands(node, equal)
    const [lower, most] = upper === undefined ? [] : operands(upper, minimum)
    const [whole, least] = lower === undefined ? [] : operands(lower, maximum)
    if (whole === undefined || operands(whole, floor)[0] !== x) continue
    if (graph.code[least as number] !== NUMBER || graph.code[most as number] !== NUMBER) continue
    const range = { least: graph.data[least as number] as number, most: graph.data[most as number] as number }
    if (range.most - range.least < MOST) ranges.set(x as number, range)
  }
  return ranges
}

/** One number for a function of one or two masks, by which it is found again; −1 where a node has too high a place. */
export const maskKey = (code: number, p: number, q: number): number =>
  p < ROOM && q < ROOM && code < 512 ? (p * ROOM + q) * 512 + code : -1
const ROOM = 2 ** 22

/*
 *   xs          | 3    | 7 |     whole numbers in known ranges, ascending
 *   sets        | 0b11 | 4 |     of each the numbers at which it holds, a bit for each; not all of them
 *   conditions  | ~9   | 5 |     under which it holds, k or if not ~k, ascending
 */
/** Where a mask holds. There is one for each such place: two that are equal are the same. */
interface Box {
  readonly xs: readonly number[]
  readonly sets: readonly bigint[]
  readonly conditions: readonly number[]
  /** The node that holds there; −1 until there is one. */
  node: number
}
/** Conditions beyond which a mask is a condition of its own. */
const MANY = 16
const NOTHING: readonly never[] = []

/** The masks of a graph that is being written. */
export class Masks {
  private readonly ranges = new Map<number, Whole>()
  /** Of nodes that are masks; of what is no mask that is known. */
  private readonly boxes = new Map<number, Box>()
  private readonly plain = new Map<number, Box>()
  private readonly made = new Map<number, number>()
  /** Boxes by what they are; those of one number or one condition, as most are, by number. */
  private readonly keyed = new Map<string, Box>()
  private readonly single = new Map<number, Box>()
  private readonly ofNumber = new Map<number, Map<bigint, Box>>()
  /** The numbers of a range at which a comparison with a plain number holds, by both. */
  private readonly compared = new Map<string, bigint | undefined>()
  constructor(private readonly graph: Graph) {}

  note(node: number, range: Range): void {
    this.ranges.set(node, { ...range, all: (1n << BigInt(range.most - range.least + 1)) - 1n })
  }

  /** Whether anything may be known of a function of these operands, so many of which are plain numbers. */
  concerns(fn: Fn, numbers: number, list: Int32Array, from: number, count: number): boolean {
    if (fn === EITHER || fn === BOTH || fn === NONE) return true
    if (numbers !== 1 || count !== 2) return false
    const { ranges } = this
    return (
      fn === EQUAL || (ranges.size > 0 && (ranges.has(list[from] as number) || ranges.has(list[from + 1] as number)))
    )
  }
  /** The node that was found, or made, for a function of these masks before; −1 where none was. */
  before(code: number, list: Int32Array, from: number, count: number): number {
    if (count > 2) return -1
    return this.made.get(maskKey(code, list[from] as number, list[from + count - 1] as number)) ?? -1
  }
  remember(code: number, operands: Int32Array, node: number): void {
    const key = maskKey(code, operands[0] as number, operands.at(-1) as number)
    if (operands.length <= 2 && key >= 0) this.made.set(key, node)
  }
  /** A node that holds where a function of these operands holds: one that is there, or a number; −1 where none is known. */
  known(fn: Fn, operands: Int32Array): number {
    if (fn !== EITHER && fn !== BOTH) {
      const box = this.boxOf(fn, operands)
      return box ? this.nodeOf(box) : -1
    }
    const p = operands[0] as number
    const q = operands[1] as number
    if (p === q) return p
    const a = this.of(p)
    const b = this.of(q)
    if (isWithin(a, b)) return fn === BOTH ? p : q
    if (isWithin(b, a)) return fn === BOTH ? q : p
    const box = fn === BOTH ? this.both(a, b) : this.either(a, b)
    if (!box) return -1
    return box.xs.length === 0 && box.conditions.length === 1 && (box.conditions[0] as number) >= 0
      ? (box.conditions[0] as number)
      : this.nodeOf(box)
  }
  /** Notes the node that was appended for a function for which none was known. */
  enter(fn: Fn, operands: Int32Array, node: number): void {
    if (this.boxes.has(node)) return
    let box: Box | undefined
    if (fn !== EITHER && fn !== BOTH) box = this.boxOf(fn, operands)
    else {
      const a = this.of(operands[0] as number)
      const b = this.of(operands[1] as number)
      box = fn === BOTH ? this.both(a, b) : this.either(a, b)
      // It is a condition of its own, within what is known of where it holds.
      if (!box || box.conditions.length > MANY) box = this.around(a, b, node)
    }
    if (!box) return
    this.boxes.set(node, box)
    box.node = node
  }

  /** The input by which most masks hold from a number on, and from which. */
  bound(): Bound | undefined {
    const found = new Map<number, { readonly from: Map<number, number>; readonly firsts: Map<bigint, number>; rising: number }>() // prettier-ignore
    for (const [x, { least, most }] of this.ranges)
      if (this.graph.code[x] === INPUT && least >= 0 && most <= MOST_ROUNDS)
        found.set(x, { from: new Map(), firsts: new Map(), rising: 0 })
    if (found.size === 0) return undefined
    for (const [node, { xs, sets }] of this.boxes) {
      for (let k = 0; k < xs.length; k++) {
        const of = found.get(xs[k] as number)
        if (!of) continue
        const { least, all } = this.ranges.get(xs[k] as number) as Whole
        const set = sets[k] as bigint
        // Most masks share a few sets.
        let first = of.firsts.get(set)
        if (first === undefined) of.firsts.set(set, (first = firstOf(set, all)))
        if (first === 0) continue
        of.from.set(node, least + Math.abs(first))
        if (first > 0) of.rising++
      }
    }
    let best: Bound | undefined
    for (const [input, { from, rising }] of found) {
      // A place in a table is no such number: a mask holds at one of them.
      if (rising > 1 && 2 * rising > from.size && from.size > (best?.least.size ?? 0))
        best = { input, most: (this.ranges.get(input) as Range).most, least: from }
    }
    return best
  }

  private nodeOf(box: Box): number {
    if (isNowhere(box)) return this.graph.number(0)
    return box.xs.length + box.conditions.length === 0 ? this.graph.number(1) : box.node
  }
  /** What is no mask that is known holds where it holds. */
  private of(node: number): Box {
    let known = this.boxes.get(node) ?? this.plain.get(node)
    if (known === undefined) {
      const isAlways = this.graph.code[node] === NUMBER && this.graph.data[node] !== 0
      this.plain.set(node, (known = isAlways ? this.box(NOTHING, NOTHING, NOTHING) : this.condition(node)))
    }
    return known
  }

  private condition(k: number): Box {
    let box = this.single.get(k)
    if (!box) this.single.set(k, (box = { xs: NOTHING, sets: NOTHING, conditions: [k], node: -1 }))
    return box
  }
  private numbers(x: number, set: bigint): Box {
    if (set === (this.ranges.get(x) as Whole).all) return this.box(NOTHING, NOTHING, NOTHING)
    let own = this.ofNumber.get(x)
    if (!own) this.ofNumber.set(x, (own = new Map()))
    let box = own.get(set)
    if (!box) own.set(set, (box = { xs: [x], sets: [set], conditions: NOTHING, node: -1 }))
    return box
  }
  private box(xs: readonly number[], sets: readonly bigint[], conditions: readonly number[]): Box {
    for (let k = 0; k < xs.length; k++) {
      // At all numbers of a range: then it is none of its concern.
      if (sets[k] !== (this.ranges.get(xs[k] as number) as Whole).all) continue
      return this.box(xs.toSpliced(k, 1), sets.toSpliced(k, 1), conditions)
    }
    if (xs.length === 1 && conditions.length === 0) return this.numbers(xs[0] as number, sets[0] as bigint)
    if (xs.length === 0 && conditions.length === 1) return this.condition(conditions[0] as number)
    let key = ''
    for (let k = 0; k < xs.length; k++) key += `${xs[k]}:${(sets[k] as bigint).toString(36)};`
    for (const k of conditions) key += `${k},`
    let box = this.keyed.get(key)
    if (!box) this.keyed.set(key, (box = { xs, sets, conditions, node: -1 }))
    return box
  }

  /** Of a comparison of a number of a known range with a plain one; and of what holds where a condition does not. */
  private boxOf(fn: Fn, operands: Int32Array): Box | undefined {
    const { graph, ranges } = this
    const a = operands[0] as number
    const b = operands[1] ?? -1
    if (fn === NONE) return this.not(a)
    if (fn.op === undefined || fn.isList || operands.length !== 2) return undefined
    const isFirst = graph.code[b] === NUMBER && ranges.has(a)
    const isSecond = graph.code[a] === NUMBER && ranges.has(b)
    if (!isFirst && !isSecond)
      return fn === EQUAL && graph.code[b] === NUMBER && graph.data[b] === 0 ? this.not(a) : undefined
    const x = isFirst ? a : b
    const set = this.setOf(fn, ranges.get(x) as Range, graph.data[isFirst ? b : a] as number, isFirst)
    return set === undefined ? undefined : this.numbers(x, set)
  }
  /** The numbers of a range at which a comparison with a plain number is 1; undefined where it is no mask. */
  private setOf(fn: Fn, { least, most }: Range, number: number, isFirst: boolean): bigint | undefined {
    const key = `${fn.code} ${least} ${most} ${Object.is(number, -0) ? '-0' : number} ${isFirst}`
    let set = this.compared.get(key)
    if (set !== undefined || this.compared.has(key)) return set
    set = 0n
    for (let k = least; k <= most && set !== undefined; k++) {
      const y = isFirst ? fn.run(k, number) : fn.run(number, k)
      if (Object.is(y, 1)) set |= 1n << BigInt(k - least)
      else if (!Object.is(y, 0)) set = undefined
    }
    this.compared.set(key, set)
    return set
  }
  private not(node: number): Box {
    const { xs, sets, conditions } = this.of(node)
    if (xs.length !== 1 || conditions.length > 0) return this.condition(~node)
    const [x, set] = [xs[0] as number, sets[0] as bigint]
    return this.numbers(x, (this.ranges.get(x) as Whole).all & ~set)
  }

  private both(a: Box, b: Box): Box {
    const xs: number[] = []
    const sets: bigint[] = []
    for (let i = 0, j = 0; i < a.xs.length || j < b.xs.length;) {
      const x = i < a.xs.length ? (a.xs[i] as number) : Infinity
      const y = j < b.xs.length ? (b.xs[j] as number) : Infinity
      xs.push(x < y ? x : y)
      if (x === y) sets.push((a.sets[i++] as bigint) & (b.sets[j++] as bigint))
      else sets.push((x < y ? a.sets[i++] : b.sets[j++]) as bigint)
    }
    return this.box(xs, sets, merged(a.conditions, b.conditions))
  }
  /** Undefined where it is no box. */
  private either(a: Box, b: Box): Box | undefined {
    const isSame = a.conditions === b.conditions
    const others = isSame ? NOTHING : a.conditions.filter((k) => !b.conditions.includes(k))
    const more = isSame ? NOTHING : b.conditions.filter((k) => !a.conditions.includes(k))
    const isOpposite = others.length === 1 && more.length === 1 && others[0] === ~(more[0] as number)
    if (others.length + more.length > 0 && !isOpposite) return undefined
    let differing = 0
    for (let k = 0; k < a.xs.length; k++) if (setAt(b, a.xs[k] as number) !== a.sets[k]) differing++
    for (let k = 0; k < b.xs.length; k++) if (!a.xs.includes(b.xs[k] as number)) differing++
    return differing < (isOpposite ? 1 : 2) ? this.around(a, b) : undefined
  }
  /** What holds wherever one of both does, if the node does. */
  private around(a: Box, b: Box, ...node: number[]): Box {
    const xs: number[] = []
    const sets: bigint[] = []
    for (let k = 0; k < a.xs.length; k++) {
      const set = setAt(b, a.xs[k] as number)
      if (set === undefined) continue
      xs.push(a.xs[k] as number)
      sets.push((a.sets[k] as bigint) | set)
    }
    const shared = a.conditions === b.conditions ? a.conditions : a.conditions.filter((k) => b.conditions.includes(k))
    return this.box(xs, sets, merged(shared, node))
  }
}

const EQUAL = functionOf(equal as never)

const setAt = ({ xs, sets }: Box, x: number): bigint | undefined => sets[xs.indexOf(x)]
function merged(a: readonly number[], b: readonly number[]): readonly number[] {
  if (b.length === 0 || a === b) return a
  if (a.length === 0) return b
  return [...a, ...b.filter((k) => !a.includes(k))].toSorted((x, y) => x - y)
}
function isNowhere({ sets, conditions }: Box): boolean {
  for (let k = 0; k < sets.length; k++) if (sets[k] === 0n) return true
  // Ascending: what holds where a condition does not comes first.
  for (let k = 0; k < conditions.length && (conditions[k] as number) < 0; k++)
    if (conditions.includes(~(conditions[k] as number))) return true
  return false
}
/** Whether a holds only where b does. */
function isWithin(a: Box, b: Box): boolean {
  if (b.conditions.length > a.conditions.length || b.xs.length > a.xs.length) return false
  for (let k = 0; k < b.conditions.length; k++) if (!a.conditions.includes(b.conditions[k] as number)) return false
  for (let k = 0; k < b.xs.length; k++) {
    const set = setAt(a, b.xs[k] as number)
    if (set === undefined || (set & ~(b.sets[k] as bigint)) !== 0n) return false
  }
  return true
}
/** From how many numbers on a set begins, less than 0 where it does not go on to the end; 0 where it begins with the first. */
function firstOf(set: bigint, all: bigint): number {
  if ((set & 1n) === 1n || set === 0n) return 0
  const below = (set & -set) - 1n
  return below.toString(2).length * ((set | below) === all ? 1 : -1)
}
