/** What the model says to a text, and any number of that unfolded, read from a recording made for it. */
import { graphOf, type Graph, type GraphNode } from '../../src/engine/index.js'
import { plain } from '../../src/explain/index.js'
import { crossEntropyLoss, type Module } from '../../src/nn/index.js'
import { softmax, type Value } from '../../src/ops/index.js'
import { listsOf, ops } from '../../src/ops/table.js'
import type { NamesTraining } from '../../src/training/index.js'
import { PLACE, type Line, type Seen, type View } from './orders.js'

/** What is made for a look: the shares of what comes next, and the head that is asked for. */
interface Answered {
  readonly tokens: readonly number[]
  readonly next: number
  readonly scores: readonly Value[]
  readonly shares: readonly Value[]
  readonly attention: readonly (readonly (readonly Value[])[])[]
}

function answer({ model, alphabet }: NamesTraining, { prefix, next }: View): Answered {
  const tokens = model.tokens(prefix).filter((token) => token >= 0)
  const scores = model.forward(tokens, tokens.length - 1)[0]!
  const shares = softmax(scores) as Value[]
  const asked = next === '' ? model.end : next === undefined ? -1 : alphabet.indexOf(next)
  const likeliest = shares.reduce((best, share, k) => (share.data > shares[best]!.data ? k : best), 0)
  return { tokens, next: asked < 0 ? likeliest : asked, scores, shares, attention: model.looks(tokens) }
}

/** All that a look shows. */
export function look(training: NamesTraining, step: number, view: View): Seen {
  const found = answer(training, view)
  const { tokens, next, scores, shares, attention } = found
  const loss = crossEntropyLoss([scores], [next]) as Value
  loss.backward()
  const slopes = scores.map(({ grad }) => grad)
  // What it leaves in the weights is not the training's.
  training.model.zeroGrad()
  const letters = [...view.prefix]
  return {
    view,
    step,
    unknown: [...new Set(letters.filter((letter) => !training.alphabet.includes(letter)))],
    isCut: letters.length + 1 > training.model.tokens(view.prefix).length,
    tokens,
    next,
    shares: shares.map(({ data }) => data),
    slopes,
    attention: attention.map((head) => head.map((row) => row.map(({ data }) => data))),
    lines: linesOf(graphOf(rootOf(found, view)), view.way, namesIn(training.model)),
  }
}

function rootOf({ shares, next, attention, tokens }: Answered, { of }: View): Value {
  if (of === 'share') return shares[next]!
  const last = tokens.length - 1
  const from = Math.min(of.from, last)
  return attention[Math.min(of.head, attention.length - 1)]![from]![Math.min(of.to, from)]!
}

/** The weights by what the model calls them: `attention.query 3,4`. */
function namesIn(model: Module): ReadonlyMap<number, string> {
  return new Map(
    model.namedParameters().map(([name, { id }]) => [id, name.replace(/\.weight\.(\d+)\.(\d+)$/, ' $1,$2')]),
  )
}

type Nodes = ReadonlyMap<number, GraphNode>
const byId = ({ nodes }: Graph): Nodes => new Map(nodes.map((node) => [node.id, node]))

/** The node itself, or the one whose number it hands on unchanged while its other inputs take no part or move nothing: a choice among several. */
function chosen(nodes: Nodes, id: number): GraphNode {
  let node = nodes.get(id)!
  for (;;) {
    const inputs = node.inputs.map((input) => nodes.get(input)!)
    const takes = ops.get(node.op)?.active?.(...inputs.map(({ data }) => data))
    const moving = inputs.flatMap((_, k) => ((takes ? takes[k] : node.slopes[k] === 1) ? [k] : []))
    const others = inputs.some(
      (_, k) => !moving.includes(k) && !takes && node.slopes[k] !== null && node.slopes[k] !== 0,
    )
    const from = inputs[moving[0]!]
    if (inputs.length < 2 || moving.length !== 1 || others || !from || !Object.is(from.data, node.data)) return node
    node = from
  }
}

/** Whether an op multiplies pairs: half of its inputs with the other half. */
export const isOfPairs = (op: string): boolean => {
  const row = ops.get(op)
  return row?.arity === 'list' && listsOf(row) === 2
}

