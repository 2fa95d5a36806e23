/** What each neuron sees: the plane as it answers to it, its links as thick as their weights, dashed where these are below 0. */
import type { JSX } from 'preact'
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks'
import { useMedia } from '../frame/media.js'
import { useWidth } from '../picture/frame.js'
import { theme } from '../state.js'
import { answering, placesOf, type Shape } from './answer.js'
import { drawnWhenSeen } from './calm.js'
import { inksOf, prepared, rgb, type Inks } from './plane-canvas.js'
import type { Point } from './points.js'
import type { Trainer } from './trainer.js'

/** A neuron by its layer and its place in it, both counted from 0. */
export interface NeuronPlace {
  readonly layer: number
  readonly neuron: number
}
export const nameOf = ({ layer, neuron }: NeuronPlace, { sizes }: Shape): string =>
  layer === sizes.length - 1 ? 'the score' : `neuron ${neuron + 1} of layer ${layer + 1}`

interface NetworkProps {
  readonly trainer: Trainer
  readonly shape: Shape
  readonly points: readonly Point[]
  readonly chosen: NeuronPlace
  onChoose(place: NeuronPlace): void
}
interface Spot {
  readonly x: number
  readonly y: number
}
const [WIDE, HIGH, GAP, TOP] = [36, 23, 3, 22]
const [COLUMNS, ROWS] = [18, 12]
/** So often it is drawn while a run goes on, in milliseconds. */
const CALM = 60

