/** Reads the expressions of the notes, written in Python or JavaScript, into trees: + − * / **, unary minus, brackets, calls and one-line functions. */

export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'negate'; readonly of: Expression }
  | { readonly kind: 'binary'; readonly sign: Sign; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'call'; readonly name: string; readonly inputs: readonly Expression[] }
export type Sign = '+' | '-' | '*' | '/' | '**'

/** `name = body`, or `name = lambda inputs: body`. */
export interface Statement {
  readonly name: string
  readonly inputs: readonly string[] | undefined
  readonly body: Expression
}

/** Statements, separated by semicolons. */
export function parseStatements(text: string): Statement[] {
  return text
    .split(';')
    .filter((part) => part.trim() !== '')
    .map((part) => {
      const [, name, python, script, body] =
        /^\s*(\w+)\s*=\s*(?:lambda ([\w, ]+):|\(?([\w, ]+?)\)?\s*=>)?(.*)$/.exec(part) ?? []
      if (name === undefined || body === undefined) throw new SyntaxError(`no statement: ${part}`)
      const inputs = (python ?? script)?.split(',').map((input) => input.trim())
      return { name, inputs, body: parseExpression(body) }
    })
}

/** One expression; Python's and JavaScript's precedence, except that −x**2 is −(x**2) as in Python. */
export function parseExpression(text: string): Expression {
  const tokens = text.match(/\*\*|\d+\.?\d*(?:e[+-]?\d+)?|\.\d+|\w+|[^\s]/gi) ?? []
  let at = 0
  const next = (...wanted: string[]): string | undefined =>
    wanted.includes(tokens[at] as string) ? tokens[at++] : undefined
  const need = (wanted: string): void => {
    if (next(wanted) === undefined) throw new SyntaxError(`${text}: ${wanted} expected at token ${at}, ${tokens[at]}`)
  }
  const chain = (operand: () => Expression, ...signs: Sign[]): Expression => {
    let left = operand()
    for (let sign = next(...signs); sign !== undefined; sign = next(...signs))
      left = { kind: 'binary', sign: sign as Sign, left, right: operand() }
    return left
  }
  const sum = (): Expression => chain(product, '+', '-')
  const product = (): Expression => chain(signed, '*', '/')
  const signed = (): Expression => (next('-') === undefined ? power() : negated(signed()))
  const power = (): Expression => {
    const left = atom()
    return next('**') === undefined ? left : { kind: 'binary', sign: '**', left, right: signed() }
  }
  const atom = (): Expression => {
    if (next('(') !== undefined) {
      const inside = sum()
      need(')')
      return inside
    }
    const token = tokens[at++]
    if (token === undefined) throw new SyntaxError(`${text}: it ends too early`)
    if (/^[\d.]/.test(token)) return { kind: 'number', value: Number(token) }
    if (!/^\w+$/.test(token)) throw new SyntaxError(`${text}: ${token} is no name`)
    if (next('(') === undefined) return { kind: 'name', name: token }
    const inputs = [sum()]
    while (next(',') !== undefined) inputs.push(sum())
    need(')')
    return { kind: 'call', name: token, inputs }
  }
  const whole = sum()
  if (at < tokens.length) throw new SyntaxError(`${text}: ${tokens[at]} is left over`)
  return whole
}

/** A number with a minus sign is a number, not an operation on one. */
function negated(of: Expression): Expression {
  return of.kind === 'number' ? { kind: 'number', value: -of.value } : { kind: 'negate', of }
}
