/** What goes wrong on a reader's device: whatever it is, nothing typed is lost, and the page says what happened. */
import type { BrowserContext, Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { record } from '../record.js'
import { count, long, seed } from '../seed.js'
import { lesson, pageAddress, ready, textOf, untyped, usePage, visit, write } from './page.js'

usePage(untyped)

/** Wide of the interval at which the page keeps what was typed. */
const kept = (page: Page): Promise<void> => page.waitForTimeout(500)
/** Another tab with the lesson, whatever stands in its cells. */
async function another(context: BrowserContext): Promise<Page> {
  const page = await context.newPage()
  page.setDefaultTimeout(20_000)
  await page.goto(`${pageAddress()}${lesson}`)
  await page.locator('#cell-nudge .cell-tools button[aria-label="Run cell 3"]:not([disabled])').waitFor()
  return page
}

describe('what runs cells', () => {
  const kills = Math.max(5, count(300))
  test(`is killed ${kills} times at random moments of seed ${seed}, and the next run shows what it should`, async () => {
    const { page, errors } = await visit(lesson)
    await ready(page)
    await page.getByRole('textbox', { name: 'Cell 3' }).click()
    await page.locator('.cm-content').waitFor()
    let state = seed % 2147483647 || 1
    const random = (): number => (state = (state * 48271) % 2147483647) / 2147483647
    for (let k = 0; k < kills; k++) {
      const code = `const t = performance.now()\nwhile (performance.now() - t < ${Math.floor(random() * 60)}) {}\n${k} + 0.5`
      await page.keyboard.press('Control+a')
      await page.keyboard.insertText(code)
      await page.getByRole('button', { name: 'Run all' }).click()
      await page.waitForTimeout(random() * 250)
      // The frame goes with its worker, as when a browser takes a process away.
      await page.evaluate(() => document.querySelector('iframe')?.remove())
      expect(await textOf(page, 'nudge')).toBe(code)
      // It is noticed, another one is made, and the cells run in it.
      await expect.poll(() => page.locator('iframe').count(), { timeout: 20_000 }).toBe(1)
      await page.getByRole('button', { name: 'Run all' }).click()
      await page.locator('#cell-nudge .outputs').getByText(`${k}.5`, { exact: true }).waitFor({ timeout: 20_000 })
      await page.getByRole('textbox', { name: 'Cell 3' }).click()
    }
    expect(errors).toEqual([])
    record('Faults of the page', { fault: 'the worker of the cells killed at a random moment', times: kills, 'texts lost': 0 }) // prettier-ignore
  })
  test('is killed while a cell runs: the cell says so, and runs again', async () => {
    const { page } = await visit(lesson)
    await ready(page)
    await write(page, 3, 'await new Promise((ok) => setTimeout(ok, 60_000))')
    await page.keyboard.press('Control+Enter')
    await page.locator('#cell-nudge.running').waitFor()
    await page.evaluate(() => document.querySelector('iframe')?.remove())
    await page.locator('#cell-nudge .mistake').getByText('no sign of life').waitFor()
    await write(page, 3, '40 + 2')
    await page.keyboard.press('Control+Enter')
    await page.locator('#cell-nudge .outputs').getByText('42').waitFor()
    expect(await page.locator('#cell-nudge .mistake').count()).toBe(0)
  })
})

describe('storage', () => {
  /** From the k-th write on, or only at it, the device says that it is full. */
  const fullAt = (k: number, forGood: boolean): string => `{
    const write = Storage.prototype.setItem
    let n = 0
    Storage.prototype.setItem = function (...given) {
      n++
      if (${forGood} ? n >= ${k} : n === ${k}) throw new DOMException('full', 'QuotaExceededError')
      return write.apply(this, given)
    }
    globalThis.writes = () => n
  }`
  /** A reader types in two cells, adds one and takes another away, with pauses in which it is kept. */
  async function session(page: Page): Promise<void> {
    await write(page, 3, '1 + 1')
    await kept(page)
    await page.keyboard.insertText(' + 1')
    await kept(page)
    await page.keyboard.press('Escape')
    await page.keyboard.press('b')
    await page.keyboard.press('Enter')
    await page.waitForFunction(() => document.activeElement?.classList.contains('cm-content'))
    await page.keyboard.insertText('const extra = 1')
    await kept(page)
    await page.keyboard.press('Escape')
    await page.keyboard.press('m')
    await kept(page)
  }
  const of = long ? 'every' : 'some'
  /** How many writes a session makes. */
  let writes = 0
  /** The writes at which it is tried: the first two, and of the others every third, beginning elsewhere each day; in the long run all. */
  const tried = (): readonly number[] =>
    Array.from({ length: writes }, (_, k) => k + 1).filter((k) => long || k <= 2 || (k + seed) % 3 === 0)
  const typed = async (page: Page): Promise<readonly (string | null)[]> => [
    await textOf(page, 'nudge'),
    await page.locator('.cell.is-note').textContent({ timeout: 10_000 }),
  ]
  test(`is full at the k-th write, for ${of} k of a session: the texts are there, the page says so, and the next write keeps all`, async () => {
    const { page: first, context } = await visit('about:blank')
    await context.addInitScript(fullAt(-1, false))
    await first.goto(`${pageAddress()}${lesson}`)
    await ready(first)
    await session(first)
    writes = (await first.evaluate('writes()')) as number
    const wanted = await typed(first)
    expect(writes).toBeGreaterThanOrEqual(4)
    expect(wanted).toEqual(['1 + 1 + 1', expect.stringContaining('const extra = 1')])
    for (const k of tried()) {
      const { page, context: own, errors } = await visit('about:blank')
      await own.addInitScript(fullAt(k, false))
      await page.goto(`${pageAddress()}${lesson}`)
      await ready(page)
      await session(page)
      expect(await typed(page)).toEqual(wanted)
      // What did not go in goes in by itself as soon as there is room.
      await kept(page)
      expect(await page.getByText('The storage of this browser is full').count()).toBe(0)
      await page.reload()
      await page.locator('.cell.is-note').waitFor({ timeout: 20_000 })
      expect(await typed(page)).toEqual(wanted)
      expect(errors).toEqual([])
      await own.close()
    }
    record('Faults of the page', {
      fault: 'storage full at the k-th write, once',
      times: tried().length,
      'texts lost': 0,
    })
  })
  test(`is full from the k-th write on, for ${of} k of a session: the page says so at once, offers a file, and shows what was there before`, async () => {
    let full = 0
    for (const k of tried()) {
      const { page, context } = await visit('about:blank')
      await context.addInitScript(fullAt(k, true))
      await page.goto(`${pageAddress()}${lesson}`)
      await ready(page)
      await session(page)
      expect(await typed(page)).toEqual(['1 + 1 + 1', expect.stringContaining('const extra = 1')])
      // How often a session writes depends on how long it takes: a quick one may end before the last of them.
      if (((await page.evaluate('writes()')) as number) < k) {
        await context.close()
        continue
      }
      full++
      await page.getByText('The storage of this browser is full').waitFor()
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'Save my cells as a file' }).click(),
      ])
      const parts: Buffer[] = []
      for await (const part of await file.createReadStream()) parts.push(part as Buffer)
      expect(Buffer.concat(parts).toString()).toContain('```ts nudge\n1 + 1 + 1\n```')
      // Nothing half written: what lies there is what lay there before it was full.
      await page.reload()
      await page.locator('#cell-nudge').waitFor()
      expect(['1 + 1 + 1', '1 + 1', expect.stringContaining('const compute')]).toContainEqual(await textOf(page, 'nudge')) // prettier-ignore
      await context.close()
    }
    expect(full).toBeGreaterThanOrEqual(Math.min(4, tried().length - 1))
  })
  test('is forbidden: all works, and the page says that nothing is kept once something would be', async () => {
    const { page, context, errors } = await visit('')
    await context.addInitScript(() => {
      for (const name of ['localStorage', 'sessionStorage', 'indexedDB'])
        Object.defineProperty(globalThis, name, {
          get() {
            throw new DOMException('no', 'SecurityError')
          },
        })
    })
    await page.goto(`${pageAddress()}${lesson}`)
    await page.reload()
    await ready(page)
    await page.getByText('This browser keeps nothing for this page').waitFor()
    await write(page, 3, '1 + 1')
    await page.keyboard.press('Control+Enter')
    await page.locator('#cell-nudge .outputs').getByText('2', { exact: true }).waitFor()
    // As long as the page is open, it is there, in other places too.
    await page.getByRole('link', { name: 'Learn', exact: true }).click()
    await page.getByRole('link', { name: 'The chain rule' }).click()
    await expect.poll(() => textOf(page, 'nudge')).toBe('1 + 1')
    expect(errors).toEqual([])
  })
  test('holds what is damaged: it is said and shown, not thrown away, and what is typed is kept beside it', async () => {
    const { page } = await visit(lesson)
    await ready(page)
    await write(page, 3, 'precious + 1')
    await kept(page)
    const spoilt = await page.evaluate(() => {
      const key = Object.keys(localStorage).find((one) => one.includes('lesson-chain-rule'))!
      const text = localStorage.getItem(key)!.replace('precious', 'precxous')
      localStorage.setItem(key, text)
      return key
    })
    // The tab itself has the text, and writes it again only when it changes.
    await page.reload()
    await ready(page)
    await page.getByText('is damaged and could not be read').waitFor()
    await page.getByText('As it lies there').click()
    await page.getByText('precxous').waitFor()
    await write(page, 3, '6 * 7')
    await kept(page)
    await page.reload()
    await page.getByText('is damaged and could not be read').waitFor()
    await expect.poll(() => textOf(page, 'nudge')).toBe('6 * 7')
    await page.getByText('As it lies there').click()
    await page.getByRole('button', { name: 'Throw it away' }).click()
    expect(await page.evaluate((key) => localStorage.getItem(key), spoilt)).toBe(null)
    expect(await page.getByText('is damaged').count()).toBe(0)
  })
})

