/** The plane with its points: each can be dragged, moved by keys, added and removed, and what the network says of every place is painted under them. */
import type { JSX } from 'preact'
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'
import { extent, ticks } from 'd3-array'
import { useMedia } from '../frame/media.js'
import { number } from '../picture/number.js'
import { useWidth } from '../picture/frame.js'
import { theme } from '../state.js'
import { answering, type Shape } from './answer.js'
import { drawnWhenSeen } from './calm.js'
import { fieldOf, inksOf, painter, type View } from './plane-canvas.js'
import type { Placed, Point } from './points.js'
import type { Trainer } from './trainer.js'

export interface PlaneProps {
  readonly trainer: Trainer
  readonly shape: Shape
  readonly points: readonly Placed[]
  /** The place of the point that is looked at. */
  readonly chosen: number | undefined
  onChoose(place: number): void
  onMove(place: number, to: Point): void
  /** While it is held. */
  onDrag(place: number, to: Point): void
  onAdd(point: Point): void
  onRemove(place: number): void
}

const [LEFT, BOTTOM, EDGE] = [30, 22, 4]
/** How finely the scores are taken and painted. */
const RUNNING = { cells: 40, dots: 1 }
const AT_REST = 96
export const kindName = (kind: 0 | 1): string => (kind === 1 ? '+1' : '−1')

export function Plane({
  trainer,
  shape,
  points,
  chosen,
  onChoose,
  onMove,
  onDrag,
  onAdd,
  onRemove,
}: PlaneProps): JSX.Element {
  const box = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const picture = useRef<SVGSVGElement>(null)
  const room = useWidth(box)
  const width = Math.max(200, room - LEFT - EDGE)
  const height = Math.round(width * 0.7)
  const [held, setHeld] = useState<{ readonly place: number; readonly at: Point } | undefined>(undefined)
  const [kind, setKind] = useState<0 | 1>(1)
  const seen = useRef<Pick<View, 'x' | 'y'> | undefined>(undefined)
  const around = useMemo(() => viewAround(points), [points])
  // The plane stays where it is while a point is dragged.
  if (!held || !seen.current) seen.current = around
  const { x, y } = seen.current
  const view = useMemo((): View => ({ x, y, width, height }), [x, y, width, height])
  const isDark = useMedia('(prefers-color-scheme: dark)')
  const isForced = useMedia('(forced-colors: active)')
  const mode = `${theme.value} ${isDark} ${isForced}`
  const shown = points.map((point) => (point.place === held?.place ? { ...point, ...held.at } : point))
  const latest = useRef(shown)
  latest.current = shown
  const redraw = useRef<() => void>(() => {})

  useLayoutEffect(() => {
    const answer = answering(shape)
    const last = shape.sizes.reduce((sum, size) => sum + size, 0) - 1
    const element = canvas.current!
    const paint = painter(element)
    const inks = inksOf(element)
    const draw = (): void => {
      const snapshot = trainer.shown.peek()
      if (!snapshot || room === 0) return
      const score = (a: number, b: number): number => answer(snapshot.weights, a, b)[last]!
      // While it runs nobody sees a picture long enough to look closely.
      const { cells, dots } = snapshot.isRunning ? RUNNING : { cells: AT_REST, dots: Math.min(2, devicePixelRatio) }
      const context = paint(fieldOf(score, view, cells), view, inks, dots)
      const place = at(view)
      context.lineWidth = 1.75
      context.strokeStyle = inks.ink
      for (const point of latest.current) {
        // Those on the wrong side are ringed.
        if (score(point.x, point.y) > 0 === (point.kind === 1)) continue
        context.beginPath()
        context.arc(...place(point), 9, 0, 2 * Math.PI)
        context.stroke()
      }
      element.dataset['drawn'] = String(trainer.drawn)
      element.dataset['step'] = String(snapshot.k)
    }
    redraw.current = draw
    return drawnWhenSeen(element, trainer, draw)
  }, [trainer, shape, view, mode, room === 0])
  useEffect(() => redraw.current(), [points, held])

  const place = at(view)
  const where = (event: MouseEvent): { readonly x: number; readonly y: number } => {
    const bounds = picture.current!.getBoundingClientRect()
    const [a, b] = [(event.clientX - bounds.left - LEFT) / width, (event.clientY - bounds.top - EDGE) / height]
    const share = (t: number): number => Math.min(1, Math.max(0, t))
    return { x: rounded(x[0] + (x[1] - x[0]) * share(a)), y: rounded(y[1] - (y[1] - y[0]) * share(b)) }
  }
  const hold = (event: PointerEvent, point: Placed): void => {
    if (event.button !== 0) return
    onChoose(point.place)
    const target = event.currentTarget as SVGElement
    const start = where(event)
    target.setPointerCapture(event.pointerId)
    let to: Point | undefined
    const move = (moved: PointerEvent): void => {
      const now = where(moved)
      to = { kind: point.kind, x: rounded(point.x + now.x - start.x), y: rounded(point.y + now.y - start.y) }
      setHeld({ place: point.place, at: to })
      onDrag(point.place, to)
    }
    const end = (): void => {
      target.removeEventListener('pointermove', move)
      target.removeEventListener('pointerup', end)
      target.removeEventListener('pointercancel', end)
      setHeld(undefined)
      if (to) onMove(point.place, to)
    }
    target.addEventListener('pointermove', move)
    target.addEventListener('pointerup', end)
    target.addEventListener('pointercancel', end)
  }
  const focusOn = (k: number): void => {
    const all = picture.current?.querySelectorAll<SVGElement>('[data-place]')
    all?.[(k + all.length) % all.length]?.focus()
  }
  const press = (event: KeyboardEvent, point: Placed, k: number): void => {
    const step = (x[1] - x[0]) / (event.shiftKey ? 400 : 50)
    const by: Readonly<Record<string, readonly [number, number]>> = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, step], ArrowDown: [0, -step] } // prettier-ignore
    const move = by[event.key]
    if (move) onMove(point.place, { kind: point.kind, x: rounded(point.x + move[0]), y: rounded(point.y + move[1]) })
    else if (event.key === 'PageDown') focusOn(k + 1)
    else if (event.key === 'PageUp') focusOn(k - 1)
    else if (event.key === 'Enter' || event.key === ' ') onChoose(point.place)
    else if (event.key === 'c') onMove(point.place, { ...point, kind: point.kind === 1 ? 0 : 1 })
    else if (event.key === 'Delete' || event.key === 'Backspace') {
      onRemove(point.place)
      focusOn(k + 1)
    } else return
    event.preventDefault()
    event.stopPropagation()
  }
  const tabStop = points.some((point) => point.place === chosen) ? chosen : points[0]?.place
  return (
    <section class="train-plane" aria-labelledby="plane-title">
      <div class="train-head">
        <h2 id="plane-title">Score over the plane</h2>
        <span class="train-legend">
          <svg width="12" height="12" aria-hidden="true">
            <circle cx="6" cy="6" r="5" class="kind-1" />
          </svg>{' '}
          +1{' '}
          <svg width="12" height="12" aria-hidden="true">
            <circle cx="6" cy="6" r="4.25" class="kind-0" />
          </svg>{' '}
          −1, dashed: score below 0, ringed: on the wrong side
        </span>
      </div>
      <div class="plane" ref={box}>
        <canvas
          ref={canvas}
          role="img"
          aria-label="The plane, blue where the score is above 0 and grey where it is below"
          style={{ left: `${LEFT}px`, top: `${EDGE}px`, width: `${width}px`, height: `${height}px` }}
        />
        <svg
          ref={picture}
          role="group"
          aria-label="Points. Page Up and Page Down go from one to the next, arrows move it, C changes its class, Delete removes it"
          width={width + LEFT + EDGE}
          height={height + BOTTOM + EDGE}
          onDblClick={(event) => {
            if ((event.target as Element).hasAttribute('data-place')) return
            onAdd({ ...where(event), kind: event.shiftKey ? (kind === 1 ? 0 : 1) : kind })
          }}
        >
          <Axes view={view} />
          {shown.map((point, k) => {
            const [cx, cy] = place(point)
            const isChosen = point.place === chosen
            return (
              <g key={point.place} transform={`translate(${LEFT} ${EDGE})`}>
                {isChosen && <circle cx={cx} cy={cy} r={13} class="chosen" />}
                <circle
                  data-place={point.place}
                  cx={cx}
                  cy={cy}
                  r={point.kind === 1 ? 5 : 4.25}
                  class={`point kind-${point.kind}`}
                  role="button"
                  tabIndex={point.place === tabStop ? 0 : -1}
                  aria-pressed={isChosen}
                  aria-label={`Point ${point.place}: class ${kindName(point.kind)} at ${number(point.x, 3)}, ${number(point.y, 3)}`}
                  onPointerDown={(event) => hold(event, points[k]!)}
                  onFocus={() => chosen !== point.place && !held && onChoose(point.place)}
                  onKeyDown={(event) => press(event, points[k]!, k)}
                />
              </g>
            )
          })}
        </svg>
      </div>
      <div class="train-add">
        <span class="seg" role="group" aria-label="Class of new points">
          {([1, 0] as const).map((one) => (
            <button key={one} type="button" aria-pressed={kind === one} onClick={() => setKind(one)}>
              {kindName(one)}
            </button>
          ))}
        </span>
        <button
          type="button"
          class="btn"
          onClick={() => onAdd({ x: rounded((x[0] + x[1]) / 2), y: rounded((y[0] + y[1]) / 2), kind })}
        >
          Add a point
        </button>
        <button type="button" class="btn" disabled={chosen === undefined} onClick={() => onRemove(chosen!)}>
          Remove
        </button>
        <span class="q">or drag one, double-click to add, Delete to remove</span>
      </div>
    </section>
  )
}

