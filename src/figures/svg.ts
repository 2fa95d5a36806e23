/** Prints a scene as SVG text: well-formed XML without script or outside reference, the same characters for the same scene. */
import { write, type SvgOptions } from './elements.js'
import type { Attributes, Writer } from './marks.js'
import type { Figure } from './scene.js'

const escaped = (words: string): string => words.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)

/** The figure as SVG text. */
export function svg(figure: Figure, options: SvgOptions = {}): string {
  const page = new Page()
  write(figure, options, page)
  return `${page.pieces.join('')}\n`
}

class Page implements Writer {
  readonly pieces: string[] = []
  private readonly names: string[] = []
  /** Whether the last tag still lacks its end, which says if there is something inside. */
  private isOpen = false

  open(name: string, attributes: Attributes): void {
    this.shut()
    // Within words a line break would be a space.
    const isInline = this.names.at(-1) === 'text' || this.names.length === 0
    this.pieces.push(`${isInline ? '' : '\n'}<${name}`)
    for (const [key, value] of Object.entries(attributes))
      if (value !== undefined) this.pieces.push(` ${key}="${escaped(String(value))}"`)
    this.names.push(name)
    this.isOpen = true
  }
  words(text: string): void {
    this.shut()
    // A style's quotes are its own, and what it says comes from nobody else.
    this.pieces.push(this.names.at(-1) === 'style' ? text : escaped(text))
  }
  close(): void {
    const name = this.names.pop()!
    if (this.isOpen) this.pieces.push('/>')
    else this.pieces.push(`${name === 'g' || name === 'svg' ? '\n' : ''}</${name}>`)
    this.isOpen = false
  }
  private shut(): void {
    if (this.isOpen) this.pieces.push('>')
    this.isOpen = false
  }
}
