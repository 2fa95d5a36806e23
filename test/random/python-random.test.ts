/** PythonRandom against what CPython drew. */
import { describe, expect, it } from 'vitest'
import { PythonRandom } from 'seegrad/random'
import { record } from '../record.js'
import { type PythonCase, fixture, expectNear, numbersBelow, expectStream, sha256, worstUlp } from './oracle.js'

const seedOf = ({ seed }: PythonCase): number | bigint | string => {
  if (typeof seed !== 'object') return seed
  const { bigint } = seed
  return bigint.startsWith('-') ? -BigInt(bigint.slice(1)) : BigInt(bigint)
}
const named = fixture.python.map((wanted) => {
  const seed = String(seedOf(wanted))
  return [seed.length > 30 ? `${seed.slice(0, 30)}…` : seed, wanted] as const
})
const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i)

describe.each(named)('PythonRandom(%s) draws what CPython draws', (_, wanted) => {
  const fresh = (): PythonRandom => new PythonRandom(seedOf(wanted))

  it('random() agrees bit for bit over 1,000 draws', () => {
    const random = fresh()
    expectStream(() => random.random(), wanted.random)
  })
  it('uniform(-3, 7.5) agrees bit for bit over 1,000 draws', () => {
    const random = fresh()
    expectStream(() => random.uniform(-3, 7.5), wanted.uniform)
  })
  it('gauss() agrees within 4 ulp', () => {
    const random = fresh()
    expectNear(
      wanted.gauss.map(() => random.gauss()),
      wanted.gauss,
    )
  })
  it('normalvariate(2, 0.5) agrees within 4 ulp', () => {
    const random = fresh()
    expectNear(
      wanted.normalvariate.map(() => random.normalvariate(2, 0.5)),
      wanted.normalvariate,
    )
  })
  it('mixed kinds of draws stay in step, the kept second normal included', () => {
    const random = fresh()
    const round = (): number[] => [
      random.random(),
      random.gauss(1, 2),
      random.randint(-3, 3),
      random.uniform(-1, 1),
      random.gauss(),
    ]
    expectNear(Array.from({ length: 30 }, round).flat(), wanted.mixed)
  })
  it('shuffle() leaves the same order', () => {
    for (const [n, order] of Object.entries(wanted.shuffle)) {
      const list = upTo(Number(n))
      fresh().shuffle(list)
      expect(list).toEqual(order)
    }
    const long = Float64Array.from(upTo(1000))
    fresh().shuffle(long)
    expect(sha256(long)).toBe(wanted.shuffle1000)
  })
  it('choice() and choices() choose the same elements, with and without weights', () => {
    expect(sha256(Float64Array.from(fresh().choices(upTo(97), { k: 1000 })))).toBe(wanted.choices)
    expect(fresh().choices(upTo(7), { weights: [0, 3, 1.5, 0, 2, 1e-9, 7], k: 60 })).toEqual(wanted.choicesWeights)
    const cumWeights = [0, 3, 4.5, 4.5, 6.5, 6.500000001, 13.5]
    expect(fresh().choices(upTo(7), { cumWeights, k: 60 })).toEqual(wanted.choicesCumWeights)
    const random = fresh()
    expect(wanted.choice.map((_, k) => random.choice(numbersBelow(2 ** k)))).toEqual(wanted.choice)
  })
  it('randint() agrees up to ranges of 2⁵³ numbers', () => {
    for (const [ends, stream] of Object.entries(wanted.randint)) {
      const [a, b] = ends.split(',').map(Number) as [number, number]
      const random = fresh()
      expectStream(() => random.randint(a, b), stream)
    }
  })
  it('randrange() agrees for steps of either sign', () => {
    for (const [words, stream] of Object.entries(wanted.randrange)) {
      const [start, stop, step] = words.split(',').map(Number) as [number, number, number]
      const random = fresh()
      expectStream(() => random.randrange(start, stop, step), stream)
    }
  })
  it('sample() draws the same elements from a pool and from a set', () => {
    for (const [words, drawn] of Object.entries(wanted.sample)) {
      const [n, k] = words.split(',').map(Number) as [number, number]
      expect(fresh().sample(numbersBelow(n), k)).toEqual(drawn)
    }
  })
  it('each kind of draw uses up as much of the stream', () => {
    const r = fresh()
    const draws = [
      () => r.shuffle(upTo(33)),
      () => r.choice(upTo(16)),
      () => r.choices(upTo(5), { weights: [1, 2, 3, 4, 5], k: 3 }),
      () => r.sample(upTo(40), 3),
      () => r.sample(upTo(4), 4),
      () => r.randint(3, 3),
      () => r.randrange(0, 8, 2),
      () => r.gauss(),
      () => r.gauss(),
      () => r.uniform(2, 2),
    ]
    expect(draws.map((draw) => [draw(), r.random()][1])).toEqual(wanted.inStep)
  })
  it('getState() holds the words, the place and the kept normal that CPython holds', () => {
    const random = fresh()
    for (let i = 0; i < 7; i++) {
      random.random()
      random.gauss()
    }
    const state = random.getState()
    expect(sha256(Uint32Array.from(state.key))).toBe(wanted.state.words)
    expect(state.position).toBe(wanted.state.position)
    expectNear([state.gauss!], [wanted.state.gauss!])
    const resumed = new PythonRandom(0)
    resumed.setState(JSON.parse(JSON.stringify(state)))
    const draws = (random: PythonRandom): number[] => [random.gauss(), random.random(), random.gauss(), random.gauss()]
    const after = draws(resumed)
    expectNear(after, wanted.state.after)
    expect(draws(random)).toEqual(after)
  })
})

