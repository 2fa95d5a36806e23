/** Plain parameters of ops: how they are given, their defaults, and what is refused. */
import { describe, expect, test } from 'vitest'
import { clamp, elu, isValue, leakyRelu, parametric, polygamma, value } from 'seegrad'

describe('parameters', () => {
  test('are given by name, and have their default when they are not', () => {
    expect(leakyRelu(-1)).toBe(-0.01)
    expect(leakyRelu(-1, { slope: 0.5 })).toBe(-0.5)
    expect(value(-1).leakyRelu({ slope: 0.5 }).data).toBe(-0.5)
    expect(clamp(3, { max: 2 })).toBe(2)
    expect(clamp(-3, { max: 2 })).toBe(-3)
  })
  test('may stand one by one where the op says so', () => {
    expect([clamp(3, 0, 2), clamp(-3, 0, 2), clamp(3, 0)]).toEqual([2, 0, 3])
    expect(value(3).clamp(0, 2).data).toBe(2)
    expect(polygamma(0, 1)).toBe(-0.5772156649015329)
    expect(value(1).polygamma(0).data).toBe(-0.5772156649015329)
  })
  test('do not take what map passes along', () => {
    expect([-1, -1].map(elu)).toEqual([elu(-1), elu(-1)])
    expect([value(-1), value(-1)].map(leakyRelu).map(isValue)).toEqual([true, true])
  })
  test('are kept with the node as constants, to which no gradient flows', () => {
    const x = value(-2)
    const y = x.leakyRelu({ slope: 0.5 })
    y.backward()
    expect(x.grad).toBe(0.5)
    expect(y.prev.map(({ data }) => data)).toEqual([-2, 0.5])
    expect(y.prev.map(({ requiresGrad }) => requiresGrad)).toEqual([true, false])
  })
  test('belong to ops of one’s own as well', () => {
    const scaled = parametric<'by'>({
      name: 'scaledForTest',
      doc: 'x times a plain number.',
      domain: ['(−∞, ∞)'],
      parameters: [{ name: 'by', default: 2, domain: '(0, ∞)' }],
      forward: (x, by) => x * by,
      partials: [(_y, _x, by) => by],
      tex: (x, by = '2') => `${by} ${x}`,
    })
    const x = value(3)
    scaled(x, { by: 4 }).backward()
    expect([scaled(3), scaled(x, { by: 4 }).data, x.grad]).toEqual([6, 12, 4])
    expect(() => scaled(3, { by: -1 })).toThrow(
      new RangeError('scaledForTest: by is -1; a number in (0, ∞) is allowed.'),
    )
  })
})

describe('refused', () => {
  const x = value(1)
  const odd = (f: unknown): ((...given: unknown[]) => unknown) => f as never
  test.each([
    [
      'a Value',
      () => leakyRelu(1, { slope: x }),
      'leakyRelu: slope is a Value; parameters are plain numbers: pass v.data, or write it in ops.',
    ],
    [
      'a Value one by one',
      () => clamp(x, x),
      'clamp: min is a Value; parameters are plain numbers: pass v.data, or write it in ops.',
    ],
    [
      'a Value before the input',
      () => polygamma(x, x),
      'polygamma: n is a Value; parameters are plain numbers: pass v.data, or write it in ops.',
    ],
    ['an unknown name', () => odd(elu)(1, { slope: 1 }), 'elu: slope is none of its parameters; name them: alpha.'],
    ['a number without its name', () => elu(1, 2), 'elu: 2 is none of its parameters; name them: alpha.'],
    ['a string', () => odd(elu)(1, { alpha: '2' }), 'elu: alpha is the string "2"; a number in (−∞, ∞) is allowed.'],
    ['NaN', () => clamp(1, NaN), 'clamp: min is NaN; a number in (−∞, ∞) is allowed.'],
    ['half an order', () => polygamma(1.5, 2), 'polygamma: n is 1.5; a whole number in [0, 20] is allowed.'],
    ['too high an order', () => x.polygamma(21), 'polygamma: n is 21; a whole number in [0, 20] is allowed.'],
    ['no order', () => odd(polygamma)(undefined, 2), 'polygamma: n is missing; a whole number in [0, 20] is allowed.'],
  ])('%s', (_, run: () => unknown, message) => {
    expect(run).toThrow(message)
  })
})
