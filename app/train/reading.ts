/** A table of the reader's own as points: which are read, which are refused with their row and column, and what is said of too many. */
import { csv, type CsvExamples } from '../../src/data/index.js'
import { MOST_POINTS, type Point } from './points.js'

export type Reading = { readonly points: readonly Point[]; readonly said: string } | { readonly refused: string }

/** More characters are not read: some hundred million bytes would be needed to keep their parts. */
const MOST_CHARACTERS = 100_000_000

export function readTable(text: string): Reading {
  if (text.trim() === '') return { refused: 'Nothing was pasted: three columns are wanted, x, y and the class, a row for each point.' } // prettier-ignore
  if (text.length > MOST_CHARACTERS)
    return { refused: `The table has ${text.length.toLocaleString('en')} characters; ${MOST_CHARACTERS.toLocaleString('en')} are allowed. Take a part of it.` } // prettier-ignore
  const separator = [',', ';', '\t'].find((sign) => text.slice(0, 2000).includes(sign)) ?? ','
  const [first = ''] = text.trimStart().split('\n', 1)
  const header = first.split(separator).some((field, k, all) => k < all.length - 1 && !Number.isFinite(Number(field.trim() || NaN))) // prettier-ignore
  let table: CsvExamples
  try {
    table = csv(text, { separator, header })
  } catch (error) {
    return { refused: (error as Error).message.replace(/^csv: (.)/, (_, first: string) => first.toUpperCase()) }
  }
  const { X, y, columns, target = '', classes } = table
  if (columns.length !== 2)
    return { refused: `The table has ${columns.length + 1} columns; three are wanted: x, y and the class, in this order.` } // prettier-ignore
  const kinds = [...new Set(y)].toSorted((a, b) => a - b)
  if (kinds.length > 2)
    return { refused: `${target} has ${kinds.length} classes; two are allowed, such as 0 and 1. Leave the rows of the others out.` } // prettier-ignore
  const isUsual = kinds.every((kind) => kind === 0 || kind === 1 || kind === -1)
  const one = kinds.length === 2 ? kinds[1]! : isUsual ? 1 : kinds[0]!
  const all = X.map(([a, b], k): Point => ({ x: a!, y: b!, kind: y[k] === one ? 1 : 0 }))
  const every = Math.ceil(all.length / MOST_POINTS)
  const points = all.filter((_, k) => k % every === 0)
  const named = classes?.[one] ?? String(one)
  const few = `${points.length.toLocaleString('en')} points were read; +1 is ${named}.`
  const many = `${all.length.toLocaleString('en')} rows were read, and every ${every.toLocaleString('en')}th of them is taken: ${points.length.toLocaleString('en')} points. An address cannot hold more than ${MOST_POINTS.toLocaleString('en')}. +1 is ${named}.`
  return { points, said: every === 1 ? few : many }
}
