/** Under the hood: what the page shows is what `compile` says, it lights up together, it is proved, and nothing of a link runs by itself. */
import { readFileSync } from 'node:fs'
import { strFromU8, unzipSync } from 'fflate'
import * as seegrad from 'seegrad'
import { compile, emit, type Compiled } from 'seegrad/compile'
import * as data from 'seegrad/data'
import * as runtime from 'seegrad/operators/runtime'
import * as random from 'seegrad/random'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { examples } from '../../app/hood/examples.js'
import { compileCell } from '../../src/operators/transform/index.js'
import { listen } from '../app/chromium.js'
import { linked, usePage, visit, type Visit } from './page.js'

usePage()
const WAIT = { timeout: 30_000 }
const timed = (page: Page): Promise<void> => page.getByText(/^Compiled is .* times as/).waitFor(WAIT)
const prove = (page: Page): Promise<void> => page.getByRole('button', { name: 'Prove the bits are the same' }).click()
const texts = (page: Page): Promise<string[]> =>
  page
    .locator('.hood-rows .loop')
    .evaluateAll((all) => all.map((one) => [...one.querySelectorAll('.head, .body')].map((part) => part.textContent!).join(' '))) // prettier-ignore
const heads = (page: Page): Promise<string[]> => page.locator('.hood-heads p').allInnerTexts()
const lights = (page: Page): Promise<string> => page.locator('.hood-lit').innerText()
/** The figure of each pass. */
const figures = (page: Page): Promise<Record<string, number>> =>
  page
    .locator('.hood-passes tbody tr')
    .evaluateAll((rows) => Object.fromEntries(rows.map((row) => [(row as HTMLElement).dataset['pass']!, Number(row.querySelectorAll('td')[1]!.innerText.replaceAll(',', ''))]))) // prettier-ignore

interface Program {
  readonly f: (...args: any[]) => unknown
  readonly args: readonly unknown[]
  readonly compiled: Compiled<(...args: any[]) => unknown>
}
/** An example, compiled here. */
async function here(name: string): Promise<Program> {
  const modules: Record<string, Record<string, unknown>> = { seegrad, 'seegrad/data': data, 'seegrad/random': random }
  const { code } = compileCell(examples[name]!.code, 'program.ts', () => false)
  // oxlint-disable-next-line no-eval
  const start = (0, eval)(code) as (host: object) => Promise<{ f: (...args: any[]) => unknown; args: object }>
  const { f, args } = await start({ runtime, names: {}, take: (module: string, name: string) => modules[module]![name], tick: () => 1e6 }) // prettier-ignore
  const compiled = compile(f)
  const list = Object.values(args)
  compiled(...list)
  return { f, args: list, compiled }
}

