/** The tab answers while the GPT trains: no task of the page takes longer than a tenth of a second, whatever the worker does. */
import { expect, test } from 'vitest'
import { record } from '../record.js'
import { long } from '../seed.js'
import { usePage, visit } from './page.js'
import { memoryOf, tasksWhile } from './watch.js'

usePage()

test('training, looked at and typed to, leaves no long task', async () => {
  const { page, errors } = await visit('#/gpt?v=1&prefix=mar')
  await page.getByText('It rests after 0 steps.').waitFor({ state: 'attached', timeout: 60_000 })
  await page.getByRole('img', { name: /^Head 1/ }).waitFor()
  const step = async (): Promise<number> => Number((await page.getByTestId('step').innerText()).replace(',', ''))
  const tasks = await tasksWhile(page, async () => {
    await page.keyboard.press('Space')
    await expect.poll(step, { timeout: 30_000 }).toBeGreaterThan(15)
    // Other texts, other letters and an unfolded number, all while it goes on.
    const field = page.getByRole('textbox', { name: 'The text so far' })
    await field.focus()
    for (const letter of 'ianne') await page.keyboard.press(letter)
    await expect
      .poll(() => page.getByRole('img', { name: /^Head 4/ }).getAttribute('aria-label'))
      .toContain('e most at')
    await page.locator('.lines .formula button').first().click()
    await expect.poll(() => page.locator('.lines > li').count()).toBe(2)
    const before = await step()
    await expect.poll(step, { timeout: 30_000 }).toBeGreaterThan(before + 15)
    await page.getByRole('button', { name: 'Pause' }).click()
  })
  expect(tasks.length).toBeGreaterThan(20)
  const longest = Math.max(...tasks)
  record('The page', { what: 'longest task while a GPT trains', milliseconds: Math.round(longest) })
  expect(longest).toBeLessThanOrEqual(100)
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
  const held = await memoryOf(page)
  const [before, first] = [await held(), await step()]
  await page.waitForTimeout(long ? 60_000 : 4000)
  const [after, steps] = [await held(), (await step()) - first]
  const grown = (of: 'own' | 'heap'): number => Math.round((after[of] - before[of]) / 1000)
  record('The page', { what: `memory after ${steps} steps of a GPT`, 'kB grown': grown('own'), 'with compiled code': grown('heap') }) // prettier-ignore
  expect(steps).toBeGreaterThan(10)
  // The losses are kept, each with its mean.
  expect(grown('own')).toBeLessThan(300)
})
