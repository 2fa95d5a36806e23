/** Loop nests as WebAssembly: two lanes at a time where the places allow it, several sums at once, each in its own order. */
import { AlongTerms, isAlongTerms } from './along-terms.js'
import { Body, F64, I32, Module, V128 } from './assembler.js'
import type { Fn } from './functions.js'
import type { NestBound } from './bounds.js'
import { joinedOf, type Joined } from './joined.js'
import {
  callImport,
  isPlain,
  isSmall,
  keptLocals,
  KernelLibrary,
  MUCH,
  writeKernel,
  writeSingle,
} from './kernel-code.js'
import type { Compiled } from './line.js'
import type { Dim } from './fit.js'
import { Held, Loops, type Writer } from './loops.js'
import { precisionOf, type Precision } from './modes.js'
import type { Nest, NestProgram } from './nests.js'
import { pointersTo, type Pointer } from './pointers.js'
import { Lists } from './rounds.js'
import { SimdLibrary, writeLanes, writeSingles } from './simd-code.js'
import { flatOf, laneOf, SCALAR, sharedTilingOf, tilingOf } from './tiling.js'
import { isSmallNest, Walks } from './walk.js'

/** Bytes of code from which on a new function is begun. */
const PART = 12_000
export function nestCodeOf(program: NestProgram): Compiled {
  return new NestCode(program).compiled()
}

/** From each nest that goes through the loop of another one to that one. */
export function sharedLoops(program: NestProgram): ReadonlyMap<Nest, Nest> {
  const precision = precisionOf(program.modes)
  const whole = new Map(program.nests.flatMap((nest) => inWholeLanes(nest, precision).map((part) => [part, nest])))
  const { all } = inOrder(program, [...whole.keys()], precision)
  const shared = new Map<Nest, Nest>()
  for (const each of all) {
    const [first, ...rest] = 'parts' in each ? each.given.map((part) => whole.get(part)!) : []
    for (const nest of rest) if (nest !== first) shared.set(nest, first!)
  }
  return shared
}

/** Nests in the order in which they are computed, those that share a loop as one; and those among them that have none. */
function inOrder(
  program: NestProgram,
  given: readonly Nest[],
  precision: Precision,
): { readonly all: readonly (Nest | Joined)[]; readonly flat: ReadonlySet<Nest> } {
  const { bounds } = program
  const leastOf = (nest: Nest): number => bounds?.of.get(nest)?.least ?? 0
  // Nests of one level need nothing of each other: what is left out at the same numbers stands together.
  const nests = bounds ? given.toSorted((a, b) => a.level - b.level || leastOf(a) - leastOf(b)) : given
  const flat = flatOf(nests)
  const isFree = (nest: Nest): boolean => !flat.has(nest) && !isAlong(program, nest, precision)
  return { all: joinedOf(program, nests, precision.lanes, bounds, isFree), flat }
}
const isAlong = ({ modes }: NestProgram, nest: Nest, precision: Precision): boolean =>
  modes.isFast && isAlongTerms(nest, precision)

class NestCode implements Writer {
  private readonly module = new Module()
  private readonly library: KernelLibrary
  private readonly simd: SimdLibrary
  private readonly imports: Fn[] = []
  private readonly importAt = new Map<number, number>()
  private readonly parts: number[] = []
  private readonly shared = new Map<string, number>()
  private readonly walks: Walks
  private readonly precision: Precision
  private readonly nests: readonly Nest[]
  private body = new Body([])
  private held = new Held()
  private top: number
  private readonly lists: Lists
  /** Below which number what is being written is left out. */
  private least = 0

