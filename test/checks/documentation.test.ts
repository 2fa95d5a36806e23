/** What is written about seegrad is true: the reference builds, links lead somewhere, code on the pages runs or stands in the sources, the picture is the engine's. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path/posix'
import { describe, expect, test } from 'vitest'
import { kinkCounts, kinksFile, kinksPage } from '../../scripts/kinks.js'
import { sourcesBelow } from '../../scripts/sources.js'
import { entries } from '../../scripts/surface.js'
import { record } from '../record.js'
import { brokenClaims } from './claims.js'
import { expectGood, runTool } from './tool.js'

const pages = sourcesBelow('.').filter(({ path }) => path.endsWith('.md'))

function code(page: string): readonly string[] {
  const text = readFileSync(page, 'utf8')
  return [...text.matchAll(/^```ts\n(.*?)^```/gms)].map(([, block]) => block ?? '')
}

test('typedoc reads every public entry of package.json', () => {
  const { entryPoints } = JSON.parse(readFileSync('typedoc.json', 'utf8')) as { entryPoints: readonly string[] }
  expect(entryPoints).toEqual(entries().map(({ file }) => file))
})

test('the reference builds without a warning', { timeout: 600_000 }, async () => {
  expectGood(await runTool('typedoc', []))
})

describe('pages', () => {
  for (const { path, text } of pages)
    test(`every link of ${path} leads to a file`, () => {
      const links = [...text.matchAll(/\]\(([^)#\s]+)/g)]
        .map(([, link]) => link ?? '')
        .filter((link) => !/^\w+:/.test(link))
      expect(links.filter((link) => !existsSync(join(dirname(path), link)))).toEqual([])
    })
  const recorded = sourcesBelow('test').flatMap(({ text }) => [...text.matchAll(/record\(\s*'([^']+)'/g)])
  const headings = recorded.map(([, heading = '']) => heading.toLowerCase().replaceAll(/[^\p{L}\p{N} -]/gu, ''))
  const anchors = headings.map((heading) => `reliability.md#${heading.replaceAll(' ', '-')}`)
  for (const { path, text } of pages.filter(({ text }) => text.includes('reliability.md#')))
    test(`every table of reliability.md that ${path} leads to is one that a test writes`, () => {
      const links = [...text.matchAll(/\]\((?:\S*\/)?(reliability\.md#[^)\s]+)/g)].map(([, link]) => link)
      expect(links.filter((link) => !anchors.includes(link as string))).toEqual([])
    })
  test.each(['README.md', 'docs/numbers.md', 'docs/compiler.md'])(
    'the code of %s runs and gives what it says',
    async (path) => {
      const [first = ''] = code(path)
      expect(await brokenClaims(first, path.replace('.md', '').replace('/', '-').toLowerCase())).toEqual([])
    },
  )
  code('docs/architecture.md').forEach((block, index) =>
    test(`code block ${index + 1} of docs/architecture.md stands in the sources`, () => {
      expect(sourcesBelow('src').some(({ text }) => text.includes(block))).toBe(true)
    }),
  )
  test('docs/kinks.md says what the engine answers today (npm run docs:kinks prints it)', () => {
    expect(readFileSync(kinksFile, 'utf8')).toBe(kinksPage())
    const { answers, same, better, worse } = kinkCounts()
    record('Answers at kinks, poles and far ends', {
      answers,
      'PyTorch has the same': same,
      'seegrad nearer to the exact number': better,
      'PyTorch nearer': worse,
    })
  })
})
