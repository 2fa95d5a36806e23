/** Prints a scene into the document of a page, element by element, and a later one over it: no text is ever read as markup, and only what differs is touched. */
import { write, type SvgOptions } from './elements.js'
import { SVG, writeMarks, type Attributes, type Writer } from './marks.js'
import type { Figure } from './scene.js'

/** What is needed of an element; those of a page are such. */
export interface PageElement {
  setAttribute(name: string, value: string): void
  append(...inside: (this | string)[]): void
}
/** What is needed of an element that later pictures change. */
export interface LiveElement extends PageElement {
  removeAttribute(name: string): void
  readonly childNodes: ArrayLike<{
    nodeValue: string | null
    replaceWith(...others: never[]): void
    remove(): void
  }>
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
  let root: E | undefined
  const first: PageElement = { setAttribute() {}, append: (made) => (root = made as unknown as E) }
  write(figure, options, new Sheet(first as unknown as E, document))
  return root!
}

/**
 * Prints the marks of pictures into an element of a page, one over the other: what is the same stays, so that a number which moves costs one text. Inks are the page's own, as classes
 * `f-data` (filled) and `s-data` (stroked).
 * @example
 * import { value } from 'seegrad'
 * import { graph, livePicture } from 'seegrad/figures'
 * let made = 0
 * class Element { readonly childNodes = []; setAttribute() {} removeAttribute() {} append() {} }
 * const document = { createElementNS: () => (made++, new Element()) }
 * const print = livePicture(new Element(), document)
 * const a = value(2, 'a')
 * print(graph(a))
 * const first = made
 * print(graph(a))
 * made === first // true
 */
export function livePicture<E extends LiveElement>(
  parent: E,
  document: PageDocument<E>,
): (picture: Pick<Figure, 'marks'>) => void {
  const sheet = new Sheet(parent, document)
  return ({ marks }) => {
    writeMarks(marks, sheet)
    sheet.settle()
  }
}

/** An element that was made, with what was set and put into it. */
interface Kept<E> {
  readonly name: string
  readonly element: E
  attributes: Attributes
  readonly inside: (Kept<E> | string)[]
  /** How much of what is inside has been met again. */
  next: number
}
/** Writes elements over those that are there. */
class Sheet<E extends PageElement> implements Writer {
  private readonly opened: Kept<E>[]
  constructor(
    parent: E,
    private readonly document: PageDocument<E>,
  ) {
    this.opened = [{ name: '', element: parent, attributes: {}, inside: [], next: 0 }]
  }

  open(name: string, attributes: Attributes): void {
    const around = this.opened.at(-1)!
    const there = around.inside[around.next]
    if (typeof there === 'object' && there.name === name) {
      change(there, attributes)
      around.next++
      this.opened.push(there)
      return
    }
    const element = this.document.createElementNS(SVG, name)
    const made: Kept<E> = { name, element, attributes: {}, inside: [], next: 0 }
    change(made, attributes)
    put(around, made, element)
    this.opened.push(made)
  }
  words(text: string): void {
    const around = this.opened.at(-1)!
    const there = around.inside[around.next]
    if (there === text) around.next++
    else if (typeof there === 'string') {
      nodeAt(around).nodeValue = text
      around.inside[around.next++] = text
    } else put(around, text, text)
  }
  close(): void {
    this.settle()
    this.opened.pop()
  }
  /** What was not met again is taken away. */
  settle(): void {
    const kept = this.opened.at(-1)!
    for (; kept.inside.length > kept.next; kept.inside.pop()) nodeAt(kept, kept.inside.length - 1).remove()
    kept.next = 0
  }
}

const nodeAt = <E extends PageElement>({ element, next }: Kept<E>, k = next): LiveElement['childNodes'][number] =>
  (element as unknown as LiveElement).childNodes[k]!

function put<E extends PageElement>(around: Kept<E>, kept: Kept<E> | string, node: E | string): void {
  if (around.next < around.inside.length) nodeAt(around).replaceWith(node as never)
  else around.element.append(node)
  around.inside[around.next++] = kept
}

function change<E extends PageElement>(kept: Kept<E>, attributes: Attributes): void {
  const { element, attributes: before } = kept
  for (const name in attributes) {
    const value = attributes[name]
    // Its namespace it has from its making.
    if (value === before[name] || name === 'xmlns') continue
    if (value === undefined) (element as unknown as LiveElement).removeAttribute(name)
    else element.setAttribute(name, String(value))
  }
  for (const name in before)
    if (before[name] !== undefined && !(name in attributes)) (element as unknown as LiveElement).removeAttribute(name)
  kept.attributes = attributes
}
