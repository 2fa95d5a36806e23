/** What goes into a transform and comes out of it: arguments by number, lists, records, typed arrays, Modules; anything else is refused by its path. */
import { describe, expect, test } from 'vitest'
import {
  add,
  dot,
  grad,
  hessian,
  hvp,
  isValue,
  jacobian,
  jvp,
  mul,
  sum,
  value,
  valueAndGrad,
  vjp,
  vmap,
  type Value,
} from 'seegrad'

const weigh = (x: number, y: number, z: number): number => add(mul(x, y), mul(y, mul(z, z)))

describe('argnums', () => {
  test('is 0 unless said otherwise', () => {
    expect(grad(weigh)(2, 3, 5)).toBe(3)
  })
  test('a number gives that argument’s gradient, a list a tuple in its order', () => {
    expect(grad(weigh, { argnums: 2 })(2, 3, 5)).toBe(30)
    expect(grad(weigh, { argnums: [0, 1, 2] })(2, 3, 5)).toEqual([3, 27, 30])
    expect(grad(weigh, { argnums: [2, 0] })(2, 3, 5)).toEqual([30, 3])
    expect(grad(weigh, { argnums: [1] })(2, 3, 5)).toEqual([27])
    expect(valueAndGrad(weigh, { argnums: [1, 2] })(2, 3, 5)).toEqual([81, [27, 30]])
  })
  test('an argument named twice comes back twice', () => {
    expect(grad(weigh, { argnums: [1, 1] })(2, 3, 5)).toEqual([27, 27])
  })
  test.each([[3], [-1], [0.5], [NaN]])('%d is out of range for three arguments, and refused', (k) => {
    expect(() => grad(weigh, { argnums: k })(2, 3, 5)).toThrow(
      `grad: argnums names argument ${k}; the call has 0 to 2.`,
    )
  })
  test('an argument that is not differentiated may be anything', () => {
    const f = (x: number, how: { name: string }, flag: boolean): number =>
      flag && how.name === 'twice' ? mul(x, 2) : x
    expect(grad(f)(3, { name: 'twice' }, true)).toBe(2)
  })
})

describe('what f does not use', () => {
  test('has the gradient 0 in its shape', () => {
    const f = (_x: number, _xs: number[], p: { a: number; b: readonly number[] }): number => mul(p.a, p.a)
    expect(grad(f, { argnums: [0, 1, 2] })(1, [2, 3], { a: 4, b: [5, 6] })).toEqual([0, [0, 0], { a: 8, b: [0, 0] }])
  })
  test('and of a constant f every gradient is 0', () => {
    expect(grad((_x: number) => 7)(3)).toBe(0)
    expect(jvp((_x: number) => 7, [3], [1])).toEqual([7, 0])
    expect(vjp((_x: number) => 7, 3)[1](1)).toBe(0)
    expect(hessian(([x]: number[]) => mul(2, x!))([3, 4])).toEqual([
      [0, 0],
      [0, 0],
    ])
  })
  test('a second tangent that is 0 does not disturb the first', () => {
    expect(jvp(weigh, [2, 3, 5], [1, 0, 0])[1]).toBe(3)
  })
})

