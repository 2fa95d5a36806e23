/** The GPT in a real browser: it takes the reference's steps, its runs can be repeated, kept and gone on with, and keys alone are enough. */
import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { PROGRAM } from '../../app/gpt/program.js'
import { record } from '../record.js'
import { long } from '../seed.js'
import { lossesOn, rested } from './gpt.js'
import { pageAddress, usePage, visit } from './page.js'

usePage()

interface Reference {
  readonly losses: readonly number[]
  readonly samples: readonly string[]
}
const reference = JSON.parse(readFileSync('fixtures/microgpt.json', 'utf8')) as Reference

const samplesAfter = (page: Page, step: number): Promise<readonly string[]> =>
  page
    .getByRole('region', { name: `What it writes after ${step} steps` })
    .locator('li')
    .allInnerTexts()

/** Presses a button that hands over a file, and reads it. */
async function downloaded(page: Page, button: string): Promise<{ name: string; bytes: Buffer }> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: button }).click(),
  ])
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) }
}
const give = (page: Page, field: string, name: string, buffer: Buffer): Promise<void> =>
  page
    .getByLabel(field)
    .and(page.locator('input'))
    .setInputFiles({ name, mimeType: 'application/octet-stream', buffer })

const says = (page: Page, words: string | RegExp): Promise<void> => page.locator('.files [role=status]').getByText(words).waitFor() // prettier-ignore

test('a link in a fresh profile takes the reference’s steps: every loss within 1e-12, and the same texts each time', async () => {
  const steps = long ? 100 : 20
  const { page, errors, requests } = await visit(`#/gpt?v=1&k=${steps}`)
  await rested(page, steps)
  const losses = await lossesOn(page)
  expect(losses.size).toBe(steps)
  for (const [step, loss] of losses) expect(Math.abs(loss - reference.losses[step]!)).toBeLessThanOrEqual(1e-12)
  const samples = await samplesAfter(page, 0)
  expect(samples).toHaveLength(8)
  // Reset and replay: the same bits.
  await page.getByRole('button', { name: 'Reset' }).click()
  await rested(page, 0)
  await page.getByRole('button', { name: 'Step', exact: true }).click()
  await rested(page, 1)
  expect((await lossesOn(page)).get(0)).toBe(losses.get(0))
  expect(await samplesAfter(page, 0)).toEqual(samples)
  // Another seed is another run.
  await page.getByRole('textbox', { name: 'seed' }).fill('7')
  await page.keyboard.press('Enter')
  await rested(page, 0)
  await expect.poll(() => samplesAfter(page, 0)).toHaveLength(8)
  expect(await samplesAfter(page, 0)).not.toEqual(samples)
  expect(page.url()).toContain('seed=7')
  expect(requests.filter((url) => !url.startsWith('http://127.0.0.1') && !/^(blob|data):/.test(url))).toEqual([])
  expect(errors).toEqual([])
})

test('what comes next: shares add up to 1, and each gradient is p, or p − 1 where the letter follows', async () => {
  const { page, errors } = await visit('#/gpt?v=1&k=3&prefix=mar&next=i')
  await rested(page, 3)
  const region = page.getByRole('region', { name: 'What comes next' })
  await region.getByText('As a table').click()
  const rows = await region.locator('tbody tr').evaluateAll((all) => all.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.innerText.replace('−', '-')))) // prettier-ignore
  expect(rows).toHaveLength(27)
  expect(rows.reduce((sum, [, p]) => sum + Number(p), 0)).toBeCloseTo(1, 2)
  for (const [letter, p, slope] of rows) expect(Number(slope)).toBeCloseTo(Number(p) - (letter === 'i' ? 1 : 0), 3)
  // Typed on: heads of more places, another answer.
  await page.getByRole('textbox', { name: 'The text so far' }).fill('marie')
  await expect.poll(() => page.getByRole('img', { name: /^Head 4/ }).getAttribute('aria-label')).toContain('e most at')
  await page.getByRole('combobox', { name: 'The letter that is taken to follow' }).selectOption({ label: '∎ the end' })
  await expect.poll(() => region.getByRole('img').getAttribute('aria-label')).toContain('If it is ∎')
  expect(errors).toEqual([])
})

