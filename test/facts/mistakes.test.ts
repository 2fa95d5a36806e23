/** The mistakes of the lecture notes, by their ids in the mission: seegrad makes none of them. */
import { describe, expect, test } from 'vitest'
import { add, div, exp, grad, gradOf, log, mul, neg, pow, sqrt, sub, tanh, value, type Value } from 'seegrad'
import { derivative, limitTable, partials } from 'seegrad/numeric'
import { ulps } from '../oracle/compare.js'

describe('E2, `_backward` assigns with =: gradients are added up, and zeroed only on request', () => {
  test('a value used twice gets both contributions', () => {
    const [a, b] = [value(3), value(-4)]
    add(mul(a, b), mul(a, a)).backward()
    expect([a.grad, b.grad]).toEqual([-4 + 2 * 3, 3])
  })
  test('a second pass over another expression adds to the leaves', () => {
    const a = value(3)
    mul(a, 5).backward()
    mul(a, 7).backward()
    expect(a.grad).toBe(12)
  })
  test('after zeroGrad the next pass starts from 0', () => {
    const a = value(3)
    mul(a, 5).backward()
    a.zeroGrad()
    mul(a, 7).backward()
    expect(a.grad).toBe(7)
  })
})

describe('E3, edges in sets: an operand given twice stays two operands', () => {
  test('(a + a).prev is [a, a]', () => {
    const a = value(3, 'a')
    const { prev } = add(a, a)
    expect(prev.length).toBe(2)
    expect(prev.every((operand) => operand === a)).toBe(true)
  })
  test.each<[string, (a: Value) => Value, number]>([
    ['a + a', (a) => add(a, a), 2],
    ['a · a', (a) => mul(a, a), 6],
    ['a − a', (a) => sub(a, a), 0],
    ['a / a', (a) => div(a, a), 0],
    ['aᵃ', (a) => pow(a, a), 27 * (1 + Math.log(3))],
  ])('%s at 3 has the gradient of both edges', (_, f, slope) => {
    const a = value(3)
    f(a).backward()
    expect(Math.abs(a.grad - slope)).toBeLessThanOrEqual(1e-15 * Math.abs(slope))
  })
})

describe('E4, tanh as (e²ˣ − 1)/(e²ˣ + 1): seegrad’s is stable', () => {
  const naive = (x: number): number => (Math.exp(2 * x) - 1) / (Math.exp(2 * x) + 1)
  test('at 355 the textbook’s formula is NaN, tanh is 1 and its slope next to 0', () => {
    expect(naive(355)).toBeNaN()
    expect([tanh(355), grad(tanh)(400)]).toEqual([1, 0])
    expect([tanh(-355), grad(tanh)(-400)]).toEqual([-1, 0])
    expect([tanh(Infinity), grad(tanh)(Infinity)]).toEqual([1, 0])
    // 4e⁻⁷¹⁰ is still a double.
    expect(ulps(grad(tanh)(355), 1.790514490270052e-308)).toBeLessThanOrEqual(8)
  })
  test('near 0 the formula has lost its digits, tanh has all of them', () => {
    for (const x of [1e-3, 1e-8, 1e-12, -1e-15, 1e-300]) {
      // x − x³/3 + 2x⁵/15 is right to the last digit here.
      const right = x - x ** 3 / 3 + (2 * x ** 5) / 15
      expect(ulps(tanh(x), right), `tanh(${x})`).toBeLessThanOrEqual(2)
    }
    expect(ulps(naive(1e-12), 1e-12)).toBeGreaterThan(1e6)
  })
  test('far from 0 the slope keeps its digits, where 1 − y² is 0', () => {
    // 1/cosh² 20, from 60 digits.
    expect(ulps(grad(tanh)(20), 1.6993417021166355e-17)).toBeLessThanOrEqual(8)
    expect(1 - Math.tanh(20) ** 2).toBe(0)
  })
})

describe('E5, intermediate gradients never cleared: a second backward() is right', () => {
  const lecture = (): Record<'a' | 'b' | 'c' | 'e' | 'd' | 'f' | 'L', Value> => {
    const [a, b, c, f] = [value(2, 'a'), value(-3, 'b'), value(10, 'c'), value(-2, 'f')]
    const e = mul(a, b)
    const d = add(e, c)
    return { a, b, c, e, d, f, L: mul(d, f) }
  }
  test('after two passes leaves hold the sum and intermediates the latest pass', () => {
    const { a, b, c, e, d, f, L } = lecture()
    L.backward()
    expect([a, b, c, e, d, f, L].map(gradOf)).toEqual([6, -4, -2, -2, -2, 4, 1])
    L.backward()
    expect([a, b, c, f].map(gradOf)).toEqual([12, -8, -4, 8])
    expect([e, d, L].map(gradOf)).toEqual([-2, -2, 1])
  })
  test('zeroing the leaves alone makes the second pass like the first', () => {
    const { a, b, c, e, d, f, L } = lecture()
    L.backward()
    for (const leaf of [a, b, c, f]) leaf.zeroGrad()
    L.backward()
    expect([a, b, c, e, d, f, L].map(gradOf)).toEqual([6, -4, -2, -2, -2, 4, 1])
  })
})

