/** What becomes of the result of a cell: plain data for the page to show, never anything that can run. */
import { graphOf, isValue, type Graph } from '../engine/index.js'
import type { Verdict } from '../exercise/index.js'
import { tex } from '../explain/index.js'
import type { Figure, Table } from '../figures/index.js'
import { inspect } from './inspect.js'
import { most } from './limits.js'
import type { Output } from './output.js'

/** What was made to be shown in another way than as what it is. */
const meant = new WeakMap<object, Output>()

/** `formula('\\frac a b')`, or the formula of a Value: set as mathematics. */
export function formula(what: string | number): object {
  const said = typeof what === 'string' ? what : tex(what)
  return made({ type: 'tex', tex: said, text: said })
}

/** `table([{ h: 0.1, slope: 2 }, …])`: rows as objects or lists, columns named by their keys or by the second argument. */
export function table(rows: readonly unknown[], columns?: readonly string[]): object {
  if (!Array.isArray(rows)) throw new TypeError(`table: ${inspect(rows)} was given; a list of rows is allowed.`)
  const keys = columns ?? [...new Set(rows.flatMap((row) => (isRow(row) ? Object.keys(row) : [])))]
  const cells = rows.map((row) => {
    if (Array.isArray(row)) return row.map(cellOf)
    return isRow(row) ? keys.map((key) => cellOf(row[key])) : [cellOf(row)]
  })
  const width = Math.max(keys.length, ...cells.map((row) => row.length))
  const names = Array.from({ length: width }, (_, k) => keys[k] ?? '')
  return made(tableOutput({ columns: names, rows: cells.map((row) => names.map((_, k) => row[k] ?? null)) }))
}

function made(output: Output): object {
  const shown = { toString: () => output.text }
  meant.set(shown, output)
  return shown
}

const isRow = (row: unknown): row is Readonly<Record<string, unknown>> =>
  typeof row === 'object' && row !== null && !isValue(row) && Object.getPrototypeOf(row) === Object.prototype

/** A number stays one, so that the page can align it; a Value is what it holds. */
function cellOf(x: unknown): string | number | null {
  if (isValue(x)) return (x as unknown as { data: number }).data
  return typeof x === 'number' || typeof x === 'string' ? x : x === undefined || x === null ? null : inspect(x)
}

function tableOutput(what: Table): Output {
  const rows = [what.columns, ...what.rows.map((row) => row.map((cell) => (cell === null ? '' : String(cell))))]
  const widths = what.columns.map((_, k) => Math.max(...rows.map((row) => row[k]?.length ?? 0)))
  const text = rows
    .map((row) =>
      row
        .map((cell, k) => cell.padEnd(widths[k] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
  return { type: 'table', table: what, text: text.slice(0, most.text) }
}

/** The result of a cell's last expression as it is shown; nothing for undefined. */
export function outputOf(result: unknown): Output | undefined {
  if (result === undefined) return undefined
  if (typeof result === 'object' && result !== null) {
    const known = meant.get(result)
    if (known) return known
    if (isValue(result)) return ofGraph(graphOf(result as unknown as number), inspect(result))
    if (isVerdict(result)) return { type: 'verdict', ...result }
    if (isFigure(result)) return { type: 'figure', figure: result, text: result.description.slice(0, most.text) }
    if (isGraph(result)) return ofGraph(result, `a recording of ${result.nodes.length} nodes`)
    if (Array.isArray(result) && result.length > 0 && result.every((row) => isRow(row) && Object.keys(row).length > 0))
      return outputOf(table(result))
  }
  return { type: 'text', stream: 'result', text: inspect(result) }
}

function ofGraph(graph: Graph, text: string): Output {
  const { length } = graph.nodes
  if (length <= most.nodes) return { type: 'graph', graph, text }
  return {
    type: 'text',
    stream: 'result',
    text: `${text}: ${length} nodes, more than the ${most.nodes} that are drawn`,
  }
}

const isFigure = (x: object): x is Figure =>
  (x as { type?: unknown }).type === 'figure' && Array.isArray((x as { marks?: unknown }).marks)
const isVerdict = (x: object): x is Verdict =>
  typeof (x as { isRight?: unknown }).isRight === 'boolean' && typeof (x as { text?: unknown }).text === 'string'
const isGraph = (x: object): x is Graph =>
  (x as { version?: unknown }).version === 1 && Array.isArray((x as { nodes?: unknown }).nodes)
