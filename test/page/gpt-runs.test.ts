/** Runs of the GPT: several are kept and compared, and none is lost with the worker that trains it, nor for want of room. */
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { lossesOn, rested } from './gpt.js'
import { deaths } from './deaths.js'
import { pageAddress, usePage, visit } from './page.js'

usePage()
const keepThis = (page: Page): Promise<void> => page.getByRole('button', { name: 'Keep this run' }).click()

test('are kept: their losses beside the present ones, what was set differently, opened again and removed', async () => {
  const { page, errors } = await visit('#/gpt?v=1&k=12')
  await rested(page, 12)
  const losses = await lossesOn(page)
  await keepThis(page)
  await page.getByRole('checkbox', { name: 'run 1' }).waitFor()
  await page.getByText('The same settings as now.').waitFor()
  await page.getByRole('combobox', { name: 'Steps are compiled or eager' }).selectOption('eager')
  await page.getByText('Steps are: compiled, now eager').waitFor()
  await rested(page, 0)
  await page.getByRole('textbox', { name: 'seed' }).fill('7')
  await page.keyboard.press('Enter')
  await page.getByText('Seed: 42, now 7').waitFor()
  // Its curve, its words, and its column of the table.
  await rested(page, 0)
  await page.getByRole('button', { name: 'Step', exact: true }).click()
  await rested(page, 1)
  const mean = [...losses.values()].reduce((sum, loss) => sum + loss, 0) / 12
  await page.getByRole('img', { name: new RegExp(`^Loss over 1 steps.*Beside it run 1, which came to ${mean.toFixed(3)}\\.$`) }).waitFor() // prettier-ignore
  expect(await page.locator('.losses .kept').getAttribute('d')).toMatch(/^M[\d.]+ [\d.]+L/)
  await lossesOn(page)
  const table = page.getByRole('region', { name: 'Loss', exact: true }).locator('details').first()
  expect(await table.locator('th').allInnerTexts()).toEqual(['step', 'loss', 'mean of 50', 'run 1, mean'])
  expect(await table.locator('tbody td').last().innerText()).toBe(losses.get(0)!.toFixed(4))
  await page.getByRole('checkbox', { name: 'run 1' }).uncheck()
  await expect.poll(() => page.locator('.losses .kept').count()).toBe(0)
  // Opened, it is made again, to the same bits; it is there after a reload, and goes when told.
  await page.getByRole('link', { name: 'Open run 1' }).click()
  await rested(page, 12)
  expect([...(await lossesOn(page))]).toEqual([...losses])
  await page.reload()
  await page.getByRole('button', { name: 'Remove run 1' }).click()
  await page.getByText('see both curves').waitFor()
  expect(errors).toEqual([])
})

describe('faults', () => {
  for (const [how, kill, words] of deaths)
    // prettier-ignore
    test(`the worker ${how} while it trains: it is said, and the run is made again, to the same bits`, async () => {
      const { page } = await visit('#/gpt?v=1&compile=no')
      await rested(page, 0)
      await page.getByRole('button', { name: 'Train', exact: true }).click()
      const step = async (): Promise<number> => Number(await page.getByTestId('step').innerText())
      await expect.poll(step, { timeout: 30_000 }).toBeGreaterThan(5)
      await page.workers()[0]!.evaluate(kill)
      await page.getByRole('alert').getByText(words).waitFor({ timeout: 30_000 })
      const [k, losses] = [await step(), await lossesOn(page)]
      expect(await page.getByRole('button', { name: 'Train on' }).isDisabled()).toBe(true)
      // What was learned is still there to be seen, the newest first: the last hundred losses, if a machine was quick.
      expect([...losses.keys()]).toEqual(Array.from({ length: Math.min(k, 100) }, (_, j) => k - 1 - j))
      await Promise.all([page.waitForEvent('worker'), page.getByRole('button', { name: 'Start again' }).click()])
      // What is there until the new one has begun rests after as many steps.
      await expect.poll(async () => [...(await lossesOn(page))], { timeout: 30_000 }).toEqual([...losses])
      await rested(page, k)
      expect(await page.getByRole('alert').count()).toBe(0)
    })
  test('storage that is full while a run is kept is said, and the run stays until one leaves', async () => {
    const { page } = await visit('about:blank')
    await page.addInitScript(() => {
      Storage.prototype.setItem = () => {
        throw new DOMException('full', 'QuotaExceededError')
      }
    })
    await page.goto(new URL('#/gpt?v=1&k=2', pageAddress()).href)
    await rested(page, 2)
    await keepThis(page)
    await page.getByText(/run 1 is kept until you leave this page/).waitFor()
    await page.getByRole('img', { name: /Beside it run 1/ }).waitFor()
    expect(await page.getByRole('checkbox', { name: 'run 1' }).isChecked()).toBe(true)
  })
})
