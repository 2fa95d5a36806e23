/** Depth, width and sharing are no limits: deep chains, wide sums, and graphs with 2⁶⁰ paths. */
import { describe, expect, test } from 'vitest'
import { runChild } from './child.js'

type Pair = readonly [got: unknown, wanted: unknown]
// In a Node of its own, where millions of calls take seconds.
const outcomes = await runChild<[name: string, pairs: Pair[]][]>('size', { timeout: 120_000 })

describe('big programs', () => {
  test.each(outcomes)('%s', (_, pairs) => {
    expect(pairs.map(([got]) => got)).toEqual(pairs.map(([, wanted]) => wanted))
  })
  test('all were run', () => {
    expect(outcomes.length).toBe(12)
  })
})
