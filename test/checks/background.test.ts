/** Compiling in the background, in the threads of Node: steps go on meanwhile, the program is swapped in with the same bits, and whatever goes wrong there loses nothing. */
import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest'

const built = <T>(path: string): Promise<T> => import(pathToFileURL(resolve('dist', path)).href) as Promise<T>
const { value, grad, greater, isTrue, mul, sum, tanh, unary } = await built<typeof import('../../src/index.js')>('index.js') // prettier-ignore
const { compile, compileStep } = await built<typeof import('../../src/compile/index.js')>('compile/index.js')
const { MLP, mseLoss } = await built<typeof import('../../src/nn/index.js')>('nn/index.js')
const { Adam } = await built<typeof import('../../src/optim/index.js')>('optim/index.js')
const { PythonRandom } = await built<typeof import('../../src/random/index.js')>('random/index.js')
type Options = Pick<import('../../src/compile/index.js').CompileStepOptions<readonly unknown[]>, 'background' | 'compile' | 'dtype'> // prettier-ignore

/** A network of a few hundred nodes, another one by every `width`, and all that a step of it leaves. */
function training(width: number, options: Options) {
  const net = new MLP(3, [width, 1], { random: new PythonRandom(width), activation: 'tanh' })
  const optimizer = Adam(net.parameters(), { lr: 0.01 })
  const loss = (X: number[][], y: number[]) => {
    const scores = X.map((x) => net.forward(x))
    return { loss: mseLoss(scores, y), scores }
  }
  const step = compileStep({ parameters: net, loss, optimizer, batch: false, ...options })
  const X = Array.from({ length: 6 }, (_, k) => [Math.sin(k), Math.cos(3 * k), k / 6])
  let k = 0
  const next = (): readonly number[] => {
    optimizer.lr = 0.01 / ++k
    const { loss, scores } = step(X, X.map(([a]) => a! * k)) // prettier-ignore
    return [loss, ...(scores as readonly number[]), ...net.parameters().flatMap(({ data, grad }) => [data, grad]), ...optimizer.states.flatMap((state) => Object.values(state))] // prettier-ignore
  }
  return { step, next }
}
/** Takes steps side by side with a training of which none is compiled. */
async function sideBySide(width: number, options: Options, steps = 6) {
  const [eager, own] = [training(width, { ...options, background: false, compile: false }), training(width, options)]
  for (let k = 0; k < steps; k++) {
    expect(own.next()).toEqual(eager.next())
    await own.step.ready
  }
  return own.step
}
/** What threads do at their beginning, or with an order, in place of what they should. */
const mood: {
  onBegin?: (() => void) | undefined
  onEnd?: (() => void) | undefined
  onOrder?: ((worker: Worker) => void) | undefined
} = {}
const threads = process.getBuiltinModule('node:worker_threads') as { Worker: typeof Worker }
threads.Worker = class extends Worker {
  constructor(...given: ConstructorParameters<typeof Worker>) {
    mood.onBegin?.()
    super(...given)
    this.once('exit', () => mood.onEnd?.())
  }
  override postMessage(...given: Parameters<Worker['postMessage']>): void {
    if (mood.onOrder) mood.onOrder(this)
    else super.postMessage(...given)
  }
}
afterAll(() => void (threads.Worker = Worker))
afterEach(() => {
  vi.restoreAllMocks()
  mood.onBegin = mood.onEnd = mood.onOrder = undefined
})
const quiet = () => vi.spyOn(console, 'warn').mockImplementation(() => {})

