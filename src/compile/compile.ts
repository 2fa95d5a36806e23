/** `compile(f)`: the same function, traced once per shape of its arguments and per way through its branches, and compiled. */
import { assertFunction, assertOptions, describe } from '../arguments/index.js'
import type { Frame } from '../transforms/frame.js'
import { flatten } from '../transforms/tree.js'
import type { Batch } from './batch.js'
import { checkedBackground, Course, Works, type BackgroundOptions } from './background.js'
import { checkedModes, saidOf, type Modes } from './modes.js'
import { Unsupported } from './passes.js'
import { copyInto } from './into.js'
import { placeOf } from './place.js'
import { keyOf, reader, type Read } from './signature.js'
import { difference, skeletonOf, type Skeleton } from './skeleton.js'
import { MISS, SCRIPT_NODES } from './source.js'
import { recordIn, float32 } from './single.js'
import { Inside, refuseOutside, refuseTaken, type Recording } from './trace.js'
import { containsValue, nudged } from './given.js'
import { parametersOf } from './listing.js'
import { mappedOf } from './mapped.js'
import type { StageOptions, Stages } from './stages.js'
import { builtAsOwn, hasSingles } from './typed.js'
import {
  attempt,
  explainVariant,
  residualOfVariant,
  runScript,
  stagesOfVariant,
  variantFrom,
  variantOf,
  type Target,
  type Variant,
} from './variant.js'
import { compared, type CompileStats, type Verification } from './verdict.js'

type Differentiable = (...args: any[]) => any

/** How `compile` works. */
export interface CompileOptions {
  /** `'exact'`, the default: the bits of the function itself. `'fast'` may add up a sum in another order, always the same. */
  readonly mode?: 'exact' | 'fast'
  /** `'f32'`: single precision, with the bits of {@link float32} of the function. Default `'f64'`. */
  readonly dtype?: 'f64' | 'f32'
  /** Compiles in a thread, from the second call of a shape on; until a program is ready, f itself is called. Default false: the first call waits. */
  readonly background?: boolean | BackgroundOptions
}

/** A compiled function. */
export type Compiled<F extends Differentiable> = ((...args: Parameters<F>) => ReturnType<F>) & {
  /** Writes the result into lists, typed arrays or records that are there already, and returns them. */
  into<T>(target: T, ...args: Parameters<F>): T
  /** What the latest program does, as text. */
  explain(): string
  /** What every pass made of the latest program, as data to be drawn; undefined before the first call and where f itself is called. With the arguments of a `call` also where each node was written. */
  stages(options?: StageOptions): Stages | undefined
  /** Calls the function itself and the compiled one and compares every number of their results, bit for bit. Throws again what a call threw that was stale. */
  verify(...args: Parameters<F>): Verification
  /** Fulfilled when nothing is being compiled in the background. */
  readonly ready: Promise<void>
  readonly stats: CompileStats
  /** The latest program as a WebAssembly module; undefined before the first call and where the executor is none. */
  readonly wasm: Uint8Array | undefined
}

/** Programs for arguments of one shape. */
interface Family {
  readonly readers: readonly Read[]
  readonly input: Float64Array
  /** The latest first. */
  readonly variants: Variant[]
  readonly course: Course
}

/** Ways through the branches of one shape that are kept. */
const MOST_VARIANTS = 64
/** A program beyond it would need more memory than WebAssembly has. */
const MOST_NODES = 5e7

class Compilation {
  readonly families = new Map<string, Family>()
  readonly owners: object[] = []
  family: Family | undefined
  latest: Variant | undefined
  /** Why the function is called itself, if it is; and what was thrown when a program was shown to be wrong. */
  eager: string | undefined
  private stale: Change | undefined
  calls = 0
  compiled = 0
  checks = 0
  failures = 0
  programs = 0
  /** The function itself, op by op. */
  readonly own: Differentiable
  constructor(
    readonly f: Differentiable,
    readonly works: Works,
    readonly modes: Modes,
  ) {
    this.eager = works.why
    this.own = modes.dtype === 'f32' ? float32(f) : f
  }
  private record(args: readonly unknown[]): Recording {
    return recordIn(this.modes, this.f, args)
  }

