/** Training in the page: the published losses come out of it, every change is in the address and made again by it, and whatever breaks is said. */
import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { record } from '../record.js'
import { deaths } from './deaths.js'
import { usePage, visit } from './page.js'
import { at, restsAt } from './training.js'

usePage()

interface Published {
  readonly steps: readonly { readonly loss: number }[]
}
const { steps: published } = JSON.parse(readFileSync('fixtures/moons-training.json', 'utf8')) as Published

/** What is painted of the plane: the same weights and points, the same text. */
const painted = (page: Page): Promise<string> =>
  page.locator('.plane canvas').evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL())
const loss = (page: Page): Promise<string | null> => page.getByTestId('loss').getAttribute('data-exact')
/** All losses of train and test that are drawn, from the table of their picture. */
async function table(page: Page, summary: RegExp): Promise<readonly string[]> {
  const details = page.locator('.train-losses details', { hasText: summary })
  if (!(await details.evaluate((one) => (one as HTMLDetailsElement).open))) await details.locator('summary').click()
  await details.locator('tbody tr').first().waitFor()
  return details.locator('tbody tr').evaluateAll((all) => all.map((row) => row.textContent))
}
const point = (page: Page, place: number): ReturnType<Page['locator']> => page.locator(`[data-place="${place}"]`)

describe('the moons', () => {
  test('are learned to 100 %, with the published loss at each of the 100 steps', async () => {
    const { page, errors } = await visit(at())
    await page.getByRole('button', { name: 'Play' }).click()
    await restsAt(page, 100)
    expect(await page.getByTestId('right').innerText()).toBe('100 %')
    await table(page, /Beside the published/)
    const ours = await page
      .locator('.train-losses details', { hasText: 'Beside the published' })
      .locator('tbody tr')
      .evaluateAll((rows) =>
        rows.map((row) => Number(row.querySelector('td')!.innerText.replace('−', '-').replace('·10', 'e'))),
      )
    expect(ours).toHaveLength(100)
    for (const [k, x] of ours.entries()) expect(Math.abs(x - published[k]!.loss)).toBeLessThanOrEqual(1e-12)
    expect(ours[99]).toBe(0.010978370135492717)
    expect(errors).toEqual([])
  })
  test('come out of compiled steps to the same bits, and a button proves it', async () => {
    const { page, errors } = await visit(at('&k=5'))
    await restsAt(page, 5)
    await page.getByRole('button', { name: 'Same bits? Prove it' }).click()
    await page.getByText(/✓ 100 steps, 67,500 losses, weights and gradients: the same to the last bit/).waitFor({ timeout: 60_000 }) // prettier-ignore
    expect(errors).toEqual([])
  })
  test('after a reset begin with the same weights, and the same bits come again', async () => {
    const { page } = await visit(at('&steps=30&batch=7'))
    await restsAt(page, 0)
    const start = await painted(page)
    const seen: (readonly string[])[] = []
    for (let round = 0; round < 2; round++) {
      await page.getByRole('button', { name: 'Play' }).click()
      await restsAt(page, 30)
      seen.push([...(await table(page, /As a table/)), await painted(page), (await loss(page))!])
      await page.getByRole('button', { name: 'Reset, same weights' }).click()
      await restsAt(page, 0)
      expect(await painted(page)).toBe(start)
    }
    expect(seen[0]).toHaveLength(32)
    expect(seen[1]).toEqual(seen[0])
  })
  test('go by steps, epochs and single examples; the last example of a batch takes the step that Step takes', async () => {
    const { page } = await visit(at('&batch=3'))
    await restsAt(page, 0)
    await page.getByRole('button', { name: 'Step', exact: true }).click()
    await restsAt(page, 1)
    const [by, picture] = [await loss(page), await painted(page)]
    await page.keyboard.press('ArrowLeft')
    await restsAt(page, 0)
    for (const n of [1, 2]) {
      await page.getByRole('button', { name: 'Example' }).click()
      await page.getByText(`Example ${n} of 3 of this step`).waitFor()
    }
    await page.getByRole('button', { name: 'Example' }).click()
    await restsAt(page, 1)
    expect([await loss(page), await painted(page)]).toEqual([by, picture])
    await page.getByRole('button', { name: 'Epoch' }).click()
    await restsAt(page, 34)
  })
})

