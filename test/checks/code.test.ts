/** The code as its tools see it: formatted, linted, typed and built. */
import { describe, expect, test } from 'vitest'
import { buildErrors } from './built.js'
import { compilerErrors } from './compiler.js'
import { expectGood, runTool } from './tool.js'

/** They look at every file: on a machine that is busy with something else that takes minutes. */
const slow = { timeout: 600_000 }

test('every file is formatted (npm run format mends it)', slow, async () => {
  expectGood(await runTool('oxfmt', ['--check', '.']))
})

test('the linter finds nothing', async () => {
  expectGood(await runTool('oxlint', []))
})

describe('type-checks, and each @ts-expect-error is one:', () => {
  // What the tests of browser and page import is checked by the first, and by the page, which has a browser’s globals as they have.
  const folders = { '.': 'whole', app: 'whole', 'test/browser': 'own', 'test/page': 'own' } as const
  for (const [folder, which] of Object.entries(folders))
    test(folder, slow, () => {
      expect(compilerErrors(folder, which === 'own')).toBe('')
    })
})

test('the package builds', () => {
  expect(buildErrors).toBe('')
})