  call(args: readonly unknown[], into?: Target): unknown {
    const call = ++this.calls
    const isChecked = call === 2 || call === 1000
    const script = isChecked ? undefined : this.latest?.script
    if (script) {
      const result = runScript(script, args, into)
      if (result !== MISS) {
        this.compiled++
        return result
      }
    }
    const family = this.enter(args)
    const ran = family && this.run(family, args, into)
    if (ran === undefined) return this.itself(args, into)
    this.compiled++
    if (ran.variant.isUnproved) return this.proved(args, ran, into)
    if (isChecked) this.check(args, ran.variant, ran.result)
    return ran.result
  }

  /** The first result of a program that came from elsewhere, if it is the function's own; else the function is called itself from now on. */
  private proved(args: readonly unknown[], { variant, result }: Ran, into: Target | undefined): unknown {
    try {
      this.check(args, variant, result)
      variant.isUnproved = false
      this.family!.course.used++
      return result
    } catch (error) {
      this.eager = (error as Error).message
      this.compiled--
      return this.itself(args, into)
    }
  }

  private itself(args: readonly unknown[], into: Target | undefined): unknown {
    const result: unknown = this.own(...args)
    return into === undefined ? result : copyInto(into.target, result)
  }

  /** The family of these arguments, its input filled; undefined where the function must be called itself. */
  private enter(args: readonly unknown[]): Family | undefined {
    if (this.eager !== undefined) return undefined
    const { family } = this
    if (family && fill(family, args)) return family
    if (args.some((arg) => containsValue(arg))) return undefined
    const flats = args.map((arg, k) => flatten(arg, `args[${k}]`))
    const key = flats.map(({ shape }) => keyOf(shape, this.owners)).join(';')
    let found = this.families.get(key)
    if (!found) {
      const count = flats.reduce((sum, { leaves }) => sum + leaves.length, 0)
      found = { readers: flats.map(({ shape }) => reader(shape)), input: new Float64Array(count), variants: [], course: new Course() } // prettier-ignore
      this.families.set(key, found)
    }
    this.family = found
    // A Module whose parameters were replaced is read anew.
    if (fill(found, args)) return found
    this.families.delete(key)
    this.family = undefined
    return this.enter(args)
  }

  /** Runs the program whose guards hold, compiling it first if there is none. */
  private run(family: Family, args: readonly unknown[], into: Target | undefined): Ran | undefined {
    const { variants } = family
    for (let k = 0; k < variants.length; k++) {
      const variant = variants[k] as Variant
      const result = attempt(variant, family.input, args, into)
      if (result === MISS) continue
      if (k > 0) variants.unshift(...variants.splice(k, 1))
      this.latest = variant
      return { variant, result }
    }
    for (;;) {
      const variant = this.make(args, family)
      if (variant === undefined) return undefined
      this.add(family, variant)
      this.latest = variant
      const result = attempt(variant, family.input, args, into)
      if (result !== MISS) return { variant, result }
      // Another example takes another branch than the one that was traced: then all of them are traced.
      if (!variant.skeleton.batch)
        throw new Error('compile: the program does not hold for the arguments that it was traced with; please report this.') // prettier-ignore
    }
  }

  private add({ variants }: Family, variant: Variant): void {
    this.programs++
    variants.unshift(variant)
    if (variants.length > MOST_VARIANTS) variants.pop()
  }

  private make(args: readonly unknown[], family: Family): Variant | undefined {
    const began = performance.now()
    const { works } = this
    if (works.options && !family.course.isWorthwhile()) return undefined
    try {
      const { skeleton, ends } = this.ofOne(args, family) ?? this.ofAll(args)
      if (skeleton.length > MOST_NODES) throw new Unsupported(`${skeleton.length} nodes are too many`)
      // What is tiny is compiled before another thread had heard of it.
      if (!works.options || skeleton.length <= SCRIPT_NODES) return variantOf(skeleton, ends, began)
      family.course.begin(works, skeleton, (code) => this.add(family, variantFrom(skeleton, ends, code)))
      return undefined
    } catch (error) {
      if (error instanceof Change && !works.options) throw error
      if (error instanceof Inside) return undefined
      // What the function refuses by itself, as an index beyond its table, it refuses in its own words, and of these arguments only.
      if (!(error instanceof Unsupported)) this.own(...args)
      this.eager = error instanceof Error ? error.message : String(error)
      this.latest = undefined
      return undefined
    }
  }

