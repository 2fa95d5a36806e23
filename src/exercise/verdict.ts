/** What is said of the reader's work: right or not yet, in words, and where not, the smallest case in which it shows. */
import type { Graph, GraphNode } from '../engine/index.js'
import type { Figure } from '../figures/index.js'
import { isValue } from '../engine/index.js'
import type { Node, Program } from './formula.js'

/** What is wrong in a graph: the slope on an edge, or, without an input, the gradient of a node. */
export interface Wrong {
  /** Places in the list of nodes. */
  readonly node: number
  readonly input?: number
  readonly yours: number
  readonly nudged: number
}
/** Plain data. */
export interface Verdict {
  readonly isRight: boolean
  readonly text: string
  /** To be thought about: a question, or what is worth looking at; never the answer. */
  readonly question?: string
  /** The smallest case, with the reader's numbers. */
  readonly graph?: Graph
  readonly wrong?: Wrong
  /** A curve that shows it. */
  readonly figure?: Figure
}

/** A program as a recording, to be drawn with these numbers. */
export function graphWith(
  program: Program,
  data: readonly number[],
  grad: readonly number[],
  slopes: (at: number) => readonly number[],
  own?: { readonly op: string; readonly called: string },
): Graph {
  const nodes = program.map((node: Node, id): GraphNode => {
    const isLast = id === program.length - 1
    const label = node.kind === 'input' ? node.name : node.kind === 'op' ? (node.label ?? (isLast ? 'y' : '')) : ''
    return {
      id,
      kind: node.kind === 'input' ? 'leaf' : node.kind === 'number' ? 'constant' : 'op',
      op: node.kind !== 'op' ? '' : own && node.op === own.op ? own.called : node.op,
      label,
      data: data[id] as number,
      grad: node.kind === 'number' ? 0 : (grad[id] ?? NaN),
      requiresGrad: node.kind !== 'number',
      inputs: node.kind === 'op' ? node.inputs : [],
      slopes: node.kind === 'op' ? node.inputs.map((k, i) => (program[k]!.kind === 'number' ? null : (slopes(id)[i] ?? null))) : [], // prettier-ignore
      scope: -1,
    }
  })
  return { version: 1, root: program.length - 1, nodes, scopes: [] }
}

/** A number as sentences have it: a real minus, the digits that matter. */
export function said(x: number): string {
  if (!Number.isFinite(x)) return String(x).replace('-', '−').replace('Infinity', '∞')
  const short =
    x === 0 || (Math.abs(x) >= 1e-4 && Math.abs(x) < 1e6) ? String(Number(x.toPrecision(6))) : x.toPrecision(4)
  return (short === '-0' ? '0' : short).replace('-', '−').replace(/e([+−-])?(\d+)/, (_, sign, digits) => ` · 10^${sign === '-' || sign === '−' ? '−' : ''}${digits}`) // prettier-ignore
}
export const pointSaid = (point: Readonly<Record<string, number>>): string =>
  Object.entries(point).map(([name, x]) => `${name} = ${said(x)}`).join(', ') // prettier-ignore

export const right = (text: string): Verdict => ({ isRight: true, text })
export const notYet = (text: string, more: Omit<Verdict, 'isRight' | 'text'> = {}): Verdict => ({ isRight: false, text, ...more }) // prettier-ignore

/** What a reader's function gave, as a number: a Value is what it holds; anything else is none. */
export const numberIn = (x: unknown): number | undefined =>
  typeof x === 'number' ? x : isValue(x) ? (x as { readonly data: number }).data : undefined
