/** JavaScript's own functions that look at a number without an operator: asked about a Value, they answer for its data. */
import * as ops from '../../ops/index.js'
import { isTrue, isValue } from '../../engine/index.js'
import { same, truthy } from './comparisons.js'

const isFiniteValue = (x: number): boolean => isTrue(ops.less(ops.abs(x), Infinity))
const isNaNValue = (x: number): boolean => !isTrue(ops.equal(x, x))
const isWhole = (x: number): boolean => isFiniteValue(x) && isTrue(ops.equal(x, ops.floor(x)))
const isZero = (x: number): boolean => same(x, 0)

/** `Object.is`: NaN is itself, 0 is not −0. */
function is(a: number, b: unknown): boolean {
  if (!isValue(b) && typeof b !== 'number') return false
  if (isNaNValue(a)) return isNaNValue(b)
  if (!same(a, b)) return false
  return !isZero(a) || same(ops.div(1, a), ops.div(1, b))
}

const answers = {
  Boolean: truthy,
  Number: (x: number) => x,
  String: (x: number) => x.toString(),
  isFinite: isFiniteValue,
  isNaN: isNaNValue,
  'Number.isFinite': isFiniteValue,
  'Number.isInteger': isWhole,
  'Number.isNaN': isNaNValue,
  'Number.isSafeInteger': (x: number) => isWhole(x) && isTrue(ops.lessEqual(ops.abs(x), Number.MAX_SAFE_INTEGER)),
  'Object.is': (a: number, b: number) => (isValue(a) ? is(a, b) : is(b, a)),
} as const satisfies Readonly<Record<string, (...inputs: never[]) => unknown>>

type Builtin = (...inputs: never[]) => unknown
const own: Readonly<Record<keyof typeof answers, Builtin>> = {
  Boolean,
  Number,
  String,
  isFinite,
  isNaN,
  'Number.isFinite': Number.isFinite,
  'Number.isInteger': Number.isInteger,
  'Number.isNaN': Number.isNaN,
  'Number.isSafeInteger': Number.isSafeInteger,
  'Object.is': Object.is,
}

/** The same functions for numbers and Values, by the name under which a program calls them. */
export const builtins: Readonly<Record<string, Builtin>> = Object.fromEntries(
  Object.entries(own).map(([name, plain]) => {
    const answer = answers[name as keyof typeof answers] as Builtin
    // Of Object.is both arguments count; map passes the others an index and a list.
    const count = plain === (Object.is as Builtin) ? 2 : 1
    return [name, (...inputs: never[]) => (inputs.slice(0, count).some(isValue) ? answer : plain)(...inputs)]
  }),
)

/** The number in `new Array(n)`, which would make a list of one Value. Errors: a Value. */
export function length(x: number): number {
  if (!isValue(x)) return x
  throw new TypeError(
    'new Array(n): n is a Value; a length is a plain number: pass v.data, or write [v] for a list of one.',
  )
}
