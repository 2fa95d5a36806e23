/** Formulas as exercises state them, `e = a*b; L = e + c`: read by a reader of their own, so that what judges shares nothing with what is judged. */
import { arity } from './jet.js'

/** A node of a program: each stands after its operands. */
export type Node =
  | { readonly kind: 'input'; readonly name: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'op'; readonly op: string; readonly inputs: readonly number[]; readonly label?: string }
/** What is computed, step by step; the last node is its result. */
export type Program = readonly Node[]

/** The names of the inputs, in the order in which they are met. */
export const inputsOf = (program: Program): readonly string[] =>
  program.flatMap((node) => (node.kind === 'input' ? [node.name] : []))

/** All numbers of a program, with whatever stands for numbers. */
export function run<T>(
  program: Program,
  input: (name: string) => T,
  number: (x: number) => T,
  apply: (op: string, inputs: readonly T[], at: number) => T,
): readonly T[] {
  const all: T[] = []
  program.forEach((node, at) => {
    all.push(
      node.kind === 'input'
        ? input(node.name)
        : node.kind === 'number'
          ? number(node.value)
          : apply(node.op, node.inputs.map((k) => all[k] as T), at), // prettier-ignore
    )
  })
  return all
}

/** Reads a formula. Errors: a SyntaxError for what is none, with what is allowed. */
export function formula(text: string): Program {
  const nodes: Node[] = []
  const names = new Map<string, number>()
  const tokens = [...text.matchAll(/\s*(\*\*|[A-Za-z_]\w*|\d+(?:\.\d*)?(?:e[+-]?\d+)?|\S)/g)].map(([, token]) => token as string) // prettier-ignore
  let at = 0
  const refuse = (): never => {
    throw new SyntaxError(
      `formula: ${JSON.stringify(text)} is not understood at ${JSON.stringify(tokens[at] ?? 'its end')}; numbers, names, + − * / **, parentheses and ${[...arity.keys()].join(', ')} are allowed.`,
    )
  }
  const take = (token: string): boolean => tokens[at] === token && ++at > 0
  const made = (op: string, ...inputs: number[]): number => nodes.push({ kind: 'op', op, inputs }) - 1
  const number = (value: number): number => nodes.push({ kind: 'number', value }) - 1
  const input = (name: string): number => {
    const found = names.get(name) ?? nodes.push({ kind: 'input', name }) - 1
    names.set(name, found)
    return found
  }
  const atom = (): number => {
    const token = tokens[at++] ?? ''
    if (/^\d/.test(token)) return number(Number(token))
    if (token === '(') {
      const inside = sum()
      return take(')') ? inside : refuse()
    }
    if (!/^[A-Za-z_]/.test(token)) {
      at--
      return refuse()
    }
    if (!take('(')) return input(token)
    if (arity.get(token) !== 1) {
      at -= 2
      return refuse()
    }
    const inside = sum()
    return take(')') ? made(token, inside) : refuse()
  }
  const power = (): number => {
    const base = atom()
    return take('**') ? made('pow', base, signed()) : base
  }
  const signed = (): number => (take('-') ? negated(signed()) : power())
  const negated = (k: number): number => {
    const node = nodes[k] as Node
    return node.kind === 'number' && k === nodes.length - 1
      ? ((nodes[k] = { kind: 'number', value: -node.value }), k)
      : made('neg', k)
  }
  const product = (): number => {
    let left = signed()
    for (;;) {
      if (take('*')) left = made('mul', left, signed())
      else if (take('/')) left = made('div', left, signed())
      else return left
    }
  }
  const sum = (): number => {
    let left = product()
    for (;;) {
      if (take('+')) left = made('add', left, product())
      else if (take('-')) left = made('sub', left, product())
      else return left
    }
  }
  do {
    const name = /^[A-Za-z_]/.test(tokens[at] ?? '') && tokens[at + 1] === '=' ? tokens[at] : undefined
    if (name !== undefined) at += 2
    const root = sum()
    const node = nodes[root] as Node
    if (name === undefined) continue
    if (names.has(name) || node.kind !== 'op') return refuse()
    names.set(name, root)
    nodes[root] = { ...node, label: name }
  } while (take(';') && at < tokens.length)
  return at < tokens.length || nodes.length === 0 ? refuse() : nodes
}

const SIGNS: Readonly<Record<string, string>> = { add: '+', sub: '−', mul: '·', div: '/', pow: '**' }
/** A program as a formula; the reader's own op by its sign, or as f with what f is. */
export function written(
  program: Program,
  own: { readonly op: string; readonly formula: Program },
  text: string,
): string {
  const last = own.formula.at(-1)
  const sign = own.formula.length === 3 && last?.kind === 'op' && own.formula[0]!.kind === 'input' && own.formula[1]!.kind === 'input' ? last.op : undefined // prettier-ignore
  const isAlone = program.filter(({ kind }) => kind === 'op').length === 1
  const isOwn = new Set(inputsOf(program)).size === inputsOf(own.formula).length
  if (isAlone && isOwn && inputsOf(program).every((name, k) => name === inputsOf(own.formula)[k])) return text
  const parts: string[] = []
  program.forEach((node, at) => {
    const isRoot = at === program.length - 1
    if (node.kind === 'input') parts.push(node.name)
    else if (node.kind === 'number') parts.push(String(node.value))
    else {
      const op = node.op === own.op ? (sign ?? 'f') : node.op
      const inputs = node.inputs.map((k) => parts[k] as string)
      const infix = SIGNS[op]
      const words = infix === undefined ? `${op}(${inputs.join(', ')})` : inputs.join(` ${infix} `)
      parts.push(infix === undefined || isRoot ? words : `(${words})`)
    }
  })
  const usesOwn = sign === undefined && program.some((node) => node.kind === 'op' && node.op === own.op)
  return `${parts.at(-1)}${usesOwn ? `, with f(${inputsOf(own.formula).join(', ')}) = ${text}` : ''}`
}
