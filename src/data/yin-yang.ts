/** The sign of yin and yang, a set in three classes after Kriener, Göltz and Petrovici (2021): too bent for a line, small enough to train on in a moment. */
import type { Examples } from './examples.js'
import { blurred, type LabelledOptions, type Point, settings } from './labelled.js'

/** Radius of the two dots, where the sign has 1. */
const DOT = 0.2

/** Which part of the sign a point of the unit disc lies in. */
function part([x, y]: Point): 0 | 1 | 2 {
  // Squares of the distances to the middles of the dots: no root, whose last digit could differ.
  const [left, right] = [(x + 0.5) ** 2 + y * y, (x - 0.5) ** 2 + y * y]
  if (left < DOT * DOT || right < DOT * DOT) return 2
  return left <= 0.25 || (y > 0 && right > 0.25) ? 1 : 0
}

/**
 * Points spread evenly over the three parts of the sign, a disc of radius 1: yin in class 0, yang in class 1, the dots in both in class 2; as many of each class, or one more
 * of the first ones. Normal `noise` moves the points after they were classed. Throws as `moons` does.
 *
 * @example
 * import { yinYang } from 'seegrad/data'
 * const { X, y } = yinYang({ samples: 6, seed: 0, shuffle: false })
 * y // [0, 0, 1, 1, 2, 2]
 * X.every(([x1, x2]) => x1 * x1 + x2 * x2 <= 1) // true
 */
export function yinYang(options: LabelledOptions): Examples<Point, 0 | 1 | 2> {
  const { samples, noise, random, shuffle } = settings('yinYang', options)
  const wanted = ([0, 1, 2] as const).flatMap((kind) => Array<typeof kind>(Math.ceil((samples - kind) / 3)).fill(kind))
  const points = wanted.map((kind): Point => {
    for (;;) {
      const [x, y] = random.uniform(-1, 1, [2]) as unknown as Point
      if (x * x + y * y <= 1 && part([x, y]) === kind) return [x, y]
    }
  })
  const order = shuffle ? random.permutation(samples) : wanted.map((_, i) => i)
  const X = order.map((i) => points[i]!)
  return { X: blurred(X, noise, random), y: order.map((i) => wanted[i]!) }
}
