/** The closing line of a test run, `N passed, N failed, N skipped`, and what failed: one count over all projects, with files that did not load among the failed. */
import { writeFileSync } from 'node:fs'
import type { Reporter, SerializedError, TestModule, TestRunEndReason } from 'vitest/node'
import { close, isKept, note, type Ended } from './ledger.js'

export default class ClosingLine implements Reporter {
  /** The files that an earlier part of a long run has behind it. */
  constructor(private readonly behind: readonly Ended[] = []) {}

  onTestModuleEnd(module: TestModule): void {
    if (!isKept()) return
    note({ project: projectOf(module), file: module.relativeModuleId, ...countsOf(module) })
    // At the end, after hours, it is said again; who stops the run before has read it here.
    for (const error of errorsOf(module)) console.error(`${module.relativeModuleId}: ${error}`)
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[], reason?: TestRunEndReason): void {
    if (reason === 'interrupted') return
    const all = [...this.behind, ...modules.map(countsOf)]
    const sum = (of: 'passed' | 'failed' | 'skipped'): number => all.reduce((total, counts) => total + counts[of], 0)
    const failed = sum('failed') + unhandled.length
    if (isKept() && reason === 'passed') close()
    const line = `${sum('passed')} passed, ${failed} failed, ${sum('skipped')} skipped`
    const file = process.env['SEEGRAD_SUMMARY']
    if (!file) return console.log(line)
    const outside = unhandled.map(({ message }) => `outside of all tests: ${message}`)
    const names = [...modules.flatMap(failuresOf), ...outside].map((name) => name.replaceAll(/\s+/g, ' '))
    // scripts/test.mjs prints the line, so that nothing comes after it; what failed stands below it, one a line.
    writeFileSync(file, [line, ...names].join('\n'))
  }
}

function countsOf(module: TestModule): Pick<Ended, 'passed' | 'failed' | 'skipped'> {
  const counts = { passed: 0, failed: 0, skipped: 0 }
  for (const test of module.children.allTests()) {
    const { state } = test.result()
    counts[state === 'pending' ? 'skipped' : state]++
  }
  // A file that did not load, or a hook that threw: none of its tests failed, and yet it did.
  if (module.state() === 'failed' && counts.failed === 0) counts.failed++
  return counts
}

/** Without the browser, with which a browser's project is named. */
const projectOf = (module: TestModule): string => module.project.name.replace(/ \(.*/, '')

/** The names of what failed in a file, as many as are counted. */
function failuresOf(module: TestModule): readonly string[] {
  const where = `${projectOf(module)}, ${module.relativeModuleId}`
  const tests = [...module.children.allTests('failed')].map(({ fullName }) => `${where}: ${fullName}`)
  return tests.length === 0 && module.state() === 'failed' ? [`${where}: the file itself`] : tests
}

/** What failed in a file, with the places: its tests, or the file itself. */
function errorsOf(module: TestModule): readonly string[] {
  const said = (name: string, errors: readonly { message: string; stack?: string }[] = []): readonly string[] =>
    errors.map(({ message, stack }) => `${name}\n${stack ?? message}\n`)
  const tests = [...module.children.allTests('failed')]
  return [...said('', module.errors()), ...tests.flatMap((test) => said(test.fullName, test.result().errors))]
}
