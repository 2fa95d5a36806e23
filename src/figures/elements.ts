/** A figure as an `svg` element of its own: with its names, its numbers and its inks. */
import { inks, type Ink, type Theme } from './ink.js'
import { visible } from './label.js'
import { at, Pen, SVG, type Writer } from './marks.js'
import { tableWords, type Figure } from './scene.js'

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
/** Writes a figure down, from its `svg` element on. */
export function write(figure: Figure, { theme = 'auto', spell = visible }: SvgOptions, to: Writer): void {
  const { title, description, marks } = figure
  const pen = new Pen(to, spell, true)
  const [width, height] = [at(figure.width), at(figure.height)]
  const viewBox = `0 0 ${width} ${height}`
  to.open('svg', { xmlns: SVG, viewBox, width, height, class: `seegrad-${theme}`, role: 'img' })
  pen.element('title', {}, visible(title))
  pen.element('desc', {}, visible(description))
  // The numbers of the picture travel with it: a line for each row, tabs between cells.
  pen.element('metadata', {}, tableWords(figure.table).map((cells) => cells.join('\t')).join('\n')) // prettier-ignore
  pen.element('style', {}, style(theme))
  pen.element('rect', { class: 'f-paper', width, height })
  pen.all(marks)
  to.close()
}

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
