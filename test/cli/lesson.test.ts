/** `seegrad run lesson.md`: a lesson is checked from the command line, with the messages of the page and their places in the file. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { course, translations } from '../lesson/course.js'
import { notebook, settled } from '../lesson/notebook.js'
import { build, seegrad } from './seegrad.js'

const folder = mkdtempSync(join(tmpdir(), 'seegrad-lesson-'))
const file = join(folder, 'lesson.md')
const run = (markdown: string, ...words: string[]) => {
  writeFileSync(file, markdown)
  return seegrad(['run', file, ...words])
}
const fence = (head: string, text: string): string => `\`\`\`${head}\n${text}\n\`\`\`\n\n`
const task = (start: string, solution: string, wrong: string, check = 'check.number(y, 2)'): string =>
  fence('ts exercise y', start) + fence('check', check) + fence('hint', 'Add.') + fence('solution', solution) + fence('wrong', wrong) // prettier-ignore

beforeAll(build)
afterAll(() => rmSync(folder, { recursive: true }))

describe('seegrad run lesson.md', () => {
  for (const { file: name, lesson } of [course[0]!, course[4]!, translations[0]!])
    test(`finds nothing wrong with ${name}`, async () => {
      const { code, out, err } = await seegrad(['run', `lessons/${name}`])
      const cells = lesson.blocks.filter(({ type }) => type === 'cell').length
      expect([code, err]).toEqual([0, ''])
      expect(out).toMatch(new RegExp(`${cells} cells, all as the lesson says\\.\\n$`))
      expect(out.match(/^✓ cell \d+, /gm)).toHaveLength(cells)
    })
  const mistakes: Readonly<Record<string, string>> = {
    'a name that nobody defines': 'const a = 1\n  nothing + a',
    'a name that is defined twice': 'const first = 2',
    'what cannot be read': 'const = 3',
    'what is thrown': "const f = () => {\n  throw new Error('no')\n}\nf()",
    'a misspelt import': "import { valu } from 'seegrad'\nvalu(1)",
    'a module that is not there': "import { readFileSync } from 'node:fs'\nreadFileSync('x')",
  }
  for (const [what, code] of Object.entries(mistakes))
    test(`says of ${what} what the page says, with its place in the file`, async () => {
      const runner = notebook({ one: 'const first = 1', two: code })
      runner.runAll()
      const { cells } = await settled(runner)
      const { line, column, message } = cells[1]!.mistake!
      const markdown = `# T\n\n${fence('ts one', 'const first = 1')}${fence('ts two', code)}`
      const { code: ended, out } = await run(markdown)
      expect(ended).toBe(1)
      expect(out).toContain(`${file}:${8 + line - 1}:${column} Line ${line}: ${message}\n`)
      expect(readFileSync(file, 'utf8').split('\n')[7]).toBe(code.split('\n')[0])
    })
  test('shows where an output differs, line by line', async () => {
    const { code, out } = await run(`# T\n\n${fence('ts', 'console.log(1)\nconsole.log(2)\n3')}${fence('output', '1\n5\n3')}`) // prettier-ignore
    expect([code, out]).toEqual([1, `✗ cell 1, cell-1\n  ${file}:4:1 It shows something else than the lesson says.\n  − 5\n  + 2\n\nT: 1 of 1 cell not as the lesson says.\n`]) // prettier-ignore
  })
  test('accepts an exercise whose answers are judged as they should be', async () => {
    const { code, out } = await run(`# T\n\n${task('const y = 0', 'const y = 2', 'const y = 3')}`)
    expect([code, out.replace(/\d+ ms/, 'n ms')]).toEqual([
      0,
      '✓ cell 1, y n ms\n\nT: 1 cell, all as the lesson says.\n',
    ])
  })
  const badTasks: Readonly<Record<string, readonly [string, RegExp]>> = {
    'begins with a right answer': [task('const y = 2', 'const y = 2', 'const y = 3'), /what the reader begins with is accepted/], // prettier-ignore
    'refuses its solution': [task('const y = 0', 'const y = 4', 'const y = 3'), /the solution is refused: \S/],
    'accepts a wrong answer': [task('const y = 0', 'const y = 2', 'const y = 1 + 1'), /wrong answer 1 is accepted/],
    'has a check that gives no verdict': [task('const y = 0', 'const y = 2', 'const y = 3', 'y === 2'), /no verdict/],
    'has a solution that does not run': [task('const y = 0', 'const y = nothing', 'const y = 3'), /the solution does not run: line 1: ReferenceError/], // prettier-ignore
  }
  for (const [what, [markdown, says]] of Object.entries(badTasks))
    test(`says of an exercise that it ${what}`, async () => {
      const { code, out } = await run(`# T\n\n${markdown}`)
      expect(code).toBe(1)
      expect(out).toMatch(says)
    })
  test('ends a loop without an end', async () => {
    const { code, out } = await run(`# T\n\n${fence('ts', 'for (;;);')}`, '--patience', '0.5')
    expect(code).toBe(1)
    expect(out).toContain('this loop kept everything waiting for 0.5 s and was stopped')
  })
  test('prints one object with --json', async () => {
    const { code, out, err } = await run(`# T\n\n${fence('ts a', '1 + 1')}${fence('ts b', 'nothing')}`, '--json')
    const { title, ok, cells } = JSON.parse(out) as { title: string; ok: boolean; cells: Record<string, unknown>[] }
    expect([code, err, title, ok]).toEqual([1, '', 'T', false])
    expect(cells.map(({ number, id, shown }) => [number, id, shown])).toEqual([[1, 'a', '2'], [2, 'b', '']]) // prettier-ignore
    expect(cells.map(({ mistake }) => mistake)).toMatchObject([undefined, { line: 1, column: 1 }])
  })
  test('says in one line what is no lesson', async () => {
    const { code, out, err } = await run(`# T\n\n${fence('output', '3')}`)
    expect([code, out, err]).toEqual([1, '', `error: ${file}: lesson: an output follows no cell; write it right below its cell.\n`]) // prettier-ignore
  })
})
