/** NumpyRandom against what NumPy's RandomState drew. */
import { describe, expect, expectTypeOf, it } from 'vitest'
import { NumpyRandom, PythonRandom } from 'seegrad/random'
import { record } from '../record.js'
import { fixture, expectNear, expectStream, sha256, worstUlp } from './oracle.js'

const named = fixture.numpy.map((wanted) => {
  const seed = JSON.stringify(wanted.seed)
  return [seed.length > 30 ? `${seed.slice(0, 30)}…` : seed, wanted] as const
})
const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i)

describe.each(named)('NumpyRandom(%s) draws what RandomState draws', (_, wanted) => {
  const fresh = (): NumpyRandom => new NumpyRandom(wanted.seed)

  it('random() and rand() agree bit for bit over 1,000 draws', () => {
    const [one, two] = [fresh(), fresh()]
    expectStream(() => one.random(), wanted.random)
    expectStream(() => two.rand(), wanted.random)
    expect(fresh().rand(2, 3, 4)).toEqual(wanted.rand234)
    expect(fresh().random([2, 3, 4])).toEqual(wanted.rand234)
  })
  it('uniform(-3, 7.5) agrees bit for bit over 1,000 draws', () => {
    const random = fresh()
    expectStream(() => random.uniform(-3, 7.5), wanted.uniform)
    expect(fresh().uniform(-3, 7.5, 5)).toEqual(wanted.uniform.first)
  })
  it('randn() and normal() agree within 4 ulp', () => {
    const random = fresh()
    expectNear(
      wanted.randn.map(() => random.randn()),
      wanted.randn,
    )
    expectNear(fresh().randn(5, 3).flat(), wanted.randn53.flat())
    expect(
      fresh()
        .randn(5, 3)
        .map((row) => row.length),
    ).toEqual([3, 3, 3, 3, 3])
    expectNear(fresh().normal(-3, 0.25, 61), wanted.normal)
  })
  it('mixed kinds of draws stay in step, the kept second normal included', () => {
    const random = fresh()
    const round = (): number[] => [
      random.random(),
      random.normal(1, 2),
      random.randint(-3, 4),
      random.uniform(-1, 1),
      random.randn(),
    ]
    expectNear(Array.from({ length: 30 }, round).flat(), wanted.mixed)
  })
  it('shuffle() and permutation() leave the same order', () => {
    for (const [n, order] of Object.entries(wanted.shuffle)) {
      const list = upTo(Number(n))
      fresh().shuffle(list)
      expect(list).toEqual(order)
    }
    const long = Float64Array.from(upTo(1000))
    fresh().shuffle(long)
    expect(sha256(long)).toBe(wanted.shuffle1000)
    expect(fresh().permutation(40)).toEqual(wanted.permutation)
    const list = [2.5, 3.5, 5.5, 7.5, 11.5]
    expect(fresh().permutation(list)).toEqual(wanted.permutationList)
    expect(list).toEqual([2.5, 3.5, 5.5, 7.5, 11.5])
    expect(
      fresh().permutation([
        [1, 2],
        [3, 4],
        [5, 6],
        [7, 8],
      ]),
    ).toEqual(wanted.permutationRows)
  })
  it('randint() agrees up to ranges of 2⁵³ numbers', () => {
    for (const [ends, stream] of Object.entries(wanted.randint)) {
      const [low, high] = ends.split(',').map(Number) as [number, number]
      const random = fresh()
      expectStream(() => random.randint(low, high), stream)
    }
  })
  it('each kind of draw uses up as much of the stream', () => {
    const r = fresh()
    const draws = [
      () => r.shuffle(upTo(33)),
      () => r.permutation(16),
      () => r.permutation([3, 4, 5]),
      () => r.randint(3, 4),
      () => r.randint(0, 8),
      () => r.randn(2),
      () => r.normal(0, 1),
      () => r.uniform(2, 2),
      () => r.rand(2, 2),
      () => r.shuffle([1]),
    ]
    expect(draws.map((draw) => [draw(), r.random()][1])).toEqual(wanted.inStep)
  })
  it('getState() holds the words, the place and the kept normal that NumPy holds', () => {
    const random = fresh()
    for (let i = 0; i < 7; i++) {
      random.rand()
      random.randn()
    }
    const state = random.getState()
    expect(sha256(Uint32Array.from(state.key))).toBe(wanted.state.words)
    expect(state.position).toBe(wanted.state.position)
    expectNear([state.gauss!], [wanted.state.gauss!])
    const resumed = new NumpyRandom(0)
    resumed.setState(JSON.parse(JSON.stringify(state)))
    const draws = (random: NumpyRandom): number[] => [random.randn(), random.rand(), random.randn(), random.randn()]
    const after = draws(resumed)
    expectNear(after, wanted.state.after)
    expect(draws(random)).toEqual(after)
  })
})

