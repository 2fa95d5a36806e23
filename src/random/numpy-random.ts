/** NumPy's legacy `RandomState`, draw for draw: the order and the arithmetic of numpy/random (mtrand, legacy-distributions) over MT19937. */
import { describe, finite, whole } from '../arguments/index.js'
import { log } from '../numeric/index.js'
import { type GeneratorState, MersenneTwister } from './mersenne-twister.js'
import { numpyWord } from './seed.js'

/** Numbers nested as a shape says: `number` for [], `number[]` for [n], `number[][]` for [n, m] … */
export type Nested<S extends readonly number[]> = S extends readonly []
  ? number
  : S extends readonly [number, ...infer R extends readonly number[]]
    ? Nested<R>[]
    : NestedNumbers
/** Numbers nested to a depth that only the run can tell. */
export type NestedNumbers = number | NestedNumbers[]

/** The size of what is drawn: a number of draws, or a shape. */
export type Size = number | readonly number[]
type Sized<S extends Size> = S extends readonly number[] ? Nested<S> : number[]

/**
 * The generator behind `numpy.random.seed`: `new NumpyRandom(seed)` draws what `numpy.random.RandomState(seed)` draws, bit for bit; only `randn` and `normal`, which go
 * through log, may differ by 4 ulp. The seed is a whole number from 0 to 2³² − 1 or a list of such numbers; others are refused, a missing one too.
 * Shapes are filled row by row and come back as nested lists.
 *
 * @example
 * import { NumpyRandom } from 'seegrad/random'
 * const random = new NumpyRandom(1337)
 * random.rand() // 0.2620246750155817
 * random.rand(2, 1) // [[0.1586839721544656], [0.27812651949435974]]
 */
export class NumpyRandom {
  private readonly twister = new MersenneTwister()
  private spare: number | undefined

  constructor(seed: number | bigint | readonly number[]) {
    if (!Array.isArray(seed)) this.twister.seedByWord(numpyWord(seed))
    else if (seed.length > 0) this.twister.seedByWords(seed.map(numpyWord))
    else
      throw new RangeError(
        'NumpyRandom: the seed is an empty list; at least one whole number is allowed. Take [0], or a number.',
      )
  }

  /** A number in [0, 1), a multiple of 2⁻⁵³; with a `size`, that many or that shape of them. */
  random(): number
  random<const S extends Size>(size: S): Sized<S>
  random(size?: Size): NestedNumbers {
    return fill('random', size, () => this.twister.fraction())
  }

  /** Numbers in [0, 1) in the shape given by the arguments: `rand()` one number, `rand(3)` a list, `rand(2, 3)` two rows of three. */
  rand<const S extends readonly number[]>(...shape: S): Nested<S> {
    return fill('rand', shape, () => this.twister.fraction()) as Nested<S>
  }

  /** Standard normal deviates in the shape given by the arguments. */
  randn<const S extends readonly number[]>(...shape: S): Nested<S> {
    return fill('randn', shape, () => this.standardNormal()) as Nested<S>
  }

  /**
   * Normal deviates with mean `loc` and standard deviation `scale`. Throws if `scale` is negative.
   *
   * @example
   * import { NumpyRandom } from 'seegrad/random'
   * const [x] = new NumpyRandom(1337).normal(5, 0, [1])
   * x // 5
   */
  normal(loc?: number, scale?: number): number
  normal<const S extends Size>(loc: number, scale: number, size: S): Sized<S>
  normal(loc = 0, scale = 1, size?: Size): NestedNumbers {
    finite('normal: loc', loc, 'Write normal(loc, scale, size).')
    if (finite('normal: scale', scale, 'Write normal(loc, scale, size).') < 0)
      throw new RangeError(
        `normal: scale is ${scale}; a number from 0 up is allowed. It is a standard deviation: take ${-scale}?`,
      )
    return fill('normal', size, () => loc + scale * this.standardNormal())
  }

  /** Numbers between `low` (included) and `high`: low + (high − low)·random(). */
  uniform(low?: number, high?: number): number
  uniform<const S extends Size>(low: number, high: number, size: S): Sized<S>
  uniform(low = 0, high = 1, size?: Size): NestedNumbers {
    const mend = 'Write uniform(low, high, size).'
    const range = finite('uniform: high', high, mend) - finite('uniform: low', low, mend)
    finite('uniform: high − low', range, 'Take two ends that are closer together.')
    return fill('uniform', size, () => low + range * this.twister.fraction())
  }

