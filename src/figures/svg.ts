/** Prints a scene as SVG text: well-formed XML without script or outside reference, the same characters for the same scene. */
import { curveBumpX, curveBumpY, line } from 'd3-shape'
import { inks, type Ink, type Theme } from './ink.js'
import { visible } from './label.js'
import {
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

const SANS = 'system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Noto Sans","DejaVu Sans",Arial,sans-serif'
const SERIF =
  '"Iowan Old Style","Palatino Linotype",Palatino,P052,"URW Palladio L",Georgia,"Noto Serif","DejaVu Serif",serif'
const DASHES = { minus: '4 3', nudge: '1.5 3', none: '1 3' } as const

/** A number of pixels, to a hundredth. */
const at = (n: number): string => String(Math.round(n * 100) / 100 || 0)
const escaped = (words: string): string => visible(words).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)

const bumps = {
  x: line<Point>(([x]) => x, ([, y]) => y).curve(curveBumpX).digits(2),
  y: line<Point>(([x]) => x, ([, y]) => y).curve(curveBumpY).digits(2),
} // prettier-ignore

/** The figure as SVG text. */
export function svg(figure: Figure, { theme = 'auto', spell = visible }: SvgOptions = {}): string {
  const { width, height, title, description, marks } = figure
  const size = `width="${at(width)}" height="${at(height)}"`
  const lines: string[] = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${at(width)} ${at(height)}" ${size} class="seegrad-${theme}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<desc>${escaped(description)}</desc>`,
    `<style>${style(theme)}</style>`,
    `<rect class="f-paper" ${size}/>`,
  ]
  // Groups nest as deep as a program likes, so they are opened and closed by a stack of our own.
  const open: { readonly marks: readonly Mark[]; next: number }[] = [{ marks, next: 0 }]
  for (let top = open.at(-1); top; top = open.at(-1)) {
    const mark = top.marks[top.next++]
    if (mark === undefined) {
      open.pop()
      if (open.length > 0) lines.push('</g>')
    } else if (mark.type === 'group') {
      lines.push(mark.title === undefined ? '<g>' : `<g><title>${escaped(mark.title)}</title>`)
      open.push({ marks: mark.marks, next: 0 })
    } else lines.push(printed(mark, spell))
  }
  return `${lines.join('\n')}\n</svg>\n`
}

type Spell = NonNullable<SvgOptions['spell']>
type Leaf = Exclude<Mark, { readonly type: 'group' }>
function printed(mark: Leaf, spell: Spell): string {
  switch (mark.type) {
    case 'path':
      return `<path${paint(mark)} d="${d(mark)}"/>`
    case 'link':
      return `<path${paint(mark)} d="${bumps[mark.along]([...mark.points]) ?? ''}"/>`
    case 'box':
      return box(mark)
    case 'sign':
      return sign(mark, spell)
    case 'disc':
      return `<circle${paint(mark)} cx="${at(mark.x)}" cy="${at(mark.y)}" r="${at(mark.r)}"/>`
    case 'text':
      return words(mark, spell)
  }
}

function d({ lines, closed }: Path): string {
  return lines
    .map(
      (points) =>
        `${points.map(([x, y], k) => `${k === 0 ? 'M' : 'L'}${at(x)} ${at(y)}`).join('')}${closed ? 'Z' : ''}`,
    )
    .join('')
}

function box(mark: Box): string {
  const rx = mark.radius ? ` rx="${at(mark.radius)}"` : ''
  const { x, y, width, height, walls = [], shelves = [] } = mark
  const hairlines = [
    ...walls.map((wall) => `M${at(wall)} ${at(y + 1)}v${at(height - 2)}`),
    ...shelves.map((shelf) => `M${at(x + 1)} ${at(shelf)}h${at(width - 2)}`),
  ]
  const inside = hairlines.length > 0 ? `<path class="n s-line" d="${hairlines.join('')}"/>` : ''
  return `<rect${paint(mark)} x="${at(x)}" y="${at(y)}" width="${at(width)}" height="${at(height)}"${rx}/>${inside}`
}

function sign({ x, y, width, words: symbol, stroke }: Sign, spell: Spell): string {
  const isOne = [...symbol].length === 1
  const disc: Box = { type: 'box', x: x - width / 2, y: y - 14, width, height: 28, radius: 14, fill: 'paper', stroke }
  return box(disc) + words(text(x, y + (isOne ? 6 : 4.5), symbol, { size: isOne ? 18 : 13 }), spell)
}

function paint({ fill, opacity, stroke, weight, dash }: Paint): string {
  const classes = `${fill ? `f-${fill}` : 'n'}${stroke ? ` s-${stroke}` : ''}`
  const extra = [
    opacity === undefined ? '' : ` fill-opacity="${opacity}"`,
    weight === undefined ? '' : ` stroke-width="${weight}"`,
    dash ? ` stroke-dasharray="${DASHES[dash]}"` : '',
  ]
  return ` class="${classes}"${extra.join('')}`
}

function words(mark: Text, spell: Spell): string {
  const { x, y, spans, ink, size, font = 'sans', anchor, bold, halo } = mark
  const inner = spans.map((span) => {
    const spelt = escaped(spell(span.text, span.font ?? font))
    const own = [
      span.ink || span.font ? ` class="${[span.ink && `f-${span.ink}`, span.font].filter(Boolean).join(' ')}"` : '',
      span.size ? ` font-size="${span.size}"` : '',
    ].join('')
    return own ? `<tspan${own}>${spelt}</tspan>` : spelt
  })
  const extra = `${anchor === 'start' ? '' : ` text-anchor="${anchor}"`}${bold ? ' font-weight="bold"' : ''}`
  const classes = `f-${ink} ${font}${halo ? ' halo' : ''}`
  return `<text class="${classes}" x="${at(x)}" y="${at(y)}" font-size="${at(size)}"${extra}>${inner.join('')}</text>`
}

/** The inks as classes, valid only below this theme's root, so that pictures of both themes can share a page. */
function style(theme: Theme): string {
  const root = `.seegrad-${theme} `
  const rules = [
    `${root}text{white-space:pre;font-variant-numeric:tabular-nums lining-nums}`,
    `${root}.n{fill:none}${root}path{stroke-linejoin:round}`,
    `${root}.sans{font-family:${SANS}}${root}.serif{font-family:${SERIF};font-style:italic}`,
    `${root}.halo{paint-order:stroke;stroke-width:5px;stroke-linejoin:round}`,
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
