/** Reverse mode: adjoints pulled from a root to what it was computed from, in reverse order of creation. */
import { add, mul, type BackwardOptions, type Op, type Rule, type Value } from '../ops/index.js'
import { asValue, engine, handleAt, isActive, name, operandsOf, type Handle } from './handle.js'
import { anomaly } from './mode.js'
import { Pass, step, type Column, type Reach } from './pass.js'
import { opByCode } from './record.js'
import { pullCall, type Call } from './custom.js'
import { assertFresh } from './freshness.js'
import { ACTIVE, CALL, CODE_MASK, CONSTANT, INDEX_BITS, INDEX_MASK, LEAF, eachLink } from './tape.js'

/*
 * The bits are fixed: nodes from the newest to the oldest, the operands of one node in order, the first contribution to an
 * adjoint assigned and each further one added to it. Only active edges are followed.
 */

type Numbers = Pass<Float64Array>
/** Where a pass starts, each node with its adjoint. */
export type Roots = readonly (readonly [root: Handle, seed: number])[]

/** Adjoints as numbers: ∂(Σ seed·root)/∂node for every node that a root depends on; nodes older than `floor` pass nothing on. */
export function pullNumbers(roots: Roots, floor = 0): Numbers {
  const pass: Numbers = new Pass((length) => new Float64Array(length))
  const calls = new Set<Call>()
  for (const [{ segment, index }, seed] of roots) contribute(pass.reach(segment), index, seed)
  pass.descend((reach, i) => {
    const { chunk } = reach.segment
    const { links, data } = chunk
    const word = links[3 * i] as number
    const code = word & CODE_MASK
    if (code >= CONSTANT) return
    const adjoint = reach.column.entries[i] as number
    if (code === CALL) return pullCall(chunk.calls?.get(i) as Call, calls, reach, false, adjointAt, contribute)
    const op = opByCode(code)
    if (op.active !== undefined || op.arity === 3 || op.arity === 'list') return pullList(op, reach, i, adjoint)
    const y = data[i] as number
    const first = links[3 * i + 1] as number
    const a = reach.at(first >>> INDEX_BITS)
    const ia = first & INDEX_MASK
    const chunkA = a.segment.chunk
    const xa = chunkA.data[ia] as number
    if (op.arity === 1) {
      const c = adjoint * (op.partials[0] as Rule)(y, xa)
      if (anomaly.on) checkGradient(c, adjoint, reach, i, 0)
      contribute(a, ia, c)
      return
    }
    const second = links[3 * i + 2] as number
    const b = reach.at(second >>> INDEX_BITS)
    const ib = second & INDEX_MASK
    const chunkB = b.segment.chunk
    const xb = chunkB.data[ib] as number
    if (((chunkA.links[3 * ia] as number) & ACTIVE) !== 0) {
      const c = adjoint * (op.partials[0] as Rule)(y, xa, xb)
      if (anomaly.on) checkGradient(c, adjoint, reach, i, 0)
      contribute(a, ia, c)
    }
    if (((chunkB.links[3 * ib] as number) & ACTIVE) !== 0) {
      const c = adjoint * (op.partials[1] as Rule)(y, xa, xb)
      if (anomaly.on) checkGradient(c, adjoint, reach, i, 1)
      contribute(b, ib, c)
    }
  }, floor)
  return pass
}

function contribute(to: Reach<Float64Array>, index: number, c: number): void {
  const { entries } = to.column
  if (to.mark(index)) entries[index] = c
  else entries[index] = (entries[index] as number) + c
}
const adjointAt = <A extends Float64Array | number[]>({ column }: Reach<A>, index: number): number =>
  column.mark[index] === 0 ? 0 : (column.entries[index] as number)
const checkGradient = (c: number, adjoint: number, { segment }: Reach<Float64Array>, i: number, k: number): void => {
  const node = handleAt(segment, i)
  anomaly.checkGradient(c, adjoint, node, operandsOf(node), k)
}

