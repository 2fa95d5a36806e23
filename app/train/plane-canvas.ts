/** The plane as the network scores it: washes of blue above 0 and of stone below, a heavy line at 0, made pixel by pixel, since it is painted as often as a snapshot comes. */
import { quantileSorted, tickStep } from 'd3-array'

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

/** Scores in the middle of cells, one row of cells beyond each edge, so that lines run on to it. */
export interface Field {
  readonly columns: number
  readonly rows: number
  readonly values: Float64Array
}
/** The field of a score, so many cells wide. */
export function fieldOf(score: (x: number, y: number) => number, { x, y, width, height }: View, cells: number): Field {
  const inner = Math.max(8, Math.round((cells * height) / width))
  const [columns, rows] = [cells + 2, inner + 2]
  const values = new Float64Array(columns * rows)
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      values[row * columns + column] = score(
        x[0] + ((x[1] - x[0]) * (column - 0.5)) / cells,
        y[1] - ((y[1] - y[0]) * (row - 0.5)) / inner,
      )
  return { columns, rows, values }
}

/** How much of the paper the first wash covers, and how much each one after it of what is left. */
const [FIRST, NEXT] = [0.12, 0.14]
/** How strong the lines between washes are. */
const LINE = 0.8
/** Lines below 0 are dashed, by squares of so many pixels. */
const DASH = 4

/** Paints fields on a canvas, at so many dots a pixel; what that needs is kept from one to the next. */
export function painter(
  canvas: HTMLCanvasElement,
): (field: Field, view: View, inks: Inks, dots: number) => CanvasRenderingContext2D {
  let image: ImageData | undefined
  let [known, data, minus, ink] = ['', [0, 0, 0], [0, 0, 0], [0, 0, 0]]
  return (field, view, inks, dots) => {
    const context = prepared(canvas, view, dots)
    if (known !== inks.data + inks.minus + inks.ink) {
      ;[data, minus, ink] = [inks.data, inks.minus, inks.ink].map((one) => rgb(one)) as [number[], number[], number[]]
      known = inks.data + inks.minus + inks.ink
    }
    if (image?.width !== canvas.width || image.height !== canvas.height)
      image = context.createImageData(canvas.width, canvas.height)
    fill(image, field, { data, minus, ink }, dots)
    context.putImageData(image, 0, 0)
    return context
  }
}

/** How the levels lie: so far apart, so many of them above 0 and below. */
function levelsOf(values: Float64Array): { readonly step: number; readonly above: number; readonly below: number } {
  const sorted = Array.from(values.filter(Number.isFinite).toSorted())
  // A few far-off scores may not take all the levels.
  const [low, high] = [quantileSorted(sorted, 0.01) ?? 0, quantileSorted(sorted, 0.99) ?? 0]
  const step = tickStep(low, high, 9)
  if (!(step > 0 && step < Infinity)) return { step: 1, above: 0, below: 0 }
  return { step, above: Math.max(0, Math.floor(high / step)), below: Math.max(0, Math.floor(-low / step)) }
}

const coloured = (of: readonly number[], alpha: number): number =>
  (Math.round(255 * alpha) << 24) | (of[2]! << 16) | (of[1]! << 8) | of[0]!
/** How much of the paper n washes cover. */
const washed = (n: number): number => 1 - (1 - FIRST) * (1 - NEXT) ** n

