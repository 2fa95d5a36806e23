/**
 * Runs a program of the random tests by walking its tree. It shares nothing with seegrad: numbers carry their slopes along, the rules of
 * the few operations are written here once more, and where a function has a kink or a number is beyond all bounds the slope is NaN, unknown.
 */
import { parse, type AnyNode, type Expression, type Pattern } from 'acorn'

/** A number, its slopes by the inputs of the program, and how large the terms are that each slope is the sum of. */
export interface Dual {
  readonly v: number
  readonly slopes: readonly number[]
  readonly sizes: readonly number[]
}
const isDual = (x: unknown): x is Dual => typeof x === 'object' && x !== null && 'sizes' in x

/** Input k of `count`. */
export function input(v: number, k: number, count: number): Dual {
  const unit = Array.from({ length: count }, (_, i) => Number(i === k))
  return { v, slopes: unit, sizes: unit }
}

/** Beyond this a slope that is finite here may overflow on another way to it. */
const BOUND = 1e100

/** Σ factor · slopes of the part. */
function combine(v: number, parts: readonly (readonly [part: Dual, factor: number])[]): Dual {
  const moved = parts.filter(([{ slopes }]) => slopes.length > 0)
  const sums = (of: (dual: Dual, k: number, factor: number) => number): readonly number[] =>
    (moved[0]?.[0].slopes ?? []).map((_, k) => moved.reduce((sum, [dual, factor]) => sum + of(dual, k, factor), 0))
  const sizes = sums(({ sizes: all }, k, factor) => Math.abs(all[k]! * factor))
  const slopes = sums(({ slopes: all }, k, factor) => all[k]! * factor)
  // What overflows on the way back to one input is NaN, 0 times ∞, on the way to the others.
  const isBounded = sizes.every((size) => size < BOUND)
  return { v, sizes, slopes: isBounded ? slopes : slopes.map(() => NaN) }
}
const constant = (v: number): Dual => ({ v, slopes: [], sizes: [] })
/** At a kink: what does not move stands still there, too, unless there is no number: on the way back that is 0 times NaN. */
const unknown = (v: number, ...parts: Dual[]): Dual =>
  combine(v, parts.map((part) => [part, Number.isNaN(v) || part.sizes.some((size) => size !== 0) ? NaN : 0])) // prettier-ignore
const isSame = (a: Dual, b: Dual): boolean => [0, 1].every((k) => (a.slopes[k] ?? 0) === (b.slopes[k] ?? 0))

const arithmetic: Readonly<Record<string, (a: Dual, b: Dual) => Dual>> = {
  '+': (a, b) => combine(a.v + b.v, [[a, 1], [b, 1]]), // prettier-ignore
  '-': (a, b) => combine(a.v - b.v, [[a, 1], [b, -1]]), // prettier-ignore
  '*': (a, b) => combine(a.v * b.v, [[a, b.v], [b, a.v]]), // prettier-ignore
  '/': (a, b) => combine(a.v / b.v, [[a, 1 / b.v], [b, -a.v / b.v / b.v]]), // prettier-ignore
  '%': (a, b) => {
    const v = a.v % b.v
    const times = (a.v - v) / b.v
    // Where it jumps, and where nobody knows how often b went into a.
    return !(v !== 0 && Math.abs(times) < 1e9) ? unknown(v, a, b) : combine(v, [[a, 1], [b, -Math.round(times)]]) // prettier-ignore
  },
}
const comparisons: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '==': (a, b) => a === b,
  '===': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '!==': (a, b) => a !== b,
}
const extreme =
  (choose: (a: number, b: number) => number) =>
  (...xs: Dual[]): Dual => {
    const v = xs.map((x) => x.v).reduce(choose)
    const chosen = xs.findIndex((x) => x.v === v)
    if (chosen < 0 || xs.some((x) => x.v === v && !isSame(x, xs[chosen]!))) return unknown(v, ...xs)
    // What is not chosen counts 0 times, which is unknown where its slope is.
    return combine(v, xs.map((x, k) => [x, Number(k === chosen)])) // prettier-ignore
  }
