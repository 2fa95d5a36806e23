/** Plain numbers as arguments: checks that say what was given, what is allowed and what to do. */

/**
 * A wrong argument as a message names it: `2.5`, `the string "two"`, `a list of 3`.
 * @internal
 */
export function given(x: unknown): string {
  if (Object.is(x, -0)) return '-0'
  if (typeof x === 'string') return `the string ${JSON.stringify(x.length > 40 ? `${x.slice(0, 40)}…` : x)}`
  if (typeof x === 'bigint') return `the BigInt ${x}n`
  if (typeof x === 'function') return 'a function'
  if (typeof x === 'object' && x !== null) return Array.isArray(x) ? `a list of ${x.length}` : 'an object'
  return String(x)
}

/**
 * Gives `x` back if it is a finite number; otherwise throws a TypeError (no number) or a RangeError (NaN, ±∞) that opens
 * with `name` and ends with `mend`.
 * @internal
 */
export function finite(name: string, x: unknown, mend: string): number {
  if (typeof x === 'number' && Number.isFinite(x)) return x
  const Wrong = typeof x === 'number' ? RangeError : TypeError
  throw new Wrong(`${name} is ${given(x)}; a finite number is allowed. ${mend}`)
}

/**
 * Gives `x` back if it is a whole number from `min` up that a double holds exactly (below 2⁵³); otherwise throws as `finite` does.
 * @internal
 */
export function whole(name: string, x: unknown, min: number, mend: string): number {
  if (typeof x === 'number' && Number.isSafeInteger(x) && x >= min) return x
  const Wrong = typeof x === 'number' ? RangeError : TypeError
  const least = min === Number.MIN_SAFE_INTEGER ? '' : ` from ${min} up`
  throw new Wrong(`${name} is ${given(x)}; a whole number${least} is allowed. ${mend}`)
}

/**
 * Refuses options that `who` does not have: one misspelt would be passed over without a word.
 * @internal
 */
export function assertOptions(who: string, options: unknown, ...names: readonly string[]): void {
  const unknown = Object.keys(Object(options) as object).find((name) => !names.includes(name))
  if (typeof options !== 'object' || options === null || unknown !== undefined)
    throw new TypeError(
      `${who}: ${unknown ?? given(options)} is none of its options; { ${names.join(', ')} } is allowed.`,
    )
}
