/** Formulas: a recorded number as the formula that it came from, and the derivative of an op as its rule says it. */
import { describe } from '../arguments/index.js'
import type { Graph, GraphNode } from '../engine/index.js'
import { type Op } from '../ops/index.js'
import { ops } from '../ops/table.js'
import { Expression, slopeTerm, symbol, type Term } from './expression.js'
import { print, usesOf } from './formula.js'
import { graphFrom } from './graph.js'
import { nameTex, namesOf } from './name.js'
import { ruleTex } from './number.js'

/** How {@link tex} prints. */
export interface TexOptions {
  /** How far down: to the leaves, or only to the next labels. `'leaves'` unless told. */
  readonly upTo?: 'leaves' | 'labels'
  /** How many ops are written out; what lies deeper stands as its name. 200 unless told. */
  readonly limit?: number
}

/**
 * The formula that a recorded number came from, as TeX, printed from the recording itself: labels are names, numbers without one stand as they
 * are. A graph of more than `limit` ops is written out from its root on, and what lies deeper stands as its name.
 * Errors: anything but a Value, a graph or a number.
 * @example
 * import { value } from 'seegrad'
 * import { tex } from 'seegrad/explain'
 * const [a, b, c] = [value(2, 'a'), value(-3, 'b'), value(10, 'c')]
 * tex(a.mul(b).add(c)) // 'a \\cdot b + c'
 * const x = value(3, 'x')
 * tex(x.pow(2).mul(3).sub(x.mul(4)).add(5)) // 'x^{2} \\cdot 3 - x \\cdot 4 + 5'
 */
export function tex(x: number | Graph, { upTo = 'leaves', limit = 200 }: TexOptions = {}): string {
  if (typeof x === 'number') return print(x)
  return print(termOf(graphFrom('tex', x), upTo, limit))
}

/** An occurrence of a node in the formula that is being written: what it leads to, once it is written out. */
interface Occurrence {
  readonly node: GraphNode
  operands?: readonly Occurrence[]
}

function termOf(graph: Graph, upTo: 'leaves' | 'labels', limit: number): Term {
  const places = new Map(graph.nodes.map(({ id }, place) => [id, place]))
  const at = (id: number): Occurrence => ({ node: graph.nodes[places.get(id) as number] as GraphNode })
  const root = at(graph.root)
  // Level by level, so that what is left out is what lies deepest; an operand that its op prints twice counts twice.
  const line = [{ at: root, times: 1 }]
  let left = limit
  for (let next = 0; next < line.length; next++) {
    const { at: here, times } = line[next] as (typeof line)[number]
    const { op, label, inputs } = here.node
    if (op === '' || (upTo === 'labels' && label !== '' && here !== root)) continue
    if ((left -= times) < 0) continue
    const uses = usesOf(op, inputs.length)
    here.operands = inputs.map(at)
    for (const [k, operand] of here.operands.entries()) line.push({ at: operand, times: times * (uses[k] as number) })
  }
  const names = namesOf(graph).tex
  const terms = new Map<Occurrence, Term>()
  for (const { at: here } of line.toReversed()) {
    const { node, operands } = here
    const asName = (): Term => symbol(names[places.get(node.id) as number] as string)
    if (operands)
      terms.set(here, new Expression(node.op, operands.map((one) => terms.get(one) as Term))) // prettier-ignore
    else terms.set(here, node.op === '' && node.label === '' ? node.data : asName())
  }
  return terms.get(root) as Term
}

/** One partial derivative of an op in symbols. */
export interface OpDerivative {
  /** Name of the input, as TeX. */
  readonly input: string
  /** The textbook's rule, or the engine's where that is the one that is taught. */
  readonly tex: string
  /** What the engine computes, where it is written otherwise. */
  readonly engine?: string
}

/**
 * The derivative of an op as TeX, by the rule that textbooks teach: one equation per input, of a reduction only for the first. The rule is the row's own,
 * run on symbols: y is the output, x the input, or a, b, c. Errors: what is no op of the table.
 * @example
 * import { mul, tanh } from 'seegrad'
 * import { derivativeTex } from 'seegrad/explain'
 * derivativeTex(tanh) // '\\frac{\\partial y}{\\partial x} = 1 - y^2'
 * derivativeTex(mul) // '\\frac{\\partial y}{\\partial a} = b, \\quad \\frac{\\partial y}{\\partial b} = a'
 */
export function derivativeTex(op: string | Pick<Op, 'name'>): string {
  return derivatives(op).map(({ input, tex }) => `\\frac{\\partial y}{\\partial ${input}} = ${tex}`).join(', \\quad ') // prettier-ignore
}

/**
 * The same in parts: for each input the rule that is taught, and the one that the engine computes where that is another.
 * @example
 * import { derivatives } from 'seegrad/explain'
 * derivatives('tanh')[0].engine // '(\\operatorname{sech} x)^2'
 */
export function derivatives(op: string | Pick<Op, 'name'>): readonly OpDerivative[] {
  const name = typeof op === 'string' ? op : (op as { name?: unknown } | undefined)?.name
  const row = typeof name === 'string' ? ops.get(name) : undefined
  if (!row) {
    const given = typeof op === 'string' ? JSON.stringify(op) : describe(op)
    throw new TypeError(
      `derivativeTex: ${given} was given; an op of the table is allowed, derivativeTex(tanh), or its name.`,
    )
  }
  const inputs = inputsOf(row)
  const terms = [
    ...inputs.map(symbol),
    ...row.parameters.map((one) => (one.isWhole ? WHOLE : symbol(nameTex(one.name)))),
  ]
  const [whole] = row.parameters.filter((one) => one.isWhole)
  const print = (term: Term): string => printRule(term, whole && nameTex(whole.name))
  return (row.arity === 'list' ? inputs.slice(0, 1) : inputs).map((input, k) => {
    const engine = print(slopeTerm(row, symbol('y'), terms, k))
    const rule = row.taught?.[k]
    const taught = rule
      ? print(slopeTerm({ partials: [rule], listPartials: undefined }, symbol('y'), terms, 0))
      : engine
    return taught === engine ? { input, tex: taught } : { input, tex: taught, engine }
  })
}

/** The inputs that a rule is shown with; a reduction of three, or of two pairs. */
function inputsOf({ arity }: Op): readonly string[] {
  if (arity === 'list') return ['x_1', 'x_2', 'x_3', 'x_4']
  return arity === 1 ? ['x'] : ['a', 'b', 'c'].slice(0, arity)
}

/** A whole parameter has to be a number: this one stands for its name, and one more or less for the name plus or minus that. */
const WHOLE = 11
function printRule(term: Term, whole: string | undefined): string {
  const number = (x: number): string => {
    if (whole === undefined || !(Math.abs(x - WHOLE) <= 2)) return ruleTex(x)
    return x === WHOLE ? whole : `${whole} ${x > WHOLE ? '+' : '-'} ${Math.abs(x - WHOLE)}`
  }
  return print(term, { number, isRule: true })
}
