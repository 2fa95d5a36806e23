/** derivativeWithError: right to many digits, honest about the rest, and not taken in by kinks, jumps, poles and fast swings. */
import { describe, expect, it } from 'vitest'
import { array, assert, integer, property } from 'fast-check'
import { derivative, derivativeWithError } from 'seegrad/numeric'
import { record } from '../record.js'
import { count, seed } from '../seed.js'

const smooth: [name: string, f: (x: number) => number, x: number, slope: number][] = [
  ['exp at 1', Math.exp, 1, Math.E],
  ['sin at 0.3', Math.sin, 0.3, Math.cos(0.3)],
  ['sqrt at 2', Math.sqrt, 2, Math.SQRT1_2 / 2],
  ['log close to the edge of its domain', Math.log, 1e-7, 1e7],
  ['log at 1e-200', Math.log, 1e-200, 1e200],
  ['tan close to its pole', Math.tan, 1.5, 1 + Math.tan(1.5) ** 2],
  ['1/x close to its pole', (x) => 1 / x, 1e-3, -1e6],
  ['x³ far out', (x) => x ** 3, 1e8, 3e16],
  ['atan far out', Math.atan, 1e6, 1 / (1 + 1e12)],
  ['a swing far faster than the first step', (x) => Math.sin(1000 * x), 0.1, 1000 * Math.cos(100)],
  ['the top of such a swing', (x) => Math.sin(1000 * x), Math.PI / 2000, 0],
  ['relu close to its kink', (x) => Math.max(0, x), 1e-3, 1],
  ['a constant', () => 5, 2, 0],
  ['the constant 0', () => 0, 0, 0],
  ['x⁴ where three derivatives are 0', (x) => x ** 4, 0, 0],
  ['exp where it is tiny', Math.exp, -700, Math.exp(-700)],
  ['asin within the narrow domain of asin(1000x)', (x) => Math.asin(1000 * x), 0, 1000],
  ['a slope below the normal numbers', (x) => x * (4e-319 - 1e-302 * x), 0, 4e-319],
  ['a small slope on a large value', (x) => 1e6 + x * x, 3, 6],
]
const rough: [name: string, f: (x: number) => number, x: number][] = [
  ['abs at its kink', Math.abs, 0],
  ['relu at its kink', (x) => Math.max(0, x), 0],
  ['relu at a kink elsewhere', (x) => Math.max(0, x - 7.3), 7.3],
  ['cbrt where it stands upright', Math.cbrt, 0],
  ['a step', (x) => (x >= 0 ? 1 : 0), 0],
  ['floor at a whole number', Math.floor, 3],
  ['1/x at its pole', (x) => 1 / x, 0],
  ['sqrt at the end of its domain', Math.sqrt, 0],
  ['log outside its domain', Math.log, -1],
  ['x·sin(1/x)', (x) => (x === 0 ? 0 : x * Math.sin(1 / x)), 0],
]

describe('derivativeWithError is within its error of the true slope, and calls it smooth', () => {
  it.each(smooth)('%s', (_, f, x, slope) => {
    const { value, error, smooth } = derivativeWithError(f, x)
    expect(Math.abs(value - slope)).toBeLessThanOrEqual(error)
    expect(smooth).toBe(true)
  })
  it('the error is small beside the slope where the function is tame, and smaller where it is tamer', () => {
    const allowed = [1e-12, 1e-12, 1e-12, 1e-9, 1e-9, 1e-9, 1e-9, 1e-9]
    for (const [i, part] of allowed.entries()) {
      const [name, f, x, slope] = smooth[i]!
      expect(derivativeWithError(f, x).error / Math.abs(slope), `${name}`).toBeLessThan(part)
    }
  })
  it('polynomials of random coefficients, at random points', () => {
    const coefficient = integer({ min: -1e6, max: 1e6 }).map((k) => k / 1e5)
    assert(
      property(
        array(coefficient, { minLength: 1, maxLength: 8 }),
        integer({ min: -3e5, max: 3e5 }).map((k) => k / 1e5),
        (c, x) => {
          const { value, error, smooth } = derivativeWithError((t) => c.reduceRight((sum, a) => sum * t + a, 0), x)
          const slope = c.reduceRight((sum, a, k) => (k > 0 ? sum * x + a * k : sum), 0)
          // What the sum itself may lose to rounding no estimate can see.
          const size = c.reduceRight((sum, a) => sum * Math.abs(x) + Math.abs(a), 0)
          expect(Math.abs(value - slope)).toBeLessThanOrEqual(2 * error + 1e-12 * size)
          expect(smooth).toBe(true)
        },
      ),
      { seed, numRuns: count(20_000) },
    )
    record('Random cases', { of: 'polynomials: their nudged derivative is as near as it says', cases: count(20_000) })
  })
})

describe('derivativeWithError says that there is no derivative to be had', () => {
  it.each(rough)('%s', (_, f, x) => {
    expect(derivativeWithError(f, x).smooth).toBe(false)
  })
  it('with a value of NaN and an infinite error where f has no finite values around x', () => {
    expect(derivativeWithError(Math.log, -1)).toMatchObject({ value: NaN, error: Infinity, smooth: false })
  })
})

describe('derivativeWithError', () => {
  it('counts every call of f, 32 of them where f is tame', () => {
    let calls = 0
    const { evaluations } = derivativeWithError((x) => (calls++, Math.exp(x)), 1)
    expect(evaluations).toBe(calls)
    expect(evaluations).toBe(32)
  })
  it('starts from the step it is given and tells the smallest it has used', () => {
    const steps: number[] = []
    const { h } = derivativeWithError((x) => (steps.push(Math.abs(x - 1)), Math.exp(x)), 1, { h: 0.5 })
    expect(Math.max(...steps)).toBe(0.5)
    expect(Math.log2(h)).toBe(Math.round(Math.log2(h)))
    expect(h).toBeLessThan(0.5)
  })
  it('divides by the distance that x has moved: the identity has slope 1 everywhere, exactly', () => {
    for (const x of [1 / 3, -0.1, 1e-9, 12345.678, 1e15 / 7]) expect(derivativeWithError((t) => t, x).value).toBe(1)
  })
  it("is what derivative's method 'richardson' gives", () => {
    expect(derivative(Math.exp, 1, { method: 'richardson' })).toBe(derivativeWithError(Math.exp, 1).value)
    expect(derivative(Math.exp, 1, { method: 'richardson', h: 0.7 })).toBe(
      derivativeWithError(Math.exp, 1, { h: 0.7 }).value,
    )
  })
  it.each<[string, () => unknown, string]>([
    ['refuses h = 0', () => derivativeWithError(Math.exp, 1, { h: 0 }), 'derivativeWithError: h is 0'],
    ['refuses a NaN x', () => derivativeWithError(Math.exp, NaN), 'derivativeWithError: x is NaN'],
    [
      'refuses a function that gives no number',
      () => derivativeWithError((() => 'one') as never, 1),
      'gave the string "one"; a number is allowed',
    ],
  ])('%s', (_, run, message) => {
    expect(run).toThrow(message)
  })
})
