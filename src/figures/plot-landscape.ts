/** A function of two numbers as a map: lines of equal height, a point with its slopes, and a way down. */
import { backward, gradOf, isValue, value } from '../engine/index.js'
import { assertOptions } from '../arguments/index.js'
import { partials } from '../numeric/index.js'
import { area, path, text, type Figure, type Mark, type Point } from './scene.js'
import { frame, plot, type Frame, type PlotOptions } from './axes.js'
import { fieldMarks, gridOf, levelNames, levelsOf, valueAt, type Field } from './field.js'
import { short, textWidth, visible } from './label.js'
import { assertFn } from './sample.js'

/** Which part of the map is shown, by default around the point, and what stands on it. */
export interface LandscapeOptions extends PlotOptions {
  readonly from?: readonly [x: number, y: number]
  readonly to?: readonly [x: number, y: number]
  /** A point to stand at: arrows say how much the height changes along each axis. */
  readonly at?: readonly [x: number, y: number]
  /** Points of a descent, in order. */
  readonly path?: readonly (readonly [number, number])[]
  readonly names?: readonly [x: string, y: string]
  /** How many levels, about. */
  readonly levels?: number
}

/**
 * Lines of equal height of f(x, y), dashed below 0 and heavy at 0; at a point its two partial derivatives, by the engine where f takes Values.
 * Errors: no function; an interval that is none.
 * @example
 * import { add, mul } from 'seegrad'
 * import { plotLandscape } from 'seegrad/figures'
 * plotLandscape((a, b) => add(mul(a, b), 10), { at: [2, -3], names: ['a', 'b'] }).table.rows // [['a', 2, -3], ['b', -3, 2]]
 */
export function plotLandscape(f: Field, options: LandscapeOptions = {}): Figure {
  assertOptions('plotLandscape', options, 'from', 'to', 'at', 'path', 'names', 'levels', 'width', 'height', 'title')
  assertFn('plotLandscape', f)
  const { at, path: way = [], names = ['x', 'y'], levels: count = 10, title, width = 560, height = 424 } = options
  const middle = at ?? [0, 0]
  const { from = [middle[0] - 3, middle[1] - 3], to = [middle[0] + 3, middle[1] + 3] } = options
  const box = frame(
    'plotLandscape',
    { domain: [from[0], to[0]], name: visible(names[0]) },
    { domain: [from[1], to[1]], name: visible(names[1]) },
    { width, height },
  )
  const grid = gridOf(f, box)
  const levels = levelsOf(grid.values, count)
  const lines = fieldMarks(grid, levels, box, false)
  const marks: Mark[] = [...box.marks.filter(isNoGrid), path([[box.left, box.top], [box.left, box.bottom]], { stroke: 'line-2' }), ...lines, ...levelNames(lines, levels, grid, box, takenBy(at, box))] // prettier-ignore
  const rows: (readonly (string | number)[])[] = []
  if (way.length > 0) {
    const points = way.map(([x, y]): Point => [box.x(x), box.y(y)])
    marks.push(path(points, { stroke: 'grad-mark', weight: 1.5 }))
    points.forEach(([x, y], k) =>
      marks.push({
        type: 'disc',
        x,
        y,
        r: k === points.length - 1 ? 5 : 3,
        fill: 'grad-mark',
        stroke: 'paper',
        weight: 1,
      }),
    )
  }
  if (at) {
    const slopes = slopesAt(f, at)
    const [x, y] = [box.x(at[0]), box.y(at[1])]
    names.forEach((name, k) => {
      const slope = slopes[k]!
      rows.push([name, at[k]!, slope])
      marks.push(...nudge([x, y], k === 0, visible(name), slope, box))
    })
    marks.push({ type: 'disc', x, y, r: 6, fill: 'data-mark', stroke: 'paper', weight: 1.5 })
  } else way.forEach(([x, y], k) => rows.push([k, x, y, valueAt(f, x, y)]))
  const here = at
    ? ` At ${short(at[0])}, ${short(at[1])} it is ${short(valueAt(f, ...at))}: ${rows.map(([name, , slope]) => `nudging ${String(name)} moves it ${short(slope as number)} each`).join(', ')}.`
    : ''
  return plot(
    title ?? `Lines of equal height over ${names.map(visible).join(' and ')}`,
    `Each line joins points of equal height; those below 0 are dashed, that of 0 is heavy.${here}${way.length > 0 ? ` The way down has ${way.length} points.` : ''}`,
    at ? { columns: ['name', 'value', 'slope'], rows } : { columns: ['step', ...names, 'height'], rows },
    { width, height },
    marks,
  )
}

/** Where the arrows of a point and their words are. */
function takenBy(at: readonly [number, number] | undefined, box: Frame): Point[] {
  if (!at) return []
  const [x, y] = [box.x(at[0]), box.y(at[1])]
  return [[x, y], [x + 30, y], [x + 64, y], [x + 100, y], [x + 140, y], [x + 180, y], [x, y - 30], [x - 40, y - 56], [x, y - 56], [x + 40, y - 56]] // prettier-ignore
}

const isNoGrid = (mark: Mark): boolean => mark.type !== 'path' || mark.stroke !== 'line'

/** An arrow along one axis, of one length, with what the height does. */
function nudge([x, y]: Point, isLevel: boolean, name: string, slope: number, box: Frame): Mark[] {
  const [dx, dy] = isLevel ? [1, 0] : [0, -1]
  const tip: Point = [x + 64 * dx, y + 44 * dy]
  const wing = (side: number): Point => [tip[0] - 8 * dx + 4 * side * dy, tip[1] - 8 * dy + 4 * side * dx]
  const words = [{ text: `nudge ${name}: ` }, { text: short(slope), ink: 'grad' }, { text: ' each' }] as const
  // Within the frame: above the arrow, where there is no room behind it.
  const width = textWidth(words.map((word) => word.text).join(''), 13)
  const isCramped = isLevel && tip[0] + 8 + width > box.right + 16
  const middle = Math.max(box.left + width / 2, Math.min(box.right - width / 2, tip[0]))
  return [
    path([[x, y], [tip[0] - 5 * dx, tip[1] - 5 * dy]], { stroke: 'ink', weight: 1.75 }), // prettier-ignore
    area([tip, wing(1), wing(-1)], { fill: 'ink' }),
    isLevel
      ? isCramped
        ? text(box.right, tip[1] + 20, words, { size: 13, anchor: 'end', halo: true })
        : text(tip[0] + 8, tip[1] + 4.5, words, { size: 13, anchor: 'start', halo: true })
      : text(middle, tip[1] - 8, words, { size: 13, halo: true }),
  ]
}

function slopesAt(f: Field, [x, y]: readonly [number, number]): readonly number[] {
  try {
    const [a, b] = [value(x), value(y)]
    const z = f(a, b)
    if (isValue(z)) {
      backward(z)
      return [gradOf(a), gradOf(b)]
    }
  } catch {
    // It was written for plain numbers.
  }
  return partials((a, b) => valueAt(f, a!, b!), [x, y], { method: 'richardson' })
}
