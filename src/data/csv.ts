/** Tables as text: comma-separated values after RFC 4180, with their quotes, made into numbers. */
import { assertOptions, describe } from '../arguments/index.js'
import type { Examples } from './examples.js'

/** How a table is read. */
export interface CsvOptions {
  /** The column that is to be answered, by its name or by its place counted from 0; the last unless told, none for null: `y` is empty then. */
  readonly target?: string | number | null
  /** The columns that go into X, in this order, by name or place; all but the target unless told. */
  readonly columns?: readonly (string | number)[]
  /** What separates the fields; a comma unless told. */
  readonly separator?: string
  /** Whether the first line names the columns; so unless told. */
  readonly header?: boolean
}
/** A table as examples. */
export interface CsvExamples extends Examples {
  /** The names of the columns of X. */
  readonly columns: readonly string[]
  /** The name of the column that y was taken from, if any. */
  readonly target?: string
  /** What the answers 0, 1, 2 … stand for, in order of appearance, where the target is text. */
  readonly classes?: readonly string[]
}

/**
 * The numbers of a table: every column but the target goes into X, the target into y. A target of text becomes the numbers 0, 1, 2 … of its `classes`. Fields may be quoted,
 * blank lines are passed over. Throws, with line and column, for a row of another length, a field of X that is no finite number, an open quote, and a target that is no column.
 *
 * @example
 * import { csv } from 'seegrad/data'
 * const { X, y, classes } = csv('width,height,kind\n1,2,"round"\n3,4,square\n5,6,round')
 * X // [[1, 2], [3, 4], [5, 6]]
 * y // [0, 1, 0]
 * classes // ['round', 'square']
 * csv('a,b\n1,2\n3') // throws RangeError: csv: line 3 has 1 field; 2 are allowed, as many as line 1 has
 */
export function csv(text: string, options: CsvOptions = {}): CsvExamples {
  assertOptions('csv', options, 'target', 'columns', 'separator', 'header')
  const { separator = ',', header = true } = options
  if (typeof text !== 'string')
    throw new TypeError(`csv: the table is ${describe(text)}; a string is allowed. Read the file as text first.`)
  if (typeof separator !== 'string' || separator.length !== 1 || /["\r\n]/.test(separator))
    throw new TypeError(`csv: separator is ${describe(separator)}; one character is allowed, such as ',' or ';'.`)
  const rows = rowsOf(text.replace(/^\uFEFF/, ''), separator)
  const [first] = rows
  if (!first || rows.length < (header ? 2 : 1))
    throw new RangeError(`csv: the table has no row${header ? ' below its header' : ''}; at least one is allowed.`)
  const width = first.fields.length
  for (const { line, fields } of rows)
    if (fields.length !== width)
      throw new RangeError(
        `csv: line ${line} has ${fields.length} field${fields.length === 1 ? '' : 's'}; ${width} are allowed, as many as line ${first.line} has. Is a separator missing?`,
      )
  const names = header ? first.fields : first.fields.map((_, k) => `column ${k}`)
  const target = options.target === null ? undefined : place('target', options.target ?? width - 1, names)
  const shown =
    options.columns?.map((column) => place('columns', column, names)) ?? [...names.keys()].filter((k) => k !== target)
  const body = header ? rows.slice(1) : rows
  const number = (field: string, line: number, k: number): number => {
    const x = field.trim() === '' ? NaN : Number(field)
    if (Number.isFinite(x)) return x
    throw new RangeError(
      `csv: line ${line}, ${names[k]}: ${describe(field)} is no finite number. Leave the row out, or put a number there.`,
    )
  }
  const X = body.map(({ line, fields }) => shown.map((k) => number(fields[k]!, line, k)))
  const columns = shown.map((k) => names[k]!)
  if (target === undefined) return { X, y: [], columns }
  const answers = body.map(({ fields }) => fields[target]!.trim())
  if (answers.every((answer) => answer !== '' && !Number.isNaN(Number(answer))))
    return {
      X,
      y: body.map(({ line, fields }) => number(fields[target]!, line, target)),
      columns,
      target: names[target]!,
    }
  const empty = answers.indexOf('')
  if (empty >= 0) number('', body[empty]!.line, target)
  const classes = [...new Set(answers)]
  return { X, y: answers.map((answer) => classes.indexOf(answer)), columns, target: names[target]!, classes }
}

function place(option: 'target' | 'columns', target: string | number, names: readonly string[]): number {
  const k = typeof target === 'number' ? target : names.indexOf(target)
  if (Number.isInteger(k) && k >= 0 && k < names.length) return k
  throw new RangeError(
    `csv: ${option === 'target' ? 'target is' : 'columns names'} ${describe(target)}; a column is allowed: ${names.join(', ')}, or its place from 0 to ${names.length - 1}.`,
  )
}

interface Row {
  readonly line: number
  readonly fields: readonly string[]
}

/** The fields of each row that is not blank, with the line that it begins on. */
function rowsOf(text: string, separator: string): readonly Row[] {
  const rows: Row[] = []
  let [line, at] = [1, 0]
  while (at < text.length) {
    const start = line
    const fields: string[] = []
    for (;;) {
      if (text[at] === '"') {
        const parts: string[] = []
        for (;;) {
          const end = text.indexOf('"', at + 1)
          if (end < 0) throw new RangeError(`csv: line ${start}: a quote opens field ${fields.length + 1} and none closes it.`)
          parts.push(text.slice(at + 1, end))
          at = end + 1
          if (text[at] !== '"') break
        }
        const field = parts.join('"')
        line += field.split('\n').length - 1
        if (at < text.length && text[at] !== separator && !/[\r\n]/.test(text[at]!))
          throw new RangeError(`csv: line ${line}: text follows the closing quote of field ${fields.length + 1}. Double the quotes inside of a field.`)
        fields.push(field)
      } else {
        let end = at
        while (end < text.length && text[end] !== separator && text[end] !== '\n') end++
        fields.push(text.slice(at, end).replace(/\r$/, ''))
        at = end
      }
      if (text[at] !== separator) break
      at++
    }
    if (text[at] === '\r') at++
    at++
    line++
    if (fields.length > 1 || fields[0]!.trim() !== '') rows.push({ line: start, fields })
  }
  return rows
} // prettier-ignore
