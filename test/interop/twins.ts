/** What is exported to PyTorch in tests: models and functions, each made anew when asked for, with the training that some of them go through. */
import { abs, add, clamp, exp, log, max, maximum, mul, norm, ops, pow, prod, relu, sin, softmax, sum, tanh, value, where, type Op, type Value } from 'seegrad' // prettier-ignore
import { batches, digits, moons, split, yinYang } from 'seegrad/data'
import { toPyTorch, type PyTorchOptions, type PyTorchTwin, type TorchTraining } from 'seegrad/interop'
import { Attention, bceLoss, bceWithLogitsLoss, crossEntropyLoss, Dropout, Embedding, hingeLoss, huberLoss, l1Loss, l2, Layer, LayerNorm, Linear, MLP, Module, mseLoss, Neuron, nllLoss, RMSNorm, Sequential, smoothL1Loss } from 'seegrad/nn' // prettier-ignore
import { Adagrad, Adam, AdamW, cosine, linear, RMSprop, SGD } from 'seegrad/optim'
import { PythonRandom } from 'seegrad/random'
import { GPT } from '../../src/training/index.js'
import { draws } from '../oracle/draw.js'
import { call, duals, run } from '../oracle/program.js'
import { occurring, randomProgram } from '../oracle/random-program.js'
import { drawnOf } from '../ops/points.js'

/** What is exported, and what it is told. */
export interface Twin {
  readonly subject: Module | ((...args: never[]) => unknown)
  readonly options: PyTorchOptions
  /** How many steps are compared. */
  readonly steps?: number
}
type Make = () => Twin

export const printed = ({ subject, options }: Twin): PyTorchTwin => toPyTorch(subject, options)

/** Ours: the loss of each step, before its update, and the weights after the last. */
export function trained({ subject, options, steps = 0 }: Twin): { losses: number[]; weights: number[] } {
  const { X, y, loss, optimizer, rate, batch = X.length, shuffle, l2: alpha } = options.training!
  const losses: number[] = []
  const perEpoch = Math.ceil(X.length / batch)
  for (let step = 0; step < steps; step++) {
    const seed = shuffle === undefined ? {} : { seed: shuffle + Math.floor(step / perEpoch) }
    const all = X.map((_, k) => k)
    const places = batches({ X: all, y: all }, batch, seed)[step % perEpoch]!.X
    const costs = places.map((k): number => {
      if (!(subject instanceof Module)) return (subject as (...args: unknown[]) => number)(...(X[k] as unknown[]))
      const out = (subject as unknown as { forward(x: unknown): Value | Value[] }).forward(X[k])
      const price = loss as unknown as (a: unknown, b: unknown) => number
      const isOne = !Array.isArray(out) || (out.length === 1 && !Array.isArray(y![k]))
      return isOne ? price([out].flat(), [y![k]]) : price(out, y![k])
    })
    let total = sum(costs as Value[]).div(places.length)
    if (alpha) total = total.add(l2(optimizer.parameters, alpha))
    optimizer.zeroGrad()
    total.backward()
    if (rate) optimizer.lr = rate(step)
    optimizer.step()
    losses.push(total.data)
  }
  return { losses, weights: optimizer.parameters.map(({ data }) => data) }
}

const random = (seed = 5): PythonRandom => new PythonRandom(seed)
const point = (size: number, seed = 3): number[] => {
  const from = random(seed)
  return Array.from({ length: size }, () => from.uniform(-1, 1))
}

function moonsTwin(): Twin {
  const { X, y } = moons({ samples: 100, noise: 0.1, seed: 1337 })
  const net = new MLP(2, [16, 16, 1], { random: random(1337) })
  const targets = y.map((one) => 2 * one - 1)
  const training: TorchTraining = { X, y: targets, loss: hingeLoss, optimizer: SGD(net.parameters()), rate: linear(1, 0.1, 100), steps: 100, l2: 1e-4 } // prettier-ignore
  return { subject: net, options: { name: 'moons', args: [[0.5, -1]], training }, steps: 100 }
}
function digitsTwin(): Twin {
  const { train } = split(digits(), { test: 0.2, seed: 1 })
  const X = train.X.slice(0, 200).map((pixels) => pixels.map((pixel) => pixel / 16))
  const net = new Sequential(new Linear(64, 48, { init: 'kaimingUniform', random: random() }), relu, new Linear(48, 10))
  const training: TorchTraining = { X, y: train.y.slice(0, 200), loss: crossEntropyLoss, optimizer: Adam(net.parameters()), rate: cosine(0.01, 0.001, 20), steps: 20, batch: 32, shuffle: 9 } // prettier-ignore
  return { subject: net, options: { name: 'digits', args: [X[0]!], training }, steps: 20 }
}
const NAMES = ['emma', 'olivia', 'ava', 'isabella', 'mia']
const gpt = (): GPT => new GPT([...new Set(NAMES.join(''))].toSorted(), random(42))
function gptTwin(): Twin {
  const model = gpt()
  const lessons = NAMES.map((name) => model.lesson(name))
  const training: TorchTraining = { X: lessons.map(({ shown }) => shown), y: lessons.map(({ wanted }) => wanted), loss: crossEntropyLoss, optimizer: Adam(model.parameters(), { betas: [0.85, 0.99] }), rate: linear(0.01, 0, 1000), steps: 15, batch: 1 } // prettier-ignore
  return { subject: model, options: { name: 'gpt', args: [[...lessons[0]!.shown]], training }, steps: 15 }
}

