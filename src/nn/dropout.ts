/** `Dropout`: while a network trains, each number is lost by chance, so that no other learns to lean on it. */
import { assertOptions, describe } from '../arguments/index.js'
import { mul, type Numbers, type Value } from '../ops/index.js'
import { generator, inputsOf, type Uniform } from './arguments.js'
import { Module } from './module.js'

/** How a `Dropout` is built. */
export interface DropoutOptions {
  /** What decides, by one `uniform(0, 1)` for each number; `new PythonRandom(0)` unless told. */
  readonly random?: Uniform | undefined
}

/**
 * While training, each number of a list becomes 0 with probability `p` and is divided by 1 − p otherwise, so that the mean stays; after `net.eval()` nothing happens, until
 * `net.train()`. Seeded: the same program loses the same numbers. Throws for a `p` outside [0, 1) and for options it does not know.
 *
 * @example
 * import { Dropout } from 'seegrad/nn'
 * import { PythonRandom } from 'seegrad/random'
 * const dropout = new Dropout(0.5, { random: new PythonRandom(1337) })
 * dropout.forward([1, 1, 1, 1]).map((x) => x.data) // [2, 2, 0, 2]
 * dropout.eval()
 * dropout.forward([1, 1, 1, 1]).map((x) => x.data) // [1, 1, 1, 1]
 */
export class Dropout extends Module {
  readonly p: number
  training = true
  readonly #random: Uniform

  constructor(p = 0.5, options: DropoutOptions = {}) {
    super()
    assertOptions('Dropout', options, 'random')
    if (typeof p !== 'number' || !(p >= 0 && p < 1))
      throw new RangeError(
        `Dropout: p is ${describe(p)}; a number from 0 to below 1 is allowed. It is the share of numbers that are lost.`,
      )
    this.p = p
    this.#random = generator('Dropout', options.random)
  }

  /** The list, while training with losses. */
  forward(x: Numbers): Value[] {
    const inputs = inputsOf(this, x, x?.length)
    if (!this.training || this.p === 0) return [...inputs]
    return inputs.map((each) => mul(each, this.#random.uniform(0, 1) < this.p ? 0 : 1 / (1 - this.p)) as Value)
  }

  override toString(): string {
    return `Dropout(${this.p})`
  }
}
