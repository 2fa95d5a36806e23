/** What axe finds in a page, one line each. */
import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

const axe = readFileSync('node_modules/axe-core/axe.min.js', 'utf8')
interface AxeResult {
  readonly violations: readonly {
    readonly id: string
    readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[]
  }[]
  readonly passes: readonly unknown[]
}
export async function violations(page: Page): Promise<readonly string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe)
  const { violations: found, passes } = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(where: Document, options: unknown): Promise<AxeResult> } }
    return axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      // Of what passes it is enough to know that there is some of it.
      resultTypes: ['violations'],
      // What is wrong is said by its own text: the way to each element takes a third of the time.
      selectors: false,
    })
  })
  // Something was judged.
  expect(passes.length).toBeGreaterThan(15)
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary ?? ''}`),
  )
}
