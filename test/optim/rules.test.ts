/** Every row of the table of update rules leads where PyTorch's optimiser leads (fixtures/optim.json), prints its formula and says what it refuses. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { checkGrads, gelu, max, relu, sigmoid, tanh, value, type Value } from 'seegrad'
import { bceWithLogitsLoss, crossEntropyLoss, huberLoss, l1Loss, Linear, mseLoss } from 'seegrad/nn'
import { Adagrad, Adam, AdamW, formula, RMSprop, rules, SGD, type Making, type Optimizer } from 'seegrad/optim'
import { PythonRandom } from 'seegrad/random'
import { refusal } from '../nn/refusal.js'
import { record } from '../record.js'
import { long, seed } from '../seed.js'

interface Setting {
  readonly rule: string
  readonly options: Readonly<Record<string, unknown>>
  /** Per run and snapshot: how far the run goes astray when its start is shaken by 2⁻⁵². */
  readonly spreads: readonly (readonly number[])[]
  readonly runs: readonly string[]
}
interface Fixture {
  readonly at: readonly number[]
  /** How far PyTorch may go astray from itself, and the seeds of the nets, which were chosen by it. */
  readonly near: number
  readonly seeds: readonly number[]
  readonly passed: readonly { readonly spread: number }[]
  readonly nets: readonly { readonly shape: readonly number[]; readonly activation: keyof typeof activations }[]
  readonly losses: readonly (keyof typeof losses)[]
  readonly settings: readonly Setting[]
}
type Outputs = readonly Value[][]
const fixture = JSON.parse(readFileSync('fixtures/optim.json', 'utf8')) as Fixture
const activations = { tanh, sigmoid, gelu, relu }
const losses = {
  mse: (out: Outputs, y: readonly number[][]) => mseLoss(out.flat(), y.flat()),
  huber: (out: Outputs, y: readonly number[][]) => huberLoss(out.flat(), y.flat(), { delta: 0.5 }),
  l1: (out: Outputs, y: readonly number[][]) => l1Loss(out.flat(), y.flat()),
  bceWithLogits: (out: Outputs, y: readonly number[][]) =>
    bceWithLogitsLoss(
      out.flat(),
      y.flat().map((t) => (t > 0 ? 1 : 0)),
    ),
  crossEntropy: (out: Outputs, _y: unknown, classes: readonly number[]) => crossEntropyLoss(out, classes),
}
const table = rules as unknown as ReadonlyMap<string, unknown>
const makers = { SGD, Adam, AdamW, RMSprop, Adagrad } as unknown as Readonly<
  Record<string, Making<Record<string, unknown>>>
>

/** The snapshots of a run of ours: all parameters, at each step of `at`. */
function run(n: number, loss: Fixture['losses'][number], { rule, options }: Setting): number[][] {
  const { shape, activation } = fixture.nets[n]!
  const random = new PythonRandom(fixture.seeds[n]!)
  const layers = shape.slice(1).map((outputs, k) => new Linear(shape[k]!, outputs))
  const draw = (count: number, low: number): number[] => Array.from({ length: count }, () => random.uniform(low, -low))
  for (const layer of layers) for (const p of layer.parameters()) p.data = random.uniform(-1, 1)
  const X = Array.from({ length: 4 }, () => draw(shape[0]!, -2))
  const Y = Array.from({ length: 4 }, () => draw(2, -1))
  const classes = Array.from({ length: 4 }, () => random.randrange(2))
  const parameters = layers.flatMap((layer) => layer.parameters())
  const optimizer = makers[rule]!(parameters, options)
  const activate = activations[activation]
  const forward = (x: readonly number[]): Value[] => {
    const [first, ...rest] = layers as [Linear, ...Linear[]]
    const out = first.forward(x)
    return rest.reduce((flowing, layer) => layer.forward(flowing.map(activate)), rest.length === 0 ? out.map(activate) : out) // prettier-ignore
  }
  const snapshots: number[][] = []
  for (let step = 1; step <= fixture.at.at(-1)!; step++) {
    optimizer.zeroGrad()
    losses[loss](X.map(forward), Y, classes).backward()
    optimizer.step()
    if (fixture.at.includes(step)) snapshots.push(parameters.map((p) => p.data))
  }
  return snapshots
}

