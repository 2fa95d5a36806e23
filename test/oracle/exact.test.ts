/**
 * The exact oracle itself: its values against mpmath's (fixtures/kernels.json), those of the gamma functions with their
 * derivatives (fixtures/ops), all derivatives against differences of its values.
 */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { record } from '../record.js'
import { seed } from '../seed.js'
import { draws } from './draw.js'
import { offBy, scale, sub, value, type Wide } from './double-double.js'
import { exactNames, exactOf, type Exact } from './exact.js'
import { words } from './weigh.js'

type Said = number | string
interface Fixture {
  readonly x: readonly Said[]
  readonly y?: readonly Said[]
  readonly value: readonly Said[]
  /** Thousandths of a last place beyond the value. */
  readonly rest: readonly number[]
}
const fixtures = JSON.parse(readFileSync('fixtures/kernels.json', 'utf8')) as Readonly<Record<string, Fixture>>
const common = exactNames.filter((name) => name in fixtures)

/** By how many last places the oracle is away from a double and what lies beyond it. */
function disagreement(found: Wide, nearest: number, rest: number): number {
  // What lies in the middle of two doubles may be said from either.
  return Math.abs(value(found) === nearest ? offBy(nearest, found) - rest : rest - 0.5)
}

/** Near a zero that is no double, where the gamma functions have an absolute allowance, so has the oracle: a far smaller one. */
const isNoise = (exact: Exact, k: number, x: number, found: Wide, nearest: number): boolean =>
  offBy(nearest, found) * Math.abs(nearest) * 2 ** -53 < 1e-25 && exact.nearZero?.(x)[k] === true

describe('values', () => {
  test.each(common)('%s is that of mpmath to a thousandth of a last place', (name) => {
    const { x, y, value: values, rest } = fixtures[name] as Fixture
    const exact = exactOf(name)
    let [worst, judged] = [0, 0]
    for (const [k, said] of values.entries()) {
      const [a, b, nearest] = [Number(x[k]), Number(y?.[k] ?? 0), Number(said)]
      if (![a, b, nearest].every(Number.isFinite) || Math.abs(nearest) < 2 ** -1022) continue
      // Of pairs with a zero the fixture says the double alone.
      if (y && (a === 0 || b === 0)) continue
      const [found] = exact.numbers(a, b)
      if (!found) continue
      judged++
      const theirs = Math.abs(rest[k] as number) / 1000
      if (isNoise(exact, 0, a, found, nearest)) continue
      worst = Math.max(worst, disagreement(found, nearest, theirs))
    }
    record('The exact oracle against mpmath', { function: name, inputs: judged, 'worst, last places': worst })
    expect(judged).toBeGreaterThan(200)
    expect(worst).toBeLessThanOrEqual(0.001)
  })
  test('most functions have a fixture', () => {
    expect(common.length).toBeGreaterThan(25)
  })
})

interface Group {
  readonly setting: { readonly n?: number }
  readonly inputs: readonly (readonly Said[])[]
  readonly numbers: Readonly<Record<string, Columns>>
}
interface Columns {
  readonly exact: readonly (Said | null)[]
  readonly rest: readonly number[]
  readonly near: string
}
const gammas = ['lgamma', 'digamma', 'polygamma'].flatMap((op) => {
  const { groups } = JSON.parse(readFileSync(`fixtures/ops/${op}.json`, 'utf8')) as {
    readonly groups: readonly Group[]
  }
  // ψ⁽⁰⁾ has the oracle of ψ.
  return groups.map((group) => [group.setting.n ? `${op} ${group.setting.n}` : op === 'lgamma' ? op : 'digamma', group] as const) // prettier-ignore
})

describe('values and derivatives of the gamma functions', () => {
  test.each(gammas)('%s has those of mpmath to a thousandth of a last place', (name, { inputs, numbers }) => {
    const exact = exactOf(name)
    let [worst, judged] = [0, 0]
    for (const [word, columns] of Object.entries(numbers))
      for (const [i, said] of (inputs[0] as readonly Said[]).entries()) {
        const [x, nearest] = [Number(said), Number(columns.exact[i] ?? NaN)]
        if (!Number.isFinite(x) || !Number.isFinite(nearest) || Math.abs(nearest) < 2 ** -1022) continue
        const k = words[1].indexOf(word as '')
        const found = exact.numbers(x, 0)[k]
        expect(found, `${word || 'value'} at ${x}`).toBeDefined()
        judged++
        expect(exact.nearZero!(x)[k], `whether ${word || 'value'} at ${x} is near a zero`).toBe(columns.near[i] === '1')
        if (isNoise(exact, k, x, found!, nearest)) continue
        worst = Math.max(worst, disagreement(found!, nearest, Math.abs(columns.rest[i] as number) / 1000))
      }
    record('The exact oracle against mpmath', { function: `${name} with derivatives`, inputs: judged, 'worst, last places': worst }) // prettier-ignore
    expect(judged).toBeGreaterThan(200)
    expect(worst).toBeLessThanOrEqual(0.001)
  })
})

/** How a derivative is made from a number before it: from which, and by which input. */
const steps = {
  1: [[0, 0], [1, 0]],
  2: [[0, 0], [0, 1], [1, 0], [1, 1], [2, 1]],
} as const // prettier-ignore
const h = 2 ** -26

describe('derivatives', () => {
  test.each(exactNames)(`%s has the slopes of its own values (seed ${seed})`, (name) => {
    const exact = exactOf(name)
    const arity = exact.numbers(0.75, 0.5).length === 6 ? 2 : 1
    const draw = draws(seed, name.length)
    let judged = 0
    for (let i = 0; i < 200; i++) {
      const inputs = [draw.sign() * draw.between(0.05, 3), draw.sign() * draw.between(0.05, 3)].slice(0, arity)
      const numbersAt = (k: number, shift: number): readonly Wide[] => {
        const [a, b] = inputs.with(k, (inputs[k] as number) + shift)
        return exact.numbers(a as number, b as number)
      }
      const here = numbersAt(0, 0)
      for (const [at, [from, by]] of steps[arity].entries()) {
        const [left, right] = [numbersAt(by, -h)[from], numbersAt(by, h)[from]]
        if (!left || !right || here.length === 0) continue
        const slope = value(scale(sub(right, left), 1 / (2 * h)))
        const number = value(here[at + 1] as Wide)
        if (Number.isNaN(slope) && Number.isNaN(number)) continue
        judged++
        const size = Math.max(1, Math.abs(number))
        const off = Math.abs(slope - number)
        expect(
          off,
          `∂${words[arity][at + 1]} at ${inputs.join(', ')}: ${number}, by a difference ${slope}`,
        ).toBeLessThanOrEqual(1e-9 * size ** 3)
      }
    }
    expect(judged).toBeGreaterThan(50)
  })
})
