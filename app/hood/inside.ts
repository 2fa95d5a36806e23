/** What runs in the sandbox, beside the reader's function: it is compiled there, looked at, timed, and tried on random inputs. */
import { add, isValue, ops, valueAndGrad } from 'seegrad'
import { compile, emit, type Compiled, type StageNames, type Stages } from 'seegrad/compile'
import { PythonRandom } from 'seegrad/random'
import {
  MOST_BLOCKS,
  MOST_PLACES,
  MOST_RUNS,
  type Block,
  type Drawing,
  type Proof,
  type Taken,
  type Times,
} from './drawing.js'

type Differentiable = (...args: any[]) => any
/** What the reader's text defines. */
export interface Defined {
  readonly f?: unknown
  /** What f is called with, by the names of its parameters in their order; or in a list. */
  readonly args?: unknown
  /** What its result is called. */
  readonly result?: unknown
}
/** What is compiled: the function alone, or with the slopes by its arguments. */
export type Of = 'value' | 'slopes'

interface Program {
  readonly f: Differentiable
  readonly compiled: Compiled<Differentiable>
  readonly args: readonly unknown[]
  /** What its result is called. */
  readonly called: string
}
let program: Program | undefined

/** Characters that a program as text may have: more is nothing that anybody reads. */
const MOST_TEXT = 400_000
/** Names that are given with the drawing, of all loops together. */
const MOST_NAMES = 6000

/** Compiles the function and says what became of it. */
export function look({ f, args, result }: Defined, of: Of): Drawing {
  if (typeof f !== 'function')
    throw new TypeError(
      `there is no function f here${f === undefined ? '' : ', f is something else'}. Write const f = (a, b) => a * b, and const args = { a: 2, b: -3 }.`,
    )
  if (typeof args !== 'object' || args === null)
    throw new TypeError('there is no args here. Write const args = { a: 2, b: -3 }: what f is called with, in order.')
  const list: readonly unknown[] = Array.isArray(args) ? args : Object.values(args)
  const parameters = Array.isArray(args) ? list.map((_, k) => `a${k}`) : Object.keys(args)
  const called = typeof result === 'string' ? result : 'result'
  const names: StageNames = of === 'value' ? { parameters, result: called } : { parameters, result: '' }
  const whole = of === 'value' ? (f as Differentiable) : withSlopes(f as Differentiable, list, parameters, called)
  const compiled = compile(whole)
  compiled(...list)
  program = { f: whole, compiled, args: list, called }
  return drawn(compiled, compiled.stages({ ...names, call: list }))
}

/** The function and its slopes by every argument, by their names; of several results those of their sum. */
function withSlopes(
  f: Differentiable,
  list: readonly unknown[],
  parameters: readonly string[],
  called: string,
): Differentiable {
  const argnums = parameters.map((_, k) => k)
  const both = valueAndGrad((...args: any[]) => total(f(...args)), { argnums }) as (
    ...args: unknown[]
  ) => [number, unknown[]]
  const name = leavesOf(f(...list)).length === 1 ? called : `Σ${called}`
  return (...args) => {
    const [value, slopes] = both(...args)
    return Object.fromEntries([[name, value], ...slopes.map((slope, k) => [`∂${parameters[k]}`, slope])])
  }
}
const leavesOf = (tree: any): number[] =>
  typeof tree === 'number' || isValue(tree) ? [tree as number] : Object.values(tree as object).flatMap(leavesOf)
const total = (result: unknown): number => leavesOf(result).reduce((a, b) => add(a, b))