describe('a step that is compiled in the background', () => {
  test('is taken op by op at first and as loops after that, with the same bits in everything that it leaves', async () => {
    const [eager, own] = [training(8, { compile: false }), training(8, { background: true })]
    const executors: string[] = []
    for (let k = 0; k < 8; k++) {
      expect(own.next()).toEqual(eager.next())
      executors.push(own.step.stats.executor)
      // The second step has it begun; the fourth waits.
      if (k === 2) await own.step.ready
    }
    expect(executors).toEqual([...Array<string>(3).fill('eager'), ...Array<string>(5).fill('nests')])
    expect(own.step.stats).toMatchObject({ programs: 1, checks: 1, failures: 0 })
    expect(eager.step.stats).toMatchObject({ programs: 0, executor: 'eager', why: 'compile: false' })
    expect(own.step.explain()).toContain('for i < 6, j < 8 (k < 3): t1[i,j] = layers[0].neurons[j].b + Σₖ')
  })
  test('in singles likewise, op by op in singles until then', async () => {
    const { stats } = await sideBySide(20, { background: true, dtype: 'f32' })
    expect(stats).toMatchObject({ dtype: 'f32', executor: 'nests', failures: 0 })
    expect(stats.compiled).toBeGreaterThan(0)
  })
  test('is the program that a step of the foreground has', async () => {
    const [elsewhere, here] = [await sideBySide(9, { background: true }), await sideBySide(9, {})]
    expect(elsewhere.wasm).toEqual(here.wasm)
    expect(elsewhere.explain().split('\n').at(-1)).toBe(here.explain().split('\n').at(-1))
  })
  test('stays op by op under SEEGRAD_JIT=off', async () => {
    vi.stubEnv('SEEGRAD_JIT', 'off')
    try {
      const { stats } = await sideBySide(8, { background: true })
      expect(stats).toMatchObject({ executor: 'eager', why: 'SEEGRAD_JIT=off', programs: 0 })
    } finally {
      vi.unstubAllEnvs()
    }
  })
  test('is not compiled when its signal says so, and the training goes on', async () => {
    const control = new AbortController()
    const [eager, own] = [training(10, { compile: false }), training(10, { background: { signal: control.signal } })]
    for (let k = 0; k < 5; k++) {
      expect(own.next()).toEqual(eager.next())
      if (k === 1) control.abort()
      if (k === 2) await own.step.ready
    }
    expect(own.step.stats).toMatchObject({ executor: 'eager', why: 'compiling was cancelled', programs: 0 })
    // Another one finds a thread again.
    expect((await sideBySide(10, { background: true })).stats.executor).toBe('nests')
  })
  test('that the loss changes behind its back is noticed at the first use, and taken op by op from then on', async () => {
    const w = value(1)
    let scale = 1
    const loss = (xs: number[]) => sum(xs.map((x) => w.mul(x).tanh().mul(scale))) as ReturnType<typeof value>
    const step = compileStep({ parameters: [w], loss, batch: false, background: true })
    const xs = Array.from({ length: 90 }, (_, k) => k / 90)
    for (let k = 0; k < 2; k++) step(xs)
    await step.ready
    scale = 2
    const wanted = loss(xs).data
    expect(step(xs).loss).toBe(wanted)
    expect(step.stats).toMatchObject({ executor: 'eager', failures: 1, why: expect.stringContaining('is stale') })
  })
  test('that differs from run to run is found out while the thread is at work, and what that gives is not taken', async () => {
    const w = value(1)
    let noise = 0
    const step = compileStep({ parameters: [w], loss: (xs: number[]) => sum(xs.map((x) => w.mul(x).tanh().add(noise++))), batch: false, background: true })
    for (let k = 0; k < 4; k++, await step.ready) step(Array.from({ length: 90 }, (_, i) => i / 90))
    expect(step.stats).toMatchObject({ executor: 'eager', programs: 0, why: expect.stringContaining('differs from run to run') })
  }) // prettier-ignore
  test('with an op of the program’s own stays op by op and says why', async () => {
    const half = unary({ name: 'halfOfIt', doc: 'Half.', domain: ['(−∞, ∞)'], forward: (x) => x / 2, partials: [() => 0.5], tex: (x) => `\\frac{${x}}{2}` }) // prettier-ignore
    const w = value(1)
    const loss = (xs: number[]) => sum(xs.map((x) => tanh(half(w.mul(x)))))
    const step = compileStep({ parameters: [w], loss, batch: false, background: true })
    for (let k = 0; k < 4; k++, await step.ready) step(Array.from({ length: 90 }, (_, k) => k / 90))
    expect(step.stats).toMatchObject({ executor: 'eager', why: expect.stringContaining('the op halfOfIt is the program’s own') }) // prettier-ignore
  })
  test('of sequences is begun with the first, and lengths that come meanwhile are shown before its program is there', async () => {
    const w = value(0.5)
    let asked = 0
    const loss = (xs: number[]) => {
      asked++
      let h = mul(w, 0)
      return xs.map((x) => {
        for (let k = 0; k < 30; k++) h = tanh(mul(w, h)).add(x)
        return h
      })
    }
    const step = compileStep({ parameters: [w], loss, batch: false, lengths: [4], background: true })
    step([1, 2, 3, 4])
    expect(step.stats.why).toBe('a program is being compiled in the background')
    step([1, 2, 3])
    await step.ready
    // The first time it is compared with the loss itself.
    step([2, 3, 4, 5])
    const before = asked
    step([3, 4, 5])
    expect([asked, step.stats.compiled]).toEqual([before, 2])
    // A length that did not come before is shown when it comes.
    step([3, 4])
    expect(asked).toBeGreaterThan(before)
  }) // prettier-ignore
  test('whose branches go another way at every step is given up soon', async () => {
    const w = value(1)
    const loss = (xs: number[]) =>
      sum(xs.map((x) => (isTrue(greater(mul(w, x), 0)) ? tanh(mul(w, x)) : mul(mul(w, x), x))))
    const step = compileStep({ parameters: [w], loss, batch: false, background: true })
    for (let k = 0; k < 12; k++, await step.ready)
      step(Array.from({ length: 90 }, (_, i) => ((i >> 3) % (k + 2) === 0 ? 1 : -1)))
    expect(step.stats.why).toContain('go other ways through their branches')
    expect(step.stats.programs).toBe(3)
  })
})

