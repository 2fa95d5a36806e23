/** What is lit: a loop, one of its cells, one node of that, or a line of the program, one op in that; and how it is said and moved by keys. */
import type { Block, Drawing } from './drawing.js'
import { countIn, linesOf, placesIn, placesOf, type Line, type Located } from './written.js'

/** Of the loops. */
export interface Part {
  readonly loop: number
  readonly cell?: number
  readonly node?: number
}
/** Of the text. */
export interface InText {
  readonly line: number
  readonly column?: number
}
export type Lit = Part | InText
/** What is looked at: what was made of a text. */
export interface Looking {
  readonly text: string
  readonly drawing: Located
}

/** `3.5.2` of an address, or `L4.12` of its text, if there is such a thing. */
export function readLit(text: string | undefined, looking: Looking): Lit | undefined {
  if (text?.startsWith('L')) return readLine(text, looking)
  const { blocks } = looking.drawing
  if (!/^\d{1,9}(\.\d{1,9}){0,2}$/.test(text ?? '')) return undefined
  const [loop, cell, node] = text!.split('.').map(Number) as [number, number?, number?]
  const block = blocks[loop]
  if (!block || (cell ?? 0) >= block.cells || (node ?? 0) >= block.factors + block.own) return undefined
  return { loop, ...(cell !== undefined && { cell }), ...(node !== undefined && { node }) }
}
function readLine(said: string, { text, drawing }: Looking): InText | undefined {
  const [, number, column] = /^L(\d{1,9})(?:\.(\d{1,9}))?$/.exec(said) ?? []
  const line = linesOf(text, drawing.spots).find((one) => one.number === Number(number))
  if (!line) return undefined
  if (column === undefined) return { line: line.number }
  return line.marks.some((mark) => mark.column === Number(column))
    ? { line: line.number, column: Number(column) }
    : undefined
}
export const writeLit = (lit: Lit): string =>
  'line' in lit
    ? `L${[lit.line, lit.column].filter((part) => part !== undefined).join('.')}`
    : [lit.loop, lit.cell, lit.node].filter((part) => part !== undefined).join('.')

/** The places of the text that are lit. */
export const litPlaces = (lit: Lit, { blocks, spots }: Located): ReadonlySet<number> =>
  'line' in lit ? placesIn(spots, lit.line, lit.column) : placesOf(blocks[lit.loop]!, lit.cell, lit.node)

/** The turn of each loop in which a cell is computed. */
export function turnsOf({ dims }: Block, cell: number): readonly { readonly letter: string; readonly at: number }[] {
  let rest = cell
  return dims
    .toReversed()
    .map(({ letter, count }) => {
      const at = rest % count
      rest = Math.trunc(rest / count)
      return { letter, at }
    })
    .toReversed()
}

const many = (n: number, one: string): string => `${n.toLocaleString('en')} ${one}${n === 1 ? '' : 's'}`
/** "16 × and 17 +". */
export function madeOf({ factors, own, factor, op }: Block, { ops }: Drawing): string {
  const sign = (k: number): string => ops[k]?.sign ?? '?'
  return factors > 0 ? `${factors} ${sign(factor)} and ${own} ${sign(op)}` : `${own} ${sign(op)}`
}

