/** Reverse and forward mode on a graph, from the rows of its ops: what they append has the factors, the order and so the bits of the engine's passes. */
import { add, mul, type Rule } from '../ops/index.js'
import { CHOICE, functionAt, functionOf, JOIN, PICK, type Fn } from './functions.js'
import { NUMBER, type Graph, type Seen } from './graph.js'
import { stamp, templatesOf, type Template } from './template.js'
import { join, meet, none, settled, times, type Mask, type Part } from './part.js'

/** What a pass cannot do, said to whoever asks why. */
export class Unsupported extends Error {}

const ADD: Fn = functionOf(add as never)
const MUL: Fn = functionOf(mul as never)

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

/** Which nodes of place `floor` or more depend on the variables through what may take part; the variables do. */
function dependents(graph: Graph, variables: readonly number[], floor: number): Uint8Array {
  const depends = new Uint8Array(graph.length)
  for (const i of variables) depends[i] = 1
  const { operands, start, code, length } = graph
  for (let i = floor; i < length; i++) {
    if ((code[i] as number) < 0) continue
    const from = start[i] as number
    const to = start[i + 1] as number
    for (let at = from; at < to; at++) {
      if (depends[operands[at] as number] === 1 && mayFlow(functionAt(code[i] as number), at - from)) {
        depends[i] = 1
        break
      }
    }
  }
  return depends
}

