/** Loop nests as WebAssembly: two lanes at a time where the places allow it, several sums at once, each in its own order. */
import { Body, F64, I32, Module, V128 } from './assembler.js'
import type { Fn } from './functions.js'
import type { NestBound } from './bounds.js'
import { isSmall, keptParameters, KernelLibrary, writeKernel } from './kernel-code.js'
import type { Compiled } from './line.js'
import type { Dim } from './fit.js'
import { flatOf, Held, laneOf, Loops, SCALAR, tilingOf, type Writer } from './loops.js'
import type { Nest, NestProgram } from './nests.js'
import { Lists } from './rounds.js'
import { SimdLibrary, writeLanes } from './simd-code.js'
import { isSmallNest, Walks } from './walk.js'

/** Bytes of code from which on a new function is begun. */
const PART = 12_000
export function nestCodeOf(program: NestProgram): Compiled {
  return new NestCode(program).compiled()
}

class NestCode implements Writer {
  private readonly module = new Module()
  private readonly library: KernelLibrary
  private readonly simd: SimdLibrary
  private readonly imports: Fn[] = []
  private readonly importAt = new Map<number, number>()
  private readonly parts: number[] = []
  private readonly shared = new Map<string, number>()
  private readonly walks = new Walks(this, (body) => this.module.add(body, []))
  private body = new Body([])
  private held = new Held()
  private top: number
  private readonly lists: Lists
  /** Below which number what is being written is left out. */
  private least = 0

  constructor(private readonly program: NestProgram) {
    const tables = program.nests.reduce((sum, { table }) => sum + (table?.length ?? 0), 0)
    const { size, bounds } = program
    this.lists = new Lists(this.module, bounds, 8 * size)
    this.top = 8 * size + this.lists.room
    this.library = new KernelLibrary(this.module, this.top + 8 * (Math.ceil(tables / 2) + 1))
    this.simd = new SimdLibrary(this.module, this.library)
    for (const { fn, segments, base } of program.nests) {
      if (segments || fn.kernel || this.importAt.has(fn.code)) continue
      const takes = fn.isList ? [I32] : base.slice(1).map(() => F64)
      this.importAt.set(fn.code, this.module.import(fn.name, takes, [F64]))
      this.imports.push(fn)
    }
  }

  compiled(): Compiled {
    const { copies, layout, constants, bounds } = this.program
    const leastOf = (nest: Nest): number => bounds?.of.get(nest)?.least ?? 0
    // Nests of one level need nothing of each other: what is left out at the same numbers stands together.
    const nests = bounds ? this.program.nests.toSorted((a, b) => a.level - b.level || leastOf(a) - leastOf(b)) : this.program.nests // prettier-ignore
    const shapes = nests.map((nest) => shapeOf(nest, bounds?.of.get(nest)))
    const flat = flatOf(nests)
    const times = new Map<string, number>()
    for (const shape of shapes) times.set(shape, (times.get(shape) ?? 0) + 1)
    nests.forEach((nest, k) => {
      const shape = shapes[k] as string
      const bound = bounds?.of.get(nest)
      this.from(bound?.least ?? 0)
      if (nest.table) {
        this.fromTable(nest, this.top)
        this.module.placeIntegers(
          this.top,
          nest.table.map((at) => 8 * at),
        )
        this.top += 4 * nest.table.length
      } else if (flat.has(nest)) this.write(nest, this.body, [])
      else if (isSmallNest(nest)) this.walks.call(nest, this.body, bound)
      else if ((times.get(shape) as number) > 1) this.call(nest, shape)
      else this.write(nest, this.body, this.pointersTo(nest))
      if (this.body.length > PART) this.finish()
    })
    this.from(0)
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
    this.lists.begin(run)
    for (const index of this.parts) run.call(index)
    this.module.add(run, [], 'run')
    return { bytes: this.module.bytes(this.library.top), layout, imports: this.imports, parts: this.parts.length }
  }
  /** What follows is left out where the number that bounds loops is smaller. */
  private from(number: number): void {
    const least = number < 2 ? 0 : number
    if (least === this.least) return
    if (this.least > 0) this.body.op('end')
    this.least = least
    if (least === 0) return
    this.lists.number(this.body).i32(4 * least)
    this.body.op('i32.lt_u').op('i32.eqz').block('if')
  }
  turns(byNumber: readonly number[], body: Body): void {
    this.lists.turns(byNumber, body)
  }
  private finish(): void {
    this.from(0)
    if (this.body.length > 0) this.parts.push(this.module.add(this.body, []))
    this.body = new Body([])
    this.held = new Held()
  }

  /** Nests that differ in their places only are one function of them. */
  private call(nest: Nest, shape: string): void {
    let index = this.shared.get(shape)
    if (index === undefined) {
      const body = new Body(nest.base.map(() => I32))
      this.write(nest, body, nest.base.map((_, s) => s)) // prettier-ignore
      this.shared.set(shape, (index = this.module.add(body, [])))
    }
    for (const at of nest.base) this.body.i32(8 * at)
    this.body.call(index)
  }
  private pointersTo({ base }: Nest): number[] {
    return base.map((at) => {
      const pointer = this.body.local(I32)
      this.body.i32(8 * at).set(pointer)
      return pointer
    })
  }
  private write(nest: Nest, body: Body, pointers: readonly number[]): void {
    const { dims } = nest
    const bound = this.program.bounds?.of.get(nest)
    const loops = (nest: Nest, lane: number, bound: NestBound | undefined): Loops =>
      new Loops(this, nest, body, tilingOf(nest, lane), pointers, this.held, bound)
    const lane = laneOf(nest)
    if (lane < 0) return loops(nest, -1, bound).loop(0, true)
    const { count, steps } = dims[lane] as Dim
    if (count % 2 === 0) return loops(nest, lane, bound).loop(0, true)
    // The last of an odd number of lanes by itself.
    loops({ ...nest, dims: dims.with(lane, { count: count - 1, steps }) }, lane, bound).loop(0)
    const dim = bound?.dim ?? -1
    const last = loops(
      { ...nest, dims: dims.filter((_, k) => k !== lane) },
      -1,
      bound && { ...bound, dim: dim === lane ? -1 : dim - Number(dim > lane) },
    )
    steps.forEach((step, s) => last.move(s, (count - 1) * step))
    last.loop(0, true)
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

/** What two nests have in common that differ in their places only, and in where they are left out as a whole. */
const shapeOf = ({ fn, segments, dims, table }: Nest, bound: NestBound | undefined): string =>
  table
    ? ''
    : `${fn.code} ${segments?.map(({ count, pStep, q, qStep, m, mStep }) => [count, pStep, q < 0, qStep, m < 0, mStep].join()).join(';')} ${dims.map(({ count, steps }) => `${count}:${steps.join()}`).join(';')}${bound ? ` ${bound.dim} ${bound.rounds.join()} ${bound.skipped.join(';')}` : ''}`
