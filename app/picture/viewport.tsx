/** A frame that shows the whole of a picture, however large it is, and any part of it as large as one likes: by wheel, by dragging, by two fingers, by keys. */
import type { JSX } from 'preact'
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { PlannedBox } from '../../src/figures/index.js'
import { useKeys } from '../frame/keys.js'
import { useMedia } from '../frame/media.js'
import { SMALLEST, useWidth, type FrameProps } from './frame.js'

/** What is to be seen: the point of the picture in the middle of the frame, and how large it is drawn. */
export interface Look {
  readonly x: number
  readonly y: number
  readonly scale: number
}

/** As the address says it: `0.8@120,40`. */
export function readLook(text: string | undefined): Look | undefined {
  const [, scale, x, y] = /^(\d+(?:\.\d+)?)@(-?\d+),(-?\d+)$/.exec(text ?? '') ?? []
  return scale === undefined ? undefined : { scale: Number(scale), x: Number(x), y: Number(y) }
}
export const writeLook = ({ x, y, scale }: Look): string =>
  `${Number(scale.toPrecision(3))}@${Math.round(x)},${Math.round(y)}`

export interface ViewportProps extends FrameProps {
  readonly look: Look | undefined
  onLook(look: Look | undefined): void
  /** A swipe to the left is a step on, to the right a step back. */
  onSwipe(by: -1 | 1): void
}

/** Boxes are drawn up to so many times as large as they are. */
const LARGEST = 3
/** Words drawn smaller than this share of themselves are not read, and left out. */
const WORDLESS = 0.34
const STEP = 1.3

