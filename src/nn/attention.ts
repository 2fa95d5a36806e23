/** `Attention`: each place of a sequence gathers from the places before it what it asks for, by several heads at once. */
import { assertOptions, describe, whole } from '../arguments/index.js'
import { scope } from '../engine/index.js'
import { div, dot, softmax, type Numbers, type Value } from '../ops/index.js'
import { Linear, type LinearOptions } from './linear.js'
import { Module } from './module.js'

/** How an `Attention` is built: as its four `Linear`s are, drawn in the order query, key, value, output. */
export interface AttentionOptions extends LinearOptions {
  /** Whether a place sees only itself and those before it; so unless told. */
  readonly causal?: boolean
}

/**
 * Multi-head attention (Vaswani et al. 2017) over a list of lists: each head takes its part of every query, key and value, weighs the values of the places seen by
 * softmax(q·k/√(size of the part)) and adds them up; `output` mixes the heads. PyTorch's `MultiheadAttention` without its batch. Throws if the number of heads does not divide
 * the size, for options it does not know, and for what is no list of lists.
 *
 * @example
 * import { Attention } from 'seegrad/nn'
 * const attention = new Attention(4, 2)
 * attention.forward([[1, 0, 0, 0], [0, 1, 0, 0]]).map((x) => x.length) // [4, 4]
 */
export class Attention extends Module {
  readonly query: Linear
  readonly key: Linear
  readonly value: Linear
  readonly output: Linear
  readonly heads: number
  readonly causal: boolean

  constructor(size: number, heads: number, options: AttentionOptions = {}) {
    super()
    assertOptions('Attention', options, 'causal', 'init', 'random', 'bias')
    const { causal = true, ...rest } = options
    whole('Attention: size', size, 1, 'It counts the numbers of each place.')
    if (size % whole('Attention: heads', heads, 1, 'It counts the heads.') !== 0)
      throw new RangeError(
        `Attention: ${heads} heads for a size of ${size}; a number that divides it is allowed. Each head has an equal part.`,
      )
    this.heads = heads
    this.causal = causal
    this.query = new Linear(size, size, rest)
    this.key = new Linear(size, size, rest)
    this.value = new Linear(size, size, rest)
    this.output = new Linear(size, size, rest)
  }

  /** The sequence after attention: as many lists, as long. */
  forward(sequence: readonly Numbers[]): Value[][] {
    if (!Array.isArray(sequence) || sequence.length === 0)
      throw new TypeError(
        `${this.toString()}: forward was given ${describe(sequence)}; a list of at least one list is allowed, one per place.`,
      )
    return scope('attention', () => {
      const [queries, keys, values] = [this.query, this.key, this.value].map((linear) => sequence.map((x) => linear.forward(x))) as [Value[][], Value[][], Value[][]] // prettier-ignore
      return queries.map((query, t) => {
        const seen = this.causal ? t + 1 : sequence.length
        const gathered = Array.from({ length: this.heads }, (_, h) =>
          this.head(h, query, keys.slice(0, seen), values.slice(0, seen)),
        )
        return this.output.forward(gathered.flat())
      })
    })
  }

  /** What one head gathers for a query. */
  private head(h: number, query: readonly Value[], keys: readonly Value[][], values: readonly Value[][]): Value[] {
    const size = query.length / this.heads
    const part = (xs: readonly Value[]): Value[] => xs.slice(h * size, (h + 1) * size)
    const own = part(query)
    const weights = softmax(keys.map((key) => div(dot(own, part(key)), Math.sqrt(size))))
    const parts = values.map(part)
    return own.map((_, k) => dot(weights, parts.map((value) => value[k]!)) as Value) // prettier-ignore
  }

  override toString(): string {
    return `Attention(${this.query.weight.length}, ${this.heads} heads)`
  }
}
