/** Every place in its busiest state: what axe judges and pictures show. */
import type { Page } from 'playwright-core'
import { neuron } from './page.js'

export interface Busy {
  readonly hash: string
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
      await page.getByRole('button', { name: /layer 1/ }).waitFor()
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
  learn: {
    hash: '#/learn',
    async prepare(page) {
      await page.getByRole('heading', { level: 1 }).waitFor()
    },
  },
}
