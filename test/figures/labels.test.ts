/** Labels that try to be more than words: every printer shows them as they are, and nothing else comes of them. */
import { describe, expect, test } from 'vitest'
import { SaxesParser } from 'saxes'
import { drawDot, graph, render } from 'seegrad/figures'
import { visible } from '../../src/figures/label.js'
import { count, seed } from '../seed.js'
import { drawn, read } from './graphviz.js'
import { carrying, chanced, hostile } from './hostile.js'
import { pixels } from './pixels.js'

const drawnByChance = chanced(seed, count(10_000))

const all = [...hostile, ...drawnByChance]
const pieces = (size: number): readonly (readonly string[])[] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, k) => all.slice(size * k, size * (k + 1)))
const batches = [
  hostile,
  ...Array.from({ length: Math.ceil(drawnByChance.length / 40) }, (_, k) => drawnByChance.slice(40 * k, 40 * k + 40)),
]

interface Seen {
  readonly elements: Set<string>
  readonly attributes: Set<string>
  readonly titles: string[]
}
/** What a strict parser of XML finds; what is not well formed is thrown. */
function parsed(svg: string): Seen {
  const seen: Seen = { elements: new Set(), attributes: new Set(), titles: [] }
  const parser = new SaxesParser()
  let words = ''
  parser.on('error', (error) => {
    throw error
  })
  parser.on('opentag', ({ name, attributes }) => {
    seen.elements.add(name)
    for (const attribute of Object.keys(attributes)) seen.attributes.add(attribute)
    words = ''
  })
  parser.on('text', (text) => (words += text))
  parser.on('closetag', ({ name }) => name === 'title' && seen.titles.push(words))
  parser.write(svg).close()
  return seen
}

const elements = ['svg', 'title', 'desc', 'metadata', 'style', 'rect', 'g', 'path', 'circle', 'text', 'tspan']
const attributes = 'xmlns viewBox width height class role data-key d x y rx cx cy r font-size text-anchor font-weight fill-opacity stroke-width stroke-dasharray'.split(' ') // prettier-ignore

describe(`${hostile.length + drawnByChance.length} hostile labels`, () => {
  test('stay words in SVG and are read back from it', async () => {
    for (const labels of batches) {
      const { elements: tags, attributes: names, titles } = parsed(await render(carrying(labels), { format: 'svg' }))
      expect([...tags].filter((tag) => !elements.includes(tag))).toEqual([])
      expect([...names].filter((name) => !attributes.includes(name))).toEqual([])
      labels.forEach((label, k) => expect(titles).toContain(`${visible(label) || 'leaf'}: data ${k}`))
    }
  })
  test('stay words in DOT: Graphviz accepts it, reads them back, and makes no link of them', () => {
    for (const labels of batches) {
      const root = carrying(labels)
      const dot = drawDot(root)
      const { objects = [], edges = [] } = read(dot)
      expect(objects).toHaveLength(3 * labels.length + 1)
      expect(edges).toHaveLength(3 * labels.length)
      expect(objects.filter((object) => object.URL !== undefined)).toEqual([])
      const words = parsed(drawn(dot).replace(/^[^]*?(?=<svg)/, ''))
      expect([...words.elements].filter((tag) => !['svg', 'g', 'title', 'path', 'polygon', 'polyline', 'text', 'ellipse'].includes(tag))).toEqual([]) // prettier-ignore
      const texts = textsOf(drawn(dot))
      labels.forEach((label) => label.trim() && expect(texts).toContain(squeezed(visible(label))))
    }
  })
  test('stay words in Mermaid: only letters, digits and codes stand between quotes', async () => {
    // More of them might be more than Mermaid takes.
    for (const labels of pieces(12)) {
      const text = await render(carrying(labels), { format: 'mermaid' })
      const lines = text.trimEnd().split('\n').slice(1)
      expect(lines.filter((line) => !/^ {2}n\d+(op)?(\["[^"]*"\]|\(\("[^"]*"\)\)| -\.->.*| --> n\d+| -->\|"[^"]*"\| n\d+op)$/.test(line))).toEqual([]) // prettier-ignore
      expect(lines.flatMap((line) => /"(.*)"/.exec(line)?.[1]?.replace(/#\d+;/g, '').match(/[^\p{L}\p{N} .,|+/=()−×÷·⁻›]/gu) ?? [])).toEqual([]) // prettier-ignore
      const read = lines.map((line) => line.replace(/#(\d+);/g, (_, code) => String.fromCodePoint(Number(code))))
      labels.forEach((label, k) => expect(read).toContain(`  n${readPlace(read, k)}["${visible(label) === '' ? '' : `${visible(label)} | `}data ${k} | grad 0"]`)) // prettier-ignore
    }
  })
  test('send a terminal nothing but signs', async () => {
    for (const labels of pieces(6)) {
      const text = await render(carrying(labels), { format: 'text', width: 400 })
      // oxlint-disable-next-line no-control-regex
      expect(text.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/)
    }
  })
  test('are drawn as PNG', async () => {
    // Pixels of every tenth handful: the text that they are drawn from was read above.
    for (const labels of pieces(6).filter((_, k) => k % 10 === 0))
      expect(pixels(await render(carrying(labels), { format: 'png', scale: 0.5 })).colours).toBeGreaterThan(30)
  })
  test('stand in the table as they were given', () => {
    const rows = graph(carrying(hostile), { fold: false }).table.rows.map(([label]) => label)
    for (const label of hostile) expect(rows).toContain(label)
  })
})

/** Leaves are made in order, after the root's first operand or before it. */
function readPlace(lines: readonly string[], k: number): string {
  return (
    /n(\d+)\[/.exec(
      lines.find((line) => line.endsWith(`data ${k} | grad 0"]`) && /^ {2}n\d+\[/.test(line)) ?? '',
    )?.[1] ?? '?'
  )
}
const squeezed = (words: string): string => words.replace(/[\s\u00a0]+/g, ' ').trim()
function textsOf(svg: string): readonly string[] {
  const texts: string[] = []
  const parser = new SaxesParser()
  let words = ''
  parser.on('opentag', () => (words = ''))
  parser.on('text', (text) => (words += text))
  parser.on('closetag', ({ name }) => name === 'text' && texts.push(squeezed(words)))
  parser.write(svg.replace(/^[^]*?(?=<svg)/, '')).close()
  return texts
}
