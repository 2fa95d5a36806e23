/** Examples of any kind: lists of what a network is shown and of what it should answer, shuffled, divided and dealt out by a seed. */
import { assertOptions, describe, whole } from '../arguments/index.js'
import { PythonRandom } from '../random/index.js'

/** What a network is shown and what it should answer, equally long. */
export interface Examples<X = number[], Y = number> {
  X: X[]
  y: Y[]
}
/** How much of a set that others collected is taken, and in which order. */
export interface ChoiceOptions {
  /** How many; all unless told. */
  readonly samples?: number
  /** Puts them into a random order, before any are left out; unless given, they come in that of the set. */
  readonly seed?: number
}

/** What the options choose of a list. */
export function chosen<T>(name: string, list: readonly T[], options: ChoiceOptions = {}): T[] {
  assertOptions(name, options, 'samples', 'seed')
  const { samples = list.length, seed } = options
  if (whole(`${name}: samples`, samples, 1, 'It counts the examples.') > list.length)
    throw new RangeError(`${name}: samples is ${samples}; at most ${list.length} is allowed. There are no more.`)
  const all = [...list]
  if (seed !== undefined) new PythonRandom(seed).shuffle(all)
  return all.slice(0, samples)
}

function checked<X, Y>(who: string, examples: Examples<X, Y>): Examples<X, Y> {
  const { X, y } = Object(examples) as Examples<X, Y>
  if (!Array.isArray(X) || !Array.isArray(y) || X.length === 0)
    throw new TypeError(
      `${who}: examples are ${describe(examples)}; { X, y } with at least one example is allowed, as moons({ seed: 0 }) gives it.`,
    )
  if (X.length === y.length) return examples
  throw new RangeError(
    `${who}: ${X.length} examples in X and ${y.length} answers in y; one for each is allowed. Make the two lists equally long.`,
  )
}

const at = <X, Y>({ X, y }: Examples<X, Y>, places: readonly number[]): Examples<X, Y> => ({
  X: places.map((i) => X[i]!),
  y: places.map((i) => y[i]!),
})
function order(count: number, seed: number | undefined, always = false): number[] {
  const places = Array.from({ length: count }, (_, i) => i)
  if (always || seed !== undefined) new PythonRandom(seed as number).shuffle(places)
  return places
}

/** How examples are divided. */
export interface SplitOptions {
  /** The share that is kept for the test, between 0 and 1; 0.2 unless told. */
  readonly test?: number
  readonly seed: number
}

/**
 * The examples in a random order, divided into those to train on and those to be tested on, at least one of each. Throws for lists of different length, for a share that
 * leaves one side empty, and for a seed that `PythonRandom` refuses.
 *
 * @example
 * import { moons, split } from 'seegrad/data'
 * const { train, test } = split(moons({ samples: 50, seed: 0 }), { test: 0.2, seed: 1 })
 * train.X.length // 40
 * test.y.length // 10
 */
export function split<X, Y>(
  examples: Examples<X, Y>,
  options: SplitOptions,
): { train: Examples<X, Y>; test: Examples<X, Y> } {
  assertOptions('split', options, 'test', 'seed')
  const { test = 0.2, seed } = options
  const count = checked('split', examples).X.length
  const held = Math.round(count * test)
  if (!(test > 0 && test < 1 && held > 0 && held < count))
    throw new RangeError(
      `split: test is ${describe(test)} of ${count} examples; a share between 0 and 1 is allowed that leaves at least one on each side, such as 0.2.`,
    )
  const places = order(count, seed, true)
  return { train: at(examples, places.slice(held)), test: at(examples, places.slice(0, held)) }
}

/**
 * The examples dealt out in lists of `size`, the last with what is left; with a `seed` in a random order, as each epoch wants another. Throws for lists of different length
 * and for a `size` that is no whole number from 1 up.
 *
 * @example
 * import { batches, moons } from 'seegrad/data'
 * batches(moons({ samples: 50, seed: 0 }), 20, { seed: 1 }).map(({ X }) => X.length) // [20, 20, 10]
 */
export function batches<X, Y>(
  examples: Examples<X, Y>,
  size: number,
  options: { readonly seed?: number } = {},
): Examples<X, Y>[] {
  assertOptions('batches', options, 'seed')
  const count = checked('batches', examples).X.length
  whole('batches: size', size, 1, 'It counts the examples of a batch.')
  const places = order(count, options.seed)
  return Array.from({ length: Math.ceil(count / size) }, (_, k) => at(examples, places.slice(k * size, (k + 1) * size)))
}
