/** Transforms inside transforms: no mode mixes up whose derivative is whose, and all mixes agree. */
import { describe, expect, test } from 'vitest'
import {
  add,
  cos,
  div,
  exp,
  grad,
  gradients,
  hessian,
  hvp,
  isValue,
  jacobian,
  jvp,
  mul,
  neg,
  noGrad,
  pow,
  sin,
  sqrt,
  sub,
  tanh,
  value,
  valueAndGrad,
  vjp,
  type Value,
} from 'seegrad'
import { draws } from '../oracle/draw.js'
import { found, checkKeeping } from '../oracle/found.js'
import { run, type Program } from '../oracle/program.js'
import { randomProgram } from '../oracle/random-program.js'
import { record } from '../record.js'
import { count, seed } from '../seed.js'

type Scalar = (x: number) => number
/** The derivative of a function of one number, in each mode. */
const modes: Readonly<Record<string, (f: Scalar) => Scalar>> = {
  reverse: (f) => (x) => grad(f)(x),
  forward: (f) => (x) => jvp(f, [x], [1])[1],
  pullback: (f) => (x) => vjp(f, x)[1](1) as number,
}
const names = Object.keys(modes)
const pairs = names.flatMap((outer) => names.map((inner) => [outer, inner] as const))
const triples = pairs.flatMap(([outer, middle]) => names.map((inner) => [outer, middle, inner] as const))

