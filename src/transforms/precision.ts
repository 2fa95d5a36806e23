/** How many digits of a computed number can be trusted: rounding errors, followed through the recording to first order. */
import { log10 } from '../numeric/index.js'
import { graphWithSlopes, isValue, type Graph, type GraphNode } from '../engine/index.js'
import { ops } from '../ops/index.js'

/** What one node does to the digits. */
export interface PrecisionNode {
  readonly id: number
  /** Name of the op, '' for a leaf or constant. */
  readonly op: string
  readonly label: string
  readonly data: number
  /** ∂root/∂(this). */
  readonly adjoint: number
  /** Σ |∂y/∂xₖ · xₖ| / |y|: how many times larger relative errors of its inputs come out of this step; 0 for leaves and constants. */
  readonly condition: number
  /** What the rounding of this step may do to the root: |adjoint · data| · 2⁻⁵³; of a reduction, see {@link precision}. */
  readonly share: number
  /** What all roundings up to here may have done to its number. */
  readonly bound: number
}

/** What {@link precision} finds. */
export interface Precision {
  readonly data: number
  /** How far `data` may be off: the sum of all shares. */
  readonly bound: number
  /** How many decimal digits of `data` that leaves: at most 15.95, what a double holds. */
  readonly digits: number
  /** Oldest first, as in `graphOf`. */
  readonly nodes: readonly PrecisionNode[]
}

const ROUNDING = 2 ** -53
const ALL_DIGITS = 53 * log10(2)

/**
 * How many digits of a number can be trusted: of a loss, and of a gradient, if that was recorded. Every op is taken to round once,
 * by at most 2⁻⁵³ of its result, and a reduction of n numbers n times, each by at most 2⁻⁵³ of Σ |∂y/∂xₖ · xₖ|; each rounding is
 * followed to the root to first order. Leaves and constants are taken to be exact. A bound, not an estimate: most roundings are
 * smaller, and many cancel. Source: Higham, Accuracy and Stability of Numerical Algorithms, chapters 3 and 4.
 * Of a graph as plain data, roundings are followed along the slopes that it states.
 * Errors: anything but a Value or a graph.
 * @example
 * import { gradients, precision, value } from 'seegrad'
 * const x = value(1e-9, 'x')
 * const y = x.add(1).sub(1).div(x)
 * precision(y).digits // ≈ 6.9545898048
 * precision(y).nodes[4].condition // ≈ 1999999835.5
 * const [slope] = gradients(y, [x], { createGraph: true })
 * precision(slope).digits // 0
 */
export function precision(root: number | Graph): Precision {
  const { nodes } =
    typeof root === 'object' && !isValue(root) && root?.nodes ? root : graphWithSlopes(root as number, 'precision')
  const places = new Map(nodes.map(({ id }, place) => [id, place]))
  const steps = nodes.map((node) => {
    const inputs = node.inputs.map((id) => places.get(id) as number)
    const moved = inputs.reduce((sum, at, k) => sum + product(node.slopes[k], nodes[at]?.data), 0)
    const size = Math.abs(node.data)
    const isReduction = ops.get(node.op)?.arity === 'list'
    const rounding = node.op === '' ? 0 : isReduction ? inputs.length * Math.max(moved, size) : size
    return { node, inputs, condition: moved / (size || 1), rounding: rounding * ROUNDING }
  })
  const bounds: number[] = []
  for (const { node, inputs, rounding } of steps)
    bounds.push(inputs.reduce((sum, at, k) => sum + product(node.slopes[k], bounds[at]), rounding))
  const adjoints = new Float64Array(nodes.length)
  adjoints[nodes.length - 1] = 1
  for (const [back, { node, inputs }] of steps.toReversed().entries()) {
    const adjoint = adjoints[nodes.length - 1 - back] as number
    if (adjoint === 0) continue
    inputs.forEach((at, k) => (adjoints[at] = (adjoints[at] as number) + adjoint * (node.slopes[k] ?? 0)))
  }
  const told = steps.map(({ node: { id, op, label, data }, condition, rounding }, place): PrecisionNode => {
    const adjoint = adjoints[place] as number
    return {
      id,
      op,
      label,
      data,
      adjoint,
      condition,
      share: product(adjoint, rounding),
      bound: bounds[place] as number,
    }
  })
  const { data } = nodes.at(-1) as GraphNode
  const bound = told.reduce((sum, { share }) => sum + share, 0)
  return { data, bound, digits: digitsOf(data, bound), nodes: told }
}

/** |a · b|, where nothing flows 0: an infinite slope by an exact input moves nothing. */
const product = (a: number | null | undefined, b: number | undefined): number => (a && b ? Math.abs(a * b) : 0)

function digitsOf(data: number, bound: number): number {
  if (!Number.isFinite(data) || Number.isNaN(bound)) return 0
  if (bound === 0) return ALL_DIGITS
  return Math.min(ALL_DIGITS, Math.max(0, -log10(bound / Math.abs(data))))
}
