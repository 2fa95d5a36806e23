/** The stage does what it says: steps that leak nothing, stopping, filling in, folding, saving, opening, asking why. */
import { readFileSync, writeFileSync, mkdirSync } from 'node:fs'
import { strFromU8, unzipSync } from 'fflate'
import { readRecording } from '../../src/explain/index.js'
import { loadSafetensors } from '../../src/interop/index.js'
import { describe, expect, test } from 'vitest'
import { record } from '../record.js'
import { neuron, usePage, visit } from './page.js'

usePage()

describe('walking', () => {
  test('plays, pauses and stops at a gradient that is large', async () => {
    const { page } = await visit(`${neuron(5)}&stop=1.2`)
    await page.getByRole('button', { name: 'Next step' }).waitFor()
    await page.keyboard.press(' ')
    await page.getByText('Stopped: |gradient| is above 1.2 here.').waitFor({ timeout: 15_000 })
    expect(await page.locator('.where').textContent()).toBe('Backward, step 8 of 9')
  })
  test('the scrubber goes anywhere, forward and back, and the numbers are those of that moment', async () => {
    const { page } = await visit(neuron(15))
    const scrubber = page.getByRole('slider', { name: 'Step' })
    await scrubber.fill('2')
    await page.getByRole('button', { name: 's: data not there yet' }).waitFor()
    await scrubber.fill('7')
    await page.getByRole('button', { name: /^n: data 0\.88137\d+, gradient 0\.(5|4999)/ }).waitFor()
    expect(await scrubber.getAttribute('aria-valuetext')).toBe('Backward, step 1 of 9')
  })
  test('a box that is pressed shows how its gradient came about', async () => {
    const { page } = await visit(neuron())
    await page.getByRole('button', { name: /^x1w1:/ }).click()
    await expect.poll(() => page.locator('.sentence').first().textContent()).toContain('When x1w1 moves a little')
  })
})

describe('filling in', () => {
  test('a wrong gradient is asked back, a right one is shown', async () => {
    const { page } = await visit(`${neuron(14)}&hide=yes`)
    const answer = page.getByRole('textbox', { name: /^∂o\/∂x1/ })
    await answer.fill('1.5')
    await answer.press('Enter')
    expect(await page.locator('#fill-says').textContent()).toContain(
      'The size is right. When x1 rises, which way does x1w1 go?',
    )
    await answer.fill('-1.5')
    await answer.press('Enter')
    await page.getByRole('button', { name: /^x1: data 2, gradient −1\.(5|4999)/ }).waitFor()
  })
})

describe('why', () => {
  test('a NaN is said where it was born, and the way leads there', async () => {
    const { page } = await visit(`#/stage?v=1&e=${encodeURIComponent('q = log(p); r = q*2; loss = -r')}&at=p=-0.3`)
    const cause = page.locator('.cause')
    await cause.waitFor()
    expect(await cause.textContent()).toContain('loss is NaN: born in log of p = −0.3')
    await page.getByRole('button', { name: 'Go where it was born' }).click()
    await expect.poll(() => page.locator('.sentence').first().textContent()).toContain('q')
  })
  test('a gradient of 0 has its reason for the asking', async () => {
    const { page } = await visit(neuron(11))
    await page.getByRole('button', { name: /^w2:/ }).click()
    await page.getByRole('button', { name: /^Why is ∂o\/∂w2 0/ }).click()
    expect(await page.locator('.cause').textContent()).toContain('x2')
  })
})

describe('a large program', () => {
  test('opens folded, unfolds one scope, and follows a leaf', async () => {
    const { page, errors } = await visit('#/stage?v=1&program=moons')
    await page.getByRole('button', { name: /^layer 2/ }).waitFor({ timeout: 60_000 })
    const folded = await page.locator('svg.graph .node').count()
    expect(folded).toBeLessThan(60)
    const data = page.getByRole('textbox', { name: 'data of w0', exact: true })
    const loss = (await page.getByRole('button', { name: /^loss: data/ }).getAttribute('aria-label'))!
    await data.fill('0.5')
    const started = performance.now()
    await data.press('Enter')
    await expect
      .poll(() => page.getByRole('button', { name: /^loss: data/ }).getAttribute('aria-label'), { timeout: 20_000 })
      .not.toBe(loss)
    record('The page', {
      what: 'a leaf of 65,000 nodes set, until the loss has followed',
      milliseconds: Math.round(performance.now() - started),
    })
    await page.getByRole('button', { name: /^hinge/ }).click()
    await expect.poll(() => page.locator('svg.graph .node').count(), { timeout: 20_000 }).toBeGreaterThan(folded)
    // One that was unfolded is folded again, alone.
    await page.getByRole('button', { name: 'Fold hingeLoss' }).click()
    await expect.poll(() => page.locator('svg.graph .node').count(), { timeout: 20_000 }).toBe(folded)
    // What a fold multiplies by stands on its edge.
    await expect.poll(() => page.locator('svg.graph').textContent(), { timeout: 20_000 }).toContain('×10⁻⁴')
    expect(errors).toEqual([])
  })
})

