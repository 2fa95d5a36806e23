/**
 * An expression given as words, which is code of somebody else: it is parsed, and only what is named here is understood. Nothing of it is ever run as
 * JavaScript; each node becomes a call of an op.
 */
import { parse, type AnyNode } from 'acorn'
import { isTrue, isValue } from '../engine/index.js'
import { contains } from '../ops/index.js'
import * as rows from '../ops/rows.js'
import { likeliest } from '../arguments/index.js'
import { Mistake } from './mistake.js'
import {
  apply,
  constants,
  functions,
  mathFunction,
  mathNames,
  takesTwoLists,
  type Applied,
  type Row,
} from './vocabulary.js'

/** The number that a variable stands for at a point, or the Value that holds it. */
export type Point = ReadonlyMap<string, number>

/** An expression that was understood. */
export interface Expression {
  readonly text: string
  /** Its variables, in the order in which they are met first, and where that is. */
  readonly variables: ReadonlyMap<string, number>
  /** Its number at a point, a Value where one took part. Errors, if `strict`: a {@link Mistake} where an input is outside of its domain. */
  at(point: Point, strict?: boolean): number
}

/** Longer than anybody types. */
const LONGEST = 10_000
const allowed =
  'Allowed are numbers, variables, + − * / % **, comparisons, ? :, && || !, functions like tanh(x) and Math.exp(x), and lists inside of max([x, y]).'

/** Reads an expression. Errors: {@link Mistake} for what is not understood, with its place. */
export function expression(text: string): Expression {
  if (text.length > LONGEST) throw new Mistake(`an expression of more than ${LONGEST} characters`, '', 0)
  try {
    const reader = new Reader(text)
    const run = reader.read(single(text))
    return {
      text,
      variables: reader.variables,
      at: (point, strict = false) => deep(text, () => run({ point, strict })),
    }
  } catch (error) {
    throw tooDeep(error) ? new Mistake('nested too deeply', text, 0) : error
  }
}

const tooDeep = (error: unknown): boolean => error instanceof RangeError && /call stack/i.test(error.message)
function deep(text: string, run: () => number): number {
  try {
    return run()
  } catch (error) {
    throw tooDeep(error) ? new Mistake('nested too deeply', text, 0) : error
  }
}

/** The one expression that the text is. */
function single(text: string): AnyNode {
  let body: readonly AnyNode[]
  try {
    body = parse(text, { ecmaVersion: 'latest', sourceType: 'module' }).body as AnyNode[]
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    const { message, pos = 0 } = error as SyntaxError & { pos?: number }
    throw new Mistake(explained(message.replace(/ \(\d+:\d+\)$/, ''), text, pos), text, pos)
  }
  const [first, second] = body
  if (!first) throw new Mistake('an empty expression. Write one like "3*x**2 - 4*x + 5".', text, 0)
  if (first.type !== 'ExpressionStatement') throw new Mistake(`a statement, where an expression is wanted. ${allowed}`, text, first.start) // prettier-ignore
  if (second) throw new Mistake('more than one expression.', text, second.start)
  return first.expression
}

function explained(message: string, text: string, at: number): string {
  if (at >= text.trimEnd().length) return 'the expression ends too early.'
  if (/directly after number/.test(message)) return 'a name directly after a number: write 2 * x for 2x.'
  if (/operator precedence/i.test(message) || (text.startsWith('**', at) && /-/.test(text.slice(0, at)))) return 'a sign before a power: write -(x ** 2) or (-x) ** 2.' // prettier-ignore
  if (/Unexpected token/.test(message) && text[at] === '=') return 'an assignment: give values with --at.'
  return `${message}.`
}

interface Here {
  readonly point: Point
  readonly strict: boolean
}
type Run = (here: Here) => number

/** The op behind each operator of two operands; `!=` is made of another. */
const binaries: Readonly<Record<string, Row>> = Object.assign(Object.create(null), {
  '+': rows.add, '-': rows.sub, '*': rows.mul, '/': rows.div, '%': rows.fmod, '**': rows.pow,
  '<': rows.less, '<=': rows.lessEqual, '>': rows.greater, '>=': rows.greaterEqual, '==': rows.equal, '===': rows.equal,
}) // prettier-ignore