  /**
   * Whole numbers from `low` up to before `high`; from 0 up to before `low` if there is no `high`. Throws if there is none between.
   *
   * @example
   * import { NumpyRandom } from 'seegrad/random'
   * new NumpyRandom(42).randint(0, 10, 5) // [6, 3, 7, 4, 6]
   */
  randint(low: number, high?: number): number
  randint<const S extends Size>(low: number, high: number | undefined, size: S): Sized<S>
  randint(low: number, high?: number, size?: Size): NestedNumbers {
    const mend = 'Write randint(low, high, size).'
    const least = high === undefined ? 0 : whole('randint: low', low, Number.MIN_SAFE_INTEGER, mend)
    const most = whole('randint: high', high ?? low, Number.MIN_SAFE_INTEGER, mend) - 1
    if (!(most >= least && most - least < 2 ** 53))
      throw new RangeError(
        `randint: from ${least} to before ${most + 1} there is no range below 2⁵³; low < high is allowed. Check the order of the ends.`,
      )
    return fill('randint', size, () => least + this.upTo(most - least))
  }

  /**
   * Puts `list` into a random order, in place; of a list of rows, the rows.
   *
   * @example
   * import { NumpyRandom } from 'seegrad/random'
   * const list = [0, 1, 2, 3, 4]
   * new NumpyRandom(42).shuffle(list)
   * list // [1, 4, 2, 0, 3]
   */
  shuffle(list: { readonly length: number; [index: number]: unknown }): void {
    if (typeof list !== 'object' || list === null || typeof list.length !== 'number')
      throw new TypeError(
        `shuffle: given ${describe(list)}; a list is allowed. For the numbers below n in a random order take permutation(n).`,
      )
    for (let i = list.length - 1; i > 0; i--) {
      const j = this.upTo(i)
      ;[list[i], list[j]] = [list[j], list[i]]
    }
  }

  /**
   * The numbers 0 to n − 1 in a random order, or a copy of `list` in a random order.
   *
   * @example
   * import { NumpyRandom } from 'seegrad/random'
   * new NumpyRandom(42).permutation(5) // [1, 4, 2, 0, 3]
   */
  permutation(n: number): number[]
  permutation<T>(list: ArrayLike<T>): T[]
  permutation<T>(of: number | ArrayLike<T>): (number | T)[] {
    const mend = 'Write permutation(n) or permutation(list).'
    const listed = typeof of === 'object' && of !== null
    const list = listed ? Array.from(of) : Array.from({ length: whole('permutation: n', of, 0, mend) }, (_, i) => i)
    this.shuffle(list)
    return list
  }

  /** The generator at this moment, as plain data. */
  getState(): GeneratorState {
    return this.twister.getState(this.spare)
  }

  /** Goes on from where `state` was taken. Throws for what is no such state. */
  setState(state: GeneratorState): void {
    this.spare = this.twister.setState(state)
  }

  /** Marsaglia's polar method: a point of the unit disc gives two deviates; the second drawn coordinate is used first, the other is kept. */
  private standardNormal(): number {
    const kept = this.spare
    if (kept !== undefined) {
      this.spare = undefined
      return kept
    }
    for (;;) {
      const x = 2 * this.twister.fraction() - 1
      const y = 2 * this.twister.fraction() - 1
      const r2 = x * x + y * y
      if (r2 >= 1 || r2 === 0) continue
      const f = Math.sqrt((-2 * log(r2)) / r2)
      this.spare = f * x
      return f * y
    }
  }

  /** A whole number from 0 to max < 2⁵³: draws masked to the bits of max, drawn again while they exceed it; none is drawn for max = 0. */
  private upTo(max: number): number {
    if (max === 0) return 0
    const high = Math.floor(max / 2 ** 32)
    const mask = (word: number): number => 2 ** (32 - Math.clz32(word)) - 1
    for (;;) {
      const top = high > 0 ? (this.twister.uint32() & mask(high)) * 2 ** 32 : 0
      const value = top + (high > 0 ? this.twister.uint32() : (this.twister.uint32() & mask(max)) >>> 0)
      if (value <= max) return value
    }
  }
}

/** Draws into a shape, the last axis fastest. */
function fill(name: string, size: Size | undefined, draw: () => number): NestedNumbers {
  const shape = size === undefined ? [] : typeof size === 'object' && size !== null ? size : [size]
  for (const n of shape) whole(`${name}: a size`, n, 0, 'Sizes count how many are drawn along each axis.')
  const build = (axis: number): NestedNumbers =>
    axis === shape.length ? draw() : Array.from({ length: shape[axis]! }, () => build(axis + 1))
  return build(0)
}
