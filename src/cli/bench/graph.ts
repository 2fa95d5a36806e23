/**
 * The workload `graph`: a random graph of so many nodes, drawn beforehand by a generator that every language has, so that all contenders build the same one.
 * Each node is made of the node before it and a partner, half the time one of 1,000 leaves, else any node before: so every node leads to the last. A sum or
 * difference is halved by the next node, which keeps numbers and gradients within bounds.
 */
import { value } from '../../engine/index.js'
import type { Value } from '../../ops/index.js'

const LEAVES = 1000

/** What is built: of each node its kind (0 sum, 1 difference, 2 product) and its partner. */
export interface Plan {
  readonly leaves: Float64Array
  readonly kinds: Uint8Array
  readonly partners: Uint32Array
}

/** The plan of a seed. The factor and the summand are those of Numerical Recipes (1992), section 7.1. */
export function planGraph(nodes: number, seed: number): Plan {
  const draw = (): number => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) / 2 ** 32
  const leaves = Float64Array.from({ length: LEAVES }, (_, k) => (k === 0 ? 0.5 : 2 * draw() - 1))
  const kinds = new Uint8Array(nodes)
  const partners = new Uint32Array(nodes)
  for (let k = 0; k < nodes; k++) {
    kinds[k] = draw() * 3
    const place = draw()
    partners[k] = place * (draw() < 0.5 ? LEAVES : LEAVES + k)
    if (kinds[k] !== 2 && ++k < nodes) kinds[k] = 2
  }
  return { leaves, kinds, partners }
}

/** Builds the graph and gives all its Values, leaves first. */
export function buildGraph({ leaves, kinds, partners }: Plan): Value[] {
  const values = Array.from(leaves, (x) => value(x))
  let last = values[LEAVES - 1] as Value
  for (let k = 0; k < kinds.length; k++) {
    const partner = values[partners[k] as number] as Value
    last = kinds[k] === 0 ? last.add(partner) : kinds[k] === 1 ? last.sub(partner) : last.mul(partner)
    values.push(last)
  }
  return values
}

/** Builds, runs `backward` and gives the root's number and the sum of the leaves' gradients. */
export function passOver(plan: Plan): [root: number, leafGradients: number] {
  const values = buildGraph(plan)
  const root = values.at(-1) as Value
  root.backward()
  return [root.data, values.slice(0, LEAVES).reduce((sum, leaf) => sum + leaf.grad, 0)]
}
