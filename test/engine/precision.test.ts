/** The rounding bound of `precision`, held against exact arithmetic on whole numbers. */
import { describe, expect, test } from 'vitest'
import { add, custom, gradients, log, mul, precision, sub, sum, value, where, type Value } from 'seegrad'
import { draws } from '../oracle/draw.js'
import { record } from '../record.js'
import { count, seed } from '../seed.js'

/** An exact binary number: mantissa · 2^exponent. */
type Exact = readonly [mantissa: bigint, exponent: number]

const view = new DataView(new ArrayBuffer(8))
function exactly(x: number): Exact {
  view.setFloat64(0, x)
  const bits = view.getBigUint64(0)
  const biased = Number((bits >> 52n) & 0x7ffn)
  const fraction = bits & ((1n << 52n) - 1n)
  const size = biased === 0 ? fraction : fraction + (1n << 52n)
  return [bits >> 63n ? -size : size, Math.max(1, biased) - 1075]
}
const scaled = ([m, e]: Exact, to: number): bigint => m << BigInt(e - to)
const plus = (a: Exact, b: Exact, sign: 1n | -1n): Exact => {
  const e = Math.min(a[1], b[1])
  return [scaled(a, e) + sign * scaled(b, e), e]
}
const times = (a: Exact, b: Exact): Exact => [a[0] * b[0], a[1] + b[1]]
/** The nearest double to |a| − |b|, up to a few last places. */
function distance(a: Exact, b: Exact): number {
  const [m, e] = plus(a, b, -1n)
  const size = m < 0n ? -m : m
  const excess = Math.max(0, size.toString(2).length - 60)
  return Number(size >> BigInt(excess)) * 2 ** (e + excess)
}

describe('the bound of precision', () => {
  test(`holds for random sums, differences and products, and is no idle one`, () => {
    const draw = draws(seed, 81)
    let closest = 0
    for (let program = 0; program < count(20_000); program++) {
      const values: Value[] = Array.from({ length: 4 }, () => value((draw() - 0.5) * 2 ** Math.floor(8 * draw())))
      const exact: Exact[] = values.map((v) => exactly(v.data))
      const size = 2 + Math.floor(12 * draw())
      for (let k = 0; k < size; k++) {
        const [i, j] = [Math.floor(draw() * values.length), Math.floor(draw() * values.length)]
        const [a, b, p, q] = [values[i]!, values[j]!, exact[i]!, exact[j]!]
        const kind = Math.floor(3 * draw())
        values.push(kind === 0 ? add(a, b) : kind === 1 ? sub(a, b) : mul(a, b))
        exact.push(kind === 0 ? plus(p, q, 1n) : kind === 1 ? plus(p, q, -1n) : times(p, q))
      }
      const root = values.at(-1)!
      const { bound, nodes } = precision(root)
      const off = distance(exactly(root.data), exact.at(-1)!)
      // To first order: a product of two roundings is left out.
      expect(off, `program ${program}`).toBeLessThanOrEqual(bound * (1 + 1e-12))
      // Along all paths for themselves, nothing can cancel.
      expect(nodes.at(-1)!.bound).toBeGreaterThanOrEqual(bound * (1 - 1e-12))
      if (bound > 0) closest = Math.max(closest, off / bound)
    }
    expect(closest).toBeGreaterThan(0.5)
    record('The bound of precision', { programs: count(20_000), 'beyond it': 0, 'largest error over bound': closest })
  })
})

describe('precision', () => {
  test('tells how many digits a cancellation leaves, of a number and of its gradient', () => {
    const x = value(1e-9, 'x')
    const y = x.add(1).sub(1).div(x)
    // 1.000000082740371 instead of 1: seven digits are right.
    expect(precision(y).digits).toBeCloseTo(6.9546, 4)
    const [slope] = gradients(y, [x], { createGraph: true }) as [Value]
    // −82.7 instead of 0: none is.
    expect(precision(slope).digits).toBe(0)
  })
  test('tells the condition of each step: of log near 1 it is large, of a product 2', () => {
    const x = value(1.001)
    const steps = precision(log(x).mul(x)).nodes
    expect(steps.find(({ op }) => op === 'log')!.condition).toBeCloseTo(1 / Math.log(1.001), 6)
    expect(steps.at(-1)!.condition).toBeCloseTo(2, 12)
  })
  test('counts the roundings of nodes that carry no gradient', () => {
    const x = value(0.1)
    x.requiresGrad = false
    expect(precision(mul(value(3), mul(x, x))).nodes.filter(({ share }) => share > 0).length).toBe(2)
  })
  test('counts no operand that takes no part, and no infinite slope by an exact number', () => {
    const x = value(0)
    expect(precision(where(x.greater(0), log(x), mul(x, 2))).digits).toBeGreaterThan(15)
    expect(precision(x.sqrt())).toMatchObject({ bound: 0 })
  })
  test('goes through a function that brings its own derivative', () => {
    const twice = custom((x: number) => 2 * x, { vjp: (g: number) => mul(2, g) })
    const x = value(3)
    const near = precision(sub(twice(mul(x, 0.1)), 0.6))
    expect(near.nodes.find(({ op }) => op === 'mul')!.adjoint).toBe(2)
  })
  test('of a leaf gives all digits, of NaN none', () => {
    expect(precision(value(0.1))).toMatchObject({ bound: 0, digits: 53 * Math.log10(2) })
    expect(precision(log(value(-1))).digits).toBe(0)
  })
  test('counts a rounding per number of a list, by the size of its parts', () => {
    const draw = draws(seed, 82)
    for (let round = 0; round < 100; round++) {
      const xs = Array.from({ length: 200 }, () => value((draw() - 0.5) * 2 ** Math.floor(40 * draw())))
      const exact = xs.map((x) => exactly(x.data)).reduce((a, b) => plus(a, b, 1n))
      const root = sum(xs)
      const { bound } = precision(root)
      expect(distance(exactly(root.data), exact)).toBeLessThanOrEqual(bound)
      expect(bound).toBe(200 * xs.reduce((sum, x) => sum + Math.abs(x.data), 0) * 2 ** -53)
    }
  })
  test('refuses what is no Value', () => {
    expect(() => precision(3)).toThrow('precision: 3 was given; a Value is allowed')
  })
})