const unpacked = (text: string): number[] => {
  const bytes = Buffer.from(text, 'base64')
  return Array.from({ length: bytes.length / 8 }, (_, k) => bytes.readDoubleLE(8 * k))
}

/** Every net with every loss in the long run; else every loss with a tenth of the nets, which are others for every setting and every day. */
const APART = 10
const isChosen = (net: number, loss: number, setting: number): boolean =>
  long || (net + 2 * loss + 3 * setting + seed) % APART === 0

describe('twenty small nets with five losses go where PyTorch leads them, parameters within 1e-10 after 1, 2, 10 and 100 steps, with', () => {
  let [judged, worst] = [0, 0]
  for (const [place, setting] of fixture.settings.entries())
    test(`${setting.rule} ${JSON.stringify(setting.options)}`, () => {
      const off: string[] = []
      fixture.nets.forEach((net, n) =>
        fixture.losses.forEach((loss, l) => {
          const at = n * fixture.losses.length + l
          if (!isChosen(n, l, place)) return
          const wanted = unpacked(setting.runs[at]!)
          run(n, loss, setting).forEach((got, k) => {
            judged++
            const theirs = wanted.slice(k * got.length, (k + 1) * got.length)
            const scale = max(theirs.map(Math.abs))
            const error = max(got.map((p, i) => Math.abs(p - theirs[i]!) / scale))
            worst = Math.max(worst, error)
            if (!(error <= 1e-10)) off.push(`${net.shape.join('-')} ${net.activation} ${loss}, ${fixture.at[k]} steps: ${error}`) // prettier-ignore
          })
        }),
      )
      expect(off).toEqual([])
    })
  test(`${long ? 'all' : 'a tenth of all'} snapshots are judged, of seeds by which PyTorch stays near itself`, () => {
    const spread = max(fixture.settings.flatMap(({ spreads }) => spreads.flat()))
    expect([fixture.near, spread <= fixture.near, fixture.passed.every((one) => one.spread > fixture.near)]).toEqual([1e-12, true, true]) // prettier-ignore
    const all = fixture.settings.length * fixture.nets.length * fixture.losses.length * fixture.at.length
    expect(judged).toBe(long ? all : all / APART)
    record('Optimisers beside PyTorch', { snapshots: judged, judged, 'seeds passed over, by which PyTorch leaves itself': fixture.passed.length, 'largest error': worst }) // prettier-ignore
  })
  test('every rule of the table', () => {
    expect([...new Set(fixture.settings.map(({ rule }) => rule))]).toEqual([...table.keys()])
  })
})

describe('a formula', () => {
  const cases: readonly (readonly [string, readonly string[], readonly string[]])[] = [
    ['SGD', formula(SGD), ['\\theta_t = \\theta_{t-1} - \\eta \\cdot g_t']],
    ['Adam', formula(Adam), [
      'm_t = \\beta_1 \\cdot m_{t-1} + (1 - \\beta_1) \\cdot g_t',
      'v_t = \\beta_2 \\cdot v_{t-1} + (1 - \\beta_2) \\cdot g_t^2',
      '\\theta_t = \\theta_{t-1} - \\frac{\\eta}{1 - \\beta_1^{t}} \\cdot \\frac{m_t}{\\frac{\\sqrt{v_t}}{\\sqrt{1 - \\beta_2^{t}}} + \\epsilon}',
    ]],
    ['RMSprop, centred', formula(RMSprop, { centered: true }).slice(-1), ['\\theta_t = \\theta_{t-1} - \\eta \\cdot \\frac{g_t}{\\sqrt{\\max(0, v_t - m_t^2)} + \\epsilon}']],
    ['Adagrad with decay', formula(Adagrad, { weightDecay: 0.1 }).slice(0, 1), ['s_t = s_{t-1} + (g_t + \\lambda \\cdot \\theta_{t-1})^2']],
    ['SGD with momentum', formula(SGD, { momentum: 0.9 }).slice(0, 1), ['b_t = \\begin{cases} g_t & [t = 1] \\\\ \\mu \\cdot b_{t-1} + g_t & \\text{else} \\end{cases}']],
  ] // prettier-ignore
  for (const [what, printed, wanted] of cases)
    test(`of ${what} is printed from its row`, () => {
      expect(printed).toEqual(wanted)
    })
  test('has a letter for every number of every row', () => {
    for (const [name, { hyper }] of table as ReadonlyMap<string, (typeof makers)[string]>)
      for (const [key, each] of Object.entries(hyper as Record<string, { default: unknown; tex?: string }>))
        expect(typeof each.default === 'boolean' || each.tex !== undefined, `${name} ${key}`).toBe(true)
  })
  test('refuses an option that the rule does not have', () => {
    expect(refusal(() => formula(SGD, { momntum: 1 } as never))).toContain('momntum is none of its options')
  })
})

