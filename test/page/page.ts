/** The built page in a real browser: served on 127.0.0.1 as users have it, each visit in a fresh profile, its errors and requests written down. */
import type { AddressInfo } from 'node:net'
import type { Server } from 'node:http'
import { deflateRawSync } from 'node:zlib'
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import { browserFlags, findBrowser } from '../../scripts/browser.js'
import { serve, type Extra } from '../../src/cli/running/serve.js'

export interface Visit {
  readonly page: Page
  readonly context: BrowserContext
  /** What the page threw or said on its console as an error. */
  readonly errors: readonly string[]
  /** Addresses that were asked for, by anything in it. */
  readonly requests: readonly string[]
}

let browser: Browser
let server: Server
let address = ''
/** Open ones: of the test that runs, and of the tests that share them. */
const contexts: { own: BrowserContext[]; shared: BrowserContext[] } = { own: [], shared: [] }
let isInTest = false

/** In place of the compiler of types, for tests that are not about it: every page would load and begin its own, which takes seconds. It knows no mistake. */
export const untyped: Extra = new Map([
  ['/types-worker.js', 'addEventListener("message", ({ data: { n } }) => postMessage({ n, mistakes: {} }))'],
])

/** Starts browser and server for a file of tests, and ends them. What a test has opened ends with it: nothing goes on behind the next one. */
export function usePage(extra: Extra = new Map()): void {
  beforeAll(async () => {
    server = await serve(0, extra)
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
    browser = await chromium.launch({ ...findBrowser(), args: [...browserFlags] })
  })
  beforeEach(() => void (isInTest = true))
  afterEach(async () => {
    isInTest = false
    await Promise.all(contexts.own.splice(0).map((context) => context.close()))
  })
  afterAll(async () => {
    await Promise.all(contexts.shared.splice(0).map((context) => context.close()))
    await browser?.close()
    server?.close()
  })
}
export const pageAddress = (): string => address

/** Opens the page at a hash in a fresh profile. It is kept for when there is no network, which fetches all of its files, only where the options say so. */
export async function visit(hash = '', options: BrowserContextOptions = {}): Promise<Visit> {
  const context = await browser.newContext({
    viewport: wide,
    reducedMotion: 'reduce',
    serviceWorkers: 'block',
    ...options,
  })
  contexts[isInTest ? 'own' : 'shared'].push(context)
  const page = await context.newPage()
  page.setDefaultTimeout(10_000)
  const [errors, requests]: [string[], string[]] = [[], []]
  page.on('pageerror', (error) => errors.push(String(error)))
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()))
  context.on('request', (request) => requests.push(request.url()))
  // Empty at first: for what has to be there before the page is.
  if (hash !== 'about:blank') await page.goto(`${address}${hash}`)
  return { page, context, errors, requests }
}

/** A neuron as the lecture names it, after so many steps. */
export const neuron = (k?: number): string =>
  `#/stage?v=1&e=${encodeURIComponent('x1w1 = x1*w1; x2w2 = x2*w2; s = x1w1 + x2w2; n = s + b; o = tanh(n)')}&at=x1=2,w1=-3,x2=0,w2=1,b=6.8813735870195432${k === undefined ? '' : `&k=${k}`}`

/** The lesson, once all of its cells have run. */
export const lesson = '#/learn/chain-rule'
export async function ready(page: Page): Promise<void> {
  await page.locator('#cell-nudge .outputs').getByText('6', { exact: true }).waitFor({ timeout: 30_000 })
}
/** Replaces the text of a cell, by keys. */
export async function write(page: Page, n: number, code: string): Promise<void> {
  await page.getByRole('textbox', { name: `Cell ${n}`, exact: true }).click()
  await page
    .getByRole('group', { name: `Cell ${n}`, exact: true })
    .locator('.cm-content')
    .waitFor()
  await page.keyboard.press('Control+a')
  await page.keyboard.insertText(code)
}
/** What stands in a cell, in its editor or its plain field. */
export function textOf(page: Page, id: string): Promise<string> {
  return page.evaluate(`(() => {
    const cell = document.getElementById('cell-${id}')
    const lines = [...(cell?.querySelectorAll('.cm-line') ?? [])].map((line) => line.textContent ?? '')
    return lines.length > 0 ? lines.join('\\n') : (cell?.querySelector('textarea')?.value ?? '')
  })()`)
}

/** Waits until every cell of a lesson has run. */
export async function hasRun(page: Page): Promise<void> {
  // No text is evaluated in the page: its own policy forbids that.
  await page.locator('.cell .outputs').first().waitFor({ timeout: 60_000 })
  await page.locator('.cell.running').first().waitFor({ state: 'detached', timeout: 60_000 })
}

/** The screen that pages are opened on unless told, and a phone. */
export const wide = { width: 1280, height: 900 } as const
export const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true } as const

/** A link to a program of somebody's under the hood. */
export const linked = (code: string): string => `#/hood?v=1&cells=${deflateRawSync(code).toString('base64url')}`
