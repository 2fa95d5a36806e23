/** `npm run picture`: draws the neuron of the README, o = tanh(x1·w1 + x2·w2 + b), with the numbers that the engine gives. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { value, type Value } from 'seegrad'

export const pictureFile = 'docs/pictures/neuron.svg'

/** A value as it is drawn: a box `label | data | gradient`, at the right end of the op that made it. */
interface Node {
  readonly name: string
  readonly is: Value
  /** Left edge and middle line. */
  readonly x: number
  readonly y: number
  readonly op?: string
  readonly operands: readonly Operand[]
}

interface Operand {
  readonly node: Node
  /** ∂(this op)/∂(this operand), which acts on the edge. */
  readonly slope: number
}

// Blue is data, orange is gradient, ink is neither; the same inks as everywhere in seegrad.
const style = `
  svg { --paper: #fdfcf9; --raised: #fff; --ink: #1b1c1f; --ink-2: #4d5057; --ink-3: #686b72; --line: #dedbd2; --line-2: #84878d;
    --data: #1a589c; --data-mark: #2f78c4; --grad: #a94700; --grad-mark: #d1650a }
  @media (prefers-color-scheme: dark) { svg { --paper: #15171a; --raised: #1f2327; --ink: #eae7e0; --ink-2: #b9b7b1; --ink-3: #96958f;
    --line: #32363b; --line-2: #797d84; --data: #8bbcf0; --data-mark: #5a9ce2; --grad: #f3aa6a; --grad-mark: #e58a3a } }
  text { font: 14px system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", Arial, sans-serif; fill: var(--ink);
    font-variant-numeric: tabular-nums lining-nums; text-anchor: middle }
  .name { font: italic 16px "Iowan Old Style", "Palatino Linotype", Palatino, P052, "URW Palladio L", Georgia, "Noto Serif", serif }
  .code { font: 15px ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace; text-anchor: end }
  .note { font-size: 13px; fill: var(--ink-3); text-anchor: end }
  .small { font-size: 13px } .tiny { font-size: 12px } .sign { font-size: 18px } .data { fill: var(--data) } .grad { fill: var(--grad) }
  .halo { paint-order: stroke; stroke: var(--paper); stroke-width: 5px; stroke-linejoin: round }
  .box { fill: var(--raised); stroke: var(--line-2) } .root { stroke: var(--ink); stroke-width: 2 } .cell { stroke: var(--line) }
  .edge { fill: none; stroke: var(--grad-mark); stroke-width: 1.25 } .disc { fill: var(--paper); stroke: var(--ink-2); stroke-width: 1.25 }
  .zero { stroke: var(--ink-3) } .bar { stroke: var(--data-mark); stroke-width: 3 }
  .arrow { stroke: var(--grad-mark); stroke-width: 2 } .head { fill: var(--grad-mark) }`

const cell = 54
const boxHeight = 44
const radius = 14
const stub = 10
const margin = 16
/** From an operand's right side to the disc. */
const edgeWidth = 46
const reach = cell / 2 - 6
const labelWidth = (name: string): number => (name.length > 2 ? 48 : 30)
const boxWidth = (name: string): number => labelWidth(name) + 2 * cell
const right = ({ name, x }: Node): number => x + boxWidth(name)
const discWidth = (op: string): number => (op.length > 1 ? 46 : 2 * radius)

/** What an op's derivative by each input is at these data, by the engine: one pass over the op alone. */
function slopes(op: (...inputs: Value[]) => Value, inputs: readonly Value[]): readonly number[] {
  const fresh = inputs.map(({ data }) => value(data))
  op(...fresh).backward()
  return fresh.map(({ grad }) => grad)
}

/** The program, run, with each value given its place. */
function neuron(): readonly Node[] {
  const nodes: Node[] = []
  const put = (name: string, is: Value, x: number, y: number, op?: string, operands: readonly Operand[] = []): Node => {
    is.label = name
    const node = { name, is, x, y, ...(op && { op }), operands }
    nodes.push(node)
    return node
  }
  const leaf = (name: string, data: number, x: number, y: number): Node => put(name, value(data), x, y)
  type Op = readonly [symbol: string, apply: (...inputs: Value[]) => Value]
  const apply = (name: string, [symbol, op]: Op, operands: readonly Node[], y: number): Node => {
    const inputs = operands.map(({ is }) => is)
    const local = slopes(op, inputs)
    const drawn = operands.map((node, k) => ({ node, slope: local[k] ?? 0 }))
    const x = Math.max(...operands.map(right)) + edgeWidth + discWidth(symbol) + stub
    return put(name, op(...inputs), x, y, symbol, drawn)
  }
  const mul: Op = ['×', (a, b) => (a as Value).mul(b as Value)]
  const add: Op = ['+', (a, b) => (a as Value).add(b as Value)]
  const tanh: Op = ['tanh', (a) => (a as Value).tanh()]

  const [x1, w1] = [leaf('x1', 2, margin, 40), leaf('w1', -3, margin, 104)]
  const [x2, w2] = [leaf('x2', 0, margin, 196), leaf('w2', 1, margin, 260)]
  const [x1w1, x2w2] = [apply('x1w1', mul, [x1, w1], 72), apply('x2w2', mul, [x2, w2], 228)]
  const s = apply('s', add, [x1w1, x2w2], 150)
  const b = leaf('b', 6.8813735870195432, s.x, 260)
  const n = apply('n', add, [s, b], 205)
  const o = apply('o', tanh, [n], 205)
  o.is.backward()
  return nodes
}

