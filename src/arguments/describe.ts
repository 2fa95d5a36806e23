/** What was given, as a message names it; and how a Value is known, also one of another copy of the package. */

/** A thing as a message names it: `the string "2"`, `a list of 3`, `a Date`. */
export function describe(x: unknown): string {
  if (x === undefined || x === null || typeof x === 'boolean') return String(x)
  if (typeof x === 'number') return Object.is(x, -0) ? '-0' : String(x)
  if (typeof x === 'string') return `the string ${JSON.stringify(x.length > 40 ? `${x.slice(0, 40)}…` : x)}`
  if (typeof x === 'bigint') return `the BigInt ${x}n`
  if (typeof x === 'symbol') return 'a symbol'
  if (typeof x === 'function') return `the function ${x.name || '(unnamed)'}`
  if (Array.isArray(x)) return `a list of ${x.length}`
  if (BRAND in Object(x)) return isForeign(x as object) ? 'a Value of another copy of seegrad' : 'a Value'
  if (isRemnant(x)) return 'what is left of a Value after copying it (a worker, structuredClone or a spread)'
  const name: unknown = (x as { constructor?: { name?: unknown } }).constructor?.name
  return typeof name === 'string' && name !== '' && name !== 'Object'
    ? `${/^([AEIO]|U(?!i))/.test(name) ? 'an' : 'a'} ${name}`
    : 'a plain object'
}

/** On the prototype of every Value, so that a second copy of the package recognises it. */
export const BRAND: unique symbol = Symbol.for('seegrad.Value') as never
/** What the brand of this copy's own Values is. */
export const OWN: object = {}
export const isForeign = (x: object): boolean => BRAND in x && (x as { [BRAND]: unknown })[BRAND] !== OWN
/** What is left of a Value after it was copied: its own properties without its methods. */
export const isRemnant = (x: object): boolean => 'segment' in x && 'index' in x
