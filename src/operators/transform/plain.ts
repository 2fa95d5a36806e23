/** Which expressions can never be a Value: there JavaScript's own operator is right, and nothing is rewritten. */
import type { AnyNode } from 'acorn'
import type { Binding, Scopes } from './scope.js'
import { bare } from './source.js'

export const ARITHMETIC: Readonly<Record<string, string>> = { '+': 'add', '-': 'sub', '*': 'mul', '/': 'div', '%': 'mod', '**': 'pow' } // prettier-ignore
export const COMPARISONS: Readonly<Record<string, string>> = { '<': 'lt', '<=': 'le', '>': 'gt', '>=': 'ge', '==': 'eq', '!=': 'ne', '===': 'same', '!==': 'differs' } // prettier-ignore
/** Constants of `Math`. */
export const CONSTANTS: ReadonlySet<string> = new Set('E LN10 LN2 LOG10E LOG2E PI SQRT1_2 SQRT2'.split(' '))

/** Globals that give no Value when they are called, or made with `new`. */
const MAKERS =
  'Array Map Set WeakMap WeakSet Date RegExp Promise Error TypeError RangeError SyntaxError Float64Array Float32Array Int32Array Uint8Array Uint32Array BigInt Symbol String Boolean parseInt parseFloat isNaN isFinite'.split(
    ' ',
  )
/** Methods of globals that give no Value. */
const ANSWERS = /^(Number\.is\w+|Array\.(isArray|from|of)|Object\.(is|keys|entries|values|create|fromEntries)|JSON\.stringify|Date\.now|performance\.now|BigInt\.\w+)$/ // prettier-ignore

/** What an expression is called with, as `Number.isFinite`, if it is a global or a plain property of one. */
export function globalName(node: AnyNode, scopes: Scopes): string | undefined {
  const of = (one: AnyNode): string | undefined =>
    one.type === 'Identifier' && scopes.isGlobal(one, one.name) ? one.name : undefined
  if (node.type !== 'MemberExpression' || node.computed || node.optional) return of(node)
  const holder = of(node.object)
  return holder && node.property.type === 'Identifier' ? `${holder}.${node.property.name}` : undefined
}

/** The function or constant of the global `Math` that an expression names. */
export function mathName(node: AnyNode, scopes: Scopes): string | undefined {
  const [holder, name] = globalName(node, scopes)?.split('.') ?? []
  return holder === 'Math' ? name : undefined
}

/** Answers for one file; the variables that never hold a Value are found first. */
export class PlainExpressions {
  private readonly kept: Set<Binding>

  constructor(private readonly scopes: Scopes) {
    // A variable at the top may be shared with other cells, unless it is constant.
    const isCandidate = ({ kind, isTop }: Binding): boolean =>
      !(isTop && (kind === 'let' || kind === 'var')) && kind !== 'import' && kind !== 'param' && kind !== 'catch'
    this.kept = new Set(scopes.bindings.filter(isCandidate))
    // All are innocent until one is written to by what may be a Value; what then depends on it goes too.
    for (let before = Infinity; this.kept.size < before;) {
      before = this.kept.size
      for (const binding of this.kept)
        if (!binding.writes.every((write) => write === 'text' || (write !== 'unknown' && this.has(write))))
          this.kept.delete(binding)
    }
  }

  /** Whether this is never a Value. With `given`, as far as those variables hold none. */
  has(node: AnyNode, given?: (binding: Binding) => boolean): boolean {
    const plain = (one: AnyNode): boolean => this.has(one, given)
    switch (node.type) {
      case 'Literal':
      case 'TemplateLiteral':
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
      case 'ClassDeclaration':
      case 'ClassExpression':
      case 'ObjectExpression':
      case 'ArrayExpression':
      case 'MetaProperty':
      case 'ImportExpression':
        return true
      case 'ParenthesizedExpression':
        return plain(node.expression)
      case 'Identifier': {
        const binding = this.scopes.of(node)
        if (!binding) return /^(undefined|NaN|Infinity)$/.test(node.name)
        return this.kept.has(binding) || (given?.(binding) ?? false)
      }
      case 'UnaryExpression':
        return /^[-+]$/.test(node.operator) ? plain(node.argument) : true
      case 'UpdateExpression':
        return plain(node.argument)
      case 'BinaryExpression':
        return node.operator in ARITHMETIC ? plain(node.left) && plain(node.right) : true
      case 'LogicalExpression':
        return plain(node.left) && plain(node.right)
      case 'ConditionalExpression':
        return plain(node.consequent) && plain(node.alternate)
      case 'AssignmentExpression': {
        const operator = node.operator.slice(0, -1)
        if (operator === '') return plain(node.right)
        if (operator in ARITHMETIC || /^(&&|\|\||\?\?)$/.test(operator)) return plain(node.left) && plain(node.right)
        return true
      }
      case 'SequenceExpression':
        return plain(node.expressions.at(-1) as AnyNode)
      case 'MemberExpression':
        return CONSTANTS.has(mathName(node, this.scopes) ?? '')
      case 'NewExpression':
        return MAKERS.includes(globalName(node.callee, this.scopes) ?? '')
      case 'CallExpression': {
        const name = globalName(bare(node.callee), this.scopes) ?? ''
        if (mathName(bare(node.callee), this.scopes))
          return node.arguments.every((one) => one.type !== 'SpreadElement' && plain(one))
        return MAKERS.includes(name) || ANSWERS.test(name)
      }
      default:
        return false
    }
  }

  /** Whether evaluating it again, or later, gives the same and does nothing: a literal, or a variable that is written once. */
  isFixed(node: AnyNode): boolean {
    if (node.type === 'Literal') return true
    if (node.type !== 'Identifier') return false
    const binding = this.scopes.of(node)
    if (!binding) return /^(undefined|NaN|Infinity)$/.test(node.name)
    const { kind, writes } = binding
    // What is imported may change in its own module.
    if (kind === 'const') return true
    const [first] = writes
    if (kind === 'param' || kind === 'catch') return writes.length === 1
    return writes.length === 1 && typeof first === 'object' && !/^(Assignment|Update)/.test(first.type)
  }

  /** Whether evaluating it can write to no variable. */
  isQuiet(node: AnyNode): boolean {
    return node.type === 'Literal' || node.type === 'Identifier'
  }
}
