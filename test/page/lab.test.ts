/** The derivative lab: the numbers of the notes come out of it to the last digit, in the address, by hand and by keys. */
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { usePage, visit } from './page.js'

usePage()

const at = (e: string, x: number, h: string): string => `#/lab?v=1&e=${encodeURIComponent(e)}&at=x=${x}&h=${h}`
const secant = (page: Page): Promise<string> => page.getByTestId('secant').innerText()

describe('the numbers of the notes', () => {
  const cases = [
    ['note 000', '3*x**2 + 6*x - 1', 1, '0.00001', '12.000030000081095'],
    ['note 001', '3*x**2 - 4*x + 5', 3, '0.00000001', '14.00000009255109'],
    ['note 004, a step of 1 from 3', 'x**2', 3, '1', '7'],
    ['note 004, a step of ½ from 3', 'x**2', 3, '0.5', '6.5'],
    ['note 004, a step of 1 from 1', 'x**2', 1, '1', '3'],
    ['note 004, a step of ½ from −2', 'x**2', -2, '0.5', '−3.5'],
    ['note 004, the limit', 'x**2', 3, '0.000001', '6.000001000927568'],
  ] as const
  for (const [note, e, x, h, wanted] of cases)
    test(`${note}: ${wanted}`, async () => {
      const { page, errors } = await visit(at(e, x, h))
      expect(await secant(page)).toBe(wanted)
      // The table has it too, in the row that is lit.
      expect(await page.locator('.steps tr.now td').first().innerText()).toBe(wanted)
      expect(errors).toEqual([])
    })
  test('note 001: d = a·b + c, nudged one at a time', async () => {
    const { page } = await visit('#/lab')
    const rows = page.getByRole('region', { name: 'Each input nudged alone' }).locator('tbody tr')
    await rows.first().waitFor()
    expect(await rows.evaluateAll((all) => all.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.innerText)))).toEqual([
      ['4', '3.9997', '−3.000000000010772', '−3'],
      ['4', '4.0002', '2.0000000000042206', '2'],
      ['4', '4.0001', '0.9999999999976694', '1'],
    ]) // prettier-ignore
  })
  test('h = 0 is explained, and so is one that is lost beside x', async () => {
    const { page } = await visit(at('x**2', 3, '0'))
    await page.getByText('nothing moved, so there is no slope to read: 0/0').waitFor()
    await page.getByRole('textbox', { name: 'h, all digits' }).fill('1e-17')
    await page.keyboard.press('Enter')
    await page.getByText('has no digit as small as').waitFor()
    expect(page.url()).toContain('h=1e-17')
  })
})

/** How far nudging is off at each h that the slider passes, as the table says. */
async function errorsAlong(page: Page, steps: number): Promise<readonly number[]> {
  const errors: number[] = []
  for (let k = 0; k <= steps; k++) {
    const row = page.locator('.steps tr.now td').first()
    const x = Number((await row.innerText()).replace('−', '-'))
    errors.push(Math.abs(x - 6))
    if (k < steps) for (let press = 0; press < 20; press++) await page.keyboard.press('ArrowLeft')
  }
  return errors
}

test('h dragged from 1 to 1e-16 by keys: the error falls, turns near 1e-8, and is as large as the slope at the end', async () => {
  const { page } = await visit(at('x**2', 3, '1'))
  await page.getByRole('slider', { name: 'h' }).focus()
  const errors = await errorsAlong(page, 16)
  expect(errors).toHaveLength(17)
  const least = errors.indexOf(Math.min(...errors))
  expect(least).toBeGreaterThanOrEqual(7)
  expect(least).toBeLessThanOrEqual(9)
  expect(errors[0]).toBe(1)
  expect(errors[4]).toBeCloseTo(1e-4, 8)
  // The left arm: up again, and at last nothing moves.
  expect(errors[12]!).toBeGreaterThan(100 * errors[least]!)
  expect(errors[16]).toBe(6)
  await expect.poll(() => page.url()).toContain('h=1e-16')
})

test('dragged by mouse: the marker on the error curve goes along its arm and sets h', async () => {
  const { page } = await visit(at('x**2', 3, '1'))
  const curve = page.getByRole('img', { name: /^The error of nudging/ })
  await curve.scrollIntoViewIfNeeded()
  const box = (await curve.boundingBox())!
  const heights: number[] = []
  await page.mouse.move(box.x + box.width * 0.95, box.y + box.height / 2)
  await page.mouse.down()
  for (const share of [0.9, 0.7, 0.5, 0.3, 0.12]) {
    await page.mouse.move(box.x + box.width * share, box.y + box.height / 2)
    heights.push(
      await curve
        .locator('circle')
        .last()
        .evaluate((disc) => Number(disc.getAttribute('cy'))),
    )
  }
  await page.mouse.up()
  // Down along the right arm, and up along the left one.
  expect(heights[1]).toBeGreaterThan(heights[0]!)
  expect(heights[2]).toBeGreaterThan(heights[1]!)
  expect(heights[4]).toBeLessThan(heights[2]!)
  await expect.poll(() => page.evaluate(() => Number(/h=([\d.e-]+)/.exec(location.hash)?.[1]))).toBeLessThan(1e-14)
})

test('a point is dragged, Back undoes it, and the address brings it back', async () => {
  const { page, errors } = await visit(at('x**2', 1, '0.5'))
  const plot = page.getByRole('img', { name: /^f and its slope/ })
  const box = (await plot.boundingBox())!
  await page.mouse.move(box.x + box.width * 0.3, box.y + box.height * 0.6)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width * 0.7, box.y + box.height * 0.6, { steps: 4 })
  await page.mouse.up()
  const moved = await page.getByRole('textbox', { name: 'x, all digits' }).inputValue()
  expect(moved).not.toBe('1')
  await page.waitForTimeout(300)
  const url = page.url()
  await page.goBack()
  await expect.poll(() => page.getByRole('textbox', { name: 'x, all digits' }).inputValue()).toBe('1')
  await page.goto('about:blank')
  await page.goto(url)
  await expect.poll(() => page.getByRole('textbox', { name: 'x, all digits' }).inputValue()).toBe(moved)
  expect(errors).toEqual([])
})

test('the line is parsed, never run, and a mistake leaves what was there', async () => {
  const { page, errors } = await visit(at('x**2', 3, '1'))
  const line = page.getByRole('textbox', { name: 'f of x' })
  for (const hostile of ['alert(1)', 'x.constructor', 'fetch("/")', '(() => { globalThis.ran = 1 })()', 'import("x")'])
    await line.fill(hostile)
  await page.locator('#lab-says.bad').waitFor()
  expect(await secant(page)).toBe('7')
  expect(await page.evaluate(() => 'ran' in globalThis)).toBe(false)
  await line.fill('a*x')
  await page.getByText('one input is wanted here').waitFor()
  await line.fill('t**3')
  await page.getByRole('slider', { name: 't' }).waitFor()
  expect(errors).toEqual([])
})
