/** The command line as its users meet it: the built program is run, and what it writes and how it ends is looked at. */
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import type { DrawRow } from '../../src/cli/bench/draw.js'
import type { OperatorsResult } from '../../src/cli/bench/operators.js'
import { build, here, seegrad, type Ended } from './seegrad.js'

beforeAll(build)

describe('seegrad train moons --json', () => {
  const published: readonly (readonly [number, number, number])[] = [
    [0, 0.8958441028683222, 0.5],
    [1, 1.7235905336972022, 0.81],
    [2, 0.7429006313851131, 0.77],
    [99, 0.010978370135492717, 1],
  ]
  let ended: Ended
  let printed: { steps: { step: number; loss: number; accuracy: number }[] }
  beforeAll(async () => {
    ended = await seegrad(['train', 'moons', '--seed', '1337', '--steps', '100', '--json'])
    printed = JSON.parse(ended.out) as typeof printed
  })
  test('prints one object on one line of stdout, nothing on stderr, and ends with 0', () => {
    expect([ended.code, ended.err, ended.out.trim().split('\n').length]).toEqual([0, '', 1])
    expect(Object.keys(printed)).toEqual(['steps'])
  })
  test('has 100 steps from 0 to 99, each with step, loss and accuracy', () => {
    expect(printed.steps.map(({ step }) => step)).toEqual(Array.from({ length: 100 }, (_, k) => k))
    expect(printed.steps.map((each) => Object.keys(each).join())).toEqual(
      Array.from({ length: 100 }, () => 'step,loss,accuracy'),
    )
  })
  for (const [step, loss, accuracy] of published)
    test(`has the published loss ${loss} at step ${step}`, () => {
      expect(Math.abs(printed.steps[step]!.loss - loss)).toBeLessThanOrEqual(1e-12)
      expect(printed.steps[step]!.accuracy).toBe(accuracy)
    })
  test('takes the same steps, whatever their number', async () => {
    const { out } = await here(['train', 'moons', '--steps', '3', '--json'])
    expect((JSON.parse(out) as typeof printed).steps).toEqual(printed.steps.slice(0, 3))
  })
  test('takes other steps with another seed', async () => {
    const { out } = await here(['train', 'moons', '--steps', '1', '--seed', '7', '--json'])
    expect((JSON.parse(out) as typeof printed).steps[0]!.loss).not.toBe(printed.steps[0]!.loss)
  })
})

describe('seegrad train moons', () => {
  let ended: Ended
  beforeAll(async () => {
    ended = await seegrad(['train', 'moons', '--steps', '60'])
  })
  test('shows the loss, the boundary with its points, and what came of it', () => {
    expect(ended.code).toBe(0)
    expect(ended.out).toMatch(/[\u2801-\u28ff]/)
    for (const sign of ['░', '●', '○', 'Loss']) expect(ended.out).toContain(sign)
    expect(ended.out).toMatch(/loss 0\.8958 → 0\.\d+, accuracy 50 % → \d+ %, 60 steps in \d/)
  })
  test('shows no progress where nobody watches', () => {
    expect(ended.err).toBe('')
  })
  test('keeps to 80 columns where the width is not known', () => {
    expect(Math.max(...ended.out.split('\n').map((line) => [...line].length))).toBeLessThanOrEqual(80)
  })
  test('is colourless in a pipe', () => {
    expect(ended.out).not.toContain('\u001b')
  })
  test('is coloured if FORCE_COLOR asks for it, but not against NO_COLOR', async () => {
    const [forced, forbidden] = await Promise.all([
      here(['train', 'moons', '--steps', '2'], { FORCE_COLOR: '1' }),
      here(['train', 'moons', '--steps', '2'], { FORCE_COLOR: '1', NO_COLOR: '1' }),
    ])
    expect(forced.out).toContain('\u001b[')
    expect(forbidden.out).not.toContain('\u001b')
  })
  test('ends quietly when its reader has had enough', async () => {
    const child = spawn(process.execPath, ['dist/cli/main.js', 'train', 'moons', '--steps', '2'])
    child.stdout.destroy()
    let err = ''
    child.stderr.setEncoding('utf8').on('data', (text) => (err += text))
    const code = await new Promise((resolve) => child.on('close', resolve))
    expect([code, err]).toEqual([0, ''])
  })
  test('stopped by Ctrl-C ends with a line and code 130', async () => {
    // The program sends itself the signal half a second after it has begun to listen for it.
    const stop =
      "process.on('newListener', (name) => name === 'SIGINT' && setTimeout(() => process.kill(process.pid, name), 500))"
    const { code, out, err } = await seegrad(['train', 'moons', '--steps', '1000000'], {}, [
      '--import',
      `data:text/javascript,${encodeURIComponent(stop)}`,
    ])
    expect([code, out]).toEqual([130, ''])
    expect(err).toMatch(/^Stopped( after \d+ of 1000000 steps\. Nothing was kept: --save FILE keeps it)?\.\n$/)
  })
})