test('a number is unfolded down to one multiplication of a weight, each line the next one’s result, and goes to the stage', async () => {
  const { page, errors } = await visit('#/gpt?v=1&k=1&prefix=ma&next=i&what=1,2,0')
  await rested(page, 1)
  const lines = page.locator('.lines > li')
  await lines.first().getByText('head 2: a looks at ⊢').waitFor()
  for (let k = 0; k < 12; k++) {
    const inputs = lines.last().locator('.formula button')
    if ((await inputs.count()) === 0) break
    const [count, opened] = [await lines.count(), await inputs.first().innerText()]
    await inputs.first().click()
    await expect.poll(() => lines.count()).toBe(count + 1)
    expect(await lines.last().locator('.formula b').innerText()).toBe(opened)
    if (/weights/.test(await lines.last().innerText())) break
  }
  await lines.last().getByText('one multiplication').waitFor()
  await lines.last().getByText('4,192 weights').waitFor()
  // The same from its address.
  const way = await lines.allInnerTexts()
  await expect
    .poll(() => /way=([\d,]+)/.exec(decodeURIComponent(page.url()))?.[1]!.split(',').length)
    .toBe(way.length - 1)
  await page.reload()
  await rested(page, 1)
  await expect.poll(() => lines.allInnerTexts(), { timeout: 10_000 }).toEqual(way)
  await page.getByRole('button', { name: 'The last line on the stage' }).click()
  await page.getByRole('button', { name: /^dot|· / }).first().waitFor({ timeout: 20_000 }) // prettier-ignore
  expect(errors).toEqual([])
})

test('weights that are saved and loaded go on with the same losses, whatever was between', async () => {
  const { page, errors } = await visit('#/gpt?v=1&k=4')
  await rested(page, 4)
  const { name, bytes } = await downloaded(page, 'Save weights')
  expect(name).toBe('gpt-step-4.safetensors')
  const step = page.getByRole('button', { name: 'Step', exact: true })
  for (const at of [5, 6]) {
    await step.click()
    await rested(page, at)
  }
  const before = await lossesOn(page)
  await page.getByRole('textbox', { name: 'seed' }).fill('3')
  await page.keyboard.press('Enter')
  await rested(page, 0)
  await give(page, 'Load weights…', 'mine.safetensors', bytes)
  await says(page, 'mine.safetensors was loaded: it goes on after 4 steps.')
  await page.getByText('The weights came from mine.safetensors').waitFor()
  for (const at of [5, 6]) {
    await step.click()
    await rested(page, at)
  }
  const after = await lossesOn(page)
  expect([...after.keys()].toSorted()).toEqual([4, 5])
  for (const at of [4, 5]) expect(after.get(at)).toBe(before.get(at))
  // Another model's file, a damaged one, and none at all.
  const other = Buffer.from(bytes)
  other[other.length - 1]! ^= 1
  const refused: readonly (readonly [Buffer, string])[] = [
    [other, 'the checksum is wrong'],
    [bytes.subarray(0, 4000), 'This is no whole safetensors file'],
    [readFileSync('package.json'), 'This is no whole safetensors file'],
    [tensorFile({ task: 'moons' }), 'This file is a training of "moons", another model.'],
    [tensorFile({}), 'This file holds tensors, but no training of this model.'],
  ]
  for (const [buffer, words] of refused) {
    await give(page, 'Load weights…', 'other.safetensors', buffer)
    await says(page, words)
  }
  // Nothing of the run was lost.
  await step.click()
  await rested(page, 7)
  const zip = await downloaded(page, 'PyTorch twin')
  expect(zip.name).toBe('gpt-step-7.pytorch.zip')
  for (const file of ['gpt.py', 'gpt.safetensors', 'train_gpt.py']) expect(zip.bytes.includes(file)).toBe(true)
  expect(errors).toEqual([])
})

