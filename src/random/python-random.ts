/** Python's `random.Random`, draw for draw: the order and the arithmetic of CPython 3.11's Lib/random.py over MT19937. */
import { assertOptions, describe, finite, whole } from '../arguments/index.js'
import { cos, exp, log, sin } from '../numeric/index.js'
import { type GeneratorState, MersenneTwister } from './mersenne-twister.js'
import { pythonWords } from './seed.js'

const TAU = 2 * Math.PI

/** How `choices` weighs the elements and how many it draws. */
export interface ChoicesOptions {
  /** One relative weight per element. */
  readonly weights?: ArrayLike<number>
  /** The same as running sums. */
  readonly cumWeights?: ArrayLike<number>
  /** How many to draw; 1 unless told. */
  readonly k?: number
}

/**
 * The generator of Python's `random` module: `new PythonRandom(seed)` draws what `random.seed(seed)` draws in CPython 3.11, bit for bit; only `gauss` and
 * `normalvariate`, which go through log, sin and cos, may differ by 4 ulp. The seed is a whole number of any size (a BigInt from 2⁵³ up) or a string; other seeds are
 * refused, a missing one too, so that every run can be repeated.
 *
 * @example
 * import { PythonRandom } from 'seegrad/random'
 * const random = new PythonRandom(1337)
 * random.random() // 0.6177528569514706
 * random.uniform(-1, 1) // 0.06653114721000164
 * random.randint(1, 6) // 3
 */
export class PythonRandom {
  private readonly twister = new MersenneTwister()
  private spare: number | undefined

  constructor(seed: number | bigint | string) {
    this.twister.seedByWords(pythonWords(seed))
  }

  /** A number in [0, 1), a multiple of 2⁻⁵³. */
  random(): number {
    return this.twister.fraction()
  }

  /** A number between `a` and `b`: a + (b − a)·random(). */
  uniform(a: number, b: number): number {
    const mend = 'Write uniform(a, b).'
    finite('uniform: a', a, mend)
    finite('uniform: b', b, mend)
    return a + (b - a) * this.random()
  }

  /**
   * A normal deviate with mean `mu` and standard deviation `sigma`. They are made in pairs (Box and Muller): the second of a pair is kept for the next call.
   *
   * @example
   * import { PythonRandom } from 'seegrad/random'
   * const random = new PythonRandom(42)
   * const [first, second] = [random.gauss(), random.gauss(0, 0.08)]
   * Math.abs(first - -0.14409032957792836) < 1e-15 // true
   * Math.abs(second - 0.08 * -0.1729036003315193) < 1e-15 // true
   */
  gauss(mu = 0, sigma = 1): number {
    finite('gauss: mu', mu, 'Write gauss(mu, sigma).')
    finite('gauss: sigma', sigma, 'Write gauss(mu, sigma).')
    let z = this.spare
    this.spare = undefined
    if (z === undefined) {
      const angle = this.random() * TAU
      const radius = Math.sqrt(-2 * log(1 - this.random()))
      z = cos(angle) * radius
      this.spare = sin(angle) * radius
    }
    return mu + z * sigma
  }

  /** A normal deviate by Kinderman and Monahan's ratio of uniform deviates: another stream of numbers than `gauss`, with no second value to keep. */
  normalvariate(mu = 0, sigma = 1): number {
    finite('normalvariate: mu', mu, 'Write normalvariate(mu, sigma).')
    finite('normalvariate: sigma', sigma, 'Write normalvariate(mu, sigma).')
    const magic = (4 * exp(-0.5)) / Math.SQRT2
    for (;;) {
      const u = this.random()
      const v = 1 - this.random()
      const z = (magic * (u - 0.5)) / v
      if ((z * z) / 4 <= -log(v)) return mu + z * sigma
    }
  }

