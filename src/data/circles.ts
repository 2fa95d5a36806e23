/** A circle around a smaller one, as scikit-learn's `make_circles` makes them. */
import { finite } from '../arguments/index.js'
import { cos, linspace, sin } from '../numeric/index.js'
import { type Labelled, type LabelledOptions, type Point, blend, settings } from './labelled.js'

/** Options of `circles`. */
export interface CirclesOptions extends LabelledOptions {
  /** Radius of the inner circle, from 0 to below 1; 0.8 unless told. */
  readonly factor?: number
}

/**
 * A circle of radius 1 in class 0 and one of radius `factor` in class 1, both around (0, 0), with normal `noise`. It is the set of scikit-learn's
 * `make_circles(samples, noise=noise, random_state=seed, factor=factor)`, each coordinate within 1e-15. Throws as `moons` does, and for a `factor` outside [0, 1).
 *
 * @example
 * import { circles } from 'seegrad/data'
 * const { X, y } = circles({ samples: 60, factor: 0.5, seed: 0 })
 * X.every(([x1, x2], i) => Math.abs(Math.hypot(x1, x2) - (y[i] ? 0.5 : 1)) < 1e-15) // true
 */
export function circles(options: CirclesOptions): Labelled {
  const { samples, ...rest } = settings('circles', options, 0, ['shuffle', 'factor'])
  const factor = finite('circles: factor', options.factor ?? 0.8, 'It is the radius of the inner circle, such as 0.5.')
  if (factor < 0 || factor >= 1)
    throw new RangeError(
      `circles: factor is ${factor}; a number from 0 to below 1 is allowed. The outer circle has radius 1.`,
    )
  const around = (count: number): Point[] =>
    linspace(0, 2 * Math.PI, count, { endpoint: false }).map((t) => [cos(t), sin(t)])
  const outer = Math.floor(samples / 2)
  const inner = around(samples - outer).map(([x, y]): Point => [x * factor, y * factor])
  return blend([around(outer), inner], rest)
}
