/** The types of `Value`: a number to the type checker, with one method per row of the table. */
import type { Binary, Indexed, Parameters, Parametric, Positional, Ternary, Unary } from './op.js'

type Rows = typeof import('./rows.js')
type Method<O> = O extends Unary
  ? () => Value
  : O extends Binary
    ? (b: number) => Value
    : O extends Ternary
      ? (b: number, c: number) => Value
      : O extends Parametric<infer Name>
        ? (parameters?: Parameters<Name>) => Value
        : O extends Positional<infer Name>
          ? { (parameters: Parameters<Name>): Value; (...parameters: number[]): Value }
          : O extends Indexed
            ? (n: number) => Value
            : never

/** Every op of numbers as a method: `x.tanh()`, `a.mul(b)`, `c.where(a, b)`; its type follows from its row. */
export type OpMethods = {
  [Name in keyof Rows as Rows[Name] extends { readonly arity: 1 | 2 | 3 } ? Name : never]: Method<Rows[Name]>
}

/** What a {@link Value} has besides its ops. */
export interface ValueApi extends OpMethods {
  /** The number; that of a leaf may be set. */
  data: number
  /** ∂root/∂(this), once a root has run `backward`. In a leaf gradients add up from pass to pass until `zeroGrad`; in any other node each pass begins anew. */
  grad: number
  /** Its name in pictures and messages. */
  label: string
  /** Equal exactly when two handles are the same node. */
  readonly id: number
  /** Name of the op that made it; '' for a leaf. */
  readonly op: string
  /** Operands in order, with repeats: `(a + a).prev` is `[a, a]`. */
  readonly prev: readonly Value[]
  /** Leaves: true unless said otherwise; constants: false; others: whether a gradient flows through. */
  requiresGrad: boolean
  /** Runs a backward pass from here: everything this was computed from gets its `grad`. */
  backward(options?: BackwardOptions): void
  /** Sets the `grad` of this Value to 0, and of no other. */
  zeroGrad(): void
  /** A new leaf with the same number and no past; its `requiresGrad` is false. */
  detach(): Value
  /** The number, as `data` is. */
  item(): number
  /** `Value(data=2, grad=0, label=x)`. */
  toString(): string
}

/** How a backward pass starts. */
export interface BackwardOptions {
  /** ∂(final)/∂(this), where the pass starts; 1 unless said otherwise. */
  readonly gradient?: number
}

/** A number that remembers where it came from. Typed as a number so that `a * b + 1` type-checks. */
export type Value = number & ValueApi

/** What an op of one input gives: a Value for a Value, a number for a number. */
export type Result<X> = X extends ValueApi ? Value : number
/** What an op of two inputs gives: a Value if either is one. */
export type Either<A, B> = A extends ValueApi ? Value : Result<B>
