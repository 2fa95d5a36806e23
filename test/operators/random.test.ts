/** Random programs mean the same transformed: bit for bit on numbers and in the data of Values, and with the slopes that an interpreter finds which knows nothing of seegrad. */
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isValue, value } from 'seegrad'
import { record } from '../record.js'
import { count, seed } from '../seed.js'
import { input, interpreted, type Dual } from './interpreter.js'
import { sources } from './random-source.js'
import { dataOf, transformed, untouched } from './run.js'

const RUNS = count(10_000)
/** What is smaller than this may have been 0 on its way. */
const TINY = 1e-200
// The first are full of ties and jumps, where only the data are known.
const points = [[3, 2], [0, -1.5], [-0.25, 8], [1.37, -0.613], [-2.83, 0.447]] as const // prettier-ignore
/** Programs that were found once. */
const found = ['const f = (x, y) => [2 % Math.floor(y)]']
type Run = (x: unknown, y: unknown) => readonly unknown[]

let [programs, numbers, slopes, moved, unknown] = [0, 0, 0, 0, 0]

/** Forward here and backward there: sums of the same terms in another order. */
function expectSlopes(outputs: readonly unknown[], leaves: readonly ReturnType<typeof value>[], known: readonly Dual[]): void {
  outputs.forEach((output, k) => {
    const wanted = known[k]!
    for (const leaf of leaves) leaf.zeroGrad()
    if (isValue(output)) output.backward()
    leaves.forEach(({ grad }, i) => {
      const slope = wanted.slopes[i] ?? 0
      if (Number.isNaN(slope)) return void unknown++
      slopes++
      if (slope !== 0) moved++
      expect(Math.abs(grad - slope), `∂ output ${k} / ∂ input ${i}: ${grad}, not ${slope}`).toBeLessThanOrEqual(1e-12 * (wanted.sizes[i] ?? 0) + TINY) // prettier-ignore
    })
  })
} // prettier-ignore

describe(`${RUNS} random programs (seed ${seed})`, () => {
  test('mean the same', () => {
    const property = fc.property(sources, (source) => {
      const plain = untouched(source) as Run
      const f = transformed(source, { all: true }) as Run
      const walked = interpreted(source)
      programs++
      for (const [x, y] of points) {
        const known = walked(input(x, 0, 2), input(y, 1, 2)) as readonly Dual[]
        const wanted = known.map(({ v }) => v)
        const leaves = [value(x), value(y)]
        const outputs = f(leaves[0], leaves[1])
        const given = [plain(x, y), f(x, y), f(value(x), y), f(x, value(y)), outputs].map(dataOf)
        expect(given).toStrictEqual(given.map(() => wanted))
        numbers += wanted.length
        expectSlopes(outputs, leaves, known)
      }
    })
    fc.assert(property, {
      seed: seed % 2 ** 31,
      numRuns: RUNS,
      endOnFailure: false,
      examples: found.map((source) => [source]),
    })
    record('Random programs with real operators, against an interpreter', {
      programs,
      numbers,
      slopes,
      'slopes not 0': moved,
      'at a kink or beyond 1e100': unknown,
    })
    expect(programs).toBe(RUNS)
    expect(numbers).toBeGreaterThan(RUNS * 30)
    // Most of what is computed is known and moves.
    expect(slopes).toBeGreaterThan(2 * unknown)
    expect(moved).toBeGreaterThan(slopes / 4)
  })
})
