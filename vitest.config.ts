/** How the tests run: in Node, those of ops and engine compiled too, as checks of the package and its build, in a real browser, and on the page, at its pace too; one run, one summary. */
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import { playwright } from '@vitest/browser-playwright'
import { defineConfig, type TestProjectInlineConfiguration, type ViteUserConfig } from 'vitest/config'
import { browserFlags, findBrowser } from './scripts/browser.js'
import { notCompiled, throughCompile } from './test/compile/through/plugin.js'
import { oneAtATime } from './test/lane.js'
import { behind } from './test/ledger.js'
import LongestFirst from './test/order.js'
import ClosingLine from './test/reporter.js'
import { long, seed } from './test/seed.js'

/** The public entries, as tests import them: the names a user writes, straight from the sources. */
const { exports } = JSON.parse(readFileSync('package.json', 'utf8')) as { exports: Readonly<Record<string, unknown>> }
const alias = Object.keys(exports)
  .filter((entry) => entry !== './package.json')
  .map((entry) => ({
    find: new RegExp(`^${entry.replace('.', 'seegrad')}$`),
    replacement: resolve(entry === '.' ? 'src/index.ts' : `src${entry.slice(1)}/index.ts`),
  }))

const browser = findBrowser()
if (!browser) console.warn('No browser was found: the tests of test/browser do not run.')

/** What a long run has behind it. */
const done = behind()
/** The name of a project, the files that it leaves out, and what its tests are told. */
const named = (name: string, exclude: readonly string[] = []) => ({
  name,
  exclude: [...exclude, ...done.filter(({ project }) => project === name).map(({ file }) => file)],
  env: { SEEGRAD_PROJECT: name },
})

/** In a thread of its own a file is as apart from the others as in a process, for a tenth less of the processor. Who changes the folder of its process needs one: such tests are among the checks. */
const inThreads = { pool: 'threads' } as const

const inNode: TestProjectInlineConfiguration = {
  extends: true,
  test: {
    ...inThreads,
    ...named('node', ['test/checks/**', 'test/browser/**', 'test/page/**']),
    include: ['test/**/*.test.ts'],
  },
}
const checks: TestProjectInlineConfiguration = {
  extends: true,
  test: { ...named('checks'), include: ['test/checks/**/*.test.ts'], setupFiles: 'test/checks/built.ts' },
}
const inBrowser: TestProjectInlineConfiguration = {
  extends: true,
  // Found only by reading the tests: met on the way, it would have them begin anew.
  optimizeDeps: { include: ['mermaid'] },
  test: {
    ...named('browser'),
    include: ['test/browser/**/*.test.ts'],
    globalSetup: 'test/browser/setup.ts',
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      instances: [{ browser: 'chromium' }],
      provider: playwright({ launchOptions: { ...browser, args: [...browserFlags] } }),
    },
  },
}

/** Files that hold the page to a clock. */
const paced = 'test/page/*-pace.test.ts'

/** The built page, driven from outside as a reader would: one file at a time, as a browser has work for both cores, beside tests of other kinds, as it waits a lot. */
const onPage: TestProjectInlineConfiguration = {
  extends: true,
  test: {
    ...named('page', [paced]),
    include: ['test/page/**/*.test.ts'],
    setupFiles: 'test/checks/built.ts',
    pool: oneAtATime,
  },
}
/** The same where time is taken: these have the machine to themselves, after all others. */
const inPace: TestProjectInlineConfiguration = {
  extends: true,
  test: { ...named('pace'), include: [paced], setupFiles: 'test/checks/built.ts', fileParallelism: false },
}

/** The tests of ops and engine a second time, with everything that they compute compiled as well and compared. */
const compiled: TestProjectInlineConfiguration = {
  extends: true,
  plugins: [throughCompile()],
  test: {
    ...inThreads,
    ...named('compiled', notCompiled),
    include: ['test/engine/**/*.test.ts', 'test/ops/**/*.test.ts'],
    setupFiles: ['test/compile/through/setup.ts'],
  },
}

const config: ViteUserConfig = defineConfig({
  resolve: { alias },
  test: {
    projects: browser ? [inNode, compiled, checks, inBrowser, onPage, inPace] : [inNode, compiled, checks],
    // Three at a time on two cores too, where one would be usual: half of what tests do is to wait for a process of their own, for a clock, or for their turn.
    maxWorkers: Math.max(3, availableParallelism() - 1),
    sequence: { sequencer: LongestFirst },
    reporters: ['default', new ClosingLine(done)],
    // Of a long run, nothing may be left.
    passWithNoTests: done.length > 0,
    // The long run draws fifty times as much.
    testTimeout: long ? 7_200_000 : 240_000,
    hookTimeout: 120_000,
    // One seed for the whole run, in Node and in the browser, also past midnight.
    env: { SEEGRAD_SEED: String(seed), SEEGRAD_LONG: process.env['SEEGRAD_LONG'] ?? '' },
  },
})

export default config