/** Every pixel by the score there, which lies between those of the four cells around it; lines as wide as their distance says. */
function fill(
  image: ImageData,
  { columns, rows, values }: Field,
  { data, minus, ink }: { readonly data: readonly number[]; readonly minus: readonly number[]; readonly ink: readonly number[] }, // prettier-ignore
  dots: number,
): void {
  const { width, height } = image
  const pixels = new Int32Array(image.data.buffer)
  const { step, above, below } = levelsOf(values)
  /** The wash after so many lines, those below 0 first. */
  const washes = Int32Array.from({ length: below + above + 2 }, (_, k) => k > below ? coloured(data, washed(k - below - 1)) : coloured(minus, washed(below - k))) // prettier-ignore
  /** How many lines lie below a score. */
  const bandOf = (v: number): number =>
    v < 0 ? below - Math.min(below, Math.floor(-v / step)) : below + 1 + Math.min(above, Math.floor(v / step))
  /** A pixel as a line covers it that is so near: the heavy one at 0, or one between washes. */
  const lined = (band: number, isZero: boolean, cover: number): number => {
    const isPlus = band > below
    const of = isPlus ? data : minus
    const wash = washed(isPlus ? band - below - 1 : below - band)
    if (!isZero) return coloured(of, 1 - (1 - wash) * (1 - LINE * cover))
    const alpha = wash + (1 - wash) * cover
    return coloured(of.map((one, k) => Math.round((ink[k]! * cover + one * wash * (1 - cover)) / alpha)), alpha) // prettier-ignore
  }
  // A cell in pixels; how far a line reaches from its middle, the heavy one and the thin.
  const [wide, high] = [width / (columns - 2), height / (rows - 2)]
  const [heavy, thin] = [dots + 0.5, dots / 2 + 0.5]
  const dash = DASH * dots
  for (let row = 0; row < height; row++) {
    const down = (row + 0.5) / high + 0.5
    const top = Math.min(rows - 2, Math.floor(down))
    const t = down - top
    const [a, b] = [top * columns, (top + 1) * columns]
    const dashRow = Math.floor(row / dash) & 1
    let at = row * width
    let column = 0
    for (let cell = 0; cell < columns - 1 && column < width; cell++) {
      const a0 = values[a + cell]!
      const a1 = values[a + cell + 1]!
      const left = a0 + (values[b + cell]! - a0) * t
      const right = a1 + (values[b + cell + 1]! - a1) * t
      const end = Math.min(width, Math.ceil((cell + 0.5) * wide - 0.5))
      // By pixels: across, and down at both sides.
      const across = (right - left) / wide
      const downLeft = (values[b + cell]! - a0) / high
      const downRight = (values[b + cell + 1]! - a1) / high
      const steepest = Math.sqrt(across * across + Math.max(downLeft * downLeft, downRight * downRight))
      const low = Math.min(left, right) - heavy * steepest
      const most = Math.max(left, right) + heavy * steepest
      // Where a score is no number there is no wash.
      const band = most - low >= 0 ? bandOf(low) : -1
      if (band < 0 || band === bandOf(most)) {
        const wash = band < 0 ? 0 : washes[band]!
        for (; column < end; column++, at++) pixels[at] = wash
        continue
      }
      for (; column < end; column++, at++) {
        const s = (column + 0.5) / wide + 0.5 - cell
        const v = left + (right - left) * s
        const size = Math.abs(v)
        const isPlus = v >= 0
        const last = isPlus ? above : below
        const n = Math.min(last, Math.floor(size / step))
        const own = isPlus ? below + 1 + n : below - n
        // The nearest line.
        const under = size - n * step
        const isUnder = n === last || under < step - under
        const off = isUnder ? under : step - under
        const isZero = isUnder && n === 0
        const dv = downLeft + (downRight - downLeft) * s
        const slope2 = across * across + dv * dv
        const reach = isZero ? heavy : thin
        const isLined = off * off < reach * reach * slope2 && (isZero || isPlus || (Math.floor(column / dash) & 1) === dashRow) // prettier-ignore
        pixels[at] = isLined ? lined(own, isZero, Math.min(1, reach - off / Math.sqrt(slope2))) : washes[own]!
      }
    }
  }
}

/** What a colour is, by painting it. */
export function rgb(ink: string): number[] {
  const canvas = new OffscreenCanvas(1, 1)
  const context = canvas.getContext('2d', { willReadFrequently: true })!
  context.fillStyle = ink
  context.fillRect(0, 0, 1, 1)
  return Array.from(context.getImageData(0, 0, 1, 1).data)
}

/** An empty canvas, so many dots a pixel. */
export function prepared(canvas: HTMLCanvasElement, { width, height }: Pick<View, 'width' | 'height'>, dots: number = Math.min(2, devicePixelRatio)): CanvasRenderingContext2D {
  const [wide, high] = [Math.round(width * dots), Math.round(height * dots)]
  if (canvas.width !== wide || canvas.height !== high) [canvas.width, canvas.height] = [wide, high]
  const context = canvas.getContext('2d')!
  context.setTransform(dots, 0, 0, dots, 0, 0)
  context.clearRect(0, 0, width, height)
  return context
} // prettier-ignore
