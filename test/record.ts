/** Figures that tests measure, kept for docs/reliability.md: one JSON line each in .cache/figures.jsonl. */

/** A figure: a number, or words where a number would not say it. */
export type Figure = number | string

/** Where tests run a second time, only this heading is noted: their other figures stand there already. */
export const noted: { only?: string } = {}

/** Notes under one heading what a test counted or measured, e.g. `record('kernels', { function: 'tanh', inputs: 1e6, 'worst ulp': 0.9 })`:
 *  one row of that heading's table. Does nothing in a browser, which has no files. */
export function record(heading: string, figures: Readonly<Record<string, Figure>>): void {
  const fs = globalThis.process?.getBuiltinModule?.('node:fs')
  if (!fs || (noted.only !== undefined && noted.only !== heading)) return
  fs.mkdirSync('.cache', { recursive: true })
  fs.appendFileSync('.cache/figures.jsonl', `${JSON.stringify({ heading, figures })}\n`)
}
