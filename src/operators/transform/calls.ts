/** Calls that look at numbers without an operator: `Math`, a few of JavaScript's own functions, methods of lists. */
import type { AnyNode, CallExpression } from 'acorn'
import { copy, cut, put, whole, type Context } from './context.js'
import { guard, hold, named, operand, operands, setups } from './operators.js'
import { CONSTANTS, globalName } from './plain.js'
import { bare } from './source.js'
import type { Text } from './text.js'

const BUILTINS: ReadonlySet<string> = new Set('Boolean Number String isFinite isNaN Number.isFinite Number.isInteger Number.isNaN Number.isSafeInteger Object.is'.split(' ')) // prettier-ignore
/** Methods whose callback answers a question. */
const TESTS: ReadonlySet<string> = new Set('filter some every find findIndex findLast findLastIndex'.split(' '))
const SORTS: ReadonlySet<string> = new Set(['sort', 'toSorted'])
const SEARCHES: ReadonlySet<string> = new Set(['includes', 'indexOf', 'lastIndexOf', 'join'])
/** With more arguments it is written as one call. */
const MOST_IN_HAND = 4

export function call(node: CallExpression, context: Context): Text {
  const { plain, scopes, source } = context.file
  const callee = bare(node.callee)
  const name = node.optional ? undefined : globalName(callee, scopes)
  if (name === 'eval')
    throw source.refuse(node.start, 'eval: its text cannot be rewritten; write the code out, or call a function.')
  if (name === 'Array') return list(node, context)
  const hasPlain = node.arguments.every((one) => one.type !== 'SpreadElement' && plain.has(one))
  if (name?.startsWith('Math.')) return hasPlain ? [whole(node.callee), rest(node, context)] : mathCall(node, name.slice(5), context) // prettier-ignore
  if (name !== undefined && BUILTINS.has(name)) return hasPlain ? [whole(node.callee), rest(node, context)] : builtinCall(node, name, context) // prettier-ignore
  return (
    method(node, context) ??
    copy(node, context, (child) => (child === node.callee ? undefined : argument(child, context)))
  )
}

/** Everything after the callee, as it was. */
function rest(node: CallExpression, context: Context): Text {
  return copy({ ...node, start: node.callee.end, callee: undefined } as unknown as AnyNode, context)
}
/** Arguments between parentheses, or after others. */
function inputs(node: CallExpression, context: Context, before = ''): Text {
  const parts = node.arguments.flatMap((one, i) => [put(i > 0 || before ? ', ' : '', one.start), given(one, context)])
  return [put(`(${before}`, node.start), parts, put(')', node.end)]
}

function mathCall(node: CallExpression, name: string, context: Context): Text {
  const { runtime, place } = { runtime: context.file.runtime('math'), place: context.file.place(node.start) }
  const hasSpread = node.arguments.some(({ type }) => type === 'SpreadElement')
  if (hasSpread || node.arguments.length > MOST_IN_HAND)
    return [put(runtime, node.start), inputs(node, context, `"${name}", ${place}`)]
  return context.free(() => {
    const xs = operands(node.arguments, context)
    const names = xs.map((x) => x.name).join(', ')
    return [
      put('(', node.start),
      setups(xs),
      guard(xs, node.start, context),
      whole(node.callee),
      xs.map((x, i) => [put(i > 0 ? ', ' : '(', x.at), named(x)]),
      put(`) : ${runtime}("${name}", ${place}, ${names}))`, node.start),
    ]
  })
}

function builtinCall(node: CallExpression, name: string, context: Context): Text {
  const slow = context.file.runtime(`builtins[${JSON.stringify(name)}]`)
  const [only] = node.arguments
  if (node.arguments.length !== 1 || only?.type === 'SpreadElement')
    return [put(slow, node.start), inputs(node, context)]
  return context.free(() => {
    const x = operand(only as AnyNode, context)
    return [
      put('(', node.start),
      setups([x]),
      put(`typeof ${x.name} === 'object' ? ${slow}(${x.name}) : `, node.start),
      whole(node.callee),
      put(`(${x.name}))`, node.start),
    ]
  })
}

