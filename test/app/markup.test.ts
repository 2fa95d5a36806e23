/** Hostile text of lessons, formulas, recordings and pictures is drawn as text: nothing in it runs or loads, and each does where a page takes it for HTML. */
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { record } from '../record.js'
import { hasBrowser, launch, listen, type Listener } from './chromium.js'
import { formulas, markdown, payloads, type Payload } from './markup.js'

/** Draws with what the page draws with; `trusting` does what must not be done. */
const SCRIPT = `
  import { marked } from 'marked'
  import temml from 'temml'
  import { proseNodes } from '../../app/markup/prose.js'
  import { texElement } from '../../app/markup/tex.js'
  import { readRecording } from '../../src/explain/index.js'
  import { graph, plotFunction, render } from '../../src/figures/index.js'
  import { readLesson, readReport } from '../../src/lesson/index.js'
  const svg = async (figure) => {
    const box = document.createElement('div')
    box.innerHTML = await render(figure, { format: 'svg' })
    return box
  }
  const draw = {
    lesson: (text) => proseNodes(readLesson(text).blocks.flatMap(({ nodes }) => nodes ?? [])),
    formula: (text) => texElement(text, true),
    recording: (text) => svg(graph(readRecording({ version: 1, root: 1, nodes: [{ id: 0, label: text, data: 1 }, { id: 1, op: 'exp', label: text, data: -1, inputs: [0] }] }))),
    picture: (text) => {
      const figure = plotFunction((x) => x)
      const marks = [{ type: 'group', title: text, marks: [{ type: 'text', x: 9, y: 9, spans: [{ text }], ink: 'ink', size: 9, anchor: 'start' }] }]
      const output = { type: 'figure', text, figure: { ...figure, title: text, description: text, marks } }
      return svg(readReport({ type: 'shown', run: 1, outputs: [output] }).outputs[0].figure)
    },
  }
  globalThis.drawn = async (kind, text, url) => {
    globalThis.U = url
    const box = document.createElement('section')
    box.append(await draw[kind](text))
    document.body.append(box)
    for (const link of box.querySelectorAll('a')) link.click()
    return [box.textContent.length > 0 || box.querySelector('*') !== null, document.querySelectorAll('script').length]
  }
  globalThis.trusting = { lesson: marked.parse, formula: (text) => temml.renderToString(text, { trust: true, throwOnError: false, maxExpand: 1000 }) }
`

const rest = (milliseconds: number): Promise<void> => new Promise((settle) => void setTimeout(settle, milliseconds))

interface Case extends Payload {
  readonly id: string
  readonly kind: 'lesson' | 'formula' | 'recording' | 'picture'
}
const cases: readonly Case[] = Object.entries({
  lesson: markdown,
  formula: formulas,
  recording: payloads,
  picture: payloads,
}).flatMap(([kind, all]) => all.map((one, k) => ({ ...one, id: `${kind}-${k}`, kind: kind as Case['kind'] })))

describe.skipIf(!hasBrowser)('hostile', () => {
  let browser: Browser
  let sink: Listener
  let server: Listener
  let ours: Page
  const drawn: Record<string, unknown> = {}
  const armed = ({ text }: Payload, url: string): string => text.replaceAll('RUN', 'fetch(U)').replaceAll('URL', url)
  beforeAll(async () => {
    const { outputFiles } = await build({
      stdin: {
        contents: SCRIPT,
        resolveDir: fileURLToPath(new URL('.', import.meta.url)),
        sourcefile: 'page.ts',
        loader: 'ts',
      },
      external: ['@resvg/resvg-js', 'node:*'],
      define: { 'import.meta.url': '"file:///"' },
      bundle: true,
      format: 'esm',
      platform: 'browser',
      target: 'es2023',
      write: false,
      logLevel: 'error',
    })
    // No policy here: the drawing itself has to be right.
    const html =
      '<!doctype html><meta charset="utf-8"><title>Page</title><body><script type="module" src="./page.js"></script>'
    ;[browser, sink, server] = await Promise.all([
      launch(),
      listen('anything'),
      listen({ 'index.html': html, 'page.js': outputFiles[0]?.text ?? '', 'blank.html': '<!doctype html>' }),
    ])
    ours = await (await browser.newContext()).newPage()
    await ours.goto(server.origin)
    for (const one of cases) {
      const url = `${sink.origin}/ours-${one.id}`
      drawn[one.id] = await ours.evaluate(
        `drawn(${JSON.stringify(one.kind)}, ${JSON.stringify(armed(one, url))}, '${url}')`,
      )
    }
    const bare = await (await browser.newContext()).newPage()
    await bare.goto(server.origin)
    for (const one of cases) {
      const url = `${sink.origin}/bare-${one.id}`
      await bare.evaluate(`(async () => {
        const frame = document.createElement('iframe')
        frame.src = './blank.html'
        document.body.append(frame)
        await new Promise((ok) => (frame.onload = ok))
        frame.onload = null
        const text = ${JSON.stringify(armed(one, url))}
        const markup = (trusting[${JSON.stringify(one.kind)}] ?? ((same) => same))(text)
        frame.contentDocument.write('<!doctype html><body><scr' + 'ipt>var U = "${url}"</scr' + 'ipt>' + markup + '<scr' + 'ipt>for (const a of document.querySelectorAll("a")) a.click()</scr' + 'ipt>')
        frame.contentDocument.close()
      })().catch(() => {})`)
    }
    const isDone = (): boolean => cases.every(({ id, impossible }) => impossible !== undefined || isHeard(`bare-${id}`))
    for (const end = Date.now() + 15_000; Date.now() < end && !isDone();) await rest(100)
    await rest(1000)
    const heard = (prefix: string): number =>
      new Set(sink.heard.filter(({ url }) => url.startsWith(prefix)).map(({ url }) => url)).size
    record('Escapes', { by: 'hostile text in lessons, formulas, recordings and pictures', tried: cases.length, 'got out': heard('/ours-'), 'got out without a sandbox': heard('/bare-') }) // prettier-ignore
  })
  afterAll(async () => {
    await browser?.close()
    await Promise.all([server?.close(), sink?.close()])
  })
  const isHeard = (id: string): boolean => sink.heard.some(({ url }) => url === `/${id}`)
  for (const one of cases) {
    test(`${one.kind}: ${one.name} is drawn and does nothing`, () => {
      expect(drawn[one.id]).toEqual([true, 1])
      expect(isHeard(`ours-${one.id}`)).toBe(false)
    })
    const { impossible } = one
    if (impossible === undefined)
      test(`${one.kind}: ${one.name} does something where it is trusted`, () => {
        expect(isHeard(`bare-${one.id}`)).toBe(true)
      })
    else
      test(`${one.kind}: ${one.name} does nothing where it is trusted: ${impossible}`, () => {
        expect(isHeard(`bare-${one.id}`)).toBe(false)
      })
  }
})
