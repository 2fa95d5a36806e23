/** The scene: a picture as plain data, which each printer (SVG, PNG, terminal, the page) turns into what it knows. */
import type { Ink } from './ink.js'
import { short, visible } from './label.js'

/** x to the right, y downwards, in pixels. */
export type Point = readonly [x: number, y: number]

/** How a mark is painted; what is absent is not painted. */
export interface Paint {
  readonly fill?: Ink
  /** From 0 to 1: for tints of one ink. */
  readonly opacity?: number
  readonly stroke?: Ink
  /** Of the stroke; 1 unless said otherwise. */
  readonly weight?: number
  /** Dashes mean: below zero, nudged or only passed on, no gradient. */
  readonly dash?: 'minus' | 'nudge' | 'none'
}
/** What a page that listens finds a mark by: `n7`, node 7 of the recording; `s2`, its folded scope 2; `n3-n7.0`, the edge from node 3 to input 0 of node 7. */
export interface Hook {
  readonly key?: string
}
/** Lines through points, or with `closed` the areas within them. */
export interface Path extends Paint {
  readonly type: 'path'
  readonly lines: readonly (readonly Point[])[]
  readonly closed?: true
}
/** A way from one thing to another through points, smooth in SVG and rectangular in a terminal. */
export interface Link extends Paint, Hook {
  readonly type: 'link'
  readonly points: readonly Point[]
  readonly along: 'x' | 'y'
}
/** A rectangle, perhaps divided into cells. */
export interface Box extends Paint {
  readonly type: 'box'
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly radius?: number
  /** Where hairlines divide it into cells: those beside each other by x, those below each other by y. */
  readonly walls?: readonly number[]
  readonly shelves?: readonly number[]
}
/** The sign or the name of an op: a disc, or a pill for a word; x and y are its middle. */
export interface Sign {
  readonly type: 'sign'
  readonly x: number
  readonly y: number
  readonly width: number
  readonly words: string
  readonly stroke: Ink
  /** Of the stroke; 1 unless said otherwise. */
  readonly weight?: number
}
/** A circle; x and y are its middle. */
export interface Disc extends Paint {
  readonly type: 'disc'
  readonly x: number
  readonly y: number
  readonly r: number
}
/** A piece of a text in its own ink or type. */
export interface Span {
  readonly text: string
  readonly ink?: Ink
  readonly font?: 'sans' | 'serif'
  readonly size?: number
  /** Digits that rounding may have changed: pale. */
  readonly faint?: true
}
/** A line of text on its baseline. */
export interface Text extends Hook {
  readonly type: 'text'
  readonly x: number
  readonly y: number
  /** The middle of the line of characters that it belongs to, where that is not its own. */
  readonly level?: number
  readonly spans: readonly Span[]
  readonly ink: Ink
  readonly size: number
  readonly font?: 'sans' | 'serif'
  readonly anchor: 'start' | 'middle' | 'end'
  readonly bold?: true
  /** Paper around the letters, so that no line runs through them. */
  readonly halo?: true
}
/** Marks that belong together; `title` says what they are, in full, where there is room for it (a tooltip). */
export interface Group extends Hook {
  readonly type: 'group'
  readonly marks: readonly Mark[]
  readonly title?: string
  /** Too small for characters: a terminal leaves it out, and what it says is said beside it. */
  readonly isFine?: true
  /** Only for characters, in place of what is too fine for them. */
  readonly isCoarse?: true
}
/** A thing that is drawn. */
export type Mark = Path | Link | Box | Sign | Disc | Text | Group

/** The numbers of a picture, row by row: what a reader of the table sees instead. */
export interface Table {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly (string | number | null)[])[]
}

/** A picture as plain data, structured-cloneable: what a figure gives and `render` prints. */
export interface Figure {
  readonly type: 'figure'
  readonly width: number
  readonly height: number
  readonly title: string
  /** What is to be seen, in a sentence or more. */
  readonly description: string
  readonly table: Table
  readonly marks: readonly Mark[]
  /** What one character of a terminal stands for, in pixels. */
  readonly grain: Point
  /** May be drawn smaller in a narrow terminal: no words stand in boxes. */
  readonly isElastic?: true
}

/** The cells of a table as words, its columns first: all digits of every number, and a dot where there is nothing. */
export function tableWords({ columns, rows }: Table): readonly (readonly string[])[] {
  const words = (cell: string | number | null): string => {
    if (cell === null) return '·'
    return typeof cell === 'number' && Math.abs(cell) === Infinity ? short(cell) : visible(String(cell))
  }
  return [columns, ...rows.map((row) => row.map(words))]
}

type Style = Partial<Omit<Text, 'type' | 'x' | 'y' | 'spans'>>

/** A text mark, by default small, in ink, in the middle of x. */
export function text(x: number, y: number, words: string | readonly Span[], style: Style = {}): Text {
  const spans = typeof words === 'string' ? [{ text: words }] : words
  return { type: 'text', x, y, spans, ink: 'ink', size: 14, anchor: 'middle', ...style }
}

/** A path mark of one line. */
export function path(points: readonly Point[], paint: Paint): Path {
  return { type: 'path', lines: [points], ...paint }
}

/** An area within one line. */
export function area(points: readonly Point[], paint: Paint): Path {
  return { type: 'path', lines: [points], closed: true, ...paint }
}

/** Something to show where there is nothing to draw: a sentence that says why. */
export function sentence(title: string, words: string, width = 480, height = 96): Figure {
  return {
    type: 'figure',
    width,
    height,
    title,
    description: words,
    table: { columns: ['what'], rows: [[words]] },
    marks: [text(width / 2, height / 2 + 5, words, { ink: 'ink-3' })],
    grain: [8, 16],
  }
}