describe('seegrad grad', () => {
  test('shows the value and every partial derivative, exact and by nudging', async () => {
    const { code, out, err } = await seegrad(['grad', '3*x**2 - 4*x + 5', '--at', 'x=3'])
    expect([code, err]).toEqual([0, ''])
    expect(out).toMatch(/^3\*x\*\*2 - 4\*x \+ 5 = 20 at x = 3\n\n +exact +by nudging\n∂\/∂x +14 +13\.99999\d+\n$/)
  })
  test('prints one object with --json, whose numbers are those of micrograd', async () => {
    const at = ['--at', 'x1=2,x2=0', '--at', 'w1=-3, w2 = 1,b=6.8813735870195432']
    const { code, out, err } = await here(['grad', 'tanh(x1*w1 + x2*w2 + b)', ...at, '--json'])
    expect([code, err, out.trim().split('\n').length]).toEqual([0, '', 1])
    const { partials, ...rest } = JSON.parse(out) as { partials: Record<string, number>[] }
    expect(rest).toEqual({ expression: 'tanh(x1*w1 + x2*w2 + b)', value: Math.SQRT1_2 })
    const exact = [['x1', 2, -1.5], ['w1', -3, 1], ['x2', 0, 0.5], ['w2', 1, 0], ['b', 6.881373587019543, 0.5]] as const // prettier-ignore
    expect(partials.map(({ variable, at }) => [variable, at])).toEqual(exact.map(([name, at]) => [name, at]))
    for (const [k, [, , slope]] of exact.entries()) {
      expect(partials[k]!['exact']).toBeCloseTo(slope, 14)
      expect(partials[k]!['nudged']).toBeCloseTo(slope, 8)
    }
  })
  const fine: readonly (readonly [string, readonly string[], string])[] = [
    ['an expression may begin with a minus', ['-x+1', '--at', 'x=2'], '-x+1 = -1 at x = 2\n'],
    ['a variable may be called as a flag is', ['-v', '--at', 'v=2'], '-v = -2 at v = 2\n'],
    ['a place may be a fraction', ['x*3', '--at', 'x=2/3'], 'x*3 = 2 at x = 0.6666666666666666\n'],
    ['a place may be what Math gives', ['x', '--at', 'x=Math.max(1,2),'.slice(0, -1)], 'x = 2 at x = 2\n'],
    ['an expression without variables is a number', ['1 + 2'], '1 + 2 = 3\n\nIt has no variables'],
    ['an expression may come as several words', ['x', '+', '1', '--at', 'x=1'], 'x + 1 = 2 at x = 1\n'],
    ['a step is flat', ['x > 0', '--at', 'x=2'], '∂/∂x      0           0'],
    ['an infinite slope is shown', ['sqrt(x)', '--at', 'x=0'], '∞'],
  ]
  for (const [title, words, says] of fine)
    test(title, async () => {
      const { code, out, err } = await here(['grad', ...words])
      expect([code, err]).toEqual([0, ''])
      expect(out).toContain(says)
    })
  test('writes infinities in JSON by name, and NaN where nudging finds nothing', async () => {
    const { out } = await here(['grad', 'sqrt(x)', '--at', 'x=0', '--json'])
    expect(JSON.parse(out)).toEqual({
      expression: 'sqrt(x)',
      value: 0,
      partials: [{ variable: 'x', at: 0, exact: 'Infinity', nudged: 'NaN' }],
    })
  })
  test('ends with 1 where the expression has no number, and says whose domain was left and what was meant', async () => {
    const err = 'error: log of −1: outside (0, ∞). Did you mean log(abs(x))?\n  2*log(x)\n    ^\n'
    expect(await seegrad(['grad', '2*log(x)', '--at', 'x=-1', '--json'])).toEqual({ code: 1, out: '', err })
  })
  const more = '(seegrad grad --help says more.)\n'
  const wrong: readonly (readonly [string, readonly string[], string])[] = [
    ['a misspelt function', ['tahn(x)', '--at', 'x=1'], 'error: unknown: the function tahn. Did you mean tanh?\n  tahn(x)\n  ^\n'],
    ['a variable without value', ['x*y', '--at', 'x=1'], 'error: no value for y: add it to --at, as in --at x=1,y=3.\n  x*y\n    ^\n'],
    ['a constant without its Math', ['2*pi'], 'error: no value for pi: write Math.PI, or give it a value with --at pi=3.\n  2*pi\n    ^\n'],
    ['a function without its input', ['2*tanh'], 'error: tanh is a function: write tanh(…).\n  2*tanh\n    ^\n'],
    ['a value without variable', ['width', '--at', 'width=1,widht=2'], 'error: --at: widht does not occur in the expression. Did you mean width?\n  width\n  ^\n'],
    ['two values of one variable', ['x', '--at', 'x=1,x=2'], 'error: --at: x has two values.\n  x=1,x=2\n     ^\n'],
    ['no value', ['x', '--at', 'x='], 'error: --at: x has no value. Write x=3.\n  x=\n   ^\n'],
    ['a value that is a variable', ['x', '--at', 'x=y'], 'error: --at: the value of x is a plain number, and y is a variable.\n  y\n  ^\n'],
    ['a value that is not finite', ['x', '--at', 'x=1/0'], 'error: --at: x would be Infinity; a finite number is allowed.\n  1/0\n  ^\n'],
    ['a value that is no name', ['x', '--at', '3'], 'error: --at: write it as x=3,y=2.\n  3\n  ^\n'],
    ['an unknown flag', ['x', '--jsno'], "error: unknown option '--jsno'\n(Did you mean --json?)\n"],
    ['no expression', [], "error: missing required argument 'expression'\n"],
  ] // prettier-ignore
  for (const [what, words, says] of wrong)
    test(`refuses ${what} with code 2`, async () => {
      expect(await here(['grad', ...words])).toEqual({ code: 2, out: '', err: `${says}${more}` })
    })
  test('refuses what would be run as a program, with code 2 and its place', async () => {
    const { code, out, err } = await seegrad(['grad', '1 + process.exit(3)'])
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain('  1 + process.exit(3)\n      ^\n')
  })
})

