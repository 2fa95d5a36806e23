/** How a loop is drawn: a row for each of its cells, a mark for each of their nodes; where there are too many, one stands for several. */
import type { Block } from './drawing.js'
import type { Part } from './lit.js'

/** From one mark to the next, and how large one is. */
export const PITCH = 9
const SIZE = 7
/** Rows of a loop, fewer where there are many loops, and marks of one kind in a row; more are folded. */
const ROWS = 16
const LEAST_ROWS = 4
const ROWS_OF_ALL = 144
const COLUMNS = 16
export const rowsOf = (loops: number): number =>
  Math.max(LEAST_ROWS, Math.min(ROWS, Math.floor(ROWS_OF_ALL / Math.max(1, loops))))
/** Between products, sums and cells. */
const GAP = 12
const CELL = 30

export interface Drawn {
  readonly rows: number
  /** Cells that a row stands for. */
  readonly perRow: number
  /** Cells that a mark stands for, where a cell is one node and a row has marks for several. */
  readonly perMark: number
  /** Nodes of a cell that a mark stands for. */
  readonly perFactor: number
  readonly perOwn: number
  readonly factors: number
  readonly own: number
  readonly height: number
}

export function drawnOf({ cells, factors, own }: Block, most: number): Drawn {
  const perRow = Math.ceil(cells / most)
  const rows = Math.ceil(cells / perRow)
  const isSingle = factors + own === 1
  const perMark = isSingle ? Math.ceil(perRow / COLUMNS) : perRow
  const perFactor = Math.max(1, Math.ceil(factors / COLUMNS))
  const perOwn = Math.max(1, Math.ceil(own / COLUMNS))
  return {
    rows,
    perRow,
    perMark,
    perFactor,
    perOwn,
    factors: Math.ceil(factors / perFactor),
    own: isSingle ? Math.ceil(perRow / perMark) : Math.ceil(own / perOwn),
    height: rows * PITCH,
  }
}

/** The columns that are filled in a row: the last one may end early where marks are cells. */
export const ownIn = ({ cells }: Block, { perRow, perMark, own }: Drawn, row: number): number =>
  perMark === perRow ? own : Math.min(own, Math.ceil((cells - row * perRow) / perMark))

/** Where the other nodes, the cells and the brackets begin. */
export const OWN = COLUMNS * PITCH + GAP
export const CELLS = OWN + COLUMNS * PITCH + 3 * GAP
export const BRACKET = CELLS + CELL + 8
/** As wide as a narrow page has it, and with the line that leads to the words. */
export const NARROW = BRACKET + 6
export const WIDE = NARROW + 70

export type Kind = 'factor' | 'own' | 'cell'
const square = (x: number, y: number, size = SIZE): string => `M${x} ${y}h${size}v${size}h${-size}z`
const disc = (x: number, y: number): string => `M${x} ${y + SIZE / 2}a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0z`
const bar = (y: number): string => `M${CELLS} ${y}h${CELL}v${SIZE - 1}h${-CELL}z`

/** The outline of the marks of one kind, of these rows and columns. */
export function outline(kind: Kind, isChain: boolean, rows: readonly number[], columns: readonly number[]): string {
  return rows
    .flatMap((row) => {
      const y = row * PITCH + 1
      if (kind === 'cell') return [bar(y)]
      return columns.map((column) => {
        if (kind === 'factor') return square(column * PITCH + 0.5, y)
        return isChain ? square(OWN + column * PITCH + 0.5, y + 0.5, SIZE - 1) : disc(OWN + column * PITCH + 0.5, y)
      })
    })
    .join('')
}
export const upTo = (count: number): number[] => Array.from({ length: count }, (_, k) => k)

/** What is at a place of the picture. */
export function hit(block: Block, drawn: Drawn, loop: number, x: number, y: number): Part {
  const { rows, perRow, perMark, perFactor, perOwn, factors } = drawn
  const row = Math.max(0, Math.min(rows - 1, Math.floor(y / PITCH)))
  const cell = row * perRow
  const column = Math.floor(x / PITCH)
  if (x < OWN - GAP / 2 && column < factors) return { loop, cell, node: column * perFactor }
  const later = Math.floor((x - OWN) / PITCH)
  if (x >= OWN && later < ownIn(block, drawn, row)) {
    const isSingle = block.factors + block.own === 1
    return isSingle ? { loop, cell: cell + later * perMark } : { loop, cell, node: block.factors + later * perOwn }
  }
  return x >= BRACKET - 4 ? { loop } : { loop, cell }
}
