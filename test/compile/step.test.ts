/** compileStep: the bits of backward() and step(), over a hundred steps of every kind of training; parameters and what is remembered stay in reach. */
import { describe, expect, test } from 'vitest'
import { add, div, exp, isTrue, greater, log, mul, softmax, sub, sum, value, type Value } from 'seegrad'
import { compileStep, NonfiniteError } from 'seegrad/compile'
import { moons, names } from 'seegrad/data'
import { hingeLoss, l2, MLP, crossEntropyLoss } from 'seegrad/nn'
import { Adagrad, Adam, AdamW, linear, RMSprop, SGD, type Optimizer } from 'seegrad/optim'
import { PythonRandom } from 'seegrad/random'
import { GPT } from '../../src/training/index.js'
import { long } from '../seed.js'

/** A training that can be run twice, eager and compiled. */
interface Training {
  readonly parameters: readonly Value[]
  readonly optimizer: Optimizer
  /** The loss of all that a step is given. */
  readonly loss: (...batch: never[]) => Value
  readonly batch: (step: number) => readonly unknown[]
  readonly rate?: (step: number) => number
}

/** Everything that a training leaves, after every step. */
function traced(training: Training, steps: number, step: (batch: readonly unknown[]) => number): number[] {
  const { parameters, optimizer, rate } = training
  const seen: number[] = []
  for (let k = 0; k < steps; k++) {
    if (rate) optimizer.lr = rate(k)
    seen.push(step(training.batch(k)))
    for (const p of parameters) seen.push(p.data, p.grad)
  }
  for (const state of optimizer.states) seen.push(...Object.values(state))
  return seen
}
function expectSameTraining(make: () => Training, steps = 100): string {
  const one = make()
  const eager = traced(one, steps, (batch) => {
    const loss = one.loss(...(batch as never[]))
    one.optimizer.zeroGrad()
    loss.backward()
    one.optimizer.step()
    return loss.data
  })
  const two = make()
  const { parameters, optimizer, loss } = two
  const step = compileStep({
    parameters,
    optimizer,
    loss: loss as unknown as (...batch: any[]) => number,
    batch: false,
  })
  const compiled = traced(two, steps, (batch) => step(...batch).loss)
  expect(compiled.length).toBe(eager.length)
  const wrong = eager.findIndex((x, k) => !Object.is(x, compiled[k]))
  expect(wrong < 0 ? '' : `number ${wrong}: ${eager[wrong]} and ${compiled[wrong]}`).toBe('')
  expect(step.stats).toMatchObject({ calls: steps, checks: 1, failures: 0 })
  return step.stats.executor
}

const moonsTraining = (): Training => {
  const { X, y } = moons({ samples: 100, noise: 0.1, seed: 1337 })
  const net = new MLP(2, [16, 16, 1], { random: new PythonRandom(1337) })
  const parameters = net.parameters()
  const loss = (X: number[][], y: number[]): Value => hingeLoss(X.map((x) => net.forward(x)), y).add(l2(parameters, 1e-4)) // prettier-ignore
  return { parameters, optimizer: SGD(parameters), loss, batch: () => [X, y.map((one) => 2 * one - 1)], rate: linear(1, 0.1, 100) } // prettier-ignore
}
const fitTraining = (): Training => {
  const random = new PythonRandom(5)
  const parameters = Array.from({ length: 11 }, () => value(random.random()))
  const xs = Array.from({ length: 60 }, (_, k) => k / 60)
  const model = (x: number): number => {
    let y = add(mul(parameters[9]!, x), parameters[10]!)
    for (let k = 0; k < 9; k += 3) {
      const z = div(sub(x, parameters[k]!), parameters[k + 1]!)
      y = add(y, mul(parameters[k + 2]!, exp(mul(-0.5, mul(z, z)))))
    }
    return y
  }
  const loss = (xs: number[]): Value => sum(xs.map((x) => { const e = sub(model(x), Math.sin(6)); return mul(e, e) })) as Value // prettier-ignore
  return { parameters, optimizer: Adam(parameters, { lr: 0.01 }), loss, batch: () => [xs] }
}
const classesTraining = (optimizer: (p: readonly Value[]) => Optimizer) => (): Training => {
  const random = new PythonRandom(3)
  const net = new MLP(12, [8, 4], { random, activation: 'tanh' })
  const X = Array.from({ length: 6 }, () => Array.from({ length: 12 }, () => random.random()))
  const parameters = net.parameters()
  const loss = (X: number[][]): Value => crossEntropyLoss(X.map((x) => net.forward(x) as Value[]), X.map((_, k) => k % 4)) // prettier-ignore
  return { parameters, optimizer: optimizer(parameters), loss, batch: () => [X] }
}

