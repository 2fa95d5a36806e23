/** What there is to say of a compiled function: what it did so far, and whether its results are those of the function itself. */
import { isValue } from '../engine/index.js'
import { flatten } from '../transforms/tree.js'
import type { PassFigure } from './structure.js'
import type { Executor } from './variant.js'

/** What is known of a compiled function: of its latest program, and of all of them. */
export interface CompileStats {
  readonly executor: Executor
  /** Why this executor, or why it was not compiled. */
  readonly why: string
  /** The numbers that it computes with, and whether sums may have another order. */
  readonly dtype: 'f64' | 'f32'
  readonly mode: 'exact' | 'fast'
  /** Nodes that it computes, inputs and numbers not counted. */
  readonly nodes: number
  readonly bytes: number
  readonly passes: readonly PassFigure[]
  /** Programs that were compiled: one per shape of the arguments and way through the branches. */
  readonly programs: number
  readonly shapes: number
  readonly calls: number
  /** Calls that a program answered, not the function itself. */
  readonly compiled: number
  /** Calls whose result was compared with the function's own, bit for bit, and how many were not the same. */
  readonly checks: number
  readonly failures: number
}

/**
 * What `verify` found. Every number of the result is compared bit by bit; of a fast program whose bits are others every number that it computed, with what its operands give:
 * sums must lie within 2·n·u·Σ|terms| of their sum in order, of n terms and u = 2⁻⁵³ (of singles 2⁻²⁴), all others are the same to the bit.
 */
export interface Verification {
  readonly ok: boolean
  /** Numbers compared. */
  readonly numbers: number
  /** The first that is not the same, by its path in the result. */
  readonly first?: { readonly path: string; readonly eager: number; readonly compiled: number }
}

const numberOf = (x: number): number => (isValue(x) ? x.data : x)

/** Compares two results, number by number and bit by bit. */
export function compared(eager: unknown, given: unknown): Verification {
  const [own, its] = [flatten(eager, 'the result').leaves, flatten(given, 'the result').leaves]
  const numbers = own.length
  const wrong = own.findIndex((x, k) => !Object.is(numberOf(x), numberOf(its[k] as number)))
  if (wrong < 0 && its.length === numbers) return { ok: true, numbers }
  const at = Math.max(0, wrong)
  const path = numbers === 1 ? 'the result' : `number ${at} of the result`
  return { ok: false, numbers, first: { path, eager: numberOf(own[at] as number), compiled: numberOf(its[at] as number) } } // prettier-ignore
}
