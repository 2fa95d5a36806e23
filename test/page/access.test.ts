/** Everybody can use it: axe finds nothing in any place in its busiest state, whatever the colours, and at 400 % nothing is cut or scrolls sideways. */
import type { Page } from 'playwright-core'
import { beforeEach, describe, expect, test } from 'vitest'
import { long } from '../seed.js'
import { violations } from './axe.js'
import { busy } from './busy.js'
import { phone, untyped, usePage, visit } from './page.js'

const answers = new Map(untyped)
usePage(answers)

/** Changed under the reader's eyes, as the system may: what is drawn by script follows too. */
const colours = {
  light: { colorScheme: 'light', forcedColors: 'none' },
  dark: { colorScheme: 'dark', forcedColors: 'none' },
  forced: { colorScheme: 'light', forcedColors: 'active' },
} as const

/** Makes a phone of the device that a page is open on: all that it was told of its screen is drawn anew. */
async function becomesPhone(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page)
  await page.setViewportSize(phone.viewport)
  await session.send('Emulation.setDeviceMetricsOverride', { ...phone.viewport, deviceScaleFactor: 1, mobile: true })
  await session.send('Emulation.setTouchEmulationEnabled', { enabled: true })
  await page.waitForFunction(() => innerWidth === 360 && matchMedia('(pointer: coarse)').matches)
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))))
}

for (const [name, { hash, prepare, isTyped }] of Object.entries(busy))
  describe(name, () => {
    beforeEach(() => {
      // Where nothing of it is to be seen, the compiler of types would take seconds.
      if (isTyped) answers.clear()
      else for (const [path, text] of untyped) answers.set(path, text)
    })
    test(`pleases axe in ${Object.keys(colours).join(', ')} colours, and on a phone; at 400 % it scrolls in one direction only, and nothing is cut`, async () => {
      const { page, errors } = await visit(hash)
      await prepare(page)
      for (const [how, media] of Object.entries(colours)) {
        await page.emulateMedia(media)
        expect([how, await violations(page)]).toEqual([how, []])
      }
      await page.emulateMedia(colours.light)
      // 1280 pixels at 400 %: of what stands there, and of what is drawn anew for it.
      await page.setViewportSize({ width: 320, height: 256 })
      await expect.poll(() => isCut(page), { timeout: 10_000 }).toEqual({ cut: [], isWider: false })
      await becomesPhone(page)
      expect(['on a phone', await violations(page)]).toEqual(['on a phone', []])
      expect(errors).toEqual([])
    })
    // Every day the device becomes a phone under what was opened on another.
    if (long)
      test('pleases axe, opened on a phone', async () => {
        const { page, errors } = await visit(hash, phone)
        await prepare(page)
        expect(await violations(page)).toEqual([])
        expect(errors).toEqual([])
      })
  })

/** What does not fit, sideways: pieces that are cut or stand out, and whether the page scrolls. */
const isCut = (page: Page): Promise<{ cut: readonly string[]; isWider: boolean }> =>
  page.evaluate(() => {
    const cut = [...document.querySelectorAll<HTMLElement>('main *, header *')].flatMap((element) => {
      const { overflowX } = getComputedStyle(element)
      const isClipped = overflowX === 'hidden' || overflowX === 'clip'
      const box = element.getBoundingClientRect()
      // Pictures may be moved within their own frame; what is for screen readers only has no size.
      const isOut = box.width > 1 && box.right > innerWidth + 1 && !element.closest('.picture, .sr, pre, .cm-editor')
      return (isClipped && element.scrollWidth > element.clientWidth + 1 && !element.closest('.sr')) || isOut
        ? [element.outerHTML.slice(0, 120)]
        : []
    })
    return { cut, isWider: document.documentElement.scrollWidth > 320 }
  })
