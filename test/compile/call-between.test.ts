/** What happens between calls of a compiled function, or steps, is seen by them: parameters frozen and thawed, parts that train and no longer do, arguments left out and added. */
import { describe, expect, test } from 'vitest'
import { add, grad, isValue, jvp, mul, noGrad, square, sum, tanh, value, valueAndGrad, vmap, type Value } from 'seegrad'
import { compile, compileStep } from 'seegrad/compile'
import { Dropout, MLP, Sequential } from 'seegrad/nn'
import { SGD } from 'seegrad/optim'
import { PythonRandom } from 'seegrad/random'
import { record } from '../record.js'
import { count, seed } from '../seed.js'

/** The numbers of a tree, Values too. */
const numbersIn = (tree: unknown): number[] => {
  if (typeof tree === 'number') return [tree]
  return isValue(tree) ? [tree.data] : Object.values(tree as object).flatMap(numbersIn)
}
const loss = (net: MLP, x: number[]): number => square(net.forward(x) as unknown as number)
const slopes = (net: MLP, x: number[]): number => sum(Object.values(grad(loss)(net, x)).map((slope) => square(slope)))
const along = (net: MLP): Record<string, number> =>
  Object.fromEntries(net.namedParameters().map(([name], k) => [name, k / 4]))
const functions: readonly (readonly [string, (net: MLP, x: number[], other: MLP) => unknown])[] = [
  ['value and gradient', valueAndGrad(loss)],
  ['by the parameters and the inputs', grad(loss, { argnums: [0, 1] })],
  ['second order', grad(slopes)],
  ['second order by the inputs', (net, x) => grad((y: number[]) => slopes(net, y))(x)],
  ['forward mode', (net, x) => jvp((own: MLP) => loss(own, x), [net], [along(net)])[1]],
  ['of two nets', (net, x, other) => grad((a: MLP, b: MLP) => mul(loss(a, x), loss(b, x)), { argnums: [0, 1] })(net, other)], // prettier-ignore
]

const [COUNT, ACTS] = [count(150), 12]
test(`${COUNT} programs of ${ACTS} acts each have the numbers of the functions themselves (seed ${seed})`, () => {
  for (let round = 0; round < COUNT; round++) {
    const random = new PythonRandom(seed + round)
    const [net, other] = [new MLP(2, [2, 1]), new MLP(2, [2, 1])]
    const parameters = [...net.parameters(), ...other.parameters()]
    const compiled = functions.map(([, f]) => compile(f))
    for (let n = 0; n < ACTS; n++) {
      const parameter = parameters[random.randrange(parameters.length)] as Value
      const [kind, x, y] = [random.random(), random.uniform(-1, 1), random.uniform(-1, 1)]
      if (kind < 0.5) parameter.requiresGrad = !parameter.requiresGrad
      else if (kind < 0.7) parameter.data = x
      functions.forEach(([name, f], k) => {
        const given = numbersIn(compiled[k]!(net, [x, y], other))
        expect([`seed ${seed + round}, act ${n}: ${name}`, given]).toEqual([
          `seed ${seed + round}, act ${n}: ${name}`,
          numbersIn(f(net, [x, y], other)),
        ])
      })
    }
    expect(compiled.map(({ stats }) => stats.executor)).not.toContain('eager')
  }
  record('Programs that do other things between compiled calls', { programs: COUNT, 'acts each': ACTS, different: 0 })
}, 600_000) // prettier-ignore

