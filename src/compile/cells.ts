/** Cells: a chain of additions with its products is one cell, in order; so is a chain of maxima. Every other node is a cell of its own. */
import type { StepName } from '../numeric/kernels/step.js'
import { functionAt, type Fn } from './functions.js'
import { INPUT, type Program } from './graph.js'

/** A term of a chain: a node, or the product of two. */
export interface Term2 {
  readonly p: number
  /** −1: no product. */
  readonly q: number
}

/** What is computed at once and stored. */
export interface Cell {
  /** The node whose value it is. */
  readonly node: number
  readonly fn: Fn
  /** Terms of a chain, first to last; undefined for what is no chain. */
  readonly terms: readonly Term2[] | undefined
  readonly operands: ArrayLike<number>
  /** Longest way from an input, in cells. */
  readonly level: number
}

const CHAINS: readonly (StepName | undefined)[] = ['add', 'max', 'min']

/** The cells of a program in an order in which each comes after what it needs; `keep` are nodes whose value is asked for. */
export function cellsOf({ graph }: Program, keep: Iterable<number>): Cell[] {
  const { length } = graph
  const uses = new Int32Array(length)
  const kept = new Uint8Array(length)
  for (const i of keep) kept[i] = 1
  const steps: (StepName | undefined)[] = []
  for (let i = 0; i < length; i++) {
    const code = graph.code[i] as number
    steps[i] = code < 0 || functionAt(code).isList ? undefined : functionAt(code).step
    for (const operand of graph.operandsOf(i)) uses[operand] = (uses[operand] as number) + 1
  }
  const isFree = (i: number): boolean => uses[i] === 1 && kept[i] === 0
  /** The operand by which a chain goes on. Sums and maxima do not depend on the order of two, so either will do. */
  const spine = new Int32Array(length).fill(-1)
  const absorbed = new Uint8Array(length)
  for (let i = 0; i < length; i++) {
    const step = steps[i]
    if (!CHAINS.includes(step)) continue
    const [a, b] = graph.operandsOf(i) as unknown as [number, number]
    const goesOn = (k: number): boolean => steps[k] === step && isFree(k)
    if (goesOn(a)) spine[i] = a
    else if (goesOn(b)) spine[i] = b
    if (spine[i] !== -1) absorbed[spine[i] as number] = 1
    if (step !== 'add') continue
    for (const k of [a, b]) if (steps[k] === 'mul' && isFree(k)) absorbed[k] = 1
  }
  const level = new Int32Array(length)
  const cells: Cell[] = []
  for (let i = 0; i < length; i++) {
    const code = graph.code[i] as number
    if (code < 0 || code === INPUT || absorbed[i] === 1) continue
    const fn = functionAt(code)
    const terms = CHAINS.includes(steps[i]) ? termsOf(i) : undefined
    const operands = terms ? terms.flatMap(({ p, q }) => (q < 0 ? [p] : [p, q])) : graph.operandsOf(i)
    let highest = 0
    for (let k = 0; k < operands.length; k++) highest = Math.max(highest, level[operands[k] as number] as number)
    level[i] = highest + 1
    cells.push({ node: i, fn, terms, operands, level: highest + 1 })
  }
  return cells

  function termsOf(root: number): Term2[] {
    const terms: Term2[] = []
    const term = (i: number): void => {
      if (absorbed[i] === 0) terms.push({ p: i, q: -1 })
      else {
        const [p, q] = graph.operandsOf(i) as unknown as [number, number]
        terms.push({ p, q })
      }
    }
    let at = root
    for (;;) {
      const [a, b] = graph.operandsOf(at) as unknown as [number, number]
      const next = spine[at] as number
      if (next < 0) {
        term(b)
        term(a)
        return terms.toReversed()
      }
      term(next === a ? b : a)
      at = next
    }
  }
}