const rounded = (x: number): number => Number(x.toFixed(4))

/** What is seen: the points with room around them. */
function viewAround(points: readonly Point[]): Pick<View, 'x' | 'y'> {
  const span = (of: readonly number[]): readonly [number, number] => {
    const [low = -1, high = 1] = extent(of)
    const pad = low === high ? 1 : (high - low) * 0.16
    return [low - pad, high + pad]
  }
  return { x: span(points.map(({ x }) => x)), y: span(points.map(({ y }) => y)) }
}
const at =
  ({ x, y, width, height }: View) =>
  (point: { readonly x: number; readonly y: number }): [number, number] => [
    ((point.x - x[0]) / (x[1] - x[0])) * width,
    ((y[1] - point.y) / (y[1] - y[0])) * height,
  ]

function Axes({ view }: { readonly view: View }): JSX.Element {
  const { x, y, width, height } = view
  const place = at(view)
  return (
    <g class="axes" aria-hidden="true">
      <rect x={LEFT} y={EDGE} width={width} height={height} />
      {ticks(x[0], x[1], 5).map((t) => (
        <text key={`x${t}`} x={LEFT + place({ x: t, y: 0 })[0]} y={EDGE + height + 16} text-anchor="middle">
          {number(t, 3)}
        </text>
      ))}
      {ticks(y[0], y[1], 4).map((t) => (
        <text key={`y${t}`} x={LEFT - 6} y={EDGE + place({ x: 0, y: t })[1] + 4} text-anchor="end">
          {number(t, 3)}
        </text>
      ))}
    </g>
  )
}
