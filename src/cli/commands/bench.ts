/** `seegrad bench`: seegrad's time and memory beside those of what else is on the machine. */
import { readFileSync } from 'node:fs'
import { Command, Option } from 'commander'
import { contenders, machine, seegradCommand, type Field } from '../bench/contenders.js'
import { timeDrawing } from '../bench/draw.js'
import { timeOperators } from '../bench/operators.js'
import { workloads as bothWays } from '../bench/workloads.js'
import { report, type Bench, type Growth, type Measured } from '../bench/report.js'
import { race, Warm, type Ran } from '../bench/stopwatch.js'
import type { CompileStats } from '../../compile/index.js'
import type { MakeCommand } from '../command.js'
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
      const measured: Measured[] = []
      try {
        for (const workload of chosen) {
          const note = (text: string): void => terminal.show(`${workload}: ${text}`)
          const { hasNodes, says, unit } = workloads[workload]
          const rows = await race(
            present.filter(({ takes }) => takes(workload)),
            { workload, nodes: hasNodes ? nodes : 0, rounds, turn: turn / 1e3, ...(workload in bothWays && { least: bothWays[workload as keyof typeof bothWays].least ?? 1 }) }, // prettier-ignore
            note,
          )
          measured.push({
            workload,
            unit,
            says: says(nodes),
            contenders: rows.map(({ contender: { name, what }, ...numbers }) => ({ name, what, ...numbers })),
            ...(hasNodes ? await growth(workload, nodes, note) : { compiled: await programOf(workload) }),
          })
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
      const all: Bench = { machine: machine(), rounds, absent, workloads: measured, operators, drawing }
      if (json) return terminal.print(JSON.stringify(all))
      report(all, terminal)
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
