/** docs/training.md is true: its commands run, its comparison is what was found, and seegrad still answers so. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { comparedPage, comparison } from '../../scripts/comparison/compare.js'
import { questions } from '../../scripts/comparison/questions.js'
import { answers } from '../../scripts/comparison/seegrad.js'
import { iris } from 'seegrad/data'
import { long } from '../seed.js'

const page = readFileSync('docs/training.md', 'utf8')
const blocks = (language: string): readonly string[] =>
  Array.from(page.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms')), ([, block = '']) => block)

describe('the commands of docs/training.md', () => {
  const folder = mkdtempSync(join(tmpdir(), 'seegrad-page-'))
  beforeAll(() => {
    const [head = '', first = ''] = blocks('csv')[0]!.split('\n')
    const { X, y } = iris()
    const rows = X.map((x, i) => [...x, ['setosa', 'versicolor', 'virginica'][y[i]!]].join())
    writeFileSync(join(folder, 'flowers.csv'), [head, first, ...rows.slice(1), ''].join('\n'))
    writeFileSync(join(folder, 'new.csv'), `petal_length,petal_width,sepal_length,sepal_width\n1.4,0.2,5.1,3.5\n`)
  })
  afterAll(() => rmSync(folder, { recursive: true }))
  // Every day a few steps of each; the long run takes them as they stand.
  for (const line of blocks('sh').flatMap((block) => block.trim().split('\n')))
    test(line, () => {
      const [command = '', says = ''] = line.split(' # ')
      const words = command.match(/"[^"]*"|\S+/g)!.slice(1).map((word) => word.replaceAll('"', '')) // prettier-ignore
      const few = !long && words[0] === 'train' && !words.includes('--steps') ? ['--steps', '3'] : []
      const at = words.map((word) => (word.startsWith('examples/') ? resolve(word) : word))
      const { status, stdout, stderr } = spawnSync(process.execPath, [resolve('dist/cli/main.js'), ...at, ...few], { cwd: folder, encoding: 'utf8' }) // prettier-ignore
      const [, code = '0', text = ''] = /^ends with (\d): (.*)$/.exec(says) ?? []
      expect([status, stderr]).toEqual([Number(code), expect.stringContaining(text)])
      if (status === 0) expect([stderr, stdout.length > 0]).toEqual(['', true])
    })
})

describe('the comparison', () => {
  test('stands on the page as it was found (npm run docs:comparison prints it)', async () => {
    expect(await comparedPage()).toBe(page)
  })
  test('was found for five libraries, with every question answered', () => {
    const libraries = Object.entries(comparison())
    expect(libraries.map(([name]) => name)).toEqual(['seegrad', 'micrograd', 'PyTorch', 'TensorFlow.js', 'jax-js'])
    for (const [, { answers }] of libraries)
      for (const { cell } of questions) expect(cell(answers)).not.toMatch(/undefined|\[object/)
  })
  test('has the answers that seegrad gives today, but for the times', () => {
    const { moons, layer, ...found } = comparison()['seegrad']!.answers
    expect(found).toEqual(answers())
    expect(moons! > 0 && layer! > 0).toBe(true)
  })
})
