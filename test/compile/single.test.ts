/** `dtype: 'f32'`: every op rounded to single precision, and the compiled program with the bits of `float32` of the function. */
import { describe, expect, test } from 'vitest'
import {
  add,
  div,
  dot,
  exp,
  gather,
  grad,
  greater,
  hessian,
  isTrue,
  mean,
  mul,
  ops,
  sqrt,
  square,
  sub,
  sum,
  tanh,
  value,
  valueAndGrad,
  where,
  type Value,
} from 'seegrad'
import { compile, compileStep, float32 } from '../../src/compile/index.js'
import { functionOf } from '../../src/compile/functions.js'
import { isSameInSingles } from '../../src/compile/kernel-code.js'
import { crossEntropyLoss, MLP } from 'seegrad/nn'
import { Adam, SGD, type Optimizer } from 'seegrad/optim'
import { PythonRandom } from 'seegrad/random'
import { seed } from '../seed.js'
import { Dice } from './drawn.js'

const r = Math.fround
const flat = (tree: unknown): number[] =>
  typeof tree === 'number' ? [tree] : Object.values(tree as object).flatMap(flat)
const list = (n: number, of = new Dice(seed)): number[] => Array.from({ length: n }, () => of.number())

describe('float32: what a function gives in single precision, op by op', () => {
  test('rounds arguments, numbers that they meet, and the result of each op', () => {
    expect(float32((x: number) => add(mul(x, x), 0.1))(0.1)).toBe(r(r(r(0.1) * r(0.1)) + r(0.1)))
    expect(float32((x: number) => exp(x))(1)).toBe(r(exp(r(1))))
  })
  test('rounds a sum of a list at each addition', () => {
    const xs = list(50)
    const own = xs.map(r).reduce((a, b) => r(a + b))
    expect(float32((ys: number[]) => sum(ys))(xs)).toBe(own)
    expect(float32((ys: number[]) => mean(ys))(xs)).toBe(r(own / 50))
    const products = xs.map((x) => r(r(x) * r(x)))
    expect(float32((ys: number[]) => dot(ys, ys))(xs)).toBe(products.reduce((a, b) => r(a + b)))
  })
  test('rounds the slopes of a gradient as it goes', () => {
    // y = eˣ·x: ∂ = x·eˣ + eˣ, each product and the sum rounded.
    const [x, e] = [r(0.7), r(exp(r(0.7)))]
    expect(float32(grad((z: number) => mul(exp(z), z)))(0.7)).toBe(r(e + r(x * e)))
  })
  test('takes the branch that singles take', () => {
    const f = (x: number): number => (isTrue(greater(add(x, 1e-9), x)) ? mul(x, 2) : mul(x, 3))
    expect([f(1), float32(f)(1), compile(f, { dtype: 'f32' })(1)]).toEqual([2, 3, 3])
  })
  test('gives what the function gives: lists, typed arrays, records, a Module’s parameters', () => {
    const f = (t: { a: number; b: Float64Array }): unknown => ({ c: mul(t.a, 2), d: [...t.b] })
    expect(float32(f)({ a: 0.1, b: Float64Array.of(0.2) })).toEqual({ c: r(r(0.1) * 2), d: [r(0.2)] })
    const net = new MLP(2, [2, 1], { random: new PythonRandom(1) })
    const slopes = grad((m: MLP) => m.forward([1, 2]) as number)
    expect(Object.keys(float32(slopes)(net) as object)).toEqual(Object.keys(slopes(net) as object))
  })
  test('refuses what has doubles in it', () => {
    expect(() => float32((x: number) => x)(value(1) as never)).toThrow('Pass plain numbers')
    expect(() => grad((x: number) => float32((y: number) => mul(y, y))(x))(1)).toThrow('float32(grad(f))')
    expect(() => float32(3 as never)).toThrow('a function of numbers is allowed')
  })
})

