/**
 * The workloads `graph` and `tangle`: random graphs of so many nodes, drawn beforehand by a generator that every language has, so that all contenders build the
 * same ones. Each node is made of the node before it and a partner, half the time one of 1,000 leaves. Otherwise the partner is, in `graph`, one of the 1,000 nodes
 * made last, so that a program holds these and no more; in `tangle` it is any node before, so that a program holds every one of them. Every node leads to the last. A
 * sum or difference is halved by the next node, which keeps numbers and gradients within bounds.
 */
import { value } from '../../engine/index.js'
import type { Value } from '../../ops/index.js'

const LEAVES = 1000

/** What is built: of each node its kind (0 sum, 1 difference, 2 product) and its partner. */
export interface Plan {
  /** How many of the nodes made last a program has to hold. */
  readonly held: number
  readonly leaves: Float64Array
  readonly kinds: Uint8Array
  readonly partners: Uint32Array
}

/** The plan of a seed. The factor and the summand are those of Numerical Recipes (1992), section 7.1. */
export function planGraph(workload: 'graph' | 'tangle', nodes: number, seed: number): Plan {
  const held = workload === 'graph' ? LEAVES : LEAVES + nodes
  const draw = (): number => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) / 2 ** 32
  const leaves = Float64Array.from({ length: LEAVES }, (_, k) => (k === 0 ? 0.5 : 2 * draw() - 1))
  const kinds = new Uint8Array(nodes)
  const partners = new Uint32Array(nodes)
  for (let k = 0; k < nodes; k++) {
    kinds[k] = draw() * 3
    const place = draw()
    if (draw() < 0.5) partners[k] = place * LEAVES
    else if (held === LEAVES) partners[k] = LEAVES + k - 1 - Math.floor(place * LEAVES)
    else partners[k] = place * (LEAVES + k)
    if (kinds[k] !== 2 && ++k < nodes) kinds[k] = 2
  }
  return { held, leaves, kinds, partners }
}

/** Builds the graph and gives its leaves and the nodes made last, as many as a program has to hold or as `held` says. */
export function buildGraph(
  { leaves, kinds, partners, held }: Plan,
  keep: number = held,
): { leaves: Value[]; newest: Value[]; root: Value } {
  const first = Array.from(leaves, (x) => value(x))
  // Node n lies at place n modulo the number of places.
  const newest = first.slice()
  let last = first[LEAVES - 1] as Value
  for (let k = 0; k < kinds.length; k++) {
    const at = partners[k] as number
    const partner = (at < LEAVES ? first[at] : newest[at % keep]) as Value
    last = kinds[k] === 0 ? last.add(partner) : kinds[k] === 1 ? last.sub(partner) : last.mul(partner)
    newest[(LEAVES + k) % keep] = last
  }
  return { leaves: first, newest, root: last }
}

/** Builds, runs `backward` and gives the root's number and the sum of the leaves' gradients. */
export function passOver(plan: Plan): [root: number, leafGradients: number] {
  const { leaves, root } = buildGraph(plan)
  root.backward()
  return [root.data, leaves.reduce((sum, leaf) => sum + leaf.grad, 0)]
}