describe('perturbation confusion', () => {
  test.each(pairs)('d/dx x·(d/dy (x + y)) at 1 is 1, %s over %s (Siskind & Pearlmutter)', (outer, inner) => {
    const [D, d] = [modes[outer]!, modes[inner]!]
    expect(D((x) => mul(x, d((y) => add(x, y))(1)))(1)).toBe(1)
    expect(D((x) => mul(x, d((y) => add(x, y))(mul(x, 2))))(1)).toBe(1)
  })
  test.each(pairs)('d/dx x·(d/dy x·y) is 2x, %s over %s', (outer, inner) => {
    const [D, d] = [modes[outer]!, modes[inner]!]
    expect(D((x) => mul(x, d((y) => mul(x, y))(2)))(3)).toBe(6)
    expect(D((x) => d((y) => mul(x, mul(y, y)))(x))(3)).toBe(4 * 3)
  })
  test.each(pairs)('the inner derivative of the outer variable is 0, %s over %s', (outer, inner) => {
    const [D, d] = [modes[outer]!, modes[inner]!]
    expect(d(() => 5)(1)).toBe(0)
    expect(D((x) => add(x, d(() => x)(1)))(3)).toBe(1)
    expect(D((x) => d((y) => mul(y, d(() => y)(x)))(x))(3)).toBe(0)
  })
  test.each(triples)(
    'three deep, d/dx x·(d/dy y·x·(d/dz xyz)) is right, %s over %s over %s',
    (outer, middle, inner) => {
      const [Dx, Dy, Dz] = [modes[outer]!, modes[middle]!, modes[inner]!]
      // d/dz xyz = xy; d/dy y·x·xy = 2x²y; at y = x: 2x³; times x: 2x⁴; d/dx = 8x³.
      const f = (x: number): number => mul(x, Dy((y) => mul(mul(y, x), Dz((z) => mul(mul(x, y), z))(4)))(x))
      expect(Dx(f)(2)).toBe(64)
    },
  )
  test.each(triples)('the third derivative of x⁵ is 60x², %s over %s over %s', (outer, middle, inner) => {
    const fifth = (x: number): number => mul(mul(mul(x, x), mul(x, x)), x)
    expect(modes[outer]!(modes[middle]!(modes[inner]!(fifth)))(2)).toBe(240)
  })
  test('closures that capture outer variables and what was computed from them', () => {
    for (const [outer, inner] of pairs) {
      const f = (x: number): number => {
        const c = mul(x, x)
        const g = (y: number): number => mul(c, mul(y, mul(x, y)))
        // x³y², by y at 3: 6x³
        return modes[inner]!(g)(3)
      }
      expect(modes[outer]!(f)(2)).toBe(18 * 4)
    }
  })
  test('a function that closes over its shift, differentiated twice by it (Manzyuk et al.), is exp″(1) = e', () => {
    for (const [outer, inner] of pairs) {
      // (D̂ f)(x) = d/du f(x + u) at 0, applied twice.
      const hat =
        (D: (f: Scalar) => Scalar) =>
        (f: Scalar): Scalar =>
        (x) =>
          D((u) => f(add(x, u)))(0)
      const [outside, inside] = [hat(modes[outer]!), hat(modes[inner]!)]
      expect(Math.abs(outside(inside(exp))(1) - Math.E)).toBeLessThanOrEqual(2 ** -50)
    }
  })
  test('jvp inside grad inside jvp, all by one variable, is the third derivative', () => {
    const inner = (x: number): number => jvp(sin, [x], [1])[1]
    const slope = grad(inner)
    const [second, third] = jvp(slope, [0.7], [1])
    expect(Math.abs(second + Math.sin(0.7))).toBeLessThan(1e-15)
    expect(Math.abs(third + Math.cos(0.7))).toBeLessThan(1e-15)
  })
  test('a tangent that is an outer variable', () => {
    expect(grad((t: number) => jvp((y: number) => mul(y, y), [3], [t])[1])(5)).toBe(6)
    expect(grad((t: number) => jvp((y: number) => mul(y, y), [t], [t])[1])(5)).toBe(20)
    expect(jvp((t: number) => jvp((y: number) => mul(y, mul(y, t)), [t], [t])[1], [2], [1])[1]).toBe(6 * 4)
  })
  test('a cotangent that is an outer variable', () => {
    expect(grad((t: number) => vjp((y: number) => mul(y, y), 3)[1](t) as number)(5)).toBe(6)
    expect(grad((t: number) => vjp((y: number) => mul(y, t), t)[1](t) as number)(5)).toBe(10)
  })
  test('a pullback called twice gives the same twice, also after others ran', () => {
    const [, pullback] = vjp((x: number, y: number) => mul(x, mul(y, y)), 2, 3)
    const first = pullback(1) as number[]
    grad((x: number) => mul(x, x))(7)
    expect(pullback(1)).toEqual(first)
    expect(pullback(-2)).toEqual([-18, -24])
    expect(first).toEqual([9, 12])
  })
  test('a Value that leaks out of a transform is a constant to the next', () => {
    let leaked = value(0)
    const f = (x: number): number => {
      leaked = mul(x, x) as Value
      return leaked
    }
    expect(grad(f)(3)).toBe(6)
    expect(grad((y: number) => mul(y, leaked))(2)).toBe(9)
    expect(grad((y: number) => mul(y, mul(leaked, y)))(2)).toBe(36)
  })
  test('a Value closed over is data: it gets no gradient and the result is a number', () => {
    const w = value(5)
    const slope: unknown = grad((x: number) => mul(w, mul(x, x)))(3)
    expect([slope, w.grad]).toEqual([30, 0])
  })
  test('exceptions thrown in between leave nothing behind', () => {
    const fail = (x: number): number => {
      grad((y: number) => mul(x, y))(1)
      throw new Error('on purpose')
    }
    for (const D of Object.values(modes)) expect(() => D(fail)(1)).toThrow('on purpose')
    expect(grad((x: number) => mul(x, grad((y: number) => add(x, y))(1)))(1)).toBe(1)
  })
  test('recording stays as it was around a transform', () => {
    const x = value(3)
    const inside = noGrad(() => {
      expect(grad((y: number) => mul(y, y))(4)).toBe(8)
      return mul(x, x)
    })
    expect(inside.requiresGrad).toBe(false)
    expect(grad((y: number) => noGrad(() => mul(y, y)))(4)).toBe(0)
  })
})

