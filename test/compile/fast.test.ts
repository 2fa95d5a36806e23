/** `mode: 'fast'`: sums in another order, within the bound that follows from their terms, and nothing else. */
import { describe, expect, test } from 'vitest'
import { add, dot, exp, mul, square, sub, sum, tanh, value, vmap, type Value } from 'seegrad'
import { compile, compileStep } from '../../src/compile/index.js'
import { machineOf } from '../../src/compile/machine.js'
import type { Modes } from '../../src/compile/modes.js'
import { nestCodeOf } from '../../src/compile/nest-code.js'
import { nestsOf } from '../../src/compile/nests.js'
import { read } from '../../src/compile/read.js'
import { boundOf, residualOf } from '../../src/compile/residual.js'
import { simplify } from '../../src/compile/simplify.js'
import { record } from '../../src/compile/trace.js'
import { SGD } from 'seegrad/optim'
import { record as note } from '../record.js'
import { count, seed } from '../seed.js'
import { Dice, drawProgram, Tally } from './drawn.js'

const list = (n: number, dice = new Dice(seed)): number[] => Array.from({ length: n }, () => dice.number())
/** A long sum of products. */
const energy = (xs: number[], ys: number[]): number => dot(xs.map((x) => tanh(x)), ys) // prettier-ignore

describe('a sum in another order', () => {
  for (const dtype of ['f64', 'f32'] as const)
    for (const size of [500, 503])
      test(`of ${size} terms, ${dtype}: near to the sum in order, the same every time, and said in explain and stats`, () => {
        const [fast, exact] = (['fast', 'exact'] as const).map((mode) => compile(energy, { mode, dtype }))
        const args = [list(size, new Dice(1)), list(size, new Dice(2))] as const
        const [own, given] = [exact!(...args), fast!(...args)]
        const terms = args[0].map((x, k) => tanh(x) * args[1][k]!)
        expect(given).not.toBe(own)
        expect(Math.abs(given - own)).toBeLessThanOrEqual(2 * boundOf(terms, dtype === 'f32' ? 2 ** -24 : 2 ** -53))
        for (let k = 0; k < 4; k++) expect(fast!(...args)).toBe(given)
        expect(fast!.stats).toMatchObject({ mode: 'fast', dtype, executor: 'nests', checks: 1, failures: 0 })
        expect(fast!.explain()).toMatch(/^executor nests \(.*fast\): /)
        const { ok, numbers } = fast!.verify(...args)
        expect([ok, numbers > size]).toEqual([true, true])
      })
  test('backwards, as slopes of a batch come to a parameter', () => {
    const make = (mode: 'exact' | 'fast'): number[] => {
      const w = value(0.3)
      const dice = new Dice(6)
      const loss = (x: number, y: number): number => square(sub(exp(mul(w, x)), y))
      const step = compileStep({ parameters: [w], loss, optimizer: SGD([w], { lr: 0.1 }), mode })
      for (let k = 0; k < 5; k++) step(list(300, dice), list(300, dice))
      expect(step.stats).toMatchObject({ mode, compiled: 5, failures: 0, checks: 1 })
      return [w.data, w.grad]
    }
    const [own, given] = [make('exact'), make('fast')]
    expect(given).not.toEqual(own)
    given.forEach((x, k) => expect(x).toBeCloseTo(own[k]!, 12))
  })
  test('where terms are infinite or no number, so is the sum', () => {
    const fast = compile(energy, { mode: 'fast' })
    const [xs, ys] = [list(400), list(400)]
    for (const [x, y] of [[NaN, 1], [1, Infinity], [1, -Infinity]] as const) expect(fast(xs.with(7, x), ys.with(7, y))).toBe(energy(xs.with(7, x), ys.with(7, y))) // prettier-ignore
    // −0 is the sum of −0 only.
    const zeros = Array.from({ length: 400 }, () => -0)
    const all = compile((as: number[]) => sum(as), { mode: 'fast' })
    expect([all(zeros), all(zeros.with(3, 0))]).toEqual([-0, 0])
  })
  test('a program without long sums has the bits of an exact one', () => {
    const f = (x: number): number => add(mul(x, x), exp(x))
    expect(compile(f, { mode: 'fast' })(0.3)).toBe(f(0.3))
    const many = vmap((x: number[]) => tanh(dot(x, x)))
    const xs = Array.from({ length: 40 }, (_, k) => list(4, new Dice(k)))
    expect(compile(many, { mode: 'fast' })(xs)).toEqual(many(xs))
  })
})

