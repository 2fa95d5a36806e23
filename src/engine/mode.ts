/** Ways of running a part of a program: without recording, under a name, watched. */
import { assertFunction } from '../arguments/index.js'
import { inScope } from './tape.js'
import type { Value } from '../ops/index.js'
import type { Handle } from './value.js'

export const NO_GRAD = 1
export const WATCHED = 2
export const mode: { flags: number; watch: Watch | undefined } = { flags: 0, watch: undefined }

/** Who looks at each op that is recorded and at each contribution to a gradient while WATCHED: set by `detectAnomaly`, so that no other program carries it. */
export interface Watch {
  node(made: Handle, inputs: readonly Handle[]): void
  /** `gradient` times the slope of `node` by its k-th input is `contribution`. */
  gradient(contribution: number, gradient: number, node: Handle, k: number): void
}

/** Who is told of every branch and of every pass of a transform while a program is traced to be compiled. */
export const witness: {
  trace: Trace | undefined
  /** Who asks which operands are active before a derivative of `roots` is recorded, down to the node of id `floor`: replay, where a program has it. */
  active?: (roots: readonly (Handle | readonly [Handle, number])[], floor: number) => void
} = { trace: undefined }
export interface Trace {
  /** The answer of a branch. */
  branch(condition: Handle): boolean
  /** The entry of a table that an index names, as data; undefined: the index is a branch. */
  gather(table: ArrayLike<unknown>, index: Value): unknown
  /** The number of a Value is taken, as a plain one. */
  taken(from: Handle): void
  /** A pass over what a frame has recorded: what it gives, as nodes that stand for it whichever inputs take part. */
  pass(kind: 'pull' | 'push', frame: unknown, given: readonly number[], run: () => number[]): number[]
}

/** The place in the user's text of the op that is being recorded, where a front end says it: messages end with it. */
export const origin: { at: string | undefined } = { at: undefined }

export function withMode<T>(name: string, flags: number, run: () => T): T {
  assertFunction(name, run)
  const before = mode.flags
  mode.flags = flags
  try {
    return synchronous(run())
  } finally {
    mode.flags = before
  }
}

/** Runs `run` while `watch` looks at every op and every contribution. */
export function watched<T>(watch: Watch, run: () => T): T {
  mode.watch = watch
  return withMode('detectAnomaly', mode.flags | WATCHED, run)
}

/** Errors: a promise, whose work goes on when the mode has ended. */
function synchronous<T>(result: T): T {
  if (typeof (result as { then?: unknown } | undefined)?.then !== 'function') return result
  throw new TypeError('noGrad, scope and detectAnomaly end when run returns, but it gave a promise: await outside, and pass a function that is not async.') // prettier-ignore
}

/**
 * Runs `run` without recording: ops on Values give constants, which have no past and carry no gradient.
 * @example
 * import { noGrad, value } from 'seegrad'
 * const x = value(3)
 * noGrad(() => x.mul(x)).requiresGrad // false
 */
export function noGrad<T>(run: () => T): T {
  return withMode('noGrad', mode.flags | NO_GRAD, run)
}

/** Runs `run` with recording on again: what a transform inside `noGrad` does with its own variables. */
export function recording<T>(run: () => T): T {
  return mode.flags & NO_GRAD ? withMode('recording', mode.flags & ~NO_GRAD, run) : run()
}

/**
 * Groups the nodes that `run` makes under a name, for pictures and messages. Scopes nest.
 * @example
 * import { graphOf, scope, value } from 'seegrad'
 * const y = scope('neuron', () => value(1).mul(2))
 * graphOf(y).scopes[0].name // 'neuron'
 */
export function scope<T>(name: string, run: () => T): T {
  assertFunction('scope', run)
  return inScope(name, () => synchronous(run()))
}
