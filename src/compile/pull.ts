/** Reverse mode on a graph: what it appends has the factors, the order and so the bits of the engine's pass. Adjoints and where they are there are nodes, so that the loop makes no objects. */
import { add } from '../ops/index.js'
import { Factors } from './factors.js'
import { CHOICE, functionAt, functionOf, JOIN, PICK, type Fn } from './functions.js'
import { NUMBER, type Graph, type Seen } from './graph.js'
import { settled, type Part } from './part.js'
import { dependents, eachSlope } from './passes.js'
import { ALWAYS, NEVER, placeOf, stamp, templatesOf, type Template } from './template.js'

const ADD: Fn = functionOf(add as never)

type Roots = readonly (readonly [root: number, seed: Seen])[]

/** Σ seed·∂root/∂variable for every variable. Nodes before `floor` pass nothing on; where another pass goes through what this one appends, `values` says which nodes are Values in the engine's run, and no plain numbers. */
export const pull = (
  graph: Graph,
  roots: Roots,
  variables: readonly number[],
  floor: number,
  values?: Uint8Array,
): Seen[] => pullParts(graph, roots, variables, floor, undefined, values).map((part) => settled(graph, part))

/** The same as parts, and of the variables that `apart` has, which are inputs, what they would be the sum of, in order. */
export function pullParts(
  graph: Graph,
  roots: Roots,
  variables: readonly number[],
  floor: number,
  apart?: ReadonlyMap<number, Part[]>,
  values?: Uint8Array,
): (Part | undefined)[] {
  const pass = new Pull(graph, variables, floor, apart, values)
  for (const [root, seed] of roots) pass.give(root, graph.place(seed), ALWAYS)
  pass.run(roots.reduce((newest, [root]) => Math.max(newest, root), -1), floor) // prettier-ignore
  return variables.map((i) => pass.partOf(i))
}

/** The adjoints of a pass: of each node the node that is its adjoint, and the mask of where it is there. */
class Pull {
  private readonly depends: Uint8Array
  /** −1: none. */
  private readonly value: Int32Array
  /** ALWAYS: at all data. */
  private readonly mask: Int32Array
  private readonly factors: Factors

  constructor(
    private readonly graph: Graph,
    variables: readonly number[],
    floor: number,
    private readonly apart: ReadonlyMap<number, Part[]> | undefined,
    private readonly values: Uint8Array | undefined,
  ) {
    this.factors = new Factors(graph, values)
    this.depends = dependents(graph, variables, floor)
    this.value = new Int32Array(graph.length).fill(-1)
    this.mask = new Int32Array(graph.length).fill(ALWAYS)
  }

  run(newest: number, floor: number): void {
    const { graph, value } = this
    for (let i = newest; i >= floor; i--) {
      const code = graph.code[i] as number
      if (code < 0 || (value[i] as number) < 0) continue
      graph.primal = i
      if (code === JOIN.code) this.both(i)
      else if (!this.stamped(i, code)) this.ruled(i)
    }
    graph.primal = -1
  }
  partOf(i: number): Part | undefined {
    const value = this.value[i] as number
    return value < 0 ? undefined : this.part(value, this.mask[i] as number)
  }
  private part(value: number, mask: number): Part {
    const { graph } = this
    return { value: graph.seen(value), mask: mask === ALWAYS ? undefined : graph.seen(mask) }
  }

