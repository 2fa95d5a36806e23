/** Results written into trees that are there already. */
import { isValue } from '../engine/index.js'

export const misfit = (): TypeError =>
  new TypeError('into: the target is not built like the result; give lists, typed arrays or records of the same lengths and keys.') // prettier-ignore

/** Writes a result into a tree built like it. */
export function copyInto(target: unknown, result: unknown): unknown {
  const into = target as Record<string, unknown>
  if (typeof target !== 'object' || target === null || typeof result !== 'object' || result === null) throw misfit()
  const isLonger = 'length' in result && (target as ArrayLike<unknown>).length !== (result as ArrayLike<unknown>).length
  if (isLonger) throw misfit()
  for (const [key, x] of Object.entries(result)) {
    if (typeof x === 'number' || isValue(x)) into[key] = x
    else copyInto(into[key], x)
  }
  return target
}