  constructor(private readonly program: NestProgram) {
    const tables = program.nests.reduce((sum, { table }) => sum + (table?.length ?? 0), 0)
    const { size, bounds, modes } = program
    this.precision = precisionOf(modes)
    this.nests = program.nests.flatMap((nest) => inWholeLanes(nest, this.precision))
    this.walks = new Walks(this, this.precision, (body) => this.module.add(body, []))
    const behind = this.precision.bytes * size
    this.lists = new Lists(bounds, behind)
    this.top = behind + this.lists.room
    // Tables of places are integers, kernels' tables begin at a whole double.
    this.library = new KernelLibrary(this.module, 8 * (Math.ceil(this.top / 8) + Math.ceil(tables / 2) + 1))
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
    const { bytes, dtype, scalar } = this.precision
    const { all, flat } = inOrder(this.program, this.nests, this.precision)
    const shapes = all.map((nest) => ('parts' in nest ? '' : shapeOf(nest, bounds?.of.get(nest))))
    const times = new Map<string, number>()
    for (const shape of shapes) times.set(shape, (times.get(shape) ?? 0) + 1)
    all.forEach((each, k) => {
      const shape = shapes[k] as string
      const nest = 'parts' in each ? each.one : each
      const bound = bounds?.of.get(nest)
      this.from(bound?.least ?? 0)
      if ('parts' in each) this.write(each.nest, this.body, pointersTo(each.nest, this.body, bytes), each)
      else if (nest.table) {
        this.fromTable(nest, this.top)
        this.module.placeIntegers(
          this.top,
          nest.table.map((at) => bytes * at),
        )
        this.top += 4 * nest.table.length
      } else if (this.isAlong(nest)) this.call(nest, shape)
      else if (flat.has(nest)) {
        this.body.placeOf = this.library.placeOf
        this.write(nest, this.body, [])
        this.body.placeOf = undefined
      } else if (isSmallNest(nest)) this.walks.call(nest, this.body, bound)
      else if ((times.get(shape) as number) > 1) this.call(nest, shape)
      else this.write(nest, this.body, pointersTo(nest, this.body, bytes))
      if (this.body.length > PART) this.finish()
    })
    this.from(0)
    for (const [from, to] of copies) {
      this.body
        .i32(0)
        .i32(0)
        .memory(`${scalar}.load`, bytes * from)
        .memory(`${scalar}.store`, bytes * to)
      if (this.body.length > PART) this.finish()
    }
    this.finish()
    for (const [at, x] of constants)
      if (dtype === 'f32') this.module.placeSingles(bytes * at, [x])
      else this.module.place(bytes * at, [x])
    const run = new Body([])
    this.lists.begin(run)
    this.lists.place(this.module)
    for (const index of this.parts) run.call(index)
    this.module.add(run, [], 'run')
    return {
      bytes: this.module.bytes(this.library.top),
      layout,
      imports: this.imports,
      modes: this.program.modes,
      parts: this.parts.length,
    }
  }
  /** What follows is left out where the number that bounds loops is smaller. */
  private from(number: number): void {
    const least = number < 2 ? 0 : number
    if (least === this.least) return
    if (this.least > 0) this.body.op('end')
    this.least = least
    if (least === 0) return
    this.lists.isFrom(least, this.body)
    this.body.block('if')
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
      this.write(nest, body, nest.base.map((_, s) => ({ local: s, from: 0 }))) // prettier-ignore
      this.shared.set(shape, (index = this.module.add(body, [])))
    }
    for (const at of nest.base) this.body.i32(this.precision.bytes * at)
    this.body.call(index)
  }
  private isAlong(nest: Nest): boolean {
    return isAlong(this.program, nest, this.precision)
  }
  private write(nest: Nest, body: Body, pointers: readonly Pointer[], joined?: Joined): void {
    if (this.isAlong(nest)) return new AlongTerms(this, nest, body, SCALAR, pointers, this.held, this.precision).loop(0)
    const { dims } = nest
    const { lanes } = this.precision
    const one = joined?.one ?? nest
    const bound = this.program.bounds?.of.get(one)
    const loopsOf = (of: Nest, along: number, end: NestBound | undefined): Loops =>
      new Loops(this, of, body, joined ? sharedTilingOf(of, joined.parts, along, lanes) : tilingOf(of, along, lanes), pointers, this.held, this.precision, end, joined) // prettier-ignore
    const lane = laneOf(one, lanes)
    if (lane < 0) return loopsOf(nest, -1, bound).loop(0, true)
    const { count, steps } = dims[lane] as Dim
    if (count % lanes === 0) return loopsOf(nest, lane, bound).loop(0, true)
    // The last of an odd number of lanes by itself.
    loopsOf({ ...nest, dims: dims.with(lane, { count: count - 1, steps }) }, lane, bound).loop(0)
    const dim = bound?.dim ?? -1
    const last = loopsOf(
      { ...nest, dims: dims.filter((_, k) => k !== lane) },
      -1,
      bound && { ...bound, dim: dim === lane ? -1 : dim - Number(dim > lane) },
    )
    last.move(steps.map((_, s) => s), (s) => (count - 1) * (steps[s] as number)) // prettier-ignore
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
      return { local: pointer, from: 0 }
    })
    const place = { ...nest, base: nest.base.map(() => 0), dims: [] }
    new Loops(this, place, body, SCALAR, pointers, this.held, this.precision).cell()
    body
      .get(row)
      .i32(4 * width)
      .op('i32.add')
      .set(row)
    body.get(left).i32(1).op('i32.sub').tee(left).op('br_if').u32(0).op('end')
  }

  /** Applies a function to parameters that are written so, in both lanes if `isPair`. */
  apply(fn: Fn, parameters: readonly (() => unknown)[], body: Body, isPair: boolean, isLoop: boolean): void {
    const { kernel } = fn
    const { precision, library, simd } = this
    const isSingle = precision.dtype === 'f32'
    if (kernel && !fn.isList) {
      if (isSingle && isPair) return writeSingles(simd, body, kernel, parameters)
      if (isSingle) return writeSingle(library, body, kernel, parameters, precision)
      if (isSmall(kernel)) {
        if (isPair) return writeLanes(simd, body, kernel, keptLocals(body, parameters, kernel, V128))
        return writeKernel(library, body, kernel, keptLocals(body, parameters, kernel, F64), Infinity)
      }
      if (isLoop && isPlain(kernel)) {
        const all = kernel.parameters.map(() => true)
        if (isPair) return writeLanes(simd, body, kernel, keptLocals(body, parameters, kernel, V128, all))
        return writeKernel(library, body, kernel, keptLocals(body, parameters, kernel, F64, all), MUCH)
      }
      const index = (isPair ? simd : library).function(kernel)
      for (const write of parameters) write()
      body.call(index)
      return
    }
    const { lists } = this.program.layout
    callImport(body, this.importAt.get(fn.code) as number, fn.isList, parameters, precision, lists)
  }
}

