/** Makes a row callable, enters it into the table and makes it a method: how an op meets its arguments. */
import { BRAND, describe, OWN } from '../arguments/index.js'
import { contains } from './interval.js'
import { misuse, noList } from './misuse.js'
import type {
  Binary,
  BinaryRow,
  Indexed,
  ListRule,
  Op,
  PairReduction,
  Parametric,
  ParametricRow,
  Positional,
  Reduction,
  ReductionRow,
  Row,
  Rule,
  Ternary,
  TernaryRow,
  Unary,
  UnaryRow,
} from './op.js'
import type { Value } from './value.js'

/** What an op does when an argument is not a number: it hands itself to that argument's interpreter. */
export interface Interpreter {
  apply(op: Op, inputs: readonly number[]): Value
  /** The same without a list, for the commonest arities. */
  apply1(op: Op, x: number): Value
  apply2(op: Op, a: number, b: number): Value
  /** The same for a list, in one walk over it; undefined where anything but operands of its own is among them: `apply` is asked then. */
  applyList?(op: Op, lists: readonly ArrayLike<number>[]): Value | undefined
}
export const interpreter: unique symbol = Symbol('interpreter')

/** Base of everything that may stand for a number: each op that is defined becomes a method of it. */
export abstract class Traced {}
export interface Traced {
  readonly [interpreter]: Interpreter
}
Object.defineProperty(Traced.prototype, BRAND, { value: OWN })
/** What Values have besides their ops: no op may take these names. */
const TAKEN = 'data grad label id op prev requiresGrad backward zeroGrad detach item segment index'.split(' ')
const mayStand = (x: unknown): boolean => typeof x === 'number' || x instanceof Traced

const table = new Map<string, Op>()
/** The table: every op by name, in order of definition. */
export const ops: ReadonlyMap<string, Op> = table

/** The interpreter of the first argument that has one; undefined where all are numbers. Refuses whatever is neither. */
export function interpreterOf(
  name: string,
  inputs: readonly unknown[],
  where?: (k: number) => string,
): Interpreter | undefined {
  let found: Interpreter | undefined
  for (let k = 0; k < inputs.length; k++) {
    const x = inputs[k]
    if (typeof x === 'number') continue
    if (!(x instanceof Traced)) throw misuse(name, inputs, k, where?.(k))
    found ??= x[interpreter]
  }
  return found
}

/** The row made whole: every fact there, in one order, so that readers find it fast. */
function whole(maker: string, row: Row & { readonly partials: unknown }, arity: Op['arity']): Op {
  if (typeof row !== 'object' || row === null)
    throw new TypeError(
      `${maker}: ${describe(row)} was given; a row is allowed: { name, doc, domain, forward, partials, tex }.`,
    )
  const { partials: rule } = row
  const { name, doc, domain, symbol, tex, prec = 4, kinks, active, hint, math, folds, torch, taught } = row
  const { forward, parameters = [], order = parameters.length === 0 ? 'none' : 'named' } = row as unknown as Op
  if (typeof forward !== 'function')
    throw new TypeError(`op ${name}: forward is ${describe(forward)}; a function of numbers is allowed.`)
  const partials = (Array.isArray(rule) ? rule : []) as readonly Rule[]
  const listPartials = typeof rule === 'function' ? (rule as ListRule) : undefined
  const isGood =
    arity === 'list' ? listPartials : partials.length === arity && partials.every((one) => typeof one === 'function')
  if (!isGood) {
    const wanted =
      arity === 'list' ? 'one function that gives all slopes' : `a list of ${arity} functions, one per input,`
    throw new TypeError(`op ${name}: partials is ${describe(rule)}; ${wanted} is allowed.`)
  }
  if (!/^[a-zA-Z]\w*$/.test(name))
    throw new TypeError(`op name ${JSON.stringify(name)}: letters and digits only, as in "softplus".`)
  if (table.has(name) || name in Traced.prototype || TAKEN.includes(name))
    throw new TypeError(`an op named "${name}" is already in the table: choose another name.`)
  return {
    code: table.size,
    arity,
    forward,
    partials,
    listPartials,
    parameters,
    order,
    active,
    name,
    doc,
    domain,
    symbol,
    tex,
    prec,
    kinks,
    hint,
    math,
    folds,
    torch,
    taught,
    row,
  } as unknown as Op
}

/** Enters an op into the table: `call` carries its facts, and `method` is how a Value applies it. */
function enter<O extends Op>(
  facts: Op,
  call: (...inputs: never[]) => unknown,
  method?: (this: Traced, ...given: never[]) => Value,
): O {
  const op = Object.defineProperties(call, Object.getOwnPropertyDescriptors(facts)) as unknown as O
  table.set(facts.name, op)
  if (method) Object.defineProperty(Traced.prototype, facts.name, { value: method, configurable: true, writable: true })
  return op
}

/** An op of one input from its row. Errors: a name that is taken. */
export function unary(row: UnaryRow): Unary {
  const facts = whole('unary', row, 1)
  const { name, forward } = row
  const traced = (x: number): number => interpreterOf(name, [x])!.apply1(facts, x)
  return enter(
    facts,
    (x: number) => (typeof x === 'number' ? forward : traced)(x),
    function () {
      return this[interpreter].apply1(facts, this as never)
    },
  )
}

