/** The drawn graph: what it shows of a program, in each format, and what becomes of programs that cannot be drawn. */
import { describe, expect, test } from 'vitest'
import { graphOf, log, precision, scope, value, type Graph, type Value } from 'seegrad'
import { MLP } from 'seegrad/nn'
import { PythonRandom } from 'seegrad/random'
import { drawDot, graph, render, type Figure, type Format, type Mark } from 'seegrad/figures'
import { viewOf } from '../../src/figures/view.js'
import { trusted } from '../../src/figures/label.js'
import { read } from './graphviz.js'
import { pixels } from './pixels.js'
import { moonsLoss, neuron, notes, product, twice } from './programs.js'

/** All marks, those in groups too. */
const all = (marks: readonly Mark[]): readonly Mark[] =>
  marks.flatMap((mark) => (mark.type === 'group' ? all(mark.marks) : [mark]))
const texts = (figure: Figure): readonly string[] =>
  all(figure.marks).flatMap((mark) =>
    mark.type === 'text' ? [mark.spans.map(({ text }) => text).join('')] : mark.type === 'sign' ? [mark.words] : [],
  )
const links = (figure: Figure): number => all(figure.marks).filter(({ type }) => type === 'link').length

describe('the graph', () => {
  test('of a + a has both edges, each with its derivative (mistake E3 of the notes)', () => {
    const figure = graph(twice())
    expect(links(figure)).toBe(2)
    expect(texts(figure).filter((words) => words === '◀ ×1')).toHaveLength(2)
    expect(figure.table.rows).toEqual([
      ['a', '', 3, 2, ''],
      ['b', 'add', 6, 1, 'a, a'],
    ])
    const { objects = [], edges = [] } = read(drawDot(twice()))
    expect([objects.length, edges.length]).toEqual([3, 3])
  })
  for (const [name, program] of Object.entries(notes))
    for (const rankdir of ['LR', 'TB'] as const)
      test(`of ${name}, ${rankdir}, shows every value once and every operand as an edge`, () => {
        const recording = graphOf(program())
        const operands = recording.nodes.reduce((sum, { inputs }) => sum + inputs.length, 0)
        const figure = graph(recording, { rankdir })
        const trunks = links(figure) - operands
        expect(trunks).toBeGreaterThanOrEqual(0)
        expect(figure.table.rows.map(([label, op, data, grad]) => [label, op, data, grad])).toEqual(
          expect.arrayContaining(
            recording.nodes.map(({ kind, label, op, data, grad }) => [
              label,
              op,
              data,
              kind === 'constant' ? null : grad,
            ]),
          ),
        )
        for (const { label } of recording.nodes) if (label !== '') expect(texts(figure)).toContain(label)
      })
  test('of a neuron shows the numbers of note 003', () => {
    const words = texts(graph(neuron()))
    for (const number of ['6.8814', '0.8814', '0.7071', '−1.5', '0.5', '◀ ×−3', '◀ ×0.5', 'tanh'])
      expect(words).toContain(number)
  })
  test('before a backward pass has blanks where gradients will be, and no way back', () => {
    const words = texts(graph(value(2, 'a').mul(value(3, 'b'))))
    expect(words.filter((word) => word === '·····')).toHaveLength(3)
    expect(words).toContain('×3')
    expect(graph(value(2, 'a').mul(3)).table.rows[0]).toEqual(['a', '', 2, null, ''])
  })
  test('says where a NaN was born, and marks what only passes it on', () => {
    const figure = graph(log(value(-0.3, 'p')).add(1))
    expect(texts(figure)).toContain('born here: log(−0.3)')
    expect(all(figure.marks).filter((mark) => mark.type === 'box' && mark.stroke === 'bad')).toHaveLength(2)
  })
  test('carries one ink for data and another for gradients', () => {
    const inks = all(graph(product()).marks).flatMap((mark) =>
      mark.type === 'text' && mark.ink === 'data' ? mark.spans.map(({ text }) => text) : [],
    )
    expect(inks.toSorted()).toEqual(['10', '2', '4', 'data', '−2', '−3', '−6', '−8'])
  })
})

