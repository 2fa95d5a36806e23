/** Prints a scene in characters: boxes and edges as lines, curves as braille dots, words as they are. */
import type { Ink } from './ink.js'
import { visible } from './label.js'
import {
  tableWords,
  type Box,
  type Figure,
  type Link,
  type Mark,
  type Path,
  type Point,
  type Sign,
  type Text,
} from './scene.js'

/** How a figure is printed in characters. */
export interface TextOptions {
  /** Characters in a line, at most; 80 unless said otherwise. */
  readonly width?: number
  /** Paints a piece of a line: 'blue' data, 'yellow' gradients, 'red' what is no number, 'grey' what only groups, 'dim' digits that rounding may have changed; absent: no colours. */
  readonly paint?: (colour: TextColour, text: string) => string
  /** The table of its numbers, whole, in place of the picture. */
  readonly table?: boolean
}
/** The colours of a terminal that inks become. */
export type TextColour = 'blue' | 'yellow' | 'red' | 'grey' | 'dim'

/** What a character is drawn in: an ink, or pale. */
type Tone = Ink | 'faint'
const colours: { readonly [T in Tone]?: TextColour } = {
  data: 'blue', 'data-mark': 'blue', 'data-wash': 'blue', grad: 'yellow', 'grad-mark': 'yellow', 'grad-wash': 'yellow', bad: 'red', 'bad-wash': 'red',
  faint: 'dim', 'ink-3': 'grey', line: 'grey', 'line-2': 'grey', 'minus-mark': 'grey',
} // prettier-ignore

// The dots of a braille character, by column and row, as bits.
const DOTS = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]] as const // prettier-ignore
// Lines by the sides they leave to: 1 up, 2 right, 4 down, 8 left.
const LINES = ' ╵╶└╷│┌├╴┘─┴┐┤┬┼'
const ROUND: Readonly<Record<string, string>> = { '└': '╰', '┌': '╭', '┘': '╯', '┐': '╮' }

/** Level and upright lines in these inks are lines, not curves. */
const RULES: ReadonlySet<Ink> = new Set(['ink', 'ink-2', 'line', 'line-2', 'bad'])

class Page {
  readonly sign: string[]
  readonly ink: (Tone | undefined)[]
  private readonly sides: Uint8Array
  private readonly dots: Uint8Array
  private readonly shades: Uint8Array

  constructor(
    readonly columns: number,
    readonly rows: number,
  ) {
    this.sign = Array<string>(columns * rows).fill('')
    this.ink = Array<Tone | undefined>(columns * rows)
    this.sides = new Uint8Array(columns * rows)
    this.dots = new Uint8Array(columns * rows)
    this.shades = new Uint8Array(columns * rows)
  }

  private cell(column: number, row: number): number {
    return column >= 0 && column < this.columns && row >= 0 && row < this.rows ? row * this.columns + column : -1
  }
  /** A character, over what is there. */
  put(column: number, row: number, sign: string, ink: Tone): void {
    const cell = this.cell(column, row)
    if (cell < 0) return
    this.sign[cell] = sign
    this.ink[cell] = ink
  }
  clear(column: number, row: number): void {
    const cell = this.cell(column, row)
    if (cell < 0) return
    this.sign[cell] = ''
    this.sides[cell] = this.dots[cell] = 0
    this.ink[cell] = undefined
  }
  /** A line from the middle of one character to that of another, level or upright. */
  line([x0, y0]: Point, [x1, y1]: Point, ink: Ink): void {
    const [dx, dy] = [Math.sign(x1 - x0), Math.sign(y1 - y0)]
    const [out, into] = dx !== 0 ? (dx > 0 ? [2, 8] : [8, 2]) : dy > 0 ? [4, 1] : [1, 4]
    for (let x = x0, y = y0; x !== x1 || y !== y1; x += dx, y += dy) {
      this.side(x, y, out, ink)
      this.side(x + dx, y + dy, into, ink)
    }
  }
  private side(column: number, row: number, side: number, ink: Ink): void {
    const cell = this.cell(column, row)
    if (cell < 0) return
    this.sides[cell]! |= side
    if (this.shades[cell] === 1) this.ink[cell] = ink
    else this.ink[cell] ??= ink
  }
  /** A background, below all else. */
  shade(column: number, row: number, ink: Ink): void {
    const cell = this.cell(column, row)
    if (cell < 0) return
    this.shades[cell] = 1
    this.ink[cell] ??= ink
  }
  dot(x: number, y: number, ink: Ink): void {
    const cell = this.cell(x >> 1, y >> 2)
    if (cell < 0) return
    this.dots[cell]! |= DOTS[(x & 1) as 0 | 1][(y & 3) as 0 | 1 | 2 | 3]
    this.ink[cell] = ink
  }
  at(column: number, row: number, isRound: boolean): string {
    const cell = row * this.columns + column
    if (this.sign[cell] !== '') return this.sign[cell]!
    if (this.dots[cell] !== 0) return String.fromCharCode(0x2800 + this.dots[cell]!)
    const line = this.sides[cell] === 0 && this.shades[cell] === 1 ? '░' : LINES[this.sides[cell]!]!
    return isRound ? (ROUND[line] ?? line) : line
  }
}