/** The numbers along a way from the root: each with what it was made from. A step into a pair goes to its product, the next to one of its factors. */
function linesOf(graph: Graph, way: readonly number[], names: ReadonlyMap<number, string>): readonly Line[] {
  const nodes = byId(graph)
  const scopesOf = (scope: number): string[] => {
    const all: string[] = []
    for (let at = scope; at >= 0; at = graph.scopes[at]!.parent) all.unshift(graph.scopes[at]!.name)
    return all
  }
  const input = (id: number): Line['inputs'][number] => {
    const node = chosen(nodes, id)
    return { data: node.data, name: names.get(node.id) ?? '', isOpen: node.kind === 'op' }
  }
  const lines: Line[] = []
  let at = chosen(nodes, graph.root)
  for (let k = 0; ; k++) {
    const scopes = scopesOf(at.scope)
    const half = at.inputs.length / 2
    const isPairs = isOfPairs(at.op)
    const shown = isPairs
      ? Array.from({ length: half }, (_, i) => {
          const [a, b] = [nodes.get(at.inputs[i]!)!, nodes.get(at.inputs[half + i]!)!]
          return { data: a.data * b.data, name: '', isOpen: true }
        })
      : at.inputs.map(input)
    lines.push({
      data: at.data,
      name: names.get(at.id) ?? '',
      rows: isPairs ? (names.get(at.inputs[0]!) ?? '') : '',
      ...(isPairs ? { words: `a sum of ${half} products`, formula: joined(half, ' + ') } : saidOf(at)),
      scopes,
      inputs: shown,
    })
    const next = way[k]
    if (next === undefined || !shown[next]?.isOpen) return lines
    if (!isPairs) {
      at = chosen(nodes, at.inputs[next]!)
      continue
    }
    const factors = [at.inputs[next]!, at.inputs[half + next]!]
    lines.push({ data: shown[next].data, name: '', rows: '', words: 'one multiplication', formula: joined(2, ' × '), scopes, inputs: factors.map(input) }) // prettier-ignore
    const factor = way[++k]
    if (factor === undefined || factor > 1 || !input(factors[factor]!).isOpen) return lines
    at = chosen(nodes, factors[factor]!)
  }
}

const placeholder = (k: number): string => String.fromCharCode(PLACE + k)
const joined = (count: number, sign: string): string => Array.from({ length: count }, (_, k) => placeholder(k)).join(sign) // prettier-ignore

/** What an op does, as its row says it. */
function saidOf({ op, inputs }: GraphNode): Pick<Line, 'words' | 'formula'> {
  const row = ops.get(op)
  if (!row) return { words: 'a number that is given', formula: '' }
  // Up to where its first thought ends; what stands in brackets belongs to it.
  const words = /^(?:\([^)]*\)|[^.;:,(]|[.;:,](?!\s|$))*/.exec(row.doc)![0]
  return {
    words: words.charAt(0).toLowerCase() + words.slice(1),
    formula: plain(row.tex(...inputs.map((_, k) => placeholder(k)))),
  }
}

/** The recording behind what is unfolded, its weights named: all of it, or the part that one line was made of. */
export function recordingOf(training: NamesTraining, view: View, line: number | undefined): Graph {
  const graph = graphOf(rootOf(answer(training, view), view))
  const names = namesIn(training.model)
  const nodes = graph.nodes.map((node) => (names.has(node.id) ? { ...node, label: names.get(node.id)! } : node))
  const named: Graph = { ...graph, nodes }
  return line === undefined ? named : partOf(named, nodeAt(named, view.way, line))
}

/** Which node a line shows; of a product the sum that it is in. */
function nodeAt(graph: Graph, way: readonly number[], line: number): number {
  const nodes = byId(graph)
  let at = chosen(nodes, graph.root)
  for (let k = 0; k < line; k++) {
    if (!isOfPairs(at.op)) {
      at = chosen(nodes, at.inputs[way[k]!]!)
      continue
    }
    const half = at.inputs.length / 2
    if (++k >= line) break
    at = chosen(nodes, at.inputs[way[k - 1]! + way[k]! * half]!)
  }
  return at.id
}

/** A node with what made it in its own scope; numbers from elsewhere stand as leaves. */
function partOf(graph: Graph, root: number): Graph {
  const nodes = byId(graph)
  const { scope } = nodes.get(root)!
  const kept = new Map<number, GraphNode>()
  const queue = [root]
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    const node = nodes.get(id)!
    if (kept.has(id)) continue
    const isInside = id === root || (node.kind === 'op' && node.scope === scope)
    if (isInside) queue.push(...node.inputs)
    kept.set(id, isInside || node.kind !== 'op' ? node : { ...node, kind: 'leaf', op: '', inputs: [], slopes: [], scope: -1 }) // prettier-ignore
  }
  return { ...graph, root, nodes: graph.nodes.flatMap(({ id }) => kept.get(id) ?? []) }
}
