/** Cells as a reader meets them: edited, run by Jupyter's keys, stopped, kept, shared; nothing that was typed is lost. */
import { describe, expect, test } from 'vitest'
import { lesson, ready, untyped, usePage, visit, write } from './page.js'

usePage(untyped)

describe('a lesson', () => {
  test('runs its cells, and what depends on an edited one runs again', async () => {
    const { page, errors } = await visit(lesson)
    await ready(page)
    await page.getByRole('button', { name: 'a: data 2' }).waitFor()
    const slider = page.locator('#cell-leaves').getByRole('slider')
    await slider.focus()
    await slider.press('ArrowRight')
    await page.getByRole('button', { name: 'a: data 2.5' }).waitFor()
    expect(errors).toEqual([])
  })
  test('keeps to Jupyter’s keys: Esc, arrows, Enter, Shift+Enter', async () => {
    const { page } = await visit(lesson)
    await ready(page)
    await page.locator('#cell-nudge').focus()
    await page.keyboard.press('Enter')
    await page.locator('.cm-content').waitFor()
    await page.keyboard.press('Control+End')
    await page.keyboard.type(' + 1')
    await page.locator('#cell-nudge').getByText('from before your last edit').waitFor()
    await page.keyboard.press('Shift+Enter')
    await page.locator('#cell-nudge .outputs').getByText('7', { exact: true }).waitFor()
    expect(await page.evaluate(() => document.activeElement?.id)).toMatch(/^cell-(?!nudge)/)
    await page.keyboard.press('ArrowUp')
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('cell-nudge')
    await page.locator('#cell-nudge').getByRole('button', { name: 'Reset' }).click()
    await page.keyboard.press('Control+Enter')
    expect(await page.locator('.cm-content').textContent()).not.toContain('+ 1')
  })
  test('a mistake names its line', async () => {
    const { page } = await visit(lesson)
    await ready(page)
    await write(page, 3, 'const k = 1\nk.fnord()')
    await page.keyboard.press('Control+Enter')
    expect(await page.locator('#cell-nudge .mistake').textContent()).toContain('Line 2')
  })
})

describe('what was typed', () => {
  test('is there after a reload in the middle of it', async () => {
    const { page } = await visit(lesson)
    await ready(page)
    await write(page, 3, '// half a thou')
    await page.reload()
    await expect.poll(() => page.getByRole('textbox', { name: 'Cell 3' }).inputValue()).toBe('// half a thou')
    await page.getByRole('button', { name: 'Back to the original text' }).click()
    await page.reload()
    await ready(page)
  })
})

test('a link with changes shows them in a fresh profile, and waits to be run', async () => {
  const { page } = await visit(lesson)
  await ready(page)
  await write(page, 3, '6 * 7')
  await page.getByRole('button', { name: 'Link with my changes' }).click()
  await expect.poll(() => page.url()).toContain('cells=')
  const other = await visit(new URL(page.url()).hash)
  await other.page.getByText('This came with a link').waitFor()
  expect(await other.page.getByRole('textbox', { name: 'Cell 3' }).inputValue()).toBe('6 * 7')
  await other.page.waitForTimeout(1500)
  expect(await other.page.locator('.outputs .line').count()).toBe(0)
  await other.page.getByRole('button', { name: 'Run it' }).click()
  await other.page.locator('#cell-nudge .outputs').getByText('42').waitFor({ timeout: 30_000 })
  expect(await other.page.getByText('This came with a link').count()).toBe(0)
})