/** An op of two inputs from its row. */
export function binary(row: BinaryRow): Binary {
  const facts = whole('binary', row, 2)
  const { name, forward } = row
  const traced = (a: number, b: number): number => interpreterOf(name, [a, b])!.apply2(facts, a, b)
  return enter(
    facts,
    // So short that an engine never hesitates to put it where it is called.
    (a: number, b: number) => (typeof a === 'number' && typeof b === 'number' ? forward : traced)(a, b),
    function (b: number) {
      if (!mayStand(b)) throw misuse(name, [this, b], 1)
      return this[interpreter].apply2(facts, this as never, b)
    },
  )
}

/** An op of three inputs from its row; the first may be a boolean. */
export function ternary(row: TernaryRow): Ternary {
  const facts = whole('ternary', row, 3)
  const { name, forward } = row
  const call = (a: number | boolean, b: number, c: number): number => {
    const first = typeof a === 'boolean' ? Number(a) : a
    if (typeof first === 'number' && typeof b === 'number' && typeof c === 'number') return forward(first, b, c)
    return interpreterOf(name, [first, b, c])!.apply(facts, [first, b, c])
  }
  return enter(facts, call, function (b: number, c: number) {
    return call(this as never, b, c) as never
  })
}

/** An op of one input and plain parameters from its row. */
export function parametric<Name extends string>(row: ParametricRow & { order: 'after' }): Positional<Name>
export function parametric(row: ParametricRow & { order: 'before' }): Indexed
export function parametric<Name extends string>(row: ParametricRow): Parametric<Name>
export function parametric(row: ParametricRow): Op {
  const facts = whole('parametric', row, 1)
  const { name, forward, order } = row
  const call = (x: number, given: readonly unknown[]): number => {
    const parameters = parametersOf(row, given)
    if (typeof x === 'number') return forward(x, ...parameters)
    return interpreterOf(name, [x], order === 'before' ? () => 'argument 2' : undefined)!.apply(facts, [
      x,
      ...parameters,
    ])
  }
  return enter(
    facts,
    order === 'before' ? (n: number, x: number) => call(x, [n]) : (x: number, ...given: unknown[]) => call(x, given),
    function (...given: unknown[]) {
      return call(this as never, given) as Value
    },
  )
}

/** The parameters of a call: by name, or one by one where the row says so; an index and a list that map passes are ignored. */
function parametersOf({ name, parameters, order }: ParametricRow, given: readonly unknown[]): number[] {
  const [first, list] = given
  const isNamed = order !== 'before' && typeof first === 'object' && describe(first) === 'a plain object'
  const values = isNamed ? (first as Record<string, unknown>) : {}
  const names = parameters.map((parameter) => parameter.name)
  const unknown = Object.keys(values).find((key) => !names.includes(key))
  if (unknown !== undefined || (!isNamed && !order && first !== undefined && list === undefined))
    throw new TypeError(
      `${name}: ${unknown ?? describe(first)} is none of its parameters; name them: ${names.join(', ')}.`,
    )
  return parameters.map(({ name: parameter, default: usual, domain, isWhole }, k) => {
    const x = (isNamed || !order ? values[parameter] : given[k]) ?? usual
    if (typeof x === 'number' && contains(domain, x) && (!isWhole || Number.isInteger(x))) return x
    if (x instanceof Traced)
      throw new TypeError(
        `${name}: ${parameter} is a Value; parameters are plain numbers: pass v.data, or write it in ops.`,
      )
    const Wrong = typeof x === 'number' ? RangeError : TypeError
    const said = x === undefined ? 'missing' : describe(x)
    throw new Wrong(`${name}: ${parameter} is ${said}; a ${isWhole ? 'whole ' : ''}number in ${domain} is allowed.`)
  })
}

/** An op over one list, or over two equally long ones, from its row. */
export function reduction(row: ReductionRow & { lists: 2 }): PairReduction
export function reduction(row: ReductionRow): Reduction
export function reduction(row: ReductionRow): Reduction | PairReduction {
  const facts = whole('reduction', row, 'list')
  const { name, forward, lists = 1 } = row
  return enter(facts, (...given: ArrayLike<number>[]) => {
    const length = listLength(name, given, lists)
    const quick =
      given.length === lists &&
      (given[0]![0] as unknown as Partial<Traced> | undefined)?.[interpreter]?.applyList?.(facts, given)
    if (quick) return quick
    const inputs = lists === 1 && Array.isArray(given[0]) ? (given[0] as number[]) : joined(given, lists)
    const where = (k: number): string =>
      lists === 1 ? `element ${k}` : `element ${k % length} of list ${1 + Math.floor(k / length)}`
    const found = interpreterOf(name, inputs, where)
    return found ? found.apply(facts, inputs) : forward(inputs)
  })
}

/** The first `lists` lists as one: a loop joins short lists faster than `concat`. */
function joined(given: readonly ArrayLike<number>[], lists: number): number[] {
  const all: number[] = []
  for (let l = 0; l < lists; l++) for (const x of given[l] as readonly number[]) all.push(x)
  return all
}

function listLength(name: string, given: readonly unknown[], lists: number): number {
  for (let l = 0; l < lists; l++) {
    const list = given[l]
    if (Array.isArray(list) || list instanceof Float64Array || list instanceof Float32Array) continue
    throw noList(
      name,
      given,
      l,
      lists === 1
        ? `takes one list, ${name}([a, b, c]); its argument`
        : `takes two lists, ${name}([a, b], [c, d]); argument ${l + 1}`,
    )
  }
  const [a, b] = given as unknown[][]
  if (lists === 2 && a?.length !== b?.length) {
    throw new RangeError(`${name}: lists of ${a?.length} and ${b?.length} numbers; they must be equally long.`)
  }
  return a?.length ?? 0
}
