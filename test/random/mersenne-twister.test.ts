/** The twister's raw words against the npm package mersenne-twister, and SHA-512 against Node's. */
import { createHash } from 'node:crypto'
import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import { MersenneTwister } from '../../src/random/mersenne-twister.js'
import { sha512 } from '../../src/random/sha512.js'

interface Oracle {
  init_by_array(key: readonly number[], length: number): void
  random_int(): number
  random_long(): number
}
const Oracle: new (seed: number) => Oracle = createRequire(import.meta.url)('mersenne-twister')

const SEEDS = [0, 1, 42, 1337, 19650218, 2 ** 31, 2 ** 32 - 1]
const KEYS = [
  [0],
  [1337],
  [0, 1],
  [2 ** 32 - 1, 0, 2 ** 31],
  Array.from({ length: 624 }, (_, i) => i * 7919),
  Array.from({ length: 1000 }, (_, i) => 2 ** 32 - 1 - i),
]

function expectSameDraws(ours: MersenneTwister, oracle: Oracle): void {
  const wanted = Array.from({ length: 2000 }, () => oracle.random_int() >>> 0)
  expect(Array.from({ length: 2000 }, () => ours.uint32())).toEqual(wanted)
  expect([ours.fraction(), ours.fraction()]).toEqual([oracle.random_long(), oracle.random_long()])
}

describe('MersenneTwister draws what the package mersenne-twister draws', () => {
  it.each(SEEDS)('seeded by the word %d', (seed) => {
    const ours = new MersenneTwister()
    ours.seedByWord(seed)
    expectSameDraws(ours, new Oracle(seed))
  })
  it.each(KEYS.map((key) => [key.length, key] as const))('seeded by a list of %d words', (_, key) => {
    const ours = new MersenneTwister()
    ours.seedByWords(key)
    const oracle = new Oracle(0)
    oracle.init_by_array(key, key.length)
    expectSameDraws(ours, oracle)
  })
  it('draws the 10,000th word that C++ asks of std::mt19937', () => {
    const ours = new MersenneTwister()
    ours.seedByWord(5489)
    for (let i = 1; i < 10_000; i++) ours.uint32()
    expect(ours.uint32()).toBe(4123659995)
  })
})

describe('sha512', () => {
  it.each([0, 1, 3, 110, 111, 112, 113, 127, 128, 129, 239, 240, 241, 1000])(
    'digests %d bytes as Node does',
    (length) => {
      const bytes = Uint8Array.from({ length }, (_, i) => (i * 131 + 7) & 255)
      const wanted = createHash('sha512').update(bytes).digest('hex')
      expect(sha512(bytes).toString(16).padStart(128, '0')).toBe(wanted)
    },
  )
})