describe('E7, lol() never adds h: nudging moves exactly one input', () => {
  const L = (a: number, b: number, c: number, f: number): number => (a * b + c) * f
  test('every run but the first differs from the point in one input', () => {
    const seen: number[][] = []
    partials((...p) => (seen.push(p), L(...(p as [number, number, number, number]))), [2, -3, 10, -2], { h: 1e-4 })
    const moved = seen.map((p) => [2, -3, 10, -2].filter((x, k) => p[k] !== x).length)
    expect(moved.filter((count) => count === 1).length).toBe(4)
    expect(moved.filter((count) => count > 1)).toEqual([])
  })
  test('so the check prints the slopes that backward() gives, not 0.0', () => {
    const leaves = [value(2), value(-3), value(10), value(-2)] as const
    const [a, b, c, f] = leaves
    mul(add(mul(a, b), c), f).backward()
    const nudged = partials(L as (...p: number[]) => number, [2, -3, 10, -2], { h: 1e-4 })
    expect(leaves.map(gradOf)).toEqual([6, -4, -2, 4])
    for (const [k, leaf] of leaves.entries()) expect(Math.abs(nudged[k]! - leaf.grad)).toBeLessThan(1e-10)
  })
})

describe('E8, a recursive topological sort: depth is no limit', () => {
  test('a chain twenty times as deep as recursion can go runs backward', () => {
    let deepest = 0
    const recurse = (depth: number): number => {
      deepest = depth
      return 1 + recurse(depth + 1)
    }
    expect(() => recurse(0)).toThrow(RangeError)
    const x = value(1)
    let y = add(x, 0)
    for (let k = 0; k < 20 * deepest; k++) y = add(y, 1)
    y.backward()
    expect(x.grad).toBe(1)
  })
})

describe('E9, the bias cut to 6.881373 and its slope called 0.5', () => {
  const slopeWith = (bias: number): number => {
    const b = value(bias)
    tanh(add(add(mul(value(2), value(-3)), mul(value(0), value(1))), b)).backward()
    return b.grad
  }
  test('the bias is 6 + asinh(1) = 6 + ln(1 + √2), computed on Values', () => {
    expect(add(6, log(add(1, sqrt(value(2))))).data).toBe(6.8813735870195432)
  })
  test('with it the output is √½ and the slope ½', () => {
    const n = add(mul(2, -3), value(6.8813735870195432))
    expect(Math.abs(tanh(n).data - Math.SQRT1_2)).toBeLessThanOrEqual(2 ** -52)
    expect(Math.abs(slopeWith(6.8813735870195432) - 0.5)).toBeLessThanOrEqual(1e-15)
  })
  test('with the bias cut short the slope is 0.5000004150855857', () => {
    expect(ulps(slopeWith(6.881373), 0.5000004150855857)).toBeLessThanOrEqual(8)
  })
})

describe('E11, “leaves need no gradient”: they are where gradients are kept', () => {
  test('a leaf has its gradient after backward()', () => {
    const [w, x] = [value(3), value(5)]
    mul(w, x).backward()
    expect([w.requiresGrad, w.grad]).toEqual([true, 5])
    expect([x.requiresGrad, x.grad]).toEqual([true, 3])
  })
  test('data can say that it needs none, and plain numbers never do', () => {
    const [w, x] = [value(3), value(5)]
    x.requiresGrad = false
    const y = mul(w, x)
    y.backward()
    expect([w.grad, x.grad]).toEqual([5, 0])
    expect(mul(w, 5).prev.map(({ requiresGrad }) => requiresGrad)).toEqual([true, false])
  })
})

describe('E13, h = 0 offered as a shift in a rate of change', () => {
  test('it is refused with the reason, and the limit is pointed to', () => {
    const square = (x: number): number => x * x
    expect(() => derivative(square, 3, { h: 0 })).toThrow(
      /h is 0.*0\/0, which has no value: the derivative is the limit/,
    )
    expect(() => derivative(square, 3, { h: 0 })).toThrow(/limitTable\(f, x\)/)
  })
  test('a table with h = 0 in it has no slope there, but a note, and the slopes above it show the limit', () => {
    const rows = limitTable((x) => x * x, 3, { hs: [1, 0.5, 2 ** -20, 0] })
    expect(rows.map(({ slope }) => slope)).toEqual([7, 6.5, 6 + 2 ** -20, undefined])
    expect(rows[3]?.note).toMatch(/0\/0/)
  })
})

describe('E16, a + 1, 2 * a, −a and a / b fail: numbers may stand on either side of every operator', () => {
  type Operator = readonly [string, (a: number, b: number) => number, (a: number, b: number) => number[]]
  const operators: readonly Operator[] = [
    ['+', add, () => [1, 1]],
    ['−', sub, () => [1, -1]],
    ['×', mul, (a, b) => [b, a]],
    ['÷', div, (a, b) => [1 / b, -a / (b * b)]],
    ['**', pow, (a, b) => [b * a ** (b - 1), a ** b * Math.log(a)]],
  ]
  test.each(operators)(
    'Value %s Value, Value %s number and number %s Value give the same number and slopes',
    (_, op, rule) => {
      const slopes = rule(2, 5)
      for (const [k, slope] of slopes.entries()) {
        const both = [value(2), value(5)] as const
        const one = [k === 0 ? value(2) : 2, k === 1 ? value(5) : 5] as const
        for (const [left, right] of [both, one]) {
          const y = op(left, right) as Value
          expect(y.data).toBe(op(2, 5))
          y.backward()
          expect(ulps(gradOf([left, right][k] as number), slope)).toBeLessThanOrEqual(4)
        }
      }
    },
  )
  test('−a, a.sub(1), 1 − a and eᵃ', () => {
    const a = value(2)
    expect([neg(a).data, a.neg().data, a.sub(1).data, sub(1, a).data]).toEqual([-2, -2, 1, -1])
    expect(ulps(exp(a).data, Math.exp(2))).toBeLessThanOrEqual(1)
    neg(a).backward()
    expect(a.grad).toBe(-1)
  })
})