describe('PythonRandom', () => {
  it('is within 4 ulp in every normal of every seed', () => {
    const [drawn, wanted] = fixture.python
      .map((of) => {
        const random = new PythonRandom(seedOf(of))
        return [of.gauss.map(() => random.gauss()), of.gauss] as const
      })
      .reduce(([a, b], [c, d]) => [
        [...a, ...c],
        [...b, ...d],
      ])
    const worst = worstUlp(drawn, wanted)
    record('random draws', {
      of: 'random.gauss (CPython)',
      seeds: fixture.python.length,
      draws: drawn.length,
      'worst ulp': worst,
    })
    expect(worst).toBeLessThanOrEqual(4)
  })
  it('starts with the two numbers that random.seed(1337) is known for', () => {
    const random = new PythonRandom(1337)
    expect([random.random(), random.random()]).toEqual([0.6177528569514706, 0.5332655736050008])
  })
  it('takes −5 and 5n for the same seed as 5, as CPython does, and −0 for 0', () => {
    const first = (seed: number | bigint): number => new PythonRandom(seed).random()
    expect(first(-5)).toBe(first(5))
    expect(first(5n)).toBe(first(5))
    expect(first(-0)).toBe(first(0))
  })
  it('draws one element unless told how many, and none for k = 0', () => {
    expect(new PythonRandom(1).choices('abc')).toHaveLength(1)
    expect(new PythonRandom(1).choices([], { k: 0 })).toEqual([])
  })
  it('never chooses an element of weight 0, not even by a draw of exactly 0', () => {
    const random = new PythonRandom(0)
    random.setState({ ...random.getState(), key: Array(624).fill(0), position: 0 })
    expect(random.random()).toBe(0)
    expect(random.choices(['never', 'always'], { weights: [0, 1], k: 3 })).toEqual(['always', 'always', 'always'])
  })
  it('keeps two generators apart', () => {
    const [a, b] = [new PythonRandom(1), new PythonRandom(1)]
    a.gauss()
    a.random()
    b.gauss()
    expect(a.gauss()).toBe(b.gauss())
    expect(a.random()).not.toBe(b.random())
  })
})