/** Four significant digits, a real minus, no trailing zeros. */
function short(x: number): string {
  const rounded = Math.abs(x) < 1e-12 ? 0 : Number(x.toPrecision(Math.abs(x) >= 1 ? 5 : 4))
  return String(rounded).replace('-', '−')
}

const at = (n: number): string => String(Math.round(n * 100) / 100)

function text(kind: string, x: number, y: number, content: string): string {
  return `<text class="${kind}" x="${at(x)}" y="${at(y)}">${content}</text>`
}

/** A bar from a tick at zero: data. */
function bar(x: number, y: number, length: number): string {
  return `<path class="zero" d="M${at(x)} ${at(y - 3.5)}v7"/><path class="bar" d="M${at(x)} ${at(y)}h${at(length)}"/>`
}

/** An arrow from a tick at zero: gradient, "go that way and the output rises". */
function arrow(x: number, y: number, length: number): string {
  const tick = `<path class="zero" d="M${at(x)} ${at(y - 3.5)}v7"/>`
  if (length === 0) return `${tick}<circle class="head" cx="${at(x)}" cy="${at(y)}" r="2"/>`
  const way = Math.sign(length)
  const tip = x + way * Math.max(7, Math.abs(length))
  const shaft = `<path class="arrow" d="M${at(x)} ${at(y)}H${at(tip - way * 4)}"/>`
  return `${tick}${shaft}<path class="head" d="M${at(tip)} ${at(y)}l${-6 * way} -3.5v7z"/>`
}

function box(
  { name, is, x, y }: Node,
  most: { readonly data: number; readonly grad: number },
  isRoot: boolean,
): string {
  const [top, label] = [y - boxHeight / 2, labelWidth(name)]
  const [data, grad] = [x + label + cell / 2, x + label + 1.5 * cell]
  return [
    `<rect class="box${isRoot ? ' root' : ''}" x="${x}" y="${top}" width="${boxWidth(name)}" height="${boxHeight}" rx="2"/>`,
    `<path class="cell" d="M${x + label} ${top + 1}v${boxHeight - 2}M${x + label + cell} ${top + 1}v${boxHeight - 2}"/>`,
    text('name', x + label / 2, y + 5, name),
    text('data', data, y, short(is.data)),
    bar(data, y + 12, (is.data / most.data) * reach),
    text('grad', grad, y, short(is.grad)),
    arrow(grad, y + 12, (is.grad / most.grad) * reach),
  ].join('')
}

/** The op's disc, its edges from the operands, and on each edge the local derivative, walked by the gradient from right to left. */
function op({ x, y, op: symbol, operands }: Node): string {
  if (!symbol) return ''
  const width = discWidth(symbol)
  const left = x - stub - width
  const edges = operands.map(({ node, slope }) => {
    const start = right(node)
    const middle = (start + left) / 2
    const curve = `<path class="edge" d="M${start} ${node.y}C${at(middle)} ${node.y} ${at(middle)} ${y} ${at(left)} ${y}"/>`
    const label = `<tspan class="grad tiny">◀</tspan> ×${short(slope)}`
    if (node.y === y) return curve + text('small halo', middle, y - 10, label)
    // On a steep edge the label stands on the line; on a flat one beside it, on the outer side.
    const isSteep = Math.abs(node.y - y) > 40
    const pill = `<rect x="${at(middle - 17)}" y="${at((node.y + y) / 2 - 9)}" width="34" height="18" rx="9" fill="var(--paper)"/>`
    if (isSteep) return curve + pill + text('small', middle, (node.y + y) / 2 + 4.5, label)
    return curve + text('small halo', middle + 10, node.y + 5 + (node.y < y ? -8 : 8), label)
  })
  return [
    ...edges,
    `<path class="edge" d="M${x - stub} ${y}h${stub}"/>`,
    `<rect class="disc" x="${left}" y="${y - radius}" width="${width}" height="${2 * radius}" rx="${radius}"/>`,
    symbol.length > 1
      ? text('small', left + width / 2, y + 4.5, symbol)
      : text('sign', left + width / 2, y + 6, symbol),
  ].join('')
}

/** The picture as SVG text. */
export function picture(): string {
  const nodes = neuron()
  const root = nodes.at(-1) as Node
  const most = {
    data: Math.max(...nodes.map(({ is }) => Math.abs(is.data))),
    grad: Math.max(...nodes.map(({ is }) => Math.abs(is.grad))),
  }
  const width = right(root) + margin
  const heads = root.x + labelWidth(root.name)
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} 300" width="${width}" height="300" role="img" aria-labelledby="title what">
<title id="title">The computation graph of a neuron, with data and gradient in each box</title>
<desc id="what">${nodes.map(({ name, is }) => `${name}: data ${short(is.data)}, gradient ${short(is.grad)}`).join('; ')}.</desc>
<style>${style}
</style>
<rect width="${width}" height="300" fill="var(--paper)"/>
${text('code', width - margin, 40, 'o = tanh(x1*w1 + x2*w2 + b)')}
${text('note', width - margin, 64, '<tspan class="data">data</tspan> runs right, the <tspan class="grad">gradient</tspan> walks back left')}
${nodes.map(op).join('\n')}
${text('tiny data', heads + cell / 2, root.y - 30, 'data')}${text('tiny grad', heads + 1.5 * cell, root.y - 30, 'gradient')}
${nodes.map((node) => box(node, most, node === root)).join('\n')}
</svg>
`
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  mkdirSync('docs/pictures', { recursive: true })
  writeFileSync(pictureFile, picture())
}
