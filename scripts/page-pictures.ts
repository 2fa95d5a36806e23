/** `npm run docs:page`: pictures of every place of the page in its busiest state, wide and on a phone, light and dark, into docs/page. */
import { mkdirSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { chromium, type BrowserContextOptions } from 'playwright-core'
import { serve } from '../src/cli/running/serve.js'
import { busy } from '../test/page/busy.js'
import { browserFlags, findBrowser } from './browser.js'

const folder = 'docs/page'
const widths: Readonly<Record<string, BrowserContextOptions>> = {
  '': { viewport: { width: 1280, height: 900 } },
  '-360': { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true },
}

mkdirSync(folder, { recursive: true })
const server = await serve(0)
const browser = await chromium.launch({ ...findBrowser(), args: [...browserFlags] })
const chosen = process.argv.slice(2)
for (const [name, { hash, prepare }] of Object.entries(busy))
  for (const [width, options] of Object.entries(widths))
    for (const colorScheme of ['light', 'dark'] as const) {
      const file = `${name.replaceAll(/[ ,]+/g, '-')}${width}${colorScheme === 'dark' ? '-dark' : ''}`
      if (chosen.length > 0 && !chosen.some((word) => file.startsWith(word))) continue
      const context = await browser.newContext({ ...options, colorScheme, reducedMotion: 'reduce' })
      const page = await context.newPage()
      page.setDefaultTimeout(20_000)
      await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/${hash}`)
      await prepare(page)
      // As high as the page is, so that what sticks to the window stands where it belongs.
      const height = await page.evaluate('document.documentElement.scrollHeight')
      await page.setViewportSize({ width: options.viewport!.width, height: Math.ceil(Number(height)) })
      await page.waitForTimeout(300)
      await page.screenshot({ path: `${folder}/${file}.png` })
      await context.close()
    }
await browser.close()
server.close()
