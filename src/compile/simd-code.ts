/**
 * Kernels as SIMD WebAssembly: two numbers at a time, both arms of every choice computed and one of them taken, so that no lane waits for the other; of what is rarely
 * needed the arm is left out where neither lane needs it.
 */
import type { Kernel, Step } from '../numeric/index.js'
import { STEPS } from '../numeric/kernels/step.js'
import { Body, V128, type Module } from './assembler.js'
import { isSameInSingles, isSmall, keptLocals, type KernelLibrary } from './kernel-code.js'
import { DOUBLE, SINGLE, type Precision } from './modes.js'
import { lean, plan, type Region } from './regions.js'

/** From how many steps on, those of called kernels included, branches in scalar code are the faster way. */
const LONG = 160

export class SimdLibrary {
  private readonly functions = new Map<string, number>()
  constructor(
    private readonly module: Module,
    private readonly library: KernelLibrary,
  ) {}
  table(numbers: readonly number[]): number {
    return this.library.table(numbers)
  }
  function(kernel: Kernel): number {
    let index = this.functions.get(kernel.name)
    if (index === undefined) {
      const body = new Body(kernel.parameters.map(() => V128))
      body.placeOf = this.library.placeOf
      writeLanes(this, body, kernel, kernel.parameters.map((_, k) => () => body.get(k))) // prettier-ignore
      index = this.module.add(body, [V128])
      this.functions.set(kernel.name, index)
    }
    return index
  }
}

/** Steps of a kernel and of all that it calls. */
function lengthOf({ steps }: Kernel): number {
  return steps.reduce((sum, step) => sum + (step.op === 'call' ? lengthOf(step.kernel) : 1), 0)
}
const lengths = new Map<Kernel, boolean>()
/** Whether a kernel is worth being computed for two numbers at once. */
export function hasLanes(kernel: Kernel): boolean {
  let known = lengths.get(kernel)
  if (known === undefined) lengths.set(kernel, (known = lengthOf(kernel) <= LONG))
  return known
}

/** Writes a kernel for two doubles, or four singles where it is the same in singles: each parameter as its writer says; the values are left on the stack. */
export function writeLanes(
  library: SimdLibrary,
  body: Body,
  whole: Kernel,
  parameters: readonly (() => unknown)[],
  { dtype, lanes }: Precision = DOUBLE,
): void {
  const kernel = lean(whole)
  const { steps } = kernel
  const isSingle = dtype === 'f32'
  const { uses, regions, arms } = plan(kernel)
  /** Where a step is computed: in the arm of a choice that is rarely needed, or at once. */
  const placeOf = (region: Region | undefined): Region | undefined => {
    for (let at = region; at; at = at.parent) if (rare.has(at)) return at
    return undefined
  }
  const rare = new Set(steps.flatMap((step, place) => ('isUsual' in step && !isSingle ? [arms[place]![1]] : [])))
  const locals: number[] = []
  const value = (place: number): void => {
    const step = steps[place] as Step
    if (locals[place] !== undefined) body.get(locals[place])
    else if (step.op === 'parameter') parameters[step.value]?.()
    else if (step.op === 'number') body.lanes(step.value, lanes)
    else if (step.op === 'integer') body.text(`v128.const i64x2 ${step.value} ${step.value}`)
    else compute(step)
  }
  const compute = (step: Step): void => {
    if (step.op === 'call') {
      const index = library.function(step.kernel)
      step.args.forEach(value)
      body.call(index)
      return
    }
    if (step.op === 'lookup') {
      const at = library.table(step.table)
      const index = body.local(V128)
      step.args.forEach(value)
      body.set(index)
      for (const lane of [0, 2]) {
        body.get(index).op('i32x4.extract_lane').byte(lane)
        body
          .i32(step.table.length - 1)
          .op('i32.and')
          .i32(3)
          .op('i32.shl')
          .memory('f64.load', at)
        if (lane === 0) body.op('f64x2.splat')
        else body.op('f64x2.replace_lane').byte(1)
      }
      return
    }
    if (step.op === 'parameter' || step.op === 'number' || step.op === 'integer') return
    if (rare.has(arms[steps.indexOf(step)]?.[1] as Region)) {
      const [yes, no, flag] = step.args as [number, number, number]
      const [usual, holds] = [body.local(V128), body.local(V128)]
      value(yes)
      body.set(usual)
      value(flag)
      body.tee(holds).op('i64x2.bitmask').i32(3).op('i32.eq').block('if', V128).get(usual).op('else')
      keep(arms[steps.indexOf(step)]![1])
      body.get(usual)
      value(no)
      body.get(holds)
      for (const instruction of STEPS[step.op].simd) body.text(instruction)
      body.op('end')
      return
    }
    const [a, b] = step.args as [number, number]
    const count = steps[b]
    if ((step.op === 'shlInt' || step.op === 'shrInt') && count?.op === 'integer') {
      // A shift of lanes takes its count as a plain integer.
      value(a)
      body.i32(count.value)
    } else step.args.forEach(value)
    for (const instruction of STEPS[step.op].simd)
      body.text(isSingle ? instruction.replace('f64x2', 'f32x4') : instruction)
  }
  const isFree = ({ op }: Step): boolean => op === 'parameter' || op === 'number' || op === 'integer'
  /** Computes what is used more than once, there. */
  const keep = (where: Region | undefined): void =>
    steps.forEach((step, place) => {
      if (isFree(step) || (uses[place] as number) < 2 || placeOf(regions[place]) !== where) return
      compute(step)
      const local = body.local(V128)
      locals[place] = local
      body.set(local)
    })
  keep(undefined)
  value(steps.length - 1)
}

/** Bytes of two vectors: the high half of the first in both places, and the low half of either. */
const HIGH = [8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15]
const LOWS = [0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23]

/** Writes a kernel for four singles: all at once where it is the same in singles, else as doubles, two and two. */
export function writeSingles(
  simd: SimdLibrary,
  body: Body,
  kernel: Kernel,
  parameters: readonly (() => unknown)[],
): void {
  if (isSameInSingles(kernel) && isSmall(kernel)) {
    writeLanes(simd, body, kernel, keptLocals(body, parameters, kernel, V128), SINGLE)
    return
  }
  const shuffle = (bytes: readonly number[]): void => {
    body.op('i8x16.shuffle')
    for (const byte of bytes) body.byte(byte)
  }
  const four = parameters.map((write) => {
    const local = body.local(V128)
    write()
    body.set(local)
    return local
  })
  for (const isHigh of [false, true]) {
    const two = four.map((local) => () => {
      body.get(local)
      if (isHigh) {
        body.get(local)
        shuffle(HIGH)
      }
      body.op('f64x2.promote_low_f32x4')
    })
    if (isSmall(kernel)) writeLanes(simd, body, kernel, keptLocals(body, two, kernel, V128))
    else {
      const index = simd.function(kernel)
      for (const write of two) write()
      body.call(index)
    }
    body.op('f32x4.demote_f64x2_zero')
  }
  shuffle(LOWS)
}
