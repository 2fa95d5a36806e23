/** What a Value is to JavaScript: which objects are the same, how it prints, and that it never turns silently into a number or a text. */
import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { add, asValue, graphOf, gradients, isValue, mul, neg, noGrad, tanh, value, where, type Value } from 'seegrad'

describe('identity', () => {
  test('a leaf is the same object wherever it comes back', () => {
    const [a, b] = [value(2), value(3, 'b')]
    const y = mul(add(a, b), a)
    expect(y.prev[1]).toBe(a)
    expect(y.prev[0]!.prev[0]).toBe(a)
    expect(y.prev[0]!.prev[1]).toBe(b)
  })
  test('so is an intermediate node with a label, from when it has one', () => {
    const a = value(2)
    const e = mul(a, a)
    e.label = 'e'
    const y = add(e, e)
    expect(y.prev[0]).toBe(e)
    expect(y.prev[1]).toBe(e)
    e.label = 'renamed'
    expect(y.prev[0]).toBe(e)
    expect(y.prev[0]!.label).toBe('renamed')
  })
  test('also long after, when the recording has gone on', () => {
    const a = value(2, 'a')
    const e = mul(a, a)
    e.label = 'e'
    let y: Value = e
    for (let k = 0; k < 10_000; k++) y = neg(y)
    const roots = [a, e, y]
    for (let k = 0; k < 9999; k++) y = y.prev[0]!
    expect(y.prev[0]).toBe(e)
    expect(y.prev[0]!.prev[1]).toBe(a)
    expect(roots.length).toBe(3)
  })
  test('so is a constant with a label', () => {
    const x = value(3)
    const c = noGrad(() => mul(x, 2))
    c.label = 'c'
    expect(add(c, x).prev[0] === c).toBe(true)
  })
  test('for other nodes the id is the same, and different nodes have different ids', () => {
    const a = value(2)
    const y = add(mul(a, a), tanh(a))
    const again = add(y, y).prev.map(({ id }) => id)
    expect(again).toEqual([y.id, y.id])
    const { nodes } = graphOf(y)
    expect(new Set(nodes.map(({ id }) => id)).size).toBe(nodes.length)
    expect(nodes.at(-1)!.id).toBe(y.id)
  })
  test('ids grow in the order of creation', () => {
    const made = [value(1), value(2), mul(value(3), 4), tanh(value(5))]
    for (const [k, v] of made.slice(1).entries()) expect(v.id).toBeGreaterThan(made[k]!.id)
  })
  test('a number used as an operand is a constant in prev, without a gradient', () => {
    const y = mul(value(2), 7)
    expect(y.prev.map(({ data, op, requiresGrad }) => [data, op, requiresGrad])).toEqual([
      [2, '', true],
      [7, '', false],
    ])
  })
  test('prev has the operands in order and with repeats, of ops over lists too', () => {
    const [a, b] = [value(1, 'a'), value(2, 'b')]
    expect(where(a, b, a).prev.map(({ label }) => label)).toEqual(['a', 'b', 'a'])
  })
  test('value(v) is v, labelled when a label is given', () => {
    const a = value(2)
    expect(value(a)).toBe(a)
    expect(value(a, 'a')).toBe(a)
    expect(a.label).toBe('a')
    const y = value(mul(a, a), 'y')
    expect([y.label, y.op]).toEqual(['y', 'mul'])
  })
  test('in xs.map(value) the index is no label', () => {
    expect([5, 6].map(value as (x: number) => Value).map(({ data, label }) => [data, label])).toEqual([
      [5, ''],
      [6, ''],
    ])
  })
  test('asValue and isValue know Values from numbers', () => {
    const y: number = mul(value(2), 3)
    expect(asValue(y)).toBe(y)
    expect([y, 3, null, {}, 'a', { data: 1, grad: 0 }].map(isValue)).toEqual([true, false, false, false, false, false])
  })
  test('gradients of inputs given twice come back twice', () => {
    const a = value(3)
    expect(gradients(mul(a, a), [a, a]).map((g) => g.data)).toEqual([6, 6])
  })
})

