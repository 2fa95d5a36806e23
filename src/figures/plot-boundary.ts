/** The plane as a classifier divides it, with the points that it learns from. */
import { assertOptions } from '../arguments/index.js'
import { assertFn } from './sample.js'
import { frame, padded, plot, type PlotOptions } from './axes.js'
import { fieldMarks, gridOf, levelsOf, valueAt, type Field } from './field.js'
import { short } from './label.js'
import { text, type Figure, type Mark } from './scene.js'

/** What stands in the plane, and which part of it is shown; by default the part around the points. */
export interface BoundaryOptions extends PlotOptions {
  /** The points, as \[x, y\]. */
  readonly X?: readonly (readonly [number, number])[]
  /** Their classes: 1 is filled, 0 or −1 hollow. */
  readonly y?: readonly number[]
  readonly from?: readonly [x: number, y: number]
  readonly to?: readonly [x: number, y: number]
}

/**
 * Washes of blue where the score is above 0 and of stone where it is below, a heavy line at 0; points of class 1 filled, others hollow, those on the wrong side ringed.
 * Errors: no function; as many classes as points are needed.
 * @example
 * import { plotBoundary } from 'seegrad/figures'
 * const figure = plotBoundary((x, y) => x + y, { X: [[1, 1], [-1, -1], [1, 0]], y: [1, 0, 0] })
 * figure.table.rows[0] // [1, 1, 1, 2, 'yes']
 * figure.table.rows[2] // [1, 0, 0, 1, 'no']
 */
export function plotBoundary(score: Field, options: BoundaryOptions = {}): Figure {
  assertOptions('plotBoundary', options, 'X', 'y', 'from', 'to', 'width', 'height', 'title')
  assertFn('plotBoundary', score)
  const { X = [], y = [], width = 560, height = 424, title = 'Score over the plane' } = options
  if (X.length !== y.length)
    throw new RangeError(
      `plotBoundary: ${X.length} points and ${y.length} classes were given; as many of one as of the other are allowed.`,
    )
  const span = (axis: 0 | 1): [number, number] => {
    const all = padded(X.map((point) => point[axis]), 0.12) // prettier-ignore
    return [options.from?.[axis] ?? all[0], options.to?.[axis] ?? all[1]]
  }
  const box = frame('plotBoundary', { domain: span(0) }, { domain: span(1) }, { width, height })
  const grid = gridOf(score, box)
  const levels = withZero(levelsOf(grid.values, 9))
  const marks: Mark[] = [
    ...fieldMarks(grid, levels, box, true),
    ...box.marks.filter((mark) => mark.type === 'text' || mark.type === 'group'),
  ]
  marks.push({
    type: 'group',
    isFine: true,
    marks: [
      {
        type: 'box',
        x: box.left,
        y: box.top,
        width: box.right - box.left,
        height: box.bottom - box.top,
        stroke: 'line-2',
      },
    ],
  })
  const rows = X.map(([px, py], k) => {
    const s = valueAt(score, px, py)
    const isOne = y[k]! > 0
    const isRight = Number.isFinite(s) && s > 0 === isOne
    const at = { x: box.x(px), y: box.y(py) }
    marks.push(
      isOne
        ? { type: 'disc', ...at, r: 5, fill: 'data-mark', stroke: 'paper', weight: 1.5 }
        : { type: 'disc', ...at, r: 4.25, fill: 'paper', stroke: 'ink-2', weight: 1.5 },
    )
    if (!isRight) {
      marks.push({ type: 'group', isFine: true, marks: [{ type: 'disc', ...at, r: 9, stroke: 'ink', weight: 2 }] })
      marks.push({ type: 'group', isCoarse: true, marks: [text(at.x, at.y, '✗', { ink: 'bad', level: at.y })] })
    }
    return [px, py, y[k]!, s, isRight ? 'yes' : 'no'] as const
  })
  const right = rows.filter((row) => row[4] === 'yes').length
  const missing = grid.values.filter(Number.isNaN).length
  return plot(
    title,
    `Where the score is above 0 the plane is blue, with a heavy line at 0.${X.length > 0 ? ` ${right} of ${X.length} points are on their own side; the others are ringed.` : ''}` +
      `${missing > 0 ? ` At ${short((100 * missing) / grid.values.length, 1)} % of places there is no score.` : ''}`,
    { columns: ['x', 'y', 'class', 'score', 'right'], rows },
    { width, height },
    marks,
  )
}

/** Zero is where the plane is divided, whatever the levels are. */
function withZero(levels: readonly number[]): readonly number[] {
  return levels.some((level) => Math.abs(level) < 1e-12) ? levels : [...levels, 0].toSorted((a, b) => a - b)
}
