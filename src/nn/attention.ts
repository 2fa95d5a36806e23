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

/** What an `Attention` has computed of the places of a sequence, for when it goes on: keys and values, by place. */
export interface Attended {
  readonly keys: Value[][]
  readonly values: Value[][]
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

  /**
   * The sequence after attention: as many lists, as long; `from` a place on, those before are only looked at. A sequence that grows need not be gone over again: what is
   * known of its places stands in `attended`, and is added to it.
   */
  forward(sequence: readonly Numbers[], from = 0, attended: Attended = { keys: [], values: [] }): Value[][] {
    this.#assertSequence('forward', sequence)
    whole(`${this.toString()}: from`, from, 0, 'It is the first place that is asked for.')
    return scope('attention', () => {
      const queries = sequence.slice(from).map((x) => this.query.forward(x))
      const { keys, values } = attended
      for (const x of sequence.slice(keys.length)) keys.push(this.key.forward(x))
      for (const x of sequence.slice(values.length)) values.push(this.value.forward(x))
      return queries.map((query, t) => {
        const seen = this.#seen(from + t, sequence.length)
        const gathered = this.#heads((h) => this.#gather(h, this.#shares(h, query, keys.slice(0, seen)), values))
        return this.output.forward(gathered.flat())
      })
    })
  }

  /**
   * What each head looks at: for every place of a sequence the weights of the places that it sees, which add up to 1. First by head, then by place.
   *
   * @example
   * import { Attention } from 'seegrad/nn'
   * const attention = new Attention(2, 1, { init: 'zeros' })
   * attention.weights([[1, 0], [0, 1]])[0]!.map((seen) => seen.map((weight) => weight.data)) // [[1], [0.5, 0.5]]
   */
  weights(sequence: readonly Numbers[]): Value[][][] {
    this.#assertSequence('weights', sequence)
    return scope('attention', () => {
      const [queries, keys] = [this.query, this.key].map((linear) => sequence.map((x) => linear.forward(x))) as [Value[][], Value[][]] // prettier-ignore
      return this.#heads((h) =>
        queries.map((query, t) => this.#shares(h, query, keys.slice(0, this.#seen(t, sequence.length)))),
      )
    })
  }

  #assertSequence(what: string, sequence: readonly Numbers[]): void {
    if (!Array.isArray(sequence) || sequence.length === 0)
      throw new TypeError(
        `${this.toString()}: ${what} was given ${describe(sequence)}; a list of at least one list is allowed, one per place.`,
      )
  }
  #seen(place: number, length: number): number {
    return this.causal ? place + 1 : length
  }
  #heads<T>(make: (h: number) => T): T[] {
    return Array.from({ length: this.heads }, (_, h) => scope(`head ${h + 1}`, () => make(h)))
  }
  /** The part of a head. */
  #part(h: number, xs: readonly Value[]): readonly Value[] {
    const size = xs.length / this.heads
    return xs.slice(h * size, (h + 1) * size)
  }
  /** How much of each place a head takes for a query. */
  #shares(h: number, query: readonly Value[], keys: readonly Value[][]): Value[] {
    const own = this.#part(h, query)
    return softmax(keys.map((key) => div(dot(own, this.#part(h, key)), Math.sqrt(own.length)))) as Value[]
  }
  #gather(h: number, shares: readonly Value[], values: readonly Value[][]): Value[] {
    const parts = values.slice(0, shares.length).map((value) => this.#part(h, value))
    return parts[0]!.map((_, k) => dot(shares, parts.map((value) => value[k]!)) as Value) // prettier-ignore
  }

  override toString(): string {
    return `Attention(${this.query.weight.length}, ${this.heads} heads)`
  }
}
