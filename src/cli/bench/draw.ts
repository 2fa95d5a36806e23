/** The workload `draw`: what it costs to draw, print and step through graphs of tens of thousands of nodes, seegrad alone. */
import { backward, graphOf } from '../../engine/index.js'
import { momentAt, moveTo, say, stepper } from '../../explain/index.js'
import { drawDot, graph, render } from '../../figures/index.js'
import { depths } from '../../figures/layers.js'
import { layout } from '../../figures/layout.js'
import { mul, type Value } from '../../ops/index.js'
import { moonsTask } from '../training/moons.js'
import { median } from './stopwatch.js'

/** Seconds of one thing that was done, and what came of it. */
export interface DrawRow {
  readonly what: string
  readonly nodes: number
  readonly median: number
  readonly worst: number
  readonly result: string
}

/** What a point adds to the loss. */
const NODES_PER_POINT = 650

/** Every way of drawing, so many rounds each after one that warms up, of graphs of at most so many nodes; none is larger than the loss on all moons. */
export async function timeDrawing(
  rounds: number,
  most: number,
  note: (text: string) => void,
): Promise<readonly DrawRow[]> {
  const rows: DrawRow[] = []
  const time = async <T>(what: string, nodes: number, run: () => T | Promise<T>, said: (result: T) => string) => {
    note(what)
    const times: number[] = []
    let result = await run()
    for (let round = 0; round < rounds; round++) {
      const start = performance.now()
      result = await run()
      times.push((performance.now() - start) / 1e3)
    }
    rows.push({ what, nodes, median: median(times), worst: Math.max(...times), result: said(result) })
  }
  const count = (n: number): string => n.toLocaleString('en')

  const training = moonsTask.start({ seed: moonsTask.seed, steps: 1 })
  const [X, targets] = training.examples(0) as readonly [readonly unknown[], readonly unknown[]]
  const points = Math.max(1, Math.floor(most / NODES_PER_POINT))
  const { loss } = training.look(X.slice(0, points), targets.slice(0, points))
  backward(loss)
  const recording = graphOf(loss)
  const { nodes } = recording
  const places = new Map(nodes.map(({ id }, k) => [id, k]))
  const operands = nodes.map(({ inputs }) => inputs.map((id) => places.get(id)!))
  const boxes = nodes.map(() => ({ along: 160, across: 44, lead: 38 }))
  await time('the moons loss, folded, as a scene', nodes.length, () => graph(loss), ({ table }) => `${table.rows.length} boxes`)
  await time('the same as SVG', nodes.length, () => render(loss, { format: 'svg' }), (text) => `${count(text.length)} characters`)
  await time('the same as DOT, every node', nodes.length, () => drawDot(loss), (text) => `${count(text.length)} characters`)
  await time('the layout of every node', nodes.length, () => layout(boxes, operands, { gap: 92, spread: 20 }), () => `${count(Math.max(...depths(operands)) + 1)} layers`)
  await time('every node as a scene', nodes.length, () => graph(recording, { fold: false }), ({ marks }) => `${count(marks.length)} marks`)
  await time('its stepper', nodes.length, () => stepper(loss), ({ steps }) => `${count(steps.length)} steps`)

  const length = Math.min(100_000, most)
  const deep = chain(length)
  const all = graphOf(deep).nodes.length
  await time(`a chain of ${count(length)} ops as a scene`, all, () => graph(deep, { fold: false }), ({ table }) => `${count(table.rows.length)} boxes`)
  await time('the same as DOT', all, () => drawDot(deep), (text) => `${count(text.length)} characters`)
  rows.push(...stepping(loss, note))
  return rows
} // prettier-ignore

function chain(length: number): Value {
  let x: number = moonsTask.start({ seed: 1, steps: 1 }).module.parameters()[0]!
  for (let k = 0; k < length; k++) x = mul(x, 1.0001)
  return x as Value
}

/** A step forward, a step back, and the words of a step, each by itself, all over the program. */
function stepping(root: Value, note: (text: string) => void): readonly DrawRow[] {
  note('stepping')
  const walk = stepper(root)
  const total = walk.steps.length
  const now = momentAt(walk)
  const [forth, words, back]: [number[], number[], number[]] = [[], [], []]
  const timed = (times: number[], run: () => unknown): void => {
    const start = performance.now()
    run()
    times.push((performance.now() - start) / 1e3)
  }
  for (let k = 1; k <= total; k++) timed(forth, () => moveTo(walk, now, k))
  for (let k = 0; k < total; k += 7) timed(words, () => say(walk, k))
  for (let k = total - 1; k >= 0; k--) timed(back, () => moveTo(walk, now, k))
  const row = (what: string, times: readonly number[]): DrawRow => ({
    what,
    nodes: walk.graph.nodes.length,
    median: median(times),
    worst: times.reduce((a, b) => Math.max(a, b), 0),
    result: `${times.length.toLocaleString('en')} steps`,
  })
  return [row('a step forward', forth), row('a step back', back), row('the words of a step', words)]
}
