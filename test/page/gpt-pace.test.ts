/** The tab answers while the GPT trains: no task of the page takes longer than a tenth of a second, whatever the worker does. */
import { expect, test } from 'vitest'
import { record } from '../record.js'
import { usePage, visit } from './page.js'
import { tasksWhile } from './watch.js'

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