describe('NumpyRandom', () => {
  it('is within 4 ulp in every normal of every seed', () => {
    const [drawn, wanted] = fixture.numpy
      .map((of) => [new NumpyRandom(of.seed).randn(of.randn.length), of.randn] as const)
      .reduce(([a, b], [c, d]) => [
        [...a, ...c],
        [...b, ...d],
      ])
    const worst = worstUlp(drawn, wanted)
    record('random draws', {
      of: 'RandomState.randn (NumPy)',
      seeds: fixture.numpy.length,
      draws: drawn.length,
      'worst ulp': worst,
    })
    expect(worst).toBeLessThanOrEqual(4)
  })
  it('starts with the number that RandomState(1337).rand() is known for', () => {
    expect(new NumpyRandom(1337).rand()).toBe(0.2620246750155817)
  })
  it('gives a number, a list or nested lists as the size says, and its type says so', () => {
    const random = new NumpyRandom(0)
    expectTypeOf(random.rand()).toEqualTypeOf<number>()
    expectTypeOf(random.rand(2)).toEqualTypeOf<number[]>()
    expectTypeOf(random.randn(2, 3)).toEqualTypeOf<number[][]>()
    expectTypeOf(random.normal(0, 1)).toEqualTypeOf<number>()
    expectTypeOf(random.normal(0, 1, 4)).toEqualTypeOf<number[]>()
    expectTypeOf(random.normal(0, 1, [4, 2])).toEqualTypeOf<number[][]>()
    expect(random.rand(0)).toEqual([])
    expect(random.rand(2, 0)).toEqual([[], []])
    expect(random.normal(0, 1, [])).toBeTypeOf('number')
  })
  it('draws nothing where the range of randint is one number', () => {
    const [a, b] = [new NumpyRandom(3), new NumpyRandom(3)]
    expect(a.randint(7, 8)).toBe(7)
    expect(a.rand()).toBe(b.rand())
  })
  it('is another stream than PythonRandom of the same seed', () => {
    expect(new NumpyRandom(1337).rand()).not.toBe(new PythonRandom(1337).random())
  })
})

describe('NumpyRandom refuses', () => {
  const random = new NumpyRandom(0)
  const wrong = (x: unknown): never => x as never
  it.each<[string, () => unknown, string]>([
    ['no seed', () => new NumpyRandom(wrong(undefined)), 'A seed is needed'],
    [
      'a seed with a fraction',
      () => new NumpyRandom(1.5),
      'NumpyRandom: the seed is 1.5; a whole number from 0 to 4294967295 (2³² − 1), or a list of such numbers is allowed. Round it first',
    ],
    ['a NaN seed', () => new NumpyRandom(NaN), 'the seed is NaN'],
    ['a negative seed', () => new NumpyRandom(-1), 'the seed is -1'],
    ['a seed of 2³²', () => new NumpyRandom(2 ** 32), 'the seed is 4294967296'],
    ['a string', () => new NumpyRandom(wrong('1337')), 'the seed is the string "1337"'],
    ['an empty list', () => new NumpyRandom([]), 'the seed is an empty list'],
    ['a list with a wrong number', () => new NumpyRandom([1, -2]), 'the seed is -2'],
    ['a negative size', () => random.rand(2, -1), 'rand: a size is -1; a whole number from 0 up is allowed'],
    ['a size with a fraction', () => random.normal(0, 1, 2.5), 'normal: a size is 2.5'],
    ['a string for a size', () => random.random(wrong('3')), 'random: a size is the string "3"'],
    ['a negative scale', () => random.normal(0, -1), 'normal: scale is -1; a number from 0 up is allowed'],
    ['a NaN scale', () => random.normal(0, NaN), 'normal: scale is NaN'],
    ['ends too far apart', () => random.uniform(-1e308, 1e308), 'uniform: high − low is Infinity'],
    ['an end that is no number', () => random.uniform(wrong(null), 1), 'uniform: low is null'],
    ['an empty range', () => random.randint(3, 3), 'low < high is allowed'],
    ['a range below 0', () => random.randint(0), 'low < high is allowed'],
    ['shuffling a number', () => random.shuffle(wrong(5)), 'shuffle: given 5'],
    ['a negative permutation', () => random.permutation(-1), 'permutation: n is -1'],
    ['a permutation of a string', () => random.permutation(wrong('abc')), 'permutation: n is the string "abc"'],
    ['a state that is none', () => random.setState(wrong(null)), 'state.kind is undefined'],
  ])('%s', (_, run, message) => {
    expect(run).toThrow(message)
  })
})
