/** Pictures in a page: the same elements as in the file, found by what listens, and Mermaid's own reader takes our text. */
import mermaid from 'mermaid'
import { graphOf, value, type Value } from 'seegrad'
import { graph, render, svgElement, type Figure } from 'seegrad/figures'
import { beforeAll, describe, expect, inject, test } from 'vitest'
import { short, visible } from '../../src/figures/label.js'
import { gallery } from '../figures/gallery.js'
import { carrying, chanced, hostile } from '../figures/hostile.js'
import { chain, moonsLoss, neuron, notes, twice } from '../figures/programs.js'

const { seed, count } = inject('labels')
const labelled = [...hostile, ...chanced(seed, count)]
const batches = (size: number): readonly (readonly string[])[] =>
  Array.from({ length: Math.ceil(labelled.length / size) }, (_, k) => labelled.slice(size * k, size * (k + 1)))

/** An element with all that is in it, as plain data; line breaks between elements are nothing. */
function plain(element: Element): unknown {
  const inside = [...element.childNodes].flatMap((node): unknown[] => {
    if (node instanceof Element) return [plain(node)]
    return element.localName !== 'text' && node.nodeValue?.trim() === '' ? [] : [node.nodeValue]
  })
  const attributes = [...element.attributes].filter(({ name }) => name !== 'xmlns').map(({ name, value }) => `${name}=${value}`) // prettier-ignore
  return [element.namespaceURI, element.localName, attributes, inside]
}
async function filed(figure: Figure, theme: 'light' | 'dark' | 'auto' = 'auto'): Promise<Element> {
  const text = await render(figure, { format: 'svg', theme })
  return new DOMParser().parseFromString(text, 'image/svg+xml').documentElement
}

describe('a figure in a page', () => {
  test.each(gallery.map((picture) => [picture.name, picture] as const))(
    '%s has the elements of its file',
    async (_, picture) => {
      const figure = picture.figure()
      for (const theme of ['light', 'dark', 'auto'] as const)
        expect(plain(svgElement(figure, document, { theme }))).toEqual(plain(await filed(figure, theme)))
    },
  )
  test(`takes ${labelled.length} hostile labels as words: nothing runs, and each reads back`, async () => {
    const alerts: unknown[] = []
    const before = window.alert
    window.alert = (said) => alerts.push(said)
    for (const some of batches(40)) {
      const figure = graph(carrying(some), { fold: false })
      const element = svgElement(figure, document)
      document.body.append(element)
      const titles = [...element.querySelectorAll('g > title')].map(({ textContent }) => textContent)
      some.forEach((label, k) => expect(titles).toContain(`${visible(label) || 'leaf'}: data ${k}`))
      expect(plain(element)).toEqual(plain(await filed(figure)))
      expect(element.querySelectorAll('script, foreignObject, image, a, use').length).toBe(0)
      for (const node of element.querySelectorAll('[data-key]')) node.dispatchEvent(new MouseEvent('click', { bubbles: true })) // prettier-ignore
      await new Promise((resolve) => setTimeout(resolve, 0))
      element.remove()
    }
    window.alert = before
    expect(alerts).toEqual([])
  })
  test('tells a listener which node, which fold and which edge was met', () => {
    const root = neuron()
    const { nodes } = graphOf(root)
    const element = svgElement(graph(root), document)
    document.body.append(element)
    const met: string[] = []
    element.addEventListener('click', ({ target }) => met.push((target as Element).closest<SVGElement>('[data-key]')?.dataset['key'] ?? '')) // prettier-ignore
    const click = (words: string): unknown =>
      [...element.querySelectorAll('text')].find(({ textContent }) => textContent === words)!.dispatchEvent(new MouseEvent('click', { bubbles: true })) // prettier-ignore
    for (const words of ['w1', '0.8814', '◀ ×−3']) click(words)
    element.remove()
    const place = (label: string): number => nodes.findIndex((node) => node.label === label)
    expect(met).toEqual([`n${place('w1')}`, `n${place('n')}`, `n${place('x1')}-n${place('x1w1')}.0`])
    const keys = [...svgElement(graph(twice()), document).querySelectorAll<SVGElement>('path[data-key]')].map(({ dataset }) => dataset['key']) // prettier-ignore
    expect(keys).toEqual(['n0-n1.0', 'n0-n1.1'])
    const folded = svgElement(graph(moonsLoss(20, 4)), document)
    expect(folded.querySelector('g[data-key=s0] > title')?.textContent).toMatch(/^layer 0 ×20, \d+ nodes, \d+ outputs/)
  })
  test('keeps all its words within its frame', () => {
    for (const picture of gallery) {
      const figure = picture.figure()
      const element = svgElement(figure, document) as SVGSVGElement
      document.body.append(element)
      for (const text of element.querySelectorAll('text')) {
        const { x, y, width, height } = text.getBBox()
        const isInside = x >= 0 && y >= 0 && x + width <= figure.width && y + height <= figure.height
        expect(isInside, `${picture.name}: ${text.textContent}`).toBe(true)
      }
      element.remove()
    }
  })
  test('of a program as deep as it may be overflows no stack', () => {
    const deep = svgElement(graph(chain(2000), { fold: false }), document)
    expect(deep.querySelectorAll('g[data-key]').length).toBe(4001)
  })
})