describe('two tabs', () => {
  test('one after the other: what is typed in one is in the other, and it says so', async () => {
    const { page, context } = await visit(lesson)
    await ready(page)
    const other = await another(context)
    await write(other, 3, '2 + 2')
    await page.getByText('In another tab cell 3 was changed').waitFor()
    expect(await textOf(page, 'nudge')).toBe('2 + 2')
    await write(page, 3, '2 + 2 + 2')
    await expect.poll(() => textOf(other, 'nudge')).toBe('2 + 2 + 2')
    expect(await page.getByText('at the same time').count()).toBe(0)
  })
  test('at the same time: both texts are there, in both tabs and after both are gone, until the reader decides', async () => {
    const { page, context } = await visit(lesson)
    await ready(page)
    const other = await another(context)
    await page.getByRole('textbox', { name: 'Cell 3' }).click()
    await page.locator('.cm-content').waitFor()
    await other.getByRole('textbox', { name: 'Cell 3' }).click()
    await other.locator('.cm-content').waitFor()
    // Neither hears of the other while it types.
    const type = (text: string) => async (one: Page) => {
      await one.keyboard.press('Control+a')
      await one.keyboard.insertText(text)
    }
    await Promise.all([type('1000 + 1')(page), type('2000 + 2')(other)])
    await page.locator('#cell-nudge .clash').getByText('2000 + 2').waitFor()
    await other.locator('#cell-nudge .clash').getByText('1000 + 1').waitFor()
    expect(await textOf(page, 'nudge')).toBe('1000 + 1')
    expect(await textOf(other, 'nudge')).toBe('2000 + 2')
    // Typing goes on, and decides nothing.
    await type('1000 + 11')(page)
    await other.locator('#cell-nudge .clash').getByText('1000 + 11').waitFor()
    await page.close()
    await other.close()
    const third = await another(context)
    await third.locator('#cell-nudge .clash').waitFor()
    const both = [await textOf(third, 'nudge'), await third.locator('#cell-nudge .clash pre').textContent()]
    expect(both.toSorted()).toEqual(['1000 + 11', '2000 + 2'])
    const fourth = await another(context)
    await third.getByRole('button', { name: 'Take this one' }).click()
    expect(await textOf(third, 'nudge')).toBe(both[1])
    await expect.poll(() => textOf(fourth, 'nudge')).toBe(both[1])
    await expect.poll(() => fourth.locator('.clash').count()).toBe(0)
  })
  test('and what tabs left behind that are gone is tidied up by the next', async () => {
    const { page, context } = await visit(lesson)
    await ready(page)
    for (const k of [1, 2, 3, 4]) {
      const other = await another(context)
      await write(other, 3, `${k} + ${k}`)
      await kept(other)
      await other.close()
    }
    const last = await another(context)
    await expect.poll(() => textOf(last, 'nudge')).toBe('4 + 4')
    const places = (): Promise<number> => last.evaluate(() => Object.keys(localStorage).filter((key) => key.includes('lesson-chain-rule')).length) // prettier-ignore
    await expect.poll(places).toBeLessThanOrEqual(2)
    await last.reload()
    await expect.poll(() => textOf(last, 'nudge')).toBe('4 + 4')
  })
})

