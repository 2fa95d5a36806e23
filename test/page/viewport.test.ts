/** A picture of any size: the whole at first, and any part of it by wheel, by dragging, by fingers and by keys; a link keeps what is seen. */
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { neuron, usePage, visit } from './page.js'

usePage()

const long = `#/stage?v=1&e=${encodeURIComponent(`y = ${Array.from({ length: 30 }, (_, k) => `tanh(a*${k + 1} + b)`).join(' + ')}`)}&at=a=0.3,b=0.1`
const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }

/** Where the picture is seen, and how many of its boxes are wholly in there. */
async function seen(page: Page): Promise<{ all: number; inside: number; view: number[] }> {
  return page.evaluate(() => {
    const svg = document.querySelector('svg.graph')!
    const frame = svg.getBoundingClientRect()
    const boxes = [...svg.querySelectorAll('.node')].map((node) => node.getBoundingClientRect())
    const inside = boxes.filter((box) => box.left >= frame.left - 0.5 && box.right <= frame.right + 0.5 && box.top >= frame.top - 0.5 && box.bottom <= frame.bottom + 0.5).length // prettier-ignore
    return { all: boxes.length, inside, view: svg.getAttribute('viewBox')!.split(' ').map(Number) }
  })
}
const ready = (page: Page): Promise<void> => page.locator('svg.graph .node').first().waitFor({ state: 'attached' })

for (const [where, options] of [
  ['on a desk', {}],
  ['on a phone', phone],
] as const)
  // prettier-ignore
  describe(`${where}, at first`, () => {
    for (const [what, hash] of [['a long sum', long], ['a neuron', neuron()], ['the loss on two moons', '#/stage?v=1&program=moons']] as const) // prettier-ignore
      test(`the whole of ${what} is seen, and nothing scrolls sideways`, async () => {
        const { page } = await visit(hash, options)
        await page.locator('svg.graph .node').first().waitFor({ state: 'attached', timeout: 60_000 })
        const { all, inside } = await seen(page)
        expect(all).toBeGreaterThan(5)
        expect(inside).toBe(all)
        expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
      })
  })

describe('by mouse', () => {
  test('the wheel with Ctrl enlarges what it points at, alone it moves the picture, dragging too, and a link keeps what is seen', async () => {
    const { page, errors } = await visit(long)
    await ready(page)
    const { view: whole } = await seen(page)
    const frame = (await page.locator('svg.graph').boundingBox())!
    const [x, y] = [frame.x + frame.width / 4, frame.y + frame.height / 2]
    const point = ([left, top, wide, high]: number[]): number[] => [left! + (wide! * (x - frame.x)) / frame.width, top! + (high! * (y - frame.y)) / frame.height] // prettier-ignore
    await page.mouse.move(x, y)
    await page.keyboard.down('Control')
    for (let k = 0; k < 4; k++) await page.mouse.wheel(0, -240)
    await page.keyboard.up('Control')
    await expect.poll(async () => (await seen(page)).view[2]).toBeLessThan(whole[2]! / 2)
    const { view: near } = await seen(page)
    expect(point(near)[0]).toBeCloseTo(point(whole)[0]!, -1.5)
    await page.mouse.wheel(200, 0)
    await expect.poll(async () => (await seen(page)).view[0]).toBeGreaterThan(near[0]! + 20)
    const { view: moved } = await seen(page)
    await page.mouse.down()
    await page.mouse.move(x + 120, y, { steps: 6 })
    await page.mouse.up()
    await expect.poll(async () => (await seen(page)).view[0]).toBeLessThan(moved[0]! - 20)
    // The address is written when what changes it pauses.
    await page.waitForTimeout(600)
    const { view: kept } = await seen(page)
    const other = await visit(await page.evaluate(() => location.hash))
    await ready(other.page)
    await expect.poll(async () => (await seen(other.page)).view[0]).toBeGreaterThan(1)
    const { view: again } = await seen(other.page)
    for (const [k, value] of kept.entries()) expect(again[k]!).toBeCloseTo(value, -1.5)
    await page.getByRole('button', { name: 'the whole' }).click()
    await expect.poll(async () => (await seen(page)).view[2]).toBeCloseTo(whole[2]!, 0)
    expect([...errors, ...other.errors]).toEqual([])
  })
  test('a wheel over a picture that is seen whole scrolls the page', async () => {
    const { page } = await visit(neuron(), { viewport: { width: 1280, height: 500 } })
    await ready(page)
    const frame = (await page.locator('svg.graph').boundingBox())!
    await page.mouse.move(frame.x + 100, frame.y + 50)
    await page.mouse.wheel(0, 120)
    await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(50)
  })
  test('a box that is pressed in an enlarged picture is pressed, not moved', async () => {
    const { page } = await visit(`${neuron(14)}&look=1.2@500,150`)
    await page.getByRole('button', { name: /^n:/ }).click()
    await expect.poll(() => page.locator('.where').textContent()).toBe('Backward, step 1 of 9')
  })
})

