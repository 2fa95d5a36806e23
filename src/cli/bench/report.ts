/** What `seegrad bench` measured, as one object to be printed as JSON, and as tables. */
import type { CompileStats } from '../../compile/index.js'
import { table } from '../table.js'
import type { Terminal } from '../terminal.js'
import type { DrawRow } from './draw.js'
import type { OperatorsResult } from './operators.js'
import type { Timed } from './stopwatch.js'

/** seegrad alone, over sizes. */
export interface Growth {
  readonly bytes: { readonly alive: number; readonly root: number }
  readonly sizes: readonly { readonly nodes: number; readonly cpu: number; readonly wall: number }[]
}
/** What came of a workload. */
export interface Measured extends Partial<Growth> {
  readonly workload: string
  readonly unit: string
  readonly says: string
  readonly contenders: readonly (Omit<Timed, 'contender'> & { readonly name: string; readonly what: string })[]
  readonly compiled?: CompileStats | undefined
}
export interface Bench {
  readonly machine: string
  readonly rounds: number
  readonly absent: readonly string[]
  readonly workloads: readonly Measured[]
  readonly operators?: OperatorsResult | undefined
  readonly drawing?: readonly DrawRow[] | undefined
}

/** All of it as tables. */
export function report({ machine, rounds, absent, workloads, operators, drawing }: Bench, terminal: Terminal): void {
  terminal.print(`${machine}, medians of ${rounds} rounds in which each ran in turn`)
  if (workloads.length > 0) reportRaces(workloads, absent, terminal)
  if (operators) reportOperators(operators, terminal)
  if (drawing) reportDrawing(drawing, terminal)
}

function reportRaces(measured: readonly Measured[], absent: readonly string[], { print, paint }: Terminal): void {
  for (const { workload, says, unit, contenders, compiled, bytes, sizes } of measured) {
    print(`\n${paint('green', workload)}: ${says}`)
    const head = ['', `CPU per ${unit}`, `wall per ${unit}`, 'CPU ratio', 'wall ratio', 'peak memory']
    const cells = contenders.map((row) => [
      row.name,
      time(row.cpu),
      time(row.wall),
      ratio(row.cpuRatio),
      ratio(row.wallRatio),
      `${(row.peak / 1e6).toFixed(0)} MB`,
    ])
    print(table([head, ...cells]))
    if (compiled)
      print(`compiled as ${compiled.executor}, ${compiled.why}; in ${time(millisecondsOf(compiled) / 1e3)} cold`)
    if (!bytes || !sizes) continue
    print(
      `\nseegrad alone: ${bytes.alive.toFixed(0)} bytes a node with every Value alive, ${bytes.root.toFixed(0)} with only the root held`,
    )
    print(
      table([
        ['nodes', ...sizes.map((size) => size.nodes.toLocaleString('en'))],
        ['CPU per node', ...sizes.map(({ cpu }) => time(cpu))],
        ['wall per node', ...sizes.map(({ wall }) => time(wall))],
      ]),
    )
  }
  const everyone = new Set(measured.flatMap(({ contenders }) => contenders.map(({ name, what }) => `${name}: ${what}`)))
  print('\nratios are times over those of the first of the table, round by round')
  print([...everyone].join('\n'))
  for (const name of absent) print(`absent: ${name}`)
}

function reportOperators({ rows, transform }: OperatorsResult, { print, paint }: Terminal): void {
  print(
    `\n${paint('green', 'operators')}: functions rewritten by seegrad/operators beside the same text untouched, and beside methods`,
  )
  const head = ['', 'untouched', 'on numbers', 'after Values', 'methods', 'on Values']
  const cells = rows.map((row) => [
    row.name,
    time(row.untouched / 1e9),
    ratio(row.onNumbers),
    ratio(row.afterValues),
    time(row.methods / 1e9),
    ratio(row.onValues),
  ])
  print(table([head, ...cells]))
  print(
    'on numbers, after Values: rewritten over untouched, before and after Values came by; on Values: rewritten over methods, without a backward pass',
  )
  const { milliseconds, bytes } = transform
  print(
    `rewriting 100 kB of TypeScript, with source map: ${milliseconds.toFixed(0)} ms (the mean over ${(bytes / 1e3).toFixed(0)} kB)`,
  )
}

function reportDrawing(rows: readonly DrawRow[], { print, paint }: Terminal): void {
  print(`\n${paint('green', 'draw')}: large graphs drawn, printed and stepped through, seegrad alone`)
  const cells = rows.map(({ what, nodes, median, worst, result }) => [
    what,
    nodes.toLocaleString('en'),
    time(median),
    time(worst),
    result,
  ])
  print(table([['', 'nodes', 'median', 'worst', 'what came of it'], ...cells]))
}

/** Seconds in the unit that gives them one to three digits before the point. */
function time(seconds: number): string {
  const units = [['s', 1], ['ms', 1e-3], ['µs', 1e-6], ['ns', 1e-9]] as const // prettier-ignore
  const [name, size] = units.find(([, size]) => seconds >= size) ?? units[3]
  return `${(seconds / size).toPrecision(3)} ${name}`
}
const millisecondsOf = ({ passes }: CompileStats): number =>
  passes.reduce((sum, { milliseconds }) => sum + milliseconds, 0)
const ratio = (x: number): string => (x >= 1 ? x.toPrecision(3) : `1/${(1 / x).toPrecision(3)}`)
