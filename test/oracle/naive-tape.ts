/** A recording as simple as can be, one object per node: what the engine's tape must be indistinguishable from. */
import type { Op } from 'seegrad'
import { call } from './program.js'

export interface Node {
  readonly op: Op | undefined
  readonly inputs: readonly Node[]
  readonly kind: 'leaf' | 'constant' | 'op'
  /** Place in the order of creation. */
  readonly at: number
  data: number
  grad: number
  label: string
  requiresGrad: boolean
  /** When its number was set or computed. */
  time: number
}
/** What backward() and gradients() refuse to differentiate. */
export class Refused extends Error {}

let clock = 0
const tick = (): number => ++clock
const made = (part: Partial<Node> & Pick<Node, 'kind' | 'data'>): Node => {
  const at = tick()
  return { op: undefined, inputs: [], at, grad: 0, label: '', requiresGrad: false, time: at, ...part }
}
export const leaf = (data: number, requiresGrad = true): Node => made({ kind: 'leaf', data, requiresGrad })
export const constant = (data: number): Node => made({ kind: 'constant', data })

/** Which operands a gradient flows to. */
const flows = (op: Op, inputs: readonly Node[]): boolean[] => {
  const takesPart = op.active?.(...inputs.map(({ data }) => data))
  return inputs.map(({ requiresGrad }, k) => requiresGrad && takesPart?.[k] !== false)
}
const compute = (op: Op, inputs: readonly Node[]): number => call(op, inputs.map(({ data }) => data)) // prettier-ignore

export function apply(op: Op, operands: readonly (Node | number)[], noGrad = false): Node {
  if (noGrad) {
    const data = call(op, operands.map((x) => (typeof x === 'number' ? x : x.data))) // prettier-ignore
    return constant(data)
  }
  const inputs = operands.map((x) => (typeof x === 'number' ? constant(x) : x))
  return made({ kind: 'op', op, inputs, data: compute(op, inputs), requiresGrad: flows(op, inputs).includes(true) })
}

/** All nodes below some, newest first. */
function below(root: Node, follow: (node: Node) => readonly Node[]): Node[] {
  const seen = new Set([root])
  for (const node of seen) for (const input of follow(node)) seen.add(input)
  return [...seen].toSorted((a, b) => b.at - a.at)
}

/** Adjoints of everything a gradient reaches: newest first, operands in order, the first contribution assigned, further ones added. */
export function adjoints(root: Node, seed = 1): Map<Node, number> {
  const found = new Map([[root, seed]])
  const reached = below(root, (node) =>
    node.op ? node.inputs.filter((_, k) => flows(node.op as Op, node.inputs)[k]) : [],
  )
  for (const node of reached) {
    const { op, inputs } = node
    if (!op) continue
    if (inputs.some(({ time }) => time > node.time)) throw new Refused('changed after this was computed')
    const numbers = inputs.map(({ data }) => data)
    const all = op.listPartials?.(node.data, numbers)
    flows(op, inputs).forEach((flow, k) => {
      if (!flow) return
      const partial = all ? (all[k] as number) : op.partials[k]!(node.data, ...numbers)
      const c = (found.get(node) as number) * partial
      const input = inputs[k] as Node
      found.set(input, found.has(input) ? (found.get(input) as number) + c : c)
    })
  }
  return found
}

export function backward(root: Node, seed = 1): void {
  if (!root.requiresGrad) throw new Refused('no leaf that requires a gradient')
  for (const [node, adjoint] of adjoints(root, seed)) node.grad = node.kind === 'leaf' ? node.grad + adjoint : adjoint
}

export function setData(node: Node, data: number): void {
  node.data = data
  node.time = tick()
}

/** Computes everything below the root anew. */
export function replay(root: Node): void {
  const time = tick()
  for (const node of below(root, ({ inputs }) => inputs).toReversed()) {
    if (!node.op) continue
    node.data = compute(node.op, node.inputs)
    node.requiresGrad = flows(node.op, node.inputs).includes(true)
    node.time = time
  }
}
