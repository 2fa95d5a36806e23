/** The numbers of the five notes, and what seegrad must say about each: its value, and the derivatives that the notes state. */
import { readFileSync } from 'node:fs'
import { asValue, backward, grad, isValue, jvp, value, type Value } from 'seegrad'
import { wrong, type Tolerance } from '../oracle/compare.js'
import { type Expression, parseExpression, parseStatements } from './expression.js'
import { type Arithmetic, onValues, operates, run, type Scope, walk } from './walker.js'

/** A number that a note prints, states or implies. */
export interface Fact {
  readonly file: string
  readonly line: number
  readonly kind: 'printed' | 'stated' | 'prose' | 'follows' | 'wrong'
  readonly printed: string | null
  readonly expr: string
  readonly setup?: string
  readonly value: number
  readonly tol: Tolerance
  readonly note?: string
}
export const path = 'fixtures/seeds.json'
export const facts: readonly Fact[] = (JSON.parse(readFileSync(path, 'utf8')) as { numbers: Fact[] }).numbers

/** `002:71 1 - tanh(n)**2` */
export const titleOf = ({ file, line, expr }: Fact): string => `${file.slice(0, 3)}:${line} ${expr}`

/** Whether there is anything to compute: the others are numbers that the notes merely write down. */
export const computed = ({ expr, setup }: Fact): boolean =>
  expr.startsWith('loop(') ||
  operates(parseExpression(expr), setup?.startsWith('loop') ? [] : parseStatements(setup ?? ''))

/** What is wrong with the number that ops on Values give for a fact; undefined if nothing is. */
export function valueFailure(fact: Fact, arithmetic: Arithmetic): string | undefined {
  const made = walk(parseExpression(fact.expr), run(fact.setup ?? '', arithmetic), arithmetic)
  if (!computed(fact)) return wrong(isValue(made) ? made.data : made, fact.value, fact.tol)
  if (!isValue(made)) return 'the result is no Value'
  if (opsOf(made) === 0) return 'the result has no graph'
  return wrong(made.data, fact.value, fact.tol)
}

/** How many nodes of a graph were made by ops. */
export function opsOf(root: Value): number {
  const seen = new Set<number>()
  const open = [root]
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (at.op === '' || seen.has(at.id)) continue
    seen.add(at.id)
    if (at.prev.length === 0) throw new Error(`${at.op} has no operands`)
    open.push(...at.prev)
  }
  return seen.size
}

/** A derivative that a note states: in which program, of which name by which other. */
export interface Slope {
  readonly fact: Fact
  readonly program: string
  readonly of: string
  readonly by: string
  /** The nudge, where the note found the slope by nudging. */
  readonly h?: number
}

const numberOf = (x: number): number => (isValue(x) ? x.data : x)

/** d(of)/d(by) by `backward()` and by `jvp`, and the second derivative. */
export function slopesOf(
  { program, of, by }: Slope,
  arithmetic: Arithmetic,
): Record<'reverse' | 'forward' | 'second', number> {
  const scope = run(program, arithmetic)
  backward(scope.get(of) as number)
  const variable = asValue(scope.get(by) as number)
  const f = (x: number): number => run(program, arithmetic, new Map([[by, x]])).get(of) as number
  const [, forward] = jvp(f, [variable.data], [1])
  const slope = grad(f)
  return { reverse: variable.grad, forward, second: jvp(slope, [variable.data], [1])[1] }
}

/** What is wrong with the derivatives that seegrad gives for a slope of the notes; undefined if nothing is. */
export function slopeFailure(slope: Slope, arithmetic: Arithmetic): string | undefined {
  const { reverse, forward, second } = slopesOf(slope, arithmetic)
  const { fact, h } = slope
  const apart = wrong(reverse, forward, 'ulp 4')
  if (apart) return `backward() and jvp disagree: ${apart}`
  if (h === undefined) return wrong(reverse, fact.value, fact.tol)
  // What nudging adds: h/2 times the second derivative (all these functions are quadratic), and the roundings over h.
  const scope = run(slope.program, onValues)
  const [f, x] = [numberOf(scope.get(slope.of) as number), numberOf(scope.get(slope.by) as number)]
  const rounding = (2 ** -51 * (Math.abs(f) + Math.abs(x * reverse))) / Math.abs(h)
  return wrong(fact.value, reverse + (h / 2) * second, `abs ${rounding}`)
}

/** (f(… + h …) − f(…)) / h, as the notes nudge: which input, how far, and where. */
export function nudgeOf(fact: Fact): Slope | undefined {
  const quotient = parseExpression(fact.expr)
  if (quotient.kind !== 'binary' || quotient.sign !== '/' || quotient.right.kind !== 'number') return undefined
  const { left: rise, right } = quotient
  if (rise.kind !== 'binary' || rise.sign !== '-' || rise.left.kind !== 'call' || rise.right.kind !== 'call')
    return undefined
  const statement = parseStatements(fact.setup ?? '').find(({ name }) => name === (rise.left as { name?: string }).name)
  if (!statement?.inputs) return undefined
  const [there, here] = [rise.left, rise.right].map(({ inputs }) => inputs.map(plain)) as [number[], number[]]
  const moved = statement.inputs.filter((_, k) => there[k] !== here[k])
  if (moved.length !== 1) throw new Error(`${titleOf(fact)} nudges ${moved.length} inputs`)
  const point = statement.inputs.map((name, k) => `${name}=${here[k]}`).join(';')
  const body = /(?::|=>)(.*)$/.exec(fact.setup ?? '')?.[1]
  return { fact, program: `${point};output=${body}`, of: 'output', by: moved[0] as string, h: right.value }
}
const plain = (expression: Expression): number =>
  numberOf(walk(expression, new Map() as Scope, { ...onValues, literal: value }))
