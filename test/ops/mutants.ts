/** Slips of the pen in derivative rules, each made on purpose in turn, and who notices: exact numbers or the table of conventions. */
import { graphOf, ops, value, type GraphNode, type Op, type Value } from 'seegrad'
import { ulps } from '../oracle/compare.js'
import { offBy, value as nearest, type Wide } from '../oracle/double-double.js'
import { local, scalarRules } from '../oracle/dual.js'
import { exactNames, exactOf } from '../oracle/exact.js'
import { drawer } from '../oracle/range.js'
import { inner, isAnswer, table as answers, type Row } from './conventions-table.js'
import { exactOp, exactOps } from './exact.js'

/** One slip in one partial of one row. */
export interface Mutant {
  readonly op: string
  /** The input whose slope is changed: `a`, `b`, …; of a reduction all slopes at once. */
  readonly input: string
  readonly change: string
  /** Killed by an exact number or, if by none, by a convention; equivalent: the slope is the same everywhere; survived: none of these. */
  readonly fate: 'exact' | 'convention' | 'equivalent' | 'survived'
  /** Why it is equivalent; empty where nobody has said. */
  readonly why: string
}

/** All slopes of an op that belong together, from its output and its inputs. */
type Slopes = (y: number, inputs: readonly number[]) => readonly number[]
interface Slip {
  readonly change: string
  readonly slopes: Slopes
  /** Why it changes nothing, where that is plain from how it is written; asked after it has been tried. */
  idle?(): string | undefined
}

/** Equivalent mutants whose reason is not plain from how they are written. */
const condition = /^[ab], (less|greater|add|sub|mul) 1: /
const constant =
  'the slope at the exponent 0 is 0 whatever the base; the condition is there for the slope of that slope'
const tie = 'one of several largest: both ways are the same number there, and only their slopes differ'
const equivalent: readonly (readonly [op: string, changes: RegExp, why: string])[] = [
  ['xlogy', /^a, output and first input/, 'for b ≤ 0 the output is 0 exactly where a is'],
  ['pow', condition, constant],
  ['powTerm', condition, constant],
  ['pow', /^a, sub 2: operands/, 'all that counts of a condition is whether it is 0'],
  ['powTerm', /^b, sub 2: operands/, 'all that counts of a condition is whether it is 0'],
  ['pow', /^a, mul 3: (first|second)/, 'both ways are the slope, and differ by the rounding of b − 1 alone'],
  ['powTerm', /^b, (mul|sub) 3: (first|second)/, 'both ways are the slope, and differ by the rounding of c − 1 alone'],
  ['sqrt', /^a, less 1: operands/, 'both ways are the same number unless one overflows'],
  ['softShare', /^[ab], sub 1: operands/, 'only even functions are taken of the difference'],
  ['relu', /^a, output and first input/, 'the output is above 0 exactly where the input is'],
  ['logSumExp', /^all, mul [2-4]: second/, tie],
  ['norm', /^all, mul 2: second/, tie],
]

const table: readonly Row[] = [...answers, ...inner]

/** Every slip in every rule of the table, tried. */
export function mutants(conventions: readonly Row[] = table): Mutant[] {
  return [...ops.values()].flatMap((op) => mutantsOf(op, conventions))
}

type Rule = readonly [input: string, slopes: Slopes, places: readonly number[]]
const rulesOf = (op: Op): Rule[] =>
  op.listPartials
    ? [['all', op.listPartials, []]]
    : op.partials.map((rule, k): Rule => [letter(k), (y, inputs) => [rule(y, ...inputs)], [k]])

