/** The rule `no-value-coercion`: where plain JavaScript meets a Value and, as it has no hook there, answers wrongly without a word. */
import { ops } from '../ops/table.js'
import { Kinds, type Kind } from './kinds.js'
import type { Rule, RuleContext } from './plugin.js'
import { bare, isRewritten, propertyOf, resultOf, type Node } from './tree.js'

const said = {
  truth: 'A Value is an object and always true here: write `{{x}}.data !== 0`, or isTrue({{x}}) where a recording shall know of the branch.',
  truths: 'What the function gives is a Value, an object and always true: let it give a comparison of `.data`.',
  same: '`{{operator}}` compares nodes here, not numbers: write `{{x}}.data {{operator}} {{y}}`, or compare `.id` to ask for the same node.',
  choice: 'A switch compares nodes here, not numbers: write `switch ({{x}}.data)`.',
  type: "typeof a Value is 'object': write isValue({{x}}), or `typeof {{x}}.data`.",
  search: '`{{method}}` looks for the node, not for the number: write `{{list}}.{{other}}((one) => one.data === {{x}})`.',
  key: 'A {{collection}} takes a Value by its node, not by its number: write `{{x}}.data`, or `new {{collection}}<{{types}}>()` or `{{x}}.id` if the node is meant.',
  keys: 'A Set takes Values by their nodes, not by their numbers: write `new Set({{x}}.map((one) => one.data))`, or `new Set<Value>(…)` if nodes are meant.',
  question: '`{{f}}` does not see the number in a Value: write `{{f}}({{x}}.data)`.',
  questions: '`{{f}}` does not see the number in a Value: write `(one) => {{f}}(one.data)`.',
  clone: 'structuredClone makes a Value a dead object: copy `{{x}}.data`, or its graph by graphOf({{x}}).',
  operator: 'No operator works on a Value here: write {{mend}}, or say "use grad" in this function.',
  text: 'A Value does not become a text by itself: write `{{x}}.toString()`, or `{{x}}.data` for the number.',
  math: '`Math.{{name}}` takes no Value: write {{mend}}.',
} as const // prettier-ignore
type Message = keyof typeof said

const asOps: Readonly<Record<string, string>> = {'+': 'add', '-': 'sub', '*': 'mul', '/': 'div', '**': 'pow', '%': 'fmod', '<': 'less', '<=': 'lessEqual', '>': 'greater', '>=': 'greaterEqual'} // prettier-ignore
const bits = new Set(['&', '|', '^', '<<', '>>', '>>>'])
/** Which op a function of Math is, as the rows say. */
const ofMath = new Map([...ops.values()].flatMap(({ math, name }) => (math ? [[math, name] as const] : [])))
const asks = new Set(['isFinite', 'isNaN', 'isInteger', 'isSafeInteger'])
const filters = new Set(['filter', 'some', 'every', 'find', 'findIndex', 'findLast', 'findLastIndex'])
const searches: Readonly<Record<string, string>> = { includes: 'some', indexOf: 'findIndex', lastIndexOf: 'findLastIndex' } // prettier-ignore
const keyed: Readonly<Record<string, readonly string[]>> = { Map: ['set', 'get', 'has', 'delete'], Set: ['add', 'has', 'delete'] } // prettier-ignore
const isNothing = (node: Node): boolean => (node.type === 'Literal' && node['value'] === null && node['raw'] === 'null') || (node.type === 'Identifier' && node['name'] === 'undefined') || (node.type === 'UnaryExpression' && node['operator'] === 'void') // prettier-ignore
const isText = (node: Node): boolean => node.type === 'TemplateLiteral' || (node.type === 'Literal' && typeof node['value'] === 'string') // prettier-ignore

export const noValueCoercion: Rule = {
  meta: {
    type: 'problem',
    docs: {
      description: 'Find where plain JavaScript meets a Value of seegrad and silently answers wrongly.',
      recommended: true,
    },
    schema: [],
    messages: said,
  },
  create: (context) => new Finder(context).visitors,
}

class Finder {
  private readonly kinds: Kinds
  constructor(private readonly context: RuleContext) {
    this.kinds = new Kinds(context.sourceCode)
  }

  readonly visitors: Readonly<Record<string, (node: Node) => void>> = {
    IfStatement: ({ test }) => this.truth(test),
    WhileStatement: ({ test }) => this.truth(test),
    DoWhileStatement: ({ test }) => this.truth(test),
    ForStatement: ({ test }) => test && this.truth(test),
    ConditionalExpression: ({ test }) => this.truth(test),
    LogicalExpression: ({ operator, left }) => operator !== '??' && this.truth(left),
    UnaryExpression: (node) => this.unary(node),
    UpdateExpression: ({ argument, operator }) => this.operator(argument, `\`${this.text(argument)} = ${operator === '++' ? 'add' : 'sub'}(${this.text(argument)}, 1)\``), // prettier-ignore
    BinaryExpression: (node) => this.binary(node),
    AssignmentExpression: (node) => this.assignment(node),
    TemplateLiteral: (node) => this.template(node),
    SwitchStatement: ({ discriminant, cases }) => this.choice(discriminant, cases),
    CallExpression: (node) => this.call(node),
    NewExpression: (node) => this.made(node),
  }

