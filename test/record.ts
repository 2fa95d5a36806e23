/** Figures that tests measure, kept for docs/reliability.md: one JSON line each in .cache/figures.jsonl. */
import { figuresFile, type Figure, type Recorded } from './figure.js'

/** Where tests run a second time, only this heading is noted: their other figures stand there already. */
export const noted: { only?: string } = {}
/** Whether they do: what reaches no compiler was judged the first time. */
export const isAgain = (): boolean => noted.only !== undefined

/** Notes under one heading what a test counted or measured, e.g. `record('kernels', { function: 'tanh', inputs: 1e6, 'worst ulp': 0.9 })`:
 *  one row of that heading's table. Does nothing in a browser, which has no files. */
export function record(heading: string, figures: Readonly<Record<string, Figure>>): void {
  const fs = globalThis.process?.getBuiltinModule?.('node:fs')
  if (!fs || (noted.only !== undefined && noted.only !== heading)) return
  const project = process.env['SEEGRAD_PROJECT'] ?? ''
  // What prepares a project records too, outside of any test, where vitest cannot be imported.
  const { __vitest_worker__: worker } = globalThis as { __vitest_worker__?: { readonly filepath?: string } }
  const file = worker?.filepath?.slice(process.cwd().length + 1) ?? ''
  const line: Recorded = { heading, figures, project, file }
  fs.mkdirSync('.cache', { recursive: true })
  fs.appendFileSync(figuresFile, `${JSON.stringify(line)}\n`)
}
