/** The code of one nest: its loops, and in them one cell or a tile of several. */
import { I32, V128, type Body } from './assembler.js'
import type { NestBound } from './bounds.js'
import type { Dim } from './fit.js'
import type { Fn } from './functions.js'
import { DOUBLE, numberIn, type Precision } from './modes.js'
import type { Nest, Segment } from './nests.js'
import { hasLanes } from './simd-code.js'

/** Terms that are written one after the other in a loop over terms. */
export const UNROLLED = 4
/** Vectors that a processor holds besides the ones that its compiler needs itself: what is under way beyond that goes to memory and back. */
const REGISTERS = 15
/** Runs of terms from which on fewer sums are under way. */
const MANY_RUNS = 4
/** Sums times runs of terms beyond which terms are written once or twice. */
const WIDE = 16
/** Up to how much work a nest may be written out. */
const FLAT = 96
const MANY = 12
/** How much code that may be. */
const FLAT_BYTES = 12
const STEP_BYTES = 5
const MOST_BYTES = 120_000
const SOME_BYTES = 8000

/** Applies a function to parameters that are written so, in both lanes if `isPair`. */
export interface Writer {
  apply(fn: Fn, parameters: readonly (() => unknown)[], body: Body, isPair: boolean): void
  /** Leaves on the stack what a list has for the number that bounds loops. */
  turns(byNumber: readonly number[], body: Body): void
}

/** Nests that are written out, round by round with all places known: the small ones of a small program, of others the smallest. */
export function flatOf(nests: readonly Nest[]): ReadonlySet<Nest> {
  const small = nests.filter(isSmall).map((nest) => ({ nest, work: workOf(nest), size: bytesOf(nest) })).toSorted((a, b) => a.work - b.work) // prettier-ignore
  const all = small.reduce((sum, { size }) => sum + size, 0)
  const most = all <= MOST_BYTES ? MOST_BYTES : SOME_BYTES
  let bytes = 0
  const flat = new Set<Nest>()
  for (const { nest, work, size } of small) if ((bytes += size) <= most || work === 1) flat.add(nest)
  return flat
}
/** Of a nest that is written out, about. */
const bytesOf = ({ fn, segments, lanes }: Nest): number => {
  if (!segments) return lanes * Math.max(FLAT_BYTES, STEP_BYTES * (fn.kernel?.steps.length ?? 0))
  return lanes * segments.reduce((sum, { count, m }) => sum + count * (m < 0 ? FLAT_BYTES : 2 * FLAT_BYTES), 0)
}
/** Where there are many streams there are not enough registers for a pointer into each. */
const isSmall = (nest: Nest): boolean => !nest.table && workOf(nest) <= (nest.base.length > MANY ? 5 * FLAT : FLAT)

/** How a nest is executed: which loop goes in steps of as many lanes as lie side by side, which is cut into tiles so that several sums are under way. */
export interface Tiling {
  /** The loop whose lanes are computed together; −1: none. */
  readonly lane: number
  /** Vectors of lanes at once. */
  readonly pairs: number
  /** The loop of which several rounds are computed at once, and how many; −1: none. */
  readonly tile: number
  readonly rounds: number
}
/** Additions, products and other functions that a nest computes, about. */
export const workOf = ({ segments, lanes }: Nest): number =>
  lanes * (segments?.reduce((sum, { count }) => sum + count, 0) ?? 1)

export const SCALAR: Tiling = { lane: -1, pairs: 1, tile: -1, rounds: 1 }

/** The loop along which results lie side by side, if `width` can be computed at once; the one with the fewest places to be gathered. */
export function laneOf({ fn, segments, dims }: Nest, width: number = DOUBLE.lanes): number {
  if (!segments && !(fn.kernel && !fn.isList && hasLanes(fn.kernel))) return -1
  let found = -1
  let least = Infinity
  dims.forEach(({ count, steps }, k) => {
    if (steps[0] !== 1 || count < width) return
    const gathered = steps.slice(1).filter((step) => step !== 0 && step !== 1).length - (count % width === 0 ? 0.1 : 0)
    if (gathered < least) {
      found = k
      least = gathered
    }
  })
  return found
}

