/** What a program does with Values besides arithmetic: branch on them, and take what is typed as a number for what it is. */
import { describe } from '../arguments/index.js'
import { type Value } from '../ops/index.js'
import { asHandle, isValue } from './value.js'
import { witness } from './mode.js'
import { guard } from './branch.js'

/**
 * The answer to a condition, ≠ 0 is true. A branch on a Value is noted on the recording, so that {@link replay} can tell when
 * it would go the other way.
 * @example
 * import { greater, isTrue, value } from 'seegrad'
 * isTrue(greater(value(2), 1)) // true
 */
export function isTrue(condition: number | boolean): boolean {
  if (typeof condition === 'boolean') return condition
  if (!isValue(condition)) {
    if (typeof condition === 'number') return condition !== 0
    throw new TypeError(`isTrue: the condition is ${describe(condition)}; a boolean, a number or a Value is allowed.`)
  }
  const handle = asHandle(condition)
  const answer = witness.trace?.branch(handle) ?? handle.data !== 0
  guard(handle, answer)
  return answer
}

/**
 * What operators and mixed code give is a number to the type checker; this gives it back as the Value it is.
 * Errors: a plain number: "not recorded: no Value among its inputs".
 * @example
 * import { asValue, mul, value } from 'seegrad'
 * const y: number = mul(value(2), 3)
 * asValue(y).data // 6
 */
export function asValue(x: number): Value {
  if (isValue(x)) return x
  throw new TypeError(`${describe(x)} is not recorded: no Value among its inputs. Start from value(x).`)
}

/** {@link ValueApi.backward} for what is a number to the type checker. Errors: a plain number. */
export function backward(root: number, options?: { readonly gradient?: number }): void {
  asValue(root).backward(options)
}

/** The gradient of what is a number to the type checker. Errors: a plain number. */
export function gradOf(x: number): number {
  return asValue(x).grad
}
