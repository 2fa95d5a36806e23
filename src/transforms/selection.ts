/** Trees from which an entry is taken, and trees through which no gradient passes. */
import { describe } from '../arguments/index.js'
import { asHandle, constant, dataOf, isTrue, isValue, nameOf, toValue, witness } from '../engine/index.js'
import { equal, gathered, stopped } from '../ops/index.js'

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
  const at = isValue(index) ? dataOf(asHandle(index)) : index
  if (!Array.isArray(table) && !ArrayBuffer.isView(table))
    throw new TypeError(`gather: the table is ${describe(table)}; a list is allowed.`)
  if (table.length === 0) throw new RangeError('gather: the table is empty; there is no entry to take.')
  if (!Number.isInteger(at) || at < 0 || at >= table.length) {
    const which = isValue(index) ? `${nameOf(asHandle(index))} = ${at}` : describe(at)
    throw new RangeError(`gather: index ${which}; a whole number from 0 to ${table.length - 1} is allowed.`)
  }
  if (isValue(index)) {
    const entry = witness.trace?.gather(table, index)
    if (entry) return noted(entry, index) as Entry
    // The choice is a branch: another index would be another entry.
    isTrue(equal(index, at))
  }
  return noted(table[at] as Entry, index) as Entry
}
function noted(entry: unknown, index: number): unknown {
  if (Array.isArray(entry)) return entry.map((x) => noted(x, index))
  if (isValue(entry)) return gathered(entry, index)
  return isValue(index) && typeof entry === 'number' ? gathered(toValue(constant(entry)), index) : entry
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
