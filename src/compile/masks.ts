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
interface Range {
  readonly least: number
  readonly most: number
  /** The set of all its numbers, once it was asked for. */
  all?: bigint
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

/** Where a mask holds: at which numbers of each range, a bit for each, and under which conditions, k or if not ~k. */
interface Box {
  readonly sets: ReadonlyMap<number, bigint>
  readonly conditions: ReadonlySet<number>
}
/** Conditions beyond which a mask is a condition of its own. */
const MANY = 16

/** The masks of a graph that is being written. */
export class Masks {
  private readonly ranges = new Map<number, Range>()
  private readonly boxes = new Map<number, Box>()
  /** Of what is no mask that is known. */
  private readonly plain = new Map<number, Box>()
  private readonly nodes = new Map<string, number>()
  private readonly made = new Map<number, number>()
  constructor(private readonly graph: Graph) {}

  note(node: number, range: Range): void {
    this.ranges.set(node, range)
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
    const [p, q] = operands as unknown as [number, number]
    if (p === q) return p
    const [a, b] = [this.of(p), this.of(q)]
    if (isWithin(a, b)) return fn === BOTH ? p : q
    if (isWithin(b, a)) return fn === BOTH ? q : p
    const found = fn === BOTH ? both(a, b) : either(a, b)
    if (!found) return -1
    const box = this.reduced(found)
    const [condition = -1, ...more] = box.conditions
    return box.sets.size + more.length === 0 && condition >= 0 ? condition : this.nodeOf(box)
  }
  /** Notes the node that was appended for a function for which none was known. */
  enter(fn: Fn, operands: Int32Array, node: number): void {
    if (this.boxes.has(node)) return
    let box: Box | undefined
    if (fn !== EITHER && fn !== BOTH) box = this.boxOf(fn, operands)
    else {
      const [a, b] = [this.of(operands[0] as number), this.of(operands[1] as number)]
      box = fn === BOTH ? both(a, b) : either(a, b)
      // It is a condition of its own, within what is known of where it holds.
      if (!box || box.conditions.size > MANY) box = around(a, b, node)
    }
    if (!box) return
    const reduced = this.reduced(box)
    this.boxes.set(node, reduced)
    this.nodes.set(keyOf(reduced), node)
  }

  /** The input by which most masks hold from a number on, and from which. */
  bound(): Bound | undefined {
    let found: Map<number, number> | undefined
    let [input, most] = [-1, 0]
    for (const [x, { least, most: end }] of this.ranges) {
      if (this.graph.code[x] !== INPUT || least < 0 || end > MOST_ROUNDS) continue
      const all = this.all(x)
      // Most masks share a few sets.
      const firsts = new Map<bigint, number>()
      const from = new Map<number, number>()
      let rising = 0
      for (const [node, { sets }] of this.boxes) {
        const set = sets.size === 0 ? undefined : sets.get(x)
        if (set === undefined) continue
        let first = firsts.get(set)
        if (first === undefined) {
          const below = (set & -set) - 1n
          const isRising = (set | below) === all
          first = (set === 0n ? 0 : below.toString(2).length) * (isRising ? 1 : -1)
          if ((set & 1n) === 1n) first = 0
          firsts.set(set, first)
        }
        if (first === 0) continue
        from.set(node, least + Math.abs(first))
        if (first > 0) rising++
      }
      // A place in a table is no such number: a mask holds at one of them.
      if (rising > 1 && 2 * rising > from.size && from.size > (found?.size ?? 0)) [found, input, most] = [from, x, end]
    }
    return found && { input, most, least: found }
  }

  private nodeOf(given: Box): number {
    if (isNowhere(given)) return this.graph.number(0)
    const box = this.reduced(given)
    return box.sets.size + box.conditions.size === 0 ? this.graph.number(1) : (this.nodes.get(keyOf(box)) ?? -1)
  }
  /** What is no mask that is known holds where it holds. */
  private of(node: number): Box {
    const known = this.boxes.get(node) ?? this.plain.get(node)
    if (known) return known
    const isAlways = this.graph.code[node] === NUMBER && this.graph.data[node] !== 0
    const box: Box = { sets: NONE_KNOWN, conditions: new Set(isAlways ? [] : [node]) }
    this.plain.set(node, box)
    return box
  }
  private all(x: number): bigint {
    const range = this.ranges.get(x) as Range
    return (range.all ??= (1n << BigInt(range.most - range.least + 1)) - 1n)
  }
  /** Without the ranges at all of which it holds. */
  private reduced(box: Box): Box {
    for (const [x, set] of box.sets)
      if (set === this.all(x))
        return { sets: new Map([...box.sets].filter(([x, set]) => set !== this.all(x))), conditions: box.conditions }
    return box
  }

