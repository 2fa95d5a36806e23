/** Kernels: against exact values (fixtures/kernels.json, from mpmath), and the printed functions against the steps, bit for bit. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { findKernels, printAll } from '../../scripts/print-kernels.js'
import { kernels } from '../../src/numeric/kernels/index.js'
import { faults, interpret } from '../../src/numeric/kernels/interpret.js'
import type { Kernel } from '../../src/numeric/kernels/kernel.js'
import * as printed from '../../src/numeric/kernels/printed.js'
import { record } from '../record.js'
import { count, seed } from '../seed.js'
import { randomDoubles } from './random-doubles.js'

/** A number as JSON says it: some are strings. */
type Said = number | string

/** Inputs and exact values: `value` is the nearest double, `rest` what is beyond it, in thousandths of its last place. */
interface Fixture {
  readonly x: readonly Said[]
  readonly y?: readonly Said[]
  readonly value: readonly Said[]
  readonly rest: readonly number[]
}

type Printed = (...args: readonly number[]) => number

const fixtures = JSON.parse(readFileSync('fixtures/kernels.json', 'utf8')) as Readonly<Record<string, Fixture>>
const functions = printed as unknown as Readonly<Record<string, Printed>>
const open = [...kernels.values()].filter((kernel) => !kernel.inner)

/** Last places that a value may be away from the exact one; below `near`, that far. */
interface Allowance {
  readonly ulp: number
  readonly near: number
}

const allow = (names: string, ulp: number, near = 0): readonly (readonly [string, Allowance])[] =>
  names.split(' ').map((name) => [name, { ulp, near }])

/** 1 ulp but for functions that round again at their end, and for those that lose digits near the zeros left of 0. */
const allowances: ReadonlyMap<string, Allowance> = new Map([
  ...allow('acosh asinh atan2 atanh cosh gaussian logSigmoid sigmoid sinh softplus tan tanh', 2),
  ...allow('erfc geluRoot normalCdf', 3),
  ...allow('geluGate polygamma trigamma', 5),
  ...allow('digamma lgamma', 4, 1e-15),
])

let compared = 0
describe.each(open.map((kernel) => [kernel.name, kernel] as const))('%s', (name, kernel) => {
  const run = functions[name]!
  const { ulp, near } = allowances.get(name) ?? { ulp: 1, near: 0 }

  test(`${name} is within ${ulp} ulp of the exact value at every input of its fixture`, () => {
    const { x, y, value, rest } = fixtures[name]!
    expect(x.length).toBeGreaterThanOrEqual(300)
    const far = x.flatMap((_, i) => {
      const args = [x, y].flatMap((column) => (column ? [Number(column[i])] : []))
      const [result, exact] = [run(...args), Number(value[i])]
      const off = distance(result, exact, rest[i]!)
      if (off <= ulp || Math.abs(result - exact) <= near) return []
      return [`${name}(${args.join(', ')}) is ${result}, ${off} ulp from ${exact}`]
    })
    expect(far).toEqual([])
  })

  test(`${name} as printed gives the bits of its steps, seed ${seed}`, () => {
    const draw = randomDoubles(seed)
    const different: string[] = []
    for (let i = count(1_000_000); i > 0 && different.length < 10; i--) {
      const args = kernel.parameters.map(draw)
      if (!Object.is(run(...args), interpret(kernel, ...args)))
        different.push(
          `${name}(${args.join(', ')}): ${run(...args)} printed, ${interpret(kernel, ...args)} by its steps`,
        )
    }
    expect(different).toEqual([])
    compared += count(1_000_000)
  })

  test(`${name} gives NaN for NaN`, () => {
    const other = kernel.parameters.slice(1).map(() => 1)
    expect(run(NaN, ...other)).toBeNaN()
    expect(run(...other, NaN)).toBeNaN()
  })
})