function drawn(compiled: Compiled<Differentiable>, stages: Stages | undefined): Drawing {
  const { executor, why, nodes, bytes, passes } = compiled.stats
  const shared = {
    executor,
    why,
    nodes,
    bytes,
    passes: passes.map(({ pass, milliseconds, nodes, bytes = 0 }) => ({ pass, milliseconds, nodes, bytes })),
  }
  if (!stages) return { ...shared, cells: 0, loops: 0, inputs: 0, outputs: 0, ops: [], blocks: [], places: [] }
  const { cells, inputs, outputs } = stages
  return {
    ...shared,
    cells: cells.node.length,
    loops: stages.loops.length,
    inputs,
    outputs,
    ops: stages.ops.slice(0, 300).map(({ name, nodes }) => ({ name, sign: ops.get(name)?.symbol ?? name, nodes })),
    blocks: blocksOf(stages),
    places: (stages.written?.places ?? []).slice(0, MOST_PLACES),
  }
}

function blocksOf({ loops, nodes, nameOf, written }: Stages): Block[] {
  // As explain() has them: what is computed in the loop of another stands below it.
  const placed = loops.map((loop, k) => ({ ...loop, isWithin: loop.within !== k }))
  const shown = placed
    .toSorted((a, b) => a.within - b.within || Number(a.isWithin) - Number(b.isWithin))
    .slice(0, MOST_BLOCKS)
  const loopOf = new Map(shown.flatMap(({ cells }, k) => Array.from(cells, (cell) => [cell, k] as const)))
  /** Of each cell the nodes that are products of its sum, and the others. */
  const parts = new Map<number, { readonly factors: number[]; readonly own: number[] }>()
  nodes.cell.forEach((cell, node) => {
    const k = loopOf.get(cell)
    if (k === undefined) return
    const part = parts.get(cell) ?? { factors: [], own: [] }
    parts.set(cell, part)
    part[nodes.op[node] === shown[k]!.op ? 'own' : 'factors'].push(node)
  })
  const placeOf = (node: number): number => {
    const place = written?.nodes[node] ?? -1
    return place < MOST_PLACES ? place : -1
  }
  let left = MOST_NAMES
  return shown.map(({ text, dims, cells, op, isWithin }) => {
    const names = [...cells.subarray(0, Math.min(300, left))].map(nameOf)
    left -= names.length
    // All cells of a loop are built alike, but need not stand in one line.
    const { factors = [], own = [] } = parts.get(cells[0]!) ?? {}
    const ways = new Map<string, number>()
    const way = Array.from(cells, (cell) => {
      const part = parts.get(cell)!
      const key = runsOf([...part.factors, ...part.own].map(placeOf)).join()
      if (!ways.has(key)) ways.set(key, ways.size)
      return ways.get(key)!
    })
    const runs = { written: [...ways.keys()].map((key) => key.split(',').map(Number)), ways: runsOf(way) }
    const isShort = [runs.written, runs.ways, ...runs.written].every(({ length }) => length <= MOST_RUNS)
    return {
      text: text.slice(0, 4000),
      dims,
      cells: cells.length,
      op,
      isWithin,
      names,
      factors: factors.length,
      own: own.length,
      factor: factors.length > 0 ? nodes.op[factors.at(-1)!]! : -1,
      ...(isShort ? runs : { written: [], ways: [] }),
    }
  })
}
/** Each number that is not the one before it, and how many follow that are. */
function runsOf(list: readonly number[]): number[] {
  const runs: number[] = []
  for (const x of list) {
    if (runs.at(-2) === x) runs[runs.length - 1]!++
    else runs.push(x, 1)
  }
  return runs
}

const current = (): Program => {
  if (!program) throw new Error('nothing has been compiled yet.')
  return program
}
/** The program as one that stands alone: its text in TypeScript, or its module with the types of that. */
export function take(to: 'ts' | 'wasm'): Taken {
  const { f, args, called } = current()
  const named = Object.defineProperty((...given: unknown[]): unknown => f(...given), 'name', { value: called })
  if (to === 'wasm') {
    const { wasm, types } = emit(named, args, { to })
    return { text: types, wasm: btoa(Array.from(wasm, (byte) => String.fromCharCode(byte)).join('')) }
  }
  const text = emit(named, args)
  if (text.length > MOST_TEXT)
    throw new RangeError(
      `as TypeScript it has ${text.length.toLocaleString('en')} characters; ${MOST_TEXT.toLocaleString('en')} leave the sandbox. Take the module.`,
    )
  return { text, wasm: '' }
}
/** Lets others have the thread. */
const pause = (): Promise<void> => new Promise((go) => setTimeout(go))

