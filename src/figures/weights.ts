/** How numbers of a network are spread: a histogram of its weights, and below it one of their gradients. */
import { bin } from 'd3-array'
import { isValue } from '../engine/index.js'
import { assertOptions, describe } from '../arguments/index.js'
import { extent, frame, plot, type PlotOptions } from './axes.js'
import { short } from './label.js'
import type { Ink } from './ink.js'
import { sentence, text, type Figure, type Mark } from './scene.js'

/** How numbers are counted. */
export interface WeightsOptions extends PlotOptions {
  /** How many bars, about; 30 unless said otherwise. */
  readonly bins?: number
}

/** Numbers with their gradients: Values, as `module.parameters()` gives them, or lists. */
export type Weighted = Iterable<number> | { readonly data: readonly number[]; readonly grad?: readonly number[] }

/**
 * Two histograms, of weights and of gradients, each with 0 marked. Numbers that are not finite are left out and counted in the description.
 * Errors: neither Values nor numbers.
 * @example
 * import { value } from 'seegrad'
 * import { weights } from 'seegrad/figures'
 * const ws = [1, 2, 2, 3].map((x) => value(x))
 * weights(ws, { bins: 3 }).table.rows.slice(0, 3).map(([what, , , count]) => [what, count]) // [['weight', 0], ['weight', 1], ['weight', 3]]
 */
export function weights(parameters: Weighted, options: WeightsOptions = {}): Figure {
  assertOptions('weights', options, 'bins', 'width', 'height', 'title')
  const { bins = 30, width = 560, height = 384, title = 'Weights, and below their gradients' } = options
  if (!(Number.isInteger(bins) && bins >= 1 && bins <= 1000))
    throw new RangeError(`weights: ${bins} bins were asked for; 1 to 1,000 are allowed.`)
  const { data, grad } = split(parameters)
  const [shown, slopes] = [data.filter(Number.isFinite), grad.filter(Number.isFinite)]
  if (shown.length === 0)
    return sentence(title, data.length === 0 ? 'There are no weights.' : 'No weight is a finite number.')
  const half = height / 2
  const [upper, lower] = [
    histogram('weight', shown, bins, width, half, 0, 'data-mark', 'data'),
    histogram('gradient', slopes, bins, width, half, half, 'grad-mark', 'grad'),
  ]
  const lost = data.length - shown.length + (grad.length - slopes.length)
  return plot(
    title,
    `${shown.length} weights from ${short(extent(shown)[0])} to ${short(extent(shown)[1])}` +
      (slopes.length > 0 ? `, gradients from ${short(extent(slopes)[0])} to ${short(extent(slopes)[1])}.` : '.') +
      (lost > 0 ? ` ${lost} numbers are not finite and left out.` : ''),
    { columns: ['what', 'from', 'to', 'count'], rows: [...upper.rows, ...lower.rows] },
    { width, height },
    [...upper.marks, ...lower.marks],
  )
}

function split(parameters: Weighted): { data: readonly number[]; grad: readonly number[] } {
  if (typeof parameters === 'object' && parameters !== null && 'data' in parameters && !(Symbol.iterator in parameters))
    return { data: parameters.data, grad: parameters.grad ?? [] }
  if (typeof (parameters as Iterable<number> | undefined)?.[Symbol.iterator] !== 'function')
    throw new TypeError(
      `weights: ${describe(parameters)} was given; a list of Values, as module.parameters() gives it, is allowed.`,
    )
  const data: number[] = []
  const grad: number[] = []
  for (const weight of parameters as Iterable<number>)
    if (isValue(weight)) {
      data.push(weight.data)
      grad.push(weight.grad)
    } else if (typeof weight === 'number') data.push(weight)
    else throw new TypeError(`weights: ${describe(weight)} was given among them; Values and numbers are allowed.`)
  return { data, grad }
}

interface Histogram {
  readonly marks: readonly Mark[]
  readonly rows: readonly (readonly [string, number, number, number])[]
}

function histogram(
  what: string,
  values: readonly number[],
  count: number,
  width: number,
  height: number,
  shift: number,
  fill: Ink,
  ink: Ink,
): Histogram {
  if (values.length === 0) return { marks: [], rows: [] }
  const [least, most] = extent(values)
  // All on one spot still make a bar.
  const pad = least === most ? Math.max(Math.abs(least), 1) / 2 : 0
  const [low, high] = [Math.min(least - pad, 0), Math.max(most + pad, 0)]
  const bars = bin().domain([low, high]).thresholds(Array.from({ length: count - 1 }, (_, k) => low + ((high - low) * (k + 1)) / count))([...values]) // prettier-ignore
  const top = Math.max(...bars.map((bar) => bar.length))
  const box = frame(
    'weights',
    { domain: [low, high] },
    { domain: [0, top * 1.1], isWhole: true, room: 28 },
    { width, height },
  )
  const moved = (mark: Mark): Mark => (mark.type === 'path' ? { ...mark, lines: mark.lines.map((line) => line.map(([x, y]) => [x, y + shift] as const)) } : mark.type === 'group' ? { ...mark, marks: mark.marks.map(moved) } : { ...mark, ...('y' in mark && { y: mark.y + shift }) } as Mark) // prettier-ignore
  const marks: Mark[] = box.marks.map(moved)
  for (const bar of bars) {
    if (bar.length === 0) continue
    const [x0, x1] = [box.x(bar.x0!), box.x(bar.x1!)]
    const y = box.y(bar.length) + shift
    const corners = [[x0 + 0.5, box.bottom + shift], [x0 + 0.5, y], [Math.max(x1 - 0.5, x0 + 1), y], [Math.max(x1 - 0.5, x0 + 1), box.bottom + shift]] as const // prettier-ignore
    marks.push({ type: 'path', lines: [corners], closed: true, fill })
  }
  marks.push(text(box.right, box.top + 12 + shift, `${what}s`, { ink, size: 13, anchor: 'end', halo: true }))
  return { marks, rows: bars.map((bar) => [what, bar.x0!, bar.x1!, bar.length]) }
}
