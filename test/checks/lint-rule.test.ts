/** The lint rule as users switch it on, from the build: in ESLint with a TypeScript parser and in oxlint; and quiet over our own code. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import * as parser from '@typescript-eslint/parser'
import { ESLint } from 'eslint'
import { expect, test } from 'vitest'
import { configs } from 'seegrad/eslint'
import { run } from './tool.js'

const code = `import { value, type Value } from 'seegrad'
const a = value(2)
if (a) console.log(a === 2, Math.exp(a))
export const has = (xs: Value[]): boolean => xs.includes(3)
export const rewritten = (): number => {
  'use grad'
  return a * 2
}
`
const wanted = [[3, 'a.data !== 0'], [3, 'a.data === 2'], [3, 'write exp(a)'], [4, 'xs.some((one) => one.data === 3)']] as const // prettier-ignore

test('ESLint finds what our configuration switches on', async () => {
  const eslint = new ESLint({
    overrideConfigFile: true,
    overrideConfig: [{ files: ['**/*.ts'], languageOptions: { parser } }, configs.recommended],
  })
  const [found] = await eslint.lintText(code, { filePath: 'code.ts' })
  const { messages } = found!
  expect(messages.map(({ line, ruleId }) => [line, ruleId])).toEqual(wanted.map(([line]) => [line, 'seegrad/no-value-coercion'])) // prettier-ignore
  wanted.forEach(([, says], k) => expect(messages[k]!.message).toContain(says))
})

test('ESLint finds nothing in our own sources', async () => {
  const eslint = new ESLint({
    overrideConfigFile: true,
    overrideConfig: [
      {
        files: ['**/*.ts'],
        languageOptions: { parser },
        linterOptions: { reportUnusedDisableDirectives: 'off' },
      },
      configs.recommended,
    ],
  })
  const results = await eslint.lintFiles(['src'])
  expect(results.length).toBeGreaterThan(100)
  expect(results.flatMap(({ filePath, messages }) => messages.map(({ line, message }) => `${filePath}:${line} ${message}`))).toEqual([]) // prettier-ignore
})

test('oxlint finds the same', async () => {
  const folder = resolve('.cache', 'oxlint')
  mkdirSync(folder, { recursive: true })
  writeFileSync(resolve(folder, 'code.ts'), code)
  const config = resolve(folder, 'oxlintrc.json')
  const jsPlugins = [resolve('dist/eslint/index.js')]
  writeFileSync(config, JSON.stringify({ jsPlugins, categories: { correctness: 'off' }, rules: configs.recommended.rules })) // prettier-ignore
  const oxlint = resolve('node_modules/oxlint/bin/oxlint')
  const { output } = await run(process.execPath, [oxlint, '--no-ignore', '-c', config, '-f', 'json', resolve(folder, 'code.ts')]) // prettier-ignore
  const { diagnostics } = JSON.parse(output) as { diagnostics: readonly { code: string; message: string }[] }
  expect(diagnostics.map((one) => one.code)).toEqual(wanted.map(() => 'seegrad(no-value-coercion)'))
  wanted.forEach(([, says], k) => expect(diagnostics[k]!.message).toContain(says))
})
