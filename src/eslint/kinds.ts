/** What an expression is, as far as a file tells without its types: a Value, a list of them, or something that nobody said. */
import { ops } from '../ops/table.js'
import { bare, isFunction, propertyOf, resultOf, type Node, type SourceCode, type Variable } from './tree.js'

/** `tree`: a Value or something that holds Values; `maybe`: a Value, or nothing at all, or a number. */
export type Kind = 'value' | 'maybe' | 'list' | 'tree' | undefined

/** Transforms, which call their function with Values: only its first argument, unless `argnums` says another. */
const ofFirst = new Set(['grad', 'valueAndGrad', 'jacobian', 'hessian'])
const ofAll = new Set(['jvp', 'vjp', 'hvp', 'trace'])
/** Methods of a list whose callback gets an element first, and those that give a list of the same elements or one of them. */
const walks = new Set(['map', 'forEach', 'filter', 'some', 'every', 'find', 'findIndex', 'findLast', 'findLastIndex', 'flatMap']) // prettier-ignore
const sameElements = new Set([
  'filter',
  'slice',
  'concat',
  'reverse',
  'toReversed',
  'toSpliced',
  'splice',
  'with',
  'flat',
])
const oneElement = new Set(['at', 'find', 'findLast', 'pop', 'shift'])
const listOps = new Set(['softmax', 'logSoftmax'])

export class Kinds {
  private readonly known = new Map<Node, Kind>()
  constructor(private readonly source: SourceCode) {}

  /** What an expression is. */
  of(expression: Node): Kind {
    const node = bare(expression)
    // While it is being found out, it is nothing that anybody said: a loop of definitions ends here.
    if (!this.known.has(node)) {
      this.known.set(node, undefined)
      this.known.set(node, asserted(expression, this) ?? this.find(node))
    }
    return this.known.get(node)
  }
  /** Whether it certainly is a Value. */
  isValue(node: Node): boolean {
    return this.of(node) === 'value'
  }
  isList(node: Node): boolean {
    return this.of(node) === 'list'
  }

  variable(identifier: Node): Variable | undefined {
    for (let scope = this.source.getScope(identifier) as ReturnType<SourceCode['getScope']> | null; scope; scope = scope.upper) {
      const found = scope.set.get(identifier['name'])
      if (found) return found
    } // prettier-ignore
    return undefined
  }
  /** Whether a name is JavaScript's own, as `Number`. */
  isGlobal(node: Node, name: string): boolean {
    return node.type === 'Identifier' && node['name'] === name && !this.variable(node)?.defs.length
  }
  /** The name that seegrad exports it by: `tanh` for `tanh`, for `t` of `{ tanh as t }`, for `sg.tanh`. */
  exported(node: Node): string | undefined {
    if (node.type === 'MemberExpression' || node.type === 'TSQualifiedName') {
      const owner = node['object'] ?? node['left']
      const name = node.type === 'MemberExpression' ? propertyOf(node) : node['right'].name
      return owner.type === 'Identifier' && this.import(owner)?.type === 'ImportNamespaceSpecifier' ? name : undefined
    }
    const specifier = node.type === 'Identifier' ? this.import(node) : undefined
    return specifier?.type === 'ImportSpecifier' ? specifier['imported'].name : undefined
  }
  private import(identifier: Node): Node | undefined {
    const definition = this.variable(identifier)?.defs[0]
    if (definition?.type !== 'ImportBinding') return undefined
    const from: unknown = (definition.parent ?? definition.node.parent)['source'].value
    return typeof from === 'string' && /^seegrad(\/|$)/.test(from) ? definition.node : undefined
  }

  private find(node: Node): Kind {
    switch (node.type) {
      case 'Identifier':
        return this.ofVariable(node)
      case 'CallExpression':
        return this.ofCall(node)
      case 'ArrayExpression':
        return node['elements'].some((one: Node | null) => one && this.ofElement(one) === 'value') ? 'list' : undefined
      case 'ConditionalExpression':
        return joined(this.of(node['consequent']), this.of(node['alternate']))
      case 'LogicalExpression':
        return node['operator'] === '??' ? this.of(node['left']) && this.of(node['right']) : this.of(node['right'])
      case 'AssignmentExpression':
        return node['operator'] === '=' ? this.of(node['right']) : undefined
      case 'MemberExpression':
        return this.ofMember(node)
      default:
        return undefined
    }
  }
  private ofElement(node: Node): Kind {
    return node.type === 'SpreadElement' ? (this.isList(node['argument']) ? 'value' : undefined) : this.of(node)
  }