describe('every rule', () => {
  for (const [name, make] of Object.entries(makers)) {
    test(`${name}: has PyTorch's class, a sentence and intervals that hold its defaults`, () => {
      expect([make.torch, rules.get(name)?.doc]).toEqual([`torch.optim.${name}`, make.doc])
      expect(() => make([value(1)])).not.toThrow()
    })
    test(`${name}: is made of ops, so that a step can itself be differentiated`, () => {
      const h = { ...make([value(1)]).options, weightDecay: 0.25, step: 2 }
      const common = make.common?.(h as never) as object | undefined
      const state = Object.fromEntries(Object.keys(make.state(h as never)).map((key) => [key, 0.5]))
      const moved = (p: number): number => make.update(p, 3, state, { ...h, ...common } as never)[0]
      expect(checkGrads(moved, [7]).ok).toBe(true)
    })
    test(`${name}: goes uphill by maximize`, () => {
      const moves = [false, true].map((maximize) => {
        const p = value(1)
        const optimizer: Optimizer = make([p], { lr: 0.1, maximize, weightDecay: 0 })
        p.grad = 2
        optimizer.step()
        return p.data - 1
      })
      expect(moves[0]).toBeLessThan(0)
      expect(moves[1]).toBeCloseTo(-moves[0]!, 15)
    })
  }
})

test('centred RMSprop of a constant gradient stays a number, where rounding takes its variance below 0', () => {
  const p = value(1)
  const optimizer = RMSprop([p], { centered: true, eps: 1e-3, lr: 1e-3 })
  for (let k = 0; k < 3000; k++) {
    p.grad = 0.1
    optimizer.step()
  }
  expect(Number.isFinite(p.data)).toBe(true)
})

describe('refused with what was given, what is allowed and what to do:', () => {
  const x = value(3, 'x')
  const wrong = (x: unknown): never => x as never
  const says = 'It says how much the running means of gradient and square keep. Write { betas: [0.9, 0.999] }.'
  const cases: readonly (readonly [string, () => unknown, string])[] = [
    ['a beta of 1', () => Adam([x], { betas: [1, 0.9] }), `RangeError: Adam: betas is [1, 0.9]; a list of two finite numbers in [0, 1) is allowed. ${says}`],
    ['a beta alone', () => AdamW([x], { betas: wrong(0.9) }), `TypeError: AdamW: betas is 0.9; a list of two finite numbers in [0, 1) is allowed. ${says}`],
    ['three betas', () => Adam([x], { betas: wrong([0, 0, 0]) }), `RangeError: Adam: betas is [0, 0, 0]; a list of two finite numbers in [0, 1) is allowed. ${says}`],
    ['a beta of NaN', () => Adam([x], { betas: [NaN, 0] }), `RangeError: Adam: betas is [NaN, 0]; `],
    ['a negative eps', () => Adagrad([x], { eps: -1 }), 'RangeError: Adagrad: eps is -1; a finite number in [0, ∞) is allowed. It says what is added to a divisor so that it is not 0.'],
    ['an infinite rate', () => RMSprop([x], { lr: Infinity }), 'RangeError: RMSprop: lr is Infinity; a finite number in [0, ∞) is allowed.'],
    ['an option of another rule', () => Adam([x], wrong({ momentum: 0.9 })), 'TypeError: Adam: momentum is none of its options; lr, betas, eps, weightDecay, amsgrad, maximize are allowed.'],
  ] // prettier-ignore
  for (const [what, run, says] of cases)
    test(what, () => {
      expect(refusal(run).slice(0, says.length)).toBe(says)
    })
})