describe('what is shown', () => {
  test('is what compile says of the same program: nodes, cells, loops, bytes, pass by pass', async () => {
    const { compiled } = await here('moons')
    const { nodes, bytes, passes } = compiled.stats
    const { cells, loops } = compiled.stages()!
    const { page, errors } = await visit('#/hood')
    await timed(page)
    expect(await heads(page)).toEqual([`${nodes} nodes`, `${cells.node.length} cells`, `${loops.length} loops`])
    expect(nodes).toBe(640)
    const wanted = passes.map(({ pass, nodes: made }) => [pass, pass === 'WebAssembly' ? bytes : made] as const)
    expect(await figures(page)).toEqual(Object.fromEntries(wanted))
    // In the names of the program.
    expect(await texts(page)).toEqual([
      'for i < 16 (j < 2): t1[i] = b1[i] + Σⱼ W1[i,j]·x[j]',
      'for i < 16: t2[i] = relu(t1[i])',
      'for i < 16 (j < 16): t3[i] = b2[i] + Σⱼ W2[i,j]·t2[j]',
      'for i < 16: t4[i] = relu(t3[i])',
      'once (i < 16): s = b3[0] + Σᵢ W3[0,i]·t4[i]',
    ])
    await prove(page)
    await page.getByText('The same bits.').waitFor(WAIT)
    expect(await page.locator('.hood-proof').innerText()).toMatch(
      /^✓ The same bits\. 1,000 random inputs, 1,000 numbers compared by Object\.is/,
    )
    expect(await page.locator('.bars .num').allInnerTexts()).toHaveLength(2)
    expect(errors).toEqual([])
  })
  test('has slopes when they are asked for, in the names of what they are by; a line follows what is typed', async () => {
    const { page, errors } = await visit('#/hood?v=1&e=L+=+(a*b+%2B+c)*f&at=a=2,b=-3,c=10,f=-2')
    await expect.poll(() => texts(page), WAIT).toEqual(['t1 = a·b + c', 'L = t1·f'])
    await page.getByRole('button', { name: 'with its slopes' }).click()
    await expect.poll(async () => (await texts(page)).join(), WAIT).toContain('∂')
    expect(page.url()).toContain('of=slopes')
    await page.getByRole('textbox', { name: 'Program' }).fill('p = a*b*c')
    await expect.poll(async () => (await texts(page)).join(), WAIT).toContain('p = ')
    expect(page.url()).toContain('e=p+=+a*b*c')
    await page.goBack()
    await expect.poll(() => page.getByRole('textbox', { name: 'Program' }).inputValue()).toBe('L = (a*b + c)*f')
    expect(errors).toEqual([])
  })
  test('has what shares the loop of another below it, after a +', async () => {
    const { page, errors } = await visit('#/hood?v=1&program=loss')
    await expect.poll(async () => (await texts(page)).join('\n'), WAIT).toContain('relu(t1[')
    const shown = await texts(page)
    const at = shown.findIndex((line) => line.includes('relu(t1['))
    expect(shown[at]).toMatch(/^\+ for /)
    // In the loop of the sum that it is made of.
    expect(shown.slice(0, at).findLast((line) => !line.startsWith('+'))).toMatch(/: t1\[\S+ = .*Σ/)
    expect(shown.filter((line) => line.startsWith('+')).length).toBeGreaterThan(5)
    expect(errors).toEqual([])
  })
})

describe('a node, a cell, a loop', () => {
  test('light up together where the pointer is, stay lit on a click, and are in the address', async () => {
    const { page, errors } = await visit('#/hood')
    await page.locator('.hood-rows svg').nth(4).waitFor(WAIT)
    const third = page.locator('.hood-rows svg').nth(2)
    await third.hover({ position: { x: 27.5, y: 45 } })
    await expect
      .poll(() => lights(page))
      .toBe('Lit: node 4 of 32, ×, of cell 5 of 16 in loop 3 of 5, t3[4], i = 4. Written in line 9 of the program.')
    expect(await page.locator('.hood-rows .lights').count()).toBe(1)
    expect(await page.locator('.hood-rows li.lit .turns').innerText()).toBe('i = 4')
    await third.click({ position: { x: 350, y: 57 } })
    const cell =
      'Lit: cell 6 of 16 in loop 3 of 5, t3[5], i = 5; its 32 nodes: 16 × and 16 +. Written in line 9 of the program.'
    await expect.poll(() => lights(page)).toBe(cell)
    await page.getByRole('button', { name: /^for i < 16: t4/ }).hover()
    await expect
      .poll(() => lights(page))
      .toBe('Lit: loop 4 of 5, its 16 cells, its 16 nodes: 1 relu in each cell. Written in line 12 of the program.')
    await page.locator('h1').hover()
    await expect.poll(() => lights(page)).toBe(cell)
    expect(page.url()).toContain('lit=2.5')
    const again = await visit(new URL(page.url()).hash)
    await expect.poll(() => again.page.locator('.hood-lit').innerText(), WAIT).toBe(cell)
    expect([...errors, ...again.errors]).toEqual([])
  })
  test('light up with the line in which they were written, and the line with them', async () => {
    const { args, compiled } = await here('moons')
    const { written, nodes } = compiled.stages({ call: args })!
    const count = (place: RegExp): number =>
      nodes.op.reduce((sum, op, node) => sum + Number(op >= 0 && place.test(written!.places[written!.nodes[node]!] ?? '')), 0) // prettier-ignore
    const { page, errors } = await visit('#/hood')
    const lines = page.locator('.hood-source li')
    await lines.nth(2).waitFor(WAIT)
    const text = examples['moons']!.code.split('\n')
    const numbers = await lines.locator('.number').allInnerTexts()
    expect(numbers).toEqual(['9', '11', '12'])
    expect(await lines.locator('.text').allInnerTexts()).toEqual(numbers.map((number) => text[Number(number) - 1]!.slice(2))) // prettier-ignore
    // From the text: a line, one op of it.
    await lines
      .nth(0)
      .locator('.text')
      .hover({ position: { x: 3, y: 5 } })
    await expect.poll(() => lights(page)).toBe(`Lit: line 9; ${count(/:9:\d+$/)} nodes in 3 of 5 loops: 1, 3 and 5.`)
    expect(await page.locator('.hood-rows li.lit').count()).toBe(3)
    const times = text[8]!.indexOf('*') + 1
    await lines.nth(0).locator('.op', { hasText: '*' }).hover()
    const product = `Lit: * at column ${times} of line 9; ${count(new RegExp(`:9:${times}$`))} nodes in 3 of 5 loops: 1, 3 and 5.`
    await expect.poll(() => lights(page)).toBe(product)
    expect(count(new RegExp(`:9:${times}$`))).toBe(304)
    // Of what is added nothing is lit, of what is multiplied all.
    expect(await page.locator('.hood-rows .lights .thin').evaluateAll((all) => all.map((one) => one.getAttribute('d')))).toEqual(['', '', '']) // prettier-ignore
    await lines.nth(1).locator('.op').click()
    await page.locator('h1').hover()
    await expect.poll(() => lights(page)).toMatch(/^Lit: relu at column \d+ of line 11; 16 nodes in loop 2 of 5\.$/)
    expect(page.url()).toContain('lit=L11.')
    const again = await visit(new URL(page.url()).hash)
    await expect.poll(() => again.page.locator('.hood-lit').innerText(), WAIT).toContain('relu at column')
    // From a loop, and a node of a cell, to the text.
    await page.getByRole('button', { name: /^for i < 16: t4/ }).hover()
    await expect.poll(() => lights(page)).toContain('Written in line 12 of the program.')
    await expect.poll(() => page.locator('.hood-source li.lit .number').allInnerTexts()).toEqual(['12'])
    await page
      .locator('.hood-rows svg')
      .nth(2)
      .hover({ position: { x: 27.5, y: 45 } })
    await expect.poll(() => page.locator('.hood-source .op.lit').allInnerTexts()).toEqual(['*'])
    expect([...errors, ...again.errors]).toEqual([])
  })
  test('of a line of maths are those of its signs; a slope belongs to what it is the slope of', async () => {
    const { page, errors } = await visit('#/hood?v=1&e=e+=+a*b;+L+=+tanh(e+%2B+c*d)&at=a=2,b=-3,c=10,d=1&of=slopes')
    const ops = page.locator('.hood-source .op')
    await expect.poll(() => ops.allInnerTexts(), WAIT).toEqual(['*', 'tanh', '+', '*'])
    expect(await page.locator('.hood-source .text').allInnerTexts()).toEqual(['e = a*b; L = tanh(e + c*d)'])
    await page.locator('.hood-rows .loop', { hasText: 'sech' }).hover()
    await expect.poll(() => page.locator('.hood-source .op.lit').allInnerTexts()).toEqual(['tanh'])
    // a·b, and the slopes by a and b.
    await ops.nth(0).hover()
    await expect.poll(() => lights(page)).toMatch(/^Lit: \* at column 6 of line 1; 3 nodes in /)
    expect(errors).toEqual([])
  })
  test('are reached and lit by keys alone', async () => {
    const { page } = await visit('#/hood')
    await page.locator('.hood-rows svg').nth(4).waitFor(WAIT)
    await page.getByRole('button', { name: 'with its slopes' }).focus()
    const isAt = (what: string): Promise<boolean> => page.evaluate((one) => document.activeElement?.matches(one) === true, what) // prettier-ignore
    const tabTo = async (what: string): Promise<void> => {
      for (let k = 0; k < 6 && !(await isAt(what)); k++) await page.keyboard.press('Tab')
      expect(await isAt(what)).toBe(true)
    }
    await tabTo('.hood-source button')
    await expect.poll(() => lights(page)).toContain('Lit: line 9; 608 nodes')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowRight')
    await expect.poll(() => lights(page)).toMatch(/^Lit: relu at column \d+ of line 11/)
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('ArrowLeft')
    await expect.poll(() => lights(page)).toMatch(/^Lit: \* at column \d+ of line 9/)
    await page.keyboard.press('Escape')
    await expect.poll(() => lights(page)).toBe('')
    await tabTo('.loop')
    await expect.poll(() => lights(page)).toContain('Lit: loop 1 of 5, its 16 cells')
    await page.keyboard.press('ArrowDown')
    await expect.poll(() => lights(page)).toContain('Lit: cell 1 of 16 in loop 1 of 5, t1[0], i = 0')
    // One after the other, faster than they are drawn.
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowRight')
    await expect.poll(() => lights(page)).toContain('Lit: node 1 of 4, ×, of cell 2 of 16')
    for (let k = 0; k < 2; k++) await page.keyboard.press('ArrowUp')
    await page.keyboard.press('Escape')
    await expect.poll(() => lights(page)).toBe('')
  })
})

const run = async ({ page }: Visit, code: string): Promise<void> => {
  await page.getByText('The program, to be changed').click()
  await page.getByRole('textbox', { name: 'Program' }).fill(code)
  await page.getByText('Changed and not run yet.').waitFor()
  await page.keyboard.press('Control+Enter')
}

test('a program is taken along as TypeScript and as a module with its types, as emit gives them', async () => {
  const { f, args } = await here('softmax')
  const named = Object.defineProperty((...given: unknown[]) => f(...given), 'name', { value: 'p' })
  const { page, errors } = await visit('#/hood?v=1&program=softmax')
  await timed(page)
  const saved = async (name: string): Promise<Buffer> => {
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name }).click()])
    return readFileSync(await file.path())
  }
  expect((await saved('TypeScript')).toString()).toBe(emit(named, args))
  await page.getByText('✓ Saved').waitFor()
  const zip = unzipSync(await saved('WebAssembly and its types'))
  const { wasm, types } = emit(named, args, { to: 'wasm' })
  expect(strFromU8(zip['program.d.ts']!)).toBe(types)
  expect([...zip['program.wasm']!]).toEqual([...wasm])
  expect(errors).toEqual([])
})