/** How long a round is at least, in milliseconds: what a clock can tell; and how many there are. */
const ROUND = 12
const ROUNDS = 12

/** The function itself and compiled, in turns, so that both meet the same weather. */
export async function time(): Promise<Times> {
  const { f, compiled, args } = current()
  const turn = (run: Differentiable, calls: number): number => {
    const began = performance.now()
    for (let k = 0; k < calls; k++) run(...args)
    return performance.now() - began
  }
  const callsOf = async (run: Differentiable): Promise<number> => {
    for (let calls = 1; ; calls *= 2) {
      const took = turn(run, calls)
      if (took >= ROUND) return calls
      await pause()
    }
  }
  const [slow, fast] = [await callsOf(f), await callsOf(compiled)]
  let [eager, least] = [Infinity, Infinity]
  for (let round = 0; round < ROUNDS; round++) {
    eager = Math.min(eager, turn(f, slow) / slow)
    await pause()
    least = Math.min(least, turn(compiled, fast) / fast)
    await pause()
  }
  return { eager: 1e6 * eager, compiled: 1e6 * least, calls: ROUNDS * (slow + fast) }
}

/** How many random inputs are tried, and for how long at most, in milliseconds. */
const TRIES = 1000
const PATIENCE = 4000
const SPECIAL = [0, -0, 1, -1, 1e-310, 1e300, -1e300, 5e-324]

/** Calls both on random inputs built like the reader's, and compares every number by `Object.is`. */
export async function prove(seed: number): Promise<Proof> {
  const { f, compiled, args } = current()
  const random = new PythonRandom(seed)
  const began = performance.now()
  let [tried, refused, numbers, fails] = [0, 0, 0, '']
  let breath = began
  while (tried < TRIES && fails === '') {
    const input = args.map((arg) => drawnAgain(arg, random))
    tried++
    if (throws(f, input)) refused++
    else {
      try {
        const found = compiled.verify(...input)
        numbers += found.numbers
        if (found.first)
          fails = `${found.first.path} is ${found.first.compiled} compiled and ${found.first.eager} eager, for ${said(input)}`
      } catch (error) {
        fails = `${(error as Error).message} The input was ${said(input)}`
      }
    }
    const now = performance.now()
    if (now - began > PATIENCE) break
    if (now - breath > 50) {
      await pause()
      breath = performance.now()
    }
  }
  return { tried, refused, numbers, milliseconds: performance.now() - began, fails }
}

function throws(f: Differentiable, input: readonly unknown[]): boolean {
  try {
    f(...input)
    return false
  } catch {
    return true
  }
}
const said = (input: readonly unknown[]): string =>
  JSON.stringify(input, (_, x: unknown) => (Object.is(x, -0) ? '-0' : x)).slice(0, 400)

/** The same tree with other numbers: around those of the reader, and now and then one at the edge of what numbers are. */
function drawnAgain(tree: unknown, random: PythonRandom): unknown {
  if (typeof tree === 'number') {
    if (random.random() < 0.03) return SPECIAL[Math.floor(random.random() * SPECIAL.length)]
    return tree + random.gauss(0, 1) * (1 + Math.abs(tree))
  }
  if (Array.isArray(tree)) return tree.map((one) => drawnAgain(one, random))
  if (tree instanceof Float64Array || tree instanceof Float32Array)
    return tree.map((one) => drawnAgain(one, random) as number)
  if (typeof tree !== 'object' || tree === null || Object.getPrototypeOf(tree) !== Object.prototype) return tree
  return Object.fromEntries(Object.entries(tree).map(([key, one]) => [key, drawnAgain(one, random)]))
}
