/** Rewrites of a graph that change no bit of any output: a table of them, numbers computed beforehand, what is computed twice computed once, what nobody needs left out. */
import type { StepName } from '../numeric/kernels/step.js'
import { add, maximum, minimum } from '../ops/index.js'
import { BOTH, CHOICE, EITHER, functionAt, functionCount, functionOf, JOIN, PICK, type Fn } from './functions.js'
import { Graph, INPUT, longer, NUMBER, type Program } from './graph.js'
import { Masks, rangesOf, type Range } from './masks.js'
import { EXACT, type Modes } from './modes.js'
import { ancestors } from './passes.js'
import { inSingles, unrolledOf, type Unrolled } from './unrolled.js'

/** A rewrite: where the k-th operand of a step is that number, the node is its other operand. */
interface Neutral {
  readonly step: StepName
  readonly k: 0 | 1
  readonly number: number
  readonly why: string
}
/** All are exact in IEEE arithmetic, the sign and payload of a NaN apart, which no program can see. x + 0 is not among them: −0 + 0 is 0. */
export const neutrals: readonly Neutral[] = [
  { step: 'mul', k: 1, number: 1, why: 'x·1 = x' },
  { step: 'mul', k: 0, number: 1, why: '1·x = x' },
  { step: 'div', k: 1, number: 1, why: 'x/1 = x' },
  { step: 'sub', k: 1, number: 0, why: 'x − 0 = x, for −0 too' },
  { step: 'add', k: 1, number: -0, why: 'x + −0 = x, for 0 and −0 too' },
  { step: 'add', k: 0, number: -0, why: '−0 + x = x' },
]

const ADD = functionOf(add as never)
const MAXIMUM = functionOf(maximum as never)
const MINIMUM = functionOf(minimum as never)

/** Tries beside the newest operand, before a node is looked for anywhere. */
const NEAR = 4
/**
 * Nodes by what they compute: each is appended once. Most are the only ones whose newest operand is that one: they are found there. The others are in a hash table of places, each with its
 * hash, near others with that operand.
 */
class Once {
  /** By operand 1 + the first node whose newest operand it is; 0: none. */
  private first: Int32Array
  private table: Int32Array
  private count = 0
  constructor(
    private readonly graph: Graph,
    room: number,
  ) {
    this.first = new Int32Array(room + 16)
    this.table = new Int32Array(2 ** (1 + Math.ceil(Math.log2(room + 16))))
  }

  /** The node of that function of two operands. */
  two(code: number, a: number, b: number): number {
    const newest = a > b ? a : b
    if (newest >= this.first.length) this.first = longer(this.first)
    const one = (this.first[newest] as number) - 1
    if (one < 0) {
      const made = this.graph.append2(code, a, b)
      this.first[newest] = made + 1
      return made
    }
    return this.isTwo(one, code, a, b) ? one : this.further(code, a, b, newest)
  }
  private isTwo(i: number, code: number, a: number, b: number): boolean {
    const { start, operands } = this.graph
    const at = start[i] as number
    return operands[at] === a && operands[at + 1] === b && this.graph.code[i] === code && start[i + 1] === at + 2
  }
  private further(code: number, a: number, b: number, newest: number): number {
    const { table } = this
    const mask = table.length - 2
    const mixed = end(mix(mix(Math.imul(code + 1, 0x9e3779b1), a), b))
    let at = near(newest, mixed) & mask
    for (let left = NEAR; table[at] !== 0; at = (--left === 0 ? mixed << 1 : at + 2) & mask)
      if (table[at + 1] === mixed && this.isTwo((table[at] as number) - 1, code, a, b)) return (table[at] as number) - 1
    return this.enter(at, mixed, this.graph.append2(code, a, b))
  }
  /** The node of that function whose operands are the `count` numbers of `list` from `from` on. */
  append(code: number, list: Int32Array, from: number, count: number): number {
    let newest = 0
    for (let k = 0; k < count; k++) if ((list[from + k] as number) > newest) newest = list[from + k] as number
    if (newest >= this.first.length) this.first = longer(this.first)
    const one = (this.first[newest] as number) - 1
    if (one < 0) {
      const made = this.graph.appendFrom(code, list, from, count)
      this.first[newest] = made + 1
      return made
    }
    if (this.isList(one, code, list, from, count)) return one
    const { table } = this
    const mask = table.length - 2
    let mixed = Math.imul(code + 1, 0x9e3779b1)
    for (let k = 0; k < count; k++) mixed = mix(mixed, list[from + k] as number)
    mixed = end(mixed)
    let at = near(newest, mixed) & mask
    for (let left = NEAR; table[at] !== 0; at = (--left === 0 ? mixed << 1 : at + 2) & mask)
      if (table[at + 1] === mixed && this.isList((table[at] as number) - 1, code, list, from, count)) return (table[at] as number) - 1 // prettier-ignore
    return this.enter(at, mixed, this.graph.appendFrom(code, list, from, count))
  }
  private isList(i: number, code: number, list: Int32Array, from: number, count: number): boolean {
    const { start, operands } = this.graph
    const at = start[i] as number
    if (this.graph.code[i] !== code || (start[i + 1] as number) - at !== count) return false
    for (let k = 0; k < count; k++) if (operands[at + k] !== list[from + k]) return false
    return true
  }
  private enter(at: number, mixed: number, node: number): number {
    this.table[at] = node + 1
    this.table[at + 1] = mixed
    if (3 * ++this.count > this.table.length) this.grow()
    return node
  }
  private grow(): void {
    const { table, graph } = this
    const longer = new Int32Array(2 * table.length)
    const mask = longer.length - 2
    for (let k = 0; k < table.length; k += 2) {
      if (table[k] === 0) continue
      const i = (table[k] as number) - 1
      const mixed = table[k + 1] as number
      let newest = 0
      for (let o = graph.start[i] as number; o < (graph.start[i + 1] as number); o++) newest = Math.max(newest, graph.operands[o] as number) // prettier-ignore
      let at = near(newest, mixed) & mask
      for (let left = NEAR; longer[at] !== 0;) at = (--left === 0 ? mixed << 1 : at + 2) & mask
      longer[at] = i + 1
      longer[at + 1] = mixed
    }
    this.table = longer
  }
}
/** Where nodes of one newest operand are: side by side, since they are looked for one after the other. */
const near = (newest: number, mixed: number): number => (newest << 9) + ((mixed & 255) << 1)
const mix = (mixed: number, x: number): number => Math.imul(mixed ^ x, 0x85ebca6b) ^ (mixed >>> 13)
const end = (mixed: number): number => mixed ^ (mixed >>> 15)