export function Viewport(props: ViewportProps): JSX.Element {
  const { plan, title, box, svg, picture, look, onLook } = props
  const frame = useRef<HTMLDivElement>(null)
  const width = useWidth(frame)
  const isPrint = useMedia('print')
  const isNarrow = useMedia('(max-width: 40rem)')
  const isTouched = useMedia('(pointer: coarse)')
  const [screen, setScreen] = useState(innerHeight)
  useEffect(() => {
    const measure = (): void => setScreen(innerHeight)
    addEventListener('resize', measure)
    return () => removeEventListener('resize', measure)
  }, [])
  // On a phone the page is one column, and a picture may be higher than the screen.
  const most = Math.max(240, screen * (isNarrow ? 1.6 : 0.7))
  const whole = width > 0 ? Math.min(1, width / plan.width, most / plan.height) : 1
  const shown = isPrint ? undefined : look
  const scale = shown ? Math.max(whole, Math.min(LARGEST, shown.scale)) : whole
  const height = Math.min(most, plan.height * scale)
  // Within the picture; one that is smaller than its frame begins at the left; from top to bottom, or seen from afar, it stands in the middle.
  const [wide, high] = [width / scale, height / scale]
  const least = wide <= plan.width ? 0 : plan.rankdir === 'TB' || scale < SMALLEST ? (plan.width - wide) / 2 : 0
  const x = Math.max(least, Math.min(Math.max(least, plan.width - wide), (shown?.x ?? 0) - wide / 2))
  const y = Math.max(0, Math.min(plan.height - high, (shown?.y ?? 0) - high / 2))
  const isZoomed = scale > whole * 1.001

  // Where words can be read there is nothing to be said of it.
  const isSmall = whole < SMALLEST || isZoomed

  const now = { x: x + wide / 2, y: y + high / 2, scale }
  const latest = useRef({ ...props, now, whole, x, y, wide, high, isZoomed })
  latest.current = { ...props, now, whole, x, y, wide, high, isZoomed }
  const see = (next: Look): void => {
    const { whole: all } = latest.current
    const within = Math.max(all, Math.min(LARGEST, next.scale))
    // Fingers are faster than pictures: the next move is made from here.
    latest.current.now = { ...next, scale: within }
    latest.current.isZoomed = within > all * 1.001
    onLook(within <= all * 1.001 ? undefined : { ...next, scale: within })
  }
  /** Larger or smaller; what is at that point of the screen stays there. */
  const zoom = (by: number, clientX?: number, clientY?: number): void => {
    const { now: at, whole: all } = latest.current
    const next = Math.max(all, Math.min(LARGEST, at.scale * by))
    const rect = svg.current!.getBoundingClientRect()
    const [dx, dy] = clientX === undefined || clientY === undefined ? [0, 0] : [clientX - rect.left - rect.width / 2, clientY - rect.top - rect.height / 2] // prettier-ignore
    see({ scale: next, x: at.x + dx / at.scale - dx / next, y: at.y + dy / at.scale - dy / next })
  }
  const pan = (dx: number, dy: number): void => {
    const { now: at } = latest.current
    see({ ...at, x: at.x + dx / at.scale, y: at.y + dy / at.scale })
  }

  /** A box comes into sight. */
  const reveal = (one: PlannedBox | undefined): void => {
    const { isZoomed: isIn, now: at, wide: across, high: down } = latest.current
    if (!one || !isIn) return
    const room = 24 / at.scale
    const shift = (from: number, size: number, low: number, extent: number): number =>
      from - room < low || size + 2 * room > extent ? from - room - low : Math.max(0, from + size + room - low - extent)
    const [dx, dy] = [
      shift(one.x, one.width, at.x - across / 2, across),
      shift(one.y, one.height, at.y - down / 2, down),
    ]
    if (dx !== 0 || dy !== 0) see({ ...at, x: at.x + dx, y: at.y + dy })
  }
  // When a step was made: a link is looked at as it was sent.
  const before = useRef(box)
  useEffect(() => {
    if (before.current !== box) reveal(box)
    before.current = box
  }, [box])

  useEffect(() => {
    const element = frame.current!
    const wheel = (event: WheelEvent): void => {
      const { isZoomed: isIn, x: left, y: top, wide: across, high: down, plan: all } = latest.current
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault()
        zoom(Math.exp(-event.deltaY * (event.deltaMode === 1 ? 0.03 : 0.0025)), event.clientX, event.clientY)
      } else if (isIn) {
        const [dx, dy] = event.shiftKey ? [event.deltaY, 0] : [event.deltaX, event.deltaY]
        // At its end the page goes on.
        const canMove = (dx < 0 && left > 0.5) || (dx > 0 && left + across < all.width - 0.5) || (dy < 0 && top > 0.5) || (dy > 0 && top + down < all.height - 0.5) // prettier-ignore
        if (!canMove) return
        event.preventDefault()
        pan(dx, dy)
      }
    }
    element.addEventListener('wheel', wheel, { passive: false })
    return () => element.removeEventListener('wheel', wheel)
  }, [])
  const fingers = useMemo(() => new Map<number, { readonly x: number; readonly y: number }>(), [])
  const begun = useRef({ x: 0, y: 0, time: 0, isSwipe: false })
  const touch = {
    onPointerDown(event: PointerEvent): void {
      fingers.set(event.pointerId, { x: event.clientX, y: event.clientY })
      begun.current = { x: event.clientX, y: event.clientY, time: event.timeStamp, isSwipe: event.pointerType !== 'mouse' && fingers.size === 1 } // prettier-ignore
    },
    onPointerMove(event: PointerEvent): void {
      const before = fingers.get(event.pointerId)
      // It was let go elsewhere.
      if (event.buttons === 0) fingers.delete(event.pointerId)
      if (!before || event.buttons === 0 || isHeld(event.target)) return
      const { x: fromX, y: fromY } = begun.current
      const isMouse = event.pointerType === 'mouse'
      // A press may tremble.
      if (isMouse && !frame.current!.hasPointerCapture(event.pointerId)) {
        if (!latest.current.isZoomed || Math.hypot(event.clientX - fromX, event.clientY - fromY) < 4) return
        frame.current!.setPointerCapture(event.pointerId)
      }
      const here = { x: event.clientX, y: event.clientY }
      fingers.set(event.pointerId, here)
      const [other] = [...fingers].filter(([id]) => id !== event.pointerId)
      if (other) {
        begun.current.isSwipe = false
        const [, { x: ox, y: oy }] = other
        const [was, is] = [Math.hypot(before.x - ox, before.y - oy), Math.hypot(here.x - ox, here.y - oy)]
        if (was > 4 && is > 4) zoom(is / was, (here.x + ox) / 2, (here.y + oy) / 2)
        pan((before.x - here.x) / 2, (before.y - here.y) / 2)
      } else if (latest.current.isZoomed) {
        begun.current.isSwipe = false
        pan(before.x - here.x, before.y - here.y)
      }
    },
    onPointerUp(event: PointerEvent): void {
      const { x: fromX, y: fromY, time, isSwipe } = begun.current
      const [dx, dy] = [event.clientX - fromX, event.clientY - fromY]
      const isOne = fingers.delete(event.pointerId) && fingers.size === 0
      if (isOne && isSwipe && !isHeld(event.target) && Math.abs(dx) > 40 && Math.abs(dx) > 2 * Math.abs(dy) && event.timeStamp - time < 700) props.onSwipe(dx < 0 ? 1 : -1) // prettier-ignore
    },
    onPointerCancel: (event: PointerEvent): void => void fingers.delete(event.pointerId),
  }

  useKeys(
    () => [
      {
        keys: ['+', '-'],
        does: 'the picture larger, smaller',
        ...(isSmall && { isHint: true as const }),
        repeats: true,
        run: ({ key }) => zoom(key === '+' ? STEP : 1 / STEP),
      },
      { keys: ['0'], does: 'the whole picture', run: () => onLook(undefined) },
      { keys: ['Shift+ArrowLeft', 'Shift+ArrowRight', 'Shift+ArrowUp', 'Shift+ArrowDown'], does: 'move a picture that is larger than its frame', repeats: true, run: ({ key }) => pan(...ways[key]!) }, // prettier-ignore
    ],
    [plan, isSmall],
  )
  const boxes = useMemo(
    () => plan.boxes.map((one) => `M${Math.round(one.x)} ${Math.round(one.y)}h${Math.round(one.width)}v${Math.round(one.height)}h${-Math.round(one.width)}z`).join(''), // prettier-ignore
    [plan],
  )
  return (
    <div class="viewport">
      <div
        class={`picture still${isZoomed ? ' zoomed' : ''}`}
        ref={frame}
        role="group"
        aria-label={title}
        style={{ height: `${height + 8}px` }}
        {...touch}
      >
        <svg
          {...picture}
          onFocusIn={(event) => {
            picture.onFocusIn?.(event)
            // Who walks by keys sees where they are; a finger is there already.
            const key = event.target instanceof Element && event.target.matches(':focus-visible') ? event.target.getAttribute('data-key') : null // prettier-ignore
            reveal(plan.boxes.find(({ knot }) => knot.key === key))
          }}
          ref={svg}
          class={`graph${scale < WORDLESS ? ' far' : ''}`}
          width={Math.max(1, width)}
          height={height}
          viewBox={`${x} ${y} ${Math.max(1, wide)} ${high}`}
        />
      </div>
      {(isSmall || isTouched) && (
        <div class="zoom">
          {isTouched && <p class="cap">Swipe to step, pinch to zoom.</p>}
          {isZoomed && (
            <svg
              class="map"
              viewBox={`0 0 ${plan.width} ${plan.height}`}
              aria-hidden="true"
              onPointerDown={(event) => {
                const rect = event.currentTarget.getBoundingClientRect()
                const per = plan.width / rect.width
                see({ scale, x: (event.clientX - rect.left) * per, y: (event.clientY - rect.top) * per })
              }}
            >
              <path class="f-line-2" d={boxes} />
              <rect
                class="n s-ink"
                x={x}
                y={y}
                width={Math.min(wide, plan.width)}
                height={high}
                vector-effect="non-scaling-stroke"
              />{' '}
              {/* prettier-ignore */}
            </svg>
          )}
          {isSmall && (
            <span class="seg" role="group" aria-label="Zoom">
              <button type="button" aria-label="Smaller" disabled={!isZoomed} onClick={() => zoom(1 / STEP)}>
                −
              </button>
              <button type="button" aria-label="Larger" disabled={scale >= LARGEST} onClick={() => zoom(STEP)}>
                +
              </button>
              <button type="button" aria-pressed={!isZoomed} onClick={() => onLook(undefined)}>
                the whole
              </button>
            </span>
          )}
        </div>
      )}
    </div>
  )
}

const ways: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-80, 0], ArrowRight: [80, 0], ArrowUp: [0, -80], ArrowDown: [0, 80],
} // prettier-ignore

/** Whether a finger is on a number that it moves. */
const isHeld = (target: EventTarget | null): boolean => target instanceof Element && target.closest('.leaf') !== null // prettier-ignore
