/** What the tests of ops and engine do, done once more compiled and compared bit for bit: calls of transforms, gradients of recordings, ops on numbers. */
import { expect } from 'vitest'
import { compile } from '../../../src/compile/compile.js'
import { lineOf } from '../../../src/compile/line.js'
import { machineOf } from '../../../src/compile/machine.js'
import { nestCodeOf } from '../../../src/compile/nest-code.js'
import { nestsOf } from '../../../src/compile/nests.js'
import { Unsupported } from '../../../src/compile/passes.js'
import { read, type Reading } from '../../../src/compile/read.js'
import { simplify } from '../../../src/compile/simplify.js'
import { SCRIPT_NODES, scriptOf } from '../../../src/compile/source.js'
import type { Recording } from '../../../src/compile/trace.js'
import { ancestors, asHandle, constant, isValue, now, toValue, type Handle } from '../../../src/engine/index.js'
import { CALL, LEAF } from '../../../src/engine/chunk.js'
import { compute, opByCode } from '../../../src/engine/record.js'
import { codeOf, handleAt } from '../../../src/engine/value.js'
import { alias } from '../../../src/ops/index.js'
import { long } from '../../seed.js'

type Function = (...args: any[]) => unknown

/** How often each kind of thing ran, by executor. */
export const ran: Map<string, number> = new Map()
export const count = (what: string, by = 1): void => void ran.set(what, (ran.get(what) ?? 0) + by)
/** Tests whose function takes a number out of a Value: refused, as it must be. */
const refused = [
  'sqrt at 0 with its infinite slope does not leak a NaN',
  'recording stays as it was around a transform',
]
/** Tests whose function does something besides, so that a second run of it is another program, or whose arguments are no trees of numbers. */
const eager = [
  'an argument that is not differentiated may be anything',
  'a Value that leaks out of a transform is a constant to the next',
]

/** What was not the same. A test that expects an error cannot swallow it here. */
export const faults: string[] = []

let busy = false
/** Runs what belongs to something that is compared as a whole. */
function quietly<T>(run: () => T): T {
  busy = true
  try {
    return run()
  } finally {
    busy = false
  }
}
export const isBusy = (): boolean => busy

/** All numbers of a result in order; those of a tree so deep that it is refused are not looked for. */
function numbers(tree: unknown, depth = 0): number[] {
  if (isValue(tree)) return [tree.data]
  if (typeof tree === 'number') return [tree]
  if (typeof tree !== 'object' || tree === null || depth > 1000) return []
  return Object.values(tree).flatMap((child) => numbers(child, depth + 1))
}
export const isSame = (a: ArrayLike<number>, b: ArrayLike<number>): boolean => {
  for (let k = 0; k < a.length; k++) if (!Object.is(a[k], b[k])) return false
  return a.length === b.length
}
function holdsValue(tree: unknown, depth = 0): boolean {
  if (isValue(tree)) return true
  if (typeof tree !== 'object' || tree === null || ArrayBuffer.isView(tree) || depth > 100) return false
  return Object.values(tree).some((child) => holdsValue(child, depth + 1))
}
const fault = (what: string, own: readonly number[], its: ArrayLike<number>): void => {
  const k = own.findIndex((x, at) => !Object.is(x, its[at]))
  faults.push(`${what}: number ${k} is ${its[k]} compiled, ${own[k]} eager`)
}

/** All of the first calls of a kind in a file, and one in fifty of the many that follow: of the long run, which makes fifty times as many, too. All of those would take it hours. */
export function isChosen(what: string): boolean {
  count(`${what}: called`)
  const calls = ran.get(`${what}: called`) as number
  return calls <= 40 || calls % 50 === 0
}

const hasEffects = (): boolean => eager.some((one) => expect.getState().currentTestName?.endsWith(one))

/** The function's own result; on the way it is compiled, called, and compared. */
export function through(what: string, f: Function, args: readonly unknown[]): unknown {
  if (busy || args.some((arg) => holdsValue(arg)) || hasEffects()) return f(...args)
  if (!isChosen(what)) return quietly(() => f(...args))
  if (!long && numbers(args).length > LONGEST) {
    count(`${what}: eager, more than ${LONGEST} numbers`)
    return quietly(() => f(...args))
  }
  return quietly(() => {
    const own = f(...args)
    const compiled = compile(f as never) as Function & { stats: { executor: string; why: string } }
    let its: number[]
    try {
      its = numbers(compiled(...args))
    } catch (error) {
      if (!/differs from run to run/.test(String(error))) throw error
      const test = expect.getState().currentTestName ?? ''
      if (!refused.some((one) => test.endsWith(one))) throw error
      count(`${what}: refused, rightly`)
      return own
    }
    const { executor, why } = compiled.stats
    count(executor === 'eager' ? `${what}: eager, ${why.replaceAll(/#?\d+/g, 'n')}` : `${what}: ${executor}`)
    if (!isSame(numbers(own), its)) fault(`${what} of ${f.toString().slice(0, 200)}`, numbers(own), its)
    return own
  })
}