/** A safetensors file of one number, made by hand. */
function tensorFile(metadata: Readonly<Record<string, string>>): Buffer {
  const header = JSON.stringify({ __metadata__: metadata, w: { dtype: 'F64', shape: [1], data_offsets: [0, 8] } })
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(header.length))
  return Buffer.concat([length, Buffer.from(header), Buffer.alloc(8)])
}

test('one’s own text stays on the device; what cannot be learned is refused in words, and the run goes on', async () => {
  const { page, errors, requests } = await visit('#/gpt?v=1&k=1')
  await rested(page, 1)
  const own = 'Your own text…'
  const refused: readonly (readonly [string, Buffer, string])[] = [
    ['empty.txt', Buffer.from(' \n\n'), 'empty.txt was not opened: there is nothing in it.'],
    ['binary.txt', Buffer.from([0xff, 0xfe, 0x00, 0x80]), 'binary.txt was not opened: it is no text in UTF-8.'],
    ['zeros.txt', Buffer.alloc(64), 'zeros.txt was not opened: it holds signs that are no letters'],
    ['huge.txt', Buffer.alloc(5_000_001, 'a\n'), 'huge.txt was not opened: it has 5.0 million bytes'],
    ['letters.txt', Buffer.from(Array.from({ length: 200 }, (_, k) => String.fromCodePoint(0x4e00 + k)).join('\n')), 'it uses 200 different letters, and 150 are allowed'], // prettier-ignore
  ]
  for (const [name, buffer, words] of refused) {
    await give(page, own, name, buffer)
    await says(page, words)
  }
  await page.getByRole('button', { name: 'Step', exact: true }).click()
  await rested(page, 2)
  const asked = requests.length
  await give(
    page,
    own,
    'mine.txt',
    Buffer.from('Ärger\nÜber <b>alles</b>\n\u202eevil\nso long that sixteen letters are not enough\n'),
  )
  await says(page, 'It learns mine.txt now, 4 lines, on this device only.')
  await page.getByText('2 of 4 lines are longer than 16 letters').waitFor()
  await page.getByRole('button', { name: 'Step', exact: true }).click()
  await rested(page, 1)
  expect(page.url()).toContain('text=own')
  // Of the page itself, the thread that compiles: no program came with it for these letters.
  const isOwn = (url: string): boolean => url.startsWith('blob:') || url.startsWith(`${pageAddress()}assets/`)
  expect(requests.slice(asked).filter((url) => !isOwn(url))).toEqual([])
  await page.reload()
  await page.getByText('2 of 4 lines are longer than 16 letters').waitFor()
  await page.getByRole('button', { name: 'Back to the names' }).click()
  await page.getByText('4,192').waitFor()
  // The address alone, elsewhere.
  const link = await visit('#/gpt?v=1&text=own')
  await link.page.getByText('was opened from a file on another device').waitFor()
  expect(errors).toEqual([])
})

/** How often the program that comes with the page was fetched. */
const programs = (requests: readonly string[]): number => requests.filter((url) => url.endsWith(PROGRAM)).length

test('while the reader looks, the program of the run is made ready: it came with the page, or is compiled; where steps go op by op, it is neither', async () => {
  const { page, errors, requests } = await visit('#/gpt')
  await page.getByText('0 steps compiled, the program is ready').waitFor({ timeout: 60_000 })
  expect(programs(requests)).toBe(1)
  // The worker that trains, and none that compiles.
  expect(page.workers()).toHaveLength(1)
  const afterThree = async (): Promise<void> => {
    for (let step = 1; step <= 3; step++) {
      await page.getByRole('button', { name: 'Step', exact: true }).click()
      await rested(page, step)
    }
    await expect.poll(() => page.getByTestId('compiled').innerText()).toMatch(/^[23]$/)
    const losses = await lossesOn(page)
    for (let step = 0; step < 3; step++) expect(losses.get(step)).toBeCloseTo(reference.losses[step]!, 12)
  }
  await afterThree()
  // As if it were of another version of the page.
  await page.route(`**/${PROGRAM}`, (route) => route.fulfill({ body: 'of another' }))
  await page.goto('about:blank')
  await page.goto(`${pageAddress()}#/gpt`)
  await page.getByText('0 steps compiled, the program is ready').waitFor({ timeout: 60_000 })
  expect(page.workers()).toHaveLength(2)
  // Nobody compiles any more: it is there.
  await page.workers()[1]!.evaluate(() => void Object.assign(globalThis, { postMessage: () => {} }))
  await afterThree()
  expect(errors).toEqual([])
  const other = await visit('#/gpt?v=1&compile=no')
  await rested(other.page, 0)
  await other.page.getByRole('button', { name: 'Step', exact: true }).click()
  await rested(other.page, 1)
  expect(other.page.workers()).toHaveLength(1)
  expect(programs(other.requests)).toBe(0)
})