describe('seegrad bench', () => {
  const quick = ['--rounds', '1', '--turn', '5', '--nodes', '1000', '--json']
  const all = ['moons', 'rosenbrock', 'graph', 'tangle', 'operators', 'draw']
  interface Printed {
    readonly absent: readonly string[]
    readonly workloads: readonly {
      readonly workload: string
      readonly contenders: readonly ({ readonly name: string; readonly what: string } & Readonly<
        Record<string, number>
      >)[]
      readonly sizes?: readonly { readonly nodes: number }[]
      readonly compiled?: { readonly executor: string; readonly failures: number }
    }[]
    readonly operators: OperatorsResult
    readonly drawing: readonly DrawRow[]
  }
  test('times everyone on the machine at all workloads, after equal results', async () => {
    // What the other two workloads compute is held to the eager run in test/compile/workloads.test.ts.
    const { code, out, err } = await seegrad(['bench', ...all, ...quick])
    expect([code, err]).toEqual([0, ''])
    const { workloads, operators, drawing } = JSON.parse(out) as Printed
    expect(workloads.map(({ workload }) => workload)).toEqual(['moons', 'rosenbrock', 'graph', 'tangle'])
    for (const { workload, contenders, compiled } of workloads) {
      const isTape = workload === 'graph' || workload === 'tangle'
      expect(contenders[0]).toMatchObject({ name: `seegrad, ${isTape ? 'eager' : 'compiled'}`, cpuRatio: 1, wallRatio: 1 }) // prettier-ignore
      if (!isTape) expect([compiled?.executor, compiled?.failures]).toEqual([workload === 'moons' ? 'nests' : 'js', 0])
      for (const each of contenders)
        for (const what of ['wall', 'cpu', 'wallRatio', 'peak']) expect(each[what]).toBeGreaterThan(0)
    }
    expect(workloads[2]!.sizes?.map(({ nodes }) => nodes)).toEqual([1000, 10_000])
    // Rewritten operators beside plain ones and beside methods.
    expect(operators.rows.length).toBeGreaterThan(3)
    for (const { name, ...times } of operators.rows)
      for (const time of Object.values(times)) expect([name, time > 0]).toEqual([name, true])
    expect(operators.transform.milliseconds).toBeGreaterThan(0)
    expect(drawing.length).toBeGreaterThan(8)
    for (const { what, nodes, worst } of drawing) expect([what, nodes <= 2010, worst > 0]).toEqual([what, true, true]) // prettier-ignore
  })
  test('names who is absent', async () => {
    const { code, out } = await seegrad(['bench', 'rosenbrock', ...quick], { PATH: '' })
    expect(code).toBe(0)
    const { absent, workloads } = JSON.parse(out) as Printed
    expect(absent).toEqual([
      'PyTorch (python3 has no torch; SEEGRAD_PYTHON may name one that has)',
      'Python, scalar Value (no python3 was found)',
      'C (no gcc, clang or cc was found)',
      'C→WASM (no clang was found; it also needs lld, wasi-libc and its runtime for wasm32)',
      'TensorFlow.js, WASM (npm install @tensorflow/tfjs @tensorflow/tfjs-backend-wasm brings it; SEEGRAD_CONTENDERS may name the folder)',
      'jax-js, jit (npm install @jax-js/jax brings it; SEEGRAD_CONTENDERS may name the folder)',
    ])
    expect(workloads.map(({ contenders }) => contenders.length)).toEqual([2])
  })
  test('prints tables with times, ratios, memory and whose code each is', async () => {
    const { out } = await seegrad(['bench', 'graph', 'operators', 'draw', ...quick.slice(0, -1)])
    for (const says of [
      'untouched',
      'on numbers',
      'on Values',
      'rewriting 100 kB',
      'what came of it',
      'CPU per node',
      'wall ratio',
      'peak memory',
      'with every Value alive',
      'Node 2',
    ])
      expect(out).toContain(says)
  })
})

