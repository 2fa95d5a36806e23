/** Where a NaN, an ∞ or a 0 of the forward pass was born, and by which rule. */
import type { Graph, GraphNode } from '../engine/index.js'
import { contains, type Op } from '../ops/index.js'
import { ops } from '../ops/table.js'
import { slopeTerm, symbol } from './expression.js'
import { namesOf, type Names } from './name.js'
import { shortTex } from './number.js'
import { plain } from './plain.js'

/** The rule that was broken, or the one that makes it so. */
export type Why =
  /** An input lies where the op has no value. */
  | 'outside'
  /** ∞ − ∞, 0 · ∞, 0/0: inputs that the op makes no number of. */
  | 'no number'
  /** The function itself goes to ∞ there. */
  | 'pole'
  /** Larger than the largest double, or smaller than the smallest. */
  | 'overflow'
  | 'underflow'
  /** A leaf or a constant that is so. */
  | 'given'
  /** Terms that come to 0 together. */
  | 'cancelled'
  /** A factor that is 0. */
  | 'times zero'
  /** A flat piece whose value is 0, such as relu of a negative number; one whose value is another, such as tanh far out. */
  | 'dead'
  | 'saturated'
  /** A slope that is 0 everywhere, such as that of floor. */
  | 'step'
  /** An infinite slope times 0. */
  | 'zero times infinity'
  /** No way leads there: another graph, a constant or detached Value, stopGradient, the side that was not taken. */
  | 'detached'
  | 'stopped'
  /** None of NaN, ∞ and 0. */
  | 'ordinary'

/** Where a number came to be what it is, and the way from there. */
export interface Birth {
  readonly why: Why
  /** Places in the graph, from what was asked for to where it was born. */
  readonly path: readonly number[]
  /** What happened there, as a part of a sentence. */
  readonly reason: string
}

/** A graph with what is asked of it again and again. */
export interface Site {
  readonly graph: Graph
  readonly names: Names
  readonly places: ReadonlyMap<number, number>
}
export const siteOf = (graph: Graph, names: Names = namesOf(graph)): Site => ({
  graph,
  names,
  places: new Map(graph.nodes.map(({ id }, place) => [id, place])),
})
export const nodeAt = ({ graph }: Site, place: number): GraphNode => graph.nodes[place] as GraphNode
export const operandsAt = (site: Site, place: number): number[] =>
  nodeAt(site, place).inputs.map((id) => site.places.get(id) as number)
export const number = (x: number): string => plain(shortTex(x))

/** The shortest way from a place to one that `isEnd`, through those that `next` gives; undefined if there is none. */
export function wayTo(
  start: number,
  next: (place: number) => readonly number[],
  isEnd: (place: number) => boolean,
): number[] | undefined {
  const from = new Map([[start, -1]])
  const line = [start]
  for (let at = 0; at < line.length; at++) {
    const place = line[at] as number
    if (isEnd(place)) {
      const way: number[] = []
      for (let back = place; back !== -1; back = from.get(back) as number) way.unshift(back)
      return way
    }
    for (const one of next(place)) {
      if (from.has(one)) continue
      from.set(one, place)
      line.push(one)
    }
  }
  return undefined
}

/** `log of p = −0.3 in mlp/layer 1 (cell 4, line 3)`: a node with its op, its inputs and where it stands in the program. */
export function told(site: Site, place: number): string {
  const { op, inputs } = nodeAt(site, place)
  const { text } = site.names
  const said = operandsAt(site, place).slice(0, 4).map((at) => {
    const { kind, data } = nodeAt(site, at)
    return kind === 'constant' ? number(data) : `${text[at]} = ${number(data)}`
  }) // prettier-ignore
  return `${op} of ${listed(said, inputs.length > 4)}${scopeOf(site, place)}${sourceOf(site, place)}`
}
const listed = (said: readonly string[], isMore: boolean): string =>
  isMore
    ? `${said.join(', ')}, …`
    : [said.slice(0, -1).join(', '), ...said.slice(-1)].filter((part) => part !== '').join(' and ')
