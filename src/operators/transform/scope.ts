/** Which variable a name means, and everything that is ever written to it. */
import type { AnyNode, Identifier, Pattern, Program } from 'acorn'
import { childrenOf } from './source.js'

/** A variable. */
export interface Binding {
  readonly name: string
  readonly kind: 'const' | 'let' | 'var' | 'param' | 'function' | 'class' | 'import' | 'catch'
  /** Expressions whose results it holds at some time, or that something unknown is written to it. */
  readonly writes: (AnyNode | 'unknown' | 'text')[]
  /** At the top of its file, where another cell may see it. */
  readonly isTop: boolean
  /** The function it is a variable of; undefined at the top. */
  readonly owner: AnyNode | undefined
}
interface Scope {
  readonly parent: Scope | undefined
  readonly names: Map<string, Binding>
  /** Where `var` goes. */
  readonly root: Scope
  readonly owner: AnyNode | undefined
}

/** The variable behind each identifier that is an expression or a target; a name of nobody's is not there. */
export class Scopes {
  readonly bindings: Binding[] = []
  private readonly found = new Map<AnyNode, Binding>()
  private readonly globals = new Set<Identifier>()
  private readonly scopes = new Map<AnyNode, Scope>()

  constructor(program: Program) {
    const top = this.begin(program, undefined, undefined, true)
    this.declare(program, top)
    this.resolve(program, top)
  }

  /** The variable that an identifier means; undefined for a global. */
  of(identifier: AnyNode): Binding | undefined {
    return this.found.get(identifier)
  }
  /** Whether the node is that global: nothing of the file has its name. */
  isGlobal(node: AnyNode, name: string): boolean {
    return node.type === 'Identifier' && node.name === name && this.globals.has(node)
  }

  /** Identifiers that nothing in the file declares. */
  get free(): ReadonlySet<Identifier> {
    return this.globals
  }

  /** Every name of the file that a variable of ours must not have. */
  get names(): readonly string[] {
    return [...this.bindings, ...this.globals].map(({ name }) => name)
  }

  private begin(node: AnyNode, parent: Scope | undefined, owner: AnyNode | undefined, isRoot: boolean): Scope {
    const scope = { parent, names: new Map(), owner } as unknown as { root: Scope } & Scope
    scope.root = isRoot || !parent ? scope : parent.root
    this.scopes.set(node, scope)
    return scope
  }

  private add(scope: Scope, name: string, kind: Binding['kind'], write?: AnyNode | 'unknown' | 'text'): void {
    let binding = scope.names.get(name)
    if (!binding) {
      binding = { name, kind, writes: [], isTop: !scope.parent, owner: scope.owner }
      scope.names.set(name, binding)
      this.bindings.push(binding)
    }
    if (write !== undefined) binding.writes.push(write)
  }

  /** Enters every declaration below a node. */
  private declare(node: AnyNode, scope: Scope): void {
    let inner = scope
    if (isFunction(node)) {
      if (node.type === 'FunctionDeclaration' && node.id) this.add(scope, node.id.name, 'function', node)
      inner = this.begin(node, scope, node, true)
      if (node.type === 'FunctionExpression' && node.id) this.add(inner, node.id.name, 'function', node)
      for (const param of node.params) for (const { name } of targets(param)) this.add(inner, name, 'param', 'unknown')
    } else if (node.type === 'ClassDeclaration' || node.type === 'ClassExpression') {
      if (node.type === 'ClassDeclaration' && node.id) this.add(scope, node.id.name, 'class', node)
      inner = this.begin(node, scope, scope.owner, false)
      if (node.id) this.add(inner, node.id.name, 'class', node)
    } else if (node.type === 'StaticBlock') inner = this.begin(node, scope, node, true)
    else if (OPENS.has(node.type)) inner = this.begin(node, scope, scope.owner, false)
    if (node.type === 'ImportDeclaration')
      for (const { local } of node.specifiers) this.add(scope, local.name, 'import', 'unknown')
    else if (node.type === 'CatchClause' && node.param)
      for (const { name } of targets(node.param)) this.add(inner, name, 'catch', 'unknown')
    else if (node.type === 'ForInStatement' || node.type === 'ForOfStatement') {
      if (node.left.type === 'VariableDeclaration')
        for (const { id } of node.left.declarations) {
          const isKey = node.type === 'ForInStatement' && id.type === 'Identifier'
          const holder = node.left.kind === 'var' ? inner.root : inner
          for (const { name } of targets(id)) this.add(holder, name, kindOf(node.left.kind), isKey ? 'text' : 'unknown')
        }
    } else if (node.type === 'VariableDeclaration')
      for (const { id, init } of node.declarations) {
        const holder = node.kind === 'var' ? inner.root : inner
        const write = id.type !== 'Identifier' ? 'unknown' : (init ?? undefined)
        for (const { name } of targets(id)) this.add(holder, name, kindOf(node.kind), write)
      }
    for (const child of childrenOf(node)) this.declare(child, inner)
  }

