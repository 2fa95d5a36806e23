/** A scene as the elements of SVG, one after the other, for what writes them down: as text, or into the document of a page. */
import { curveBumpX, curveBumpY, line } from 'd3-shape'
import { inks, type Ink, type Theme } from './ink.js'
import { visible } from './label.js'
import {
  tableWords,
  text,
  type Box,
  type Figure,
  type Mark,
  type Paint,
  type Path,
  type Point,
  type Sign,
  type Text,
} from './scene.js'

/** How a figure is printed as SVG. */
export interface SvgOptions {
  /** `auto`, the default, follows the reader's own setting. */
  readonly theme?: Theme
  /** How texts are written down; the default is to show what is unseen. */
  readonly spell?: (words: string, font: 'sans' | 'serif') => string
}

/** Attributes by name, in order; what is undefined is left out. */
export type Attributes = Readonly<Record<string, string | number | undefined>>
/** Takes elements as they begin and end. */
export interface Writer {
  open(name: string, attributes: Attributes): void
  words(text: string): void
  close(): void
}

const SANS = 'system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Noto Sans","DejaVu Sans",Arial,sans-serif'
const SERIF =
  '"Iowan Old Style","Palatino Linotype",Palatino,P052,"URW Palladio L",Georgia,"Noto Serif","DejaVu Serif",serif'
const DASHES = { minus: '4 3', nudge: '1.5 3', none: '1 3' } as const

/** A number of pixels, to a hundredth. */
const at = (n: number): string => String(Math.round(n * 100) / 100 || 0)

const bumps = {
  x: line<Point>(([x]) => x, ([, y]) => y).curve(curveBumpX).digits(2),
  y: line<Point>(([x]) => x, ([, y]) => y).curve(curveBumpY).digits(2),
} // prettier-ignore

/** Writes a figure down, from its `svg` element on. */
export function write(figure: Figure, { theme = 'auto', spell = visible }: SvgOptions, to: Writer): void {
  const { title, description, marks } = figure
  const pen = new Pen(to, spell)
  const [width, height] = [at(figure.width), at(figure.height)]
  const viewBox = `0 0 ${width} ${height}`
  to.open('svg', { xmlns: SVG, viewBox, width, height, class: `seegrad-${theme}`, role: 'img' })
  pen.element('title', {}, visible(title))
  pen.element('desc', {}, visible(description))
  // The numbers of the picture travel with it: a line for each row, tabs between cells.
  pen.element('metadata', {}, tableWords(figure.table).map((cells) => cells.join('\t')).join('\n')) // prettier-ignore
  pen.element('style', {}, style(theme))
  pen.element('rect', { class: 'f-paper', width, height })
  // Groups nest as deep as a program likes, so they are opened and closed by a stack of our own.
  const open: { readonly marks: readonly Mark[]; next: number }[] = [{ marks, next: 0 }]
  for (let top = open.at(-1); top; top = open.at(-1)) {
    const mark = top.marks[top.next++]
    if (mark === undefined) {
      open.pop()
      to.close()
    } else if (mark.type === 'group') {
      if (mark.isCoarse) continue
      to.open('g', { 'data-key': mark.key })
      if (mark.title !== undefined) pen.element('title', {}, visible(mark.title))
      open.push({ marks: mark.marks, next: 0 })
    } else pen.mark(mark)
  }
}
export const SVG = 'http://www.w3.org/2000/svg'

type Leaf = Exclude<Mark, { readonly type: 'group' }>
class Pen {
  constructor(
    private readonly to: Writer,
    private readonly spell: NonNullable<SvgOptions['spell']>,
  ) {}

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
        return this.element('path', { ...paint(mark), d: bumps[mark.along]([...mark.points]) ?? '', 'data-key': mark.key }) // prettier-ignore
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

  private sign({ x, y, width, words, stroke }: Sign): void {
    const isOne = [...words].length === 1
    this.box({ type: 'box', x: x - width / 2, y: y - 14, width, height: 28, radius: 14, fill: 'paper', stroke })
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
      'data-key': key,
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

/** The inks as classes, valid only below this theme's root, so that pictures of both themes can share a page. */
function style(theme: Theme): string {
  const root = `.seegrad-${theme} `
  const rules = [
    `${root}text{white-space:pre;font-variant-numeric:tabular-nums lining-nums}`,
    `${root}.n{fill:none}${root}path{stroke-linejoin:round}${root}.faint{fill-opacity:.4}`,
    `${root}.sans{font-family:${SANS}}${root}.serif{font-family:${SERIF};font-style:italic}`,
    `${root}.halo{paint-order:stroke;stroke-width:7px;stroke-linejoin:round}`,
    colours(root, theme === 'dark' ? 1 : 0),
  ]
  if (theme === 'auto') rules.push(`@media (prefers-color-scheme:dark){${colours(root, 1)}}`)
  return rules.join('\n')
}

function colours(root: string, which: 0 | 1): string {
  const names = Object.keys(inks) as Ink[]
  const each = names.map((name) => {
    const colour = inks[name][which]
    return `${root}.f-${name}{fill:${colour}}${root}.s-${name}{stroke:${colour}}`
  })
  return `${each.join('')}${root}.halo{stroke:${inks.paper[which]}}`
}
