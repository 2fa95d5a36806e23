/** A function of two numbers over a rectangle as levels: washes of blue above 0 and of stone below, lines dashed below, heavy at 0. */
import { contours } from 'd3-contour'
import { ticks } from 'd3-array'
import { isValue } from '../engine/index.js'
import type { Frame } from './axes.js'
import { short } from './label.js'
import { text, type Mark, type Paint, type Path, type Point } from './scene.js'

/** A function of two numbers. */
export type Field = (x: number, y: number) => number

/** Values in the middle of cells, of which those at the edge lie around the frame: so lines run on to its very end. */
export interface Grid {
  readonly columns: number
  readonly rows: number
  /** Row by row from the top. */
  readonly values: Float64Array
}

const COLUMNS = 97
/** The values over a frame and one cell around it; NaN where the function throws or gives no number. */
export function gridOf(f: Field, { domain: { x, y }, left, right, top, bottom }: Frame): Grid {
  const inner = Math.max(8, Math.round((COLUMNS * (bottom - top)) / (right - left)))
  const [columns, rows] = [COLUMNS + 2, inner + 2]
  const values = new Float64Array(columns * rows)
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      values[row * columns + column] = valueAt(
        f,
        x[0] + ((x[1] - x[0]) * (column - 0.5)) / COLUMNS,
        y[1] - ((y[1] - y[0]) * (row - 0.5)) / inner,
      )
  return { columns, rows, values }
}

export function valueAt(f: Field, x: number, y: number): number {
  try {
    const z: unknown = f(x, y)
    return typeof z === 'number' ? z : isValue(z) ? (z as { readonly data: number }).data : NaN
  } catch {
    return NaN
  }
}

/** Levels at round numbers; 0 always among them where the values are on both sides. */
export function levelsOf(values: Float64Array, count: number): readonly number[] {
  const finite = Array.from(values)
    .filter(Number.isFinite)
    .toSorted((a, b) => a - b)
  if (finite.length === 0) return []
  // A few far-off values may not take all the levels.
  const [low, high] = [finite[Math.floor(finite.length * 0.01)]!, finite[Math.ceil(finite.length * 0.99) - 1]!]
  return ticks(low, high, count).filter((level) => level > low && level < high)
}

/** The washes and lines of a field in a frame. */
export function fieldMarks(grid: Grid, levels: readonly number[], frame: Frame, isWashed: boolean): Mark[] {
  const marks: Mark[] = []
  const place = ([x, y]: readonly number[]): Point => [
    frame.left + ((x! - 1) / (grid.columns - 2)) * (frame.right - frame.left),
    frame.top + ((y! - 1) / (grid.rows - 2)) * (frame.bottom - frame.top),
  ]
  const rings = (values: Float64Array, level: number): Point[][] => {
    const finite = Array.from(values, (v) => (Number.isNaN(v) ? -Infinity : v))
    return contours().size([grid.columns, grid.rows]).contour(finite, level).coordinates.flatMap((polygon) => polygon.map((ring) => ring.map(place))) // prettier-ignore
  }
  const wash = (values: Float64Array, level: number, paint: Paint): void => {
    const lines = rings(values, level).map((ring) => ring.map((point) => clamped(point, frame)))
    if (lines.length > 0)
      marks.push({
        type: 'group',
        isFine: true,
        marks: [{ type: 'path', lines, closed: true, ...paint } satisfies Path],
      })
  }
  const below = grid.values.map((v) => -v)
  if (isWashed) {
    const step = levels.length > 1 ? levels[1]! - levels[0]! : 1
    wash(grid.values, 0, { fill: 'data-mark', opacity: 0.14 })
    wash(below, 0, { fill: 'minus-mark', opacity: 0.12 })
    const lines = rings(grid.values, 0).map((ring) => ring.map((point) => clamped(point, frame)))
    marks.push({ type: 'group', isCoarse: true, marks: [{ type: 'path', lines, closed: true, fill: 'data-wash' }] })
    for (const level of levels) {
      if (level > step / 2) wash(grid.values, level, { fill: 'data-mark', opacity: 0.14 })
      if (level < -step / 2) wash(below, -level, { fill: 'minus-mark', opacity: 0.14 })
    }
  }
  for (const level of levels) {
    const isZero = Math.abs(level) < 1e-12
    const lines = rings(grid.values, level).flatMap((ring) => clipped(ring, frame))
    if (lines.length === 0) continue
    const paint: Paint = isZero
      ? { stroke: 'ink', weight: 2 }
      : level > 0
        ? { stroke: 'data-mark', weight: 1 }
        : isWashed
          ? { stroke: 'minus-mark', weight: 1, dash: 'minus' }
          : { stroke: 'data-mark', weight: 1, dash: 'minus' }
    const line: Path = { type: 'path', lines, ...paint }
    // Where the plane is washed, characters show the side of zero alone.
    marks.push(isWashed && !isZero ? { type: 'group', isFine: true, marks: [line] } : line)
  }
  return marks
}

