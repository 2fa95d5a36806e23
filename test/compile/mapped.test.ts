/** `compile(vmap(f))`: f is traced of one example, all are computed, with the bits of `vmap(f)`. */
import { describe, expect, test } from 'vitest'
import {
  add,
  dot,
  exp,
  gather,
  grad,
  greater,
  hessian,
  isValue,
  isTrue,
  jvp,
  mul,
  square,
  sub,
  sum,
  tanh,
  valueAndGrad,
  vmap,
  where,
  type Value,
} from 'seegrad'
import { compile, float32 } from '../../src/compile/index.js'
import { MLP } from 'seegrad/nn'
import { PythonRandom } from 'seegrad/random'
import { record as note } from '../record.js'
import { count, seed } from '../seed.js'
import { Dice, drawProgram, Tally } from './drawn.js'

type F = (...args: any[]) => any
const list = (n: number, dice = new Dice(seed)): number[] => Array.from({ length: n }, () => dice.number())
const rows = (size: number, width: number, dice = new Dice(7)): number[][] => Array.from({ length: size }, () => list(width, dice)) // prettier-ignore
const layer = (W: number[][], x: number[]): number => sum(W.map((w) => tanh(dot(w, x))))
const W = rows(9, 5)
/** Large enough that two examples are no tiny program. */
const wide = rows(40, 5)

/** Of Values their numbers. */
const plain = (x: unknown): unknown => {
  if (isValue(x)) return (x as unknown as Value).data
  if (Array.isArray(x)) return x.map(plain)
  return x
}

/** Calls it three times both ways; gives what was compiled. */
function expectSame(f: F, ...calls: readonly unknown[][]): ReturnType<typeof compile> {
  const compiled = compile(f)
  for (const args of [...calls, ...calls, calls[0] as unknown[]]) {
    // toEqual asks Object.is of numbers.
    expect(plain(compiled(...args))).toEqual(plain(f(...args)))
  }
  return compiled
}
const isOfOne = /of one example where it is one of/

