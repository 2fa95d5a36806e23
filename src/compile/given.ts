/** Arguments as they were given: whether a Value is among them, and others near by. */
import { isValue } from '../engine/index.js'
import { isRecord } from '../transforms/tree.js'

export function containsValue(tree: unknown): boolean {
  if (isValue(tree)) return true
  if (Array.isArray(tree)) return tree.some(containsValue)
  return isRecord(tree) && Object.values(tree).some(containsValue)
}

/** The same tree with those numbers a little different. */
export function nudged(tree: unknown, which: (x: number) => boolean): unknown {
  if (typeof tree === 'number') return which(tree) ? tree + 1e-9 * (1 + Math.abs(tree)) : tree
  if (Array.isArray(tree)) return tree.map((child) => nudged(child, which))
  if (tree instanceof Float64Array || tree instanceof Float32Array) return tree.map((x) => nudged(x, which) as number)
  if (!isRecord(tree)) return tree
  return Object.fromEntries(Object.entries(tree).map(([key, child]) => [key, nudged(child, which)]))
}
