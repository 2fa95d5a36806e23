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
  const rounds = async (milliseconds: number, perSecond = Infinity): Promise<number> => {
    const begun = performance.now()
    let steps = 0
    const press = async (key: string): Promise<void> => {
      await page.keyboard.press(key)
      const early = (++steps / perSecond) * 1000 - (performance.now() - begun)
      if (early > 0) await new Promise((settle) => setTimeout(settle, early))
    }
    while (performance.now() < begun + milliseconds) {
      for (let k = 0; k < 15; k++) await press('ArrowRight')
      for (let k = 0; k < 15; k++) await press('ArrowLeft')
    }
    return steps
  }
  // The first thousand steps are compiled, anew and better, which stays: some 350 kB, and no more of it later.
  let warm = 0
  while (warm < 1500) warm += await rounds(3000)
  const before = await held()
  // A key that is held down comes thirty times a second; the long run presses as fast as it is answered.
  const steps = long ? await rounds(600_000) : await rounds(60_000, 30)
  const after = await held()
  const grown = (of: 'own' | 'heap'): number => Math.round((after[of] - before[of]) / 1000)
  record('The page', { what: `memory after ${steps} steps more`, 'kB grown': grown('own'), 'with compiled code': grown('heap') }) // prettier-ignore
  expect(steps).toBeGreaterThan(500)
  expect(grown('own')).toBeLessThan(long ? 30 : 10)
  // Code goes on being compiled for many minutes, the more of it the faster the machine is: of what is anew at every step there would be 1.8 MB at 1 kB each.
  expect(grown('heap')).toBeLessThan(1000)
  expect([after.nodes, after.listeners]).toEqual([before.nodes, before.listeners])
})
