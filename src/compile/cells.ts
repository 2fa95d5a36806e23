/** Cells: a chain of additions with its products, and with what is there only where a mask holds, is one cell, in order; so is a chain of maxima. Every other node is a cell of its own. */
import type { StepName } from '../numeric/kernels/step.js'
import { functionAt } from './functions.js'
import { NUMBER, type Graph, type Program } from './graph.js'

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
    const { step, isList, over, isChoice } = functionAt(code)
    if (over) kind = OVER
    else if (isChoice) kind = MASKED
    else kind = isList ? 0 : step === 'mul' ? MUL : Math.max(0, CHAINS.indexOf(step))
    kinds[code] = kind
  }
  return kind
}

/*
 * Each loop over all nodes is a function of its own: a machine that meets them for the first time compiles a function as a whole for each loop in it that goes on for long.
 */
interface Nodes extends Pick<Graph, 'length' | 'code' | 'data' | 'operands' | 'start'> {
  /** The kind of chain that a node may belong to, and how often it is used; 2: more often than once. */
  readonly kind: Uint8Array
  readonly uses: Uint8Array
  /** The operand by which a chain goes on, the first or the second; 0: none. Sums and maxima do not depend on the order of two, so either will do. */
  readonly spine: Uint8Array
  /** Whether a node is part of the only one that it is for. */
  readonly absorbed: Uint8Array
  readonly level: Int32Array
}

function findKinds({ length, code, kind }: Nodes): void {
  for (let i = 0; i < length; i++) {
    const own = code[i] as number
    if (own >= 0) kind[i] = kinds[own] ?? kindOf(own)
  }
}
/** How many cells there are, and at most how many terms. */
function countCells({ length, code, start, kind, absorbed }: Nodes): [cells: number, terms: number] {
  let cells = 0
  let terms = 0
  for (let i = 0; i < length; i++) {
    if ((code[i] as number) < 0) continue
    const own = absorbed[i] === 0
    if (own) cells++
    // A link of a chain is one term more.
    if ((kind[i] as number) % MUL > 0) terms += own ? 2 : 1
    else if (own) terms += (start[i + 1] as number) - (start[i] as number)
  }
  return [cells, terms]
}
function countUses({ length, operands, start, uses }: Nodes): void {
  const end = start[length] as number
  for (let at = 0; at < end; at++) {
    const operand = operands[at] as number
    if ((uses[operand] as number) < 2) uses[operand]!++
  }
}
/** A product, a choice between something and −0, or such a choice of a product, is part of the only sum it is for. */
function absorb({ uses, kind, absorbed, operands, start, code, data }: Nodes, i: number): void {
  if (uses[i] !== 1) return
  const own = kind[i]
  if (own === MUL) absorbed[i] = 1
  if (own !== MASKED) return
  const value = operands[(start[i] as number) + 1] as number
  const none = operands[(start[i] as number) + 2] as number
  if (code[none] !== NUMBER || !Object.is(data[none], -0)) return
  absorbed[i] = 1
  if (kind[value] === MUL && uses[value] === 1) absorbed[value] = 1
}
function findChains(nodes: Nodes): void {
  const { length, operands, start, kind, uses, spine, absorbed } = nodes
  for (let i = 0; i < length; i++) {
    const chain = kind[i] as number
    if (chain === OVER) for (let at = (start[i] as number) + 1; at < (start[i + 1] as number); at++) absorb(nodes, operands[at] as number) // prettier-ignore
    if (chain % MUL === 0) continue
    const a = operands[start[i] as number] as number
    const b = operands[(start[i] as number) + 1] as number
    if (kind[a] === chain && uses[a] === 1) {
      spine[i] = 1
      absorbed[a] = 1
    } else if (kind[b] === chain && uses[b] === 1) {
      spine[i] = 2
      absorbed[b] = 1
    }
    if (chain !== ADD) continue
    absorb(nodes, a)
    absorb(nodes, b)
  }
}

