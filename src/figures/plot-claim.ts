/** A slope that is claimed at a point of a curve, beside the curve itself: whoever is wrong sees it leave. */
import { assertOptions } from '../arguments/index.js'
import { curve, frame, padded, plot, type PlotOptions } from './axes.js'
import { short, visible } from './label.js'
import { at, sample, seen, slopeAt, type Fn } from './sample.js'
import { text, type Figure, type Mark, type Point } from './scene.js'

/** Where, and which slope is claimed there. */
export interface ClaimOptions extends PlotOptions {
  readonly x: number
  readonly claimed: number
  /** What its argument is called; x unless said otherwise. */
  readonly variable?: string
  /** What the curve shows; y unless said otherwise. */
  readonly name?: string
}

/**
 * The curve around a point, and a line through it of the slope that is claimed there; one that is no number is not drawn.
 * Errors: no function; a point that is not finite.
 * @example
 * import { plotClaim } from 'seegrad/figures'
 * plotClaim((a) => a * -3 + 10, { x: 2, claimed: 3, variable: 'a' }).table.rows[0] // ['claimed', 3]
 */
export function plotClaim(f: Fn, options: ClaimOptions): Figure {
  assertOptions('plotClaim', options, 'x', 'claimed', 'variable', 'name', 'width', 'height', 'title')
  const { x, claimed, variable = 'x', name = 'y', title, width = 280, height = 200 } = options
  if (!Number.isFinite(x)) throw new RangeError(`plotClaim: x = ${x} was given; a finite number is allowed.`)
  const reach = Math.max(1, Math.abs(x) * 0.5)
  const [from, to] = [x - reach, x + reach]
  const values = sample('plotClaim', f, from, to)
  const [y, slope] = [at(f, x), slopeAt(f, x)]
  const box = frame(
    'plotClaim',
    { domain: [from, to], name: visible(variable) },
    { domain: padded([...seen(values), y].filter(Number.isFinite), 0.2), name: visible(name) },
    { width, height },
  )
  const marks: Mark[] = [...box.marks, curve(values, box, { stroke: 'data-mark', weight: 1.75 })]
  const line = Array.from({ length: 65 }, (_, k): Point => {
    const t = x + reach * 0.85 * (k / 32 - 1)
    return [t, y + claimed * (t - x)]
  })
  if (Number.isFinite(claimed) && Number.isFinite(y)) {
    const drawn = curve(line, box, { stroke: 'bad', weight: 1.75, dash: 'minus' })
    marks.push(drawn)
    const end = drawn.type === 'path' ? drawn.lines[0]?.at(-1) : undefined
    if (end)
      marks.push(
        text(Math.min(end[0], box.right - 4), Math.max(end[1] - 6, box.top + 10), 'your slope', {
          ink: 'bad',
          size: 13,
          anchor: 'end',
          halo: true,
        }),
      )
  }
  if (Number.isFinite(y)) marks.push({ type: 'disc', x: box.x(x), y: box.y(y), r: 5, fill: 'data-mark', stroke: 'paper', weight: 1.5 }) // prettier-ignore
  return plot(
    title ?? `Your slope at ${visible(variable)} = ${short(x)}`,
    `The curve goes ${short(slope)} up for each unit of ${visible(variable)}; the line that is claimed goes ${short(claimed)}.`,
    { columns: ['slope', 'value'], rows: [['claimed', claimed], ['nudged', slope]] }, // prettier-ignore
    { width, height },
    marks,
  )
}