  private ofMember(node: Node): Kind {
    const { object, property, computed } = node
    if (object.type === 'ThisExpression') return this.ofField(node)
    const owner = this.of(object)
    if (owner === 'list' && computed && propertyOf(node) === undefined) return 'maybe'
    if (owner === 'value' && !computed && property.name === 'prev') return 'list'
    return undefined
  }
  /** `this.w` of the class around it, if the class says what `w` is. */
  private ofField(member: Node): Kind {
    let at = member.parent
    while (at && at.type !== 'ClassBody') at = at.parent
    const { property, computed } = member
    for (const field of (at?.['body'] ?? []) as Node[]) {
      const { type, key } = field
      if (computed || type !== 'PropertyDefinition' || field['computed']) continue
      if (key.type !== property.type || key.name !== property.name) continue
      return this.ofType(field['typeAnnotation']?.typeAnnotation) ?? (field['value'] ? this.of(field['value']) : undefined)
    } // prettier-ignore
    return undefined
  }

  private ofCall({ callee: called, arguments: given }: Node): Kind {
    const callee = bare(called)
    const name = this.exported(callee)
    if (name === 'value' || name === 'asValue') return 'value'
    if (name !== undefined && (ops.has(name) || name === 'where')) {
      const isOfValues = given.some((one: Node) => ['value', 'list'].includes(this.ofElement(one) ?? ''))
      return isOfValues ? (listOps.has(name) ? 'list' : 'value') : undefined
    }
    if (callee.type === 'MemberExpression') return this.ofMethod(callee, given)
    const definition = callee.type === 'Identifier' ? this.variable(callee)?.defs[0] : undefined
    if (definition?.type !== 'FunctionName' && definition?.type !== 'Variable') return isFunction(callee) ? this.ofResult(callee) : undefined
    const f = definition.type === 'FunctionName' ? definition.node : definition.node['init']
    return isFunction(f) ? this.ofResult(f) : undefined
  } // prettier-ignore
  private ofResult(f: Node): Kind {
    if (f['returnType']) return this.ofType(f['returnType'].typeAnnotation)
    const result = resultOf(f)
    return result ? this.of(result) : undefined
  }
  private ofMethod(callee: Node, given: readonly Node[]): Kind {
    const name = propertyOf(callee) ?? ''
    const owner = this.of(callee['object'])
    if (owner === 'value') return ops.has(name) || name === 'detach' ? 'value' : undefined
    if (name === 'map' && given[0]) return this.givesValues(given[0], owner) ? 'list' : undefined
    if (owner !== 'list') return undefined
    return sameElements.has(name) ? 'list' : oneElement.has(name) ? 'maybe' : undefined
  }
  /** Whether a callback makes Values: `value` itself, an op of Values, or a function whose result is one. */
  private givesValues(callback: Node, owner: Kind): boolean {
    const name = this.exported(callback)
    if (name !== undefined) return name === 'value' || (owner === 'list' && ops.get(name)?.arity === 1)
    return isFunction(callback) && this.ofResult(callback) === 'value'
  }

  private ofVariable(identifier: Node): Kind {
    const variable = this.variable(identifier)
    const definition = variable?.defs[0]
    if (!variable || !definition || variable.defs.length > 1) return undefined
    const { name, node } = definition
    const annotation = name['typeAnnotation']?.typeAnnotation
    const isCalledByTransform = definition.type === 'Parameter' ? this.ofParameter(name, node) : undefined
    if (annotation) {
      const said = this.ofType(annotation)
      if (said) return name['optional'] ? 'maybe' : said
      const isNumber = annotation.type === 'TSNumberKeyword'
      return isNumber && isCalledByTransform ? 'value' : isCalledByTransform === 'tree' ? listOfNumbers(annotation) : undefined
    }
    if (definition.type === 'Parameter') return isCalledByTransform
    if (definition.type !== 'Variable') return undefined
    if (definition.parent?.['kind'] === 'const' || !variable.references.some((one) => one.writeExpr)) return this.ofBinding(name, node)
    const kinds = variable.references.flatMap(({ writeExpr }) => (writeExpr ? [this.ofWritten(writeExpr, name, node)] : []))
    return kinds.every((kind) => kind === kinds[0]) ? kinds[0] : kinds.includes('value') ? 'maybe' : undefined
  } // prettier-ignore
  private ofWritten(written: Node, name: Node, declarator: Node): Kind {
    return written === declarator['init'] ? this.ofBinding(name, declarator) : this.of(written)
  }
  /** What a declaration gives to a name: all of its right side, or an element. */
  private ofBinding(name: Node, declarator: Node): Kind {
    const { id, init } = declarator
    const loop = declarator.parent?.parent
    const isOf = loop?.type === 'ForOfStatement' && loop['left'] === declarator.parent
    const source = isOf ? element(this.of(loop['right'])) : init ? this.of(init) : undefined
    return id === name ? source : part(id, name, source)
  }

