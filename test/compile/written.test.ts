/** `stages({ call })`: every node says where it was written, a slope where what it is the slope of was; nothing is known of another program. */
import { describe, expect, test } from 'vitest'
import { add, grad, isTrue, less, mul, relu, tanh, valueAndGrad } from 'seegrad'
import { compile, type Stages } from 'seegrad/compile'
import { MLP } from 'seegrad/nn'
import { PythonRandom } from 'seegrad/random'
import * as runtime from 'seegrad/operators/runtime'
import { compileCell } from '../../src/operators/transform/index.js'

type Row = readonly number[]
type F = (...args: never[]) => unknown
const THIS = 'written.test.ts'

/** What the nodes of each line compute, by line. */
function byLine({ written, nodes, ops }: Stages): Record<string, string[]> {
  const found: Record<string, string[]> = {}
  nodes.op.forEach((op, node) => {
    if (op < 0) return
    const at = written!.nodes[node]!
    const line = at < 0 ? 'unknown' : written!.places[at]!.replace(/^.*\/(?!program)|:\d+$/g, '')
    ;(found[line] ??= []).push(ops[op]!.name)
  })
  return Object.fromEntries(Object.entries(found).map(([line, names]) => [line, [...new Set(names)].toSorted()]))
}
/** A program of the page: its text with operators of its own. */
async function defined(text: string): Promise<F> {
  const { code } = compileCell(text, 'program.ts', () => false)
  // oxlint-disable-next-line no-eval
  const start = (0, eval)(`${code}\n//# sourceURL=cells/program.ts`) as (host: object) => Promise<{ f: F }>
  return (await start({ runtime, names: {}, take: () => relu, tick: () => 1e6 })).f
}

describe('where a node was written', () => {
  test('is where an operator stands: line and column of the text as its author has it', async () => {
    const f = await defined('const f = (a, b, c) => {\n  const e = a * b\n  const d = e + c\n  return Math.tanh(d)\n}')
    const compiled = compile(f)
    compiled(...([2, -3, 10] as never[]))
    const { written, nodes, ops } = compiled.stages({ call: [2, -3, 10] })!
    const said = [...nodes.op].flatMap((op, node) => (op < 0 ? [] : [`${ops[op]!.name} ${written!.places[written!.nodes[node]!]}`])) // prettier-ignore
    expect(said).toEqual(['mul program.ts:2:15', 'add program.ts:3:15', 'tanh program.ts:4:10'])
  })
  test('is the line of the call where an op is called, also far below in a layer', () => {
    const layer = (W: readonly Row[], x: Row): number[] => {
      const sums = W.map((w) => w.map((v, i) => mul(v, x[i]!)).reduce(add))
      return sums.map((s) => tanh(s))
    }
    const here = Number(/:(\d+):\d+\)?$/.exec(new Error('here').stack!.split('\n')[1]!)![1])
    const compiled = compile(layer)
    const call: [Row[], Row] = [[[1, 2, 3], [4, 5, 6]], [0.5, 0.25, 0.125]] // prettier-ignore
    compiled(...call)
    expect(byLine(compiled.stages({ call })!)).toEqual({ [`${THIS}:${here - 3}`]: ['add', 'mul'], [`${THIS}:${here - 2}`]: ['tanh'] }) // prettier-ignore
    const net = new MLP(2, [4, 1], { random: new PythonRandom(1) })
    const score = (of: MLP, x: Row): unknown => of.forward(x)
    const forward = compile(score)
    forward(net, [1, 2])
    const lines = byLine(forward.stages({ call: [net, [1, 2]] })!)
    expect(Object.keys(lines)).toHaveLength(1)
    expect(Object.keys(lines)[0]).toMatch(new RegExp(`^${THIS}:\\d+$`))
  })
  test('of a slope is where that was written which it is the slope of, through rewrites and loops', async () => {
    const f = await defined(
      'import { relu } from "seegrad"\nconst f = (W, b, x) => {\n  const h = W.map((w, j) => w.reduce((sum, v, i) => sum + v * x[i], b[j]))\n  const a = h.map((s) => relu(s))\n  return a.map((s) => s ** 3).reduce((p, q) => p + q)\n}',
    )
    const W = Array.from({ length: 8 }, (_, j) => Array.from({ length: 4 }, (_, i) => Math.sin(5 * j + i)))
    const call = [W, W.map(([w]) => w!), [1, 2, 3, 4]]
    const slopes = compile(valueAndGrad(f as never, { argnums: [0, 1, 2] }) as F)
    slopes(...(call as never[]))
    const lines = byLine(slopes.stages({ call })!)
    expect(lines['unknown']).toBeUndefined()
    // An op that is called by its name has a place in the text as it was rewritten.
    expect(Object.keys(lines).map((line) => line.replace(/\d+/, 'n')).toSorted()).toEqual(['cells/program.ts:n', 'program.ts:n', 'program.ts:n']) // prettier-ignore
    // 3s² belongs to s³, the products by it to the sum and its products.
    expect(lines['program.ts:5']).toContain('pow')
    expect(lines['program.ts:5']!.length).toBeGreaterThan(2)
    expect(lines['program.ts:3']).toEqual(['add', 'mul'])
  })
  test('of a slope of a slope is found too; what no line made is said to be of none', () => {
    const cube = (x: number): number => mul(mul(x, x), x)
    const second = compile(grad(grad(cube)))
    second(2)
    const stages = second.stages({ call: [2] })!
    const known = [...stages.nodes.op].flatMap((op, node) => (op < 0 ? [] : [stages.written!.nodes[node]! >= 0]))
    expect(known.length).toBeGreaterThan(0)
    expect(known).not.toContain(false)
    const plain = compile((x: number) => mul(x, 2))
    plain(1)
    expect(plain.stages()!.written).toBeUndefined()
  })
  test('is not said where the arguments record another program', () => {
    const branch = compile((x: number) => (isTrue(less(x, 0)) ? mul(x, x) : tanh(x)))
    branch(1)
    expect(branch.stages({ call: [-1] })!.written).toBeUndefined()
    expect(() => branch.stages({ call: 2 as never })).toThrow('stages: call is 2; the list of arguments of a call is allowed.') // prettier-ignore
    expect(branch.stages({ call: [2] })!.written!.nodes.some((at) => at >= 0)).toBe(true)
  })
})
