/** Steps in words: each as a sentence and as TeX, in the user's own names and numbers. */
import { describe } from '../arguments/index.js'
import type { GraphNode } from '../engine/index.js'
import { ops } from '../ops/table.js'
import { Expression, slopeTerm, symbol, type Term } from './expression.js'
import { MOST_INPUTS, print } from './formula.js'
import { termAt } from './name.js'
import { isTrueAs, ruleTex, shortTex, shown } from './number.js'
import { plain } from './plain.js'
import type { BackwardStep, ForwardStep, Stepper } from './stepper.js'

/** A local derivative by its rule. */
export interface SaidRule {
  /** The textbook's rule in names, in numbers, and what it comes to: ∂o/∂n = 1 − o² = 1 − 0.7071² = 0.5. */
  readonly tex: string
  /** What the engine computes, where it is written otherwise. */
  readonly engine?: string
  /** What to know about the difference, as a sentence. */
  readonly note?: string
}
/** A step in words. */
export interface Saying {
  readonly sentence: string
  readonly tex: string
  /** Of a step backward through an op of the table. */
  readonly rule?: SaidRule
}

/**
 * The k-th step of a program in words, counted from 0: what an op makes of its inputs, or how the chain rule takes a gradient through one
 * local derivative, and why that is what it is. Errors: a k that is no step.
 * @example
 * import { value } from 'seegrad'
 * import { say, stepper } from 'seegrad/explain'
 * const [a, b] = [value(2, 'a'), value(-3, 'b')]
 * const walk = stepper(value(a.mul(b), 'L'))
 * say(walk, 0).sentence // 'L is a · b: 2 · (−3) = −6.'
 * say(walk, 2).sentence // 'When a moves a little, L moves −3 times as much, because b is −3.'
 * say(walk, 2).tex // '\\frac{\\partial L}{\\partial a} = b = -3'
 */
export function say(walk: Stepper, k: number): Saying {
  const step = walk.steps[k]
  if (!step)
    throw new RangeError(`say: step ${describe(k)}; a whole number from 0 to ${walk.steps.length - 1} is allowed.`)
  if (step.kind === 'forward') return sayForward(walk, step)
  if (step.kind === 'backward') return sayBackward(walk, step)
  const { tex, text } = walk.names
  const [asTex, asText] = [tex[step.node] as string, text[step.node] as string]
  return {
    sentence:
      step.grad === 1
        ? `The way back begins at ${asText}, which moves exactly as much as itself: ∂${asText}/∂${asText} = 1.`
        : `The way back begins at ${asText} with the gradient that was given, ${number(step.grad)}.`,
    tex: `${partial(asTex, asTex)} = ${shortTex(step.grad)}`,
  }
}

