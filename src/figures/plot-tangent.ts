/** Secants through a point, turning into its tangent as the step shrinks. */
import { assertOptions } from '../arguments/index.js'
import { curve, frame, padded, plot, type Frame, type PlotOptions } from './axes.js'
import { short, textWidth, visible } from './label.js'
import { assertStep } from './plot-delta.js'
import { gaps } from './plot-function.js'
import { at, sample, seen, slopeAt, type Fn } from './sample.js'
import { path, text, type Figure, type Mark, type Paint, type Point } from './scene.js'

/** Where the tangent touches, with which secants, and which part of the curve is shown; by default the part around them. */
export interface TangentOptions extends PlotOptions {
  readonly x: number
  /** The steps of the secants, the largest first; 2, 1 and ½ unless said otherwise. */
  readonly h?: number | readonly number[]
  /** What its argument is called; x unless said otherwise. */
  readonly variable?: string
  readonly from?: number
  readonly to?: number
  /** Draws Δx and Δy of the first secant. */
  readonly legs?: boolean
}

/**
 * The curve, the secant through x and x + h for each h, and the tangent, whose slope is what the engine gives (or nudging, where the function takes no Values).
 * Errors: as for plotDelta.
 * @example
 * import { plotTangent } from 'seegrad/figures'
 * const { rows } = plotTangent((x) => x * x, { x: 3, h: [2, 1] }).table
 * rows.map(([, slope]) => slope) // [8, 7, 6]
 */
export function plotTangent(f: Fn, options: TangentOptions): Figure {
  assertOptions('plotTangent', options, 'x', 'h', 'variable', 'from', 'to', 'legs', 'width', 'height', 'title')
  const { x, h = [2, 1, 0.5], variable = 'x', legs = false, title } = options
  const steps = typeof h === 'number' ? [h] : h
  for (const step of steps) assertStep('plotTangent', x, step)
  const reach = Math.max(1e-9 * Math.abs(x), ...steps.map(Math.abs)) || 1
  const { from = x - 1.1 * reach, to = x + 1.25 * reach } = options
  const values = sample('plotTangent', f, from, to)
  const [y, slope] = [at(f, x), slopeAt(f, x)]
  const ends = steps.map((step) => at(f, x + step))
  const box = frame(
    'plotTangent',
    { domain: [from, to], name: visible(variable) },
    { domain: padded([...seen(values), y, ...ends].filter(Number.isFinite)) },
    options,
  )
  const straight = (through: number, paint: Paint): Mark => {
    const reached = 0.82 * (to - from)
    const [a, b] = [Math.max(from, x - reached), Math.min(to, x + reached)]
    return curve(
      Array.from({ length: 65 }, (_, k) => [a + ((b - a) * k) / 64, y + through * (a + ((b - a) * k) / 64 - x)]),
      box,
      paint,
    )
  }
  const marks: Mark[] = [...box.marks, curve(values, box, { stroke: 'data-mark', weight: 1.75 })]
  if (legs && steps[0] !== undefined && Number.isFinite(ends[0]) && Number.isFinite(y)) marks.push(...legsOf(box, [x, y], [x + steps[0], ends[0]!])) // prettier-ignore
  const rows: [string, number][] = []
  steps.forEach((step, k) => {
    const secant = (ends[k]! - y) / step
    rows.push([`secant, h = ${short(step)}`, secant])
    if (!Number.isFinite(secant)) return
    const line = straight(secant, { stroke: 'grad-mark', weight: k === 0 ? 1.5 : 1, dash: k === 0 ? 'minus' : 'nudge' })
    marks.push(line, {
      type: 'disc',
      x: box.x(x + step),
      y: box.y(ends[k]!),
      r: k === 0 ? 5 : 3.5,
      fill: k === 0 ? 'data-mark' : 'paper',
      stroke: k === 0 ? 'paper' : 'data-mark',
      weight: 1.25,
    })
    if (k === 0) marks.push(...slopeWords(f, line, box, secant, `secant ${short(secant)}`, true))
  })
  rows.push(['tangent', slope])
  if (Number.isFinite(slope)) {
    const line = straight(slope, { stroke: 'grad-mark', weight: 1.75 })
    marks.push(line, ...slopeWords(f, line, box, slope, `tangent ${short(slope)}`, false))
  }
  marks.push({ type: 'disc', x: box.x(x), y: box.y(y), r: 5, fill: 'data-mark', stroke: 'paper', weight: 1.5 })
  return plot(
    title ?? `From the secant to the tangent at ${short(x)}`,
    `${rows.map(([what, value]) => `${what}: slope ${short(value)}`).join('; ')}.${gaps(values)}`,
    { columns: ['line', 'slope'], rows },
    options,
    marks,
  )
}

/** Along by Δx, then up or down by Δy; their names where there is room for them. */
function legsOf(box: Frame, [x, y]: Point, [x1, y1]: Point): Mark[] {
  const [left, start, right, end] = [box.x(x), box.y(y), box.x(x1), box.y(y1)]
  const paint = { stroke: 'ink', weight: 1.25 } as const
  const marks: Mark[] = [path([[left, start], [right, start]], paint), path([[right, start], [right, end]], paint)] // prettier-ignore
  const [isRight, isUp] = [right >= left, end <= start]
  if (Math.abs(right - left) > 48) marks.push(text((left + right) / 2, start + (isUp ? 19 : -9), [{ text: 'Δx = ' }, { text: short(x1 - x), ink: 'data' }], { size: 13, halo: true })) // prettier-ignore
  if (Math.abs(end - start) > 24) marks.push(text(right + (isRight ? 9 : -9), (start + end) / 2 + 4, [{ text: 'Δy = ' }, { text: short(y1 - y), ink: 'data' }], { size: 13, halo: true, anchor: isRight ? 'start' : 'end' })) // prettier-ignore
  return marks
}

/** The secant is named near its start, the tangent near its end, where they are furthest apart; on the side where the curve is not. */
function slopeWords(f: Fn, line: Mark, box: Frame, slope: number, words: string, isStart: boolean): Mark[] {
  const points = line.type === 'path' ? (line.lines[0] ?? []) : []
  const [from, to] = box.domain.x
  const width = textWidth(words, 13) + 9
  // The first of some places along the line at which the words are within the frame.
  for (const share of isStart ? [0.14, 0.24, 0.34, 0.44] : [0.8, 0.7, 0.6]) {
    const at0 = points[Math.floor((points.length - 1) * share)]
    if (!at0) continue
    const [x, y] = at0
    const isBelow = box.y(at(f, from + ((x - box.left) / (box.right - box.left)) * (to - from))) < y
    // Beside a rising line there is room below at the right and above at the left.
    const anchor = isBelow === slope >= 0 ? 'start' : 'end'
    const isOut = anchor === 'end' ? x - width < box.left : x + width > box.right + 16
    if (isOut && share !== (isStart ? 0.44 : 0.6)) continue
    const beside = anchor === 'start' ? Math.min(x, box.right + 16 - width) + 9 : Math.max(x, box.left + width) - 9
    return [text(beside, y + (isBelow ? 14 : -6), words, { ink: 'grad', size: 13, anchor, halo: true })] // prettier-ignore
  }
  return []
}
