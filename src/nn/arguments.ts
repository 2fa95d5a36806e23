/** What neurons, layers and networks are given: checks that say what was given, what is allowed and what to do. */
import { assertOptions, describe } from '../arguments/index.js'
import { isValue, value, witness } from '../engine/index.js'
import { type Numbers, type Value } from '../ops/index.js'
import { PythonRandom } from '../random/index.js'
import { gather } from '../transforms/index.js'

/** The entry of a table at an index within it. A Value is one while a program is traced to be compiled, or a choice that the recording notes. */
export const entryAt = <Entry>(table: readonly Entry[], index: number): Entry =>
  isValue(index)
    ? ((witness.trace?.gather(table, index) as Entry | undefined) ?? gather(table, index))
    : (table[index] as Entry)

/** What weights are drawn from: `PythonRandom`, or anything else that draws evenly between two numbers. */
export interface Uniform {
  uniform(a: number, b: number): number
}

/** What weights may be drawn from where they are normal: `PythonRandom`, or anything else that draws so. */
export interface Draws extends Uniform {
  gauss?(mean: number, deviation: number): number
}

/** The options of a neuron, a layer or a network, of which none is misspelt. */
export function neuronOptions<Options extends object>(who: string, options: Options): Options {
  assertOptions(who, options, 'activation', 'random')
  return options
}

/** The generator that weights are drawn from; the one with seed 0 unless told. */
export function generator(who: string, random: unknown): Draws {
  if (random === undefined) return new PythonRandom(0)
  if (typeof (random as Uniform | null)?.uniform === 'function') return random as Draws
  const mend = typeof random === 'number' ? `new PythonRandom(${random})` : 'new PythonRandom(1337)'
  throw new TypeError(
    `${who}: random is ${describe(random)}; a generator with uniform(a, b) is allowed. Write { random: ${mend} }.`,
  )
}

/**
 * The inputs of a forward pass as Values. Of each number a leaf is made that needs no gradient: one node however many neurons read it, and one that `replay`
 * can move. `who` is only asked for its name when something is wrong.
 */
export function inputsOf(who: { toString(): string }, x: Numbers, length: number): readonly Value[] {
  const isList = Array.isArray(x) || x instanceof Float64Array || x instanceof Float32Array
  if (!isList || x.length !== length) {
    const Wrong = isList ? RangeError : TypeError
    const mend = isList ? '' : ` Write forward([x${length > 1 ? ', y' : ''}${length > 2 ? ', …' : ''}]).`
    throw new Wrong(
      `${who.toString()}: forward was given ${isList ? `a list of ${x.length}` : describe(x)}; ` +
        `a list of ${length} ${length === 1 ? 'number or Value' : 'numbers or Values'} is allowed, one per input.${mend}`,
    )
  }
  const inputs = Array.isArray(x) ? (x as readonly number[]) : Array.from(x)
  return inputs.every(isValue) ? (inputs as unknown as readonly Value[]) : inputs.map((each, k) => input(who, each, k))
}

function input(who: { toString(): string }, x: number, k: number): Value {
  if (isValue(x)) return x
  if (typeof x !== 'number')
    throw new TypeError(
      `${who.toString()}: input ${k} is ${describe(x)}; numbers and Values are allowed. ` +
        (Array.isArray(x)
          ? 'A network takes one example at a time: xs.map((x) => net.forward(x)).'
          : 'Convert it first.'),
    )
  const leaf = value(x, `x${k}`)
  leaf.requiresGrad = false
  return leaf
}
