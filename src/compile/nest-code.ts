/** Loop nests as WebAssembly: two lanes at a time where the places allow it, several sums at once, each in its own order. */
import { Body, F64, I32, Module, V128 } from './assembler.js'
import type { Fn } from './functions.js'
import { isSmall, keptParameters, KernelLibrary, writeKernel } from './kernel-code.js'
import type { Compiled } from './line.js'
import type { Dim, Nest, NestProgram, Segment } from './nests.js'
import { hasLanes, SimdLibrary, writeLanes } from './simd-code.js'

/** Bytes of code from which on a new function is begun. */
const PART = 4000
/** Terms that are written one after the other in a loop over terms. */
const UNROLLED = 4

export function nestCodeOf(program: NestProgram): Compiled {
  return new NestCode(program).compiled()
}

/** How a nest is executed: which loop goes in steps of two lanes, which is cut into tiles so that several sums are under way. */
interface Tiling {
  /** The loop whose lanes are computed two at a time; −1: none. */
  readonly lane: number
  /** Pairs of lanes at once. */
  readonly pairs: number
  /** The loop of which several rounds are computed at once, and how many; −1: none. */
  readonly tile: number
  readonly rounds: number
}
const SCALAR: Tiling = { lane: -1, pairs: 1, tile: -1, rounds: 1 }

class NestCode {
  private readonly module = new Module()
  private readonly library: KernelLibrary
  private readonly simd: SimdLibrary
  private readonly imports: Fn[] = []
  private readonly importAt = new Map<number, number>()
  private readonly parts: number[] = []
  private body = new Body([])

  constructor(private readonly program: NestProgram) {
    const tables = program.nests.reduce((sum, { table }) => sum + (table?.length ?? 0), 0)
    this.library = new KernelLibrary(this.module, 8 * (program.size + Math.ceil(tables / 2) + 1))
    this.simd = new SimdLibrary(this.module, this.library)
    for (const { fn, segments, base } of program.nests) {
      if (segments || fn.kernel || this.importAt.has(fn.code)) continue
      const takes = fn.isList ? [I32] : base.slice(1).map(() => F64)
      this.importAt.set(fn.code, this.module.import(fn.name, takes, [F64]))
      this.imports.push(fn)
    }
  }

  compiled(): Compiled {
    const { nests, copies, layout, constants, size } = this.program
    let top = 8 * size
    for (const nest of nests) {
      if (nest.table) {
        this.fromTable(nest, top)
        this.module.placeIntegers(top, nest.table.map((at) => 8 * at)) // prettier-ignore
        top += 4 * nest.table.length
      } else this.write(nest)
      if (this.body.length > PART) this.finish()
    }
    for (const [from, to] of copies) {
      this.body
        .i32(0)
        .i32(0)
        .memory('f64.load', 8 * from)
        .memory('f64.store', 8 * to)
      if (this.body.length > PART) this.finish()
    }
    this.finish()
    for (const [at, x] of constants) this.module.place(8 * at, [x])
    const run = new Body([])
    for (const index of this.parts) run.call(index)
    this.module.add(run, [], 'run')
    return { bytes: this.module.bytes(this.library.top), layout, imports: this.imports, parts: this.parts.length }
  }
  private finish(): void {
    if (this.body.length > 0) this.parts.push(this.module.add(this.body, []))
    this.body = new Body([])
  }

  private write(nest: Nest): void {
    const { dims } = nest
    const lane = laneOf(nest)
    if (lane < 0) return new Loops(this, nest, this.body, tilingOf(nest, -1)).write()
    const { count, steps } = dims[lane] as Dim
    if (count % 2 === 0) return new Loops(this, nest, this.body, tilingOf(nest, lane)).write()
    // The last of an odd number of lanes by itself.
    const even: Nest = { ...nest, dims: dims.with(lane, { count: count - 1, steps }) }
    new Loops(this, even, this.body, tilingOf(even, lane)).write()
    const base = nest.base.map((at, s) => at + (count - 1) * (steps[s] as number))
    const last: Nest = { ...nest, base, dims: dims.filter((_, k) => k !== lane) }
    new Loops(this, last, this.body, tilingOf(last, -1)).write()
  }

  /** A loop over rows of places. */
  private fromTable(nest: Nest, at: number): void {
    const { body } = this
    const width = nest.base.length
    const row = body.local(I32)
    const left = body.local(I32)
    body.i32(at).set(row).i32(nest.lanes).set(left)
    body.block('loop')
    const pointers = nest.base.map((_, s) => {
      const pointer = body.local(I32)
      body
        .get(row)
        .op('i32.load')
        .u32(2)
        .u32(4 * s)
        .set(pointer)
      return pointer
    })
    const place = { ...nest, base: nest.base.map(() => 0), dims: [] }
    new Loops(this, place, body, SCALAR, pointers).cell()
    body
      .get(row)
      .i32(4 * width)
      .op('i32.add')
      .set(row)
    body.get(left).i32(1).op('i32.sub').tee(left).op('br_if').u32(0).op('end')
  }

