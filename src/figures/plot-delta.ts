/** Two points of a curve and the legs between them: a step along x, and what it does to y. */
import { assertOptions } from '../arguments/index.js'
import { curve, frame, padded, plot, type PlotOptions } from './axes.js'
import { short } from './label.js'
import { gaps } from './plot-function.js'
import { at, sample, seen, type Fn } from './sample.js'
import { path, text, type Figure, type Mark } from './scene.js'

/** Where the step is, and which part of the curve is shown; by default the part around it. */
export interface DeltaOptions extends PlotOptions {
  /** The point, and the step from it. */
  readonly x: number
  readonly h: number
  readonly from?: number
  readonly to?: number
}

/**
 * The curve with a step: Δx along, Δy up or down, and their quotient, the rate of change.
 * Errors: no function; a point or step that is not finite; a step of 0, whose quotient is 0/0.
 * @example
 * import { plotDelta } from 'seegrad/figures'
 * plotDelta((x) => x * x, { x: 2, h: 1 }).table.rows[0] // [2, 1, 4, 5, 5]
 */
export function plotDelta(f: Fn, options: DeltaOptions): Figure {
  assertOptions('plotDelta', options, 'x', 'h', 'from', 'to', 'width', 'height', 'title')
  const { x, h, title } = options
  assertStep('plotDelta', x, h)
  const { from = Math.min(x, x + h) - 3 * Math.abs(h), to = Math.max(x, x + h) + 2 * Math.abs(h) } = options
  const values = sample('plotDelta', f, from, to)
  const [y, moved] = [at(f, x), at(f, x + h)]
  const box = frame(
    'plotDelta',
    { domain: [from, to], name: 'x' },
    { domain: padded([...seen(values), y, moved].filter(Number.isFinite)) },
    options,
  )
  const marks: Mark[] = [...box.marks, curve(values, box, { stroke: 'data-mark', weight: 1.75 })]
  const change = moved - y
  if (Number.isFinite(change)) {
    const [x0, y0, x1, y1] = [box.x(x), box.y(y), box.x(x + h), box.y(moved)]
    marks.push(path([[x0, y0], [x1, y0]], { stroke: 'ink', weight: 1.25 }), path([[x1, y0], [x1, y1]], { stroke: 'ink', weight: 1.25 })) // prettier-ignore
    for (const [cx, cy] of [[x0, y0], [x1, y1]] as const) marks.push({ type: 'disc', x: cx, y: cy, r: 5, fill: 'data-mark', stroke: 'paper', weight: 1.5 }) // prettier-ignore
    const [below, right] = [y1 <= y0, x1 >= x0]
    marks.push(
      text((x0 + x1) / 2, y0 + (below ? 20 : -10), [{ text: 'Δx = ' }, { text: short(h), ink: 'data' }], {
        size: 13,
        halo: true,
      }),
      text(x1 + (right ? 8 : -8), (y0 + y1) / 2 + 4, [{ text: 'Δy = ' }, { text: short(change), ink: 'data' }], {
        size: 13,
        halo: true,
        anchor: right ? 'start' : 'end',
      }),
      text(box.left + 12, box.top + 16, [{ text: 'Δy / Δx = ' }, { text: short(change / h), ink: 'grad' }], {
        size: 14,
        halo: true,
        anchor: 'start',
      }),
    )
  }
  return plot(
    title ?? `A step of ${short(h)} from ${short(x)}`,
    `x moves from ${short(x)} by ${short(h)}, f from ${short(y)} by ${short(change)}: ${short(change / h)} for each unit of x.${gaps(values)}`,
    { columns: ['x', 'Δx', 'f(x)', 'Δy', 'Δy / Δx'], rows: [[x, h, y, change, change / h]] },
    options,
    marks,
  )
}

export function assertStep(who: string, x: number, h: number): void {
  if (!Number.isFinite(x)) throw new RangeError(`${who}: x = ${x} was given; a finite number is allowed.`)
  if (!Number.isFinite(h) || h === 0 || x + h === x)
    throw new RangeError(
      `${who}: h = ${h} was given${Number.isFinite(h) ? `, which does not move ${x}: the quotient would be 0/0` : ''}; a finite step is allowed that x + h can be told from x by.`,
    )
}
