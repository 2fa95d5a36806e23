/** A run: a network that learns from points, step by step. All its numbers follow from its settings, its points and what was set by hand. */
import { compileStep, type CompiledStep } from '../../src/compile/index.js'
import { batches, type Examples } from '../../src/data/index.js'
import { detectAnomaly } from '../../src/engine/index.js'
import { bceWithLogitsLoss, hingeLoss, l2, mseLoss, MLP } from '../../src/nn/index.js'
import type { Value } from '../../src/ops/index.js'
import { Adagrad, Adam, AdamW, constant, cosine, linear, RMSprop, SGD, type Optimizer, type Schedule } from '../../src/optim/index.js' // prettier-ignore
import { PythonRandom } from '../../src/random/index.js'
import { answering, type Shape } from './answer.js'
import type { Losses } from '../runs/kept.js'
import { History } from './history.js'
import { testPoints, type Point } from './points.js'
import type { ByHand, FallName, LossName, OptimiserName, Settings } from './settings.js'

/** The same loss of Values and of numbers. */
type Loss = (scores: readonly number[], targets: readonly number[]) => number
/** A loss and what it calls the two classes. */
const losses: { readonly [N in LossName]: { readonly of: Loss; readonly targets: readonly [number, number] } } = {
  hinge: { of: hingeLoss as Loss, targets: [-1, 1] },
  logistic: { of: bceWithLogitsLoss as Loss, targets: [0, 1] },
  squares: { of: mseLoss as Loss, targets: [-1, 1] },
}
const makers: { readonly [N in OptimiserName]: (parameters: readonly Value[]) => Optimizer } = {
  SGD: (parameters) => SGD(parameters),
  momentum: (parameters) => SGD(parameters, { momentum: 0.9 }),
  Adam: (parameters) => Adam(parameters),
  AdamW: (parameters) => AdamW(parameters),
  RMSprop: (parameters) => RMSprop(parameters),
  Adagrad: (parameters) => Adagrad(parameters),
}
const schedules: { readonly [N in FallName]: (lr: number, steps: number) => Schedule } = {
  linear: (lr, steps) => linear(lr, lr / 10, steps),
  cosine: (lr, steps) => cosine(lr, lr / 100, steps),
  constant: (lr) => constant(lr),
}

export const shapeOf = ({ net, act }: Pick<Settings, 'net' | 'act'>): Shape => ({ inputs: 2, sizes: [...net, 1], act })
/** The network as its seed draws it. */
export const networkOf = ({ net, act, seed }: Pick<Settings, 'net' | 'act' | 'seed'>): MLP =>
  new MLP(2, [...net, 1], { activation: act, random: new PythonRandom(seed) })
/** What a point should score, and what one score costs. */
export const targetOf = ({ loss }: Pick<Settings, 'loss'>, kind: 0 | 1): number => losses[loss].targets[kind]
export const lossOf = ({ loss }: Pick<Settings, 'loss'>): Loss => losses[loss].of

type Batch = Examples<readonly [number, number]>
const examplesOf = (points: readonly Point[], settings: Settings): Batch => ({
  X: points.map(({ x, y }) => [x, y] as const),
  y: points.map(({ kind }) => targetOf(settings, kind)),
})

const WARM = 3

/** All that a run goes on from, as plain data. */
export interface RunState {
  readonly k: number
  readonly weights: readonly number[]
  readonly grads: readonly number[]
  readonly memory: readonly Readonly<Record<string, number>>[]
  readonly losses: Losses
}

export class Run {
  /** Steps made. */
  k = 0
  /** Why it cannot go on: what was born where. */
  failed = ''
  readonly history: History = new History()
  readonly parameters: readonly Value[]
  readonly optimizer: Optimizer
  readonly rate: Schedule
  readonly net: MLP
  /** The examples of the present step that were walked through, one by one. */
  walked = 0
  private readonly slopes: Float64Array<ArrayBuffer>
  /** What is shown as gradients was summed up or brought along. */
  private hasSlopes = false
  private compiled: CompiledStep<any[]> | undefined
  private readonly start: RunState
  private train: Batch
  private readonly test: Batch
  private readonly scores: (weights: Float64Array, x: number, y: number) => Float64Array
  private dealt: { readonly epoch: number; readonly hands: readonly Batch[] } | undefined