describe('a hundred compiled steps have the bits of a hundred eager ones', () => {
  test('moons', () => {
    expect(expectSameTraining(moonsTraining)).toBe('nests')
  })
  test('a curve of gaussians', () => {
    expect(['nests', 'line']).toContain(expectSameTraining(fitTraining))
  })
  const optimizers: readonly (readonly [string, (p: readonly Value[]) => Optimizer])[] = [
    ['SGD with Nesterov’s momentum', (p) => SGD(p, { lr: 0.1, momentum: 0.9, nesterov: true, weightDecay: 0.01 })],
    ['Adam with amsgrad', (p) => Adam(p, { lr: 0.01, amsgrad: true })],
    ['AdamW', (p) => AdamW(p, { lr: 0.01 })],
    ['RMSprop', (p) => RMSprop(p, { centered: true, momentum: 0.5 })],
    ['Adagrad', (p) => Adagrad(p, { lr: 0.1, lrDecay: 0.1 })],
  ]
  for (const [name, optimizer] of optimizers)
    test(`a classifier by ${name}`, () => {
      expect(['nests', 'line']).toContain(expectSameTraining(classesTraining(optimizer), 30))
    })
  test('names as they are trained: one program for all texts', { timeout: 900_000 }, () => {
    const steps = long ? 1000 : 32
    const make = () => {
      const random = new PythonRandom(42)
      const texts = names()
      random.shuffle(texts)
      const gpt = new GPT([...new Set(texts.flatMap((text) => [...text]))].toSorted(), random)
      const parameters = gpt.parameters()
      return { gpt, random, texts, parameters, optimizer: Adam(parameters, { betas: [0.85, 0.99] }) }
    }
    const [eager, compiled] = [make(), make()]
    const { gpt, parameters, optimizer } = compiled
    const loss = (shown: readonly number[], wanted: readonly number[]): Value[] => crossEntropyLoss(gpt.forward(shown), wanted, { reduction: 'none' }) // prettier-ignore
    const step = compileStep({ parameters, optimizer, loss, batch: false, lengths: [16] })
    const rate = linear(0.01, 0, 1000)
    const lengths = new Set<number>()
    for (let k = 0; k < steps; k++) {
      const { shown, wanted } = gpt.lesson(eager.texts[k]!)
      lengths.add(shown.length)
      eager.optimizer.lr = optimizer.lr = rate(k)
      const own = crossEntropyLoss(eager.gpt.forward(shown), wanted)
      eager.optimizer.zeroGrad()
      own.backward()
      eager.optimizer.step()
      expect(step(shown, wanted).loss).toBe(own.data)
      const wrong = eager.parameters.findIndex(
        ({ data, grad }, i) => !Object.is(data, parameters[i]!.data) || !Object.is(grad, parameters[i]!.grad),
      )
      expect(wrong, `step ${k}`).toBe(-1)
    }
    expect(lengths.size).toBeGreaterThan(5)
    expect(optimizer.states).toEqual(eager.optimizer.states)
    expect(step.stats).toMatchObject({ executor: 'nests', programs: 1, calls: steps, failures: 0 })
    expect(step.stats.bytes).toBeLessThan(150_000)
    const said = ({ gpt, random }: typeof eager): string[] => Array.from({ length: 20 }, () => gpt.sample(random, 0.5))
    if (long) expect(said(compiled)).toEqual(said(eager))
  })
  test('names: a small GPT, a text a step', () => {
    const make = (): Training => {
      const gpt = new GPT([...'abcdefghijklmnopqrstuvwxyz'], new PythonRandom(42))
      const parameters = gpt.parameters()
      // Texts of two lengths: another text is other rows of the tables, and so another program.
      const texts = ['anna', 'emma']
      const loss = (k: number): Value => {
        const { shown, wanted } = gpt.lesson(texts[isTrue(greater(k, 0.5)) ? 1 : 0]!)
        return crossEntropyLoss(gpt.forward(shown), wanted)
      }
      return { parameters, optimizer: Adam(parameters, { lr: 0.01, betas: [0.85, 0.99] }), loss, batch: (k) => [k % 2] }
    }
    expect(expectSameTraining(make, 6)).toBe('nests')
  })
  test('rosenbrock', () => {
    const make = (): Training => {
      const parameters = [value(-1.2), value(1)]
      const [x, y] = parameters as [Value, Value]
      const loss = (): Value =>
        x
          .neg()
          .add(1)
          .square()
          .add(y.sub(x.mul(x)).square().mul(100))
      return { parameters, optimizer: SGD(parameters, { lr: 1e-3 }), loss, batch: () => [] }
    }
    expect(expectSameTraining(make)).toBe('line')
  })
  test('a graph of softplus, sums, products and softmax', () => {
    const make = (): Training => {
      const random = new PythonRandom(1)
      const parameters = Array.from({ length: 40 }, () => value(random.uniform(-1, 1)))
      const loss = (): Value => {
        let layer: number[] = parameters
        for (let k = 0; k < 12; k++) {
          const last = layer
          layer = last.map((x, i) =>
            log(add(1, exp(add(mul(x, last[(i * 7 + k) % last.length]!), last[(i + 1) % last.length]!)))),
          )
          if (k % 3 === 2) layer = softmax(layer)
        }
        return sum(layer.map((x) => mul(x, x))) as Value
      }
      return { parameters, optimizer: SGD(parameters, { lr: 0.1 }), loss, batch: () => [] }
    }
    expect(['nests', 'table', 'line']).toContain(expectSameTraining(make))
  })
})

