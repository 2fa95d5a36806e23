/** The stopwatch: contenders as warm processes, equal results before any time is taken, then rounds in which each runs in turn. */
import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { Failure } from '../failure.js'
import type { Contender } from './contenders.js'

/** What a contender says of a run, in seconds and bytes. */
export interface Ran {
  readonly wall: number
  readonly cpu: number
  readonly peak: number
}
/** What came of all rounds, per unit of work: medians in seconds. */
export interface Timed {
  readonly contender: Contender
  readonly wall: number
  readonly cpu: number
  /** Its time over that of the first contender, round by round, the median: of CPU and of wall time. */
  readonly cpuRatio: number
  readonly wallRatio: number
  /** The most memory its process ever held, in bytes. */
  readonly peak: number
}

/** A process that answers lines with lines. */
export class Warm {
  readonly #child: ChildProcess
  readonly #lines: AsyncIterator<string>
  readonly #closed: Promise<void>
  #said = ''

  constructor(
    readonly name: string,
    [program, ...words]: readonly [string, ...string[]],
  ) {
    this.#child = spawn(program, words, { stdio: ['pipe', 'pipe', 'pipe'] })
    this.#child.on('error', (error) => (this.#said = error.message))
    this.#closed = new Promise((resolve) => this.#child.on('close', () => resolve()))
    this.#child.stderr!.setEncoding('utf8').on('data', (text: string) => (this.#said += text))
    // The process may be gone when it is asked: that is found out by its missing answer.
    this.#child.stdin!.on('error', () => {})
    this.#lines = createInterface({ input: this.#child.stdout! })[Symbol.asyncIterator]()
  }

  async ask<Reply>(question: string): Promise<Reply> {
    this.#child.stdin!.write(`${question}\n`)
    const { value, done } = await this.#lines.next()
    if (done) {
      await this.#closed
      throw new Failure(
        `${this.name} ended when asked "${question}".${this.#said === '' ? '' : ` It said: ${this.#said.trim()}`}`,
      )
    }
    return JSON.parse(value) as Reply
  }

  close(): void {
    this.#child.stdin!.end()
  }
}

/** How many turns a contender has before any is timed: enough for a just-in-time compiler. */
const WARM_UP = 4
/** How far results in float64 may differ: relative, or absolute below 1. */
const TOLERANCE = 1e-12

/** How a workload is timed: graphs of so many nodes (0: it has none), in so many rounds. */
export interface Race {
  readonly workload: string
  readonly nodes: number
  readonly rounds: number
  /** Seconds that a contender is at work in a round, more or less. */
  readonly turn: number
  /** Units that it does at least in a round; of what is scaled fewer. */
  readonly least?: number
}

/** Times contenders against each other, the first being the one to compare with. Errors: results that differ. */
export async function race(
  all: readonly Contender[],
  { workload, nodes, rounds, turn, least = 1 }: Race,
  note: (text: string) => void,
): Promise<Timed[]> {
  const runners = all.map((contender) => ({
    contender,
    process: new Warm(contender.name, contender.command(workload)),
    size: Math.max(1, Math.round(nodes / contender.scale)),
    count: Math.max(1, Math.round(least / contender.scale)),
    runs: [] as Ran[],
  }))
  const units = ({ count, size }: { count: number; size: number }): number => count * (nodes === 0 ? 1 : size)
  try {
    note('comparing results')
    const results = await Promise.all(runners.map(({ process }) => process.ask<{ losses: number[] }>('check')))
    results.forEach(({ losses }, k) =>
      assertEqual(all[0]!.name, results[0]!.losses, all[k]!.name, losses, all[k]!.tolerance),
    )
    for (const runner of runners) {
      note(`warming up ${runner.contender.name}`)
      for (let warmed = 0; warmed < WARM_UP * turn;) {
        // Of the processor: on a busy machine the clock alone would leave it cold.
        const { wall, cpu } = await runner.process.ask<Ran>(`run ${runner.count} ${runner.size}`)
        const worked = Math.min(wall, cpu)
        warmed += worked
        runner.count = Math.max(
          Math.round(least / runner.contender.scale),
          1,
          Math.min(1e6, Math.round((turn * runner.count) / Math.max(worked, 1e-9))),
        )
      }
    }
    for (let round = 1; round <= rounds; round++)
      for (const { process, contender, count, size, runs } of runners) {
        note(`round ${round} of ${rounds}: ${contender.name}`)
        runs.push(await process.ask<Ran>(`run ${count} ${size}`))
      }
  } finally {
    for (const { process } of runners) process.close()
  }
  const [first] = runners
  return runners.map((runner) => {
    const per = (runs: readonly Ran[], what: 'wall' | 'cpu', of = runner): number[] =>
      runs.map((ran) => ran[what] / units(of))
    const ratio = (what: 'wall' | 'cpu'): number => {
      const base = per(first!.runs, what, first)
      return median(per(runner.runs, what).map((seconds, k) => seconds / base[k]!))
    }
    return {
      contender: runner.contender,
      wall: median(per(runner.runs, 'wall')),
      cpu: median(per(runner.runs, 'cpu')),
      cpuRatio: ratio('cpu'),
      wallRatio: ratio('wall'),
      peak: Math.max(...runner.runs.map(({ peak }) => peak)),
    }
  })
}

/** Errors: a result that another contender does not have. */
export function assertEqual(
  name: string,
  wanted: readonly number[],
  other: string,
  given: readonly number[],
  tolerance: number = TOLERANCE,
): void {
  wanted.forEach((x, k) => {
    const y = given[k] ?? NaN
    if (Math.abs(x - y) <= tolerance * Math.max(1, Math.abs(x))) return
    throw new Failure(
      `result ${k} is ${x} from ${name} and ${y} from ${other}: they do not do the same work, so no times were taken.`,
    )
  })
}

export function median(xs: readonly number[]): number {
  const sorted = xs.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