  constructor(
    readonly settings: Settings,
    points: readonly Point[],
    private byHand: readonly ByHand[],
  ) {
    this.net = networkOf(settings)
    this.parameters = this.net.parameters()
    this.optimizer = makers[settings.opt](this.parameters)
    this.rate = schedules[settings.fall](settings.lr, settings.steps)
    this.train = examplesOf(points, settings)
    this.test = examplesOf(testPoints(settings), settings)
    this.scores = answering(shapeOf(settings))
    this.slopes = new Float64Array(this.parameters.length)
    this.start = this.save()
    this.obeyHand()
  }
  /** From the beginning again, perhaps with other points: the same initial weights. */
  again(points: readonly Point[], byHand: readonly ByHand[]): void {
    this.train = examplesOf(points, this.settings)
    this.dealt = undefined
    this.byHand = byHand
    this.load(this.start)
  }
  save(): RunState {
    const { k, optimizer } = this
    return { k, weights: [...this.weights()], grads: [...this.grads()], memory: [...optimizer.states], losses: this.history.all() } // prettier-ignore
  }
  load({ k, weights, grads, memory, losses }: RunState): void {
    this.k = k
    this.failed = ''
    this.walked = 0
    this.parameters.forEach((parameter, i) => (parameter.data = weights[i]!))
    this.slopes.set(grads)
    this.hasSlopes = true
    memory.forEach((one, i) => (this.optimizer.states[i] = { ...one }))
    this.optimizer.steps = k
    this.history.load(losses)
    this.obeyHand()
  }
  get isCompiled(): boolean {
    return this.compiled !== undefined
  }
  /** Steps are compiled from now on. The first ones, in which the compiler checks itself, are made and forgotten. */
  compile(): void {
    const before = this.save()
    this.compiled = compileStep({ parameters: this.net, optimizer: this.optimizer, loss: (X: Batch['X'], y: readonly number[]) => this.look(X, y) as unknown as number, batch: false }) // prettier-ignore
    const { X, y } = this.examples()
    if (X.length > 0) for (let k = 0; k < WARM; k++) this.compiled(X, y)
    this.load(before)
  }

  /** Examples of a step, and steps of an epoch. */
  get size(): number {
    const { length } = this.train.X
    return this.settings.batch === 0 ? length : Math.min(this.settings.batch, length)
  }
  get perEpoch(): number {
    return Math.max(1, Math.ceil(this.train.X.length / this.size))
  }
  /** Whether there is anything to learn from, and nothing has broken. */
  get canGoOn(): boolean {
    return this.train.X.length > 0 && this.failed === ''
  }

  /** A step: forward, backward, update. A loss or slope that is no finite number ends the run, and says where the first was born. */
  step(): void {
    const { X, y } = this.examples()
    const { k, optimizer } = this
    optimizer.lr = this.rate(k)
    optimizer.zeroGrad()
    const before = this.weights()
    if (this.compiled) {
      const { loss } = this.compiled(X, y)
      if (this.isBroken(loss, X, y, before)) return
      this.note(loss, before)
    } else {
      const loss = this.look(X, y)
      loss.backward()
      if (this.isBroken(loss.data, X, y, before)) return
      this.note(loss.data, before)
      optimizer.step()
    }
    this.k++
    this.walked = 0
    this.hasSlopes = false
    this.obeyHand()
  }
  private look(X: Batch['X'], y: readonly number[]): Value {
    const { settings, net, parameters } = this
    const scores = X.map((x) => net.forward(x) as Value)
    const data = lossOf(settings)(scores, y) as unknown as Value
    return settings.l2 === 0 ? data : data.add(l2(parameters as readonly Value[], settings.l2))
  }
  private isBroken(loss: number, X: Batch['X'], y: readonly number[], before: Float64Array): boolean {
    const worst = Number.isFinite(loss) ? this.parameters.find(({ grad }) => !Number.isFinite(grad))?.grad : loss
    if (worst === undefined) return false
    // A compiled step has moved the weights already.
    this.parameters.forEach((parameter, i) => (parameter.data = before[i]!))
    const what = Number.isFinite(loss) ? 'A slope of the loss' : 'The loss'
    let birth = 'No op of this step made it out of finite numbers: look at the points and the weights.'
    try {
      detectAnomaly(() => this.look(X, y).backward())
    } catch (error) {
      birth = (error as Error).message
    }
    this.failed = `${what} is ${worst} at step ${this.k}, and no number after it would mean anything. ${birth.replace(/^./, (first) => first.toUpperCase())}`
    return true
  }

