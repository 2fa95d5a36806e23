/** Lists as long as a million numbers: what can be said of them exactly, forward, backward and in time that grows with the length alone. */
import { describe, expect, test } from 'vitest'
import {
  dot,
  grad,
  jvp,
  logSoftmax,
  logSumExp,
  max,
  mean,
  min,
  norm,
  ops,
  prod,
  softmax,
  sum,
  value,
  type Value,
} from 'seegrad'
import { ulps } from '../oracle/compare.js'
import { draws } from '../oracle/draw.js'
import { record } from '../record.js'
import { count, seed } from '../seed.js'

type OfList = (xs: number[]) => number
type Say = readonly number[] | number

const N = count(1_000_000)
const fill = (of: (k: number) => number): number[] => Array.from({ length: N }, (_, k) => of(k))
const same = (x: number): number[] => fill(() => x)
const put = (xs: readonly number[], entries: Readonly<Record<number, number>>): number[] =>
  Object.entries(entries).reduce((so, [k, x]) => so.with(Number(k), x), [...xs])

/** Exact, by whole numbers of any length, of multiples of 2⁻²⁰⁰; rounded once. */
const exactSum = (xs: readonly number[]): number => {
  const total = xs.reduce((so, x) => so + BigInt(x * 2 ** 200), 0n)
  return Number(total) / 2 ** 200
}

/** All slopes: one number if each is the same. */
const slopes = (given: Say): readonly number[] => (typeof given === 'number' ? same(given) : given)

/** Last places that a number and a slope may be away: what is allowed to two numbers. */
const [ALLOWED, SLOPE] = [4, 8]
/** Seconds for a list forward and backward: a busy machine needs a few, n² steps would take an hour. */
const QUICK = 120
/** What adding N terms one by one, from left to right, may cost, of the sum of their sizes. */
const ADDED = N * 2 ** -53

interface Case {
  readonly what: string
  readonly f: OfList
  readonly xs: readonly number[]
  readonly y: number
  readonly slopes: Say
  /** The sum of the sizes of the terms, where as many are added. */
  readonly sizes?: number
}
const draw = draws(seed, 1)
const random = fill(() => draw.sign() * Math.round(draw() * 2 ** 40) * 2 ** -40)
const top = Math.floor(N / 3)
const [first, last] = [2, N - 2]
const cases: readonly Case[] = [
  { what: 'sum of equal numbers', f: sum, xs: same(0.1), y: exactSum(same(0.1)), slopes: 1, sizes: 0.1 * N }, // prettier-ignore
  { what: 'sum of random numbers', f: sum, xs: random, y: exactSum(random), slopes: 1, sizes: exactSum(random.map(Math.abs)) }, // prettier-ignore
  { what: 'mean of equal numbers', f: mean, xs: same(0.1), y: 0.1, slopes: 1 / N, sizes: 0.1 }, // prettier-ignore
  { what: 'mean of ±10³⁰⁸ in turns', f: mean, xs: fill((k) => (k % 2 ? -1e308 : 1e308)), y: 0, slopes: 1 / N },
  { what: 'mean of random numbers', f: mean, xs: random, y: exactSum(random) / N, slopes: 1 / N, sizes: exactSum(random.map(Math.abs)) / N }, // prettier-ignore
  { what: 'norm of equal numbers', f: norm, xs: same(0.1), y: 0.1 * Math.sqrt(N), slopes: 1 / Math.sqrt(N), sizes: 0.1 * Math.sqrt(N) }, // prettier-ignore
  { what: 'norm of numbers whose squares overflow', f: norm, xs: same(-1e200), y: 1e200 * Math.sqrt(N), slopes: -1 / Math.sqrt(N), sizes: 1e200 * Math.sqrt(N) }, // prettier-ignore
  { what: 'norm of numbers whose squares underflow', f: norm, xs: same(1e-200), y: 1e-200 * Math.sqrt(N), slopes: 1 / Math.sqrt(N), sizes: 1e-200 * Math.sqrt(N) }, // prettier-ignore
  { what: 'norm of zeros', f: norm, xs: same(0), y: 0, slopes: 0 },
  { what: 'norm of 3, −4 and zeros', f: norm, xs: put(same(0), { [first]: 3, [last]: -4 }), y: 5, slopes: put(same(0), { [first]: 0.6, [last]: -0.8 }) }, // prettier-ignore
  { what: 'logSumExp of equal numbers', f: logSumExp, xs: same(1000), y: 1000 + Math.log(N), slopes: 1 / N, sizes: 1 }, // prettier-ignore
  { what: 'logSumExp of equal numbers far below 0', f: logSumExp, xs: same(-1000), y: -1000 + Math.log(N), slopes: 1 / N, sizes: 1 }, // prettier-ignore
  { what: 'logSumExp of one number far above all', f: logSumExp, xs: put(same(-800), { [top]: 800 }), y: 800, slopes: put(same(0), { [top]: 1 }) }, // prettier-ignore
  { what: 'logSumExp of 0 and −40s', f: logSumExp, xs: put(same(-40), { [top]: 0 }), y: Math.log1p((N - 1) * Math.exp(-40)), slopes: put(same(Math.exp(-40) / (1 + (N - 1) * Math.exp(-40))), { [top]: 1 / (1 + (N - 1) * Math.exp(-40)) }), sizes: (N - 1) * Math.exp(-40) }, // prettier-ignore
  { what: 'max of equal numbers', f: max, xs: same(3), y: 3, slopes: 1 / N },
  { what: 'min of equal numbers', f: min, xs: same(3), y: 3, slopes: 1 / N },
  { what: 'max of which three hold the record', f: max, xs: put(same(1), { 0: 2, [top]: 2, [last]: 2 }), y: 2, slopes: put(same(0), { 0: 1 / 3, [top]: 1 / 3, [last]: 1 / 3 }) }, // prettier-ignore
  { what: 'min of 0 and −0', f: min, xs: put(same(1), { [first]: 0, [last]: -0 }), y: -0, slopes: put(same(0), { [first]: 0.5, [last]: 0.5 }) }, // prettier-ignore
  { what: 'prod of halves and twos in turns', f: prod, xs: fill((k) => (k % 2 ? 0.5 : 2)), y: 1, slopes: fill((k) => (k % 2 ? 2 : 0.5)) }, // prettier-ignore
  { what: 'prod with one zero', f: prod, xs: put(fill((k) => (k % 2 ? 0.5 : 2)), { [top - (top % 2)]: 0 }), y: 0, slopes: put(same(0), { [top - (top % 2)]: 0.5 }) }, // prettier-ignore
  { what: 'prod with two zeros', f: prod, xs: put(same(1), { [first]: 0, [last]: 0 }), y: 0, slopes: 0 },
]

