/** Losses over the steps of a training, each curve named where it ends. */
import { assertOptions, describe } from '../arguments/index.js'
import { curve, extent, frame, padded, plot, type PlotOptions } from './axes.js'
import type { Ink } from './ink.js'
import { short, textWidth, visible } from './label.js'
import { sentence, text, type Figure, type Mark, type Point } from './scene.js'

/** How losses are drawn. */
export interface LossOptions extends PlotOptions {
  /** Powers on the axis of losses; by default where they are all above 0 and differ by more than ten times. */
  readonly log?: boolean
  /** How many steps lie between two losses; 1 unless told: of a long training not all are kept. */
  readonly every?: number
}

/** One list, or some by name. */
export type Losses = readonly number[] | { readonly [name: string]: readonly number[] }

/** How curves are told apart, by their place: what is trained and what it is tested on are solid, runs beside them are not. */
const DASHES = [undefined, undefined, 'minus', 'none', 'nudge'] as const

/**
 * The loss at each step, before its update. Of several lists the first is drawn in full, the others as what they are compared with, from the third on dashed. A loss that is no number ends its curve, and is said.
 * Errors: neither a list nor lists by name.
 * @example
 * import { plotLoss } from 'seegrad/figures'
 * plotLoss([3, 1, 0.5]).table.rows // [[0, 3], [1, 1], [2, 0.5]]
 * plotLoss({ train: [3, 1], test: [3, 2] }).table.columns // ['step', 'train', 'test']
 * plotLoss([3, 1, 0.5], { every: 10 }).table.rows.at(-1) // [20, 0.5]
 */
export function plotLoss(losses: Losses, options: LossOptions = {}): Figure {
  assertOptions('plotLoss', options, 'log', 'every', 'width', 'height', 'title')
  const { every = 1 } = options
  if (!(Number.isInteger(every) && every >= 1))
    throw new RangeError(
      `plotLoss: every is ${describe(every)}; a whole number from 1 up is allowed. It counts the steps between two losses.`,
    )
  const named = Object.entries(Array.isArray(losses) ? { loss: losses as readonly number[] } : (losses as object)) as [
    string,
    readonly number[],
  ][]
  for (const [name, list] of named)
    if (!Array.isArray(list) || !list.every((x) => typeof x === 'number'))
      throw new TypeError(`plotLoss: ${describe(list)} was given as ${visible(name)}; a list of numbers is allowed.`)
  const all = named.flatMap(([, list]) => list).filter(Number.isFinite)
  const steps = Math.max(0, ...named.map(([, list]) => list.length))
  const title = options.title ?? 'Loss, each step before its update'
  if (all.length === 0)
    return sentence(title, steps === 0 ? 'No step has been taken yet.' : 'No loss is a finite number.')
  const [low, high] = extent(all)
  const { log: isLog = low > 0 && high > 10 * low } = options
  if (isLog && low <= 0)
    throw new RangeError(`plotLoss: a loss of ${low} cannot stand on an axis of powers; leave { log: true } out.`)
  const domain: [number, number] = isLog ? [low / 1.3, high * 1.3] : padded(all)
  // What stands at the end of each curve.
  const ends = named.map(([name, list]) => ({
    words: `${visible(name)} ${short(list.findLast(Number.isFinite) ?? NaN)}`,
  }))
  const box = frame(
    'plotLoss',
    { domain: [0, Math.max(1, (steps - 1) * every)], name: 'step', isWhole: true },
    { domain, isLog },
    options,
    24 + Math.max(...ends.map(({ words }) => textWidth(words, 13))),
  )
  const marks: Mark[] = [...box.marks]
  const names: { x: number; y: number; words: string; ink: Ink }[] = []
  named.toReversed().forEach(([, list], k) => {
    const isFirst = k === named.length - 1
    const points = list.map((loss, k): Point => [k * every, loss])
    const dash = DASHES[(named.length - 1 - k) % DASHES.length]
    marks.push(curve(points, box, { stroke: isFirst ? 'data-mark' : 'ink-2', weight: isFirst ? 1.75 : 1, ...(dash && { dash }) })) // prettier-ignore
    const last = points.findLast(([, loss]) => Number.isFinite(loss))
    if (!last) return
    const [x, y] = [box.x(last[0]), box.y(last[1])]
    if (isFirst) marks.push({ type: 'disc', x, y, r: 4, fill: 'data-mark' })
    names.push({ x, y, words: ends[named.length - 1 - k]!.words, ink: isFirst ? 'data' : 'ink-2' })
  })
  // From the top down, each at its curve's end, and below the one before if that is too near.
  let lowest = -Infinity
  for (const { x, y, words, ink } of names.toSorted((a, b) => a.y - b.y)) {
    lowest = Math.max(y, lowest + 17)
    marks.push(text(x + 9, lowest + 4.5, words, { ink, size: 13, anchor: 'start', halo: true }))
  }
  const broken = named.flatMap(([name, list]) => {
    const step = list.findIndex((x) => !Number.isFinite(x))
    return step < 0 ? [] : [` ${visible(name)} is ${short(list[step]!)} since step ${step * every}.`]
  })
  const said = named
    .map(([name, list]) => `${visible(name)} ${short(list[0] ?? NaN)} → ${short(list.at(-1) ?? NaN)}`)
    .join(', ')
  return plot(
    title,
    `Loss over ${Math.max(0, steps - 1) * every + 1} steps${isLog ? ', in powers of ten' : ''}: ${said}.${broken.join('')}`,
    {
      columns: ['step', ...named.map(([name]) => name)],
      rows: Array.from({ length: steps }, (_, k) => [k * every, ...named.map(([, list]) => list[k] ?? null)]),
    },
    options,
    marks,
  )
}
