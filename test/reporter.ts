/** The closing line of a test run, `N passed, N failed, N skipped`: one count over all projects, with files that did not load among the failed. */
import { writeFileSync } from 'node:fs'
import type { Reporter, SerializedError, TestModule } from 'vitest/node'

export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const counts = { passed: 0, failed: unhandled.length, skipped: 0 }
    for (const module of modules) {
      let failedHere = 0
      for (const test of module.children.allTests()) {
        const { state } = test.result()
        counts[state === 'pending' ? 'skipped' : state]++
        if (state === 'failed') failedHere++
      }
      // A file that did not load, or a hook that threw: none of its tests failed, and yet it did.
      if (module.state() === 'failed' && failedHere === 0) counts.failed++
    }
    const { passed, failed, skipped } = counts
    const line = `${passed} passed, ${failed} failed, ${skipped} skipped`
    const file = process.env['SEEGRAD_SUMMARY']
    // scripts/test.mjs prints it, so that nothing comes after it.
    if (file) writeFileSync(file, line)
    else console.log(line)
  }
}
