/** Neurons, layers and networks compute what micrograd's do, bit by bit: the draws, the order of the sum, the shape of the answer. */
import { describe, expect, test } from 'vitest'
import { graphOf, relu, replay, value, type Value } from 'seegrad'
import { Layer, MLP, Neuron } from 'seegrad/nn'
import { PythonRandom } from 'seegrad/random'
import { refusal } from './refusal.js'

const random = (): PythonRandom => new PythonRandom(1337)

describe('a neuron', () => {
  test('draws its weights by uniform(−1, 1) in order, and does not draw its bias', () => {
    const [neuron, next] = [new Neuron(3, { random: random() }), random()]
    const draws = random()
    expect(neuron.w.map((w) => w.data)).toEqual([0, 1, 2].map(() => draws.uniform(-1, 1)))
    expect(neuron.b.data).toBe(0)
    const twice = new Neuron(3, { random: next })
    expect(twice.w.length).toBe(3)
    expect(next.random()).toBe(draws.random())
  })
  test('has the weights of seed 0 when no generator is given', () => {
    expect(new Neuron(2).stateDict()).toEqual(new Neuron(2, { random: new PythonRandom(0) }).stateDict())
  })
  test('adds b + w₀x₀ first and each further product to that', () => {
    const neuron = new Neuron(3, { activation: 'linear' })
    neuron.loadStateDict({ 'w.0': 1e16, 'w.1': 1, 'w.2': -1e16, b: 1 })
    // (1 + 10¹⁶) + 1 − 10¹⁶ is 0 in doubles; any other order gives 1 or 2.
    expect(neuron.forward([1, 1, 1]).data).toBe(0)
    neuron.loadStateDict({ 'w.0': 1, 'w.1': -1e16, 'w.2': 1, b: 1e16 })
    expect(neuron.forward([1, 1, 1]).data).toBe(1)
  })
  const answers: readonly (readonly [string, ConstructorParameters<typeof Neuron>[1], number])[] = [
    ['relu unless told', {}, 0],
    ['an op by name', { activation: 'tanh' }, Math.tanh(-2)],
    ['an op', { activation: relu }, 0],
    ['a function', { activation: (x: number) => x }, -2],
    ['nothing', { activation: 'linear' }, -2],
  ]
  for (const [what, options, answer] of answers)
    test(`ends in ${what}`, () => {
      const neuron = new Neuron(1, options)
      neuron.loadStateDict({ 'w.0': -1, b: 0 })
      expect(Math.abs(neuron.forward([2]).data - answer)).toBeLessThan(1e-15)
    })
  test('takes numbers, Values and typed arrays alike', () => {
    const neuron = new Neuron(2, { random: random(), activation: 'linear' })
    const answers = [neuron.forward([1, 2]), neuron.forward([value(1), 2]), neuron.forward(Float64Array.of(1, 2))]
    expect(new Set(answers.map((y) => y.data)).size).toBe(1)
  })
})

describe('inputs', () => {
  test('that are Values get gradients, that are numbers get none', () => {
    const neuron = new Neuron(2, { activation: 'linear' })
    const x = value(1)
    const y = neuron.forward([x, 2])
    y.backward()
    expect(x.grad).toBe(neuron.w[0]?.data)
    const second = y.prev[1]?.prev[1] as Value
    expect([second.data, second.requiresGrad, second.grad]).toEqual([2, false, 0])
  })
  test('are one node each, however many neurons read them', () => {
    const y = new MLP(2, [5, 1]).forward([0.5, 0.25])
    expect(graphOf(y).nodes.filter((node) => node.label === 'x0')).toHaveLength(1)
  })
  test('can be moved by replay', () => {
    const neuron = new Neuron(1, { activation: 'linear' })
    neuron.loadStateDict({ 'w.0': 3, b: 1 })
    const y = neuron.forward([2])
    replay(y, [[y.prev[1]?.prev[1] as Value, 10]])
    expect(y.data).toBe(31)
  })
})

describe('a layer', () => {
  test('of one neuron gives a Value, of several a list', () => {
    expect(new Layer(2, 1).forward([1, 2]).data).toBeTypeOf('number')
    expect(new Layer(2, 3).forward([1, 2]).map((y) => y.data)).toHaveLength(3)
  })
  test('draws neuron by neuron from one generator', () => {
    const draws = random()
    const drawn = new Layer(2, 2, { random: random() }).neurons.flatMap(({ w }) => w.map((x) => x.data))
    expect(drawn).toEqual([0, 1, 2, 3].map(() => draws.uniform(-1, 1)))
  })
})