const number = (x: number): string => plain(shortTex(x))
/** A sum, a product or a power below a ∂ stands in parentheses. */
const below = (tex: string): string => (/[ +-]|\^(?!\{\()/.test(tex.replace(/\\text\{[^}]*\}/g, '')) ? `(${tex})` : tex)
const partial = (y: string, x: string): string => `\\frac{\\partial ${below(y)}}{\\partial ${below(x)}}`
const chain = (...parts: readonly string[]): string =>
  parts.filter((part, k) => part !== '' && part !== parts[k - 1]).join(' = ')
/** What a formula comes to: = where that is true of the digits that are shown, else ≈. */
const equals = (left: string, right: string, isTrue: boolean): string =>
  left === right ? left : `${left} ${isTrue ? '=' : '\\approx'} ${right}`
/** A term of a sum: a negative one in parentheses. */
const added = (tex: string): string => (tex.startsWith('-') ? `(${tex})` : tex)

const places = new WeakMap<Stepper, ReadonlyMap<number, number>>()
function placesOf(walk: Stepper): ReadonlyMap<number, number> {
  const known = places.get(walk) ?? new Map(walk.graph.nodes.map(({ id }, place) => [id, place]))
  places.set(walk, known)
  return known
}

/** What stands for each operand of a node: its name, or its number. */
function operandsOf(walk: Stepper, node: number, as: 'names' | 'numbers'): Term[] {
  const at = placesOf(walk)
  return (walk.graph.nodes[node] as GraphNode).inputs.map((id) => {
    const place = at.get(id) as number
    const { kind, data } = walk.graph.nodes[place] as GraphNode
    if (as === 'names') return termAt(walk.graph, walk.names, place, at)
    return kind === 'constant' ? data : symbol(shortTex(data))
  })
}

/** A node's op on its operands; of a long list the first and the last. */
function formula(walk: Stepper, node: number, as: 'names' | 'numbers'): string {
  const { op } = walk.graph.nodes[node] as GraphNode
  const operands = operandsOf(walk, node, as)
  const style = { number: shortTex, isRule: false }
  if (operands.length <= 8) return print(new Expression(op, operands), style)
  const ends = [...operands.slice(0, 2), symbol('\\dots'), ...operands.slice(-1)].map((term) => print(term, style))
  return `\\operatorname{${op}}(${ends.join(', ')})`
}

/** An unnamed node as what it is made of: `v_1 = a \cdot b + c`. */
export const definition = (walk: Stepper, node: number): string =>
  `${walk.names.tex[node]} = ${formula(walk, node, 'names')}`

function sayForward(walk: Stepper, { node, data }: ForwardStep): Saying {
  const { tex, text, from } = walk.names
  const inNames = formula(walk, node, 'names')
  const inNumbers = formula(walk, node, 'numbers')
  const result = equals(inNumbers, shortTex(data), isTrueAs(forward(walk, node), data))
  const asTex = chain(...(from[node] === 'made' ? [] : [tex[node] as string]), inNames, result)
  const says = plain(inNames) === plain(inNumbers) ? '' : `${plain(result)}.`
  const sentence =
    from[node] === 'made' ? `${text[node]} is ${says || `${number(data)}.`}` : `${text[node]} is ${plain(inNames)}: ${says || `${number(data)}.`}` // prettier-ignore
  return { sentence, tex: asTex }
}
/** What a node's op makes of its inputs as they are shown. */
function forward(walk: Stepper, node: number): number {
  const row = ops.get((walk.graph.nodes[node] as GraphNode).op)
  const inputs = operandsData(walk, node).map(shown)
  if (!row) return NaN
  const of = row.forward as unknown as (...inputs: readonly unknown[]) => number
  return row.arity === 'list' ? of(inputs) : of(...inputs)
}
const operandsData = (walk: Stepper, node: number): readonly number[] =>
  (walk.graph.nodes[node] as GraphNode).inputs.map(
    (id) => (walk.graph.nodes[placesOf(walk).get(id) as number] as GraphNode).data,
  )

const ordinals = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth']
const ordinal = (k: number): string => ordinals[k] ?? `${k + 1}th`

/** How much something moves when what it hangs on, `than`, moves a little. */
function moves(what: string, slope: number, than = ''): string {
  const as = than === '' ? '' : ` as ${than}`
  if (Number.isNaN(slope)) return `no number says how much ${what} moves`
  if (slope === 0) return `${what} does not move`
  const times = number(slope)
  if (times === '1') return `${what} moves just as much${as}`
  if (times === '−1') return `${what} moves as much${as}${as === '' ? '' : ','} the other way`
  return Math.abs(slope) === Infinity
    ? `${what} moves infinitely many times as much${as}${slope < 0 ? ', the other way' : ''}`
    : `${what} moves ${times} times as much${as}`
}

function sayBackward(walk: Stepper, step: BackwardStep): Saying {
  const { names, root } = walk
  const { node, input, operand, adjoint, slope, contribution, before, after, way, ways } = step
  const [L, y, x] = [root, node, operand].map((place) => names.text[place] as string) as [string, string, string]
  const { inputs } = walk.graph.nodes[node] as GraphNode
  const isDouble = inputs.filter((id) => id === inputs[input]).length > 1
  const { rule, reason } = ruleAt(walk, step)
  const isFirst = node === root && adjoint === 1
  const sentences = [
    ...(isFirst ? [] : [`When ${y} moves a little, ${moves(L, adjoint)}.`]),
    `When ${x} moves a little${isDouble ? ` as the ${ordinal(input)} input of ${y}` : ''}, ${moves(y, slope)}${reason}.`,
  ]
  if (!isFirst) {
    const why = Number.isNaN(contribution) ? `: ${number(adjoint)} · ${number(slope)} is no number` : ''
    sentences.push(`So${ways > 1 ? ' on this way' : ''} ${moves(L, contribution, x)}${why}.`)
  }
  if (ways > 1) {
    const sum = plain(sumTex([before ?? 0, contribution], after))
    if (way === 1) sentences.push(`That is the first of ${ways} ways from ${x} to ${L}; what they bring is added up.`)
    else if (way < ways) sentences.push(`Added to what the ways before brought: ${sum}.`)
    else sentences.push(`There are ${ways} ways from ${x} to ${L}, and what they bring is added up: ${sum}.`)
  }
  return { sentence: sentences.join(' '), tex: chainTex(walk, step, rule), ...(rule && { rule }) }
}

/** Sums of up to so many ways are written out at the last of them. */
const MOST_WAYS = 5

const sumTex = (parts: readonly number[], total: number): string => {
  const left = parts.map((part, k) => (k === 0 ? shortTex(part) : added(shortTex(part)))).join(' + ')
  return equals(left, shortTex(total), isTrueAs(parts.map(shown).reduce((sum, part) => sum + part), total)) // prettier-ignore
}

/** ∂L/∂x = ∂L/∂y · ∂y/∂x = −2 · −3 = 6, and sums of such where there are several ways. */
function chainTex(walk: Stepper, step: BackwardStep, rule: SaidRule | undefined): string {
  const { tex } = walk.names
  const { operand, adjoint, slope, contribution, before, after, way, ways } = step
  const [L, x] = [tex[walk.root] as string, tex[operand] as string]
  const total = partial(L, x)
  const isShort = (one: BackwardStep): boolean => one.node === walk.root && one.adjoint === 1
  if (isShort(step) && ways === 1) return rule?.tex ?? `${total} = ${shortTex(slope)}`
  const symbols = (one: BackwardStep): string =>
    isShort(one) ? edge(walk, one) : `${partial(L, tex[one.node] as string)} \\cdot ${edge(walk, one)}`
  const numbers = (one: BackwardStep): string =>
    isShort(one) ? shortTex(one.slope) : `${shortTex(one.adjoint)} \\cdot ${shortTex(one.slope)}`
  if (ways === 1)
    return chain(total, symbols(step), equals(numbers(step), shortTex(contribution), isTrueAs(shown(adjoint) * shown(slope), contribution))) // prettier-ignore
  if (way === ways && ways <= MOST_WAYS) {
    const all = [step]
    for (let one = step; one.previous >= 0; all.unshift(one)) one = walk.steps[one.previous] as BackwardStep
    const products = all.map((one, k) => (k > 0 ? added(numbers(one)) : numbers(one))).join(' + ')
    const sum = sumTex(all.map((one) => one.contribution), after) // prettier-ignore
    const isExact = all.every((one) => isTrueAs(shown(one.adjoint) * shown(one.slope), one.contribution))
    const said = chain(total, all.map(symbols).join(' + '), products)
    return sum.startsWith(`${products} `) ? `${said}${sum.slice(products.length)}` : equals(said, sum, isExact)
  }
  const more = way < ways ? ' + \\dots' : ''
  if (before === null) return chain(total, symbols(step) + more, numbers(step) + more, shortTex(contribution) + more)
  return chain(total, `\\dots + ${symbols(step)}${more}`, sumTex([before, contribution], after) + more)
}

/** Whether ∂y/∂x could be taken for something else: there are two such edges, or ∂root/∂x is a sum of which this is one part. */
function isAmbiguous(walk: Stepper, { node, input, ways }: BackwardStep): boolean {
  const { inputs } = walk.graph.nodes[node] as GraphNode
  return (node === walk.root && ways > 1) || inputs.filter((id) => id === inputs[input]).length > 1
}
/** ∂y/∂x along one edge; where that is ambiguous ∂₁y, ∂₂y, …, by the first, the second, … input alone. */
function edge(walk: Stepper, step: BackwardStep): string {
  const { tex } = walk.names
  const y = tex[step.node] as string
  return isAmbiguous(walk, step) ? `\\partial_{${step.input + 1}} ${below(y)}` : partial(y, tex[step.operand] as string)
}

/** Longer rules are not read out. */
const LONGEST = 60

/** The rule of a local derivative, and the half sentence that gives it as the reason. */
function ruleAt(walk: Stepper, step: BackwardStep): { rule?: SaidRule; reason: string } {
  const { node, slope } = step
  const at = walk.graph.nodes[node] as GraphNode
  const y = walk.names.text[node] as string
  const row = ops.get(at.op)
  const left = edge(walk, step)
  if (!row || at.inputs.length > MOST_INPUTS) {
    const reason = row ? '' : `, by the rule that ${at.op} brings along`
    return { rule: { tex: `${left} = ${shortTex(slope)}` }, reason }
  }
  const taught = termOf(walk, step, 'names', 'taught')
  const inNames = printed(taught)
  const inNumbers = printed(termOf(walk, step, 'numbers', 'taught'))
  const value = equals(inNumbers, shortTex(slope), isTrueAs(taughtSlope(walk, step, shown), slope))
  const own = printed(termOf(walk, step, 'names', 'engine'))
  const rule: SaidRule = { tex: chain(left, inNames, value), ...(own !== inNames && noted(walk, step, own)) }
  const text = plain(inNames)
  if (typeof taught === 'number') {
    const isConstant = typeof slopeTerm(row, symbol('y'), at.inputs.map((_, k) => symbol(`x_${k}`)), step.input) === 'number' // prettier-ignore
    if (isConstant && !row.parameters.some(({ isWhole }) => isWhole))
      return { rule, reason: ', whatever the numbers are' }
    return {
      rule,
      reason: walk.names.from[node] === 'made' ? '' : `, because ${y} is ${plain(formula(walk, node, 'names'))}`,
    }
  }
  const [, question] = /^\[([^[\]]+)\]$/.exec(text) ?? []
  if (question !== undefined) return { rule, reason: `, because ${question} is ${slope === 0 ? 'false' : 'true'}` }
  if (text.length > LONGEST) return { rule, reason: '' }
  return { rule, reason: `, because ${text} is ${number(slope)}` }
}

const printed = (term: Term): string => print(term, { number: (x) => ruleTex(x, shortTex), isRule: true })

/** The slope of a step as a term of its operands and its output. */
function termOf(walk: Stepper, { node, input }: BackwardStep, as: 'names' | 'numbers', by: 'taught' | 'engine'): Term {
  const at = walk.graph.nodes[node] as GraphNode
  const row = ops.get(at.op)
  if (!row) return NaN
  const operands = operandsOf(walk, node, as)
  const out = as === 'numbers' ? symbol(shortTex(at.data)) : outputTerm(walk, node)
  const any = row.arity === 'list' && row.taught ? row.taught[0] : row.taught?.[input]
  if (by === 'engine' || !any) return slopeTerm(row, out, operands, input)
  const given = row.arity === 'list' ? [operands[input] as Term] : operands
  return slopeTerm({ partials: [any], listPartials: undefined }, out, given, 0)
}
function outputTerm(walk: Stepper, node: number): Term {
  return termAt(walk.graph, walk.names, node, placesOf(walk))
}

/** The engine's rule by name, and what it gives where the textbook's has lost its digits. */
function noted(walk: Stepper, step: BackwardStep, own: string): Pick<SaidRule, 'engine' | 'note'> {
  const text = plain(own)
  const how = text.length <= 2 * LONGEST ? `as ${text}` : 'by a longer rule'
  const taught = taughtSlope(walk, step)
  const isApart = Math.abs(taught - step.slope) > 1e-9 * Math.abs(step.slope) || Number.isNaN(taught) !== Number.isNaN(step.slope) // prettier-ignore
  return {
    engine: own,
    note: isApart
      ? `Here the textbook's rule comes to ${number(taught)}, for want of digits; the engine computes it ${how}, which is ${number(step.slope)}.`
      : `The engine computes it ${how}, which is the same number and keeps its digits everywhere.`,
  }
}

/** The slope by the rule that is taught, of the numbers or of what is shown of them. */
function taughtSlope(walk: Stepper, { node, input, slope }: BackwardStep, as = (x: number): number => x): number {
  const { op, data } = walk.graph.nodes[node] as GraphNode
  const row = ops.get(op)
  if (!row) return slope
  const inputs = operandsData(walk, node).map(as)
  if (row.arity !== 'list') return (row.taught ?? row.partials)[input]?.(as(data), ...inputs) ?? slope
  return row.taught ? (row.taught[0]?.(as(data), inputs[input] as number) ?? slope) : (row.listPartials?.(as(data), inputs)[input] ?? slope) // prettier-ignore
}
