/** A Module finds its parameters by walking its properties, names them by the way to them, and takes a state whole or not at all. */
import { describe, expect, test } from 'vitest'
import { grad, isValue, value, type Value } from 'seegrad'
import { MLP, Module, Neuron } from 'seegrad/nn'
import { PythonRandom } from 'seegrad/random'
import { refusal } from './refusal.js'

class Odd extends Module {
  readonly tied: Value = value(1, 'tied')
  readonly list: readonly unknown[] = [value(2), [value(3)], 'text', 4]
  readonly record: object = { deep: { c: value(5) }, again: this.tied }
  readonly unit: Neuron = new Neuron(1)
  readonly computed: Value = this.tied.mul(2)
  readonly map: Map<string, Value> = new Map([['hidden', value(6)]])
  readonly self: Module = this
  readonly #cache: Value = value(7)
  cached(): Value {
    return this.#cache
  }
}

describe('parameters', () => {
  test('are the leaves that properties, lists, records and modules lead to, each once, named by the way there', () => {
    const names = new Odd().namedParameters().map(([name]) => name)
    expect(names).toEqual(['tied', 'list.0', 'list.1.0', 'record.deep.c', 'unit.w.0', 'unit.b'])
  })
  test('of an MLP come layer by layer, neuron by neuron, weights before the bias', () => {
    const net = new MLP(2, [2, 1])
    expect(net.namedParameters().map(([name]) => name)).toEqual([
      'layers.0.neurons.0.w.0',
      'layers.0.neurons.0.w.1',
      'layers.0.neurons.0.b',
      'layers.0.neurons.1.w.0',
      'layers.0.neurons.1.w.1',
      'layers.0.neurons.1.b',
      'layers.1.neurons.0.w.0',
      'layers.1.neurons.0.w.1',
      'layers.1.neurons.0.b',
    ])
  })
  test('are the same Values under parameters() as under namedParameters(), and at every call', () => {
    const net = new MLP(2, [3, 1])
    expect(net.parameters().every((p, k) => p === net.namedParameters()[k]?.[1] && p === net.parameters()[k])).toBe(
      true,
    )
  })
  test('lose their gradients, and nothing else, by zeroGrad()', () => {
    const neuron = new Neuron(2, { activation: 'linear' })
    neuron.forward([3, 4]).backward()
    expect(neuron.parameters().map((p) => p.grad)).toEqual([3, 4, 1])
    const before = neuron.stateDict()
    neuron.zeroGrad()
    expect(neuron.parameters().map((p) => p.grad)).toEqual([0, 0, 0])
    expect(neuron.stateDict()).toEqual(before)
  })
  test('are what a transform differentiates a Module by', () => {
    const neuron = new Neuron(2, { activation: 'linear' })
    const gradient = grad((unit: Neuron) => unit.forward([3, 4]))(neuron) as unknown as Record<string, number>
    expect(Object.entries(gradient).map(([name, g]) => [name, isValue(g) ? g.data : g])).toEqual([['w.0', 3], ['w.1', 4], ['b', 1]]) // prettier-ignore
  })
})

describe('a state', () => {
  const net = (seed: number): MLP => new MLP(2, [3, 1], { random: new PythonRandom(seed) })
  test('is one plain number per parameter, by name', () => {
    expect(new Neuron(1, { random: new PythonRandom(1337) }).stateDict()).toEqual({ 'w.0': 0.23550571390294128, b: 0 })
  })
  test('carries one network over to another of the same sizes, also through JSON', () => {
    const [from, to] = [net(1), net(2)]
    expect(to.stateDict()).not.toEqual(from.stateDict())
    to.loadStateDict(JSON.parse(JSON.stringify(from.stateDict())) as Record<string, number>)
    expect(to.stateDict()).toEqual(from.stateDict())
  })

  const state = net(1).stateDict()
  const first = 'layers.0.neurons.0.w.0'
  const less = Object.fromEntries(Object.entries(state).slice(1))
  const refused: readonly (readonly [string, unknown, string])[] = [
    ['a name is missing', less, `RangeError: loadStateDict: no number for ${first}.`],
    ['a name is unknown', { ...state, more: 1 }, 'RangeError: loadStateDict: no parameter is named more.'],
    [
      'a number is none',
      { ...state, [first]: '1' },
      `RangeError: loadStateDict: not a number: ${first} (the string "1").`,
    ],
    ['it is of other sizes', new MLP(2, [1]).stateDict(), 'neurons.1.b, … (10 in all)'],
    ['a name is only inherited', Object.create(state), '(13 in all)'],
    [
      'it is no record',
      null,
      'TypeError: loadStateDict: given null; a record of numbers by name is allowed, as stateDict() gives it.',
    ],
  ]
  for (const [why, given, says] of refused)
    test(`is refused, and nothing is changed, when ${why}`, () => {
      const untouched = net(3)
      const before = untouched.stateDict()
      expect(refusal(() => untouched.loadStateDict(given as Record<string, number>))).toContain(says)
      expect(untouched.stateDict()).toEqual(before)
    })
})