export function Network({ trainer, shape, points, chosen, onChoose }: NetworkProps): JSX.Element {
  const box = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const width = Math.max(200, useWidth(box))
  const most = Math.max(4, ...shape.sizes)
  const height = TOP + most * (HIGH + GAP)
  // Inputs, layers, score.
  const spots = useMemo((): readonly (readonly Spot[])[] => {
    const counts = [shape.inputs, ...shape.sizes]
    return counts.map((count, column) => {
      const x = (column * (width - WIDE)) / (counts.length - 1)
      const gap = column === 0 ? 3 * HIGH : GAP
      const first = TOP + (height - TOP - count * (HIGH + gap) + gap) / 2
      return Array.from({ length: count }, (_, k) => ({ x, y: first + k * (HIGH + gap) }))
    })
  }, [shape, width, height])
  const isDark = useMedia('(prefers-color-scheme: dark)')
  const isForced = useMedia('(forced-colors: active)')
  const mode = `${theme.value} ${isDark} ${isForced}`
  useLayoutEffect(() => {
    const answer = answering(shape)
    const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)]
    const span = (of: readonly number[]): readonly [number, number] =>
      of.length === 0 ? [-1, 1] : [Math.min(...of) - 0.3, Math.max(...of) + 0.3]
    const [[left, right], [bottom, top]] = [span(xs), span(ys)]
    const total = shape.sizes.reduce((sum, size) => sum + size, 2)
    const seen = Array.from({ length: total }, () => new Float64Array(COLUMNS * ROWS))
    const stamp = stampOf(total)
    const element = canvas.current!
    const inks = inksOf(element)
    let last = -CALM
    const draw = (): void => {
      const snapshot = trainer.shown.peek()
      const now = performance.now()
      if (!snapshot || (snapshot.isRunning && now - last < CALM)) return
      last = now
      for (let row = 0; row < ROWS; row++)
        for (let column = 0; column < COLUMNS; column++) {
          const x = left + ((right - left) * (column + 0.5)) / COLUMNS
          const y = top - ((top - bottom) * (row + 0.5)) / ROWS
          const said = answer(snapshot.weights, x, y)
          const at = row * COLUMNS + column
          seen[0]![at] = x
          seen[1]![at] = y
          for (let k = 2; k < total; k++) seen[k]![at] = said[k - 2]!
        }
      const context = prepared(element, { width, height })
      drawLinks(context, snapshot.weights, shape, spots, chosen, inks)
      stamp.paint(seen, inks)
      spots.flat().forEach((spot, k) => drawThumb(context, stamp.canvas, k, stamp.most[k]!, spot, inks))
    }
    return drawnWhenSeen(element, trainer, draw)
  }, [trainer, shape, spots, points, chosen.layer, chosen.neuron, mode])

  const move = (event: KeyboardEvent, { layer, neuron }: NeuronPlace): void => {
    const { sizes } = shape
    const [dx, dy] = ({ ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] } as const)[event.key] ?? [0, 0] // prettier-ignore
    if (dx === 0 && dy === 0) return
    event.preventDefault()
    event.stopPropagation()
    const column = Math.min(sizes.length - 1, Math.max(0, layer + dx))
    const to = { layer: column, neuron: Math.min(sizes[column]! - 1, Math.max(0, neuron + dy)) }
    onChoose(to)
    box.current?.querySelector<HTMLElement>(`[data-neuron="${to.layer}.${to.neuron}"]`)?.focus()
  }
  return (
    <section aria-labelledby="network-title" class="train-network">
      <h2 id="network-title">What each neuron sees</h2>
      <div class="network" ref={box} style={{ height: `${height}px` }}>
        <canvas
          ref={canvas}
          role="img"
          aria-label={`A network of 2 inputs, ${shape.sizes.slice(0, -1).join(' and ') || 'no'} hidden neurons and a score, its links as thick as their weights`}
          style={{ width: `${width}px`, height: `${height}px` }}
        />
        {['x', 'y'].map((name, k) => (
          <var
            key={name}
            class="input-name"
            style={{ left: `${spots[0]![k]!.x}px`, top: `${spots[0]![k]!.y - 20}px`, width: `${WIDE}px` }}
          >
            {name}
          </var>
        ))}
        {shape.sizes.map((size, layer) => (
          <span
            key={layer}
            class="size"
            aria-hidden="true"
            style={{ left: `${spots[layer + 1]![0]!.x - 8}px`, top: `${layer === shape.sizes.length - 1 ? spots[layer + 1]![0]!.y - 20 : 0}px`, width: `${WIDE + 16}px` }}
          >
            {layer === shape.sizes.length - 1 ? 'score' : size}
          </span>
        ))}
        {shape.sizes.flatMap((size, layer) =>
          Array.from({ length: size }, (_, neuron) => {
            const spot = spots[layer + 1]![neuron]!
            const isChosen = chosen.layer === layer && chosen.neuron === neuron
            return (
              <button
                key={`${layer}.${neuron}`}
                type="button"
                data-neuron={`${layer}.${neuron}`}
                class="neuron"
                aria-pressed={isChosen}
                aria-label={nameOf({ layer, neuron }, shape).replace(/^./, (first) => first.toUpperCase())}
                tabIndex={isChosen ? 0 : -1}
                style={{ left: `${spot.x}px`, top: `${spot.y}px`, width: `${WIDE}px`, height: `${HIGH}px` }}
                onClick={() => onChoose({ layer, neuron })}
                onKeyDown={(event) => move(event, { layer, neuron })}
              />
            )
          }),
        )}
      </div>
    </section>
  )
} // prettier-ignore