function mutantsOf(op: Op, conventions: readonly Row[]): Mutant[] {
  const points = [...exactPoints(op), ...conventionPoints(op, conventions)]
  return rulesOf(op).flatMap(([input, slopes, places]) =>
    slips(op, slopes).map(({ change, slopes: changed, idle }) => {
      const { killer, isSame, isFlat, isRounding } = trial(op, points, places, slopes, changed)
      const known = equivalent.find(([name, changes]) => name === op.name && changes.test(`${input}, ${change}`))
      const why = idle?.() ?? (isFlat ? FLAT : isRounding ? ROUNDING : (known?.[2] ?? ''))
      const fate = killer ?? (isSame ? 'equivalent' : 'survived')
      return { op: op.name, input, change, fate, why: fate === 'equivalent' ? why : '' }
    }),
  )
}
const FLAT = 'the slope is 0, no number, or not asked for at all'
const ROUNDING = 'the same slope in other roundings: nowhere more than its allowance of last places away'

interface Point {
  readonly judge: 'exact' | 'convention'
  /** With the parameters after them, as rules get them. */
  readonly inputs: readonly number[]
  readonly slopes: readonly { readonly place: number; accepts(result: number): boolean }[]
}
/** Those of the fixtures; of a row without one, those of the double-double oracle, else of the one in doubles. */
function exactPoints(op: Op): Point[] {
  if (exactOps.includes(op.name))
    return exactOp(op.name).points.map(({ setting, inputs, numbers }) => ({
      judge: 'exact',
      inputs: [...inputs, ...op.parameters.map(({ name, default: usual }) => setting[name] ?? (usual as number))],
      slopes: numbers
        .filter(({ word }) => word.length === 1)
        .map((number) => ({
          place: number.word.charCodeAt(0) - LETTER_A,
          accepts: (result: number) => number.accepts(result),
        })),
    }))
  if (!exactNames.includes(op.name)) return plainPoints(op)
  const { numbers, terms } = exactOf(op.name)
  const width = op.arity as 1 | 2
  const draw = drawer(op.name, width, SEED)
  return Array.from({ length: 300 }, () => {
    const drawn: number[] = []
    draw(drawn)
    const [a, b] = drawn as [number, number]
    const found = drawn.every(Number.isFinite) ? numbers(a, b) : []
    const judged = Array.from({ length: width }, (_, place) => place).filter((place) => isNormal(found[place + 1]))
    return {
      judge: 'exact',
      inputs: drawn,
      slopes: judged.map((place) => {
        const exact = found[place + 1] as Wide
        const size = Math.max(1, (terms?.(a, b)[place + 1] ?? 0) / Math.abs(nearest(exact)))
        return { place, accepts: (result: number) => offBy(result, exact) <= ALLOWED * size }
      }),
    }
  })
}
function plainPoints(op: Op): Point[] {
  if (op.arity === 'list') return []
  const lists = Array.from({ length: op.arity }).reduce<number[][]>(
    (points) => points.flatMap((point) => PLAIN.map((x) => [...point, x])),
    [[]],
  )
  return lists.map((inputs) => ({
    judge: 'exact',
    inputs,
    slopes: (op.name in scalarRules ? local(op.name, inputs)[1] : []).flatMap((slope, place) =>
      Number.isFinite(slope)
        ? [{ place, accepts: (result: number) => Math.abs(result - slope) <= 1e-9 * Math.abs(slope) }]
        : [],
    ),
  }))
}
const PLAIN = [-3, -1.6, -0.4, 0.3, 0.7, 1.4, 2, 7]

/** The page that is committed must not change from day to day. */
const SEED = 1
/** Last places: the widest allowance, and far less than any slip costs. */
const ALLOWED = 64
const isNormal = (x: Wide | undefined): boolean => {
  const size = x ? Math.abs(nearest(x)) : NaN
  return size >= 2 ** -1022 && size < Infinity
}

function conventionPoints(op: Op, conventions: readonly Row[]): Point[] {
  return conventions
    .filter(([name]) => name === op.name)
    .map(([, point, , slopes]) => {
      const width = op.arity === 'list' ? point.length : op.arity
      const usual = op.parameters.slice(point.length - width).map((one) => one.default as number)
      return {
        judge: 'convention',
        inputs: [...point, ...usual],
        slopes: slopes.flatMap((slope, place) =>
          slope === undefined ? [] : [{ place, accepts: (result: number) => isAnswer(result, slope) }],
        ),
      }
    })
}

