/** The programs of examples/: `seegrad run` prints what they say that it prints, and a compiler that knows no plugin accepts them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { typeErrors } from '../../scripts/surface.js'
import { expectGood, run } from './tool.js'

const programs = readdirSync('examples')
  .filter((name) => name.endsWith('.ts'))
  .map((name) => `examples/${name}`)

/** What each `console.log(…)` of a program is said to print. */
const claimsOf = (path: string): readonly string[] =>
  Array.from(readFileSync(path, 'utf8').matchAll(/^console\.log\(.*\) \/\/ (.*)$/gm), ([, claim = '']) => claim)

test('there are some', () => expect(programs.length).toBeGreaterThanOrEqual(6))

/** One that trains for minutes has a test of its own. */
const hasOwnTest = (path: string): boolean => existsSync(`test/${path.replace(/\.ts$/, '.test.ts')}`)

for (const path of programs.filter((path) => !hasOwnTest(path))) {
  test(`${path} prints what it says, line by line`, async () => {
    const ran = await run(process.execPath, ['dist/cli/main.js', 'run', path])
    expectGood(ran)
    expect(ran.output.split('\n')).toEqual(claimsOf(path))
  })
  test(`${path} says of everything what it prints, and takes gradients with operators`, () => {
    const text = readFileSync(path, 'utf8')
    expect(claimsOf(path)).toHaveLength(text.split('console.log(').length - 1)
    expect(claimsOf(path).length).toBeGreaterThanOrEqual(3)
    expect(text).toMatch(/^\s*'use grad'$/m)
  })
}

test('they type-check under strict, with no plugin', () => {
  expect(typeErrors(programs)).toEqual([])
})