const mathematics: Readonly<Record<string, (...xs: Dual[]) => Dual>> = {
  max: extreme((a, b) => Math.max(a, b)),
  min: extreme((a, b) => Math.min(a, b)),
  abs: (x) => (x!.v === 0 || Number.isNaN(x!.v) ? unknown(Math.abs(x!.v), x!) : combine(Math.abs(x!.v), [[x!, Math.sign(x!.v)]])), // prettier-ignore
  floor: (x) => (Number.isInteger(x!.v) || Number.isNaN(x!.v) ? unknown(Math.floor(x!.v), x!) : combine(Math.floor(x!.v), [[x!, 0]])), // prettier-ignore
}

type Closure = (self: unknown, inputs: readonly unknown[]) => unknown
type Store = Record<string, unknown>
class Scope {
  private readonly names = new Map<string, unknown>()
  constructor(private readonly parent?: Scope) {}
  declare(name: string, x: unknown): void {
    this.names.set(name, x)
  }
  private holder(name: string): Map<string, unknown> {
    if (this.names.has(name)) return this.names
    if (!this.parent) throw new ReferenceError(name)
    return this.parent.holder(name)
  }
  get(name: string): unknown {
    return this.holder(name).get(name)
  }
  set(name: string, x: unknown): void {
    this.holder(name).set(name, x)
  }
}

/** What a statement ends with, if it does not run on. */
type End = { readonly kind: 'break' | 'continue' } | { readonly kind: 'return'; readonly result: unknown } | undefined
class Thrown {
  constructor(readonly what: unknown) {}
}

const number = (x: unknown): Dual => (isDual(x) ? x : constant(Number(x)))
const isTrue = (x: unknown): boolean => (isDual(x) ? Boolean(x.v) : Boolean(x))
const isEqual = (a: unknown, b: unknown): boolean => (isDual(a) && isDual(b) ? a.v === b.v : a === b)
const key = (x: unknown): string => String(isDual(x) ? x.v : x)

/** The function `f` of a program `const f = …`. */
export function interpreted(source: string): (...inputs: Dual[]) => unknown {
  const [first] = parse(source, { ecmaVersion: 'latest' }).body
  if (first?.type !== 'VariableDeclaration') throw new SyntaxError(source)
  const f = evaluate(first.declarations[0]!.init!, new Scope()) as Closure
  return (...inputs) => f(undefined, inputs)
}

function member(object: unknown, name: string): unknown {
  if (!Array.isArray(object)) return (object as Store)[name]
  const list = object as unknown[]
  const call = (f: unknown, ...inputs: unknown[]): unknown => (f as Closure)(undefined, inputs)
  const methods: Readonly<Record<string, (...inputs: unknown[]) => unknown>> = {
    map: (f) => list.map((x, i) => call(f, x, constant(i))),
    reduce: (f) => list.reduce((a, b) => call(f, a, b)),
    // oxlint-disable-next-line unicorn/no-array-sort -- in place, as the program says
    sort: (f) => list.sort((a, b) => number(call(f, a, b)).v),
    filter: (f) => list.filter((x) => isTrue(call(f, x))),
    indexOf: (x) => constant(list.findIndex((y) => isEqual(x, y))),
  }
  if (name === 'length') return constant(list.length)
  const method = methods[name]
  return method ? (((_self, inputs) => method(...inputs)) satisfies Closure) : (list as unknown as Store)[name]
}

/** A place that can be read and written: what its parts are is found out once. */
function place(node: AnyNode, scope: Scope): { get: () => unknown; set: (x: unknown) => unknown } {
  if (node.type === 'Identifier') return { get: () => scope.get(node.name), set: (x) => (scope.set(node.name, x), x) }
  if (node.type !== 'MemberExpression') throw new SyntaxError(node.type)
  const object = evaluate(node.object, scope) as Store
  const name = node.computed ? key(evaluate(node.property, scope)) : (node.property as { name: string }).name
  return { get: () => member(object, name), set: (x) => (object[name] = x) }
}

