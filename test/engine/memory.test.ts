/** What nobody holds is freed: the heap after N rounds is that after N/10, in one synchronous run and with a turn per round. */
import { describe, expect, test } from 'vitest'
import { record } from '../record.js'
import { long, seed } from '../seed.js'
import { bundle, runBundle, runChild } from './child.js'

/** 10⁵ rounds in the long run; else as many as tell a leak of a few bytes a round. */
const rounds = long ? 100_000 : 5000
/** All four in the long run; else where they differ most. */
const all = [3, 40, 100, 1000]
const sizes = long ? all : [40]
const part = (nodes: number): number => (long || nodes < 1000 ? 1 : 1 / 2)

/** Scenarios of children/memory.ts, and the sizes of graph they are run with. */
const scenarios: readonly (readonly [string, readonly number[]])[] = [
  ['training', [0]],
  ['training, the last loss held', [0]],
  ['training, the last loss held and labelled', [0]],
  ['graphs on leaves of their own, the newest root held', all],
  ['graphs on shared leaves, the newest root held', sizes],
  ['graphs with labels, the newest root held', [40]],
  ['graphs run backward, the newest root held', sizes],
  ['graphs, every 1,000th root held, at most ten', long ? [40, 1000] : [40]],
  ['a value carried through detach()', sizes],
  ['two graphs built interleaved, the newest roots held', all],
  ['graphs begun and ended in turns, the newest roots held', all],
  ['graphs with a branch each, the newest root held', sizes],
  ['graphs in turns with a branch each, the newest roots held', sizes],
  ['a value carried through detach() past branches', sizes],
  ['two graphs of which one lives long, the newest roots held', sizes],
]

/** Each of them both ways in the long run; else each one way, today the one and tomorrow the other. */
const jobs = scenarios.flatMap(([scenario, sizesHere]) => sizesHere.map((nodes) => ({ scenario, nodes })))
const isToday = (k: number, turns: boolean): boolean => long || (k + seed + Number(turns)) % 2 === 0

const file = bundle('memory')
for (const turns of [false, true])
  describe(turns ? 'with an await per round' : 'in one synchronous run', () => {
    for (const [k, { scenario, nodes }] of jobs.entries())
      if (isToday(k, turns))
        test(`${scenario}${nodes ? `, ${nodes} nodes each` : ''}`, { timeout: 600_000 }, async () => {
          const job = { scenario, nodes, rounds: rounds * part(nodes), turns }
          // V8's helper threads, which compile and sweep as they get round to it, make the same heap up to 0.3 MB more or less.
          const options = { input: job, flags: ['--expose-gc', '--single-threaded'], timeout: 600_000 }
          const { heaps } = await runBundle<{ heaps: number[] }>(await file, options)
          const [first = NaN, last = NaN] = [heaps[0], heaps.at(-1)]
          record('Heap after N rounds and after N/10', {
            scenario: `${scenario} (${nodes || 'small net'}${turns ? ', await' : ''})`,
            rounds: job.rounds,
            'MB after N/10': first / 1e6,
            'MB after N': last / 1e6,
          })
          expect(
            last / first,
            `heaps ${heaps.map((bytes) => (bytes / 1e6).toFixed(2)).join(' ')} MB`,
          ).toBeLessThanOrEqual(1.05)
        })
  })

test('a graph that nobody holds is collected, one that somebody holds is not, and a parameter holds no loss', async () => {
  const alive = await runChild<Record<string, boolean>>('collect', { flags: ['--expose-gc'] })
  expect(alive).toEqual({
    'a leaf of a dropped graph': false,
    'an intermediate node of a dropped graph': false,
    'a leaf of a graph whose root is held': true,
    'a graph older than one that is held': false,
    'the loss of a parameter that is held': false,
    'the function given to a transform': false,
    'a leaf of a graph that ran backward': false,
    'an id that was given before': false,
  })
})
