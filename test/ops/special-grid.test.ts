/** Ops at special numbers: all pairs for each op of two, all of one after one; and differences that lose their digits. */
import { describe, expect, test } from 'vitest'
import { jvp, ops, value, type Op, type Value } from 'seegrad'
import * as seegrad from 'seegrad'
import { nextUp } from '../oracle/compare.js'
import { draws } from '../oracle/draw.js'
import { long, seed } from '../seed.js'
import { record } from '../record.js'
import { faults, isLinear, show, structure, survives, type Function } from './laws.js'

const ulp = 2 ** -52
const sizes = [0, Number.MIN_VALUE, 2 ** -1022, 1e-160, 1e-8, 0.5, 1 - ulp / 2, 1, 1 + ulp, 1.5, 2, 20, 37, 709.78, 710, 745.2, 1e22, 1e154, 1.8e307, Number.MAX_VALUE, Infinity] // prettier-ignore
/** The neighbours of a kink are those of 0 and ±1, and here those of a half and of π/2. */
const special: readonly number[] = [
  ...sizes.flatMap((x) => [x, -x]),
  NaN,
  nextUp(0.5),
  Math.PI / 2,
  nextUp(Math.PI / 2),
]

const rows = [...ops.values()].filter(({ name, active }) => !structure.has(name) && active === undefined)
const choices = [...ops.values()].filter(({ arity, active }) => arity === 2 && active !== undefined)

/** The op as a function of its inputs; an index that comes before is 1. */
function spread(op: Op): Function {
  const apply = op as unknown as Function
  return op.order === 'before' ? (x) => apply(1, x) : (...inputs) => apply(...inputs)
}

/** All cases in the long run, one in fifty otherwise, by the seed. */
function chosen<T>(cases: readonly T[], name: string): readonly T[] {
  const draw = draws(seed, ...[...name].map((letter) => letter.codePointAt(0) as number))
  return long ? cases : cases.filter(() => draw() < 1 / 50)
}

let tried = 0
/** Runs the cases and says what was wrong with each, a throw too. */
function wrongOf(
  cases: readonly (readonly number[])[],
  said: string,
  test: (inputs: readonly number[]) => string[],
): string[] {
  // prettier-ignore
  tried += cases.length
  return cases.flatMap((inputs) => {
    const here = `${said} at ${inputs.map(show).join(', ')}`
    try {
      return test(inputs).map((fault) => `${here}: ${fault}`)
    } catch (error) {
      return [`${here} throws ${error}`]
    }
  })
}
const singles = special.map((x) => [x])
const pairs = special.flatMap((a) => special.map((b) => [a, b]))

describe('all pairs of special numbers', () => {
  for (const op of rows.filter(({ arity }) => arity === 2))
    test(`${op.name} keeps NaN, its bits and its slopes (seed ${seed})`, () => {
      const cases = chosen(pairs, op.name)
      const faultsHere = (inputs: readonly number[]): string[] =>
        faults(spread(op), inputs, (k) => isLinear(op, k, inputs), survives(op.name, inputs))
      const wrong = wrongOf(cases, op.name, faultsHere)
      expect(wrong.slice(0, 20), `${wrong.length} in all`).toEqual([])
    })
  for (const op of choices)
    test(`${op.name} gives recorded what it gives for numbers`, () => {
      const f = spread(op)
      const faultsHere = ([a, b]: readonly number[]): string[] =>
        Object.is((f(value(a as number), value(b as number)) as Value).data, f(a as number, b as number))
          ? []
          : ['other bits recorded']
      expect(wrongOf(chosen(pairs, op.name), op.name, faultsHere)).toEqual([])
    })
})

const unary = rows.filter(({ arity }) => arity === 1)
describe('all ops of one number after each other', () => {
  for (const outer of unary)
    test(`${outer.name} after every op keeps NaN, its bits and its slopes (seed ${seed})`, () => {
      const [f, wrong] = [spread(outer), [] as string[]]
      for (const inner of unary) {
        const g = spread(inner)
        const name = `${outer.name}(${inner.name})`
        const areLinear = (): boolean => isLinear(outer, 0, []) && isLinear(inner, 0, [])
        const cases = chosen(singles, name)
        wrong.push(...wrongOf(cases, name, (inputs) => faults((x) => f(g(x)), inputs, areLinear)))
      }
      expect(wrong.slice(0, 20), `${wrong.length} in all`).toEqual([])
    })
})

test('how many were tried is written down', () => {
  const possible = (rows.filter(({ arity }) => arity === 2).length + choices.length) * pairs.length + unary.length ** 2 * special.length // prettier-ignore
  record('Ops at special numbers', { numbers: special.length, tried, possible })
  expect(tried).toBeGreaterThan(possible / 100)
})

const { add, cos, exp, log, sqrt, square, sub } = seegrad
/** An expression, how many steps it records, and its slope in the same roundings. */
const cancelling: readonly (readonly [name: string, f: Function, steps: number, slope: Function])[] = [
  ['(1 + x) − 1', (x) => sub(add(1, x), 1), 2, () => 1],
  ['ln(1 + x)', (x) => log(add(1, x)), 2, (x) => 1 / (1 + x)],
  ['1 − cos x', (x) => sub(1, cos(x)), 2, (x) => seegrad.sin(x)],
  ['√(x + 1) − √x', (x) => sub(sqrt(add(x, 1)), sqrt(x)), 4, (x) => -(0.5 / Math.sqrt(x)) + 0.5 / Math.sqrt(x + 1)],
  ['eˣ − 1 − x', (x) => sub(sub(exp(x), 1), x), 3, (x) => exp(x) - 1],
  ['(1 + x)² − 1²', (x) => sub(square(add(1, x)), square(1)), 3, (x) => 2 * (1 + x)],
]
const steps = (y: Value): number => {
  const seen = new Set<Value>([y])
  for (const node of seen) for (const input of node.prev) seen.add(input)
  return [...seen].filter(({ op }) => op !== '').length
}

describe('differences that cancel are computed as they are written', () => {
  for (const [name, f, written, slope] of cancelling)
    test(`${name} for x from 1e-1 to 1e-17`, () => {
      for (let k = 1; k <= 17; k++) {
        const x = Number(`1e-${k}`)
        const leaf = value(x)
        const y = f(leaf) as Value
        expect(y.data).toBe(f(x))
        expect(steps(y)).toBe(written)
        y.backward()
        expect(leaf.grad, `slope at ${x}`).toBe(slope(x))
        expect(jvp(f, [x], [1])[1], `forward slope at ${x}`).toBe(slope(x))
      }
    })
})