const divisor = (count: number, of: readonly number[]): number => of.find((n) => count % n === 0) ?? 1

export function tilingOf({ segments, dims }: Nest, lane: number, width: number = DOUBLE.lanes): Tiling {
  const terms = segments?.reduce((sum, { count }) => sum + count, 0) ?? 0
  if (terms < 4) return { ...SCALAR, lane }
  const isWide = (segments?.length ?? 0) > MANY_RUNS
  let tile = -1
  let rounds = 1
  let best = 0
  dims.forEach(({ count, steps }, k) => {
    if (k === lane) return
    const n = divisor(count, isWide ? [2] : [4, 3, 2])
    const score = 10 * steps.slice(1).filter((step) => step === 0).length + n
    if (n > 1 && score > best) [tile, rounds, best] = [k, n, score]
  })
  const pairs = lane < 0 ? 1 : divisor((dims[lane] as Dim).count / width, rounds <= 2 && !isWide ? [4, 2] : [2])
  return { lane, pairs, tile, rounds }
}

/** Locals of a function that hold what lies in memory too, by its place: a number, or two that lie side by side. */
export class Held {
  readonly numbers: Map<number, number> = new Map()
  readonly pairs: Map<number, number> = new Map()
}

/** The code of one nest. */
export class Loops {
  private readonly isPair: boolean
  private readonly type: number
  /** How far each stream has moved on, where no local holds it. */
  private readonly moved: number[]

  constructor(
    private readonly code: Writer,
    protected readonly nest: Nest,
    protected readonly body: Body,
    private readonly tiling: Tiling,
    /** Locals that hold where each stream is; none where all places are known, and every round is written out. */
    private readonly pointers: readonly number[] = [],
    /** Of what is written out: where numbers are that were computed before, in the same function. */
    private readonly held: Held = new Held(),
    protected readonly precision: Precision = DOUBLE,
    private readonly bound?: NestBound | undefined,
  ) {
    this.isPair = tiling.lane >= 0
    this.type = this.isPair ? V128 : precision.type
    this.moved = nest.base.map(() => 0)
  }

  /** The loops from that depth on; `isLast` where nobody asks any more where the streams are. */
  loop(depth: number, isLast: boolean = false): void {
    const { body, tiling } = this
    const dim = this.nest.dims[depth]
    if (!dim) return this.cell()
    const by = depth === tiling.lane ? this.precision.lanes * tiling.pairs : depth === tiling.tile ? tiling.rounds : 1
    const rounds = dim.count / by
    const move = (times: number): void => dim.steps.forEach((step, s) => this.move(s, times * step))
    if (rounds === 1) return this.loop(depth + 1, isLast)
    if (this.pointers.length === 0) {
      for (let round = 0; round < rounds; round++) {
        this.loop(depth + 1)
        move(by)
      }
      move(-rounds * by)
      return
    }
    const left = body.local(I32)
    const isBounded = depth === this.bound?.dim
    const before = isBounded && !isLast ? this.saved() : undefined
    if (isBounded)
      this.code.turns(this.bound.rounds.map((needed) => Math.max(1, Math.ceil(Math.min(needed, dim.count) / by))), body) // prettier-ignore
    else body.i32(rounds)
    body.set(left).block('loop')
    this.loop(depth + 1)
    move(by)
    body.get(left).i32(1).op('i32.sub').tee(left).op('br_if').u32(0).op('end')
    if (before) before.forEach((local, s) => body.get(local).set(this.pointers[s] as number))
    else if (!isLast) move(-rounds * by)
  }
  /** Where each stream is, to come back to it. */
  private saved(): number[] {
    const { body } = this
    return this.pointers.map((pointer) => {
      const local = body.local(I32)
      body.get(pointer).set(local)
      return local
    })
  }
  move(s: number, by: number): void {
    if (by === 0) return
    const pointer = this.pointers[s]
    if (pointer === undefined) {
      this.moved[s]! += by
      return
    }
    this.body
      .get(pointer)
      .i32(this.precision.bytes * by)
      .op('i32.add')
      .set(pointer)
  }

