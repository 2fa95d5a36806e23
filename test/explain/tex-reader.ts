/** Reads TeX as mathematics means it and computes what it says: an oracle for formulas, which knows no rows. */
import { erf, erfc, lgamma, normalCdf, polygamma } from '../oracle/special.js'

type Of = (...xs: number[]) => number
const even = (x: number): number => (Math.abs(x % 1) === 0.5 ? 2 * Math.round(x / 2) : Math.round(x))
/** Functions that stand before their argument, with or without parentheses. */
const functions: Readonly<Record<string, Of>> = {
  '\\sin': Math.sin,
  '\\cos': Math.cos,
  '\\tan': Math.tan,
  '\\sinh': Math.sinh,
  '\\cosh': Math.cosh,
  '\\tanh': Math.tanh,
  '\\arcsin': Math.asin,
  '\\arccos': Math.acos,
  '\\arctan': Math.atan,
  '\\ln': Math.log,
  '\\log_2': Math.log2,
  '\\log_{10}': Math.log10,
  '\\max': Math.max,
  '\\min': Math.min,
  '\\sigma': (x) => 1 / (1 + Math.exp(-x)),
  '\\Phi': normalCdf,
  '\\psi': (x) => polygamma(0, x),
  // Of lgamma, whose Γ is large: only its logarithm is ever asked for.
  '\\Gamma': (x) => Math.exp(lgamma(x)),
  H: (x) => (x > 0 ? 1 : x < 0 ? 0 : 0.5),
  arsinh: Math.asinh,
  arcosh: Math.acosh,
  artanh: Math.atanh,
  atan2: Math.atan2,
  sech: (x) => 1 / Math.cosh(x),
  erf,
  erfc,
  sign: Math.sign,
  trunc: Math.trunc,
  round: even,
  fmod: (a, b) => a % b,
  stop: (x) => x,
}
const relations: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '<': (a, b) => a < b,
  '>': (a, b) => a > b,
  '=': (a, b) => a === b,
  '\\le': (a, b) => a <= b,
  '\\ge': (a, b) => a >= b,
}

