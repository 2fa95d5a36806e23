/** The page asks nobody else and needs nobody: a listening server hears what leaves it, and without a network lessons and cells go on. */
import { existsSync, readFileSync } from 'node:fs'
import { createServer, type Server as HttpServer } from 'node:http'
import { createServer as createListener, type AddressInfo, type Server } from 'node:net'
import { join } from 'node:path'
import { chromium, type Browser, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserFlags, findBrowser } from '../../scripts/browser.js'
import { pageFolder, serve } from '../../src/cli/running/serve.js'
import { record } from '../record.js'
import { lesson, neuron, ready, textOf, write } from './page.js'

const listening = (server: Server | HttpServer): Promise<number> =>
  new Promise((settle) => server.listen(0, '127.0.0.1', () => settle((server.address() as AddressInfo).port)))

describe('with every name of the world led to a server that listens', () => {
  let page: Page
  let browser: Browser
  let [own, ear]: [HttpServer, Server] = [undefined as never, undefined as never]
  let address = ''
  /** What was said to it: first words of each connection. */
  const heard: string[] = []
  const driver: string[] = []
  beforeAll(async () => {
    own = await serve(0)
    address = `http://127.0.0.1:${(own.address() as AddressInfo).port}/`
    ear = createListener((socket) => {
      const k = heard.push('') - 1
      socket.on('data', (bytes) => {
        heard[k] ||= bytes.toString('latin1').split('\r\n')[0]!
        socket.end('HTTP/1.1 204 No Content\r\nAccess-Control-Allow-Origin: *\r\nConnection: close\r\n\r\n')
      })
      socket.on('error', () => undefined)
    })
    const port = await listening(ear)
    // Names by the resolver, numbers by the proxy: the page itself is on the way of neither.
    browser = await chromium.launch({
      ...findBrowser(),
      args: [
        ...browserFlags,
        `--host-resolver-rules=MAP * 127.0.0.1:${port}, EXCLUDE 127.0.0.1`,
        `--proxy-server=http://127.0.0.1:${port}`,
        '--proxy-bypass-list=127.0.0.1',
      ],
    })
    page = await browser.newPage()
    page.setDefaultTimeout(20_000)
    page.context().on('request', (request) => driver.push(request.url()))
  })
  afterAll(async () => {
    await browser?.close()
    own?.close()
    ear?.close()
  })

  test('nothing is heard of all places, of cells, of editing, of types, of links, of files', async () => {
    await page.goto(address)
    await page.getByRole('button', { name: /^L: data −8/ }).waitFor()
    await page.evaluate(async () => navigator.serviceWorker.ready)
    await page.goto(`${address}${neuron(9)}`)
    await page.getByRole('region', { name: 'The step' }).waitFor()
    await page.getByText('Save as…').click()
    await page.getByRole('link', { name: 'Learn', exact: true }).click()
    await page.getByRole('link', { name: 'The chain rule' }).click()
    await ready(page)
    await write(page, 3, 'value(-2).fnord()')
    await page.locator('#cell-nudge .types').getByText('fnord').waitFor()
    await page.keyboard.press('Control+Enter')
    await page.locator('#cell-nudge .mistake').waitFor()
    // What a cell tries does not leave either; that it tried, it says.
    await write(page, 3, "await fetch('https://example.com/out').then(() => 'out', () => 'kept in')")
    await page.keyboard.press('Control+Enter')
    await page.locator('#cell-nudge .outputs').getByText('kept in').waitFor()
    await page.getByRole('button', { name: 'Link with my changes' }).click()
    await page.getByRole('button', { name: 'Save my cells as a file' }).click()
    await page.getByRole('button', { name: 'On the stage' }).first().click()
    await page.getByRole('button', { name: 'Step back' }).click()
    expect(heard).toEqual([])
    const others = driver.filter((url) => !url.startsWith(address) && !/^(blob|data):/.test(url))
    expect(others).toEqual([])
    expect(driver.length).toBeGreaterThan(20)
    record('The page', { what: 'connections that a server heard on which every name of the world was led', count: heard.length }) // prettier-ignore
  })
  test('and it would have been heard: another page that asks a name, a number or a socket is', async () => {
    const other = await browser.newPage()
    await other.goto(`${address}theme.js`)
    await other.evaluate(async () => {
      const quiet = (): undefined => undefined
      await fetch('http://example.com/name', { mode: 'no-cors' }).catch(quiet)
      await fetch('https://example.com/safe', { mode: 'no-cors' }).catch(quiet)
      // Kept for documents: nobody has it.
      await fetch(`http://${[192, 0, 2, 1].join('.')}/number`, { mode: 'no-cors' }).catch(quiet)
      await new Promise((settle) => new WebSocket('ws://example.com/socket').addEventListener('error', settle))
    })
    expect(heard.some((line) => line.includes('example.com/name'))).toBe(true)
    expect(heard.some((line) => line.startsWith('CONNECT example.com:443'))).toBe(true)
    expect(heard.some((line) => line.includes('.2.1/number'))).toBe(true)
    expect(heard.some((line) => line.startsWith('CONNECT example.com:80'))).toBe(true)
    heard.length = 0
  })
})

