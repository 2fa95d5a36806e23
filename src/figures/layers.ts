/** The first half of the layout (after Sugiyama, Tagawa and Toda): which layer each node stands in, and in which order, so that few edges cross. */

/** What is to be laid out: nodes after their operands, each with the nodes that its edges come from, with repeats. */
export type Operands = readonly (readonly number[])[]

/**
 * Nodes and the bends of long edges, in layers. An edge joins neighbouring layers only: one that goes further has a bend in each layer between, and
 * all edges of a node share its bends, so that a weight used a hundred times is one line that forks.
 *
 *     elements  0 … n−1: the nodes │ n …: bends, those of one node in a row
 *     layer 0 holds the root, the operands of an element stand in the layer after its own
 */
export interface Layers {
  readonly layerOf: Int32Array
  /** The elements of each layer, in order. */
  readonly order: Int32Array[]
  /** The place of each element in its layer. */
  readonly place: Int32Array
  /** The edges between neighbouring layers: from[k] in the layer after that of to[k]. */
  readonly from: Int32Array
  readonly to: Int32Array
  /** The first bend of each node, in the layer before its own; −1 where it has none. */
  readonly bend: Int32Array
  /** How many bends it has. */
  readonly bends: Int32Array
}

/** Bends that a layout may have for each node, on average: beyond, the longest edges go without. */
const BENDS = 4

export function layersOf(operands: Operands): Layers {
  const n = operands.length
  const depth = depths(operands)
  const [bend, bends, all] = bendsOf(operands, depth)
  const layerOf = new Int32Array(all)
  layerOf.set(depth)
  for (let v = 0; v < n; v++) for (let k = 0; k < bends[v]!; k++) layerOf[bend[v]! + k] = depth[v]! - 1 - k

  const from: number[] = []
  const to: number[] = []
  for (let v = 0; v < n; v++)
    for (let k = 0; k < bends[v]!; k++) {
      from.push(k === 0 ? v : bend[v]! + k - 1)
      to.push(bend[v]! + k)
    }
  for (let v = 0; v < n; v++)
    for (const u of operands[v]!) {
      const between = depth[u]! - depth[v]! - 1
      if (between > bends[u]!) continue
      from.push(between === 0 ? u : bend[u]! + between - 1)
      to.push(v)
    }
  const edges = { from: Int32Array.from(from), to: Int32Array.from(to) }
  const layers = { layerOf, ...firstOrder(operands, layerOf, bend, bends), ...edges, bend, bends }
  untangle(layers)
  return layers
}

/** How far each node is from the root, along the longest way: so every operand stands just before the first that uses it. */
export function depths(operands: Operands): Int32Array {
  const depth = new Int32Array(operands.length)
  for (let v = operands.length - 1; v >= 0; v--)
    for (const u of operands[v]!) depth[u] = Math.max(depth[u]!, depth[v]! + 1)
  return depth
}

type Bends = readonly [bend: Int32Array, bends: Int32Array, all: number]
function bendsOf(operands: Operands, depth: Int32Array): Bends {
  const n = operands.length
  const bends = new Int32Array(n)
  for (let v = 0; v < n; v++) for (const u of operands[v]!) bends[u] = Math.max(bends[u]!, depth[u]! - depth[v]! - 1)
  // The longest that all nodes together can afford.
  let total = 0
  const limit = BENDS * n + 1000
  for (const k of bends.toSorted()) {
    if (total + k > limit) {
      for (let v = 0; v < n; v++) if (bends[v]! >= k) bends[v] = 0
      break
    }
    total += k
  }
  const bend = new Int32Array(n).fill(-1)
  let all = n
  for (let v = 0; v < n; v++)
    if (bends[v]! > 0) {
      bend[v] = all
      all += bends[v]!
    }
  return [bend, bends, all]
}

