/** Indices as data: one program for all of them, with the bits and the refusals of the function itself. */
import { describe, expect, test } from 'vitest'
import { add, gather, grad, hessian, jvp, mul, sum, tanh, valueAndGrad } from 'seegrad'
import { compile, compileStep } from 'seegrad/compile'
import { crossEntropyLoss, Embedding, nllLoss } from 'seegrad/nn'
import { SGD } from 'seegrad/optim'
import { PythonRandom } from 'seegrad/random'

const random = new PythonRandom(7)
const numbers = (count: number): number[] => Array.from({ length: count }, () => random.uniform(-2, 2))

describe('an index is data', () => {
  type F = (xs: number[], ks: number[]) => unknown
  const pairs = (xs: number[], ks: number[]): number =>
    sum(ks.map((k, i) => tanh(mul(gather(xs, k), add(gather(xs, ks[(i + 1) % ks.length]!), 0.5)))))
  const cases: readonly (readonly [string, F])[] = [
    ['from a list', pairs],
    ['in a gradient', grad(pairs)],
    ['in value and gradient', valueAndGrad(pairs)],
    ['in a second pass', grad((xs: number[], ks: number[]) => sum(grad(pairs)(xs, ks)))],
    ['in a Hessian', hessian(pairs)],
    ['along a tangent', (xs, ks) => jvp((ys: number[]) => pairs(ys, ks), [xs], [xs.toReversed()])],
    ['of rows', (xs, ks) => gather([xs.slice(0, 2), xs.slice(2, 4), xs.slice(1, 3), xs.slice(3, 5), xs.slice(0, 2)], ks[0]!)],
    ['of plain numbers', (xs, ks) => mul(xs[0]!, gather([-0, 5, 0, NaN, -Infinity], ks[0]!))],
  ] // prettier-ignore
  for (const [name, f] of cases)
    test(`${name}: one program, the bits of the function itself`, () => {
      const compiled = compile(f)
      for (let k = 0; k < 60; k++) {
        const xs = k % 5 === 0 ? [0, -0, NaN, Infinity, -1].toSorted(() => random.random() - 0.5) : numbers(5)
        const ks = Array.from({ length: 4 }, () => Math.floor(random.random() * 5))
        expect(compiled(xs, ks), `${xs} at ${ks}`).toEqual(f(xs, ks))
      }
      expect(compiled.stats).toMatchObject({ programs: 1, calls: 60, failures: 0 })
    })
  test('one that is computed', () => {
    const f = (xs: number[], k: number): number => gather(xs, mul(k, 2))
    const compiled = compile(f)
    expect([compiled([1, 2, 3], 0), compiled([1, 2, 3], 1), compiled.stats.programs]).toEqual([1, 3, 1])
  })
  test('one beyond its table, or between two entries, is refused as by the function itself', () => {
    const compiled = compile(pairs)
    const xs = [1, 2, 3, 4, 5]
    expect(compiled(xs, [0, 1])).toBe(pairs(xs, [0, 1]))
    for (const k of [5, -1, 0.5, NaN, Infinity]) {
      const own = (): unknown => pairs(xs, [k, 1])
      expect(own).toThrow(`gather: index ${k}; a whole number from 0 to 4 is allowed.`)
      expect(() => compiled(xs, [k, 1])).toThrow(`gather: index ${k}; a whole number from 0 to 4 is allowed.`)
    }
    expect([compiled(xs, [4, 3]), compiled.stats.programs]).toEqual([pairs(xs, [4, 3]), 1])
  })
  test('of a table that is too large, or whose entries are not alike, is a branch', () => {
    const long = Array.from({ length: 30_000 }, (_, k) => k)
    const compiled = compile((x: number, k: number) => mul(x, gather(long, k)))
    expect([compiled(2, 7), compiled(2, 9), compiled.stats.programs]).toEqual([14, 18, 2])
    const uneven = compile((x: number, k: number) => gather([[x], [x, x]], k))
    expect([uneven(2, 0), uneven(2, 1), uneven.stats.programs]).toEqual([[2], [2, 2], 2])
  })
})

describe('layers and losses', () => {
  test('classes that are data are one program', () => {
    for (const loss of [crossEntropyLoss, nllLoss]) {
      const f = valueAndGrad((scores: number[], right: number) => loss(scores, right) as number)
      const compiled = compile(f)
      for (let k = 0; k < 40; k++) {
        const scores = numbers(6)
        expect(compiled(scores, k % 6)).toEqual(f(scores, k % 6))
      }
      expect(compiled.stats).toMatchObject({ programs: 1, failures: 0 })
      expect(() => compiled([1, 2], 2)).toThrow('classes[0] is 2; a whole number from 0 to 1 is allowed')
    }
  })
  test('a step that looks rows up is one program for all rows, and refuses as the loss itself', () => {
    const make = () => {
      const table = new Embedding(9, 4, { random: new PythonRandom(3) })
      const parameters = table.parameters()
      // Rows that come twice, and entries that are used twice.
      const loss = (ks: number[]): number =>
        sum(ks.flatMap((k) => table.forward(k).map((x, i, row) => tanh(mul(x, add(row[(i + 1) % 4]!, x))))))
      return { parameters, loss, optimizer: SGD(parameters, { lr: 0.1, momentum: 0.5 }) }
    }
    const [eager, compiled] = [make(), make()]
    const step = compileStep({ ...compiled, batch: false })
    for (let k = 0; k < 50; k++) {
      const ks = Array.from({ length: 5 }, () => Math.floor(random.random() * 9))
      eager.optimizer.zeroGrad()
      const loss = eager.loss(ks) as unknown as (typeof eager.parameters)[number]
      loss.backward()
      eager.optimizer.step()
      expect(step(ks).loss).toBe(loss.data)
      expect(compiled.parameters.map(({ data, grad }) => [data, grad])).toEqual(eager.parameters.map(({ data, grad }) => [data, grad])) // prettier-ignore
    }
    expect(step.stats).toMatchObject({ programs: 1, checks: 1, failures: 0 })
    expect(() => step([1, 2, 3, 9, 0])).toThrow('Embedding(9, 4): forward was given 9; a whole number from 0 to 8')
    expect(step([1, 2, 3, 4, 0]).loss).toBeTypeOf('number')
  })
})
