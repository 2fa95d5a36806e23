/** Coloured Jacobians and Hessians: the numbers of the dense ones, in few products; what has no known pattern is refused. */
import { describe, expect, test } from 'vitest'
import { add, custom, dot, exp, grad, hessian, jacobian, mul, pow, sin, square, sub, sum, value, where, greater } from 'seegrad' // prettier-ignore
import { sparseHessian, sparseJacobian, type SparseMatrix } from 'seegrad/compile'
import { PythonRandom } from 'seegrad/random'
import { countsOf, starColouring, columnColouring } from '../../src/compile/colouring.js'
import { seed } from '../seed.js'

const rosenbrock = (xs: readonly number[]): number =>
  sum(xs.slice(1).map((next, k) => add(mul(100, square(sub(next, square(xs[k]!)))), square(sub(1, xs[k]!)))))
const flat = (tree: unknown): number[] => (typeof tree === 'number' ? [tree] : Object.values(tree as object).flatMap(flat)) // prettier-ignore
/** Whether two lists of numbers agree to so much of the largest. */
function expectClose(given: readonly number[], wanted: readonly number[]): void {
  expect(given.length).toBe(wanted.length)
  const size = Math.max(...wanted.map(Math.abs))
  expect(given.filter((x, k) => !(Math.abs(x - wanted[k]!) <= 1e-12 * size))).toEqual([])
}
const at = (length: number): number[] => Array.from({ length }, (_, k) => Math.sin(k + 1))

describe('a sparse Hessian', () => {
  test('of Rosenbrock’s function of 1,000 numbers takes at most 4 products and is the one that its formula gives', () => {
    const xs = at(1000)
    const { rows, columns, values, products, shape } = sparseHessian(rosenbrock)(xs)
    expect(products).toBeLessThanOrEqual(4)
    expect([shape, values.length]).toEqual([[1000, 1000], 2998])
    const own = (i: number, j: number): number => {
      if (i !== j) return -400 * xs[Math.min(i, j)]!
      return (i < 999 ? 1200 * xs[i]! ** 2 - 400 * xs[i + 1]! + 2 : 0) + (i > 0 ? 200 : 0)
    }
    expectClose(
      [...values],
      Array.from(rows, (i, k) => own(i, columns[k]!)),
    )
  })
  const cases: Readonly<Record<string, readonly [(xs: readonly number[]) => number, number, number]>> = {
    'a chain': [rosenbrock, 12, 3],
    'a hub that meets all others': [(xs) => sum(xs.slice(1).map((x) => mul(square(xs[0]!), sin(x)))), 20, 2],
    'a sum of each alone': [(xs) => sum(xs.map((x) => exp(x))), 15, 1],
    'all with all': [(xs) => square(sum(xs.map((x) => sin(x)))), 6, 6],
    'what no number is in': [(xs) => mul(2, sum([...xs])), 4, 0],
    'blocks of three': [(xs) => sum([0, 3, 6].map((k) => mul(xs[k]!, mul(xs[k + 1]!, xs[k + 2]!)))), 9, 3],
    'a grid of five by five': [(xs) => sum(xs.map((x, k) => mul(pow(x, 3), add(k % 5 < 4 ? xs[k + 1]! : 0, k < 20 ? xs[k + 5]! : 0)))), 25, 8], // prettier-ignore
    'choices that data make': [(xs) => sum(xs.slice(1).map((x, k) => where(greater(x, 0), mul(square(x), xs[k]!), square(x)))), 10, 3], // prettier-ignore
  }
  for (const [what, [f, length, most]] of Object.entries(cases))
    test(`of ${what} is the dense one, in at most ${most} products`, () => {
      const xs = at(length)
      const sparse = sparseHessian(f)(xs)
      expectClose(flat(sparse.dense()), flat(hessian(f as (xs: number[]) => any)(xs)))
      expect(sparse.products).toBeLessThanOrEqual(most)
    })
  test('of any tree is a tree of trees', () => {
    const f = ({ a, b }: { a: number; b: readonly number[] }): number => mul(mul(a, b[0]!), b[1]!)
    const tree = { a: 2, b: [3, 5] }
    expect(sparseHessian(f)(tree).dense()).toEqual(hessian(f)(tree))
  })
  test('takes further arguments as plain data', () => {
    const f = (xs: readonly number[], weights: readonly number[]): number => dot(xs.map(square), [...weights])
    expect(sparseHessian(f)([1, 2], [3, 4])).toMatchObject({ values: Float64Array.of(6, 8), products: 1 })
  })
  test('of a random function of many numbers is the dense one', () => {
    const random = new PythonRandom(seed)
    for (let round = 0; round < 20; round++) {
      const length = 5 + Math.floor(random.random() * 20)
      const pairs = Array.from({ length: 2 * length }, () => [Math.floor(random.random() * length), Math.floor(random.random() * length)] as const) // prettier-ignore
      const f = (xs: readonly number[]): number => sum(pairs.map(([i, j]) => sin(mul(xs[i]!, xs[j]!))))
      const xs = Array.from({ length }, () => random.uniform(-2, 2))
      expectClose(flat(sparseHessian(f)(xs).dense()), flat(hessian(f as (xs: number[]) => any)(xs)))
    }
  })
})

