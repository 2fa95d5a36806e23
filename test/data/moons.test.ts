/** moons against what scikit-learn's make_moons made. */
import { describe, expect, it } from 'vitest'
import { type LabelledOptions, moons } from 'seegrad/data'
import { NumpyRandom } from 'seegrad/random'
import { cases, expectSame } from './scikit.js'

describe('moons makes what make_moons makes', () => {
  it.each(cases<LabelledOptions>('moons'))('%s', (_, wanted) => {
    const made = moons(wanted.options)
    expectSame(made, wanted)
    const off = made.X.flat().map((x, i) => Math.abs(x - wanted.X.flat()[i]!))
    expect(Math.max(...off)).toBeLessThanOrEqual(1e-15)
  })
})

describe('moons', () => {
  it("starts with micrograd's first point for 100 samples, noise 0.1 and seed 1337", () => {
    const [first] = moons({ samples: 100, noise: 0.1, seed: 1337 }).X
    expect(Math.abs(first![0] - 1.12211460754096)).toBeLessThan(1e-14)
    expect(Math.abs(first![1] - 0.0814771734171869)).toBeLessThan(1e-15)
  })
  it('is the same for the same seed and another for another', () => {
    expect(moons({ noise: 0.1, seed: 3 })).toEqual(moons({ noise: 0.1, seed: 3 }))
    expect(moons({ noise: 0.1, seed: 3 })).not.toEqual(moons({ noise: 0.1, seed: 4 }))
  })
  it('lies on its half circles, half of the points on each, where there is no noise', () => {
    const { X, y } = moons({ samples: 100, seed: 0 })
    expect(y.filter((label) => label === 1)).toHaveLength(50)
    for (const [i, [x1, x2]] of X.entries()) {
      const [right, up] = y[i] ? [x1 - 1, x2 - 0.5] : [x1, x2]
      expect(Math.abs(Math.hypot(right, up) - 1)).toBeLessThan(1e-15)
      expect(y[i] ? -up : up).toBeGreaterThan(-1e-15)
    }
  })
  it('goes on drawing from a generator that it is given', () => {
    const random = new NumpyRandom(1337)
    expect(moons({ noise: 0.1, seed: random })).toEqual(moons({ noise: 0.1, seed: 1337 }))
    expect(moons({ noise: 0.1, seed: random })).not.toEqual(moons({ noise: 0.1, seed: 1337 }))
  })
  const wrong = (x: unknown): never => x as never
  it.each<[string, () => unknown, string]>([
    [
      'no options',
      () => moons(wrong(undefined)),
      'moons: given undefined; options are allowed. Write moons({ samples: 100, noise: 0.1, seed: 1337 }).',
    ],
    ['a number for its options', () => moons(wrong(100)), 'moons: given 100; options are allowed'],
    ['no seed', () => moons(wrong({ samples: 10 })), 'the seed is undefined'],
    ['a seed with a fraction', () => moons({ seed: 1.5 }), 'the seed is 1.5'],
    [
      'no samples',
      () => moons({ samples: 0, seed: 1 }),
      'moons: samples is 0; a whole number from 1 up is allowed. It counts the points.',
    ],
    ['a fraction of a sample', () => moons({ samples: 10.5, seed: 1 }), 'moons: samples is 10.5'],
    ['a string of samples', () => moons({ samples: wrong('100'), seed: 1 }), 'moons: samples is the string "100"'],
    [
      'negative noise',
      () => moons({ noise: -0.1, seed: 1 }),
      'moons: noise is -0.1; a number from 0 up is allowed. It is a standard deviation: take 0.1?',
    ],
    ['NaN noise', () => moons({ noise: NaN, seed: 1 }), 'moons: noise is NaN; a finite number is allowed'],
    ['noise null, as Python’s None', () => moons({ noise: wrong(null), seed: 1 }), 'moons: noise is null'],
  ])('refuses %s', (_, run, message) => {
    expect(run).toThrow(message)
  })
})