describe('PythonRandom refuses', () => {
  const random = new PythonRandom(0)
  const wrong = (x: unknown): never => x as never
  it.each<[string, () => unknown, string]>([
    [
      'no seed',
      () => new PythonRandom(wrong(undefined)),
      'the seed is undefined; a whole number, a BigInt or a string is allowed. A seed is needed',
    ],
    [
      'a seed with a fraction',
      () => new PythonRandom(1.5),
      'the seed is 1.5; a whole number, a BigInt or a string is allowed. Round it first, Math.round(1.5).',
    ],
    ['a NaN seed', () => new PythonRandom(NaN), 'the seed is NaN'],
    ['an infinite seed', () => new PythonRandom(-Infinity), 'the seed is -Infinity'],
    ['a seed that may have lost digits', () => new PythonRandom(2 ** 60), 'write it as a BigInt, 1152921504606846976n'],
    ['null for a seed', () => new PythonRandom(wrong(null)), 'the seed is null'],
    ['a list for a seed', () => new PythonRandom(wrong([1, 2])), 'the seed is a list of 2'],
    ['half a surrogate pair', () => new PythonRandom('a\ud800'), 'surrogate'],
    [
      'an end of uniform left out',
      () => random.uniform(1, wrong(undefined)),
      'uniform: b is undefined; a finite number is allowed. Write uniform(a, b).',
    ],
    ['a NaN mean', () => random.gauss(NaN), 'gauss: mu is NaN'],
    ['a string for sigma', () => random.normalvariate(0, wrong('1')), 'normalvariate: sigma is the string "1"'],
    ['an empty randint', () => random.randint(3, 2), 'randint: the range from 3 to 2 holds no number'],
    ['a fraction in randint', () => random.randint(0.5, 2), 'randint: a is 0.5; a whole number is allowed'],
    [
      'a range of more than 2⁵³ numbers',
      () => random.randint(-(2 ** 53 - 1), 2 ** 53 - 1),
      'holds more than 2⁵³ numbers',
    ],
    [
      'an empty randrange',
      () => random.randrange(0),
      'randrange: the range from 0 before 0 in steps of 1 holds no number',
    ],
    ['a step of 0', () => random.randrange(0, 5, 0), 'randrange: step is 0'],
    ['a choice from nothing', () => random.choice([]), 'choice: the range of the population holds no number'],
    ['choices from nothing', () => random.choices([]), 'choices: the population is empty'],
    [
      'choices from a number',
      () => random.choices(wrong(5)),
      'choices: given 5; a list is allowed. For the numbers below n take arange(n).',
    ],
    [
      'k that is no count',
      () => random.choices([1], { k: -1 }),
      'choices: k is -1; a whole number from 0 up is allowed',
    ],
    [
      'both kinds of weights',
      () => random.choices([1], { weights: [1], cumWeights: [1] }),
      'both weights and cumWeights',
    ],
    ['too few weights', () => random.choices([1, 2], { weights: [1] }), '1 weights for 2 elements'],
    [
      'a negative weight',
      () => random.choices([1, 2], { weights: [1, -1] }),
      'weights[1] is -1; a number from 0 up is allowed',
    ],
    ['a NaN weight', () => random.choices([1, 2], { weights: [NaN, 1] }), 'weights[0] is NaN'],
    [
      'weights that are all 0',
      () => random.choices([1, 2], { weights: [0, 0] }),
      'come to 0; a positive finite total is allowed',
    ],
    ['weights that overflow', () => random.choices([1, 2], { weights: [1e308, 1e308] }), 'come to Infinity'],
    [
      'running sums that fall',
      () => random.choices([1, 2], { cumWeights: [2, 1] }),
      'cumWeights[1] is 1; a number from 2 up is allowed',
    ],
    ['a sample larger than the population', () => random.sample([1, 2], 3), 'sample: k is 3; at most 2 is allowed'],
    ['shuffling what is no list', () => random.shuffle(wrong(null)), 'shuffle: given null'],
    [
      'a state that is none',
      () => random.setState(wrong({})),
      "setState: state.kind is undefined; 'MT19937' is allowed",
    ],
    [
      'a short state',
      () => random.setState({ ...random.getState(), key: [1] }),
      'state.key is a list of 1; a list of 624 words',
    ],
    [
      'a state with a wrong word',
      () => random.setState({ ...random.getState(), key: [...random.getState().key.slice(1), 0.5] }),
      'state.key[623] is 0.5',
    ],
    [
      'a state with a wrong place',
      () => random.setState({ ...random.getState(), position: 625 }),
      'state.position is 625',
    ],
    ['a state with a wrong normal', () => random.setState({ ...random.getState(), gauss: NaN }), 'state.gauss is NaN'],
  ])('%s', (_, run, message) => {
    expect(run).toThrow(message)
  })
  it('a wrong state without taking up part of it', () => {
    const before = random.getState()
    expect(() => random.setState({ ...new PythonRandom(9).getState(), position: -1 })).toThrow('position')
    expect(random.getState()).toEqual(before)
  })
})