  private ofAll(args: readonly unknown[]): Traced {
    const recording = this.record(args)
    const { skeleton, captured } = skeletonOf(recording, this.modes)
    refuseOutside(captured, recording)
    this.refuseChange(skeleton, this.f, args)
    refuseTaken(recording)
    const { args: own, out } = recording.frame
    return { skeleton, ends: { args: own, out: builtAsOwn(out, own, () => this.own(...args)) } }
  }
  /** Of a `vmap` one example, where it stands for all; undefined where it does not, or where a program of one is there already, and another branch is taken. */
  private ofOne(args: readonly unknown[], { variants }: Family): Traced | undefined {
    const mapped = mappedOf(this.f, args)
    if (!mapped || hasSingles(mapped.example.map((arg) => flatten(arg, 'an example')))) return undefined
    const { f, example, other, batch } = mapped
    const recording = recordIn(this.modes, f, example, false, batch)
    const { skeleton, captured } = skeletonOf(recording, this.modes, batch)
    // What is tiny as a whole is JavaScript.
    if (skeleton.length * batch.size <= SCRIPT_NODES || recording.hasTaken) return undefined
    if (variants.some((known) => difference(known.skeleton, skeleton) === undefined)) return undefined
    refuseOutside(captured, recording)
    const again = skeletonOf(recordIn(this.modes, f, other, false, batch), this.modes, batch).skeleton
    if (difference(skeleton, again) !== undefined) return undefined
    this.refuseChange(skeleton, f, example, batch)
    return { skeleton, ends: { args: args.map((arg, k) => flatten(arg, `args[${k}]`)), out: recording.frame.out } }
  }

  /** Throws if a second run, of numbers a little different, is another program. */
  private refuseChange(first: Skeleton, f: Differentiable, args: readonly unknown[], batch?: Batch): void {
    const run = (given: readonly unknown[]): Recording => recordIn(this.modes, f, given, false, batch)
    let second: Skeleton | undefined
    // First all numbers are a little different, then those that can be no index.
    for (const of of [() => true, (x: number) => !Number.isInteger(x)]) {
      try {
        second = skeletonOf(run(args.map((arg) => nudged(arg, of))), this.modes, batch).skeleton // prettier-ignore
        if (sameBranches(first, second)) break
      } catch {
        // It does not run there.
      }
      second = undefined
    }
    second ??= skeletonOf(run(args), this.modes, batch).skeleton
    const node = difference(first, second)
    if (node === undefined) return
    const again = (): unknown => run(args)
    throw new Change(
      `compile: what the function computes differs from run to run${placeOf(again, node)}: ` +
        'a number that is none of its arguments changes, or a .data of one was taken, or detach(). Pass it as an argument, or write stopGradient.',
    )
  }

  /** Compares a result with the function's own. */
  private check(args: readonly unknown[], variant: Variant, result: unknown): void {
    this.checks++
    const { ok, first, node } = this.judged(args, variant, result)
    if (ok || !first) return
    this.failures++
    const where = node === undefined ? '' : placeOf(() => this.again(args, variant), node)
    // Programs that were shown to be wrong answer no more calls.
    this.stale = new Change(
      `compile: stale: ${first.path} is ${first.compiled} where the function itself gives ${first.eager}` +
        `${where}. What a compiled function reads besides its arguments was taken at its first call: pass it as an argument.`,
    )
    this.eager = this.stale.message
    this.latest = undefined
    throw this.stale
  }
  /** The recording that a program was made of, made again. */
  private again(args: readonly unknown[], { skeleton }: Variant): Recording {
    const mapped = skeleton.batch && mappedOf(this.f, args)
    return mapped ? recordIn(this.modes, mapped.f, mapped.example, false, mapped.batch) : this.record(args)
  }
  /** Whether a result is the function's own: bit by bit, or of a fast program as near as it says; and where in the recording something has changed. */
  private judged(
    args: readonly unknown[],
    variant: Variant,
    result: unknown,
  ): Verification & { readonly node?: number | undefined } {
    const bits = compared(this.own(...args), result)
    if (bits.ok) return bits
    const { skeleton } = variant
    const node = difference(skeleton, skeletonOf(this.again(args, variant), this.modes, skeleton.batch).skeleton)
    const near = node === undefined ? residualOfVariant(variant, parametersOf(this.f, 9)) : undefined
    return near ?? { ...bits, node }
  }

  verify(args: readonly unknown[]): Verification {
    if (this.stale) throw this.stale
    const result = this.call(args)
    const { ok, numbers, first } = this.latest ? this.judged(args, this.latest, result) : compared(this.own(...args), result) // prettier-ignore
    return first ? { ok, numbers, first } : { ok, numbers }
  }

