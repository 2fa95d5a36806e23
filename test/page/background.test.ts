/** Compiling in the background in a real browser, on a page whose policy allows WebAssembly and nothing else: the worker is found beside the package's own files; where the policy forbids it, steps go on. */
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { chromium, type Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { browserFlags, findBrowser } from '../../scripts/browser.js'
import { serve } from '../../src/cli/running/serve.js'

const folder = mkdtempSync(join(tmpdir(), 'seegrad-'))
const program = `
import { mul, sum, tanh, value } from './seegrad/index.js'
import { compileStep } from './seegrad/compile/index.js'
import { SGD } from './seegrad/optim/index.js'
function training(options) {
  const w = [value(0.5), value(0.25)]
  const step = compileStep({ parameters: w, optimizer: SGD(w, { lr: 0.01 }), loss: (xs) => sum(xs.map((x, k) => tanh(mul(w[k % 2], x)))), batch: false, ...options })
  return { step, next: (k) => [step(Array.from({ length: 99 }, (_, i) => i / (k + 9))).loss, ...w.map(({ data }) => data)] }
}
window.compared = async () => {
  const [eager, own] = [training({ compile: false }), training({ background: true })]
  const wrong = []
  for (let k = 0; k < 6; k++, await own.step.ready)
    if (JSON.stringify(own.next(k)) !== JSON.stringify(eager.next(k))) wrong.push(k)
  const { compiled, executor, why } = own.step.stats
  return { wrong, compiled, executor, why }
}
window.isReady = true`
/** A page of its own whose head may forbid more than the server does. */
const page = (policy: string): string => `<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><title>Steps</title><script type="module" src="main.js"></script>` // prettier-ignore

let browser: Browser
let server: Server
beforeAll(async () => {
  symlinkSync(resolve('dist'), join(folder, 'seegrad'), 'junction')
  writeFileSync(join(folder, 'main.js'), program)
  writeFileSync(join(folder, 'index.html'), page("script-src 'self' 'wasm-unsafe-eval'"))
  writeFileSync(join(folder, 'without.html'), page("script-src 'self'"))
  server = await serve(0, new Map(), folder)
  browser = await chromium.launch({ ...findBrowser(), args: [...browserFlags] })
})
afterAll(async () => {
  await browser?.close()
  server?.close()
  rmSync(folder, { recursive: true })
})

interface Found {
  readonly wrong: readonly number[]
  readonly compiled: number
  readonly executor: string
  readonly why: string
}
async function compared(path: string): Promise<Found> {
  const open = await browser.newPage()
  await open.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/${path}`)
  await open.waitForFunction('window.isReady')
  const found: Found = await open.evaluate('window.compared()')
  await open.close()
  return found
}
test('a worker compiles the step, which has the bits of the step op by op before and after', async () => {
  expect(await compared('')).toMatchObject({ wrong: [], compiled: 4, executor: 'nests' })
})
test('where the policy forbids WebAssembly, every step is taken op by op and says why', async () => {
  const found = await compared('without.html')
  expect(found).toMatchObject({ wrong: [], compiled: 0, executor: 'eager' })
  expect(found.why).toContain('WebAssembly does not run here')
})
