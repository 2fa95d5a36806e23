/** The layout: where each node stands and which way each edge goes; linear in the size, decided by the structure alone, so that it stays put from step to step. */
import { layersOf, neighbours, type Layers, type Neighbours, type Operands } from './layers.js'
import type { Point } from './scene.js'

/** A node as the layout sees it; `along` the direction in which values run, `across` at a right angle to it. */
export interface Piece {
  readonly along: number
  readonly across: number
  /** What stands before it and moves with it: its op. */
  readonly lead: number
}
export interface Room {
  /** Between a layer and the next, where edges run. */
  readonly gap: number
  /** Between neighbours in a layer. */
  readonly spread: number
}
export interface Layout {
  /** Where each node begins, along. */
  readonly along: Float64Array
  /** The middle of each, across. */
  readonly across: Float64Array
  readonly size: { readonly along: number; readonly across: number }
  readonly layers: number
  /** The way that the long edges of a node have in common, from its side to its last bend, along and across; empty if it has none. */
  trunk(operand: number): Point[]
  /** The points of the edge from `operand` to `node`, or of the part that no other edge of the operand shares; the last two are where it turns. */
  branch(operand: number, node: number): Point[]
}

/** Lays out nodes that come after their operands, the last of them the root. */
export function layout(pieces: readonly Piece[], operands: Operands, room: Room): Layout {
  const n = pieces.length
  const layers = layersOf(operands)
  const { layerOf, order, bend, bends } = layers
  const { across, least, most } = acrossOf(pieces, operands, layers, room)

  // The root's layer is the last along. A layer is as long as its longest node and its longest lead.
  const starts = new Float64Array(order.length)
  const ends = new Float64Array(order.length)
  let reach = 0
  for (let k = order.length - 1; k >= 0; k--) {
    let [lead, length] = [0, 0]
    for (const e of order[k]!)
      if (e < n) {
        lead = Math.max(lead, pieces[e]!.lead)
        length = Math.max(length, pieces[e]!.along)
      }
    starts[k] = (k === order.length - 1 ? 0 : reach + room.gap) + lead
    ends[k] = reach = starts[k]! + length
  }
  const along = Float64Array.from(pieces, (_piece, v) => starts[layerOf[v]!]!)
  for (let e = 0; e < across.length; e++) across[e]! -= least
  return {
    along,
    across: across.subarray(0, n),
    size: { along: reach, across: most - least },
    layers: order.length,
    trunk(operand) {
      const count = bends[operand]!
      if (count === 0) return []
      const points: Point[] = [[along[operand]! + pieces[operand]!.along, across[operand]!]]
      for (let e = bend[operand]!; e < bend[operand]! + count; e++) {
        // On a straight piece the last point moves on.
        if (points.length > 1 && Math.abs(points.at(-1)![1] - across[e]!) < 0.5) points.pop()
        else points.push([starts[layerOf[e]!]!, across[e]!])
        points.push([ends[layerOf[e]!]!, across[e]!])
      }
      return points
    },
    branch(operand, node) {
      const between = layerOf[operand]! - layerOf[node]! - 1
      const last = between > 0 && between <= bends[operand]! ? bend[operand]! + between - 1 : -1
      const end: Point = [along[node]! - pieces[node]!.lead, across[node]!]
      // A narrow box has wider ones beside it: its edges pass them before they turn.
      const side: Point = [along[operand]! + pieces[operand]!.along, across[operand]!]
      const past: Point = [ends[layerOf[operand]!]!, across[operand]!]
      if (last < 0) return past[0] - side[0] > 1 ? [side, past, end] : [side, end]
      return [[ends[layerOf[last]!]!, across[last]!], end]
    },
  }
}

interface Across {
  readonly across: Float64Array
  readonly least: number
  readonly most: number
}

/** How hard an edge pulls, by how many of its ends are bends: the short way should be straight, and a long one where it passes by. */
const PULL = [4, 1, 8] as const