/** The cells of a program; `keep` are nodes whose value is asked for. */
export function cellsOf({ graph }: Program, keep: Iterable<number>): Cells {
  const { length, code, data, operands, start } = graph
  const nodes: Nodes = {
    length,
    code,
    data,
    operands,
    start,
    kind: new Uint8Array(length),
    uses: new Uint8Array(length),
    spine: new Uint8Array(length),
    absorbed: new Uint8Array(length),
    level: new Int32Array(length),
  }
  findKinds(nodes)
  countUses(nodes)
  // What is asked for is used once more.
  for (const i of keep) nodes.uses[i] = 2
  findChains(nodes)
  const [count, terms] = countCells(nodes)
  const cells = {
    length: 0,
    node: new Int32Array(count),
    level: new Int32Array(count),
    start: new Int32Array(count + 1),
    p: new Int32Array(terms),
    q: new Int32Array(terms),
    m: new Int32Array(terms).fill(-1),
  }
  writeCells(nodes, cells)
  return cells
}

type Writing = { -readonly [K in keyof Cells]: Cells[K] }
function writeCells(nodes: Nodes, cells: Writing): void {
  const { length, code, start, operands, kind, absorbed, level } = nodes
  const { p, q } = cells
  let end = 0
  for (let i = 0; i < length; i++) {
    if ((code[i] as number) < 0 || absorbed[i] === 1) continue
    const from = end
    if (kind[i] === OVER) end = writeOver(nodes, cells, i, end)
    else if ((kind[i] as number) % MUL === 0) {
      const last = start[i + 1] as number
      for (let at = start[i] as number; at < last; at++) {
        p[end] = operands[at] as number
        q[end++] = -1
      }
    } else end = writeChain(nodes, cells, i, end)
    const own = 1 + highest(cells, level, from, end)
    level[i] = own
    const cell = cells.length++
    cells.node[cell] = i
    cells.level[cell] = own
    cells.start[cell + 1] = end
  }
}
/** The terms of a sum over examples; gives where they end. */
function writeOver(nodes: Nodes, cells: Writing, i: number, from: number): number {
  const { code, data, start, operands } = nodes
  const first = start[i] as number
  const last = start[i + 1] as number
  // One product of each example and −0 before them: then it begins with the first product.
  const begins = operands[first] as number
  const isBare = last - first === 2 && code[begins] === NUMBER && Object.is(data[begins], -0)
  let end = from
  for (let at = first + Number(isBare); at < last; at++) writeTerm(nodes, cells, operands[at] as number, end++)
  return end
}
/** The terms of a chain, of which the last one stands at the root; gives where they end. */
function writeChain(nodes: Nodes, cells: Writing, i: number, from: number): number {
  const { start, operands, spine } = nodes
  let terms = 2
  for (let at = i; spine[at] !== 0; terms++) at = operands[(start[at] as number) + (spine[at] as number) - 1] as number
  let place = from + terms
  for (let at = i; ;) {
    const a = operands[start[at] as number] as number
    const b = operands[(start[at] as number) + 1] as number
    const next = spine[at] as number
    writeTerm(nodes, cells, next === 2 ? a : b, --place)
    if (next === 0) {
      writeTerm(nodes, cells, a, --place)
      return from + terms
    }
    at = next === 1 ? a : b
  }
}
function writeTerm({ start, operands, kind, absorbed }: Nodes, { p, q, m }: Writing, i: number, at: number): void {
  let value = i
  if (absorbed[i] === 1 && kind[i] === MASKED) {
    const first = start[i] as number
    m[at] = operands[first] as number
    value = operands[first + 1] as number
  }
  if (absorbed[value] === 0) {
    p[at] = value
    q[at] = -1
    return
  }
  const first = start[value] as number
  p[at] = operands[first] as number
  q[at] = operands[first + 1] as number
}
/** The highest level among what terms are of. */
function highest({ p, q, m }: Writing, level: Int32Array, from: number, end: number): number {
  let found = 0
  for (let at = from; at < end; at++) {
    found = Math.max(found, level[p[at] as number] as number)
    if ((q[at] as number) >= 0) found = Math.max(found, level[q[at] as number] as number)
    if ((m[at] as number) >= 0) found = Math.max(found, level[m[at] as number] as number)
  }
  return found
}
