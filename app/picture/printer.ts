/** Prints a scene into the page and keeps what is there: of a later scene only what differs is touched, so a number that moves costs one text. */
import {
  visible,
  type Box,
  type Figure,
  type Mark,
  type Paint,
  type Point,
  type Text,
} from '../../src/figures/index.js'

export const NS = 'http://www.w3.org/2000/svg'
const DASHES = { minus: '4 3', nudge: '1.5 3', none: '1 3' } as const
const at = (n: number): string => String(Math.round(n * 100) / 100 || 0)
/** From point to point, level at each: a cubic whose handles reach half of the way. */
function bump([first, ...rest]: readonly Point[], along: 'x' | 'y'): string {
  let [[x, y], path] = [first!, `M${at(first![0])} ${at(first![1])}`]
  for (const [a, b] of rest) {
    const [mx, my] = [(x + a) / 2, (y + b) / 2]
    path +=
      along === 'x'
        ? `C${at(mx)} ${at(y)} ${at(mx)} ${at(b)} ${at(a)} ${at(b)}`
        : `C${at(x)} ${at(my)} ${at(a)} ${at(my)} ${at(a)} ${at(b)}`
    ;[x, y] = [a, b]
  }
  return path
}

/** What stands for a mark: its element, and for a group what is in it. */
interface Slot {
  mark: Mark
  readonly element: SVGElement
  readonly inner: Slot[]
  /** What was set, by name, so that nothing is set twice. */
  readonly set: Map<string, string>
}
export class Printer {
  private readonly slots: Slot[] = []
  constructor(private readonly parent: SVGElement) {}

  print({ marks }: Pick<Figure, 'marks'>): void {
    this.fill(this.parent, this.slots, marks)
  }

  private fill(parent: SVGElement, slots: Slot[], marks: readonly Mark[]): void {
    marks.forEach((mark, k) => {
      const slot = slots[k]
      if (slot?.mark === mark) return
      if (slot && isLike(slot.mark, mark)) return this.change(slot, mark)
      const made = this.make(mark)
      if (slot) slot.element.replaceWith(made.element)
      else parent.append(made.element)
      slots[k] = made
    })
    for (const { element } of slots.splice(marks.length)) element.remove()
  }

  private make(mark: Mark): Slot {
    const tag =
      mark.type === 'text'
        ? 'text'
        : mark.type === 'disc'
          ? 'circle'
          : mark.type === 'path' || mark.type === 'link'
            ? 'path'
            : 'g'
    const slot: Slot = { mark, element: document.createElementNS(NS, tag) as SVGElement, inner: [], set: new Map() }
    this.change(slot, mark)
    return slot
  }

  private change(slot: Slot, mark: Mark): void {
    slot.mark = mark
    if (mark.type === 'group') this.fill(slot.element, slot.inner, mark.marks)
    else if (mark.type === 'box') this.changeBox(slot, mark)
    else if (mark.type === 'sign') {
      const isOne = [...mark.words].length === 1
      const disc: Box = { type: 'box', x: mark.x - mark.width / 2, y: mark.y - 14, width: mark.width, height: 28, radius: 14, fill: 'paper', stroke: mark.stroke, weight: mark.stroke === 'grad-mark' ? 2.5 : 1.25 } // prettier-ignore
      const words: Text = { type: 'text', x: mark.x, y: mark.y + (isOne ? 6 : 4.5), spans: [{ text: mark.words }], ink: 'ink', size: isOne ? 18 : 13, anchor: 'middle' } // prettier-ignore
      this.fill(slot.element, slot.inner, [disc, words])
    } else if (mark.type === 'text') changeText(slot, mark)
    else {
      paint(slot, mark)
      if (mark.type === 'disc') {
        give(slot, 'cx', at(mark.x))
        give(slot, 'cy', at(mark.y))
        give(slot, 'r', at(mark.r))
      } else give(slot, 'd', mark.type === 'link' ? bump(mark.points, mark.along) : d(mark.lines, mark.closed))
    }
  }