/** What the rows of a function say to rewriting, looked up once. */
interface Known {
  readonly fn: Fn
  readonly rows: readonly Neutral[]
  readonly unrolled: Map<number, Unrolled> | undefined
  /** Whether nodes of it, of no number, are what they are. */
  readonly isPlain: boolean
}

/** The same program, smaller. Reductions are written as chains of ops of two. */
export function simplify({ graph, outputs, guards, batch, modes = EXACT }: Program): Program {
  const rewriting = new Rewriting(graph, outputs, guards, modes)
  const program = rewriting.program()
  const bound = rewriting.masks.bound()
  const wanted = wantedOf(program)
  const places = program.graph.compact(wanted)
  return {
    graph: program.graph,
    outputs: program.outputs.map((i) => places[i] as number),
    guards: program.guards.map(({ node, answer }) => ({ node: places[node] as number, answer })),
    batch,
    modes,
    bound: bound && {
      ...bound,
      input: places[bound.input] as number,
      least: new Map([...bound.least].filter(([i]) => wanted[i] === 1).map(([i, from]) => [places[i] as number, from])),
    },
  }
}

/** What its outputs and guards are computed from. */
const wantedOf = ({ graph, outputs, guards }: Program): Uint8Array =>
  ancestors(graph, [...outputs, ...guards.map(({ node }) => node)])

class Rewriting {
  private readonly made: Graph
  private readonly once: Once
  private readonly places: Int32Array
  /** By code; from the beginning as long as there are codes. */
  private readonly known: (Known | undefined)[] = Array.from({ length: functionCount() })
  readonly masks: Masks
  /** By node 1 + the mask where it is not 0, of those that are −0 elsewhere; 0 for the others. */
  private present: Int32Array
  private one = -1
  private other = -1
  private found = -1
  /** Of flags the largest and the smallest, which are flags too. */
  private readonly flags = new Set<number>()
  /** Operands of what is being written, and of what is written inside of it. */
  private stack = new Int32Array(1024)

  constructor(
    readonly graph: Graph,
    readonly outputs: readonly number[],
    readonly guards: Program['guards'],
    { dtype }: Modes,
  ) {
    // Lists and sums of what may be there become several nodes, by how many operands they have.
    const links = graph.start[graph.length] as number
    const room = Math.max(graph.length, Math.ceil(0.6 * links) + graph.inputs)
    this.made = new Graph(room, Math.max(links, 2 * room) + room / 4)
    this.made.isSingle = dtype === 'f32'
    this.once = new Once(this.made, room)
    this.places = new Int32Array(graph.length)
    this.present = new Int32Array(room)
    this.masks = new Masks(this.made)
  }

