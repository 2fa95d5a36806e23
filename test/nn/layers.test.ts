/** Layers begin as they say, do as they say, come and go by stateDict, and refuse what would train wrongly without a word. */
import { describe, expect, test } from 'vitest'
import { relu, softmax, value } from 'seegrad'
import { Attention, bceLoss, bceWithLogitsLoss, crossEntropyLoss, Dropout, Embedding, huberLoss, initialisers, LayerNorm, Linear, Module, mseLoss, RMSNorm, Sequential, smoothL1Loss, type Initialiser } from 'seegrad/nn' // prettier-ignore
import { PythonRandom } from 'seegrad/random'
import { refusal } from './refusal.js'

const datas = (xs: readonly { readonly data: number }[]): number[] => xs.map((x) => x.data)

describe('an initialiser', () => {
  const bounds: Readonly<Record<string, number>> = { zeros: 0, ones: 1, micrograd: 1, linear: 0.5, xavierUniform: 0.5, kaimingUniform: Math.sqrt(1.5) } // prettier-ignore
  const deviations: Readonly<Record<string, number>> = { normal: 1, xavierNormal: Math.sqrt(2 / 24), kaimingNormal: Math.sqrt(0.5) } // prettier-ignore
  for (const name of Object.keys(initialisers) as (keyof typeof initialisers)[])
    test(`${name} draws weights of the size that its fan asks for`, () => {
      const weights = new Linear(4, 20, { init: name, random: new PythonRandom(1) }).weight.flat().map((w) => w.data)
      const largest = Math.max(...weights.map(Math.abs))
      if (name in bounds) {
        expect(largest).toBeLessThanOrEqual(bounds[name]!)
        expect(largest).toBeGreaterThanOrEqual(0.95 * bounds[name]!)
      } else {
        const deviation = Math.sqrt(weights.reduce((sum, w) => sum + w * w, 0) / weights.length)
        expect(deviation / deviations[name]!).toBeGreaterThan(0.8)
        expect(deviation / deviations[name]!).toBeLessThan(1.2)
      }
    })
  test('of one’s own gets the generator and the fan', () => {
    const layer = new Linear(3, 2, { init: (random, inputs, outputs) => inputs + outputs / 10 + random.uniform(0, 0) })
    expect(datas(layer.weight.flat())).toEqual([3.2, 3.2, 3.2, 3.2, 3.2, 3.2])
    expect(datas(layer.bias!)).toEqual([0, 0])
  }) // prettier-ignore
  test('is the same for the same seed, and another for another', () => {
    const of = (seed?: number): number[] =>
      datas(new Linear(3, 2, { random: seed === undefined ? undefined : new PythonRandom(seed) }).parameters())
    expect(of(3)).toEqual(of(3))
    expect(of(3)).not.toEqual(of(4))
    expect(of()).toEqual(of(0))
  })
})

describe('a network of several modules', () => {
  const net = new Sequential(new Linear(2, 3), 'tanh', new LayerNorm(3), relu, new Linear(3, 2, { bias: false }), softmax)
  test('gives what its steps give one after the other', () => {
    const [first, , norm, , last] = net.steps as [Linear, string, LayerNorm, unknown, Linear]
    const by = softmax(last.forward(norm.forward(first.forward([1, -2]).map((x) => x.tanh())).map((x) => x.relu())))
    expect(datas(net.forward([1, -2]))).toEqual(datas(by))
  })
  test('names its parameters by the way to them and loads its own state', () => {
    const names = net.namedParameters().map(([name]) => name)
    expect([names.length, names[0], names.at(-1)]).toEqual([9 + 6 + 6, 'steps.0.weight.0.0', 'steps.4.weight.1.2'])
    const state = JSON.parse(JSON.stringify(net.stateDict())) as Record<string, number>
    for (const p of net.parameters()) p.data += 1
    const moved = datas(net.forward([1, -2]))
    net.loadStateDict(state)
    expect(net.stateDict()).toEqual(state)
    expect(datas(net.forward([1, -2]))).not.toEqual(moved)
  })
}) // prettier-ignore

describe('dropout', () => {
  const ones = Array.from({ length: 2000 }, () => 1)
  test('loses its share, keeps the mean, and the same numbers for the same seed', () => {
    const lost = (seed: number): number[] => datas(new Dropout(0.25, { random: new PythonRandom(seed) }).forward(ones))
    const share = lost(7).filter((x) => x === 0).length / ones.length
    expect(Math.abs(share - 0.25)).toBeLessThan(0.03)
    expect(lost(7).every((x) => x === 0 || x === 1 / 0.75)).toBe(true)
    expect(lost(7)).toEqual(lost(7))
    expect(lost(7)).not.toEqual(lost(8))
  })
  test('does nothing after eval(), wherever in a network it stands, until train()', () => {
    class Net extends Module {
      readonly parts = { deep: [new Sequential(new Dropout(0.9))] } as const
    }
    const net = new Net()
    const out = (): number[] => datas(net.parts.deep[0].forward(ones.slice(0, 50)))
    expect(out()).toContain(0)
    expect(net.eval()).toBe(net)
    expect(out()).toEqual(ones.slice(0, 50))
    net.train()
    expect(out()).toContain(0)
  })
})