/** A nest whose lanes are no whole number of vectors in two: what is, and the rest. Of two lanes to a vector the rest is one, which has no loop. */
function inWholeLanes(nest: Nest, { lanes }: Precision): readonly Nest[] {
  const lane = lanes > 2 && !nest.table ? laneOf(nest, lanes) : -1
  if (lane < 0) return [nest]
  const { count, steps } = nest.dims[lane] as Dim
  const rest = count % lanes
  if (rest === 0) return [nest]
  const part = (from: number, size: number): Nest => ({
    ...nest,
    base: nest.base.map((at, s) => at + from * (steps[s] as number)),
    dims: nest.dims.with(lane, { count: size, steps }),
    lanes: (nest.lanes / count) * size,
  })
  return [part(0, count - rest), part(count - rest, rest)]
}

/** What two nests have in common that differ in their places only, and in where they are left out as a whole. */
const shapeOf = ({ fn, segments, dims, table }: Nest, bound: NestBound | undefined): string =>
  table
    ? ''
    : `${fn.code} ${segments?.map(({ count, pStep, q, qStep, m, mStep }) => [count, pStep, q < 0, qStep, m < 0, mStep].join()).join(';')} ${dims.map(({ count, steps }) => `${count}:${steps.join()}`).join(';')}${bound ? ` ${bound.dim} ${bound.rounds.join()} ${bound.skipped.join(';')}` : ''}`
