/** The recording interpreter: an op on a Value computes its number and appends a node. */
import { plus, sharedRules, times, type Interpreter, type Op, type Rule, type Value } from '../ops/index.js'
import { mode, NO_GRAD, WATCHED } from './mode.js'
import { asHandle, asValue, constant, dataOf, type Handle } from './value.js'
import { CALL, CODE_MASK, widths } from './chunk.js'
import { append, appendList } from './tape.js'

const byCode: Op[] = []
/** The op of a code that a recording stores. */
export const opByCode = (code: number): Op => byCode[code] as Op
/** Whether any op that was recorded so far is such a one. */
export const someOp = (is: (op: Op) => boolean): boolean => byCode.some(is)
/** For the loop that all training time goes into: by code, the rules of ops whose one or two inputs always take part, and what is known of them. */
export const firstRules: (Rule | undefined)[] = []
export const secondRules: (Rule | undefined)[] = []
export const knownSlopes: Uint8Array = new Uint8Array(CODE_MASK)

/** Which of the known slopes a rule is; 0: none. */
const known = (rule: Rule | undefined): number => Math.max(0, sharedRules.indexOf(rule))

/** Readies an op to be recorded, the first time that it is. */
export function register(op: Op): void {
  const { code, arity, active, partials } = op
  if (code >= CALL) throw new RangeError(`the table holds ${code} ops; no more can be recorded.`)
  byCode[code] = op
  if (active || op.parameters.length > 0 || (arity !== 1 && arity !== 2)) return
  widths[code] = arity
  firstRules[code] = partials[0]
  secondRules[code] = partials[1]
  knownSlopes[code] = known(partials[0]) | (known(partials[1]) << 3)
}

const handleOf = (x: number): Handle => (typeof x === 'number' ? constant(x) : asHandle(x as Value))
const numberOf = (x: number): number => (typeof x === 'number' ? x : asHandle(x as Value).data)

export const recorder: Interpreter = {
  apply1(op, x) {
    if (mode.flags !== 0 || widths[op.code] !== 1) return special(op, [x])
    const a = asHandle(x as Value)
    const y = (op.forward as (x: number) => number)(a.segment.chunk.data[a.index] as number)
    return asValue(append(op.code, a, a, y))
  },
  apply2(op, x, z) {
    const { code, forward } = op
    if (mode.flags !== 0 || widths[code] !== 2) return special(op, [x, z])
    const a = handleOf(x)
    const b = handleOf(z)
    const xa = a.segment.chunk.data[a.index] as number
    const xb = b.segment.chunk.data[b.index] as number
    // What most programs consist of is computed without a call.
    const y =
      forward === plus ? xa + xb : forward === times ? xa * xb : (forward as (x: number, z: number) => number)(xa, xb)
    return asValue(append(code, a, b, y))
  },
  applyList(op, lists) {
    if (mode.flags !== 0 || byCode[op.code] !== op || op.active) return undefined
    return appendList(op.code, lists as never, op.forward as Reduce) as unknown as Value | undefined
  },
  apply: special,
}
type Reduce = (inputs: readonly number[]) => number

/** The general case: any number of inputs, inputs that take no part, noGrad, detectAnomaly. */
function special(op: Op, inputs: readonly number[]): Value {
  const { code, active } = op
  if (byCode[code] !== op) register(op)
  if (mode.flags & NO_GRAD) return asValue(constant(compute(op, inputs.map(numberOf))))
  const handles = inputs.map(handleOf)
  const run = (numbers: readonly number[]): number => compute(op, numbers)
  const made = widths[code]
    ? append(code, handles[0] as Handle, handles.at(-1) as Handle, run(handles.map(dataOf)))
    : (appendList(code, [handles], run, active) as Handle)
  if (mode.flags & WATCHED) mode.watch?.node(made, handles)
  return asValue(made)
}

/** The op on numbers; a reduction takes them as one list. */
export function compute(op: Op, inputs: readonly number[]): number {
  const forward = op.forward as unknown as (...inputs: readonly unknown[]) => number
  return op.arity === 'list' ? forward(inputs) : forward(...inputs)
}