describe('points', () => {
  test('are dragged: the boundary changes, Back brings it back, and the link shows it in a fresh profile', async () => {
    const { page, errors } = await visit(at('&k=25'))
    await restsAt(page, 25)
    const before = await painted(page)
    const box = (await point(page, 87).boundingBox())!
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
    await page.mouse.down()
    await page.mouse.move(box.x + 90, box.y - 60, { steps: 4 })
    await page.mouse.up()
    await expect.poll(() => page.evaluate(() => location.hash)).toContain('edit=m87,')
    await expect.poll(() => painted(page)).not.toBe(before)
    await restsAt(page, 25)
    const [after, by] = [await painted(page), await loss(page)]
    const hash = await page.evaluate(() => location.hash)
    const fresh = await visit(hash)
    await restsAt(fresh.page, 25)
    expect([await loss(fresh.page), await painted(fresh.page)]).toEqual([by, after])
    await page.getByRole('button', { name: 'The points as they were' }).click()
    await restsAt(page, 25)
    await point(page, 87).click()
    await expect.poll(() => painted(page)).toBe(before)
    expect(errors).toEqual([])
  })
  test('are added by a double click and removed by Delete', async () => {
    const { page } = await visit(at('&k=1'))
    await restsAt(page, 1)
    const all = page.locator('[data-place]')
    expect(await all.count()).toBe(100)
    const box = (await page.locator('.plane canvas').boundingBox())!
    await page.mouse.dblclick(box.x + 20, box.y + 20)
    await point(page, 100).waitFor()
    await point(page, 100).focus()
    await page.keyboard.press('c')
    await page.getByRole('button', { name: /^Point 100: class −1/ }).waitFor()
    await page.keyboard.press('Delete')
    await expect.poll(() => all.count()).toBe(100)
    expect(await page.evaluate(() => location.hash)).toMatch(/edit=a[-\d.,]+;d100/)
  })
  test('of a table are taken; one with a hole is refused with its row and column', async () => {
    const { page } = await visit(at())
    await page.getByText('Your own points…').click()
    const field = page.getByRole('textbox', { name: /^A table/ })
    await field.fill('x,y,kind\n0.5,1,round\n1,,square\n2,1,round')
    await page.getByRole('button', { name: 'Take these points' }).click()
    await page.getByText('Line 3, y: the string "" is no finite number').waitFor()
    expect(await page.locator('[data-place]').count()).toBe(100)
    await field.fill('x,y,kind\n0.5,1,round\n1,0.2,square\n2,1,round')
    await page.getByRole('button', { name: 'Take these points' }).click()
    await page.getByText('3 points were read; +1 is square.').waitFor()
    await expect.poll(() => page.locator('[data-place]').count()).toBe(3)
    await field.fill('x,y,kind\n0.5,1,a\n1,0.2,b\n2,1,c')
    await page.getByRole('button', { name: 'Take these points' }).click()
    await page.getByText('kind has 3 classes; two are allowed').waitFor()
  })
  test('are a sample of a million rows, and that is said', async () => {
    const { page } = await visit(at())
    await page.getByText('Your own points…').click()
    const rows = Array.from({ length: 1_000_000 }, (_, k) => `${k % 1000},${k % 7},${k % 2}`)
    await page.locator('.file input').setInputFiles({ name: 'huge.csv', mimeType: 'text/csv', buffer: Buffer.from(`x,y,kind\n${rows.join('\n')}`) }) // prettier-ignore
    await page.getByText(/1,000,000 rows were read, and every 1,000th of them is taken: 1,000 points/).waitFor({ timeout: 60_000 }) // prettier-ignore
    await expect.poll(() => page.locator('[data-place]').count(), { timeout: 20_000 }).toBe(1000)
  })
  const few = [
    ['none', '&data=own', 'There is no point.'],
    ['one', '&data=own&points=1,1,1', 'There is one point.'],
    ['one class', '&data=own&points=1,1,1;2,1,1;0,0,1', 'All 3 points are of one class'],
  ] as const
  for (const [what, query, words] of few)
    test(`${what}: said, and nothing breaks`, async () => {
      const { page, errors } = await visit(at(query))
      await page.getByText(words).waitFor()
      // Keys are heard when the words are painted, not before.
      if (what !== 'none') await restsAt(page, 0)
      await page.keyboard.press('ArrowRight')
      if (what !== 'none') await restsAt(page, 1)
      expect(errors).toEqual([])
    })
})

