/** `Math` for numbers and Values: on numbers it is Math, on a Value the op whose row names that function. */
import { describe } from '../../arguments/index.js'
import type { Op, Words } from '../../ops/index.js'
import { ops } from '../../ops/table.js'
import { isValue } from '../../engine/index.js'
import { located } from './located.js'

type MathFunction = (...inputs: number[]) => number
const own = globalThis.Math as unknown as Readonly<Record<string, MathFunction>>
type Row = Op & Words
const found = new Map<string, readonly Row[]>()
function rowsOf(name: string): readonly Row[] {
  const rows = found.get(name) ?? [...ops.values()].filter(({ math }) => math === name)
  found.set(name, rows)
  return rows
}

/** `Math[name](...inputs)`, written at that place in the user's text. */
export function math(name: string, at: string | undefined, ...inputs: number[]): number {
  return inputs.some(isValue)
    ? located(at, () => apply(name, inputs))
    : (own[name] as MathFunction).apply(globalThis.Math, inputs)
}

function apply(name: string, inputs: readonly number[]): number {
  const rows = rowsOf(name)
  const exact = rows.find(({ arity }) => arity === inputs.length)
  const list = rows.find(({ arity }) => arity === 'list')
  const [first] = rows
  if (exact) return call(exact, inputs)
  if (list) return call(list, [inputs])
  if (!first) throw refused(name, inputs)
  const { folds, arity } = first
  if (folds === undefined) return call(first, inputs.slice(0, arity as number))
  return inputs.length === 1 ? call(first, [...inputs, folds]) : inputs.reduce((a, b) => call(first, [a, b]))
}
const call = (op: Op, inputs: readonly unknown[]): number =>
  (op as unknown as (...inputs: readonly unknown[]) => number)(...inputs)

function refused(name: string, inputs: readonly number[]): TypeError {
  const how = inputs.map((x) => (isValue(x) ? describe(x) : String(x))).join(', ')
  return new TypeError(
    `Math.${name}(${how}): no op stands for Math.${name}, and a gradient cannot pass through it. Take the number, v.data, if none shall.`,
  )
}

const wrapped = new Map(
  Object.entries(Object.getOwnPropertyDescriptors(globalThis.Math)).flatMap(([name, { value }]) => {
    const handed = (...inputs: number[]): number => math(name, undefined, ...inputs)
    return typeof value === 'function'
      ? [[value as unknown, Object.defineProperty(handed, 'name', { value: name })]]
      : []
  }),
)
const unwrapped = new Map<unknown, unknown>([...wrapped].map(([own, handed]) => [handed, own]))

/** Stands for `Math` itself where it is taken apart, handed on or written to: `const { exp } = Math`, `xs.map(Math.tanh)`, `Math.random = mine`. */
export const Math: typeof globalThis.Math = new Proxy(globalThis.Math, {
  get: (target, name) => {
    const found: unknown = Reflect.get(target, name)
    // A function that somebody put there is his own.
    return wrapped.get(found) ?? found
  },
  // What was taken from here goes back as what it was: it would call itself.
  set: (target, name, given: unknown) => Reflect.set(target, name, unwrapped.get(given) ?? given),
})
