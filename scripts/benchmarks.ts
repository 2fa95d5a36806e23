/** Runs `seegrad bench` and writes docs/benchmarks.md from what it measured: `npm run docs:benchmarks`. On a machine that does nothing else. */
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { formatted } from './formatted.js'

interface Row {
  readonly name: string
  readonly what: string
  readonly wall: number
  readonly cpu: number
  readonly cpuRatio: number
  readonly wallRatio: number
  readonly peak: number
}
interface Measured {
  readonly workload: string
  readonly says: string
  readonly unit: string
  readonly contenders: readonly Row[]
  readonly compiled?: {
    readonly executor: string
    readonly why: string
    readonly bytes: number
    readonly nodes: number
    readonly checks: number
    readonly failures: number
    readonly passes: readonly { readonly milliseconds: number }[]
  }
}
interface Bench {
  readonly machine: string
  readonly rounds: number
  readonly absent: readonly string[]
  readonly workloads: readonly Measured[]
}

/** What a bar compares: how many times as fast as somebody, or as slow; or a time by itself. */
interface Bar {
  readonly workload: string
  readonly who: 'compiled' | 'f32' | 'eager'
  readonly says: string
  /** Gives the number to be shown and whether it clears the bar; undefined where who it is compared with is absent. */
  readonly of: (measured: Measured) => readonly [shown: string, isMet: boolean] | undefined
}
const row = ({ contenders }: Measured, name: string): Row | undefined =>
  contenders.find((one) => one.name.startsWith(name))
const cpu = (measured: Measured, name: string): number | undefined => row(measured, name)?.cpu
const times = (x: number): string => `${x >= 100 ? x.toFixed(0) : x.toPrecision(2)}×`
const faster = (workload: string, who: Bar['who'], than: string, least: number): Bar => ({
  workload,
  who,
  says: `at least ${least}× as fast as ${than}`,
  of(measured) {
    const [own, other] = [cpu(measured, `seegrad, ${who}`), cpu(measured, than)]
    return own && other ? [times(other / own), other / own >= least] : undefined
  },
})
/** C is the faster of the compilers. */
const slower = (workload: string, who: Bar['who'], most: number, iterations = 0, than = 'C'): Bar => ({
  workload,
  who,
  says: `at most ${most}× the time of ${than}${iterations > 0 ? `, compile time included over ${iterations.toLocaleString('en')} calls` : ''}`,
  of(measured) {
    const cs = measured.contenders.filter(({ name }) => name.startsWith(`${than}, `)).map((one) => one.cpu)
    const own = cpu(measured, `seegrad, ${who}`)
    if (!own || cs.length === 0) return undefined
    const compile = iterations > 0 ? milliseconds(measured) / 1e3 / iterations : 0
    const ratio = (own + compile) / Math.min(...cs)
    return [times(ratio), ratio <= most]
  },
})
const milliseconds = ({ compiled }: Measured): number =>
  (compiled?.passes ?? []).reduce((sum, pass) => sum + pass.milliseconds, 0)
const within = (workload: string, who: Bar['who'], nanoseconds: number): Bar => ({
  workload,
  who,
  says: `at most ${nanoseconds} ns`,
  of(measured) {
    const own = cpu(measured, `seegrad, ${who}`)
    return own ? [`${(own * 1e9).toPrecision(2)} ns`, own * 1e9 <= nanoseconds] : undefined
  },
})
const bars: readonly Bar[] = [
  faster('moons', 'compiled', 'PyTorch', 9),
  slower('moons', 'compiled', 1),
  faster('moons', 'eager', 'TensorFlow.js', 1),
  faster('moons', 'eager', 'jax-js', 1),
  faster('names', 'compiled', 'PyTorch', 14),
  faster('names', 'compiled', 'Python', 2000),
  slower('names', 'compiled', 1),
  faster('names', 'eager', 'Python', 90),
  slower('names', 'eager', 1.8, 0, 'PyTorch'),
  faster('fit', 'compiled', 'PyTorch', 3),
  slower('fit', 'compiled', 1.3),
  faster('fit', 'eager', 'TensorFlow.js', 1),
  faster('fit', 'eager', 'jax-js', 1),
  within('rosenbrock', 'compiled', 30),
  slower('mnist-shaped', 'compiled', 1),
  slower('mnist-shaped', 'compiled', 1.8, 0, 'PyTorch'),
  faster('mnist-shaped', 'f32', 'jax-js', 3),
  faster('mnist-shaped', 'f32', 'TensorFlow.js', 9),
  slower('west', 'compiled', 2.5, 10_000),
  slower('west', 'eager', 10),
]

