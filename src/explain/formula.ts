/** Terms printed as TeX by what their rows say, with the parentheses that the rows need around them. */
import { ops } from '../ops/table.js'
import { Expression, type Term } from './expression.js'
import { exactTex, NAN } from './number.js'

/**
 * How numbers are printed, and whether it is a rule: then a product of equal factors is written as the power that it is, a factor 1, a term 0 and
 * an exponent 1 are left out, and so is what only keeps NaN: 0·x, or a choice of it.
 */
export interface Style {
  readonly number: (x: number) => string
  readonly isRule: boolean
}
const asWritten: Style = { number: exactTex, isRule: false }

/** How strongly what stands in a slot must hold together; a base or an argument is one sign, or in parentheses. */
type Need = 0 | 1 | 2 | 'argument' | 'base'
interface Slot {
  readonly input: number
  readonly need: Need
  /** Something of the same group stands left of it, so that a minus would run into it. */
  readonly follows: boolean
  /** A factor stands right of it, which an open function would swallow. */
  readonly leads: boolean
}
/** A row's TeX taken apart: `between[k]` stands before slot k, the last one after all. */
interface Template {
  readonly between: readonly string[]
  readonly slots: readonly Slot[]
  readonly strength: number
}

/** What a term looks like, and how it holds together. */
interface Printed {
  readonly text: string
  /** 0 cases, 1 sum, 2 product, 3 power, 4 closed. */
  readonly strength: number
  readonly isSign: boolean
  /** The text with its end closed, where that is a function without parentheses around its argument. */
  readonly closed?: string
}

/** Characters for private use mark the slots while a row's TeX is read. */
const MARK = 0xe000
export const MOST_INPUTS = 40
const command = /(\\operatorname\{\w+\}|\\[a-zA-Z]+)(_\d|_\{\d+\})?$/
const operator = /\\(cdot|bmod|le|ge|times|cdots|dots)$/

function needLeft(text: string): Need {
  if (text === '' || /([[({,&|]|\\\\|\\lfloor|\\lceil|\\begin\{cases\})$/.test(text)) return 0
  if (/([+<>=]|\\le|\\ge)$/.test(text)) return 1
  if (/(-|\\cdot)$/.test(text)) return 2
  return command.test(text) && !operator.test(text) ? 'argument' : 'base'
}
function needRight(text: string): Need {
  if (text === '' || /^([\])},&|]|\\\\|\\r|\\end|\\text)/.test(text)) return 0
  if (/^([+<>=-]|\\le|\\ge)/.test(text)) return 1
  return /^([\^_]|\\bmod)/.test(text) ? 'base' : 2
}
const rank = (need: Need): number => (need === 'base' ? 4 : need === 'argument' ? 3 : need)

const templates = new Map<string, Template>()
/** The template of an op of so many inputs; of one that the table does not know, or of a long list, its name and its inputs in parentheses. */
function templateOf(op: string, width: number): Template {
  const key = `${op} ${width}`
  const known = templates.get(key)
  if (known) return known
  const row = width <= MOST_INPUTS ? ops.get(op) : undefined
  const marks = Array.from({ length: width }, (_, k) => String.fromCharCode(MARK + k))
  const tex = row
    ? row.tex(...marks)
    : `\\operatorname{${op.replace(/[^a-zA-Z0-9]/g, '') || 'custom'}}(${marks.join(', ')})`
  const between = tex.split(/[\uE000-\uF8FF]/)
  const inputs = [...tex.matchAll(/[\uE000-\uF8FF]/g)].map(([mark]) => mark.charCodeAt(0) - MARK)
  const slots = inputs.map((input, k): Slot => {
    const [left, right] = [(between[k] as string).trimEnd(), (between[k + 1] as string).trimStart()]
    const [a, b] = [needLeft(left), needRight(right)]
    return { input, need: rank(a) > rank(b) ? a : b, follows: /([+-]|\\cdot|\\bmod)$/.test(left), leads: b === 2 }
  })
  const strength = tex.startsWith('\\begin') ? 0 : (row?.prec ?? 4)
  const template = { between, slots, strength }
  templates.set(key, template)
  return template
}
/** How often each input stands in the TeX of an op: `softsign` prints its own twice. */
export function usesOf(op: string, width: number): readonly number[] {
  const uses = Array.from({ length: width }, () => 0)
  for (const { input } of templateOf(op, width).slots) uses[input] = (uses[input] ?? 0) + 1
  return uses
}

