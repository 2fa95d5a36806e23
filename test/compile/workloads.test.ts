/** The workloads of `seegrad bench`, both ways: every number of every step is the same to the bit, by the executor that was meant for it. */
import { describe, expect, test } from 'vitest'
import { workloads } from '../../src/cli/bench/workloads.js'
import { long } from '../seed.js'

const executors: Readonly<Record<keyof typeof workloads, readonly string[]>> = {
  moons: ['nests'],
  names: ['nests'],
  fit: ['nests'],
  rosenbrock: ['js', 'line'],
  'mnist-shaped': ['nests'],
  west: ['nests', 'table', 'line'],
}
/** Bytes of their modules: sums of a thousand terms, or a hundred examples, are loops. */
const bytes: Readonly<Partial<Record<keyof typeof workloads, number>>> = { moons: 12_000, fit: 8_000 }
/** All that the long run takes; every day the first of them. */
const STEPS = long ? 100 : 25

describe.each(Object.entries(workloads))('%s', (name, { start: whole, reduced: start = whole, text }) => {
  test(`gives the bits of the eager run in losses, gradients and parameters over ${STEPS} steps`, () => {
    const [eager, compiled] = [start('eager'), start('compiled')]
    const wrong: string[] = []
    let last: readonly number[] = []
    for (let step = 0; step < STEPS && wrong.length === 0; step++) {
      const own = [...eager.step(), ...eager.numbers()]
      const its = [...compiled.step(), ...compiled.numbers()]
      expect(its).toHaveLength(own.length)
      own.forEach((x, k) => Object.is(x, its[k]) || wrong.push(`step ${step}, number ${k}: ${its[k]} compiled, ${x} eager`)) // prettier-ignore
      expect(own, 'nothing moves').not.toEqual(last)
      last = own
    }
    expect(wrong.slice(0, 5)).toEqual([])
    const { executor, checks, failures, programs, bytes: size } = compiled.stats!()
    expect(size).toBeLessThan(bytes[name as keyof typeof workloads] ?? Infinity)
    expect(executors[name as keyof typeof workloads]).toContain(executor)
    expect({ checks, failures, programs }).toEqual({ checks: 1, failures: 0, programs: 1 })
  })
  test('is written out for programs in other languages as finite numbers', () => {
    const numbers = text().split('\n').filter((line) => line !== '') // prettier-ignore
    expect(numbers.every((line) => Number.isFinite(Number(line)))).toBe(true)
  })
})