  /** A parameter of a function that a transform, or a method of a list, calls. */
  private ofParameter(name: Node, f: Node): Kind {
    const position = f['params'].findIndex((one: Node) => one === name || within(name, one))
    const parameter = f['params'][position]
    if (!parameter) return undefined
    const call = this.caller(f)
    const given = call ? this.handed(call, position) : undefined
    return parameter === name ? given : part(parameter, name, given)
  }
  /** The call that a function is handed to, itself or by its name. */
  private caller(f: Node): Node | undefined {
    const isHanded = (at: Node): boolean => at.parent?.type === 'CallExpression' && at.parent['arguments'][0] === at
    if (isHanded(f)) return f.parent
    const named = f.type === 'FunctionDeclaration' ? f['id'] : f.parent?.type === 'VariableDeclarator' ? f.parent['id'] : undefined
    const variable = named?.type === 'Identifier' ? this.variable(named) : undefined
    const uses = variable?.references.filter(({ identifier }) => isHanded(identifier)) ?? []
    return uses.map(({ identifier }) => identifier.parent).find((call) => this.handed(call, 0) ?? this.handed(call, 1))
  } // prettier-ignore
  /** What such a call hands to a parameter. */
  private handed({ callee, arguments: given }: Node, position: number): Kind {
    const name = this.exported(bare(callee))
    if (name !== undefined && ofAll.has(name)) return 'tree'
    if (name !== undefined && ofFirst.has(name)) return argnums(given[1]).includes(position) ? 'tree' : undefined
    if (callee.type !== 'MemberExpression' || !this.isList(callee['object'])) return undefined
    const method = propertyOf(callee) ?? ''
    if (walks.has(method)) return position === 0 ? 'value' : undefined
    return (method === 'reduce' && position === 1) || /^(toS|s)ort(ed)?$/.test(method) ? 'value' : undefined
  }

  /** What a type says. */
  ofType(type: Node | undefined): Kind {
    if (!type) return undefined
    if (type.type === 'TSUnionType') {
      const kinds: Kind[] = type['types'].map((one: Node) => this.ofType(one))
      return kinds.includes('value') ? (kinds.every((kind) => kind === 'value') ? 'value' : 'maybe') : undefined
    }
    if (type.type === 'TSArrayType') return this.ofType(type['elementType']) === 'value' ? 'list' : undefined
    if (type.type === 'TSTypeOperator') return this.ofType(type['typeAnnotation'])
    if (type.type !== 'TSTypeReference') return undefined
    const { typeName } = type
    if (this.exported(typeName) === 'Value') return 'value'
    const [inner] = type['typeArguments']?.params ?? []
    return /^(Readonly)?Array$/.test(typeName.name) && this.ofType(inner) === 'value' ? 'list' : undefined
  }
  /** Whether a type, or anything in it, is a Value: somebody who writes `new Set<Value>()` knows what is in it. */
  namesValue(type: Node | undefined): boolean {
    return !!type?.['params']?.some((one: Node) => this.ofType(one))
  }
}

/** `x as Value` says more than `x`. */
function asserted(node: Node, kinds: Kinds): Kind {
  return node.type.startsWith('TS') && node['typeAnnotation'] ? kinds.ofType(node['typeAnnotation']) : undefined
}
const joined = (a: Kind, b: Kind): Kind => (a === b ? a : a === 'value' || b === 'value' ? 'maybe' : undefined)
const element = (kind: Kind): Kind => (kind === 'list' ? 'value' : undefined)

/** What a name in a pattern gets of what the pattern takes apart. */
function part(pattern: Node, name: Node, source: Kind): Kind {
  if (pattern.type === 'AssignmentPattern') return pattern['left'] === name ? (source === 'value' ? 'maybe' : source) : part(pattern['left'], name, source)
  if (pattern.type === 'RestElement') return undefined
  if (pattern.type !== 'ArrayPattern') return undefined
  const isDirect = pattern['elements'].includes(name)
  return isDirect && source === 'list' ? 'value' : isDirect && source === 'tree' ? 'tree' : undefined
} // prettier-ignore
function within(name: Node, pattern: Node): boolean {
  for (let at: Node | null = name; at; at = at.parent) if (at === pattern) return true
  return false
}
function listOfNumbers(type: Node): Kind {
  const inner = type.type === 'TSTypeOperator' ? type['typeAnnotation'] : type
  return inner.type === 'TSArrayType' && inner['elementType'].type === 'TSNumberKeyword' ? 'list' : undefined
}
/** The positions that `{ argnums }` says; 0 without it; none if they are not written there. */
function argnums(options: Node | undefined): readonly number[] {
  if (!options) return [0]
  if (options.type !== 'ObjectExpression') return []
  const property = options['properties'].find((one: Node) => one['key']?.name === 'argnums')
  if (!property) return options['properties'].some((one: Node) => one.type === 'SpreadElement') ? [] : [0]
  const { type, value, elements } = property.value
  if (type === 'Literal') return [value]
  return type === 'ArrayExpression' ? elements.map((one: Node) => one['value']) : []
}
