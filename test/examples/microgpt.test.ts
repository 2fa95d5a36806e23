/** The example GPT takes the steps that PyTorch takes and says then what it says (fixtures/microgpt.json), in well under two hundred lines. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { microgpt } from '../../examples/microgpt.js'
import { names } from 'seegrad/data'
import { long } from '../seed.js'

const fixture = JSON.parse(readFileSync('fixtures/microgpt.json', 'utf8')) as { losses: number[]; samples: string[] }

describe('microgpt', () => {
  // A hundred of the thousand steps; the long run takes them all and lets it speak.
  test('has PyTorch’s loss at every step within 1e-12, from names to samples', () => {
    const steps = long ? 1000 : 100
    const { losses, samples } = microgpt({ names: names(), steps, samples: long ? 20 : 1 })
    expect(losses.length).toBe(steps)
    expect(losses.flatMap((loss, k) => (Math.abs(loss - fixture.losses[k]!) <= 1e-12 ? [] : [k]))).toEqual([])
    if (long) expect(samples).toEqual(fixture.samples)
  })
  test('is written in less than 150 lines', () => {
    expect(readFileSync('examples/microgpt.ts', 'utf8').trim().split('\n').length).toBeLessThan(150)
  })
})
