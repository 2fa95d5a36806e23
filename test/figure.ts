/** What a figure is that a test measures, and where figures are kept: plain data, for tests and for those who run them. */
export const figuresFile = '.cache/figures.jsonl'

/** A figure: a number, or words where a number would not say it. */
export type Figure = number | string

/** What one call of `record` writes, and which test file of which project wrote it. */
export interface Recorded {
  readonly heading: string
  readonly figures: Readonly<Record<string, Figure>>
  readonly project: string
  readonly file: string
}
