/** Judging a whole backward pass: the reader walks random graphs, with values used twice, and every gradient is looked at. */
import { PythonRandom } from '../random/index.js'
import { examples, isWithin, shrunk, type Example } from './example.js'
import { ownOf } from './rule.js'
import { localSlopes, near, numbers, slopesOf } from './judge.js'
import type { Program } from './formula.js'
import { graphWith, notYet, pointSaid, right, said, type Verdict } from './verdict.js'

/** A node as the reader finds it. */
export interface WalkedNode {
  readonly label: string
  readonly data: number
  grad: number
  /** What it was made of, with repeats. */
  readonly prev: readonly WalkedNode[]
  /** Adds to the gradient of each operand what passes to it from this node. */
  step(): void
}
export interface BackwardOptions {
  /** It is called twice, and has to give the same again. */
  readonly twice?: boolean
}

/** The op that random graphs are made of besides the common ones is a product. */
const own = { ...ownOf('a * b'), op: 'mul' }
const JUDGED = 120

export function gradeBackward(
  backward: (root: WalkedNode) => unknown,
  { twice = false }: BackwardOptions = {},
): Verdict {
  if (typeof backward !== 'function')
    return notYet(`${typeof backward} was given; a function is wanted: (root) => { … }.`)
  const missOf = (example: Example): Miss | undefined => {
    const { program, point } = example
    if (program.length < 2 || !isWithin(example, own, {})) return undefined
    const truth = slopesOf(program, point)
    if (!truth) return undefined
    const nodes = walked(program, numbers(program, point))
    try {
      for (let k = 0; k < (twice ? 2 : 1); k++) backward(nodes.at(-1) as WalkedNode)
    } catch (error) {
      return { place: 0, yours: NaN, nudged: NaN, trouble: error instanceof Error ? error.message : String(error) }
    }
    if (nodes.at(-1)!.grad !== 1) return { place: nodes.length - 1, yours: nodes.at(-1)!.grad, nudged: 1 }
    for (const [name, nudged] of truth) {
      const place = program.findIndex((node) => node.kind === 'input' && node.name === name)
      if (!near(nodes[place]!.grad, nudged, 1e-6)) return { place, yours: nodes[place]!.grad, nudged }
    }
    return undefined
  }
  let seen = 0
  for (const example of examples(own, {}, new PythonRandom(4))) {
    if (++seen > JUDGED) break
    if (!missOf(example)) continue
    const smallest = shrunk(example, (smaller) => missOf(smaller) !== undefined)
    return refusal(smallest, missOf(smallest) as Miss, walkOf(smallest, backward))
  }
  return right(`Right in ${JUDGED} random graphs, with values that are used twice.`)
}
interface Miss {
  readonly place: number
  readonly yours: number
  readonly nudged: number
  readonly trouble?: string
}

function walked(program: Program, data: readonly number[], steps: number[] = []): readonly WalkedNode[] {
  const nodes: WalkedNode[] = []
  program.forEach((node, at) => {
    const prev = node.kind === 'op' ? node.inputs.map((k) => nodes[k] as WalkedNode) : []
    const slopes = localSlopes(program, data, at)
    const self: WalkedNode = {
      label: node.kind === 'input' ? node.name : '',
      data: data[at] as number,
      grad: 0,
      prev,
      step() {
        steps.push(at)
        prev.forEach((one, i) => (one.grad += (slopes[i] as number) * self.grad))
      },
    }
    nodes.push(self)
  })
  return nodes
}

/** What the walk has left behind, and which steps it took. */
function walkOf({ program, point }: Example, backward: (root: WalkedNode) => unknown): Walk {
  const steps: number[] = []
  const nodes = walked(program, numbers(program, point), steps)
  try {
    backward(nodes.at(-1) as WalkedNode)
  } catch {
    // What it has done so far is shown.
  }
  return { grad: nodes.map(({ grad }) => grad), steps }
}
interface Walk {
  readonly grad: readonly number[]
  readonly steps: readonly number[]
}

function refusal({ program, point }: Example, { place, yours, nudged, trouble }: Miss, { grad, steps }: Walk): Verdict {
  const data = numbers(program, point)
  const graph = graphWith(program, data, grad, (at) => localSlopes(program, data, at))
  const wrong = { node: place, yours, nudged }
  if (trouble !== undefined) return notYet(`It stops with: ${trouble}.`, { graph, wrong })
  const isRoot = place === program.length - 1
  const name = isRoot ? 'the result' : ((program[place] as { name?: string }).name ?? '')
  const ops = program.flatMap((node, k) => (node.kind === 'op' ? [k] : []))
  const taken = steps.filter((k) => ops.includes(k))
  const early = taken.some((k, i) =>
    taken.slice(i + 1).some((later) => ((program[later] as { inputs?: readonly number[] }).inputs ?? []).includes(k)),
  )
  const question = isRoot
    ? 'How much does the result move when the result itself moves by one?'
    : new Set(taken).size < taken.length
      ? 'A node took its step more than once. How can the walk know which nodes are done?'
      : taken.length < ops.length
        ? 'Not every node took its step. Which one is left out?'
        : early
          ? 'A node passed its gradient on before all of it had arrived. In which order do the steps have to go?'
          : 'What is in the gradients before the first step?'
  return notYet(`At ${pointSaid(point)} the gradient of ${name} comes to ${said(yours)}; nudging says ${said(nudged)}.`, { question, graph, wrong }) // prettier-ignore
}
