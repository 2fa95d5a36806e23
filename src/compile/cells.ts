/** Cells: a chain of additions with its products, and with what is there only where a mask holds, is one cell, in order; so is a chain of maxima. Every other node is a cell of its own. */
import type { StepName } from '../numeric/kernels/step.js'
import { functionAt, PICK } from './functions.js'
import { INPUT, NUMBER, type Graph, type Program } from './graph.js'

/*
 *   node   | %7      | %8 |          what a cell computes and stores
 *   level  | 1       | 2  |          longest way from an input, in cells
 *   start  | 0       | 2  | 3        where its terms begin
 *   p      | %1  %2  | %7 |          a term is a node, or of a chain of sums the product of two
 *   q      | %3  %4  | −1 |          −1: no product
 *   m      | −1  %9  | −1 |          where it is there, else it is −0; −1: always
 */
/** What is computed at once and stored, in an order in which each cell comes after what it needs. */
export interface Cells {
  readonly length: number
  readonly node: Int32Array
  readonly level: Int32Array
  readonly start: Int32Array
  readonly p: Int32Array
  readonly q: Int32Array
  readonly m: Int32Array
}

const CHAINS: readonly (StepName | undefined)[] = [undefined, 'add', 'max', 'min']
const [ADD, MUL, MASKED, OVER] = [1, 4, 8, 16]

/** Whether functions of a code go on as chains. */
export const isChain = (code: number): boolean => kindOf(code) % MUL > 0 || kindOf(code) === OVER

const kinds: number[] = []
function kindOf(code: number): number {
  let kind = kinds[code]
  if (kind === undefined) {
    const { step, isList, over } = functionAt(code)
    if (over) kind = OVER
    else if (code === PICK.code) kind = MASKED
    else kind = isList ? 0 : step === 'mul' ? MUL : Math.max(0, CHAINS.indexOf(step))
    kinds[code] = kind
  }
  return kind
}

/** For each node the kind of chain that it may belong to, and how often it is used. */
function kindsAndUses(graph: Graph): [kind: Uint8Array, uses: Int32Array] {
  const { length, code, operands, start } = graph
  const kind = new Uint8Array(length)
  const uses = new Int32Array(length)
  for (let i = 0; i < length; i++) {
    const own = code[i] as number
    if (own >= 0) kind[i] = kinds[own] ?? kindOf(own)
  }
  const end = start[length] as number
  for (let at = 0; at < end; at++) uses[operands[at] as number]!++
  return [kind, uses]
}

/** The cells of a program; `keep` are nodes whose value is asked for. */
export function cellsOf({ graph }: Program, keep: Iterable<number>): Cells {
  const { length, code, data, operands, start } = graph
  const [kind, uses] = kindsAndUses(graph)
  // What is asked for is used once more.
  for (const i of keep) uses[i]! += 2
  /** The operand by which a chain goes on. Sums and maxima do not depend on the order of two, so either will do. */
  const spine = new Int32Array(length).fill(-1)
  const absorbed = new Uint8Array(length)
  /** A product, a choice between something and −0, or such a choice of a product, is part of the only sum it is for. */
  const absorb = (i: number): void => {
    if (uses[i] !== 1) return
    if (kind[i] === MUL) absorbed[i] = 1
    if (kind[i] !== MASKED) return
    const [value, none] = operands.subarray((start[i] as number) + 1, start[i + 1]) as unknown as [number, number]
    if (code[none] !== NUMBER || !Object.is(data[none], -0)) return
    absorbed[i] = 1
    if (kind[value] === MUL && uses[value] === 1) absorbed[value] = 1
  }
  let count = 0
  for (let i = 0; i < length; i++) {
    const own = code[i] as number
    if (own >= 0) count++
    const chain = kind[i] as number
    if (chain === OVER) for (let at = (start[i] as number) + 1; at < (start[i + 1] as number); at++) absorb(operands[at] as number) // prettier-ignore
    if (chain % MUL === 0) continue
    const a = operands[start[i] as number] as number
    const b = operands[(start[i] as number) + 1] as number
    if (kind[a] === chain && uses[a] === 1) spine[i] = a
    else if (kind[b] === chain && uses[b] === 1) spine[i] = b
    if (spine[i] !== -1) absorbed[spine[i] as number] = 1
    if (chain !== ADD) continue
    absorb(a)
    absorb(b)
  }
  const cells = {
    length: 0,
    node: new Int32Array(count),
    level: new Int32Array(count),
    start: new Int32Array(count + 1),
    p: new Int32Array((start[length] as number) + 1),
    q: new Int32Array((start[length] as number) + 1),
    m: new Int32Array((start[length] as number) + 1).fill(-1),
  }
  const level = new Int32Array(length)
  const { p, q, m } = cells
  let end = 0
  const term = (i: number, at: number): void => {
    const isMasked = absorbed[i] === 1 && kind[i] === MASKED
    const value = isMasked ? (operands[(start[i] as number) + 1] as number) : i
    const first = start[value] as number
    m[at] = isMasked ? (operands[start[i] as number] as number) : -1
    p[at] = absorbed[value] === 0 ? value : (operands[first] as number)
    q[at] = absorbed[value] === 0 ? -1 : (operands[first + 1] as number)
  }
  for (let i = 0; i < length; i++) {
    const own = code[i] as number
    if (own < 0 || own === INPUT || absorbed[i] === 1) continue
    const from = end
    const first = start[i] as number
    if (kind[i] === OVER) {
      // One product of each example and −0 before them: then it begins with the first product.
      const begins = operands[first] as number
      const last = start[i + 1] as number
      const isBare = last - first === 2 && code[begins] === NUMBER && Object.is(data[begins], -0)
      for (let at = first + Number(isBare); at < last; at++) term(operands[at] as number, end++)
    } else if ((kind[i] as number) % MUL === 0) {
      const last = start[i + 1] as number
      for (let at = first; at < last; at++) {
        p[end] = operands[at] as number
        q[end++] = -1
      }
    } else {
      // The last term stands at the root.
      let terms = 2
      for (let at = spine[i] as number; at >= 0; at = spine[at] as number) terms++
      end += terms
      let place = end
      let at = i
      for (;;) {
        const a = operands[start[at] as number] as number
        const b = operands[(start[at] as number) + 1] as number
        const next = spine[at] as number
        if (next < 0) {
          term(b, --place)
          term(a, --place)
          break
        }
        term(next === a ? b : a, --place)
        at = next
      }
    }
    let highest = 0
    for (let at = from; at < end; at++) {
      const one = level[p[at] as number] as number
      if (one > highest) highest = one
      for (const list of [q, m]) {
        const other = list[at] as number
        if (other >= 0 && (level[other] as number) > highest) highest = level[other] as number
      }
    }
    level[i] = highest + 1
    const cell = cells.length++
    cells.node[cell] = i
    cells.level[cell] = highest + 1
    cells.start[cell + 1] = end
  }
  return cells
}
