/** What a drawn graph shows: the nodes of a recording, or folded boxes in place of those of a scope, each after what its edges come from. */
import type { Graph, GraphNode } from '../engine/index.js'
import { ops } from '../ops/table.js'

/** An edge into a knot. */
export interface Strand {
  /** Place of the knot it comes from. */
  readonly from: number
  /** The local derivative, of a fold with one output that of all within; null where no gradient passes, absent where there is none to say: several outputs, or a rule of its own. */
  readonly slope?: number | null
  /** How far the way back has come, where it is shown step by step; `rest`: nobody walks. */
  readonly walk?: 'rest' | 'ahead' | 'walked' | 'now' | undefined
}
/** What is to be seen of a box at one moment of a walk. */
export interface KnotState {
  readonly hasData: boolean
  readonly hasGrad: boolean
  /** The step lands here. */
  readonly isNow?: boolean
  /** Cells that the step is about. */
  readonly washed?: readonly ('data' | 'grad')[]
}
/** A box of the picture: one node, or a fold of many. */
export interface Knot {
  /** `n` and the place of its node in the recording, or `s` and that of its scope. */
  readonly key: string
  /** The node whose numbers it shows; absent for a fold with several outputs. */
  readonly node?: GraphNode
  /** Its place in the recording. */
  readonly place?: number
  readonly state?: KnotState
  readonly fold?: Fold
  /** Of a fold with one output: the places of its nodes. */
  readonly inside?: readonly number[]
  readonly strands: readonly Strand[]
}
export interface Fold {
  readonly name: string
  readonly nodes: number
  /** How many scopes of this name are stacked in it. */
  readonly times: number
  /** How many of its nodes are used outside. */
  readonly outputs: number
  /** Place of its scope in the recording's list; of a stack, that of the first. */
  readonly scope: number
}
/** A recording as it is seen: its knots, which are nodes or folded scopes, and which knot shows each node. */
export interface View {
  readonly knots: readonly Knot[]
  /** By place in the recording: which knot shows the node. */
  readonly knotOf: Int32Array
  readonly root: GraphNode
  /** Whether gradients are there to be shown. */
  readonly isWalked: boolean
}
/** Which scopes are folded into one box each. */
export interface Folding {
  /** All of them but those that `open` names; by default when there are more than 500 nodes. */
  readonly fold?: boolean
  /** Scopes to unfold, by name or by place in the recording's list; the scopes around them are unfolded too. */
  readonly open?: readonly (string | number)[]
}

/** More nodes than this are folded. */
const MANY = 500
/** More boxes than this are put into stacks of those with one name. */
const BOXES = 60
const LEAVES = 24

/** The view of a recording. */
export function viewOf(graph: Graph, { fold = graph.nodes.length > MANY, open = [] }: Folding = {}): View {
  const { nodes } = graph
  const root = nodes.find(({ id }) => id === graph.root)!
  const isWalked = root.grad !== 0
  const places = new Map(nodes.map(({ id }, k) => [id, k]))
  const inputs = nodes.map((node) => node.inputs.map((id) => places.get(id)!))
  const scopes = graph.scopes.map(({ name, parent }) => ({ name, parent }))
  const isOpen = scopes.map(({ name }, s) => !fold || open.includes(name) || open.includes(s))
  // From inside out: what stands around an open scope that was named is open.
  if (fold && open.length > 0)
    scopes.forEach(({ parent }, s) => {
      if (isOpen[s]) for (let p = parent; p >= 0 && !isOpen[p]; p = scopes[p]!.parent) isOpen[p] = true
    })
  // Each way folds more than the one before: as it stands, leaves that only folds use put into them, and folds of one name into one stack.
  for (let way = 0; ;) {
    const folded = outermost(scopes, isOpen, way === 2)
    const knots = tied(nodes, inputs, grouped(nodes, inputs, folded, way > 0), timesOf(scopes, folded))
    if ('tangled' in knots) for (const s of knots.tangled) isOpen[s] = true
    else if (fold && way < 2 && isCrowded(knots.knots, way)) way++
    else return { ...knots, root, isWalked }
  }
}

