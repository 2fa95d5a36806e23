/** Cells in a real browser: when what they need is loaded, that they show what they show in Node, and that nothing they do takes the page along. */
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { budgets } from '../../scripts/house.js'
import { cellsOf, shownText, type Cell, type Notebook } from '../../src/lesson/index.js'
import { course, translations } from '../lesson/course.js'
import { open as openHere, settled } from '../lesson/notebook.js'
import { record } from '../record.js'
import { count, seed } from '../seed.js'
import { cellsPage } from './cells-page.js'
import { hasBrowser, launch, listen, type Listener } from './chromium.js'

/** What the page does for the tests: opens cells, and waits until nothing runs. */
const PAGE = `
  globalThis.begin = async (options) => {
    const { openCells } = await loadCells()
    globalThis.runner?.close()
    globalThis.runner = openCells(options)
  }
  globalThis.until = async (isSo) => { while (!isSo()) await new Promise((ok) => setTimeout(ok, 20)) }
  globalThis.busy = () => /starting|busy/.test(runner.state.kernel) || runner.state.cells.some(({ status }) => /queued|running/.test(status))
  globalThis.settle = () => new Promise((ok) => {
    const look = () => { if (!busy()) { end(); ok(runner.state) } }
    const end = runner.subscribe(look)
    look()
  })
`

