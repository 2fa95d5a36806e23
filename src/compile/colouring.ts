/** Colourings of sparse matrices: columns of one colour are computed by one product, and every entry can still be told from it (Gebremedhin, Manne and Pothen, “What color is your Jacobian?”, SIAM Review 47, 2005). */
import type { Pattern } from './pattern.js'

/** A colour for each column, or row, from 0 on; −1 where there is no entry. */
export interface Colouring {
  readonly colours: Int32Array
  readonly count: number
}

/** Columns by row the other way round. */
export function transposed(pattern: Pattern, columns: number): Pattern {
  const lengths = new Int32Array(columns)
  for (const row of pattern) for (const column of row) lengths[column]!++
  const turned = Array.from(lengths, (length) => new Int32Array(length))
  lengths.fill(0)
  pattern.forEach((row, i) => {
    for (const column of row) turned[column]![lengths[column]!++] = i
  })
  return turned
}

/** Those with most neighbours first; such as have none need no colour. */
const byDegree = (lists: Pattern): number[] =>
  Array.from(lists, (_, k) => k)
    .filter((k) => lists[k]!.length > 0)
    .toSorted((a, b) => lists[b]!.length - lists[a]!.length || a - b)

/** The smallest colour that is not forbidden at this time. */
function smallest(forbidden: Int32Array, time: number): number {
  let colour = 0
  while (forbidden[colour] === time) colour++
  return colour
}

/** No two columns of one colour have an entry in the same row. */
export function columnColouring(rows: Pattern, columns: number): Colouring {
  const rowsOf = transposed(rows, columns)
  const colours = new Int32Array(columns).fill(-1)
  const forbidden = new Int32Array(columns + 1).fill(-1)
  let count = 0
  for (const column of byDegree(rowsOf)) {
    for (const row of rowsOf[column]!)
      for (const other of rows[row]!) if (colours[other]! >= 0) forbidden[colours[other]!] = column
    const colour = smallest(forbidden, column)
    colours[column] = colour
    count = Math.max(count, colour + 1)
  }
  return { colours, count }
}

/** Of a symmetric matrix: no two neighbours share a colour, and no path of four has but two, so that of each pair of entries across the diagonal one stands alone. */
export function starColouring(rows: Pattern): Colouring {
  const n = rows.length
  const colours = new Int32Array(n).fill(-1)
  const forbidden = new Int32Array(n + 1).fill(-1)
  let count = 0
  for (const v of byDegree(rows)) {
    for (const w of rows[v]!) {
      if (w === v) continue
      if (colours[w]! >= 0) forbidden[colours[w]!] = v
      for (const x of rows[w]!) {
        const colour = x === v || x === w ? -1 : colours[x]!
        if (colour < 0 || forbidden[colour] === v) continue
        const closes = colours[w]! < 0 || rows[x]!.some((y) => y !== w && y !== x && colours[y] === colours[w])
        if (closes) forbidden[colour] = v
      }
    }
    const colour = smallest(forbidden, v)
    colours[v] = colour
    count = Math.max(count, colour + 1)
  }
  return { colours, count }
}

/** How many entries of a row have each colour. */
export function countsOf(row: Int32Array, { colours, count }: Colouring): Int32Array {
  const counts = new Int32Array(count)
  for (const column of row) counts[colours[column]!]!++
  return counts
}
