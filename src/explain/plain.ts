/** Formulas as a line of text, for sentences, screen readers and terminals: our own TeX read back and written in Unicode. */

const signs: Readonly<Record<string, string>> = {
  '\\cdot': '·',
  '\\partial': '∂',
  '\\infty': '∞',
  '\\pi': 'π',
  '\\le': '≤',
  '\\ge': '≥',
  '\\lfloor': '⌊',
  '\\rfloor': '⌋',
  '\\lceil': '⌈',
  '\\rceil': '⌉',
  '\\bmod': 'mod',
  '\\approx': '≈',
  '\\dots': '…',
  '\\quad': ' ',
  '\\left': '',
  '\\right': '',
  '\\textbackslash': '\\',
  '\\textasciicircum': '^',
  '\\textasciitilde': '~',
  '\\textless': '<',
  '\\textgreater': '>',
  '-': '−',
  '&': '',
}
const letters = 'alpha α beta β gamma γ delta δ epsilon ϵ zeta ζ eta η theta θ iota ι kappa κ lambda λ mu μ nu ν xi ξ rho ρ sigma σ tau τ upsilon υ phi ϕ chi χ psi ψ omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Phi Φ Psi Ψ Omega Ω'.split(' ') // prettier-ignore
const letterOf: ReadonlyMap<string, string> = new Map(
  letters.flatMap((name, k) => (k % 2 === 0 ? [[`\\${name}`, letters[k + 1] as string] as const] : [])),
)

const high = new Map(Array.from('0123456789+−()n', (sign, k) => [sign, Array.from('⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿ')[k] as string]))
/** A text as an exponent. */
export function raised(text: string): string {
  const all = Array.from(text.replaceAll('-', '−'))
  return all.every((sign) => high.has(sign)) ? all.map((sign) => high.get(sign)).join('') : `^${held(text)}`
}
const lowered = (text: string): string => text.replace(/\d/g, (digit) => '₀₁₂₃₄₅₆₇₈₉'[Number(digit)] as string)
/** In parentheses, unless it is one thing: a name, a number, or in parentheses already. */
const held = (text: string): string =>
  /^∂?√?[\p{L}\p{N}\p{M}.∂∞…'⁽⁾⁻⁺¹²³⁰-⁹₀-₉]*$|^\[[^[\]]*\]$/u.test(text) || isClosed(text) ? text : `(${text})`
/** Whether the parenthesis that it begins with, after ∂ or not, ends with it. */
function isClosed(text: string): boolean {
  const rest = text.replace(/^∂/, '')
  let depth = 0
  for (let k = 0; k < rest.length; k++) {
    if (rest[k] === '(') depth++
    else if (rest[k] === ')') depth--
    if (depth === 0) return k > 0 && k === rest.length - 1
  }
  return false
}

/**
 * A line of text that says what a formula of ours says, for where no TeX is shown: sentences, screen readers, terminals.
 * @example
 * import { derivativeTex, plain } from 'seegrad/explain'
 * plain(derivativeTex('tanh')) // '∂y/∂x = 1 − y²'
 */
export function plain(tex: string): string {
  const tokens: readonly string[] =
    tex.match(/\\(?:begin|end)\{cases\}|\\[a-zA-Z]+|\\.|[{}^_&]|\s+|[^\\{}^_&\s]/gu) ?? []
  let at = 0
  const skip = (): void => {
    while (/^\s/.test(tokens[at] ?? '')) at++
  }
  /** Up to a token that ends it, which is taken too. */
  const until = (end: RegExp): string => {
    let text = ''
    while (at < tokens.length && !end.test(tokens[at] as string)) text = piece(text, tokens[at++] as string)
    at++
    return text
  }
  const group = (): string => {
    skip()
    if (tokens[at] !== '{') return at < tokens.length ? piece('', tokens[at++] as string) : ''
    at++
    return until(/^\}$/)
  }
  /** What stands in \text, sign by sign. */
  const words = (): string => {
    let text = ''
    for (at++; at < tokens.length && tokens[at] !== '}'; at++) {
      const token = tokens[at] as string
      if (!token.startsWith('\\')) text += token
      else if (token in signs) {
        text += signs[token]
        at += 2
      } else text += token.slice(1)
    }
    at++
    return text
  }
  const cases = (): string => {
    const [yes, when, no] = [until(/^&$/), until(/^\\\\$/), until(/^&$/)]
    until(/^\\end/)
    return `${yes.trim()} if ${when.trim()}, else ${no.trim()}`
  }
  const piece = (before: string, token: string): string => {
    if (/^\s/.test(token)) return /(\s|∂[₀-₉]*)$|^$/.test(before) ? before : `${before} `
    if (token === '{') return before + until(/^\}$/)
    if (token === '^') return before + raised(group())
    if (token === '_') return before + (/log$|∂$/.test(before) ? lowered(group()) : group())
    if (token === '\\begin{cases}') return before.endsWith('(') ? before + cases() : `${before}(${cases()})`
    if (token === '\\frac') return `${before + held(group())}/${held(group())}`
    if (token === '\\tfrac') return `${before}${group()}/${group()}`
    if (token === '\\sqrt') {
      const isCube = tokens[at] === '['
      if (isCube) at += 3
      return `${before}${isCube ? '∛' : '√'}${held(group())}`
    }
    if (token === '\\text') return before + words()
    if (/^\\(mathit|operatorname)$/.test(token)) return before + group()
    const known = signs[token] ?? letterOf.get(token)
    return before + (known ?? (token.startsWith('\\') ? token.slice(1) : token))
  }
  return until(/^$/).trim()
}
