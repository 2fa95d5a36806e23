/** Kernels as WebAssembly: one function each, with the choices between costly arms as branches; cheap ones written in place. */
import type { Kernel, Step } from '../numeric/index.js'
import { kindOf } from '../numeric/kernels/kernel.js'
import { STEPS } from '../numeric/kernels/step.js'
import { Body, F32, F64, I32, type Module } from './assembler.js'
import { DOUBLE, numberIn, type Precision } from './modes.js'
import { lean, plan, type Region } from './regions.js'

/** Where the tables of look-ups and the numbers of functions lie in memory, and the functions of kernels, as they are asked for. */
export class KernelLibrary {
  private readonly functions = new Map<string, number>()
  private readonly tables = new Map<readonly number[], number>()
  private readonly numbers = new Map<number, number>()
  constructor(
    readonly module: Module,
    /** First free byte of memory. */
    public top: number,
  ) {}

  table(numbers: readonly number[]): number {
    let at = this.tables.get(numbers)
    if (at === undefined) {
      at = this.top
      this.top += 8 * numbers.length
      this.tables.set(numbers, at)
      this.module.place(at, numbers)
    }
    return at
  }
  /** Where a number lies in memory that is not 0. */
  readonly placeOf = (x: number): number => {
    let at = this.numbers.get(x)
    if (at === undefined) this.numbers.set(x, (at = this.table([x])))
    return at
  }
  /** The index of the function of a kernel. */
  function(kernel: Kernel): number {
    let index = this.functions.get(kernel.name)
    if (index === undefined) {
      const body = new Body(kernel.parameters.map(() => F64))
      body.placeOf = this.placeOf
      writeKernel(this, body, kernel, kernel.parameters.map((_, k) => () => body.get(k)), MUCH) // prettier-ignore
      index = this.module.add(body, [F64])
      this.functions.set(kernel.name, index)
    }
    return index
  }
}

/** What costs nothing to have twice. */
const isFree = ({ op }: Step): boolean => op === 'parameter' || op === 'number' || op === 'integer'
/** From how many instructions in its arms on a choice is a branch. */
export const MUCH = 6

/** Which steps have a local, and how much is computed where a step stands, what has a local apart. */
interface Weights {
  readonly isLocal: readonly boolean[]
  readonly weights: readonly number[]
}
const weighed = new WeakMap<Kernel, Weights>()
function weigh(kernel: Kernel): Weights {
  const known = weighed.get(kernel)
  if (known) return known
  const { uses } = plan(kernel)
  const isLocal = kernel.steps.map((step, place) => !isFree(step) && (uses[place] as number) > 1)
  const weights: number[] = []
  kernel.steps.forEach((step, place) => {
    const own = step.op === 'call' ? 50 : isFree(step) ? 0 : 1
    weights[place] = own + step.args.reduce((sum, arg) => sum + (isLocal[arg] ? 0 : (weights[arg] as number)), 0)
  })
  const made = { isLocal, weights }
  weighed.set(kernel, made)
  return made
}

/**
 * Writes a kernel: each parameter as its writer says; the value is left on the stack. A choice between arms of `much` instructions or more is a
 * branch; what writes a parameter must then have no effect but on the stack. In singles only what {@link isSameInSingles}.
 */
export function writeKernel(
  library: KernelLibrary,
  body: Body,
  whole: Kernel,
  parameters: readonly (() => unknown)[],
  much: number,
  precision: Precision = DOUBLE,
): void {
  const kernel = lean(whole)
  const { steps } = kernel
  const { dtype, type } = precision
  const isSingle = dtype === 'f32'
  const typeOf = (step: Step): number => (kindOf(step) === 'f64' ? type : I32)
  const { root, regions, arms } = plan(kernel)
  const { isLocal, weights } = weigh(kernel)
  const locals: number[] = []
  const weightOf = (region: Region): number =>
    steps.reduce((sum, _, place) => sum + (isLocal[place] && isWithin(regions[place] as Region, region) ? (weights[place] as number) : 0), 0) // prettier-ignore

  const value = (place: number): void => {
    if (isLocal[place]) body.get(locals[place] as number)
    else compute(place)
  }
  const statements = (region: Region): void => {
    for (let place = 0; place < steps.length; place++) {
      if (!isLocal[place] || regions[place] !== region) continue
      compute(place)
      body.set((locals[place] ??= body.local(typeOf(steps[place] as Step))))
    }
  }
  const compute = (place: number): void => {
    const step = steps[place] as Step
    if (step.op === 'parameter') parameters[step.value]?.()
    else if (step.op === 'number') numberIn(body, step.value, precision)
    else if (step.op === 'integer') body.i32(step.value)
    else if (step.op === 'call') {
      const index = library.function(step.kernel)
      step.args.forEach(value)
      body.call(index)
    } else if (step.op === 'lookup') {
      const at = library.table(step.table)
      step.args.forEach(value)
      body
        .i32(step.table.length - 1)
        .op('i32.and')
        .i32(3)
        .op('i32.shl')
        .memory('f64.load', at)
    } else if (arms[place]) choose(place, step)
    else {
      step.args.forEach(value)
      for (const instruction of STEPS[step.op].wasm)
        body.text(isSingle ? instruction.replace('f64.', 'f32.') : instruction)
    }
  }
  const choose = (place: number, { args }: Step): void => {
    const [yes, no, flag] = args as readonly [number, number, number]
    const [inYes, inNo] = arms[place] as readonly [Region, Region]
    const inline = (arm: number): number => (isLocal[arm] ? 0 : (weights[arm] as number))
    const held = weightOf(inYes) + weightOf(inNo)
    if (held === 0 && inline(yes) + inline(no) < much) {
      value(yes)
      value(no)
      value(flag)
      body.op('select')
      return
    }
    value(flag)
    body.block('if', typeOf(steps[place] as Step))
    statements(inYes)
    value(yes)
    body.op('else')
    statements(inNo)
    value(no)
    body.op('end')
  }
  statements(root)
  value(steps.length - 1)
}
function isWithin(region: Region, outer: Region): boolean {
  for (let at: Region | undefined = region; at; at = at.parent) if (at === outer) return true
  return false
}

