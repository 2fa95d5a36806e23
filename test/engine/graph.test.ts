/** graphOf and trace: a recording as plain data that says everything a picture needs. */
import { describe, expect, test } from 'vitest'
import {
  add,
  custom,
  dot,
  graphOf,
  mul,
  neg,
  noGrad,
  scope,
  tanh,
  trace,
  value,
  where,
  type Graph,
  type GraphNode,
  type Value,
} from 'seegrad'
import { draws } from '../oracle/draw.js'
import { local } from '../oracle/dual.js'
import { run } from '../oracle/program.js'
import { randomProgram } from '../oracle/random-program.js'
import { record } from '../record.js'
import { count, seed } from '../seed.js'

function lecture(): { root: Value; a: Value } {
  const [a, b, c, f] = [value(2, 'a'), value(-3, 'b'), value(10, 'c'), value(-2, 'f')]
  const e = mul(a, b)
  e.label = 'e'
  const d = add(e, c)
  d.label = 'd'
  const root = mul(d, f)
  root.label = 'L'
  return { root, a }
}
const byLabel = (graph: Graph, label: string): GraphNode => graph.nodes.find((node) => node.label === label)!

describe('graphOf', () => {
  test('has the lecture’s graph: nodes, ops, numbers, gradients and slopes', () => {
    const { root } = lecture()
    root.backward()
    const graph = graphOf(root)
    expect(graph.nodes.map(({ label, kind, op, data, grad }) => [label, kind, op, data, grad])).toEqual([
      ['a', 'leaf', '', 2, 6],
      ['b', 'leaf', '', -3, -4],
      ['c', 'leaf', '', 10, -2],
      ['f', 'leaf', '', -2, 4],
      ['e', 'op', 'mul', -6, -2],
      ['d', 'op', 'add', 4, -2],
      ['L', 'op', 'mul', -8, 1],
    ])
    const ids = Object.fromEntries(graph.nodes.map(({ label, id }) => [label, id]))
    expect(byLabel(graph, 'L').inputs).toEqual([ids['d'], ids['f']])
    expect(byLabel(graph, 'L').slopes).toEqual([-2, 4])
    expect(byLabel(graph, 'e').slopes).toEqual([-3, 2])
    expect([graph.version, graph.root]).toEqual([1, root.id])
  })
  test('keeps an operand given twice twice (E3), and a node used twice once', () => {
    const a = value(3)
    const { nodes } = graphOf(add(a, a))
    expect(nodes.length).toBe(2)
    expect(nodes[1]!.inputs).toEqual([a.id, a.id])
    expect(nodes[1]!.slopes).toEqual([1, 1])
  })
  test('comes oldest first: every node after its operands, for graphs of any size', () => {
    let y: Value = value(1)
    const x = y
    for (let k = 0; k < 20_000; k++) y = add(tanh(y), k % 3 ? x : y)
    const { nodes } = graphOf(y)
    const seen = new Set<number>()
    for (const { id, inputs } of nodes) {
      expect(inputs.every((input) => seen.has(input))).toBe(true)
      seen.add(id)
    }
    expect(seen.size).toBe(nodes.length)
  })
  test('shows constants as such, without a slope', () => {
    const y = mul(value(2), 7)
    const { nodes } = graphOf(y)
    expect(nodes.map(({ kind, data, requiresGrad }) => [kind, data, requiresGrad])).toEqual([
      ['leaf', 2, true],
      ['constant', 7, false],
      ['op', 14, true],
    ])
    expect(nodes[2]!.slopes).toEqual([7, null])
  })
  test('shows that where’s untaken side gets nothing', () => {
    const [c, a, b] = [value(1), value(2), value(3)]
    expect(graphOf(where(c, a, b)).nodes.at(-1)!.slopes).toEqual([null, 1, null])
  })
  test('of a leaf, of a constant, and of what noGrad gave, is that one node', () => {
    expect(graphOf(value(3, 'x')).nodes.map(({ kind, label }) => [kind, label])).toEqual([['leaf', 'x']])
    expect(graphOf(noGrad(() => mul(value(3), 2))).nodes.map(({ kind, data }) => [kind, data])).toEqual([
      ['constant', 6],
    ])
  })
  test('names the scopes, nested, and who was made in none', () => {
    const x = value(1)
    const inside = scope('net', () => scope('layer', () => mul(x, 2)))
    const graph = graphOf(
      add(
        inside,
        scope('net', () => neg(x)),
      ),
    )
    const nameOf = (at: number): string =>
      at < 0 ? '' : `${nameOf(graph.scopes[at]!.parent)}/${graph.scopes[at]!.name}`
    expect(graph.nodes.filter(({ kind }) => kind === 'op').map(({ op, scope }) => [op, nameOf(scope)])).toEqual([
      ['mul', '/net/layer'],
      ['neg', '/net'],
      ['add', ''],
    ])
  })
  test('draws a custom function as one box per output', () => {
    const both = custom((x: number) => [x + 1, x * 2], { vjp: ([g, h]: number[]) => add(g!, mul(2, h!)) })
    const [p, q] = both(value(3)) as unknown as [Value, Value]
    const { nodes } = graphOf(mul(p, q))
    expect(nodes.map(({ kind, data, inputs }) => [kind, data, inputs.length])).toEqual([
      ['leaf', 3, 0],
      ['op', 4, 1],
      ['op', 6, 1],
      ['op', 24, 2],
    ])
  })
  test('is plain data: it survives structuredClone and JSON', () => {
    const { root } = lecture()
    const graph = graphOf(root)
    expect(structuredClone(graph)).toEqual(graph)
    expect(JSON.parse(JSON.stringify(graph))).toEqual(graph)
  })
  test('is a snapshot: later passes and changes do not alter it', () => {
    const { root, a } = lecture()
    const graph = graphOf(root)
    const copy = structuredClone(graph)
    root.backward()
    a.data = 99
    a.label = 'renamed'
    expect(graph).toEqual(copy)
  })
  test(`has the oracle’s slopes on ${count(2000)} random programs (seed ${seed})`, () => {
    const offences: string[] = []
    for (let round = 0; round < count(2000); round++) {
      const draw = draws(seed, round, 4)
      const { program } = randomProgram(draw, 5 + draw.below(60))
      const root = run(program, program.inputs.map((x) => value(x))) // prettier-ignore
      const { nodes } = graphOf(root)
      const data = new Map(nodes.map((node) => [node.id, node.data]))
      for (const { op, kind, inputs, slopes } of nodes) {
        if (kind !== 'op') continue
        const [, partials] = local(op, inputs.map((id) => data.get(id)!)) // prettier-ignore
        for (const [k, slope] of slopes.entries()) {
          const right = partials[k]!
          if (slope !== null && !(Math.abs(slope - right) <= 1e-12 * Math.max(1, Math.abs(right))))
            offences.push(`round ${round}: ${slope} instead of ${right}, input ${k} of ${op}`)
        }
      }
    }
    expect(offences).toEqual([])
    record('Random cases', {
      of: 'graphs as plain data: the slope on every edge is the second oracle’s',
      cases: count(2000),
    })
  })
})

describe('trace', () => {
  test('is the graph of one run, with the arguments as leaves', () => {
    const graph = trace((x: number, ws: number[]) => mul(x, dot(ws, [1, 2])), 3, [4, 5])
    expect(graph.nodes.filter(({ kind }) => kind === 'leaf').map(({ data }) => data)).toEqual([3, 4, 5])
    expect(graph.nodes.at(-1)).toMatchObject({ op: 'mul', data: 42 })
    expect(graph.root).toBe(graph.nodes.at(-1)!.id)
  })
  test('of one argument used twice has one leaf', () => {
    expect(trace((x: number) => mul(x, x), 3).nodes.length).toBe(2)
  })
})