  private text(node: Node): string {
    return this.context.sourceCode.getText(bare(node))
  }
  private report(node: Node, messageId: Message, data: Readonly<Record<string, string>> = {}): void {
    if (!isRewritten(node)) this.context.report({ node, messageId, data })
  }
  private is(node: Node, ...kinds: readonly Kind[]): boolean {
    const kind = this.kinds.of(node)
    return kind !== undefined && kinds.includes(kind)
  }
  /** Whether there is a Value where a list would make no sense. */
  private isNumeric(node: Node): boolean {
    return this.is(node, 'value', 'maybe', 'tree')
  }
  private op(name: string, ...given: readonly Node[]): string {
    return `${name}(${given.map((one) => this.text(one)).join(', ')})`
  }

  /** Tests are asked part by part: `a && b` reports a where it is the left side, and b here. */
  private truth(test: Node): void {
    const node = bare(test)
    if (node.type === 'LogicalExpression' && node['operator'] !== '??') return this.truth(node['right'])
    if (this.kinds.isValue(node) || this.isHanded(node)) this.report(node, 'truth', { x: this.text(node) })
  }
  /** Whether it is a parameter, whole, that a transform fills. */
  private isHanded(node: Node): boolean {
    if (node.type !== 'Identifier' || !this.is(node, 'tree')) return false
    const [definition] = this.kinds.variable(node)?.defs ?? []
    return definition?.type === 'Parameter' && (definition.node['params'] as Node[]).includes(definition.name)
  }

  private unary({ operator, argument, parent }: Node): void {
    if (operator === '!') return this.truth(argument)
    if (operator === 'typeof') {
      const other = parent.type === 'BinaryExpression' ? bare(parent['left'].argument === argument ? parent['right'] : parent['left']) : undefined // prettier-ignore
      if (this.kinds.isValue(argument) && !['undefined', 'object'].includes(other?.['value'])) this.report(parent, 'type', { x: this.text(argument) }) // prettier-ignore
    } else if (operator === '-') this.operator(argument, this.op('neg', argument))
    else if (operator === '+' || operator === '~') this.operator(argument, `${this.text(argument)}.data`)
  }
  private operator(node: Node, mend: string): void {
    if (this.isNumeric(node)) this.report(node.parent, 'operator', { mend })
  }

  private binary(node: Node): void {
    const { operator, left, right } = node
    if (/^[!=]==?$/.test(operator)) return this.same(node)
    if (!this.isNumeric(left) && !this.isNumeric(right)) return
    const [x, y] = this.isNumeric(left) ? [left, right] : [right, left]
    if (operator === '+' && isText(bare(y))) this.report(node, 'text', { x: this.text(x) })
    else if (/^[<>]/.test(operator) && operator in asOps)
      this.report(node, 'operator', { mend: `${[left, right].map((side) => this.data(side)).join(` ${operator} `)}, or ${this.op(asOps[operator]!, left, right)} for 0 or 1` }) // prettier-ignore
    else if (operator in asOps) this.report(node, 'operator', { mend: this.op(asOps[operator]!, left, right) })
    else if (bits.has(operator)) this.report(node, 'operator', { mend: `${this.text(x)}.data` })
  }
  private data(node: Node): string {
    return this.isNumeric(node) ? `${this.text(node)}.data` : this.text(node)
  }
  private same(node: Node): void {
    const { operator, left, right } = node
    if ([left, right].some((side) => isNothing(bare(side)) || isText(bare(side)))) return
    const [x, y] = this.isNumeric(left) ? [left, right] : [right, left]
    if (this.is(x, 'value', 'maybe') || (this.is(x, 'tree') && bare(y).type === 'Literal'))
      this.report(node, 'same', { operator, x: this.text(x), y: this.data(y) })
  }
  private assignment({ operator, left, right, parent }: Node): void {
    if (operator === '=' || operator === '??=') return
    const plain: string = operator.slice(0, -1)
    if (plain === '&&' || plain === '||') return this.truth(left)
    if (!this.isNumeric(left) && !this.isNumeric(right)) return
    const mend = plain in asOps ? `\`${this.text(left)} = ${this.op(asOps[plain]!, left, right)}\`` : `${this.text(right)}.data` // prettier-ignore
    this.report(parent.type === 'ExpressionStatement' ? parent : right.parent, 'operator', { mend })
  }
  private template(node: Node): void {
    if (node.parent.type === 'TaggedTemplateExpression') return
    for (const hole of node['expressions']) if (this.kinds.isValue(hole)) this.report(hole, 'text', { x: this.text(hole) }) // prettier-ignore
  }
  private choice(discriminant: Node, cases: readonly Node[]): void {
    if (this.isNumeric(discriminant)) return this.report(discriminant, 'choice', { x: this.text(discriminant) })
    for (const { test } of cases)
      if (test && this.kinds.isValue(test)) this.report(test, 'same', { operator: '===', x: this.text(test), y: this.text(discriminant) }) // prettier-ignore
  }