describe('digits that rounding may have changed', () => {
  /** Nearly all of 1 is taken away again: about five digits are left of what is not. */
  const lost = (x: number): Value => value(x, 'x').add(1).sub(1).div(x)
  const data = (figure: Figure, words: string): Mark | undefined =>
    all(figure.marks).find((mark) => mark.type === 'text' && mark.ink === 'data' && mark.spans.map(({ text }) => text).join('') === words) // prettier-ignore
  test.each([
    [1e-9, 6],
    [1e-12, 3],
    [3e-13, 3],
    [1e-14, 1],
    [1e-16, 0],
  ])('of ((x + 1) − 1) / x at %d are pale from digit %i on, as precision counts them', (x, left) => {
    const root = lost(x)
    expect(Math.floor(precision(root).digits)).toBe(left)
    expect(precision(graphOf(root)).digits).toBe(precision(root).digits)
    const figure = graph(root, { digits: 17 })
    const shown = all(figure.marks).findLast((mark) => mark.type === 'text' && mark.ink === 'data' && mark.spans.some(({ faint }) => faint)) // prettier-ignore
    const firm = shown?.type === 'text' ? shown.spans.filter(({ faint }) => !faint).map(({ text }) => text).join('') : '' // prettier-ignore
    const significant = firm.replace(/·?10[⁻⁰¹²³⁴-⁹]+$/, '').replace(/^−?[0.]*/, '').replace(/\D/g, '').length // prettier-ignore
    expect(significant).toBe(left)
  })
  test('are pale in SVG and PNG, dim in a terminal, and said', async () => {
    const root = lost(1e-14)
    const svg = await render(root, { format: 'svg' })
    expect(svg).toMatch(/>0\.9<tspan class="faint">992<\/tspan></)
    expect(svg).toContain('(rounding leaves 1 digit)')
    const paint = (colour: string, words: string): string => `<${colour} ${words}>`
    expect(await render(root, { format: 'text', paint })).toContain('<blue 0.9><dim 992>')
    expect(await render(root, { format: 'text' })).toContain('0.9992')
    const png = await render(root, { format: 'png', scale: 1 })
    expect(png).not.toEqual(await render({ ...graph(root), marks: firm(graph(root).marks) }, { format: 'png', scale: 1 })) // prettier-ignore
  })
  test('are none in the graphs of the notes', async () => {
    for (const program of Object.values(notes)) expect(await render(program(), { format: 'svg' })).not.toContain('"faint"') // prettier-ignore
    expect(data(graph(product()), '−8')).toBeDefined()
  })
  test.each<[string, number, readonly [string, string, string]]>([
    ['0.9992', 1, ['0.9', '992', '']],
    ['−12.34', 2, ['−12', '.34', '']],
    ['−12.34', 3, ['−12.3', '4', '']],
    ['12.34', 9, ['12.34', '', '']],
    ['0.0012', 1, ['0.001', '2', '']],
    ['2.3·10⁻⁸', 1, ['2', '.3', '·10⁻⁸']],
    ['−2.3·10¹²', 2, ['−2.3', '', '·10¹²']],
    ['10⁻⁸', 1, ['', '', '10⁻⁸']],
    ['120', 1, ['1', '20', '']],
    ['100', 1, ['1', '00', '']],
    ['10', 5, ['10', '', '']],
    ['0', 0, ['', '0', '']],
    ['2.3·10⁻⁸', 0, ['', '2.3·10⁻⁸', '']],
  ])('%s with %i digits', (words, digits, pieces) => {
    expect(trusted(words, digits)).toEqual(pieces)
  })
})
/** The same marks without anything pale. */
function firm(marks: readonly Mark[]): readonly Mark[] {
  return marks.map((mark): Mark => {
    if (mark.type === 'group') return { ...mark, marks: firm(mark.marks) }
    return mark.type === 'text'
      ? {
          ...mark,
          spans: mark.spans.map(({ text, ink, size }) => ({ text, ...(ink && { ink }), ...(size && { size }) })),
        }
      : mark
  })
}