/** A loss, an optimiser and all its settings, on a small net that ends in what the loss takes. */
function small(name: string, loss: TorchTraining['loss'], y: (k: number) => unknown, ends: readonly ('sigmoid' | 'tanh')[], optimizer: (net: Module) => TorchTraining['optimizer'], outputs = 2): Make {
  return () => {
    const net = new Sequential(new Linear(3, 4, { random: random() }), tanh, new Linear(4, outputs, { random: random(6) }), ...ends)
    const X = Array.from({ length: 7 }, (_, k) => point(3, k))
    const training: TorchTraining = { X, y: X.map((_, k) => y(k)), loss: loss!, optimizer: optimizer(net), steps: 12, batch: 3, shuffle: 2 }
    return { subject: net, options: { name, training }, steps: 12 }
  }
} // prettier-ignore

/** Labels and names of weights that would be code, if they were let. */
export const HOSTILE: readonly string[] = [
  'a"""\nimport os\nos.abort()\n"""',
  "'] + [__import__('os').abort()] + ['",
  '\\', '\\\'); raise SystemExit(9) #', '# coding: utf-7', '{0.__class__}', '%s %(name)s', 'x\u2028raise SystemExit(9)', 'x\rraise SystemExit(9)', 'x\u0000y',
  '\ud800', '\u{1f600}', 'import', 'self', 'torch', 'const', 'pick', 'lambda: 0', '\u202eabc', 'ﬁ', '__import__', 'def', 'h', 'v', 'v_2', 'x', 'k', 'constants',
] // prettier-ignore

