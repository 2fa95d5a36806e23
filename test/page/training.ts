/** What tests of a training ask of its page: where it is, at which step it stands, and when it rests. */
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

export const at = (query = ''): string => `#/train?v=1${query}`
export const step = (page: Page): Promise<number> =>
  page
    .getByTestId('step')
    .innerText()
    .then((text) => Number(text.replaceAll(',', '')))
/** Waits until the run rests at a step, drawn. */
export async function restsAt(page: Page, k: number): Promise<void> {
  await page.getByRole('button', { name: 'Play' }).waitFor({ timeout: 60_000 })
  await page.locator(`.plane canvas[data-step="${k}"]`).waitFor({ timeout: 60_000 })
  await expect.poll(() => page.evaluate(() => location.hash)).toMatch(k === 0 ? /^(?!.*[?&]k=)/ : new RegExp(`&k=${k}\\b`))
} // prettier-ignore