test('attention looks only back, unless told', () => {
  const [a, b] = [[1, 0, 2, 0], [0, 1, 0, 3]] as const // prettier-ignore
  const first = (options: { causal?: boolean }, ...sequence: (readonly number[])[]): number[] => {
    const attention = new Attention(4, 2, options)
    return datas(attention.forward(sequence)[0]!)
  }
  expect(first({}, a, b)).toEqual(first({}, a))
  expect(first({ causal: false }, a, b)).not.toEqual(first({ causal: false }, a))
})

describe('refused with what was given, what is allowed and what to do:', () => {
  const wrong = (x: unknown): never => x as never
  const cases: readonly (readonly [string, () => unknown, string])[] = [
    ['an unknown init', () => new Linear(1, 1, { init: wrong('xavier') }), "TypeError: Linear: init is the string \"xavier\"; a function or one of these names is allowed: zeros, ones, micrograd, linear, normal, xavierUniform, xavierNormal, kaimingUniform, kaimingNormal. Write { init: 'xavierUniform' }."],
    ['an init by an inherited name', () => new Linear(1, 1, { init: wrong('toString') }), 'TypeError: Linear: init is the string "toString"; '],
    ['an init that gives no number', () => new Linear(1, 1, { init: wrong(() => NaN) satisfies Initialiser }), 'TypeError: Linear: init gave NaN; a finite number is allowed.'],
    ['a generator without normal deviates', () => new Embedding(2, 2, { random: { uniform: () => 0 } }), 'TypeError: Embedding: random has no gauss(mean, deviation), which this init draws from.'],
    ['no outputs', () => new Linear(1, 0), 'RangeError: Linear: outputs is 0; a whole number from 1 up is allowed. It counts the numbers that forward gives.'],
    ['inputs of another length', () => new Linear(2, 3).forward([1]), 'RangeError: Linear(2, 3): forward was given a list of 1; a list of 2 numbers or Values is allowed, one per input.'],
    ['an option that is none', () => new Linear(2, 3, wrong({ biases: true })), 'TypeError: Linear: biases is none of its options; { init, random, bias } is allowed.'],
    ['a letter that has no row', () => new Embedding(3, 2).forward(-1), 'RangeError: Embedding(3, 2): forward was given -1; a whole number from 0 to 2 is allowed. Things are counted from 0.'],
    ['a Value for a place that is none', () => new Embedding(3, 2).forward(value(3)), 'RangeError: Embedding(3, 2): forward was given 3; '],
    ['a negative eps', () => new RMSNorm(2, { eps: -1 }), 'RangeError: RMSNorm: eps is -1; a number from 0 up is allowed.'],
    ['a share of 1', () => new Dropout(1), 'RangeError: Dropout: p is 1; a number from 0 to below 1 is allowed. It is the share of numbers that are lost.'],
    ['heads that do not fit', () => new Attention(4, 3), 'RangeError: Attention: 3 heads for a size of 4; a number that divides it is allowed. Each head has an equal part.'],
    ['one place without its sequence', () => new Attention(2, 1).forward(wrong([])), 'TypeError: Attention(2, 1 heads): forward was given a list of 0; '],
    ['no steps', () => new Sequential(), 'RangeError: Sequential: no steps were given; at least one is allowed.'],
    ['a step that is none', () => new Sequential(new Linear(1, 1), wrong('rleu')), 'TypeError: Sequential: step 1 is the string "rleu"; a module with forward, an op of one input, its name, or a function of a list is allowed.'],
    ['a class out of range', () => crossEntropyLoss([[1, 2]], [2]), 'RangeError: crossEntropyLoss: classes[0] is 2; a whole number from 0 to 1 is allowed: there are 2 scores, and classes are counted from 0.'],
    ['a class that is none', () => crossEntropyLoss([1, 2], 0.5), 'RangeError: crossEntropyLoss: classes[0] is 0.5; '],
    ['more classes than examples', () => crossEntropyLoss([[1, 2]], [0, 1]), 'RangeError: crossEntropyLoss: 1 lists of scores and 2 classes; one class for each is allowed.'],
    ['scores without their list', () => crossEntropyLoss(wrong([1, 2]), [0, 1]), 'TypeError: crossEntropyLoss: the scores of example 0 are 1; a list of at least one number or Value is allowed, one per class.'],
    ['a reduction that is none', () => mseLoss([1], [1], wrong({ reduction: 'avg' })), "TypeError: mseLoss: reduction is the string \"avg\"; 'mean', 'sum' and 'none' are allowed."],
    ['a delta of 0', () => huberLoss([1], [1], { delta: 0 }), 'RangeError: huberLoss: delta is 0; a number above 0 is allowed. It says where the square goes over into a straight line.'],
    ['a beta below 0', () => smoothL1Loss([1], [1], { beta: -1 }), 'RangeError: smoothL1Loss: beta is -1; a number from 0 up is allowed.'],
    ['a certain probability', () => bceLoss([1], [1]), 'RangeError: bceLoss: probabilities[0] is 1; a number between 0 and 1 is allowed. Take bceWithLogitsLoss of the scores before the sigmoid: it has no end.'],
    ['a share above 1', () => bceWithLogitsLoss([0], [2]), 'RangeError: bceWithLogitsLoss: targets[0] is 2; a number from 0 to 1 is allowed: the share of class 1, mostly 0 or 1.'],
  ] // prettier-ignore
  for (const [what, run, says] of cases)
    test(what, () => {
      expect(refusal(run).slice(0, says.length)).toBe(says)
    })
})