  program(): Program {
    const { graph, made, places, outputs, guards } = this
    const wanted = wantedOf(this)
    const { code, data, start, operands, order, length } = graph
    const ranges = rangesOf(this)
    const join = JOIN.code
    const ranged = [...ranges.keys()].toSorted((a, b) => b - a)
    let next = ranged.pop()
    let at = 0
    for (let i = 0; i < length; i++) {
      const own = code[i] as number
      const first = at
      at = start[i + 1] as number
      // Inputs stay, wanted or not, so that their order is that of the arguments.
      if (own !== INPUT && wanted[i] === 0) continue
      made.ordered = order[i] as number
      if (own === INPUT) places[i] = made.input()
      else if (own < 0) places[i] = made.number(data[i] as number)
      else if (own === join) {
        const mask = places[operands[first] as number] as number
        const a = places[operands[first + 1] as number] as number
        const other = places[operands[first + 2] as number] as number
        places[i] = this.join(mask, a, other, places[operands[first + 3] as number] as number, 0)
      } else if (at === first + 2) {
        places[i] = this.writeTwo(own, places[operands[first] as number] as number, places[operands[first + 1] as number] as number, 0) // prettier-ignore
      } else {
        const count = at - first
        const stack = this.room(count)
        for (let k = 0; k < count; k++) stack[k] = places[operands[first + k] as number] as number
        places[i] = this.write(own, 0, count)
      }
      if (i === next) {
        this.masks.note(places[i] as number, ranges.get(i) as Range)
        next = ranged.pop()
      }
    }
    for (const [i, label] of graph.labels)
      if (wanted[i] === 1 || code[i] === INPUT) made.labels.set(places[i] as number, label)
    return {
      graph: made,
      outputs: outputs.map((i) => places[i] as number),
      guards: guards.map(({ node, answer }) => ({ node: places[node] as number, answer })),
    }
  }
  private room(size: number): Int32Array {
    while (size > this.stack.length) this.stack = longer(this.stack)
    return this.stack
  }
  private knownOf(code: number): Known {
    const fn = functionAt(code)
    const rows = neutrals.filter(({ step }) => step === fn.step)
    const unrolled = fn.op?.unrolled && new Map<number, Unrolled>()
    const isPlain = !fn.isIdentity && !unrolled && fn.op !== undefined
    return (this.known[code] = { fn, rows, unrolled, isPlain })
  }