describe('trees', () => {
  const point = { layers: [{ w: [1, 2], b: 3 }, { w: [4, 5], b: 6 }], scale: 7 } // prettier-ignore
  type Net = typeof point
  const f = (p: Net): number =>
    mul(p.scale, p.layers.reduce<number>((y, { w, b }) => add(mul(y, dot(w, [1, 1])), b), 1)) // prettier-ignore
  // y₁ = (1 + 2) + 3 = 6, y₂ = 6·9 + 6 = 60, f = 420.
  test('come back in their shape', () => {
    expect(valueAndGrad(f)(point)).toEqual([
      420,
      { layers: [{ w: [63, 63], b: 63 }, { w: [42, 42], b: 7 }], scale: 60 }, // prettier-ignore
    ])
  })
  test('of tangents and cotangents are taken too', () => {
    const [, pullback] = vjp(f, point)
    const slope = pullback(1) as Net
    expect(jvp(f, [point], [slope])[1]).toBe(63 ** 2 * 3 + 42 ** 2 * 2 + 49 + 3600)
  })
  test('as results: jvp and vjp of a function that gives a record', () => {
    const g = (x: number): { double: number; list: number[] } => ({ double: mul(x, 2), list: [mul(x, x), 5] })
    expect(jvp(g, [3], [1])).toEqual([
      { double: 6, list: [9, 5] },
      { double: 2, list: [6, 0] },
    ])
    expect(vjp(g, 3)[1]({ double: 1, list: [1, 1] })).toBe(8)
    expect(jacobian(g)(3)).toEqual({ double: 2, list: [6, 0] })
  })
  test('of trees: the Jacobian and the Hessian are trees of trees', () => {
    const g = (p: { a: number; b: number[] }): number => mul(p.a, mul(p.b[0]!, p.b[1]!))
    expect(hessian(g)({ a: 2, b: [3, 5] })).toEqual({
      a: { a: 0, b: [5, 3] },
      b: [
        { a: 5, b: [0, 2] },
        { a: 3, b: [2, 0] },
      ],
    })
    expect(hvp(g, [{ a: 2, b: [3, 5] }], [{ a: 1, b: [0, 0] }])).toEqual({ a: 0, b: [5, 3] })
  })
  test('empty lists and records, and a tree without a number, are taken', () => {
    expect(grad((xs: number[]) => sum(xs))([])).toEqual([])
    expect(grad((p: Record<string, never>) => Object.keys(p).length)({})).toEqual({})
  })
  test('a tree that shares a part is taken apart twice', () => {
    const shared = [1, 2]
    expect(grad((p: { a: number[]; b: number[] }) => add(mul(p.a[0]!, 3), p.b[0]!))({ a: shared, b: shared })).toEqual({
      a: [3, 0],
      b: [1, 0],
    })
  })
  test('records without a prototype and with strange keys are taken', () => {
    const p = Object.assign(Object.create(null) as object, { 'a b': 2, 0: 3 }) as Record<string, number>
    expect(grad((q: Record<string, number>) => mul(q['a b']!, q['0']!))(p)).toEqual({ 0: 2, 'a b': 3 })
  })
})

describe('typed arrays', () => {
  test.each([
    ['Float64Array', Float64Array.of(1, 2, 3)],
    ['Float32Array', Float32Array.of(1, 2, 3)],
  ] as const)('%s comes back as one, and is a plain array inside f', (_, xs) => {
    let inside: unknown
    const f = (list: Float64Array | Float32Array): number => {
      inside = list
      return dot(list, list)
    }
    const slope = grad(f)(xs)
    expect(slope).toBeInstanceOf(xs.constructor)
    expect([...slope]).toEqual([2, 4, 6])
    expect(Array.isArray(inside)).toBe(true)
    expect([...xs]).toEqual([1, 2, 3])
  })
  test('inside f there is index, length, for-of and the methods that arrays share', () => {
    const f = (xs: Float64Array): number => {
      let total: number = mul(0, xs[0]!)
      for (const x of xs) total = add(total, mul(x, x))
      for (let k = 0; k < xs.length; k++) total = add(total, xs[k]!)
      return xs.reduce((y, x) => add(y, x), total)
    }
    expect(grad(f)(Float64Array.of(1, 2))).toEqual(Float64Array.of(4, 6))
  })
  test('a list of Values instead, where one is among them', () => {
    const x = value(3)
    const slope = grad((xs: number[]) => mul(xs[0]!, xs[1]!))([x, 5]) as unknown as Value[]
    expect(slope.map((g) => [isValue(g), g.data])).toEqual([
      [true, 5],
      [true, 3],
    ])
  })
  test('tangents may be lists where the primal is a typed array, and the other way round', () => {
    const f = (xs: ArrayLike<number>): number => mul(xs[0]!, xs[1]!)
    expect(jvp(f, [Float64Array.of(2, 3)], [[1, 0]])[1]).toBe(3)
    expect(jvp(f, [[2, 3]], [Float64Array.of(1, 0)])[1]).toBe(3)
  })
})

/** What a Module is to transforms: an object that names its parameters. */
class Line {
  readonly w: Value = value(2, 'w')
  readonly b: Value = value(1, 'b')
  namedParameters(): (readonly [string, Value])[] {
    return [
      ['w', this.w],
      ['b', this.b],
    ]
  }
  at(x: number): number {
    return add(mul(this.w, x), this.b)
  }
}

