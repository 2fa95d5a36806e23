/** Nests that share a loop, and masks that are the same for many sums: the bits are those of the run op by op, whoever reads what lies where. */
import { describe, expect, test } from 'vitest'
import { add, div, exp, less, mul, neg, relu, sin, sqrt, square, step, sub, sum, tanh, where } from 'seegrad'
import { hasTurns, joinedOf, type Joined } from '../../src/compile/joined.js'
import { machineOf } from '../../src/compile/machine.js'
import { nestCodeOf } from '../../src/compile/nest-code.js'
import { findNests, type NestProgram } from '../../src/compile/nests.js'
import { read } from '../../src/compile/read.js'
import { simplify } from '../../src/compile/simplify.js'
import { record } from '../../src/compile/trace.js'
import { count, seed } from '../seed.js'
import { Dice } from './drawn.js'

type F = (x: readonly number[]) => readonly number[]
const nestsOf = (f: F, size: number): NestProgram => findNests(simplify(read(record(f, [Array.from({ length: size }, (_, k) => 1 + k / 7)]))))! // prettier-ignore
const loopsOf = (program: NestProgram): Joined[] =>
  joinedOf(program, program.nests, 2, undefined, () => true).filter((loop): loop is Joined => 'parts' in loop)
function given(program: NestProgram, x: readonly number[]): number[] {
  const { memory, layout, run } = machineOf(nestCodeOf(program))
  memory.set(x)
  run()
  return Array.from(memory.subarray(layout.outputs / 8, layout.holds / 8))
}
const numbers = (dice: Dice, size: number): number[] => Array.from({ length: size }, () => dice.number())

describe('nests that share a loop', () => {
  test('an update of Adam is one loop, in which only what is asked for goes to memory', () => {
    const n = 200
    const update: F = (x) => {
      const [p, g, m, v] = [0, 1, 2, 3].map((k) => x.slice(k * n, (k + 1) * n)) as [number[], number[], number[], number[]] // prettier-ignore
      const means = m.map((each, k) => add(mul(0.9, each), mul(0.1, g[k]!)))
      const squares = v.map((each, k) => add(mul(0.99, each), mul(0.01, square(g[k]!))))
      return [...p.map((each, k) => sub(each, mul(0.1, div(div(means[k]!, 0.3), add(sqrt(div(squares[k]!, 0.2)), 1e-8))))), ...means, ...squares] // prettier-ignore
    }
    const program = nestsOf(update, 4 * n)
    const loops = loopsOf(program)
    expect(loops).toHaveLength(1)
    const { parts } = loops[0]!
    expect(parts.length).toBe(program.nests.length)
    expect(parts.filter(({ isKept }) => isKept)).toHaveLength(3)
    const x = Array.from({ length: 4 * n }, (_, k) => Math.abs(Math.fround(((k * 37) % 101) / 10)))
    expect(given(program, x)).toEqual(update(x))
  })
  test('what another round reads is computed in a loop before', () => {
    const n = 150
    const f: F = (x) => {
      const y = x.map((each) => square(each))
      const z = y.map((each, k) => mul(each, y[n - 1 - k]!))
      return z.map((each, k) => sub(each, neg(z[(k + 1) % n]!)))
    }
    const program = nestsOf(f, n)
    const x = Array.from({ length: n }, (_, k) => Math.sin(k))
    expect(given(program, x)).toEqual(f(x))
  })
  test(`random rows that read each other have the bits of the run op by op (seed ${seed})`, () => {
    const dice = new Dice(seed)
    let joined = 0
    let passing = 0
    for (let round = 0; round < count(1500); round++) {
      // Many, so that no nest is written out.
      const n = 98 + dice.below(9)
      const plan = Array.from({ length: 3 + dice.below(9) }, (_, k) => ({ op: dice.below(6), a: dice.below(k + 1), b: dice.below(k + 1), way: dice.below(5) })) // prettier-ignore
      const asked = plan.map(() => dice.below(3) === 0)
      const f: F = (x) => {
        const rows: (readonly number[])[] = [x]
        for (const { op, a, b, way } of plan) {
          const at = (k: number): number => (way === 0 ? n - 1 - k : way === 1 ? (k + 1) % n : k)
          const [p, q] = [rows[a]!, rows[b]!]
          rows.push(p.map((each, k) => [add, sub, mul, (u: number, v: number) => where(less(u, v), v, -0), (u: number, v: number) => tanh(add(u, v)), (u: number, v: number) => add(mul(u, v), u)][op]!(each, q[at(k)]!))) // prettier-ignore
        }
        return rows.flatMap((row, k) => (k === rows.length - 1 || asked[k - 1] ? row : []))
      }
      const program = nestsOf(f, n)
      const loops = loopsOf(program)
      joined += loops.length
      passing += loops.flatMap(({ parts }) => parts).filter(({ isKept }) => !isKept).length
      for (let k = 0; k < 3; k++) {
        const x = numbers(dice, n)
        expect({ plan, gives: given(program, x) }).toEqual({ plan, gives: f(x) })
      }
    }
    expect(joined).toBeGreaterThan(count(1500) / 3)
    expect(passing).toBeGreaterThan(count(1500) / 3)
  })
})