  /** One more example of this step: its part of the slopes is added to those of the examples before. The last one takes the step. */
  example(): void {
    const { X, y } = this.examples()
    const at = this.walked
    if (at >= X.length - 1) return this.step()
    if (at === 0) this.slopes.fill(0)
    this.optimizer.zeroGrad()
    const loss = lossOf(this.settings)([this.net.forward(X[at]!) as Value], [y[at]!]) as unknown as Value
    loss.backward()
    this.parameters.forEach(({ grad }, k) => (this.slopes[k]! += grad / X.length))
    this.walked++
    this.hasSlopes = true
  }
  /** The place of the example that was walked through last, among all points. */
  get walking(): number | undefined {
    if (this.walked === 0) return undefined
    const { X } = this.examples()
    return this.train.X.indexOf(X[this.walked - 1]!)
  }

  set(by: readonly ByHand[]): void {
    this.byHand = by
    this.obeyHand()
  }
  private obeyHand(): void {
    for (const { step, at, x } of this.byHand) {
      const parameter = this.parameters[at]
      if (step === this.k && parameter) parameter.data = x
    }
  }

  weights(): Float64Array<ArrayBuffer> {
    const { parameters } = this
    const weights = new Float64Array(parameters.length)
    for (let i = 0; i < weights.length; i++) weights[i] = parameters[i]!.data
    return weights
  }
  grads(): Float64Array<ArrayBuffer> {
    if (this.hasSlopes) return this.slopes.slice()
    const { parameters } = this
    const grads = new Float64Array(parameters.length)
    for (let i = 0; i < grads.length; i++) grads[i] = parameters[i]!.grad
    return grads
  }
  /** The share of points on their own side. */
  right(weights: Float64Array): number {
    const { X, y } = this.train
    const positive = targetOf(this.settings, 1)
    return X.filter(([a, b], i) => this.scores(weights, a, b).at(-1)! > 0 === (y[i] === positive)).length / X.length
  }

  /** The loss of the present step's examples, before its update. */
  loss(weights: Float64Array): number {
    const { settings } = this
    const { X, y } = this.examples()
    if (X.length === 0) return NaN
    const data = this.cost(weights, X, y)
    return settings.l2 === 0 ? data : data + l2([...weights], settings.l2)
  }
  private cost(weights: Float64Array, X: Batch['X'], y: readonly number[]): number {
    return lossOf(this.settings)(X.map(([a, b]) => this.scores(weights, a, b).at(-1)!), y) // prettier-ignore
  }
  private note(loss: number, weights: Float64Array): void {
    if (!this.history.isDue(this.k)) return
    const { X, y } = this.test
    this.history.add(loss, X.length === 0 ? undefined : this.cost(weights, X, y))
  }
  /** The examples of this step: all in their order, or dealt anew each epoch from a seed that follows from its number. */
  protected examples(): Batch {
    const { train, size, settings } = this
    if (size === train.X.length) return train
    const epoch = Math.floor(this.k / this.perEpoch)
    if (this.dealt?.epoch !== epoch) this.dealt = { epoch, hands: batches(train, size, { seed: settings.seed + epoch + 1 }) } // prettier-ignore
    return this.dealt.hands[this.k % this.perEpoch]!
  }
}
