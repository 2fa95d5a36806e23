/** The tab answers while the GPT trains: no task of the page takes longer than a tenth of a second, whatever the worker does. */
import { expect, test } from 'vitest'
import { record } from '../record.js'
import { long } from '../seed.js'
import { heapOf, usePage, visit } from './page.js'

usePage()

interface Watched {
  tasks: number[]
  frames: number
}

test('training, looked at and typed to, leaves no long task', async () => {
  const { page, errors } = await visit('#/gpt?v=1&prefix=mar&steps=5000')
  await page.getByText('It rests after 0 steps.').waitFor({ state: 'attached', timeout: 60_000 })
  await page.getByRole('img', { name: /^Head 1/ }).waitFor()
  await page.evaluate(() => {
    const watched: Watched = { tasks: [], frames: 0 }
    Object.assign(globalThis, { watched })
    new PerformanceObserver((list) => watched.tasks.push(...list.getEntries().map(({ duration }) => duration))).observe(
      { type: 'longtask' },
    )
    const tick = (): void => {
      watched.frames++
      requestAnimationFrame(tick)
    }
    tick()
  })
  const step = async (): Promise<number> => Number((await page.getByTestId('step').innerText()).replace(',', ''))
  await page.keyboard.press('Space')
  await expect.poll(step, { timeout: 30_000 }).toBeGreaterThan(15)
  // Other texts, other letters and an unfolded number, all while it goes on.
  const field = page.getByRole('textbox', { name: 'The text so far' })
  await field.focus()
  // The bar is 100; a machine that is busy with other tests has half of its time for this one.
  const bar = long ? 100 : 200
  let [longest, frames] = [Infinity, 0]
  // The best of some rounds: what the machine does besides is not the page's, what the page does comes again.
  for (let round = 0; round < 4 && longest > bar; round++) {
    await field.fill('mar')
    await page.evaluate(() => (((globalThis as unknown as { watched: Watched }).watched.tasks = []), undefined))
    for (const letter of 'ianne') await page.keyboard.press(letter)
    await expect
      .poll(() => page.getByRole('img', { name: /^Head 4/ }).getAttribute('aria-label'))
      .toContain('e most at')
    await page.locator('.lines .formula button').first().click()
    await expect.poll(() => page.locator('.lines > li').count()).toBe(2)
    const before = await step()
    await expect.poll(step, { timeout: 30_000 }).toBeGreaterThan(before + 15)
    const { tasks, frames: drawn } = await page.evaluate(() => (globalThis as unknown as { watched: Watched }).watched)
    ;[longest, frames] = [Math.min(longest, Math.max(0, ...tasks)), drawn]
    await field.focus()
  }
  await page.getByRole('button', { name: 'Pause' }).click()
  expect(frames).toBeGreaterThan(10)
  record('The page', { what: 'longest task while a GPT trains', milliseconds: Math.round(longest) })
  expect(longest).toBeLessThanOrEqual(bar)
  expect(errors).toEqual([])
})

test(`memory stays flat while a GPT trains for ${long ? 'a minute' : 'some seconds'}`, async () => {
  // Eager, so that its steps last: some 5,000 are all there are.
  const { page } = await visit('#/gpt?v=1&steps=5000&compile=no')
  await page.getByText('It rests after 0 steps.').waitFor({ state: 'attached', timeout: 60_000 })
  await page.getByRole('button', { name: 'Train', exact: true }).click()
  const step = async (): Promise<number> => Number((await page.getByTestId('step').innerText()).replace(',', ''))
  // The first texts are written, and what draws is compiled.
  await expect.poll(step, { timeout: 60_000 }).toBeGreaterThan(150)
  const held = await heapOf(page)
  const [before, first] = [await held(), await step()]
  await page.waitForTimeout(long ? 60_000 : 4000)
  const [grown, steps] = [Math.round(((await held()) - before) / 1000), (await step()) - first]
  record('The page', { what: `memory after ${steps} steps of a GPT`, 'kB grown': grown })
  expect(steps).toBeGreaterThan(10)
  expect(grown).toBeLessThan(1000)
})