test('a seed that is being typed stays as it is while the page is drawn, and begins a run when it is there', async () => {
  const { page } = await visit('#/gpt?v=1&compile=no')
  await rested(page, 0)
  await page.getByRole('button', { name: 'Train', exact: true }).click()
  const field = page.getByRole('textbox', { name: 'seed' })
  const at = async (): Promise<number> => Number(await page.getByTestId('step').innerText())
  await field.fill('7')
  const begun = await at()
  await expect.poll(at, { timeout: 20_000 }).toBeGreaterThan(begun + 2)
  expect(await field.inputValue()).toBe('7')
  await page.keyboard.press('Enter')
  await rested(page, 0)
  expect(page.url()).toContain('seed=7')
})

test('by keys alone, typing while it trains; pausing is at once', async () => {
  // Op by op, so that steps can be counted.
  const { page, errors } = await visit('#/gpt?v=1&compile=no')
  await rested(page, 0)
  await expect.poll(() => samplesAfter(page, 0)).toHaveLength(8)
  await page.keyboard.press('ArrowRight')
  await rested(page, 1)
  await page.keyboard.press('Space')
  await page.getByRole('button', { name: 'Pause' }).waitFor()
  const at = async (): Promise<number> => Number(await page.getByTestId('step').innerText())
  await expect.poll(at, { timeout: 20_000 }).toBeGreaterThan(5)
  // Typing while it trains.
  await page.keyboard.press('/')
  await page.keyboard.insertText('jo')
  await expect.poll(() => page.getByRole('img', { name: /^Head 1/ }).getAttribute('aria-label')).toContain('o most at')
  await page.keyboard.press('Tab')
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
  await page.keyboard.press('Space')
  await page.getByRole('button', { name: 'Train on' }).waitFor()
  const stopped = await at()
  await expect.poll(() => page.url()).toMatch(/k=\d+/)
  const rest = Number(/k=(\d+)/.exec(page.url())![1])
  // The step that was under way is ended.
  expect(rest - stopped).toBeLessThanOrEqual(2)
  await page.keyboard.press('r')
  await rested(page, 0)
  expect(errors).toEqual([])
})

test(
  'a thousand steps, those compiled that can be, end at the reference’s loss, and say its twenty names',
  { timeout: 300_000 },
  async () => {
    const { page, errors } = await visit('#/gpt')
    await rested(page, 0)
    const started = performance.now()
    await page.getByRole('button', { name: 'Train', exact: true }).click()
    await rested(page, 1000)
    const seconds = Math.round((performance.now() - started) / 100) / 10
    const compiled = Number(await page.getByTestId('compiled').innerText())
    record('The page', { what: 'a GPT trained for 1,000 steps', seconds, compiled })
    expect(compiled).toBeGreaterThan(0)
    const losses = await lossesOn(page)
    for (const [step, loss] of losses) expect(Math.abs(loss - reference.losses[step]!)).toBeLessThanOrEqual(1e-12)
    expect(losses.has(999)).toBe(true)
    await expect.poll(() => samplesAfter(page, 1000), { timeout: 20_000 }).toEqual(reference.samples)
    expect(errors).toEqual([])
  },
)