describe('vmap is traced of one example', () => {
  for (const size of [2, 3, 8, 101])
    test(`of ${size}: values, gradients, second derivatives have the bits of vmap`, () => {
      const xs = rows(size, 5, new Dice(size))
      for (const f of [
        layer,
        grad(layer),
        valueAndGrad(layer),
        (V: number[][], x: number[]) => hessian((y: number[]) => layer(V, y))(x),
      ] as F[]) {
        const { stats } = expectSame(vmap(f, { inAxes: [null, 0] }), [wide, xs], [rows(40, 5, new Dice(3)), xs])
        expect(stats).toMatchObject({ executor: 'nests', programs: 1, failures: 0, checks: 1 })
        expect(stats.why).toMatch(isOfOne)
      }
    })
  test('what is recorded does not grow with the examples', () => {
    const nodes = [10, 1000].map((size) => {
      const compiled = compile(vmap(layer, { inAxes: [null, 0] }))
      compiled(W, rows(size, 5))
      return compiled.stats.passes.find(({ pass }) => pass === 'recording')!.nodes
    })
    expect(nodes[1]).toBe(nodes[0])
  })
  test('axes in any order: examples first, whole arguments between them and behind', () => {
    const f = (x: number[], a: number, y: { p: number; q: number[] }, b: number[]): number =>
      add(mul(a, layer(W, x)), mul(y.p, add(dot(y.q, b), exp(mul(b[0]!, x[0]!)))))
    const args = (dice: Dice): unknown[] => [
      rows(6, 5, dice),
      dice.number(),
      { p: list(6, dice), q: rows(6, 3, dice) },
      list(3, dice),
    ]
    const { stats } = expectSame(vmap(f, { inAxes: [0, null, 0, null] }), args(new Dice(1)), args(new Dice(2)))
    expect(stats.why).toMatch(isOfOne)
  })
  test('numbers, typed arrays and matrices as examples', () => {
    const scalar = expectSame(
      vmap((x: number) => tanh(mul(layer(W, [x, x, x, x, x]), x))),
      [Float64Array.from(list(7))],
      [Float64Array.from(list(7))],
    )
    expect(scalar.stats.why).toMatch(isOfOne)
    expectSame(vmap((A: number[][], x: Float64Array) => A.map((row) => dot(row, x))), [Array.from({ length: 30 }, (_, k) => rows(4, 4, new Dice(k))), Array.from({ length: 30 }, (_, k) => Float64Array.from(list(4, new Dice(k))))]) // prettier-ignore
  })
  test('results of many shapes: numbers, lists, typed arrays, records in records, what is the same of all examples, the example itself', () => {
    const f = (x: number[]): unknown => ({
      y: layer(W, x),
      all: { x, list: [x[1], 2, layer(W, W[0]!)], typed: Float64Array.of(1, 2) },
      again: [[x[0]], [layer(W, x)]],
    })
    const { stats } = expectSame(vmap(f), [rows(11, 5)], [rows(11, 5, new Dice(4))])
    expect(stats.why).toMatch(isOfOne)
  })
  test('a Module beside the examples, and its slopes of each', () => {
    const net = new MLP(3, [8, 8, 1], { random: new PythonRandom(3) })
    const xs = rows(20, 3)
    expect(
      expectSame(
        vmap((m: MLP, x: number[]) => m.forward(x), { inAxes: [null, 0] }),
        [net, xs],
      ).stats.why,
    ).toMatch(isOfOne)
    const slopes = vmap((m: MLP, x: number[]) => grad((n: MLP) => n.forward(x) as number)(m), {
      inAxes: [null, 0],
    }) as F
    const own = (given: any): unknown =>
      Object.values(given).map((of) => (of as { data: number }[]).map((p) => p.data ?? p))
    expect(own(compile(slopes)(net, xs))).toEqual(own(slopes(net, xs)))
  })
  test('choices and entries by an index that is data, of each example', () => {
    const f = (x: number[], k: number): number =>
      add(where(greater(x[0]!, 0), layer(W, x), square(x[1]!)), gather(x, k))
    const ks = Array.from({ length: 9 }, (_, k) => k % 5)
    expect(expectSame(vmap(f), [rows(9, 5), ks], [rows(9, 5, new Dice(9)), ks.toReversed()]).stats.why).toMatch(isOfOne)
  })
  test('nested: the outer one of one example, in which the inner one is traced whole', () => {
    const f = vmap(vmap((x: number, y: number) => tanh(add(mul(x, y), exp(x))), { inAxes: [0, null] }))
    expect(expectSame(f, [rows(40, 4), list(40)]).stats.why).toMatch(isOfOne)
    expectSame(vmap(grad((x: number[]) => sum(vmap((y: number) => tanh(mul(y, x[0]!)))(x)))), [rows(40, 4)])
  })
  test('in singles', () => {
    const f = vmap(valueAndGrad(layer), { inAxes: [null, 0] })
    const compiled = compile(f, { dtype: 'f32' })
    for (let k = 0; k < 3; k++) expect(compiled(W, rows(13, 5))).toEqual(float32(f)(W, rows(13, 5)))
    expect(compiled.stats.why).toMatch(isOfOne)
  })
  test('into lists that are there; explain and stages name examples', () => {
    const f = vmap((x: number[]) => ({ y: layer(W, x), z: [x[0], 1] }))
    const compiled = compile(f)
    const xs = rows(30, 5)
    const target = { y: new Float64Array(30), z: Array.from({ length: 30 }, () => [0, 0]) }
    const own = f(xs) as { y: number[]; z: number[][] }
    expect(compiled.into(target, xs)).toEqual({ y: Float64Array.from(own.y), z: own.z })
    expect(compiled.explain()).toMatch(/result\.y\[/)
    expect(compiled.stages()!.loops.length).toBeGreaterThan(2)
  })
})

describe('where one example does not stand for all, all are traced', () => {
  test('branches that some examples take otherwise, one by one and in turn', () => {
    const f = vmap((x: number[]) => (isTrue(greater(x[0]!, 0)) ? layer(W, x) : mul(2, layer(W, x))))
    const all = rows(8, 5).map((x) => [Math.abs(x[0]!) + 1, ...x.slice(1)])
    const mixed = all.map(([a, ...x], k) => [k % 3 === 0 ? -a! : a!, ...x])
    const compiled = compile(f)
    for (const xs of [all, mixed, all, mixed, all.map(([a, ...x]) => [-a!, ...x])]) expect(compiled(xs)).toEqual(f(xs))
    expect(compiled.stats.failures).toBe(0)
  })
  test('examples of many lengths', () => {
    const f = vmap((x: number[]) => tanh(sum(x.map((y) => exp(mul(y, y))))))
    const xs = Array.from({ length: 60 }, (_, k) => list(1 + (k % 4), new Dice(k)))
    expect(expectSame(f, [xs]).stats.why).not.toMatch(isOfOne)
  })
  test('no example, one example, other numbers of examples', () => {
    const f = vmap((x: number[]) => [layer(W, x), x[0]])
    const compiled = compile(f)
    for (const size of [0, 1, 2, 30, 1, 0]) expect(compiled(rows(size, 5))).toEqual(f(rows(size, 5)))
    expect(compiled.stats).toMatchObject({ failures: 0, shapes: 4 })
  })
  test('what is refused is refused in the words of vmap', () => {
    expect(() => compile(vmap((x: number, y: number) => mul(x, y)))(list(3), list(4))).toThrow(
      'they must be equally many',
    )
    expect(() => compile(vmap((x: number) => x, { inAxes: [null] }))(3)).toThrow('no argument has a list')
    expect(() => compile(vmap((x: number) => x, { inAxes: [1 as never] }))(list(3))).toThrow('0 or null is allowed')
    expect(() => compile(vmap((x: number) => x))(3 as never)).toThrow('a list is allowed')
  })
  test('a function that changes from call to call is refused, with its place', () => {
    let calls = 0
    const f = vmap((x: number[]) => mul(layer(W, x), ++calls))
    expect(() => compile(f)(rows(30, 5))).toThrow(/differs from run to run at .*mapped\.test\.ts/)
  })
  test('what it reads from outside and what changes is noticed', () => {
    let c = 1
    const compiled = compile(vmap((x: number[]) => mul(layer(W, x), c)))
    compiled(rows(30, 5))
    c = 2
    expect(() => compiled(rows(30, 5))).toThrow(/stale: number 0 of the result.*mapped\.test\.ts/)
  })
  test('jvp inside, and a transform around', () => {
    const f = vmap((x: number[]) => jvp((y: number[]) => layer(W, y), [x], [x])[1] as number)
    expectSame(f, [rows(30, 5)])
    const g = (xs: number[][]): number => sum(f(xs))
    expect(grad(compile(g) as F)(rows(3, 5))).toEqual(grad(g)(rows(3, 5)))
  })
})

test(`random programs, mapped (seed ${seed})`, () => {
  const wrong: string[] = []
  let ofOne = 0
  const programs = count(2500)
  for (let k = 0; k < programs; k++) {
    const { f, inputs, name } = drawProgram(seed * 17 + k, 120, new Tally())
    const dice = new Dice(seed + k)
    const xs = Array.from({ length: 2 + dice.below(7) }, (_, i) =>
      inputs[i % 3]!.map((x) => (Number.isFinite(x) ? sub(x, i / 10) : x)),
    )
    const compiled = compile(vmap(f as F))
    try {
      expect(compiled(xs)).toEqual(vmap(f as F)(xs))
    } catch (error) {
      wrong.push(`${name}: ${(error as Error).message}`)
    }
    if (isOfOne.test(compiled.stats.why)) ofOne++
  }
  note('mapped programs', { programs, 'of one example': ofOne })
  expect(wrong.slice(0, 3)).toEqual([])
  expect(ofOne).toBeGreaterThan(0)
})