describe('without a network', () => {
  test('after the first load every place opens, lessons run, cells are edited and kept, types are checked if they were before', async () => {
    const own = await serve(0)
    const address = `http://127.0.0.1:${(own.address() as AddressInfo).port}/`
    const browser = await chromium.launch({ ...findBrowser(), args: [...browserFlags] })
    try {
      const context = await browser.newContext()
      const page = await context.newPage()
      page.setDefaultTimeout(20_000)
      const errors: string[] = []
      page.on('pageerror', (error) => errors.push(String(error)))
      // The first load is of home only.
      await page.goto(address)
      await page.getByRole('button', { name: /^L: data −8/ }).waitFor()
      await page.waitForFunction(async () => (await navigator.serviceWorker.ready).active?.state === 'activated')
      // Not only switched off: there is nobody any more.
      own.closeAllConnections()
      await new Promise((settle) => own.close(settle))
      await context.setOffline(true)
      await page.reload()
      await page.getByRole('button', { name: /^L: data −8/ }).waitFor()
      await page.getByRole('link', { name: 'Stage' }).click()
      await page.getByRole('button', { name: 'Next step' }).waitFor()
      await page.locator('.formula math').first().waitFor()
      await page.getByRole('link', { name: 'Learn', exact: true }).click()
      await page.getByRole('link', { name: 'The chain rule' }).click()
      await ready(page)
      await write(page, 3, 'value(6).data * 7')
      await page.keyboard.press('Control+Enter')
      await page.locator('#cell-nudge .outputs').getByText('42').waitFor()
      await page.getByText('Types are not checked').waitFor()
      // The walls stand as they do with a network: no origin, no storage.
      await write(page, 3, "[origin, await Promise.resolve().then(() => indexedDB.open('x')).then(() => 'open', (e) => e.name)].join()") // prettier-ignore
      await page.keyboard.press('Control+Enter')
      await page.locator('#cell-nudge .outputs').getByText('null,SecurityError').waitFor()
      await page.waitForTimeout(600)
      await page.reload()
      await expect.poll(() => textOf(page, 'nudge')).toContain('indexedDB')
      expect(errors).toEqual([])
    } finally {
      await browser.close()
      own.close()
    }
  })
})

describe('where WebAssembly is refused', () => {
  /** The built page as another host serves it, whose policy is stricter. */
  async function strict(
    change: (html: string) => string,
    header?: string,
  ): Promise<{ address: string; close(): void }> {
    const types: Record<string, string> = { html: 'text/html', js: 'text/javascript', css: 'text/css' }
    const server = createServer((request, response) => {
      const path = (request.url ?? '/').split('?')[0]!
      const name = path === '/' ? 'index.html' : path.slice(1)
      const type = types[name.split('.').at(-1)!] ?? 'application/octet-stream'
      const file = join(pageFolder, name)
      if (!existsSync(file)) return void response.writeHead(404).end()
      const bytes = readFileSync(file)
      response
        .writeHead(200, { 'Content-Type': type, ...(header !== undefined && { 'Content-Security-Policy': header }) })
        .end(type === 'text/html' ? change(bytes.toString()) : bytes)
    })
    const port = await listening(server)
    return { address: `http://127.0.0.1:${port}/`, close: () => void server.close() }
  }
  const compiles = (page: Page): Promise<string> =>
    page.evaluate(() => WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])).then(() => '', String))
  const asks = 'new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]))\n"compiled"'
  const asked = async (
    flags: readonly string[],
    address: string,
    then: (page: Page) => Promise<void>,
  ): Promise<void> => {
    const browser = await chromium.launch({ ...findBrowser(), args: [...browserFlags, ...flags] })
    try {
      const page = await browser.newPage()
      page.setDefaultTimeout(20_000)
      await page.goto(address)
      await page.getByRole('button', { name: /^L: data −8/ }).waitFor()
      await page.goto(`${address}${neuron(9)}`)
      await page.getByRole('region', { name: 'The step' }).waitFor()
      await page.goto(`${address}${lesson}`)
      await then(page)
    } finally {
      await browser.close()
    }
  }

  test('by the page’s own policy, which cells do not live under: nothing is missing', async () => {
    const host = await strict((html) => html.replaceAll(" 'wasm-unsafe-eval'", ''))
    await asked([], host.address, async (page) => {
      expect(await compiles(page)).toMatch(/Content Security Policy/)
      await ready(page)
      await write(page, 3, asks)
      await page.keyboard.press('Control+Enter')
      await page.locator('#cell-nudge .outputs').getByText('compiled').waitFor()
      expect(await page.locator('.note.bad').count()).toBe(0)
    })
    host.close()
  })
  test('by the browser, which has none: the cell that asks for it says so at its line, all else goes on', async () => {
    const host = await strict((html) => html)
    await asked(['--js-flags=--jitless'], host.address, async (page) => {
      expect(await page.evaluate(() => 'WebAssembly' in globalThis)).toBe(false)
      await ready(page)
      await write(page, 3, `1\n${asks}`)
      await page.keyboard.press('Control+Enter')
      await page
        .locator('#cell-nudge .mistake')
        .getByText(/Line 2: .*WebAssembly is not defined/)
        .waitFor()
      await write(page, 3, '6 * 7')
      await page.keyboard.press('Control+Enter')
      await page.locator('#cell-nudge .outputs').getByText('42').waitFor()
    })
    host.close()
  })
  test('by a host that allows no code from text at all: the page says that cells cannot run and why, all else goes on, and what is typed is kept', async () => {
    const host = await strict(
      (html) => html,
      "script-src 'self'; worker-src 'self'; style-src 'self' 'unsafe-inline'; frame-src 'self'",
    )
    await asked([], host.address, async (page) => {
      await page
        .getByRole('alert')
        .getByText(/Cells cannot run here: .*policy/)
        .waitFor()
      await write(page, 3, '// kept all the same')
      await page.waitForTimeout(600)
      await page.reload()
      await expect.poll(() => textOf(page, 'nudge')).toBe('// kept all the same')
    })
    host.close()
  })
})
