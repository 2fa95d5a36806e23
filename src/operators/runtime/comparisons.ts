/** Questions about Values: they compare the data, and the answer is noted on the recording, which holds only while it does. */
import * as ops from '../../ops/index.js'
import { isTrue, isValue } from '../../engine/index.js'

type Comparison = (a: number, b: number) => boolean

const isNumber = (x: unknown): x is number => typeof x === 'number' || isValue(x)
/** Whether both are numbers, one of them a Value: true and false count as numbers for < and ==, but for === they do not. */
const meet = (a: unknown, b: unknown): boolean => (isValue(a) && isNumber(b)) || (isValue(b) && isNumber(a))
const number = (x: number): number => (typeof x === 'boolean' ? Number(x) : x)

const comparison =
  (op: ops.Binary, plain: Comparison): Comparison =>
  (a, b) => {
    if (!isValue(a) && !isValue(b)) return plain(a, b)
    const [x, y] = [number(a), number(b)]
    return meet(x, y) ? isTrue(op(x, y)) : plain(x, y)
  }

export const lt: Comparison = comparison(ops.less, (a, b) => a < b)
export const le: Comparison = comparison(ops.lessEqual, (a, b) => a <= b)
export const gt: Comparison = comparison(ops.greater, (a, b) => a > b)
export const ge: Comparison = comparison(ops.greaterEqual, (a, b) => a >= b)
// oxlint-disable-next-line eqeqeq -- this is what it stands for
export const eq: Comparison = comparison(ops.equal, (a, b) => a == b)
/** `a != b`. */
export const ne: Comparison = (a, b) => !eq(a, b)

/** `a === b`: equal data, whatever the nodes. */
export function same(a: unknown, b: unknown): boolean {
  return meet(a, b) ? isTrue(ops.equal(a as number, b as number)) : a === b
}
/** `a !== b`. */
export function differs(a: unknown, b: unknown): boolean {
  return !same(a, b)
}

/** What `if (x)` asks: 0 and NaN are false. */
export function truthy(x: unknown): boolean {
  return isValue(x) ? isTrue(ops.greater(ops.abs(x), 0)) : Boolean(x)
}

/** `typeof x`: a Value is a number, as its type says. */
export function typeOf(x: unknown): string {
  return isValue(x) ? 'number' : typeof x
}