  private moveTimes(s: number, by: number, times: number): void {
    if (s < 0 || by === 0) return
    const pointer = this.pointers[s] as number
    this.body
      .get(pointer)
      .get(times)
      .i32(this.precision.bytes * by)
      .op('i32.mul')
      .op('i32.add')
      .set(pointer)
  }

  /** Leaves an address on the stack and gives what is to be added to it: only what is not negative can be part of an instruction. */
  protected address(s: number, offset: number): number {
    const pointer = this.pointers[s]
    const { bytes } = this.precision
    if (pointer === undefined) {
      this.body.i32(0)
      return bytes * ((this.nest.base[s] as number) + (this.moved[s] as number) + offset)
    }
    this.body.get(pointer)
    if (offset >= 0) return bytes * offset
    this.body.i32(bytes * offset).op('i32.add')
    return 0
  }
  /** Leaves what lies so many numbers after a stream's place on the stack; of a pair both lanes. */
  protected load(s: number, offset: number): void {
    const { body, precision } = this
    const { splat, loadLane, lanes } = precision
    const known = this.pointers.length === 0 ? this.known(s, offset) : undefined
    if (known !== undefined) {
      body.get(known)
      return
    }
    const at = this.address(s, offset)
    if (!this.isPair) {
      body.memory(precision.load, at)
      return
    }
    const step = stepOf(this.nest.dims[this.tiling.lane], s)
    if (step === 1) body.op('v128.load').u32(2).u32(at)
    else body.memory(splat, at)
    if (step === 0 || step === 1) return
    const all = body.local(V128)
    for (let lane = 1; lane < lanes; lane++) {
      body.set(all)
      const next = this.address(s, offset + lane * step)
      body.get(all).memory(loadLane, next).byte(lane)
    }
  }
  private known(s: number, offset: number): number | undefined {
    const at = (this.nest.base[s] as number) + (this.moved[s] as number) + offset
    if (!this.isPair) return this.held.numbers.get(at)
    return stepOf(this.nest.dims[this.tiling.lane], s) === 1 ? this.held.pairs.get(at) : undefined
  }
  protected store(offset: number, result: number): void {
    const { body } = this
    if (this.pointers.length === 0) {
      const { numbers, pairs } = this.held
      ;(this.isPair ? pairs : numbers).set((this.nest.base[0] as number) + (this.moved[0] as number) + offset, result)
    }
    const at = this.address(0, offset)
    body.get(result)
    if (this.isPair) body.op('v128.store').u32(2).u32(at)
    else body.memory(this.precision.store, at)
  }

  /** One tile. */
  cell(): void {
    const { nest, tiling, body } = this
    const { tile, lane, rounds, pairs } = tiling
    const offset = (s: number, round: number, pair: number): number =>
      round * stepOf(nest.dims[tile], s) + this.precision.lanes * pair * stepOf(nest.dims[lane], s)
    if (nest.segments) return this.chain(nest.segments, offset)
    for (let round = 0; round < rounds; round++)
      for (let pair = 0; pair < pairs; pair++) {
        const parameters = nest.base.slice(1).map((_, k) => () => this.load(k + 1, offset(k + 1, round, pair)))
        const result = body.local(this.type)
        this.code.apply(nest.fn, parameters, body, this.isPair)
        body.set(result)
        this.store(offset(0, round, pair), result)
      }
  }

