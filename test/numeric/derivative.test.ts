/** derivative and partials: the printed digits of nudging, the accuracy of each method, and what they refuse. */
import { describe, expect, it } from 'vitest'
import { derivative, derivativeWithError, fivePoint, limitTable, partials } from 'seegrad/numeric'

const square = (x: number): number => x ** 2
const parabola = (x: number): number => 3 * x ** 2 - 4 * x + 5
const bowl = (x: number): number => 3 * x ** 2 + 6 * x - 1

// Numbers that the lecture and its notes print for (f(x + h) − f(x)) / h.
describe('derivative by one nudge gives the digits that Python prints', () => {
  it.each<[string, (x: number) => number, number, number, number]>([
    ['3x² + 6x − 1', bowl, 1, 0.00001, 12.000030000081095],
    ['3x² − 4x + 5', parabola, 3, 0.00000001, 14.00000009255109],
    ['3x² − 4x + 5, where it is level,', parabola, 2 / 3, 0.0000000001, 0],
    ['x²', square, 3, 1, 7],
    ['x²', square, 3, 0.5, 6.5],
    ['x²', square, 1, 1, 3],
    ['x²', square, -2, 0.5, -3.5],
    ['x²', square, 3, 0.000001, 6.000001000927568],
    ['2b − 4 nudging −3', (b) => 2 * b + 10, -3, 0.0001, 2.0000000000042206],
    ['c in 2·(−3) + c', (c) => 2 * -3 + c, 10, 0.00001, 0.9999999999621422],
  ])('%s', (_, f, x, h, slope) => {
    expect(derivative(f, x, { h, method: 'forward' })).toBe(slope)
    expect(derivative(f, x, { h })).toBe(slope)
  })
})

describe('partials nudges one input at a time and gives the digits that Python prints', () => {
  const add = (x: number, y: number): number => x + y
  const mul = (x: number, y: number): number => x * y
  const product = (a: number, b: number, c: number, d: number): number => (5 + a + (3 + b) + c) * (10 + d)
  it.each<[string, (...point: number[]) => number, number[], number, number[]]>([
    [
      'ab + c',
      (a, b, c) => a! * b! + c!,
      [2, -3, 10],
      1e-4,
      [-3.000000000010772, 2.0000000000042206, 0.9999999999976694],
    ],
    ['x + y', add as never, [2, 3], 1e-6, [1.000000000139778, 1.000000000139778]],
    ['x + y far out', add as never, [-20, 300], 1e-6, [0.9999999974752427, 0.9999999974752427]],
    ['x + y elsewhere', add as never, [3, 10], 1e-6, [1.0000000010279564, 0.9999999992515995]],
    ['xy', mul as never, [2, 3], 1e-5, [3.000000000064062, 2.0000000000131024]],
    ['xy', mul as never, [-20, 3], 1e-5, [2.999999999531155, -19.99999999995339]],
    ['xy with a long nudge', mul as never, [10, 3], 5, [3, 10]],
    ['x² + y³ − z', (x, y, z) => x! ** 2 + y! ** 3 - z!, [2, 3, 4], 1, [5, 37, -1]],
    [
      'a product of sums',
      product as never,
      [0, 0, 0, 0],
      1e-5,
      [10.000000000331966, 10.000000000331966, 10.000000000331966, 7.999999999697137],
    ],
  ])('%s', (_, f, point, h, slopes) => {
    expect(partials(f, point, { h })).toEqual(slopes)
  })
  it('leaves the point as it was and passes every other input on unchanged', () => {
    const point = Object.freeze([1, 2, 3])
    const seen: number[][] = []
    partials((...p) => (seen.push(p), 0), point, { h: 0.5, method: 'central' })
    expect(seen).toEqual([
      [1.5, 2, 3],
      [0.5, 2, 3],
      [1, 2.5, 3],
      [1, 1.5, 3],
      [1, 2, 3.5],
      [1, 2, 2.5],
    ])
  })
  it('of no inputs is empty', () => {
    expect(partials(() => 1, [])).toEqual([])
  })
})

/** Name, f, f′, f″, f‴, f⁽⁵⁾, points. */
type Known = readonly [string, ...((x: number) => number)[], readonly number[]]
const known: readonly Known[] = [
  ['exp', Math.exp, Math.exp, Math.exp, Math.exp, Math.exp, [-3, 0, 1, 5]],
  ['sin', Math.sin, Math.cos, (x) => -Math.sin(x), (x) => -Math.cos(x), Math.cos, [-40, -1, 0, 0.3, 2, 100]],
  ['log', Math.log, (x) => 1 / x, (x) => -1 / x ** 2, (x) => 2 / x ** 3, (x) => 24 / x ** 5, [0.1, 1, 30, 1e6]],
  ['x³', (x) => x ** 3, (x) => 3 * x ** 2, (x) => 6 * x, () => 6, () => 0, [-7, 0, 1, 1e4]],
  ['1/x', (x) => 1 / x, (x) => -1 / x ** 2, (x) => 2 / x ** 3, (x) => -6 / x ** 4, (x) => -120 / x ** 6, [-2, 0.1, 50]],
]
/** What a slope may be off by: its truncation error, doubled, and two roundings of f and of x ± h over h. */
function allowance(truncation: number, f: number, slope: number, x: number, h: number): number {
  return 2 * Math.abs(truncation) + (2 ** -51 * (Math.abs(f) + Math.abs(x * slope))) / h
}

