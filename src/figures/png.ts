/** Prints a scene as a PNG, by resvg, with the fonts that seegrad carries: the same pixels on every machine. */
import { spellMissing, visible } from './label.js'
import type { Figure } from './scene.js'
import type { SvgOptions } from './elements.js'
import { svg } from './svg.js'

const fonts = ['sans', 'serif'] as const
// From src/figures and from dist/figures alike.
const fontFiles = fonts.map((name) => pathOf(new URL(`../../fonts/dejavu-${name}.ttf`, import.meta.url)))

/** The path of a file's address, on Windows without the slash before the drive. */
function pathOf({ pathname }: URL): string {
  return decodeURIComponent(pathname).replace(/^\/(?=[A-Za-z]:)/, '')
}

/** How a figure is printed as a PNG. */
export interface PngOptions extends Pick<SvgOptions, 'theme'> {
  /** Pixels of the picture for one of the scene; 2 unless said otherwise. */
  readonly scale?: number
}

/** Wider or higher than this, resvg needs more memory than a picture is worth. */
const MOST = 16_384

/** The figure as the bytes of a PNG file. Errors: resvg is not installed; the picture would be larger than 16,384 pixels. */
export async function png(figure: Figure, { theme = 'light', scale = 2 }: PngOptions = {}): Promise<Uint8Array> {
  const { Resvg } = await resvg()
  const most = Math.max(figure.width, figure.height)
  if (!(scale > 0) || most > MOST)
    throw new RangeError(
      `png: a picture of ${Math.ceil(figure.width)} × ${Math.ceil(figure.height)} at scale ${scale} was asked for; up to ${MOST} × ${MOST} is allowed. Fold it, or take svg.`,
    )
  const text = svg(figure, {
    theme: theme === 'auto' ? 'light' : theme,
    spell: (words, font) => spellMissing(visible(words), font),
  })
  const drawn = new Resvg(text, {
    font: {
      loadSystemFonts: false,
      fontFiles,
      defaultFontFamily: 'DejaVu Sans',
      sansSerifFamily: 'DejaVu Sans',
      serifFamily: 'DejaVu Serif',
    },
    fitTo: { mode: 'zoom', value: Math.min(scale, MOST / most) },
  }).render()
  return drawn.asPng()
}

// Named apart from its import: what bundles a page would look for it there, and find a program for this machine.
const RESVG: string = '@resvg/resvg-js'
async function resvg(): Promise<typeof import('@resvg/resvg-js')> {
  try {
    return (await import(/* @vite-ignore */ /* webpackIgnore: true */ RESVG)) as typeof import('@resvg/resvg-js')
  } catch (error) {
    throw new Error('png: pictures in pixels are drawn by the package @resvg/resvg-js, which is not installed: npm install @resvg/resvg-js', { cause: error }) // prettier-ignore
  }
}