/** More leaves beside folds than can be told apart, or more boxes than can be seen. */
function isCrowded(knots: readonly Knot[], way: number): boolean {
  const folds = knots.filter((knot) => knot.fold !== undefined).length
  if (folds === 0) return false
  const leaves = knots.filter(({ fold, strands }) => fold === undefined && strands.length === 0).length
  return knots.length > BOXES || (way === 0 && leaves > LEAVES)
}

type Scopes = readonly { readonly name: string; readonly parent: number }[]

/** For each scope the outermost folded one around it, or −1; stacked, the first of those that have the same names around them. */
function outermost(scopes: Scopes, isOpen: readonly boolean[], stacked: boolean): Int32Array {
  const found = new Int32Array(scopes.length).fill(-2)
  const first = new Map<string, number>()
  const path: string[] = []
  // Parents stand before their children, as in every recording.
  scopes.forEach(({ name, parent }, s) => {
    path[s] = `${parent < 0 ? '' : path[parent]!}/${name}`
    const around = parent < 0 ? -1 : found[parent]!
    if (around >= 0) found[s] = around
    else if (isOpen[s]) found[s] = -1
    else if (!stacked) found[s] = s
    else {
      if (!first.has(path[s]!)) first.set(path[s]!, s)
      found[s] = first.get(path[s]!)!
    }
  })
  return found
}

/** The name of each folded scope, and how many of that name lie in it side by side. */
function timesOf(scopes: Scopes, folded: Int32Array): readonly { name: string; times: number }[] {
  const times = scopes.map(({ name }) => ({ name, times: 0 }))
  scopes.forEach(({ parent }, s) => {
    if (folded[s]! >= 0 && (parent < 0 || folded[parent]! < 0)) times[folded[s]!]!.times++
  })
  return times
}

/** The folded scope that each node is drawn in, or −1. `greedy`: also of a leaf from outside, if only folds use it: then it is in the first of them. */
function grouped(
  nodes: readonly GraphNode[],
  inputs: readonly (readonly number[])[],
  folded: Int32Array,
  greedy: boolean,
): Int32Array {
  const group = Int32Array.from(nodes, ({ scope }) => (scope < 0 ? -1 : folded[scope]!))
  const user = new Int32Array(nodes.length).fill(-2)
  inputs.forEach((from, v) => {
    for (const u of from)
      if (group[v]! < 0) user[u] = -1
      else if (user[u] === -2) user[u] = group[v]!
  })
  nodes.forEach(({ kind }, v) => {
    if (kind === 'constant' || (greedy && kind === 'leaf')) group[v] = Math.max(-1, user[v]!)
  })
  return group
}

