/** A function as points: its values over an interval, and its slope at a point by the engine, or by nudging where it knows no Values. */
import { backward, gradOf, isValue, value } from '../engine/index.js'
import { derivative } from '../numeric/index.js'
import { describe } from '../arguments/index.js'
import { assertSpan } from './axes.js'
import type { Point } from './scene.js'

/** A function of one number, on numbers; one that is made of ops is differentiated by the engine. */
export type Fn = (x: number) => number

/** Its value, or NaN where it throws or gives no number. */
export function at(f: Fn, x: number): number {
  try {
    const y = f(x)
    return typeof y === 'number' ? y : isValue(y) ? (y as { readonly data: number }).data : NaN
  } catch {
    return NaN
  }
}

export function assertFn(who: string, f: unknown): asserts f is Fn {
  if (typeof f !== 'function')
    throw new TypeError(`${who}: ${describe(f)} was given; a function of one number is allowed.`)
}

const POINTS = 512
/** Points from one end to the other, evenly, both ends among them. Errors: no interval. */
export function sample(who: string, f: Fn, from: number, to: number): readonly Point[] {
  assertFn(who, f)
  assertSpan(who, [from, to])
  return Array.from({ length: POINTS + 1 }, (_, k): Point => {
    const x = k === POINTS ? to : from + ((to - from) * k) / POINTS
    return [x, at(f, x)]
  })
}

/** What can be seen of the values: all of them, unless a few are far beyond the others, as near a pole. */
export function seen(points: readonly Point[]): readonly number[] {
  const values = points.map(([, y]) => y).filter(Number.isFinite)
  const sorted = values.toSorted((a, b) => a - b)
  const [low, high] = [sorted[Math.floor(sorted.length * 0.05)]!, sorted[Math.ceil(sorted.length * 0.95) - 1]!]
  const reach = 4 * (high - low)
  if (sorted.length < 20 || !(sorted.at(-1)! - sorted[0]! > 2 * reach)) return values
  return values.filter((y) => y >= low - (high - low) && y <= high + (high - low))
}

/** The slope of f at x: by a backward pass where f takes Values, otherwise by nudging. */
export function slopeAt(f: Fn, x: number): number {
  try {
    const leaf = value(x)
    const y = f(leaf)
    if (isValue(y)) {
      backward(y)
      return gradOf(leaf)
    }
  } catch {
    // It was written for plain numbers.
  }
  return derivative((t) => at(f, t), x, { method: 'richardson' })
}
