/** What goes wrong between calls: other shapes, other branches, a platform that runs out of memory or forbids code. Nothing stale comes back, and nothing is lost. */
import { afterEach, describe, expect, test, vi } from 'vitest'
import { add, floor, grad, greater, isTrue, isValue, less, mean, mul, noGrad, square, sum, tanh, value, valueAndGrad, type Value } from 'seegrad' // prettier-ignore
import { compile, compileStep } from 'seegrad/compile'
import { SGD } from 'seegrad/optim'

const bits = (tree: unknown): number[] => (typeof tree === 'number' ? [tree] : Object.values(tree as object).flatMap(bits)) // prettier-ignore
/** Long enough to be WebAssembly. */
const wave = (xs: readonly number[]): number => sum(Array.from({ length: 150 }, (_, k) => tanh(mul(xs[k % xs.length]!, add(k, xs[0]!))))) // prettier-ignore
const platform = globalThis as unknown as { WebAssembly: Record<'Instance' | 'Module', () => void> }
afterEach(() => void vi.restoreAllMocks())

describe('arguments of another shape', () => {
  test('in any order, lists, typed arrays and records give what the function itself gives', () => {
    const f = (tree: unknown): unknown =>
      typeof tree === 'object' && tree !== null && 'a' in tree ? mul((tree as { a: number }).a, 2) : wave(tree as number[]) // prettier-ignore
    const compiled = compile(f)
    const args = [[1, 2], [1, 2, 3], { a: 4 }, Float64Array.of(1, 2), [3, 1], { a: -0 }, Float32Array.of(0.5), [2]]
    for (const tree of [...args, ...args.toReversed()]) expect(bits(compiled(tree))).toEqual(bits(f(tree)))
    expect(compiled.stats).toMatchObject({ failures: 0, shapes: 6 })
  })
  test('more arguments than before, or fewer, are other programs too', () => {
    const f = (...xs: number[]): number => xs.reduce((a, b) => mul(a, add(b, 1)))
    const compiled = compile(f)
    for (const xs of [[1, 2], [1, 2, 3], [3, 4], [5]]) expect(compiled(...xs)).toBe(f(...xs)) // prettier-ignore
  })
  test('what is no number is refused by its path, and the program stays', () => {
    const compiled = compile((x: number[]) => wave(x))
    const before = compiled([1, 2])
    expect(() => compiled([1, 'two' as never])).toThrow('args[0][1]')
    expect(() => compiled([1, undefined as never])).toThrow('args[0][1]')
    expect(compiled([1, 2])).toBe(before)
  })
  test('a batch of another length in the middle of a training takes the step that it would take by itself', () => {
    const train = (isCompiled: boolean): number[] => {
      const w = value(0.5)
      const optimizer = SGD([w], { lr: 0.1, momentum: 0.9 })
      const loss = (x: number): Value => (tanh(mul(w, x)) as unknown as Value).sub(x).square()
      const step = compileStep({ parameters: [w], loss, optimizer })
      return [[1, 2], [1, 2, 3], [0.5], [3, 1], [2, 2, 2]].flatMap((xs) => {
        if (isCompiled) return [step(xs).loss, w.data, w.grad]
        const total = mean(xs.map(loss))
        optimizer.zeroGrad()
        total.backward()
        optimizer.step()
        return [w.data, w.grad]
      })
    }
    const compiled = train(true).filter((_, k) => k % 3 > 0)
    const eager = train(false)
    expect(compiled).toEqual(eager)
  })
})

