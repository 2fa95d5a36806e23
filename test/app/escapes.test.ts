/** Nothing gets out of the sandbox: every attempt is made in it, where its code runs and nothing is heard, and without it, where it is. */
import { createHash } from 'node:crypto'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { framePolicy } from '../../app/sandbox/policy.js'
import { record } from '../record.js'
import { cellsPage, POLICY } from './cells-page.js'
import { hasBrowser, launch, listen, type Listener } from './chromium.js'
import { fromFrame, fromWorker, type Attempt } from './escapes.js'

/** How long an attempt may wait for what it asked for, and what is heard afterwards, in milliseconds. */
const PATIENCE = 400

/** Notes in the page what comes from inside. */
const CANARIES = `
  document.title = 'the page'
  localStorage.setItem('secret', 'secret')
  window.told = {}; window.ran = {}; window.broadcast = []
  new BroadcastChannel('page').onmessage = ({ data }) => broadcast.push(data)
  addEventListener('message', ({ data }) => { if (data?.ran) ran[data.ran] = true; if (data?.told) told[data.told] = data.what ?? true })
`
const bare = (script: string): string => `<!doctype html><meta charset="utf-8"><body><script>${script}</script>`

/** The attempt as a program: first it says that it runs. */
function program({ code }: Attempt, id: string, sink: string, by: 'cell' | 'worker' | 'frame'): string {
  const say = { cell: 'console.log', worker: 'postMessage', frame: 'parent.postMessage' }[by]
  const message = (key: string, what: string): string => by === 'cell' ? `'${key} ${id}'` : `{ ${key}: '${id}', what: ${what} }${by === 'frame' ? ", '*'" : ''}` // prettier-ignore
  return `{
  const URL = '${sink}/${id}'
  const report = (what) => ${say}(${message('told', 'what')})
  ${say}(${message('ran', 'true')})
  const attempt = async () => { ${code.replaceAll('IDENT', id)} }
  await Promise.race([attempt().catch(() => {}), new Promise((ok) => setTimeout(ok, ${PATIENCE}))])
}`
}
const later = (text: string): string => `(async () => { ${text} })()`
const rest = (milliseconds: number): Promise<void> => new Promise((settle) => void setTimeout(settle, milliseconds))

/** Asks again and again: the machine may have much else to do. */
async function atLast(ask: () => Promise<boolean>, patience = 10_000): Promise<boolean> {
  for (const end = Date.now() + patience; Date.now() < end; await rest(50)) if (await ask()) return true
  return ask()
}

/** Whether the attempt got through, asked of the sink and of the page. */
async function escaped({ shown }: Attempt, id: string, sink: Listener, page: Page): Promise<boolean> {
  if (sink.heard.some(({ url }) => new RegExp(`^/${id}([.?]|$)`).test(url))) return true
  if (shown === undefined) return false
  const asked = page.evaluate(
    `(async () => { try { return !!(${shown.replaceAll('IDENT', id)}) } catch { return false } })()`,
  )
  return (await asked) as boolean
}

