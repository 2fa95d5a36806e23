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
export function ruleTex(x: number): string {
  const parts = Math.round(1 / x)
  return named.get(x) ?? (parts > 1 && parts < 1000 && 1 / parts === x ? `\\frac{1}{${parts}}` : exactTex(x))
}

/** Four decimals or four digits, whichever are more: what stands in a box. */
export function shortTex(x: number): string {
  if (!Number.isFinite(x) || x === 0) return exactTex(x)
  const size = Math.abs(x)
  if (size >= 1e-4 && size < 1e6) return String(size >= 1 ? Number(x.toFixed(4)) : Number(x.toPrecision(4)))
  const [digits, power] = x.toExponential(3).split('e')
  return `${Number(digits)} \\cdot 10^{${Number(power)}}`
}
/** Whether the short form is all of it. */
export const isShort = (x: number): boolean => !Number.isFinite(x) || valueOf(shortTex(x)) === x
const valueOf = (tex: string): number => Number(tex.replace(/ \\cdot 10\^\{(.*)\}/, 'e$1'))
