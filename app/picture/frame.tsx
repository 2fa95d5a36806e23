/** What a picture stands in: a frame as wide as the page, in which a picture that is wider can be moved. */
import type { ComponentChildren, JSX, RefObject } from 'preact'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Plan, PlannedBox } from '../../src/figures/index.js'

/** What a frame is given, and what goes into it. */
export interface FrameProps {
  readonly plan: Plan
  readonly title: string
  /** The box that is to be in sight. */
  readonly box: PlannedBox | undefined
  readonly svg: RefObject<SVGSVGElement>
  /** The attributes of the picture. */
  readonly picture: JSX.SVGAttributes<SVGSVGElement>
  /** What lies over it, in its pixels. */
  readonly children?: ComponentChildren
}

/** Text of 14 px may not be drawn smaller than 11. */
export const SMALLEST = 11.2 / 14

/** How wide an element is, and when that changes. */
export function useWidth(frame: RefObject<HTMLElement>): number {
  const [width, setWidth] = useState(0)
  useLayoutEffect(() => {
    const box = frame.current!
    const measure = (): void => setWidth(box.clientWidth - 8)
    measure()
    const watcher = new ResizeObserver(measure)
    watcher.observe(box)
    return () => watcher.disconnect()
  }, [])
  return width
}

/** Shrinks the picture while its letters can be read; what is still wider is scrolled. */
export function ScrollFrame({ plan, title, box, svg, picture, children }: FrameProps): JSX.Element {
  const frame = useRef<HTMLDivElement>(null)
  const room = useWidth(frame)
  const scale = room > 0 ? Math.max(SMALLEST, Math.min(1, room / plan.width)) : 1
  useEffect(() => {
    if (box && frame.current) reveal(frame.current, box, scale)
  }, [box, scale])
  return (
    <div
      class="picture"
      ref={frame}
      role="group"
      aria-label={title}
      tabIndex={plan.width * scale > room + 1 ? 0 : undefined}
    >
      <div class="sheet" style={{ width: `${plan.width * scale}px`, height: `${plan.height * scale}px` }}>
        <div class="over" style={scale === 1 ? undefined : { transform: `scale(${scale})` }}>
          <svg
            {...picture}
            ref={svg}
            class="graph"
            width={plan.width}
            height={plan.height}
            viewBox={`0 0 ${plan.width} ${plan.height}`}
          />
          {children}
        </div>
      </div>
    </div>
  )
}

/** Moves the sheet in its frame, never the page. */
function reveal(frame: HTMLElement, { x, width }: PlannedBox, scale: number): void {
  const [left, right] = [x * scale - 48, (x + width) * scale + 48]
  if (left < frame.scrollLeft) frame.scrollLeft = left
  else if (right > frame.scrollLeft + frame.clientWidth) frame.scrollLeft = right - frame.clientWidth
}