const spread = (nodes: readonly (AnyNode | null)[], scope: Scope): unknown[] =>
  nodes.flatMap((node) => {
    if (node?.type === 'SpreadElement') return evaluate(node.argument, scope) as unknown[]
    return [evaluate(node!, scope)]
  })

function bind(pattern: Pattern, x: unknown, scope: Scope): void {
  if (pattern.type === 'Identifier') scope.declare(pattern.name, x)
  else if (pattern.type === 'AssignmentPattern')
    bind(pattern.left, x === undefined ? evaluate(pattern.right, scope) : x, scope)
  else if (pattern.type === 'ArrayPattern')
    pattern.elements.forEach((element, i) => bind(element!, (x as unknown[])[i], scope))
  else if (pattern.type === 'ObjectPattern')
    for (const property of pattern.properties) {
      if (property.type !== 'Property' || property.key.type !== 'Identifier') throw new SyntaxError(property.type)
      bind(property.value, (x as Store)[property.key.name], scope)
    }
  else throw new SyntaxError(pattern.type)
}

function evaluate(node: AnyNode, scope: Scope): unknown {
  const inner = (one: AnyNode): unknown => evaluate(one, scope)
  switch (node.type) {
    case 'Literal':
      return typeof node.value === 'number' ? constant(node.value) : node.value
    case 'Identifier':
      return scope.get(node.name)
    case 'ThisExpression':
      return scope.get('this')
    case 'ArrayExpression':
      return spread(node.elements, scope)
    case 'ObjectExpression':
      return Object.assign(
        {},
        ...node.properties.map((one) =>
          one.type === 'SpreadElement' ? { ...(inner(one.argument) as Store) } : { [(one.key as { name: string }).name]: inner(one.value) },
        ),
      ) // prettier-ignore
    case 'ArrowFunctionExpression':
    case 'FunctionExpression': {
      const closure: Closure = (self, inputs) => {
        const own = new Scope(scope)
        if (node.type === 'FunctionExpression') own.declare('this', self)
        node.params.forEach((param, i) => bind(param, inputs[i], own))
        if (node.body.type !== 'BlockStatement') return evaluate(node.body, own)
        const end = execute(node.body, own)
        return end?.kind === 'return' ? end.result : undefined
      }
      return closure
    }
    case 'UnaryExpression':
      return node.operator === '!' ? !isTrue(inner(node.argument)) : negated(number(inner(node.argument)))
    case 'BinaryExpression': {
      const [a, b] = [number(inner(node.left)), number(inner(node.right))]
      const compare = comparisons[node.operator]
      return compare ? compare(a.v, b.v) : arithmetic[node.operator]!(a, b)
    }
    case 'LogicalExpression': {
      const left = inner(node.left)
      const isDone = { '&&': !isTrue(left), '||': isTrue(left), '??': left !== undefined }[node.operator]
      return isDone ? left : inner(node.right)
    }
    case 'ConditionalExpression':
      return inner(isTrue(inner(node.test)) ? node.consequent : node.alternate)
    case 'AssignmentExpression': {
      const { get, set } = place(node.left, scope)
      const sign = node.operator.slice(0, -1)
      if (sign === '') return set(inner(node.right))
      const old = get()
      if (sign === '&&' || sign === '||') return isTrue(old) === (sign === '&&') ? set(inner(node.right)) : old
      return set(arithmetic[sign]!(number(old), number(inner(node.right))))
    }
    case 'UpdateExpression': {
      const { get, set } = place(node.argument, scope)
      const old = number(get())
      const next = set(arithmetic[node.operator.slice(1)]!(old, constant(1)))
      return node.prefix ? next : old
    }
    case 'MemberExpression':
      return place(node, scope).get()
    case 'CallExpression':
      return called(node.callee as Expression, () => spread(node.arguments, scope), scope)
    default:
      throw new SyntaxError(node.type)
  }
}
const negated = (x: Dual): Dual => combine(-x.v, [[x, -1]])

