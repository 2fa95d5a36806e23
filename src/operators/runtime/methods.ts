/** Methods of lists that turn what they are given into true, false, an order or a text. */
import * as ops from '../../ops/index.js'
import { isTrue, isValue } from '../../engine/index.js'
import { text } from './arithmetic.js'
import { same, truthy } from './comparisons.js'

type Callback = (this: unknown, ...inputs: unknown[]) => unknown
const isList = (x: unknown): x is readonly unknown[] => Array.isArray(x) || ArrayBuffer.isView(x)

const settled = (callback: Callback, answer: (result: number) => unknown): Callback =>
  function (...inputs) {
    const result = callback.apply(this, inputs)
    return isValue(result) ? answer(result) : result
  }

/** The callback of `xs.filter(…)` and its kind: the Value it gives is true or false. */
export function test(xs: unknown, callback: unknown): unknown {
  return isList(xs) && typeof callback === 'function' ? settled(callback as Callback, truthy) : callback
}

/** The callback of `xs.sort(…)`: only the sign of the Value it gives counts. */
export function order(xs: unknown, callback: unknown): unknown {
  if (!isList(xs) || typeof callback !== 'function') return callback
  return settled(callback as Callback, (x) => (isTrue(ops.less(x, 0)) ? -1 : isTrue(ops.greater(x, 0)) ? 1 : 0))
}

/** `xs.includes(x)`, `xs.indexOf(x)`, `xs.lastIndexOf(x)`, `xs.join(…)`, where xs may be anything with such a method. */
export function method(xs: unknown, name: string, ...inputs: unknown[]): unknown {
  if (Array.isArray(xs)) {
    if (name === 'join') {
      if (xs.some(isValue)) return xs.map((x) => text(x as number)).join(...(inputs as [string]))
    } else if (isValue(inputs[0]) || xs.some(isValue)) return search(xs, name, inputs[0], inputs.slice(1) as number[])
  }
  return (xs as Record<string, (...inputs: unknown[]) => unknown>)[name]!(...inputs)
}

function search(xs: readonly unknown[], name: string, x: unknown, from: readonly number[]): unknown {
  const numbers = xs.map((_, i) => i)
  const start = from[0] ?? 0
  const low = Math.trunc(start < 0 ? Math.max(0, xs.length + start) : start)
  if (name === 'includes') {
    const isSame = (y: unknown): boolean => same(x, y) || (same(x, x) === false && same(y, y) === false)
    return xs.slice(low).some(isSame)
  }
  if (name === 'indexOf') return numbers.find((i) => i >= low && i in xs && same(x, xs[i])) ?? -1
  const last = from.length === 0 ? xs.length - 1 : start < 0 ? xs.length + start : start
  return numbers.toReversed().find((i) => i <= last && i in xs && same(x, xs[i])) ?? -1
}