describe('how a Value prints', () => {
  const printed = 'Value(data=-1, grad=0)'
  test('toString() and inspect, which console.log calls, give what the notes print', () => {
    const c = add(mul(value(2), value(-4)), value(7))
    expect(c.toString()).toBe(printed)
    expect(inspect(c)).toBe(printed)
    expect(inspect([c])).toBe(`[ ${printed} ]`)
    expect(inspect({ c })).toBe(`{ c: ${printed} }`)
  })
  test('with its label when it has one', () => {
    expect(value(2, 'a').toString()).toBe('Value(data=2, grad=0, label=a)')
  })
  test('with its gradient after backward(), to all digits', () => {
    const x = value(0.1)
    mul(x, 0.3).backward()
    expect(x.toString()).toBe('Value(data=0.1, grad=0.3)')
    expect(value(1 / 3).toString()).toBe('Value(data=0.3333333333333333, grad=0)')
  })
  test('−0 as 0, NaN and ∞ as JavaScript names them', () => {
    expect([-0, NaN, -Infinity].map((x) => value(x).toString())).toEqual([
      'Value(data=0, grad=0)',
      'Value(data=NaN, grad=0)',
      'Value(data=-Infinity, grad=0)',
    ])
  })
  test('a label of 10⁶ characters prints', () => {
    expect(value(1, 'x'.repeat(1e6)).toString().length).toBeGreaterThan(1e6)
  })
})

describe('a Value never turns silently into a number or a text', () => {
  const a = value(2, 'a')
  const b = value(3)
  const number = (v: Value): number => v
  type Way = readonly [string, () => unknown]
  const ways: readonly Way[] = [
    ['a * b', () => number(a) * number(b)],
    ['a + b', () => number(a) + number(b)],
    ['a - 1', () => number(a) - 1],
    ['2 / a', () => 2 / number(a)],
    ['a ** 2', () => number(a) ** 2],
    ['a % 2', () => number(a) % 2],
    ['-a', () => -number(a)],
    ['+a', () => +number(a)],
    ['~a', () => ~number(a)],
    ['a | 0', () => number(a) | 0],
    ['a < b', () => number(a) < number(b)],
    ['a >= 1', () => number(a) >= 1],
    // oxlint-disable-next-line eqeqeq -- the loose comparison is the case
    ['a == 2', () => number(a) == 2],
    [
      'a++',
      () => {
        let x = number(a)
        return x++
      },
    ],
    ['a template string', () => `${a}`],
    ["'' + a", () => '' + String.prototype.concat.call('', a as never)],
    ['Math.exp(a)', () => Math.exp(a)],
    ['Math.max(a, 1)', () => Math.max(a, 1)],
    ['Number(a)', () => Number(a)],
    ['parseFloat(a)', () => parseFloat(a as never)],
    ['isNaN(a)', () => isNaN(a)],
    ['JSON.stringify(a)', () => JSON.stringify(a)],
    ['JSON.stringify({ a })', () => JSON.stringify({ a })],
    ['a.toFixed(2)', () => a.toFixed(2)],
    ['a.toPrecision(2)', () => a.toPrecision(2)],
    ['a.toExponential(2)', () => a.toExponential(2)],
    ['a.toLocaleString()', () => a.toLocaleString()],
    ['a.valueOf()', () => a.valueOf()],
    ['new Float64Array([a])', () => new Float64Array([a])],
    ['list[a]', () => [1, 2, 3][a]],
    ['[3, a].toSorted()', () => [3, number(a)].toSorted()],
    ['[a, b].join()', () => [a, b].join()],
    ['new Date(a)', () => new Date(a)],
    ['BigInt(a)', () => BigInt(a)],
    ["'x'.repeat(a)", () => 'x'.repeat(a)],
    ['[1, 2, 3].fill(0, a)', () => [1, 2, 3].fill(0, a)],
    ['Intl.NumberFormat', () => new Intl.NumberFormat('en').format(a)],
  ]
  test.each(ways)('%s throws, naming the label and the mend', (_, run) => {
    expect(run).toThrow(TypeError)
    expect(run).toThrow(
      /Value "a" was about to become a plain number through .*gradient would be lost.*(v\.data|mul\(a, b\))/,
    )
  })
  test('one without a label is called a Value', () => {
    expect(() => number(b) * 2).toThrow(/^a Value was about to become a plain number/)
  })
  test('nothing was recorded or changed by all that', () => {
    expect([a.data, a.grad, a.label]).toEqual([2, 0, 'a'])
  })
})
