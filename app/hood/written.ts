/** Which nodes were written where in the reader's text: lines and the ops in them, and what of each loop comes of them. */
import type { Block, Drawing } from './drawing.js'
import { drawnOf, type Drawn } from './shape.js'

/** A place of the text, both from 1. */
export interface Spot {
  readonly line: number
  readonly column: number
}
/** A drawing, and of each of its places where that is in the text as its reader has it; undefined for what is elsewhere. */
export interface Located extends Drawing {
  readonly spots: readonly (Spot | undefined)[]
}
/** A line of the text from which something is computed, with what stands there. */
export interface Line {
  readonly number: number
  readonly text: string
  /** From where to where in the text of the line, from 0, an op stands; the column by which it is known. */
  readonly marks: readonly { readonly from: number; readonly to: number; readonly column: number }[]
}
type Places = ReadonlySet<number>

/** The lines from which something is computed, in their order. */
export function linesOf(text: string, spots: Located['spots']): Line[] {
  const all = text.split('\n')
  const columns = new Map<number, Set<number>>()
  for (const spot of spots) {
    if (!spot || all[spot.line - 1] === undefined) continue
    columns.set(spot.line, (columns.get(spot.line) ?? new Set()).add(spot.column))
  }
  return [...columns]
    .toSorted(([a], [b]) => a - b)
    .map(([number, own]) => {
      const line = all[number - 1]!
      const marks = [...own].toSorted((a, b) => a - b).flatMap((column) => {
      const length = /^(?:[\p{ID_Continue}$.]+|\*\*|[-+*/%])/u.exec(line.slice(column - 1))?.[0].length ?? 0
      return length > 0 ? [{ from: column - 1, to: column - 1 + length, column }] : []
    }) // prettier-ignore
      return { number, text: line, marks }
    })
}

/** The places in a line, or of one op in it. */
export const placesIn = (spots: Located['spots'], line: number, column?: number): Places =>
  new Set(spots.flatMap((spot, k) => (spot?.line === line && (column ?? spot.column) === spot.column ? [k] : [])))

interface Run {
  readonly value: number
  readonly from: number
  readonly to: number
}
/** What is told in turns with how often. */
function* runsOf(runs: readonly number[]): Generator<Run> {
  let from = 0
  for (let k = 0; k + 1 < runs.length; k += 2) {
    const to = from + Math.max(0, runs[k + 1]!)
    yield { value: runs[k]!, from, to }
    from = to
  }
}
/** Runs of cells, with runs of the nodes in each of them that are of these places. */
function* cellsOf(
  { cells, written, ways }: Block,
  places: Places,
): Generator<Run & { readonly nodes: readonly Run[] }> {
  for (const run of runsOf(ways)) {
    const nodes = [...runsOf(written[run.value] ?? [])].filter(({ value }) => places.has(value))
    if (nodes.length > 0) yield { ...run, to: Math.min(run.to, cells), nodes }
  }
}
/** How many nodes of a loop were written at these places. */
export function countIn(block: Block, places: Places): number {
  let count = 0
  for (const { from, to, nodes } of cellsOf(block, places))
    count += (to - from) * nodes.reduce((sum, run) => sum + run.to - run.from, 0)
  return count
}
/** Where a loop, one of its cells, or one node of that was written. */
export function placesOf({ written, ways }: Block, cell?: number, node?: number): Places {
  const found = new Set<number>()
  for (const { value, from, to } of runsOf(ways)) {
    if (cell !== undefined && (cell < from || cell >= to)) continue
    for (const run of runsOf(written[value] ?? []))
      if (run.value >= 0 && (node === undefined || (node >= run.from && node < run.to))) found.add(run.value)
  }
  return found
}

/** The marks of a loop that are of these places, by row. */
export interface Marks {
  readonly row: number
  readonly factors: readonly number[]
  readonly own: readonly number[]
}
export function marksOf(block: Block, most: number, places: Places): Marks[] {
  const drawn = drawnOf(block, most)
  const runs = [...cellsOf(block, places)]
  return Array.from({ length: drawn.rows }, (_, row) => marksIn(block, drawn, row, runs)).filter(
    ({ factors, own }) => factors.length + own.length > 0,
  )
}
function marksIn(
  { factors, own }: Block,
  { perRow, perMark, perFactor, perOwn }: Drawn,
  row: number,
  runs: readonly (Run & { readonly nodes: readonly Run[] })[],
): Marks {
  const found = { factors: new Set<number>(), own: new Set<number>() }
  const begin = row * perRow
  const mark = (into: Set<number>, from: number, to: number, per: number): void => {
    for (let at = Math.floor(from / per); at * per < to; at++) into.add(at)
  }
  for (const { from, to, nodes } of runs) {
    const [first, last] = [Math.max(from, begin), Math.min(to, begin + perRow)]
    if (first >= last) continue
    // Of a cell that is one node a mark stands for cells.
    if (factors + own === 1) mark(found.own, first - begin, last - begin, perMark)
    else
      for (const run of nodes) {
        if (run.from < factors) mark(found.factors, run.from, Math.min(run.to, factors), perFactor)
        if (run.to > factors) mark(found.own, Math.max(0, run.from - factors), Math.min(run.to - factors, own), perOwn)
      }
  }
  return { row, factors: [...found.factors], own: [...found.own] }
}
