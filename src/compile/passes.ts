/** What passes over a graph ask of the rows of its ops, and forward mode: what it appends has the factors, the order and so the bits of the engine's. Reverse mode has a file of its own, pull. */
import type { Rule } from '../ops/index.js'
import { Factors } from './factors.js'
import { CHOICE, functionAt, JOIN, PICK, type Fn } from './functions.js'
import type { Graph, Seen } from './graph.js'
import { join, meet, none, settled, type Mask, type Part } from './part.js'
import { ALWAYS } from './template.js'

/** What a pass cannot do, said to whoever asks why. */
export class Unsupported extends Error {}

/** Which operands of a function take part: always, never, or where a mask holds. */
function flow({ op }: Fn, k: number, inputs: readonly Seen[]): Mask | 0 {
  if (op === undefined || (op.arity !== 'list' && k >= op.arity)) return 0
  if (op.flows) return (op.flows[k] as Rule)(...(inputs as [number])) as Seen
  if (!op.active) return undefined
  if (op.active.length > 0)
    throw new Unsupported(`op ${op.name} says which inputs take part on numbers only: give its row \`flows\``)
  return op.active()[k] ? undefined : 0
}
/** Whether an operand may take part at some data. */
function mayFlow({ op, code }: Fn, k: number): boolean {
  if (code === PICK.code) return k > 0
  if (code === JOIN.code || code === CHOICE.code) return k % 2 === 1
  if (op === undefined || (op.arity !== 'list' && k >= op.arity)) return false
  if (op.flows) return (op.flows[k] as Rule).length > 0 || (op.flows[k] as () => number)() !== 0
  return op.active === undefined || op.active.length > 0 || op.active()[k] !== false
}

/** By code whether all operands take part at all data, so that none has to be looked at: 1; 2 where they have to be. */
const flowing: number[] = []
const flowingOf = (code: number): number => {
  const { op, isList } = functionAt(code)
  return op && op.parameters.length === 0 && !op.flows && !op.active && (isList || op.arity !== 'list') ? 1 : 2
}

/** Which nodes of place `floor` or more depend on the variables through what may take part; the variables do. */
export function dependents(graph: Graph, variables: readonly number[], floor: number): Uint8Array {
  const { operands, start, code, length } = graph
  const depends = new Uint8Array(length)
  for (let k = 0; k < variables.length; k++) depends[variables[k] as number] = 1
  let at = start[Math.max(0, floor)] as number
  for (let i = floor; i < length; i++) {
    const from = at
    const to = start[i + 1] as number
    for (; at < to; at++) {
      if (depends[operands[at] as number] === 0) continue
      const own = code[i] as number
      const how = flowing[own] ?? (flowing[own] = flowingOf(own))
      if (how === 2 && !mayFlow(functionAt(own), at - from)) continue
      depends[i] = 1
      break
    }
    at = to
  }
  return depends
}

/** Calls `visit` with the slope by each operand that `wants` names, in order, and where it takes part. */
export function eachSlope(
  graph: Graph,
  i: number,
  wants: (operand: number, k: number) => boolean,
  visit: (slope: Seen, operand: number, mask: Mask, k: number) => void,
): void {
  const fn = graph.functionAt(i) as Fn
  if (fn.op === undefined) return
  const { partials, listPartials } = fn.op
  const operands = graph.operandsOf(i).slice()
  const inputs = Array.from(operands, (operand) => graph.seen(operand))
  const y = graph.seen(i) as number
  const all = listPartials?.(y, inputs as number[])
  for (let k = 0; k < (all ?? partials).length; k++) {
    const operand = operands[k] as number
    if (!wants(operand, k) || !mayFlow(fn, k)) continue
    const mask = flow(fn, k, inputs)
    if (mask === 0) continue
    const slope = all ? all[k] : (partials[k] as Rule)(y, ...(inputs as number[]))
    visit(slope as Seen, operand, mask, k)
  }
}

const maskOf = (graph: Graph, mask: Mask): number => (mask === undefined ? ALWAYS : graph.place(mask))

/** The tangents of `outs`, given one per variable; with `moves` a tangent that is a term is there even where it is 0. `values` as for the pass backward. */
export function push(
  graph: Graph,
  outs: readonly number[],
  variables: readonly number[],
  tangents: readonly Seen[],
  moves: (tangent: number) => boolean,
  floor: number,
  values?: Uint8Array,
): Seen[] {
  const factors = new Factors(graph, values)
  const added = (before: Part | undefined, next: Part): Part | undefined => {
    const sum = join(graph, before, next)
    if (values && before && sum && sum !== before)
      factors.note(graph.place(sum.value), graph.place(before.value), maskOf(graph, before.mask), graph.place(next.value), maskOf(graph, next.mask)) // prettier-ignore
    return sum
  }
  const depends = dependents(graph, variables, floor)
  const wanted = ancestors(graph, outs, floor)
  const parts: (Part | undefined)[] = Array.from({ length: graph.length })
  const own = new Set(variables)
  variables.forEach((variable, k) => {
    const value = tangents[k] as Seen
    if (value === 0) return
    // One that does not move is none: 0 times an infinite slope would be NaN.
    const mask = typeof value === 'number' || moves(value.node) ? undefined : value
    parts[variable] = { value, mask }
  })
  const upTo = graph.length
  for (let i = floor; i < upTo; i++) {
    if (wanted[i] !== 1 || depends[i] !== 1 || own.has(i)) continue
    if (graph.code[i] === PICK.code) {
      const [p, a, b] = graph.operandsOf(i) as unknown as [number, number, number]
      const chosen = graph.seen(p)
      const yes = parts[a]
      const no = parts[b]
      const first = yes && added(undefined, { value: yes.value, mask: meet(graph, yes.mask, chosen) })
      const second = no && { value: no.value, mask: meet(graph, no.mask, none(graph, chosen)) }
      // Only one of them is there, so nothing is added.
      parts[i] = first && second ? added(first, second) : (first ?? second)
      continue
    }
    let part: Part | undefined
    if (graph.code[i] === JOIN.code || graph.code[i] === CHOICE.code) {
      const operands = graph.operandsOf(i).slice()
      for (let k = 0; k < operands.length; k += 2) {
        const own = parts[operands[k + 1] as number]
        const mask = graph.seen(operands[k] as number)
        if (own) part = added(part, { value: own.value, mask: meet(graph, own.mask, mask) })
      }
      parts[i] = part
      continue
    }
    eachSlope(
      graph,
      i,
      (operand) => parts[operand] !== undefined,
      (slope, operand, where) => {
        const { value, mask } = parts[operand] as Part
        part = added(part, {
          value: graph.seen(factors.product(graph.place(value), graph.place(slope))),
          mask: meet(graph, mask, where),
        })
      },
    )
    parts[i] = part
  }
  return outs.map((out) => settled(graph, parts[out]))
}

/** What the nodes were computed from. */
export function ancestors(graph: Graph, nodes: Iterable<number>, floor = 0): Uint8Array {
  const found = new Uint8Array(graph.length)
  let newest = -1
  for (const i of nodes) {
    found[i] = 1
    newest = Math.max(newest, i)
  }
  const { operands, start } = graph
  for (let i = newest; i >= floor; i--) {
    if (found[i] !== 1) continue
    for (let at = start[i] as number; at < (start[i + 1] as number); at++) found[operands[at] as number] = 1
  }
  return found
}