describe('an MLP', () => {
  test('draws layer by layer from one generator: 337 parameters, 304 of them drawn', () => {
    const [own, draws] = [random(), random()]
    const net = new MLP(2, [16, 16, 1], { random: own })
    const weights = net.namedParameters().filter(([name]) => name.includes('.w.'))
    expect(weights.map(([, w]) => w.data)).toEqual(weights.map(() => draws.uniform(-1, 1)))
    expect([net.parameters().length, weights.length]).toEqual([337, 304])
    expect(own.random()).toBe(draws.random())
  })
  test('without a generator is that of seed 0, one for all its layers', () => {
    const net = new MLP(2, [3, 3, 1])
    expect(net.stateDict()).toEqual(new MLP(2, [3, 3, 1], { random: new PythonRandom(0) }).stateDict())
    expect(net.layers[0]!.neurons[0]!.w[0]!.data).not.toBe(net.layers[1]!.neurons[0]!.w[0]!.data)
  })
  test('is linear in its last layer only', () => {
    const net = new MLP(2, [4, 3, 2], { activation: 'tanh' })
    expect(net.layers.map(({ neurons }) => neurons[0]?.activation)).toEqual(['tanh', 'tanh', 'linear'])
  })
  test('passes through a layer of one neuron', () => {
    const net = new MLP(1, [1, 1], { activation: 'linear' })
    net.loadStateDict({
      'layers.0.neurons.0.w.0': 2,
      'layers.0.neurons.0.b': 1,
      'layers.1.neurons.0.w.0': 3,
      'layers.1.neurons.0.b': -1,
    })
    expect(net.forward([5]).data).toBe(32)
  })
  test('is known to the type checker by its last size', () => {
    const one: Value = new MLP(2, [3, 1]).forward([1, 2])
    const several: Value[] = new MLP(2, [3, 2]).forward([1, 2])
    const sizes: number[] = [3, 2]
    const either: Value | Value[] = new MLP(2, sizes).forward([1, 2])
    // @ts-expect-error Of two outputs a list is given.
    const wrong: Value = new MLP(2, [3, 2]).forward([1, 2])
    const any: MLP = new MLP(2, [3, 1])
    expect([one.op, several.length, either, wrong, any.layers.length].length).toBe(5)
  })
  test('groups its nodes by layer and neuron for pictures', () => {
    const { scopes } = graphOf(new MLP(2, [2, 1]).forward([1, 2]))
    expect(scopes.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['layer 0', 'layer 1', 'neuron 0', 'neuron 1']),
    )
  })
  test('says what it is', () => {
    expect(String(new MLP(2, [16, 16, 1]))).toBe('MLP(2, [16, 16, 1], relu)')
    expect(String(new Layer(3, 2, { activation: 'tanh' }))).toBe('Layer(3, 2, tanh)')
    expect(String(new Neuron(3, { activation: 'linear' }))).toBe('Neuron(3, linear)')
  })
})

describe('refused with what was given, what is allowed and what to do:', () => {
  const wrong = (x: unknown): never => x as never
  const cases: readonly (readonly [string, () => unknown, string])[] = [
    ['no inputs', () => new Neuron(0), 'RangeError: Neuron: inputs is 0; a whole number from 1 up is allowed. It counts the numbers that forward takes.'],
    ['half an input', () => new Layer(1.5, 1), 'RangeError: Layer: inputs is 1.5; a whole number from 1 up is allowed. It counts the numbers that forward takes.'],
    ['inputs as text', () => new MLP(wrong('2'), [1]), 'TypeError: MLP: inputs is the string "2"; a whole number from 1 up is allowed. It counts the numbers that forward takes.'],
    ['a layer of −1 neurons', () => new Layer(1, -1), 'RangeError: Layer: outputs is -1; a whole number from 1 up is allowed. It counts the neurons.'],
    ['no layers', () => new MLP(2, []), 'TypeError: MLP: sizes is a list of 0; a list of at least one whole number is allowed. Write new MLP(2, [16, 16, 1]): the neurons of each layer.'],
    ['sizes that are no list', () => new MLP(2, wrong(16)), 'TypeError: MLP: sizes is 16; a list of at least one whole number is allowed. Write new MLP(2, [16, 16, 1]): the neurons of each layer.'],
    ['a size of NaN', () => new MLP(2, [16, NaN]), 'RangeError: MLP: sizes[1] is NaN; a whole number from 1 up is allowed. It counts the neurons of a layer.'],
    ['a seed for a generator', () => new MLP(2, [1], { random: wrong(7) }), 'TypeError: MLP: random is 7; a generator with uniform(a, b) is allowed. Write { random: new PythonRandom(7) }.'],
    ['an unknown activation', () => new Neuron(1, { activation: 'rleu' }), "TypeError: Neuron: activation is the string \"rleu\"; 'linear', an op of one input or its name is allowed: "],
    ['an op of two inputs', () => new Neuron(1, { activation: 'mul' }), 'TypeError: Neuron: activation is mul, an op of more than one input; '],
    ['too few inputs', () => new Neuron(2).forward([1]), 'RangeError: Neuron(2, relu): forward was given a list of 1; a list of 2 numbers or Values is allowed, one per input.'],
    ['too many inputs', () => new MLP(2, [3, 1]).forward([1, 2, 3]), 'RangeError: MLP(2, [3, 1], relu): forward was given a list of 3; a list of 2 numbers or Values is allowed, one per input.'],
    ['an input without its list', () => new Layer(1, 2).forward(wrong(3)), 'TypeError: Layer(1, 2, relu): forward was given 3; a list of 1 number or Value is allowed, one per input. Write forward([x]).'],
    ['a batch', () => new MLP(2, [1]).forward(wrong([[1, 2], [3, 4]])), 'TypeError: MLP(2, [1], linear): input 0 is a list of 2; numbers and Values are allowed. A network takes one example at a time: xs.map((x) => net.forward(x)).'],
  ] // prettier-ignore
  for (const [what, run, says] of cases)
    test(what, () => {
      expect(refusal(run).slice(0, says.length)).toBe(says)
    })
})
