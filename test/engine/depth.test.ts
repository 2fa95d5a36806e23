/** Ten million nodes: a chain as deep, a tangle and a wide sum run forward and backward without a stack error, and leave nothing slow behind. */
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

test(
  '4.4 million nodes on weights derived in another part of the recording lose no gradient',
  { timeout: 180_000 },
  async () => {
    const { grads, truth } = await runChild<Answer>('depth', {
      input: { shape: 'wide', nodes: 4_400_000 },
      timeout: 170_000,
    })
    for (const [k, g] of grads.entries()) expect(Math.abs(g / truth[k]! - 1)).toBeLessThan(1e-9)
  },
)

test(
  'small graphs after one of 3·10⁶ nodes take no more than eight times as long as before',
  { timeout: 180_000 },
  async () => {
    const { grads, truth } = await runChild<Answer>('depth', { input: { shape: 'small after big', nodes: 3_000_000 } })
    expect(grads[0]! / truth[0]!).toBeLessThan(8)
  },
)
