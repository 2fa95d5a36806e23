/** A function op by op in single precision: what a program of singles is held against, bit by bit. */
import { assertFunction } from '../arguments/index.js'
import { isValue, type Handle } from '../engine/index.js'
import type { Batch } from './batch.js'
import { flatten } from '../transforms/tree.js'
import { containsValue } from './given.js'
import { interpret, type Interpreted } from './interpret.js'
import { SINGLES, type Modes } from './modes.js'
import { Unsupported } from './passes.js'
import { programOf } from './read.js'
import { builder, valuesAmong } from './signature.js'
import { simplify } from './simplify.js'
import { skeletonOf } from './skeleton.js'
import { Inside, record, type Recording } from './trace.js'

type Differentiable = (...args: any[]) => any

/** What a recording is of, in singles. */
function readOf(recording: Recording, batch?: Batch): Interpreted {
  const { skeleton, captured } = skeletonOf(recording, SINGLES, batch)
  const given = recording.frame.args.flatMap(({ leaves }) => leaves)
  return interpret(programOf(skeleton), [...given, ...(captured as readonly (number | Handle)[])].map(numberOf))
}
const numberOf = (x: number | Handle): number => (isValue(x) ? x.data : (x as number))

/** A recording whose branches have the answers that their conditions have in these modes: on the tape all numbers are doubles. Of a batch it is of one example. */
export function recordIn(
  { dtype }: Modes,
  f: Differentiable,
  args: readonly unknown[],
  isStep = false,
  batch?: Batch,
): Recording {
  let recording = record(f, args, isStep)
  if (dtype === 'f64') return recording
  while (recording.branches.length > 0) {
    const { answers } = readOf(recording, batch)
    const other = recording.branches.findIndex(({ answer }, k) => answer !== answers[k])
    if (other < 0) break
    // Up to there the way is the right one.
    recording = record(f, args, isStep, answers.slice(0, other + 1))
  }
  return recording
}

/** The numbers that a function gives in singles, op by op, in the order of its result. */
export function inSinglesOf(f: Differentiable, args: readonly unknown[], isStep = false): readonly number[] {
  return readOf(recordIn(SINGLES, f, args, isStep)).outputs
}

/** The same for many arguments that are built alike and take the same branches. */
export function manyInSingles(f: Differentiable, all: readonly (readonly unknown[])[]): readonly (readonly number[])[] {
  const { skeleton, captured } = skeletonOf(recordIn(SINGLES, f, all[0] as readonly unknown[], true), SINGLES)
  const program = simplify(programOf(skeleton))
  const outside = captured.map(numberOf)
  return all.map((args) => interpret(program, [...(flatten(args, 'an example').leaves as number[]), ...outside]).outputs) // prettier-ignore
}

/**
 * The same function in single precision, op by op: its arguments are rounded to float32, and so is what every op gives, of the function and of the gradients in it. An elementary function
 * is computed as ever and rounded once; a sum of a list is rounded at each addition. It is slow: what it is for is to say, bit by bit, what `compile(f, { dtype: 'f32' })` gives.
 * Plain numbers that meet no argument stay what they are until they do. Errors: an argument that is a Value, a transform around it, a function with its own derivative inside.
 *
 * @example
 * import { add, grad, mul } from 'seegrad'
 * import { compile, float32 } from 'seegrad/compile'
 * const f = (x: number) => add(mul(x, x), 0.1)
 * float32(f)(0.1) // 0.10999999940395355
 * compile(f, { dtype: 'f32' })(0.1) // 0.10999999940395355
 * float32(grad(f))(0.1) // 0.20000000298023224
 */
export function float32<F extends Differentiable>(f: F): (...args: Parameters<F>) => ReturnType<F> {
  assertFunction('float32', f, 'a function of numbers')
  return (...args) => {
    const refuse = (why: string): never => {
      throw new TypeError(`float32: ${why}. Pass plain numbers, and take gradients inside: float32(grad(f)).`)
    }
    if (args.some((arg) => containsValue(arg))) refuse('an argument is a Value, whose numbers are doubles')
    try {
      const recording = recordIn(SINGLES, f, args)
      const { args: given, out } = recording.frame
      const isValueAt = valuesAmong(given.map(({ shape }) => shape), out) // prettier-ignore
      return builder(out.shape, isValueAt)(Float32Array.from(readOf(recording).outputs), 0) as ReturnType<F>
    } catch (error) {
      if (error instanceof Inside || error instanceof Unsupported) refuse(error.message)
      throw error
    }
  }
}
