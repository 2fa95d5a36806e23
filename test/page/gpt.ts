/** What tests of the GPT ask of its page: when it rests, and the losses that it shows. */
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

/** The page when the run rests after so many steps. */
export async function rested(page: Page, steps: number): Promise<void> {
  await page
    .getByTestId('step')
    .getByText(steps.toLocaleString('en'), { exact: true })
    .waitFor({ timeout: 60_000 + 100 * steps })
  await page.getByText(`It rests after ${steps.toLocaleString('en')} steps.`).waitFor({ state: 'attached' })
}

/** The losses that the table has, by step. */
export async function lossesOn(page: Page): Promise<ReadonlyMap<number, number>> {
  const region = page.getByRole('region', { name: 'Loss', exact: true })
  const table = region.locator('details').first()
  // Opened as often as it takes: what stands above it may push it away from under a click.
  const opened = async (): Promise<number> => {
    await table.evaluate((it) => void ((it as HTMLDetailsElement).open = true))
    return table.locator('tbody tr').count()
  }
  await expect.poll(opened, { timeout: 10_000 }).toBeGreaterThan(0)
  const rows = await table.locator('tbody tr').evaluateAll((all) => all.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.innerText))) // prettier-ignore
  return new Map(rows.map(([step, loss]) => [Number(step), Number(loss)]))
}