  /**
   * A whole number of the range `start`, `start + step` … before `stop`; of 0 … before `stop` with one argument. All are below 2⁵³ in size. Throws for
   * an empty range.
   *
   * @example
   * import { PythonRandom } from 'seegrad/random'
   * new PythonRandom(42).randrange(10) // 1
   */
  randrange(stop: number): number
  randrange(start: number, stop: number, step?: number): number
  randrange(first: number, second?: number, step = 1): number {
    const mend = 'Write randrange(stop), randrange(start, stop) or randrange(start, stop, step).'
    const start = second === undefined ? 0 : whole('randrange: start', first, Number.MIN_SAFE_INTEGER, mend)
    const stop = whole('randrange: stop', second ?? first, Number.MIN_SAFE_INTEGER, mend)
    if (whole('randrange: step', step, Number.MIN_SAFE_INTEGER, mend) === 0)
      throw new RangeError('randrange: step is 0; any other whole number is allowed. Leave it out for a step of 1.')
    return (
      start +
      step * this.below('randrange', rangeLength(start, stop, step), `from ${start} before ${stop} in steps of ${step}`)
    )
  }

  /** A whole number from `a` to `b`, both included. Throws if b < a. */
  randint(a: number, b: number): number {
    const mend = 'Write randint(a, b).'
    whole('randint: a', a, Number.MIN_SAFE_INTEGER, mend)
    whole('randint: b', b, Number.MIN_SAFE_INTEGER, mend)
    return a + this.below('randint', b - a + 1, `from ${a} to ${b}`)
  }

  /** An element of `population`. Throws if there is none. */
  choice<T>(population: ArrayLike<T>): T {
    return population[this.below('choice', lengthOf('choice', population), 'of the population')]!
  }

  /**
   * `k` elements of `population`, with replacement, as a list: equally likely, or as `weights` (or their running sums, `cumWeights`) say. Throws for no population, for
   * both kinds of weights, for a number of weights other than that of the elements, and for weights that are negative, not finite or all 0.
   *
   * @example
   * import { PythonRandom } from 'seegrad/random'
   * new PythonRandom(1337).choices(['a', 'b', 'c'], { weights: [1, 1, 2], k: 4 }).join('') // 'ccbc'
   */
  choices<T>(population: ArrayLike<T>, options: ChoicesOptions = {}): T[] {
    assertOptions('choices', options, 'weights', 'cumWeights', 'k')
    const { weights, cumWeights, k = 1 } = options
    const n = lengthOf('choices', population)
    whole('choices: k', k, 0, 'Say how many to draw, such as { k: 3 }.')
    if (n === 0 && k > 0)
      throw new RangeError(
        'choices: the population is empty; at least one element is allowed. There is nothing to choose.',
      )
    const sums = weights || cumWeights ? runningSums(n, weights, cumWeights) : undefined
    const total = sums ? sums[n - 1]! : n
    const place = (x: number): number => (sums ? bisect(sums, x, n - 1) : Math.floor(x))
    return Array.from({ length: k }, () => population[place(this.random() * total)]!)
  }

  /** `k` different elements of `population`, in the order in which they were drawn. Throws if there are fewer than k. */
  sample<T>(population: ArrayLike<T>, k: number): T[] {
    const n = lengthOf('sample', population)
    if (whole('sample: k', k, 0, 'Write sample(population, k).') > n)
      throw new RangeError(
        `sample: k is ${k}; at most ${n} is allowed, the size of the population. To draw with replacement take choices.`,
      )
    // CPython draws from a shrinking pool, or, where that list would be longer than a set of k, redraws what it has had: the draws differ.
    let setSize = 21
    if (k > 5) {
      let table = 1
      while (table < 3 * k) table *= 4
      setSize += table
    }
    if (n > setSize) {
      const had = new Set<number>()
      while (had.size < k) had.add(this.under(n))
      return Array.from(had, (i) => population[i]!)
    }
    const pool = Array.from({ length: n }, (_, i) => population[i]!)
    return Array.from({ length: k }, (_, i) => {
      const j = this.under(n - i)
      const drawn = pool[j]!
      pool[j] = pool[n - i - 1]!
      return drawn
    })
  }

