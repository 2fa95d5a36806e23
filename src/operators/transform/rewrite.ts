/** The rules of the rewriting, by the kind of node that they are for. */
import type { AnyNode } from 'acorn'
import { assignment, update } from './assignments.js'
import { call, list, reference } from './calls.js'
import { copy, cut, put, type Context } from './context.js'
import { enclosed, functionText } from './functions.js'
import { binary, conditional, logical, template, unary } from './operators.js'
import { globalName } from './plain.js'
import { isFunction } from './scope.js'
import { choice, declarator, expression, listed, tested } from './statements.js'
import type { Text } from './text.js'

/** Prints a node, its operators rewritten where that is on. */
export function print(node: AnyNode, context: Context): Text {
  if (isFunction(node)) return functionText(node, context)
  return context.on ? rewritten(node, context) : untouched(node, context)
}

/** Outside, only what rewritten code gets from there: names for functions of Math. */
function untouched(node: AnyNode, context: Context): Text {
  if (node.type !== 'VariableDeclarator' || !node.init) return copy(node, context)
  const isAlias = /^Math(\.\w+)?$/.test(globalName(node.init, context.file.scopes) ?? '')
  return copy(node, context, (child) => (isAlias && child === node.init ? rewritten(child, context) : undefined))
}

function rewritten(node: AnyNode, context: Context): Text {
  switch (node.type) {
    case 'BinaryExpression':
      return binary(node, context)
    case 'UnaryExpression':
      return unary(node, context)
    case 'UpdateExpression':
      return update(node, context)
    case 'AssignmentExpression':
      return assignment(node, context)
    case 'LogicalExpression':
      return logical(node, context)
    case 'ConditionalExpression':
      return conditional(node, context)
    case 'SequenceExpression':
      // Where it is taken in hand or given to the runtime, its commas would mean something else.
      return [put('(', node.start), copy(node, context), put(')', node.end)]
    case 'TemplateLiteral':
      return template(node, context)
    case 'TaggedTemplateExpression':
      return copy(node, context, (child) => (child === node.quasi ? copy(child, context) : undefined))
    case 'CallExpression':
      return call(node, context)
    case 'NewExpression':
      return globalName(node.callee, context.file.scopes) === 'Array' ? list(node, context) : copy(node, context)
    case 'Identifier':
    case 'MemberExpression':
      return reference(node, context) ?? copy(node, context)
    case 'Property': {
      const text = node.shorthand && node.value.type === 'Identifier' ? reference(node.value, context) : undefined
      return text ? [put('Math: ', node.start), text] : copy(node, context)
    }
    case 'VariableDeclarator':
      return declarator(node, context)
    case 'IfStatement':
    case 'WhileStatement':
    case 'DoWhileStatement':
    case 'ForStatement':
      return tested(node, context)
    case 'SwitchStatement':
      return choice(node, context)
    case 'ExpressionStatement':
      return expression(node, context)
    case 'Program':
    case 'BlockStatement':
      return listed(node, context)
    case 'StaticBlock': {
      const inner = context.inner(true)
      const start = context.file.source.code.indexOf('{', node.start) + 1
      const text = listed({ ...node, start }, inner)
      return [cut(node.start, start), put(` ${inner.declaration}`, start), text]
    }
    case 'PropertyDefinition':
      return copy(node, context, (child) => (child === node.value ? enclosed(child, context) : undefined))
    default:
      return copy(node, context)
  }
}
