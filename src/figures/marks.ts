/** The marks of a scene as elements of SVG, one after the other, for what writes them down: as text, or into the document of a page. */
import { visible } from './label.js'
import { text, type Box, type Mark, type Paint, type Path, type Point, type Sign, type Text } from './scene.js'

/** Attributes by name, in order; what is undefined is left out. */
export type Attributes = Readonly<Record<string, string | number | undefined>>
/** Takes elements as they begin and end. */
export interface Writer {
  open(name: string, attributes: Attributes): void
  words(text: string): void
  close(): void
}

const DASHES = { minus: '4 3', nudge: '1.5 3', none: '1 3' } as const

/** A number of pixels, to a hundredth. */
export const at = (n: number): string => String(Math.round(n * 100) / 100 || 0)

/** From point to point, level at each: cubics whose handles reach half of the way. */
function bump(points: readonly Point[], along: 'x' | 'y'): string {
  let [[x, y], path] = [points[0]!, '']
  for (const [a, b] of points) {
    const [mx, my] = [at((x + a) / 2), at((y + b) / 2)]
    if (path === '') path = `M${at(a)},${at(b)}`
    else if (along === 'x') path += `C${mx},${at(y)},${mx},${at(b)},${at(a)},${at(b)}`
    else path += `C${at(x)},${my},${at(a)},${my},${at(a)},${at(b)}`
    ;[x, y] = [a, b]
  }
  return path
}

/** Writes marks alone, for a page that has names, inks and hooks of its own. */
export const writeMarks = (marks: readonly Mark[], to: Writer): void => new Pen(to, visible, false).all(marks)

export const SVG = 'http://www.w3.org/2000/svg'

type Leaf = Exclude<Mark, { readonly type: 'group' }>
/** Writes marks. */
export class Pen {
  constructor(
    private readonly to: Writer,
    private readonly spell: (words: string, font: 'sans' | 'serif') => string,
    /** Whether groups say what they are, and what stands for something can be found by it. */
    private readonly isNamed: boolean,
  ) {}

  all(marks: readonly Mark[]): void {
    // Groups nest as deep as a program likes, so they are opened and closed by a stack of our own.
    const open: { readonly marks: readonly Mark[]; next: number }[] = [{ marks, next: 0 }]
    for (let top = open.at(-1); top; top = open.at(-1)) {
      const mark = top.marks[top.next++]
      if (mark === undefined) {
        open.pop()
        if (open.length > 0) this.to.close()
      } else if (mark.type === 'group') {
        if (mark.isCoarse) continue
        this.to.open('g', { 'data-key': this.hook(mark.key) })
        if (mark.title !== undefined && this.isNamed) this.element('title', {}, visible(mark.title))
        open.push({ marks: mark.marks, next: 0 })
      } else this.mark(mark)
    }
  }
  private readonly hook = (key: string | undefined): string | undefined => (this.isNamed ? key : undefined)

  element(name: string, attributes: Attributes, words = ''): void {
    this.to.open(name, attributes)
    if (words !== '') this.to.words(words)
    this.to.close()
  }

  mark(mark: Leaf): void {
    switch (mark.type) {
      case 'path':
        return this.element('path', { ...paint(mark), d: d(mark) })
      case 'link':
        return this.element('path', { ...paint(mark), d: bump(mark.points, mark.along), 'data-key': this.hook(mark.key) }) // prettier-ignore
      case 'box':
        return this.box(mark)
      case 'sign':
        return this.sign(mark)
      case 'disc':
        return this.element('circle', { ...paint(mark), cx: at(mark.x), cy: at(mark.y), r: at(mark.r) })
      case 'text':
        return this.text(mark)
    }
  }

  private box(mark: Box): void {
    const { x, y, width, height, radius, walls = [], shelves = [] } = mark
    const place = { x: at(x), y: at(y), width: at(width), height: at(height), rx: radius ? at(radius) : undefined }
    this.element('rect', { ...paint(mark), ...place })
    const hairlines = [
      ...walls.map((wall) => `M${at(wall)} ${at(y + 1)}v${at(height - 2)}`),
      ...shelves.map((shelf) => `M${at(x + 1)} ${at(shelf)}h${at(width - 2)}`),
    ]
    if (hairlines.length > 0) this.element('path', { class: 'n s-line', d: hairlines.join('') })
  }

  private sign({ x, y, width, words, stroke, weight }: Sign): void {
    const isOne = [...words].length === 1
    this.box({
      type: 'box',
      x: x - width / 2,
      y: y - 14,
      width,
      height: 28,
      radius: 14,
      fill: 'paper',
      stroke,
      ...(weight && { weight }),
    })
    this.text(text(x, y + (isOne ? 6 : 4.5), words, { size: isOne ? 18 : 13 }))
  }

  private text({ x, y, spans, ink, size, font = 'sans', anchor, bold, halo, key }: Text): void {
    this.to.open('text', {
      class: `f-${ink} ${font}${halo ? ' halo' : ''}`,
      x: at(x),
      y: at(y),
      'font-size': at(size),
      'text-anchor': anchor === 'start' ? undefined : anchor,
      'font-weight': bold ? 'bold' : undefined,
      'data-key': this.hook(key),
    })
    for (const span of spans) {
      const words = visible(this.spell(span.text, span.font ?? font))
      const names = [span.ink && `f-${span.ink}`, span.font, span.faint && 'faint'].filter(Boolean).join(' ')
      if (names === '' && span.size === undefined) this.to.words(words)
      else this.element('tspan', { class: names || undefined, 'font-size': span.size }, words)
    }
    this.to.close()
  }
}

function d({ lines, closed }: Path): string {
  const pieces = lines.map((points) => points.map(([x, y], k) => `${k === 0 ? 'M' : 'L'}${at(x)} ${at(y)}`).join(''))
  return pieces.map((piece) => `${piece}${closed ? 'Z' : ''}`).join('')
}

const paint = ({ fill, opacity, stroke, weight, dash }: Paint): Attributes => ({
  class: `${fill ? `f-${fill}` : 'n'}${stroke ? ` s-${stroke}` : ''}`,
  'fill-opacity': opacity,
  'stroke-width': weight,
  'stroke-dasharray': dash && DASHES[dash],
})
