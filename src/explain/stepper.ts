/** A program one step at a time: its forward pass and its backward pass as a list of changes, each of one number, that can be done and undone. */
import { assertOptions, describe } from '../arguments/index.js'
import { graphWithSlopes, isValue, type Graph, type GraphNode } from '../engine/index.js'
import { ops } from '../ops/table.js'
import { graphFrom } from './graph.js'
import { namesOf, type Names } from './name.js'

/** An op gives its number. Nodes are given by their place in `graph.nodes`. */
export interface ForwardStep {
  readonly kind: 'forward'
  readonly node: number
  readonly data: number
}
/** The backward pass begins: the root gets the gradient that everything else is measured by, 1. */
export interface SeedStep {
  readonly kind: 'seed'
  readonly node: number
  readonly grad: number
}
/** One local derivative: the gradient of `node` times its slope by one of its inputs is added to the gradient of that operand. */
export interface BackwardStep {
  readonly kind: 'backward'
  readonly node: number
  /** Which input of the node, and the place of the operand that is that input. */
  readonly input: number
  readonly operand: number
  /** ∂root/∂node, which is complete when it is walked from. */
  readonly adjoint: number
  /** ∂node/∂operand along this edge. */
  readonly slope: number
  /** adjoint · slope. */
  readonly contribution: number
  /** The operand's gradient before this step, null if this is the first way to it, and after it. */
  readonly before: number | null
  readonly after: number
  /** Which of how many ways to this operand, counted from 1, and the step of the one before, −1 for none. */
  readonly way: number
  readonly ways: number
  readonly previous: number
}
/** A change of one number, forward or back. */
export type Step = ForwardStep | SeedStep | BackwardStep

/** All steps of a program as plain data. */
export interface Stepper {
  readonly graph: Graph
  readonly names: Names
  /** Place of the root in `graph.nodes`. */
  readonly root: number
  readonly steps: readonly Step[]
}

/** How the backward pass starts. */
export interface StepperOptions {
  /** The gradient that the root starts with; 1 unless told. */
  readonly gradient?: number
}

/**
 * The forward and the backward pass of a recorded program, step by step: first each op in order of creation, then the seed, then each
 * local derivative once, in the order in which `backward()` adds them up, so that the gradients of this one pass come out with the same bits.
 * (Only a custom function may differ in the last digits: its rule may compute otherwise than slope by slope.) Walk through it by {@link momentAt}
 * and {@link moveTo}; {@link say} puts a step into words. Errors: anything but a Value or a graph; a leaf that was changed since; an unknown op
 * whose slopes the graph does not say.
 * @example
 * import { value } from 'seegrad'
 * import { momentAt, moveTo, stepper } from 'seegrad/explain'
 * const [a, b] = [value(2, 'a'), value(-3, 'b')]
 * const walk = stepper(a.mul(b).add(1))
 * walk.steps.map((step) => step.kind).join(' ') // 'forward forward seed backward backward backward'
 * momentAt(walk, 4).grad // [null, null, 1, null, 1]
 * moveTo(walk, momentAt(walk), 6).grad // [-3, 2, 1, null, 1]
 */
export function stepper(root: number | Graph, options: StepperOptions = {}): Stepper {
  assertOptions('stepper', options, 'gradient')
  const { gradient = 1 } = options
  if (typeof gradient !== 'number')
    throw new TypeError(`stepper: gradient is ${describe(gradient)}; a number is allowed, 1 if it is left out.`)
  const graph = isValue(root) ? graphWithSlopes(root, 'stepper') : graphFrom('stepper', root)
  const { nodes } = graph
  const places = new Map(nodes.map(({ id }, place) => [id, place]))
  const start = places.get(graph.root) as number
  const steps: Step[] = []
  nodes.forEach(({ kind, data }, node) => {
    if (kind === 'op') steps.push({ kind: 'forward', node, data })
  })
  if (nodes[start]?.requiresGrad === true) descend(graph, places, start, gradient, steps)
  return { graph, names: namesOf(graph), root: start, steps }
}

