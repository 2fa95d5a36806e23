/** The type of update rules: an optimiser is one row, its update is written in ops, and every reader reads rows. */
import type { Interval } from '../ops/index.js'
import { Optimizer } from './optimizer.js'

/** One hyperparameter: what it does, what it is unless told, and where it may lie (numbers only). */
export interface Hyper<T> {
  readonly doc: string
  readonly default: T
  readonly domain?: Interval
}
/** The hyperparameters of a rule, by name. */
export type Hypers = { readonly lr: number } & Readonly<Record<string, number | boolean>>
/** What is remembered for one parameter from step to step, by name. */
export type State = Readonly<Record<string, number>>

/** What an optimiser's row states. `H` is its hyperparameters, `S` what it remembers for each parameter. */
export interface UpdateRule<H, S = State> {
  readonly name: string
  readonly doc: string
  /** PyTorch's class, which gives the same numbers. */
  readonly torch: string
  readonly hyper: { readonly [Name in keyof H]-?: Hyper<Required<H>[Name]> }
  /** Why hyperparameters, each allowed by itself, do not go together; nothing if they do. */
  readonly conflict?: (h: Required<H>) => string | undefined
  /** What is remembered for a parameter before the first step. */
  readonly state: (h: Required<H>) => S
  /**
   * The parameter and its state after a step, written in ops: from the parameter p, its gradient g, its state s and the hyperparameters h with the number of this
   * step, 1 at the first. On numbers it computes; on Values it is recorded, so that it can be printed, compiled and differentiated.
   */
  readonly update: (
    p: number,
    g: number,
    s: S,
    h: Required<H> & { readonly step: number },
  ) => readonly [p: number, s: S]
}

/** A row as programs use it: called with parameters, with or without `new`, it gives an optimiser; its facts are its properties. */
export interface Making<H, S = State> extends UpdateRule<H, S> {
  (parameters: Iterable<number>, options?: H): Optimizer
  new (parameters: Iterable<number>, options?: H): Optimizer
}

const table = new Map<string, UpdateRule<never, never>>()
/** The table: every update rule by name, in order of definition. */
export const rules: ReadonlyMap<string, UpdateRule<never, never>> = table

/** An optimiser from its row. */
export function rule<H, S>(row: UpdateRule<H, S>): Making<H, S> {
  table.set(row.name, row as unknown as UpdateRule<never, never>)
  // A function expression, since an arrow cannot be called with `new`.
  const make = function (parameters: Iterable<number>, options?: H): Optimizer {
    return new Optimizer(row as unknown as UpdateRule<Hypers>, parameters, options ?? {})
  }
  return Object.defineProperties(make, Object.getOwnPropertyDescriptors(row)) as unknown as Making<H, S>
}
