/** The tab answers while the GPT trains: no task of the page takes longer than a tenth of a second, whatever the worker does. */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { record } from '../record.js'
import { long } from '../seed.js'
import { rested } from './gpt.js'
import { usePage, visit } from './page.js'
import { memoryOf, tasksWhile, type Held } from './watch.js'

usePage()

test('training, looked at and typed to, leaves no long task', async () => {
  // Op by op, so that it goes on while all this is done: compiled, a thousand steps are over before.
  const { page, errors } = await visit('#/gpt?v=1&prefix=mar&steps=5000&compile=no')
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

/** What is held at the beginning and at the end, and how many steps lie between. */
interface Course {
  readonly before: Held
  readonly after: Held
  readonly steps: number
}
/** As many steps as a run may have. */
const MOST = 5000
const measured = (page: Page): Promise<Course> => (long ? overRuns(page) : withinRun(page))

/** Four seconds of one run. */
async function withinRun(page: Page): Promise<Course> {
  const step = async (): Promise<number> => Number((await page.getByTestId('step').innerText()).replace(',', ''))
  // The first texts are written, and what draws is compiled.
  await expect.poll(step, { timeout: 60_000 }).toBeGreaterThan(150)
  const held = await memoryOf(page)
  const [before, first] = [await held(), await step()]
  await page.waitForTimeout(4000)
  return { before, after: await held(), steps: (await step()) - first }
}
/** Ten minutes of runs, one after the other, from the end of one to the end of another. */
async function overRuns(page: Page): Promise<Course> {
  const held = await memoryOf(page)
  await rested(page, MOST)
  const [before, end] = [await held(), performance.now() + 600_000]
  let steps = 0
  for (; performance.now() < end; steps += MOST) {
    await page.getByRole('button', { name: 'Train again' }).click()
    await page.getByRole('button', { name: 'Pause' }).waitFor()
    await rested(page, MOST)
  }
  return { before, after: await held(), steps }
}

test(
  `memory stays flat while a GPT trains for ${long ? 'ten minutes' : 'some seconds'}`,
  { timeout: 3_600_000 },
  async () => {
    // Eager, so that its steps last.
    const { page } = await visit(`#/gpt?v=1&steps=${MOST}&compile=no`)
    await page.getByText('It rests after 0 steps.').waitFor({ state: 'attached', timeout: 60_000 })
    await page.getByRole('button', { name: 'Train', exact: true }).click()
    const { before, after, steps } = await measured(page)
    const grown = (of: 'own' | 'heap'): number => Math.round((after[of] - before[of]) / 1000)
    record('The page', { what: `memory after ${steps} steps of a GPT`, 'kB grown': grown('own'), 'with compiled code': grown('heap') }) // prettier-ignore
    expect(steps).toBeGreaterThan(10)
    // Within a run the losses are kept, each with its mean; from run to run nothing is.
    expect(grown('own')).toBeLessThan(long ? 100 : 300)
  },
)
