/** compile(f): the same bits as f, another program for another branch or shape, and no stale answer. */
import { describe, expect, test, vi } from 'vitest'
import {
  add,
  div,
  exp,
  gather,
  grad,
  greater,
  hessian,
  isTrue,
  jvp,
  log,
  mul,
  pow,
  sigmoid,
  square,
  sub,
  sum,
  tanh,
  value,
  valueAndGrad,
  vjp,
  vmap,
  where,
} from 'seegrad'
import { compile, compileStep } from 'seegrad/compile'
import { MLP } from 'seegrad/nn'

const rosenbrock = ([x, y]: number[]): number => add(square(sub(1, x!)), mul(100, square(sub(y!, mul(x!, x!)))))
const numbersIn = (tree: unknown): number[] => {
  if (typeof tree === 'number') return [tree]
  const { data } = tree as { readonly data?: number }
  return typeof data === 'number' ? [data] : Object.values(tree as object).flatMap(numbersIn)
}
const expectSame = (a: unknown, b: unknown): void => {
  const [one, two] = [numbersIn(a), numbersIn(b)]
  expect(one.length).toBe(two.length)
  one.forEach((x, k) => expect(Object.is(x, two[k]), `number ${k}: ${x} and ${two[k]}`).toBe(true))
}
const isModule = (bytes: unknown): boolean =>
  (globalThis as unknown as { WebAssembly: { validate(bytes: unknown): boolean } }).WebAssembly.validate(bytes)
/** A function of so many ops that it is no longer tiny. */
const long = (xs: number[]): number => {
  let y = sum(xs)
  for (let k = 0; k < 300; k++) y = tanh(add(mul(y, 0.9), xs[k % xs.length]!))
  return y
}

describe('the same function', () => {
  const cases: readonly (readonly [string, (...args: any[]) => unknown, readonly unknown[], readonly unknown[]])[] = [
    ['of one number', (x: number) => mul(x, exp(x)), [2], [-1]],
    ['grad', grad(rosenbrock), [[1.2, 1]], [[0, -0]]],
    ['valueAndGrad', valueAndGrad(rosenbrock), [[1.2, 1]], [[NaN, 2]]],
    ['hessian', hessian(rosenbrock), [[1.2, 1]], [[0, Infinity]]],
    ['grad of grad', grad(grad((x: number) => pow(x, 3))), [2], [0]],
    ['vmap of grad', vmap(grad((x: number) => sigmoid(x))), [[1, 2, 3]], [[0, 40, -40]]],
    ['jvp', (x: number, t: number) => jvp(log, [x], [t]), [2, 1], [0, 0]],
    ['vjp', (x: number, g: number) => vjp(tanh, x)[1](g), [0.3, 1], [20, 2]],
    ['where on both sides', grad((x: number) => where(greater(x, 0), log(x), mul(x, x))), [2], [0]],
    [
      'records',
      (p: { w: number; b: number[] }) => ({ out: mul(p.w, p.b[0]!), all: p.b.map(tanh) }),
      [{ w: 2, b: [1, 2] }],
      [{ w: 0, b: [3, 4] }],
    ],
    [
      'typed arrays',
      grad((x: Float64Array) => sum(Array.from(x, (y) => mul(y, y)))),
      [Float64Array.of(1, 2)],
      [Float64Array.of(3, -0)],
    ],
    [
      'a gradient of something else inside',
      (x: number) => grad((y: number) => where(greater(x, 0), y, mul(2, y)))(3),
      [1],
      [-1],
    ],
    ['a constant', () => 3, [], []],
    ['no gradient at all', grad((_x: number) => 3), [1], [2]],
    ['a long chain', valueAndGrad(long), [[0.1, 0.2]], [[1, -1]]],
    ['a long chain, second order', grad((xs: number[]) => sum(grad(long)(xs))), [[0.1, 0.2]], [[1, -1]]],
  ]
  for (const [name, f, args, others] of cases)
    test(name, () => {
      const compiled = compile(f)
      for (const given of [args, others, args, others]) expectSame(compiled(...given), f(...given))
      expect(compiled.verify(...args)).toMatchObject({ ok: true })
      expect(['js', 'line', 'table', 'nests']).toContain(compiled.stats.executor)
    })
  test('with a Module as argument, whose parameters are read at each call', () => {
    const net = new MLP(2, [4, 1])
    const loss = (model: MLP, x: number[]): number => square(model.forward(x) as unknown as number)
    const step = compile(valueAndGrad(loss))
    for (let k = 0; k < 4; k++) {
      expectSame(step(net, [1, k]), valueAndGrad(loss)(net, [1, k]))
      for (const parameter of net.parameters()) parameter.data -= 0.1
    }
    expect(step.stats.programs).toBe(1)
  })
  test('connected where an argument is a Value, by calling the function itself', () => {
    const x = value(2)
    const y = compile((a: number) => mul(a, a))(x) as unknown as { backward(): void }
    y.backward()
    expect(x.grad).toBe(4)
  })
  test('inside of a transform', () => {
    const inner = compile((x: number) => mul(x, x))
    expect(grad((x: number) => add(inner(x), inner(3)))(2)).toBe(4)
    expect(inner(3)).toBe(9)
    expect(inner.stats.executor).toBe('js')
  })
})

