/** A function as a curve, with its derivative beside it if that is wanted. */
import { assertOptions } from '../arguments/index.js'
import { curve, frame, padded, plot, type PlotOptions } from './axes.js'
import { short, visible } from './label.js'
import { at, sample, seen, slopeAt, type Fn } from './sample.js'
import { text, type Figure, type Mark, type Point } from './scene.js'

/** Which part of the curve is shown, and what besides. */
export interface FunctionOptions extends PlotOptions {
  /** What its argument is called; x unless said otherwise. */
  readonly variable?: string
  readonly from?: number
  readonly to?: number
  /** Also draws the derivative. */
  readonly derivative?: boolean
  /** Points to mark on the curve, by their x. */
  readonly points?: readonly number[]
  /** How the function is called. */
  readonly name?: string
}

/** What a plot says of places where a function has no value. */
export function gaps(points: readonly Point[]): string {
  const missing = points.filter(([, y]) => !Number.isFinite(y)).length
  return missing === 0 ? '' : ` At ${missing} of ${points.length} places it has no finite value.`
}

/** Words at the end of a curve, within the frame. */
export function nameOf(mark: Mark, words: string, ink: 'data' | 'grad' | 'ink-2'): Mark[] {
  if (mark.type !== 'path') return []
  const longest = mark.lines.reduce<readonly Point[]>((a, b) => (b.length >= a.length ? b : a), [])
  const [x, y] = longest.at(-1) ?? [0, 0]
  return longest.length === 0
    ? []
    : [text(x - 6, y < 48 ? y + 20 : y - 8, words, { ink, anchor: 'end', size: 13, halo: true })]
}

/**
 * The curve of a function of one number, from −5 to 5 unless said otherwise; `derivative: true` draws its derivative too, by the engine where the function takes Values.
 * Where the function throws or has no finite value, the curve has a gap and the description says so.
 * Errors: no function; an interval that is none.
 * @example
 * import { plotFunction } from 'seegrad/figures'
 * const figure = plotFunction((x) => 3 * x ** 2 - 4 * x + 5, { from: -5, to: 5, points: [3] })
 * figure.table.columns // ['x', 'f(x)']
 * figure.table.rows[0] // [-5, 100]
 */
export function plotFunction(f: Fn, options: FunctionOptions = {}): Figure {
  assertOptions(
    'plotFunction',
    options,
    'variable',
    'from',
    'to',
    'derivative',
    'points',
    'name',
    'width',
    'height',
    'title',
  )
  const { from = -5, to = 5, points = [], name = 'f', variable = 'x', title } = options
  const values = sample('plotFunction', f, from, to)
  const slopes = options.derivative ? values.map(([x]): Point => [x, slopeAt(f, x)]) : []
  const box = frame(
    'plotFunction',
    { domain: [from, to], name: visible(variable) },
    { domain: padded([...seen(values), ...seen(slopes), ...points.map((x) => at(f, x))]) },
    options,
  )
  const marks: Mark[] = [...box.marks]
  if (options.derivative) {
    const line = curve(slopes, box, { stroke: 'grad-mark', weight: 1.75 })
    marks.push(line, ...nameOf(line, `${visible(name)}′(${visible(variable)})`, 'grad'))
  }
  const line = curve(values, box, { stroke: 'data-mark', weight: 1.75 })
  marks.push(line, ...nameOf(line, `${visible(name)}(${visible(variable)})`, 'data'))
  for (const x of points) {
    const y = at(f, x)
    if (!Number.isFinite(y)) continue
    marks.push({ type: 'disc', x: box.x(x), y: box.y(y), r: 5, fill: 'data-mark', stroke: 'paper', weight: 1.5 })
    marks.push(
      text(box.x(x) - 10, box.y(y) - 8, `${visible(name)}(${short(x)}) = ${short(y)}`, {
        ink: 'data',
        size: 13,
        anchor: 'end',
        halo: true,
      }),
    )
  }
  const isBlank = values.every(([, y]) => !Number.isFinite(y))
  if (isBlank)
    marks.push(text((box.left + box.right) / 2, (box.top + box.bottom) / 2, 'no finite value here', { ink: 'ink-3' }))
  const step = values.filter((_, k) => k % 16 === 0)
  return plot(
    title ?? `${name} from ${short(from)} to ${short(to)}`,
    `The curve of ${name} over ${variable} from ${short(from)} to ${short(to)}${options.derivative ? ', with its derivative' : ''}.${gaps(values)}`,
    {
      columns: options.derivative
        ? [variable, `${name}(${variable})`, `${name}′(${variable})`]
        : [variable, `${name}(${variable})`],
      rows: step.map(([x, y], k) => (options.derivative ? [x, y, slopes[16 * k]![1]] : [x, y])),
    },
    options,
    marks,
  )
}