describe('loops in loops', () => {
  /** A table of so many rows and columns as one list. */
  const table = (rows: number, columns: number, at: (i: number, j: number) => number): number[] =>
    Array.from({ length: rows * columns }, (_, k) => at(Math.floor(k / columns), k % columns))
  const kinds = (loops: readonly Joined[]): string[] => loops.map(({ parts }) => parts.map((part) => (part.segments ? (hasTurns(part) ? 'sums' : 'terms') : part.fn.name)).join(' ')) // prettier-ignore

  for (const [rows, columns] of [
    [40, 16],
    [33, 17],
    [20, 30],
  ] as const)
    test(`what is made of a sum is made where the sum is: ${rows} by ${columns}`, () => {
      const terms = 12
      const f: F = (x) => {
        const w = x.slice(rows * terms)
        const h = table(rows, columns, (i, j) => sum(Array.from({ length: terms }, (_, k) => mul(x[i * terms + k]!, w[k * columns + j]!)))) // prettier-ignore
        return [...h.map((each) => relu(each)), ...h.map((each) => step(each))]
      }
      const program = nestsOf(f, rows * terms + terms * columns)
      const loops = loopsOf(program)
      expect(kinds(loops)).toEqual(['sums relu step'])
      expect(loops[0]!.parts.map(({ isKept }) => isKept)).toEqual([false, true, true])
      const x = numbers(new Dice(seed), rows * terms + terms * columns)
      expect(given(program, x)).toEqual(f(x))
    })
  test('what lies in one row goes through the rounds of what is a table, and functions are in the loop', () => {
    const [rows, columns] = [50, 16]
    const f: F = (x) => {
      const z = table(rows, columns, (i, j) => mul(sub(x[i]!, x[rows + j]!), x[rows + columns + j]!))
      return z.map((each) => exp(neg(mul(each, each))))
    }
    const program = nestsOf(f, rows + 2 * columns)
    expect(kinds(loopsOf(program))).toEqual(['sub mul mul neg exp'])
    const x = numbers(new Dice(seed), rows + 2 * columns)
    expect(given(program, x)).toEqual(f(x))
  })
  test(`random tables of sums, rows, columns and functions have the bits of the run op by op (seed ${seed})`, () => {
    const dice = new Dice(seed)
    let begun = 0
    let longest = 0
    for (let round = 0; round < count(1500); round++) {
      const [rows, columns] = [6 + dice.below(8), 16 + dice.below(9)]
      const size = rows * columns
      const terms = 5 + dice.below(rows - 4)
      const plan = Array.from({ length: 2 + dice.below(7) }, (_, k) => ({ way: dice.below(6), a: dice.below(k + 2), b: dice.below(k + 2), op: dice.below(4) })) // prettier-ignore
      const asked = plan.map(() => dice.below(3) === 0)
      const f: F = (x) => {
        const tables: (readonly number[])[] = [x.slice(0, size), x.slice(size)]
        for (const { way, a, b, op } of plan) {
          const [p, q] = [tables[a]!, tables[b]!]
          const of = [add, sub, mul, (u: number, v: number) => where(less(u, v), v, -0)][op]!
          const alone = [exp, relu, sin, square][op]!
          const at = (i: number, j: number): number => i * columns + j
          tables.push(
            table(rows, columns, (i, j) => {
              if (way === 0) return sum(Array.from({ length: terms }, (_, k) => mul(p[at(i, k)]!, q[at(k, j)]!)))
              if (way === 1) return sum(Array.from({ length: terms }, (_, k) => mul(p[at(i, terms - 1 - k)]!, q[at(i, j)]!)))
              if (way === 2) return of(p[at(i, j)]!, q[at(i, 0)]!)
              if (way === 3) return of(p[at(i, j)]!, q[at(0, j)]!)
              return way === 4 ? of(p[at(i, j)]!, q[at(i, j)]!) : alone(p[at(i, j)]!)
            }), // prettier-ignore
          )
        }
        return tables.slice(2).flatMap((each, k) => (k === plan.length - 1 || asked[k] ? each : []))
      }
      const program = nestsOf(f, 2 * size)
      const loops = loopsOf(program)
      begun += loops.filter(({ parts }) => hasTurns(parts[0]!)).length
      longest = Math.max(longest, ...loops.map(({ parts }) => parts.length))
      const x = numbers(dice, 2 * size)
      expect({ plan, gives: given(program, x) }).toEqual({ plan, gives: f(x) })
    }
    expect(begun).toBeGreaterThan(count(1500) / 20)
    expect(longest).toBeGreaterThan(3)
  })
})

describe('a mask that is the same for many sums', () => {
  for (const [terms, sums] of [
    [12, 64],
    [27, 48],
    [9, 33],
    [5, 130],
  ] as const)
    // prettier-ignore
    test(`leaves out what is not there: ${terms} terms of ${sums} sums`, () => {
      const rows = 8
      // Of each row a flag for every term, the terms of the row, and what they are multiplied by.
      const f: F = (x) => {
        const flags = x.slice(0, rows * terms)
        const u = x.slice(rows * terms, 2 * rows * terms)
        const w = x.slice(2 * rows * terms)
        return Array.from({ length: rows * sums }, (_, at) => {
          const [row, j] = [Math.floor(at / sums), at % sums]
          return Array.from({ length: terms }, (_, k) => where(less(0, flags[row * terms + k]!), mul(u[row * terms + k]!, w[k * sums + j]!), -0)).reduce((a, b) => add(a, b)) // prettier-ignore
        })
      }
      const size = 2 * rows * terms + terms * sums
      const program = nestsOf(f, size)
      expect(program.nests.some(({ segments }) => segments?.some(({ m }) => m >= 0))).toBe(true)
      const dice = new Dice(seed)
      for (const share of [0, 0.5, 1]) {
        const x = numbers(dice, size).map((each, k) => (k >= rows * terms ? each : dice.next() < share ? 1 : -1))
        // What is not there may be anything.
        x[rows * terms] = x[0]! > 0 ? 0.5 : Infinity
        expect(given(program, x)).toEqual(f(x))
      }
    })
})
