/** Slopes that need no computing: rules that rows share, so that whoever meets one knows its answer without a call. */

export const one = (): number => 1
export const minusOne = (): number => -1
/** The output itself. */
export const output = (y: number): number => y
/** The first input, and the second. */
export const first = (_y: number, a: number): number => a
export const second = (_y: number, _a: number, b: number): number => b

/** At the places by which a pass knows them; at 0 what has to be called. */
export const sharedRules: readonly unknown[] = [undefined, one, minusOne, output, first, second]

/** What is computed most, so that a recording computes it without a call. */
export const plus = (a: number, b: number): number => a + b
export const times = (a: number, b: number): number => a * b