describe('what is wrong is found', () => {
  test('what changes outside, by the recording', () => {
    let c = 1
    const fast = compile((xs: number[], ys: number[]) => mul(energy(xs, ys), c), { mode: 'fast' })
    const args = [list(500), list(500, new Dice(3))] as const
    fast(...args)
    fast(...args)
    c = 2
    expect(fast.verify(...args).ok).toBe(false)
    const other = compile((xs: number[], ys: number[]) => mul(energy(xs, ys), c), { mode: 'fast' })
    other(...args)
    c = 3
    expect(() => other(...args)).toThrow('stale')
  })
  test('a step whose loss changes outside', () => {
    const w = value(0.3)
    let c = 1
    const loss = (x: number): Value => (exp(mul(w, x)) as unknown as Value).mul(c)
    const step = compileStep({ parameters: [w], loss, mode: 'fast' })
    step(list(300))
    c = 3
    expect(() => step(list(300))).toThrow('stale')
  })
  test('a sum that is farther off than any order puts it, and any other number that is off by a bit', () => {
    const modes: Modes = { dtype: 'f64', isFast: true }
    const nests = nestsOf({ ...simplify(read(record(energy, [list(500), list(500)]))), modes })
    const { memory, layout, run } = machineOf(nestCodeOf(nests))
    memory.set([...list(500), ...list(500, new Dice(2))])
    run()
    expect(residualOf(nests, memory)).toMatchObject({ numbers: 501 })
    expect(residualOf(nests, memory).first).toBeUndefined()
    const at = layout.outputs / 8
    const sum = memory[at] as number
    memory[at] = sum + 1e-9
    expect(residualOf(nests, memory).first).toMatchObject({ place: at, given: sum + 1e-9 })
    memory[at] = sum
    const product = nests.nests.find(({ segments }) => !segments)!.base[0] as number
    memory[product]! *= 1 + 2 ** -52
    expect(residualOf(nests, memory).first).toMatchObject({ place: product })
  })
})

test(`random programs: every number follows from its operands (seed ${seed})`, () => {
  const wrong: string[] = []
  let others = 0
  const programs = count(1000)
  for (let k = 0; k < programs; k++) {
    const { f: drawn, inputs, name } = drawProgram(seed * 13 + k, k % 10 === 0 ? 3000 : 120, new Tally())
    // Beside what was drawn a long sum of products, whose terms lie side by side.
    const row = (xs: number[], by: number): number[] => Array.from({ length: 70 }, (_, i) => tanh(mul(xs[i % xs.length]!, by + i / 50))) // prettier-ignore
    const f = (xs: number[]): unknown => [drawn(xs), dot(row(xs, 1), row(xs, 2))]
    for (const dtype of ['f64', 'f32'] as const) {
      const recording = record(f, [inputs[0]])
      const nests = nestsOf(simplify({ ...read(recording), modes: { dtype, isFast: true } }))
      const [fast, exact] = [
        machineOf(nestCodeOf(nests)),
        machineOf(nestCodeOf({ ...nests, modes: { dtype, isFast: false } })),
      ]
      for (const xs of inputs) {
        for (const { memory, run } of [fast, exact]) {
          memory.set(xs)
          run()
        }
        const { first } = residualOf(nests, fast.memory)
        if (first) wrong.push(`${name}, ${dtype}: ${first.given} where its operands give ${first.own}`)
        if (nests.nests.some(({ base }) => !Object.is(fast.memory[base[0]!], exact.memory[base[0]!]))) others++
      }
    }
  }
  note('fast programs', { programs, 'runs with other bits': others })
  expect(wrong.slice(0, 3)).toEqual([])
  expect(others).toBeGreaterThan(0)
})