describe('work that fails', () => {
  const preload = (code: string): string[] => ['--import', `data:text/javascript,${encodeURIComponent(code)}`]
  test('ends with 1 and the reason, and prints no half of a result', async () => {
    // As if the loss of step 0 were no number.
    const lost = preload(
      'const { isFinite } = Number; Number.isFinite = (x) => x !== 0.8958441028683222 && isFinite(x)',
    )
    const says = 'error: the loss became 0.8958441028683222 at step 0, and no number after it would mean anything. '
    const { code, out, err } = await seegrad(['train', 'moons', '--json'], {}, lost)
    expect([code, out, err.slice(0, says.length)]).toEqual([1, '', says])
  })
  test('in a way that nobody foresaw ends with 1, asks for a report and shows where', async () => {
    const broken = preload("Number.isFinite = () => { throw new Error('nobody foresaw this') }")
    const { code, out, err } = await seegrad(['train', 'moons', '--json'], {}, broken)
    expect([code, out]).toEqual([1, ''])
    expect(err).toMatch(/^error: this should not happen, please report it: Error: nobody foresaw this\n +at /)
  })
})

describe('words that are right', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
  test('--version prints the version of the package', async () => {
    expect(await seegrad(['--version'])).toEqual({ code: 0, out: `${version}\n`, err: '' })
  })
  const helps: readonly (readonly [string, readonly string[], string])[] = [
    ['--help names every command', ['--help'], 'train [options] <data set>'],
    ['help does too', ['help'], 'train [options] <data set>'],
    ['help train explains train', ['help', 'train'], '--steps <number>'],
    [
      'train --help does too',
      ['train', '--help'],
      'spirals   two spirals wound around each other (400 steps, seed 1337)',
    ],
  ]
  for (const [title, words, says] of helps)
    test(`${title}, on stdout, and ends with 0`, async () => {
      const { code, out, err } = await here(words)
      expect([code, err]).toEqual([0, ''])
      expect(out).toContain(says)
    })
})

