/** A plot whose points can be dragged: a figure, and where on its axes the pointer is. */
import type { JSX } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { livePicture, type Figure } from '../../src/figures/index.js'

export interface PlotProps {
  readonly figure: Figure
  /** What the axes span. */
  readonly x: readonly [from: number, to: number]
  readonly y?: readonly [from: number, to: number]
  /** Where the pointer took hold, and where it is; the same numbers at first. */
  drag?(from: Point, to: Point): void
  /** It is held, or let go. */
  hold?(isHeld: boolean): void
}
export interface Point {
  readonly x: number
  readonly y: number
}

export function Plot({ figure, x, y = [0, 1], drag, hold }: PlotProps): JSX.Element {
  const svg = useRef<SVGSVGElement>(null)
  const print = useRef<((figure: Figure) => void) | undefined>(undefined)
  useLayoutEffect(() => {
    if (!print.current) {
      const drawing = document.createElementNS('http://www.w3.org/2000/svg', 'g')
      svg.current!.replaceChildren(drawing)
      print.current = livePicture<SVGElement>(drawing, document)
    }
    print.current(figure)
  }, [figure])
  const latest = useRef({ figure, x, y, drag, hold })
  latest.current = { figure, x, y, drag, hold }
  const begin = (event: PointerEvent): void => {
    const root = svg.current!
    if (!drag || event.button !== 0) return
    const where = ({ clientX, clientY }: PointerEvent): Point => {
      const box = root.getBoundingClientRect()
      const { figure, x, y } = latest.current
      const [left, right, top, bottom] = boundsOf(figure)
      const share = (value: number, from: number, to: number): number =>
        Math.min(1, Math.max(0, (value - from) / (to - from)))
      return {
        x: x[0] + (x[1] - x[0]) * share(((clientX - box.left) / box.width) * figure.width, left, right),
        y: y[0] + (y[1] - y[0]) * share(((clientY - box.top) / box.height) * figure.height, bottom, top),
      }
    }
    const from = where(event)
    const move = (at: PointerEvent): void => latest.current.drag?.(from, where(at))
    const end = (): void => {
      root.removeEventListener('pointermove', move)
      latest.current.hold?.(false)
    }
    hold?.(true)
    root.setPointerCapture(event.pointerId)
    root.addEventListener('pointermove', move)
    root.addEventListener('pointerup', end, { once: true })
    root.addEventListener('pointercancel', end, { once: true })
    drag(from, from)
  }
  return (
    <svg
      ref={svg}
      class={drag ? 'plot grip' : 'plot'}
      role="img"
      aria-label={`${figure.title}. ${figure.description}`}
      viewBox={`0 0 ${figure.width} ${figure.height}`}
      onPointerDown={begin}
    />
  )
}

/** The corners of the plot's rectangle: its lower axis is the line that spans it. */
function boundsOf({
  marks,
  width,
  height,
}: Figure): readonly [left: number, right: number, top: number, bottom: number] {
  for (const mark of marks)
    if (mark.type === 'path' && mark.stroke === 'line-2' && mark.lines.length === 1) {
      const [start, end] = mark.lines[0]!
      if (start && end && start[1] === end[1] && start[1] === height - 36) return [start[0], end[0], 24, height - 36]
    }
  return [0, width, 0, height]
}
