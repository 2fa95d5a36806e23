/** Source maps, version 3 (ECMA-426): read to follow a stripped type back to the file, written to the column. */
import type { Insert, Slice } from './text.js'

/** What a debugger reads: where each piece of the output came from. */
export interface SourceMap {
  readonly version: 3
  readonly file?: string
  readonly sources: readonly string[]
  readonly sourcesContent: readonly string[]
  readonly names: readonly string[]
  readonly mappings: string
}

/** A place in a text, both from 0. */
export interface Place {
  readonly line: number
  readonly column: number
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Six bits a digit, the lowest first, five of them used; the lowest bit of all is the sign. */
function encode(x: number): string {
  let rest = x < 0 ? (-x << 1) | 1 : x << 1
  let digits = ''
  do {
    const five = rest & 31
    rest >>>= 5
    digits += DIGITS[rest > 0 ? five | 32 : five]
  } while (rest > 0)
  return digits
}

/** Where a generated place came from: line by line, [column, original line, original column] in order. */
export type Lines = readonly (readonly (readonly [column: number, line: number, from: number])[])[]

export function decode(mappings: string): Lines {
  let [line, from] = [0, 0]
  return mappings.split(';').map((segments) => {
    let column = 0
    return segments.split(',').flatMap((segment) => {
      const [dColumn, , dLine, dFrom] = numbers(segment)
      if (dColumn === undefined) return []
      column += dColumn
      if (dLine === undefined || dFrom === undefined) return []
      line += dLine
      from += dFrom
      return [[column, line, from] as const]
    })
  })
}
function numbers(segment: string): number[] {
  const found: number[] = []
  let [x, shift] = [0, 0]
  for (const digit of segment) {
    const six = DIGITS.indexOf(digit)
    x |= (six & 31) << shift
    shift += 5
    if (six & 32) continue
    found.push(x & 1 ? -(x >>> 1) : x >>> 1)
    ;[x, shift] = [0, 0]
  }
  return found
}

/** Where lines begin. */
export function lineStarts(text: string): readonly number[] {
  return [0, ...Array.from(text.matchAll(/\r\n|[\n\r\u2028\u2029]/g), ({ index, 0: end }) => index + end.length)]
}

/** The last index whose entry is at most x. */
export function below(entries: number, at: (i: number) => number, x: number): number {
  let [low, high] = [0, entries]
  while (low < high) {
    const middle = (low + high) >> 1
    if (at(middle) <= x) low = middle + 1
    else high = middle
  }
  return low - 1
}

/** The mappings of an output made of pieces: one at the start of each new text, one at each word and sign of a slice. */
export function mappingsOf(pieces: readonly (Slice | Insert)[], code: string, placeOf: (at: number) => Place): string {
  const lines: string[][] = [[]]
  let [column, lastColumn, lastLine, lastFrom] = [0, 0, 0, 0]
  const mark = (at: number): void => {
    const { line, column: from } = placeOf(at)
    const fields = [column - lastColumn, 0, line - lastLine, from - lastFrom]
    ;[lastColumn, lastLine, lastFrom] = [column, line, from]
    ;(lines.at(-1) as string[]).push(fields.map(encode).join(''))
  }
  for (const piece of pieces) {
    if ('text' in piece) {
      mark(piece.at)
      column += piece.text.length
      continue
    }
    // A word, a run of blanks, the end of a line, or one sign.
    for (const { 0: token, index } of code.slice(piece.from, piece.to).matchAll(/[\w$]+|[ \t]+|\r\n|[^]/g)) {
      if (/^[\n\r\u2028\u2029]/.test(token)) {
        lines.push([])
        ;[column, lastColumn] = [0, 0]
      } else {
        if (!/^[ \t]/.test(token)) mark(piece.from + index)
        column += token.length
      }
    }
  }
  return lines.map((line) => line.join(',')).join(';')
}
