/** A training at full speed leaves the page free: it is drawn often, and no task is long. */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { record } from '../record.js'
import { long } from '../seed.js'
import { usePage, visit } from './page.js'
import { at, restsAt, step } from './training.js'
import { tasksWhile } from './watch.js'

usePage()

/** Steps a second over two seconds, drawn all the time or not at all. */
const rateOf = (page: Page, isWatched: boolean): Promise<number> =>
  page.evaluate(async (isSeen) => {
    const canvas = document.querySelector<HTMLElement>('.plane canvas')!
    const frames = globalThis.requestAnimationFrame
    const [step, begun] = [Number(canvas.dataset['step']), performance.now()]
    if (!isSeen) globalThis.requestAnimationFrame = () => 0
    await new Promise((resolve) => setTimeout(resolve, 2000))
    globalThis.requestAnimationFrame = frames
    // The page looks again.
    const last = canvas.dataset['step']
    document.dispatchEvent(new Event('visibilitychange'))
    while (canvas.dataset['step'] === last) await new Promise((resolve) => setTimeout(resolve, 5))
    return (1000 * (Number(canvas.dataset['step']) - step)) / (performance.now() - begun)
  }, isWatched)

test('at full speed it is drawn often and no task is long; pausing is immediate, and a hidden tab pauses', async () => {
  const { page } = await visit(at('&steps=1000000'))
  await restsAt(page, 0)
  await page.getByRole('button', { name: 'Play' }).click()
  await page.getByTestId('executor').getByText('compiled').waitFor({ timeout: 60_000 })
  let [best, longest, steps] = [0, Infinity, 0]
  // The best of some windows: what the machine does besides is not the page's.
  let window = { rate: 0, steps: 0 }
  for (let k = 0; k < 6 && !(best >= 30 && longest <= 100); k++) {
    const tasks = await tasksWhile(page, async () => {
      window = await page.evaluate(async () => {
        const canvas = document.querySelector<HTMLElement>('.plane canvas')!
        const [drawn, step, begun] = [
          Number(canvas.dataset['drawn']),
          Number(canvas.dataset['step']),
          performance.now(),
        ]
        await new Promise((resolve) => setTimeout(resolve, 2000))
        const seconds = (performance.now() - begun) / 1000
        return { rate: (Number(canvas.dataset['drawn']) - drawn) / seconds, steps: (Number(canvas.dataset['step']) - step) / seconds } // prettier-ignore
      })
    })
    expect(tasks.length).toBeGreaterThan(20)
    if (window.rate > best) [best, longest, steps] = [window.rate, Math.max(...tasks), window.steps]
  }
  record('The page', { what: 'training moons at full speed', 'drawings a second': Math.round(best), 'steps a second': Math.round(steps), 'longest task, ms': Math.round(longest) }) // prettier-ignore
  // The bar is 30; a machine that is busy with other tests has half of its time for this one.
  expect(best).toBeGreaterThanOrEqual(long ? 30 : 15)
  expect(longest).toBeLessThanOrEqual(100)
  const rates = [await rateOf(page, true), await rateOf(page, false)] as const
  record('The page', { what: 'training moons, steps a second', watched: Math.round(rates[0]), unwatched: Math.round(rates[1]) }) // prettier-ignore
  const hide = (hidden: boolean): Promise<void> =>
    page.evaluate((isHidden) => {
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => isHidden })
      document.dispatchEvent(new Event('visibilitychange'))
    }, hidden)
  const stands = async (): Promise<boolean> => {
    const before = await step(page)
    await page.waitForTimeout(300)
    return before === (await step(page))
  }
  await hide(true)
  await expect.poll(stands).toBe(true)
  await hide(false)
  await expect.poll(stands).toBe(false)
  await page.getByRole('button', { name: 'Pause' }).click()
  await page.getByRole('button', { name: 'Play' }).waitFor()
  await restsAt(page, await step(page))
})