  /** Applies a function to parameters that are written so, in both lanes if `isPair`. */
  apply(fn: Fn, parameters: readonly (() => unknown)[], body: Body, isPair: boolean): void {
    const { kernel } = fn
    if (kernel && !fn.isList) {
      if (isPair) {
        const isInline = isSmall(kernel)
        if (isInline) return writeLanes(this.simd, body, kernel, kept(body, parameters, keptParameters(kernel), V128))
        const index = this.simd.function(kernel)
        for (const write of parameters) write()
        body.call(index)
        return
      }
      if (isSmall(kernel)) {
        return writeKernel(this.library, body, kernel, kept(body, parameters, keptParameters(kernel), F64), Infinity)
      }
      const index = this.library.function(kernel)
      for (const write of parameters) write()
      body.call(index)
      return
    }
    const index = this.importAt.get(fn.code) as number
    if (!fn.isList) {
      for (const write of parameters) write()
      body.call(index)
      return
    }
    parameters.forEach((write, k) => {
      body.i32(0)
      write()
      body.memory('f64.store', this.program.layout.lists + 8 * k)
    })
    body.i32(parameters.length).call(index)
  }
}

/** Parameters that are used more than once are written once. */
function kept(
  body: Body,
  parameters: readonly (() => unknown)[],
  keep: readonly boolean[],
  type: number,
): (() => unknown)[] {
  return parameters.map((write, k) => {
    if (!keep[k]) return write
    const local = body.local(type)
    write()
    body.set(local)
    return () => body.get(local)
  })
}

/** The loop along which results lie side by side, if two can be computed at once; the one with the fewest places to be gathered. */
export function laneOf({ fn, segments, dims }: Nest): number {
  if (!segments && !(fn.kernel && !fn.isList && hasLanes(fn.kernel))) return -1
  let found = -1
  let least = Infinity
  dims.forEach(({ count, steps }, k) => {
    if (steps[0] !== 1 || count < 2) return
    const gathered = steps.slice(1).filter((step) => step !== 0 && step !== 1).length - (count % 2 === 0 ? 0.1 : 0)
    if (gathered < least) {
      found = k
      least = gathered
    }
  })
  return found
}

const divisor = (count: number, of: readonly number[]): number => of.find((n) => count % n === 0) ?? 1

function tilingOf({ segments, dims }: Nest, lane: number): Tiling {
  const terms = segments?.reduce((sum, { count }) => sum + count, 0) ?? 0
  if (terms < 4) return { ...SCALAR, lane }
  let tile = -1
  let rounds = 1
  let best = 0
  dims.forEach(({ count, steps }, k) => {
    if (k === lane) return
    const n = divisor(count, [4, 3, 2])
    const score = 10 * steps.slice(1).filter((step) => step === 0).length + n
    if (n > 1 && score > best) [tile, rounds, best] = [k, n, score]
  })
  const pairs = lane < 0 ? 1 : divisor((dims[lane] as Dim).count / 2, rounds <= 2 ? [4, 2] : [2])
  return { lane, pairs, tile, rounds }
}

/** The code of one nest. */
class Loops {
  private readonly isPair: boolean
  private readonly type: number

  constructor(
    private readonly code: NestCode,
    private readonly nest: Nest,
    private readonly body: Body,
    private readonly tiling: Tiling,
    private pointers: readonly number[] = [],
  ) {
    this.isPair = tiling.lane >= 0
    this.type = this.isPair ? V128 : F64
  }

  write(): void {
    const { body, nest } = this
    this.pointers = nest.base.map((at) => {
      const pointer = body.local(I32)
      body.i32(8 * at).set(pointer)
      return pointer
    })
    this.loop(0)
  }
  private loop(depth: number): void {
    const { body, tiling } = this
    const dim = this.nest.dims[depth]
    if (!dim) return this.cell()
    const by = depth === tiling.lane ? 2 * tiling.pairs : depth === tiling.tile ? tiling.rounds : 1
    const rounds = dim.count / by
    if (rounds === 1) return this.loop(depth + 1)
    const left = body.local(I32)
    body.i32(rounds).set(left).block('loop')
    this.loop(depth + 1)
    dim.steps.forEach((step, s) => this.move(s, by * step))
    body.get(left).i32(1).op('i32.sub').tee(left).op('br_if').u32(0).op('end')
    dim.steps.forEach((step, s) => this.move(s, -rounds * by * step))
  }
  private move(s: number, by: number): void {
    if (by === 0) return
    const pointer = this.pointers[s] as number
    this.body
      .get(pointer)
      .i32(8 * by)
      .op('i32.add')
      .set(pointer)
  }

