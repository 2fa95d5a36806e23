/** Points of the plane in two classes: what every set of them shares, its shape, its options and the order of its random draws. */
import { assertOptions, describe, finite, whole } from '../arguments/index.js'
import { NumpyRandom } from '../random/index.js'

/** A point of the plane. */
export type Point = [x: number, y: number]

/** Points and their classes, equally long: X is what a network is shown, y what it should answer. */
export interface Labelled {
  X: Point[]
  y: (0 | 1)[]
}

/** The options that all sets of points in two classes share. */
export interface LabelledOptions {
  /** How many points; 100 unless told. Of an odd number class 1 gets one more, but in `xor`, where chance decides, and in `gaussians`, where class 0 does. */
  readonly samples?: number
  /** Standard deviation of the normal noise that is added to each coordinate; 0 unless told (in `gaussians`, which is nothing but noise, 1). */
  readonly noise?: number
  /** A whole number from 0 to 2³² − 1, or a generator, whose draws then go on from where it stands. */
  readonly seed: number | NumpyRandom
  /** Whether the points come in a random order (so unless told) or class by class. */
  readonly shuffle?: boolean
}

/** The options of the set `name`, checked and completed: with `usualNoise` where none is given; `own` are those that not every set has. */
export function settings(
  name: string,
  options: LabelledOptions,
  usualNoise = 0,
  own: readonly string[] = ['shuffle'],
): { samples: number; noise: number; random: NumpyRandom; shuffle: boolean } {
  if (typeof options !== 'object' || options === null)
    throw new TypeError(
      `${name}: given ${describe(options)}; options are allowed. Write ${name}({ samples: 100, noise: 0.1, seed: 1337 }).`,
    )
  assertOptions(name, options, 'samples', 'noise', 'seed', ...own)
  const { samples = 100, noise = usualNoise, seed, shuffle = true } = options
  whole(`${name}: samples`, samples, 1, 'It counts the points.')
  if (finite(`${name}: noise`, noise, 'It is a standard deviation, such as 0.1.') < 0)
    throw new RangeError(
      `${name}: noise is ${noise}; a number from 0 up is allowed. It is a standard deviation: take ${-noise}?`,
    )
  return { samples, noise, random: seed instanceof NumpyRandom ? seed : new NumpyRandom(seed as number), shuffle }
}

/** Two classes one after the other, then shuffled and then blurred, in scikit-learn's order; no draw is made for noise 0. */
export function blend(
  classes: readonly [readonly Point[], readonly Point[]],
  { noise, random, shuffle }: { readonly noise: number; readonly random: NumpyRandom; readonly shuffle: boolean },
): Labelled {
  const { X, y } = shuffle ? shuffled(joined(classes), random) : joined(classes)
  return { X: blurred(X, noise, random), y }
}

export function joined([zeros, ones]: readonly [readonly Point[], readonly Point[]]): Labelled {
  return { X: [...zeros, ...ones], y: [...zeros.map(() => 0 as const), ...ones.map(() => 1 as const)] }
}

export function shuffled({ X, y }: Labelled, random: NumpyRandom): Labelled {
  const order = random.permutation(X.length)
  return { X: order.map((i) => X[i]!), y: order.map((i) => y[i]!) }
}

/** Each coordinate with its own normal deviate added, x before y. */
export function blurred(points: readonly Point[], noise: number, random: NumpyRandom): Point[] {
  return points.map(([x, y]) => (noise > 0 ? [x + random.normal(0, noise), y + random.normal(0, noise)] : [x, y]))
}