describe('scopes', () => {
  const out = (): Value => new MLP(2, [3, 2, 1]).forward([value(1, 'x1'), value(2, 'x2')]) as Value
  const names = (figure: Figure): readonly unknown[] =>
    figure.table.rows.filter((row) => String(row[1]).startsWith('fold')).map(([name]) => name)
  test('fold into one box each', () => {
    expect(names(graph(out(), { fold: true }))).toEqual(['layer 0', 'layer 1', 'layer 2'])
  })
  test('unfold one at a time, by name or place, with what is around them', () => {
    const recording = graphOf(out())
    expect(names(graph(recording, { fold: true, open: ['layer 1'] })).toSorted()).toEqual([
      'layer 0',
      'layer 2',
      'neuron 0',
      'neuron 1',
    ])
    const place = recording.scopes.findIndex(({ name }) => name === 'neuron 2')
    expect(names(graph(recording, { fold: true, open: [place] })).toSorted()).toEqual([
      'layer 1',
      'layer 2',
      'neuron 0',
      'neuron 1',
    ])
  })
  test('stay open where nobody asks and there are few nodes', () => {
    expect(names(graph(out()))).toEqual([])
  })
  test('of a large graph are put into stacks', () => {
    const folded = graph(moonsLoss(20, 4))
    expect(names(folded).toSorted()).toEqual(['hinge', 'layer 0', 'layer 1', 'layer 2', 'penalty'])
    expect(texts(folded)).toContain('› layer 0 ×20')
  })
  test('with one output carry the derivative of all within, in every format', async () => {
    const [a, b] = [value(2, 'a'), value(-3, 'b')]
    const s = scope('dot product', () => a.mul(b).add(a.mul(a)).add(1))
    const out = s.tanh()
    out.backward()
    // ∂(ab + a² + 1)/∂a = b + 2a = 1, and by b it is a.
    const figure = graph(out, { fold: true })
    expect(texts(figure).filter((words) => words.includes('×')).toSorted()).toEqual(['◀ ×0.4200', '◀ ×1', '◀ ×2'].map((words) => words.replace('0.4200', String(Number((1 - Math.tanh(-1) ** 2).toFixed(4)))))) // prettier-ignore
    const dot = await render(out, { format: 'dot', fold: true })
    expect(dot).toContain('[label="×1"]')
    expect(dot).toContain('[label="×2"]')
    const { objects = [], edges = [] } = read(dot)
    expect([objects.length, edges.length]).toEqual([5, 4])
    expect(dot).toContain('{ ›\\ dot\\ product | 5\\ nodes | data -1.0000')
    const text = await render(out, { format: 'mermaid', fold: true })
    expect(text).toContain('[["› dot product | 5 nodes | data −1')
    expect(text).toContain('-->|"×2"|')
  })
  test('with several outputs say so, and have no derivative on their edges', async () => {
    const [a, b] = [value(2, 'a'), value(-3, 'b')]
    const [p, q] = scope('pair', () => [a.mul(b), a.add(b)] as const)
    const root = p.mul(q)
    const figure = graph(root, { fold: true })
    expect(figure.description).toMatch(/Of several outputs no single number is shown, and no single derivative stands on the edges: pair\./) // prettier-ignore
    expect(texts(figure)).toContain('2 nodes · 2 outputs')
    expect(texts(figure).filter((words) => words.includes('×'))).toEqual(['×−1', '×−6', '×'])
    expect(drawDot(root, { fold: true })).toContain('2\\ nodes\\ ·\\ 2\\ outputs')
  })
  test('of random networks carry what the gradients say: box by box the chain rule holds', () => {
    for (const seed of [1, 2, 3]) {
      const net = new MLP(3, [4, 1], { random: new PythonRandom(seed) })
      const xs = [1, 2, 3].map((x) => value(x, `x${x}`))
      const root = net.forward(xs) as Value
      root.backward()
      const { knots } = viewOf(graphOf(root), { fold: true, open: ['layer 0', 'layer 1'] })
      expect(knots.filter(({ fold }) => fold).length).toBe(5)
      const sums = knots.map(() => 0)
      for (const { node, strands } of knots)
        for (const { from, slope } of strands) sums[from]! += node!.grad * (slope ?? 0)
      knots.forEach(({ node }, k) => node!.id !== root.id && expect(sums[k]).toBeCloseTo(node!.grad, 12))
    }
  })
  test('that cannot be one box, because a way leads out and in again, stay open', () => {
    let inner: Value | undefined
    const a = value(2, 'a')
    const b = scope('loop', () => {
      inner = a.mul(2)
      return inner
    })
    const recording = graphOf(b.add(1).mul(inner!))
    // The op after the sum is said to lie in the scope as well.
    const nodes = recording.nodes.map((node) => (node.id === recording.root ? { ...node, scope: 0 } : node))
    expect(names(graph({ ...recording, nodes }, { fold: true }))).toEqual([])
  })
})