/** Names for what is refused, and what to write. */
const refusals: Readonly<Record<string, string>> = Object.assign(Object.create(null), {
  AssignmentExpression: 'an assignment: give values with --at',
  UpdateExpression: '++ and -- assign: write x + 1 or x - 1',
  SequenceExpression: 'more than one expression',
  NewExpression: 'new makes objects',
  ArrowFunctionExpression: 'a function: write its body only',
  FunctionExpression: 'a function: write its body only',
  ClassExpression: 'a class',
  TemplateLiteral: 'a text',
  TaggedTemplateExpression: 'a text',
  ThisExpression: 'this',
  AwaitExpression: 'await',
  YieldExpression: 'yield',
  ImportExpression: 'import',
  MetaProperty: 'import.meta',
  Super: 'super',
  ChainExpression: 'a member: of objects there is only Math here',
  MemberExpression: 'a member: of objects there is only Math here',
  SpreadElement: 'spread: write the elements one by one',
  ObjectExpression: 'an object: it may only hold parameters, as in elu(x, { alpha: 1 })',
  ArrayExpression: 'a list: it may only stand in functions of lists, as in max([x, y])',
}) // prettier-ignore

class Reader {
  readonly variables = new Map<string, number>()
  constructor(readonly text: string) {}

  read(node: AnyNode): Run {
    switch (node.type) {
      case 'Literal':
        return this.#number(node)
      case 'Identifier':
        return this.#variable(node)
      case 'ParenthesizedExpression':
        return this.read(node.expression)
      case 'UnaryExpression':
        return this.#unary(node)
      case 'BinaryExpression':
        return this.#binary(node)
      case 'LogicalExpression':
        return this.#logical(node)
      case 'ConditionalExpression': {
        const [test, then, otherwise] = [this.read(node.test), this.read(node.consequent), this.read(node.alternate)]
        return (here) => (isTrue(test(here)) ? then : otherwise)(here)
      }
      case 'MemberExpression':
        return this.#constant(node)
      case 'CallExpression':
        return this.#call(node)
      default:
        throw this.#refuse(node)
    }
  }

