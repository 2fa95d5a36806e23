/** `Layer`: neurons side by side over the same inputs. */
import { whole } from '../arguments/index.js'
import { scope } from '../engine/index.js'
import { type Numbers, type Value } from '../ops/index.js'
import { generator, inputsOf, neuronOptions } from './arguments.js'
import { Module } from './module.js'
import { Neuron, type NeuronOptions } from './neuron.js'

/** What a layer of so many neurons gives: of one, a Value; of several, a list. */
export type LayerOutput<Outputs> = Outputs extends 1 ? Value : number extends Outputs ? Value | Value[] : Value[]

/**
 * `outputs` neurons that all read the same `inputs` numbers, their weights drawn neuron by neuron. A layer of one neuron gives a Value, not a list. Options and
 * errors are those of {@link Neuron}.
 *
 * @example
 * import { Layer } from 'seegrad/nn'
 * const layer = new Layer(3, 2, { activation: 'linear' })
 * layer.forward([1, 0, -1]).length // 2
 * layer.parameters().length // 8
 */
export class Layer<const Outputs extends number = number> extends Module {
  readonly neurons: readonly Neuron[]

  constructor(inputs: number, outputs: Outputs, given: NeuronOptions = {}) {
    super()
    const { activation, random } = neuronOptions('Layer', given)
    whole('Layer: inputs', inputs, 1, 'It counts the numbers that forward takes.')
    whole('Layer: outputs', outputs, 1, 'It counts the neurons.')
    const options = { activation, random: generator('Layer', random) }
    this.neurons = Array.from({ length: outputs }, () => new Neuron(inputs, options))
  }

  /** The neurons' answers to a list of numbers or Values, one per input. */
  forward(x: Numbers): LayerOutput<Outputs> {
    return single(answers(this.neurons, this, x)) as LayerOutput<Outputs>
  }

  override toString(): string {
    const [{ w, activation }] = this.neurons as readonly [Neuron]
    return `Layer(${w.length}, ${this.neurons.length}, ${activation})`
  }
}

/** The answers as a list, also of one: what the next layer reads. */
export function answers(neurons: readonly Neuron[], who: { toString(): string }, x: Numbers): Value[] {
  const inputs = inputsOf(who, x, (neurons[0] as Neuron).w.length)
  return neurons.map((neuron, k) => scope(`neuron ${k}`, () => neuron.forward(inputs as readonly number[])))
}

/** A list of one as the one it holds. */
export const single = (outputs: Value[]): Value | Value[] => (outputs.length === 1 ? (outputs[0] as Value) : outputs)
