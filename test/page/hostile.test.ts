/** Addresses and recordings that somebody made to harm: the page shows them as text or not at all, and its policy never has to step in. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listen, type Listener } from '../app/chromium.js'
import { payloads } from '../app/markup.js'
import { record } from '../record.js'
import { usePage, visit } from './page.js'

usePage()
describe('a hostile address', () => {
  let sink: Listener
  let bare: Listener
  const shown: Record<number, { alive: boolean; violations: number }> = {}
  const armed = (text: string, url: string): string =>
    text.replaceAll('RUN', `fetch(\`${url}\`)`).replaceAll('URL', url)
  const hashes = (text: string): readonly string[] => {
    const said = encodeURIComponent(text)
    return [
      `#/stage/${said}?v=1&e=${said}&at=${said}&program=${said}&k=${said}&dir=${said}&open=${said}&hide=${said}&stop=${said}&cells=${said}`,
      `#/stage?v=1&e=a*b&at=${said}%3D1`,
      `#/learn/${said}?v=1&cells=${said}`,
      `#/hood?v=1&e=${said}&at=${said}&lit=${said}`,
      `#/hood?v=1&cells=${said}&program=${said}&of=${said}`,
      `#/${said}`,
      `#${said}`,
      `#/stage?v=${said}`,
    ]
  }
  beforeAll(async () => {
    ;[sink, bare] = await Promise.all([
      listen('anything'),
      listen({
        'index.html': '<!doctype html><body><script>document.write(decodeURIComponent(location.hash) + " >")</script>',
      }),
    ])
    const { page } = await visit()
    await page.evaluate(`globalThis.violations = 0; addEventListener('securitypolicyviolation', () => violations++)`)
    for (const [k, { text }] of payloads.entries()) {
      for (const hash of hashes(armed(text, `${sink.origin}/ours-${k}`))) {
        await page.evaluate(`location.hash = ${JSON.stringify(hash)}`)
        await page.waitForTimeout(30)
      }
      shown[k] = {
        alive: (await page.evaluate("document.querySelector('#page').textContent.length > 0")) as boolean,
        violations: (await page.evaluate('violations')) as number,
      }
    }
    const elsewhere = await page.context().newPage()
    for (const [k, { text }] of payloads.entries()) {
      await elsewhere.goto('about:blank')
      await elsewhere.goto(`${bare.origin}/#${encodeURIComponent(armed(text, `${sink.origin}/bare-${k}`))}`)
      for (let wait = 0; wait < 100 && !isHeard(`bare-${k}`); wait++) await elsewhere.waitForTimeout(50)
    }
    const heard = (prefix: string): number => new Set(sink.heard.map(({ url }) => url).filter((url) => url.startsWith(prefix))).size // prettier-ignore
    record('Escapes', { by: 'an address', tried: payloads.length, 'got out': heard('/ours-'), 'got out without a sandbox': heard('/bare-') }) // prettier-ignore
  })
  afterAll(() => Promise.all([sink?.close(), bare?.close()]))
  const isHeard = (id: string): boolean => sink.heard.some(({ url }) => url === `/${id}`)
  for (const [k, { name }] of payloads.entries()) {
    test(`with ${name} in every part of it does nothing`, () => {
      expect(shown[k]).toEqual({ alive: true, violations: 0 })
      expect(isHeard(`ours-${k}`)).toBe(false)
    })
    test(`with ${name} does something to a page that writes what it says`, () => {
      expect(isHeard(`bare-${k}`)).toBe(true)
    })
  }
})