/** Calls `visit` with the slope by each operand that `wants` names, in order, and where it takes part. */
function eachSlope(
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

type Roots = readonly (readonly [root: number, seed: Seen])[]

/** Σ seed·∂root/∂variable for every variable. Nodes before `floor` pass nothing on. */
export const pull = (graph: Graph, roots: Roots, variables: readonly number[], floor: number): Seen[] =>
  pullParts(graph, roots, variables, floor).map((part) => settled(graph, part))

/** The same as parts, and of the variables that `apart` has, which are inputs, what they would be the sum of, in order. */
export function pullParts(
  graph: Graph,
  roots: Roots,
  variables: readonly number[],
  floor: number,
  apart?: ReadonlyMap<number, Part[]>,
): (Part | undefined)[] {
  const depends = dependents(graph, variables, floor)
  /** The adjoint of a node that is there at all data, and a node: −1 where it is none. The others are parts. */
  const plain = new Int32Array(graph.length).fill(-1)
  const parts = new Map<number, Part>()
  const partAt = (i: number): Part | undefined =>
    (plain[i] as number) >= 0 ? { value: graph.seen(plain[i] as number), mask: undefined } : parts.get(i)
  const give = (i: number, value: Seen, mask: Mask): void => {
    if (depends[i] !== 1 || mask === 0) return
    // What was chosen gets it at once, as if nothing had been chosen from; so does what nothing was added to.
    if (graph.code[i] === PICK.code) {
      const [p, a, b] = graph.operandsOf(i) as unknown as [number, number, number]
      const chosen = graph.seen(p)
      give(a, value, meet(graph, mask, chosen))
      give(b, value, meet(graph, mask, none(graph, chosen)))
    } else if (graph.code[i] === CHOICE.code) {
      const operands = graph.operandsOf(i).slice()
      for (let k = 0; k < operands.length; k += 2)
        give(operands[k + 1] as number, value, meet(graph, mask, graph.seen(operands[k] as number)))
    } else if (graph.code[i] === JOIN.code) {
      const [p, a, q, b] = graph.operandsOf(i) as unknown as [number, number, number, number]
      const [first, second] = [graph.seen(p), graph.seen(q)]
      give(a, value, meet(graph, mask, meet(graph, first, none(graph, second))))
      give(b, value, meet(graph, mask, meet(graph, second, none(graph, first))))
      keep(i, value, meet(graph, mask, meet(graph, first, second)))
    } else keep(i, value, mask)
  }
  /** Adds to the adjoint of a node. */
  const keep = (i: number, value: Seen, mask: Mask): void => {
    const terms = apart?.get(i)
    if (terms) {
      terms.push({ value, mask })
      return
    }
    const { primal } = graph
    graph.primal = i
    const sum = join(graph, partAt(i), { value, mask })
    graph.primal = primal
    if (sum && sum.mask === undefined && typeof sum.value !== 'number') {
      plain[i] = sum.value.node
      parts.delete(i)
    } else if (sum) parts.set(i, sum)
  }
  /** The same for a node, without objects. */
  const giveNode = (i: number, value: number): void => {
    const before = plain[i] as number
    const code = graph.code[i] as number
    const isApart = apart !== undefined && code < 0
    if (isApart || code === PICK.code || code === JOIN.code || code === CHOICE.code || (before < 0 && parts.has(i)))
      give(i, graph.seen(value), undefined)
    else if (before < 0) plain[i] = value
    else {
      const { primal } = graph
      graph.primal = i
      plain[i] = graph.append2(ADD.code, before, value)
      graph.primal = primal
    }
  }
  const stamped = (i: number, adjoint: number, templates: readonly (Template | undefined)[]): void => {
    const first = graph.start[i] as number
    for (let k = 0; k < templates.length; k++) {
      const operand = graph.operands[first + k] as number
      if (depends[operand] !== 1) continue
      const template = templates[k] as Template
      let slope: number
      if (!template.isNumber) slope = stamp(graph, template, i)
      else if (template.slope === 1) slope = -1
      else slope = graph.number(template.slope)
      const isOne = slope < 0 || (graph.code[slope] === NUMBER && graph.data[slope] === 1)
      giveNode(operand, isOne ? adjoint : graph.append2(MUL.code, adjoint, slope))
    }
  }
  let newest = -1
  for (const [root, seed] of roots) {
    give(root, seed, undefined)
    newest = Math.max(newest, root)
  }
  for (let i = newest; i >= floor; i--) {
    const code = graph.code[i] as number
    if (code < 0) continue
    const adjoint = plain[i] as number
    if (adjoint < 0 && !parts.has(i)) continue
    graph.primal = i
    const templates = adjoint < 0 || graph.code[adjoint] === NUMBER ? undefined : templatesOf(functionAt(code))
    if (templates && fits(graph, i, templates)) {
      stamped(i, adjoint, templates)
      continue
    }
    const { value, mask } = partAt(i) as Part
    if (code === JOIN.code) {
      // Where both are there it is their sum.
      const [, a, , b] = graph.operandsOf(i) as unknown as [number, number, number, number]
      give(a, value, mask)
      give(b, value, mask)
      continue
    }
    eachSlope(
      graph,
      i,
      (operand) => depends[operand] === 1,
      (slope, operand, where) => give(operand, times(value, slope, mul), meet(graph, mask, where)),
    )
  }
  graph.primal = -1
  return variables.map(partAt)
}

/** Whether what a rule wrote of nodes is what it writes of these operands: of a number it may compute another one. */
function fits(graph: Graph, i: number, templates: readonly (Template | undefined)[]): boolean {
  const first = graph.start[i] as number
  let hasNumber = false
  for (let k = 0; k < templates.length; k++)
    if (graph.code[graph.operands[first + k] as number] === NUMBER) hasNumber = true
  return !hasNumber || templates.every((template) => template && (template.isNumber || template.slope < template.given))
}

/** The tangents of `outs`, given one per variable; with `moves` a tangent that is a term is there even where it is 0. */
export function push(
  graph: Graph,
  outs: readonly number[],
  variables: readonly number[],
  tangents: readonly Seen[],
  moves: (tangent: number) => boolean,
  floor: number,
): Seen[] {
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
      const first = yes && join(graph, undefined, { value: yes.value, mask: meet(graph, yes.mask, chosen) })
      const second = no && { value: no.value, mask: meet(graph, no.mask, none(graph, chosen)) }
      // Only one of them is there, so nothing is added.
      parts[i] = first && second ? join(graph, first, second) : (first ?? second)
      continue
    }
    let part: Part | undefined
    if (graph.code[i] === JOIN.code || graph.code[i] === CHOICE.code) {
      const operands = graph.operandsOf(i).slice()
      for (let k = 0; k < operands.length; k += 2) {
        const own = parts[operands[k + 1] as number]
        const mask = graph.seen(operands[k] as number)
        if (own) part = join(graph, part, { value: own.value, mask: meet(graph, own.mask, mask) })
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
        part = join(graph, part, { value: times(value, slope, mul), mask: meet(graph, mask, where) })
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
