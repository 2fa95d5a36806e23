/** Rewrites of a graph that change no bit of any output: a table of them, numbers computed beforehand, what is computed twice computed once, what nobody needs left out. */
import type { StepName } from '../numeric/kernels/step.js'
import { functionAt, isIdentity, PICK, type Fn } from './functions.js'
import { Graph, HELD, INPUT, NUMBER, type Program } from './graph.js'
import { ancestors } from './passes.js'

/** A rewrite: where the k-th operand of a step is that number, the node is its other operand. */
interface Neutral {
  readonly step: StepName
  readonly k: 0 | 1
  readonly number: number
  readonly why: string
}
/** All are exact in IEEE arithmetic, the sign and payload of a NaN apart, which no program can see. x + 0 is not among them: −0 + 0 is 0. */
export const neutrals: readonly Neutral[] = [
  { step: 'mul', k: 1, number: 1, why: 'x·1 = x' },
  { step: 'mul', k: 0, number: 1, why: '1·x = x' },
  { step: 'div', k: 1, number: 1, why: 'x/1 = x' },
  { step: 'sub', k: 1, number: 0, why: 'x − 0 = x, for −0 too' },
  { step: 'add', k: 1, number: -0, why: 'x + −0 = x, for 0 and −0 too' },
  { step: 'add', k: 0, number: -0, why: '−0 + x = x' },
]

/** The operand that a node is, if a row of the table says so. */
function neutralOf({ step }: Fn, [a, b]: readonly number[], graph: Graph): number | undefined {
  if (step === undefined || a === undefined || b === undefined) return undefined
  const isThat = (i: number, number: number): boolean => graph.code[i] === NUMBER && Object.is(graph.data[i], number)
  for (const row of neutrals)
    if (row.step === step && isThat(row.k === 0 ? a : b, row.number)) return row.k === 0 ? b : a
  return undefined
}

/** The same program, smaller. Reductions are written as chains of ops of two. */
export function simplify({ graph, outputs, guards }: Program): Program {
  const made = new Graph()
  const known = new Map<string, number>()
  const places = new Int32Array(graph.length)
  const wanted = ancestors(graph, [...outputs, ...guards.map(({ node }) => node)])
  const apply = (fn: Fn, operands: readonly number[]): number => {
    const { op } = fn
    if (operands.every((i) => made.code[i] === NUMBER)) {
      return made.number(fn.run(...operands.map((i) => made.data[i] as number)))
    }
    if (isIdentity(fn)) return operands[0] as number
    if (fn === PICK && made.code[operands[0] as number] === NUMBER) {
      return operands[made.data[operands[0] as number] === 0 ? 2 : 1] as number
    }
    if (op?.unrolled) {
      const from = made.length
      const result = made.place(op.unrolled(operands.map((i) => made.seen(i)) as number[]) as never)
      return merge(from, result)
    }
    return neutralOf(fn, operands, made) ?? once(fn.code, operands)
  }
  const once = (code: number, operands: readonly number[]): number => {
    const key = `${code} ${operands.join()}`
    const before = known.get(key)
    if (before !== undefined) return before
    const place = made.append(code, operands)
    known.set(key, place)
    return place
  }
  /** What was unrolled from `from` on is written like everything else. */
  const merge = (from: number, result: number): number => {
    const written = Array.from({ length: made.length - from }, (_, k) => from + k)
    const nodes = written.map((i) => [made.code[i] as number, [...made.operandsOf(i)], made.data[i] as number] as const)
    if (result < from) return result
    made.cut(from)
    const to = new Map<number, number>()
    nodes.forEach(([code, operands, data], k) => {
      const mapped = operands.map((i) => to.get(i) ?? i)
      to.set(from + k, code === NUMBER ? made.number(data) : apply(functionAt(code), mapped))
    })
    return to.get(result) as number
  }
  for (let i = 0; i < graph.length; i++) {
    const code = graph.code[i] as number
    const data = graph.data[i] as number
    const from = made.length
    // Inputs stay, wanted or not, so that their order is that of the arguments.
    if (code === INPUT) places[i] = made.input()
    else if (wanted[i] !== 1) continue
    else if (code === NUMBER || code === HELD) places[i] = made.number(data)
    else
      places[i] = apply(
        functionAt(code),
        Array.from(graph.operandsOf(i), (operand) => places[operand] as number),
      )
    for (let k = from; k < made.length; k++) made.order[k] = graph.order[i] as number
    const label = graph.labels.get(i)
    if (label !== undefined) made.labels.set(places[i] as number, label)
  }
  return swept({
    graph: made,
    outputs: outputs.map((i) => places[i] as number),
    guards: guards.map(({ node, answer }) => ({ node: places[node] as number, answer })),
  })
}

/** Without the nodes that nobody needs. */
function swept({ graph, outputs, guards }: Program): Program {
  const wanted = ancestors(graph, [...outputs, ...guards.map(({ node }) => node)])
  const made = new Graph()
  const places = new Int32Array(graph.length)
  for (let i = 0; i < graph.length; i++) {
    const code = graph.code[i] as number
    if (code === INPUT) places[i] = made.input()
    else if (wanted[i] !== 1) continue
    else if (code === NUMBER) places[i] = made.number(graph.data[i] as number)
    else {
      const place = made.append(
        code,
        Array.from(graph.operandsOf(i), (operand) => places[operand] as number),
      )
      made.order[place] = graph.order[i] as number
      places[i] = place
    }
    const label = graph.labels.get(i)
    if (label !== undefined) made.labels.set(places[i] as number, label)
  }
  return {
    graph: made,
    outputs: outputs.map((i) => places[i] as number),
    guards: guards.map(({ node, answer }) => ({ node: places[node] as number, answer })),
  }
}