describe('a thread', () => {
  test('that is killed at its work loses nothing: steps go on, one notice says so', async () => {
    const notice = quiet()
    mood.onOrder = (worker) => void worker.terminate()
    const { stats } = await sideBySide(11, { background: true })
    expect(stats).toMatchObject({ executor: 'eager', why: 'the thread that compiles ended: it ended with code 1' })
    expect(notice).toHaveBeenCalledTimes(1)
    mood.onOrder = undefined
    // The next program has a thread of its own.
    expect((await sideBySide(12, { background: true })).stats.executor).toBe('nests')
  })
  test('is kept while it has nothing to do, for as long as the latest program says', async () => {
    let [begun, ended] = [0, 0]
    mood.onBegin = () => void begun++
    mood.onEnd = () => void ended++
    await sideBySide(21, { background: { idle: 0 } })
    await vi.waitUntil(() => ended > 0, { timeout: 20_000 })
    begun = 0
    await sideBySide(22, { background: { idle: 60_000 } })
    await sideBySide(23, { background: true })
    expect(begun).toBe(1)
    expect(() => training(8, { background: { idle: -1 } })).toThrow('idle is -1; milliseconds from 0 up are allowed')
  })
  test('that cannot be begun, likewise', async () => {
    const notice = quiet()
    mood.onOrder = (worker) => void worker.terminate()
    await sideBySide(15, { background: true })
    mood.onBegin = () => {
      throw new Error('too many threads')
    }
    const { stats } = await sideBySide(13, { background: true })
    expect(stats.why).toBe('no thread to compile in could be begun: too many threads')
    expect(notice).toHaveBeenCalledTimes(2)
  })
  test('whose platform forbids WebAssembly here, likewise', async () => {
    const notice = quiet()
    const platform = globalThis as unknown as { WebAssembly: { compile: (bytes: unknown) => Promise<object> } }
    vi.spyOn(platform.WebAssembly, 'compile').mockRejectedValue(new EvalError("'wasm-unsafe-eval' is not allowed"))
    const { stats } = await sideBySide(14, { background: true })
    expect(stats).toMatchObject({ executor: 'eager', why: expect.stringContaining('wasm-unsafe-eval') })
    expect(notice.mock.calls.length).toBeLessThanOrEqual(1)
  })
})

