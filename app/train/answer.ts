/** A network's answers as plain arithmetic over its numbers in one array, in the order of its parameters: the same additions as `Neuron`, so the same bits. */
import { ops } from '../../src/ops/index.js'

/** What a network is made of: its inputs, the neurons of each layer, the op that bends all but the last. */
export interface Shape {
  readonly inputs: number
  readonly sizes: readonly number[]
  readonly act: string
}

/** How many parameters, and where those of each layer begin. */
export function layout({ inputs, sizes }: Shape): { readonly count: number; readonly starts: readonly number[] } {
  const starts: number[] = []
  let count = 0
  sizes.forEach((size, k) => {
    starts.push(count)
    count += size * ((k === 0 ? inputs : sizes[k - 1]!) + 1)
  })
  return { count, starts }
}

/** Where the numbers of a neuron lie: its weights, then its bias. */
export function placesOf(shape: Shape, layer: number, neuron: number): { readonly from: number; readonly to: number } {
  const width = (layer === 0 ? shape.inputs : shape.sizes[layer - 1]!) + 1
  const from = layout(shape).starts[layer]! + neuron * width
  return { from, to: from + width }
}

/** Computes what every neuron says to an input, one after the other layer by layer, into the array that it gives; the last is the score. */
export function answering(shape: Shape): (weights: Float64Array, x: number, y: number) => Float64Array {
  const activate = shape.act === 'linear' ? undefined : (ops.get(shape.act) as unknown as (x: number) => number)
  const outputs = new Float64Array(shape.sizes.reduce((sum, size) => sum + size, 0))
  const last = shape.sizes.length - 1
  const input = new Float64Array(2)
  return (weights, x, y) => {
    input[0] = x
    input[1] = y
    let [from, start, width, at, out] = [input, 0, 2, 0, 0]
    for (let layer = 0; layer <= last; layer++) {
      const size = shape.sizes[layer]!
      const first = out
      for (let k = 0; k < size; k++) {
        let sum = weights[at + width]!
        for (let j = 0; j < width; j++) sum = sum + weights[at + j]! * from[start + j]!
        outputs[out++] = activate && layer < last ? activate(sum) : sum
        at += width + 1
      }
      ;[from, start, width] = [outputs, first, size]
    }
    return outputs
  }
}