/** Whether a kernel is written in place: few steps, and no other functions or tables. */
export const isSmall = ({ steps, parameters }: Kernel): boolean =>
  steps.length - parameters.length <= 10 && steps.every(({ op }) => op !== 'call' && op !== 'lookup')

/** Steps up to which a kernel is written in place in a loop, where its numbers are made once. */
const PLAIN = 60
/** Whether a kernel may be written in place in a loop. */
export const isPlain = ({ steps, parameters }: Kernel): boolean =>
  steps.length - parameters.length <= PLAIN && steps.every(({ op }) => op !== 'call' && op !== 'lookup')

/** Steps that give a single of singles: nothing is rounded. */
const UNROUNDED: readonly string[] = ['parameter', 'neg', 'abs', 'floor', 'trunc', 'ceil', 'max', 'min', 'lt', 'le', 'gt', 'ge', 'eq', 'ne', 'and', 'or', 'not', 'select'] // prettier-ignore
/** Steps that, of singles, give in doubles what rounded once more is their result in singles: 53 ≥ 2·24 + 2 bits are enough (Figueroa, 1995). */
const ROUNDED_ONCE: readonly string[] = ['add', 'sub', 'mul', 'div', 'sqrt']
const isUnrounded = (step: Step): boolean =>
  step.op === 'number'
    ? Object.is(Math.fround(step.value), step.value)
    : UNROUNDED.includes(step.op) && !('isUsual' in step)
const alike = new WeakMap<Kernel, boolean>()
/** Whether a kernel computed in singles gives what it gives in doubles, rounded: only its last step may round. */
export function isSameInSingles(kernel: Kernel): boolean {
  let known = alike.get(kernel)
  if (known === undefined) {
    const { steps } = kernel
    known = steps.every((step, k) => isUnrounded(step) || (k === steps.length - 1 && ROUNDED_ONCE.includes(step.op)))
    alike.set(kernel, known)
  }
  return known
}

/** Writes a kernel of singles in place: in singles where that gives the same, else in doubles. */
export function writeSingle(
  library: KernelLibrary,
  body: Body,
  kernel: Kernel,
  parameters: readonly (() => unknown)[],
  precision: Precision,
): void {
  if (isSameInSingles(kernel) && isSmall(kernel)) {
    writeKernel(library, body, kernel, keptLocals(body, parameters, kernel, F32), Infinity, precision)
    return
  }
  const wide = parameters.map((write) => () => {
    write()
    body.op('f64.promote_f32')
  })
  if (isSmall(kernel)) writeKernel(library, body, kernel, keptLocals(body, wide, kernel, F64), Infinity)
  else {
    const index = library.function(kernel)
    for (const write of wide) write()
    body.call(index)
  }
  body.op('f32.demote_f64')
}

/** Parameters that are used more than once are written once, and so are all where what uses them may be passed by. */
export function keptLocals(
  body: Body,
  parameters: readonly (() => unknown)[],
  kernel: Kernel,
  type: number,
  keep: readonly boolean[] = keptParameters(kernel),
): (() => unknown)[] {
  return parameters.map((write, k) => {
    if (!keep[k]) return write
    const local = body.local(type)
    write()
    body.set(local)
    return () => body.get(local)
  })
}
const keeping = new WeakMap<Kernel, readonly boolean[]>()
/** Which parameters of a kernel are used more than once, so that they must be kept. */
export function keptParameters(kernel: Kernel): readonly boolean[] {
  const known = keeping.get(kernel)
  if (known) return known
  const { uses } = plan(kernel)
  const kept = kernel.parameters.map(() => false)
  kernel.steps.forEach((step, place) => {
    if (step.op === 'parameter') kept[step.value] = (uses[place] as number) !== 1
  })
  keeping.set(kernel, kept)
  return kept
}

/** Calls a function that JavaScript has, in doubles: of a list with how long it is, the numbers themselves lying where `lists` says, in bytes of doubles. */
export function callImport(
  body: Body,
  index: number,
  isList: boolean,
  parameters: readonly (() => unknown)[],
  { dtype, bytes, scalar }: Precision,
  lists: number,
): void {
  if (isList) {
    parameters.forEach((write, k) => {
      body.i32(0)
      write()
      body.memory(`${scalar}.store`, bytes * (lists / 8 + k))
    })
    body.i32(parameters.length)
  } else
    for (const write of parameters) {
      write()
      if (dtype === 'f32') body.op('f64.promote_f32')
    }
  body.call(index)
  if (dtype === 'f32') body.op('f32.demote_f64')
}
