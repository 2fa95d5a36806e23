/** What JSON has no number for, as a name. */

/** A replacer for `JSON.stringify`: NaN and ∞ as "NaN", "Infinity" and "-Infinity". */
export const finiteOrName = (key: string, x: unknown): unknown =>
  typeof x === 'number' && !Number.isFinite(x) && key !== '' ? String(x) : x