  private call({ callee: called, arguments: given }: Node): void {
    const callee = bare(called)
    const [first] = given as Node[]
    if (callee.type === 'MemberExpression') return this.method(callee, given)
    if (!first) return
    if (this.kinds.isGlobal(callee, 'Boolean') && this.kinds.isValue(first)) this.report(first, 'truth', { x: this.text(first) }) // prettier-ignore
    if (this.kinds.isGlobal(callee, 'structuredClone') && this.kinds.of(first)) this.report(called.parent, 'clone', { x: this.text(first) }) // prettier-ignore
  }

  private method(callee: Node, given: readonly Node[]): void {
    const { object } = callee
    const name = propertyOf(callee) ?? ''
    const [first] = given
    if (!first) return
    const call = callee.parent
    if (this.kinds.isGlobal(object, 'Number')) {
      if (asks.has(name) && this.isNumeric(first)) this.report(call, 'question', { f: `Number.${name}`, x: this.text(first) }) // prettier-ignore
    } else if (this.kinds.isGlobal(object, 'Object')) {
      const x = name === 'is' ? given.find((one) => this.is(one, 'value')) : undefined
      if (x) this.report(call, 'question', { f: 'Object.is', x: this.text(x) })
    } else if (this.kinds.isGlobal(object, 'Math')) this.math(call, name, given)
    else if (name in searches) this.search(callee, name, first)
    else if (filters.has(name)) this.filter(object, first)
    else this.key(callee, name, first)
  }
  private math(call: Node, name: string, given: readonly Node[]): void {
    const isValue = (one: Node): boolean => (one.type === 'SpreadElement' ? this.is(one['argument'], 'list') : this.isNumeric(one)) // prettier-ignore
    if (!given.some(isValue)) return
    const op = ofMath.get(name)
    const isList = name === 'max' || name === 'min'
    const [spread] = given.length === 1 && given[0]!.type === 'SpreadElement' ? [given[0]!['argument'] as Node] : []
    const mend = isList ? (spread ? this.op(name, spread) : `${name}([${given.map((one) => this.text(one)).join(', ')}])`) : op && !spread ? this.op(op, ...given) : '`.data`' // prettier-ignore
    this.report(call, 'math', { name, mend })
  }
  private search({ object, parent }: Node, method: string, first: Node): void {
    if (!this.kinds.isList(object) && !this.kinds.isValue(first)) return
    const x = this.is(first, 'value', 'maybe') ? `${this.text(first)}.data` : this.text(first)
    this.report(parent, 'search', { method, list: this.text(object), other: searches[method]!, x })
  }
  private filter(list: Node, callback: Node): void {
    if (this.kinds.isList(list) && this.kinds.isGlobal(callback, 'Boolean')) return this.report(callback, 'truths')
    const f = callback.type === 'MemberExpression' ? propertyOf(callback) : undefined
    if (f && asks.has(f) && this.kinds.isList(list) && this.kinds.isGlobal(callback['object'], 'Number')) this.report(callback, 'questions', { f: `Number.${f}` }) // prettier-ignore
    const result = resultOf(callback)
    if (result && this.kinds.isValue(result)) this.report(result, 'truths')
  }

  /** A Map or a Set that says in its type that it takes Values takes them by node on purpose. */
  private key({ object, parent }: Node, method: string, first: Node): void {
    if (object.type !== 'Identifier' || !this.is(first, 'value', 'maybe')) return
    const definition = this.kinds.variable(object)?.defs[0]
    if (definition?.type !== 'Variable' || definition.name['typeAnnotation']) return
    const init = definition.node['init'] && bare(definition.node['init'])
    if (init?.type !== 'NewExpression' || this.kinds.namesValue(init.typeArguments)) return
    const collection = Object.keys(keyed).find((name) => this.kinds.isGlobal(init.callee, name))
    if (collection && keyed[collection]!.includes(method)) this.collected(parent, collection, first)
  }
  private made(node: Node): void {
    const { callee, arguments: given, typeArguments } = node
    const [first] = given as Node[]
    const collection = Object.keys(keyed).find((name) => this.kinds.isGlobal(callee, name))
    const declared = node.parent.type === 'VariableDeclarator' && node.parent['id'].typeAnnotation
    // replay(root, new Map([[a, 3]])) wants nodes.
    const isOurs = node.parent.type === 'CallExpression' && this.kinds.exported(node.parent['callee']) !== undefined
    if (!collection || !first || declared || isOurs || this.kinds.namesValue(typeArguments)) return
    if (collection === 'Set' && this.kinds.isList(first)) return this.report(node, 'keys', { x: this.text(first) })
    if (collection !== 'Map' || first.type !== 'ArrayExpression') return
    for (const entry of first['elements']) {
      const key = entry?.type === 'ArrayExpression' ? entry.elements[0] : undefined
      if (key && this.is(key, 'value', 'maybe')) this.collected(key, collection, key)
    }
  }
  private collected(at: Node, collection: string, x: Node): void {
    this.report(at, 'key', { collection, x: this.text(x), types: collection === 'Map' ? 'Value, …' : 'Value' })
  }
}
