/** micrograd's own tests and what PyTorch says to the same programs: the engine agrees with both, also on the second pass. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { add, div, exp, gradOf, mul, neg, pow, relu, sub, tanh, value, type Value } from 'seegrad'
import { ulps } from '../oracle/compare.js'

interface Fixture {
  readonly by: string
  readonly readme: Readonly<Record<'g' | 'a.grad' | 'b.grad', number>>
  readonly sanity: Readonly<Record<'y' | 'x.grad', number>>
  readonly retained: { readonly y: number; readonly passes: readonly (readonly [number, number])[] }
}
const torch = JSON.parse(readFileSync('fixtures/engine.json', 'utf8')) as Fixture

/** The expression of micrograd's README, operator for operator. */
function readme(): Record<'a' | 'b' | 'g', Value> {
  const [a, b] = [value(-4, 'a'), value(2, 'b')]
  let c = add(a, b)
  let d = add(mul(a, b), pow(b, 3))
  c = add(c, add(c, 1))
  c = add(c, add(add(1, c), neg(a)))
  d = add(d, add(mul(d, 2), add(b, a).relu()))
  d = add(d, add(mul(3, d), sub(b, a).relu()))
  const e = sub(c, d)
  const f = pow(e, 2)
  let g = div(f, 2)
  g = add(g, div(10, f))
  return { a, b, g }
}

describe('micrograd’s test_more_ops and README', () => {
  const { a, b, g } = readme()
  g.backward()
  test('g is the 24.7041 that the README prints, to the last digit PyTorch’s', () => {
    expect(g.data).toBe(24.70408163265306)
    expect(g.data).toBe(torch.readme.g)
  })
  test('dg/da is the 138.8338 that the README prints, to the last digit PyTorch’s', () => {
    expect(a.grad).toBe(138.83381924198252)
    expect(a.grad).toBe(torch.readme['a.grad'])
  })
  test('dg/db is the 645.5773 that the README prints, to the last digit PyTorch’s', () => {
    expect(b.grad).toBe(645.5772594752186)
    expect(b.grad).toBe(torch.readme['b.grad'])
  })
})

describe('micrograd’s test_sanity_check', () => {
  const x = value(-4)
  const z = add(add(mul(2, x), 2), x)
  const q = add(relu(z), mul(z, x))
  const h = mul(z, z).relu()
  const y = add(add(h, q), mul(q, x))
  y.backward()
  test('y is PyTorch’s', () => {
    expect(y.data).toBe(torch.sanity.y)
  })
  test('dy/dx is PyTorch’s', () => {
    expect(x.grad).toBe(torch.sanity['x.grad'])
  })
})

describe('a + a', () => {
  test('gives a the gradient 2, as micrograd’s issue #64 asks', () => {
    const a = value(3)
    add(a, a).backward()
    expect(a.grad).toBe(2)
  })
  test('b = a + a, c = b + b, read by two ways of different length, is right too', () => {
    const a = value(3)
    const b = add(a, a)
    const c = add(b, mul(b, a))
    c.backward()
    // c = 2a + 2a²
    expect([a.grad, b.grad]).toEqual([2 + 4 * 3, 1 + 3])
  })
})

describe('a second and a third backward() over one graph is PyTorch’s with retain_graph=True', () => {
  const [a, b] = [value(0.7), value(-1.3)]
  const ab = mul(a, b)
  const y = add(mul(tanh(ab), a), div(exp(b), a))
  const passes: { leaves: number[]; inside: number }[] = []
  for (let k = 0; k < 3; k++) {
    y.backward()
    passes.push({ leaves: [a, b].map(gradOf), inside: ab.grad })
  }
  test('y is', () => {
    expect(ulps(y.data, torch.retained.y)).toBeLessThanOrEqual(8)
  })
  for (const [k, { leaves, inside }] of passes.entries()) {
    test(`after pass ${k + 1} the leaves hold ${k + 1} times the gradient`, () => {
      const first = passes[0]!.leaves
      expect(leaves).toEqual(first.map((g) => (k === 0 ? g : k === 1 ? g + g : g + g + g)))
      for (const [i, g] of leaves.entries()) expect(ulps(g, torch.retained.passes[k]![i]!)).toBeLessThanOrEqual(16)
    })
    test(`after pass ${k + 1} an intermediate node holds that of the pass`, () => {
      expect(inside).toBe(passes[0]!.inside)
    })
  }
})