/** Everything of the lessons, and every class of the house, each with an example. */
export const twins: Readonly<Record<string, Make>> = {
  lecture() {
    const [a, b, c, f] = [value(2, 'a'), value(-3, 'b'), value(10, 'c'), value(-2, 'f')]
    const subject = (): Value => {
      const e = a.mul(b)
      e.label = 'e'
      const d = e.add(c)
      d.label = 'd'
      const L = d.mul(f)
      L.label = 'L'
      return L
    }
    return { subject, options: { name: 'lecture', args: [] } }
  },
  tree() {
    const line = new Linear(2, 2, { random: random() })
    const still = value(0.25, 'still')
    still.requiresGrad = false
    const subject = (net: Linear, { scale, shift }: { scale: number; shift: readonly number[] }, xs: readonly (readonly number[])[]): Value[] =>
      xs.map((x, k) => add(mul(scale, norm(net.forward(x))), where(x[0]! as never as boolean, shift[k]!, still)) as Value)
    return { subject, options: { name: 'tree', args: [line, { scale: 2, shift: [0.5, -1] }, [[1, 2], [0, -0.5]]] } }
  },
  loops() {
    const subject = (xs: readonly number[], table: readonly (readonly number[])[]): Value => {
      let walk: number = xs[0]!
      for (let k = 0; k < 40; k++) walk = add(sin(mul(walk, xs[k % xs.length]!)), 0.25)
      const rows = table.map((row) => prod(softmax(row.map((x, k) => mul(x, k + 1)))))
      return add(add(walk, max(rows)), pow(sum(rows.map((row) => clamp(row, 0, 0.5))), 3)) as Value
    }
    return { subject, options: { name: 'loops', args: [point(5), Array.from({ length: 6 }, (_, k) => point(4, k))] } }
  },
  hostile() {
    const weights = Object.fromEntries(HOSTILE.map((name, k) => [name, value(1 + k / 8, name)]))
    const subject = (x: number): Value => {
      let total: Value = value(0, 'torch')
      total.requiresGrad = false
      for (const weight of Object.values(weights)) {
        total = total.add(weight.mul(x))
        total.label = weight.label
      }
      return total
    }
    return { subject, options: { name: 'hostile', args: [0.5], weights } }
  },
  moons: moonsTwin,
  moonsRecorded() {
    const { subject, options: { training } } = moonsTwin()
    const net = subject as MLP<[16, 16, 1]>
    const loss = (): Value => hingeLoss((training!.X as number[][]).map((x) => net.forward(x)), training!.y as number[]).add(l2(net.parameters(), 1e-4))
    return { subject: loss, options: { name: 'moonsRecorded', args: [], weights: net } }
  },
  digits: digitsTwin,
  digitsRecorded() {
    const { subject, options: { training } } = digitsTwin()
    const net = subject as Sequential
    const loss = (...X: number[][]): Value => crossEntropyLoss(X.map((x) => net.forward(x)), (training!.y as number[]).slice(0, 4))
    return { subject: loss, options: { name: 'digitsRecorded', args: (training!.X as number[][]).slice(0, 4), weights: net } }
  },
  gpt: gptTwin,
  gptRecorded() {
    const model = gpt()
    const { shown, wanted } = model.lesson('isabella')
    return { subject: () => crossEntropyLoss(model.forward(shown), wanted), options: { name: 'gptRecorded', args: [], weights: model } }
  },
  linear: () => ({ subject: new Linear(3, 2, { random: random() }), options: { name: 'linear', args: [point(3)] } }),
  linearWithoutBias: () => ({ subject: new Linear(3, 2, { random: random(), bias: false }), options: { name: 'linearWithoutBias', args: [point(3)] } }),
  neuron: () => ({ subject: new Neuron(3, { activation: tanh, random: random() }), options: { name: 'neuron', args: [point(3)] } }),
  layer: () => ({ subject: new Layer(3, 4, { activation: 'gelu', random: random() }), options: { name: 'layer', args: [point(3)] } }),
  layerOfOne: () => ({ subject: new Layer(3, 1, { random: random() }), options: { name: 'layerOfOne', args: [point(3)] } }),
  embedding: () => ({ subject: new Embedding(5, 3, { random: random() }), options: { name: 'embedding', args: [2] } }),
  rmsNorm: () => ({ subject: new RMSNorm(4), options: { name: 'rmsNorm', args: [point(4)] } }),
  rmsNormWithoutGain: () => ({ subject: new Sequential(new Linear(4, 4), new RMSNorm(4, { gain: false, eps: 1e-5 })), options: { name: 'rmsNormWithoutGain', args: [point(4)] } }),
  layerNorm: () => ({ subject: new Sequential(new Linear(4, 5, { random: random() }), new LayerNorm(5), 'square'), options: { name: 'layerNorm', args: [point(4)] } }),
  layerNormWithoutBias: () => ({ subject: new Sequential(new Linear(4, 5, { random: random() }), new LayerNorm(5, { bias: false }), 'exp', new LayerNorm(5, { gain: false })), options: { name: 'layerNormWithoutBias', args: [point(4)] } }),
  attention: () => ({ subject: new Attention(6, 3, { random: random() }), options: { name: 'attention', args: [Array.from({ length: 5 }, (_, k) => point(6, k))] } }),
  attentionOfAll: () => ({ subject: new Attention(6, 2, { random: random(), causal: false, bias: false }), options: { name: 'attentionOfAll', args: [Array.from({ length: 4 }, (_, k) => point(6, k))] } }),
  sequential: () => ({ subject: new Sequential(new Linear(3, 4, { random: random() }), 'elu', new Dropout(0.5), new MLP(4, [3, 1], { random: random() }), new Linear(1, 3), new Sequential(tanh, new Layer(3, 1, { random: random() }))), options: { name: 'sequential', args: [point(3)] } }),
  softmaxStep: () => ({ subject: new Sequential(new Linear(3, 4, { random: random() }), softmax, log), options: { name: 'softmaxStep', args: [point(3)] } }),
  frozen() {
    const net = new Sequential(new Linear(3, 4, { random: random() }), relu, new Linear(4, 2, { random: random() }))
    for (const weight of (net.steps[0] as unknown as Linear).parameters()) weight.requiresGrad = false
    return { subject: net, options: { name: 'frozen', args: [point(3)] } }
  },
  own() {
    class Own extends Module {
      readonly scale = value(1.5)
      readonly parts = { w: [value(0.5), value(-2)], 'a b\n': [value(3)] }
      forward(x: readonly number[]): Value[] {
        return x.map((each, k) => maximum(mul(this.scale, each), mul(this.parts.w[k]!, exp(this.parts['a b\n'][0]!))) as Value)
      }
    }
    return { subject: new Own(), options: { name: 'own', args: [[1, 2]] } }
  },
  fit() {
    const [a, b] = [value(0.5, 'a'), value(-0.25, 'b')]
    const X = Array.from({ length: 9 }, (_, k) => [k / 4 - 1, sin(k)])
    const subject = (x: number, y: number): Value => abs(a.mul(x).add(b).tanh().sub(y)) as Value
    const training: TorchTraining = { X, optimizer: Adam([a, b], { lr: 0.05 }), steps: 20, batch: 4, shuffle: 0 }
    return { subject, options: { name: 'fit', args: [0.5, 1], training }, steps: 20 }
  },
  mse: small('mse', mseLoss, (k) => [k / 3, -k / 5], [], (net) => SGD(net.parameters(), { lr: 0.1, momentum: 0.8, nesterov: true, weightDecay: 0.02 })),
  l1: small('l1', l1Loss, (k) => [k / 3, -k / 5], [], (net) => AdamW(net.parameters(), { lr: 0.02, weightDecay: 0.2, betas: [0.8, 0.95] })),
  huber: small('huber', huberLoss, (k) => k / 3, [], (net) => RMSprop(net.parameters(), { lr: 0.01, momentum: 0.5, centered: true, eps: 1e-3 }), 1),
  smoothL1: small('smoothL1', smoothL1Loss, (k) => [k / 3, -k / 5], [], (net) => Adagrad(net.parameters(), { lr: 0.1, lrDecay: 0.05, initialAccumulatorValue: 0.1 })),
  bce: small('bce', bceLoss, (k) => [k % 2, 0.25], ['sigmoid'], (net) => Adam(net.parameters(), { lr: 0.02, amsgrad: true, weightDecay: 0.1 })),
  bceWithLogits: small('bceWithLogits', bceWithLogitsLoss, (k) => [k % 2, 0.25], [], (net) => SGD(net.parameters(), { lr: 0.05, momentum: 0.9, dampening: 0.25 })),
  crossEntropy: small('crossEntropy', crossEntropyLoss, (k) => k % 3, [], (net) => SGD(net.parameters(), { lr: 0.01, maximize: true }), 3),
  hinge: small('hinge', hingeLoss, (k) => 2 * (k % 2) - 1, [], (net) => RMSprop(net.parameters()), 1),
  nll: small('nll', nllLoss, (k) => k % 3, ['tanh'], (net) => Adagrad(net.parameters()), 3),
  yinYang() {
    const { X, y } = yinYang({ samples: 30, seed: 1 })
    const net = new MLP(2, [5, 3], { activation: 'sigmoid', random: random() })
    return { subject: net, options: { name: 'yinYang', training: { X, y, loss: crossEntropyLoss, optimizer: Adam(net.parameters()), steps: 10, batch: 8, shuffle: 4 } }, steps: 10 }
  },
} // prettier-ignore

