/** seegrad as a contender of `seegrad bench`, op by op or compiled: a process of its own that answers lines on stdin (`check`, `run COUNT NODES`, `bytes NODES`, `stats`) with lines of JSON. */
import { createInterface } from 'node:readline'
import type { CompileStats } from '../../compile/index.js'
import { buildGraph, passOver, planGraph, type Plan } from './graph.js'
import { workloads, type Run, type Way, type Workload } from './workloads.js'

/** What a workload does: three results that all contenders must share, and so many rounds of work. */
interface Work {
  check(): readonly number[]
  prepare(nodes: number): void
  round(): void
  stats?(): CompileStats | undefined
}

function ofTable({ start }: Workload, way: Way): Work {
  let run: Run | undefined
  return {
    check: () => {
      const fresh = start(way)
      return [0, 1, 2].flatMap(() => fresh.step())
    },
    // What is compiled, and its first comparison with the run op by op, is no step of the others.
    prepare() {
      if (run) return
      run = start(way)
      for (let k = 0; k < 3; k++) run.step()
    },
    round: () => void run!.step(),
    stats: () => run?.stats?.(),
  }
}

function passOverGraphs(workload: 'graph' | 'tangle'): Work {
  let plan: Plan | undefined
  return {
    check: () => [1, 2, 3].flatMap((seed) => passOver(planGraph(workload, 10_000, seed))),
    prepare: (nodes) => {
      if (plan?.kinds.length !== nodes) plan = planGraph(workload, nodes, 1)
    },
    round: () => void passOver(plan as Plan),
  }
}

function timed(work: Work, count: number, nodes: number): { wall: number; cpu: number; peak: number } {
  work.prepare(nodes)
  const [wall, cpu] = [performance.now(), process.cpuUsage()]
  for (let k = 0; k < count; k++) work.round()
  const used = process.cpuUsage(cpu)
  return {
    wall: (performance.now() - wall) / 1e3,
    cpu: (used.user + used.system) / 1e6,
    peak: process.resourceUsage().maxRSS * 1024,
  }
}

/** Bytes per node of a graph while every Value of it is held, and while only its root is. Needs `--expose-gc`. */
async function bytes(nodes: number): Promise<{ alive: number; root: number }> {
  const plan = planGraph('tangle', nodes, 1)
  const before = await settled()
  let built: Partial<ReturnType<typeof buildGraph>> = buildGraph(plan)
  const alive = (await settled()) - before
  const { root } = built
  built = {}
  const held = (await settled()) - before
  if (root === undefined) throw new Error('unreachable: the root must live until here')
  return { alive: alive / nodes, root: held / nodes }
}

/** Bytes in use once everything that can go is gone. */
async function settled(): Promise<number> {
  const { gc } = globalThis as { gc?: () => void }
  if (gc === undefined) throw new Error('start this with --expose-gc')
  for (let k = 0; k < 4; k++) {
    gc()
    await new Promise(setImmediate)
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

const [, , workload = '', way = 'eager'] = process.argv
const work =
  workload === 'graph' || workload === 'tangle'
    ? passOverGraphs(workload)
    : ofTable(workloads[workload as keyof typeof workloads], way as Way)
for await (const line of createInterface({ input: process.stdin })) {
  const [name, ...numbers] = line.split(' ')
  const [first = 0, second = 0] = numbers.map(Number)
  const reply =
    name === 'check'
      ? { losses: work.check() }
      : name === 'stats'
        ? (work.stats?.() ?? {})
        : name === 'bytes'
          ? await bytes(first)
          : timed(work, first, second)
  process.stdout.write(`${JSON.stringify(reply)}\n`)
}
