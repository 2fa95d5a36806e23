/** `MLP`: layers one after the other, as micrograd builds them. */
import { describe, whole } from '../arguments/index.js'
import { scope } from '../engine/index.js'
import { type Numbers, type Value } from '../ops/index.js'
import { resolve } from './activation.js'
import { generator, neuronOptions } from './arguments.js'
import { answers, Layer, single, type LayerOutput } from './layer.js'
import { Module } from './module.js'
import { type NeuronOptions } from './neuron.js'

/** The last size of a list of sizes; any number if the list is not known to the type checker. */
export type LastOf<Sizes extends readonly number[]> = Sizes extends readonly [...number[], infer Last] ? Last : number

/**
 * A multi-layer perceptron: `inputs` numbers in, then layers of the given `sizes`, each over the answers of the one before. The activation follows every layer but the
 * last, which is linear. Weights are drawn in micrograd's order, neuron by neuron and layer by layer, so that `new PythonRandom(1337)` makes the network that
 * `random.seed(1337)` makes there. A last layer of one neuron gives a Value, not a list. Without `random` the weights are those of seed 0. Throws for sizes that
 * are no whole numbers from 1 up, and as {@link Neuron} does.
 *
 * @example
 * import { MLP } from 'seegrad/nn'
 * import { PythonRandom } from 'seegrad/random'
 * const net = new MLP(2, [16, 16, 1], { random: new PythonRandom(1337) })
 * net.toString() // 'MLP(2, [16, 16, 1], relu)'
 * net.parameters().length // 337
 * net.forward([1, 0]).data // ≈ -0.2727183926
 */
export class MLP<const Sizes extends readonly number[] = readonly number[]> extends Module {
  readonly layers: readonly Layer[]

  constructor(inputs: number, sizes: Sizes, options: NeuronOptions = {}) {
    super()
    const { activation = 'relu', random } = neuronOptions('MLP', options)
    resolve('MLP', activation)
    whole('MLP: inputs', inputs, 1, 'It counts the numbers that forward takes.')
    if (!Array.isArray(sizes) || sizes.length === 0)
      throw new TypeError(
        `MLP: sizes is ${describe(sizes)}; a list of at least one whole number is allowed. ` +
          `Write new MLP(${inputs}, [16, 16, 1]): the neurons of each layer.`,
      )
    sizes.forEach((size, k) => whole(`MLP: sizes[${k}]`, size, 1, 'It counts the neurons of a layer.'))
    const draws = generator('MLP', random)
    this.layers = sizes.map((size: number, k) => {
      const isLast = k === sizes.length - 1
      return new Layer(k === 0 ? inputs : (sizes[k - 1] as number), size, {
        activation: isLast ? 'linear' : activation,
        random: draws,
      })
    })
  }

  /** The network's answer to a list of numbers or Values, one per input. */
  forward(x: Numbers): LayerOutput<LastOf<Sizes>> {
    let flowing: Numbers = x
    this.layers.forEach((layer, k) => {
      flowing = scope(`layer ${k}`, () => answers(layer.neurons, k === 0 ? this : layer, flowing))
    })
    return single(flowing as Value[]) as LayerOutput<LastOf<Sizes>>
  }

  override toString(): string {
    const [first] = this.layers as readonly [Layer]
    const { w, activation } = first.neurons[0] as Layer['neurons'][number]
    const sizes = this.layers.map(({ neurons }) => neurons.length)
    return `MLP(${w.length}, [${sizes.join(', ')}], ${activation})`
  }
}
