/** The layout: fast and linear, the same on every run, never recursive, and as good as Graphviz's on the graphs of the notes. */
import { describe, expect, test } from 'vitest'
import { graphOf, type Graph, type Value } from 'seegrad'
import { sizeOf } from '../../src/figures/box.js'
import { drawDot, graph } from 'seegrad/figures'
import { layersOf } from '../../src/figures/layers.js'
import { layout, type Layout } from '../../src/figures/layout.js'
import { viewOf } from '../../src/figures/view.js'
import { arranged, counted, crossings, length, sampled, type Curve, type Drawn } from './graphviz.js'
import { record } from '../record.js'
import { long } from '../seed.js'
import { chain, moonsLoss, notes, random } from './programs.js'

const room = { gap: 92, spread: 20 }

/** The pieces of a drawn graph from left to right. */
function pieces(root: Value) {
  const view = viewOf(graphOf(root), { fold: false })
  const drawing = { view, digits: 4, isAcross: true, scales: { data: 1, grad: 1 }, trust: new Map<number, number>() }
  const sizes = view.knots.map((knot) => sizeOf(knot, drawing))
  const operands = view.knots.map(({ strands }) => strands.map(({ from }) => from))
  return { sizes, operands }
}
function laidOut(root: Value): {
  laid: Layout
  operands: number[][]
  sizes: { along: number; across: number; lead: number }[]
} {
  const { sizes, operands } = pieces(root)
  const boxes = sizes.map(({ width, height, lead }) => ({ along: width, across: height, lead }))
  return { laid: layout(boxes, operands, room), operands, sizes: boxes }
}

/** Our edges as curves: what they share with others of their operand, then their own part. */
function edges({ laid, operands, sizes }: ReturnType<typeof laidOut>): Drawn[] {
  return operands.flatMap((from, to) =>
    from.map((k) => {
      const branch = laid.branch(k, to)
      const start = branch[0]!
      const trunk = laid.trunk(k)
      const joint = trunk.findIndex(([x]) => x >= start[0] - 1e-9)
      const points =
        trunk.length > 0 && start[0] > laid.along[k]! + sizes[k]!.along + 1
          ? [...trunk.slice(0, joint), ...branch]
          : branch
      const curve: [number, number][] = [[...points[0]!]]
      for (let p = 1; p < points.length; p++) {
        const [[x0, y0], [x1, y1]] = [points[p - 1]!, points[p]!]
        const middle = (x0 + x1) / 2
        curve.push(...sampled([x0, y0], [middle, y0], [middle, y1], [x1, y1]))
      }
      return { from: k, to, curve: curve as Curve }
    }),
  )
}

describe('beside Graphviz', () => {
  for (const [name, program] of Object.entries(notes))
    test(`the graph of ${name} has at most 1.1 times the crossings and the length of edges`, () => {
      const own = laidOut(program())
      const ours = edges(own)
      const sizes = own.sizes.map(({ along, across, lead }) => ({ width: along + lead, height: across }))
      const theirs = arranged(sizes, own.operands, room)
      expect(theirs).toHaveLength(ours.length)
      const total = (drawn: readonly Drawn[]): number => drawn.reduce((sum, { curve }) => sum + length(curve), 0)
      expect(crossings(ours)).toBeLessThanOrEqual(1.1 * crossings(theirs))
      expect(total(ours)).toBeLessThanOrEqual(1.1 * total(theirs))
    })
})

describe('boxes', () => {
  test.each([20, 100, 400])('of a random graph of %i nodes never overlap', (nodes) => {
    const { laid, sizes } = laidOut(random(nodes, nodes))
    const layers = new Map<number, [number, number][]>()
    sizes.forEach(({ across }, k) => {
      const layer = layers.get(laid.along[k]!) ?? []
      layer.push([laid.across[k]! - across / 2, laid.across[k]! + across / 2])
      layers.set(laid.along[k]!, layer)
    })
    for (const layer of layers.values()) {
      layer.sort(([a], [b]) => a - b)
      for (let k = 1; k < layer.length; k++) expect(layer[k]![0]).toBeGreaterThanOrEqual(layer[k - 1]![1] + 19.99)
    }
  })
  test('stand to the right of their operands', () => {
    const { laid, operands, sizes } = laidOut(random(300, 3))
    operands.forEach((from, to) => {
      for (const k of from) expect(laid.along[k]! + sizes[k]!.along).toBeLessThan(laid.along[to]! - sizes[to]!.lead)
    })
  })
})

