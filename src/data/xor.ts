/** The exclusive or of two signs: four quadrants, classed like a chessboard. */
import { type Labelled, type LabelledOptions, blurred, settings } from './labelled.js'

/**
 * Points spread evenly over the square from −1 to 1; class 1 where exactly one coordinate is negative, class 0 where both or neither are. Normal `noise` moves the points after
 * they were classed, so near the axes classes mix. The points are in random order as they are drawn. Throws as `moons` does.
 *
 * @example
 * import { xor } from 'seegrad/data'
 * const { X, y } = xor({ samples: 50, seed: 1337 })
 * X.every(([x1, x2], i) => y[i] === (x1 * x2 < 0 ? 1 : 0)) // true
 */
export function xor(options: Omit<LabelledOptions, 'shuffle'>): Labelled {
  const { samples, noise, random } = settings('xor', options, 0, [])
  const points = random.uniform(-1, 1, [samples, 2]).map(([x, y]): [number, number] => [x!, y!])
  const y = points.map(([x1, x2]) => (x1 < 0 !== x2 < 0 ? 1 : 0))
  return { X: blurred(points, noise, random), y }
}
