/** Reverse mode: adjoints pulled from a root to what it was computed from, in reverse order of creation. */
import { assertOptions, describe } from '../arguments/index.js'
import { add, mul, type BackwardOptions, type Op, type Rule } from '../ops/index.js'
import { asValue, handleAt, isActive, name, numberOrValue, type Handle } from './value.js'
import { mode, WATCHED, witness } from './mode.js'
import { Pass, flowing, numbers, operands, type Column, type Place, type Reach } from './pass.js'
import { firstRules, knownSlopes, opByCode, secondRules } from './record.js'
import { pullCall, type Call } from './call.js'
import { assertFresh } from './freshness.js'
import { ACTIVE, CALL, CODE_MASK, CONSTANT, INDEX_BITS, INDEX_MASK, LEAF, codeAt, linkSlot, widths } from './chunk.js'
import { fit } from './tape.js'

/*
 * The bits are fixed: nodes from the newest to the oldest, the operands of one node in order, the first contribution to an
 * adjoint assigned and each further one added to it. Only active edges are followed.
 */

type Numbers = Pass<Float64Array>
/** Where a pass starts, each node with its adjoint. */
export type Roots = readonly (readonly [root: Handle, seed: number])[]

/** Adjoints as numbers: ∂(Σ seed·root)/∂node for every node that a root depends on; nodes older than `floor` pass nothing on. */
export function pullNumbers(roots: Roots, floor = 0): Numbers {
  const pass: Numbers = new Pass(numbers)
  const calls = new Set<Call>()
  let nodes = 0
  for (const [{ segment, index }, seed] of roots) contribute(pass.reach(segment), index, seed)
  pass.pagesDown(floor, (column, high, low) => {
    nodes += high - low + 1
    pullPage(column, high, low, calls)
  })
  fit(nodes)
  assertFresh(pass, floor)
  return pass
}

/** The loop that all training time goes into: a run of nodes of one chunk, newest first. */
function pullPage(column: Column<Float64Array>, high: number, low: number, calls: Set<Call>): void {
  const { chunk, mark, entries, reaches } = column
  const { links, data } = chunk
  const watched = (mode.flags & WATCHED) !== 0
  for (let i = high; i >= low; i--) {
    const ordinal = mark[i] as number
    if (ordinal === 0) continue
    const code = (links[3 * i] as number) & CODE_MASK
    if (code >= CONSTANT) continue
    const reach = reaches[ordinal - 1] as Reach<Float64Array>
    const adjoint = entries[i] as number
    if (code === CALL) {
      pullCall(chunk.calls?.get(i) as Call, calls, reach, false, adjointAt, contribute)
      continue
    }
    const arity = widths[code]
    if (arity === 0 || watched) {
      pullList(opByCode(code), reach, i)
      continue
    }
    const y = data[i] as number
    const first = links[3 * i + 1] as number
    const a = reach.at(first >>> INDEX_BITS)
    const ia = first & INDEX_MASK
    const ca = a.column.chunk
    // An op of one input is linked to it twice.
    const second = links[3 * i + 2] as number
    const b = reach.at(second >>> INDEX_BITS)
    const ib = second & INDEX_MASK
    const cb = b.column.chunk
    known[OUTPUT] = y
    const xa = (known[FIRST] = ca.data[ia] as number)
    const xb = (known[SECOND] = cb.data[ib] as number)
    const slopes = knownSlopes[code] as number
    if (((ca.links[3 * ia] as number) & ACTIVE) !== 0) {
      const which = slopes & 7
      contribute(a, ia, adjoint * (which === 0 ? (firstRules[code] as Rule)(y, xa, xb) : (known[which] as number)))
    }
    if (arity === 2 && ((cb.links[3 * ib] as number) & ACTIVE) !== 0) {
      const which = slopes >> 3
      contribute(b, ib, adjoint * (which === 0 ? (secondRules[code] as Rule)(y, xa, xb) : (known[which] as number)))
    }
  }
}
/** The slopes that need no call, each at its place: looked up without a branch, for which op comes next no processor can guess. */
const known = Float64Array.of(0, 1, -1, 0, 0, 0)
const OUTPUT = 3
const FIRST = 4
const SECOND = 5

function contribute(to: Reach<Float64Array>, index: number, c: number): void {
  const { entries } = to.column
  entries[index] = to.mark(index) ? c : (entries[index] as number) + c
}
// Where nothing has come yet there is 0, or nothing.
const adjointAt = ({ column }: Reach<Float64Array | number[]>, index: number): number => column.entries[index] ?? 0

