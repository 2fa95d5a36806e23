/** The bank: every wrong rule is refused with a drawn counter-example, every right one passes, in the kernel that the page has in its sandbox. */
import { render } from 'seegrad/figures'
import { describe, expect, test } from 'vitest'
import { counterexample } from '../../src/exercise/index.js'
import type { Output } from '../../src/lesson/index.js'
import { notebook, settled } from '../lesson/notebook.js'
import { right, wrong, type Entry } from './bank.js'

/** The verdict over an entry, as the page gets it. */
async function verdictOf({ cell, check }: Entry): Promise<Extract<Output, { readonly type: 'verdict' }>> {
  const runner = notebook({ task: cell, 'task-check': check })
  runner.runAll()
  const { cells } = await settled(runner)
  runner.close()
  expect(cells.map(({ mistake }) => mistake?.message)).toEqual([undefined, undefined])
  const output = cells[1]!.outputs[0]
  if (output?.type !== 'verdict') throw new Error(`no verdict: ${JSON.stringify(output)}`)
  return output
}

describe(`the bank of ${wrong.length} wrong rules`, () => {
  test('holds at least forty, of every kind, and twenty that are right', () => {
    expect(wrong.length).toBeGreaterThanOrEqual(40)
    expect(right.length).toBeGreaterThanOrEqual(20)
    for (const kind of [
      /the sign/,
      /factor/,
      /= for \+=/,
      /right at 0/,
      /right at 1/,
      /first order only/,
      /right for one use/,
    ])
      expect(wrong.map(({ why }) => why)).toContainEqual(expect.stringMatching(kind))
  })
  for (const entry of wrong)
    test(`refuses ${entry.why}`, async () => {
      const verdict = await verdictOf(entry)
      expect(verdict).toMatchObject({ isRight: false })
      expect(verdict.question).toMatch(/\S/)
      const { graph, wrong } = verdict
      if (!graph || !wrong) throw new Error('nothing is drawn')
      // Small enough to be followed by hand.
      expect(graph.nodes.length).toBeLessThanOrEqual(6)
      for (const options of [{}, { rankdir: 'TB' } as const]) {
        const svg = await render(counterexample(verdict, options)!, { format: 'svg' })
        expect(svg).toMatch(/yours [^<]+/)
        expect(svg).toMatch(/nudged [^<]+/)
      }
      expect(Math.abs(wrong.yours - wrong.nudged)).not.toBeLessThan(1e-7)
    })
})

describe(`the bank of ${right.length} right rules`, () => {
  for (const entry of right)
    test(`lets pass ${entry.why}`, async () => {
      expect(await verdictOf(entry)).toMatchObject({ isRight: true })
    })
})