export const listed = (words: readonly (string | number)[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`

/** What is lit, in one sentence, and where the other side of it is. */
export function saying(lit: Lit, looking: Looking): string {
  return 'line' in lit ? sayingLine(lit, looking) : `${sayingPart(lit, looking.drawing)}${writtenIn(lit, looking)}`
}
/** The lines of the text in which a part of the loops was written. */
export function linesOfPart(part: Part, drawing: Located): number[] {
  const lines = [...litPlaces(part, drawing)].flatMap((place) => drawing.spots[place]?.line ?? [])
  return [...new Set(lines)].toSorted((a, b) => a - b)
}
function writtenIn(lit: Part, { drawing }: Looking): string {
  if (drawing.places.length === 0) return ''
  const own = linesOfPart(lit, drawing)
  if (own.length === 0) return ' No line of the program says it by itself.'
  return ` Written in ${own.length === 1 ? 'line' : 'lines'} ${listed(own.slice(0, 12))}${own.length > 12 ? ` and ${own.length - 12} more` : ''} of the program.`
}
function sayingLine({ line, column }: InText, { text, drawing }: Looking): string {
  const { blocks, spots, loops } = drawing
  const counts = blocks.map((block) => countIn(block, placesIn(spots, line, column)))
  const own = counts.flatMap((count, k) => (count > 0 ? [k + 1] : []))
  const found = linesOf(text, spots).find(({ number }) => number === line)!
  const mark = found.marks.find((one) => one.column === column)
  const what = `${mark ? `${found.text.slice(mark.from, mark.to)} at column ${column} of ` : ''}line ${line}`
  const nodes = counts.reduce((a, b) => a + b, 0)
  if (nodes === 0) return `Lit: ${what}; nothing of it is drawn here.`
  const those =
    own.length === 1
      ? `loop ${own[0]} of ${loops}`
      : `${own.length} of ${loops} loops: ${listed(own.slice(0, 12))}${own.length > 12 ? ' and more' : ''}`
  return `Lit: ${what}; ${many(nodes, 'node')} in ${those}.`
}
function sayingPart(lit: Part, drawing: Drawing): string {
  const block = drawing.blocks[lit.loop]!
  const nodes = block.factors + block.own
  const loop = `loop ${lit.loop + 1} of ${drawing.loops}`
  if (lit.cell === undefined)
    return `Lit: ${loop}, its ${many(block.cells, 'cell')}, its ${many(block.cells * nodes, 'node')}: ${madeOf(block, drawing)} in each cell.`
  const turns = turnsOf(block, lit.cell).map(({ letter, at }) => `${letter} = ${at}`)
  const name = block.names[lit.cell]
  const cell = `cell ${(lit.cell + 1).toLocaleString('en')} of ${block.cells.toLocaleString('en')} in ${loop}${name === undefined ? '' : `, ${name}`}${turns.length > 0 ? `, ${turns.join(', ')}` : ''}`
  if (lit.node === undefined) return `Lit: ${cell}; its ${many(nodes, 'node')}: ${madeOf(block, drawing)}.`
  const sign = drawing.ops[lit.node < block.factors ? block.factor : block.op]?.sign ?? '?'
  return `Lit: node ${lit.node + 1} of ${nodes}, ${sign}, of ${cell}.`
}

/** One cell or one node further, into the next loop at the end of one. */
export function moved(lit: Lit, key: string, { text, drawing }: Looking): Lit {
  return 'line' in lit ? movedInText(lit, key, linesOf(text, drawing.spots)) : movedPart(lit, key, drawing)
}
/** One line or one op of it further. */
function movedInText({ line, column }: InText, key: string, lines: readonly Line[]): InText {
  const k = lines.findIndex(({ number }) => number === line)
  if (key === 'ArrowDown' || key === 'ArrowUp')
    return { line: (lines[k + (key === 'ArrowDown' ? 1 : -1)] ?? lines[k]!).number }
  const { marks } = lines[k]!
  const at = marks.findIndex((mark) => mark.column === column)
  const next = at < 0 ? (key === 'ArrowRight' ? 0 : marks.length - 1) : at + (key === 'ArrowRight' ? 1 : -1)
  return { line, ...(marks[next] && { column: marks[next].column }) }
}
function movedPart(lit: Part, key: string, { blocks }: Drawing): Part {
  const block = blocks[lit.loop]!
  const { loop, cell, node } = lit
  if (key === 'ArrowDown') {
    if (cell === undefined) return { loop, cell: 0 }
    if (cell + 1 < block.cells) return { loop, cell: cell + 1 }
    return loop + 1 < blocks.length ? { loop: loop + 1, cell: 0 } : lit
  }
  if (key === 'ArrowUp') {
    if (cell !== undefined && cell > 0) return { loop, cell: cell - 1 }
    return loop > 0 ? { loop: loop - 1, cell: blocks[loop - 1]!.cells - 1 } : { loop, cell: 0 }
  }
  const nodes = block.factors + block.own
  const next = node === undefined ? (key === 'ArrowRight' ? 0 : nodes - 1) : node + (key === 'ArrowRight' ? 1 : -1)
  return next < 0 || next >= nodes ? { loop, cell: cell ?? 0 } : { loop, cell: cell ?? 0, node: next }
}