function called(callee: Expression, inputs: () => unknown[], scope: Scope): unknown {
  if (callee.type !== 'MemberExpression') {
    const f = evaluate(callee, scope) as Closure
    return f(undefined, inputs())
  }
  const { name } = callee.property as { name: string }
  if (callee.object.type === 'Identifier' && callee.object.name === 'Math')
    return mathematics[name]!(...inputs().map(number))
  const self = evaluate(callee.object, scope)
  return (member(self, name) as Closure)(self, inputs())
}

function declare(node: AnyNode, scope: Scope): void {
  if (node.type !== 'VariableDeclaration') throw new SyntaxError(node.type)
  for (const { id, init } of node.declarations) bind(id, init ? evaluate(init, scope) : undefined, scope)
}

function execute(node: AnyNode, scope: Scope): End {
  switch (node.type) {
    case 'VariableDeclaration':
      return void declare(node, scope)
    case 'ExpressionStatement':
      return void evaluate(node.expression, scope)
    case 'ReturnStatement':
      return { kind: 'return', result: evaluate(node.argument!, scope) }
    case 'BreakStatement':
      return { kind: 'break' }
    case 'ContinueStatement':
      return { kind: 'continue' }
    case 'ThrowStatement':
      throw new Thrown(evaluate(node.argument, scope))
    case 'BlockStatement':
      return listed(node.body, new Scope(scope))
    case 'IfStatement':
      if (isTrue(evaluate(node.test, scope))) return execute(node.consequent, scope)
      return node.alternate ? execute(node.alternate, scope) : undefined
    case 'WhileStatement':
      return repeated(node.body, scope, () => isTrue(evaluate(node.test, scope)))
    case 'DoWhileStatement': {
      let isFirst = true
      return repeated(node.body, scope, () => (isFirst ? !(isFirst = false) : isTrue(evaluate(node.test, scope))))
    }
    case 'ForStatement': {
      const own = new Scope(scope)
      declare(node.init!, own)
      return repeated(node.body, own, () => isTrue(evaluate(node.test!, own)), () => evaluate(node.update!, own)) // prettier-ignore
    }
    case 'ForOfStatement':
      for (const x of evaluate(node.right, scope) as unknown[]) {
        const own = new Scope(scope)
        bind((node.left as { declarations: { id: Pattern }[] }).declarations[0]!.id, x, own)
        const end = execute(node.body, own)
        if (end?.kind === 'break') return undefined
        if (end?.kind === 'return') return end
      }
      return undefined
    case 'SwitchStatement': {
      const asked = evaluate(node.discriminant, scope)
      const own = new Scope(scope)
      let start = node.cases.findIndex(({ test }) => test && isEqual(asked, evaluate(test, own)))
      if (start < 0) start = node.cases.findIndex(({ test }) => !test)
      const end = listed(node.cases.slice(start).flatMap(({ consequent }) => consequent), own)
      return end?.kind === 'break' ? undefined : end
    } // prettier-ignore
    case 'TryStatement':
      try {
        return execute(node.block, scope)
      } catch (error) {
        if (!(error instanceof Thrown)) throw error
        const own = new Scope(scope)
        bind(node.handler!.param!, error.what, own)
        return execute(node.handler!.body, own)
      }
    default:
      throw new SyntaxError(node.type)
  }
}

function listed(nodes: readonly AnyNode[], scope: Scope): End {
  for (const node of nodes) {
    const end = execute(node, scope)
    if (end) return end
  }
  return undefined
}

function repeated(body: AnyNode, scope: Scope, goesOn: () => boolean, step?: () => unknown): End {
  for (; goesOn(); step?.()) {
    const end = execute(body, scope)
    if (end?.kind === 'break') return undefined
    if (end?.kind === 'return') return end
  }
  return undefined
}
