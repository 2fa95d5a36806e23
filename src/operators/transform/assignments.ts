/** Assignments with an operator, ++ and −−: object and key are evaluated once, and read before the right side. */
import type { AnyNode, MemberExpression } from 'acorn'
import { copy, operatorAt, put, whole, type Context } from './context.js'
import { dispatch, hold, operand, setups, truthOf, type Operand } from './operators.js'
import { ARITHMETIC } from './plain.js'
import { bare } from './source.js'
import type { Text } from './text.js'

/** A variable or a property that is read and written: its text, and what must be evaluated before. */
interface Target {
  readonly name: string
  readonly setup: Text
}

function targetOf(node: AnyNode, context: Context): Target {
  const { code } = context.file.source
  if (node.type !== 'MemberExpression') return { name: code.slice(node.start, node.end), setup: [] }
  const { object, property, computed } = node as MemberExpression
  const isBound = object.type === 'Super' || object.type === 'ThisExpression'
  const holder = isBound ? undefined : operand(object, context, [{ type: 'ThisExpression' } as AnyNode])
  const name = holder?.name ?? code.slice(object.start, object.end)
  const before = holder?.setup ?? []
  if (!computed) return { name: `${name}.${code.slice(property.start, property.end)}`, setup: before }
  const key = operand(property, context, [{ type: 'ThisExpression' } as AnyNode])
  const once =
    bare(property).type === 'Literal'
      ? []
      : key.setup
        ? put(
            `typeof ${key.name} === 'number' || (${key.name} = ${context.file.runtime('key')}(${key.name})), `,
            key.at,
          )
        : undefined
  if (once) return { name: `${name}[${key.name}]`, setup: [before, key.setup ?? [], once] }
  // A variable that holds an object would become a key twice.
  const held = hold(put(`typeof ${key.name} === 'number' ? ${key.name} : ${context.file.runtime('key')}(${key.name})`, key.at), key.at, context) // prettier-ignore
  return { name: `${name}[${held.name}]`, setup: [before, held.setup ?? []] }
}

type Assignment = Extract<AnyNode, { type: 'AssignmentExpression' }>

export function assignment(node: Assignment, context: Context): Text {
  const { plain, source } = context.file
  const { operator, right } = node
  const left = bare(node.left)
  const sign = operator.slice(0, -1)
  const isLogical = sign === '&&' || sign === '||'
  if (!isLogical && !(sign in ARITHMETIC)) return copy(node, context)
  if (plain.has(left) && (isLogical || plain.has(right))) return copy(node, context)
  const at = operatorAt(source.code, node.left.end, operator)
  return context.free(() => {
    const target = targetOf(left, context)
    if (isLogical) return logicalAssignment(sign, left, target, right, context)
    const old: Operand =
      left.type === 'Identifier' ? operand(left, context, [right]) : hold(put(target.name, left.start), left.start, context) // prettier-ignore
    const added = operand(right, context)
    const value = [put('(', at), setups([old, added]), dispatch(sign, old, added, at, context), put(')', at)]
    const done = [put(`${target.name} = `, left.start), value]
    return left.type === 'Identifier' ? done : [put('(', node.start), target.setup, done, put(')', node.end)]
  })
}

function logicalAssignment(sign: string, left: AnyNode, target: Target, right: AnyNode, context: Context): Text {
  const old = hold(put(target.name, left.start), left.start, context)
  const value = context.free(() => context.print(right))
  const write = [put(`(${target.name} = `, left.start), value, put(')', right.end)]
  const sides = sign === '&&' ? [write, put(` : ${old.name}`, left.start)] : [put(`${old.name} : `, left.start), write]
  return [put('(', left.start), target.setup, setups([old]), put('(', left.start), truthOf(old, context), put(') ? ', left.start), sides, put(')', right.end)] // prettier-ignore
}

/** `x++` and its kind; `isUnused` where nobody looks at what it gives. */
export function update(node: Extract<AnyNode, { type: 'UpdateExpression' }>, context: Context, isUnused = false): Text {
  const { start } = node
  const { plain } = context.file
  const left = bare(node.argument)
  if (plain.has(left)) return whole(node)
  const step = context.file.runtime(node.operator === '++' ? 'inc' : 'dec')
  const numeric = context.file.runtime('numeric')
  const place = context.file.place(start)
  return context.free(() => {
    const target = targetOf(left, context)
    const fast = left.type === 'Identifier' ? `typeof ${target.name} === 'number' ? ${node.prefix ? node.operator + target.name : target.name + node.operator} : ` : '' // prettier-ignore
    if (node.prefix || isUnused) {
      const slow = `${target.name} = ${step}(${numeric}(${target.name}), ${place})`
      return [put('(', start), target.setup, put(`${fast}${slow})`, start)]
    }
    const old = context.take()
    const slow = `${old} = ${numeric}(${target.name}), ${target.name} = ${step}(${old}, ${place}), ${old}`
    return [put('(', start), target.setup, put(fast === '' ? `${slow})` : `${fast}(${slow}))`, start)]
  })
}