describe('what comes back', () => {
  const cube = (x: number): number => mul(x, mul(x, x))
  test('is a number for numbers, of every transform', () => {
    const results: unknown[] = [
      grad(cube)(2),
      ...valueAndGrad(cube)(2),
      ...jvp(cube, [2], [1]),
      vjp(cube, 2)[0],
      vjp(cube, 2)[1](1),
      jacobian(cube)(2),
      hessian(cube)(2),
      hvp(cube, [2], [1]),
    ]
    expect(results).toEqual([12, 8, 12, 8, 12, 8, 12, 12, 12, 12])
  })
  test('is a connected Value for a Value, of every transform', () => {
    const transforms: readonly (readonly [string, (x: Value) => unknown, number])[] = [
      ['grad', (x) => grad(cube)(x), 12],
      ['valueAndGrad', (x) => valueAndGrad(cube)(x)[1], 12],
      ['the value of valueAndGrad', (x) => valueAndGrad(cube)(x)[0], 12],
      ['jvp', (x) => jvp(cube, [x], [1])[1], 12],
      ['the value of jvp', (x) => jvp(cube, [x], [1])[0], 12],
      ['vjp', (x) => vjp(cube, x)[1](1), 12],
      ['jacobian', (x) => jacobian(cube)(x), 12],
      ['hessian', (x) => hessian(cube)(x), 6],
      ['hvp', (x) => hvp(cube, [x], [1]), 6],
    ]
    for (const [name, run, slope] of transforms) {
      const x = value(2, 'x')
      const y = run(x) as Value
      expect(isValue(y), `${name}`).toBe(true)
      y.backward()
      expect(x.grad, `${name}`).toBe(slope)
    }
  })
  test('is a Value even where it is constant', () => {
    const double = (x: number): number => mul(x, 2)
    const seven = (_x: number): number => 7
    for (const f of [double, seven]) {
      const made: unknown[] = [
        grad(f)(value(3)),
        jvp(f, [value(3)], [1])[1],
        vjp(f, value(3))[1](1),
        hessian(f)(value(3)),
        jacobian(f)(value(3)),
      ]
      expect(made.map(isValue)).toEqual([true, true, true, true, true])
    }
  })
  test('is a Value if only another argument is one', () => {
    const [x, w] = [2, value(5)]
    const slope = grad((x: number, w: number) => mul(mul(x, x), w))(x, w) as unknown as Value
    expect([isValue(slope), slope.data]).toEqual([true, 20])
    slope.backward()
    expect(w.grad).toBe(4)
  })
  test('gradients() of a gradient taken by grad', () => {
    const x = value(2)
    const slope = grad(cube)(x) as unknown as Value
    expect(gradients(slope, [x])[0]!.data).toBe(12)
  })
})

