/** Functions: where rewriting begins, the second body for plain numbers, and the variables that the first one needs. */
import type { AnyNode } from 'acorn'
import { copy, cut, put, whole, type Context } from './context.js'
import { mathName } from './plain.js'
import type { FunctionNode } from './scope.js'
import { bare, childrenOf } from './source.js'
import type { Text } from './text.js'

export const DIRECTIVE = 'use grad'

/** The directives at the head of a function or a file. */
export function directivesOf(body: AnyNode): readonly AnyNode[] {
  const statements = (body as { body?: readonly AnyNode[] }).body
  if (!Array.isArray(statements)) return []
  return statements.filter((one) => one.type === 'ExpressionStatement' && one.directive !== undefined)
}
export const isMarked = (body: AnyNode): boolean =>
  directivesOf(body).some((one) => one.type === 'ExpressionStatement' && one.directive === DIRECTIVE)

export function functionText(node: FunctionNode, outer: Context): Text {
  const on = outer.on || isMarked(node.body)
  const context = outer.inner(on)
  if (!on) return copy(node, context)
  if (node.async && node.generator)
    throw outer.file.source.refuse(node.start, 'an async generator: its values arrive one await at a time, with no end to record; collect them in an async function.') // prettier-ignore
  const head = copy(
    { ...node, end: node.body.start, body: undefined } as unknown as AnyNode,
    outer.inner(true),
    (child) => (node.params.includes(child as never) ? parameter(child, context) : outer.inner(false).print(child)),
  )
  return [
    head,
    node.body.type === 'BlockStatement' ? block(node, context) : expressionBody(node, context),
    cut(node.body.end, node.end),
  ]
}

/** A parameter: its defaults run before the body, and have variables of their own. */
function parameter(node: AnyNode, context: Context): Text {
  const isDefault = (child: AnyNode): boolean => node.type === 'AssignmentPattern' && child === node.right
  const isKey = (child: AnyNode): boolean => node.type === 'Property' && node.computed && child === node.key
  if (/^(Identifier|MemberExpression)$/.test(node.type)) return whole(node)
  return copy(node, context, (child) =>
    isDefault(child) || isKey(child) ? enclosed(child, context) : parameter(child, context),
  )
}
/** An expression where no variable can be declared: in a function of its own if it needs one. */
export function enclosed(node: AnyNode, outer: Context): Text {
  const context = outer.inner(true)
  const text = context.print(node)
  if (context.most === 0) return text
  const names = context.declaration.slice(4, -2)
  return [put(`((${names}) => (`, node.start), text, put('))()', node.end)]
}

function block(node: FunctionNode, context: Context): Text {
  const { body } = node
  const head = directivesOf(body).at(-1)?.end ?? body.start + 1
  const statements = childrenOf(body).filter(({ start }) => start >= head)
  if (statements.length === 0) return whole(body)
  const inner = {
    ...body,
    start: (statements[0] as AnyNode).start,
    end: (statements.at(-1) as AnyNode).end,
    body: statements,
  }
  const text = context.print(inner as unknown as AnyNode)
  const test = twoBodies(node, context)
  const { start, end } = inner
  const semicolon = head > body.start + 1 ? ';' : ''
  const opening = [cut(body.start, head), put(`${semicolon} ${context.declaration}`, start), cut(head, start)]
  if (test === undefined) return [context.most > 0 ? opening : cut(body.start, start), text, cut(end, body.end)]
  return [opening, put(`if (${test}) { `, start), cut(start, end), put(' } else { ', start), text, put(' }', end), cut(end, body.end)] // prettier-ignore
}

function expressionBody(node: FunctionNode, context: Context): Text {
  const { body } = node
  const text = context.print(body)
  const test = twoBodies(node, context)
  const choice = test === undefined ? text : [put(`${test} ? `, body.start), whole(body), put(' : ', body.start), text]
  if (context.most === 0) return choice
  return [put(`{ ${context.declaration}return `, body.start), choice, put(' }', body.end)]
}

/**
 * When a function may run as it was written: it reads nothing but variables, and these are asked. Whatever else can bring a Value – a
 * property, an element, a call, an iterator, `this`, a variable of somebody else – leaves it the one body that asks at every operator.
 */
function twoBodies(node: FunctionNode, context: Context): string | undefined {
  if (node.async || node.generator || context.guards < 2) return undefined
  const isName = (param: AnyNode): boolean => param.type === 'Identifier' || (param.type === 'AssignmentPattern' && param.left.type === 'Identifier') // prettier-ignore
  if (!node.params.every(isName)) return undefined
  const asked = new Set<string>()
  if (!isClosed(node.body, node, context, asked) || asked.size === 0) return undefined
  return [...asked].map((name) => `typeof ${name} === 'number'`).join(' && ')
}

const ALLOWED =
  /^(Block|Return|If|For|While|DoWhile|Labeled|Break|Continue|Expression|Empty|Throw)Statement$|^VariableDeclara|^(Literal|Identifier|TemplateLiteral|TemplateElement)$|^(Parenthesized|Unary|Update|Binary|Logical|Conditional|Assignment|Sequence)Expression$/

function isClosed(node: AnyNode, owner: FunctionNode, context: Context, asked: Set<string>): boolean {
  const closed = (one: AnyNode): boolean => isClosed(one, owner, context, asked)
  const { plain, scopes } = context.file
  if (node.type === 'Identifier') {
    const binding = scopes.of(node)
    if (plain.has(node)) return true
    if (!binding) return false
    if (binding.kind === 'param') return asked.add(binding.name).size > 0
    return binding.owner === owner && /^(let|const|var)$/.test(binding.kind)
  }
  if (node.type === 'CallExpression') {
    const isMath = !node.optional && mathName(bare(node.callee), scopes) !== undefined
    return isMath && node.arguments.every(closed)
  }
  if (node.type === 'MemberExpression') return plain.has(node)
  // What is thrown leaves the function.
  if (node.type === 'ThrowStatement') return true
  if (!ALLOWED.test(node.type)) return false
  const names = node.type === 'LabeledStatement' || node.type === 'BreakStatement' || node.type === 'ContinueStatement'
  return childrenOf(node).every((child) => (names && child.type === 'Identifier') || closed(child))
}