  /** Of a comparison of a number of a known range with a plain one; and of what holds where a condition does not. */
  private boxOf(fn: Fn, operands: Int32Array): Box | undefined {
    const { graph, ranges } = this
    const a = operands[0] as number
    const b = operands[1] ?? -1
    if (fn === NONE) return this.not(a)
    if (fn.op === undefined || fn.isList || operands.length !== 2) return undefined
    const [isFirst, isSecond] = [graph.code[b] === NUMBER && ranges.has(a), graph.code[a] === NUMBER && ranges.has(b)]
    if (!isFirst && !isSecond)
      return fn === EQUAL && graph.code[b] === NUMBER && graph.data[b] === 0 ? this.not(a) : undefined
    const x = isFirst ? a : b
    const { least, most } = ranges.get(x) as Range
    let set = 0n
    for (let k = least; k <= most; k++) {
      const y = isFirst ? fn.run(k, graph.data[b] as number) : fn.run(graph.data[a] as number, k)
      if (Object.is(y, 1)) set |= 1n << BigInt(k - least)
      else if (!Object.is(y, 0)) return undefined
    }
    return this.reduced({ sets: new Map([[x, set]]), conditions: new Set() })
  }
  private not(node: number): Box {
    const { sets, conditions } = this.of(node)
    const [[x, set] = [-1, 0n], ...more] = sets
    if (x >= 0 && more.length + conditions.size === 0)
      return { sets: new Map([[x, this.all(x) & ~set]]), conditions: new Set() }
    return { sets: new Map(), conditions: new Set([~node]) }
  }
}

const EQUAL = functionOf(equal as never)
const NONE_KNOWN: Box['sets'] = new Map()
const keys = new WeakMap<Box, string>()
function keyOf(box: Box): string {
  let key = keys.get(box)
  if (key === undefined) {
    const { sets, conditions } = box
    const pairs = sets.size > 1 ? [...sets].toSorted(([x], [y]) => x - y) : [...sets]
    const list = conditions.size > 1 ? [...conditions].toSorted((x, y) => x - y) : [...conditions]
    keys.set(box, (key = `${pairs.join(';')} ${list.join()}`))
  }
  return key
}
function isNowhere({ sets, conditions }: Box): boolean {
  for (const set of sets.values()) if (set === 0n) return true
  for (const k of conditions) if (conditions.has(~k)) return true
  return false
}

/** Whether a holds only where b does. */
function isWithin(a: Box, b: Box): boolean {
  for (const k of b.conditions) if (!a.conditions.has(k)) return false
  for (const [x, set] of b.sets) if (((a.sets.get(x) ?? -1n) & ~set) !== 0n) return false
  return true
}
function both(a: Box, b: Box): Box {
  const sets = new Map(a.sets)
  for (const [x, set] of b.sets) sets.set(x, set & (sets.get(x) ?? -1n))
  return { sets, conditions: new Set([...a.conditions, ...b.conditions]) }
}
/** Undefined where it is no box. */
function either(a: Box, b: Box): Box | undefined {
  let [others, more, differing] = [0, 0, 0]
  let [other, another] = [0, 0]
  for (const k of a.conditions) if (!b.conditions.has(k)) [others, other] = [others + 1, k]
  for (const k of b.conditions) if (!a.conditions.has(k)) [more, another] = [more + 1, k]
  for (const [x, set] of a.sets) if (b.sets.get(x) !== set) differing++
  for (const x of b.sets.keys()) if (!a.sets.has(x)) differing++
  const isOpposite = others === 1 && more === 1 && other === ~another
  const isOne = others + more === 0 ? differing < 2 : isOpposite && differing === 0
  return isOne ? around(a, b) : undefined
}
/** What holds wherever one of both does, if the node does. */
function around(a: Box, b: Box, ...node: number[]): Box {
  const sets = new Map<number, bigint>()
  for (const [x, set] of a.sets) if (b.sets.has(x)) sets.set(x, set | (b.sets.get(x) as bigint))
  return { sets, conditions: new Set([...[...a.conditions].filter((k) => b.conditions.has(k)), ...node]) }
}
