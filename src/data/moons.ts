/** Two interleaving half circles, as scikit-learn's `make_moons` makes them. */
import { cos, linspace, sin } from '../numeric/index.js'
import { type Labelled, type LabelledOptions, type Point, blend, settings } from './labelled.js'

/**
 * Two half circles of radius 1, the upper one around (0, 0) in class 0, the lower one around (1, 0.5) in class 1, with normal `noise` of that standard deviation. It is the
 * set of scikit-learn's `make_moons(samples, noise=noise, random_state=seed)`, each coordinate within 1e-15: shuffled first, then blurred. Throws for `samples` that is no
 * whole number from 1 up, for a `noise` that is negative or not finite and for a seed that `NumpyRandom` refuses.
 *
 * @example
 * import { moons } from 'seegrad/data'
 * const { X, y } = moons({ samples: 100, noise: 0.1, seed: 1337 })
 * X.slice(0, 1).flat().map((x) => x.toFixed(12)) // ['1.122114607541', '0.081477173417']
 * y.slice(0, 5) // [0, 0, 1, 0, 1]
 */
export function moons(options: LabelledOptions): Labelled {
  const { samples, ...rest } = settings('moons', options)
  const outer = Math.floor(samples / 2)
  const upper = linspace(0, Math.PI, outer).map((t): Point => [cos(t), sin(t)])
  const lower = linspace(0, Math.PI, samples - outer).map((t): Point => [1 - cos(t), 1 - sin(t) - 0.5])
  return blend([upper, lower], rest)
}