describe('all second-order mixes agree to 1e-13 of the largest entry', () => {
  /** H·u by forward over reverse, reverse over forward, reverse over reverse and forward over forward. */
  const mixes = (f: (...xs: number[]) => number, at: number[], u: number[]): Record<string, number[]> => {
    const all = at.map((_, k) => k)
    const slope = grad(f, { argnums: all }) as (...xs: number[]) => number[]
    const along = (...xs: number[]): number => jvp(f, xs, u)[1]
    const unit = (k: number): number[] => at.map((_, i) => (i === k ? 1 : 0))
    const weighed = (...xs: number[]): number => slope(...xs).reduce<number>((sum, g, k) => add(sum, mul(g, u[k]!)), 0)
    return {
      'forward over reverse': jvp(slope, at, u)[1],
      'reverse over forward': grad(along, { argnums: all })(...at) as number[],
      'reverse over reverse': grad(weighed, { argnums: all })(...at) as number[],
      'forward over forward': at.map((_, k) => jvp(along, at, unit(k))[1]),
      'gradients with createGraph': (() => {
        const leaves = at.map((x) => value(x))
        const root = f(...leaves)
        if (!isValue(root)) return at.map(() => 0)
        const first = gradients(root, leaves, { createGraph: true })
        const product = first.reduce<number>((sum, g, k) => add(sum, mul(g, u[k]!)), 0)
        return isValue(product) ? gradients(product, leaves).map((g) => g.data) : at.map(() => 0)
      })(),
    }
  }
  type Function = (...xs: number[]) => number
  /** 1e-13 of the largest entry, or eight times what shakes of all steps by 2⁻⁵² move it, where that is more. */
  const expectAgreement = (
    f: Function,
    at: number[],
    u: number[],
    what: string,
    shaken: readonly Function[] = [],
  ): void => {
    const results = mixes(f, at, u)
    const largest = Math.max(...Object.values(results).flat().map(Math.abs))
    const reference = results['reverse over reverse']!
    const moves = shaken.flatMap((f) =>
      mixes(f, at, u)['reverse over reverse']!.map((entry, k) => Math.abs(entry - reference[k]!)),
    )
    // Below 4 ulp of 1, what is left of terms of size 1 that cancel is rounding and nothing else.
    const most = Math.max(1e-13 * largest, 8 * Math.max(0, ...moves), 2 ** -50)
    for (const [name, entries] of Object.entries(results))
      for (const [k, entry] of entries.entries())
        expect(
          Math.abs(entry - reference[k]!),
          `${what}: ${name}, entry ${k}: ${entry} and ${reference[k]}`,
        ).toBeLessThanOrEqual(most)
  }
  test('of functions written by hand', () => {
    const functions: readonly ((...xs: number[]) => number)[] = [
      (x, y) => mul(sin(x!), exp(mul(x!, y!))),
      (x, y) => div(tanh(mul(x!, y!)), add(1, mul(y!, y!))),
      (x, y) => pow(add(2, cos(x!)), sub(y!, neg(x!))),
    ]
    for (const [k, f] of functions.entries()) expectAgreement(f, [0.7, -0.4], [0.3, 1.1], `function ${k}`)
  })
  /** Checks a program; false where a second derivative has no value, as that of a power by its exponent at 0. */
  const judge = (program: Program): boolean => {
    const f: Function = (...xs) => run(program, xs)
    const [at, u] = [[...program.inputs], program.inputs.map((_, k) => (k % 2 ? -0.7 : 1.1))]
    if (
      !Object.values(mixes(f, at, u))
        .flat()
        .every(Number.isFinite)
    )
      return false
    const shaken = [1, 2, 3, 4].map(
      (k): Function =>
        (...xs) =>
          run(program, xs, draws(k)),
    )
    expectAgreement(f, at, u, 'mixes', shaken)
    return true
  }
  test.each(found('mixes'))('of %s, found wrong once', (_, program) => {
    expect(judge(program)).toBe(true)
  })
  test(`of ${count(5000)} random functions of 5 to 40 ops (seed ${seed})`, { timeout: 1_800_000 }, () => {
    let judged = 0
    for (let round = 0; round < count(5000); round++) {
      const draw = draws(seed, round, 2)
      const { program } = randomProgram(draw, 5 + draw.below(36))
      checkKeeping('mixes', round, program, () => (judged += Number(judge(program))))
    }
    expect(judged).toBeGreaterThan(0.9 * count(5000))
    record('Random cases', { of: 'functions: every mix of modes gives the same second derivatives', cases: judged })
  })
})

describe('a variable with the tangent 0 does not move', () => {
  const f = (x: number, y: number): number => add(sqrt(x), mul(y, y))
  test('so that its infinite slope is not asked for: not 0·∞', () => {
    expect(jvp(f, [0, 3], [0, 1])).toEqual([9, 6])
    expect(jvp(f, [0, 3], [-0, 1])).toEqual([9, 6])
    expect(jvp(f, [0, 3], [1, 0])).toEqual([9, Infinity])
    expect(jvp(sqrt, [0], [0])).toEqual([0, 0])
  })
  test('nor for the derivative of that, by any outer variable and in any mode', () => {
    for (const mode of names) {
      expect(modes[mode]!((y) => jvp(f, [0, y], [0, 1])[1])(3), `${mode} mode`).toBe(2)
      expect(modes[mode]!((x) => jvp(f, [x, 3], [0, 1])[1])(0), `${mode} mode`).toBe(0)
      expect(modes[mode]!((t) => jvp(f, [4, 3], [0, t])[1])(0), `${mode} mode`).toBe(6)
    }
  })
  test('while one that is a Value of 0 does, for the derivative by it is the slope', () => {
    for (const mode of names) expect(modes[mode]!((t) => jvp(f, [4, 3], [t, 1])[1])(0), `${mode} mode`).toBe(0.25)
    expect((jvp(f, [4, 3], [value(0), 1])[1] as Value).data).toBe(6)
  })
  test('so that a Jacobian is the same by columns and by rows', () => {
    const tall = ([x, y]: number[]): number[] => [sqrt(x!), y!, f(x!, y!)]
    const wide = ([x, y]: number[]): number[] => [f(x!, y!)]
    expect(jacobian(tall)([0, 3])).toEqual([
      [Infinity, 0],
      [0, 1],
      [Infinity, 6],
    ])
    expect(jacobian(wide)([0, 3])).toEqual([[Infinity, 6]])
  })
})
