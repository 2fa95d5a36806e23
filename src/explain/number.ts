/** Numbers as they are read: with a real minus, no digits that say nothing, and powers of ten instead of an e. */

/** Numbers that rules are made of and that have a better name than their digits. */
const named: ReadonlyMap<number, string> = new Map([
  [Math.PI, '\\pi'],
  [Math.LN2, '\\ln(2)'],
  [Math.LN10, '\\ln(10)'],
  [Math.LOG2E, '\\frac{1}{\\ln(2)}'],
  [Math.LOG10E, '\\frac{1}{\\ln(10)}'],
  [2 * Math.LN2, '2 \\ln(2)'],
  [2 / Math.sqrt(Math.PI), '\\frac{2}{\\sqrt{\\pi}}'],
  [1 / Math.sqrt(2 * Math.PI), '\\frac{1}{\\sqrt{2 \\pi}}'],
])

export const NAN = '\\text{NaN}'

/** All digits of a number, as TeX. */
export function exactTex(x: number): string {
  if (Number.isNaN(x)) return NAN
  if (Math.abs(x) === Infinity) return x > 0 ? '\\infty' : '-\\infty'
  const [digits = '', power] = String(x).split('e')
  if (power === undefined) return digits
  const ten = `10^{${Number(power)}}`
  return digits === '1' ? ten : digits === '-1' ? `-${ten}` : `${digits} \\cdot ${ten}`
}

/** The same for numbers of rules, by name where they have one. */
export function ruleTex(x: number, otherwise: (x: number) => string = exactTex): string {
  const parts = Math.round(1 / x)
  return named.get(x) ?? (parts > 1 && parts < 1000 && 1 / parts === x ? `\\frac{1}{${parts}}` : otherwise(x))
}

/** Four decimals or four digits, whichever are more: what stands in a box. */
export function shortTex(x: number): string {
  if (!Number.isFinite(x) || x === 0) return exactTex(x)
  const size = Math.abs(x)
  if (size >= 1e-4 && size < 1e6) return String(size >= 1 ? Number(x.toFixed(4)) : Number(x.toPrecision(4)))
  const [digits, power] = x.toExponential(3).split('e')
  const ten = `10^{${Number(power)}}`
  return Number(digits) === 1 ? ten : Number(digits) === -1 ? `-${ten}` : `${Number(digits)} \\cdot ${ten}`
}
/** The number that the short form says. */
export function shown(x: number): number {
  if (!Number.isFinite(x)) return x
  return Number(
    shortTex(x)
      .replace(/(\d) \\cdot 10\^\{(.*)\}/, '$1e$2')
      .replace(/10\^\{(.*)\}/, '1e$1'),
  )
}
/** Whether a number, and another as it is shown, make a true equation. */
export const isTrueAs = (a: number, b: number): boolean =>
  Object.is(a, b) || Math.abs(a - shown(b)) <= 1e-12 * Math.abs(a)