  private chain(segments: readonly Segment[], offset: (s: number, round: number, pair: number) => number): void {
    const { body, type, nest, tiling } = this
    const { rounds, pairs } = tiling
    const sums = Array.from({ length: rounds * pairs }, () => body.local(type))
    let isFirst = true
    /** Much code a term, and many of them: loops are kept short. */
    const isWide = sums.length * segments.length > WIDE
    const { precision } = this
    const kind = this.isPair ? precision.vector : precision.scalar
    const [mul, plus] = [`${kind}.mul`, `${kind}.${nest.fn.step as string}`]
    /** One term of all sums, `k` steps after the pointers. */
    const term = ({ p, pStep, q, qStep, m, mStep }: Segment, k: number): void => {
      const held = new Map<number, number>()
      const isShared = rounds * pairs > 1
      const operand = (s: number, step: number, round: number, pair: number): void => {
        const at = offset(s, round, pair) + k * step
        if (!isShared) return this.load(s, at)
        const key = at * nest.base.length + s
        const known = held.get(key)
        if (known !== undefined) {
          body.get(known)
          return
        }
        const local = body.local(type)
        this.load(s, at)
        body.tee(local)
        held.set(key, local)
      }
      for (let round = 0; round < rounds; round++)
        for (let pair = 0; pair < pairs; pair++) {
          const sum = sums[round * pairs + pair] as number
          if (!isFirst) body.get(sum)
          operand(p, pStep, round, pair)
          if (q >= 0) {
            operand(q, qStep, round, pair)
            body.op(mul)
          }
          if (m >= 0) writeMasked(body, this.isPair, precision, () => operand(m, mStep, round, pair))
          if (!isFirst) body.op(plus)
          body.set(sum)
        }
      isFirst = false
    }
    for (const [s, segment] of segments.entries()) {
      const { count, p, pStep, q, qStep, m, mStep } = segment
      const move = (by: number): void => {
        this.move(p, by * pStep)
        if (q >= 0) this.move(q, by * qStep)
        if (m >= 0) this.move(m, by * mStep)
      }
      let done = 0
      const isLoop = this.pointers.length > 0 && count > (isWide ? 2 : 2 * UNROLLED)
      if (isFirst && isLoop) {
        if (nest.fn.step === 'add') {
          // −0 changes no bit of what is added to it.
          for (const sum of sums)
            (this.isPair ? body.lanes(-0, precision.lanes) : numberIn(body, -0, precision)).set(sum)
          isFirst = false
        } else {
          term(segment, 0)
          move(1)
          done = 1
        }
      }
      // A number of terms that divides the whole leaves none to be written once more.
      const most = Math.max(
        1,
        Math.min(isWide ? 2 : UNROLLED, Math.trunc((REGISTERS - sums.length) / (rounds + pairs))),
      )
      const even = divisor(count - done, [4, 3, 2].filter((n) => n <= most)) // prettier-ignore
      const unrolled = even > 1 || isWide ? even : most
      const turns = isLoop ? Math.floor((count - done) / unrolled) : 0
      if (turns > 0) {
        const left = body.local(I32)
        const skipped = this.bound?.skipped[s]
        if (skipped && turns > 1) {
          // The terms that it begins with are not there: the streams move past them.
          const past = body.local(I32)
          this.code.turns(skipped.map((terms) => Math.min(turns - 1, Math.floor(Math.max(0, terms - done) / unrolled))), body) // prettier-ignore
          body.set(past).i32(turns).get(past).op('i32.sub')
          for (const [stream, by] of [[p, pStep], [q, qStep], [m, mStep]] as const) this.moveTimes(stream, unrolled * by, past) // prettier-ignore
        } else body.i32(turns)
        body.set(left).block('loop')
        for (let k = 0; k < unrolled; k++) term(segment, k)
        move(unrolled)
        body.get(left).i32(1).op('i32.sub').tee(left).op('br_if').u32(0).op('end')
      }
      const moved = done + turns * unrolled
      for (let k = 0; k < count - moved; k++) term(segment, k)
      move(-moved)
    }
    for (let round = 0; round < rounds; round++)
      for (let pair = 0; pair < pairs; pair++) this.store(offset(0, round, pair), sums[round * pairs + pair] as number)
  }
}

/** What is on the stack, where the mask that is written is not 0; else −0. */
export function writeMasked(body: Body, isPair: boolean, precision: Precision, mask: () => unknown): void {
  const { scalar, vector, lanes } = precision
  if (!isPair) {
    numberIn(body, -0, precision)
    mask()
    numberIn(body, 0, precision).op(`${scalar}.ne`).op('select')
    return
  }
  body.lanes(-0, lanes)
  mask()
  body.lanes(0, lanes).op(`${vector}.ne`).op('v128.bitselect')
}
const stepOf = (dim: Dim | undefined, s: number): number => dim?.steps[s] ?? 0
