/** Every op at random patterns of bits: no throw, NaN where and only where there is no number, slopes that know of it, the same by Values. */
import { describe, expect, test } from 'vitest'
import { ops, type Op } from 'seegrad'
import { randomDoubles } from '../numeric/random-doubles.js'
import { isAgain, record } from '../record.js'
import { count, seed } from '../seed.js'
import { faults, isLinear, maySlopeBeNaN, mayBeNaN, reachesOut, show, survives } from './laws.js'
import { bound, boundsOf, widthOf } from './points.js'

type Rule = (y: number, ...inputs: number[]) => number
/** Of how many draws one is recorded and differentiated, in both modes. */
const SAMPLE = 50
const draws = count(1_000_000)

/** The number and its slopes, as the row states them. */
function stated(op: Op): (inputs: number[], parameters: readonly number[]) => readonly [number, readonly number[]] {
  const { listPartials } = op
  const forward = op.forward as unknown as (...inputs: unknown[]) => number
  return (inputs, parameters) => {
    const all = parameters.length > 0 ? [...inputs, ...parameters] : inputs
    const y = listPartials ? forward(all) : forward(...all)
    return [y, listPartials ? listPartials(y, all) : op.partials.map((rule: Rule) => rule(y, ...all))]
  }
}

/** What is wrong with a number and its slopes. */
function broken(op: Op, inputs: readonly number[], y: number, slopes: readonly number[]): string[] {
  const found: string[] = []
  const hasNaN = inputs.some(Number.isNaN)
  const isInside = inputs.every((x, k) => {
    const { low, high } = boundsOf(op, k)
    return x >= low && x <= high
  })
  const isFinite = inputs.every(Number.isFinite)
  if (hasNaN && !Number.isNaN(y) && !survives(op.name, inputs)) found.push('a number for NaN')
  if (!hasNaN && !isInside && !Number.isNaN(y) && !reachesOut(op, inputs)) found.push('a number outside of the domain')
  if (isFinite && isInside && Number.isNaN(y) && !mayBeNaN(op, inputs)) found.push('NaN inside the domain')
  slopes.forEach((slope, k) => {
    if (Number.isNaN(y) && !Number.isNaN(slope) && !isLinear(op, k, inputs)) found.push(`the slope by ${k} is ${slope}`)
    if (isFinite && isInside && Number.isFinite(y) && Number.isNaN(slope) && !maySlopeBeNaN(op, inputs, k))
      found.push(`the slope by ${k} is NaN`)
  })
  return found
}

/** Of ops that choose, what takes part depends on the data. */
const rows = [...ops.values()].filter(({ active }) => active === undefined)
const choices = [...ops.values()].filter(({ active }) => active !== undefined)
let [drawn, recorded] = [0, 0]

/** Calls f with random inputs and parameters until it has found ten faults. */
function drawing(op: Op, f: (inputs: number[], parameters: readonly number[], i: number) => string[]): string[] {
  const draw = randomDoubles([...op.name].reduce((mixed, letter) => Math.imul(mixed, 31) + letter.codePointAt(0)!, seed)) // prettier-ignore
  const wrong: string[] = []
  const inputs = Array.from({ length: widthOf(op) }, () => 0)
  for (let i = 0; i < draws && wrong.length < 10; i++) {
    drawn++
    for (let k = 0; k < inputs.length; k++) inputs[k] = draw()
    // The others reach no compiler.
    if (isAgain() && i % SAMPLE !== 0) continue
    const parameters = op.parameters.map((parameter) => parameter.default ?? i % 5)
    const here = (): string => `${op.name}(${[...inputs, ...parameters].map(show).join(', ')})`
    try {
      wrong.push(...f(inputs, parameters, i).map((fault) => `${here()}: ${fault}`))
    } catch (error) {
      wrong.push(`${here()} throws ${String(error)}`)
    }
  }
  return wrong
}

describe('at any bits', () => {
  for (const op of rows)
    test(`${op.name} is NaN where there is no number and only there, by numbers and by Values (seed ${seed})`, () => {
      const evaluate = stated(op)
      const wrong = drawing(op, (inputs, parameters, i) => {
        const [y, slopes] = evaluate(inputs, parameters)
        const found = broken(op, inputs, y, slopes)
        if (i % SAMPLE !== 0) return found
        recorded++
        const [f, given] = bound(op, [...inputs, ...parameters])
        return [...found, ...faults(f, given, (k) => isLinear(op, k, inputs), survives(op.name, inputs))]
      })
      expect(wrong, `${draws} draws`).toEqual([])
    })
  for (const op of choices)
    test(`${op.name} gives one of its inputs, 0 or 1 (seed ${seed})`, () => {
      const evaluate = stated(op)
      const wrong = drawing(op, (inputs, parameters) => {
        const [y] = evaluate(inputs, parameters)
        return [0, 1, ...inputs].some((x) => Object.is(x, y)) ? [] : [String(y)]
      })
      expect(wrong).toEqual([])
    })
})

test('how many were drawn is written down', () => {
  record('Ops at random bits', { ops: ops.size, drawn, 'recorded and differentiated in both modes': recorded })
  expect(drawn).toBeGreaterThan(0.9 * draws * ops.size)
})