describe('each format', () => {
  const formats: readonly Format[] = ['svg', 'dot', 'mermaid', 'text']
  for (const format of formats)
    test(`${format} is the same text on every run`, async () => {
      expect(await render(product(), { format })).toBe(await render(product(), { format }))
    })
  test('svg has no script, no event and no reference', async () => {
    const svg = await render(product(), { format: 'svg' })
    expect(svg.replace('xmlns="http://www.w3.org/2000/svg"', '')).not.toMatch(
      /script|href|url\(|https?:|\son\w+=|@import|foreignObject/,
    )
  })
  test.each(['light', 'dark'] as const)('png decodes and is not blank, %s', async (theme) => {
    const bytes = await render(neuron(), { format: 'png', theme, scale: 1 })
    const figure = graph(neuron())
    const { width, height, colours } = pixels(bytes)
    expect([width, height]).toEqual([Math.ceil(figure.width), Math.ceil(figure.height)])
    expect(colours).toBeGreaterThan(50)
    expect(await render(neuron(), { format: 'png', theme, scale: 1 })).toEqual(bytes)
  })
  test('png shows letters, and code points in place of those that the fonts have not', async () => {
    const drawn = (label: string): Promise<Uint8Array> => render(value(1, label), { format: 'png', scale: 1 })
    expect(await drawn('名')).not.toEqual(await drawn('前'))
    expect(await drawn('名')).toEqual(await drawn('名'))
  })
  test('text turns from top to bottom where the page is narrow, and becomes a table where nothing fits', async () => {
    const wide = await render(neuron(), { format: 'text', width: 240 })
    const narrow = await render(neuron(), { format: 'text', width: 60 })
    const tiny = await render(neuron(), { format: 'text', width: 40 })
    expect(wide).toContain('╴(×)╶')
    for (const [text, width] of [
      [wide, 240],
      [narrow, 60],
      [tiny, 40],
    ] as const)
      // prettier-ignore
      expect(Math.max(...text.split('\n').map((line) => [...line].length))).toBeLessThanOrEqual(width)
    for (const label of ['x1', 'w2', '0.7071']) expect(narrow).toContain(label)
    expect(tiny).toContain('label')
  })
  test('of a picture shows what its table says', async () => {
    const text = await render(product(), { format: 'text', width: 200 })
    const svg = await render(product(), { format: 'svg' })
    for (const [label, , data, grad] of graph(product()).table.rows)
      for (const word of [label, data, grad]) {
        const written = String(word).replace('-', '−')
        expect(text).toContain(written)
        expect(svg).toContain(`>${written}<`)
      }
  })
})

describe('what cannot be drawn is refused', () => {
  const good = graphOf(product())
  const node = good.nodes[0]!
  const broken: Readonly<Record<string, unknown>> = {
    'a plain number': 3,
    nothing: undefined,
    'a list': [],
    'another version': { ...good, version: 2 },
    'no nodes': { ...good, nodes: [] },
    'nodes that are text': { ...good, nodes: 'abc' },
    'a root that is not there': { ...good, root: -1 },
    'two nodes with one id': { ...good, nodes: [node, ...good.nodes] },
    'an operand that comes later': { ...good, nodes: good.nodes.toReversed() },
    'a label that is an object': { ...good, nodes: [{ ...node, label: {} }, ...good.nodes.slice(1)] },
    'data that are text': { ...good, nodes: [{ ...node, data: '1' }, ...good.nodes.slice(1)] },
    'a slope that is text': { ...good, nodes: [{ ...node, slopes: ['x'] }, ...good.nodes.slice(1)] },
    'a scope around itself': { ...good, scopes: [{ name: 'a', parent: 0 }] },
    'scopes around each other': { ...good, scopes: [{ name: 'a', parent: 1 }, { name: 'b', parent: 0 }] }, // prettier-ignore
    'a scope without a name': { ...good, scopes: [{ parent: -1 }] },
    'a scope that is not there': { ...good, nodes: [{ ...node, scope: 7 }, ...good.nodes.slice(1)] },
  }
  for (const [what, given] of Object.entries(broken))
    test(what, () => {
      expect(() => graph(given as Graph)).toThrow(/^(recording|graph|drawDot): /)
      expect(() => drawDot(given as Graph)).toThrow(/^(recording|graph|drawDot): /)
    })
  test('a direction, digits or a format that there are not', async () => {
    expect(() => graph(product(), { rankdir: 'RL' as 'LR' })).toThrow("'LR' and 'TB' are allowed")
    expect(() => drawDot(product(), { digits: -1 })).toThrow('0 to 17 are allowed')
    await expect(render(product(), { format: 'jpg' as 'svg' })).rejects.toThrow(
      'svg, png, dot, mermaid, text are allowed',
    )
    await expect(render(graph(product()), { format: 'dot' })).rejects.toThrow('Take svg, png or text')
  })
  test('a graph that Mermaid would not draw', async () => {
    await expect(render(moonsLoss(5, 4), { format: 'mermaid' })).rejects.toThrow(/Mermaid draws at most 500/)
  })
  test('but one node, and numbers that are none, are drawn', () => {
    expect(texts(graph(value(NaN, 'a')))).toContain('NaN')
    expect(texts(graph(value(-Infinity)))).toContain('−∞')
  })
})
