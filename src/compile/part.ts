/** Adjoints and tangents of a graph that may be there or not, as data decide: a value and a mask. */
import { add } from '../ops/index.js'
import { BOTH, EITHER, JOIN, NONE, PICK } from './functions.js'
import type { Graph, Seen } from './graph.js'

/** Not 0 where something is there; undefined: always. */
export type Mask = Seen | undefined
/** A contribution, or the sum of several. */
export interface Part {
  readonly value: Seen
  readonly mask: Mask
}

/** Where both masks hold; 0 if that is nowhere. */
export function meet(graph: Graph, p: Mask, q: Mask): Mask {
  if (p === undefined || typeof p === 'number') return p === 0 ? 0 : always(q)
  if (q === undefined || typeof q === 'number') return q === 0 ? 0 : p
  return graph.apply(BOTH, [p, q])
}
const always = (mask: Mask): Mask => (typeof mask === 'number' && mask !== 0 ? undefined : mask)
const isSame = (p: Mask, q: Mask): boolean =>
  p === q || (typeof p === 'object' && typeof q === 'object' && p.node === q.node)
export function none(graph: Graph, p: Seen): Seen {
  return typeof p === 'number' ? (p === 0 ? 1 : 0) : graph.apply(NONE, [p])
}
export const pick = (graph: Graph, mask: Seen, a: Seen, b: Seen): Seen =>
  typeof mask === 'number' ? (mask === 0 ? b : a) : graph.apply(PICK, [mask, a, b])

/** What is there after one more contribution: the first is assigned, a further one added. */
export function join(graph: Graph, before: Part | undefined, next: Part): Part | undefined {
  if (next.mask === 0) return before
  if (before === undefined) return next
  const { value, mask } = before
  if (isSame(mask, next.mask)) return { value: add(value as number, next.value as number) as Seen, mask }
  const isAlways = mask === undefined || next.mask === undefined
  return {
    value: graph.apply(JOIN, [mask ?? 1, value, next.mask ?? 1, next.value]),
    mask: isAlways ? undefined : graph.apply(EITHER, [mask, next.mask]),
  }
}

/** The number it stands for: 0 where nothing is there. */
export const settled = (graph: Graph, part: Part | undefined): Seen =>
  part === undefined ? 0 : part.mask === undefined ? part.value : pick(graph, part.mask, part.value, 0)
