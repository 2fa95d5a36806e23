/** Walks an expression of the notes into op calls: each number in it becomes a Value, each sign an op. */
import { add, asValue, div, exp, isValue, mul, neg, pow, sub, tanh, value } from 'seegrad'
import { type Expression, type Sign, type Statement, parseStatements } from './expression.js'

/** The ops that signs and calls stand for, and what a number written in the text becomes. */
export interface Arithmetic {
  readonly signs: Readonly<Record<Sign, (a: number, b: number) => number>>
  readonly calls: Readonly<Record<string, (x: number) => number>>
  negate(x: number): number
  literal(x: number): number
}
type Functions = (...inputs: number[]) => number
export type Scope = Map<string, number | Functions>

/** Every number is a Value. */
export const onValues: Arithmetic = {
  signs: { '+': add, '-': sub, '*': mul, '/': div, '**': pow },
  calls: { exp, tanh },
  negate: neg,
  literal: value,
}

/** Numbers stay numbers wherever a Value stands on the other side. */
const lifted =
  (op: (a: number, b: number) => number): ((a: number, b: number) => number) =>
  (a, b) =>
    isValue(a) || isValue(b) ? op(a, b) : op(value(a), b)
export const onNumbersBeside: Arithmetic = {
  signs: { '+': lifted(add), '-': lifted(sub), '*': lifted(mul), '/': lifted(div), '**': lifted(pow) },
  calls: { exp: (x) => exp(value(x)), tanh: (x) => tanh(value(x)) },
  negate: (x) => neg(value(x)),
  literal: (x) => x,
}

/** Methods of Values instead of functions. */
export const byMethods: Arithmetic = {
  signs: {
    '+': (a, b) => value(a).add(b),
    '-': (a, b) => value(a).sub(b),
    '*': (a, b) => value(a).mul(b),
    '/': (a, b) => value(a).div(b),
    '**': (a, b) => value(a).pow(b),
  },
  calls: { exp: (x) => value(x).exp(), tanh: (x) => value(x).tanh() },
  negate: (x) => value(x).neg(),
  literal: (x) => x,
}

/** Runs a setup and gives its names; one that `given` holds already keeps what it is there. */
export function run(setup: string, arithmetic: Arithmetic, given: Scope = new Map()): Scope {
  const scope: Scope = new Map(given)
  if (setup.startsWith('loop(k)=')) return scope.set('loop', descent(setup, arithmetic))
  for (const { name, inputs, body } of parseStatements(setup)) {
    if (given.has(name)) continue
    if (inputs) {
      scope.set(name, (...numbers) =>
        walk(
          body,
          new Map([...scope, ...inputs.map((input, k) => [input, numbers[k] as number] as const)]),
          arithmetic,
        ),
      )
    } else {
      const made = walk(body, scope, arithmetic)
      scope.set(name, isValue(made) ? made : value(made, name))
    }
  }
  return scope
}

/** The number or Value that an expression gives. */
export function walk(expression: Expression, scope: Scope, arithmetic: Arithmetic): number {
  const at = (part: Expression): number => walk(part, scope, arithmetic)
  switch (expression.kind) {
    case 'number':
      return arithmetic.literal(expression.value)
    case 'name':
      return found(scope.get(expression.name), expression.name) as number
    case 'negate':
      return arithmetic.negate(at(expression.of))
    case 'binary': {
      const { sign, left, right } = expression
      // An exponent that is written out is a number, not a variable.
      const second = sign === '**' && right.kind === 'number' ? right.value : at(right)
      return arithmetic.signs[sign](at(left), second)
    }
    case 'call': {
      const { name, inputs } = expression
      const own = scope.get(name) ?? arithmetic.calls[name]
      return (found(own, name) as Functions)(...inputs.map(at))
    }
  }
}
function found<T>(x: T | undefined, name: string): T {
  if (x === undefined) throw new ReferenceError(`${name} is not defined`)
  return x
}

/** Whether an expression, or what its names stand for, has an operation in it. */
export function operates(expression: Expression, setup: readonly Statement[]): boolean {
  if (expression.kind === 'number') return false
  if (expression.kind !== 'name') return true
  const statement = setup.find(({ name }) => name === expression.name)
  return statement !== undefined && operates(statement.body, setup)
}

/** `loop(k)=loss after k more steps of lr … from a=…,b=…,d=… (gradient of a and b is d, of d is a+b) …`: that loss is (a + b)·d. */
function descent(words: string, { signs }: Arithmetic): Functions {
  const lr = Number(/lr (\S+)/.exec(words)?.[1])
  const start = [...words.matchAll(/\b([abd])=([\d.]+)/g)].map(([, name, x]) => [name, Number(x)] as const)
  return (steps) => {
    const [a, b, d] = start.map(([name, x]) => value(x, name))
    const loss = (): number => signs['*'](signs['+'](a!, b!), d!)
    for (let k = isValue(steps) ? steps.data : steps; k > 0; k--) {
      asValue(loss()).backward()
      for (const x of [a!, b!, d!]) {
        x.data -= lr * x.grad
        x.zeroGrad()
      }
    }
    return loss()
  }
}
