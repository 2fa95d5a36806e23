/** The recording interpreter: an op on a Value computes its number and appends a node. */
import { ops, type Interpreter, type Op, type Value } from '../ops/index.js'
import { anomaly, mode, NO_GRAD } from './mode.js'
import { asHandle, asValue, constant, engine, Handle } from './handle.js'
import { ACTIVE, CODE_MASK, append, appendList, widths } from './tape.js'

const byCode: Op[] = []
const register = (op: Op): Op => {
  if (op.code >= CODE_MASK - 16) throw new RangeError(`the table holds ${op.code} ops; no more can be recorded.`)
  widths[op.code] = op.arity === 1 || op.arity === 2 ? op.arity : 0
  return (byCode[op.code] = op)
}
export const opByCode = (code: number): Op => byCode[code] ?? register([...ops.values()][code] as Op)

const handleOf = (x: number): Handle => (typeof x === 'number' ? constant(x) : asHandle(x as Value))
const wordOf = ({ segment, index }: Handle): number => segment.chunk.links[3 * index] as number

export const recorder: Interpreter = {
  apply1(op, x) {
    if (mode.flags !== 0 || op.active !== undefined) return special(op, [x])
    const a = handleOf(x)
    if (byCode[op.code] === undefined) register(op)
    const y = (op.forward as (x: number) => number)(a.data)
    const segment = append(op.code | (wordOf(a) & ACTIVE), a, undefined, y)
    return asValue(new Handle(segment, segment.chunk.length - 1))
  },
  apply2(op, x, z) {
    if (mode.flags !== 0 || op.active !== undefined) return special(op, [x, z])
    const a = handleOf(x)
    const b = handleOf(z)
    if (byCode[op.code] === undefined) register(op)
    const y = (op.forward as (x: number, z: number) => number)(a.data, b.data)
    const segment = append(op.code | ((wordOf(a) | wordOf(b)) & ACTIVE), a, b, y)
    return asValue(new Handle(segment, segment.chunk.length - 1))
  },
  apply: special,
}
engine.recorder = recorder
engine.opByCode = opByCode

/** The general case: any number of inputs, inputs that take no part, noGrad, detectAnomaly. */
function special(op: Op, inputs: readonly number[]): Value {
  if (byCode[op.code] === undefined) register(op)
  const numbers = inputs.map((x) => (typeof x === 'number' ? x : asHandle(x as Value).data))
  const y = compute(op, numbers)
  if (mode.flags & NO_GRAD) return asValue(constant(y))
  const handles = inputs.map(handleOf)
  const segment = appendOp(op, handles, isReached(op, handles, numbers) ? ACTIVE : 0, y)
  const made = new Handle(segment, segment.chunk.length - 1)
  anomaly.check(made, handles)
  return asValue(made)
}

const appendOp = (op: Op, [a, b, ...rest]: readonly Handle[], flags: number, y: number): ReturnType<typeof append> =>
  op.arity === 1 || op.arity === 2
    ? append(op.code | flags, a, op.arity === 2 ? b : undefined, y)
    : appendList(op.code | flags, [a, b, ...rest].filter((x) => x !== undefined), y)

/** The op on numbers; a reduction takes them as one list. */
export function compute(op: Op, inputs: readonly number[]): number {
  const forward = op.forward as unknown as (...inputs: readonly unknown[]) => number
  return op.arity === 'list' ? forward(inputs) : forward(...inputs)
}

/** Whether a gradient flows into any input: one that takes part at these data and itself carries a gradient. */
export function isReached(op: Op, handles: readonly Handle[], numbers: readonly number[]): boolean {
  const takesPart = op.active?.(...numbers)
  return handles.some((handle, k) => (takesPart?.[k] ?? true) && (wordOf(handle) & ACTIVE) !== 0)
}