  /** Adds to the adjoint of a node. What was chosen gets it at once, as if nothing had been chosen from; so does what nothing was added to. */
  give(i: number, value: number, mask: number): void {
    if (this.depends[i] !== 1 || mask === NEVER) return
    const { graph } = this
    const code = graph.code[i] as number
    if (code === PICK.code) {
      const [p, a, b] = graph.operandsOf(i).slice() as unknown as [number, number, number]
      this.give(a, value, this.factors.meet(mask, p))
      this.give(b, value, this.factors.meet(mask, this.factors.none(p)))
    } else if (code === CHOICE.code) {
      const operands = graph.operandsOf(i).slice()
      for (let k = 0; k < operands.length; k += 2)
        this.give(operands[k + 1] as number, value, this.factors.meet(mask, operands[k] as number))
    } else if (code === JOIN.code) {
      const [p, a, q, b] = graph.operandsOf(i).slice() as unknown as [number, number, number, number]
      this.give(a, value, this.factors.meet(mask, this.factors.meet(p, this.factors.none(q))))
      this.give(b, value, this.factors.meet(mask, this.factors.meet(q, this.factors.none(p))))
      this.keep(i, value, this.factors.meet(mask, this.factors.meet(p, q)))
    } else this.keep(i, value, mask)
  }
  /** The first contribution is assigned, a further one added. */
  private keep(i: number, next: number, where: number): void {
    if (where === NEVER) return
    const { graph, value, mask, apart } = this
    const terms = apart?.get(i)
    if (terms) {
      terms.push(this.part(next, where))
      return
    }
    const before = value[i] as number
    if (before < 0) {
      value[i] = next
      mask[i] = where
      return
    }
    const { primal } = graph
    const there = mask[i] as number
    graph.primal = i
    if (there === where) value[i] = this.sum(before, next)
    else {
      value[i] = graph.append4(JOIN.code, this.factors.numbered(there), before, this.factors.numbered(where), next)
      mask[i] = this.factors.either(there, where)
    }
    if (this.values) this.factors.note(value[i] as number, before, there, next, where)
    graph.primal = primal
  }
  /** Where both terms of a join are there it is their sum. */
  private both(i: number): void {
    const { graph, value, mask } = this
    const first = graph.start[i] as number
    this.give(graph.operands[first + 1] as number, value[i] as number, mask[i] as number)
    this.give(graph.operands[first + 3] as number, value[i] as number, mask[i] as number)
  }

  /** Passes the adjoint on by templates; false, with nothing done, if the rule has to be asked. */
  private stamped(i: number, code: number): boolean {
    const { graph, depends, value, mask } = this
    const first = graph.start[i] as number
    const templates = templatesOf(functionAt(code), (graph.start[i + 1] as number) - first)
    if (!templates) return false
    const count = templates.length
    if (!this.fits(i, templates)) return false
    const adjoint = value[i] as number
    const there = mask[i] as number
    let written: Template['graph'] | undefined
    let to: Int32Array | undefined
    for (let k = 0; k < count; k++) {
      const operand = graph.operands[first + k] as number
      if (depends[operand] !== 1) continue
      const template = templates[k] as Template
      const { slope, mask: own } = template
      if (own === NEVER) continue
      if (!template.isGiven && written !== template.graph) {
        to = stamp(graph, template, i)
        written = template.graph
      }
      const d = template.isNumber ? graph.number(slope) : placeOf(graph, i, template, to, slope)
      const where = own === ALWAYS ? there : this.factors.meet(there, placeOf(graph, i, template, to, own))
      this.give(operand, this.factors.product(adjoint, d), where)
    }
    return true
  }
  /** Whether what a rule wrote of nodes is what it writes of these operands: of a number it may compute another one. */
  private fits(i: number, templates: readonly Template[]): boolean {
    const { code, operands, start } = this.graph
    const first = start[i] as number
    for (let k = 0; k < templates.length; k++) {
      if (code[operands[first + k] as number] !== NUMBER) continue
      for (let at = 0; at < templates.length; at++)
        if (!(templates[at] as Template).isGiven && this.depends[operands[first + at] as number] === 1) return false
      return true
    }
    return true
  }
  /** Passes the adjoint on by the rule itself. */
  private ruled(i: number): void {
    const { graph, value, mask } = this
    const adjoint = value[i] as number
    eachSlope(
      graph,
      i,
      (operand) => this.depends[operand] === 1,
      (slope, operand, where) =>
        this.give(operand, this.factors.product(adjoint, graph.place(slope)), where === undefined ? (mask[i] as number) : this.factors.meet(mask[i] as number, graph.place(where))),
    ) // prettier-ignore
  }

  private sum(a: number, b: number): number {
    const { graph } = this
    const { code, data } = graph
    if (code[a] === NUMBER && code[b] === NUMBER) return graph.number((data[a] as number) + (data[b] as number))
    return graph.append2(ADD.code, a, b)
  }
}