test('a tab that is hidden and frozen, and comes back: what was typed is kept before, cells go on after', async () => {
  const { page, context } = await visit(lesson)
  await ready(page)
  await write(page, 3, 'await new Promise((ok) => setTimeout(ok, 4000))\n42')
  await page.keyboard.press('Control+Enter')
  await page.locator('#cell-nudge.running').waitFor()
  await page.keyboard.press('Control+End')
  await page.keyboard.insertText(' + 0')
  const devtools = await context.newCDPSession(page)
  await devtools.send('Page.setWebLifecycleState', { state: 'frozen' })
  const stored = await textOf(await another(context), 'nudge')
  await new Promise((settle) => setTimeout(settle, 2500))
  await devtools.send('Page.setWebLifecycleState', { state: 'active' })
  await page.locator('#cell-nudge .outputs').getByText('42').waitFor({ timeout: 20_000 })
  expect(await page.locator('#cell-nudge .mistake').count()).toBe(0)
  expect(await textOf(page, 'nudge')).toContain('42 + 0')
  expect(stored).toContain('42 + 0')
})

test('a reload in the middle of typing, key by key: no key that was seen is lost', async () => {
  const { page } = await visit(lesson)
  await ready(page)
  await page.getByRole('textbox', { name: 'Cell 3' }).click()
  await page.locator('.cm-content').waitFor()
  await page.keyboard.press('Control+a')
  await page.keyboard.insertText('//')
  let text = '//'
  for (const key of ' six times') {
    await page.keyboard.insertText(key)
    text += key
    await page.reload()
    await expect.poll(() => textOf(page, 'nudge'), { timeout: 20_000 }).toBe(text)
    await page.getByRole('textbox', { name: 'Cell 3' }).click()
    await page.locator('#cell-nudge .cm-content').waitFor()
    await page.keyboard.press('Control+End')
  }
})

test('typed before the editor has come, and before what runs cells has, is there', async () => {
  const { page, context } = await visit('')
  await context.route(/editor-.*\.js$/, async (route) => {
    await new Promise((settle) => setTimeout(settle, 1500))
    await route.continue()
  })
  await page.goto(`${pageAddress()}${lesson}`)
  await ready(page)
  await page.getByRole('textbox', { name: 'Cell 3' }).click()
  await page.keyboard.press('Control+End')
  await page.keyboard.type(' + 0', { delay: 60 })
  await page.locator('#cell-nudge .cm-content').waitFor()
  await page.keyboard.type(' + 1')
  expect(await textOf(page, 'nudge')).toMatch(/ \+ 0 \+ 1$/)
})
