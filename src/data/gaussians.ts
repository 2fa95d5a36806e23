/** Two clouds of normally distributed points, as scikit-learn's `make_blobs` makes them. */
import { describe, finite } from '../arguments/index.js'
import { type Labelled, type LabelledOptions, type Point, joined, settings, shuffled } from './labelled.js'

/** Options of `gaussians`. */
export interface GaussiansOptions extends LabelledOptions {
  /** The middles of the clouds of class 0 and class 1; (−2, −2) and (2, 2) unless told. */
  readonly centers?: readonly [readonly [number, number], readonly [number, number]]
}

/**
 * Two clouds of points around two `centers`, each coordinate normally distributed with standard deviation `noise` (1 unless told). It is the set of scikit-learn's
 * `make_blobs(samples, centers=centers, cluster_std=noise, random_state=seed)`, each coordinate within 4 ulp: drawn cloud by cloud, then shuffled.
 * Throws as `moons` does, and for `centers` that are not two points.
 *
 * @example
 * import { gaussians } from 'seegrad/data'
 * const { X, y } = gaussians({ samples: 3, noise: 0, centers: [[0, 1], [5, 5]], seed: 0, shuffle: false })
 * X // [[0, 1], [0, 1], [5, 5]]
 * y // [0, 0, 1]
 */
export function gaussians(options: GaussiansOptions): Labelled {
  const { samples, noise, random, shuffle } = settings('gaussians', options, 1, ['shuffle', 'centers'])
  const centers: unknown = options.centers ?? [
    [-2, -2],
    [2, 2],
  ]
  const pair = (x: unknown): x is [unknown, unknown] => Array.isArray(x) && x.length === 2
  if (!pair(centers) || !centers.every(pair))
    throw new TypeError(
      `gaussians: centers is ${describe(centers)}; two points are allowed. Write { centers: [[-2, -2], [2, 2]] }.`,
    )
  const middles = centers as unknown[][]
  const [zero, one] = middles.map(([x, y]): Point => [coordinate(x), coordinate(y)]) as [Point, Point]
  const cloud = ([x, y]: Point, count: number): Point[] =>
    Array.from({ length: count }, () => [random.normal(x, noise), random.normal(y, noise)])
  const zeros = Math.ceil(samples / 2)
  const all = joined([cloud(zero, zeros), cloud(one, samples - zeros)])
  return shuffle ? shuffled(all, random) : all
}

const coordinate = (x: unknown): number =>
  finite('gaussians: a coordinate of centers', x, 'Write { centers: [[-2, -2], [2, 2]] }.')
