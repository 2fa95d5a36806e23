/** The code of one nest: its loops, and in them one cell or a tile of several. */
import { I32, V128, type Body } from './assembler.js'
import type { NestBound } from './bounds.js'
import type { Dim } from './fit.js'
import type { Fn } from './functions.js'
import { DOUBLE, numberIn, type Precision } from './modes.js'
import type { Nest, Segment } from './nests.js'
import { hasTurns, wholeOf, type Joined, type Part } from './joined.js'
import { streamsOf, termStep, type Pointer } from './pointers.js'
import { divisor, type Tiling } from './tiling.js'

/** Terms that are written one after the other in a loop over terms. */
export const UNROLLED = 4
/** Vectors that a processor holds besides the ones that its compiler needs itself: what is under way beyond that goes to memory and back. */
const REGISTERS = 15
/** Sums times runs of terms beyond which terms are written once or twice. */
const WIDE = 16
/** Vectors of sums from which on a mask that all of them share is a branch. */
const WHOLE = 4

/** Applies a function to parameters that are written so, in both lanes if `isPair`; `isLoop` where that goes on for many. */
export interface Writer {
  apply(fn: Fn, parameters: readonly (() => unknown)[], body: Body, isPair: boolean, isLoop: boolean): void
  /** Leaves on the stack what a list has for the number that bounds loops. */
  turns(byNumber: readonly number[], body: Body): void
}

/** Locals of a function that hold what lies in memory too, by its place: a number, or two that lie side by side. */
export class Held {
  readonly numbers: Map<number, number> = new Map()
  readonly pairs: Map<number, number> = new Map()
}

/** Of the cells that are computed at once, where one of them is: so many numbers after the place of a stream. */
type Spot = (s: number) => number

/** The code of one nest. */
export class Loops {
  private readonly isPair: boolean
  private readonly type: number
  /** How far each stream has moved on, where no local holds it. */
  private readonly moved: number[]
  private readonly all: readonly number[]
  private readonly parts: readonly Part[]
  private readonly isJoined: boolean
  /** Of several cells in one loop the streams that are the same, by the first of them, and what a round has read and computed of each. */
  private readonly streams: readonly number[]
  private readonly atHand = new Map<number, number>()

  constructor(
    private readonly code: Writer,
    protected readonly nest: Nest,
    protected readonly body: Body,
    private readonly tiling: Tiling,
    /** Where each stream is; none where all places are known, and every round is written out. */
    private readonly pointers: readonly Pointer[] = [],
    /** Of what is written out: where numbers are that were computed before, in the same function. */
    private readonly held: Held = new Held(),
    protected readonly precision: Precision = DOUBLE,
    private readonly bound?: NestBound | undefined,
    joined?: Joined,
  ) {
    this.isPair = tiling.lane >= 0
    this.type = this.isPair ? V128 : precision.type
    this.moved = nest.base.map(() => 0)
    this.all = nest.base.map((_, s) => s)
    this.parts = joined?.parts ?? [wholeOf(nest)]
    this.isJoined = joined !== undefined
    this.streams = joined?.alike ?? []
  }

