/** A cell of a notebook as it is written, and what is said about its text. */

/** A place in the text of a cell; both count from 1. */
export interface Place {
  readonly line: number
  readonly column: number
}
/** A piece of TypeScript that runs by itself, with real operators. */
export interface Cell {
  /** Unlike that of any other cell of the notebook: letters, digits, `-`. */
  readonly id: string
  readonly code: string
  /** What it shows as text, where the lesson says it. */
  readonly expected?: string
}
/** What is wrong with a cell, where, and what to write instead. */
export interface Mistake extends Place {
  /** Before anything runs: it cannot be read; its names clash or go in a circle; or it failed while it ran, or did not end. */
  readonly kind: 'text' | 'name' | 'run' | 'limit'
  readonly message: string
  /** Another place that it is about: the first definition of a name, for example. */
  readonly other?: Place & { readonly cell: string }
}