const isSameNumber = (a: number, b: number): boolean => a === b || (Number.isNaN(a) && Number.isNaN(b))

interface Trial {
  /** Who notices. */
  readonly killer: Point['judge'] | undefined
  /** There is nothing to notice, but for last places. */
  readonly isSame: boolean
  readonly isRounding: boolean
  /** Wherever the slope is asked for, it is 0 or no number. */
  readonly isFlat: boolean
}

function trial(op: Op, points: readonly Point[], places: readonly number[], right: Slopes, changed: Slopes): Trial {
  // Where nothing can be asked, nothing is known.
  const isTried = points.length > 0
  let [isSame, isFlat, isRounding] = [isTried, isTried, false]
  for (const { judge, inputs, slopes } of points) {
    const y = outputOf(op, inputs)
    const takesPart = op.active?.(...inputs)
    const [before, after] = [right(y, inputs), changed(y, inputs)]
    for (const [k, slope] of before.entries()) {
      const place = places[k] ?? k
      if (takesPart?.[place] === false) continue
      const other = after[k] as number
      if (slope !== 0 && !Number.isNaN(slope)) isFlat = false
      if (isSameNumber(slope, other)) continue
      if (ulps(slope, other) <= ALLOWED) isRounding = true
      else isSame = false
      const number = slopes.find((one) => one.place === place)
      if (number && number.accepts(slope) && !number.accepts(other))
        return { killer: judge, isSame, isFlat, isRounding }
    }
  }
  return { killer: undefined, isSame, isFlat, isRounding }
}
function outputOf(op: Op, inputs: readonly number[]): number {
  const forward = op.forward as unknown as (...inputs: readonly unknown[]) => number
  return op.arity === 'list' ? forward(inputs) : forward(...inputs)
}

/** Rules as recordings of ops, evaluated again at all points, that give other numbers than the rules: there must be none. */
export function unfaithful(): string[] {
  return [...ops.values()].flatMap((op) =>
    rulesOf(op).flatMap(([input, slopes]) => {
      const expressionsOf = reader(op, slopes)
      return [...exactPoints(op), ...conventionPoints(op, table)].flatMap(({ inputs }) => {
        const y = outputOf(op, inputs)
        const again = expressionsOf(inputs).map((one) => evaluate(one, y, inputs))
        const isRight = slopes(y, inputs).every((slope, k) => isSameNumber(slope, again[k] as number))
        return isRight ? [] : [`${op.name}, slope by ${input}, at ${inputs.join(', ')}`]
      })
    }),
  )
}

/** The expressions of all slopes, for a number of inputs and their parameters, which rules get as plain numbers. */
function reader(op: Op, slopes: Slopes): (inputs: readonly number[]) => Expression[] {
  const expressions = new Map<string, Expression[]>()
  return (inputs) => {
    const variables = op.arity === 'list' ? inputs.length : op.arity
    const key = [variables, ...inputs.slice(variables)].join()
    if (!expressions.has(key)) expressions.set(key, written(slopes, variables, inputs.slice(variables)))
    return expressions.get(key) as Expression[]
  }
}