function drawLinks(
  context: CanvasRenderingContext2D,
  weights: Float64Array,
  shape: Shape,
  spots: readonly (readonly Spot[])[],
  chosen: NeuronPlace,
  inks: Inks,
): void {
  // Those of other neurons in a few strokes: by their size, and solid or dashed.
  const rest = Array.from({ length: 2 * SHADES }, () => new Path2D())
  const lit: (readonly [weight: number, line: Path2D])[] = []
  shape.sizes.forEach((size, layer) => {
    for (let neuron = 0; neuron < size; neuron++) {
      const isChosen = layer === chosen.layer && neuron === chosen.neuron
      const { from, to } = placesOf(shape, layer, neuron)
      const end = spots[layer + 1]![neuron]!
      for (let k = from; k < to - 1; k++) {
        const start = spots[layer]![k - from]!
        const weight = weights[k]!
        // What it hears, and whom it tells.
        const isLit = isChosen || (layer === chosen.layer + 1 && k - from === chosen.neuron)
        const shade = Math.min(SHADES, Math.ceil(Math.abs(weight) * SHADES)) - 1
        if (!isLit && !(shade >= 0)) continue
        const line = isLit ? new Path2D() : rest[2 * shade + (weight < 0 ? 1 : 0)]!
        const [x0, y0, x1, y1] = [start.x + WIDE, start.y + HIGH / 2, end.x, end.y + HIGH / 2]
        line.moveTo(x0, y0)
        line.bezierCurveTo((x0 + x1) / 2, y0, (x0 + x1) / 2, y1, x1, y1)
        if (isLit) lit.push([weight, line])
      }
    }
  })
  const stroke = (line: Path2D, isMinus: boolean, alpha: number, width: number): void => {
    context.globalAlpha = alpha
    context.lineWidth = width
    context.setLineDash(isMinus ? [4, 3] : [])
    context.stroke(line)
  }
  context.strokeStyle = inks.line
  rest.forEach((line, k) => stroke(line, k % 2 === 1, 0.12 + (0.4 * Math.floor(k / 2)) / SHADES, 0.75))
  context.strokeStyle = inks.data
  for (const [weight, line] of lit) {
    const size = Math.min(1, Math.abs(weight))
    stroke(line, weight < 0, 0.35 + 0.65 * size, 0.75 + 2 * size)
  }
  context.globalAlpha = 1
  context.setLineDash([])
}
const SHADES = 4

/** All small planes below each other in a canvas of their own, a pixel for each answer. */
function stampOf(count: number): {
  readonly canvas: HTMLCanvasElement
  /** The largest size of each one's answers. */
  readonly most: Float64Array
  paint(seen: readonly Float64Array[], inks: Inks): void
} {
  const canvas = document.createElement('canvas')
  ;[canvas.width, canvas.height] = [COLUMNS, ROWS * count]
  const context = canvas.getContext('2d')!
  const image = context.createImageData(COLUMNS, ROWS * count)
  const most = new Float64Array(count)
  let [known, plus, minus] = ['', [0, 0, 0], [0, 0, 0]]
  const paint = (seen: readonly Float64Array[], inks: Inks): void => {
    if (known !== inks.data + inks.minus) {
      ;[plus, minus] = [rgb(inks.data), rgb(inks.minus)]
      known = inks.data + inks.minus
    }
    seen.forEach((values, n) => {
      let top = 0
      for (const v of values) top = Math.max(top, Math.abs(v))
      most[n] = top
      for (let k = 0; k < values.length; k++) {
        const v = values[k]!
        const colour = v > 0 ? plus : minus
        const at = 4 * (n * values.length + k)
        image.data[at] = colour[0]!
        image.data[at + 1] = colour[1]!
        image.data[at + 2] = colour[2]!
        // In steps, as the plane itself is washed.
        image.data[at + 3] = top > 0 ? (255 * Math.ceil((Math.abs(v) / top) * 5)) / 7 : 0
      }
    })
    context.putImageData(image, 0, 0)
  }
  return { canvas, most, paint }
}
function drawThumb(
  context: CanvasRenderingContext2D,
  stamp: HTMLCanvasElement,
  n: number,
  most: number,
  { x, y }: Spot,
  inks: Inks,
): void {
  context.fillStyle = inks.paper
  context.fillRect(x, y, WIDE, HIGH)
  const hasRange = most > 0 && Number.isFinite(most)
  if (hasRange) context.drawImage(stamp, 0, n * ROWS, COLUMNS, ROWS, x, y, WIDE, HIGH)
  context.strokeStyle = inks.line
  context.lineWidth = 1
  context.strokeRect(x + 0.5, y + 0.5, WIDE - 1, HIGH - 1)
  if (hasRange) return
  // It says the same everywhere.
  context.fillStyle = inks.ink
  context.font = '12px system-ui, sans-serif'
  context.textAlign = 'center'
  context.fillText(most === 0 ? '0' : 'NaN', x + WIDE / 2, y + HIGH / 2 + 4)
}