/** `Array(n)` and `new Array(n)`. */
export function list(node: AnyNode, context: Context): Text {
  const given = (node as CallExpression).arguments
  const [only] = given
  if (given.length !== 1 || !only || only.type === 'SpreadElement' || context.file.plain.has(only))
    return copy(node, context)
  return copy(node, context, (child) =>
    child === only
      ? [put(`${context.file.runtime('length')}(`, only.start), context.print(only), put(')', only.end)]
      : undefined,
  )
}

/** Whether `?.` stands somewhere to the left: what is called may not be taken out of its chain. */
function isInChain(node: AnyNode): boolean {
  if (node.type === 'MemberExpression') return node.optional || isInChain(node.object)
  return node.type === 'CallExpression' && (node.optional || isInChain(node.callee))
}

function method(node: CallExpression, context: Context): Text | undefined {
  const { callee } = node
  if (callee.type !== 'MemberExpression' || callee.computed || node.optional || callee.object.type === 'Super')
    return undefined
  if (callee.property.type !== 'Identifier') return undefined
  const { name } = callee.property
  const [first] = node.arguments
  if (SEARCHES.has(name)) return search(node, callee.object, name, context)
  const isTest = TESTS.has(name)
  if (!(isTest || SORTS.has(name)) || !first || first.type === 'SpreadElement' || settles(first, context))
    return undefined
  const wrap = context.file.runtime(isTest ? 'test' : 'order')
  const wrapped = (xs: string): Text => [
    put(`${wrap}(${xs}, `, first.start),
    context.free(() => given(first, context)),
    put(')', first.end),
  ]
  if (isInChain(callee)) return copy(node, context, (child) => (child === first ? wrapped('[]') : undefined))
  return context.free(() => {
    const xs = hold(
      context.free(() => context.print(callee.object)),
      callee.start,
      context,
    )
    const others = node.arguments.slice(1).map((one) => [put(', ', one.start), given(one, context)])
    const assigned = [put(`(${xs.name} = `, callee.start), (xs.setup as readonly Text[])[1] as Text, put(')', callee.object.end)] // prettier-ignore
    return [assigned, cut(callee.object.end, first.start), wrapped(xs.name), others, put(')', node.end)]
  })
}

/** Whether a callback surely gives no Value. */
function settles(callback: AnyNode, context: Context): boolean {
  const inner = bare(callback)
  if (inner.type !== 'ArrowFunctionExpression') return globalName(inner, context.file.scopes) === 'Boolean'
  return inner.expression && context.file.plain.has(inner.body)
}

function search(node: CallExpression, list: AnyNode, name: string, context: Context): Text | undefined {
  const { plain, source } = context.file
  const callee = node.callee as AnyNode
  // A text is searched, or a text is looked for, which equals no Value.
  if (bare(list).type === 'Literal' || bare(list).type === 'TemplateLiteral') return undefined
  const isText = (one: AnyNode): boolean => /^(Literal|TemplateLiteral)$/.test(one.type) && typeof (one as { value?: unknown }).value !== 'number' // prettier-ignore
  if (name !== 'join' && node.arguments.length > 0 && node.arguments.every(isText)) return undefined
  if (isInChain(callee)) {
    if (name === 'join' || node.arguments.every((one) => plain.has(one))) return undefined
    throw source.refuse(node.start, `${name} after ?.: a Value could be missed; write (xs ?? []).${name}(x).`)
  }
  return context.free(() => {
    const xs = context.print(list)
    const others = node.arguments.map((one) => [put(', ', one.start), given(one, context)])
    return [put(`${context.file.runtime('method')}(`, node.start), xs, put(`, "${name}"`, list.end), others, put(')', node.end)] // prettier-ignore
  })
}

/** A function of JavaScript's own that is handed on, `xs.filter(Boolean)`, and `Math` where it is not called. */
export function reference(node: AnyNode, context: Context): Text | undefined {
  const { scopes } = context.file
  const name = globalName(node, scopes)
  if (name === 'Math') return put(context.file.runtime('Math'), node.start)
  if (name?.startsWith('Math.') && CONSTANTS.has(name.slice(5))) return whole(node)
  return undefined
}
function argument(node: AnyNode, context: Context): Text | undefined {
  const name = globalName(bare(node), context.file.scopes)
  return name !== undefined && BUILTINS.has(name)
    ? put(context.file.runtime(`builtins[${JSON.stringify(name)}]`), node.start)
    : undefined
}
const given = (node: AnyNode, context: Context): Text => argument(node, context) ?? context.print(node)
