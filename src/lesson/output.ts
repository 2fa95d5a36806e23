/** What cells show, as plain data: nothing in it can run, and nobody draws it but the page. */
import type { Graph } from '../engine/index.js'
import type { Verdict } from '../exercise/index.js'
import type { Figure, Table } from '../figures/index.js'

/** Something that a cell showed. */
export type Output =
  /** A line of the console, or with `stream` 'result' what the last expression is. */
  | { readonly type: 'text'; readonly stream: Stream; readonly text: string }
  /** A Value: its recording, to be drawn and stepped through. */
  | { readonly type: 'graph'; readonly text: string; readonly graph: Graph }
  | { readonly type: 'figure'; readonly text: string; readonly figure: Figure }
  | { readonly type: 'table'; readonly text: string; readonly table: Table }
  /** A formula in TeX, to be set on a line of its own. */
  | { readonly type: 'tex'; readonly text: string; readonly tex: string }
  /** What is said of the reader's work. */
  | ({ readonly type: 'verdict' } & Verdict)
export type Stream = 'result' | 'log' | 'warn' | 'error'

/** A slider that a cell asked for by `slider(name, …)`. */
export interface Slider {
  readonly name: string
  readonly min: number
  readonly max: number
  readonly step: number
  readonly value: number
}
