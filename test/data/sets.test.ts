/** The other sets of points in two classes: circles and gaussians against scikit-learn, spirals and xor against their definitions. */
import { describe, expect, it } from 'vitest'
import { type CirclesOptions, type GaussiansOptions, circles, gaussians, moons, spirals, xor } from 'seegrad/data'
import { cases, expectSame } from './scikit.js'

const wrong = (x: unknown): never => x as never

describe('circles makes what make_circles makes', () => {
  it.each(cases<CirclesOptions>('circles'))('%s', (_, wanted) => {
    expectSame(circles(wanted.options), wanted)
  })
})

describe('gaussians makes what make_blobs makes', () => {
  it.each(cases<GaussiansOptions>('gaussians'))('%s', (_, wanted) => {
    expectSame(gaussians(wanted.options), wanted)
  })
})

describe('spirals', () => {
  it('winds each arm out to radius 1 in the given number of turns, the arms half a turn apart', () => {
    const { X, y } = spirals({ samples: 200, turns: 2.25, seed: 0, shuffle: false })
    expect(y).toEqual([...Array(100).fill(0), ...Array(100).fill(1)])
    for (let i = 0; i < 100; i++) {
      const [[x1, x2], [z1, z2]] = [X[i]!, X[100 + i]!]
      const r = (i + 1) / 100
      expect(Math.abs(Math.hypot(x1, x2) - r)).toBeLessThan(1e-15)
      expect(Math.hypot(x1 + z1, x2 + z2)).toBeLessThan(1e-14)
      const turned = Math.atan2(x2, x1) / (2 * Math.PI) - 2.25 * r
      expect(Math.abs(turned - Math.round(turned))).toBeLessThan(1e-14)
    }
  })
  it('has the same points in another order when shuffled, with their classes', () => {
    const key = ({ X, y }: ReturnType<typeof spirals>): string[] => X.map((point, i) => `${point} ${y[i]}`)
    const ordered = key(spirals({ samples: 50, seed: 5, shuffle: false }))
    const shuffled = key(spirals({ samples: 50, seed: 5 }))
    expect(shuffled).not.toEqual(ordered)
    expect(shuffled.toSorted()).toEqual(ordered.toSorted())
  })
})

describe('xor', () => {
  it('classes the quadrants like a chessboard, and each quadrant gets about a quarter', () => {
    const { X, y } = xor({ samples: 4000, seed: 11 })
    const quadrants = [0, 0, 0, 0]
    for (const [i, [x1, x2]] of X.entries()) {
      expect(y[i]).toBe(Math.sign(x1) === Math.sign(x2) ? 0 : 1)
      expect(Math.max(Math.abs(x1), Math.abs(x2))).toBeLessThanOrEqual(1)
      quadrants[(x1 < 0 ? 1 : 0) + (x2 < 0 ? 2 : 0)]! += 1
    }
    for (const share of quadrants) expect(Math.abs(share - 1000)).toBeLessThan(120)
  })
  it('moves the points, not their classes, by the noise', () => {
    const [still, blurred] = [xor({ samples: 500, seed: 2 }), xor({ samples: 500, noise: 0.2, seed: 2 })]
    expect(blurred.y).toEqual(still.y)
    const moved = blurred.X.flatMap(([x1, x2], i) => [x1 - still.X[i]![0], x2 - still.X[i]![1]])
    const deviation = Math.sqrt(moved.reduce((sum, d) => sum + d * d, 0) / moved.length)
    expect(Math.abs(deviation - 0.2)).toBeLessThan(0.02)
  })
})

describe('every set', () => {
  const sets = { circles, gaussians, moons, spirals, xor }
  it.each(Object.entries(sets))(
    '%s is the same for the same seed, has as many points as asked and names itself in its refusals',
    (name, make) => {
      const made = make({ samples: 37, noise: 0.1, seed: 8 })
      expect(make({ samples: 37, noise: 0.1, seed: 8 })).toEqual(made)
      expect(make({ samples: 37, noise: 0.1, seed: 9 })).not.toEqual(made)
      expect([made.X.length, made.y.length]).toEqual([37, 37])
      expect(() => make({ samples: -1, seed: 8 })).toThrow(`${name}: samples is -1`)
      expect(() => make({ noise: -1, seed: 8 })).toThrow(`${name}: noise is -1`)
      expect(() => make(wrong({}))).toThrow('the seed is undefined')
      expect(() => make(wrong(null))).toThrow(`${name}: given null`)
    },
  )
  it.each<[string, () => unknown, string]>([
    [
      'a factor of 1',
      () => circles({ seed: 1, factor: 1 }),
      'circles: factor is 1; a number from 0 to below 1 is allowed',
    ],
    ['a negative factor', () => circles({ seed: 1, factor: -0.1 }), 'circles: factor is -0.1'],
    ['a NaN factor', () => circles({ seed: 1, factor: NaN }), 'circles: factor is NaN'],
    ['endless turns', () => spirals({ seed: 1, turns: Infinity }), 'spirals: turns is Infinity'],
    [
      'one center',
      () => gaussians({ seed: 1, centers: wrong([[1, 2]]) }),
      'gaussians: centers is a list of 1; two points are allowed',
    ],
    ['centers that are no points', () => gaussians({ seed: 1, centers: wrong([1, 2]) }), 'two points are allowed'],
    [
      'a center with a NaN',
      () =>
        gaussians({
          seed: 1,
          centers: [
            [0, 0],
            [NaN, 1],
          ],
        }),
      'a coordinate of centers is NaN',
    ],
  ])('refuses %s', (_, run, message) => {
    expect(run).toThrow(message)
  })
})