describe('a branch', () => {
  test('that changes at every call never gives the answer of the other side', () => {
    const f = (xs: readonly number[]): number => (isTrue(greater(xs[0]!, xs[1]!)) ? wave(xs) : mul(wave([xs[1]!]), -1))
    const compiled = compile(valueAndGrad(f))
    for (const xs of [
      [1, 2],
      [2, 1],
      [1, 1],
      [NaN, 1],
      [-0, 0],
      [3, 2],
      [2, 3],
    ])
      // prettier-ignore
      expect(bits(compiled(xs))).toEqual(bits(valueAndGrad(f)(xs)))
    expect(compiled.stats).toMatchObject({ programs: 2, failures: 0 })
  })
  test('that a side effect decides is noticed, not remembered', () => {
    let isOdd = false
    const f = compile((x: number) => {
      isOdd = !isOdd
      return isOdd ? mul(x, 2) : add(x, 1)
    })
    expect(() => f(3)).toThrow(/differs from run to run/)
    expect(() => f(3)).toThrow(/differs from run to run/)
  })
  const numberOf = (x: number): number => (isValue(x) ? x.data : x)
  const decided: [by: string, f: (x: number) => number][] = [
    ['.data', (x) => (numberOf(x) < 0 ? mul(x, 2) : mul(x, 3))],
    ['item()', (x) => ((isValue(x) ? x.item() : x) < 0 ? mul(x, 2) : mul(x, 3))],
    ['the .data of what is computed', (x) => (numberOf(mul(x, 2)) < 0 ? mul(x, 2) : mul(x, 3))],
    ['noGrad', (x) => (noGrad(() => isTrue(less(x, 0))) ? mul(x, 2) : mul(x, 3))],
    [
      'an op in noGrad that is flat',
      (x) =>
        mul(
          x,
          noGrad(() => numberOf(floor(x))),
        ),
    ],
  ]
  test.each(decided)('what %s decides is decided at every call', (_, f) => {
    for (const g of [f, grad(f)]) {
      const compiled = compile(g)
      for (const x of [1.5, -1, 2.5, -3]) expect(compiled(x)).toBe(g(x))
      expect(compiled.stats).toMatchObject({ executor: 'eager', why: expect.stringContaining('stopGradient') })
    }
  })
  test('what is detached is refused, and says what to write', () => {
    const f = compile(grad((x: number) => mul(x, (x as unknown as Value).detach() as never)))
    expect(() => f(3)).toThrow('write stopGradient')
  })
  test.each([false, true])('what .data decides in a step is decided at every step (batch: %s)', (isBatch) => {
    const runs = [true, false].map((isCompiled) => {
      const w = value(0.5)
      const loss = (x: number): number => {
        const y = mul(w, x)
        return numberOf(y) < 0 ? square(y) : mul(y, 2)
      }
      const step = compileStep({ parameters: [w], loss, compile: isCompiled, ...(isBatch ? {} : { batch: false }) })
      const told = [1, -1, 2, -3].map((x) => [step((isBatch ? [x, x + 5] : x) as never).loss, w.grad])
      return { told, why: step.stats.why }
    })
    expect(runs[0]!.told).toEqual(runs[1]!.told)
    expect(runs[0]!.why).toContain('isTrue or where')
  })
})

describe('a platform', () => {
  test('that has no memory left has the function called itself, and what it was asked for is not lost', () => {
    vi.spyOn(console, 'warn').mockImplementation(() => {})
    const f = compile(grad(wave))
    const first = f([0.1, 0.2])
    expect(f.stats.executor).not.toBe('eager')
    vi.spyOn(platform.WebAssembly, 'Instance').mockImplementation(function () {
      throw new RangeError('WebAssembly.Instance(): Out of memory: Cannot allocate Wasm memory for new instance')
    })
    expect(bits(f([1, 2, 3]))).toEqual(bits(grad(wave)([1, 2, 3])))
    expect(f.stats).toMatchObject({ executor: 'eager', why: expect.stringContaining('Out of memory') })
    expect(bits(f([0.1, 0.2]))).toEqual(bits(first))
    const w = value(0.3, 'w')
    const step = compileStep({ parameters: [w], loss: (x: number) => w.mul(x).square(), batch: false, optimizer: SGD([w], { lr: 0.1 }) }) // prettier-ignore
    expect([step(2).loss, step.stats.executor]).toEqual([0.36, 'eager'])
    expect(w.data).toBe(0.3 - 0.1 * w.grad)
  })
  test('whose policy forbids code, in either form, has functions called themselves, with one notice at most', () => {
    const notice = vi.spyOn(console, 'warn').mockImplementation(() => {})
    vi.spyOn(platform.WebAssembly, 'Module').mockImplementation(function () {
      throw new EvalError(
        "Refused to compile or instantiate WebAssembly module because 'wasm-unsafe-eval' is not allowed",
      )
    })
    vi.stubGlobal('Function', function () {
      throw new EvalError("Refused to evaluate a string as JavaScript because 'unsafe-eval' is not allowed")
    })
    try {
      const small = compile(grad((x: number) => mul(x, mul(x, x))))
      expect([small(2), small(2), small.stats.executor]).toEqual([12, 12, 'eager'])
      const large = compile(grad(wave))
      expect(bits(large([0.1, 0.2]))).toEqual(bits(grad(wave)([0.1, 0.2])))
      expect(large.stats.why).toContain('wasm-unsafe-eval')
      expect(notice.mock.calls.length).toBeLessThanOrEqual(1)
    } finally {
      vi.unstubAllGlobals()
    }
  })
})
