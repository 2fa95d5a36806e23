/** replay: the numbers that the program would give now, and never those of a branch it would not take. */
import { describe, expect, test } from 'vitest'
import {
  add,
  custom,
  equal,
  exp,
  gather,
  grad,
  gradients,
  gradOf,
  greater,
  isTrue,
  isValue,
  jvp,
  less,
  mul,
  neg,
  replay,
  sqrt,
  sub,
  tanh,
  value,
  where,
  type Value,
} from 'seegrad'
import { draws } from '../oracle/draw.js'
import { found, checkKeeping } from '../oracle/found.js'
import { run, type Program } from '../oracle/program.js'
import { randomProgram } from '../oracle/random-program.js'
import { record } from '../record.js'
import { count, seed } from '../seed.js'

describe('replay', () => {
  test('computes the root and everything below it anew', () => {
    const [a, b] = [value(2, 'a'), value(3)]
    const product = mul(a, b)
    const y = add(product, neg(a))
    replay(y, [[a, 10]])
    expect([a.data, product.data, y.data]).toEqual([10, 30, 20])
  })
  test('takes what was set by hand since, and several changes at once', () => {
    const [a, b] = [value(2), value(3)]
    const y = mul(a, b)
    a.data = 5
    replay(y)
    expect(y.data).toBe(15)
    replay(y, new Map([[a, -1], [b, -2]])) // prettier-ignore
    expect([y.data, a.data, b.data]).toEqual([2, -1, -2])
  })
  test('leaves gradients alone until the next backward(), which is right', () => {
    const a = value(2)
    const y = mul(a, mul(a, a))
    y.backward()
    replay(y, [[a, 3]])
    expect(a.grad).toBe(12)
    a.zeroGrad()
    y.backward()
    expect(a.grad).toBe(27)
    expect(gradients(y, [a])[0]!.data).toBe(27)
  })
  test('may be run again and again, and a change after it makes backward() throw again', () => {
    const a = value(2, 'a')
    const y = mul(a, a)
    for (let k = 0; k < 100; k++) replay(y, [[a, k]])
    expect(y.data).toBe(99 ** 2)
    y.backward()
    expect(a.grad).toBe(198)
    a.data = 7
    expect(() => y.backward()).toThrow('a.data changed after this was computed')
    replay(y)
    y.backward()
    expect(a.grad).toBe(198 + 14)
  })
  test('of a leaf that the root does not hang on sets that leaf only', () => {
    const [a, other] = [value(2), value(5)]
    const y = mul(a, 2)
    replay(y, [[other, 6]])
    expect([y.data, other.data]).toEqual([4, 6])
  })
  test('another root over the same nodes, not replayed, is refused instead of mixing old and new numbers', () => {
    const x = value(1, 'x')
    const shared = mul(x, x)
    const [replayed, other] = [add(shared, 1), exp(shared)]
    replay(replayed, [[x, 2]])
    expect(() => other.backward()).toThrow(/changed after this was computed: replay/)
    expect(x.grad).toBe(0)
    replay(other)
    other.backward()
    expect(Math.abs(x.grad / (4 * Math.exp(4)) - 1)).toBeLessThan(1e-14)
  })
  test('runs custom functions again', () => {
    const cube = custom((x: number) => x * x * x, {
      vjp: (g: number, _y: number, x: number) => mul(g, mul(3, mul(x, x))),
    })
    const x = value(2)
    const y = add(cube(x), 1) as Value
    replay(y, [[x, 3]])
    expect(y.data).toBe(28)
    y.backward()
    expect(x.grad).toBe(27)
  })
  test('of a chain of 10⁵ nodes needs no stack', () => {
    const x = value(1)
    let y = neg(x)
    for (let k = 0; k < 100_000; k++) y = neg(y)
    replay(y, [[x, 5]])
    expect(y.data).toBe(-5)
  })
})

