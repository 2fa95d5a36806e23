/** The half of a large program that takes long: its recording, its steps, its layouts, made beside the page and handed over piece by piece; and programs for PyTorch. */
import { graphOf, replay, type Graph } from '../../src/engine/index.js'
import { readRecording, stepper } from '../../src/explain/index.js'
import { factorsOf, plan, type Plan } from '../../src/figures/index.js'
import type { Value } from '../../src/ops/index.js'
import { handlesOf } from './handles.js'
import { nudge } from './nudge.js'
import { revive } from './revive.js'
import type { Answer, Factors, Order, Origin, SentPlan } from './orders.js'

/** What is handed over at once: the page draws between two of them. */
const PIECE = 4000

const say = (answer: Answer): void => postMessage(answer)
let root: Value | undefined
let graph: Graph | undefined
let handles: readonly Value[] = []
let turn = 0
const plans = new Map<string, Plan>()

async function made(origin: Origin): Promise<Value | Graph> {
  if ('recording' in origin) {
    const read = readRecording(origin.recording)
    return revive(read) ?? read
  }
  const { programs } = await import('./programs.js')
  return programs[origin.program]!.make(async () => {})
}

/** All numbers and steps as they are now. */
function tell(): void {
  if (root?.requiresGrad) root.backward()
  if (root) graph = graphOf(root)
  for (const [key, laid] of plans) say({ type: 'plan', key, turn, factors: factors(laid) })
  const walk = stepper(root ?? graph!)
  const { nodes, scopes } = walk.graph
  const { tex, text, from } = walk.names
  say({ type: 'graph', turn, root: walk.graph.root, scopes, start: walk.root })
  for (let k = 0; k < nodes.length; k += PIECE) {
    const piece = <T>(all: readonly T[]): readonly T[] => all.slice(k, k + PIECE)
    say({ type: 'nodes', turn, nodes: piece(nodes), names: { tex: piece(tex), text: piece(text), from: piece(from) } })
  }
  for (let k = 0; k < Math.max(1, walk.steps.length); k += PIECE)
    say({ type: 'steps', turn, steps: walk.steps.slice(k, k + PIECE), isLast: k + PIECE >= walk.steps.length })
}

function factors({ view }: Plan): Factors {
  const factor = factorsOf(graph!, view)
  return view.knots.map((knot) => (knot.fold ? knot.strands.map(({ from }) => factor(knot, from)) : []))
}

function sent({ laid, boxes, view, ...rest }: Plan): SentPlan {
  const { trunk, branch, ...places } = laid
  // What only computes stays here: the nodes in a fold, and how many digits each number has left.
  const knots = view.knots.map((knot) => ({ ...knot, inside: [] }))
  return {
    ...rest,
    trust: new Map(),
    view: { ...view, knots },
    boxes: boxes.map((box, k) => ({ ...box, knot: knots[k]! })),
    laid: places,
    trunks: knots.map((_, k) => trunk(k)),
    branches: knots.map(({ strands }, k) => strands.map(({ from }) => branch(from, k))),
  }
}

async function torch(name: string, recording: string): Promise<Uint8Array<ArrayBuffer>> {
  const [{ isModuleName, toPyTorch }, { zipSync, strToU8 }] = await Promise.all([import('../../src/interop/index.js'), import('fflate')]) // prettier-ignore
  const whole = revive(readRecording(recording))
  if (!whole)
    throw new Error(
      'This recording holds an op that this page does not know, so no program for PyTorch can be made of it.',
    )
  const weights: Record<string, Value> = {}
  for (const leaf of handlesOf(whole))
    if (leaf.op === '' && leaf.requiresGrad) {
      const wish = /^[\p{L}_][\p{L}\p{N}_]{0,40}$/u.test(leaf.label) ? leaf.label : `p${Object.keys(weights).length}`
      let label = wish
      for (let k = 2; Object.hasOwn(weights, label); k++) label = `${wish}_${k}`
      weights[label] = leaf
    }
  const { files } = toPyTorch(() => whole, { args: [], weights, name: isModuleName(name) ? name : 'graph' })
  return zipSync(Object.fromEntries([...files].map(([file, content]) => [file, typeof content === 'string' ? strToU8(content) : content]))) // prettier-ignore
}

async function obey(order: Order): Promise<void> {
  switch (order.type) {
    case 'open': {
      const found = await made(order.origin)
      root = 'nodes' in found ? undefined : found
      graph = 'nodes' in found ? found : undefined
      handles = root ? handlesOf(root) : []
      return tell()
    }
    case 'move':
      turn = order.turn
      replay(root!, order.leaves.map(([place, x]) => [handles[place]!, x] as const)) // prettier-ignore
      for (const [place] of order.leaves) handles[place]!.zeroGrad()
      return tell()
    case 'plan': {
      const laid = plan(graph!, order.options)
      plans.set(order.key, laid)
      return say({ type: 'plan', key: order.key, turn, plan: sent(laid), factors: factors(laid) })
    }
    case 'nudge': {
      const leaf = handles[order.place]!
      const slope = nudge(root!, leaf, order.h)
      leaf.zeroGrad()
      return say({ type: 'nudged', turn: order.turn, slope })
    }
    case 'torch':
      return say({ type: 'torch', zip: await torch(order.name, order.recording) })
  }
}

/** One after the other: a layout is made of what was opened before. */
let before = Promise.resolve()
addEventListener('message', ({ data }: MessageEvent<Order>) => {
  before = before.then(() => obey(data)).catch((error: unknown) => say({ type: 'failed', of: data.type, message: error instanceof Error ? error.message : String(error) })) // prettier-ignore
})