  /** Finds the variable of every name below a node, and notes what is written to it later. */
  private resolve(node: AnyNode, scope: Scope): void {
    if (node.type === 'Identifier') return this.refer(node, scope)
    const inner = this.scopes.get(node) ?? scope
    const skipped = names(node)
    for (const child of childrenOf(node)) if (!skipped.includes(child)) this.resolve(child, inner)
    if (node.type === 'AssignmentExpression') this.write(node.left, node.left.type === 'Identifier' ? node : 'unknown')
    else if (node.type === 'UpdateExpression') this.write(node.argument, node)
    else if ((node.type === 'ForInStatement' || node.type === 'ForOfStatement') && node.left.type !== 'VariableDeclaration')
      this.write(node.left, 'unknown') // prettier-ignore
  }
  private refer(node: Identifier, scope: Scope): void {
    for (let at: Scope | undefined = scope; at; at = at.parent) {
      const binding = at.names.get(node.name)
      if (binding) return void this.found.set(node, binding)
    }
    this.globals.add(node)
  }
  private write(target: AnyNode, what: AnyNode | 'unknown'): void {
    for (const identifier of targets(target as Pattern)) this.found.get(identifier)?.writes.push(what)
  }
}

const OPENS = new Set(
  'BlockStatement ForStatement ForInStatement ForOfStatement SwitchStatement CatchClause'.split(' '),
)
const kindOf = (kind: string): Binding['kind'] => (kind === 'var' || kind === 'let' ? kind : 'const')

export type FunctionNode = Extract<
  AnyNode,
  { type: 'FunctionDeclaration' | 'FunctionExpression' | 'ArrowFunctionExpression' }
>
export function isFunction(node: AnyNode): node is FunctionNode {
  return /^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type)
}

/** The identifiers that a pattern writes to. */
export function targets(pattern: AnyNode): readonly Identifier[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern]
    case 'ParenthesizedExpression':
      return targets(pattern.expression)
    case 'AssignmentPattern':
      return targets(pattern.left)
    case 'RestElement':
      return targets(pattern.argument)
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => (element ? targets(element) : []))
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) => targets(property.type === 'Property' ? property.value : property))
    default:
      return []
  }
}

/** Children that are names of something else than a variable. */
function names(node: AnyNode): readonly AnyNode[] {
  switch (node.type) {
    case 'MemberExpression':
      return node.computed ? [] : [node.property]
    case 'Property':
    case 'MethodDefinition':
    case 'PropertyDefinition':
      return node.computed ? [] : [node.key]
    case 'LabeledStatement':
    case 'BreakStatement':
    case 'ContinueStatement':
      return node.label ? [node.label] : []
    case 'ImportDeclaration':
      return node.specifiers
    case 'ExportSpecifier':
      return [node.exported]
    case 'ExportAllDeclaration':
      return node.exported ? [node.exported] : []
    case 'MetaProperty':
      return [node.meta, node.property]
    default:
      return []
  }
}
