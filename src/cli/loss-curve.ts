/** A curve over the steps of a training, drawn in the dots of braille characters: 2 across and 4 down in each. */
import { log } from '../ops/index.js'

// The dot at (column, row) of a character is this bit of its number, after Unicode's chart of the block at U+2800.
const DOTS = [
  [0x01, 0x02, 0x04, 0x40],
  [0x08, 0x10, 0x20, 0x80],
] as const

/**
 * Lines of `width` characters: the curve of `values` over their indices on a logarithmic scale, or a linear one if some value is not above 0, with the largest and the
 * smallest value at its left and the first and last index below.
 */
export function lossCurve(values: readonly number[], width: number, rows: number): string[] {
  const logarithmic = values.every((x) => x > 0)
  const heights = logarithmic ? values.map((x) => log(x)) : values
  const [top, bottom] = extremes(values)
  const [high, low] = extremes(heights)
  const labels = [top, bottom].map((x) => x.toPrecision(3))
  const margin = Math.max(...labels.map((label) => label.length))
  const columns = Math.max(1, width - margin - 2)
  const cells = Array.from({ length: rows }, () => new Uint8Array(columns))

  const rowOf = (height: number): number =>
    Math.round((high === low ? 0.5 : (high - height) / (high - low)) * (4 * rows - 1))
  let last: number | undefined
  for (let dot = 0; dot < 2 * columns; dot++) {
    const row = rowOf(between(heights, (dot / (2 * columns - 1)) * (values.length - 1)))
    // From the row after the last dot's to this one, so that a steep piece has no holes.
    const from = last === undefined || last === row ? row : last + Math.sign(row - last)
    for (let y = Math.min(from, row); y <= Math.max(from, row); y++) cells[y >> 2]![dot >> 1]! |= DOTS[dot & 1]![y & 3]!
    last = row
  }

  const lines = cells.map((row, y) => {
    const label = y === 0 ? labels[0]! : y === rows - 1 ? labels[1]! : ''
    const dots = Array.from(row, (bits) => (bits === 0 ? ' ' : String.fromCharCode(0x2800 + bits))).join('')
    return `${label.padStart(margin)} ${label === '' ? '│' : '┤'}${dots}`.trimEnd()
  })
  const end = String(values.length - 1)
  return [
    ...lines,
    `${' '.repeat(margin)} └${'─'.repeat(columns)}`,
    `${' '.repeat(margin + 2)}0${end.padStart(columns - 1)}`,
  ]
}

const extremes = (xs: readonly number[]): [top: number, bottom: number] => [
  xs.reduce((a, b) => Math.max(a, b)),
  xs.reduce((a, b) => Math.min(a, b)),
]

/** The value at a place between two indices, on the straight line between its neighbours. */
function between(values: readonly number[], at: number): number {
  const i = Math.min(Math.floor(at), values.length - 1)
  const next = values[Math.min(i + 1, values.length - 1)]!
  return values[i]! + (next - values[i]!) * (at - i)
}