/** The knots, in an order in which each comes after those its strands come from; or the folds that stand in the way of that. */
function tied(
  nodes: readonly GraphNode[],
  inputs: readonly (readonly number[])[],
  group: Int32Array,
  folds: readonly Pick<Fold, 'name' | 'times'>[],
): Pick<View, 'knots' | 'knotOf'> | { tangled: readonly number[] } {
  const n = nodes.length
  // Knots by number: a node is its own, a fold is n and its scope.
  const knotOf = (v: number): number => (group[v]! < 0 ? v : n + group[v]!)
  const strands = new Map<number, Set<number>>()
  const members = new Map<number, number[]>()
  const outs = new Map<number, Set<number>>()
  const all = new Set<number>()
  for (let v = 0; v < n; v++) {
    const knot = knotOf(v)
    all.add(knot)
    if (knot < n) continue
    if (!members.has(knot)) members.set(knot, [])
    members.get(knot)!.push(v)
    const into = strands.get(knot) ?? new Set<number>()
    strands.set(knot, into)
    for (const u of inputs[v]!) if (knotOf(u) !== knot) into.add(knotOf(u))
  }
  const users: number[][] = []
  const waiting = new Map<number, number>()
  const sourcesOf = (knot: number): readonly number[] =>
    knot < n ? inputs[knot]!.map(knotOf) : [...strands.get(knot)!]
  for (let v = 0; v < n; v++)
    for (const u of inputs[v]!)
      if (knotOf(u) >= n && knotOf(u) !== knotOf(v))
        outs.set(knotOf(u), (outs.get(knotOf(u)) ?? new Set<number>()).add(u))
  for (const knot of all) {
    const sources = sourcesOf(knot)
    waiting.set(knot, sources.length)
    for (const u of sources) (users[u] ??= []).push(knot)
  }
  const order = [...all].filter((knot) => waiting.get(knot) === 0)
  for (let k = 0; k < order.length; k++)
    for (const v of users[order[k]!] ?? []) {
      const left = waiting.get(v)! - 1
      waiting.set(v, left)
      if (left === 0) order.push(v)
    }
  if (order.length < all.size) {
    const tangled = [...all].filter((knot) => knot >= n && waiting.get(knot)! > 0).map((knot) => knot - n)
    return { tangled }
  }
  const place = new Map(order.map((knot, k) => [knot, k]))
  // The one node of a fold that is used outside; the root, which is the last and used by nobody, if it lies in there.
  const outputOf = (knot: number): number | undefined => {
    if (knot < n) return knot
    const shown = outs.get(knot)
    const isLast = knotOf(n - 1) === knot
    return isLast ? (shown === undefined ? n - 1 : undefined) : shown?.size === 1 ? [...shown][0] : undefined
  }
  const knots = order.map((knot): Knot => {
    if (knot < n) {
      const node = nodes[knot]!
      const own = inputs[knot]!.map((u, k): Strand => {
        const slope = slopeOf(node, k, nodes[u]!)
        return { from: place.get(knotOf(u))!, ...(slope !== undefined && { slope }) }
      })
      return { key: `n${knot}`, node, place: knot, strands: own }
    }
    const inside = members.get(knot)!
    const only = outputOf(knot)
    const slopes = only === undefined ? undefined : slopesInto(only, inside, nodes, inputs)
    return {
      key: `s${knot - n}`,
      ...(only !== undefined && { node: nodes[only]!, place: only, inside }),
      fold: {
        ...folds[knot - n]!,
        nodes: inside.length,
        outputs: (outs.get(knot)?.size ?? 0) + Number(knotOf(n - 1) === knot),
        scope: knot - n,
      },
      strands: Array.from(strands.get(knot)!, (from): Strand => {
        const source = outputOf(from)
        return { from: place.get(from)!, ...(slopes && source !== undefined && { slope: slopes.get(source) ?? null }) }
      }),
    }
  })
  return { knots, knotOf: Int32Array.from(nodes, (_, v) => place.get(knotOf(v))!) }
}

/** The k-th slope of a node; absent if a gradient passes by a rule that says no slopes. */
function slopeOf({ op, slopes }: GraphNode, k: number, operand: GraphNode): number | null | undefined {
  return slopes[k] ?? (operand.requiresGrad && !ops.has(op) ? undefined : null)
}

/** The derivatives of one node of a fold by all that the fold takes in: a walk back through its members alone; none if one of them does not say its slopes. */
export function slopesInto(
  output: number,
  members: readonly number[],
  nodes: readonly GraphNode[],
  inputs: readonly (readonly number[])[],
): ReadonlyMap<number, number> | undefined {
  const adjoints = new Map([[output, 1]])
  for (let k = members.length - 1; k >= 0; k--) {
    const v = members[k]!
    const adjoint = adjoints.get(v)
    if (adjoint === undefined) continue
    for (const [j, u] of inputs[v]!.entries()) {
      const slope = slopeOf(nodes[v]!, j, nodes[u]!)
      if (slope === undefined) return undefined
      if (slope !== null) adjoints.set(u, (adjoints.get(u) ?? 0) + adjoint * slope)
    }
  }
  return adjoints
}
