/** Every place in its busiest state: what axe judges and pictures show. */
import type { Page } from 'playwright-core'
import { lesson, linked, neuron, ready, write } from './page.js'

export interface Busy {
  readonly hash: string
  /** Whether it shows what the compiler of types says. */
  readonly isTyped?: true
  prepare(page: Page): Promise<void>
}

export const busy: Readonly<Record<string, Busy>> = {
  home: {
    hash: '',
    async prepare(page) {
      await page.getByRole('button', { name: /^L: data −8/ }).waitFor()
    },
  },
  'home, mistaken': {
    hash: '#/?v=1&e=L+=+(a*b+%2B+c)+*+f',
    async prepare(page) {
      await page.getByRole('button', { name: /^L: data −8/ }).waitFor()
      await page.getByRole('textbox', { name: 'Expression' }).fill('L = (a*b + c) * fnord(f)')
      await page.getByText(/^✗ Unknown/).waitFor()
    },
  },
  stage: {
    hash: neuron(14),
    async prepare(page) {
      await page.locator('.formula math').first().waitFor()
      await page.getByText('2.3 · 10').waitFor({ state: 'attached' })
    },
  },
  'stage, to be filled in': {
    hash: `${neuron(14)}&hide=yes&stop=1`,
    async prepare(page) {
      await page.getByRole('button', { name: 'Check' }).waitFor()
      await page.getByRole('textbox', { name: /^∂o\/∂x1/ }).fill('1.5')
      await page.getByRole('button', { name: 'Check' }).click()
      await page.getByText(/Not yet/).waitFor()
    },
  },
  'stage, broken': {
    hash: `#/stage?v=1&e=${encodeURIComponent('q = log(p); loss = -q')}&at=p=-0.3`,
    async prepare(page) {
      await page.getByText(/^✗ loss is NaN/).waitFor()
    },
  },
  'stage, large': {
    hash: '#/stage?v=1&program=moons',
    async prepare(page) {
      await page.getByRole('button', { name: /layer 1/ }).waitFor({ timeout: 60_000 })
      // All inputs are nudged: their numbers are the longest there are.
      await page
        .locator('.nudging tr:last-child td:nth-child(4):not(:text("…"))')
        .waitFor({ state: 'attached', timeout: 60_000 })
      await page.locator('.formula math').first().waitFor()
    },
  },
  'stage, enlarged': {
    hash: `${neuron(14)}&look=1.6@360,130`,
    async prepare(page) {
      await page.locator('.map').waitFor()
      await page.locator('.formula math').first().waitFor()
    },
  },
  lesson: {
    hash: '#/learn/chain-rule',
    async prepare(page) {
      await page.getByText('tangent', { exact: false }).first().waitFor({ timeout: 20_000 })
      await page.locator('#cell-nudge .outputs').getByText('6').waitFor()
      // An editor, a mistake, and outputs from before an edit.
      await page.getByRole('textbox', { name: 'Cell 3' }).click()
      await page.locator('.cm-content').waitFor()
      await page.keyboard.press('Control+End')
      await page.keyboard.type('\nvalue(-2).fnord()')
      await page.keyboard.press('Control+Enter')
      await page.locator('#cell-nudge .mistake').waitFor()
    },
  },
  'lesson, of two tabs': {
    hash: lesson,
    async prepare(page) {
      await ready(page)
      // A note, a cell of the reader's own, and another tab that wrote at the same time.
      await page.locator('#cell-nudge').focus()
      await page.keyboard.press('b')
      await page.keyboard.press('m')
      await page.keyboard.press('Enter')
      await page.keyboard.type('## My own\n\nHalf of $h$ gives half the *error*.')
      await page.keyboard.press('Escape')
      const other = await page.context().newPage()
      await other.goto(page.url())
      await ready(other)
      await write(other, 3, 'const h = 0.00005')
      await write(page, 3, 'const h = 0.0001')
      const mine = page.locator('#cell-nudge')
      for (let k = 0; k < 20 && (await mine.locator('.clash').count()) === 0; k++) {
        // Whoever is slow lets the other one be seen: then there is nothing to decide.
        await Promise.all([other.keyboard.type('5'), page.keyboard.type('1')])
        await page.waitForTimeout(600)
      }
      await mine.locator('.clash').waitFor()
      await other.close()
      await page.bringToFront()
    },
  },
  'lesson, types': {
    hash: lesson,
    isTyped: true,
    async prepare(page) {
      await ready(page)
      await write(page, 3, 'const name: string = a * b\nL.fnord()\nL.backward()')
      await page.locator('#cell-nudge .types').getByText('fnord').waitFor({ timeout: 20_000 })
      await page.locator('#cell-nudge').evaluate((cell) => cell.scrollIntoView({ block: 'start' }))
      await page.keyboard.press('Control+End')
      await page.keyboard.press('Enter')
      await page.keyboard.type('d.ta', { delay: 30 })
      await page.locator('.cm-tooltip-autocomplete').getByText('tanh', { exact: true }).waitFor()
      await page.locator('.cm-completionInfo').waitFor()
    },
  },
  learn: {
    hash: '#/learn',
    async prepare(page) {
      await page.getByRole('heading', { level: 1 }).waitFor()
    },
  },
  lab: {
    hash: '#/lab',
    async prepare(page) {
      await page.getByText('The secant says').waitFor()
      await page.getByRole('img', { name: /^Lines of equal d/ }).waitFor()
    },
  },
  'lab, mistaken': {
    hash: `#/lab?v=1&e=${encodeURIComponent('x**2')}&at=x=3&h=0`,
    async prepare(page) {
      await page.getByText('nothing moved, so there is no slope to read').waitFor()
      await page.getByRole('textbox', { name: 'A function of several inputs' }).fill('d = a*fnord(b)')
      await page.getByText(/^✗ Unknown/).waitFor()
    },
  },
  train: {
    hash: '#/train?v=1&k=60&point=11&neuron=1.5',
    async prepare(page) {
      await page.locator('.plane canvas[data-step="60"]').waitFor({ timeout: 60_000 })
      await page.getByText('Point 11 is on the').waitFor()
      await page.getByRole('button', { name: 'Keep this run' }).click()
      await page.getByRole('checkbox', { name: 'run 1' }).waitFor()
    },
  },
  'train, mistaken': {
    hash: `#/train?v=1&data=own&points=${encodeURIComponent('0,0,1;1,1,1')}&net=3`,
    async prepare(page) {
      await page.getByText('Your own points…').click()
      await page.getByText('For teachers: hide…').click()
      await page.getByRole('textbox', { name: /^A table/ }).fill('x,y,kind\n1,,0')
      await page.getByRole('button', { name: 'Take these points' }).click()
      await page.getByText(/^✗ Line 2, y/).waitFor()
      await page.getByRole('textbox', { name: 'Seed' }).fill('none')
      await page.getByRole('textbox', { name: 'Seed' }).press('Enter')
      await page.getByText('“none” was given').waitFor()
    },
  },
  gpt: {
    hash: '#/gpt?v=1&k=6&prefix=mari&next=a&way=0,0,3',
    async prepare(page) {
      await page.getByTestId('step').getByText('6', { exact: true }).waitFor({ timeout: 60_000 })
      await page.getByRole('button', { name: 'Train on' }).waitFor()
      await page.getByRole('region', { name: 'What it writes after 0 steps' }).waitFor()
      await page.getByRole('button', { name: 'Keep this run' }).click()
      await page.getByRole('checkbox', { name: 'run 1' }).waitFor()
    },
  },
  'gpt, refusing': {
    hash: '#/gpt?v=1&k=2&prefix=Ma7&what=2,1,0',
    async prepare(page) {
      await page.getByTestId('step').getByText('2', { exact: true }).waitFor({ timeout: 60_000 })
      await page.getByText('It was never shown').waitFor()
      await page.getByText('As a table').last().click()
      await page
        .locator('input[type=file]')
        .first()
        .setInputFiles({ name: 'empty.txt', mimeType: 'text/plain', buffer: Buffer.from(' \n') })
      await page.getByText('empty.txt was not opened').waitFor()
    },
  },
  ops: {
    hash: '#/ops',
    async prepare(page) {
      await page.getByRole('link', { name: 'tanh', exact: true }).waitFor()
    },
  },
  op: {
    hash: '#/ops/tanh',
    async prepare(page) {
      await page.locator('.rules math').first().waitFor()
    },
  },
  'op, of two': {
    hash: '#/ops/pow?v=1&at=a=2,b=1.5',
    async prepare(page) {
      await page.locator('.rules math').first().waitFor()
    },
  },
  hood: {
    hash: '#/hood?v=1&lit=2.5',
    async prepare(page) {
      await compiled(page)
      await page.getByRole('button', { name: 'Prove the bits are the same' }).click()
      await page.getByText('The same bits.').waitFor({ timeout: 30_000 })
      await page.getByText('The picture as a table').click()
    },
  },
  'hood, from a link': {
    hash: linked('const f = (a) => a * a\nconst args = { a: fetch("https://example.org") }'),
    async prepare(page) {
      await page.getByText('This came with a link.').waitFor()
    },
  },
}

/** A program under the hood has been compiled and timed. */
async function compiled(page: Page): Promise<void> {
  await page.getByText(/^Compiled is .* times as/).waitFor({ timeout: 30_000 })
}
