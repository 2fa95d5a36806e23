/** Stepping leaks nothing: after the collector has run the page holds as many bytes, elements and listeners as before. */
import { expect, test } from 'vitest'
import { record } from '../record.js'
import { long } from '../seed.js'
import { neuron, usePage, visit } from './page.js'
import { memoryOf } from './watch.js'

usePage()

test(`memory stays flat while stepping for ${long ? 'ten minutes' : 'a minute'}`, { timeout: 900_000 }, async () => {
  const { page } = await visit(neuron(0))
  await page.getByRole('button', { name: 'Next step' }).waitFor()
  const held = await memoryOf(page)
  const rounds = async (milliseconds: number): Promise<number> => {
    const end = performance.now() + milliseconds
    let steps = 0
    while (performance.now() < end) {
      for (let k = 0; k < 15; k++) await page.keyboard.press('ArrowRight')
      for (let k = 0; k < 15; k++) await page.keyboard.press('ArrowLeft')
      steps += 30
    }
    return steps
  }
  // The first thousand steps are compiled, anew and better, which stays: some 350 kB, and no more of it later.
  let warm = 0
  while (warm < 1500) warm += await rounds(3000)
  const before = await held()
  const steps = await rounds(long ? 600_000 : 60_000)
  const after = await held()
  const grown = (of: 'own' | 'heap'): number => Math.round((after[of] - before[of]) / 1000)
  record('The page', { what: `memory after ${steps} steps more`, 'kB grown': grown('own'), 'with compiled code': grown('heap') }) // prettier-ignore
  expect(steps).toBeGreaterThan(500)
  expect(grown('own')).toBeLessThan(30)
  // Code goes on being compiled for many minutes, the more of it the faster the machine is: of what is anew at every step there would be 7 MB at 1 kB each.
  expect(grown('heap')).toBeLessThan(1000)
  expect([after.nodes, after.listeners]).toEqual([before.nodes, before.listeners])
})