/** The number that a formula gives. Errors: anything that is not the TeX of a formula, to the last sign. */
export function read(tex: string, names: Readonly<Record<string, number>>): number {
  const tokens =
    tex.match(/\\(?:begin|end)\{cases\}|\\log_(?:\d|\{10\})|\\operatorname\{\w+\}|\\mathit\{\w+\}|\\text\{\w+\}|\\[a-zA-Z]+|\\\\|[a-zA-Z](?:_(?:\d|\{\d+\}))?|[\d.]+|\S/g) ?? [] // prettier-ignore
  let at = 0
  const fail = (what: string): never => {
    throw new Error(`${what} at ${tokens.slice(at, at + 8).join(' ')} of ${tex}`)
  }
  const take = (wanted: string): void => void (tokens[at] === wanted ? at++ : fail(`${wanted} is missing`))
  const between = (open: string, close: string): number => {
    take(open)
    const inside = sum()
    take(close)
    return inside
  }
  const group = (): number => (tokens[at] === '{' ? between('{', '}') : /^\d/.test(tokens[at] ?? '') ? digit() : atom())
  /** A group without braces is one digit: `^23` is ²3. */
  const digit = (): number => {
    const [first = '', ...rest] = tokens[at] as string
    if (rest.length > 0) fail('more than one digit')
    at++
    return Number(first)
  }
  const list = (): number[] => {
    take('(')
    const inside = [sum()]
    while (tokens[at] === ',') {
      at++
      inside.push(sum())
    }
    take(')')
    return inside
  }
  const argument = (): number[] => {
    if (tokens[at] === '(') return list()
    if (tokens[at] === '|' || tokens[at] === '\\left') return [atom()]
    const token = tokens[at] as string
    // ln σ(x) is read by everybody as ln of σ(x).
    if (token in functions && tokens[at + 1] === '(') return [atom()]
    const isSign = token in names || /^[\d.]+$|^\\(infty|pi)$/.test(token)
    return isSign ? [atom()] : fail('a function of more than one sign needs parentheses')
  }
  function sum(): number {
    let total = product()
    for (;;) {
      if (tokens[at] === '+') {
        at++
        if (tokens[at] === '-') fail('+ before −')
        total += product()
      } else if (tokens[at] === '-') {
        at++
        if (tokens[at] === '-') fail('− before −')
        total -= product()
      } else return total
    }
  }
  const ends = /^([)\]},&+|-]|\\\\|\\end.*|\\right|\\rfloor|\\rceil|\\le|\\ge|[<>=])$/
  function product(): number {
    if (tokens[at] === '-') {
      at++
      return -product()
    }
    let so = power()
    while (at < tokens.length && !ends.test(tokens[at] as string)) {
      if (tokens[at] === '\\cdot' || tokens[at] === '/' || tokens[at] === '\\bmod') {
        const sign = tokens[at++]
        if (tokens[at] === '-') fail('a minus after a product sign')
        const next = power()
        so = sign === '/' ? so / next : sign === '\\bmod' ? so - next * Math.floor(so / next) : so * next
      } else so *= power()
    }
    return so
  }
  function power(): number {
    const isEuler = tokens[at] === 'e' && !('e' in names)
    if (isEuler) {
      at++
      take('^')
      const inside = Math.exp(group())
      return tokens[at] === '^' ? fail('two exponents') : inside
    }
    const base = atom()
    if (tokens[at] === '_') {
      // An entry of a table: its index changes nothing.
      at++
      take('{')
      between('[', ']')
      take('}')
    }
    if (tokens[at] !== '^') return base
    at++
    const exponent = group()
    return tokens[at] === '^' ? fail('two exponents') : base ** exponent
  }
  function cases(): number {
    const yes = sum()
    take('&')
    const when = condition()
    take('\\\\')
    const no = sum()
    take('&')
    take('\\text{else}')
    take('\\end{cases}')
    return when !== 0 ? yes : no
  }
  function condition(): number {
    const a = sum()
    const relation = relations[tokens[at] as string]
    if (!relation) return a
    at++
    return Number(relation(a, sum()))
  }
  function atom(): number {
    const token = tokens[at] ?? fail('the formula ends')
    if (token in names) {
      at++
      return names[token] as number
    }
    if (/^[\d.]+$/.test(token)) {
      at++
      return Number(token)
    }
    if (token === '(') return between('(', ')')
    if (token === '|') return Math.abs(between('|', '|'))
    if (token === '\\lceil') return Math.ceil(between('\\lceil', '\\rceil'))
    if (token === '\\lfloor') return Math.floor(between('\\lfloor', '\\rfloor'))
    at++
    const named = functions[token] ?? functions[/^\\operatorname\{(\w+)\}$/.exec(token)?.[1] ?? '']
    if (token === '\\psi' && tokens[at] === '^') {
      at++
      take('{')
      const order = between('(', ')')
      take('}')
      return polygamma(order, between('(', ')'))
    }
    if (named) return named(...argument())
    switch (token) {
      case '{':
        at--
        return between('{', '}')
      case '[': {
        const answer = condition()
        take(']')
        return answer
      }
      case '\\left': {
        const open = tokens[at++] as string
        const inside = sum()
        take('\\right')
        take(open === '(' ? ')' : open)
        return open === '|' ? Math.abs(inside) : inside
      }
      case '\\frac':
        return group() / group()
      case '\\tfrac':
        return Number(tokens[at]![0]) / Number(tokens[at++]![1])
      case '\\sqrt': {
        if (tokens[at] !== '[') return Math.sqrt(group())
        at += 3
        return Math.cbrt(group())
      }
      case '\\begin{cases}':
        return cases()
      case '\\pi':
        return Math.PI
      case '\\infty':
        return Infinity
      case '\\text{NaN}':
        return NaN
      default:
        at--
        return fail(`${token} is unknown`)
    }
  }
  const answer = sum()
  return at === tokens.length ? answer : fail('more than a formula')
}