test('how much was compared is written down', () => {
  record('Random cases', { of: `${open.length} kernels: the bits of their steps`, cases: compared })
  expect(compared).toBe(open.length * count(1_000_000))
})

describe('steps', () => {
  test.each([...kernels.values()].map((kernel) => [kernel.name, kernel] as const))(
    '%s is a list in which every step uses earlier ones of the right kind',
    (_, kernel) => {
      expect(faults(kernel)).toEqual([])
    },
  )
  test('a list that uses a later step, or an integer as a double, is a fault', () => {
    const faulty = (args: readonly [number, number]): Kernel => ({
      name: 'faulty',
      doc: '',
      parameters: ['x'],
      inner: false,
      steps: [
        { op: 'parameter', args: [], value: 0 },
        { op: 'integer', args: [], value: 1 },
        { op: 'add', args },
      ],
    })
    expect(faults(faulty([0, 0]))).toEqual([])
    expect(faults(faulty([0, 2]))).toHaveLength(1)
    expect(faults(faulty([0, 1]))).toHaveLength(1)
  })
})

test.each([...(await printAll(await findKernels()))])('%s is what the kernels print today', (path, text) => {
  expect(readFileSync(path, 'utf8')).toBe(text)
})

describe('the gamma functions', () => {
  test('have poles at all whole numbers below 0, also where ½ cannot be added', () => {
    for (const x of [-3, -(2 ** 51) - 1, -(2 ** 52) + 1, -(2 ** 52) - 1, -(2 ** 52) - 3, -(2 ** 53), -1e300]) {
      expect(printed.lgamma(x)).toBe(Infinity)
      expect(printed.digamma(x)).toBeNaN()
      expect(printed.trigamma(x)).toBe(Infinity)
      expect([1, 2, 3, 4].map((n) => printed.polygamma(n, x))).toEqual([Infinity, NaN, Infinity, NaN])
    }
  })
})

describe('pow', () => {
  test('1 and −1 to an infinite power are NaN, any number to the power 0 is 1, as in JavaScript', () => {
    for (const x of [1, -1]) for (const y of [Infinity, -Infinity]) expect(printed.pow(x, y)).toBeNaN()
    for (const x of [NaN, 0, -0, Infinity, -2]) expect(printed.pow(x, 0)).toBe(1)
  })
  const draw = randomDoubles(seed)
  const inputs = Array.from({ length: 1000 }, draw)
  test.each([
    ['x·x', 2, (x: number) => x * x],
    ['x', 1, (x: number) => x],
    ['1/x', -1, (x: number) => 1 / x],
    ['1', 0, () => 1],
    ['√x', 0.5, (x: number) => (x > 0 ? Math.sqrt(x) : printed.pow(x, 0.5))],
  ] as const)('%s is the power %s, bit for bit', (_, y, exact) => {
    for (const x of inputs) expect(printed.pow(x, y)).toBe(exact(x))
  })
})

/** How far a result is from the exact value, in last places of the nearest double; ∞ where a sign, ∞ or NaN is wrong. */
function distance(result: number, value: number, rest: number): number {
  if (Object.is(result, value) && (value === 0 || !Number.isFinite(value))) return 0
  if (!Number.isFinite(result) || !Number.isFinite(value) || Object.is(value, 0) !== Object.is(result, 0)) {
    // Below the smallest double, that double and 0 are neighbours.
    return value === 0 && Math.abs(result) === Number.MIN_VALUE && Math.sign(1 / value) === Math.sign(result)
      ? 1
      : Infinity
  }
  return Math.abs((result - value) / lastPlace(value) - rest / 1000)
}

/** The distance of a double to the next larger one of its power of two. */
function lastPlace(x: number): number {
  const words = new DataView(new ArrayBuffer(8))
  words.setFloat64(0, x)
  const exponent = (words.getUint32(0) >>> 20) & 0x7ff
  return exponent <= 1 ? Number.MIN_VALUE : 2 ** (exponent - 1023 - 52)
}
