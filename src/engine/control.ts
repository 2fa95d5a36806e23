/** What a program does with Values besides arithmetic: branch on them, look things up by them, cut gradients. */
import { describe, gathered, stopped, type Value } from '../ops/index.js'
import { asHandle, constant, isValue, name } from './handle.js'
import { guard } from './tape.js'

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
  const answer = handle.data !== 0
  guard(handle, answer)
  return answer
}

/**
 * The entry of a table that an index names, a number or a row of them. The index is data: a gradient goes to the entry, none
 * to the index. Errors: an index that is no whole number within the table.
 * @example
 * import { gather, value } from 'seegrad'
 * const table = [value(5), value(7)]
 * const y = gather(table, 1)
 * y.backward()
 * table.map((x) => x.grad) // [0, 1]
 */
export function gather<Entry>(table: readonly Entry[], index: number): Entry {
  const at = isValue(index) ? index.data : index
  if (!Array.isArray(table) && !ArrayBuffer.isView(table)) throw new TypeError(`gather: the table is ${describe(table)}; a list is allowed.`)
  if (!Number.isInteger(at) || at < 0 || at >= table.length) {
    const which = isValue(index) ? `${name(asHandle(index))} = ${at}` : describe(at)
    throw new RangeError(`gather: index ${which}; a whole number from 0 to ${table.length - 1} is allowed.`)
  }
  const mark = isValue(index) ? index : undefined
  return noted(table[at] as Entry, mark ?? at) as Entry
}
function noted(entry: unknown, index: number): unknown {
  if (Array.isArray(entry)) return entry.map((x) => noted(x, index))
  if (isValue(entry)) return gathered(entry, index)
  return isValue(index) && typeof entry === 'number' ? gathered(constant(entry) as unknown as number, index) : entry
}

/**
 * The same numbers, through which no gradient passes: of a Value, a list or a record of them.
 * @example
 * import { mul, stopGradient, value } from 'seegrad'
 * const x = value(3)
 * mul(x, stopGradient(x)).backward()
 * x.grad // 3
 */
export function stopGradient<T>(x: T): T {
  if (isValue(x)) return stopped(x as number) as T
  if (Array.isArray(x)) return x.map((child: unknown) => stopGradient(child)) as T
  if (typeof x !== 'object' || x === null || ArrayBuffer.isView(x)) return x
  return Object.fromEntries(Object.entries(x).map(([key, child]) => [key, stopGradient(child)])) as T
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
