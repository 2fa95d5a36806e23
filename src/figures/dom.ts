/** Prints a scene into the document of a page, element by element: no text is ever read as markup. */
import { SVG, write, type SvgOptions } from './elements.js'
import type { Figure } from './scene.js'

/** What is needed of an element; those of a page are such. */
export interface PageElement {
  setAttribute(name: string, value: string): void
  append(...inside: (this | string)[]): void
}
/** What is needed of a page's `document`. */
export interface PageDocument<E extends PageElement> {
  createElementNS(namespace: string, name: string): E
}

/**
 * A figure as the `svg` element of a page, the same that `render` prints as text, ready to be appended. What stands for a node of the recording has its place there
 * as `data-key="n7"`, a folded scope `s2`, an edge `n3-n7.0`: from node 3 to input 0 of node 7; so a page listens by `event.target.closest('[data-key]')`.
 * @example
 * import { value } from 'seegrad'
 * import { graph, svgElement } from 'seegrad/figures'
 * class Element { setAttribute() {} append() {} }
 * const names: string[] = []
 * const document = { createElementNS: (_: string, name: string) => (names.push(name), new Element()) }
 * svgElement(graph(value(2, 'a')), document) instanceof Element // true
 * names[0] // 'svg'
 */
export function svgElement<E extends PageElement>(
  figure: Figure,
  document: PageDocument<E>,
  options: Pick<SvgOptions, 'theme'> = {},
): E {
  const around: E[] = []
  let root: E | undefined
  write(figure, options, {
    open(name, attributes) {
      const element = document.createElementNS(SVG, name)
      for (const [key, value] of Object.entries(attributes))
        // Its namespace it has from its making.
        if (value !== undefined && key !== 'xmlns') element.setAttribute(key, String(value))
      around.at(-1)?.append(element)
      around.push(element)
      root ??= element
    },
    words: (text) => around.at(-1)!.append(text),
    close: () => around.pop(),
  })
  return root!
}
