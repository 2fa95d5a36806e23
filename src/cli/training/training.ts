/** What can be trained from the command line, each in a file of its own. */
import type { Terminal } from '../terminal.js'

/** What a step of training prints: how things stood before its update. */
export interface Step {
  readonly step: number
  readonly loss: number
  /** The fraction of examples answered rightly, 0 to 1. */
  readonly accuracy: number
}

/** A training under way. */
export interface Training {
  /** What is trained on what, in one line. */
  readonly title: string
  /** Takes the next step. */
  next(): Step
  /** What the network has learned, in lines of characters. */
  picture(terminal: Terminal): readonly string[]
}
export type Start = (options: { readonly seed: number }) => Training