describe('by keys', () => {
  test('+ and − enlarge and shrink, 0 shows the whole, Shift and arrows move, and a box that is walked to comes into sight', async () => {
    const { page } = await visit(long)
    await ready(page)
    const { view: whole } = await seen(page)
    for (let k = 0; k < 12; k++) await page.keyboard.press('+')
    await expect.poll(async () => (await seen(page)).view[2]).toBeLessThan(whole[2]! / 3)
    const { view: near } = await seen(page)
    await page.keyboard.press('Shift+ArrowRight')
    await expect.poll(async () => (await seen(page)).view[0]).toBeGreaterThan(near[0]!)
    await page.keyboard.press('g')
    await page.keyboard.press('ArrowUp')
    await expect
      .poll(() =>
        page.evaluate(() => {
          const [box, frame] = [document.activeElement!, document.querySelector('svg.graph')!].map((one) => one.getBoundingClientRect()) // prettier-ignore
          return box!.left >= frame!.left && box!.right <= frame!.right
        }),
      ) // prettier-ignore
      .toBe(true)
    await page.evaluate(() => (document.activeElement as SVGElement).blur())
    await page.keyboard.press('0')
    await expect.poll(async () => (await seen(page)).view[2]).toBeCloseTo(whole[2]!, 0)
  })
})

describe('by fingers', () => {
  /** Fingers at places, one after the other. */
  async function touch(page: Page, places: readonly (readonly (readonly [x: number, y: number])[])[]): Promise<void> {
    const session = await page.context().newCDPSession(page)
    const at = (points: readonly (readonly [number, number])[]): { x: number; y: number; id: number }[] => points.map(([x, y], id) => ({ x, y, id })) // prettier-ignore
    for (const [k, points] of places.entries())
      await session.send('Input.dispatchTouchEvent', { type: k === 0 ? 'touchStart' : 'touchMove', touchPoints: at(points) }) // prettier-ignore
    await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
  }
  test('two that part enlarge the picture, and the page stays as it is', async () => {
    const { page } = await visit(neuron(14), phone)
    await ready(page)
    const { view: whole } = await seen(page)
    const { x, y, width } = (await page.locator('svg.graph').boundingBox())!
    const middle = [x + width / 2, y + 150] as const
    const apart = (by: number): readonly (readonly [number, number])[] => [[middle[0] - by, middle[1]], [middle[0] + by, middle[1]]] // prettier-ignore
    await touch(page, [30, 45, 60, 75, 90].map(apart))
    await expect.poll(async () => (await seen(page)).view[2]).toBeLessThan(whole[2]! / 1.8)
    expect(await page.evaluate(() => visualViewport!.scale)).toBe(1)
  })
  test('a swipe to the left is a step on, to the right a step back', async () => {
    const { page } = await visit(neuron(9), phone)
    await page.getByText('Backward, step 3 of 9').first().waitFor()
    const { x, y, width, height } = (await page.locator('svg.graph').boundingBox())!
    const way = (from: number, to: number): readonly (readonly (readonly [number, number])[])[] => [0, 0.25, 0.5, 0.75, 1].map((t) => [[x + width * (from + (to - from) * t), y + height * 0.35]]) // prettier-ignore
    await touch(page, way(0.9, 0.3))
    await page.getByText('Backward, step 4 of 9').first().waitFor()
    await touch(page, way(0.3, 0.9))
    await expect.poll(() => page.locator('.where').textContent()).toBe('Backward, step 3 of 9')
  })
})

test('on paper the picture, the step and the table stand in dark ink, and nothing that is pressed', async () => {
  const { page } = await visit(`${neuron(14)}&look=2@100,100`, { colorScheme: 'dark' })
  await page.locator('.formula math').first().waitFor()
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
  await expect.poll(async () => { const { all, inside } = await seen(page); return inside === all }).toBe(true) // prettier-ignore
  expect(await page.evaluate(() => getComputedStyle(document.body).color)).toBe('rgb(27, 28, 31)')
  for (const what of ['.control', '.tail', '.options', '.foot', '.top > nav'])
    expect(await page.locator(what).first().isVisible()).toBe(false)
  for (const what of ['h1', 'svg.graph', '.formula', '.sentence', '.nudging'])
    expect(await page.locator(what).first().isVisible()).toBe(true)
})