/** Operands in the side list, or some that take no part. */
function pullList(op: Op, reach: Reach<Float64Array>, i: number, adjoint: number): void {
  const { chunk } = reach.segment
  const places: [Reach<Float64Array>, number][] = []
  eachLink(chunk, i, (link) => places.push(step(reach, link)))
  const inputs = places.map(([at, index]) => at.segment.chunk.data[index] as number)
  const takesPart = op.active?.(...inputs)
  const y = chunk.data[i] as number
  for (let k = 0; k < places.length; k++) {
    const [at, index] = places[k] as [Reach<Float64Array>, number]
    if (takesPart?.[k] === false || ((at.segment.chunk.links[3 * index] as number) & ACTIVE) === 0) continue
    const c = adjoint * partial(op, y, inputs, k)
    if (anomaly.on) checkGradient(c, adjoint, reach, i, k)
    contribute(at, index, c)
  }
}

/** ∂y/∂(k-th input), whatever the op's number of inputs. */
export function partial(op: Op, y: number, inputs: readonly number[], k: number): number {
  return op.partial ? op.partial(y, inputs, k) : (op.partials[k] as Rule)(y, ...inputs)
}

/**
 * The same pass with its result on the recording: adjoints are Values wherever they depend on one, so that they can be
 * differentiated again. The factors and their order are those of `pullNumbers`, and so are the bits.
 */
export function pullValues(roots: Roots, floor = 0): Pass<number[]> {
  const pass = new Pass<number[]>(() => [])
  const calls = new Set<Call>()
  const give = (to: Reach<number[]>, index: number, c: number): void => {
    const { entries } = to.column
    entries[index] = to.mark(index) ? c : add(entries[index] as number, c)
  }
  for (const [{ segment, index }, seed] of roots) give(pass.reach(segment), index, seed)
  pass.descend((reach, i) => {
    const node = handleAt(reach.segment, i)
    const word = reach.segment.chunk.links[3 * i] as number
    const code = word & CODE_MASK
    if (code >= CONSTANT) return
    const adjoint = reach.column.entries[i] as number
    if (code === CALL) return pullCall(reach.segment.chunk.calls?.get(i) as Call, calls, reach, true, adjointAt, give)
    const op = opByCode(code)
    const places: [Reach<number[]>, number][] = []
    eachLink(reach.segment.chunk, i, (link) => places.push(step(reach, link)))
    const takesPart = op.active?.(...places.map(([at, index]) => at.segment.chunk.data[index] as number))
    // A constant goes in as the number it is: the rules then record no more than they must.
    const inputs = places.map(([at, index]) => numberOr(handleAt(at.segment, index)))
    for (let k = 0; k < places.length; k++) {
      const [at, index] = places[k] as [Reach<number[]>, number]
      if (takesPart?.[k] === false || ((at.segment.chunk.links[3 * index] as number) & ACTIVE) === 0) continue
      give(at, index, times(adjoint, partial(op, asValue(node), inputs, k)))
    }
  }, floor)
  return pass
}

/** g·d, where a factor 1 is left out: it changes no bit and would fill the recording. */
export const times = (g: number, d: number): number => (d === 1 ? g : g === 1 ? d : mul(g, d))
const numberOr = (handle: Handle): number => {
  const word = handle.segment.chunk.links[3 * handle.index] as number
  return (word & CODE_MASK) === CONSTANT ? handle.data : (asValue(handle) as Value)
}

/** `root.backward()`: leaves accumulate, intermediate nodes get the gradients of this pass; nothing changes if it throws. */
function backward(root: Handle, options: BackwardOptions = {}): void {
  const { gradient = 1 } = options
  if (typeof gradient !== 'number') throw new TypeError(`backward: gradient is no number; pass { gradient: 1 } or leave it out.`)
  if (!isActive(root)) {
    throw new Error(
      `backward() of ${name(root)}: no leaf that requires a gradient is among its inputs. ` +
        'It was made from constants, detached Values or inside noGrad; set leaf.requiresGrad = true before computing.',
    )
  }
  const pass = pullNumbers([[root, gradient]])
  assertFresh(pass)
  for (const column of pass.columns) publish(column)
}
engine.backward = backward

function publish({ chunk, mark, entries, highest }: Column<Float64Array>): void {
  if (highest < 0) return
  if (chunk.grad === undefined) {
    chunk.grad = entries
    return
  }
  const grad = chunk.gradients()
  for (let i = 0; i <= highest; i++) {
    if (mark[i] === 0) continue
    const leaf = ((chunk.links[3 * i] as number) & CODE_MASK) === LEAF
    grad[i] = leaf ? (grad[i] as number) + (entries[i] as number) : (entries[i] as number)
  }
}