/** Every slip in a rule: of its result, of its arguments, and of each sum, difference, product and quotient in it. */
function slips(op: Op, slopes: Slopes): Slip[] {
  const expressionsOf = reader(op, slopes)
  // Two and four inputs show the steps of a rule of any number of them.
  const widths = op.arity === 'list' ? [4, 2] : [op.arity]
  const shown = widths.flatMap((width) =>
    expressionsOf([...Array<number>(width).fill(1), ...op.parameters.map((one) => one.default ?? 1)]),
  )
  const reads = (argument: number): boolean => shown.some(({ nodes }) => nodes.some((one) => one.argument === argument))
  const unread = (...places: number[]): Pick<Slip, 'idle'> =>
    places.some(reads) ? {} : { idle: () => 'the rule reads neither' }
  const found: Slip[] = [
    { change: '× (1 + 1e-6)', slopes: (y, inputs) => slopes(y, inputs).map((slope) => slope * (1 + 1e-6)) },
    { change: 'sign flipped', slopes: (y, inputs) => slopes(y, inputs).map((slope) => -slope) },
    {
      change: 'output and first input swapped',
      slopes: (y, inputs) => slopes(inputs[0] as number, [y, ...inputs.slice(1)]),
      ...unread(0, 1),
    },
  ]
  if (op.arity !== 1 || op.parameters.length > 0)
    found.push({
      change: 'first two inputs swapped',
      slopes: (y, [a, b, ...more]) => slopes(y, b === undefined ? [a as number] : [b, a as number, ...more]),
      ...(op.arity === 1 ? {} : unread(1, 2)),
    })
  const steps = new Set<string>()
  for (const { nodes } of shown)
    for (const [index, { op: name, inputs }] of nodes.entries()) {
      if (ops.get(name)?.arity !== 2 || inputs[0] === inputs[1]) continue
      const turn = nodes.slice(0, index).filter((node) => node.op === name).length + 1
      const said = `${name} ${turn}`
      if (steps.has(said)) continue
      steps.add(said)
      const change = (how: string, step: Step, idle: Slip['idle'] = () => undefined): Slip => ({
        change: `${said}: ${how}`,
        slopes: (y, given) => expressionsOf(given).map((one) => evaluate(one, y, given, { name, turn, step })),
        idle,
      })
      found.push(
        change(
          'operands swapped',
          (apply, a, b) => apply(b, a),
          () => (COMMUTING.has(name) ? 'a sum, a product, an equality and a hypotenuse commute' : undefined),
        ),
      )
      const drop = DROPS[name]
      if (!drop) continue
      for (const place of [0, 1] as const) {
        let isNeutral = true
        const step: Step = (_apply, ...operands) => {
          if (operands[place] !== drop.neutral) isNeutral = false
          return drop.rest[place](operands[1 - place] as number)
        }
        const idle = (): string | undefined => (isNeutral ? 'what is dropped is a factor 1 or a term 0' : undefined)
        found.push(change(`${place === 0 ? 'first' : 'second'} operand dropped`, step, idle))
      }
    }
  return found
}
const COMMUTING: ReadonlySet<string> = new Set(['add', 'mul', 'equal', 'hypot'])
type Rest = (other: number) => number
/** What is left of an op when its first or its second operand is dropped, and which one changes nothing. */
const DROPS: Readonly<Record<string, { readonly neutral: number; readonly rest: readonly [Rest, Rest] }>> = {
  add: { neutral: 0, rest: [(b) => b, (a) => a] },
  sub: { neutral: 0, rest: [(b) => -b, (a) => a] },
  mul: { neutral: 1, rest: [(b) => b, (a) => a] },
  div: { neutral: 1, rest: [(b) => 1 / b, (a) => a] },
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

/** A slip in the step that is the op's so-manieth of that name. */
interface Place {
  readonly name: string
  readonly turn: number
  readonly step: Step
}

function evaluate({ nodes, constant }: Expression, y: number, inputs: readonly number[], at?: Place): number {
  if (constant !== undefined) return constant
  const given = [y, ...inputs]
  const found: number[] = []
  let turn = 0
  for (const { op: name, inputs: from, data, argument } of nodes) {
    if (name === '') {
      found.push(argument < 0 ? data : (given[argument] as number))
      continue
    }
    const op = ops.get(name) as Op
    const numbers = from.map((input) => found[input] as number)
    const isPlace = name === at?.name && ++turn === at.turn
    const [a, b] = numbers as [number, number]
    found.push(isPlace ? at.step((...pair) => outputOf(op, pair), a, b) : outputOf(op, numbers))
  }
  return found.at(-1) as number
}

const LETTER_A = 97
const letter = (k: number): string => String.fromCharCode(LETTER_A + k)
