/** `Neuron`: a weighted sum of its inputs and a bias, bent by an activation. */
import { whole } from '../arguments/index.js'
import { asValue, value } from '../engine/index.js'
import { type Numbers, type Value } from '../ops/index.js'
import { resolve, type Activation } from './activation.js'
import { generator, inputsOf, neuronOptions, type Uniform } from './arguments.js'
import { Module } from './module.js'

/** How neurons, and the layers and networks made of them, are built. */
export interface NeuronOptions {
  /** What the sum goes through; `'relu'` unless told, `'linear'` for nothing. */
  readonly activation?: Activation | undefined
  /** What the weights are drawn from, by `uniform(-1, 1)`; `new PythonRandom(0)` unless told. */
  readonly random?: Uniform | undefined
}

/**
 * activation(b + w₀x₀ + w₁x₁ + …), added up in this order, which fixes the bits. Weights are drawn evenly from −1 to 1, as micrograd's are; the bias starts at 0. Without
 * `random` they are those of seed 0, so that a program gives the same numbers at every run; several neurons made by hand need one generator given to all of them, or
 * they are born equal and stay so. Throws for `inputs` that is no whole number from 1 up, an activation that is no op of one input, and inputs of another length.
 *
 * @example
 * import { Neuron } from 'seegrad/nn'
 * import { PythonRandom } from 'seegrad/random'
 * const neuron = new Neuron(2, { activation: 'tanh', random: new PythonRandom(1337) })
 * neuron.w.map((w) => w.data) // [0.23550571390294128, 0.06653114721000164]
 * neuron.loadStateDict({ 'w.0': -3, 'w.1': 1, b: 6.881373587019543 })
 * neuron.forward([2, 0]).data // ≈ 0.7071067812
 */
export class Neuron extends Module {
  /** One weight per input. */
  readonly w: readonly Value[]
  /** The bias. */
  readonly b: Value
  readonly activation: string
  readonly #activate: ((x: number) => number) | undefined

  constructor(inputs: number, options: NeuronOptions = {}) {
    super()
    const { activation = 'relu', random } = neuronOptions('Neuron', options)
    whole('Neuron: inputs', inputs, 1, 'It counts the numbers that forward takes.')
    const { name, apply } = resolve('Neuron', activation)
    const draws = generator('Neuron', random)
    this.activation = name
    this.#activate = apply
    this.w = Array.from({ length: inputs }, (_, k) => value(draws.uniform(-1, 1), `w${k}`))
    this.b = value(0, 'b')
  }

  /** The neuron's answer to a list of numbers or Values, one per input. */
  forward(x: Numbers): Value {
    const inputs = inputsOf(this, x, this.w.length)
    let sum = this.b
    for (let k = 0; k < inputs.length; k++) sum = sum.add((this.w[k] as Value).mul(inputs[k] as Value))
    return this.#activate ? asValue(this.#activate(sum)) : sum
  }

  /** The function that `activation` names; nothing where there is none. */
  get activate(): ((x: number) => number) | undefined {
    return this.#activate
  }

  override toString(): string {
    return `Neuron(${this.w.length}, ${this.activation})`
  }
}