  /**
   * Puts `list` into a random order, in place.
   *
   * @example
   * import { PythonRandom } from 'seegrad/random'
   * const list = [1, 2, 3, 4, 5]
   * new PythonRandom(1337).shuffle(list)
   * list // [2, 1, 4, 3, 5]
   */
  shuffle(list: { readonly length: number; [index: number]: unknown }): void {
    for (let i = lengthOf('shuffle', list) - 1; i > 0; i--) {
      const j = this.under(i + 1)
      ;[list[i], list[j]] = [list[j], list[i]]
    }
  }

  /** The generator at this moment, as plain data. */
  getState(): GeneratorState {
    return this.twister.getState(this.spare)
  }

  /** Goes on from where `state` was taken. Throws for what is no such state. */
  setState(state: GeneratorState): void {
    this.spare = this.twister.setState(state)
  }

  private below(name: string, n: number, range: string): number {
    if (n >= 1 && n <= 2 ** 53) return this.under(n)
    const why = n < 1 ? 'holds no number; at least one is allowed' : 'holds more than 2⁵³ numbers; fewer are allowed'
    throw new RangeError(`${name}: the range ${range} ${why}. Check the order of the ends.`)
  }

  /** A whole number from 0 to n − 1, 1 ≤ n ≤ 2⁵³: as many bits as n has, drawn again while they make n or more. */
  private under(n: number): number {
    const bits = n < 2 ** 32 ? 32 - Math.clz32(n) : 64 - Math.clz32(n / 2 ** 32)
    for (;;) {
      const low = this.twister.uint32()
      const r = bits <= 32 ? low >>> (32 - bits) : (this.twister.uint32() >>> (64 - bits)) * 2 ** 32 + low
      if (r < n) return r
    }
  }
}

function rangeLength(start: number, stop: number, step: number): number {
  return Math.max(0, Math.ceil((stop - start) / step))
}

function lengthOf(name: string, list: ArrayLike<unknown> | null | undefined): number {
  const length = list?.length
  if (typeof list !== 'function' && typeof length === 'number') return length
  throw new TypeError(`${name}: given ${describe(list)}; a list is allowed. For the numbers below n take arange(n).`)
}

/** The running sums of the weights, checked. */
function runningSums(n: number, weights?: ArrayLike<number>, cumWeights?: ArrayLike<number>): number[] {
  if (weights && cumWeights)
    throw new TypeError('choices: both weights and cumWeights are given; one of them is allowed. Leave one out.')
  const name = weights ? 'weights' : 'cumWeights'
  const list = weights ?? cumWeights!
  if (lengthOf(`choices: ${name}`, list) !== n)
    throw new RangeError(
      `choices: ${list.length} ${name} for ${n} elements; one for each is allowed. Make the two lists equally long.`,
    )
  const sums: number[] = []
  let total = 0
  for (let i = 0; i < n; i++) {
    const next = finite(
      `choices: ${name}[${i}]`,
      list[i],
      'Weights are plain numbers from 0 up (of Values, their .data).',
    )
    if (next < (weights ? 0 : total))
      throw new RangeError(
        `choices: ${name}[${i}] is ${next}; a number from ${weights ? 0 : total} up is allowed. ${weights ? 'No weight is negative.' : 'Running sums never fall.'}`,
      )
    total = weights ? total + next : next
    sums.push(total)
  }
  if (!(total > 0 && total < Infinity))
    throw new RangeError(
      `choices: the ${name} come to ${total}; a positive finite total is allowed. Scale them, or leave them out.`,
    )
  return sums
}

/** The first place of `sums` whose sum exceeds x, the last place at most. */
function bisect(sums: readonly number[], x: number, last: number): number {
  let [low, high] = [0, last]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (x < sums[middle]!) high = middle
    else low = middle + 1
  }
  return low
}