const MISSED = '**missed**'
/** Why a bar is missed, of a workload and a way to run it; said where one is. */
const reasons = [
  ['moons', 'compiled', 'the program is nine tenths of a step (11.9 of 13.3 µs, the least of 600 rounds); it keeps the order in which the eager run adds up, where the C sums each slope in four lanes, an order of its own.'],
  ['names', 'compiled', 'the program takes 38 of 48 µs, the average of 1,000 names, the least of 8 rounds. The rest is the JavaScript around it: letters are looked up, 4,192 parameters are read and written with their gradients, and what the optimiser remembers of them, 67 kB, is copied to where the program reads it.'],
  ['fit', 'compiled', 'two thirds of the time go to 16,000 exponentials a step, two at a time, with the bits of the eager run; the C has those of its own library.'],
  ['mnist-shaped', 'compiled', 'around the program, 1,430 of 1,580 µs (the least of 150 rounds), a batch of 50,000 numbers is written, and 101,770 parameters and slopes are read and written; sums keep the order of the eager run.'],
  ['mnist-shaped', 'f32', 'the program takes 660 of 870 µs (the least of 150 rounds); around it parameters and slopes, which are doubles, are rounded to singles and back.'],
  ['west', 'compiled', 'of 10,000 nodes over 157,000 are computed, one after the other, in more code than the caches hold; the interpreter in C goes back through a softmax of eight as a whole.'],
] as const // prettier-ignore
const EAGER =
  'op by op every product and sum of a table is a node of its own, which is recorded and gone back through; a library of tensors has one for the whole table, the C none.'

const time = (seconds: number): string => {
  const [name, size] = ([['s', 1], ['ms', 1e-3], ['µs', 1e-6], ['ns', 1e-9]] as const).find(([, one]) => seconds >= one) ?? ['ns', 1e-9] as const // prettier-ignore
  return `${(seconds / size).toPrecision(3)} ${name}`
}
const table = (rows: readonly (readonly string[])[]): string => {
  const [head = [], ...rest] = rows
  return [head, head.map((_, k) => (k === 0 ? '---' : '---:')), ...rest].map((cells) => `| ${cells.join(' | ')} |`).join('\n') // prettier-ignore
}

/** What else the machine did: times taken beside others are those of a shared cache and processor. */
const busy = (): string =>
  before < 0.5 ? 'Nothing else ran.' : `**Others were at work on the machine** (${before.toFixed(0)} processes on average wanted a processor when it began, ${loadavg()[0]!.toFixed(0)} when it ended), so that these figures are too high for all and uneven.` // prettier-ignore

