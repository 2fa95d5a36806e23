/** Prints anything that can be drawn in the format that is asked for. */
import type { Graph } from '../engine/index.js'
import { drawDot } from './dot.js'
import { graph, type GraphOptions } from './graph.js'
import { mermaid } from './mermaid.js'
import { png, type PngOptions } from './png.js'
import type { Figure } from './scene.js'
import { svg } from './svg.js'
import { fits, terminal, type TextOptions } from './terminal.js'

/** What `render` prints. */
export type Format = 'svg' | 'png' | 'dot' | 'mermaid' | 'text'
/** The format, and how: the options of a graph, the theme of an SVG or PNG, the scale of a PNG, the width and paint of text. */
export interface RenderOptions extends GraphOptions, PngOptions, TextOptions {
  readonly format: Format
}

/** A scene, rather than something that a graph is drawn of. */
export function isFigure(x: unknown): x is Figure {
  return typeof x === 'object' && x !== null && (x as { type?: unknown }).type === 'figure'
}

/** What is drawn: a figure as it is, a Value or a recording as its graph. */
const sceneOf = (what: number | Graph | Figure, options: GraphOptions): Figure =>
  isFigure(what) ? what : graph(what, options)

/** How each format is printed. */
const printers: {
  readonly [F in Format]: (what: number | Graph | Figure, options: RenderOptions) => string | Promise<Uint8Array>
} = {
  svg: (what, options) => svg(sceneOf(what, options), options),
  png: (what, options) => png(sceneOf(what, options), options),
  dot: (what, options) => drawDot(recorded(what, 'dot'), options),
  mermaid: (what, options) => mermaid(recorded(what, 'mermaid'), options),
  text(what, options) {
    const figure = sceneOf(what, options)
    // A graph that is too wide for the page may be narrow enough from top to bottom.
    const isTurned = !isFigure(what) && options.rankdir === undefined && !fits(figure, options.width ?? 80)
    return terminal(isTurned ? graph(what, { ...options, rankdir: 'TB' }) : figure, options)
  },
}

function recorded(what: number | Graph | Figure, format: Format): number | Graph {
  if (!isFigure(what)) return what
  throw new TypeError(
    `render: a figure was given; ${format} can be printed of a Value or a recording. Take svg, png or text.`,
  )
}

/**
 * Prints a Value's graph, a recording or a figure: svg, dot, mermaid and text as a string, png as bytes. PNG is drawn by the package `@resvg/resvg-js`, to be installed beside.
 * Errors: a format that is none of these; nothing that can be drawn; for png, no resvg.
 * @example
 * import { value } from 'seegrad'
 * import { render } from 'seegrad/figures'
 * const a = value(2, 'a')
 * const text = await render(a.mul(-3), { format: 'dot' })
 * text.startsWith('digraph') // true
 */
export async function render<F extends Format>(
  what: number | Graph | Figure,
  options: RenderOptions & { readonly format: F },
): Promise<F extends 'png' ? Uint8Array : string> {
  const format: Format | undefined = options?.format
  if (format === undefined || !Object.hasOwn(printers, format))
    throw new RangeError(
      `render: the format ${JSON.stringify(format)} was given; ${Object.keys(printers).join(', ')} are allowed.`,
    )
  return (await printers[format](what, options)) as F extends 'png' ? Uint8Array : string
}
