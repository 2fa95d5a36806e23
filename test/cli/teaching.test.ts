/** What docs/teaching.md says exists: its lesson runs, its commands and names are there, its report is what is printed. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { writeHash } from '../../app/address.js'
import { check } from '../../src/exercise/index.js'
import { MODULES, PRELUDE } from '../../src/lesson/modules.js'
import { course } from '../lesson/course.js'
import { minutesOf } from '../../src/lesson/index.js'
import { build, here, seegrad } from './seegrad.js'

const guide = readFileSync('docs/teaching.md', 'utf8')
const [, example = ''] = /^````markdown\n([^]*?)^````$/m.exec(guide) ?? []
const folder = mkdtempSync(join(tmpdir(), 'seegrad-teaching-'))
const file = join(folder, 'half.md')
beforeAll(build)
afterAll(() => rmSync(folder, { recursive: true }))

describe('docs/teaching.md', () => {
  test('has a lesson that is as it says', async () => {
    writeFileSync(file, example)
    const { code, out } = await seegrad(['run', file])
    expect([code, out.match(/^✓/gm)?.length]).toEqual([0, 3])
  })
  test('shows the report of a lesson that is not', async () => {
    writeFileSync(file, example.replace('\n4.5\n', '\n4\n'))
    const { code, out } = await seegrad(['run', file])
    const printed = out.replaceAll(file, 'half.md').split('\n').filter((line) => !line.startsWith('✓')) // prettier-ignore
    const [, said = ''] = /```text\n([^]*?)```/.exec(guide) ?? []
    expect([code, printed.join('\n')]).toEqual([1, said])
  })
  test('names commands and flags that there are', async () => {
    const commands = [...guide.matchAll(/\bseegrad (open|run|[a-z]+) ?(?=[\w.-]*\.md|`)/g)].map(([, name]) => name!)
    expect(new Set(commands)).toEqual(new Set(['open', 'run']))
    for (const name of new Set(commands)) expect((await here([name, '--help'])).out).toMatch(/\.md/)
    expect((await here(['run', '--help'])).out).toContain('--json')
  })
  test('names every check, every module and all that a cell has', () => {
    const checks = new Set(Array.from(guide.matchAll(/`check\.(\w+)\(/g), ([, name]) => name!))
    for (const [, name] of guide.matchAll(/, `check\.(\w+)\(/g)) checks.add(name!)
    expect([...checks].toSorted()).toEqual(Object.keys(check).toSorted())
    for (const module of MODULES) expect(guide).toContain(module.replace('seegrad/', '/'))
    for (const name of PRELUDE) expect(guide).toMatch(new RegExp(`\`${name}\\b`))
  })
  test('has links and addresses that lead somewhere', () => {
    const links = Array.from(guide.replace(/^````[^]*?^````$/m, '').matchAll(/\]\((?!#|https:|…)([^)]+)\)/g), ([, to]) => to!) // prettier-ignore
    expect(links.length).toBeGreaterThan(0)
    for (const to of links) expect(existsSync(join(dirname('docs/teaching.md'), to))).toBe(true)
    expect(guide).toContain(writeHash({ place: 'learn', name: 'neuron', query: { view: 'plain' } }))
  })
  test('says how long lessons take', () => {
    const minutes = course.map(({ markdown }) => minutesOf(markdown))
    const [, least, most] = /take (\d+) to (\d+) minutes/.exec(guide) ?? []
    expect([Math.min(...minutes), Math.max(...minutes)]).toEqual([Number(least), Number(most)])
  })
})