describe('code', () => {
  test('that reads what changes besides its arguments is caught by the proof, with the input', async () => {
    const visited = await visit('#/hood?v=1&program=softmax')
    await run(
      visited,
      'let calls = 0\nconst f = (x) => x * (++calls > 12 ? 3 : 2)\nconst args = { x: 5 }\nconst result = "y"',
    )
    const { page } = visited
    await expect.poll(() => texts(page), WAIT).toEqual(['y = x·2'])
    // The timing ends, or finds it first.
    await page.locator('.hood-timing').getByText(/^(Compiled|✗)/).waitFor(WAIT) // prettier-ignore
    await prove(page)
    await page.getByText(/^✗ Not the same, at input 1: /).waitFor(WAIT)
    expect(await page.locator('.hood-proof').innerText()).toMatch(/eager, for \[|The input was \[/)
  })
  test('that is wrong says its line and the mend; what has no end is stopped; the text stays', async () => {
    const visited = await visit('#/hood')
    const { page } = visited
    await run(visited, 'const f = (x) => x * 2')
    await page.getByText('✗ TypeError: there is no args here. Write const args = { a: 2, b: -3 }').waitFor(WAIT)
    const field = page.getByRole('textbox', { name: 'Program' })
    await field.fill('const f = (x) => x *\nconst args = [1]')
    await page.keyboard.press('Shift+Enter')
    await page.getByText(/^✗ Line 2: /).waitFor(WAIT)
    await field.fill('const args = [1]\nconst f = (x) => { while (true) x = x + 1 }')
    await page.keyboard.press('Shift+Enter')
    await page.getByRole('button', { name: 'Stop', exact: true }).click()
    await page.getByText('✗ Stopped before its end.').waitFor(WAIT)
    expect(await field.inputValue()).toContain('while (true)')
    await field.fill('const f = (x) => x * x\nconst args = [3]')
    await page.keyboard.press('Shift+Enter')
    await expect.poll(() => texts(page), WAIT).toEqual(['result = a0·a0'])
    // Nothing to light: it is said, and there are no lines.
    await field.fill('const f = (x) => 3\nconst args = [3]')
    await page.keyboard.press('Shift+Enter')
    await page.getByText('Nothing is left to be computed').waitFor(WAIT)
    expect(await page.locator('.hood-source').count()).toBe(0)
  })
  test('of a link waits for Run, and reaches nothing after it', async () => {
    const sink = await listen('anything')
    try {
      const { page, requests } = await visit(
        linked(
          `const f = (a) => a * a\nconst args = { a: 2 }\nfetch('${sink.origin}/out').catch(() => 0)\nnew Image().src = '${sink.origin}/image'`,
        ),
      )
      await page.getByText('This came with a link. It runs when you say so').waitFor()
      expect(await page.getByRole('textbox', { name: 'Program' }).inputValue()).toContain('const f = (a) => a * a')
      expect(await page.locator('iframe').count()).toBe(0)
      // A line that is more than maths waits too.
      await page.evaluate(
        (hash) => (location.hash = hash),
        `#/hood?v=1&e=${encodeURIComponent(`fetch('${sink.origin}/line')`)}`,
      )
      await page.getByText('This came with a link. It runs when you say so').waitFor()
      expect(await page.locator('iframe').count()).toBe(0)
      await page.getByRole('button', { name: 'Run' }).click()
      await page.getByText(/^✗ /).first().waitFor(WAIT)
      expect(sink.heard).toEqual([])
      expect(requests.filter((url) => url.startsWith(sink.origin))).toEqual([])
    } finally {
      await sink.close()
    }
  })
})

test('where WebAssembly is forbidden the page says so, and the function itself is called', async () => {
  const { page } = await visit(linked('delete globalThis.WebAssembly\nconst row = (n) => Array.from({ length: n }, (_, k) => k)\nconst f = (x) => x.map((v) => Math.tanh(v))\nconst args = { x: row(500) }')) // prettier-ignore
  await page.getByRole('button', { name: 'Run' }).click()
  await page.getByText('This function is not compiled: WebAssembly does not run here').waitFor(WAIT)
  await expect.poll(() => page.locator('.bars dt').allInnerTexts(), WAIT).toEqual(['eager'])
})