/** The backward pass: nodes from the newest to the oldest, the inputs of one node in order, the first contribution assigned. */
function descend(
  { nodes }: Graph,
  places: ReadonlyMap<number, number>,
  start: number,
  gradient: number,
  steps: Step[],
): void {
  const grads: (number | null)[] = nodes.map(() => null)
  const latest = nodes.map(() => -1)
  const counts = nodes.map(() => 0)
  grads[start] = gradient
  steps.push({ kind: 'seed', node: start, grad: gradient })
  const first = steps.length
  for (let node = start; node >= 0; node--) {
    const adjoint = grads[node] as number | null
    if (adjoint === null) continue
    const at = nodes[node] as GraphNode
    at.inputs.forEach((id, input) => {
      const operand = places.get(id) as number
      const slope = at.slopes[input] ?? null
      if (nodes[operand]?.requiresGrad !== true) return
      if (slope === null && ops.has(at.op)) return
      if (slope === null) throw unknown(at, node)
      const contribution = adjoint * slope
      const before = grads[operand] as number | null
      const after = before === null ? contribution : before + contribution
      const way = ((counts[operand] as number) += 1)
      const previous = latest[operand] as number
      grads[operand] = after
      latest[operand] = steps.push({ kind: 'backward', node, input, operand, adjoint, slope, contribution, before, after, way, ways: 0, previous }) - 1 // prettier-ignore
    })
  }
  for (let k = first; k < steps.length; k++) {
    const step = steps[k] as { -readonly [K in keyof BackwardStep]: BackwardStep[K] }
    step.ways = counts[step.operand] as number
  }
}

const unknown = ({ op, label }: GraphNode, place: number): Error =>
  new Error(
    `stepper: nodes[${place}]${label === '' ? '' : `, ${JSON.stringify(label)},`} is made by ${JSON.stringify(op)}, which is no op of the table, and its slopes are not in the graph. ` +
      'Give the Value itself instead of its graph, or write the slopes into the recording.',
  )

/** The numbers of a program after `k` steps, by place: null for what is not there yet. */
export interface Moment {
  k: number
  readonly data: (number | null)[]
  readonly grad: (number | null)[]
}

/**
 * The numbers after k steps; before the first one only leaves and constants have theirs. Errors: a k that is no whole number from 0 to the number of steps.
 * @example
 * import { value } from 'seegrad'
 * import { momentAt, stepper } from 'seegrad/explain'
 * momentAt(stepper(value(3).square()), 1).data // [3, 9]
 */
export function momentAt(walk: Stepper, k = 0): Moment {
  const { nodes } = walk.graph
  const data = nodes.map((node) => (node.kind === 'op' ? null : node.data))
  return moveTo(walk, { k: 0, data, grad: nodes.map(() => null) }, k)
}

/**
 * Moves a moment forward or back to step k, in place, and gives it: one number changes with every step on the way. Errors: as of {@link momentAt}.
 * @example
 * import { value } from 'seegrad'
 * import { momentAt, moveTo, stepper } from 'seegrad/explain'
 * const walk = stepper(value(3).square())
 * moveTo(walk, momentAt(walk, 3), 2).grad // [null, 1]
 */
export function moveTo({ steps }: Stepper, moment: Moment, k: number): Moment {
  if (!Number.isInteger(k) || k < 0 || k > steps.length)
    throw new RangeError(`step ${describe(k)}: a whole number from 0 to ${steps.length} is allowed.`)
  const { data, grad } = moment
  while (moment.k < k) {
    const step = steps[moment.k++] as Step
    if (step.kind === 'forward') data[step.node] = step.data
    else if (step.kind === 'seed') grad[step.node] = step.grad
    else grad[step.operand] = step.after
  }
  while (moment.k > k) {
    const step = steps[--moment.k] as Step
    if (step.kind === 'forward') data[step.node] = null
    else if (step.kind === 'seed') grad[step.node] = null
    else grad[step.operand] = step.before
  }
  return moment
}
