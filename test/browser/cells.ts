/** Cells as a lesson holds them, and the text and map that become of them: the same in Node and in a browser. */
import { transform } from 'seegrad/operators'
import { programs } from '../operators/programs.js'

export function rewrittenCells(): readonly unknown[] {
  const sources = Object.values(programs).flatMap((cases) => cases.map(([source]) => `const f: Function = ${source}`))
  return sources.map((source) => transform(source, { filename: 'cell.ts', all: true }))
}