/** Every element as near to the middle of its neighbours as the order in its layer allows, sweep after sweep. */
function acrossOf(
  pieces: readonly Piece[],
  operands: Operands,
  { layerOf, order, from, to }: Layers,
  { spread }: Room,
): Across {
  const n = pieces.length
  const count = layerOf.length
  const [toRoot, toLeaves] = [neighbours(count, from, to), neighbours(count, to, from)]
  const half = Float64Array.from({ length: count }, (_, e) => (e < n ? (pieces[e]!.across + spread) / 2 : spread))
  const across = new Float64Array(count)
  // How far each stands from the first of its layer if all stand as close as they may; those that go different ways a little further apart.
  const offsets = new Float64Array(count)
  for (const layer of order) {
    for (let k = 1; k < layer.length; k++) {
      const [a, b] = [layer[k - 1]!, layer[k]!]
      const isApart = a < n && b < n && !sharesUser(toRoot, a, b)
      offsets[b] = offsets[a]! + half[a]! + half[b]! + (isApart ? spread : 0)
    }
    const middle = (offsets[layer.at(-1)!] ?? 0) / 2
    for (const e of layer) across[e] = offsets[e]! - middle
  }
  // A deep operand is louder than a shallow one, so that a long chain stays level; near the leaves all are alike.
  const loud = new Float64Array(count).fill(1)
  const height = new Int32Array(n)
  for (let v = 0; v < n; v++) {
    for (const u of operands[v]!) height[v] = Math.max(height[v]!, height[u]! + 1)
    loud[v] = Math.max(1, height[v]! - 1)
  }
  const plain = new Float64Array(count).fill(1)
  const sweeps = Math.max(3, Math.min(30, Math.ceil(300_000 / (count + 1))))
  for (let sweep = 0; sweep < sweeps; sweep++) {
    for (let k = 1; k < order.length; k++) settle(order[k]!, toRoot, plain, offsets, across, n)
    // This way last: an op stands in the middle of its operands, and long edges leave straight.
    for (let k = order.length - 2; k >= 0; k--) settle(order[k]!, toLeaves, loud, offsets, across, n)
  }
  let [least, most] = [Infinity, -Infinity]
  for (let e = 0; e < count; e++) {
    const own = e < n ? pieces[e]!.across / 2 : 1
    least = Math.min(least, across[e]! - own)
    most = Math.max(most, across[e]! + own)
  }
  return { across, least, most }
}

/** Whether an edge leads from both to the same element; only the first few are looked at. */
function sharesUser({ start, list }: Neighbours, a: number, b: number): boolean {
  const few = (e: number): Int32Array => list.subarray(start[e]!, Math.min(start[e + 1]!, start[e]! + 8))
  return few(a).some((user) => few(b).includes(user))
}

/**
 * Puts a layer where the squares of its distances to the wished places are least, its order and distances kept: an isotonic regression of the wishes
 * less the offsets, by pooling neighbours that want to pass each other.
 */
function settle(
  layer: Int32Array,
  { start, list }: Neighbours,
  loud: Float64Array,
  offsets: Float64Array,
  across: Float64Array,
  n: number,
): void {
  const sums = new Float64Array(layer.length)
  const weights = new Float64Array(layer.length)
  const sizes = new Int32Array(layer.length)
  let pools = 0
  for (let k = 0; k < layer.length; k++) {
    const e = layer[k]!
    let [sum, weight] = [0, 0]
    for (let j = start[e]!; j < start[e + 1]!; j++) {
      const other = list[j]!
      const pull = loud[other]! * PULL[(Number(e >= n) + Number(other >= n)) as 0 | 1 | 2]
      sum += pull * across[other]!
      weight += pull
    }
    // Who hears nobody stays, but lets others push.
    if (weight === 0) [sum, weight] = [0.01 * across[e]!, 0.01]
    sums[pools] = sum - weight * offsets[e]!
    weights[pools] = weight
    sizes[pools] = 1
    while (pools > 0 && sums[pools - 1]! / weights[pools - 1]! >= sums[pools]! / weights[pools]!) {
      sums[pools - 1]! += sums[pools]!
      weights[pools - 1]! += weights[pools]!
      sizes[pools - 1]! += sizes[pools]!
      pools--
    }
    pools++
  }
  for (let pool = 0, k = 0; pool < pools; pool++) {
    const base = sums[pool]! / weights[pool]!
    for (let j = 0; j < sizes[pool]!; j++, k++) across[layer[k]!] = base + offsets[layer[k]!]!
  }
}
