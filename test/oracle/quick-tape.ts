/** Second derivatives as the engine's reverse mode over reverse mode gives them, bit for bit, without its recording: for tests of millions of inputs. */
import type { Op, Value } from 'seegrad'
import { interpreter, Traced, type Interpreter } from '../../src/ops/index.js'

type Rule = (y: number, ...inputs: number[]) => number

class Node extends Traced {
  adjoint = 0
  isReached = false
  constructor(
    readonly data: number,
    readonly op: Op | undefined,
    readonly operands: readonly (Node | number)[],
  ) {
    super()
  }
  override get [interpreter](): Interpreter {
    return recorder
  }
}
const nodes: Node[] = []
const dataOf = (x: Node | number): number => (typeof x === 'number' ? x : x.data)

/** The function of one, two or more operands; without a list for the first two. */
function applied(f: (...inputs: number[]) => number, operands: readonly (Node | number)[], y?: number): number {
  const a = dataOf(operands[0] as Node)
  if (operands.length === 1) return y === undefined ? f(a) : f(y, a)
  const b = dataOf(operands[1] as Node)
  if (operands.length === 2) return y === undefined ? f(a, b) : f(y, a, b)
  const inputs = operands.map(dataOf)
  return y === undefined ? f(...inputs) : f(y, ...inputs)
}

function record(op: Op, operands: readonly (Node | number)[]): Value {
  const data = applied(op.forward as Rule, operands)
  const takesPart = op.active?.(...operands.map(dataOf))
  // Through which no gradient flows, it is as good as a number.
  if (takesPart && !operands.some((x, k) => takesPart[k] && typeof x !== 'number')) return data as never
  const node = new Node(data, op, operands)
  nodes.push(node)
  return node as never
}
const recorder: Interpreter = {
  apply: (op, inputs) => record(op, inputs as never),
  apply1: (op, x) => record(op, [x as never]),
  apply2: (op, a, b) => record(op, [a, b] as never),
}

function give(to: Node | number, c: number): void {
  if (typeof to === 'number') return
  to.adjoint = to.isReached ? to.adjoint + c : c
  to.isReached = true
}

/** The derivatives of ∂y/∂(k-th input) by each of the first `variables` inputs, of which the rest are parameters. */
export function secondDerivatives(op: Op, inputs: readonly number[], k: number, variables: number): number[] {
  nodes.length = 0
  const leaves = inputs.map((x, i) => (i < variables ? new Node(x, undefined, []) : x))
  const y = record(op, leaves) as never
  const slope = (op.partials[k] as Rule)(y, ...(leaves as never as number[]))
  if (typeof slope !== 'number') {
    give(slope as never, 1)
    for (let at = nodes.length - 1; at >= 0; at--) pull(nodes[at] as Node)
  }
  return leaves.slice(0, variables).map((leaf) => (leaf as Node).adjoint)
}

function pull({ op, operands, data, adjoint, isReached }: Node): void {
  if (!isReached || !op) return
  const takesPart = op.active?.(...operands.map(dataOf))
  for (let i = 0; i < operands.length; i++) {
    const to = operands[i] as Node | number
    if (typeof to === 'number' || takesPart?.[i] === false) continue
    give(to, adjoint * applied(op.partials[i] as Rule, operands, data))
  }
}
