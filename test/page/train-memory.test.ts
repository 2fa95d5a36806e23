/** A training at full speed leaks nothing: after a minute the page holds as many bytes as before. */
import { expect, test } from 'vitest'
import { record } from '../record.js'
import { long } from '../seed.js'
import { usePage, visit } from './page.js'
import { at, restsAt, step } from './training.js'
import { memoryOf } from './watch.js'

usePage()

const MINUTES = long ? 10 : 1
/** How full the losses are that are kept: of all that are drawn the half is thrown away whenever there are too many, so that a share of the memory comes and goes. */
const fullnessAt = (steps: number): number => steps / 2 ** Math.ceil(Math.log2(steps / MOST_LOSSES)) / MOST_LOSSES
const MOST_LOSSES = 2000

test(
  `memory stays flat while training for ${MINUTES === 1 ? 'a minute' : `${MINUTES} minutes`}`,
  { timeout: 1_800_000 },
  async () => {
    const { page } = await visit(at('&steps=20&k=20'))
    await restsAt(page, 20)
    // On beyond its last step, which has no end.
    await page.getByRole('button', { name: 'Play' }).click()
    await page.getByTestId('executor').getByText('compiled').waitFor({ timeout: 60_000 })
    const held = await memoryOf(page)
    // So many losses that they are thinned out, and code that is compiled for good.
    await expect.poll(() => step(page), { timeout: 60_000 }).toBeGreaterThan(20 * MOST_LOSSES)
    const [first, before] = [await step(page), await held()]
    await page.waitForTimeout(60_000 * MINUTES)
    // And on until as many are kept as before.
    const asFull = async (): Promise<boolean> => Math.abs(fullnessAt(await step(page)) - fullnessAt(first)) < 0.05
    await expect.poll(asFull, { timeout: 900_000, interval: 20 }).toBe(true)
    const [last, after] = [await step(page), await held()]
    const grown = (of: 'own' | 'heap'): number => Math.round((after[of] - before[of]) / 1000)
    record('The page', { what: `memory after training for ${MINUTES} min`, steps: last - first, 'kB grown': grown('own'), 'with compiled code': grown('heap') }) // prettier-ignore
    expect(grown('own')).toBeLessThan(100)
  },
)