describe('files', () => {
  for (const [name, begins] of [
    ['SVG', '<svg'],
    ['PNG', '\u0089PNG'],
    ['DOT', 'digraph'],
    ['Mermaid', 'flowchart'],
    ['Recording', '{'],
  ] as const)
    test(`are saved as ${name}`, async () => {
      const { page } = await visit(neuron())
      await page.getByText('Save as…').click()
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name, exact: true }).click(),
      ])
      const text = readFileSync(await download.path(), 'latin1')
      expect(text.startsWith(begins) || text.includes(begins)).toBe(true)
      if (name === 'Recording') expect(readRecording(readFileSync(await download.path(), 'utf8')).nodes.length).toBe(10)
    })
  test('are saved for PyTorch: a program, its weights under their names', async () => {
    const { page, errors } = await visit(neuron())
    await page.getByText('Save as…').click()
    const [download] = await Promise.all([
      page.waitForEvent('download', { timeout: 30_000 }),
      page.getByRole('button', { name: 'PyTorch', exact: true }).click(),
    ])
    expect(download.suggestedFilename()).toBe('o.pytorch.zip')
    const files = unzipSync(readFileSync(await download.path()))
    expect(Object.keys(files)).toEqual(['o.py', 'o.safetensors', 'o.data.safetensors'])
    expect(strFromU8(files['o.py']!)).toMatch(/torch\.tanh|\.tanh\(/)
    const { tensors } = loadSafetensors(files['o.safetensors']!)
    expect([...tensors.keys()].toSorted()).toEqual(['b', 'w1', 'w2', 'x1', 'x2'])
    expect(errors).toEqual([])
  })
  test('are refused in words where PyTorch has none', async () => {
    mkdirSync('.cache/page', { recursive: true })
    writeFileSync('.cache/page/own.json', JSON.stringify({ version: 1, root: 1, nodes: [{ id: 0, label: 'a', data: 3 }, { id: 1, op: 'fnord', label: 'y', data: 9, inputs: [0], slopes: [6] }] })) // prettier-ignore
    const { page } = await visit('#/stage')
    await page.getByRole('button', { name: 'Next step' }).waitFor()
    await page.locator('input[type=file]').setInputFiles('.cache/page/own.json')
    await page.getByRole('button', { name: /^y: data 9/ }).waitFor()
    await page.getByText('Save as…').click()
    await page.getByRole('button', { name: 'PyTorch', exact: true }).click()
    const refusal = page.getByText('✗ This recording holds an op that this page does not know')
    await refusal.waitFor({ timeout: 30_000 })
    expect(await refusal.isVisible()).toBe(true)
  })
  test('a recording is opened, walked, moved, and there after a reload', async () => {
    mkdirSync('.cache/page', { recursive: true })
    writeFileSync('.cache/page/graph.json', JSON.stringify({ version: 1, root: 2, nodes: [{ id: 0, label: 'a', data: 3 }, { id: 1, label: 'b', data: 4 }, { id: 2, op: 'mul', label: 'y', data: 12, inputs: [0, 1] }] })) // prettier-ignore
    const { page } = await visit('#/stage')
    await page.getByRole('button', { name: 'Next step' }).waitFor()
    await page.locator('input[type=file]').setInputFiles('.cache/page/graph.json')
    await page.getByRole('button', { name: 'y: data 12, gradient 1' }).waitFor()
    const data = page.getByRole('textbox', { name: 'data of a' })
    await data.fill('5')
    await data.press('Enter')
    await page.getByRole('button', { name: 'y: data 20, gradient 1' }).waitFor()
    await page.reload()
    await expect.poll(() => page.getByRole('button', { name: /^y: data/ }).count()).toBe(1)
  })
  test('that are no recording are refused with what is wrong', async () => {
    mkdirSync('.cache/page', { recursive: true })
    writeFileSync('.cache/page/wrong.json', '{ "version": 7 }')
    const { page } = await visit('#/stage')
    await page.getByRole('button', { name: 'Next step' }).waitFor()
    await page.locator('input[type=file]').setInputFiles('.cache/page/wrong.json')
    await page.getByText('✗ recording: version is 7; 1 is known.').waitFor()
    expect(await page.getByRole('button', { name: /^L: data/ }).count()).toBe(1)
  })
})
