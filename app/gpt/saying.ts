/** The numbers of the model in words: what a weight, a sum and a letter are called. */
import { visible } from '../../src/figures/index.js'
import type { Line } from './orders.js'

/** The signs of the place before a text and of its end. */
export const [START, END]: readonly [string, string] = ['⊢', '∎']

/** A token as it is drawn; `alphabet.length` is the end. */
export const letterOf = (alphabet: readonly string[], token: number): string =>
  token >= alphabet.length ? END : alphabet[token] === ' ' ? '␣' : visible(alphabet[token]!)

/** What the outputs of each table of weights are. */
const outputs: Readonly<Record<string, (row: number, letters: readonly string[]) => string>> = {
  head: (row, letters) => `the score of ${letterOf(letters, row)}`,
  'attention.query': (row) => `number ${row + 1} of the query`,
  'attention.key': (row) => `number ${row + 1} of the key`,
  'attention.value': (row) => `number ${row + 1} of the value`,
  'attention.output': (row) => `number ${row + 1} of what the heads give`,
  wide: (row) => `hidden number ${row + 1}`,
  narrow: (row) => `number ${row + 1} of what the network gives`,
}

const entry = /^([\w.]+) (\d+),(\d+)$/

/** A weight, or a number of a letter or a place. */
export function weightName(name: string, letters: readonly string[]): string {
  const [, table = name, row = '0', column = '0'] = entry.exec(name) ?? []
  const k = Number(column) + 1
  if (table === 'letters') return `number ${k} of the letter ${letterOf(letters, Number(row))}`
  if (table === 'places') return `number ${k} of place ${Number(row) + 1}`
  return `weight ${Number(row) + 1}, ${k} of ${table.replace('attention.', '')}`
}

/** What a line shows. */
export function lineName(line: Line, letters: readonly string[]): string {
  const [, table, row] = entry.exec(line.rows) ?? []
  const output = table === undefined ? undefined : outputs[table]
  if (output) return output(Number(row), letters)
  return line.name === '' ? line.words : weightName(line.name, letters)
}

/** Where in the model it is, from outside in. */
export const wayTo = (scopes: readonly string[]): string => scopes.filter((name) => name !== 'linear').join(' › ')
