/** How far nudging is from the derivative, over every step: too large and the chord leaves the curve, too small and the digits run out. */
import { assertOptions } from '../arguments/index.js'
import { derivative } from '../numeric/index.js'
import { curve, frame, plot, type PlotOptions } from './axes.js'
import { pow } from '../ops/index.js'
import { short } from './label.js'
import { assertFn, at, slopeAt, type Fn } from './sample.js'
import { path, text, type Figure, type Mark, type Point } from './scene.js'

/** Where the slope is taken, and with which steps. */
export interface ErrorCurveOptions extends PlotOptions {
  readonly x: number
  /** The true slope; the engine's unless said otherwise. */
  readonly exact?: number
  /** The steps, from the smallest to the largest power of ten; −16 to 0 unless said otherwise. */
  readonly from?: number
  readonly to?: number
  /** A step to be marked. */
  readonly h?: number
}

const EACH = 24
const LEAST = 1e-17

/**
 * The error of forward and central differences over the step h, both axes in powers of ten.
 * Errors: no function; powers from −300 to 300 that are no interval.
 * @example
 * import { tanh } from 'seegrad'
 * import { plotErrorCurve } from 'seegrad/figures'
 * const figure = plotErrorCurve(tanh, { x: 0.5 })
 * figure.table.columns // ['h', 'forward', 'central']
 * figure.description.startsWith('Forward nudging is best near h = ') // true
 */
export function plotErrorCurve(f: Fn, options: ErrorCurveOptions): Figure {
  assertOptions('plotErrorCurve', options, 'x', 'exact', 'from', 'to', 'h', 'width', 'height', 'title')
  assertFn('plotErrorCurve', f)
  const { x, from = -16, to = 0, title } = options
  if (!(Number.isInteger(from) && Number.isInteger(to) && from >= -300 && to <= 300 && from < to))
    throw new RangeError(
      `plotErrorCurve: powers from ${from} to ${to} were given; whole numbers from −300 to 300 are allowed, the first below the second.`,
    )
  if (!Number.isFinite(x)) throw new RangeError(`plotErrorCurve: x = ${x} was given; a finite number is allowed.`)
  const { exact = slopeAt(f, x) } = options
  const steps = Array.from({ length: (to - from) * EACH + 1 }, (_, k) => pow(10, from + k / EACH))
  const error = (method: 'forward' | 'central', h: number): number =>
    x + h === x ? Math.abs(exact) : Math.abs(derivative((t) => at(f, t), x, { h, method }) - exact)
  const [forward, central] = (['forward', 'central'] as const).map((method) =>
    steps.map((h): Point => [h, error(method, h)]),
  ) as [Point[], Point[]]
  const above = (points: readonly Point[]): Point[] =>
    points.map(([h, e]) => [h, e > 0 ? Math.max(e, LEAST) : e === 0 ? LEAST : NaN])
  const tops = [...forward, ...central].map(([, e]) => e).filter((e) => Number.isFinite(e) && e > 0)
  const high = Math.max(1e-15, ...tops)
  const low = Math.min(high / 100, Math.max(LEAST, Math.min(high, ...tops)))
  const box = frame(
    'plotErrorCurve',
    { domain: [10 ** from, 10 ** to], name: 'h', isLog: true },
    { domain: [low / 3, high * 3], isLog: true },
    options,
  )
  const lines = [
    curve(above(central), box, { stroke: 'ink-2', weight: 1.25 }),
    curve(above(forward), box, { stroke: 'grad-mark', weight: 1.25 }),
  ]
  const mark: Mark[] = []
  if (options.h !== undefined && options.h >= 10 ** from && options.h <= 10 ** to) {
    const { h } = options
    mark.push(path([[box.x(h), box.top], [box.x(h), box.bottom]], { stroke: 'ink-3', dash: 'nudge' })) // prettier-ignore
    for (const [method, fill] of [
      ['central', 'ink-2'],
      ['forward', 'grad-mark'],
    ] as const) {
      const e = Math.max(error(method, h), low)
      if (Number.isFinite(e)) mark.push({ type: 'disc', x: box.x(h), y: box.y(e), r: method === 'forward' ? 5 : 4, fill, stroke: 'paper', weight: 1.5 }) // prettier-ignore
    }
  }
  const best = (points: readonly Point[]): number =>
    points.reduce((a, b) => (b[1] < a[1] && a[1] === a[1] ? b : a), [NaN, Infinity])[0]
  // Beside the straight arm of each, a third of the way down.
  const arm = (points: readonly Point[], words: string, ink: 'grad' | 'ink-2'): Mark[] => {
    const [h, e] = points[Math.round(points.length - EACH * (ink === 'grad' ? 3.5 : 2.4))] ?? [1, NaN]
    return e > 0
      ? [
          text(box.x(h) + (ink === 'grad' ? -10 : 12), box.y(e) - (ink === 'grad' ? 6 : -14), words, {
            ink,
            size: 13,
            halo: true,
            anchor: ink === 'grad' ? 'end' : 'start',
          }),
        ]
      : []
  }
  const marks: Mark[] = [
    ...box.marks,
    ...lines,
    ...arm(forward, 'forward', 'grad'),
    ...arm(central, 'central', 'ink-2'),
    text(box.x(10 ** (from + 0.3 * (to - from))), box.top + 30, 'floating point', {
      ink: 'ink-3',
      size: 13,
      halo: true,
      anchor: 'start',
    }),
    ...mark,
  ]
  return plot(
    title ?? `The error of nudging at ${short(x)}`,
    `Forward nudging is best near h = ${short(best(forward))}, central near ${short(best(central))}; below, digits run out, above, the chord leaves the curve. The exact slope is ${short(exact, 8)}.`,
    {
      columns: ['h', 'forward', 'central'],
      rows: steps.map((h, k) => [h, forward[k]![1], central[k]![1]] as const).filter((_, k) => k % (EACH / 2) === 0),
    },
    options,
    marks,
  )
}
