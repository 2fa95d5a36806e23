/** The line search of strong Wolfe conditions (Nocedal and Wright 2006, §3.5) with cubic interpolation, step for step as PyTorch's LBFGS makes it, after Schmidt's minFunc. */
import { abs, max } from '../ops/index.js'

/** A point on the line: how far, the value there, the gradient, and its slope along the line. */
export interface Trial {
  readonly t: number
  readonly f: number
  readonly g: readonly number[]
  readonly slope: number
}

const [C1, C2, CHANGE, MOST] = [1e-4, 0.9, 1e-9, 25]

/** Where the cubic through two points with their slopes is lowest, kept between `low` and `high`. */
function cubic(a: Trial, b: Trial, low = Math.min(a.t, b.t), high = Math.max(a.t, b.t)): number {
  const d1 = a.slope + b.slope - (3 * (a.f - b.f)) / (a.t - b.t)
  const square = d1 * d1 - a.slope * b.slope
  if (!(square >= 0)) return (low + high) / 2
  const d2 = Math.sqrt(square)
  const [p, q] = a.t <= b.t ? [a, b] : [b, a]
  const at = q.t - (q.t - p.t) * ((q.slope + d2 - d1) / (q.slope - p.slope + 2 * d2))
  return Math.min(Math.max(at, low), high)
}

/** A point on the line from `start` along `d` that is low enough and flat enough, beginning at `t`. */
export function strongWolfe(start: Trial, t: number, d: readonly number[], look: (t: number) => Trial): Trial {
  const length = max(d.map(abs))
  const tooHigh = (trial: Trial): boolean => trial.f > start.f + C1 * trial.t * start.slope
  const flat = (trial: Trial): boolean => Math.abs(trial.slope) <= -C2 * start.slope
  let before = start
  let trial = look(t)
  let looks = 0
  let bracket: [Trial, Trial] | undefined
  while (looks < MOST) {
    if (tooHigh(trial) || (looks > 1 && trial.f >= before.f) || (!flat(trial) && trial.slope >= 0)) {
      bracket = [before, trial]
      break
    }
    if (flat(trial)) return trial
    const next = cubic(before, trial, trial.t + 0.01 * (trial.t - before.t), trial.t * 10)
    before = trial
    trial = look(next)
    looks++
  }
  bracket ??= [start, trial]
  let low: 0 | 1 = bracket[0].f <= bracket[1].f ? 0 : 1
  let stuck = false
  while (looks < MOST) {
    const [left, right] = [Math.min(bracket[0].t, bracket[1].t), Math.max(bracket[0].t, bracket[1].t)]
    if ((right - left) * length < CHANGE) break
    let at = cubic(bracket[0], bracket[1])
    const eps = 0.1 * (right - left)
    if (Math.min(right - at, at - left) < eps) {
      // Too near an end: the second time in a row, or beyond it, a tenth of the way in.
      if (stuck || at >= right || at <= left) {
        at = Math.abs(at - right) < Math.abs(at - left) ? right - eps : left + eps
        stuck = false
      } else stuck = true
    } else stuck = false
    trial = look(at)
    looks++
    const high = (1 - low) as 0 | 1
    if (tooHigh(trial) || trial.f >= bracket[low].f) {
      bracket[high] = trial
      low = bracket[0].f <= bracket[1].f ? 0 : 1
      continue
    }
    const done = flat(trial)
    if (!done && trial.slope * (bracket[high].t - bracket[low].t) >= 0) bracket[high] = bracket[low]
    bracket[low] = trial
    if (done) break
  }
  return bracket[low]
}