/** The numbers of levels, each on the longest piece of its line where no other is near and nothing is `taken`. */
export function levelNames(
  marks: readonly Mark[],
  levels: readonly number[],
  grid: Grid,
  frame: Frame,
  taken: readonly Point[],
): Mark[] {
  const placed: Point[] = [...taken]
  const names: Mark[] = []
  const drawn = marks.filter((mark): mark is Path => mark.type === 'path')
  for (const line of drawn) {
    const longest = line.lines.reduce<readonly Point[]>((a, b) => (b.length > a.length ? b : a), [])
    const spot = [0.5, 0.35, 0.65, 0.2, 0.8]
      .map((share) => longest[Math.floor(share * longest.length)])
      .find((point): point is Point => {
        if (!point) return false
        const isInside =
          point[0] > frame.left + 20 &&
          point[0] < frame.right - 20 &&
          point[1] > frame.top + 14 &&
          point[1] < frame.bottom - 10
        return isInside && placed.every(([x, y]) => Math.hypot(point[0] - x, point[1] - y) > 36)
      })
    if (!spot || longest.length < 12) continue
    placed.push(spot)
    const column = 1 + Math.floor(((spot[0] - frame.left) / (frame.right - frame.left)) * (grid.columns - 2))
    const row = 1 + Math.floor(((spot[1] - frame.top) / (frame.bottom - frame.top)) * (grid.rows - 2))
    const here = grid.values[row * grid.columns + column]!
    const level = levels.reduce((a, b) => (Math.abs(b - here) < Math.abs(a - here) ? b : a))
    names.push(text(spot[0], spot[1] + 4, short(level, 3), { size: 12, ink: 'data', halo: true }))
  }
  return names
}

const clamped = ([x, y]: Point, { left, right, top, bottom }: Frame): Point => [
  Math.min(right, Math.max(left, x)),
  Math.min(bottom, Math.max(top, y)),
]

/** The pieces of a ring within the frame, each up to where it leaves. */
function clipped(ring: readonly Point[], frame: Frame): Point[][] {
  const { left, right, top, bottom } = frame
  const isIn = ([x, y]: Point): boolean => x >= left && x <= right && y >= top && y <= bottom
  // From the inside as far as the nearest side that is crossed.
  const exit = ([x0, y0]: Point, [x1, y1]: Point): Point => {
    const shares = [
      (left - x0) / (x1 - x0),
      (right - x0) / (x1 - x0),
      (top - y0) / (y1 - y0),
      (bottom - y0) / (y1 - y0),
    ]
    const share = Math.min(1, ...shares.filter((t) => t > 1e-9))
    return [x0 + (x1 - x0) * share, y0 + (y1 - y0) * share]
  }
  const lines: Point[][] = []
  let line: Point[] = []
  ring.forEach((point, k) => {
    const last = ring[k - 1]
    if (isIn(point)) {
      if (last && !isIn(last)) line.push(exit(point, last))
      line.push(point)
    } else if (last && isIn(last)) {
      lines.push([...line, exit(last, point)])
      line = []
    }
  })
  if (line.length > 1) lines.push(line)
  return lines
}
