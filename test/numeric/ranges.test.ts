/** arange, linspace and logspace against what NumPy gave. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { arange, linspace, logspace } from 'seegrad/numeric'

interface Case {
  readonly args: readonly number[]
  readonly length: number
  readonly first: readonly number[]
  readonly last: readonly number[]
  readonly sha256: string
}
interface Powers {
  readonly args: readonly [number, number, number?]
  readonly base: number
  readonly numbers: readonly number[]
}
interface Fixture {
  readonly arange: readonly Case[]
  readonly linspace: readonly Case[]
  readonly linspaceWithoutEndpoint: readonly Case[]
  readonly logspace: readonly Powers[]
}
const fixture: Fixture = JSON.parse(readFileSync(new URL('../../fixtures/ranges.json', import.meta.url), 'utf8'))
const named = (cases: readonly Case[]) => cases.map((wanted) => [wanted.args.join(', '), wanted] as const)

function expectBits(numbers: readonly number[], wanted: Case): void {
  expect(numbers).toHaveLength(wanted.length)
  expect(numbers.slice(0, 6)).toEqual(wanted.first)
  expect(numbers.slice(-2)).toEqual(wanted.last)
  const bytes = new Uint8Array(Float64Array.from(numbers).buffer)
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(wanted.sha256)
}

describe("arange has NumPy's length and bits", () => {
  it.each(named(fixture.arange))('arange(%s)', (_, wanted) => {
    const [first, second, step] = wanted.args as [number, number?, number?]
    expectBits(second === undefined ? arange(first) : arange(first, second, step), wanted)
  })
})

describe("linspace has NumPy's bits", () => {
  it.each(named(fixture.linspace))('linspace(%s)', (_, wanted) => {
    expectBits(linspace(...(wanted.args as [number, number, number?])), wanted)
  })
  it.each(named(fixture.linspaceWithoutEndpoint))('linspace(%s) without its endpoint', (_, wanted) => {
    const [start, stop, num] = wanted.args as [number, number, number?]
    expectBits(linspace(start, stop, num, { endpoint: false }), wanted)
  })
})

describe("logspace has NumPy's numbers within 2 ulp, and 10 to a whole power exactly", () => {
  it.each(fixture.logspace.map((wanted) => [wanted.args.join(', '), wanted.base, wanted] as const))(
    'logspace(%s), base %d',
    (_, base, { args: [start, stop, num], numbers }) => {
      const got = logspace(start, stop, num, { base })
      expect(got).toHaveLength(numbers.length)
      const spacing = (x: number): number => 2 ** Math.max(-1074, Math.floor(Math.log2(x)) - 52)
      const powers = linspace(start, stop, num)
      // An exact power of ten is the decimal literal; NumPy's own may be an ulp beside it.
      const wrong = got.flatMap((x, i) => {
        const power = powers[i]!
        const exact = base !== 10 || !Number.isInteger(power) || x === Number(`1e${power}`)
        return exact && Math.abs(x - numbers[i]!) <= 2 * spacing(numbers[i]!) ? [] : [{ power, x, wanted: numbers[i] }]
      })
      expect(wrong).toEqual([])
    },
  )
})

describe('the ranges refuse', () => {
  const wrong = (x: unknown): never => x as never
  it.each<[string, () => unknown, string]>([
    ['a step of 0', () => arange(0, 1, 0), 'arange: step is 0; any other number is allowed'],
    [
      'no argument',
      () => arange(wrong(undefined)),
      'arange: stop is undefined; a finite number is allowed. Write arange(stop)',
    ],
    ['a NaN start', () => arange(NaN, 1), 'arange: start is NaN'],
    ['an endless range', () => arange(0, Infinity), 'arange: stop is Infinity'],
    ['a string', () => arange(wrong('5')), 'arange: stop is the string "5"'],
    ['more numbers than fit', () => arange(0, 1e300, 1e-300), 'at most 4294967295 are allowed. Take a larger step.'],
    ['a NaN step', () => arange(0, 1, NaN), 'arange: step is NaN'],
    ['a negative num', () => linspace(0, 1, -1), 'linspace: num is -1; a whole number from 0 up is allowed'],
    ['a num with a fraction', () => linspace(0, 1, 2.5), 'linspace: num is 2.5'],
    ['an end that is no number', () => linspace(0, wrong(null)), 'linspace: stop is null'],
    ['an infinite end', () => linspace(-Infinity, 0), 'linspace: start is -Infinity'],
    ['ends too far apart', () => linspace(-1e308, 1e308), 'linspace: stop − start is Infinity'],
    ['a base of 0', () => logspace(0, 1, 2, { base: 0 }), 'logspace: base is 0; a positive number is allowed'],
    ['a NaN base', () => logspace(0, 1, 2, { base: NaN }), 'logspace: base is NaN'],
  ])('%s', (_, run, message) => {
    expect(run).toThrow(message)
  })
})
