/** A recording made to live again: the same ops on the same numbers, so that its leaves can be moved. */
import { scope, value } from '../../src/engine/index.js'
import type { Graph, GraphNode } from '../../src/engine/index.js'
import type { Op, Value } from '../../src/ops/index.js'
import { listsOf, ops } from '../../src/ops/table.js'

/** Scopes in deeper ones are not told apart. */
const DEEPEST = 100

type Call = (...inputs: readonly unknown[]) => number

/** The root of a recording as a Value; undefined if an op in it is none of ours, or the numbers do not come out as they are written. */
export function revive({ nodes, scopes, root }: Graph): Value | undefined {
  const made = new Map<number, number>()
  let at = 0
  const make = (node: GraphNode): boolean => {
    const inputs = node.inputs.map((id) => made.get(id) as number)
    const again = node.kind === 'op' ? applied(node, inputs) : node.kind === 'leaf' ? leafOf(node) : node.data
    if (again !== undefined) made.set(node.id, again)
    return again !== undefined
  }
  /** All nodes from here on that were made in a scope, those of the scopes in it in theirs, so that it folds as it did. */
  const within = (outer: number, depth: number): boolean => {
    while (at < nodes.length) {
      const node = nodes[at]!
      let inner = node.scope
      let [child, isInside] = [inner, inner === outer]
      while (!isInside && inner >= 0) {
        child = inner
        inner = scopes[inner]?.parent ?? -1
        isInside = inner === outer
      }
      if (!isInside) return true
      if (node.scope === outer || depth > DEEPEST) {
        at++
        if (!make(node)) return false
      } else if (!scope(scopes[child]!.name, () => within(child, depth + 1))) return false
    }
    return true
  }
  if (!within(-1, 0)) return undefined
  const found = made.get(root)
  if (found === undefined || typeof found === 'number') return undefined
  const [is, was] = [(found as Value).data, nodes.find(({ id }) => id === root)?.data ?? NaN]
  const isSame = Object.is(is, was) || Math.abs(is - was) <= 1e-9 * Math.abs(was)
  return isSame ? (found as Value) : undefined
}

function leafOf({ data, label, requiresGrad }: GraphNode): Value {
  const leaf = value(data, label)
  leaf.requiresGrad = requiresGrad
  return leaf
}

function applied({ op, label }: GraphNode, inputs: readonly number[]): number | undefined {
  const row: Op | undefined = ops.get(op)
  if (!row) return undefined
  const call = row as unknown as Call
  const count = row.parameters.length
  const [own, parameters] = [inputs.slice(0, inputs.length - count), inputs.slice(inputs.length - count)]
  const named = Object.fromEntries(row.parameters.map(({ name }, k) => [name, Number(parameters[k])]))
  let made: number
  if (row.arity === 'list') made = call(...split(own, listsOf(row)))
  else if (count === 0) made = call(...own)
  else made = row.order === 'before' ? call(...parameters, ...own) : call(...own, named)
  return label === '' || typeof made === 'number' ? made : value(made, label)
}

const split = (inputs: readonly number[], lists: number): readonly (readonly number[])[] =>
  Array.from({ length: lists }, (_, k) => inputs.slice((k * inputs.length) / lists, ((k + 1) * inputs.length) / lists))
