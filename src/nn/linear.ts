/** `Linear` and `Embedding`: tables of weights that numbers are multiplied with, or looked up in. */
import { assertOptions, describe, whole } from '../arguments/index.js'
import { asHandle, dataOf, isValue, scope, value } from '../engine/index.js'
import { add, dot, type Numbers, type Value } from '../ops/index.js'
import { entryAt, generator, inputsOf, type Draws } from './arguments.js'
import { drawer, type Initialiser } from './initialiser.js'
import { Module } from './module.js'

/** How tables of weights are built. */
export interface TableOptions {
  /** What the weights begin with: a name, or a function that draws one. */
  readonly init?: Initialiser | undefined
  /** What they are drawn from, row by row; `new PythonRandom(0)` unless told. */
  readonly random?: Draws | undefined
}
/** How a `Linear` is built. */
export interface LinearOptions extends TableOptions {
  /** Whether a number is added to each output; so unless told. */
  readonly bias?: boolean
}

/** A table of leaves, drawn row by row. */
const table = (rows: number, columns: number, draw: () => number, label: string): Value[][] =>
  Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, k) => value(draw(), `${label}${i},${k}`)))

/**
 * W·x + b: each output the sum of all inputs, weighted. Weights and biases begin as PyTorch's `Linear` does, evenly between ±1/√inputs (`init: 'linear'`), in the order weight
 * by weight, row by row, then the biases; with another `init` the biases begin at 0. `forward` takes and gives lists. Throws for sizes that are no whole numbers from 1 up,
 * for options it does not know, and for inputs of another length.
 *
 * @example
 * import { Linear } from 'seegrad/nn'
 * const layer = new Linear(2, 1, { init: 'ones' })
 * layer.forward([3, 4]).map((y) => y.data) // [7]
 * layer.namedParameters().map(([name]) => name) // ['weight.0.0', 'weight.0.1', 'bias.0']
 */
export class Linear extends Module {
  /** A row of weights for each output. */
  readonly weight: readonly (readonly Value[])[]
  /** A number for each output, unless they were left out. */
  readonly bias?: readonly Value[]

  constructor(inputs: number, outputs: number, options: LinearOptions = {}) {
    super()
    assertOptions('Linear', options, 'init', 'random', 'bias')
    const { init = 'linear', random, bias = true } = options
    whole('Linear: inputs', inputs, 1, 'It counts the numbers that forward takes.')
    whole('Linear: outputs', outputs, 1, 'It counts the numbers that forward gives.')
    const draw = drawer('Linear', init, generator('Linear', random))
    this.weight = table(outputs, inputs, () => draw(inputs, outputs), 'w')
    if (bias) this.bias = Array.from({ length: outputs }, (_, i) => value(init === 'linear' ? draw(inputs, outputs) : 0, `b${i}`)) // prettier-ignore
  }

  /** The outputs for a list of numbers or Values, one per input. */
  forward(x: Numbers): Value[] {
    const inputs = inputsOf(this, x, this.weight[0]!.length) as readonly number[]
    return scope('linear', () =>
      this.weight.map((row, i) => {
        const weighted = dot(row, inputs) as Value
        return this.bias ? (add(weighted, this.bias[i]!) as Value) : weighted
      }),
    )
  }

  override toString(): string {
    return `Linear(${this.weight[0]!.length}, ${this.weight.length}${this.bias ? '' : ', no bias'})`
  }
}

/**
 * A row of `size` numbers for each of `rows` things (letters, words, places), learned like weights: PyTorch's `Embedding`, which begins with normal deviates
 * (`init: 'normal'`). Throws for sizes that are no whole numbers from 1 up, for options it does not know, and for a thing that has no row.
 *
 * @example
 * import { Embedding } from 'seegrad/nn'
 * const letters = new Embedding(26, 3, { init: 'zeros' })
 * letters.forward(25).map((x) => x.data) // [0, 0, 0]
 * letters.forward(26) // throws RangeError: Embedding(26, 3): forward was given 26; a whole number from 0 to 25 is allowed
 */
export class Embedding extends Module {
  readonly weight: readonly (readonly Value[])[]

  constructor(rows: number, size: number, options: TableOptions = {}) {
    super()
    assertOptions('Embedding', options, 'init', 'random')
    whole('Embedding: rows', rows, 1, 'It counts the things that have a row.')
    whole('Embedding: size', size, 1, 'It counts the numbers of a row.')
    const { init = 'normal', random } = options
    const draw = drawer('Embedding', init, generator('Embedding', random))
    this.weight = table(rows, size, () => draw(rows, size), 'e')
  }

  /** The row of a thing, counted from 0. */
  forward(index: number): readonly Value[] {
    const at = isValue(index) ? dataOf(asHandle(index)) : index
    if (Number.isInteger(at) && this.weight[at]) return entryAt(this.weight, index)
    throw new RangeError(
      `${this.toString()}: forward was given ${describe(at)}; a whole number from 0 to ${this.weight.length - 1} is allowed. Things are counted from 0.`,
    )
  }

  override toString(): string {
    return `Embedding(${this.weight.length}, ${this.weight[0]!.length})`
  }
}
