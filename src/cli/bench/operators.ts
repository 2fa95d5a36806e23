/** The workload `operators`: what rewriting costs, as ratios of functions that take turns in one process. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { value } from '../../engine/index.js'
import { exp, tanh, type Value } from '../../ops/index.js'
import { transform } from '../../operators/index.js'
import * as runtime from '../../operators/runtime/index.js'
import { assertEqual, median } from './stopwatch.js'

/** A function of a list of numbers: as ordinary maths, and with methods of Values. */
interface Program {
  readonly name: string
  readonly inputs: number
  readonly source: string
  readonly methods: (xs: readonly Value[]) => Value
}
const programs: readonly Program[] = [
  {
    name: 'Rosenbrock',
    inputs: 2,
    source: 'const inner = (x, y) => (1 - x) ** 2 + 100 * (y - x * x) ** 2; return inner(xs[0], xs[1])',
    methods: ([x, y]) => x!.neg().add(1).pow(2).add(y!.sub(x!.mul(x!)).pow(2).mul(100)),
  },
  {
    name: 'logistic map, 20 steps',
    inputs: 2,
    source: 'const inner = (r, x) => { for (let i = 0; i < 20; i++) x = r * x * (1 - x); return x }; return inner(xs[0], xs[1])',
    methods: ([r, x]) => {
      let y = x!
      for (let i = 0; i < 20; i++) y = r!.mul(y).mul(y.neg().add(1))
      return y
    },
  },
  {
    name: 'dot product of 16',
    inputs: 32,
    source: 'let s = 0; for (let i = 0; i < 16; i++) s += xs[i] * xs[i + 16]; return s',
    methods: (xs) => {
      let s = xs[0]!.mul(xs[16]!)
      for (let i = 1; i < 16; i++) s = s.add(xs[i]!.mul(xs[i + 16]!))
      return s
    },
  },
  {
    name: 'softened sum by map and reduce',
    inputs: 16,
    source: 'return Math.tanh(xs.map((x) => Math.exp(-x * x)).reduce((a, b) => a + b) / xs.length)',
    methods: (xs) => tanh(xs.map((x) => exp(x.neg().mul(x))).reduce((a, b) => a.add(b)).div(xs.length)),
  },
] // prettier-ignore

/** Nanoseconds of a call, and ratios of what takes turns: medians over the rounds. */
export interface OperatorsRow {
  readonly name: string
  /** The text as it was, on numbers. */
  readonly untouched: number
  /** The rewritten text on numbers over the untouched one, before any Value came by. */
  readonly onNumbers: number
  /** The same after Values came by. */
  readonly afterValues: number
  /** Methods, on Values, without a backward pass. */
  readonly methods: number
  /** The rewritten text on Values over methods. */
  readonly onValues: number
}
export interface OperatorsResult {
  readonly rows: readonly OperatorsRow[]
  /** Milliseconds to rewrite 100 kB of TypeScript, all functions and its source map; and of how much that was the mean. */
  readonly transform: { readonly milliseconds: number; readonly bytes: number }
}

type Numeric = (xs: readonly number[]) => number
const untouched = ({ source }: Program): Numeric => new Function('xs', source) as Numeric
function rewritten({ source }: Program): Numeric {
  const { code } = transform(`function f(xs) { ${source} }`, { filename: 'bench.js', all: true, sourceMap: false })
  return (new Function('$', `${code.replace(/^import .*?; /, '')}; return f`) as (names: object) => Numeric)(runtime)
}

/** Times all programs in so many rounds, each function at work for `turn` seconds in each. Errors: results that differ. */
export function timeOperators(rounds: number, turn: number, note: (text: string) => void): OperatorsResult {
  const rows = programs.map((program) => {
    note(program.name)
    return timeProgram(program, rounds, turn)
  })
  note('rewriting')
  return { rows, transform: timeTransform(rounds) }
}

function timeProgram(program: Program, rounds: number, turn: number): OperatorsRow {
  const numbers = Array.from({ length: program.inputs }, (_, k) => 0.3 + 0.4 * Math.sin(k + 1) ** 2)
  const values = numbers.map((x) => value(x))
  const [before, after] = [untouched(program), rewritten(program)]
  const wanted = [before(numbers)]
  assertEqual('the text', wanted, 'the rewritten text', [after(numbers)])
  const [plain, first] = alternate([() => before(numbers), () => after(numbers)], rounds, turn)
  const ofValues = (): Value => after(values) as Value
  assertEqual('the rewritten text on numbers', wanted, 'that on Values', [ofValues().data])
  assertEqual('the rewritten text on numbers', wanted, 'methods', [program.methods(values).data])
  const [methods, operators] = alternate([() => program.methods(values), ofValues], rounds, turn)
  const [again, later] = alternate([() => before(numbers), () => after(numbers)], rounds, turn)
  return {
    name: program.name,
    untouched: median(plain!),
    onNumbers: ratio(first!, plain!),
    afterValues: ratio(later!, again!),
    methods: median(methods!),
    onValues: ratio(operators!, methods!),
  }
}
const ratio = (times: readonly number[], base: readonly number[]): number =>
  median(times.map((time, k) => time / base[k]!))

/** Nanoseconds of a call of each function, round by round; the first round only warms up. */
function alternate(functions: readonly (() => unknown)[], rounds: number, turn: number): readonly number[][] {
  const counts = functions.map(() => 1)
  const times: number[][] = functions.map(() => [])
  for (let round = -1; round < rounds; round++)
    functions.forEach((f, k) => {
      let [calls, elapsed] = [0, 0]
      const start = performance.now()
      while (elapsed < turn * 1e3) {
        for (let i = 0; i < counts[k]!; i++) sink = f()
        calls += counts[k]!
        elapsed = performance.now() - start
        if (elapsed < turn * 50) counts[k]! *= 2
      }
      if (round >= 0) times[k]!.push((elapsed * 1e6) / calls)
    })
  return times
}
/** What was computed last: a compiler must not leave out work whose result nobody reads. */
export let sink: unknown

function timeTransform(rounds: number): OperatorsResult['transform'] {
  const folder = fileURLToPath(new URL('../../../src/', import.meta.url))
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'))
  const texts = paths.map((filename) => ({ filename, code: readFileSync(`${folder}/${filename}`, 'utf8') }))
  const bytes = texts.reduce((sum, { code }) => sum + code.length, 0)
  const run = (): number => {
    const start = performance.now()
    for (const { filename, code } of texts) transform(code, { filename, all: true })
    return performance.now() - start
  }
  run()
  return { milliseconds: (median(Array.from({ length: rounds }, run)) / bytes) * 1e5, bytes }
}