describe.skipIf(!hasBrowser)('escapes', () => {
  let browser: Browser
  let sink: Listener
  const servers: Listener[] = []
  const serve = async (files: Readonly<Record<string, string>>): Promise<Listener> => {
    const server = await listen(files)
    servers.push(server)
    return server
  }
  beforeAll(async () => {
    ;[browser, sink] = await Promise.all([launch(), listen('anything')])
  })
  afterAll(async () => {
    await browser?.close()
    await Promise.all([...servers, sink].map((server) => server.close()))
  })
  const open = async (address: string): Promise<Page> => {
    const context = await browser.newContext()
    const page = await context.newPage()
    await page.goto(address)
    return page
  }

  describe('of a cell', () => {
    const got: Record<string, { ran: boolean; out: boolean; outBare: boolean }> = {}
    const named = fromWorker.map((attempt, k) => [`cell-${k}`, attempt] as const)
    beforeAll(async () => {
      const server = await serve(await cellsPage())
      const page = await open(server.origin)
      await page.evaluate(CANARIES)
      const cells = named.map(([id, attempt]) => ({ id, code: program(attempt, id, sink.origin, 'cell') }))
      const shown = (await page.evaluate(`(async () => {
        const { openCells } = await loadCells()
        const runner = openCells({ cells: ${JSON.stringify(cells)}, origin: 'own', patience: 30000 })
        runner.runAll()
        await new Promise((settle) => {
          const look = () => runner.state.kernel === 'idle' && settle()
          runner.subscribe(look)
        })
        await new Promise((settle) => setTimeout(settle, 1000))
        return runner.state.cells.map(({ id, outputs }) => [id, outputs.map(({ text }) => text).join(' ')])
      })()`)) as readonly (readonly [string, string])[]
      for (const [id, attempt] of named) {
        const out = await escaped(attempt, id, sink, page)
        const ran = shown.some(([cell, text]) => cell === id && text.includes(`ran ${id}`))
        got[id] = { ran, out, outBare: false }
      }
      const elsewhere = await serve({ 'index.html': bare(CANARIES), 'sw.js': '' })
      await Promise.all(
        named.map(async ([id, attempt]) => {
          const plain = await open(elsewhere.origin)
          const name = `bare-${id}`
          const text = later(program(attempt, name, sink.origin, 'worker'))
          await plain.evaluate(`(() => {
            const worker = new Worker(URL.createObjectURL(new Blob([${JSON.stringify(text)}])))
            worker.onmessage = ({ data }) => postMessage(data, '*')
          })()`)
          const isOut = (): Promise<boolean> => escaped(attempt, name, sink, plain)
          got[id]!.outBare = await (attempt.impossible === undefined ? atLast(isOut) : rest(2000).then(isOut))
          await plain.context().close()
        }),
      )
      count('a cell', named, got)
    })
    for (const [id, attempt] of named) judge(id, attempt, got)
  })

  describe('of a script in the frame', () => {
    const got: Record<string, { ran: boolean; out: boolean; outBare: boolean }> = {}
    const named = fromFrame.map((attempt, k) => [`frame-${k}`, attempt] as const)
    beforeAll(async () => {
      const frames = (policy: boolean, prefix: string): Readonly<Record<string, string>> =>
        Object.fromEntries(
          named.map(([id, attempt]) => {
            const script = later(program(attempt, `${prefix}${id}`, sink.origin, 'frame'))
            const hash = `sha256-${createHash('sha256').update(script).digest('base64')}`
            const head = policy ? `<meta http-equiv="Content-Security-Policy" content="${framePolicy(hash)}">` : ''
            return [`${id}.html`, `<!doctype html><meta charset="utf-8">${head}<body><script>${script}</script>`]
          }),
        )
      const within = await serve({
        'index.html': `<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${POLICY}"><body>`,
        'sw.js': '',
        ...frames(true, ''),
      })
      const without = await serve({ 'index.html': bare(CANARIES), 'sw.js': '', ...frames(false, 'bare-') })
      const attempt = async (
        server: Listener,
        id: string,
        name: string,
        one: Attempt,
        sandbox: boolean,
      ): Promise<[boolean, boolean]> => {
        const page = await open(server.origin)
        if (sandbox) await page.evaluate(CANARIES)
        await page.evaluate(`(() => {
          const frame = document.createElement('iframe')
          ${sandbox ? "frame.setAttribute('sandbox', 'allow-scripts')" : ''}
          frame.src = './${id}.html'
          document.body.append(frame)
        })()`)
        const isOut = (): Promise<boolean> => escaped(one, name, sink, page).catch(() => false)
        if (!sandbox)
          return [
            false,
            await (one.impossible === undefined ? atLast(isOut) : rest(2000).then(isOut)).finally(() =>
              page.context().close(),
            ),
          ]
        const ran = await atLast(async () => (await page.evaluate(`ran['${name}'] === true`)) as boolean, 20_000)
        await rest(700)
        const out = await isOut()
        await page.context().close()
        return [ran, out]
      }
      // Some at a time: each has a page of its own.
      for (let k = 0; k < named.length; k += 16)
        await Promise.all(
          named.slice(k, k + 16).map(async ([id, one]) => {
            const [ran, out] = await attempt(within, id, id, one, true)
            const [, outBare] = await attempt(without, id, `bare-${id}`, one, false)
            got[id] = { ran, out, outBare }
          }),
        )
      count('a script in the frame', named, got)
    })
    for (const [id, attempt] of named) judge(id, attempt, got)
  })
})

type Got = Readonly<Record<string, { readonly ran: boolean; readonly out: boolean; readonly outBare: boolean }>>
function judge(id: string, { name, impossible }: Attempt, got: Got): void {
  test(`${name} runs and is not heard`, () => {
    expect(got[id]).toMatchObject({ ran: true, out: false })
  })
  if (impossible === undefined)
    test(`${name} is heard where there is no sandbox`, () => {
      expect(got[id]?.outBare).toBe(true)
    })
  else
    test(`${name} is not heard without a sandbox either: ${impossible}`, () => {
      expect(got[id]?.outBare).toBe(false)
    })
}
function count(by: string, named: readonly (readonly [string, Attempt])[], got: Got): void {
  const all = Object.values(got)
  record('Escapes', {
    by,
    tried: named.length,
    'got out': all.filter(({ out }) => out).length,
    'got out without a sandbox': all.filter(({ outBare }) => outBare).length,
  })
}