/** Operands in the side list, parameters, or inputs that take no part. */
function pullList(op: Op, reach: Reach<Float64Array>, i: number): void {
  const { chunk, entries } = reach.column
  const { links, operands } = chunk
  const width = widths[op.code]
  const from = width ? 3 * i + 1 : (links[3 * i + 1] as number)
  const count = width || (links[3 * i + 2] as number)
  const list = (width ? links : operands) as ArrayLike<number>
  const inputs = new Array<number>(count)
  // What another module exports is read, and looked at, at every use: not in the loops.
  const last = INDEX_MASK
  // Operands side by side mostly lie in one segment: it is looked up once.
  for (let k = 0; k < count;) {
    const slot = linkSlot(list[from + k] as number)
    const base = slot * (1 << INDEX_BITS)
    const { data } = reach.at(slot).column.chunk
    for (; k < count; k++) {
      const index = (list[from + k] as number) - base
      if (index < 0 || index > last) break
      inputs[k] = data[index] as number
    }
  }
  const part = op.active?.(...inputs)
  const y = chunk.data[i] as number
  // Parameters, which come after the inputs, have no rule.
  const slopes = op.listPartials?.(y, inputs) ?? op.partials.map((rule) => rule(y, ...inputs))
  const watch = mode.flags & WATCHED ? mode.watch : undefined
  // Read from its column it is a number that needs no unwrapping, as one that is handed over does, for each operand.
  const adjoint = entries[i] as number
  for (let k = 0; k < slopes.length;) {
    const slot = linkSlot(list[from + k] as number)
    const base = slot * (1 << INDEX_BITS)
    const to = reach.at(slot)
    const { links: words } = to.column.chunk
    for (; k < slopes.length; k++) {
      const index = (list[from + k] as number) - base
      if (index < 0 || index > last) break
      if (((words[3 * index] as number) & ACTIVE) === 0 || part?.[k] === false) continue
      const c = adjoint * (slopes[k] as number)
      watch?.gradient(c, adjoint, handleAt(reach.segment, i), k)
      contribute(to, index, c)
    }
  }
}

/** Calls `visit` with ∂y/∂(k-th input) for every k that flows, in order, whatever the op's number of inputs. */
export function eachSlope(
  op: Op,
  y: number,
  inputs: readonly number[],
  flows: readonly boolean[],
  visit: (slope: number, k: number) => void,
): void {
  const all = op.listPartials?.(y, inputs)
  // Parameters, which come after the inputs, have no rule.
  for (let k = 0; k < (all ?? op.partials).length; k++) {
    if (flows[k]) visit(all ? (all[k] as number) : (op.partials[k] as Rule)(y, ...inputs), k)
  }
}

/**
 * The same pass with its result on the recording: adjoints are Values wherever they depend on one, so that they can be
 * differentiated again. The factors and their order are those of `pullNumbers`, and so are the bits.
 */
export function pullValues(roots: Roots, floor = 0): Pass<number[]> {
  witness.active?.(roots, floor)
  const pass = new Pass<number[]>(() => [])
  const calls = new Set<Call>()
  const give = (to: Reach<number[]>, index: number, c: number): void => {
    const { entries } = to.column
    entries[index] = to.mark(index) ? c : add(entries[index] as number, c)
  }
  for (const [{ segment, index }, seed] of roots) give(pass.reach(segment), index, seed)
  pass.descend((reach, i) => {
    const { chunk } = reach.column
    const code = codeAt(chunk, i)
    if (code >= CONSTANT) return
    if (code === CALL) return pullCall(chunk.calls?.get(i) as Call, calls, reach, true, adjointAt, give)
    const op = opByCode(code)
    const adjoint = reach.column.entries[i] as number
    const places = operands(reach, i)
    const y = asValue(handleAt(reach.segment, i))
    const inputs = places.map(([{ segment }, index]) => numberOrValue(segment, index))
    eachSlope(op, y, inputs, flowing(op, places), (slope, k) => {
      give(...(places[k] as Place<number[]>), times(adjoint, slope))
    })
  }, floor)
  assertFresh(pass, floor)
  return pass
}

/** g·d, where a factor 1 is left out: it changes no bit and would fill the recording. */
export const times = (g: number, d: number): number => (d === 1 ? g : g === 1 ? d : mul(g, d))

/** `root.backward()`: leaves accumulate, intermediate nodes get the gradients of this pass; nothing changes if it throws. */
export function backward(root: Handle, options: BackwardOptions = {}): void {
  if (typeof options === 'number')
    throw new TypeError(`backward: ${options} was given; { gradient: ${options} } is allowed.`)
  assertOptions('backward', options, 'gradient')
  const { gradient = 1 } = options
  if (typeof gradient !== 'number') {
    throw new TypeError(`backward: gradient is ${describe(gradient)}; a number is allowed, 1 if it is left out.`)
  }
  if (!isActive(root)) {
    throw new Error(
      `backward() of ${name(root)}: no leaf that requires a gradient is among its inputs. ` +
        'It was made from constants, detached Values or inside noGrad; set leaf.requiresGrad = true before computing.',
    )
  }
  const pass = pullNumbers([[root, gradient]])
  for (const column of pass.columns) publish(column)
  pass.release()
}
function publish(column: Column<Float64Array>): void {
  const { chunk, mark, entries, highest } = column
  if (highest < 0) return
  if (chunk.grad === undefined && column.isOwn && chunk.length === chunk.capacity) {
    chunk.grad = entries
    return
  }
  const grad = chunk.gradients()
  column.pagesUp((low, high) => {
    for (let i = low; i <= high; i++) {
      if (mark[i] === 0) continue
      const before = codeAt(chunk, i) === LEAF ? (grad[i] as number) : 0
      // The first contribution is assigned here too: 0 + −0 would be another zero.
      grad[i] = before === 0 ? (entries[i] as number) : before + (entries[i] as number)
    }
  })
}