test('a weight set by hand is part of the run and of its address', async () => {
  const { page } = await visit(at('&k=10&neuron=0.3'))
  await restsAt(page, 10)
  const before = await painted(page)
  const field = page.getByRole('textbox', { name: 'w0, all digits' })
  await field.fill('2.5')
  await field.press('Enter')
  await expect.poll(() => painted(page)).not.toBe(before)
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Step', exact: true }).click()
  await restsAt(page, 11)
  const hash = await page.evaluate(() => location.hash)
  expect(decodeURIComponent(hash)).toContain('by=10:9=2.5')
  const fresh = await visit(hash)
  await restsAt(fresh.page, 11)
  expect(await loss(fresh.page)).toBe(await loss(page))
})

test('a point opens on the stage as its own graph, with the present weights', async () => {
  const { page, errors } = await visit(at('&k=3&point=4'))
  await restsAt(page, 3)
  const said = await page.locator('.train-lead .num').last().innerText()
  await page.getByRole('button', { name: 'Open its graph' }).click()
  await page.getByRole('heading', { name: 'Point 4, after 3 steps' }).waitFor()
  // Folded by layer, and each can be unfolded down to its multiplications.
  await page.getByRole('button', { name: /^layer 2/ }).waitFor()
  expect(said).toMatch(/^−?\d/)
  expect(errors).toEqual([])
})

test('runs are kept, compared, and their settings told apart', async () => {
  const { page, errors } = await visit(at('&k=8'))
  await restsAt(page, 8)
  await page.getByRole('button', { name: 'Keep this run' }).click()
  await page.getByRole('checkbox', { name: 'run 1' }).waitFor()
  const rate = page.getByRole('textbox', { name: 'Learning rate' })
  await rate.fill('0.1')
  await rate.press('Enter')
  await page.getByText('Learning rate: 1, now 0.1').waitFor()
  await page.getByRole('img', { name: /^Loss, each step.*train .*test .*run 1 0\.8958 → / }).waitFor()
  await page.getByRole('link', { name: 'Open run 1' }).click()
  await page.getByText('The same settings as now.').waitFor()
  await page.reload()
  await page.getByRole('checkbox', { name: 'run 1' }).waitFor()
  await page.getByRole('button', { name: 'Remove run 1' }).click()
  await page.getByText('Keep a run, change a setting').waitFor()
  expect(errors).toEqual([])
})

test('what a teacher hides is not there', async () => {
  const { page } = await visit(at('&lr_hide=yes&own_hide=yes'))
  await page.getByRole('combobox', { name: 'Optimiser' }).waitFor()
  expect(await page.getByRole('textbox', { name: 'Learning rate' }).count()).toBe(0)
  expect(await page.getByText('Your own points…').count()).toBe(0)
  await page.getByText('For teachers: hide…').click()
  await page.getByRole('checkbox', { name: 'Seed' }).check()
  await expect.poll(() => page.getByRole('textbox', { name: 'Seed' }).count()).toBe(0)
  expect(await page.evaluate(() => location.hash)).toContain('seed_hide=yes')
})