describe('words that are wrong are refused on stderr with code 2 and what is allowed:', () => {
  const sets = 'moons, spirals, yin-yang, iris, digits, names, csv'
  const more = '(seegrad train --help says more.)\n'
  const cases: readonly (readonly [string, readonly string[], string])[] = [
    ['an unknown command', ['tran', 'moons'], "error: unknown command 'tran'\n(Did you mean train?)\n"],
    ['an unknown data set', ['train', 'mons'], `error: unknown data set 'mons'. Allowed: ${sets}.\n(Did you mean moons?)\n${more}`],
    ['a data set of another kind', ['train', 'mnist'], `error: unknown data set 'mnist'. Allowed: ${sets}.\n${more}`],
    ['no data set', ['train'], `error: missing required argument 'data set'\n${more}`],
    ['two data sets', ['train', 'moons', 'moons'], `error: too many arguments for 'train'. Expected 1 argument but got 2.\n${more}`],
    ['an unknown flag', ['train', 'moons', '--stpes', '3'], `error: unknown option '--stpes'\n(Did you mean --steps?)\n${more}`],
    ['an unknown flag before the command', ['--verson'], "error: unknown option '--verson'\n(Did you mean --version?)\n"],
    ['half a step', ['train', 'moons', '--steps', '1.5'], `error: option '--steps <number>' argument '1.5' is invalid. A whole number from 1 up is allowed.\n${more}`],
    ['an unknown workload', ['bench', 'grpah'], `error: unknown workload 'grpah'. Allowed: moons, names, fit, rosenbrock, mnist-shaped, west, graph, tangle, operators, draw.\n(Did you mean graph?)\n(seegrad bench --help says more.)\n`],
    ['a graph too small to time', ['bench', '--nodes', '10'], `error: option '--nodes <number>' argument '10' is invalid. A whole number from 1000 to 10000000 is allowed.\n(seegrad bench --help says more.)\n`],
    ['no steps', ['train', 'moons', '--steps', '0'], `error: option '--steps <number>' argument '0' is invalid. A whole number from 1 up is allowed.\n${more}`],
    ['steps in words', ['train', 'moons', '--steps', 'ten'], `error: option '--steps <number>' argument 'ten' is invalid. A whole number from 1 up is allowed.\n${more}`],
    ['steps left out', ['train', 'moons', '--steps'], `error: option '--steps <number>' argument missing\n${more}`],
    ['a negative seed', ['train', 'moons', '--seed', '-1'], `error: option '--seed <number>' argument '-1' is invalid. A whole number from 0 to 4294967295 is allowed.\n${more}`],
    ['a seed of 33 bits', ['train', 'moons', '--seed', '4294967296'], `error: option '--seed <number>' argument '4294967296' is invalid. A whole number from 0 to 4294967295 is allowed.\n${more}`],
  ] // prettier-ignore
  for (const [what, words, says] of cases)
    test(what, async () => {
      expect(await here(words)).toEqual({ code: 2, out: '', err: says })
    })
  test('no words at all, which shows the help', async () => {
    const { code, out, err } = await seegrad([])
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain('Usage: seegrad [options] [command]')
  })
})
