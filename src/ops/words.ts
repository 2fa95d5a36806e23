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
  readonly kinks?: readonly Kink[]
  /** The JavaScript `Math` function it stands for. */
  readonly math?: string
  /** PyTorch's expression for it, inputs written a, b, c. */
  readonly torch?: string
}

/** By the name of the op. Empty in the sources, where every row says its words itself; scripts/words.mjs fills it in the package. */
export const words: Readonly<Record<string, Words>> = {}