const seconds = (run: () => void): number => {
  const start = performance.now()
  run()
  return (performance.now() - start) / 1000
}
/** The worst of many in last places, and where it is. */
const worst = (given: readonly number[], wanted: readonly number[]): { off: number; at: number } => {
  const all = { off: given.length === wanted.length ? 0 : Infinity, at: -1 }
  for (const [k, x] of wanted.entries()) {
    // Most are equal: the places of the others are asked for.
    const off = x === given[k] ? 0 : ulps(given[k] as number, x)
    if (off > all.off) Object.assign(all, { off, at: k })
  }
  return all
}

describe(`${N} numbers`, () => {
  for (const { what, f, xs, y, slopes: said, sizes = 0 } of cases)
    test(what, () => {
      const wanted = slopes(said)
      const number = f([...xs])
      const off = Math.abs(number - y) <= ADDED * sizes ? 0 : ulps(number, y)
      expect(off, `${number} instead of ${y}`).toBeLessThanOrEqual(ALLOWED)
      const found = { off: 0, at: -1 }
      const took = seconds(() => {
        const leaves = xs.map((x) => value(x))
        const root = f(leaves) as Value
        expect(root.data).toBe(number)
        root.backward()
        Object.assign(found, worst(leaves.map((leaf) => leaf.grad), wanted)) // prettier-ignore
      })
      // A slope that is made of the sum has its roundings: half a last place each.
      const most = SLOPE + (sizes > 0 ? N / 2 : 0)
      const slopeAt = (k: number): string => `slope ${k}, ${wanted[k]} wanted`
      expect(found.off, `backward, ${slopeAt(found.at)}`).toBeLessThanOrEqual(most)
      const byGrad = worst(grad(f)([...xs]), wanted)
      expect(byGrad.off, `by grad, ${slopeAt(byGrad.at)}`).toBeLessThanOrEqual(most)
      const along = jvp(f, [[...xs]], [put(same(0), { [top]: 1 })])[1]
      expect(ulps(along, wanted[top] as number), `forward, ${slopeAt(top)}: ${along}`).toBeLessThanOrEqual(most)
      const signs = fill((k) => (k % 3 === 0 ? -1 : 1))
      const exact = exactSum(wanted.map((slope, k) => slope * (signs[k] as number)))
      const size = wanted.reduce((so, slope) => so + Math.abs(slope), 0)
      expect(Math.abs(jvp(f, [[...xs]], [signs])[1] - exact)).toBeLessThanOrEqual(ADDED * size)
      record('Long lists', {
        what,
        numbers: N,
        'ulp, value': ulps(number, y),
        'ulp, slope': Math.max(found.off, byGrad.off),
        'seconds, forward and backward': took,
      })
      expect(took).toBeLessThan(QUICK)
    })

  test('dot of equal numbers', () => {
    const [a, b] = [same(0.1).map((x) => value(x)), same(0.3).map((x) => value(x))]
    const root = dot(a, b) as Value
    root.backward()
    const exact = exactSum(same(0.1 * 0.3))
    expect(Math.abs(root.data - exact)).toBeLessThanOrEqual(ADDED * exact)
    expect(worst(a.map(({ grad }) => grad), same(0.3)).off).toBe(0) // prettier-ignore
    expect(worst(b.map(({ grad }) => grad), same(0.1)).off).toBe(0) // prettier-ignore
  })

  const p = 1 / N
  const others = (own: number, other: number): number[] => put(same(other), { [top]: own })
  test.each([
    ['softmax of equal numbers is 1/n each', softmax, same(1000), same(p), others(p * (1 - p), -p * p)],
    ['logSoftmax of equal numbers is −ln n each', logSoftmax, same(1000), same(-Math.log(N)), others(1 - p, -p)],
    [
      'softmax of one far above the others is 1 and 0',
      softmax,
      put(same(-800), { [top]: 800 }),
      put(same(0), { [top]: 1 }),
      same(0),
    ],
    [
      'logSoftmax of one far above the others is 0 and the distance',
      logSoftmax,
      put(same(-800), { [top]: 800 }),
      put(same(-1600), { [top]: 0 }),
      same(0),
    ],
  ] as const)('%s, and so are its slopes', (what, f, xs, ys, wanted) => {
    // prettier-ignore
    const leaves = xs.map((x) => value(x))
    let [y, slope] = [
      { off: 0, at: -1 },
      { off: 0, at: -1 },
    ]
    const took = seconds(() => {
      const shares = f(leaves)
      y = worst(shares.map(({ data }) => data), ys) // prettier-ignore
      shares[top]!.backward()
      slope = worst(leaves.map((leaf) => leaf.grad), wanted) // prettier-ignore
    })
    expect(y.off, `share ${y.at}`).toBeLessThanOrEqual(ALLOWED)
    // As many adjoints of the largest are added one by one as there are numbers.
    expect(slope.off, `slope ${slope.at}: ${leaves[slope.at]?.grad}`).toBeLessThanOrEqual(N / 2)
    record('Long lists', {
      what,
      numbers: N,
      'ulp, value': y.off,
      'ulp, slope': slope.off,
      'seconds, forward and backward': took,
    })
    expect(took).toBeLessThan(QUICK)
  })

  test('slopes of a share of random numbers are −sⱼ·sₖ; that by the largest is what 1 leaves of the others', () => {
    const xs = random.map((x) => value(x))
    const largest = random.indexOf(random.reduce((so, x) => Math.max(so, x)))
    const s = softmax(random)
    const j = largest === 7 ? 8 : 7
    softmax(xs)[j]!.backward()
    const own = s[j]!
    const wanted = s.map((share, k) => (k === j ? own * (1 - own) : -own * share))
    const byOthers = xs.map(({ grad }, k) => (k === largest ? (wanted[k] as number) : grad))
    expect(worst(byOthers, wanted).off).toBeLessThanOrEqual(SLOPE)
    expect(Math.abs(xs[largest]!.grad - wanted[largest]!)).toBeLessThanOrEqual(ADDED * own)
  })

  test('shares of random numbers add up to 1, and so do the slopes of logSumExp', () => {
    const xs = random.map((x) => 20 * x)
    expect(Math.abs(exactSum(softmax(xs)) - 1)).toBeLessThanOrEqual(ADDED)
    expect(Math.abs(exactSum(grad(logSumExp)(xs) as number[]) - 1)).toBeLessThanOrEqual(ADDED)
  })
})

test('a million numbers go in at once, by grad and by jvp', () => {
  const xs = Array.from({ length: 1_000_000 }, (_, k) => k % 7)
  const slopes = grad(sum)(xs) as number[]
  expect(slopes.length).toBe(xs.length)
  expect(slopes.every((slope) => slope === 1)).toBe(true)
  expect(jvp(sum, [xs], [xs])[1]).toBe(sum(xs))
})

describe('no list is looked through again for each of its numbers', () => {
  const n = 1000
  for (const op of [...ops.values()].filter(({ arity }) => arity === 'list'))
    test(`${op.name} looks at each number at most 20 times, forward and backward`, () => {
      let looks = 0
      const xs = Array.from({ length: n }, (_, k) => 1 + (k % 5) / 8)
      const counted = new Proxy(xs, {
        get(list, key) {
          if (typeof key === 'string' && /^\d/.test(key)) looks++
          return Reflect.get(list, key) as unknown
        },
      })
      const forward = op.forward as unknown as (inputs: readonly number[]) => number
      const y = forward(counted)
      expect(op.listPartials!(y, counted)).toHaveLength(n)
      expect(looks).toBeGreaterThanOrEqual(n)
      expect(looks).toBeLessThanOrEqual(20 * n)
    })
})
