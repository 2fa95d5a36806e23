/** Slips of the pen in derivative rules, each made on purpose in turn, and whether the exact numbers notice. */
import { graphOf, ops, value, type GraphNode, type Op, type Value } from 'seegrad'
import { exactOp, exactOps } from './exact.js'

/** One slip in one partial of one row. */
export interface Mutant {
  readonly op: string
  /** The input whose slope is changed: `a`, `b`, …; of a reduction all slopes at once. */
  readonly input: string
  readonly change: string
  /** Killed: some judged number is wrong. Unchanged: the slope is the same at every point. Survived: neither. */
  readonly fate: 'killed' | 'unchanged' | 'survived'
}

/** All slopes of an op that belong together, from its output and its inputs. */
type Slopes = (y: number, inputs: readonly number[]) => readonly number[]
interface Slip {
  readonly change: string
  readonly slopes: Slopes
}

/** Every slip in every rule of the table that has exact numbers, tried. */
export function mutants(): Mutant[] {
  return exactOps.flatMap((name) => {
    const op = ops.get(name)
    return op ? mutantsOf(op) : []
  })
}

function mutantsOf(op: Op): Mutant[] {
  const rules: readonly (readonly [input: string, slopes: Slopes, places: readonly number[]])[] = op.listPartials
    ? [['all', op.listPartials, []]]
    : op.partials.map((rule, k) => [letter(k), (y, inputs) => [rule(y, ...inputs)], [k]])
  const points = pointsOf(op)
  return rules.flatMap(([input, slopes, places]) =>
    slips(op, slopes).map(({ change, slopes: changed }) => ({
      op: op.name,
      input,
      change,
      fate: fateOf(op, points, places, slopes, changed),
    })),
  )
}

interface Point {
  readonly inputs: readonly number[]
  readonly slopes: readonly { readonly place: number; accepts(result: number): boolean }[]
}
/** The points of the fixtures, with the parameters after the inputs as the rules get them. */
function pointsOf(op: Op): Point[] {
  return exactOp(op.name).points.map(({ setting, inputs, numbers }) => ({
    inputs: [...inputs, ...op.parameters.map(({ name, default: usual }) => setting[name] ?? (usual as number))],
    slopes: numbers
      .filter(({ word }) => word.length === 1)
      .map((number) => ({
        place: number.word.charCodeAt(0) - LETTER_A,
        accepts: (result: number) => number.accepts(result),
      })),
  }))
}

function fateOf(
  op: Op,
  points: readonly Point[],
  places: readonly number[],
  right: Slopes,
  changed: Slopes,
): Mutant['fate'] {
  const forward = op.forward as unknown as (...inputs: readonly unknown[]) => number
  let isSame = true
  for (const { inputs, slopes } of points) {
    const y = op.listPartials ? forward(inputs) : forward(...inputs)
    const takesPart = op.active?.(...inputs)
    const [before, after] = [right(y, inputs), changed(y, inputs)]
    for (const [k, slope] of before.entries()) {
      const place = places[k] ?? k
      if (takesPart?.[place] === false) continue
      const other = after[k] as number
      if (other === slope || (Number.isNaN(other) && Number.isNaN(slope))) continue
      isSame = false
      const judge = slopes.find((one) => one.place === place)
      if (judge && judge.accepts(slope) && !judge.accepts(other)) return 'killed'
    }
  }
  return isSame ? 'unchanged' : 'survived'
}

