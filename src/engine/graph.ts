/** The recording as plain data: what pictures, explanations and files are made from. */
import { describe } from '../arguments/index.js'
import { type Op, type Value } from '../ops/index.js'
import { asHandle, handleAt, isValue, opName } from './value.js'
import { slopesOfCall, type Call } from './call.js'
import { activeAt, ancestors, dataAt, flowing, operands, takingPart, type Place, type Reach } from './pass.js'
import { assertFresh } from './freshness.js'
import { opByCode } from './record.js'
import { eachSlope } from './reverse.js'
import { CALL, CONSTANT, LEAF, codeAt } from './chunk.js'
import type { Scope } from './scope.js'

/** One node: a leaf, a constant, or what an op made. */
export interface GraphNode {
  readonly id: number
  readonly kind: 'leaf' | 'constant' | 'op'
  /** Name of the op, '' for a leaf or constant. */
  readonly op: string
  readonly label: string
  readonly data: number
  readonly grad: number
  readonly requiresGrad: boolean
  /** Ids of the operands in order, with repeats. */
  readonly inputs: readonly number[]
  /** ∂(this)/∂(operand) for each of them; null where none takes part or the rule is a custom function's. */
  readonly slopes: readonly (number | null)[]
  /** Place in `scopes` of the innermost scope it was made in; −1 for none. */
  readonly scope: number
}
/** A scope by its place in the list of all. */
export interface GraphScope {
  readonly name: string
  /** Place of the scope around it; −1 for none. */
  readonly parent: number
}
/** A computation graph, structured-cloneable. Nodes come oldest first, so each after its operands. */
export interface Graph {
  readonly version: 1
  /** Id of the node it was asked for. */
  readonly root: number
  readonly nodes: readonly GraphNode[]
  readonly scopes: readonly GraphScope[]
}

/**
 * Everything that a Value was computed from, as plain data, oldest first.
 * Errors: anything but a Value.
 * @example
 * import { graphOf, value } from 'seegrad'
 * const a = value(3, 'a')
 * const graph = graphOf(a.add(a))
 * graph.nodes.map((node) => node.op || node.label) // ['a', 'add']
 * graph.nodes[1].inputs.length // 2
 */
export function graphOf(root: number): Graph {
  return graphWith(root, 'graphOf', activeSlopes)
}

/** The same with the slopes by every operand that takes part, whether a gradient flows there or not. */
export const graphWithSlopes = (root: number, who: string): Graph => graphWith(root, who, everySlope)

type SlopesAt = (
  reach: Reach<undefined>,
  index: number,
  places: readonly Place<undefined>[],
) => readonly (number | null)[]

function graphWith(root: number, who: string, slopesAt: SlopesAt): Graph {
  if (!isValue(root))
    throw new TypeError(`${who}: ${describe(root)} was given; a Value is allowed, as value(…) or an op on one gives.`)
  const nodes: GraphNode[] = []
  const scopes: GraphScope[] = []
  const places = new Map<Scope, number>()
  const place = (scope: Scope | undefined): number => {
    if (scope === undefined) return -1
    const known = places.get(scope)
    if (known !== undefined) return known
    const parent = place(scope.parent)
    places.set(scope, scopes.push({ name: scope.name, parent }) - 1)
    return scopes.length - 1
  }
  const pass = ancestors([asHandle(root)])
  if (slopesAt === everySlope) assertFresh(pass)
  pass.ascend((reach, index) =>
    nodes.push(nodeOf(reach, index, place(reach.segment.chunk.scopes?.at(index)), slopesAt)),
  )
  return { version: 1, root: (root as Value).id, nodes, scopes }
}

function nodeOf(reach: Reach<undefined>, index: number, scope: number, slopesAt: SlopesAt): GraphNode {
  const { chunk } = reach.column
  const code = codeAt(chunk, index)
  const places = operands(reach, index)
  return {
    id: chunk.base + index,
    kind: code === LEAF ? 'leaf' : code === CONSTANT ? 'constant' : 'op',
    op: opName(handleAt(reach.segment, index)),
    label: chunk.labels?.get(index) ?? '',
    data: dataAt([reach, index]),
    grad: chunk.grad?.[index] ?? 0,
    requiresGrad: activeAt([reach, index]),
    inputs: places.map(([{ column }, k]) => column.chunk.base + k),
    slopes: slopesAt(reach, index, places),
    scope,
  }
}

const activeSlopes: SlopesAt = (reach, index, places) => {
  const code = codeAt(reach.column.chunk, index)
  return code >= CALL ? places.map(() => null) : slopes(opByCode(code), reach, index, places, flowing)
}
const everySlope: SlopesAt = (reach, index, places) => {
  const { chunk } = reach.column
  const code = codeAt(chunk, index)
  if (code === CALL) return slopesOfCall(chunk.calls?.get(index) as Call, reach, index)
  return code > CALL ? [] : slopes(opByCode(code), reach, index, places, takingPart)
}
function slopes(
  op: Op,
  reach: Reach<undefined>,
  index: number,
  places: readonly Place<undefined>[],
  which: typeof flowing,
): (number | null)[] {
  const slopes: (number | null)[] = places.map(() => null)
  const inputs = places.map(dataAt)
  eachSlope(op, dataAt([reach, index]), inputs, which(op, places), (slope, k) => (slopes[k] = slope))
  return slopes
}