describe('a large graph', () => {
  const recording = graphOf(moonsLoss())
  const operandsOf = (graph: Graph): readonly (readonly number[])[] =>
    viewOf(graph, { fold: false }).knots.map(({ strands }) => strands.map(({ from }) => from))
  const operands = operandsOf(recording)
  const same = (list: readonly unknown[]): { along: number; across: number; lead: number }[] =>
    list.map(() => ({ along: 150, across: 44, lead: 38 }))
  const least = (rounds: number, run: () => unknown): number =>
    Math.min(...Array.from({ length: rounds }, () => timed(run)))

  // What it costs in seconds is printed by seegrad bench draw, and by the long run.
  test('of eight times as many nodes takes far less than the 64 times that a square would', () => {
    const few = operandsOf(graphOf(moonsLoss(12)))
    expect(operands.length).toBeGreaterThan(60_000)
    expect(operands.length).toBeGreaterThan(7 * few.length)
    const laid = least(3, () => layout(same(operands), operands, room))
    expect(laid).toBeLessThan(
      32 *
        Math.max(
          least(5, () => layout(same(few), few, room)),
          5,
        ),
    )
    // Told, not held to: one round of each is enough every day.
    const rounds = long ? 3 : 1
    record('Large graphs', {
      nodes: operands.length,
      'ms to lay out': Math.round(laid),
      'ms to draw folded': Math.round(least(rounds, () => graph(recording))),
      'ms to print as DOT': Math.round(least(rounds, () => drawDot(recording))),
    })
  })
  test('is folded into few boxes', () => {
    expect(graph(recording).table.rows.length).toBeLessThan(60)
  })
  test('has as many bends as it has nodes, times four at most: memory is linear too', () => {
    const { layerOf } = layersOf(operands)
    expect(layerOf.length).toBeLessThanOrEqual(5 * operands.length + 1000)
  })
  test('is DOT that Graphviz reads, every node and every edge of it', () => {
    const { nodes } = recording
    const made = nodes.filter(({ op }) => op !== '').length
    const edges = nodes.reduce((sum, { inputs }) => sum + inputs.length, made)
    expect(counted(drawDot(recording))).toEqual({ nodes: nodes.length + made, edges })
    expect(() => counted('digraph { a -> }')).toThrow('syntax error')
  })
  test('deep as it may be overflows no stack', () => {
    const deep = graph(chain(100_000), { fold: false })
    expect(deep.table.rows).toHaveLength(200_001)
  })
  test('with long edges everywhere stays linear', () => {
    const edged = (n: number): number => {
      const from = Array.from({ length: n }, (_, k) => (k === 0 ? [] : [k - 1, Math.floor(k / 2)]))
      const same = from.map(() => ({ along: 100, across: 40, lead: 30 }))
      return Math.min(...[1, 2, 3].map(() => timed(() => layout(same, from, room))))
    }
    // Eight times the nodes; a square would take 64 times as long.
    expect(edged(16_000)).toBeLessThan(32 * Math.max(edged(2000), 5))
  })
})

test('numbers change nothing about the layout, so that it stays put from step to step', () => {
  const place = ({ nodes, ...rest }: Graph) => {
    const { marks } = graph({ ...rest, nodes }, { fold: false })
    return marks
      .flatMap((mark) => (mark.type === 'group' ? [mark.marks[0]] : []))
      .map((box) => box && 'x' in box && [box.x, box.y])
  }
  const before = graphOf(random(60, 8))
  const after = { ...before, nodes: before.nodes.map((node, k) => ({ ...node, data: node.data * 1e-7, grad: k + 1 })) }
  expect(place(after)).toEqual(place(before))
})

function timed(run: () => unknown): number {
  const start = performance.now()
  run()
  return performance.now() - start
}