describe('an op of singles, computed in doubles and rounded once, is the op in single precision', () => {
  // What has 24 bits times 24 bits, a quotient and a root are never so near to the middle between two singles that 53 bits go wrong (Figueroa, 1995).
  const edges = [
    0,
    -0,
    1,
    -1,
    2 ** -149,
    -(2 ** -149),
    2 ** -126,
    2 ** -126 - 2 ** -149,
    3.4028234663852886e38,
    Infinity,
    -Infinity,
    NaN,
    16777215,
    0.1,
    1 / 3,
  ]
  const ways = [
    ['+', (a: number, b: number) => add(a, b)],
    ['−', (a: number, b: number) => sub(a, b)],
    ['·', (a: number, b: number) => mul(a, b)],
    ['/', (a: number, b: number) => div(a, b)],
    ['√', (a: number) => sqrt(a)],
  ] as const
  for (const [name, op] of ways)
    test(`${name}, in four lanes and alone, at the edges and at random bits`, () => {
      const dice = new Dice(seed)
      const bits = new DataView(new ArrayBuffer(4))
      const any = (): number => {
        bits.setUint32(0, dice.below(2 ** 32))
        return bits.getFloat32(0)
      }
      const pairs = [
        ...edges.flatMap((a) => edges.map((b) => [a, b])),
        ...Array.from({ length: 1000 }, () => [any(), any()]),
      ] as [number, number][]
      const f = (as: number[], bs: number[]): number[] => as.map((a, k) => op(a, bs[k] as number))
      const compiled = compile(f, { dtype: 'f32' })
      const given = compiled(pairs.map(([a]) => a), pairs.map(([, b]) => b)) // prettier-ignore
      const wrong = pairs.filter(([a, b], k) => !Object.is(given[k], r(op(r(a), r(b)))))
      expect(wrong).toEqual([])
      expect(compiled.stats.executor).toBe('nests')
    })
  test('and only ops of which that holds are computed so: those with one rounding, at the end', () => {
    const same = [...ops.values()].filter((op) => {
      const { kernel, isList } = functionOf(op)
      return kernel && !isList && isSameInSingles(kernel)
    })
    expect(same.map(({ name }) => name).toSorted()).toMatchInlineSnapshot(`
      [
        "abs",
        "add",
        "alias",
        "ceil",
        "clamp",
        "div",
        "equal",
        "floor",
        "gather",
        "greater",
        "greaterEqual",
        "less",
        "lessEqual",
        "maximum",
        "minimum",
        "mul",
        "neg",
        "reciprocal",
        "relu",
        "share",
        "sign",
        "square",
        "step",
        "stopGradient",
        "sub",
        "trunc",
        "where",
      ]
    `)
  })
})

describe('compile(f, { dtype: "f32" })', () => {
  const layer = (W: number[][], x: number[]): number => sum(W.map((w) => tanh(dot(w, x))))
  test.each([
    ['js', (xs: number[]) => exp(mul(xs[0]!, xs[1]!)), [[0.3, 0.7]]],
    ['nests', valueAndGrad(layer), [Array.from({ length: 23 }, (_, k) => list(17, new Dice(k))), list(17)]],
  ] as const)('%s: the bits of float32', (executor, f, args) => {
    const compiled = compile(f as (...args: any[]) => unknown, { dtype: 'f32' })
    for (let k = 0; k < 3; k++)
      expect(flat(compiled(...args))).toEqual(flat(float32(f as (...args: any[]) => unknown)(...args)))
    expect(compiled.stats).toMatchObject({ executor, dtype: 'f32', mode: 'exact', failures: 0, checks: 1 })
    expect(compiled.verify(...args).ok).toBe(true)
    expect(compiled.explain()).toContain(`executor ${executor} (f32): `)
  })
  test('differs from doubles, and is near to them', () => {
    const args = [Array.from({ length: 23 }, (_, k) => list(17, new Dice(k))), list(17)] as const
    const [single, double] = [compile(layer, { dtype: 'f32' })(...args), layer(...args)]
    expect(single).not.toBe(double)
    expect(Math.abs(single - double)).toBeLessThan(1e-5)
  })
  test('second derivatives, choices, entries by an index that is data', () => {
    const f = (x: number[]): number =>
      add(where(greater(x[0]!, x[1]!), mul(x[0]!, exp(x[1]!)), square(x[2]!)), gather(x, sum([greater(x[0]!, 0), 1])))
    for (const x of [[0.3, 0.1, 0.7], [0.1, 0.3, 0.7], [-1, 2, 3]]) expect(flat(compile(hessian(f), { dtype: 'f32' })(x))).toEqual(flat(float32(hessian(f))(x))) // prettier-ignore
  })
  test('a function with a derivative of its own is refused, not computed in doubles', () => {
    const compiled = compile((x: number) => float32((y: number) => y)(x), { dtype: 'f32' })
    expect(() => compiled(value(1) as never)).toThrow('Pass plain numbers')
  })
  test('options that are none say what is allowed', () => {
    expect(() => compile((x: number) => x, { dtype: 'f16' as never })).toThrow("'f64' and 'f32' are allowed.")
    expect(() => compile((x: number) => x, { mode: 'quick' as never })).toThrow("'exact' and 'fast' are allowed.")
  })
  test('what it reads from outside and what changes is noticed in singles too', () => {
    let c = 1
    const compiled = compile((x: number) => mul(x, c), { dtype: 'f32' })
    compiled(2)
    c = 3
    expect(() => compiled(2)).toThrow('stale')
  })
})

