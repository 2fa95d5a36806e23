/** A newcomer's path, by mouse and by keyboard alone: type, see, step, drag, share. */
import { describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { lesson, neuron, ready, textOf, usePage, visit, write } from './page.js'

usePage()

const focused = (page: Page): Promise<{ readonly name: string; readonly id: string }> =>
  page.evaluate(() => {
    const at = document.activeElement
    return { name: (at?.getAttribute('aria-label') ?? at?.textContent ?? '').trim(), id: at?.id ?? '' }
  })
/** Presses Tab until something of this name has the focus. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let k = 0; k < 200; k++) {
    await page.keyboard.press('Tab')
    if (name.test((await focused(page)).name)) return
  }
  throw new Error(`Tab does not lead to ${String(name)}`)
}

describe('by mouse', () => {
  test('an expression is typed, walked, dragged and shared', async () => {
    const { page, errors } = await visit()
    const line = page.getByRole('textbox', { name: 'Expression' })
    await expect.poll(() => line.inputValue()).toBe('L = (a*b + c) * f')
    await line.fill('L = (a*b + c) * f * 1')
    await page.getByRole('button', { name: /^L: data −8/ }).waitFor()
    await line.fill('L = (a*b + c) * f')
    await expect.poll(() => page.locator('output').textContent()).toBe('L = (2 · −3 + 10) · −2 = −8')
    await page.getByRole('button', { name: 'a: data 2, gradient 6' }).waitFor()

    await page.getByRole('link', { name: /Walk through backprop/ }).click()
    await page.getByText('Forward, step 3 of 3').first().waitFor()
    const next = page.getByRole('button', { name: 'Next step' })
    const back = page.getByRole('button', { name: 'Step back' })
    for (let k = 0; k < 6; k++) await next.click()
    const panel = page.getByRole('region', { name: 'The step' })
    await back.click()
    await next.click()
    await panel.getByText('When a moves a little').waitFor()
    await expect.poll(() => panel.textContent()).toContain('So L moves 6 times as much as a.')
    await expect
      .poll(async () => (await panel.locator('.formula').textContent())!.replace(/\s/g, ''))
      .toMatch(/−2[⋅·]−3=6$/)

    // Dragging the leaf moves its number, and all that hangs on it.
    const leaf = (await page.getByRole('button', { name: /^b: data −3/ }).boundingBox())!
    await page.mouse.move(leaf.x + leaf.width / 2, leaf.y + leaf.height / 2)
    await page.mouse.down()
    await page.mouse.move(leaf.x + leaf.width / 2 + 20, leaf.y + leaf.height / 2, { steps: 4 })
    await page.mouse.up()
    await page.getByRole('button', { name: 'b: data −2' }).waitFor()
    await page.getByRole('button', { name: 'a: data 2, gradient 4' }).waitFor()
    await expect.poll(() => panel.textContent()).toContain('So L moves 4 times as much as a.')
    await expect.poll(() => page.url()).toContain('b=-2,')

    // What is sent to somebody else is what they see.
    const other = await visit(new URL(page.url()).hash)
    await other.page.getByRole('button', { name: 'a: data 2, gradient 4' }).waitFor()
    expect(await other.page.getByRole('region', { name: 'The step' }).textContent()).toContain(
      'So L moves 4 times as much as a.',
    )
    expect([...errors, ...other.errors]).toEqual([])
  })
  test('a cell is changed and shared: in a fresh profile its code stands there, has not run, and runs when told to', async () => {
    const { page } = await visit()
    await page.getByRole('link', { name: 'Learn', exact: true }).click()
    await page.getByRole('link', { name: 'The chain rule' }).click()
    await ready(page)
    await write(page, 3, 'console.log("ran")\n6 * 7')
    await page.keyboard.press('Shift+Enter')
    await page.locator('#cell-nudge .outputs').getByText('42').waitFor()
    await page.getByRole('button', { name: 'Link with my changes' }).click()
    await expect.poll(() => page.url()).toContain('cells=')
    const other = await visit(new URL(page.url()).hash)
    await other.page.getByText('This came with a link').waitFor()
    expect(await textOf(other.page, 'nudge')).toBe('console.log("ran")\n6 * 7')
    await other.page.waitForTimeout(1000)
    expect(await other.page.locator('.outputs .line, iframe').count()).toBe(0)
    await other.page.getByRole('button', { name: 'Run it' }).click()
    await other.page.locator('#cell-nudge .outputs').getByText('42').waitFor({ timeout: 30_000 })
  })
  test('Back undoes', async () => {
    const { page } = await visit(neuron(3))
    await page.getByText('Forward, step 3 of 5').first().waitFor()
    await page.getByRole('button', { name: 'Next step' }).click()
    await page.getByText('Forward, step 4 of 5').first().waitFor()
    await page.goBack()
    await expect.poll(() => page.locator('.where').textContent()).toBe('Forward, step 3 of 5')
  })
  test('a slider of home moves its leaf, and the sentence says what a nudge does', async () => {
    const { page } = await visit()
    const slider = page.getByRole('slider', { name: 'a', exact: true })
    await slider.fill('3')
    await page.getByRole('button', { name: 'a: data 3, gradient 6' }).waitFor()
    expect(await page.locator('.say p').textContent()).toContain(
      'Nudge a by 0.01 and L goes from −2 to −1.94: it rises by 0.01 · 6 = 0.06.',
    )
  })
  test('a line that is not understood says where, and keeps the last picture', async () => {
    const { page } = await visit()
    await page.getByRole('button', { name: /^L: data −8/ }).waitFor()
    await page.getByRole('textbox', { name: 'Expression' }).fill('L = (a*b + c) * fnord(f)')
    await page.getByText(/^✗ Unknown: the function fnord/).waitFor()
    expect(await page.getByRole('button', { name: /^L: data −8/ }).count()).toBe(1)
  })
})

describe('by keyboard alone', () => {
  test('the same path', async () => {
    const { page, errors } = await visit()
    await page.getByRole('button', { name: /^L: data −8/ }).waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type('L = (a*b + c) * f')
    await expect.poll(() => page.locator('output').textContent()).toBe('L = (2 · −3 + 10) · −2 = −8')
    await tabTo(page, /^a$/)
    await page.keyboard.press('ArrowRight')
    await page.getByRole('button', { name: /^a: data 2\.1, gradient 6/ }).waitFor()
    await page.keyboard.press('ArrowLeft')
    await page.getByRole('button', { name: 'a: data 2, gradient 6' }).waitFor()
    await tabTo(page, /Walk through backprop/)
    await page.keyboard.press('Enter')
    await page.getByText('Forward, step 3 of 3').first().waitFor()
    for (let k = 0; k < 6; k++) await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('ArrowRight')
    const panel = page.getByRole('region', { name: 'The step' })
    await panel.getByText('So L moves 6 times as much as a.').first().waitFor()
    // Into the graph, along its edges to a leaf, and that nudged.
    await page.keyboard.press('g')
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('ArrowUp')
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toMatch(/^a: data 2/)
    await page.keyboard.press('ArrowUp')
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toMatch(/^b: data −3/)
    await page.keyboard.press('+')
    await page.getByRole('button', { name: /^a: data 2, gradient 5\.8/ }).waitFor()
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keys' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog', { name: 'Keys' }).waitFor({ state: 'hidden' })
    // What is sent to somebody else is what they see.
    await expect.poll(() => page.url()).toMatch(/b=-2\.9,/)
    const other = await visit(new URL(page.url()).hash)
    await other.page.getByRole('button', { name: /^a: data 2, gradient 5\.8/ }).waitFor()
    expect([...errors, ...other.errors]).toEqual([])
  })
  test('a cell is changed, shared and, in a fresh profile, run', async () => {
    const { page, errors } = await visit(lesson)
    await ready(page)
    for (let k = 0; k < 60 && (await focused(page)).id !== 'cell-nudge'; k++) await page.keyboard.press('Tab')
    expect((await focused(page)).id).toBe('cell-nudge')
    await page.keyboard.press('Enter')
    await page.waitForFunction(() => document.activeElement?.classList.contains('cm-content'))
    await page.keyboard.press('Control+a')
    await page.keyboard.type('6 * 7')
    await page.keyboard.press('Control+Enter')
    await page.locator('#cell-nudge .outputs').getByText('42').waitFor()
    // Esc, then Tab leaves the text.
    await page.keyboard.press('Escape')
    await tabTo(page, /^Link with my changes$/)
    await page.keyboard.press('Enter')
    await expect.poll(() => page.url()).toContain('cells=')
    const other = await visit(new URL(page.url()).hash)
    await other.page.getByText('This came with a link').waitFor()
    expect(await textOf(other.page, 'nudge')).toBe('6 * 7')
    await tabTo(other.page, /^Run it$/)
    expect(await other.page.locator('.outputs .line').count()).toBe(0)
    await other.page.keyboard.press('Enter')
    await other.page.locator('#cell-nudge .outputs').getByText('42').waitFor({ timeout: 30_000 })
    expect([...errors, ...other.errors]).toEqual([])
  })
  test('keys of one sign can be switched off', async () => {
    const { page } = await visit(neuron())
    await page.getByRole('button', { name: 'Next step' }).waitFor()
    await page.keyboard.press('?')
    await page.getByRole('checkbox', { name: /single letter/ }).uncheck()
    await page.getByRole('button', { name: 'Close' }).click()
    await page.keyboard.press('?')
    expect(await page.getByRole('dialog').count()).toBe(0)
    await page.reload()
    await page.getByRole('button', { name: 'Next step' }).waitFor()
    await page.keyboard.press('?')
    expect(await page.getByRole('dialog').count()).toBe(0)
  })
})