  /** The node of a function whose operands lie on the stack. */
  private write(code: number, from: number, count: number): number {
    const { made, stack, masks } = this
    const { fn, rows, unrolled } = this.known[code] ?? this.knownOf(code)
    let numbers = 0
    for (let k = 0; k < count; k++) if (made.code[stack[from + k] as number] === NUMBER) numbers++
    if (numbers > 0) {
      const known = this.numbered(fn, rows, numbers, from, count)
      if (known >= 0) return known
    }
    if (fn.isIdentity) return stack[from] as number
    if (fn === JOIN) return this.join(stack[from] as number, stack[from + 1] as number, stack[from + 2] as number, stack[from + 3] as number, from) // prettier-ignore
    if (fn === CHOICE) return this.choice(from, count)
    if (unrolled) return this.unroll(fn, unrolled, from, count)
    if (!masks.concerns(fn, numbers, stack, from, count)) return this.once.append(code, stack, from, count)
    return this.mask(fn, from, count)
  }
  /** The node of a function of which some operands are numbers, where that decides it; else −1. */
  private numbered(fn: Fn, rows: readonly Neutral[], numbers: number, from: number, count: number): number {
    const { made, stack } = this
    if (numbers === count) {
      const run = made.isSingle ? inSingles(fn) : fn.run
      return made.number(run(...Array.from(stack.subarray(from, from + count), (i) => made.data[i] as number)))
    }
    if (fn === PICK && made.code[stack[from] as number] === NUMBER)
      return stack[from + (made.data[stack[from] as number] === 0 ? 2 : 1)] as number
    for (let row = 0; row < rows.length; row++) {
      const { k, number } = rows[row] as Neutral
      const i = stack[from + k] as number
      if (made.code[i] === NUMBER && Object.is(made.data[i], number)) return stack[from + 1 - k] as number
    }
    return -1
  }
  /** The node of a mask: another one where that is known to hold at the same data. */
  private mask(fn: Fn, from: number, count: number): number {
    const { masks, stack } = this
    const known = masks.before(fn.code, stack, from, count)
    if (known >= 0) return known
    const operands = stack.slice(from, from + count)
    let node = masks.known(fn, operands)
    if (node < 0) {
      node = this.flag(fn, operands) ?? this.once.append(fn.code, stack, from, count)
      masks.enter(fn, operands, node)
    }
    masks.remember(fn.code, operands, node)
    return node
  }
  /** Of masks that are 0 or 1 the larger one holds where either does, the smaller one where both do: chains of them are cells. */
  private flag(fn: Fn, [p, q]: Int32Array): number | undefined {
    if ((fn !== EITHER && fn !== BOTH) || !this.isFlag(p as number) || !this.isFlag(q as number)) return undefined
    const node = this.once.two(fn === EITHER ? MAXIMUM.code : MINIMUM.code, p as number, q as number)
    this.flags.add(node)
    return node
  }
  private isFlag(node: number): boolean {
    return this.flags.has(node) || this.made.functionAt(node)?.isFlag === true
  }
  /**
   * What is there of two as their sum: −0 stands for what is not, and changes no bit of what it is added to. So the sum of many that may be there is a chain of
   * additions like any other.
   */
  private join(p: number, a: number, q: number, b: number, from: number): number {
    if (p === q && !this.isPresent(a, p) && !this.isPresent(b, q)) return this.writeTwo(ADD.code, a, b, from)
    const sum = this.writeTwo(ADD.code, this.orNothing(p, a, from), this.orNothing(q, b, from), from)
    const either = p === q ? p : this.either(p, q, from)
    while (sum >= this.present.length) this.present = longer(this.present)
    this.present[sum] = either + 1
    return sum
  }
  /** Where one of two masks holds. Most often it is asked of the same two as before. */
  private either(p: number, q: number, from: number): number {
    if (p !== this.one || q !== this.other) {
      this.found = this.writeTwo(EITHER.code, p, q, from)
      this.one = p
      this.other = q
    }
    return this.found
  }
  private isPresent(node: number, mask: number): boolean {
    return node < this.present.length && this.present[node] === mask + 1
  }
  /** The sum of all, of which all but one are −0. */
  private choice(from: number, count: number): number {
    const operands = this.stack.slice(from, from + count)
    let sum = -1
    for (let k = 0; k < count; k += 2) {
      const term = this.orNothing(operands[k] as number, operands[k + 1] as number, from)
      sum = k === 0 ? term : this.writeTwo(ADD.code, sum, term, from)
    }
    return sum
  }
  /** A node where its mask is not 0, else −0. */
  private orNothing(mask: number, node: number, from: number): number {
    if (this.isPresent(node, mask)) return node
    const { made } = this
    const nothing = made.number(-0)
    const stack = this.room(from + 3)
    stack[from] = mask
    stack[from + 1] = node
    stack[from + 2] = nothing
    return made.code[mask] === NUMBER ? this.write(PICK.code, from, 3) : this.once.append(PICK.code, stack, from, 3)
  }
  private writeTwo(code: number, a: number, b: number, from: number): number {
    const { made } = this
    if (made.code[a] !== NUMBER && made.code[b] !== NUMBER && (this.known[code] ?? this.knownOf(code)).isPlain)
      return this.once.two(code, a, b)
    const stack = this.room(from + 2)
    stack[from] = a
    stack[from + 1] = b
    return this.write(code, from, 2)
  }
  private unroll(fn: Fn, templates: Map<number, Unrolled>, from: number, count: number): number {
    let template = templates.get(count)
    if (!template) templates.set(count, (template = unrolledOf(fn, count)))
    const { graph, result } = template
    const { code, data, start, operands, length } = graph
    // The operands stand where the nodes of the template that are inputs have their places.
    const top = from + length
    this.room(top)
    for (let i = count; i < length; i++) {
      const own = code[i] as number
      if (own === NUMBER) {
        this.stack[from + i] = this.made.number(data[i] as number)
        continue
      }
      const first = start[i] as number
      const width = (start[i + 1] as number) - first
      if (width === 2) {
        const a = this.stack[from + (operands[first] as number)] as number
        const place = this.writeTwo(own, a, this.stack[from + (operands[first + 1] as number)] as number, top)
        this.stack[from + i] = place
        continue
      }
      const stack = this.room(top + width)
      for (let k = 0; k < width; k++) stack[top + k] = stack[from + (operands[first + k] as number)] as number
      const place = this.write(own, top, width)
      this.stack[from + i] = place
    }
    return this.stack[from + result] as number
  }
}
