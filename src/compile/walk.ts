/** Small nests that differ in places, counts and steps only are one function, which is given them: little code, where little time is spent. */
import { Body, I32, V128 } from './assembler.js'
import type { NestBound } from './bounds.js'
import type { Dim } from './fit.js'
import { writeMasked, type Writer } from './loops.js'
import type { Precision } from './modes.js'
import type { Nest } from './nests.js'
import { laneOf, workOf } from './tiling.js'

/** From how many terms on a nest has code of its own. */
const LARGE = 128
/** The same where it has so many runs of terms that a call with all places is as much code as the loops themselves. */
const RUNS = 3
const LARGE_IN_RUNS = 24

/** How lanes lie in a stream: the same number, side by side, apart. */
type Lanes = 'same' | 'next' | 'apart'

/** What nests of one function have in common. */
interface Form {
  readonly nest: Nest
  /** The loops, that of the lanes innermost. */
  readonly dims: readonly Dim[]
  readonly lanes: readonly Lanes[]
  readonly isPair: boolean
  readonly isOdd: boolean
  readonly precision: Precision
}

function formOf(nest: Nest, precision: Precision): Form {
  const lane = laneOf(nest, precision.lanes)
  const inner = nest.dims[lane]
  const dims = inner ? [...nest.dims.filter((dim) => dim !== inner), inner] : nest.dims
  const lanes = nest.base.map((_, s): Lanes => {
    const step = inner?.steps[s] ?? 0
    return step === 0 ? 'same' : step === 1 ? 'next' : 'apart'
  })
  return { nest, dims, lanes, isPair: inner !== undefined, isOdd: (inner?.count ?? 0) % 2 === 1, precision }
}
const keyOf = ({ nest: { fn, segments, base }, dims, lanes, isPair, isOdd }: Form): string =>
  [fn.code, base.length, segments?.map(({ count, q, m }) => [count > 1, q < 0, m < 0].join()).join(';'), dims.length, isPair, isOdd, lanes.join()].join(' ') // prettier-ignore

/** Whether a nest is small enough to be walked. */
export const isSmallNest = (nest: Nest): boolean =>
  workOf(nest) <= ((nest.segments?.length ?? 0) < RUNS ? LARGE : LARGE_IN_RUNS)

/** The functions of small nests. */
export class Walks {
  private readonly functions = new Map<string, number>()
  constructor(
    private readonly writer: Writer,
    private readonly precision: Precision,
    private readonly add: (body: Body) => number,
  ) {}

  /** Writes the call that is the nest. */
  call(nest: Nest, body: Body, bound: NestBound | undefined): void {
    const form = formOf(nest, this.precision)
    const key = keyOf(form)
    let index = this.functions.get(key)
    if (index === undefined) this.functions.set(key, (index = this.add(new Walk(this.writer, form).body)))
    for (const x of given(form, bound)) {
      if (typeof x === 'number') body.i32(x)
      else this.writer.turns(x, body)
    }
    body.call(index)
  }
}

/** What a call is given, in the order in which a walk takes it; a list where it depends on the number that bounds loops. */
function given(
  { nest: { base, dims: all, segments }, dims, lanes, isPair, precision }: Form,
  bound: NestBound | undefined,
): (number | readonly number[])[] {
  const { bytes } = precision
  const numbers: (number | readonly number[])[] = base.map((at) => bytes * at)
  segments?.forEach(({ count, pStep, q, qStep, m, mStep }, k) => {
    if (count === 1) return
    numbers.push(k === 0 ? count - 1 : count, bytes * pStep)
    if (q >= 0) numbers.push(bytes * qStep)
    if (m >= 0) numbers.push(bytes * mStep)
  })
  const inner = dims.at(-1)
  lanes.forEach((lane, s) => {
    if (isPair && lane === 'apart') numbers.push(bytes * (inner?.steps[s] as number))
  })
  dims.forEach(({ steps }, d) => {
    const by = (k: number): number => (isPair && k === dims.length - 1 ? precision.lanes : 1)
    const rounds = (k: number): number => Math.floor((dims[k]?.count as number) / by(k))
    // Only the rounds of the outermost loop are nobody else’s business.
    const isBounded = d === 0 && bound !== undefined && bound.dim >= 0 && all[bound.dim] === dims[0]
    numbers.push(isBounded ? bound.rounds.map((needed) => Math.max(1, Math.min(rounds(0), Math.ceil(needed / by(0))))) : rounds(d)) // prettier-ignore
    // The loop within has moved on already.
    const within = dims[d + 1]
    steps.forEach((step, s) => {
      const done = within ? rounds(d + 1) * by(d + 1) * (within.steps[s] as number) : 0
      numbers.push(bytes * (by(d) * step - done))
    })
  })
  return numbers
}