test('all of it goes by keys alone', async () => {
  const { page, errors } = await visit(at('&steps=12'))
  await restsAt(page, 0)
  await page.keyboard.press(' ')
  await restsAt(page, 12)
  await page.keyboard.press('r')
  await restsAt(page, 0)
  await page.keyboard.press('ArrowRight')
  await restsAt(page, 1)
  /** By Tab alone. */
  const tabTo = async (selector: string): Promise<void> => {
    for (let k = 0; k < 80; k++) {
      await page.keyboard.press('Tab')
      if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) return
    }
    throw new Error(`Tab did not come to ${selector}.`)
  }
  await tabTo('#train-act')
  await page.keyboard.press('ArrowDown')
  await expect.poll(() => page.evaluate(() => location.hash)).toContain('act=tanh')
  await tabTo('.neuron')
  await page.keyboard.press('ArrowDown')
  await expect.poll(() => page.evaluate(() => location.hash)).toContain('neuron=1.1')
  await tabTo('[data-place]')
  await page.keyboard.press('PageDown')
  await page.keyboard.press('ArrowUp')
  await expect.poll(() => page.evaluate(() => location.hash)).toMatch(/edit=m1,.*point=1\b/)
  await page.keyboard.press('Delete')
  await expect.poll(() => page.evaluate(() => location.hash)).toMatch(/;d1\b/)
  expect(errors).toEqual([])
})

describe('faults', () => {
  test('NaN is named: its step, its node, the neuron where it was born', async () => {
    const { page } = await visit(at('&lr=1000&opt=momentum&loss=squares'))
    await page.getByRole('button', { name: 'Play' }).click()
    const words = await page.getByRole('alert').innerText()
    expect(words).toMatch(/^✗ (The loss|A slope of the loss) is (NaN|−?Infinity) at step \d+, and no number after it would mean anything\. .*born in \w+ #\d+ in .*: \w+ of /) // prettier-ignore
    record('Faults of the page', { fault: 'a training that diverges', said: words.slice(2, 60) })
    await page.getByRole('button', { name: 'Reset, same weights' }).click()
    await restsAt(page, 0)
    expect(await page.getByRole('alert').count()).toBe(0)
  })
  test('in a neuron is named with its layer', async () => {
    const { page } = await visit(at(`&net=4&by=${encodeURIComponent('2:0=1e308;2:3=1e308;2:1=1e308')}&noise=2`))
    await page.getByRole('button', { name: 'Play' }).click()
    await page.getByText(/at step 2, .*in layer 0\/neuron \d/).waitFor()
    await expect.poll(() => page.getByRole('button', { name: 'Play' }).count()).toBe(1)
  })
  for (const [how, kill, words] of deaths)
    // prettier-ignore
    test(`the worker ${how}: it is said, and the run is made again`, async () => {
      const { page } = await visit(at('&steps=1000000&k=4'))
      await restsAt(page, 4)
      const by = await loss(page)
      await page.workers()[0]!.evaluate(kill)
      if (how === 'goes silently') await page.getByRole('button', { name: 'Play' }).click()
      await page.getByText(words).waitFor({ timeout: 30_000 })
      await page.getByRole('button', { name: 'Start again' }).click()
      await restsAt(page, 4)
      expect(await loss(page)).toBe(by)
      expect(await page.getByRole('alert').count()).toBe(0)
    })
  test('storage that is full while a run is kept is said, and the run stays until one leaves', async () => {
    const { page } = await visit('about:blank')
    await page.addInitScript(() => {
      Storage.prototype.setItem = () => {
        throw new DOMException('full', 'QuotaExceededError')
      }
    })
    const { page: other } = await visit(at())
    await page.goto(other.url().replace(/#.*/, at('&k=2')))
    await restsAt(page, 2)
    await page.getByRole('button', { name: 'Keep this run' }).click()
    await page.getByText(/run 1 is kept until you leave this page/).waitFor()
    expect(await page.getByRole('checkbox', { name: 'run 1' }).count()).toBe(1)
  })
})