describe('compileStep in singles', () => {
  interface Training {
    readonly parameters: readonly Value[]
    readonly loss: (...example: any[]) => number
    readonly optimizer?: Optimizer
    readonly regularizer?: () => number
  }
  const expectBoth = (
    make: () => Training,
    batch: (k: number) => readonly unknown[],
    steps: number,
    more = {},
  ): ReturnType<typeof compileStep> => {
    const [one, two] = [make(), make()]
    const own = compileStep({ ...one, ...more, dtype: 'f32', compile: false })
    const compiled = compileStep({ ...two, ...more, dtype: 'f32' })
    for (let k = 0; k < steps; k++) {
      const given = batch(k)
      expect(compiled(...given)).toEqual(own(...given))
      const numbers = ({ parameters, optimizer }: Training): unknown => [
        parameters.map(({ data, grad }) => [data, grad]),
        optimizer?.states,
      ]
      expect(numbers(two)).toEqual(numbers(one))
    }
    expect(compiled.stats).toMatchObject({ dtype: 'f32', failures: 0, compiled: steps })
    return compiled
  }
  const net = (optimizer: (p: Value[]) => Optimizer) => (): Training => {
    const model = new MLP(2, [6, 1], { random: new PythonRandom(3) })
    const parameters = model.parameters() as Value[]
    const loss = (x: number[], y: number): number => square(sub(model.forward(x) as number, y))
    return {
      parameters,
      loss,
      optimizer: optimizer(parameters),
      regularizer: () => mul(1e-4, sum(parameters.map((p) => square(p)))),
    }
  }
  for (const size of [1, 2, 7, 16])
    test(`batches of ${size}: losses, slopes, parameters and what the optimiser remembers have the bits of steps op by op`, () => {
      const dice = new Dice(size)
      const batch = (): unknown[] => [Array.from({ length: size }, () => list(2, dice)), list(size, dice)]
      expectBoth(net((p) => Adam(p, { lr: 0.05 })), batch, 12) // prettier-ignore
    })
  test('classes, and branches that singles take otherwise, of one example for all', () => {
    const make = (): Training => {
      const model = new MLP(3, [5, 4], { random: new PythonRandom(4) })
      const parameters = model.parameters() as Value[]
      const tiny = value(1)
      const loss = (x: number[], t: number): number => {
        const own = crossEntropyLoss([model.forward(x) as Value[]], [t]) as number
        return isTrue(greater(add(tiny, 1e-9), tiny)) ? mul(own, 2) : own
      }
      return { parameters: [...parameters, tiny], loss, optimizer: SGD(parameters, { lr: 0.1 }) }
    }
    const dice = new Dice(5)
    const step = expectBoth(make, () => [Array.from({ length: 9 }, () => list(3, dice)), Array.from({ length: 9 }, (_, k) => k % 4)], 6) // prettier-ignore
    expect(step.stats.programs).toBe(1)
    expect(step.stats.why).toContain('of one example where it is one of 9')
  })
  test('numbers are singles after a step', () => {
    const w = value(0.1)
    const step = compileStep({
      parameters: [w],
      loss: (x: number) => mul(w, x),
      optimizer: SGD([w], { lr: 0.1 }),
      dtype: 'f32',
    })
    expect(step([0.3, 0.7]).loss).toBe(r(r(r(r(0.1) * r(0.3)) + r(r(0.1) * r(0.7))) / 2))
    expect([w.data, w.grad].map((x) => r(x))).toEqual([w.data, w.grad])
  })
  test('sequences of many lengths in one program', () => {
    const make = (): Training => {
      const w = value(0.3)
      return {
        parameters: [w],
        loss: ((xs: number[]) => xs.map((x, k) => square(sub(mul(w, sum(xs.slice(0, k + 1))), x)))) as never,
        optimizer: SGD([w], { lr: 0.01 }),
      }
    }
    const step = expectBoth(make, (k) => [list(1 + (k % 5), new Dice(k))], 9, { batch: false, lengths: [6] })
    expect(step.stats.programs).toBe(1)
  })
})