  get stats(): CompileStats {
    const { latest, eager, calls, compiled, checks, failures, programs } = this
    const shared = { ...saidOf(this.modes), programs, shapes: this.families.size, calls, compiled, checks, failures }
    if (latest === undefined || eager !== undefined) {
      const why = eager ?? this.family?.course.state ?? 'not called yet'
      return { ...shared, executor: 'eager', why, nodes: 0, bytes: 0, passes: [] }
    }
    const { executor, why, nodes, wasm, passes } = latest
    return { ...shared, executor, why, nodes, bytes: wasm?.length ?? 0, passes }
  }
  explain(): string {
    return this.latest && this.eager === undefined
      ? explainVariant(this.latest, parametersOf(this.f, 9))
      : `executor eager: ${this.stats.why}`
  }
  stages({ call, ...names }: StageOptions = {}): Stages | undefined {
    const { latest, f } = this
    if (call !== undefined && !Array.isArray(call))
      throw new TypeError(`stages: call is ${describe(call)}; the list of arguments of a call is allowed.`)
    if (!latest || this.eager !== undefined) return undefined
    return stagesOfVariant(latest, parametersOf(f, 9), names, call && (() => this.again(call, latest)))
  }
}

/** A function as it was recorded, with its arguments and what it gives. */
interface Traced {
  readonly skeleton: Skeleton
  readonly ends: Pick<Frame, 'args' | 'out'>
}

/** The recording is not the same every time. */
class Change extends Error {}

function fill({ readers, input }: Family, args: readonly unknown[]): boolean {
  if (args.length !== readers.length) return false
  let at = 0
  for (let k = 0; k < readers.length && at >= 0; k++) at = (readers[k] as Read)(args[k], input, at)
  return at === input.length
}

/** A result, and the program that gave it. */
interface Ran {
  readonly variant: Variant
  readonly result: unknown
}

/** Whether a call must stay connected to a recording: an argument is a Value, or a list or record that holds one. */
const sameBranches = (a: Skeleton, b: Skeleton): boolean => a.answers.join() === b.answers.join()

/**
 * The same function, compiled: it is run once on Values, what it records is differentiated where it asks for gradients, and the result runs as WebAssembly, or as
 * JavaScript where it is tiny, **with the same bits**. Plain numbers that f takes from outside are constants from then on: pass as an argument what changes.
 *
 * It is traced at the first call with arguments of a new shape, and again when a branch on a Value goes another way; both programs are kept. Where f cannot be compiled
 * (Values from outside, functions with their own derivative, a platform without WebAssembly) or an argument is a Value, f itself is called, and `stats.why` says so.
 * With `background` no call waits: f itself is called while a thread compiles; `await compiled.ready` waits.
 * Calls 2 and 1,000 are compared with f itself. Errors: a function whose recording differs from run to run, with the place in the source.
 *
 * @example
 * import { grad, mul } from 'seegrad'
 * import { compile } from 'seegrad/compile'
 * const slope = compile(grad((x: number) => mul(mul(x, x), x)))
 * slope(2) // 12
 * slope.stats.executor // 'js'
 * slope.stages()?.loops.map(({ text }) => text) // ['t1 = a0·a0', 'once (i < 3): result = Σᵢ t1']
 * slope.stages({ call: [2] })?.written?.places.length // 2
 */
export function compile<F extends Differentiable>(f: F, options: CompileOptions = {}): Compiled<F> {
  assertFunction('compile', f, 'a function of numbers')
  assertOptions('compile', options, 'mode', 'dtype', 'background')
  const modes = checkedModes('compile', options)
  const compilation = new Compilation(f, new Works(checkedBackground('compile', options.background)), modes)
  const call = (...args: unknown[]): unknown => compilation.call(args)
  const facts: PropertyDescriptorMap = {
    name: { value: f.name },
    into: { value: (target: unknown, ...args: unknown[]) => compilation.call(args, { target }) },
    explain: { value: () => compilation.explain() },
    stages: { value: (options?: StageOptions) => compilation.stages(options) },
    verify: { value: (...args: unknown[]) => compilation.verify(args) },
    ready: { get: () => compilation.works.ready() },
    stats: { get: () => compilation.stats },
    wasm: { get: () => compilation.latest?.wasm },
  }
  return Object.defineProperties(call, facts) as unknown as Compiled<F>
}