describe('a sparse Jacobian', () => {
  const same = (f: (xs: readonly number[]) => readonly number[], length: number): SparseMatrix => {
    const sparse = sparseJacobian(f)(at(length))
    expectClose(flat(sparse.dense()), flat(jacobian(f as (xs: number[]) => any)(at(length))))
    return sparse
  }
  test('of neighbours has a column in each product for every other one', () => {
    const found = same((xs) => xs.slice(1).map((x, k) => mul(x, exp(xs[k]!))), 50)
    expect([found.products, found.values.length]).toEqual([2, 98])
  })
  test('with a full row goes by columns, with a full column by rows', () => {
    expect(same((xs) => [...xs.map((x) => sin(x)), xs[0]!], 20).products).toBe(1)
    expect(same((xs) => xs.map((x) => mul(x, xs[0]!)), 20).products).toBe(2)
    expect(same((xs) => [sum(xs.map(sin)), ...xs.map((x) => square(x))], 20).products).toBe(2)
  })
  test('of a gradient is its Hessian', () => {
    const xs = at(30)
    expectClose(
      flat(sparseJacobian(grad(rosenbrock as (xs: number[]) => number) as (xs: number[]) => any)(xs).dense()),
      flat(sparseHessian(rosenbrock)(xs).dense()),
    )
  })
  test('leaves out what a choice takes no part of only where the number does not hang on it', () => {
    const found = same((xs) => [where(greater(xs[0]!, 0), xs[1]!, xs[2]!), mul(0, xs[1]!)], 3)
    expect([...found.columns]).toEqual(expect.arrayContaining([1, 2]))
  })
})

describe('a colouring', () => {
  test('of random symmetric patterns lets every entry be told, and has few colours', () => {
    const random = new PythonRandom(seed)
    for (let round = 0; round < 200; round++) {
      const n = 2 + Math.floor(random.random() * 25)
      const matrix = Array.from({ length: n }, (_, i) => new Set([i]))
      for (let k = random.random() * 2 * n; k > 0; k--) {
        const [i, j] = [Math.floor(random.random() * n), Math.floor(random.random() * n)]
        matrix[i]!.add(j)
        matrix[j]!.add(i)
      }
      const rows = matrix.map((row) => Int32Array.from(row).toSorted())
      const star = starColouring(rows)
      const counts = rows.map((row) => countsOf(row, star))
      for (const [i, row] of rows.entries())
        for (const j of row)
          expect(counts[i]![star.colours[j]!] === 1 || (i !== j && counts[j]![star.colours[i]!] === 1)).toBe(true)
      expect(star.count).toBeLessThanOrEqual(columnColouring(rows, n).count + 3)
    }
  })
})

describe('what has no known pattern is refused, with what to do:', () => {
  const w = value(2, 'w')
  const own = custom((x: number) => x * x, { vjp: (g: number, _y: number, x: number) => mul(g, mul(2, x)) })
  const cases: Readonly<Record<string, readonly [() => unknown, string]>> = {
    'an argument that holds a Value': [() => sparseHessian(rosenbrock)([w, 1, 2] as never), 'sparseHessian: args[0] holds a Value; plain numbers are allowed. Pass its data, or take hessian(f).'],
    'a Value from outside': [() => sparseJacobian((xs: readonly number[]) => xs.map((x) => mul(w, x)))([1]), 'sparseJacobian: the zeros of f are unknown, since it takes the Value w from outside. Take jacobian(f), which does not ask for them.'],
    'a function with its own derivative': [() => sparseJacobian((xs: readonly number[]) => xs.map((x) => own(x)))([1, 2]), 'sparseJacobian: the zeros of f are unknown, since a function with its own derivative (custom) runs in it. Take jacobian(f), which does not ask for them.'],
    'several outputs': [() => sparseHessian((xs: number[]) => xs)([1, 2]), 'grad: f gave a list of 2; one number is allowed.'],
    'no function': [() => sparseJacobian(3 as never), 'sparseJacobian'],
  } // prettier-ignore
  for (const [what, [call, says]] of Object.entries(cases)) test(what, () => expect(call).toThrow(says))
})
