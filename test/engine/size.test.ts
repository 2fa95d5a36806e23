/** Depth, width and sharing are no limits: deep chains, wide sums, and graphs with 2⁶⁰ paths. */
import { describe, expect, test } from 'vitest'
import {
  add,
  dot,
  grad,
  gradOf,
  gradients,
  graphOf,
  jvp,
  mean,
  mul,
  neg,
  sub,
  sum,
  tanh,
  value,
  type Value,
} from 'seegrad'

const MILLION = 1_000_000

describe('a chain of 10⁶ ops', () => {
  test('runs backward: every link passes the gradient on', () => {
    const x = value(1)
    let y = add(x, 0)
    for (let k = 1; k < MILLION; k++) y = k % 2 ? neg(y) : mul(y, 1)
    expect(y.data).toBe(1)
    y.backward()
    expect(x.grad).toBe(1)
  })
  test('has the exact gradient of a product of 10⁶ factors', () => {
    // Factors 2 and ½ in turn: every prefix is exact.
    const x = value(3)
    let y = mul(x, 2)
    for (let k = 1; k < MILLION; k++) y = mul(y, k % 2 ? 0.5 : 2)
    y.backward()
    expect([y.data, x.grad]).toEqual([3, 1])
  })
  test('runs forward in jvp and under grad', () => {
    const chain = (x: number): number => {
      let y = x
      for (let k = 0; k < MILLION / 4; k++) y = sub(y, mul(y, 2 ** -20))
      return y
    }
    const slope = (1 - 2 ** -20) ** (MILLION / 4)
    expect(Math.abs(grad(chain)(1) / slope - 1)).toBeLessThan(1e-10)
    expect(Math.abs(jvp(chain, [1], [1])[1] / slope - 1)).toBeLessThan(1e-10)
  })
  test('is read, labelled and turned into plain data without a stack overflow', () => {
    const x = value(1, 'x')
    let y = add(x, 0)
    for (let k = 1; k < 100_000; k++) y = neg(y)
    y.label = 'end'
    const { nodes } = graphOf(y)
    // x, 0, and 100,000 ops.
    expect(nodes.length).toBe(100_002)
    expect(y.toString()).toBe('Value(data=-1, grad=0, label=end)')
  })
})

describe('a width of 10⁶', () => {
  test('sum of 10⁶ Values gives each the gradient 1', () => {
    const xs = Array.from({ length: MILLION }, (_, k) => value(k))
    const y = sum(xs)
    expect(y.data).toBe((MILLION * (MILLION - 1)) / 2)
    y.backward()
    expect(xs.every((x) => x.grad === 1)).toBe(true)
  })
  test('10⁶ Values added one by one do too', () => {
    const xs = Array.from({ length: MILLION }, (_, k) => value(k % 3))
    const y = xs.reduce((total, x) => add(total, x))
    y.backward()
    expect([y.data, xs.every((x) => x.grad === 1)]).toEqual([999_999, true])
  })
  test('one Value used 10⁶ times in one sum has the gradient 10⁶', () => {
    const x = value(3)
    const y = sum(Array.from({ length: MILLION }, () => x))
    y.backward()
    expect([y.data, x.grad, y.prev.length]).toEqual([3 * MILLION, MILLION, MILLION])
  })
  test('one Value used by 10⁶ ops has the gradient of all of them', () => {
    const x = value(3)
    const terms = Array.from({ length: MILLION }, (_, k) => mul(x, k % 2 ? 1 : -2))
    sum(terms).backward()
    expect(x.grad).toBe(-MILLION / 2)
    const y = mean(terms.slice(0, 1024))
    x.zeroGrad()
    y.backward()
    expect(x.grad).toBe(-0.5)
  })
  test('dot of two lists of 300,000 Values gives each its partner', () => {
    const a = Array.from({ length: 300_000 }, (_, k) => value(k))
    const b = Array.from({ length: 300_000 }, (_, k) => value(-k))
    dot(a, b).backward()
    expect(a.every((x, k) => x.grad === b[k]!.data)).toBe(true)
    expect(b.every((x, k) => x.grad === a[k]!.data)).toBe(true)
  })
  test('10⁶ terms on a few weights derived in an older part of the recording lose no gradient', () => {
    const w = value(0.25)
    const pad = (): void => void Array.from({ length: 3000 }).reduce<Value>((y) => mul(y, 1.0001), value(1))
    pad()
    const derived = Array.from({ length: 1000 }, () => mul(w, 2))
    pad()
    const y = sum(Array.from({ length: MILLION }, (_, k) => mul(derived[k % 7 === 0 ? k % 1000 : 0]!, 2 ** -10)))
    y.backward()
    expect(w.grad).toBe((2 * MILLION) / 1024)
  })
})

describe('sharing', () => {
  test('a diamond of 60 doublings, 2⁶⁰ paths, has the gradient 2⁶⁰', () => {
    const x = value(1)
    let y: Value = x
    for (let k = 0; k < 60; k++) y = add(y, y)
    y.backward()
    expect([y.data, x.grad]).toEqual([2 ** 60, 2 ** 60])
    expect(gradients(y, [x])[0]!.data).toBe(2 ** 60)
  })
  test('and 60 doublings under jvp and under grad(grad) of the square', () => {
    const double = (x: number): number => Array.from({ length: 60 }).reduce<number>((y) => add(y, y), x)
    expect(jvp(double, [1], [1])[1]).toBe(2 ** 60)
    expect(grad(grad((x: number) => double(mul(x, x))))(1)).toBe(2 * 2 ** 60)
  })
  test('a Value times itself ten times over, x¹⁰²⁴, has the gradient 1024·x¹⁰²³', () => {
    const x = value(1 + 2 ** -10)
    let y: Value = x
    for (let k = 0; k < 10; k++) y = mul(y, y)
    y.backward()
    expect(Math.abs(x.grad / (1024 * (1 + 2 ** -10) ** 1023) - 1)).toBeLessThan(1e-12)
  })
  test('of two roots over shared nodes each gives its own gradient', () => {
    const x = value(0.5)
    const shared = tanh(x)
    const [a, b] = [mul(shared, 2), mul(shared, -5)]
    a.backward()
    const first = x.grad
    x.zeroGrad()
    b.backward()
    expect(x.grad).toBe((first / 2) * -5)
    expect([a, b].map(gradOf)).toEqual([1, 1])
  })
})