describe('Mermaid', () => {
  beforeAll(() => mermaid.initialize({ startOnLoad: false, securityLevel: 'strict' }))
  let drawn = 0
  const svgOf = async (text: string): Promise<Element> => {
    const { svg } = await mermaid.render(`drawn${drawn++}`, text)
    return new DOMParser().parseFromString(svg, 'text/html').body
  }
  /** What stands in the boxes, spaces aside, as it may be broken into lines. */
  const labels = (page: Element): readonly string[] =>
    [...page.querySelectorAll('.node')].map(({ textContent }) => textContent.replace(/\s+/g, ''))

  test.each(Object.entries(notes))('reads and draws the graph of %s, with every number', async (_, program) => {
    const root = program()
    for (const rankdir of ['LR', 'TB'] as const) {
      const text = await render(root, { format: 'mermaid', rankdir })
      expect(await mermaid.parse(text)).toMatchObject({ diagramType: 'flowchart-v2' })
      const page = await svgOf(text)
      const { nodes } = graphOf(root)
      expect(labels(page)).toHaveLength(nodes.length + nodes.filter(({ op }) => op !== '').length)
      const numbers = nodes.filter(({ label }) => label !== '').map(({ label, data, grad }) => `${label} | data ${short(data)} | grad ${short(grad)}`.replace(/\s+/g, '')) // prettier-ignore
      expect(labels(page)).toEqual(expect.arrayContaining(numbers))
    }
  })
  test('reads and draws a folded graph', async () => {
    const page = await svgOf(await render(moonsLoss(20, 4), { format: 'mermaid', fold: true }))
    expect(labels(page)).toContain('›layer0×20|452nodes·92outputs')
  })
  test(`takes ${labelled.length} hostile labels as words: nothing runs, and each reads back`, async () => {
    const alerts: unknown[] = []
    const before = window.alert
    window.alert = (said) => alerts.push(said)
    for (const some of batches(12)) {
      const text = await render(carrying(some), { format: 'mermaid' })
      expect(await mermaid.parse(text)).toMatchObject({ diagramType: 'flowchart-v2' })
      const page = await svgOf(text)
      document.body.append(page)
      expect(page.querySelectorAll('script, img, a, iframe, [onclick], [onload], [onerror]').length).toBe(0)
      const read = labels(page)
      some.forEach((label, i) => {
        const words = visible(label).replace(/[\s\u00a0]+/g, '')
        expect(read, `of ${JSON.stringify(label)}`).toContain(`${words}${label === '' ? '' : '|'}data${i}|grad0`)
      })
      page.remove()
    }
    window.alert = before
    expect(alerts).toEqual([])
  })
  test('draws as many edges as we print, and no more', async () => {
    // Three edges for each op.
    const most = (ops: number): Value => {
      let y = value(1, 'x')
      for (let k = 0; k < ops; k++) y = y.tanh()
      return y
    }
    const text = await render(most(250), { format: 'mermaid', digits: 1 })
    expect(text.match(/-->/g)).toHaveLength(500)
    expect(labels(await svgOf(text))).toHaveLength(501)
    await expect(render(most(251), { format: 'mermaid' })).rejects.toThrow('502 edges were to be drawn; Mermaid draws at most 500')
    const more = `${text}  n0 --> n1\n`
    await expect(svgOf(more)).rejects.toThrow(/Edge limit exceeded/)
  }) // prettier-ignore
  test('reads as many characters as we print, and no more', async () => {
    const [before, behind] = ['flowchart LR\n  n0["', '"]\n']
    const page = async (length: number): Promise<string> =>
      (await svgOf(before + 'a'.repeat(length - before.length - behind.length) + behind)).textContent
    expect(await page(50_000)).not.toContain('Maximum text size')
    expect(await page(50_001)).toContain('Maximum text size in diagram exceeded')
    const long = carrying(Array.from({ length: 130 }, (_, k) => '#'.repeat(100) + k))
    await expect(render(long, { format: 'mermaid' })).rejects.toThrow(/characters; Mermaid reads at most 50000/)
  })
})
