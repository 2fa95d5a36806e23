/** Two spirals wound around each other, the two-spirals problem of Lang and Witbrock (1988), with its number of turns and points left open. */
import { finite } from '../arguments/index.js'
import { cos, sin } from '../numeric/index.js'
import { type Labelled, type LabelledOptions, type Point, blend, settings } from './labelled.js'

/** Options of `spirals`. */
export interface SpiralsOptions extends LabelledOptions {
  /** How often each arm winds around the centre; 1.5 unless told (the original problem has 3). */
  readonly turns?: number
}

/**
 * Two arms that wind `turns` times around (0, 0) out to radius 1, one the other turned by half a circle, with normal `noise`: point i of m lies at radius r = i/m, i = 1 … m, and at
 * the angle 2π·turns·r, half a turn more for class 1. Throws as `moons` does, and for `turns` that is not finite.
 *
 * @example
 * import { spirals } from 'seegrad/data'
 * const { X, y } = spirals({ samples: 4, turns: 1, seed: 0, shuffle: false })
 * X.map(([x1, x2]) => Math.round(100 * Math.hypot(x1, x2))) // [50, 100, 50, 100]
 * y // [0, 0, 1, 1]
 */
export function spirals(options: SpiralsOptions): Labelled {
  const { samples, ...rest } = settings('spirals', options, 0, ['shuffle', 'turns'])
  const turns = finite('spirals: turns', options.turns ?? 1.5, 'It counts how often each arm winds around the centre.')
  const arm = (count: number, start: number): Point[] =>
    Array.from({ length: count }, (_, i) => {
      const r = (i + 1) / count
      const angle = 2 * Math.PI * turns * r + start
      return [r * cos(angle), r * sin(angle)]
    })
  const zeros = Math.floor(samples / 2)
  return blend([arm(zeros, 0), arm(samples - zeros, Math.PI)], rest)
}