describe.skipIf(!hasBrowser)('in a browser', () => {
  let browser: Browser
  let files: Readonly<Record<string, string>>
  let server: Listener
  beforeAll(async () => {
    ;[browser, files] = await Promise.all([launch(), cellsPage()])
    server = await listen(files)
  })
  afterAll(async () => {
    await browser?.close()
    await server?.close()
  })
  const openPage = async (address: string = server.origin): Promise<Page> => {
    const context = await browser.newContext()
    const page = await context.newPage()
    await page.goto(address)
    await page.evaluate(PAGE)
    return page
  }
  const begin = (page: Page, cells: readonly Cell[], more: object = {}): Promise<unknown> =>
    page.evaluate(`begin(${JSON.stringify({ cells, origin: 'own', patience: 30_000, ...more })})`)
  const run = async (page: Page): Promise<Notebook> => {
    await page.evaluate('runner.runAll()')
    return (await page.evaluate('settle()')) as Notebook
  }

  describe('the first cell', () => {
    test('brings what compiles and runs cells, and nothing of it comes before', async () => {
      const own = await listen(files)
      const page = await openPage(own.origin)
      const before = own.heard.map(({ url }) => url)
      await begin(page, [{ id: 'a', code: 'const x: number = 2\nx ** 3' }])
      const { cells } = await run(page)
      const after = own.heard.map(({ url }) => url).slice(before.length)
      await page.context().close()
      await own.close()
      expect(shownText(cells[0]?.outputs ?? [])).toBe('8')
      expect(before.filter((url) => url !== '/favicon.ico')).toEqual(['/', '/page.js'])
      const brought = after.filter((url) => url !== '/favicon.ico')
      expect(brought).toEqual([expect.stringMatching(/^\/cells-\w+\.js$/), '/cell-worker.js', '/sandbox.html'])
      for (const url of brought) record('The first cell', { file: url.replace(/-\w{8}\./, '.').slice(1), 'bytes, gzipped': gzipped(files[url.slice(1)] ?? '') }) // prettier-ignore
    })
    test(`brings a parser, a printer and what strips types of at most ${budgets.operatorsBytes} bytes`, async () => {
      const { outputFiles } = await build({
        stdin: { contents: "export { compileCell } from './src/operators/transform/index.js'", resolveDir: '.' },
        bundle: true,
        minify: true,
        format: 'esm',
        platform: 'browser',
        target: 'es2023',
        write: false,
      })
      const bytes = gzipped(outputFiles[0]?.text ?? '')
      record('The first cell', { file: 'of which what compiles', 'bytes, gzipped': bytes })
      expect(bytes).toBeLessThanOrEqual(budgets.operatorsBytes)
      expect(bytes).toBeGreaterThan(50_000)
    })
    test('of a link waits: not even the worker is loaded until the reader runs it', async () => {
      const own = await listen(files)
      const page = await openPage(own.origin)
      await begin(page, [{ id: 'a', code: "console.log('ran')" }], { origin: 'link' })
      await page.evaluate("runner.edit('a', \"console.log('ran', 1)\"); runner.slide('h', 1)")
      await page.waitForTimeout(300)
      expect(own.heard.filter(({ url }) => /sandbox|worker/.test(url))).toEqual([])
      expect(((await page.evaluate('runner.state')) as Notebook).isWaiting).toBe(true)
      await page.evaluate("runner.run('a')")
      const { cells } = (await page.evaluate('settle()')) as Notebook
      expect(shownText(cells[0]?.outputs ?? [])).toBe('ran 1')
      await page.context().close()
      await own.close()
    })
  })

  describe('lessons', () => {
    for (const { file, lesson } of [...course, ...translations])
      test(`every cell of ${file} shows what it shows in Node`, async () => {
        const cells = cellsOf(lesson)
        const here = openHere(cells)
        here.runAll()
        const there = await openPage()
        await begin(there, cells)
        const plain = ({ cells: all }: Notebook): unknown =>
          all.map(({ id, status, outputs, sliders, mistake }) => ({
            id,
            status,
            sliders,
            mistake,
            outputs: withoutIds(outputs),
          }))
        expect(plain(await run(there))).toEqual(plain(await settled(here)))
        await there.context().close()
      })
  })

  describe('stopped within two seconds, with the page alive and the text kept:', () => {
    const loops: Readonly<Record<string, string>> = {
      'a loop': 'while (true) {}',
      'a loop of numbers only': 'const f = (n: number) => { let s = n; for (;;) s = s * n + n; return s }\nf(1)',
      'a loop that catches all': 'for (;;) try { for (;;) {} } catch {}',
      'a loop that waits for nothing': 'for (;;) await null',
      'promises without an end': 'const again = (): Promise<unknown> => Promise.resolve().then(again)\nawait again()',
      'a getter': '({ get x() { for (;;); } }).x',
      'a valueOf': 'Number({ valueOf() { for (;;); } })',
      'a trap of a Proxy': 'new Proxy({}, { get() { for (;;); } }).x',
      'a comparison of sort': '[2, 1].sort(() => { for (;;); })',
      'a regular expression': "/^(a+)+$/.test('a'.repeat(40) + 'b')",
      'a list that grows': 'const a: unknown[] = []\nfor (;;) a.push(new Array(1000).fill(1.5))',
      'memory that is filled': 'const a: unknown[] = []\nfor (;;) a.push(new Float64Array(1e6).fill(1))',
      'a recording that grows': "import { value } from 'seegrad'\nlet x = value(1)\nfor (;;) x = asValue(x * 1.0000001)\nfunction asValue(y: number) { return y as typeof x }",
      'a map that grows': 'const m = new Map()\nfor (let k = 0; ; k++) m.set(k, { k })',
      'a flood of lines': "for (;;) console.log('x'.repeat(100))",
      'a flood of long lines': "for (;;) console.log('x'.repeat(10_000))",
      'a flood of tables': 'for (;;) show([{ a: 1 }])',
      'a flood of sliders': 'for (let k = 0; ; k++) slider(`s${k}`)',
      'a flood of a timer': "setInterval(() => { for (let k = 0; k < 100; k++) console.log('x'.repeat(100)) }, 0)\nawait new Promise(() => {})",
      'a worker that closes itself': 'globalThis.close()\nfor (;;) await new Promise((ok) => setTimeout(ok, 1))',
    } // prettier-ignore
    const rows = Object.entries(loops)
    // What is promised is what the page does: it is measured by the page's own clock, which stands still while the machine lets it do nothing,
    // and what the page itself computes meanwhile by the processor's time of its thread. Other programs can then make nothing late.
    for (const [name, code] of rows)
      test(name, async () => {
        const page = await openPage()
        await begin(page, [{ id: 'before', code: 'const kept = 41' }, { id: 'bad', code }, { id: 'after', code: 'kept + 1' }], { patience: 1000 }) // prettier-ignore
        // Made before the clock starts: what is measured is the stopping.
        await page.evaluate("runner.run('before')")
        await page.evaluate('settle()')
        const busy = await threadOf(page)
        const before = await busy()
        const [took, elapsed] = (await page.evaluate(`new Promise((ok) => {
          const LOOK = 10
          let [began, looks] = [0, 0]
          let clock
          const end = runner.subscribe(({ cells: [, { status }] }) => {
            if (status === 'running' && began === 0) {
              began = performance.now()
              clock = setInterval(() => looks++, LOOK)
            }
            if (!/failed|stopped|done/.test(status)) return
            end()
            clearInterval(clock)
            ok([looks * LOOK, performance.now() - began])
          })
          runner.run('bad')
        })`)) as readonly [number, number]
        const worked = (await busy()) - before
        const text = 'kept = 42 // what is typed meanwhile'
        await page.evaluate(`runner.edit('before', ${JSON.stringify(`const ${text}`)}); runner.run('after')`)
        const { cells } = (await page.evaluate('settle()')) as Notebook
        expect(cells.map(({ code: kept }) => kept)).toEqual([`const ${text}`, code, 'kept + 1'])
        expect(cells[1]?.status).toMatch(/stopped|failed/)
        expect(cells[1]?.mistake?.message).toMatch(/./)
        expect(shownText(cells[2]?.outputs ?? [])).toBe('43')
        expect(took).toBeLessThan(2000)
        expect(worked).toBeGreaterThan(0)
        expect(worked).toBeLessThan(1000)
        record('Stopped cells', { cell: name, 'milliseconds by the page’s clock': Math.round(took), 'by the wall’s': Math.round(elapsed), 'of the page’s own work': Math.round(worked) }) // prettier-ignore
        await page.context().close()
      })
  })

  const kills = count(1000)
  test(`killed ${kills} times at random moments of seed ${seed}, cells run again and no text is lost`, async () => {
    const page = await openPage()
    const cells = [
      { id: 'a', code: "const a = slider('a', { max: 9, value: 3 })" },
      { id: 'b', code: 'const b = a * 2\nfor (let k = 0; k < 20; k++) { console.log(k); await new Promise((ok) => setTimeout(ok, 1)) }' },
      { id: 'c', code: 'a + b' },
    ] // prettier-ignore
    await begin(page, cells)
    const wrong = await page.evaluate(`(async () => {
      let state = ${seed}
      const random = () => (state = (state * 48271) % 2147483647) / 2147483647
      const wrong = []
      for (let k = 0; k < ${kills}; k++) {
        runner.runAll()
        await new Promise((ok) => setTimeout(ok, random() * 150))
        const way = Math.floor(random() * 4)
        if (way === 0) runner.interrupt()
        else if (way === 1) runner.restart()
        else if (way === 2) { runner.edit('c', 'a + b + ' + k); runner.interrupt(); runner.edit('c', 'a + b') }
        else { runner.slide('a', 1 + Math.floor(random() * 8)); runner.restart(); runner.slide('a', 3) }
        if (runner.state.cells.some(({ code }, i) => code !== ${JSON.stringify(cells)}[i].code)) wrong.push(k)
        if (document.querySelectorAll('iframe').length > 1) wrong.push('frames ' + k)
      }
      runner.runAll()
      const { cells } = await settle()
      return [wrong, cells.map(({ status }) => status), cells[2].outputs.map(({ text }) => text)]
    })()`)
    expect(wrong).toEqual([[], ['done', 'done', 'done'], ['9']])
    record('Cells killed at random moments', { times: kills, 'not as they should be': 0 })
    await page.context().close()
  })

  test('what a cell says after its end, and an error that nobody caught, is shown with it', async () => {
    const page = await openPage()
    const code =
      "setTimeout(() => console.log('later'), 20)\nsetTimeout(() => { throw new Error('late') }, 40)\nvoid Promise.reject(new Error('lost'))\n1"
    await begin(page, [{ id: 'a', code }])
    await run(page)
    await page.evaluate('until(() => runner.state.cells[0].outputs.length >= 4)')
    const { cells } = (await page.evaluate('runner.state')) as Notebook
    expect(
      shownText(cells[0]?.outputs ?? [])
        .split('\n')
        .toSorted(),
    ).toEqual(['1', 'later', 'not caught: late', 'not caught: lost'])
    await page.context().close()
  })

  test('a frame that disappears is noticed, and another one takes its place', async () => {
    const page = await openPage()
    await begin(page, [{ id: 'a', code: 'await new Promise((ok) => setTimeout(ok, 60_000))' }, { id: 'b', code: '1 + 1' }], { patience: 500 }) // prettier-ignore
    await page.evaluate("runner.run('a')")
    await page.evaluate("until(() => runner.state.kernel === 'busy')")
    await page.evaluate("document.querySelector('iframe').remove(); runner.run('b')")
    await page.evaluate("until(() => runner.state.cells[0].status === 'stopped')")
    await page.evaluate("runner.run('b')")
    const { cells } = (await page.evaluate('settle()')) as Notebook
    expect(shownText(cells[1]?.outputs ?? [])).toBe('2')
    await page.context().close()
  })

  test('a frame that is taken before it stands is made anew at once; where each is taken, the page says so', async () => {
    const page = await openPage()
    await begin(page, [{ id: 'a', code: '1 + 1' }])
    await page.evaluate("runner.run('a'); document.querySelector('iframe').remove()")
    await page.evaluate("until(() => document.querySelector('iframe'))")
    await page.evaluate("runner.run('a')")
    const { cells } = (await page.evaluate('settle()')) as Notebook
    expect(shownText(cells[0]?.outputs ?? [])).toBe('2')
    await page.evaluate(
      `new MutationObserver(() => document.querySelector('iframe')?.remove()).observe(document.body, { childList: true })`,
    )
    await page.evaluate("runner.restart(); runner.run('a')")
    await page.evaluate("until(() => runner.state.kernel === 'lost')")
    const { trouble } = (await page.evaluate('runner.state')) as Notebook
    expect(trouble).toBe(
      'Cells cannot run here: something takes what runs them out of the page; an extension of the browser may.',
    )
    await page.context().close()
  })

  test('without its files the page says that cells cannot run', async () => {
    const { 'cell-worker.js': _, ...rest } = files
    const poor = await listen(rest)
    const page = await openPage(poor.origin)
    await begin(page, [{ id: 'a', code: '1' }])
    const { kernel, trouble, cells } = await run(page)
    expect([kernel, trouble, cells[0]?.status]).toEqual(['lost', 'Cells cannot run here: cell-worker.js could not be loaded (404).', 'idle']) // prettier-ignore
    await page.context().close()
    await poor.close()
  })
})

/** Milliseconds of the processor that the page's own thread has used. */
async function threadOf(page: Page): Promise<() => Promise<number>> {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  return async () => {
    const { metrics } = await session.send('Performance.getMetrics')
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN) * 1000
  }
}

const gzipped = (text: string): number => gzipSync(text, { level: 9 }).length

/** Ids of nodes count up from cell to cell in one process; all else of an output is the same everywhere. */
function withoutIds(outputs: Notebook['cells'][number]['outputs']): unknown {
  return outputs.map((output) => {
    if (output.type !== 'graph') return output
    const places = new Map(output.graph.nodes.map(({ id }, k) => [id, k]))
    const nodes = output.graph.nodes.map((node) => ({
      ...node,
      id: places.get(node.id),
      inputs: node.inputs.map((id) => places.get(id)),
    }))
    return { ...output, graph: { ...output.graph, root: places.get(output.graph.root), nodes } }
  })
}