  /** The loops from that depth on; `isLast` where nobody asks any more where the streams are. */
  loop(depth: number, isLast: boolean = false): void {
    const { body, tiling } = this
    const dim = this.nest.dims[depth]
    if (!dim) return this.cell()
    const by = depth === tiling.lane ? this.precision.lanes * tiling.pairs : depth === tiling.tile ? tiling.rounds : 1
    const rounds = dim.count / by
    const move = (times: number): void => this.move(this.all, (s) => times * (dim.steps[s] as number))
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
    if (before) for (const [pointer, local] of before) body.get(local).set(pointer)
    else if (!isLast) move(-rounds * by)
  }
  /** Where each pointer is, to come back to it. */
  private saved(): Map<number, number> {
    const { body } = this
    const saved = new Map<number, number>()
    for (const { local } of this.pointers) {
      if (local < 0 || saved.has(local)) continue
      const own = body.local(I32)
      saved.set(local, own)
      body.get(local).set(own)
    }
    return saved
  }
  /** Moves streams on; those that share a pointer move alike. */
  move(streams: readonly number[], by: (s: number) => number): void {
    const { body, pointers, precision } = this
    const done: number[] = []
    for (const s of streams) {
      const local = pointers[s]?.local ?? -1
      const step = by(s)
      if (step === 0) continue
      if (local < 0) this.moved[s]! += step
      else if (!done.includes(local)) {
        done.push(local)
        body.get(local).i32(precision.bytes * step).op('i32.add').set(local) // prettier-ignore
      }
    }
  }
  /** Moves the streams of a run of terms on by so many of them. */
  protected moveTerms(segment: Segment, by: number): void {
    this.move(streamsOf(segment), (s) => by * termStep(segment, s))
  }
  /** The same by `by` times what a local holds. */
  private skip(segment: Segment, by: number, times: number): void {
    const { body, pointers, precision } = this
    const locals = new Map(streamsOf(segment).map((s) => [(pointers[s] as Pointer).local, termStep(segment, s)]))
    for (const [local, step] of locals) {
      if (step === 0) continue
      body.get(local).get(times).i32(precision.bytes * by * step).op('i32.mul').op('i32.add').set(local) // prettier-ignore
    }
  }