function page({ machine, rounds, absent, workloads }: Bench): string {
  const sections = workloads.map((measured) => {
    const { workload, says, unit, contenders, compiled } = measured
    const rows = contenders.map(({ name, cpu, wall, cpuRatio, peak }) => [name, time(cpu), time(wall), times(cpuRatio), `${(peak / 1e6).toFixed(0)} MB`]) // prettier-ignore
    const made = compiled
      ? `Compiled as \`${compiled.executor}\` (${compiled.why}), ${compiled.nodes.toLocaleString('en')} nodes${compiled.bytes > 0 ? `, ${(compiled.bytes / 1e3).toFixed(1)} kB of WebAssembly` : ''}, in ${time(milliseconds(measured) / 1e3)} in a cold process; ${compiled.checks} comparison with the eager run, ${compiled.failures} failed.`
      : ''
    return [`## ${workload}`, `${says.charAt(0).toUpperCase()}${says.slice(1)}.`, table([['', `CPU a ${unit}`, `wall a ${unit}`, 'CPU, times the first', 'peak memory'], ...rows]), made].filter((text) => text !== '').join('\n\n') // prettier-ignore
  })
  const judged = bars.flatMap((bar) => {
    const measured = workloads.find(({ workload }) => workload === bar.workload)
    const found = measured && bar.of(measured)
    return [[bar.workload, bar.who, bar.says, found?.[0] ?? 'not measured', found ? (found[1] ? 'met' : MISSED) : '']] // prettier-ignore
  })
  const isMissed = (workload: string, way: string): boolean =>
    judged.some(([of, who, , , met]) => of === workload && who === way && met === MISSED)
  const everyone = new Map(workloads.flatMap(({ contenders }) => contenders.map(({ name, what }) => [name, what] as const))) // prettier-ignore
  return [
    '# Benchmarks',
    '<!-- Written by `npm run docs:benchmarks` from one run. -->',
    `One run on ${machine} (${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores), Node ${process.versions.node} without flags. ${busy()} Only ratios carry over to other machines.`,
    `Each contender is a warm process. Before any time is taken, the first three results of all must agree to 10⁻¹²; to 10⁻³ with libraries that compute in float32, in whole or in part. Then they take turns, ${rounds} rounds; the tables show medians over the rounds, ratios are taken round by round. Compiled is what \`compile\` and \`compileStep\` give for the same program, with the bits of the eager run: [a test](../test/compile/workloads.test.ts) holds losses, gradients and parameters of 100 steps to it in the long run, of the first 25 every day.`,
    '## Bars',
    'C is the faster of the compilers found, with 128-bit SIMD, no fast-math and no contraction, gradients derived by hand; for `west` it interprets the graph.',
    table([['workload', 'seegrad', 'bar, in CPU time', 'measured', ''], ...judged]),
    ...sections,
    '## Where a bar is missed',
    [
      ...reasons.flatMap(([workload, who, text]) => (isMissed(workload, who) ? [`- \`${workload}\`, ${who}: ${text}`] : [])),
      ...(judged.some(([, who, , , met]) => who === 'eager' && met === MISSED) ? [`- Eager: ${EAGER}`] : []),
    ].join('\n'), // prettier-ignore
    '## Who they are',
    [...[...everyone].map(([name, what]) => `- ${name}: ${what}`), ...absent.map((name) => `- absent: ${name}`)].join('\n'), // prettier-ignore
    '## How to have all of them',
    'Debian’s `gcc`, `clang`, `lld`, `wasi-libc`, `libclang-rt-14-dev-wasm32` and `python3-torch` bring C, C→WASM (the same C for WebAssembly, started by Node) and PyTorch; `npm install @tensorflow/tfjs @tensorflow/tfjs-backend-wasm @jax-js/jax` in any folder, which `SEEGRAD_CONTENDERS` names, brings the libraries of tensors. Who is not there is named as absent.',
  ].join('\n\n')
}

// Words take the place of these: `npm run docs:benchmarks -- moons --rounds 5`.
const asked = process.argv.slice(2)
const usual = asked.some((word, k) => !word.startsWith('--') && !asked[k - 1]?.startsWith('--')) ? [] : ['moons', 'names', 'fit', 'rosenbrock', 'mnist-shaped', 'west', 'graph'] // prettier-ignore
const words = ['bench', ...usual, '--json', ...asked]
const before = loadavg()[0] as number
const run = spawnSync(process.execPath, ['dist/cli/main.js', ...words], {
  encoding: 'utf8',
  stdio: ['ignore', 'pipe', 'inherit'],
  maxBuffer: 1e8,
})
if (run.status !== 0) throw new Error(`seegrad bench ended with ${run.status}`)
const file = 'docs/benchmarks.md'
writeFileSync(file, await formatted(file, page(JSON.parse(run.stdout) as Bench)))
