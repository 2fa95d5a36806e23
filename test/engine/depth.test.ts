/** Ten million nodes: a chain as deep, and a tangle, run forward and backward without a stack error. */
import { expect, test } from 'vitest'
import { record } from '../record.js'
import { runChild } from './child.js'

interface Answer {
  readonly grads: readonly number[]
  readonly truth: readonly number[]
  readonly made: number
  readonly seconds: number
  readonly megabytes: number
}
const nodes = 10_000_000

test.each(['chain', 'tangle'] as const)(
  'a %s of 10⁷ nodes has the right gradient within 60 s',
  { timeout: 180_000 },
  async (shape) => {
    const answer = await runChild<Answer>('depth', { input: { shape, nodes }, timeout: 170_000 })
    const { grads, truth, made, seconds, megabytes } = answer
    record('Ten million nodes', {
      shape,
      nodes: made,
      seconds,
      'MB in all': megabytes,
      'bytes a node, all in all': (megabytes * 1e6) / made,
    })
    expect(made).toBeGreaterThanOrEqual(0.99 * nodes)
    for (const [k, g] of grads.entries())
      expect(Math.abs(g - truth[k]!)).toBeLessThanOrEqual(1e-12 * Math.max(...truth.map(Math.abs)))
    expect(seconds).toBeLessThanOrEqual(60)
  },
)