describe('each method is as close as its default step allows', () => {
  it.each(known)('%s', (_, ...row) => {
    const points = row.at(-1) as readonly number[]
    const [f, f1, f2, f3, f5] = row as unknown as ((x: number) => number)[]
    for (const x of points) {
      const [slope, size] = [f1!(x), Math.max(1, Math.abs(x))]
      const off = (value: number): number => Math.abs(value - slope)
      const [h1, h2, h4] = [2 ** -26 * size, 2 ** (-52 / 3) * size, 2 ** (-52 / 5) * size]
      expect(off(derivative(f!, x)), `forward at ${x}`).toBeLessThanOrEqual(
        allowance(Math.abs(h1 * f2!(x)) / 2 + Math.abs(h1 ** 2 * f3!(x)) / 6, f!(x), slope, x, h1),
      )
      expect(off(derivative(f!, x, { method: 'central' })), `central at ${x}`).toBeLessThanOrEqual(
        allowance((h2 ** 2 * f3!(x)) / 6, f!(x), slope, x, h2),
      )
      expect(off(fivePoint(f!, x)), `five points at ${x}`).toBeLessThanOrEqual(
        allowance((h4 ** 4 * f5!(x)) / 30, f!(x), slope, x, h4),
      )
      const exact = derivative(f!, x, { method: 'richardson' })
      expect(off(exact), `richardson at ${x}`).toBeLessThanOrEqual(
        1e-11 * Math.max(Math.abs(slope), Math.abs(f!(x)) / size),
      )
    }
  })
  it('fivePoint has an error of order h⁴: exact for x⁴, and 16 times as small for half the step on x⁵', () => {
    expect(fivePoint((x) => x ** 4, 2, 0.5)).toBe(32)
    const off = (h: number): number => fivePoint((x) => x ** 5, 1, h) - 5
    expect(off(0.5)).toBe(-4 * 0.5 ** 4)
    expect(off(0.5) / off(0.25)).toBe(16)
  })
  it('a step of its own choosing divides by the distance that x has moved', () => {
    for (const x of [0, 1 / 3, -7.1, 12345.678, 1e9]) expect(derivative((t) => t, x)).toBe(1)
  })
  it('a negative h nudges to the left', () => {
    expect(derivative(Math.abs, 0, { h: -0.5 })).toBe(-1)
    expect(derivative(Math.abs, 0, { h: 0.5 })).toBe(1)
    expect(derivative(Math.abs, 0, { h: 0.5, method: 'central' })).toBe(0)
  })
  it('passes on a NaN that the function gives', () => {
    expect(derivative(Math.sqrt, 0, { method: 'central' })).toBeNaN()
  })
})

describe('nudging refuses', () => {
  const wrong = (x: unknown): never => x as never
  it.each<[string, () => unknown, string]>([
    [
      'h = 0',
      () => derivative(square, 3, { h: 0 }),
      'derivative: h is 0; any other number is allowed. (f(x + 0) − f(x)) / 0 is 0/0, which has no value: the derivative is the limit',
    ],
    ['h = −0', () => derivative(square, 3, { h: -0 }), 'is 0/0, which has no value'],
    [
      'h = 0 for every method',
      () => derivative(square, 3, { h: 0, method: 'richardson' }),
      'is 0/0, which has no value',
    ],
    [
      'a lost h',
      () => derivative(square, 3, { h: 1e-20 }),
      'derivative: h is 1e-20, which is lost: 3 + 1e-20 is 3 again in double precision, so the slope would come out 0. Take an h of at least 6.7e-16, better 4.5e-8.',
    ],
    ['an h lost on one side', () => derivative(square, 1, { h: -1e-16 }), 'lost: 1 − -1e-16 is 1 again'],
    [
      'a NaN h',
      () => derivative(square, 3, { h: NaN }),
      'derivative: h is NaN; a finite number is allowed. Take a small step such as 1e-6.',
    ],
    ['an infinite x', () => derivative(square, Infinity), 'derivative: x is Infinity; a finite number is allowed'],
    ['no x', () => derivative(square, wrong(undefined)), 'derivative: x is undefined'],
    [
      'an unknown method',
      () => derivative(square, 3, { method: wrong('backward') }),
      `derivative: method is the string "backward"; 'forward', 'central' and 'richardson' are allowed`,
    ],
    [
      'a function that gives no number',
      () =>
        derivative(
          wrong(() => undefined),
          3,
        ),
      'gave undefined; a number is allowed. Let f return a plain number',
    ],
    [
      'a point that is no list',
      () => partials(square, wrong(3)),
      'partials: point is 3; a list of numbers is allowed. Write partials(f, [2, -3, 10]).',
    ],
    ['a point with a hole', () => partials(square, [wrong(undefined)]), 'x is undefined'],
    ['h = 0 in partials', () => partials(square, [3], { h: 0 }), 'is 0/0, which has no value'],
    ['h = 0 in fivePoint', () => fivePoint(square, 3, 0), 'fivePoint: h is 0'],
    [
      'no function',
      () => derivative(wrong(3), 3),
      'derivative: f is 3; a function of numbers is allowed. Write derivative(',
    ],
    [
      'no function in partials',
      () => partials(wrong('f'), [1]),
      'partials: f is the string "f"; a function of numbers',
    ],
    [
      'no function in limitTable',
      () => limitTable(wrong(3), 1),
      'limitTable: f is 3; a function of numbers is allowed',
    ],
    [
      'no function in derivativeWithError',
      () => derivativeWithError(wrong({}), 1),
      'derivativeWithError: f is a plain object',
    ],
    ['a NaN x in fivePoint', () => fivePoint(square, NaN), 'fivePoint: x is NaN'],
  ])('%s', (_, run, message) => {
    expect(run).toThrow(message)
  })
})
