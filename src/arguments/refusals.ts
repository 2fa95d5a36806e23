/** Checks that give back what is right, or say what was given, what is allowed and what to do. */
import { describe } from './describe.js'

/**
 * Gives `x` back if it is a finite number; otherwise throws a TypeError (no number) or a RangeError (NaN, ±∞) that opens
 * with `name` and ends with `mend`.
 */
export function finite(name: string, x: unknown, mend: string): number {
  if (typeof x === 'number' && Number.isFinite(x)) return x
  const Wrong = typeof x === 'number' ? RangeError : TypeError
  throw new Wrong(`${name} is ${describe(x)}; a finite number is allowed. ${mend}`)
}

/**
 * Gives `x` back if it is a whole number from `min` up that a double holds exactly (below 2⁵³); otherwise throws as `finite` does.
 */
export function whole(name: string, x: unknown, min: number, mend: string): number {
  if (typeof x === 'number' && Number.isSafeInteger(x) && x >= min) return x
  const Wrong = typeof x === 'number' ? RangeError : TypeError
  const least = min === Number.MIN_SAFE_INTEGER ? '' : ` from ${min} up`
  throw new Wrong(`${name} is ${describe(x)}; a whole number${least} is allowed. ${mend}`)
}

/**
 * Refuses options that `who` does not have: one misspelt would be passed over without a word.
 */
export function assertOptions(who: string, options: unknown, ...names: readonly string[]): void {
  const unknown = Object.keys(Object(options) as object).find((name) => !names.includes(name))
  if (typeof options !== 'object' || options === null || unknown !== undefined)
    throw new TypeError(
      `${who}: ${unknown ?? describe(options)} is none of its options; { ${names.join(', ')} } is allowed.`,
    )
}

/** Refuses what is no function, where one is wanted. */
export function assertFunction(who: string, f: unknown, wanted = 'a function'): void {
  if (typeof f !== 'function') throw new TypeError(`${who}: ${describe(f)} was given; ${wanted} is allowed.`)
}
