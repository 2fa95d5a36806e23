/** What rows say to people. Nothing computes with it: the build moves it out of the rows into this file, which only the table imports. */

/** A point where the function has no derivative or no value, what the engine answers there, and why. */
export interface Kink {
  readonly at: string
  readonly answer: string
  readonly why: string
}

/** The part of a row that is read by people, not by the engine: in `ops`, not in a program that only calls ops. */
export interface Words {
  readonly doc: string
  /** The mathematical sign drawn in the op's disc; the name when there is none. */
  readonly symbol?: string
  readonly tex: (...inputs: string[]) => string
  /** Binding strength of `tex`: 1 sum, 2 product, 3 power, 4 closed. */
  readonly prec?: number
  readonly kinks?: readonly Kink[]
  /** The textbook's rules where `partials` has others. */
  readonly taught?: readonly ((y: number, ...inputs: number[]) => number)[] | undefined
  /** The JavaScript `Math` function it stands for; of several rows the one with as many inputs, else the one over lists. */
  readonly math?: string
  /** The neutral second input, if `math` takes any number of inputs: f(f(a, b), c) is the function of three. */
  readonly folds?: number
  /** What an out-of-domain input probably meant. */
  readonly hint?: string
  /** PyTorch's expression for it, inputs written a, b, c, of tensors of any shape; of a list a, over its last dimension. */
  readonly torch?: string
}

/** Says the words of every row. Empty in the sources, where they stand in the rows still; scripts/words.mjs writes it in the package. */
export function words(_speak: (row: Words & { readonly name: string }) => unknown): void {}