/**
 * The figure as lines of characters. What is wider than the page is drawn smaller if it is a plot, and shown as its table if it is a graph.
 */
export function terminal(figure: Figure, { width = 80, paint, table }: TextOptions = {}): string {
  const { grain, marks } = figure
  if (table) return tableText(figure)
  if (figure.isElastic && !fits(figure, width)) {
    const smaller = Math.max(1, figure.width / grain[0] / width)
    return terminal(
      { ...figure, grain: [grain[0] * smaller + 0.001, grain[1] * smaller] },
      { width, ...(paint && { paint }) },
    )
  }
  if (!fits(figure, width)) return tableText(figure, width)
  const columns = Math.ceil(figure.width / grain[0])
  const rows = Math.ceil(figure.height / grain[1])
  const page = new Page(Math.min(columns + 1, width), rows + 1)
  const print = new Printer(page, grain)
  print.marks(marks)
  const lines: string[] = []
  for (let row = 0; row < page.rows; row++) lines.push(lineOf(page, row, paint))
  while (lines.at(-1) === '') lines.pop()
  while (lines[0] === '') lines.shift()
  return `${lines.join('\n')}\n`
}

function lineOf(page: Page, row: number, paint: TextOptions['paint']): string {
  let end = page.columns
  while (end > 0 && page.at(end - 1, row, true) === ' ') end--
  let line = ''
  for (let from = 0, to = 0; from < end; from = to) {
    const colour = (at: number): TextColour | undefined => colours[page.ink[row * page.columns + at] ?? 'ink']
    let piece = ''
    for (const first = colour(from); to < end && colour(to) === first; to++) piece += page.at(to, row, true)
    const first = colour(from)
    line += paint && first ? paint(first, piece) : piece
  }
  return line
}

/** Whether the picture fits into so many characters. */
export function fits({ width, grain }: Figure, columns: number): boolean {
  return Math.ceil(width / grain[0]) <= columns
}

class Printer {
  /** Upright pieces of links that are drawn, by column: what else may not stand there. */
  private readonly taken = new Map<
    number,
    { readonly from: number; readonly to: number; readonly ends: readonly string[] }[]
  >()

  constructor(
    private readonly page: Page,
    private readonly grain: Point,
  ) {}

  private at([x, y]: Point): Point {
    return [Math.round(x / this.grain[0]), Math.round(y / this.grain[1])]
  }

  marks(marks: readonly Mark[]): void {
    const stack = [...marks].toReversed()
    for (let mark = stack.pop(); mark; mark = stack.pop())
      if (mark.type === 'group') {
        if (!mark.isFine) for (const inner of mark.marks.toReversed()) stack.push(inner)
      } else if (mark.type === 'text') this.text(mark)
      else if (mark.type === 'sign') this.sign(mark)
      else if (mark.type === 'link') this.link(mark)
      else if (mark.type === 'box') this.box(mark)
      else if (mark.type === 'path') this.path(mark)
      else
        this.page.put(
          ...this.at([mark.x, mark.y]),
          mark.fill === 'paper' || mark.fill === 'raised' ? '○' : '●',
          mark.fill ?? 'ink',
        )
  }

