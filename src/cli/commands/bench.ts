/** `seegrad bench`: seegrad's time and memory beside those of what else is on the machine. */
import { readFileSync } from 'node:fs'
import { Command, Option } from 'commander'
import { contenders, machine, seegradCommand, type Contender, type Field } from '../bench/contenders.js'
import { timeDrawing, type DrawRow } from '../bench/draw.js'
import { timeOperators, type OperatorsResult } from '../bench/operators.js'
import { workloads as bothWays } from '../bench/workloads.js'
import { race, Warm, type Ran, type Timed } from '../bench/stopwatch.js'
import type { CompileStats } from '../../compile/index.js'
import type { MakeCommand } from '../command.js'
import { table } from '../table.js'
import type { Terminal } from '../terminal.js'
import { oneOf, wholeNumber } from '../words.js'

interface Options {
  readonly rounds: number
  readonly nodes: number
  readonly turn: number
  readonly json?: true
}

/** What is measured, and in which unit. */
interface Workload {
  readonly says: (nodes: number) => string
  readonly unit: string
  readonly hasNodes: boolean
}
const plainly = ({ says, unit }: (typeof bothWays)['moons']): Workload => ({ says: () => says, unit, hasNodes: false })
const workloads = {
  moons: plainly(bothWays.moons),
  names: plainly(bothWays.names),
  fit: plainly(bothWays.fit),
  rosenbrock: plainly(bothWays.rosenbrock),
  'mnist-shaped': plainly(bothWays['mnist-shaped']),
  west: plainly(bothWays.west),
  graph: {
    says: (nodes) =>
      `a random graph of ${nodes.toLocaleString('en')} nodes, each of the one before and one of 1,000 leaves or the 1,000 nodes made last: build and backward, in float64 (Python: a tenth of it)`,
    unit: 'node',
    hasNodes: true,
  },
  tangle: {
    says: (nodes) =>
      `the same with partners among all nodes before, so that every Value is held: ${nodes.toLocaleString('en')} nodes, build and backward, in float64 (Python: a tenth of it)`,
    unit: 'node',
    hasNodes: true,
  },
} as const satisfies Record<string, Workload>
type Name = keyof typeof workloads
const names = Object.keys(workloads) as Name[]
/** What seegrad runs against itself. */
const OPERATORS = 'operators'
const DRAW = 'draw'
const words = [...names, OPERATORS, DRAW] as const
const nobody: Field = { present: [], absent: [], close: () => {} }

/** seegrad alone, over sizes. */
interface Growth {
  readonly bytes: { readonly alive: number; readonly root: number }
  readonly sizes: readonly { readonly nodes: number; readonly cpu: number; readonly wall: number }[]
}
interface Result {
  readonly workload: Name
  readonly rows: readonly Timed[]
  readonly growth?: Growth
  readonly compiled?: CompileStats
}

const bench: MakeCommand = (terminal) =>
  new Command('bench')
    .description(
      'Time seegrad, compiled and op by op, beside PyTorch, Python and C, and rewritten operators beside plain ones, after checking that all give the same results; and what drawing costs.',
    )
    .argument('[workload...]', `what to do: ${words.join(', ')}; all unless told`)
    .addOption(new Option('--rounds <number>', 'how often each is timed').default(7).argParser(wholeNumber(1)))
    .addOption(
      new Option(
        '--nodes <number>',
        'size of the graph, also timed up to ten times that; and of what is drawn, where that is more',
      )
        .default(1_000_000)
        .argParser(wholeNumber(1000, 10_000_000)),
    )
    .addOption(
      new Option('--turn <milliseconds>', 'how long each works in a round').default(250).argParser(wholeNumber(1)),
    )
    .option('--json', 'print one object instead of tables')
    .action(async (given: readonly string[], { rounds, nodes, turn, json }: Options, command: Command) => {
      const asked = new Set(given.length === 0 ? words : given.map((word) => oneOf(words, 'workload', word, command)))
      const chosen = names.filter((name) => asked.has(name))
      const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
        version: string
      }
      if (chosen.length > 0) terminal.show('building the contenders')
      const { present, absent, close } = chosen.length > 0 ? contenders(version) : nobody
      const results: Result[] = []
      try {
        for (const workload of chosen) {
          const note = (text: string): void => terminal.show(`${workload}: ${text}`)
          const { hasNodes } = workloads[workload]
          const rows = await race(
            present.filter(({ takes }) => takes(workload)),
            { workload, nodes: hasNodes ? nodes : 0, rounds, turn: turn / 1e3, ...(workload in bothWays && { least: bothWays[workload as keyof typeof bothWays].least ?? 1 }) }, // prettier-ignore
            note,
          )
          const compiled = workload in bothWays ? await programOf(workload) : undefined
          results.push(
            hasNodes
              ? { workload, rows, growth: await growth(workload, nodes, note) }
              : { workload, rows, ...(compiled && { compiled }) },
          )
        }
      } finally {
        close()
      }
      const operators = asked.has(OPERATORS)
        ? timeOperators(rounds, turn / 1e3, (text) => terminal.show(`${OPERATORS}: ${text}`))
        : undefined
      const drawing = asked.has(DRAW)
        ? await timeDrawing(rounds, nodes, (text) => terminal.show(`${DRAW}: ${text}`))
        : undefined
      if (json)
        return terminal.print(
          JSON.stringify({ machine: machine(), rounds, absent, workloads: results.map(plain), operators, drawing }),
        )
      terminal.print(`${machine()}, medians of ${rounds} rounds in which each ran in turn`)
      if (results.length > 0) report(results, absent, nodes, terminal)
      if (operators) reportOperators(operators, terminal)
      if (drawing) reportDrawing(drawing, terminal)
    })