describe('a branch that would go the other way', () => {
  const branch = (x: number): number => (isTrue(greater(x, 0)) ? mul(x, 2) : mul(x, 3))
  const long = (x: number): number => Array.from({ length: 3000 }).reduce<number>((y) => mul(y, 1.0001), x)
  test.each<[string, (x: number) => number]>([
    ['the branch is the program', branch],
    ['ops come before the branch', (x) => branch(mul(x, 1))],
    ['ops come after it', (x) => add(mul(branch(x), 5), 1)],
    ['it decides which number is used', (x) => mul(x, isTrue(greater(x, 0)) ? 2 : 3)],
    [
      'it decides how often',
      (x) => {
        let y = x
        while (isTrue(less(y, 10))) y = mul(y, 2)
        return y
      },
    ],
    ['it is a choice from a table', (x) => gather([mul(x, 2), mul(x, 3)], where(greater(x, 0), value(0), value(1)))],
    ['thousands of ops come before and after it', (x) => long(branch(long(x)))],
    ['it asks about another number', (x) => (isTrue(equal(sub(x, 1), 0)) ? mul(x, 2) : neg(x))],
  ])('is refused by name, and nothing has changed, where %s', (_, f) => {
    const x = value(1, 'x')
    const y = f(x) as Value
    const before = y.data
    expect(() => replay(y, [[x, -1]])).toThrow(
      /^replay of .*: the condition .* was (true|false) and would now be (true|false).*Rerun it\.$/,
    )
    expect([x.data, y.data]).toEqual([1, before])
    y.backward()
    expect(x.grad).not.toBe(0)
  })
  test('a change that leaves the branch as it is, is replayed', () => {
    const x = value(1)
    const y = branch(x) as Value
    replay(y, [[x, 4]])
    expect(y.data).toBe(8)
  })
  test('a branch of another program on the same leaf does not matter', () => {
    const x = value(1)
    const y = mul(mul(x, 2), 3)
    branch(x)
    replay(y, [[x, -1]])
    expect(y.data).toBe(-6)
  })
})

describe('a branch near the end of a segment', () => {
  /** At other places of the recording each time, so that some have the end of a segment in every gap. */
  const many = Array.from({ length: 3000 })
  const refused = (y: Value, x: Value, data: number): boolean => {
    try {
      replay(y, [[x, data]])
      return false
    } catch (error) {
      expect((error as Error).message).toMatch(/Rerun it/)
      return true
    }
  }
  const nested = (x: number): number => (isTrue(x) ? (isTrue(greater(x, 2)) ? mul(x, x) : neg(x)) : 7)
  const doubled = (x: number): number => {
    let y = x
    while (isTrue(less(y, 10))) y = mul(y, 2)
    return y
  }
  test('is not missed, though what came after it leads only to leaves', () => {
    for (const _ of many) {
      const x = value(1)
      expect(refused(nested(x) as Value, x, 0)).toBe(true)
    }
  })
  test('is not missed where it ended the loop that made the root', () => {
    for (const _ of many) {
      const x = value(6)
      expect(refused(doubled(x) as Value, x, 1.5)).toBe(true)
    }
  })
  test('does not keep from being replayed what goes the same way', () => {
    for (const _ of many) {
      const x = value(1)
      const y = nested(x) as Value
      replay(y, [[x, 1.5]])
      expect(y.data).toBe(-1.5)
    }
  })
  test('is refused as unknown where its segment may be gone: many nodes later', () => {
    const [x, other] = [value(1), value(1)]
    const isGreat = isTrue(greater(x, 2))
    for (let k = 0; k < 200_000; k++) add(other, other)
    const y = (isGreat ? mul(x, x) : neg(x)) as Value
    expect(() => replay(y, [[x, 3]])).toThrow(
      /^replay of neg #\d+: a branch that the program took is no longer recorded/,
    )
    expect([x.data, y.data]).toEqual([1, -1])
    const fresh = value(3)
    const again = mul(fresh, fresh) as Value
    replay(again, [[fresh, 4]])
    expect(again.data).toBe(16)
  })
})

describe('where under replay', () => {
  test('goes over to the other side, with its gradient', () => {
    const x = value(1)
    const y = where(greater(x, 0), mul(x, 2), mul(x, 5))
    replay(y, [[x, -1]])
    y.backward()
    expect([y.data, x.grad]).toEqual([-5, 5])
  })
  test('from a constant side to one with a gradient, also for what was computed from it', () => {
    const x = value(0)
    const y = mul(add(where(greater(x, 0), sqrt(x), 0), 1), 3)
    replay(y, [[x, 4]])
    expect([y.data, y.requiresGrad]).toEqual([9, true])
    y.backward()
    expect(x.grad).toBe(0.75)
  })
  test('and back: the constant side gets no gradient', () => {
    const x = value(4)
    const y = mul(add(where(greater(x, 0), sqrt(x), 0), 1), 3)
    replay(y, [[x, 0]])
    expect(y.data).toBe(3)
    expect(gradients(y, [x])[0]!.data).toBe(0)
  })
})