  /** Leaves an address on the stack and gives what is to be added to it: only what is not negative can be part of an instruction. */
  protected address(s: number, offset: number): number {
    const pointer = this.pointers[s]
    const { bytes } = this.precision
    if (!pointer || pointer.local < 0) {
      this.body.i32(0)
      return bytes * ((this.nest.base[s] as number) + (this.moved[s] as number) + offset)
    }
    const at = bytes * (pointer.from + offset)
    this.body.get(pointer.local)
    if (at >= 0) return at
    this.body.i32(at).op('i32.add')
    return 0
  }
  /** Leaves what lies so many numbers after a stream's place on the stack; of a pair both lanes. */
  protected load(s: number, offset: number): void {
    const { body } = this
    const known = this.pointers.length === 0 ? this.known(s, offset) : this.atHand.get(this.keyOf(s, offset))
    if (known !== undefined) {
      body.get(known)
      return
    }
    this.read(s, offset)
    if (!this.isJoined) return
    const local = body.local(this.type)
    body.tee(local)
    this.atHand.set(this.keyOf(s, offset), local)
  }
  private keyOf(s: number, offset: number): number {
    return this.isJoined ? offset * this.streams.length + (this.streams[s] as number) : -1
  }
  private read(s: number, offset: number): void {
    const { body, precision } = this
    const { splat, loadLane, lanes } = precision
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
  protected store(s: number, offset: number, result: number): void {
    const { body } = this
    if (this.isJoined) this.atHand.set(this.keyOf(s, offset), result)
    if (this.pointers.length === 0) {
      const { numbers, pairs } = this.held
      ;(this.isPair ? pairs : numbers).set((this.nest.base[s] as number) + (this.moved[s] as number) + offset, result)
    }
    const at = this.address(s, offset)
    body.get(result)
    if (this.isPair) body.op('v128.store').u32(2).u32(at)
    else body.memory(this.precision.store, at)
  }

  /** One tile. */
  cell(): void {
    const { nest, tiling, body } = this
    const { tile, lane, rounds, pairs } = tiling
    const spots = Array.from({ length: rounds * pairs }, (_, k): Spot => {
      const [round, pair] = [Math.floor(k / pairs), k % pairs]
      return (s) => round * stepOf(nest.dims[tile], s) + this.precision.lanes * pair * stepOf(nest.dims[lane], s)
    })
    this.atHand.clear()
    const [head, ...rest] = this.parts as readonly [Part, ...Part[]]
    // What sums of many terms read is shared by all that are under way.
    const isTogether = head.segments !== undefined && (!this.isJoined || hasTurns(head))
    if (isTogether) this.chain(head, spots)
    for (const spot of spots)
      for (const part of isTogether ? rest : this.parts) {
        if (part.segments) {
          this.chain(part, [spot])
          continue
        }
        const { fn, first, streams, isKept } = part
        const parameters = Array.from({ length: streams - 1 }, (_, k) => () => this.load(first + k + 1, spot(first + k + 1))) // prettier-ignore
        const result = body.local(this.type)
        this.code.apply(fn, parameters, body, this.isPair, this.pointers.length > 0)
        body.set(result)
        this.keep(first, spot(first), result, isKept)
      }
  }
  /** Stores what somebody reads, and has it at hand. */
  private keep(s: number, offset: number, result: number, isKept: boolean): void {
    if (isKept) this.store(s, offset, result)
    else this.atHand.set(this.keyOf(s, offset), result)
  }

  /** Whether a mask is the same for all sums that are under way, and these are so many that it is looked at once, and what is not there is passed by. */
  private isWhole(m: number, sums: number): boolean {
    const { dims } = this.nest
    const { lane, tile } = this.tiling
    return m >= 0 && sums >= WHOLE && this.pointers.length > 0 && stepOf(dims[lane], m) === 0 && stepOf(dims[tile], m) === 0 // prettier-ignore
  }

  private chain(part: Part, spots: readonly Spot[]): void {
    const { body, type, nest, tiling } = this
    const { rounds, pairs } = tiling
    const { fn, first, isKept, segments = [] } = part
    const sums = spots.map(() => body.local(type))
    // What one turn of a loop over terms has at hand is not what the next one needs.
    const hasNothingAtHand = this.isJoined && hasTurns(part)
    let isFirst = true
    /** Much code a term, and many of them: loops are kept short. */
    const isWide = sums.length * segments.length > WIDE
    const { precision } = this
    const kind = this.isPair ? precision.vector : precision.scalar
    const [mul, plus] = [`${kind}.mul`, `${kind}.${fn.step as string}`]
    /** −0 changes no bit of what is added to it. */
    const begin = (): void => {
      if (!isFirst) return
      for (const sum of sums) (this.isPair ? body.lanes(-0, precision.lanes) : numberIn(body, -0, precision)).set(sum)
      isFirst = false
    }
    /** One term of all sums, `k` steps after the pointers. */
    const term = ({ p, pStep, q, qStep, m, mStep }: Segment, k: number): void => {
      const isWhole = this.isWhole(m, sums.length)
      if (isWhole) {
        begin()
        const at = this.address(m, k * mStep)
        numberIn(body.memory(precision.load, at), 0, precision).op(`${precision.scalar}.ne`).block('if')
      }
      const held = new Map<number, number>()
      const isShared = spots.length > 1
      const load = (s: number, at: number): void => (hasNothingAtHand ? this.read(s, at) : this.load(s, at))
      const operand = (s: number, step: number, spot: Spot): void => {
        const at = spot(s) + k * step
        if (!isShared) return load(s, at)
        const key = at * nest.base.length + s
        const known = held.get(key)
        if (known !== undefined) {
          body.get(known)
          return
        }
        const local = body.local(type)
        load(s, at)
        body.tee(local)
        held.set(key, local)
      }
      for (const [at, spot] of spots.entries()) {
        const sum = sums[at] as number
        if (!isFirst) body.get(sum)
        operand(p, pStep, spot)
        if (q >= 0) {
          operand(q, qStep, spot)
          body.op(mul)
        }
        if (m >= 0 && !isWhole) writeMasked(body, this.isPair, precision, () => operand(m, mStep, spot))
        if (!isFirst) body.op(plus)
        body.set(sum)
      }
      if (isWhole) body.op('end')
      isFirst = false
    }
    for (const [s, segment] of segments.entries()) {
      const { count } = segment
      const move = (by: number): void => this.moveTerms(segment, by)
      let done = 0
      const isLoop = this.pointers.length > 0 && count > (isWide ? 2 : 2 * UNROLLED)
      if (isFirst && isLoop) {
        if (fn.step === 'add') begin()
        else {
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
          this.skip(segment, unrolled, past)
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
    for (const [at, spot] of spots.entries()) this.keep(first, spot(first), sums[at] as number, isKept)
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
