/** Names and numbers as pictures write them: nothing invisible, nothing that breaks a format, nothing wider than its place. */
import { runs, type Run } from './widths.js'

// Characters that are drawn as nothing, turn the direction of what follows, or may not stand in XML at all.
const UNSEEN =
  // oxlint-disable-next-line no-control-regex
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff]|\p{Cs}/u

/**
 * The label with controls as their pictures (␊ for a line break) and other unseen characters as their code points (⟨202E⟩).
 * @example
 * import { visible } from 'seegrad/figures'
 * visible('a\nb') // 'a␊b'
 */
export function visible(label: string): string {
  if (!UNSEEN.test(label)) return label
  let shown = ''
  for (const character of label) shown += UNSEEN.test(character) ? picture(character.codePointAt(0)!) : character
  return shown
}

function picture(code: number): string {
  if (code < 0x20) return String.fromCharCode(0x2400 + code)
  if (code === 0x7f) return '␡'
  return code === 0xfffd ? '\ufffd' : spelt(code)
}

const spelt = (code: number): string => `⟨${code.toString(16).toUpperCase().padStart(4, '0')}⟩`

/** Texts in `font` with the characters that it has not as their code points. */
export function spellMissing(words: string, font: Font): string {
  let spelling = ''
  for (const character of words) {
    const code = character.codePointAt(0)!
    spelling += widthOf(code, font) === undefined ? spelt(code) : character
  }
  return spelling
}

export type Font = 'sans' | 'serif'
const tables: { readonly [F in Font]: ReadonlyMap<number, number> } = {
  sans: unpack(runs.sans),
  serif: unpack(runs.serif),
}

function unpack(list: readonly Run[]): ReadonlyMap<number, number> {
  const widths = new Map<number, number>()
  for (const [first, packed] of list)
    for (let k = 0; k < packed.length / 2; k++)
      widths.set(first + k, parseInt(packed.slice(2 * k, 2 * k + 2), 36) / 500)
  return widths
}
// What the serif type lacks, the other draws.
const widthOf = (code: number, font: Font): number | undefined => tables[font].get(code) ?? tables.sans.get(code)

/** How wide a text is in the fonts that pictures carry, which are wider than most; what they have not is as wide as its code point. */
export function textWidth(words: string, size: number, font: Font = 'sans'): number {
  let ems = 0
  for (const character of words)
    ems += widthOf(character.codePointAt(0)!, font) ?? 0.65 * spelt(character.codePointAt(0)!).length
  return ems * size
}

/** At most `most` characters, the last of them an ellipsis if some are left out. */
export function shortened(words: string, most: number): string {
  // Not by code units: a pair of them may be one character.
  const head = words.length > most ? Array.from(words.slice(0, 2 * most)) : []
  return head.length > most ? `${head.slice(0, most - 1).join('')}…` : words
}

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹'
/** A whole number as a superscript. */
export const raised = (n: number): string =>
  String(n).replace(/[-\d]/g, (sign) => (sign === '-' ? '⁻' : SUPERSCRIPTS[Number(sign)]!))

/**
 * A number with at most `digits` digits behind the point: a real minus, no trailing zeros, never −0; 2.3·10⁻⁸ where zeros would crowd the digits.
 * @example
 * import { short } from 'seegrad/figures'
 * short(-1.5) // '−1.5'
 */
export function short(x: number, digits = 4): string {
  if (Number.isNaN(x)) return 'NaN'
  if (!Number.isFinite(x)) return x > 0 ? '∞' : '−∞'
  if (x === 0) return '0'
  const [sign, size] = [x < 0 ? '−' : '', Math.abs(x)]
  // 12.3456 keeps four places too: what is before the point is not taken from what is behind it.
  const places = Math.min(digits, Math.max(0, digits + 2 - Math.max(1, Math.floor(size).toString().length)))
  const plain = size >= 0.01 ? Number(size.toFixed(places)) : size
  const exponent = Number(plain.toExponential().split('e')[1])
  if (exponent > 4 || exponent < -2) {
    const [mantissa, power] = size.toExponential(Math.max(0, digits - 3)).split('e')
    const factor = mantissa!.replace(/\.0*$|(\.\d*?)0+$/, '$1')
    return `${sign}${factor === '1' ? '' : `${factor}·`}10${raised(Number(power))}`
  }
  return sign + String(plain)
}

/** A written number in pieces: the significant digits that can be trusted, those that cannot, and a power of ten behind them. */
export function trusted(words: string, digits: number): readonly [firm: string, faint: string, power: string] {
  const [, mantissa = words, power = ''] = /^(.*?)((?:·|(?<=^−?))10[⁻⁰¹²³⁴-⁹]+)?$/.exec(words) ?? []
  if (digits < 1) return ['', words, '']
  let [end, seen] = [0, 0]
  for (; end < mantissa.length; end++) {
    const isDigit = /\d/.test(mantissa[end]!)
    if (isDigit && (seen > 0 || mantissa[end] !== '0') && ++seen > digits) break
  }
  // A point stands with the digit behind it.
  if (mantissa[end - 1] === '.') end--
  return [mantissa.slice(0, end), mantissa.slice(end), power]
}

/** All digits of a number, with a real minus. */
export const full = (x: number): string =>
  Number.isFinite(x) ? String(x === 0 ? 0 : x).replaceAll('-', '−') : short(x)