/** Every slip in a rule: of its result, of its arguments, and of each sum, difference, product and quotient in it. */
function slips(op: Op, slopes: Slopes): Slip[] {
  const found: Slip[] = [
    { change: '× (1 + 1e-6)', slopes: (y, inputs) => slopes(y, inputs).map((slope) => slope * (1 + 1e-6)) },
    { change: 'sign flipped', slopes: (y, inputs) => slopes(y, inputs).map((slope) => -slope) },
    {
      change: 'output and first input swapped',
      slopes: (y, inputs) => slopes(inputs[0] as number, [y, ...inputs.slice(1)]),
    },
    {
      change: 'first two inputs swapped',
      slopes: (y, [a, b, ...more]) => slopes(y, b === undefined ? [a as number] : [b, a as number, ...more]),
    },
  ]
  // Rules get their parameters as plain numbers, so that each setting has expressions of its own.
  const expressions = new Map<string, Expression[]>()
  const expressionsOf = (inputs: readonly number[]): Expression[] => {
    const variables = op.arity === 'list' ? inputs.length : op.arity
    const key = [variables, ...inputs.slice(variables)].join()
    if (!expressions.has(key)) expressions.set(key, written(slopes, variables, inputs.slice(variables)))
    return expressions.get(key) as Expression[]
  }
  // Four inputs, or two pairs, show the steps of a rule of any number of them.
  const usual = [
    ...Array<number>(op.arity === 'list' ? 4 : op.arity).fill(1),
    ...op.parameters.map((one) => one.default ?? 1),
  ]
  for (const { nodes } of expressionsOf(usual).slice(0, 1)) {
    for (const [index, { op: name, inputs }] of nodes.entries()) {
      if (ops.get(name)?.arity !== 2 || inputs[0] === inputs[1]) continue
      const said = `${name} ${nodes.slice(0, index).filter((node) => node.op === name).length + 1}`
      const change = (how: string, step: Step): Slip => ({
        change: `${said}: ${how}`,
        slopes: (y, given) => expressionsOf(given).map((one) => evaluate(one, y, given, index, step)),
      })
      found.push(change('operands swapped', (apply, a, b) => apply(b, a)))
      const drop = DROPS[name]
      if (!drop) continue
      const [first, second] = drop
      found.push(
        change('first operand dropped', (_apply, _a, b) => first(b)),
        change('second operand dropped', (_apply, a) => second(a)),
      )
    }
  }
  return found
}
/** What is left of an op when one of its operands is dropped. */
const DROPS: Readonly<Record<string, readonly [first: (b: number) => number, second: (a: number) => number]>> = {
  add: [(b) => b, (a) => a],
  sub: [(b) => -b, (a) => a],
  mul: [(b) => b, (a) => a],
  div: [(b) => 1 / b, (a) => a],
}
type Step = (apply: (a: number, b: number) => number, a: number, b: number) => number

/** A slope as the ops it is made of; arguments are the output and then the inputs. */
interface Expression {
  readonly nodes: readonly {
    readonly op: string
    readonly inputs: readonly number[]
    readonly data: number
    readonly argument: number
  }[]
  /** The number itself, if no argument is in it. */
  readonly constant: number | undefined
}

function written(slopes: Slopes, variables: number, parameters: readonly number[]): Expression[] {
  const given = Array.from({ length: variables + 1 }, (_, k) => value(0.3 + 0.1 * k))
  const [y, ...inputs] = given as unknown as number[]
  return slopes(y as number, [...inputs, ...parameters]).map((slope) => {
    if (typeof slope === 'number') return { nodes: [], constant: slope }
    const { nodes } = graphOf(slope as Value)
    const place = new Map(nodes.map(({ id }, k) => [id, k]))
    return {
      nodes: nodes.map(({ id, op, inputs, data }: GraphNode) => ({
        op,
        inputs: inputs.map((input) => place.get(input) as number),
        data,
        argument: given.findIndex((argument) => argument.id === id),
      })),
      constant: undefined,
    }
  })
}

function evaluate(
  { nodes, constant }: Expression,
  y: number,
  inputs: readonly number[],
  at: number,
  step: Step,
): number {
  if (constant !== undefined) return constant
  const given = [y, ...inputs]
  const found: number[] = []
  for (const [k, { op: name, inputs: from, data, argument }] of nodes.entries()) {
    if (name === '') {
      found.push(argument < 0 ? data : (given[argument] as number))
      continue
    }
    const op = ops.get(name) as Op
    const forward = op.forward as unknown as (...numbers: readonly unknown[]) => number
    const numbers = from.map((input) => found[input] as number)
    if (k === at) found.push(step((a, b) => forward(a, b), numbers[0] as number, numbers[1] as number))
    else found.push(op.arity === 'list' ? forward(numbers) : forward(...numbers))
  }
  return found.at(-1) as number
}

const LETTER_A = 97
const letter = (k: number): string => String.fromCharCode(LETTER_A + k)
