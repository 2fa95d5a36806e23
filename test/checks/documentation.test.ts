/** The reference is built from the docstrings of every public entry, with nothing undocumented and no link that leads nowhere. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { entries } from '../../scripts/surface.js'
import { expectGood, runTool } from './tool.js'

test('typedoc reads every public entry of package.json', () => {
  const { entryPoints } = JSON.parse(readFileSync('typedoc.json', 'utf8')) as { entryPoints: readonly string[] }
  expect(entryPoints).toEqual(entries().map(({ file }) => file))
})

test('the reference builds without a warning', async () => {
  expectGood(await runTool('typedoc', []))
})
