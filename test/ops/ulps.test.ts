/** Ops of one and two numbers at a million random inputs: worst last places of the value and of the first and second derivatives. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { gradients, ops, value, type Op, type Value } from 'seegrad'
import { call } from '../oracle/program.js'
import { exactNamesOf, parametersOf } from '../oracle/exact.js'
import { secondDerivatives } from '../oracle/quick-tape.js'
import { said, weigh, type Evaluate } from '../oracle/weigh.js'
import { isAgain, record } from '../record.js'
import { count, seed } from '../seed.js'

type Rule = (y: number, ...inputs: number[]) => number
interface Families {
  readonly families: readonly {
    readonly ulp: readonly number[]
    readonly near?: number
    readonly ops: readonly string[]
  }[]
}
const { families } = JSON.parse(readFileSync('fixtures/allowances.json', 'utf8')) as Families
/** What PyTorch's numbers are away at worst; scripts/fixtures/ulps.ts measured it. */
const torch = JSON.parse(readFileSync('fixtures/ulps-torch.json', 'utf8')) as {
  readonly inputs: number
  readonly ops: Readonly<Record<string, readonly (number | null)[]>>
}

/** Ops that others are made of, and whose allowance is theirs. */
const kin: Readonly<Record<string, string>> = {
  oneMinusSquare: 'asin',
  sech: 'tanh',
  direction: 'hypot',
  expGap: 'exp',
  softShare: 'logAddExp',
  geluGate: 'geluTanh',
  geluSech: 'geluTanh',
  normalCdf: 'gelu',
  gaussian: 'erf',
}
function allowance(name: string): Families['families'][number] {
  const family = families.find(({ ops }) => ops.includes(kin[name] ?? name))
  if (!family) throw new Error(`${name} has no allowance`)
  return family
}

/** Ops that are not measured here, and why. */
const absent: readonly (readonly [why: string, names: string])[] = [
  ['exact: straight pieces, choices and whole numbers', 'neg abs sign step relu leakyRelu clamp minimum maximum share floor ceil trunc round roundHalfUp fmod remainder less lessEqual greater greaterEqual equal where alias stopGradient gather'], // prettier-ignore
  ['the slopes of pow and atan2, which are measured as such', 'powTerm inversion'],
] // prettier-ignore

const scalar = [...ops.values()].filter(({ arity }) => arity !== 'list')
/** By the name that the oracle has for it. */
const measured = scalar.flatMap((op) =>
  exactNamesOf(op.name).map((name) => [name, op as Op & { readonly arity: 1 | 2 }] as const),
)

/** Of how many inputs one is put through the public API as well. */
const SAMPLE = 500

/** What seegrad gives; every so often the engine's own bits are compared. */
function evaluatorOf(op: Op, constants: readonly number[], different: string[]): Evaluate {
  const forward = op.forward as (...inputs: number[]) => number
  const [byA, byB] = op.partials as readonly Rule[]
  const { math: twin } = ops.get(op.name)!
  const math = twin && (Math as unknown as Record<string, (...inputs: number[]) => number>)[twin]
  return (inputs, results, i) => {
    const all = constants.length > 0 ? [...inputs, ...constants] : inputs
    const y = forward(...all)
    results[0] = y
    results[1] = byA!(y, ...all)
    if (inputs.length === 1) results[2] = secondDerivatives(op, all, 0, 1)[0] as number
    else {
      results[2] = byB!(y, ...all)
      const [aa, ab] = secondDerivatives(op, all, 0, 2)
      results[3] = aa as number
      results[4] = ab as number
      results[5] = secondDerivatives(op, all, 1, 2)[1] as number
    }
    if (math) results[inputs.length === 1 ? 3 : 6] = math(...inputs)
    if (i % SAMPLE === 0 && !same(results, engine(op, inputs, constants)))
      different.push(`${inputs.join(', ')}: ${results.join(', ')} and ${engine(op, inputs, constants).join(', ')}`)
  }
}

/** The same numbers by the public API. */
function engine(op: Op, inputs: readonly number[], constants: readonly number[]): number[] {
  const leaves = inputs.map((x) => value(x))
  const y = call(op, [...leaves, ...constants]) as Value
  const slopes = gradients(y, leaves, { createGraph: true })
  const bends = slopes.flatMap((slope, k) => gradients(slope, leaves).slice(k))
  return [y, ...slopes, ...bends].map(({ data }) => data)
}
const same = (a: readonly (number | undefined)[], b: readonly number[]): boolean =>
  b.every((x, k) => Object.is(x, a[k]) || x === a[k])

const figure = (ulp: number | null | undefined): number | string =>
  ulp === undefined ? '' : ulp === null || ulp === Infinity ? '∞' : ulp

describe.each(measured)('%s', (name, op) => {
  const n = count(1_000_000)
  test(`${name} and its derivatives are within their allowance at ${n} inputs of seed ${seed}`, () => {
    const different: string[] = []
    const constants = parametersOf(name, op.parameters.map((parameter) => parameter.default)) // prettier-ignore
    const { judged, farthest, beyond, beyondInAll } = weigh(
      { name, arity: op.arity },
      // Compiled are the engine's numbers; those of the rules were weighed the first time.
      { count: n, seed, every: isAgain() ? SAMPLE : 1 },
      evaluatorOf(op, constants, different),
      allowance(op.name),
    )
    const [value, first, second] = torch.ops[name] ?? []
    record('Worst last places at random inputs', {
      op: name,
      inputs: n,
      judged: judged.reduce((sum, k) => sum + k, 0),
      value: figure(farthest[0]?.ulp),
      Math: figure(farthest[3]?.ulp),
      PyTorch: figure(value),
      'first derivative': figure(farthest[1]?.ulp),
      'PyTorch, first': figure(first),
      'second derivative': figure(farthest[2]?.ulp),
      'PyTorch, second': figure(second),
      'PyTorch’s inputs': name in torch.ops ? torch.inputs : '',
    })
    if (!isAgain()) expect(judged[0]).toBeGreaterThan(n / 5)
    expect(different, 'bits that the engine has and the rules alone have not').toEqual([])
    expect(beyond.map(said), `${beyondInAll} numbers beyond the allowance`).toEqual([])
  })
})

test('an op is either measured or said to be absent', () => {
  const said = absent.flatMap(([, names]) => names.split(' '))
  expect(
    scalar.map(({ name }) => name).filter((name) => exactNamesOf(name).length === 0 && !said.includes(name)),
  ).toEqual([])
  for (const [why, names] of absent) record('Ops without worst last places', { ops: names.replaceAll(' ', ', '), why })
})