function scopeOf({ graph }: Site, place: number): string {
  const path: string[] = []
  let at = (graph.nodes[place] as GraphNode).scope
  for (let left = graph.scopes.length; left > 0 && at >= 0; left--) {
    const scope = graph.scopes[at]
    if (!scope) break
    path.unshift(scope.name)
    at = scope.parent
  }
  return path.length === 0 ? '' : ` in ${path.join('/')}`
}
function sourceOf(site: Site, place: number): string {
  const { source } = nodeAt(site, place) as { source?: string }
  return source === undefined ? '' : ` (${source})`
}

/** Which inputs take part in the op's number; an op that the table does not know takes all. */
function takingPart(site: Site, place: number): number[] {
  const data = operandsAt(site, place).map((at) => nodeAt(site, at).data)
  const active = ops.get(nodeAt(site, place).op)?.active?.(...data)
  return operandsAt(site, place).filter((_, k) => active?.[k] !== false)
}
/** What the op makes of other inputs; undefined if the table does not know it. */
export function forwardAt(site: Site, place: number, inputs: readonly number[]): number | undefined {
  const row = ops.get(nodeAt(site, place).op)
  if (!row) return undefined
  const forward = row.forward as unknown as (...inputs: readonly unknown[]) => number
  return row.arity === 'list' ? forward(inputs) : forward(...inputs)
}
export const dataOf = (site: Site, place: number): number[] =>
  operandsAt(site, place).map((at) => nodeAt(site, at).data)
/** Of longer lists only so many inputs are tried out. */
const MANY = 50
/** A number a little beside it. */
const beside = (x: number, sign: number): number => (x === 0 ? sign * 1e-9 : x * (1 + sign * 1e-6))

/** Where the number of a node was born. */
export function birthOf(site: Site, place: number): Birth {
  const { data } = nodeAt(site, place)
  if (Number.isNaN(data)) return birthOfNaN(site, place)
  if (Math.abs(data) === Infinity) return birthOfInfinity(site, place)
  if (data === 0) return birthOfZero(site, place)
  return { why: 'ordinary', path: [place], reason: '' }
}

const isGiven = (site: Site, place: number): boolean => nodeAt(site, place).kind !== 'op'
function given(site: Site, path: readonly number[]): Birth {
  const [born, user] = [path.at(-1) as number, path.at(-2)]
  const { kind, label, data } = nodeAt(site, born)
  const isConstant = kind === 'constant' && label === '' && user !== undefined
  const reason = isConstant ? `${told(site, user)}, a constant` : `${site.names.text[born]} is given as ${number(data)}`
  return { why: 'given', path, reason }
}

function birthOfNaN(site: Site, place: number): Birth {
  const isNaN = (at: number): boolean => Number.isNaN(nodeAt(site, at).data)
  const next = (at: number): number[] => operandsAt(site, at).filter(isNaN)
  const path = wayTo(place, next, (at) => next(at).length === 0) as number[]
  const born = path.at(-1) as number
  if (isGiven(site, born)) return given(site, path)
  const inputs = dataOf(site, born)
  const row = ops.get(nodeAt(site, born).op)
  const outside = inputs.findIndex(
    (x, k) => row !== undefined && !contains(row.domain[k] ?? (row.domain.at(-1) as never), x),
  )
  if (row && outside >= 0) {
    const domain = row.domain[outside] ?? row.domain.at(-1)
    return {
      why: 'outside',
      path,
      reason: `born in ${told(site, born)}, and ${number(inputs[outside] as number)} lies outside ${domain}`,
    }
  }
  const infinite = operandsAt(site, born).find((at) => Math.abs(nodeAt(site, at).data) === Infinity)
  const before = infinite === undefined ? '' : `; the ∞ was ${birthOfInfinity(site, infinite).reason}`
  return { why: 'no number', path, reason: `born in ${told(site, born)}, which is no number${before}` }
}

