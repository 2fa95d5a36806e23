/** seegrad as a contender of `seegrad bench`: a process of its own that answers lines on stdin (`check`, `run COUNT NODES`, `bytes NODES`) with lines of JSON. */
import { createInterface } from 'node:readline'
import { moonsTask } from '../training/moons.js'
import { takeStep, type Training } from '../training/training.js'
import { buildGraph, passOver, planGraph, type Plan } from './graph.js'

/** What a workload does: three results that all contenders must share, and so many rounds of work. */
interface Work {
  check(): readonly number[]
  prepare(nodes: number): void
  round(): void
}

function trainMoons(): Work {
  const start = (): Training => moonsTask.start({ seed: 1337, steps: 100 })
  const training = start()
  let step = 0
  return {
    check: () => {
      const fresh = start()
      return [0, 1, 2].map((step) => takeStep(fresh, step).loss)
    },
    prepare: () => {},
    round: () => void takeStep(training, step++),
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

const workload = process.argv[2]
const work = workload === 'graph' || workload === 'tangle' ? passOverGraphs(workload) : trainMoons()
for await (const line of createInterface({ input: process.stdin })) {
  const [name, ...numbers] = line.split(' ')
  const [first = 0, second = 0] = numbers.map(Number)
  const reply =
    name === 'check' ? { losses: work.check() } : name === 'bytes' ? await bytes(first) : timed(work, first, second)
  process.stdout.write(`${JSON.stringify(reply)}\n`)
}
