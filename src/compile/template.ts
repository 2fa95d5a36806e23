/** The slopes of ops as templates: what a rule writes is written once and copied from then on. */
import type { Rule } from '../ops/index.js'
import { NUMBER, Graph } from './graph.js'
import type { Fn } from './functions.js'

/** What a rule writes for an output and its inputs that are all nodes: the nodes after them, and which is the slope. */
export interface Template {
  readonly graph: Graph
  /** The slope: a node of the template, or a number. */
  readonly slope: number
  readonly isNumber: boolean
  /** How many nodes come before those that the rule writes. */
  readonly given: number
}

const known: (readonly (Template | undefined)[] | undefined)[] = []

/** By operand the templates of a function whose operands all take part at all data; undefined for every other one. */
export function templatesOf(fn: Fn): readonly (Template | undefined)[] | undefined {
  if (!(fn.code in known)) known[fn.code] = make(fn)
  return known[fn.code]
}
function make({ op }: Fn): readonly Template[] | undefined {
  if (!op || op.arity === 'list' || op.flows || op.active || op.parameters.length > 0) return undefined
  const { arity } = op
  return op.partials.map((rule) => {
    const graph = new Graph(16)
    const [y, ...inputs] = Array.from({ length: arity + 1 }, () => graph.seen(graph.input())) as number[]
    const slope = (rule as Rule)(y as number, ...(inputs as [number]))
    const isNumber = typeof slope === 'number'
    return { graph, slope: isNumber ? slope : graph.place(slope), isNumber, given: arity + 1 }
  })
}

const places = new Int32Array(4096)

/** Writes the slope of node i that a template is of; gives its node. */
export function stamp(graph: Graph, { graph: from, slope, given }: Template, i: number): number {
  if (slope < given) return slope === 0 ? i : (graph.operands[(graph.start[i] as number) + slope - 1] as number)
  const to = from.length <= places.length ? places : new Int32Array(from.length)
  to[0] = i
  const first = graph.start[i] as number
  for (let k = 1; k < given; k++) to[k] = graph.operands[first + k - 1] as number
  for (let k = given; k < from.length; k++) {
    const code = from.code[k] as number
    if (code === NUMBER) to[k] = graph.number(from.data[k] as number)
    else to[k] = graph.appendMapped(code, from.operands, from.start[k] as number, from.start[k + 1] as number, to)
  }
  return to[slope] as number
}