describe('arguments', () => {
  test('that are left out or added are no part of the program before, however often that was called', () => {
    const scaled = compile((x: number, by = 3) => mul(x, by))
    const calls = [[1], [2], [3], [3, 2], [4], [4, 5]] as const
    expect(calls.map((args) => scaled(...(args as [number])))).toEqual([3, 6, 9, 6, 12, 20])
    const all = compile((...xs: number[]) => xs.reduce((a, b) => add(a, b)))
    expect([[1], [2], [3], [1, 2], [1, 2, 3]].map((xs) => all(...xs))).toEqual([1, 2, 3, 3, 6])
  })
  test('and what is written into a target is the result at every call, not only the first', () => {
    const f = (...xs: number[]): Record<string, number[]> => ({ sum: [sum(xs)], all: xs.map((x) => mul(x, 2)) })
    const compiled = compile(f)
    for (const xs of [[1], [2], [3], [4], [1, 2], [3, 4]])
      expect(compiled.into({ sum: [0], all: xs.map(() => 0) }, ...xs)).toEqual(f(...xs))
  })
  test('a Module whose parts train, and then do not', () => {
    const random = { uniform: () => 0.9 }
    const net = new Sequential(new Dropout(0.5, { random }))
    const f = (model: Sequential, x: number): number[] =>
      (model.forward([x]) as unknown as number[]).map((y) => tanh(y))
    const compiled = compile(f)
    for (const isTraining of [false, false, false, true, true, false, true]) {
      if (isTraining) net.train()
      else net.eval()
      expect(numbersIn(compiled(net, 0.3))).toEqual(numbersIn(f(net, 0.3)))
    }
    expect(compiled.stats).toMatchObject({ programs: 2, failures: 0 })
  })
})

describe('typed arrays', () => {
  const cubes = (xs: ArrayLike<number>): number => sum(Array.from(xs, (x) => mul(mul(x, 0.1), mul(x, x))))
  const functions: readonly (readonly [string, (xs: Float32Array | Float64Array) => unknown])[] = [
    ['a gradient', grad(cubes)],
    ['a list of them', (xs) => ({ all: [xs, grad(cubes)(xs)] })],
    ['what is computed of a gradient', (xs) => sum(grad(cubes)(xs) as never)],
    ['what the array itself computes', (xs) => xs.map((x) => mul(x, 0.1))],
  ]
  test.each(functions)('come back as what the function itself gives, rounded where that is: %s', (_, f) => {
    for (const Kind of [Float32Array, Float64Array]) {
      const compiled = compile(f)
      for (let k = 1; k < 6; k++) {
        const xs = Kind.of(0.1 * k, 0.7, 3)
        expect(compiled(xs)).toEqual(f(xs))
      }
      if (Kind === Float64Array) expect(compiled.stats.executor).toBe('js')
    }
  })
  test('a vmap over them', () => {
    const f = vmap(grad(cubes))
    const compiled = compile(f)
    const rows = Array.from({ length: 60 }, (_, k) => Float32Array.of(k / 10, 0.3, 0.7))
    for (let k = 0; k < 4; k++) expect(compiled(rows)).toEqual(f(rows))
  })
})

describe('what was found stale', () => {
  test('answers no more: the function itself is called', () => {
    let rate = 2
    const f = compile((x: number) => mul(x, rate))
    f(1)
    rate = 3
    expect(() => f(1)).toThrow('stale')
    expect([f(1), f(2)]).toEqual([3, 6])
    expect(f.stats).toMatchObject({ executor: 'eager', why: expect.stringContaining('stale'), failures: 1 })
    expect(() => f.verify(1)).toThrow('stale')
  })
  test('takes no more steps: they are taken op by op', () => {
    const w = value(1, 'w')
    let rate = 2
    const step = compileStep({ parameters: [w], loss: (x: number) => w.mul(x).mul(rate), batch: false })
    step(1)
    rate = 3
    expect(() => step(1)).toThrow('w is stale')
    expect([step(1).loss, w.grad]).toEqual([3, 3])
  })
})

describe('a compiled step', () => {
  test('sets the slope of a frozen parameter to 0, whoever has set it to something else', () => {
    const [w, b] = [value(1, 'w'), value(2, 'b')]
    b.requiresGrad = false
    const step = compileStep({ parameters: [w, b], loss: (x: number) => w.mul(x).add(b), batch: false })
    for (let k = 0; k < 3; k++) {
      b.grad = 7
      step(k)
      expect([w.grad, b.grad]).toEqual([k, 0])
    }
  })
  test('inside noGrad is the step that it is outside, compiled or not', () => {
    for (const isCompiled of [true, false]) {
      const w = value(1, 'w')
      const optimizer = SGD([w], { lr: 0.5 })
      const step = compileStep({ parameters: [w], loss: (x: number) => w.mul(x).square(), optimizer, batch: false, compile: isCompiled }) // prettier-ignore
      expect([0, 1, 2].map((k) => [noGrad(() => step(k).loss), w.data])).toEqual([
        [0, 1],
        [1, 0],
        [0, 0],
      ])
    }
  })
})
