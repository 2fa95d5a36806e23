/** Every lesson in the page: its cells run there, axe finds nothing, nothing is cut on a phone; languages, neighbours, the view without code, paper, and a lesson that is served. */
import { readFileSync } from 'node:fs'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { serve } from '../../src/cli/running/serve.js'
import { course, translations, type CourseLesson } from '../lesson/course.js'
import { long } from '../seed.js'
import { violations } from './axe.js'
import { hasRun, phone, usePage, visit, wide, type Visit } from './page.js'

usePage()
const hashOf = ({ name, language }: CourseLesson): string => `#/learn/${name}${language === '' ? '' : `?v=1&lang=${language}`}` // prettier-ignore
const isOpen = (page: Page, title: string) =>
  page.getByRole('heading', { level: 1, name: title, exact: true }).waitFor()

/** Words of figures that stand there in fewer than ten pixels. */
const smallWords = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll<SVGTextElement>('figure svg text')].flatMap((text) => {
      const size = Number.parseFloat(getComputedStyle(text).fontSize) * (text.getScreenCTM()?.a ?? 0)
      return size < 10 ? [`${text.textContent}: ${size.toFixed(1)}`] : []
    }),
  )

for (const lesson of [...course, ...translations])
  describe(lesson.file, () => {
    const runs = async (options: BrowserContextOptions): Promise<Visit> => {
      const visited = await visit(hashOf(lesson), options)
      const { page } = visited
      await isOpen(page, lesson.lesson.title)
      await hasRun(page)
      expect(await page.locator('.cell .mistake').allTextContents()).toEqual([])
      expect(await page.locator('.cell').count()).toBe(
        lesson.lesson.blocks.filter(({ type }) => type === 'cell').length,
      )
      return visited
    }
    test('runs to its end on a phone, without a mistake, is not cut, and pleases axe; on a wide screen too', async () => {
      const { page, errors } = await runs(phone)
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360)
      expect(await smallWords(page)).toEqual([])
      expect(await violations(page)).toEqual([])
      await page.setViewportSize(wide)
      await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))))
      expect(await violations(page)).toEqual([])
      expect(errors).toEqual([])
    })
    // Every day the screen becomes wide under what was opened on a phone, and test/page/course.test.ts opens all of them on a wide one.
    if (long)
      test('runs to its end, without a mistake, and pleases axe, opened on a wide screen', async () => {
        const { page, errors } = await runs({})
        expect(await violations(page)).toEqual([])
        expect(errors).toEqual([])
      })
  })

describe('the list', () => {
  test('has all lessons in their order, with how long they take and how far one has come', async () => {
    const { page } = await visit('#/learn')
    const titles = page.locator('.learn-list li a')
    await titles.first().waitFor()
    expect(await titles.allTextContents()).toEqual(course.map(({ lesson }) => lesson.title))
    expect(await page.locator('.learn-list li').first().textContent()).toMatch(/\d+ min$/)
    await titles.first().click()
    await isOpen(page, course[0]!.lesson.title)
    await page.goBack()
    await page.locator('.learn-list li').first().getByText('begun').waitFor()
  })
  test('offers languages, and keeps the one that was chosen', async () => {
    const { page } = await visit('#/learn')
    await page.getByRole('link', { name: 'español', exact: false }).click()
    await page.getByRole('link', { name: translations[0]!.lesson.title }).click()
    await isOpen(page, translations[0]!.lesson.title)
    await page.getByRole('navigation', { name: 'Other lessons' }).getByRole('link').click()
    await isOpen(page, translations[1]!.lesson.title)
    expect(page.url()).toContain('lang=es')
    await page.getByRole('link', { name: 'English' }).click()
    await isOpen(page, course[1]!.lesson.title)
    expect(page.url()).not.toContain('lang=')
  })
})

describe('a lesson', () => {
  test('leads to the one before and the one after', async () => {
    const { page } = await visit(hashOf(course[3]!))
    const around = page.getByRole('navigation', { name: 'Other lessons' })
    await around.getByRole('link', { name: course[4]!.lesson.title }).click()
    await isOpen(page, course[4]!.lesson.title)
    await around.getByRole('link', { name: course[3]!.lesson.title }).click()
    await isOpen(page, course[3]!.lesson.title)
    expect(await around.getByRole('link').count()).toBe(2)
  })
  test('hides its code, keeps pictures and sliders, and an exercise its text', async () => {
    const { page } = await visit(hashOf(course[0]!))
    await hasRun(page)
    const code = page.locator('#cell-legs').getByRole('textbox')
    expect(await code.isVisible()).toBe(true)
    await page.getByRole('link', { name: 'Hide the code' }).click()
    await expect.poll(() => code.isVisible()).toBe(false)
    expect(page.url()).toContain('view=plain')
    expect(await page.locator('#cell-legs').getByRole('img').isVisible()).toBe(true)
    expect(await page.locator('#cell-legs').getByRole('slider').first().isVisible()).toBe(true)
    expect(await page.locator('#cell-rate-of-change').getByRole('textbox').isVisible()).toBe(true)
    expect(await violations(page)).toEqual([])
    await page.getByRole('link', { name: 'Show the code' }).click()
    await expect.poll(() => code.isVisible()).toBe(true)
  })
  test('is printed without what can only be pressed', async () => {
    const { page } = await visit(hashOf(course[0]!))
    await hasRun(page)
    await page.emulateMedia({ media: 'print' })
    for (const gone of ['.contents', '.lesson-tools', '.around', '.lesson-head', '.cell-tools'])
      for (const one of await page.locator(gone).all()) expect(await one.isVisible()).toBe(false)
    expect(await page.locator('#cell-legs').getByRole('img').isVisible()).toBe(true)
  })
})

test('a lesson of one’s own that the command line serves is shown, and read anew', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'seegrad-served-'))
  const file = join(folder, 'own.md')
  const write = (n: number): void => writeFileSync(file, `# Own ${n}\n\nWords.\n\n\`\`\`ts a\n${n} + 1\n\`\`\`\n`)
  write(1)
  const server = await serve(0, new Map([['/lesson.md', () => readFileSync(file, 'utf8')]]))
  try {
    const { page } = await visit('about:blank')
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/#/learn/served`)
    await isOpen(page, 'Own 1')
    await page.locator('#cell-a .outputs').getByText('2', { exact: true }).waitFor()
    write(2)
    await page.reload()
    await isOpen(page, 'Own 2')
    await hasRun(page)
    expect(await page.locator('#cell-a .outputs').textContent()).toBe('3')
  } finally {
    server.close()
    rmSync(folder, { recursive: true })
  }
})
