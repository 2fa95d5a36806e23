/** Transforms in transforms, to the third order and in both modes, of random programs whose arguments are often 1: compiled they have the bits of the run op by op. */
import { expect, test } from 'vitest'
import { grad, hessian, hvp, jvp, sum, vjp } from 'seegrad'
import { interpret } from '../../src/compile/interpret.js'
import { read } from '../../src/compile/read.js'
import { record } from '../../src/compile/trace.js'
import { record as note } from '../record.js'
import { count, seed } from '../seed.js'
import { Dice, drawProgram, Tally } from './drawn.js'

type Scalar = (xs: number[]) => number
type Program = (xs: number[]) => unknown
/** By the first three numbers; the others are arguments that nothing is differentiated by, and the last of them directions. */
const first = (xs: readonly number[]): number[] => xs.slice(0, 3)
const last = (xs: readonly number[]): number[] => xs.slice(-3)
const rest = (f: Scalar, xs: readonly number[]) => (few: number[]) => f([...few, ...xs.slice(3)])
const total = (gradient: unknown): number => sum(gradient as number[])
const ways: Readonly<Record<string, (f: Scalar) => Program>> = {
  'gradient of a gradient': (f) => (xs) => grad((few: number[]) => total(grad(rest(f, xs))(few)))(first(xs)),
  'entry by entry': (f) => (xs) =>
    [0, 1].map((i) => grad((few: number[]) => (grad(rest(f, xs))(few) as number[])[i]!)(first(xs))),
  Hessian: (f) => (xs) => hessian(rest(f, xs))(first(xs)),
  'Hessian times a vector': (f) => (xs) => hvp(rest(f, xs), [first(xs)], [last(xs)]),
  'gradient of a tangent': (f) => (xs) => grad((few: number[]) => jvp(rest(f, xs), [few], [last(xs)])[1])(first(xs)),
  'gradient of a pullback': (f) => (xs) =>
    grad((few: number[]) => total((vjp(rest(f, xs), few)[1](xs.at(-1) as number) as number[][]).flat()))(first(xs)),
  'third order': (f) => (xs) =>
    grad((few: number[]) => total(grad((some: number[]) => total(grad(rest(f, xs))(some)))(few)))(first(xs)),
}
/** Numbers that are left out as a factor, that make such a one, and others. */
const numbers = [1, 1, 1, -1, 2, 0.5, 0, 0.3, -0.7]

const flat = (tree: unknown): number[] =>
  typeof tree === 'number' ? [tree] : Object.values(tree as object).flatMap(flat)

test(`have the same bits in ${Object.keys(ways).length} ways (seed ${seed})`, { timeout: 60_000 * 60 }, () => {
  const wrong: string[] = []
  const programs = count(20_000)
  let compared = 0
  for (let k = 0; k < programs; k++) {
    const dice = new Dice(seed * 137 + k)
    const { scalar, name, inputs } = drawProgram(seed * 137 + k, 60, new Tally())
    const xs = Array.from({ length: Math.max(6, inputs[0]!.length) }, () => dice.one(numbers))
    for (const [way, wrap] of Object.entries(ways)) {
      const program = wrap(scalar)
      const own = flat(program([...xs]))
      const { outputs, holds } = interpret(read(record(program, [xs])), xs)
      if (!holds) continue
      compared++
      if (own.length !== outputs.length || own.some((x, i) => !Object.is(x, outputs[i])))
        wrong.push(`${way} of ${name} at ${xs.join()}: ${Array.from(outputs).join()}, not ${own.join()}`)
    }
  }
  note('Nested transforms, compiled', { programs, ways: Object.keys(ways).length, compared, wrong: wrong.length })
  expect(wrong.slice(0, 5)).toEqual([])
  expect(compared).toBeGreaterThan(5 * programs)
})
