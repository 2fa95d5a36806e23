/** Says what was given where a number or a Value was wanted, what is allowed and what to do. */

/** A thing as a message names it: `the string "2"`, `an array of 3`, `a Date`. */
export function describe(x: unknown): string {
  if (x === undefined || x === null || typeof x === 'boolean') return String(x)
  if (typeof x === 'number') return Object.is(x, -0) ? '-0' : String(x)
  if (typeof x === 'string') return `the string ${JSON.stringify(x.length > 40 ? `${x.slice(0, 40)}…` : x)}`
  if (typeof x === 'bigint') return `the BigInt ${x}n`
  if (typeof x === 'symbol') return 'a symbol'
  if (typeof x === 'function') return `the function ${x.name || '(unnamed)'}`
  if (Array.isArray(x)) return `an array of ${x.length}`
  if (BRAND in Object(x)) return foreign(x as object) ? 'a Value of another copy of seegrad' : 'a Value'
  if (isRemnant(x)) return 'what is left of a Value after copying it (a worker, structuredClone or a spread)'
  const name: unknown = (x as { constructor?: { name?: unknown } }).constructor?.name
  return typeof name === 'string' && name !== '' && name !== 'Object'
    ? `${/^[AEIOU]/.test(name) ? 'an' : 'a'} ${name}`
    : 'a plain object'
}

/** On the prototype of every Value, so that a second copy of the package recognises it. */
export const BRAND: unique symbol = Symbol.for('seegrad.Value') as never
/** What the brand of this copy's own Values is. */
export const OWN: object = {}
const foreign = (x: object): boolean => BRAND in x && (x as { [BRAND]: unknown })[BRAND] !== OWN
/** What is left of a Value after it was copied: its own properties without its methods. */
export const isRemnant = (x: object): boolean => 'segment' in x && 'index' in x

/** What to do about it. */
function mend(x: unknown): string {
  if (x === undefined) return 'Was an argument left out, or an array index past the end?'
  if (typeof x === 'string' || typeof x === 'bigint')
    return `Convert it first: Number(${typeof x === 'string' ? JSON.stringify(x) : `${x}n`}).`
  if (typeof x === 'boolean') return 'Write 1 or 0, or where(condition, a, b).'
  if (Array.isArray(x)) return 'Apply the op to its elements, xs.map(…), or use one over lists: sum, mean, dot.'
  if (typeof x === 'object' && x !== null && foreign(x))
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

/** Refuses what is no function, where one is wanted. */
export function assertFunction(who: string, f: unknown, wanted = 'a function'): void {
  if (typeof f !== 'function') throw new TypeError(`${who}: ${describe(f)} was given; ${wanted} is allowed.`)
}