/** The order in which a walk from the root meets them, first operands first: a tree has no crossings then. */
function firstOrder(
  operands: Operands,
  layerOf: Int32Array,
  bend: Int32Array,
  bends: Int32Array,
): Pick<Layers, 'order' | 'place'> {
  const sizes: number[] = []
  for (const layer of layerOf) sizes[layer] = (sizes[layer] ?? 0) + 1
  const order = Array.from(sizes, (size) => new Int32Array(size ?? 0))
  const filled = new Int32Array(order.length)
  const place = new Int32Array(layerOf.length)
  const put = (element: number): void => {
    const layer = layerOf[element]!
    place[element] = filled[layer]!
    order[layer]![filled[layer]!++] = element
  }
  const met = new Uint8Array(operands.length)
  // From the newest on: the root, then what does not lead to it, if a recording has such nodes.
  for (let start = operands.length - 1; start >= 0; start--) {
    const stack = [start]
    while (stack.length > 0) {
      const v = stack.pop()!
      if (met[v]) continue
      met[v] = 1
      put(v)
      for (let k = 0; k < bends[v]!; k++) put(bend[v]! + k)
      const ins = operands[v]!
      for (let k = ins.length - 1; k >= 0; k--) if (!met[ins[k]!]) stack.push(ins[k]!)
    }
  }
  return { order, place }
}

/** Neighbours of each element on one side, in one array: those of element e from start[e] to start[e + 1]. */
export interface Neighbours {
  readonly start: Int32Array
  readonly list: Int32Array
}

/** The neighbours of `of` in `others`, edge by edge. */
export function neighbours(count: number, of: Int32Array, others: Int32Array): Neighbours {
  const start = new Int32Array(count + 1)
  for (const e of of) start[e + 1]!++
  for (let e = 0; e < count; e++) start[e + 1]! += start[e]!
  const next = start.slice()
  const list = new Int32Array(of.length)
  for (let k = 0; k < of.length; k++) list[next[of[k]!]!++] = others[k]!
  return { start, list }
}

/** Sorts each layer by the middle of its neighbours, forth and back, and keeps the best order that comes by. */
function untangle(layers: Layers): void {
  const { layerOf, order, place, from, to } = layers
  const count = layerOf.length
  const sides = [neighbours(count, from, to), neighbours(count, to, from)] as const
  const sweeps = Math.max(2, Math.min(24, Math.ceil(400_000 / (count + 1))))
  const key = new Float64Array(count)
  let least = crossings(layers, sides[0])
  let best = order.map((layer) => layer.slice())
  for (let sweep = 0; sweep < sweeps && least > 0; sweep++) {
    const isForth = sweep % 2 === 0
    const side = sides[isForth ? 0 : 1]
    for (let k = 1; k < order.length; k++) {
      const layer = order[isForth ? k : order.length - 1 - k]!
      for (const e of layer) key[e] = middle(side, e, place)
      layer.sort((a, b) => key[a]! - key[b]! || place[a]! - place[b]!)
      layer.forEach((e, at) => (place[e] = at))
    }
    const now = crossings(layers, sides[0])
    if (now < least) {
      least = now
      best = order.map((layer) => layer.slice())
    }
  }
  best.forEach((layer, k) => {
    order[k] = layer
    layer.forEach((e, at) => (place[e] = at))
  })
}

function middle({ start, list }: Neighbours, e: number, place: Int32Array): number {
  const [first, last] = [start[e]!, start[e + 1]!]
  if (first === last) return place[e]!
  let sum = 0
  for (let k = first; k < last; k++) sum += place[list[k]!]!
  return sum / (last - first)
}

/** How many pairs of edges cross, counted as inversions in a tree of sums (Barth, Jünger and Mutzel). */
export function crossings({ order, place }: Pick<Layers, 'order' | 'place'>, toRoot: Neighbours): number {
  let total = 0
  for (let k = 1; k < order.length; k++) {
    const size = order[k - 1]!.length
    const sums = new Int32Array(size + 1)
    let seen = 0
    for (const e of order[k]!) {
      const [first, last] = [toRoot.start[e]!, toRoot.start[e + 1]!]
      for (let j = first; j < last; j++) {
        let upTo = 0
        for (let i = place[toRoot.list[j]!]! + 1; i > 0; i -= i & -i) upTo += sums[i]!
        total += seen - upTo
      }
      for (let j = first; j < last; j++) {
        for (let i = place[toRoot.list[j]!]! + 1; i <= size; i += i & -i) sums[i]!++
        seen++
      }
    }
  }
  return total
}