  /** A frame around its lines of words: a box of one line is three characters high, however high it is drawn. */
  private box({ x, y, width, height, fill, stroke, walls = [], shelves = [] }: Box): void {
    if (stroke === undefined) return
    const line = height / (shelves.length + 1) / 2
    const [left, first] = this.at([x, y + line])
    const [right, last] = this.at([x + width, y + height - line])
    const [top, bottom] = [first - 1, last + 1]
    if (fill !== undefined)
      for (let r = top; r <= bottom; r++) for (let c = left; c <= right; c++) this.page.clear(c, r)
    const corners: readonly Point[] = [[left, top], [right, top], [right, bottom], [left, bottom], [left, top]] // prettier-ignore
    for (let k = 1; k < corners.length; k++) this.page.line(corners[k - 1]!, corners[k]!, stroke)
    for (const wall of walls) this.page.line([this.at([wall, 0])[0], top], [this.at([wall, 0])[0], bottom], stroke)
  }

  private sign({ x, y, words }: Sign): void {
    const [column, row] = this.at([x, y])
    const signs = [...`(${visible(words)})`]
    signs.forEach((sign, k) => this.page.put(column - (signs.length >> 1) + k, row, sign, 'ink'))
  }

  private text({ size, x, y, level = y - 0.35 * size, spans, ink, anchor }: Text): void {
    const signs = spans.flatMap(({ text, ink: own, faint }) =>
      [...visible(text)].map((sign) => [sign, faint ? 'faint' : (own ?? ink)] as const),
    )
    const [column, row] = this.at([x, level])
    const start =
      anchor === 'start' ? column : anchor === 'end' ? column - signs.length : column - Math.floor(signs.length / 2)
    // Words that were measured in pixels may not fit in a picture that is drawn smaller.
    const first = Math.max(0, Math.min(start, this.page.columns - signs.length))
    signs.forEach(([sign, own], k) => this.page.put(first + k, row, sign, own))
  }

  /** A link as level and upright pieces; two that are not of one source or one end keep to columns of their own. */
  private link({ points, along, stroke = 'line-2' }: Link): void {
    const flip = ([x, y]: Point): Point => (along === 'x' ? [x, y] : [y, x])
    const cells = points.map((point) => flip(this.at(point)))
    const line = (a: Point, b: Point): void => this.page.line(flip(a), flip(b), stroke)
    for (let k = 1; k < cells.length; k++) {
      const [[x0, y0], [x1, y1]] = [cells[k - 1]!, cells[k]!]
      if (y0 === y1) {
        line([x0, y0], [x1, y1])
        continue
      }
      const turn = this.turn(x0, x1, y0, y1)
      line([x0, y0], [turn, y0])
      line([turn, y0], [turn, y1])
      line([turn, y1], [x1, y1])
    }
  }
  private turn(x0: number, x1: number, y0: number, y1: number): number {
    const ends = [`${x0},${y0}`, `${x1},${y1}`]
    const [from, to] = [Math.min(y0, y1), Math.max(y0, y1)]
    const middle = Math.round((x0 + x1) / 2)
    const reach = Math.max(1, Math.floor(Math.abs(x1 - x0) / 2) - 1)
    let best = middle
    for (let away = 0; away <= 2 * reach; away++) {
      const column = middle + (away % 2 === 0 ? away / 2 : -(away + 1) / 2)
      const there = this.taken.get(column) ?? []
      if (there.some((piece) => piece.from <= to && from <= piece.to && !piece.ends.some((end) => ends.includes(end))))
        continue
      best = column
      break
    }
    this.taken.set(best, [...(this.taken.get(best) ?? []), { from, to, ends }])
    return best
  }

