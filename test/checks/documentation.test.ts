/** What is written about seegrad is true: the reference builds, links lead somewhere, code on the pages runs or stands in the sources, the picture is the engine's. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { resolve } from 'node:path'
import { dirname, join } from 'node:path/posix'
import { lexer } from 'marked'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { complete } from '../../scripts/example.js'
import { kinkCounts, kinksFile, kinksPage } from '../../scripts/kinks.js'
import { sourcesBelow } from '../../scripts/sources.js'
import { entries, surface, typeErrors } from '../../scripts/surface.js'
import { ops } from 'seegrad'
import { exactOps } from '../ops/exact.js'
import { record } from '../record.js'
import { brokenClaims } from './claims.js'
import { expectGood, runTool } from './tool.js'

const pages = sourcesBelow('.').filter(({ path }) => path.endsWith('.md'))

/** The blocks of a page that are opened by these words: `ts` for a whole program, `ts fragment` for a piece of one. */
const blocks = (text: string, words: string): readonly string[] =>
  lexer(text).flatMap((token) => (token.type === 'code' && token.lang === words ? [token.text as string] : []))

/** What pages show to be run, each under a name of its own; lessons are run by tests of theirs. */
const programs = pages
  .filter(({ path }) => !path.startsWith('lessons/'))
  .flatMap(({ path, text }) =>
    blocks(text, 'ts').map((block, k) => {
      const file = `${path.replace('.md', '').replaceAll('/', '-').toLowerCase()}-${k + 1}`
      return { path, block, k, file }
    }),
  )

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
  for (const { path, text } of pages.filter(({ path }) => /^docs\/[^/]*$/.test(path)))
    blocks(text, 'ts fragment').forEach((block, k) =>
      test(`fragment ${k + 1} of ${path} stands in the sources`, () => {
        expect(sourcesBelow('src').some(({ text }) => text.includes(block))).toBe(true)
      }),
    )
  test('docs/numbers.md counts the ops that have exact numbers', () => {
    const [, exact, all] = /For (\d+) of the (\d+) ops/.exec(readFileSync('docs/numbers.md', 'utf8')) ?? []
    expect([exact, all].map(Number)).toEqual([exactOps.filter((name) => ops.has(name)).length, ops.size])
  })
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

describe('a program on a page', () => {
  const home = process.cwd()
  const folder = mkdtempSync(join(tmpdir(), 'seegrad-pages-'))
  // What it writes, it writes there.
  beforeAll(() => process.chdir(folder))
  afterAll(() => {
    process.chdir(home)
    rmSync(folder, { recursive: true })
  })
  for (const { path, block, k, file } of programs)
    test(`runs and gives what it says: ${k + 1} of ${path}`, async () => {
      expect(await brokenClaims(block, file)).toEqual([])
    })
})

test('the programs on the pages type-check', () => {
  const folder = resolve('.cache', 'examples', 'pages')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const files = programs.map(({ block, file }) => {
    const typed = resolve(folder, `${file}.ts`)
    writeFileSync(typed, complete(block, new Map()))
    return typed
  })
  expect(files.length).toBeGreaterThan(15)
  expect(typeErrors(files)).toEqual([])
})

// At the end: it is in the table from then on.
test('the row that CONTRIBUTING.md adds is a row', async () => {
  const [row = ''] = blocks(readFileSync('CONTRIBUTING.md', 'utf8'), 'ts fragment')
  const origins = new Map(surface().map(({ name, entry }) => [name, entry]))
  const code = `import * as kernel from 'seegrad/numeric'\n${row}\ncheckGrads(logit, [0.3], { order: 2 }).ok // true`
  expect(await brokenClaims(code, 'contributing', origins)).toEqual([])
})
