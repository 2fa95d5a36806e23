/** The plane as the network scores it: washes of blue above 0 and of stone below, a heavy line at 0, painted as often as a snapshot comes. */
import { quantileSorted, ticks } from 'd3-array'
import { contours } from 'd3-contour'

/** What is seen of the plane, and in how many pixels. */
export interface View {
  readonly x: readonly [from: number, to: number]
  readonly y: readonly [from: number, to: number]
  readonly width: number
  readonly height: number
}
/** The inks of the page, as they are now. */
export interface Inks {
  readonly paper: string
  readonly ink: string
  readonly data: string
  readonly minus: string
  readonly grad: string
  readonly line: string
}
export function inksOf(element: Element): Inks {
  const style = getComputedStyle(element)
  const ink = (name: string): string => style.getPropertyValue(`--${name}`).trim()
  if (matchMedia('(forced-colors: active)').matches)
    return { paper: 'Canvas', ink: 'CanvasText', data: 'Highlight', minus: 'GrayText', grad: 'LinkText', line: 'GrayText' } // prettier-ignore
  return { paper: ink('paper'), ink: ink('ink'), data: ink('data-mark'), minus: ink('minus-mark'), grad: ink('grad-mark'), line: ink('line-2') } // prettier-ignore
}

const COLUMNS = 60
/** Scores in the middle of cells, one row of cells beyond each edge, so that lines run on to it. */
export interface Field {
  readonly columns: number
  readonly rows: number
  readonly values: number[]
}
export function fieldOf(score: (x: number, y: number) => number, { x, y, width, height }: View): Field {
  const inner = Math.max(8, Math.round((COLUMNS * height) / width))
  const [columns, rows] = [COLUMNS + 2, inner + 2]
  const values = Array.from({ length: columns * rows }, () => 0)
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      values[row * columns + column] = score(
        x[0] + ((x[1] - x[0]) * (column - 0.5)) / COLUMNS,
        y[1] - ((y[1] - y[0]) * (row - 0.5)) / inner,
      )
  return { columns, rows, values }
}

export function paint(canvas: HTMLCanvasElement, field: Field, view: View, inks: Inks): void {
  const context = prepared(canvas, view)
  const { columns, rows, values } = field
  const place = ([x, y]: readonly number[]): readonly [number, number] => [
    ((x! - 1) / (columns - 2)) * view.width,
    ((y! - 1) / (rows - 2)) * view.height,
  ]
  const areas = contours().size([columns, rows])
  const outline = (of: number[], level: number): Path2D => {
    const path = new Path2D()
    for (const polygon of areas.contour(of, level).coordinates)
      for (const ring of polygon)
        ring.forEach((point, k) => (k === 0 ? path.moveTo(...place(point)) : path.lineTo(...place(point))))
    return path
  }
  const finite = values.map((v) => (Number.isNaN(v) ? -Infinity : v))
  const below = values.map((v) => (Number.isNaN(v) ? -Infinity : -v))
  const sorted = values.filter(Number.isFinite).toSorted((a, b) => a - b)
  // A few far-off scores may not take all the levels.
  const levels = ticks(quantileSorted(sorted, 0.01) ?? 0, quantileSorted(sorted, 0.99) ?? 0, 9).filter((level) => Math.abs(level) > 1e-12) // prettier-ignore
  const wash = (path: Path2D, ink: string, dash: readonly number[], alpha: number): void => {
    context.globalAlpha = alpha
    context.fillStyle = context.strokeStyle = ink
    context.fill(path)
    if (alpha < 0.13) return
    context.globalAlpha = 0.8
    context.lineWidth = 1
    context.setLineDash([...dash])
    context.stroke(path)
  }
  const zero = outline(finite, 0)
  wash(zero, inks.data, [], 0.12)
  wash(outline(below, 0), inks.minus, [], 0.12)
  for (const level of levels)
    if (level > 0) wash(outline(finite, level), inks.data, [], 0.14)
    else wash(outline(below, -level), inks.minus, [4, 3], 0.14)
  context.globalAlpha = 1
  context.setLineDash([])
  context.lineWidth = 2
  context.strokeStyle = inks.ink
  context.stroke(zero)
}

/** An empty canvas in the pixels of the screen. */
export function prepared(canvas: HTMLCanvasElement, { width, height }: Pick<View, 'width' | 'height'>): CanvasRenderingContext2D {
  const scale = Math.min(2, devicePixelRatio)
  const [wide, high] = [Math.round(width * scale), Math.round(height * scale)]
  if (canvas.width !== wide || canvas.height !== high) [canvas.width, canvas.height] = [wide, high]
  const context = canvas.getContext('2d')!
  context.setTransform(scale, 0, 0, scale, 0, 0)
  context.clearRect(0, 0, width, height)
  return context
} // prettier-ignore