  /** Leaves an address on the stack and gives what is to be added to it: only what is not negative can be part of an instruction. */
  private address(s: number, offset: number): number {
    this.body.get(this.pointers[s] as number)
    if (offset >= 0) return 8 * offset
    this.body.i32(8 * offset).op('i32.add')
    return 0
  }
  /** Leaves what lies so many numbers after a stream's place on the stack; of a pair both lanes. */
  private load(s: number, offset: number): void {
    const { body } = this
    const at = this.address(s, offset)
    if (!this.isPair) {
      body.memory('f64.load', at)
      return
    }
    const step = stepOf(this.nest.dims[this.tiling.lane], s)
    if (step === 1) body.op('v128.load').u32(3).u32(at)
    else if (step === 0) body.op('v128.load64_splat').u32(3).u32(at)
    else {
      const both = body.local(V128)
      body.op('v128.load64_splat').u32(3).u32(at).set(both)
      const next = this.address(s, offset + step)
      body.get(both).op('v128.load64_lane').u32(3).u32(next).byte(1)
    }
  }
  private store(offset: number, write: () => void): void {
    const { body } = this
    const at = this.address(0, offset)
    write()
    if (this.isPair) body.op('v128.store').u32(3).u32(at)
    else body.memory('f64.store', at)
  }

  /** One tile. */
  cell(): void {
    const { nest, tiling, body } = this
    const { tile, lane, rounds, pairs } = tiling
    const offset = (s: number, round: number, pair: number): number =>
      round * stepOf(nest.dims[tile], s) + 2 * pair * stepOf(nest.dims[lane], s)
    if (nest.segments) return this.chain(nest.segments, offset)
    for (let round = 0; round < rounds; round++)
      for (let pair = 0; pair < pairs; pair++) {
        const parameters = nest.base.slice(1).map((_, k) => () => this.load(k + 1, offset(k + 1, round, pair)))
        const result = body.local(this.type)
        this.code.apply(nest.fn, parameters, body, this.isPair)
        body.set(result)
        this.store(offset(0, round, pair), () => body.get(result))
      }
  }

  private chain(segments: readonly Segment[], offset: (s: number, round: number, pair: number) => number): void {
    const { body, type, nest, tiling } = this
    const { rounds, pairs } = tiling
    const sums = Array.from({ length: rounds * pairs }, () => body.local(type))
    let isFirst = true
    const mul = this.isPair ? 'f64x2.mul' : 'f64.mul'
    const plus = `${this.isPair ? 'f64x2' : 'f64'}.${nest.fn.step as string}`
    /** One term of all sums, `k` steps after the pointers. */
    const term = ({ p, pStep, q, qStep }: Segment, k: number): void => {
      const held = new Map<string, number>()
      const operand = (s: number, step: number, round: number, pair: number): void => {
        const at = offset(s, round, pair) + k * step
        const key = `${s} ${at}`
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
          if (!isFirst) body.op(plus)
          body.set(sum)
        }
      isFirst = false
    }
    for (const segment of segments) {
      const { count, p, pStep, q, qStep } = segment
      const move = (by: number): void => {
        this.move(p, by * pStep)
        if (q >= 0) this.move(q, by * qStep)
      }
      let done = 0
      if (isFirst && count > 2 * UNROLLED) {
        term(segment, 0)
        move(1)
        done = 1
      }
      const turns = count > 2 * UNROLLED ? Math.floor((count - done) / UNROLLED) : 0
      if (turns > 0) {
        const left = body.local(I32)
        body.i32(turns).set(left).block('loop')
        for (let k = 0; k < UNROLLED; k++) term(segment, k)
        move(UNROLLED)
        body.get(left).i32(1).op('i32.sub').tee(left).op('br_if').u32(0).op('end')
      }
      const moved = done + turns * UNROLLED
      for (let k = 0; k < count - moved; k++) term(segment, k)
      move(-moved)
    }
    for (let round = 0; round < rounds; round++)
      for (let pair = 0; pair < pairs; pair++)
        this.store(offset(0, round, pair), () => body.get(sums[round * pairs + pair] as number))
  }
}

const stepOf = (dim: Dim | undefined, s: number): number => dim?.steps[s] ?? 0
