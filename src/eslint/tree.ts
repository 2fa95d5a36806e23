/** The tree that ESLint, its TypeScript parsers and oxlint hand to rules: ESTree, as much of it as is read here. */

/** Any node; what its properties are depends on its type. */
export interface Node {
  readonly type: string
  readonly parent: Node
  readonly [property: string]: any // oxlint-disable-line typescript/no-explicit-any
}

/** A variable as the scope analysis knows it. */
export interface Variable {
  readonly name: string
  readonly defs: readonly { readonly type: string; readonly name: Node; readonly node: Node; readonly parent?: Node }[]
  readonly references: readonly { readonly identifier: Node; readonly writeExpr?: Node | null }[]
}
export interface Scope {
  readonly set: ReadonlyMap<string, Variable>
  readonly upper: Scope | null
}
/** What a rule learns of a file. */
export interface SourceCode {
  getScope(node: Node): Scope
  getText(node: Node): string
}

/** An expression without parentheses, type assertions and `?.` around it. */
export function bare(node: Node): Node {
  switch (node.type) {
    case 'ChainExpression':
    case 'ParenthesizedExpression':
    case 'TSAsExpression':
    case 'TSNonNullExpression':
    case 'TSSatisfiesExpression':
    case 'TSTypeAssertion':
      return bare(node['expression'])
    case 'SequenceExpression':
      return bare(node['expressions'].at(-1))
    default:
      return node
  }
}

export const isFunction = (node: Node | null | undefined): boolean =>
  node?.type === 'ArrowFunctionExpression' ||
  node?.type === 'FunctionExpression' ||
  node?.type === 'FunctionDeclaration'

/** The name after the point, or in brackets as a text. */
export function propertyOf(member: Node): string | undefined {
  const { property, computed } = member
  if (!computed) return property.type === 'Identifier' ? property.name : undefined
  return property.type === 'Literal' && typeof property.value === 'string' ? property.value : undefined
}

/** What a function gives by its only return, where it has no other statement. */
export function resultOf(f: Node): Node | undefined {
  if (!isFunction(f) || f['async'] || f['generator']) return undefined
  if (f['body'].type !== 'BlockStatement') return f['body']
  const last = f['body'].body.at(-1)
  return last?.type === 'ReturnStatement' && f['body'].body.length === 1 ? (last.argument ?? undefined) : undefined
}

/** Whether the text there is rewritten: a function around it, or the file, says "use grad". */
export function isRewritten(node: Node): boolean {
  for (let at: Node | null = node; at; at = at.parent) {
    const body: unknown = at.type === 'Program' ? at['body'] : isFunction(at) ? at['body'].body : undefined
    if (!Array.isArray(body)) continue
    for (const { type, expression } of body as Node[]) {
      if (type !== 'ExpressionStatement' || expression.type !== 'Literal' || typeof expression.value !== 'string') break
      if (expression.value === 'use grad') return true
    }
  }
  return false
}