  #refuse(node: AnyNode, message = refusals[node.type] ?? 'not an expression of numbers'): Mistake {
    return new Mistake(`${message}. ${allowed}`, this.text, node.start)
  }

  #number(node: AnyNode & { type: 'Literal' }): Run {
    const { value } = node
    if (typeof value === 'number') return () => value
    const what = typeof value === 'string' ? 'a text' : typeof value === 'bigint' ? 'a BigInt' : `${node.raw}`
    throw this.#refuse(node, `${what} is no number`)
  }

  #variable({ name, start }: AnyNode & { type: 'Identifier' }): Run {
    if (name === 'Infinity') return () => Infinity
    if (name === 'Math') throw new Mistake('Math itself is no number: write Math.exp(x) or Math.PI.', this.text, start)
    if (!this.variables.has(name)) this.variables.set(name, start)
    return ({ point }) => point.get(name) as number
  }

  #constant(node: AnyNode & { type: 'MemberExpression' }): Run {
    const name = this.#ofMath(node)
    const found = constants.get(name)
    if (found !== undefined) return () => found
    if (mathNames.includes(name)) throw new Mistake(`Math.${name} is a function: write Math.${name}(x).`, this.text, node.start) // prettier-ignore
    throw this.#unknown(`Math.${name}`, name, [...constants.keys(), ...mathNames], node, 'Math.')
  }

  /** The name of a member of Math; nothing else has members. */
  #ofMath(node: AnyNode & { type: 'MemberExpression' }): string {
    const { object, property, computed, optional } = node
    if (
      object.type !== 'Identifier' ||
      object.name !== 'Math' ||
      computed ||
      optional ||
      property.type !== 'Identifier'
    )
      throw this.#refuse(node)
    return property.name
  }

  #unknown(what: string, name: string, names: readonly string[], { start }: AnyNode, before = ''): Mistake {
    const exact = names.find((one) => one.toLowerCase() === name.toLowerCase())
    const meant = exact ?? likeliest(name, names)
    return new Mistake(`unknown: ${what}.${meant === undefined ? '' : ` Did you mean ${before}${meant}?`}`, this.text, start) // prettier-ignore
  }

  #unary(node: AnyNode & { type: 'UnaryExpression' }): Run {
    const { operator } = node
    if (operator !== '-' && operator !== '+' && operator !== '!')
      throw this.#refuse(node, `the operator ${operator} has no gradient`)
    const inner = this.read(node.argument)
    if (operator === '-')
      return this.#applied(node, (here) => ({ row: rows.neg as unknown as Row, inputs: [inner(here)] }))
    return operator === '+' ? inner : (here) => (isTrue(inner(here)) ? 0 : 1)
  }

  #binary(node: AnyNode & { type: 'BinaryExpression' }): Run {
    const { operator, left, right } = node
    const isUnequal = operator === '!=' || operator === '!=='
    const row = binaries[isUnequal ? '==' : operator]
    if (!row) {
      const mend = operator === '^' ? '^ is not a power: write x ** 2' : `the operator ${operator} has no gradient`
      throw this.#refuse(node, mend)
    }
    if (left.type === 'PrivateIdentifier') throw this.#refuse(left)
    const [a, b] = [this.read(left), this.read(right)]
    const run = this.#applied(node, (here) => ({ row, inputs: [a(here), b(here)] }))
    return isUnequal ? (here) => rows.sub(1, run(here)) : run
  }

  #logical({ operator, left, right, start }: AnyNode & { type: 'LogicalExpression' }): Run {
    if (operator === '??') throw new Mistake('??: every variable is a number, so there is nothing to replace.', this.text, start) // prettier-ignore
    const [a, b] = [this.read(left), this.read(right)]
    return (here) => {
      const first = a(here)
      return isTrue(first) === (operator === '&&') ? b(here) : first
    }
  }

  #call(node: AnyNode & { type: 'CallExpression' }): Run {
    const { callee } = node
    if (node.optional) throw this.#refuse(node, refusals['ChainExpression'])
    if (callee.type === 'MemberExpression') {
      const name = this.#ofMath(callee)
      if (!mathNames.includes(name)) throw this.#noFunction(name, callee)
      const inputs = node.arguments.map((one) => this.read(one))
      const call = mathFunction(name, inputs.length)
      if (!call) throw new Mistake(`Math.${name} of ${inputs.length} arguments: no op stands for that.`, this.text, node.start) // prettier-ignore
      return this.#applied(node, (here) => call(inputs.map((input) => input(here))))
    }
    if (callee.type !== 'Identifier') throw this.#refuse(callee, 'a call of something that is no function of seegrad')
    const row = functions.get(callee.name)
    if (!row) throw this.#unknown(`the function ${callee.name}`, callee.name, [...functions.keys()], callee)
    const inputs = this.#inputs(row, node)
    return this.#applied(node, (here) => ({ row, inputs: inputs(here) }))
  }

  #noFunction(name: string, node: AnyNode): Mistake {
    if (constants.has(name)) return new Mistake(`Math.${name} is a number: write it without ().`, this.text, node.start)
    if (Object.hasOwn(Math, name)) return new Mistake(`no op stands for Math.${name}, so it has no gradient.`, this.text, node.start) // prettier-ignore
    return this.#unknown(`Math.${name}`, name, mathNames, node, 'Math.')
  }

  /** What a call of an op is given: numbers, or lists of them, and plain parameters. */
  #inputs(row: Row, node: AnyNode & { type: 'CallExpression' }): (here: Here) => unknown[] {
    const given = node.arguments as readonly AnyNode[]
    const wrong = (wanted: string): Mistake =>
      new Mistake(`${row.name} takes ${wanted}; here are ${given.length}.`, this.text, node.start)
    if (row.arity === 'list') {
      const count = takesTwoLists(row) ? 2 : 1
      const example = count === 2 ? `${row.name}([a, b], [c, d])` : `${row.name}([a, b])`
      if (given.length !== count || given.some(({ type }) => type !== 'ArrayExpression'))
        throw new Mistake(`${row.name} takes ${count === 2 ? 'two lists' : 'one list'}: write ${example}.`, this.text, node.start) // prettier-ignore
      const lists = given.map((list) => this.#list(list))
      return (here) => lists.map((list) => list.map((run) => run(here)))
    }
    const { parameters } = row
    const last = given.at(-1)
    if (parameters.length > 0 && last?.type === 'ObjectExpression') {
      if (given.length !== 2) throw wrong('one number and its parameters')
      const [x, named] = [this.read(given[0] as AnyNode), this.#named(row, last)]
      return (here) => [x(here), Object.fromEntries(named.map(([name, run]) => [name, run(here)]))]
    }
    const most = row.arity + (row.order === 'named' ? 0 : parameters.length)
    const least = row.order === 'before' ? most : row.arity
    if (given.length < least || given.length > most) {
      if (row.order === 'named' && given.length === 2) throw new Mistake(`parameters have names: write ${row.name}(x, { ${parameters[0]?.name}: … }).`, this.text, last?.start ?? 0) // prettier-ignore
      throw wrong(least === most ? `${most === 1 ? 'one argument' : `${most} arguments`}` : `${least} to ${most} arguments`) // prettier-ignore
    }
    const runs = given.map((one) => this.read(one))
    return (here) => runs.map((run) => run(here))
  }

  #list(node: AnyNode): readonly Run[] {
    if (node.type !== 'ArrayExpression') throw this.#refuse(node)
    return node.elements.map((element) => {
      if (element === null) throw new Mistake('a list with a hole.', this.text, node.start)
      return this.read(element)
    })
  }

  #named({ name, parameters }: Row, node: AnyNode & { type: 'ObjectExpression' }): readonly (readonly [string, Run])[] {
    const names = parameters.map((parameter) => parameter.name)
    return node.properties.map((property) => {
      if (
        property.type !== 'Property' ||
        property.computed ||
        property.method ||
        property.kind !== 'init' ||
        property.key.type !== 'Identifier'
      )
        // prettier-ignore
        throw this.#refuse(property, `parameters are written ${name}(x, { ${names[0]}: 1 })`)
      const { key } = property
      if (!names.includes(key.name)) throw this.#unknown(`the parameter ${key.name} of ${name}`, key.name, names, key)
      return [key.name, this.read(property.value as AnyNode)] as const
    })
  }

  /** The call of an op, which says what is wrong with its inputs. */
  #applied({ start, end }: { start: number; end: number }, call: (here: Here) => Applied): Run {
    return (here) => {
      const { row, inputs } = call(here)
      const outside = (message: string): Mistake => new Mistake(message, this.text, start, true)
      const numbers = inputs.flat().map(dataOf)
      if (here.strict && row.parameters.length === 0)
        for (const [k, x] of numbers.entries()) {
          const domain = row.domain[Math.min(k, row.domain.length - 1)]
          if (domain === undefined || contains(domain, x)) continue
          const hint = row.hint === undefined ? '' : ` ${row.hint}`
          throw outside(`${row.name} of ${sign(x)}: outside ${domain}.${hint}`)
        }
      let result: number
      try {
        result = apply(row, inputs)
      } catch (error) {
        if (tooDeep(error) || error instanceof Mistake) throw error
        throw outside(error instanceof Error ? error.message : String(error))
      }
      if (here.strict && Number.isNaN(dataOf(result)))
        throw outside(`${this.text.slice(start, end)} is NaN: ${row.name} has no value at ${numbers.map(sign).join(', ')}.`) // prettier-ignore
      return result
    }
  }
}

const dataOf = (x: unknown): number => (isValue(x) ? x.data : typeof x === 'number' ? x : NaN)
const sign = (x: number): string => String(x).replace('-', '−').replace('Infinity', '∞')
