/** Says what was given where a number or a Value was wanted, what is allowed and what to do. */
import { BRAND, describe, isForeign, isRemnant } from '../arguments/index.js'

/** What to do about it. */
function mend(x: unknown): string {
  if (x === undefined) return 'Was an argument left out, or an array index past the end?'
  if (typeof x === 'string' || typeof x === 'bigint')
    return `Convert it first: Number(${typeof x === 'string' ? JSON.stringify(x) : `${x}n`}).`
  if (typeof x === 'boolean') return 'Write 1 or 0, or where(condition, a, b).'
  if (Array.isArray(x)) return 'Apply the op to its elements, xs.map(…), or use one over lists: sum, mean, dot.'
  if (typeof x === 'object' && x !== null && isForeign(x))
    return 'Import seegrad once: every Value of a program must come from the same copy.'
  if (typeof x === 'object' && x !== null && isRemnant(x))
    return 'A Value cannot leave its worker: send v.data, or graphOf(v).'
  if (typeof x === 'function') return 'Call it first.'
  if (x === null) return 'Is a number missing in what was read?'
  if (typeof (x as { then?: unknown }).then === 'function') return 'Await it first.'
  return 'Take the number out of it.'
}

/** The refusal of argument k of the call `name(...inputs)`. */
export function misuse(name: string, inputs: readonly unknown[], k: number, where = `argument ${k + 1}`): TypeError {
  const x = inputs[k]
  return new TypeError(`${name}: ${where} is ${describe(x)}; numbers and Values are allowed. ${mend(x)}`)
}

/** The refusal of argument k where a list is wanted; `where` shows how to call it. */
export function noList(name: string, inputs: readonly unknown[], k: number, where: string): TypeError {
  const x = inputs[k]
  const isList = typeof x === 'object' && x !== null && !(BRAND in x) && (Symbol.iterator in x || 'length' in x)
  const todo =
    x === undefined ? mend(x) : isList ? 'Make a list of it: Array.from(xs).' : 'Put the numbers in brackets.'
  return new TypeError(`${name}: ${where} is ${describe(x)}; a list of numbers and Values is allowed. ${todo}`)
}