describe('Modules', () => {
  const loss = (line: Line, x: number): number => mul(line.at(x), line.at(x))
  test('are seen whole inside f; the gradient is the record of their named parameters', () => {
    const line = new Line()
    const slope = grad(loss)(line, 3) as unknown as Record<'w' | 'b', Value>
    expect([slope.w.data, slope.b.data]).toEqual([42, 14])
    expect([line.w.grad, line.b.grad]).toEqual([0, 0])
  })
  test('the gradient is connected: it can be differentiated again', () => {
    const line = new Line()
    const { w } = grad(loss)(line, 3) as unknown as Record<'w' | 'b', Value>
    w.backward()
    // ∂²/∂w² = 2x², ∂²/∂w∂b = 2x
    expect([line.w.grad, line.b.grad]).toEqual([18, 6])
  })
  test('within trees', () => {
    const slope = grad((p: { line: Line; x: number }) => p.line.at(p.x))({ line: new Line(), x: 3 }) as unknown as {
      line: Record<'w' | 'b', Value>
      x: Value
    }
    expect([slope.line.w.data, slope.line.b.data, slope.x.data]).toEqual([3, 1, 2])
  })
  test('what was computed from a parameter outside is data: it does not count', () => {
    const line = new Line()
    const outside = mul(line.w, 3)
    const slope = grad((l: Line) => mul(l.w, outside))(line) as unknown as Record<'w' | 'b', Value>
    expect(slope.w.data).toBe(6)
    expect((jvp((l: Line) => mul(l.w, outside), [line], [{ w: 1, b: 0 }])[1] as unknown as Value).data).toBe(6)
  })
  test('twice in one call', () => {
    const line = new Line()
    const both = grad((a: Line, b: Line) => mul(a.w, b.w), { argnums: [0, 1] })
    const [first, second] = both(line, new Line()) as unknown as Record<'w' | 'b', Value>[]
    expect([first!['w'].data, second!['w'].data]).toEqual([2, 2])
  })
})

describe('what is no tree is refused by its path', () => {
  const f = (_p: unknown): number => 1
  test.each<[string, unknown, string]>([
    ['a string deep inside', { layers: [1, 2, { name: 'relu' }] }, 'args[0].layers[2].name is the string "relu"'],
    ['undefined in a list', [1, undefined], 'args[0][1] is undefined'],
    ['a hole in a sparse list', [1, , 3], 'args[0][1] is undefined'], // oxlint-disable-line no-sparse-arrays
    ['null', { a: null }, 'args[0].a is null'],
    ['a boolean', { on: true }, 'args[0].on is true'],
    ['a BigInt', [3n], 'args[0][0] is the BigInt 3n'],
    ['a Date', { at: new Date(0) }, 'args[0].at is a Date'],
    ['a Map', new Map([['a', 1]]), 'args[0] is a Map'],
    ['a function', { f: Math.sin }, 'args[0].f is the function sin'],
    ['a symbol', [Symbol('x')], 'args[0][0] is a symbol'],
    ['an Int32Array', Int32Array.of(1), 'args[0] is an Int32Array'],
    ['an object of a class', { p: new (class Point {})() }, 'args[0].p is a Point'],
    ['a Promise', { p: Promise.resolve(1) }, 'args[0].p is a Promise'],
    ['a key that is no name', { 'a b': ['x'] }, 'args[0]["a b"][0] is the string "x"'],
  ])('%s', (_, tree, message) => {
    expect(() => grad(f)(tree)).toThrow(message)
    expect(() => grad(f)(tree)).toThrow(/numbers, Values, lists, Float64Array, Float32Array, plain records and Modules/)
  })
  test('the second argument is called args[1]', () => {
    expect(() => grad((_x: number, _p: unknown) => 1, { argnums: 1 })(1, { a: ['x'] })).toThrow(
      'args[1].a[0] is the string "x"',
    )
  })
  test('a tree that contains itself', () => {
    const cycle: { a: number; self?: unknown } = { a: 1 }
    cycle.self = [cycle]
    expect(() => grad(f)(cycle)).toThrow('args[0].self[0] is part of itself: a tree of numbers cannot contain a cycle.')
  })
  test('a tree that is too deep', () => {
    let deep: unknown = 1
    for (let k = 0; k < 5000; k++) deep = [deep]
    expect(() => grad(f)(deep)).toThrow(/more than \d+ levels deep/)
  })
  test('a result that is none', () => {
    expect(() => grad((() => 'x') as unknown as (x: number) => number)(1)).toThrow(
      'the result of grad\'s function is the string "x"',
    )
    expect(() => jvp((() => ({ y: [null] })) as never, [1] as never, [1])).toThrow(
      "the result of jvp's function.y[0] is null",
    )
  })
})

describe('vmap', () => {
  test('goes through records of lists and gives records of lists', () => {
    const f = (p: { x: number; y: number }): { sum: number; product: number[] } => ({
      sum: add(p.x, p.y),
      product: [mul(p.x, p.y)],
    })
    expect(vmap(f)({ x: [1, 2], y: [3, 4] })).toEqual({ sum: [4, 6], product: [[3], [8]] })
  })
  test('under grad, the gradient of the sum is the list of gradients', () => {
    const f = (xs: number[]): number => sum(vmap((x: number) => mul(x, mul(x, x)))(xs) as number[])
    expect(grad(f)([1, 2, 3])).toEqual([3, 12, 27])
  })
})