  private changeBox(slot: Slot, box: Box): void {
    const { x, y, width, height, walls = [], shelves = [] } = box
    let [rect, hairs] = slot.inner
    if (!rect) {
      rect = { mark: box, element: document.createElementNS(NS, 'rect'), inner: [], set: new Map() }
      slot.inner[0] = rect
      slot.element.append(rect.element)
    }
    paint(rect, box)
    for (const [name, n] of [['x', x], ['y', y], ['width', width], ['height', height], ['rx', box.radius ?? 0]] as const) give(rect, name, at(n)) // prettier-ignore
    const lines = [
      ...walls.map((wall) => `M${at(wall)} ${at(y + 1)}v${at(height - 2)}`),
      ...shelves.map((shelf) => `M${at(x + 1)} ${at(shelf)}h${at(width - 2)}`),
    ].join('')
    if (lines === '' && !hairs) return
    if (!hairs) {
      hairs = { mark: box, element: document.createElementNS(NS, 'path'), inner: [], set: new Map() }
      slot.inner[1] = hairs
      slot.element.append(hairs.element)
      give(hairs, 'class', 'n s-line')
    }
    give(hairs, 'd', lines)
  }
}

/** Whether the element of one can become that of the other. */
const isLike = (a: Mark, b: Mark): boolean => a.type === b.type

function give({ element, set }: Slot, name: string, value: string): void {
  if (set.get(name) === value) return
  set.set(name, value)
  if (value === '') element.removeAttribute(name)
  else element.setAttribute(name, value)
}

function paint(slot: Slot, { fill, opacity, stroke, weight, dash }: Paint): void {
  give(slot, 'class', `${fill ? `f-${fill}` : 'n'}${stroke ? ` s-${stroke}` : ''}`)
  give(slot, 'fill-opacity', opacity === undefined ? '' : String(opacity))
  give(slot, 'stroke-width', weight === undefined ? '' : String(weight))
  give(slot, 'stroke-dasharray', dash ? DASHES[dash] : '')
}

function d(lines: readonly (readonly Point[])[], closed: true | undefined): string {
  return lines.map((points) => `${points.map(([x, y], k) => `${k === 0 ? 'M' : 'L'}${at(x)} ${at(y)}`).join('')}${closed ? 'Z' : ''}`).join('') // prettier-ignore
}

function changeText(slot: Slot, mark: Text): void {
  const { x, y, spans, ink, size, font = 'sans', anchor, bold, halo } = mark
  give(slot, 'class', `f-${ink} ${font}${halo ? ' halo' : ''}${bold ? ' bold' : ''}`)
  give(slot, 'x', at(x))
  give(slot, 'y', at(y))
  give(slot, 'font-size', at(size))
  give(slot, 'text-anchor', anchor === 'start' ? '' : anchor)
  const words = spans
    .map((span) => `${span.ink ?? ''}|${span.font ?? ''}|${span.size ?? ''}|${span.faint ?? ''}|${visible(span.text)}`)
    .join('\n')
  if (slot.set.get('words') === words) return
  slot.set.set('words', words)
  const { element } = slot
  const isPlain = (span: (typeof spans)[number]): boolean => !span.ink && !span.font && !span.size && !span.faint
  const [only] = spans
  if (spans.length === 1 && isPlain(only!)) {
    if (element.firstChild?.nodeType === Node.TEXT_NODE && element.childNodes.length === 1)
      element.firstChild.nodeValue = visible(only!.text)
    else element.textContent = visible(only!.text)
    return
  }
  element.replaceChildren(
    ...spans.map((span) => {
      if (isPlain(span)) return document.createTextNode(visible(span.text))
      const part = document.createElementNS(NS, 'tspan')
      part.setAttribute(
        'class',
        [span.ink && `f-${span.ink}`, span.font, span.faint && 'faint'].filter(Boolean).join(' '),
      )
      if (span.size) part.setAttribute('font-size', String(span.size))
      part.textContent = visible(span.text)
      return part
    }),
  )
}
