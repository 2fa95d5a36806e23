/** The pages of ops: each of the table has one, with what its row says. */
import { describe, expect, test } from 'vitest'
import { ops } from '../../src/ops/table.js'
import { violations } from './axe.js'
import { usePage, visit } from './page.js'

usePage()

describe(`the pages of ${ops.size} ops`, () => {
  test('are all there, with rule, domain, accuracy and the row; nothing goes wrong in any', async () => {
    const { page, errors } = await visit('#/ops')
    await page.getByRole('link', { name: 'tanh', exact: true }).waitFor()
    expect(await page.locator('.ops li a').allInnerTexts()).toEqual(expect.arrayContaining([...ops.keys()]))
    expect(await page.locator('.ops li a').count()).toBe(ops.size)
    const trouble: string[] = []
    for (const [name, { doc, torch, kinks = [] }] of ops) {
      await page.evaluate((hash) => (location.hash = hash), `#/op/${name}`)
      await page.getByRole('heading', { level: 1, name, exact: true }).waitFor()
      await page.locator('.rules math').first().waitFor()
      const said = await page.locator('article').innerText()
      const facts = await page.locator('.facts').innerText()
      const graphs = await page.getByRole('img', { name: /^The computation graph/ }).count()
      const curves = await page.getByRole('img', { name: /its derivative/ }).count()
      const isPlain = said.includes('no gradient passes through it')
      if (!said.includes(doc)) trouble.push(`${name}: its words`)
      if (torch !== undefined && !facts.includes(torch)) trouble.push(`${name}: PyTorch's name`)
      for (const { why } of kinks) if (!facts.includes(why)) trouble.push(`${name}: why ${why}`)
      if (!/Domain/.test(facts)) trouble.push(`${name}: its domain`)
      if (!/last places|exact one/.test(said)) trouble.push(`${name}: how exact it is`)
      if (!said.includes(`name: '${name}'`)) trouble.push(`${name}: its row`)
      if (curves !== 1 || graphs + Number(isPlain) !== 1 || (await page.locator('article .bad').count()) > 0)
        trouble.push(`${name}: its pictures`)
    }
    expect(trouble).toEqual([])
    expect(errors).toEqual([])
  })
  test('are found by what they do', async () => {
    const { page } = await visit('#/ops?v=1&q=squashes')
    await page.getByRole('link', { name: 'sigmoid', exact: true }).waitFor()
    expect(await page.locator('.ops li a').allInnerTexts()).toEqual(expect.arrayContaining(['tanh', 'sigmoid']))
    await page.getByRole('searchbox', { name: 'Search' }).fill('torch.logaddexp(a, b)')
    await expect.poll(() => page.locator('.ops li a').allInnerTexts()).toContain('logAddExp')
    await page.getByRole('searchbox', { name: 'Search' }).fill('fnord')
    await page.getByText('No op is called so').waitFor()
  })
  test('can be tried: the slider moves number and gradient, and the address keeps it', async () => {
    const { page } = await visit('#/op/tanh')
    await page.getByRole('img', { name: /^The computation graph of y/ }).waitFor()
    await page.getByRole('textbox', { name: 'x, all digits' }).fill('0')
    await page.keyboard.press('Enter')
    await page.getByRole('img', { name: /x 0 with gradient 1/ }).waitFor()
    await expect.poll(() => page.url()).toContain('at=x=0')
    await page.locator('h1').click()
    await page.keyboard.press('ArrowRight')
    await page.getByRole('heading', { level: 1, name: 'sech' }).waitFor()
  })
  // One of each kind: a choice, three inputs, parameters by name, before and after, long rules, a list, two lists, one that programs do not call.
  const kinds = ['less', 'where', 'elu', 'polygamma', 'clamp', 'geluSech', 'powTerm', 'max', 'dot', 'gather']
  const ways = {
    wide: {},
    'on a phone': { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, colorScheme: 'dark' },
  } as const
  for (const [how, options] of Object.entries(ways))
    test(`${kinds.join(', ')} please axe, ${how}`, async () => {
      const { page, errors } = await visit(`#/op/${kinds[0]!}`, options)
      for (const name of kinds) {
        await page.evaluate((hash) => (location.hash = hash), `#/op/${name}`)
        await page.getByRole('heading', { level: 1, name, exact: true }).waitFor()
        await page.locator('.rules math').first().waitFor()
        expect([name, await violations(page)]).toEqual([name, []])
        expect([name, await page.evaluate('document.documentElement.scrollWidth <= innerWidth')]).toEqual([name, true])
      }
      expect(errors).toEqual([])
    })
})