class Walk {
  readonly body: Body
  private next = 0
  private readonly pointers: readonly number[]
  /** By segment: how many terms, and by how much p, q and m move on. */
  private readonly terms: readonly (readonly [count: number, p: number, q: number, m: number] | undefined)[]
  private readonly apart: readonly number[]
  private readonly loops: readonly (readonly [count: number, moves: readonly number[]])[]

  constructor(
    private readonly writer: Writer,
    private readonly form: Form,
  ) {
    const { nest, dims, lanes, isPair } = form
    const take = (): number => this.next++
    this.pointers = nest.base.map(take)
    this.terms = (nest.segments ?? []).map(({ count, q, m }) =>
      count === 1 ? undefined : [take(), take(), q < 0 ? -1 : take(), m < 0 ? -1 : take()],
    )
    this.apart = lanes.map((lane) => (isPair && lane === 'apart' ? take() : -1))
    this.loops = dims.map(() => [take(), nest.base.map(take)])
    this.body = new Body(Array.from({ length: this.next }, () => I32))
    this.loop(0)
  }

  private loop(depth: number): void {
    const { body, form, loops, pointers } = this
    const one = loops[depth]
    if (!one) return this.cell(form.isPair)
    const [count, moves] = one
    const left = body.local(I32)
    body.get(count).set(left).block('loop')
    this.loop(depth + 1)
    moves.forEach((by, s) => this.move(pointers[s] as number, by))
    body.get(left).i32(1).op('i32.sub').tee(left).op('br_if').u32(0).op('end')
    if (form.isOdd && depth === loops.length - 1) this.cell(false)
  }
  private move(pointer: number, by: number): void {
    this.body.get(pointer).get(by).op('i32.add').set(pointer)
  }
  /** Leaves what lies at a pointer into a stream on the stack. */
  private load(s: number, pointer: number, isPair: boolean): void {
    const { body, form } = this
    const { load, splat, loadLane, lanes } = form.precision
    body.get(pointer)
    if (!isPair) {
      body.memory(load, 0)
      return
    }
    if (form.lanes[s] === 'next') body.op('v128.load').u32(2).u32(0)
    else body.memory(splat, 0)
    if (form.lanes[s] !== 'apart') return
    const all = body.local(V128)
    body.set(all)
    // The first lane is there; each of the others is one step on.
    const at = lanes > 2 ? body.local(I32) : -1
    body.get(pointer)
    for (let lane = 1; lane < lanes; lane++) {
      body.get(this.apart[s] as number).op('i32.add')
      if (lane < lanes - 1) body.tee(at)
      body.get(all).memory(loadLane, 0).byte(lane)
      if (lane < lanes - 1) body.set(all).get(at)
    }
  }
  private cell(isPair: boolean): void {
    const { body, form, pointers, writer } = this
    const { fn, base, segments } = form.nest
    const result = body.local(isPair ? V128 : form.precision.type)
    if (segments) this.chain(result, isPair)
    else {
      const parameters = base.slice(1).map((_, k) => () => this.load(k + 1, pointers[k + 1] as number, isPair))
      writer.apply(fn, parameters, body, isPair, false)
      body.set(result)
    }
    body.get(pointers[0] as number).get(result)
    if (isPair) body.op('v128.store').u32(2).u32(0)
    else body.memory(form.precision.store, 0)
  }
  private chain(sum: number, isPair: boolean): void {
    const { body, form, pointers, terms } = this
    const { fn, segments = [] } = form.nest
    const kind = isPair ? form.precision.vector : form.precision.scalar
    segments.forEach(({ p, q, m }, k) => {
      const many = terms[k]
      const places = [p, q, m].map((s) => {
        if (s < 0 || !many) return pointers[s] as number
        const own = body.local(I32)
        body.get(pointers[s] as number).set(own)
        return own
      }) as [number, number, number]
      const term = (isFirst: boolean): void => {
        if (!isFirst) body.get(sum)
        this.load(p, places[0], isPair)
        if (q >= 0) {
          this.load(q, places[1], isPair)
          body.op(`${kind}.mul`)
        }
        if (m >= 0) writeMasked(body, isPair, form.precision, () => this.load(m, places[2], isPair))
        if (!isFirst) body.op(`${kind}.${fn.step as string}`)
        body.set(sum)
        if (!many) return
        this.move(places[0], many[1])
        if (q >= 0) this.move(places[1], many[2])
        if (m >= 0) this.move(places[2], many[3])
      }
      if (k === 0) term(true)
      if (!many) {
        if (k > 0) term(false)
        return
      }
      const left = body.local(I32)
      body.get(many[0]).set(left).block('loop')
      term(false)
      body.get(left).i32(1).op('i32.sub').tee(left).op('br_if').u32(0).op('end')
    })
  }
}
