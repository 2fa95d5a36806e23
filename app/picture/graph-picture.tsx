/** A graph that lives: its boxes can be focused, walked along their edges, pressed and dragged; its numbers follow what is shown. */
import type { ComponentChildren, JSX } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { drawn, livePicture, visible, type Figure, type Plan, type PlannedBox, type Showing } from '../../src/figures/index.js' // prettier-ignore
import { ScrollFrame, type FrameProps } from './frame.js'

const NS = 'http://www.w3.org/2000/svg'

export interface GraphPictureProps {
  readonly plan: Plan
  readonly showing: Showing
  /** Anything that changes when what is shown does. */
  readonly moment: unknown
  readonly title: string
  /** The box that is to be in sight. */
  readonly insight?: number | undefined
  /** What it stands in; without it, a frame that is scrolled. */
  frame?(props: FrameProps): JSX.Element
  /** What pressing a box does, in words that follow its name; nothing if it does nothing. */
  describe?(box: PlannedBox): string
  press?(box: PlannedBox): void
  /** A leaf whose number is dragged, from where it was, by so many pixels. */
  drag?: { start(box: PlannedBox): boolean; move(box: PlannedBox, pixels: number): void; end(box: PlannedBox): void }
  /** A leaf is nudged by keys: so many small steps. */
  nudge?(box: PlannedBox, steps: number): void
  focusAt?(place: number | undefined): void
  /** What lies over the picture, in its pixels. */
  readonly children?: ComponentChildren
}

export function GraphPicture(props: GraphPictureProps): JSX.Element {
  const { plan, showing, moment, title, insight } = props
  const svg = useRef<SVGSVGElement>(null)
  const latest = useRef(props)
  latest.current = props
  const known = useRef<{ plan: Plan; print: (figure: Figure) => void; buttons: readonly SVGElement[] } | undefined>()

  useLayoutEffect(() => {
    if (known.current?.plan !== plan) {
      // What is drawn is for the eye; over it lies a button for each box, for hands and ears.
      const drawing = document.createElementNS(NS, 'g')
      drawing.setAttribute('aria-hidden', 'true')
      const buttons = plan.boxes.map((box) => buttonOf(box, latest))
      buttons.at(-1)?.setAttribute('tabindex', '0')
      svg.current!.replaceChildren(drawing, ...buttons)
      known.current = { plan, print: livePicture<SVGElement>(drawing, document), buttons }
    }
    const figure = drawn(plan, showing)
    known.current.print(figure)
    const titles = new Map(
      figure.marks.flatMap((mark) =>
        mark.type === 'group' && mark.key !== undefined ? [[mark.key, mark.title ?? '']] : [],
      ),
    )
    plan.boxes.forEach((box, k) => {
      const label = `${visible(titles.get(box.knot.key) ?? '')}${props.describe?.(box) ?? ''}`
      const button = known.current!.buttons[k]!
      if (button.getAttribute('aria-label') === label) return
      button.setAttribute('aria-label', label)
      button.firstElementChild!.textContent = label
    })
  }, [plan, moment])

  const inside: FrameProps = {
    plan,
    title,
    box: plan.boxes.find(({ knot }) => knot.place === insight),
    svg,
    picture: {
      onKeyDown: (event) => walk(event, latest.current),
      onFocusIn: (event) => latest.current.focusAt?.(placeAt(event.target)),
    },
    children: props.children,
  }
  return props.frame ? props.frame(inside) : <ScrollFrame {...inside} />
}

const placeAt = (target: EventTarget | null): number | undefined => {
  const found = target instanceof Element ? target.closest('[data-place]')?.getAttribute('data-place') : null
  return found === null || found === undefined ? undefined : Number(found)
}

/** A box as a thing of the page: it has a name, can have the focus, and be pressed. */
function buttonOf(box: PlannedBox, latest: { current: GraphPictureProps }): SVGElement {
  const { knot, x, y, width, height } = box
  const element = document.createElementNS(NS, 'rect')
  const attributes = {
    x, y, width, height, rx: 2, class: `node${knot.node?.kind === 'leaf' ? ' leaf' : ''}`,
    'data-key': knot.key, 'data-place': knot.place ?? -1, role: 'button', tabindex: -1,
  } // prettier-ignore
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value))
  element.append(document.createElementNS(NS, 'title'))
  element.addEventListener('click', () => {
    if (element.dataset['dragged'] !== 'yes') latest.current.press?.(box)
  })
  element.addEventListener('pointerdown', (event) => grab(event, element, box, latest))
  return element
}

/** Dragging sideways over a leaf's number moves it. */
function grab(event: PointerEvent, element: SVGElement, box: PlannedBox, latest: { current: GraphPictureProps }): void {
  const { drag } = latest.current
  delete element.dataset['dragged']
  if (!drag || event.button !== 0 || box.knot.node?.kind !== 'leaf' || !drag.start(box)) return
  const from = event.clientX
  const move = (at: PointerEvent): void => {
    if (Math.abs(at.clientX - from) > 3) element.dataset['dragged'] = 'yes'
    if (element.dataset['dragged']) latest.current.drag?.move(box, at.clientX - from)
  }
  const end = (): void => {
    element.removeEventListener('pointermove', move)
    latest.current.drag?.end(box)
  }
  element.setPointerCapture(event.pointerId)
  element.addEventListener('pointermove', move)
  element.addEventListener('pointerup', end, { once: true })
  element.addEventListener('pointercancel', end, { once: true })
}

/** The arrow keys walk along edges: up to an operand, down to a user, and among those of one layer. */
function walk(event: KeyboardEvent, { plan, press, nudge }: GraphPictureProps): void {
  const element = (event.target as Element).closest('[data-key]')
  const k = plan.boxes.findIndex(({ knot }) => knot.key === element?.getAttribute('data-key'))
  const box = plan.boxes[k]
  if (!box || event.ctrlKey || event.metaKey || event.altKey) return
  if (event.key === 'Enter' || event.key === ' ') {
    event.preventDefault()
    press?.(box)
  } else if (/^[+=\-−]$/.test(event.key) && box.knot.node?.kind === 'leaf') {
    event.preventDefault()
    nudge?.(box, (event.key === '+' || event.key === '=' ? 1 : -1) * (event.shiftKey && event.key !== '+' ? 10 : 1))
  } else if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
    event.preventDefault()
    const next = event.key === 'ArrowUp' ? operandOf(plan, k) : userOf(plan, k)
    const group = next === undefined ? null : event.currentTarget instanceof Element ? event.currentTarget.querySelector(`[data-key="${plan.boxes[next]!.knot.key}"]`) : null // prettier-ignore
    if (!(group instanceof SVGElement)) return
    element?.setAttribute('tabindex', '-1')
    group.setAttribute('tabindex', '0')
    group.focus()
  }
}

/** Up: the first operand; at a leaf the operand that stands beside it where it is used. */
function operandOf({ boxes }: Plan, k: number): number | undefined {
  const [first] = boxes[k]!.knot.strands
  if (first) return first.from
  const user = boxes.findIndex(({ knot }) => knot.strands.some(({ from }) => from === k))
  const beside = boxes[user]?.knot.strands.map(({ from }) => from) ?? []
  const next = beside[beside.indexOf(k) + 1] ?? beside[0]
  return next === k ? undefined : next
}
function userOf({ boxes }: Plan, k: number): number | undefined {
  const user = boxes.findIndex(({ knot }) => knot.strands.some(({ from }) => from === k))
  return user < 0 ? undefined : user
}
