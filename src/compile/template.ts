/** The slopes of ops as templates: what a rule writes is written once and copied from then on. */
import type { Rule } from '../ops/index.js'
import { NUMBER, Graph, type Seen } from './graph.js'
import type { Fn } from './functions.js'

/** Where an operand takes part: at all data, or at none. */
export const ALWAYS = -1
export const NEVER = -2

/** What a rule writes for an output and its inputs that are all nodes: the nodes after them, which is the slope, and which the mask of where it takes part. */
export interface Template {
  readonly graph: Graph
  /** How many nodes come before those that the rule writes. */
  readonly given: number
  /** The slope: a node of the template, or a number. */
  readonly slope: number
  readonly isNumber: boolean
  /** A node of the template, ALWAYS or NEVER. */
  readonly mask: number
  /** Whether slope and mask are the nodes given, or numbers: then nothing is written. */
  readonly isGiven: boolean
}

const known: (readonly Template[] | null | undefined)[] = []
/** Of functions of lists, by how many operands they have. */
const lists: Map<number, readonly Template[] | null>[] = []
/** Lists beyond it are written by their rule each time. */
const LONGEST = 4096

/** By operand the templates of a function of so many operands; null for one whose rule has to be asked each time. */
export function templatesOf(fn: Fn, count: number): readonly Template[] | null {
  if (fn.isList) {
    if (count > LONGEST) return null
    const own = (lists[fn.code] ??= new Map<number, readonly Template[] | null>())
    let made = own.get(count)
    if (made === undefined) own.set(count, (made = make(fn, count)))
    return made
  }
  const made = known[fn.code]
  return made === undefined ? (known[fn.code] = make(fn, count)) : made
}

function make({ op }: Fn, count: number): readonly Template[] | null {
  if (!op || op.parameters.length > 0 || (op.active && !op.flows && op.active.length > 0)) return null
  const { partials, listPartials, flows, active } = op
  const given = count + 1
  const opened = (): { graph: Graph; y: number; inputs: number[] } => {
    const graph = new Graph(16)
    const [y, ...inputs] = Array.from({ length: given }, () => graph.seen(graph.input())) as number[]
    return { graph, y: y as number, inputs }
  }
  const maskOf = (graph: Graph, inputs: readonly number[], k: number): number => {
    if (!flows) return active?.()[k] === false ? NEVER : ALWAYS
    const mask: Seen = (flows[k] as Rule)(...(inputs as [number]))
    return typeof mask === 'number' ? (mask === 0 ? NEVER : ALWAYS) : graph.place(mask)
  }
  const template = (graph: Graph, slope: Seen, mask: number): Template => {
    const isNumber = typeof slope === 'number'
    const place = isNumber ? slope : graph.place(slope)
    return { graph, given, slope: place, isNumber, mask, isGiven: (isNumber || place < given) && mask < given }
  }
  if (listPartials) {
    // One rule gives all slopes: they share what it writes.
    const { graph, y, inputs } = opened()
    return Array.from(listPartials(y, inputs), (slope, k) => template(graph, slope, maskOf(graph, inputs, k)))
  }
  return partials.map((rule, k) => {
    const { graph, y, inputs } = opened()
    const mask = maskOf(graph, inputs, k)
    return template(graph, mask === NEVER ? 0 : (rule as Rule)(y, ...(inputs as [number])), mask)
  })
}

let places = new Int32Array(4096)

/** Writes what a template is of for node i; gives where each of its nodes stands, until the next one is written. */
export function stamp(graph: Graph, { graph: from, given }: Template, i: number): Int32Array {
  if (from.length > places.length) places = new Int32Array(2 * from.length)
  const to = places
  to[0] = i
  const first = graph.start[i] as number
  for (let k = 1; k < given; k++) to[k] = graph.operands[first + k - 1] as number
  for (let k = given; k < from.length; k++) {
    const code = from.code[k] as number
    if (code === NUMBER) to[k] = graph.number(from.data[k] as number)
    else to[k] = graph.appendMapped(code, from.operands, from.start[k] as number, from.start[k + 1] as number, to)
  }
  return to
}
/** The node that a place of a template stands for: what was written there, or the node i itself or its operand. */
export function placeOf(
  { start, operands }: Graph,
  i: number,
  { given }: Template,
  to: Int32Array | undefined,
  place: number,
): number {
  if (place >= given) return (to as Int32Array)[place] as number
  return place === 0 ? i : (operands[(start[i] as number) + place - 1] as number)
}
