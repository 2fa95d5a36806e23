/** The plane as a network divides it, in characters: shaded where it answers above 0, with the points it was trained on. */
import type { Point } from '../data/index.js'
import type { Colour, Terminal } from './terminal.js'

/** What is drawn: points with their classes, and the network's score anywhere. */
export interface Divided {
  readonly X: readonly Point[]
  readonly y: readonly (0 | 1)[]
  score(x: Point): number
}

interface Cell {
  readonly sign: string
  readonly colour: Colour
}
const EMPTY: Cell = { sign: ' ', colour: 'blue' }
const SHADE: Cell = { sign: '░', colour: 'blue' }
const ZERO: Cell = { sign: '○', colour: 'yellow' }
const ONE: Cell = { sign: '●', colour: 'cyan' }
const WRONG: Cell = { sign: '✗', colour: 'red' }

// A character is about twice as high as wide.
const ASPECT = 2

/** Lines of at most `width` characters, framed; a point on the wrong side is an ✗. */
export function boundary({ X, y, score }: Divided, width: number, { paint }: Pick<Terminal, 'paint'>): string[] {
  const span = (axis: 0 | 1): [number, number] => {
    const all = X.map((point) => point[axis])
    const [low, high] = [Math.min(...all), Math.max(...all)]
    const edge = 0.1 * (high - low || 1)
    return [low - edge, high + edge]
  }
  const [[left, right], [bottom, top]] = [span(0), span(1)]
  const columns = Math.max(10, width - 2)
  const rows = Math.max(4, Math.round(((top - bottom) / (right - left)) * (columns / ASPECT)))
  const at = (column: number, row: number): Point => [
    left + ((column + 0.5) / columns) * (right - left),
    top - ((row + 0.5) / rows) * (top - bottom),
  ]
  const cells: Cell[][] = Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (_, column) => (score(at(column, row)) > 0 ? SHADE : EMPTY)),
  )
  X.forEach((point, i) => {
    const column = Math.floor(((point[0] - left) / (right - left)) * columns)
    const row = Math.floor(((top - point[1]) / (top - bottom)) * rows)
    const one = y[i] === 1
    cells[row]![column] = score(point) > 0 !== one ? WRONG : one ? ONE : ZERO
  })
  const rule = '─'.repeat(columns)
  return [`┌${rule}┐`, ...cells.map((row) => `│${painted(row, paint)}│`), `└${rule}┘`]
}

/** The signs of a row, each run of one colour painted at once. */
function painted(row: readonly Cell[], paint: Terminal['paint']): string {
  let text = ''
  for (let from = 0, to = 0; from < row.length; from = to) {
    const { colour } = row[from]!
    while (row[to]?.colour === colour) to++
    text += paint(
      colour,
      row
        .slice(from, to)
        .map(({ sign }) => sign)
        .join(''),
    )
  }
  return text
}
