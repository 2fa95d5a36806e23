/** What the page and the worker that knows types tell each other. */
import type { CellText, Offers, TypeMistake } from './service.js'

/** The worker's file, beside the page's own. */
export const TYPES = 'types-worker.js'

/** To the worker; every question has a number. */
export type Question =
  | { readonly ask: 'mistakes'; readonly n: number; readonly cells: readonly CellText[] }
  | {
      readonly ask: 'offers'
      readonly n: number
      readonly cells: readonly CellText[]
      readonly id: string
      readonly at: number
    }
  | { readonly ask: 'about'; readonly n: number; readonly id: string; readonly at: number; readonly name: string }
/** From the worker, by the number of the question. */
export interface Answer {
  readonly n: number
  readonly mistakes?: Readonly<Record<string, readonly TypeMistake[]>>
  readonly offers?: Offers | undefined
  readonly about?: string
}