  /** Curves as dots; level and upright hairlines of boxes as lines; areas filled. */
  private path({ lines, closed, stroke, fill, dash }: Path): void {
    const ink = stroke ?? fill
    if (ink === undefined) return
    if (closed && fill !== undefined && stroke === undefined) {
      this.fill(lines, fill)
      return
    }
    for (const line of lines) {
      const [first, last] = [this.at(line[0] ?? [0, 0]), this.at(line.at(-1) ?? [0, 0])]
      if (line.length === 2 && RULES.has(ink) && (first[0] === last[0] || first[1] === last[1])) {
        this.page.line(first, last, ink)
        continue
      }
      const points = closed && line.length > 0 ? [...line, line[0]!] : line
      for (let k = 1; k < points.length; k++) this.stroke(points[k - 1]!, points[k]!, ink, dash !== undefined, k)
    }
  }
  /** What lies within an odd number of lines: a wash as shade, any other ink as dots. */
  private fill(lines: Path['lines'], ink: Ink): void {
    const isWash = ink.endsWith('-wash')
    const [w, h] = isWash ? this.grain : ([this.grain[0] / 2, this.grain[1] / 4] as const)
    const edges = lines.flatMap((line) => line.map((point, k) => [point, line[(k + 1) % line.length]!] as const))
    const [top, bottom] = edges.reduce(([a, b], [[, y]]) => [Math.min(a, y), Math.max(b, y)], [Infinity, -Infinity])
    for (let row = Math.max(0, Math.floor(top / h)); row * h < bottom; row++) {
      // A character stands for what is around its corner, a dot for what is in it.
      const y = isWash ? row * h : (row + 0.5) * h
      const cuts = edges.flatMap(([[x0, y0], [x1, y1]]) => (y0 <= y === y1 <= y ? [] : [x0 + ((y - y0) / (y1 - y0)) * (x1 - x0)])) // prettier-ignore
      cuts.sort((a, b) => a - b)
      for (let k = 0; k + 1 < cuts.length; k += 2)
        for (
          let column = Math.ceil(cuts[k]! / w - (isWash ? 0 : 0.5));
          (column + (isWash ? 0 : 0.5)) * w < cuts[k + 1]!;
          column++
        )
          if (isWash) this.page.shade(column, row, ink)
          else this.page.dot(column, row, ink)
    }
  }
  private stroke([x0, y0]: Point, [x1, y1]: Point, ink: Ink, isDashed: boolean, phase: number): void {
    const [w, h] = [this.grain[0] / 2, this.grain[1] / 4]
    const [a, b, c, d] = [x0 / w, y0 / h, x1 / w, y1 / h]
    const steps = Math.max(1, Math.ceil(Math.max(Math.abs(c - a), Math.abs(d - b))))
    for (let step = 0; step <= steps; step++)
      if (!isDashed || (phase + step) % 4 < 2)
        this.page.dot(Math.floor(a + ((c - a) * step) / steps), Math.floor(b + ((d - b) * step) / steps), ink)
  }
}

/** The table of a figure as aligned columns, numbers to the right; with a width, cut to it: what is shown where the picture does not fit. */
function tableText({ title, table }: Figure, width = Infinity): string {
  const cells = tableWords(table)
  const most = width < Infinity ? 24 : Infinity
  const columns = table.columns.map((_, k) => ({
    width: Math.min(
      most,
      cells.reduce((wide, row) => Math.max(wide, [...(row[k] ?? '')].length), 0),
    ),
    isNumber: table.rows.every((row) => typeof row[k] !== 'string'),
  }))
  const lines = cells.map((row) => {
    const line = row.map((cell, k) => {
      const { width: wide, isNumber } = columns[k]!
      const signs = [...cell].slice(0, wide)
      const space = ' '.repeat(wide - signs.length)
      return isNumber ? space + signs.join('') : signs.join('') + space
    })
    const whole = line.join('  ').trimEnd()
    return width < Infinity ? whole.slice(0, width) : whole
  })
  return `${title}\n\n${lines.join('\n')}\n`
}