/** Every node that a root was computed from, oldest first. */
export function nodesOf(root: Handle): Handle[] {
  const nodes: Handle[] = []
  ancestors([root]).ascend(({ segment }, i) => void nodes.push(handleAt(segment, i)))
  return nodes
}
export const isVariable = (node: Handle): boolean => node.requiresGrad && codeOf(node) === LEAF

/** The program of a recording that is there already: the root and its slopes by some nodes, from the numbers of its leaves. */
function readingOf(root: Handle, seed: number, asked: readonly Handle[]): { reading: Reading; leaves: Handle[] } {
  const nodes = nodesOf(root)
  if (nodes.length > MOST) throw new Unsupported('a graph of more than n nodes')
  const lowest = (nodes[0] as Handle).id
  // What was computed inside noGrad is a number to all that comes after it; so is what was computed before a leaf changed: where a slope is asked that goes through it, the engine refuses.
  const isCut = (node: Handle): boolean => {
    if (codeOf(node) >= CALL) return false
    const op = opByCode(codeOf(node))
    const isQuiet = !node.requiresGrad && op.active === undefined && node.prev.some(({ requiresGrad }) => requiresGrad)
    const present = node.prev.map(({ data }) => data)
    return isQuiet || !Object.is(node.data, compute(op, present))
  }
  const leaves = nodes.filter((node) => isVariable(node) || isCut(node))
  const at = now()
  const results = asked.map(() => asHandle(alias(toValue(constant(0)) as number) as never))
  const note = { kind: 'pull', outs: [toValue(root)], variables: asked, given: [seed], floor: 0, to: at, results, around: [] } // prettier-ignore
  const out = { leaves: [toValue(root), ...results.map((x) => toValue(x))], shape: { kind: 'number' } }
  const frame = { args: [], variables: leaves, out }
  const recording = { frame, floor: lowest, passes: [note], branches: [], choices: [] } as unknown as Recording
  return { reading: read(recording), leaves }
}
const MOST = 20_000
/** Arguments of more numbers are programs that take seconds each: in the long run only. */
const LONGEST = 1000
let turn = 0

/** Compares slopes that the engine gave with those of the recording compiled. */
export function throughRecording(
  what: string,
  root: Handle,
  seed: number,
  asked: readonly Handle[],
  own: readonly number[],
): void {
  // prettier-ignore
  try {
    const { reading, leaves } = readingOf(root, seed, asked)
    if (reading.captured.length > 0) throw new Unsupported('a Value from outside')
    const program = simplify(reading)
    const xs = leaves.map(({ data }) => data)
    const all = [root.data, ...own]
    const compare = (executor: string, its: ArrayLike<number>): void => {
      count(`${what}: ${executor}`)
      if (!isSame(all, its)) fault(`${what} as ${executor}`, all, its)
    }
    const list = (length: number): unknown => ({ kind: 'list', children: Array.from({ length }, () => ({ kind: 'number' })) }) // prettier-ignore
    const isScript = program.graph.length <= SCRIPT_NODES
    // Every program runs; as WebAssembly each that is no script, in turns as loops and as a straight line, and of the others one in ten.
    const isTurn = long || turn++ % 10 === 0
    if (!isScript || isTurn) {
      const ways = [['line', () => lineOf(simplify(reading))], ['nests', () => nestCodeOf(nestsOf(simplify(reading)))]] as const // prettier-ignore
      for (const [k, [executor, make]] of ways.entries()) {
        if (!isTurn && turn % 2 !== k) continue
        const module = make()
        const { memory, layout, run } = machineOf(module)
        memory.set(xs)
        run()
        compare(executor, memory.slice(layout.outputs / 8, layout.outputs / 8 + all.length))
      }
    }
    if (isScript) {
      const script = scriptOf(program, [list(xs.length) as never], list(all.length) as never)
      compare('js', script?.call(xs as never) as number[])
    }
  } catch (error) {
    if (!(error instanceof Unsupported)) throw error
    count(`${what}: eager, ${error.message}`)
  }
}
