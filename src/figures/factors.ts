/** What folded boxes multiply by, anew for every set of numbers. */
import type { Graph } from '../engine/index.js'
import { slopesInto, type Knot, type View } from './view.js'

/**
 * What folds multiply by, with the numbers of `graph`, which may have moved since the view was made: by the fold and the place of the knot that an edge comes from. Null where no gradient
 * passes, undefined where there is no single number to say.
 * @example
 * import { graphOf, scope, value } from 'seegrad'
 * import { factorsOf, plan } from 'seegrad/figures'
 * const a = value(3, 'a')
 * const y = scope('square', () => a.mul(a))
 * const recording = graphOf(y)
 * const { view } = plan(recording, { fold: true })
 * factorsOf(recording, view)(view.knots[1], 0) // 6
 */
export function factorsOf({ nodes }: Graph, { knots }: View): (fold: Knot, from: number) => number | null | undefined {
  const known = new Map<string, ReadonlyMap<number, number> | undefined>()
  let inputs: readonly (readonly number[])[] | undefined
  return ({ key, place, inside }, from) => {
    const source = knots[from]!.place
    if (place === undefined || inside === undefined || source === undefined) return undefined
    if (!known.has(key)) {
      const places = new Map(nodes.map(({ id }, k) => [id, k]))
      inputs ??= nodes.map((node) => node.inputs.map((id) => places.get(id)!))
      known.set(key, slopesInto(place, inside, nodes, inputs))
    }
    const slopes = known.get(key)
    return slopes && (slopes.get(source) ?? null)
  }
}