describe('a recorded derivative under replay', () => {
  const sides = (x: number): number => where(greater(x, 0), mul(mul(x, x), 2), mul(x, 5))
  const flat = (x: number): number => add(where(greater(x, 0), 7, mul(x, 5)), mul(x, x))
  test.each<[string, (x: Value) => number]>([
    ['gradients with createGraph', (x) => gradients(sides(x) as Value, [x], { createGraph: true })[0]!],
    ['grad', (x) => grad(sides)(x)],
    ['jvp', (x) => jvp(sides, [x], [1])[1]],
    ['grad of grad', (x) => grad(grad(sides))(x)],
    ['grad of what does not move on the side taken', (x) => grad(flat)(x)],
    ['jvp of what does not move on the side taken', (x) => jvp(flat, [x], [1])[1]],
    ['grad of another variable', (x) => grad((y: number) => where(greater(x, 0), mul(y, 7), mul(y, y)))(value(2))],
    ['grad by a custom rule', (x) => grad(custom((y: number) => 2 * y, { vjp: (g: number, _: number, y: number) => mul(g, sides(y)) }))(x)], // prettier-ignore
  ])('goes the same way or is refused: %s', (_, slope) => {
    const run = (x: Value): Value => mul(slope(x), x) as Value
    const x = value(1, 'x')
    const y = run(x)
    replay(y, [[x, 1.5]])
    expect(y.data).toBe(run(value(1.5)).data)
    try {
      replay(y, [[x, -1]])
    } catch (error) {
      expect((error as Error).message).toMatch(/the condition greater #\d+ was true and would now be false/)
      expect([x.data, y.data]).toEqual([1.5, run(value(1.5)).data])
      return
    }
    expect(y.data).toBe(run(value(-1)).data)
  })
  test('what no derivative was recorded of takes its other side, before and after', () => {
    const x = value(1)
    const y = sides(x) as Value
    const slope = grad(sides)(x) as unknown as Value
    replay(y, [[x, -1]])
    expect(y.data).toBe(-5)
    expect(() => replay(slope)).toThrow('Rerun it')
  })
})

describe('random programs', () => {
  /** Replayed at other inputs: the bits of a run there, of every gradient too, and forward mode agrees. */
  const expectReplayed = (program: Program): void => {
    const leaves = program.inputs.map((x) => value(x))
    const root = run(program, leaves)
    if (!isValue(root)) return
    const there = program.inputs.map((x, k) => x * (k % 2 ? 1.07 : 0.96))
    replay(root, leaves.map((leaf, k) => [leaf, there[k] as number] as const)) // prettier-ignore
    const others = there.map((x) => value(x))
    const fresh = run(program, others) as Value
    expect(root.data).toBe(fresh.data)
    if (!fresh.requiresGrad || !Number.isFinite(fresh.data)) return
    root.backward()
    fresh.backward()
    expect(leaves.map(gradOf)).toEqual(others.map(gradOf))
    const direction = there.map((_, k) => (k % 3 ? -1 : 1))
    const slope = leaves.reduce((total, leaf, k) => total + (leaf.grad === 0 ? 0 : leaf.grad * direction[k]!), 0)
    const tangent = jvp((...xs: number[]) => run(program, xs), there, direction)[1]
    if (Number.isFinite(slope))
      expect(Math.abs(tangent - slope)).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(slope)))
  }
  test.each(found('replay'))('%s, found wrong once', (_, program) => {
    expectReplayed(program)
  })
  test(`${count(5000)} of them (seed ${seed})`, { timeout: 1_800_000 }, () => {
    for (let round = 0; round < count(5000); round++) {
      const draw = draws(seed, round, 3)
      const { program } = randomProgram(draw, Math.floor(draw.logBetween(5, 800)))
      checkKeeping('replay', round, program, expectReplayed)
    }
    record('Random cases', { of: 'graphs replayed with other leaves: the bits of one made anew', cases: count(5000) })
  })
})

test('tanh of a replayed leaf is in forward mode what it is in reverse', () => {
  const x = value(0.1)
  const y = tanh(x)
  replay(y, [[x, 0.9]])
  y.backward()
  expect(x.grad).toBe(jvp(tanh, [0.9], [1])[1])
})
