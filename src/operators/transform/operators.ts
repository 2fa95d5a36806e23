/** Operators: each asks its operands whether they are numbers, and if so is JavaScript's own. */
import type { AnyNode } from 'acorn'
import { copy, cut, operatorAt, put, type Context } from './context.js'
import { ARITHMETIC, COMPARISONS } from './plain.js'
import { bare } from './source.js'
import type { Text } from './text.js'

/** Something in hand: a name or a literal that may be written more than once. */
export interface Operand {
  readonly name: string
  readonly at: number
  /** It is assigned before. */
  readonly setup: Text | undefined
  /** It is never a Value. */
  readonly isPlain: boolean
}

/** Brings expressions in hand, in their order; names are read late only where nothing can change them meanwhile. */
export function operands(nodes: readonly AnyNode[], context: Context): readonly Operand[] {
  return nodes.map((node, i) => operand(node, context, nodes.slice(i + 1)))
}
export function operand(node: AnyNode, context: Context, later: readonly AnyNode[] = []): Operand {
  const { plain, source, scopes } = context.file
  const inner = bare(node)
  const isPlain = plain.has(inner)
  const isName = inner.type === 'Identifier' && scopes.of(inner) !== undefined
  if (plain.isFixed(inner) || (isName && later.every((one) => plain.isQuiet(bare(one)))))
    return { name: source.code.slice(inner.start, inner.end), at: inner.start, setup: undefined, isPlain }
  const text = context.free(() => context.print(node))
  return hold(text, node.start, context, isPlain)
}
/** Keeps what a text gives in a variable. */
export function hold(text: Text, at: number, context: Context, isPlain = false): Operand {
  const name = context.take()
  return { name, at, setup: [put(`${name} = `, at), text, put(', ', at)], isPlain }
}

export const setups = (operands: readonly Operand[]): Text => operands.map(({ setup }) => setup ?? [])
export const named = ({ name, at }: Operand): Text => put(name, at)

/** `typeof a === 'number' && typeof b === 'number' ? ` for those that may be Values. */
export function guard(operands: readonly Operand[], at: number, context: Context): Text {
  context.guards++
  const names = new Set(operands.filter(({ isPlain }) => !isPlain).map(({ name }) => name))
  return put(`${[...names].map((name) => `typeof ${name} === 'number'`).join(' && ')} ? `, at)
}

/** An operator on two operands in hand, without parentheses around. */
export function dispatch(operator: string, a: Operand, b: Operand, at: number, context: Context): Text {
  if (a.isPlain && b.isPlain) return [named(a), put(` ${operator} `, at), named(b)]
  const slow = ARITHMETIC[operator] ?? (COMPARISONS[operator] as string)
  const place = operator in ARITHMETIC ? `, ${context.file.place(at)}` : ''
  return [
    guard([a, b], at, context),
    named(a),
    put(` ${operator} `, at),
    named(b),
    put(` : ${context.file.runtime(slow)}(${a.name}, ${b.name}${place})`, at),
  ]
}

/** Whether it is some literal that equals no Value. */
function isOther(node: AnyNode): boolean {
  const inner = bare(node)
  if (inner.type === 'Literal') return typeof inner.value !== 'number'
  return inner.type === 'TemplateLiteral' || (inner.type === 'Identifier' && inner.name === 'undefined')
}
const isString = (node: AnyNode): boolean => {
  const inner = bare(node)
  return inner.type === 'TemplateLiteral' || (inner.type === 'Literal' && typeof inner.value === 'string')
}

export function binary(node: Extract<AnyNode, { type: 'BinaryExpression' }>, context: Context): Text {
  const { operator, left, right } = node
  const { plain, source } = context.file
  if (!(operator in ARITHMETIC) && !(operator in COMPARISONS)) return copy(node, context)
  if (plain.has(left) && plain.has(right)) return copy(node, context)
  if (/^[!=]==?$/.test(operator) && (isOther(left) || isOther(right))) return copy(node, context)
  if (operator === '+' && (isString(left) || isString(right)))
    return copy(node, context, (child) => (plain.has(child) ? undefined : printed(child, context)))
  const at = operatorAt(source.code, left.end, operator)
  return context.free(() => {
    const [a, b] = operands([left, right], context) as [Operand, Operand]
    return [put('(', at), setups([a, b]), dispatch(operator, a, b, at, context), put(')', at)]
  })
}

/** What stands beside a string, or in the hole of one. */
export function printed(node: AnyNode, context: Context): Text {
  return [put(`${context.file.runtime('text')}(`, node.start), context.print(node), put(')', node.end)]
}

export function unary(node: Extract<AnyNode, { type: 'UnaryExpression' }>, context: Context): Text {
  const { operator, argument, start } = node
  const { plain, scopes } = context.file
  if (operator === '!') return [cut(start, argument.start), condition(argument, context)]
  if (plain.has(argument)) return copy(node, context)
  if (operator === 'typeof') {
    const inner = bare(argument)
    // Of a name that nobody declared it may ask, too.
    if (inner.type === 'Identifier' && !scopes.of(inner)) return copy(node, context)
    return [put(`${context.file.runtime('typeOf')}(`, start), context.print(argument), put(')', node.end)]
  }
  if (operator !== '-' && operator !== '+') return copy(node, context)
  return context.free(() => {
    const x = operand(argument, context)
    const fast = operator === '-' ? `-${x.name}` : x.name
    const place = operator === '-' ? `, ${context.file.place(start)}` : ''
    const slow = `${context.file.runtime(operator === '-' ? 'neg' : 'plus')}(${x.name}${place})`
    return [put('(', start), setups([x]), guard([x], start, context), put(`${fast} : ${slow})`, start)]
  })
}

/** An expression of which only the truth counts. */
export function condition(node: AnyNode, context: Context): Text {
  const truth = (one: AnyNode): Text => condition(one, context)
  if (node.type === 'ParenthesizedExpression') return copy(node, context, truth)
  if (context.file.plain.has(node)) return context.print(node)
  if (node.type === 'LogicalExpression' && node.operator !== '??') return copy(node, context, truth)
  if (node.type === 'ConditionalExpression') return copy(node, context, truth)
  return context.free(() => {
    const x = operand(node, context)
    return [put('(', node.start), setups([x]), truthOf(x, context), put(')', node.end)]
  })
}
export function truthOf({ name, at, isPlain }: Operand, context: Context): Text {
  return put(isPlain ? name : `typeof ${name} === 'object' ? ${context.file.runtime('truthy')}(${name}) : ${name}`, at)
}

export function logical(node: Extract<AnyNode, { type: 'LogicalExpression' }>, context: Context): Text {
  const { operator, left, right } = node
  if (operator === '??' || context.file.plain.has(left)) return copy(node, context)
  return context.free(() => {
    const a = operand(left, context, [right])
    const b = context.free(() => context.print(right))
    const truth = [put('((', node.start), setups([a]), truthOf(a, context), put(') ? ', node.start)]
    const sides = operator === '&&' ? [b, put(` : ${a.name}`, left.start)] : [put(`${a.name} : `, left.start), b]
    return [truth, sides, put(')', node.end)]
  })
}

export function conditional(node: Extract<AnyNode, { type: 'ConditionalExpression' }>, context: Context): Text {
  return copy(node, context, (child) => (child === node.test ? condition(child, context) : undefined))
}

export function template(node: Extract<AnyNode, { type: 'TemplateLiteral' }>, context: Context): Text {
  return copy(node, context, (child) =>
    child.type === 'TemplateElement' || context.file.plain.has(child) ? undefined : printed(child, context),
  )
}
