/** Prose of a lesson as elements: made one by one from plain data, so that no text can become anything but text. */
import type { Prose } from '../../src/lesson/index.js'
import { texElement } from './tex.js'

/** The elements of a piece of prose. */
export function proseNodes(prose: readonly Prose[]): DocumentFragment {
  const fragment = document.createDocumentFragment()
  for (const [k, node] of prose.entries()) {
    const before = prose[k - 1]
    // A comma behind a formula begins no line.
    const [stop = ''] = typeof node === 'string' && isInline(before) ? (/^[.,;:!?)’”]+/.exec(node) ?? []) : []
    if (stop !== '') {
      const together = document.createElement('span')
      together.className = 'together'
      together.append(fragment.lastChild!, stop)
      fragment.append(together)
    }
    fragment.append(typeof node === 'string' ? node.slice(stop.length) : proseElement(node))
  }
  return fragment
}

function proseElement(node: Exclude<Prose, string>): Element {
  if (node.tag === 'tex') return texElement(node.tex ?? '', node.display ?? false)
  const element = document.createElement(node.tag)
  if (node.href !== undefined) {
    element.setAttribute('href', node.href)
    element.setAttribute('rel', 'noreferrer')
  }
  if (node.start !== undefined) element.setAttribute('start', String(node.start))
  element.append(proseNodes(node.children))
  return element
}
const isInline = (node: Prose | undefined): boolean =>
  typeof node === 'object' && node.tag === 'tex' && node.display !== true
