/** The code as its tools see it: formatted, linted, typed and built. */
import { describe, inject, test } from 'vitest'
import { expectGood, runTool } from './tool.js'

test('every file is formatted (npm run format mends it)', async () => {
  expectGood(await runTool('prettier', ['--check', '--log-level=warn', '.']))
})

test('the linter finds nothing', async () => {
  expectGood(await runTool('oxlint', []))
})

describe('type-checks, and each @ts-expect-error is one:', () => {
  for (const folder of ['.', 'test/browser', 'test/page', 'app'])
    test(folder, async () => {
      expectGood(await runTool('typescript', ['--noEmit', '--pretty', 'false', '-p', folder], 'tsc'))
    })
})

test('the package builds', () => {
  const errors = inject('buildErrors')
  expectGood({ code: errors ? 1 : 0, output: errors })
})
