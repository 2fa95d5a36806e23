/** What `seegrad run lesson.md` prints: each cell with its place in the file, and what is wrong with it. */
import type { CellResult } from './lesson.js'
import type { Terminal } from '../terminal.js'

/** The line of the file in which the text of each cell begins. */
export function cellLines(markdown: string): readonly number[] {
  return Array.from(markdown.matchAll(/^ {0,3}(?:`{3,}|~{3,})[ \t]*ts\b/gm), ({ index }) => markdown.slice(0, index).split('\n').length + 1) // prettier-ignore
}

export const isFine = ({ mistake, expected, exercise }: CellResult): boolean =>
  mistake === undefined && expected === undefined && exercise === undefined

/** One line for each cell that is fine; below those that are not, what is wrong. */
export function report(
  file: string,
  markdown: string,
  results: readonly CellResult[],
  paint: Terminal['paint'],
): readonly string[] {
  const lines = cellLines(markdown)
  return results.flatMap((result) => {
    const { number, id, milliseconds, shown, mistake, expected, exercise = [] } = result
    const begins = lines[number - 1] ?? 1
    const at = (line: number, column: number = 1): string => `${file}:${begins + line - 1}:${column}`
    const head = `cell ${number}, ${id}`
    if (isFine(result)) return [`${paint('green', '✓')} ${head} ${paint('dim', `${Math.round(milliseconds)} ms`)}`]
    const said = [
      ...(mistake ? [`${at(mistake.line, mistake.column)} Line ${mistake.line}: ${mistake.message}`] : []),
      ...(expected === undefined || mistake ? [] : [`${at(1)} It shows something else than the lesson says.`, ...difference(expected, shown)]), // prettier-ignore
      ...exercise.map((one) => `${at(1)} The exercise: ${one}`),
    ]
    return [`${paint('red', '✗')} ${head}`, ...said.map((line) => `  ${line}`)]
  })
}

/** Lines that differ: those of the lesson with −, those that are shown with +. */
function difference(expected: string, shown: string): readonly string[] {
  const [before, after] = [expected.split('\n'), shown.split('\n')]
  return Array.from(
    { length: Math.max(before.length, after.length) },
    (_, k) => [before[k], after[k]] as const,
  ).flatMap(([was, is]) =>
    was === is ? [] : [...(was === undefined ? [] : [`− ${was}`]), ...(is === undefined ? [] : [`+ ${is}`])],
  )
}