test('a function is compiled in the background too, and has its own bits all the time', async () => {
  const wave = (xs: readonly number[]): number => sum(Array.from({ length: 150 }, (_, k) => tanh(mul(xs[k % xs.length]!, k)))) // prettier-ignore
  const slope = compile(grad(wave), { background: true })
  const executors: string[] = []
  for (let k = 0; k < 5; k++, await slope.ready) {
    const xs = [0.1 * k, 0.2, -k]
    expect(slope(xs)).toEqual(grad(wave)(xs))
    executors.push(slope.stats.executor)
  }
  expect(executors.slice(0, 3)).toEqual(['eager', 'eager', slope.stats.executor])
  expect(['nests', 'line']).toContain(slope.stats.executor)
  expect(slope.verify([1, 2, 3])).toMatchObject({ ok: true })
  expect(slope.explain()).toContain('= sech(')
})

describe('bytes that are kept', () => {
  /** A process of its own, which has nothing in memory: what it found, made and computed. */
  function child(kept: readonly (readonly [string, string])[]) {
    const program = `
      import { mul, sum, tanh, value } from './dist/index.js'
      import { compileStep } from './dist/compile/index.js'
      const kept = new Map(${JSON.stringify(kept)}.map(([key, text]) => [key, new Uint8Array(Buffer.from(text, 'base64'))]))
      const made = []
      const cache = { get: (key) => kept.get(key), set: (key, bytes) => made.push([key, Buffer.from(bytes).toString('base64')]) }
      const w = value(0.5)
      const step = compileStep({ parameters: [w], loss: (xs) => sum(xs.map((x) => tanh(mul(w, x)))), batch: false, background: { cache } })
      const losses = []
      for (let k = 0; k < 4; k++, await step.ready) losses.push(step(Array.from({ length: 99 }, (_, i) => i / (k + 9))).loss)
      console.log(JSON.stringify({ made, losses, executor: step.stats.executor }))`
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8' }) // prettier-ignore
    expect(stderr).toBe('')
    return JSON.parse(stdout) as { made: [string, string][]; losses: number[]; executor: string }
  }
  const first = child([])
  const [[key, text]] = first.made as [[string, string]]
  test('are taken again by the next process', () => {
    expect(first.made).toHaveLength(1)
    expect(child(first.made)).toEqual({ ...first, made: [] })
  })
  test('are themselves a module with a section more', () => {
    expect((globalThis as unknown as { WebAssembly: { validate(bytes: Buffer): boolean } }).WebAssembly.validate(Buffer.from(text, 'base64'))).toBe(true) // prettier-ignore
  })
  const changed = (at: (length: number) => number): string => {
    const bytes = Buffer.from(text, 'base64')
    bytes[at(bytes.length)]! ^= 1
    return bytes.toString('base64')
  }
  const spoilt = {
    'with a bit of their code changed': changed((length) => length >> 2),
    'with a bit of what they say changed': changed((length) => length - 20),
    'cut short': Buffer.from(text, 'base64').subarray(0, -7).toString('base64'),
    'of something else': Buffer.from('nothing of the kind').toString('base64'),
    'none at all': '',
  }
  for (const [how, bytes] of Object.entries(spoilt))
    test(`are refused ${how}, and the program is made anew`, () => {
      expect(child([[key, bytes]])).toEqual(first)
    })
})
