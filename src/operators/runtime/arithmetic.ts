/** Arithmetic as JavaScript writes it: the row's op if an operand is a Value, JavaScript's own operator if none is. */
import * as ops from '../../ops/index.js'
import { isValue, origin } from '../../engine/index.js'
import { located } from './located.js'

// Parameters are typed as the checker sees them in the user's text; at run time they may hold anything.
type Operator = (a: number, b: number, at?: string) => number

/** true counts as 1, as everywhere in JavaScript. */
const operand = (x: number): number => (typeof x === 'boolean' ? Number(x) : x)

const operator =
  (op: ops.Binary, plain: (a: number, b: number) => number): Operator =>
  (a, b, at) => {
    if (!isValue(a) && !isValue(b)) return plain(a, b)
    // Not by located: a closure per op would cost as much as the op.
    origin.at = at
    try {
      return op(operand(a), operand(b))
    } finally {
      origin.at = undefined
    }
  }

const sum: Operator = operator(ops.add, (a, b) => a + b)
/** `a + b`: strings concatenate, and a Value in one is printed. */
export function add(a: number, b: number, at?: string): number {
  return typeof a === 'string' || typeof b === 'string' ? text(a) + text(b) : sum(a, b, at)
}
export const sub: Operator = operator(ops.sub, (a, b) => a - b)
export const mul: Operator = operator(ops.mul, (a, b) => a * b)
export const div: Operator = operator(ops.div, (a, b) => a / b)
export const mod: Operator = operator(ops.fmod, (a, b) => a % b)
export const pow: Operator = operator(ops.pow, (a, b) => a ** b)

/** `-x`. */
export function neg(x: number, at?: string): number {
  return isValue(x) ? located(at, () => ops.neg(x)) : -x
}
/** `+x`: a Value is a number already. */
export function plus(x: number): number {
  return isValue(x) ? x : +x
}

/** What `x++` gives, and counts from. */
export function numeric(x: number): number {
  return isValue(x) || typeof x === 'bigint' ? x : +x
}
/** One more than what {@link numeric} gave. */
export function inc(x: number, at?: string): number {
  if (typeof x === 'number') return x + 1
  return isValue(x) ? add(x, 1, at) : ((BigInt(x) + 1n) as unknown as number)
}
/** One less. */
export function dec(x: number, at?: string): number {
  if (typeof x === 'number') return x - 1
  return isValue(x) ? sub(x, 1, at) : ((BigInt(x) - 1n) as unknown as number)
}

/** What stands in the hole of a template string: a Value as it prints itself. */
export function text(x: number): number
export function text(x: unknown): unknown {
  return isValue(x) ? x.toString() : x
}

/** What a property key becomes, once. */
export function key(x: unknown): string | number | symbol {
  if (typeof x === 'string' || typeof x === 'number' || typeof x === 'symbol') return x
  return Reflect.ownKeys({ [x as string]: 0 })[0] as string
}

/** Names a node that an operator has just made after the variable that holds it. */
export function label(x: number, name: string): number {
  if (isValue(x) && x.label === '' && x.op !== '') x.label = name
  return x
}
