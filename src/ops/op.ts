/** The row type: an op is one row, its derivative is written in ops, and every reader of the house reads rows. */
import type { Interval } from './interval.js'
import type { Either, Result } from './value.js'
import type { Written } from './steps.js'
import type { Words } from './words.js'

export type { Written } from './steps.js'
export type { Kink, Words } from './words.js'

/** ∂y/∂xₖ written in ops: given the output and the inputs, numbers or Values, so that it can itself be differentiated. */
export type Rule = (y: number, ...inputs: number[]) => number
/** All partial derivatives of a reduction at once: one pass over the list. */
export type ListRule = (y: number, inputs: readonly number[]) => readonly number[]

/** A plain number that goes with an op, without a gradient: a slope, a bound. The recording keeps it as a constant after the inputs. */
export interface Parameter<Name extends string = string> {
  readonly name: Name
  /** Absent: the caller must give it. */
  readonly default?: number
  readonly domain: Interval
  readonly isWhole?: true
}

/** What every row states, whatever its number of inputs. */
export interface Row extends Words, Written {
  readonly name: string
  /** Where each input may lie (the last entry holds for all further ones). */
  readonly domain: readonly Interval[]
  /** Which inputs take part at these data; absent: all. An input that does not gets no gradient at all. */
  readonly active?: (...inputs: number[]) => readonly boolean[]
}

/** One input: `partials` and the textbook's `taught` rule (in y alone or in y and x). */
export interface UnaryRow extends Row {
  forward(x: number): number
  readonly partials: readonly [(y: number, x: number) => number]
  readonly taught?: readonly [(y: number, x: number) => number]
}
type BinaryRule = (y: number, a: number, b: number) => number
/** A row of two inputs; its rules get the output and both. */
export interface BinaryRow extends Row {
  forward(a: number, b: number): number
  readonly partials: readonly [BinaryRule, BinaryRule]
  readonly taught?: readonly [BinaryRule, BinaryRule]
}
type TernaryRule = (y: number, a: number, b: number, c: number) => number
/** A row of three inputs. */
export interface TernaryRow extends Row {
  forward(a: number, b: number, c: number): number
  readonly partials: readonly [TernaryRule, TernaryRule, TernaryRule]
  readonly taught?: readonly [TernaryRule, TernaryRule, TernaryRule]
}
/** One input and plain parameters, which `forward` and the rule get after it. */
export interface ParametricRow extends Row {
  readonly parameters: readonly Parameter[]
  /** Besides by name, `{ min: 0, max: 1 }`, the parameters may stand after the input, or they stand before it. */
  readonly order?: 'after' | 'before'
  forward(x: number, ...parameters: number[]): number
  readonly partials: readonly [(y: number, x: number, ...parameters: number[]) => number]
  readonly taught?: readonly [(y: number, x: number, ...parameters: number[]) => number]
}
/** Any number of inputs, taken as one list, or as two equally long ones that follow each other in `inputs`. */
export interface ReductionRow extends Row {
  readonly lists?: 1 | 2
  forward(inputs: ArrayLike<number>): number
  readonly partials: ListRule
  /** ∂y/∂x by any one input x. */
  readonly taught?: readonly [(y: number, x: number) => number]
}

/** An op as what computes sees it: its row made whole, and callable. What the row says to people stands in the table. */
export interface Op extends Omit<Row, keyof Words | keyof Written> {
  /** Place in the table; what a recording stores. */
  readonly code: number
  readonly arity: 1 | 2 | 3 | 'list'
  readonly forward: (...inputs: never[]) => number
  /** One rule per input; none for a reduction, which has one for all. */
  readonly partials: readonly Rule[]
  readonly listPartials: ListRule | undefined
  readonly parameters: readonly Parameter[]
  /** Where the parameters stand in a call: there are none, by name only, also one by one after the input, before it. */
  readonly order: 'none' | 'named' | 'after' | 'before'
}
/** An op of one input: a number in, a number out; a Value in, a Value out. Further arguments are ignored, so that `xs.map(tanh)` works. */
export interface Unary extends Op {
  readonly arity: 1
  readonly order: 'none'
  <X extends number>(x: X): Result<X>
}
/** An op of two inputs: a Value if either is one. */
export interface Binary extends Op {
  readonly arity: 2
  <A extends number, B extends number>(a: A, b: B): Either<A, B>
}
/** An op of three inputs, the first of which may be a boolean. */
export interface Ternary extends Op {
  readonly arity: 3
  <A extends number | boolean, B extends number, C extends number>(a: A, b: B, c: C): Either<A, Either<B, C>>
}
/** An op of one input with plain parameters, given by name; those not given, as when `map` passes index and list, have their default. */
export interface Parametric<Name extends string> extends Op {
  readonly arity: 1
  readonly order: 'named'
  readonly parameters: readonly Parameter<Name>[]
  <X extends number>(x: X, parameters?: Parameters<Name> | number, list?: readonly unknown[]): Result<X>
}
/** The same, with parameters that may also stand after the input one by one. */
export interface Positional<Name extends string> extends Op {
  readonly arity: 1
  readonly order: 'after'
  readonly parameters: readonly Parameter<Name>[]
  <X extends number>(x: X, parameters: Parameters<Name>): Result<X>
  <X extends number>(x: X, ...parameters: number[]): Result<X>
}
/** An op of one input that a whole number comes before, as in polygamma(n, x). */
export interface Indexed extends Op {
  readonly arity: 1
  readonly order: 'before'
  <X extends number>(n: number, x: X): Result<X>
}
/** Parameters of a call by name; those left out have their default. */
export type Parameters<Name extends string> = { readonly [N in Name]?: number }

/** A list that a reduction takes. */
export type Numbers<X extends number = number> = readonly X[] | Float64Array | Float32Array
/** An op over one list. */
export interface Reduction extends Op {
  readonly arity: 'list'
  <X extends number>(inputs: Numbers<X>): Result<X>
}
/** An op over two equally long lists. */
export interface PairReduction extends Op {
  readonly arity: 'list'
  <X extends number, Y extends number>(a: Numbers<X>, b: Numbers<Y>): Either<X, Y>
}