/** Every op alone, at points of its domain; `from` draws them. */
export function opTwins(
  op: Op,
  from: number,
  count = 3,
): readonly (Twin & { readonly parameters: readonly number[] })[] {
  const points = drawnOf(op, 8 * count, from).filter((inputs) => Number.isFinite(call(op, inputs)))
  const width = op.arity === 'list' ? 4 : op.arity
  return points.slice(0, count).map((drawn) => {
    const [inputs, parameters] = [drawn.slice(0, width), drawn.slice(width)]
    const subject = (...xs: readonly Value[]): number => call(op, [...xs, ...parameters] as unknown as number[])
    return { subject, options: { name: `op_${op.name}`, args: inputs }, parameters }
  })
}
export const allOps: readonly Op[] = [...ops.values()]

/** Ops of which PyTorch 1.13 has the slope, trigamma, to nine digits only. */
export const coarse: ReadonlySet<string> = new Set(['digamma', 'polygamma'])

/** Random programs of all ops but those, with how large the products along all paths to each input are together. */
export function randomTwins(from: number, count: number): readonly (Twin & { readonly sizes: readonly number[] })[] {
  const draw = draws(from)
  const among = occurring.filter(({ name }) => !coarse.has(name))
  return Array.from({ length: count }, () => {
    const { program } = randomProgram(draw, Math.floor(draw.logBetween(5, 200)), among)
    const subject = (...xs: readonly number[]): number => run(program, xs)
    return { subject, options: { name: 'drawn', args: [...program.inputs] }, sizes: duals(program).absolute }
  })
}
