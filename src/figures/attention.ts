/** Where each token looks: a square for each pair, its area the weight. */
import { assertOptions, describe } from '../arguments/index.js'
import { plot } from './axes.js'
import { shortened, textWidth, visible } from './label.js'
import { sentence, text, type Figure, type Mark } from './scene.js'

/** What a picture of attention may be told. */
export interface AttentionOptions {
  /** What the rows and columns stand for; their numbers unless said otherwise. */
  readonly tokens?: readonly string[]
  readonly title?: string
}

const CELL = 32

/**
 * The weights of one head: row by row what a token looks at, each between 0 and 1. Rows may be shorter than the list of tokens: what comes later is not seen.
 * Errors: rows that are no lists, or longer than the list of tokens; a weight below 0 or above 1.
 * @example
 * import { attention } from 'seegrad/figures'
 * attention([[1], [0.25, 0.75]], { tokens: ['m', 'a'] }).table.rows // [['m', 1, null], ['a', 0.25, 0.75]]
 */
export function attention(rows: readonly (readonly number[])[], options: AttentionOptions = {}): Figure {
  assertOptions('attention', options, 'tokens', 'title')
  if (!Array.isArray(rows) || !rows.every((row) => Array.isArray(row)))
    throw new TypeError(`attention: ${describe(rows)} was given; a list of rows of weights is allowed.`)
  const { title = 'Where each token looks; area is weight' } = options
  const size = Math.max(rows.length, ...rows.map((row) => row.length))
  const { tokens = Array.from({ length: size }, (_, k) => String(k)) } = options
  if (rows.length > tokens.length || rows.some((row) => row.length > tokens.length))
    throw new RangeError(
      `attention: ${tokens.length} tokens were given for ${size} rows or columns; as many are allowed.`,
    )
  const wrong = rows.flat().find((weight) => typeof weight !== 'number' || weight < 0 || weight > 1)
  if (wrong !== undefined)
    throw new RangeError(`attention: a weight of ${describe(wrong)} was given; 0 to 1 is allowed.`)
  if (size === 0) return sentence(title, 'There is no token to look at.')
  const names = tokens.map((token) => shortened(visible(token), 12))
  const left = 24 + Math.max(...names.map((name) => textWidth(name, 13)))
  const top = 40
  const marks: Mark[] = []
  for (let column = 0; column < size; column++)
    marks.push(text(left + (column + 0.5) * CELL, top - 10, names[column]!, { size: 13, level: top - 20 }))
  rows.forEach((row, r) => {
    marks.push(text(left - 10, top + (r + 0.5) * CELL + 4.5, names[r]!, { size: 13, anchor: 'end' }))
    row.forEach((weight, column) => {
      const [x, y] = [left + column * CELL, top + r * CELL]
      marks.push({
        type: 'group',
        isFine: true,
        marks: [{ type: 'box', x, y, width: CELL, height: CELL, stroke: 'line' }],
      })
      // NaN is no weight to draw, but one to see.
      if (Number.isNaN(weight)) marks.push(text(x + CELL / 2, y + CELL / 2 + 4, 'NaN', { size: 11, ink: 'bad' }))
      else if (weight > 0) {
        const side = Math.sqrt(weight) * (CELL - 4)
        const [x0, y0] = [x + (CELL - side) / 2, y + (CELL - side) / 2]
        marks.push({ type: 'path', lines: [[[x0, y0], [x0 + side, y0], [x0 + side, y0 + side], [x0, y0 + side]]], closed: true, fill: 'data-mark' }) // prettier-ignore
      }
    })
  })
  const most = rows.map((row, r) => {
    const best = row.reduce((a, weight, column) => (weight > (row[a] ?? -1) ? column : a), 0)
    return `${names[r]} most at ${names[best]}`
  })
  return plot(
    title,
    `Each row is one token: ${most.slice(0, 24).join(', ')}${most.length > 24 ? ', …' : ''}.`,
    {
      columns: ['token', ...tokens.slice(0, size)],
      rows: rows.map((row, r) => [tokens[r]!, ...Array.from({ length: size }, (_, column) => row[column] ?? null)]),
    },
    { width: left + size * CELL + 24, height: top + Math.max(rows.length, 1) * CELL + 24 },
    marks,
  )
}
