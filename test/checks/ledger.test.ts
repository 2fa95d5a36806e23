/** A long run that was stopped goes on with the files it has not behind it, of the same commit, seed and Node, and of no other. */
import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { TestModule } from 'vitest/node'
import { reliabilityPage } from '../../scripts/write-reliability.js'
import { behind, note, type Ended } from '../ledger.js'
import ClosingLine from '../reporter.js'

const passed: Ended = { project: 'node', file: 'test/one.test.ts', passed: 5, failed: 0, skipped: 0 }
const failed: Ended = { project: 'node', file: 'test/two.test.ts', passed: 3, failed: 1, skipped: 0 }
const cut: Ended = { project: 'page', file: 'test/three.test.ts', passed: 1, failed: 0, skipped: 2 }
/** Noted by what prepares a project, of no file. */
const prepared = JSON.stringify({ heading: 'a heading', figures: { inputs: 2 }, project: '', file: '' })
const figure = ({ project, file }: Ended): string =>
  JSON.stringify({ heading: 'a heading', figures: { inputs: 1 }, project, file })

const home = process.cwd()
let folder: string
const git = (...words: string[]): unknown =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.example', ...words], { stdio: 'pipe' })

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ledger-'))
  process.chdir(folder)
  writeFileSync('.gitignore', '.cache\n')
  git('init', '-q')
  git('add', '.')
  git('commit', '-qm', 'sources')
  process.env['SEEGRAD_LEDGER'] = '1'
  mkdirSync('.cache')
  behind()
  for (const one of [passed, failed, cut]) {
    note(one)
    appendFileSync('.cache/figures.jsonl', `${figure(one)}\n`)
  }
  appendFileSync('.cache/figures.jsonl', `${prepared}\n`)
})
afterEach(() => {
  delete process.env['SEEGRAD_LEDGER']
  process.chdir(home)
  rmSync(folder, { recursive: true })
})

test('what passed whole is behind it, with its figures; what failed, or was cut short, is run again', () => {
  expect(behind()).toEqual([passed])
  expect(readFileSync('.cache/figures.jsonl', 'utf8')).toBe(`${figure(passed)}\n${prepared}\n`)
  // Asked again, it says the same.
  expect(behind()).toEqual([passed])
})

test('another commit, or a change that is in none, begins anew', () => {
  writeFileSync('new.ts', '1\n')
  expect(behind()).toEqual([])
  expect(readFileSync('.cache/figures.jsonl', 'utf8')).toBe('')
  note(passed)
  expect(behind()).toEqual([])
  git('add', '.')
  git('commit', '-qm', 'another')
  expect(behind()).toEqual([])
  note(passed)
  expect(behind()).toEqual([passed])
  git('commit', '-q', '--allow-empty', '-m', 'a third')
  expect(behind()).toEqual([])
})

test('the page that a run with a failure has written keeps none from going on', () => {
  mkdirSync('docs')
  writeFileSync('docs/reliability.md', '1 failed\n')
  expect(behind()).toEqual([passed])
})

test('a run without a ledger has nothing behind it and leaves the ledger alone', () => {
  delete process.env['SEEGRAD_LEDGER']
  expect(behind()).toEqual([])
  process.env['SEEGRAD_LEDGER'] = '1'
  expect(behind()).toEqual([passed])
})

test('the closing line counts both parts, and a run at its end closes the ledger; one that is broken off says nothing', () => {
  const summary = process.env['SEEGRAD_SUMMARY']
  const said = join(folder, '.cache', 'summary.txt')
  process.env['SEEGRAD_SUMMARY'] = said
  try {
    const module = {
      project: { name: 'node (chromium)' },
      relativeModuleId: 'test/two.test.ts',
      state: () => 'passed',
      errors: () => [],
      children: { allTests: (state?: string) => (state ? [] : [{ result: () => ({ state: 'passed' }) }]) },
    } as unknown as TestModule
    const line = new ClosingLine(behind())
    line.onTestModuleEnd(module)
    line.onTestRunEnd([module], [], 'interrupted')
    expect(() => readFileSync(said)).toThrow('ENOENT')
    expect(behind()).toEqual([passed, { ...failed, passed: 1, failed: 0 }])
    line.onTestRunEnd([module], [], 'passed')
    expect(readFileSync(said, 'utf8')).toBe('6 passed, 0 failed, 0 skipped')
    expect(behind()).toEqual([])
  } finally {
    if (summary) process.env['SEEGRAD_SUMMARY'] = summary
    else delete process.env['SEEGRAD_SUMMARY']
  }
})

test('what fails in a long run is said when its file ends, with the place', () => {
  const said = vi.spyOn(console, 'error').mockImplementation(() => {})
  try {
    const lost = {
      fullName: 'all > lost',
      result: () => ({ state: 'failed', errors: [{ message: 'm', stack: 'at 3:4' }] }),
    }
    const module = {
      project: { name: 'node' },
      relativeModuleId: 'test/two.test.ts',
      state: () => 'failed',
      errors: () => [],
      children: { allTests: () => [lost] },
    } as unknown as TestModule
    new ClosingLine().onTestModuleEnd(module)
    expect(said.mock.calls).toEqual([['test/two.test.ts: all > lost\nat 3:4\n']])
  } finally {
    said.mockRestore()
  }
})

test('what failed is named below the closing line, and on the page of a long run', () => {
  const summary = process.env['SEEGRAD_SUMMARY']
  const said = join(folder, '.cache', 'summary.txt')
  process.env['SEEGRAD_SUMMARY'] = said
  try {
    const moduleOf = (file: string, ...names: string[]): TestModule =>
      ({
        project: { name: 'browser (chromium)' },
        relativeModuleId: file,
        state: () => 'failed',
        children: {
          allTests: () => names.map((fullName) => ({ fullName, result: () => ({ state: 'failed' }) })),
        },
      }) as unknown as TestModule
    const modules = [moduleOf('test/one.test.ts', 'all > is `so`\nand so'), moduleOf('test/two.test.ts')]
    new ClosingLine().onTestRunEnd(modules, [{ message: 'a worker\nfell over' }], 'failed')
    const [line = '', ...names] = readFileSync(said, 'utf8').split('\n')
    expect([line, ...names]).toEqual([
      '0 passed, 3 failed, 0 skipped',
      'browser, test/one.test.ts: all > is `so` and so',
      'browser, test/two.test.ts: the file itself',
      'outside of all tests: a worker fell over',
    ])
    const run = { line, date: '', commit: '', seed: 1, node: '', recorded: [] }
    expect(reliabilityPage({ ...run, failed: names })).toContain("What failed:\n\n- `browser, test/one.test.ts: all > is 'so' and so`\n- ") // prettier-ignore
    expect(reliabilityPage({ ...run, failed: [] })).not.toContain('What failed')
  } finally {
    if (summary) process.env['SEEGRAD_SUMMARY'] = summary
    else delete process.env['SEEGRAD_SUMMARY']
  }
})