export default bench

/** What the compiler made of a workload in a fresh process. */
async function programOf(workload: string): Promise<CompileStats> {
  const process = new Warm('seegrad', seegradCommand(workload, 'compiled'))
  try {
    await process.ask('run 3 0')
    return await process.ask<CompileStats>('stats')
  } finally {
    process.close()
  }
}

/** Time per node from 1,000 nodes up to ten times `nodes`, and bytes per node, each size in a process of its own. */
async function growth(workload: Name, nodes: number, note: (text: string) => void): Promise<Growth> {
  const alone = async <Reply>(flags: readonly string[], ...questions: readonly string[]): Promise<Reply[]> => {
    const process = new Warm('seegrad', seegradCommand(workload, 'eager', flags))
    try {
      const replies: Reply[] = []
      for (const question of questions) replies.push(await process.ask<Reply>(question))
      return replies
    } finally {
      process.close()
    }
  }
  const sizes: { nodes: number; cpu: number; wall: number }[] = []
  for (let size = 1000; size <= 10 * nodes; size *= 10) {
    note(`${size.toLocaleString('en')} nodes`)
    const count = Math.max(1, Math.round(3e5 / size))
    const question = `run ${count} ${size}`
    const { wall, cpu } = (await alone<Ran>(['--max-old-space-size=4096'], question, question, question)).at(-1)!
    sizes.push({ nodes: size, cpu: cpu / (count * size), wall: wall / (count * size) })
  }
  note('bytes per node')
  const [bytes] = await alone<Growth['bytes']>(['--expose-gc'], `bytes ${nodes}`)
  return { bytes: bytes!, sizes }
}

const plain = ({ workload, rows, growth, compiled }: Result): object => ({
  workload,
  unit: workloads[workload].unit,
  says: workloads[workload].says(0),
  contenders: rows.map(({ contender: { name, what }, ...numbers }) => ({ name, what, ...numbers })),
  ...growth,
  compiled,
})

function report(
  results: readonly Result[],
  absent: readonly string[],
  nodes: number,
  { print, paint }: Terminal,
): void {
  for (const { workload, rows, growth, compiled } of results) {
    const { says, unit } = workloads[workload]
    print(`\n${paint('green', workload)}: ${says(nodes)}`)
    const head = ['', `CPU per ${unit}`, `wall per ${unit}`, 'CPU ratio', 'wall ratio', 'peak memory']
    const cells = rows.map((row) => [
      row.contender.name,
      time(row.cpu),
      time(row.wall),
      ratio(row.cpuRatio),
      ratio(row.wallRatio),
      `${(row.peak / 1e6).toFixed(0)} MB`,
    ])
    print(table([head, ...cells]))
    if (compiled)
      print(`compiled as ${compiled.executor}, ${compiled.why}; in ${time(millisecondsOf(compiled) / 1e3)} cold`)
    if (!growth) continue
    const { bytes, sizes } = growth
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
  const everyone = new Set<Contender>(results.flatMap(({ rows }) => rows.map(({ contender }) => contender)))
  print('\nratios are times over those of the first of the table, round by round')
  print(`${[...everyone].map(({ name, what }) => `${name}: ${what}`).join('\n')}`)
  for (const name of absent) print(`absent: ${name}`)
}

function reportOperators({ rows, transform }: OperatorsResult, { print, paint }: Terminal): void {
  print(
    `\n${paint('green', OPERATORS)}: functions rewritten by seegrad/operators beside the same text untouched, and beside methods`,
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
  print(`\n${paint('green', DRAW)}: large graphs drawn, printed and stepped through, seegrad alone`)
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
