/** The whole course as a newcomer walks it, from the list on: each exercise is failed, explained, hinted at and solved, by mouse, by keyboard alone and by touch. */
import type { BrowserContextOptions, Locator, Page } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import type { LessonBlock } from '../../src/lesson/index.js'
import { course, type CourseLesson } from '../lesson/course.js'
import { record } from '../record.js'
import { long, seed } from '../seed.js'
import { violations } from './axe.js'
import { hasRun, pageAddress, untyped, usePage, visit, type Visit } from './page.js'

// Every lesson would begin a compiler of types anew: it has tests of its own, and is there in the long run.
usePage(long ? undefined : untyped)

type Task = Extract<LessonBlock, { readonly type: 'cell' }> & { readonly exercise: object }
const tasksOf = ({ lesson }: CourseLesson): readonly Task[] =>
  lesson.blocks.filter((block): block is Task => block.type === 'cell' && block.exercise !== undefined)
/** Checks that try a function at random places draw the smallest place at which it fails. */
const draws = (check: string): boolean => /check\.(same|derivative|slope|rule|step|backward)\(/.test(check)

/** How a reader gets to a thing and presses it, and how they write over a cell. */
interface Hand {
  press(page: Page, thing: Locator): Promise<void>
  write(page: Page, cell: Locator, code: string): Promise<void>
}
const over = async (page: Page, code: string): Promise<void> => {
  await page.keyboard.press('Control+a')
  await page.keyboard.insertText(code)
}
const pointer = (press: (thing: Locator) => Promise<void>): Hand => ({
  press: (_, thing) => press(thing),
  async write(page, cell, code) {
    await press(cell.getByRole('textbox'))
    await cell.locator('.cm-content').waitFor()
    await over(page, code)
  },
})
/** Tab until it has the focus; where it stands above, Tab backwards. */
async function tabTo(page: Page, thing: Locator): Promise<void> {
  const whereTo = await thing.evaluate((element) => {
    const at = document.activeElement
    if (!at || at === element) return ''
    return at.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_PRECEDING ? 'Shift+Tab' : 'Tab'
  })
  if (whereTo === '') return
  for (let k = 0; k < 300; k++) {
    await page.keyboard.press(whereTo)
    if (await thing.evaluate((element) => element === document.activeElement)) return
  }
  throw new Error(`${whereTo} does not lead to ${String(thing)}`)
}
const keyboard: Hand = {
  async press(page, thing) {
    await tabTo(page, thing)
    await page.keyboard.press('Enter')
  },
  async write(page, cell, code) {
    await tabTo(page, cell)
    await page.keyboard.press('Enter')
    await page.waitForFunction(() => document.activeElement?.classList.contains('cm-content'))
    await over(page, code)
    // The first may shut a list of completions.
    for (let k = 0; k < 3 && !(await cell.evaluate((element) => element === document.activeElement)); k++)
      await page.keyboard.press('Escape')
  },
}
interface Walk {
  readonly hand: Hand
  readonly options: BrowserContextOptions
  /** How many lessons of the daily run; all in the long one. */
  readonly some: number
}
const walks: Readonly<Record<string, Walk>> = {
  'by mouse': { hand: pointer((thing) => thing.click()), options: {}, some: course.length },
  'by keyboard alone': { hand: keyboard, options: {}, some: 1 },
  'by touch, at 360 pixels': {
    hand: pointer((thing) => thing.tap()),
    options: { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true },
    some: 1,
  },
}
/** A spread that every day begins elsewhere. */
const spread = (n: number): readonly CourseLesson[] =>
  long || n >= course.length
    ? course
    : Array.from({ length: n }, (_, k) => course[(seed + Math.floor((k * course.length) / n)) % course.length]!)

for (const [how, { hand, options, some }] of Object.entries(walks))
  describe(how, () => {
    const lessons = spread(some)
    let visited: Visit
    let solved = 0
    beforeAll(async () => {
      visited = await visit('#/learn', options)
    })
    const inList = (lesson: CourseLesson): Locator =>
      visited.page.locator('.learn-list li').filter({ has: visited.page.getByRole('link', { name: lesson.lesson.title, exact: true }) }) // prettier-ignore

    for (const lesson of lessons)
      test(`${lesson.file}: each exercise is failed, then solved`, async () => {
        const { page, errors } = visited
        // Unless the lesson before was left in the middle, the list is there.
        if (!(await inList(lesson).isVisible())) await page.goto(`${pageAddress()}#/learn`)
        await hand.press(page, inList(lesson).getByRole('link'))
        await page.getByRole('heading', { level: 1, name: lesson.lesson.title, exact: true }).waitFor()
        await hasRun(page)
        const tasks = tasksOf(lesson)
        expect(tasks.length).toBeGreaterThanOrEqual(2)
        for (const task of tasks) {
          await walked(page, hand, task, task === tasks.at(-1))
          solved++
        }
        expect(errors).toEqual([])
        const menu = page.locator('details.menu > summary')
        if (await menu.isVisible()) await hand.press(page, menu)
        await hand.press(
          page,
          page.getByRole('navigation', { name: 'Places' }).getByRole('link', { name: 'Learn', exact: true }),
        )
        await inList(lesson).getByText('done').waitFor()
      })
    test('the list says what is done, also after a reload', async () => {
      const { page } = visited
      await page.reload()
      const told = (one: CourseLesson): Promise<string | null> => inList(one).locator('.q').last().textContent()
      for (const one of course)
        expect(`${one.name}: ${await told(one)}`).toMatch(lessons.includes(one) ? /: done/ : /:  ?\d+ min/)
      const [first] = lessons
      await hand.press(page, inList(first!).getByRole('link'))
      await expect.poll(() => page.locator('.exercise .kind .good').count()).toBe(tasksOf(first!).length)
      record('The course walked through', { how, lessons: lessons.length, 'exercises failed, then solved': solved })
    })
  })

/** What every reader of the exercise sees and hears. */
async function walked(page: Page, hand: Hand, { cell: { id, code }, exercise }: Task, isLast: boolean): Promise<void> {
  const section = page.locator('.exercise').filter({ has: page.locator(`#cell-${id}`) })
  const cell = page.locator(`#cell-${id}`)
  const check = section.getByRole('button', { name: 'Check', exact: true })
  const said = section.locator('.verdict > [role=status]')
  expect(await section.locator('.kind .good').count()).toBe(0)
  // It is there before there are words for it: only then are they surely read out.
  await section.locator(':scope > div > div > p[role=status]').evaluate((line) => line.setAttribute('data-before', ''))

  // Of a bug hunt the wrong answer may be what stands there.
  await hand.write(page, cell, exercise.wrong[0] ?? code)
  await hand.press(page, check)
  await section.locator(':not(.pale) > .verdict.wrong').waitFor({ timeout: 20_000 })
  expect(await said.textContent()).toMatch(/^✗ Not yet\. \S.{10,}/)
  expect(await said.getAttribute('data-before')).toBe('')
  if (draws(exercise.check.code)) {
    const picture = section.locator('.verdict').getByRole('img').first()
    await picture.waitFor()
    expect(await picture.getAttribute('aria-label')).toMatch(/\d/)
  }
  expect(await section.locator('.kind .good').count()).toBe(0)

  await hand.press(page, section.getByRole('button', { name: /^A hint/ }))
  expect((await section.locator('[aria-live] .hints-list li').textContent())!.length).toBeGreaterThan(10)
  if (isLast) {
    expect(await violations(page)).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(await page.evaluate(() => innerWidth))
  }

  await hand.write(page, cell, exercise.solution)
  await hand.press(page, check)
  await section.locator(':not(.pale) > .verdict.right').waitFor({ timeout: 20_000 })
  expect(await said.textContent()).toMatch(/^✓ Right/)
  expect(await said.getAttribute('data-before')).toBe('')
  await section.getByText('✓ solved').waitFor()
}