function birthOfInfinity(site: Site, place: number): Birth {
  const isInfinite = (at: number): boolean => Math.abs(nodeAt(site, at).data) === Infinity
  const next = (at: number): number[] => takingPart(site, at).filter(isInfinite)
  const path = wayTo(place, next, (at) => next(at).length === 0) as number[]
  const born = path.at(-1) as number
  if (isGiven(site, born)) return given(site, path)
  const inputs = dataOf(site, born)
  const isPole = [-1, 1].some((sign) =>
    inputs
      .slice(0, MANY)
      .some((x, k) => Number.isFinite(forwardAt(site, born, inputs.with(k, beside(x, sign))) ?? NaN)),
  )
  const reason = isPole ? 'a pole of it' : 'more than the largest double, 1.8 · 10³⁰⁸'
  return { why: isPole ? 'pole' : 'overflow', path, reason: `born in ${told(site, born)}, ${reason}` }
}

function birthOfZero(site: Site, place: number): Birth {
  // An operand that is 0 is the reason if the op would give another number with another one; else all that are 0 may be it together.
  const next = (at: number): number[] => {
    const inputs = dataOf(site, at)
    const zeros = inputs.flatMap((x, k) => (x === 0 ? [k] : [])).slice(0, MANY)
    const changes = (ks: readonly number[]): boolean =>
      [-1, 1].some(
        (sign) =>
          forwardAt(
            site,
            at,
            inputs.map((x, k) => (ks.includes(k) ? sign : x)),
          ) !== 0,
      )
    const single = zeros.filter((k) => changes([k]))
    const operands = operandsAt(site, at)
    return (single.length > 0 || !changes(zeros) ? single : zeros).map((k) => operands[k] as number)
  }
  const path = wayTo(place, next, (at) => next(at).length === 0) as number[]
  const born = path.at(-1) as number
  if (isGiven(site, born)) return given(site, path)
  const why = zeroOf(site, born)
  const reasons: Partial<Record<Why, string>> = {
    dead: 'which is flat there and gives 0',
    step: 'whose answer there is 0',
    underflow: 'which is less than the smallest double',
    cancelled: 'which come to 0 together',
  }
  return { why, path, reason: `born in ${told(site, born)}, ${reasons[why]}` }
}
function zeroOf(site: Site, place: number): Why {
  const inputs = dataOf(site, place)
  if (inputs.length > 1)
    return isStep(site, place)
      ? 'step'
      : inputs.every((x) => x !== 0) && isProduct(site, place, inputs)
        ? 'underflow'
        : 'cancelled'
  if (isStep(site, place)) return 'step'
  // 0 all the way, or only too small so far out.
  return isFlat(site, place)
    ? forwardAt(site, place, [(inputs[0] as number) * 1e-6]) === 0
      ? 'dead'
      : 'underflow'
    : 'cancelled'
}
/** Whether an output of 0 comes of inputs that are too small: with all of them larger it is none. */
const isProduct = (site: Site, place: number, inputs: readonly number[]): boolean =>
  inputs.length <= MANY &&
  [-1, 1].every(
    (sign) =>
      forwardAt(
        site,
        place,
        inputs.map((x) => (Math.abs(x) < 1 ? sign * x * 1e160 : x)),
      ) !== 0,
  ) &&
  inputs.every((x, k) => forwardAt(site, place, inputs.with(k, 2 * x)) === 0)

/** Whether the rule is 0 whatever the numbers are. */
export function isStep(site: Site, place: number, k = 0): boolean {
  const row = ops.get(nodeAt(site, place).op)
  if (!row || row.arity === 'list') return false
  const { arity, taught, partials } = row
  const terms = dataOf(site, place).map((x, at) => (at < arity ? symbol('x') : x))
  const rules = { partials: (taught ?? partials) as Op['partials'], listPartials: undefined }
  return slopeTerm(rules, symbol('y'), terms, k) === 0
}
/** Whether a small move of an input leaves the output as it is. */
export function isFlat(site: Site, place: number, k = 0): boolean {
  const inputs = dataOf(site, place)
  const { data } = nodeAt(site, place)
  return [-1, 1].every((sign) => forwardAt(site, place, inputs.with(k, beside(inputs[k] as number, sign))) === data)
}
