/** What a node costs in memory, in a random graph of 10⁶ nodes: 40 bytes with its root held, 130 with every Value held. */
import { expect, test } from 'vitest'
import { record } from '../record.js'
import { runChild } from './child.js'

test('10⁶ nodes take at most 130 bytes each with every Value held, and 40 with the root alone', async () => {
  const options = { flags: ['--expose-gc'], timeout: 60_000 }
  const { alive, held, afterwards } = await runChild<Record<'alive' | 'held' | 'afterwards', number>>('bytes', options)
  record('Bytes a node, of 10⁶', {
    'every Value held': alive,
    'the root held': held,
    'the root held, after backward': afterwards,
  })
  expect(alive).toBeLessThanOrEqual(130)
  expect(held).toBeLessThanOrEqual(40)
  expect(afterwards).toBeLessThanOrEqual(40)
  // A graph of a million nodes that took nothing would be none.
  expect(held).toBeGreaterThan(20)
})