describe('a compiled step', () => {
  test('of lists of examples takes their mean loss and a regularizer', () => {
    const make = (): [Value[], Optimizer] => {
      const parameters = [value(0.5), value(0.1)]
      return [parameters, SGD(parameters, { lr: 0.1 })]
    }
    const one = ([w, b]: Value[], x: number, y: number): Value => w!.mul(x).add(b!).sub(y).square()
    const [p, eager] = make()
    const [q, optimizer] = make()
    const step = compileStep({ parameters: q, optimizer, loss: (x: number, y: number) => one(q, x, y), regularizer: () => l2(q, 0.01) }) // prettier-ignore
    for (let k = 0; k < 4; k++) {
      const xs = [1, 2, 3].map((x) => x + k)
      const loss = (add(sum(xs.map((x) => one(p, x, 2 * x))).mul(1), 0) as Value).div(3).add(l2(p, 0.01))
      eager.zeroGrad()
      loss.backward()
      eager.step()
      expect(
        step(
          xs,
          xs.map((x) => 2 * x),
        ).loss,
      ).toBeCloseTo(loss.data, 12)
    }
    expect(() => step([1, 2], [1])).toThrow('equally long')
  })
  test('sees parameters, learning rate and states that were set by hand', () => {
    const w = value(1)
    const optimizer = SGD([w], { lr: 0.5, momentum: 0.9 })
    const step = compileStep({ parameters: [w], optimizer, loss: (x: number) => w.mul(x).square(), batch: false })
    step(1)
    w.data = 3
    optimizer.lr = 0.25
    ;(optimizer.states as { buffer: number }[])[0] = { buffer: 2 }
    step(1)
    const buffer = 0.9 * 2 + 6
    expect([w.data, optimizer.states[0], optimizer.steps]).toEqual([3 - 0.25 * buffer, { buffer }, 2])
  })
  test('without an optimizer leaves gradients', () => {
    const w = value(3)
    const step = compileStep({ parameters: [w], loss: (x: number) => w.mul(w).mul(x), batch: false })
    expect([step(2).loss, w.grad, w.data]).toEqual([18, 12, 3])
  })
  test('makes what was computed from its parameters before unfit for backward', () => {
    const w = value(3)
    const y = w.mul(w)
    compileStep({ parameters: [w], optimizer: SGD([w]), loss: (x: number) => w.mul(x), batch: false })(1)
    expect(() => y.backward()).toThrow('changed after this was computed')
  })
  test.each([
    ['op by op', { compile: false }],
    ['compiled', {}],
    ['in singles', { dtype: 'f32' }],
    ['in singles op by op', { dtype: 'f32', compile: false }],
  ] as const)('that would end in numbers that are not finite moves nothing where that is asked for, %s', (_, options) => {
    const w = value(1, 'w')
    const optimizer = Adam([w], { lr: 1 })
    // Its slope at 0 is infinite, and beyond it is none.
    const loss = (x: number): Value => w.sub(x).sqrt()
    const step = compileStep({ parameters: [w], optimizer, loss, batch: false, errorIfNonfinite: true, ...options })
    step(0)
    const before = [w.data, optimizer.steps, { ...optimizer.states[0] }]
    const thrown = (x: number): unknown => {
      try {
        return step(x)
      } catch (error) {
        return error
      }
    }
    for (const [x, what, number] of [[w.data, 'a slope of the loss', Infinity], [w.data + 1, 'the loss', NaN]] as const) {
      const error = thrown(x)
      expect(error).toBeInstanceOf(NonfiniteError)
      expect(error).toMatchObject({ what, number, message: expect.stringMatching(/Nothing was moved/) })
      expect([w.data, optimizer.steps, { ...optimizer.states[0] }]).toEqual(before)
    }
    expect(step(w.data - 1).loss).toBe(1)
    expect(optimizer.steps).toBe(2)
  }) // prettier-ignore
  test('refuses Values that are no parameters by calling the loss itself, and says so', () => {
    const w = value(1)
    const other = value(2, 'other')
    const step = compileStep({ parameters: [w], optimizer: SGD([w], { lr: 0.1 }), loss: (x: number) => w.mul(other).mul(x), batch: false }) // prettier-ignore
    step(1)
    expect(w.data).toBe(0.8)
    expect(step.stats).toMatchObject({ executor: 'eager', why: expect.stringContaining('the Value other') })
  })
  test('refuses a loss that differs from run to run, and notices one that changed', () => {
    const w = value(1)
    let noise = 0
    const random = compileStep({ parameters: [w], loss: (x: number) => w.mul(x).add(noise++), batch: false })
    expect(() => random(1)).toThrow(/differs from run to run at .*step\.test\.ts/)
    let scale = 1
    const stale = compileStep({ parameters: [w], loss: (x: number) => w.mul(x).mul(scale), batch: false })
    stale(1)
    scale = 2
    expect(() => stale(1)).toThrow('is stale')
  })
})
