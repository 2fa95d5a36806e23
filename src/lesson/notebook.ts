/** A notebook as plain data: its cells, what is known of each, and which of them run when something changes. */
import type { Cell, Mistake } from './cell.js'
import type { Output, Slider } from './output.js'

/** Where a notebook's text came from: only what is the reader's own runs without being told to. */
export type Origin = 'own' | 'link' | 'file'

/** A cell and all that is known of it. */
export interface CellState extends Cell {
  /** idle: has not run; stopped: was ended before its end. */
  readonly status: 'idle' | 'queued' | 'running' | 'done' | 'failed' | 'stopped'
  /** Its text, or something that it uses, is newer than what it shows. */
  readonly isStale: boolean
  /** What it showed last; kept while it is stale or runs again, until that shows something. */
  readonly outputs: readonly Output[]
  readonly sliders: readonly Slider[]
  /** What is wrong with its text or with its last run. */
  readonly mistake?: Mistake
  /** How long its last run took. */
  readonly milliseconds?: number
  /** Names that it defines for other cells, and those of other cells that it reads. */
  readonly defines: readonly string[]
  readonly reads: readonly string[]
  /** The text that `reset` gives back. */
  readonly original: string
}

/** All cells, in the order of the page. */
export interface Notebook {
  readonly cells: readonly CellState[]
  readonly origin: Origin
  /** Text from a link or file that the reader has not allowed to run yet: nothing runs by itself. */
  readonly isWaiting: boolean
  /** What runs cells: none before the first one runs; starting while it is loaded or made anew; lost where it cannot be made. */
  readonly kernel: 'none' | 'starting' | 'idle' | 'busy' | 'lost'
  /** What cannot be helped by the cells: why there is no kernel. */
  readonly trouble?: string
}