export const parenthesised = (text: string): string =>
  /\\(frac|begin|left|sqrt)/.test(text) ? `\\left(${text}\\right)` : `(${text})`

/** The TeX of a term. Nothing recurses, whatever its depth. */
export function print(term: Term, style: Style = asWritten): string {
  const printed = new Map<Expression, Printed>()
  const stack: Expression[] = typeof term === 'number' ? [] : [term]
  const look = (at: Term): Printed =>
    typeof at === 'number' ? numeral(style.number(at)) : (printed.get(at) as Printed)
  for (let at = stack.at(-1); at !== undefined; at = stack.at(-1)) {
    const open = at.inputs.filter((input): input is Expression => typeof input !== 'number' && !printed.has(input))
    if (open.length > 0) stack.push(...open)
    else
      printed.set(stack.pop() as Expression, at.op === '' ? symbolic(at.tex) : compose(at, at.inputs.map(look), style))
  }
  return look(term).text
}

const symbolic = (text: string): Printed => (/^(-|[\d.]+($| ))/.test(text) ? numeral(text) : sign(text))
const sign = (text: string): Printed => ({ text, strength: 4, isSign: true })
function numeral(text: string): Printed {
  if (/^[\d.]+$/.test(text) || text === NAN || /^\\(infty|pi)$/.test(text)) return sign(text)
  return { text, strength: /^-|\\cdot|\\ln/.test(text) ? 2 : text.startsWith('10^') ? 3 : 4, isSign: false }
}

function compose({ op, inputs }: Expression, parts: readonly Printed[], style: Style): Printed {
  const template = templateOf(op, inputs.length)
  const simpler = style.isRule ? simplified(template, parts) : undefined
  if (simpler) return simpler
  const { between, slots, strength } = template
  // An alias is written as what it stands for, and holds together as that does.
  if (slots.length === 1 && between.join('') === '') return parts[(slots[0] as Slot).input] as Printed
  const texts = slots.map(({ input, need, follows, leads }): string => {
    const part = parts[input] as Printed
    const { text, closed } = part
    const isLoose =
      typeof need === 'number' ? part.strength < need || (follows && text.startsWith('-')) : !stands(part, need)
    return isLoose ? parenthesised(text) : leads ? (closed ?? text) : text
  })
  const join = (texts: readonly string[]): string => {
    const pieces = texts.map((text, k) => (text.startsWith('(') || text.startsWith('\\left(') ? beforeParenthesis(between[k] as string) : between[k]) + text) // prettier-ignore
    return pieces.join('') + between.at(-1)
  }
  const text = style.isRule ? join(texts).replaceAll('^{1}', '') : join(texts)
  const last = slots.at(-1)
  if (!last || between.at(-1) !== '') return { text, strength, isSign: false }
  const end = parts[last.input] as Printed
  const shut = last.need === 'argument' ? parenthesised(end.text) : texts.at(-1) === end.text ? end.closed : undefined
  if (shut === undefined) return { text, strength, isSign: false }
  return { text, strength, isSign: false, closed: join([...texts.slice(0, -1), shut]) }
}

/** `\tanh` and its kind stand right before a parenthesis. */
const beforeParenthesis = (text: string): string => (command.test(text.trimEnd()) && !operator.test(text.trimEnd()) ? text.trimEnd() : text) // prettier-ignore
/** Whether it can be a base or an argument as it is. */
const stands = ({ isSign, text }: Printed, need: Need): boolean => isSign && !(need === 'base' && text.includes('^'))

/** What a step of a rule comes to where it is none: 1·x, x + 0, x·x as x², and `x if it is no NaN`. */
function simplified({ between, strength }: Template, parts: readonly Printed[]): Printed | undefined {
  const [a, b, c] = parts
  if (!a || !b) return undefined
  const sign = between.join(' ').trim()
  if (sign === '\\cdot') {
    if (a.text === '0') return a
    if (a.text === '1') return b
    if (b.text === '1') return a
    if (a.text === b.text)
      return { text: `${stands(a, 'base') ? a.text : parenthesised(a.text)}^2`, strength: 3, isSign: false }
  }
  if (sign === '+' && b.text === '0') return a
  return strength === 0 && c?.text === NAN ? b : undefined
}