describe('branches and shapes', () => {
  const relu = (x: number): number => (isTrue(greater(x, 0)) ? mul(x, 3) : mul(x, 0.5))
  test('another branch is another program, and both are kept', () => {
    const compiled = compile(grad(relu))
    for (const x of [1, -1, 2, -2, 0]) expectSame(compiled(x), grad(relu)(x))
    expect(compiled.stats.programs).toBe(2)
  })
  test('in WebAssembly too', () => {
    const f = (xs: number[]): number => add(long(xs), relu(xs[0]!))
    const compiled = compile(f)
    for (const x of [1, -1, 2, -2, 0]) expectSame(compiled([x, 1]), f([x, 1]))
    expect(compiled.stats).toMatchObject({ programs: 2, executor: 'line' })
  })
  test('another length is another program', () => {
    const compiled = compile(grad((xs: number[]) => sum(xs.map((x) => mul(x, x)))))
    expect(compiled([1, 2])).toEqual([2, 4])
    expect(compiled([1, 2, 3])).toEqual([2, 4, 6])
    expect(compiled([3, 2])).toEqual([6, 4])
    expect(compiled.stats).toMatchObject({ shapes: 2, programs: 2 })
  })
  test('an index that is data chooses anew at each call', () => {
    const f = (table: number[], k: number): number => mul(gather(table, k), 2)
    const compiled = compile(f)
    for (const k of [0, 1, 2, 1, 0]) expect(compiled([5, 6, 7], k)).toBe(f([5, 6, 7], k))
  })
})

describe('refusals', () => {
  test('a function that differs from run to run, with the place', () => {
    let count = 0
    const f = compile((x: number) => mul(x, count++))
    expect(() => f(1)).toThrow(/differs from run to run at .*compile\.test\.ts:\d+:\d+.*Pass it as an argument/)
  })
  test('a .data that was taken', () => {
    const f = compile((x: number) => mul(x, (x as unknown as { data?: number }).data ?? 1))
    expect(() => f(1.5)).toThrow(/differs from run to run/)
  })
  test('what changes later, at the call that notices', () => {
    let rate = 0.1
    const f = compile((x: number) => mul(x, rate))
    expect(f(1)).toBe(0.1)
    rate = 0.2
    expect(() => f(1)).toThrow(/stale: the result is 0.1 where the function itself gives 0.2 at .*compile\.test\.ts/)
  })
  test('options that are none', () => {
    expect(() => compile(tanh as never, { mode: 'loose' as never })).toThrow("'exact' and 'fast' are allowed")
    expect(() => compile(3 as never)).toThrow('compile')
  })
})

describe('a function that cannot be compiled is called itself', () => {
  test('with Values from outside', () => {
    const w = value(2, 'w')
    const f = compile((x: number) => mul(w, x))
    expect((f(3) as unknown as { data: number }).data).toBe(6)
    expect(f.stats).toMatchObject({ executor: 'eager', why: expect.stringContaining('the Value w from outside') })
  })
})

describe('a platform', () => {
  test('without WebAssembly has functions called themselves, with a notice', () => {
    const platform = globalThis as { WebAssembly?: unknown }
    const before = platform.WebAssembly
    const notice = vi.spyOn(console, 'warn').mockImplementation(() => {})
    try {
      delete platform.WebAssembly
      const f = compile(grad(long))
      expectSame(f([0.1, 0.2]), grad(long)([0.1, 0.2]))
      expect(f.stats).toMatchObject({ executor: 'eager', why: 'WebAssembly does not run here: there is none' })
      const w = value(1)
      const step = compileStep({ parameters: [w], loss: (x: number) => w.mul(x), batch: false })
      expect([step(2).loss, w.grad]).toEqual([2, 2])
      expect(notice).toHaveBeenCalledTimes(1)
    } finally {
      platform.WebAssembly = before
      notice.mockRestore()
    }
  })
})

describe('what it shows', () => {
  test('into writes into what is there', () => {
    const f = compile(grad(rosenbrock))
    const target = new Float64Array(2)
    expect(f.into(target, [1.2, 1])).toBe(target)
    expectSame(target, grad(rosenbrock)([1.2, 1]))
    const g = compile(grad(long))
    const list = [0, 0]
    g.into(list, [0.1, 0.2])
    expectSame(list, grad(long)([0.1, 0.2]))
    expect(() => g.into([0], [0.1, 0.2])).toThrow(/not built like the result/)
  })
  test('wasm, stats and explain', () => {
    const f = compile(grad(long))
    expect(f.wasm).toBe(undefined)
    expect(f.stats).toMatchObject({ executor: 'eager', why: 'not called yet' })
    f([0.1, 0.2])
    expect(isModule(f.wasm)).toBe(true)
    expect(f.explain()).toMatch(/executor line[^]*simplify: \d+ nodes/)
    expect(f.stats.nodes).toBeGreaterThan(300)
  })
  test('calls 2 and 1,000 are compared with the function itself', () => {
    const f = compile((x: number) => div(1, x))
    for (let k = 1; k <= 1001; k++) f(k)
    expect(f.stats).toMatchObject({ calls: 1001, checks: 2, failures: 0 })
  })
})
