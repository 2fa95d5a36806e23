/** `stages()`: every node in its cell, every cell in its loop, and the same figures that `stats` and `explain()` give. */
import { describe, expect, test } from 'vitest'
import { add, grad, isTrue, less, mul, tanh, value } from 'seegrad'
import { compile, compileStep, type Stages } from 'seegrad/compile'
import { MLP } from 'seegrad/nn'
import { SGD } from 'seegrad/optim'
import { PythonRandom } from 'seegrad/random'

type Row = readonly number[]
const rows = (height: number, width: number): number[][] => Array.from({ length: height }, (_, j) => Array.from({ length: width }, (_, i) => Math.sin(j * width + i + 1))) // prettier-ignore
const [W, x] = [rows(24, 16), rows(1, 16)[0]!]
const layer = (weights: readonly Row[], input: Row): number[] =>
  weights.map((w) => tanh(w.map((v, i) => mul(v, input[i]!)).reduce(add)))

/** What must hold of any program. */
function check({ nodes, cells, loops, ops }: Stages): void {
  const computed = [...nodes.op].filter((op) => op >= 0).length
  expect(ops.reduce((sum, op) => sum + op.nodes, 0)).toBe(computed)
  // A node that computes is in one cell, and inputs and numbers are in none.
  nodes.op.forEach((op, node) => expect(nodes.cell[node]! >= 0).toBe(op >= 0))
  cells.node.forEach((node, cell) => expect(nodes.cell[node]).toBe(cell))
  // Every cell is in one loop, once.
  const all = loops.flatMap((loop) => [...loop.cells])
  expect(all.toSorted((a, b) => a - b)).toEqual(Array.from(cells.node, (_, k) => k))
  loops.forEach((loop, k) => {
    for (const cell of loop.cells) expect(cells.loop[cell]).toBe(k)
    for (const cell of loop.cells) expect(nodes.op[cells.node[cell]!]).toBe(loop.op)
    // What lays the examples of a batch side by side computes nothing.
    if (!loop.isTable && loop.cells.length > 0) expect(loop.examples * loop.cells.length).toBe(loop.dims.reduce((product, { count }) => product * count, 1)) // prettier-ignore
  })
}
const computedOf = ({ ops }: Stages): number => ops.reduce((sum, { nodes }) => sum + nodes, 0)

describe('stages()', () => {
  test('gives a layer: 24 sums of 16 products, and their tanh', () => {
    const f = compile(layer)
    expect(f.stages()).toBeUndefined()
    f(W, x)
    const stages = f.stages()!
    check(stages)
    expect(stages.ops).toEqual([
      { name: 'mul', nodes: 24 * 16 },
      { name: 'add', nodes: 24 * 15 },
      { name: 'tanh', nodes: 24 },
    ])
    expect(stages.loops.map(({ text, dims, cells }) => [text, dims, cells.length])).toEqual([
      ['for i < 24 (j < 16): t1[i] = Σⱼ weights[i,j]·input[j]', [{ letter: 'i', count: 24 }], 24],
      ['for i < 24: result[i] = tanh(t1[i])', [{ letter: 'i', count: 24 }], 24],
    ])
    expect(stages.nameOf(stages.loops[1]!.cells[5]!)).toBe('result[5]')
    expect(f.stages({ parameters: ['a', 'b'], result: 'h' })!.loops[1]!.text).toBe('for i < 24: h[i] = tanh(t1[i])')
    const { executor, why, nodes, bytes, passes } = f.stats
    expect({ executor, why, nodes, bytes, passes }).toEqual({
      executor: stages.executor,
      why: stages.why,
      nodes: computedOf(stages),
      bytes: stages.bytes,
      passes: stages.passes,
    })
    for (const { text } of stages.loops) expect(f.explain()).toContain(text)
  })
  test('finds the loops of a tiny program too, which runs without them', () => {
    const slope = compile(grad((v: Row) => v.map((a) => mul(a, a)).reduce(add)))
    slope([1, 2, 3])
    const stages = slope.stages({ parameters: ['v'], result: '∂v' })!
    check(stages)
    expect(stages.executor).toBe('js')
    expect(stages.loops.map(({ text }) => text)).toEqual(['for i < 3 (j < 2): ∂v[i] = Σⱼ v[i]'])
  })
  test('holds for gradients, branches, loops over several letters and steps of training', () => {
    const loss = (weights: Row[], input: Row): number => layer(weights, input).reduce((a, b) => add(a, b))
    const slopes = compile(grad(loss))
    slopes(W, x)
    check(slopes.stages()!)
    expect(slopes.stages()!.loops.at(-1)!.dims).toEqual([
      { letter: 'i', count: 24 },
      { letter: 'j', count: 16 },
    ])
    const branch = compile((a: number) => (isTrue(less(a, 0)) ? mul(a, a) : tanh(a)))
    branch(1)
    check(branch.stages()!)
    const net = new MLP(4, [8, 1], { random: new PythonRandom(1) })
    const step = compileStep({ parameters: net, loss: (point: Row) => net.forward(point as number[]) as number, optimizer: SGD(net.parameters(), { lr: 0.1 }) }) // prettier-ignore
    expect(step.stages()).toBeUndefined()
    step(rows(16, 4))
    const stages = step.stages()!
    check(stages)
    expect(new Set(stages.loops.map(({ examples }) => examples))).toEqual(new Set([1, 16]))
    expect(stages.loops.filter(({ cells }) => cells.length === 0).map(({ text }) => text)).toEqual(['for i < 4, j < 16: t1[i,j] = point[j,i]']) // prettier-ignore
    expect(stages.bytes).toBe(step.wasm!.length)
    for (const { text } of stages.loops) expect(step.explain()).toContain(text)
  })
  test('is undefined where the function itself is called', () => {
    const outside = value(2, 'outside')
    const f = compile((a: number) => outside.mul(a))
    f(1)
    expect(f.stats.executor).toBe('eager')
    expect(f.stages()).toBeUndefined()
  })
})
