/** Ways of running a part of a program: without recording, on the watch for NaN and ∞, under a name. */
import { assertFunction } from '../arguments/index.js'
import { contains, type Interval } from '../ops/index.js'
import { codeOf, name, type Handle } from './value.js'
import { opByCode } from './record.js'
import { CALL, CONSTANT } from './chunk.js'
import { inScope } from './tape.js'

export const NO_GRAD = 1
export const ANOMALY = 2
export const mode: { flags: number } = { flags: 0 }
/** The place in the user's text of the op that is being recorded, where a front end says it: messages end with it. */
export const origin: { at: string | undefined } = { at: undefined }

function withMode<T>(name: string, flags: number, run: () => T): T {
  assertFunction(name, run)
  const before = mode.flags
  mode.flags = flags
  try {
    return synchronous(run())
  } finally {
    mode.flags = before
  }
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

/**
 * Runs `run` and throws at the first NaN or ∞ that an op makes out of finite numbers, forward or backward, naming node, op
 * and inputs. What it costs: a test per op.
 * Errors: `RangeError` at the birth of a NaN or ∞.
 */
export function detectAnomaly<T>(run: () => T): T {
  return withMode('detectAnomaly', mode.flags | ANOMALY, run)
}

/** `log of −2 (x): outside (0, ∞). Did you mean log(abs(x))?` */
function reason(node: Handle, inputs: readonly Handle[]): string {
  const code = codeOf(node)
  if (code >= CONSTANT || code === CALL) return ''
  const op = opByCode(code)
  const k = inputs.findIndex((x, i) => !contains((op.domain[i] ?? op.domain.at(-1)) as Interval, x.data))
  const outside = k < 0 ? '' : ` ${inputs[k]?.data} is outside ${op.domain[k] ?? op.domain.at(-1)}.`
  return outside + (op.hint === undefined ? '' : ` ${op.hint}`)
}
const list = (inputs: readonly Handle[]): string => inputs.map((x) => `${name(x)} = ${x.data}`).join(', ')

/** The path of scopes a node was made in, and its place in the text: ` in mlp/layer 1 at net.ts:3:14`. */
function place({ segment, index }: Handle): string {
  const { scopes, origins } = segment.chunk
  const names: string[] = []
  for (let scope = scopes?.at(index); scope !== undefined; scope = scope.parent) names.unshift(scope.name)
  return (names.length === 0 ? '' : ` in ${names.join('/')}`) + (origins?.get(index) ?? '')
}

export const anomaly = {
  get on(): boolean {
    return (mode.flags & ANOMALY) !== 0
  },
  /** Throws if `node` is not finite although all its inputs are. */
  check(node: Handle, inputs: readonly Handle[]): void {
    if (!anomaly.on) return
    if (origin.at) (node.segment.chunk.origins ??= new Map()).set(node.index, ` at ${origin.at}`)
    if (Number.isFinite(node.data) || !inputs.every((x) => Number.isFinite(x.data))) return
    throw new RangeError(
      `${node.data} was born in ${name(node)}${place(node)}: ${node.op} of ${list(inputs)}.${reason(node, inputs)}`,
    )
  },
  /** The same for a gradient: `gradient` times the slope of `node` by its k-th input. */
  checkGradient(contribution: number, gradient: number, node: Handle, inputs: readonly Handle[], k: number): void {
    if (Number.isFinite(contribution) || !Number.isFinite(gradient)) return
    throw new RangeError(
      `a gradient of ${contribution} was born in ${name(node)}${place(node)}: the slope of ${node.op} of ${list(inputs)} ` +
        `by its ${k === 0 ? 'first' : k === 1 ? 'second' : `${k + 1}th`} input, times ${gradient}.${reason(node, inputs)}`,
    )
  },
}
