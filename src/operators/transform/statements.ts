/** Statements: tests, switches, names for what operators make, and where a line must not run on into the next. */
import type { AnyNode } from 'acorn'
import { copy, cut, put, type Context } from './context.js'
import { condition, hold, setups } from './operators.js'
import { update } from './assignments.js'
import { ARITHMETIC, mathName } from './plain.js'
import { bare } from './source.js'
import { opens, type Text } from './text.js'

type Of<Type extends AnyNode['type']> = Extract<AnyNode, { type: Type }>

/** if, while, do and for: only the truth of the test counts. */
export function tested(
  node: Of<'IfStatement' | 'WhileStatement' | 'DoWhileStatement' | 'ForStatement'>,
  context: Context,
): Text {
  return copy(node, context, (child) => {
    if (child === node.test) return condition(child, context)
    const isStep = node.type === 'ForStatement' && child === node.update && child.type === 'UpdateExpression'
    return isStep ? update(child, context, true) : undefined
  })
}

export function listed(node: AnyNode, context: Context): Text {
  return copy(node, context, (child) => apart(child, context))
}
/** A statement that begins with a new parenthesis is kept apart from the line before, which may have no semicolon. */
export function apart(child: AnyNode, context: Context): Text | undefined {
  if (child.type !== 'ExpressionStatement' || child.directive !== undefined) return undefined
  const text = context.print(child)
  const { code } = context.file.source
  return opens(text, code) === '(' && code[child.start] !== '(' ? [put(';', child.start), text] : text
}

export function expression(node: Of<'ExpressionStatement'>, context: Context): Text {
  const { expression: inner } = node
  if (inner.type !== 'UpdateExpression') return copy(node, context)
  return copy(node, context, () => update(inner, context, true))
}

/** `const d = a * b + c` names the node that the last operator makes. */
export function declarator(node: Of<'VariableDeclarator'>, context: Context): Text {
  const { id, init } = node
  if (id.type !== 'Identifier' || !init || !isMade(bare(init), context) || context.file.plain.has(init))
    return copy(node, context)
  return context.free(() => {
    const made = hold(
      context.free(() => context.print(init)),
      init.start,
      context,
    )
    const slow = `${context.file.runtime('label')}(${made.name}, ${JSON.stringify(id.name)})`
    const choice = put(`typeof ${made.name} === 'number' ? ${made.name} : ${slow})`, init.start)
    return [cut(node.start, init.start), put('(', init.start), setups([made]), choice]
  })
}
/** Whether the last thing an expression does is to make a node of its own. */
function isMade(node: AnyNode, context: Context): boolean {
  if (node.type === 'BinaryExpression') return node.operator in ARITHMETIC
  if (node.type === 'UnaryExpression') return node.operator === '-'
  return node.type === 'CallExpression' && mathName(bare(node.callee), context.file.scopes) !== undefined
}

/** A switch compares with ===, which for a Value is a question about its data. */
export function choice(node: Of<'SwitchStatement'>, context: Context): Text {
  const isText = (test: AnyNode | null | undefined): boolean => !test || (test.type === 'Literal' && typeof test.value !== 'number') // prettier-ignore
  const { discriminant, cases } = node
  const { plain } = context.file
  const isPlain = plain.has(discriminant) && cases.every(({ test }) => !test || plain.has(test))
  if (isPlain || cases.every(({ test }) => isText(test))) return listedCases(node, context)
  const before = context.depth
  const text = context.free(() => context.print(discriminant))
  const held = hold(text, discriminant.start, context)
  const tests = new Map(
    cases.flatMap(({ test }) => (test ? [[test as AnyNode, sameAs(held.name, test, context)]] : [])),
  )
  context.depth = before
  return copy(node, context, (child) => {
    if (child === discriminant) return [setups([held]), put('true', discriminant.start)]
    return child.type === 'SwitchCase' ? listedCase(child, context, tests) : undefined
  })
}
const sameAs = (name: string, test: AnyNode, context: Context): Text => [
  put(`${context.file.runtime('same')}(${name}, `, test.start),
  context.free(() => context.print(test)),
  put(')', test.end),
]
function listedCases(node: AnyNode, context: Context): Text {
  return copy(node, context, (child) => (child.type === 'SwitchCase' ? listedCase(child, context) : undefined))
}
function listedCase(node: AnyNode, context: Context, tests?: ReadonlyMap<AnyNode, Text>): Text {
  return copy(node, context, (child) => {
    const test = tests?.get(child)
    if (test) return test
    if (child.type !== 'ExpressionStatement') return undefined
    const text = context.print(child)
    return opens(text, context.file.source.code) === '(' ? [put(';', child.start), text] : text
  })
}
