/**
 * `npm run docs:page`: pictures of every place of the page in its busiest state, wide and on a phone, light and dark, into docs/page. `npm run docs:page lessons`: of every
 * lesson, to be looked at, into .cache/page/lessons, since they are as long as what is read.
 */
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import type { AddressInfo } from 'node:net'
import { chromium, type BrowserContextOptions } from 'playwright-core'
import { serve } from '../src/cli/running/serve.js'
import { course, translations } from '../test/lesson/course.js'
import { busy, type Busy } from '../test/page/busy.js'
import { hasRun } from '../test/page/page.js'
import { browserFlags, findBrowser } from './browser.js'

const widths: Readonly<Record<string, BrowserContextOptions>> = {
  '': { viewport: { width: 1280, height: 900 } },
  '-360': { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true },
}

const server = await serve(0)
const browser = await chromium.launch({ ...findBrowser(), args: [...browserFlags] })
const chosen = process.argv.slice(2)
const lessons: Readonly<Record<string, Busy>> = Object.fromEntries(
  [...course, ...translations].map(({ file, name, language }) => [
    `lessons/${file.replace('.md', '')}`,
    { hash: `#/learn/${name}${language === '' ? '' : `?v=1&lang=${language}`}`, prepare: hasRun },
  ]),
)
const isOfLessons = chosen.some((word) => word.startsWith('lessons'))
for (const [name, { hash, prepare }] of Object.entries(isOfLessons ? lessons : busy))
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
      const path = `${isOfLessons ? '.cache' : 'docs'}/page/${file}.png`
      mkdirSync(dirname(path), { recursive: true })
      await page.screenshot({ path })
      await context.close()
    }
await browser.close()
server.close()
