/** The type of update rules: an optimiser is one row, its update is written in ops, and every reader reads rows. */
import type { Interval } from '../ops/index.js'
import { Optimizer } from './optimizer.js'

/** What a hyperparameter may be: a number, a pair of them, a switch. */
export type Setting = number | boolean | readonly [number, number]
/** One hyperparameter: what it does, what it is unless told, where it may lie (numbers only, each of a pair), and its letter in formulas. */
export interface Hyper<T> {
  readonly doc: string
  readonly default: T
  readonly domain?: Interval
  readonly tex?: string
}
/** The hyperparameters of a rule, by name. */
export type Hypers = { readonly lr: number } & Readonly<Record<string, Setting>>
/** What is remembered for one parameter from step to step, by name. */
export type State = Readonly<Record<string, number>>

/** What an optimiser's row states. `H` is its hyperparameters, `S` what it remembers for each parameter, `C` what all parameters have in common in a step. */
export interface UpdateRule<H, S = State, C = unknown> {
  readonly name: string
  readonly doc: string
  /** PyTorch's class, which gives the same numbers. */
  readonly torch: string
  readonly hyper: { readonly [Name in keyof H]-?: Hyper<Required<H>[Name]> }
  /** Why hyperparameters, each allowed by itself, do not go together; nothing if they do. */
  readonly conflict?: (h: Required<H>) => string | undefined
  /** What is remembered for a parameter before the first step. */
  readonly state: (h: Required<H>) => S
  /** The letters of what is remembered. */
  readonly letters: { readonly [Name in keyof S]-?: string }
  /** What of a step is the same for all parameters, written in ops and computed once: it reaches `update` with the hyperparameters. */
  readonly common?: (h: Required<H> & { readonly step: number }) => C
  /**
   * The parameter and its state after a step, written in ops: from the parameter p, its gradient g, its state s and the hyperparameters h with the number of this
   * step, 1 at the first. On numbers, and on columns of them, it computes; on Values it is recorded, so that it can be printed, compiled and differentiated.
   */
  readonly update: (
    p: number,
    g: number,
    s: S,
    h: Required<H> & { readonly step: number } & C,
  ) => readonly [p: number, s: S]
}

/** A row as programs use it: called with parameters, with or without `new`, it gives an optimiser; its facts are its properties. */
export interface Making<H, S = State, C = unknown> extends UpdateRule<H, S, C> {
  (parameters: Iterable<number>, options?: H): Optimizer
  new (parameters: Iterable<number>, options?: H): Optimizer
}

const table = new Map<string, UpdateRule<never, never, never>>()
/** The table: every update rule by name, in order of definition. */
export const rules: ReadonlyMap<string, UpdateRule<never, never, never>> = table

/** An optimiser from its row. */
export function rule<H, S, C = unknown>(row: UpdateRule<H, S, C>): Making<H, S, C> {
  table.set(row.name, row as unknown as UpdateRule<never, never, never>)
  // A function expression, since an arrow cannot be called with `new`.
  const make = function (parameters: Iterable<number>, options?: H): Optimizer {
    return new Optimizer(row as unknown as UpdateRule<Hypers>, parameters, options ?? {})
  }
  return Object.defineProperties(make, Object.getOwnPropertyDescriptors(row)) as unknown as Making<H, S, C>
}
