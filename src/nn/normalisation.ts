/** `RMSNorm` and `LayerNorm`: lists of numbers brought to one size. */
import { assertOptions, finite, whole } from '../arguments/index.js'
import { scope, value } from '../engine/index.js'
import { add, mean, mul, rsqrt, square, sub, type Numbers, type Value } from '../ops/index.js'
import { inputsOf } from './arguments.js'
import { Module } from './module.js'

/** How a norm is built. */
export interface NormOptions {
  /** What is added to the mean square so that nothing is divided by 0. */
  readonly eps?: number
  /** Whether each number is multiplied by a weight of its own, which begins at 1; so unless told. */
  readonly gain?: boolean
}
/** How a `LayerNorm` is built. */
export interface LayerNormOptions extends NormOptions {
  /** Whether a number that begins at 0 is added to each; so where there is a gain, unless told. */
  readonly bias?: boolean
}

const leaves = (size: number, x: number, label: string): readonly Value[] =>
  Array.from({ length: size }, (_, k) => value(x, `${label}${k}`))

function positive(who: string, eps: number): number {
  const mend = 'It keeps a list of zeros from being divided by 0.'
  if (finite(`${who}: eps`, eps, mend) >= 0) return eps
  throw new RangeError(`${who}: eps is ${eps}; a number from 0 up is allowed. ${mend}`)
}

/**
 * x over its root mean square, times a weight for each place: PyTorch's `RMSNorm`, whose eps is 2⁻⁵² unless told. `{ gain: false }` leaves the weights out. Throws for a
 * size that is no whole number from 1 up, for options it does not know, and for lists of another length.
 *
 * @example
 * import { RMSNorm } from 'seegrad/nn'
 * const norm = new RMSNorm(2, { gain: false, eps: 0 })
 * norm.forward([3, 3]).map((x) => x.data) // [1, 1]
 */
export class RMSNorm extends Module {
  readonly weight?: readonly Value[]
  readonly size: number
  readonly eps: number

  constructor(size: number, options: NormOptions = {}) {
    super()
    assertOptions('RMSNorm', options, 'eps', 'gain')
    const { eps = 2 ** -52, gain = true } = options
    this.size = whole('RMSNorm: size', size, 1, 'It counts the numbers of a list.')
    this.eps = positive('RMSNorm', eps)
    if (gain) this.weight = leaves(size, 1, 'g')
  }

  /** The list at its new size. */
  forward(x: Numbers): Value[] {
    const inputs = inputsOf(this, x, this.size)
    return scope('rmsNorm', () => {
      const scale = rsqrt(add(mean(inputs.map(square)), this.eps))
      return weighted(inputs.map((x) => mul(x, scale)), this.weight) // prettier-ignore
    })
  }

  override toString(): string {
    return `RMSNorm(${this.size})`
  }
}

/**
 * x less its mean, over its standard deviation (the root of the mean square), times a weight and plus a bias for each place: PyTorch's `LayerNorm`. `{ gain: false }` leaves
 * weights and biases out, `{ bias: false }` the biases. Throws as {@link RMSNorm}.
 *
 * @example
 * import { LayerNorm } from 'seegrad/nn'
 * const norm = new LayerNorm(2, { eps: 0 })
 * norm.forward([1, 5]).map((x) => x.data) // [-1, 1]
 */
export class LayerNorm extends Module {
  readonly weight?: readonly Value[]
  readonly bias?: readonly Value[]
  readonly size: number
  readonly eps: number

  constructor(size: number, options: LayerNormOptions = {}) {
    super()
    assertOptions('LayerNorm', options, 'eps', 'gain', 'bias')
    const { eps = 1e-5, gain = true, bias = gain } = options
    this.size = whole('LayerNorm: size', size, 1, 'It counts the numbers of a list.')
    this.eps = positive('LayerNorm', eps)
    if (gain) this.weight = leaves(size, 1, 'g')
    if (bias) this.bias = leaves(size, 0, 'b')
  }

  /** The list around 0 at its new size. */
  forward(x: Numbers): Value[] {
    const inputs = inputsOf(this, x, this.size)
    return scope('layerNorm', () => {
      const middle = mean(inputs)
      const apart = inputs.map((x) => sub(x, middle) as Value)
      const scale = rsqrt(add(mean(apart.map(square)), this.eps))
      const scaled = weighted(apart.map((d) => mul(d, scale)), this.weight) // prettier-ignore
      return this.bias ? scaled.map((y, k) => add(y, this.bias![k]!) as Value) : scaled
    })
  }

  override toString(): string {
    return `LayerNorm(${this.size})`
  }
}

const weighted = (xs: readonly number[], weight: readonly Value[] | undefined): Value[] =>
  xs.map((x, k) => (weight ? mul(x, weight[k]!) : x) as Value)
