/** The recording interpreter: an op on a Value computes its number and appends a node. */
import { sharedRules, type Interpreter, type Op, type Rule, type Value } from '../ops/index.js'
import { mode, NO_GRAD, WATCHED } from './mode.js'
import { asHandle, asValue, constant, Handle, isActive } from './value.js'
import { ACTIVE, CALL, CODE_MASK, widths, wordOf, type Segment } from './chunk.js'
import { append, appendList } from './tape.js'

const byCode: Op[] = []
/** The op of a code that a recording stores. */
export const opByCode = (code: number): Op => byCode[code] as Op
/** For the loop that all training time goes into: rules by code and what is known of them, and the arity of ops whose one or two inputs always take part. */
export const firstRules: (Rule | undefined)[] = []
export const secondRules: (Rule | undefined)[] = []
export const knownSlopes: Uint8Array = new Uint8Array(CODE_MASK)
export const simple: Uint8Array = new Uint8Array(CODE_MASK)

/** Which of the known slopes a rule is; 0: none. */
const known = (rule: Rule | undefined): number => Math.max(0, sharedRules.indexOf(rule))
export const OUTPUT = 3
export const FIRST = 4
export const SECOND = 5

/** Readies an op to be recorded, the first time that it is. */
export function register(op: Op): void {
  if (op.code >= CALL) throw new RangeError(`the table holds ${op.code} ops; no more can be recorded.`)
  const width = op.arity === 'list' ? 0 : op.arity + op.parameters.length
  widths[op.code] = width <= 2 ? width : 0
  byCode[op.code] = op
  if (op.active !== undefined || op.parameters.length > 0) return
  firstRules[op.code] = op.partials[0]
  secondRules[op.code] = op.partials[1]
  knownSlopes[op.code] = known(op.partials[0]) | (known(op.partials[1]) << 3)
  simple[op.code] = widths[op.code] as number
}

const handleOf = (x: number): Handle => (typeof x === 'number' ? constant(x) : asHandle(x as Value))

export const recorder: Interpreter = {
  apply1(op, x) {
    if (mode.flags !== 0 || op.active !== undefined) return special(op, [x])
    const a = handleOf(x)
    if (byCode[op.code] !== op) register(op)
    const y = (op.forward as (x: number) => number)(a.segment.chunk.data[a.index] as number)
    const word = wordOf(a)
    const segment = append(op.code | (word & ACTIVE), a, word, a, word, y)
    return asValue(new Handle(segment, segment.chunk.length - 1))
  },
  apply2(op, x, z) {
    if (mode.flags !== 0 || op.active !== undefined) return special(op, [x, z])
    const a = handleOf(x)
    const b = handleOf(z)
    if (byCode[op.code] !== op) register(op)
    const y = (op.forward as (x: number, z: number) => number)(
      a.segment.chunk.data[a.index] as number,
      b.segment.chunk.data[b.index] as number,
    )
    const aWord = wordOf(a)
    const bWord = wordOf(b)
    const segment = append(op.code | ((aWord | bWord) & ACTIVE), a, aWord, b, bWord, y)
    return asValue(new Handle(segment, segment.chunk.length - 1))
  },
  apply: special,
}

/** The general case: any number of inputs, inputs that take no part, noGrad, detectAnomaly. */
function special(op: Op, inputs: readonly number[]): Value {
  if (byCode[op.code] !== op) register(op)
  const numbers = inputs.map((x) => (typeof x === 'number' ? x : asHandle(x as Value).data))
  const y = compute(op, numbers)
  if (mode.flags & NO_GRAD) return asValue(constant(y))
  const handles = inputs.map(handleOf)
  const segment = appendOp(op, handles, isReached(op, handles, numbers) ? ACTIVE : 0, y)
  const made = new Handle(segment, segment.chunk.length - 1)
  if (mode.flags & WATCHED) mode.watch?.node(made, handles)
  return asValue(made)
}

function appendOp(op: Op, handles: readonly Handle[], flags: number, y: number): Segment {
  const [a, b] = handles
  if (widths[op.code] !== 0) return appendPair(op.code | flags, a as Handle, b ?? (a as Handle), y)
  return appendList(op.code | flags, handles, y)
}

const appendPair = (word: number, a: Handle, b: Handle, y: number): Segment =>
  append(word, a, wordOf(a), b, wordOf(b), y)

/** The op on numbers; a reduction takes them as one list. */
export function compute(op: Op, inputs: readonly number[]): number {
  const forward = op.forward as unknown as (...inputs: readonly unknown[]) => number
  return op.arity === 'list' ? forward(inputs) : forward(...inputs)
}

/** Whether a gradient flows into any input: one that takes part at these data and itself carries a gradient. */
export function isReached(op: Op, handles: readonly Handle[], numbers: readonly number[]): boolean {
  const takesPart = op.active?.(...numbers)
  return handles.some((handle, k) => (takesPart?.[k] ?? true) && isActive(handle))
}
