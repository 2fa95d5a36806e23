/** `seegrad run`: a program finds what it would find under Node, its operators work on Values, and its errors name its own lines. */
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

interface Ended {
  readonly code: number
  readonly out: string
  readonly err: string
}
type Started = (pid: number) => void
/** Runs words of the command line in a folder. */
const seegrad = (words: readonly string[], cwd: string, started?: Started): Promise<Ended> =>
  node([resolve('dist/cli/main.js'), ...words], cwd, started)
/** Runs Node in a folder; what is given to `started` is called with the first thing printed. */
function node(words: readonly string[], cwd: string, started?: Started): Promise<Ended> {
  return new Promise((settle, reject) => {
    const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined }
    const child = spawn(process.execPath, words, { cwd, env })
    let [out, err] = ['', '']
    child.stdout.setEncoding('utf8').on('data', (text) => {
      if (out === '') started?.(child.pid as number)
      out += text
    })
    child.stderr.setEncoding('utf8').on('data', (text) => (err += text))
    child.on('error', reject)
    child.on('close', (code) => settle({ code: code ?? -1, out, err }))
  })
}

const files: Readonly<Record<string, string>> = {
  'slope.ts': `import { grad } from 'seegrad'
import { cube } from './cube.js'
import { half } from './parts'
import { plain } from './plain.cjs'
enum Side { left = 1 }
const f = (x: number): number => {
  'use grad'
  return cube(x) + half(x) * plain
}
console.log(grad(f)(2), Side.left, process.argv.slice(2).join('|'))
`,
  'cube.ts': `'use grad'\nexport const cube = <X extends number>(x: X): number => x ** 3\n`,
  'parts/index.ts': `export const half = (x: number): number => { 'use grad'; return x / 2 }\n`,
  'plain.cjs': `exports.plain = 4\n`,
  'node_modules/told/package.json': `{ "name": "told", "type": "module", "exports": "./index.js" }`,
  'node_modules/told/index.js': `export const told = (x) => { 'use grad'; return x * x }\n`,
  'package.ts': `import { value } from 'seegrad'\nimport { told } from 'told'\ntold(value(3))\n`,
  'whole.mts': `import { grad } from 'seegrad'\nimport { triple } from './triple.mjs'\nconst f = (x: number) => triple(x) + 1\nconsole.log(grad(f)(2))\n`,
  'triple.mjs': `export const triple = (x) => 3 * x\n`,
  'throws.ts': `type Long = {
  a: number
}
const f = (x: number): number => {
  'use grad'
  const y: Long = { a: x * x }
  if (y.a > 0) throw new RangeError('too much')
  return y.a
}
f(3)
`,
  'late.ts': `const f = (x: number): void => { 'use grad'; const y: number = x * x; throw new Error(String(y)) }\nsetTimeout(() => f(3), 1)\n`,
  'rejects.ts': `const wait: Promise<number> = Promise.reject(new Error('nobody caught this'))\n`,
  'broken.ts': `const a: number = 1\nconst b: = 2\n`,
  'imports-broken.ts': `import './broken.js'\n`,
  'refused.ts': `export const f = (x: number): number => {\n  'use grad'\n  return eval('x * x')\n}\n`,
  'absent.ts': `import { a } from './nowhere.js'\nconsole.log(a)\n`,
  'code.ts': `process.exitCode = Number(process.argv[2])\n`,
  'exits.ts': `process.exit(4)\n`,
  'waits.ts': `process.on('SIGTERM', () => { console.log('told'); process.exit(5) })\nprocess.on('SIGINT', () => { console.log('stopped'); process.exit(6) })\nsetInterval(() => {}, 1000)\nconsole.log('ready')\n`,
  'dies.ts': `process.kill(process.pid, 'SIGKILL')\n`,
  'self.ts': `console.log(process.argv[1] === (await import('node:url')).fileURLToPath(import.meta.url))\n`,
  'old.cts': `export const a = 1\n`,
  'notes.txt': `# A lesson\n`,
}

let folder: string
const run = (...words: string[]): Promise<Ended> => seegrad(['run', ...words], folder)
beforeAll(() => {
  // Outside of every project: nothing says where seegrad is.
  folder = mkdtempSync(join(tmpdir(), 'seegrad-run-'))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('a program', () => {
  test('has operators where it and its relative imports say "use grad", and gets its words', async () => {
    const ended = await run('slope.ts', '--', '--steps', '3', '-v')
    expect(ended).toEqual({ code: 0, out: '14 1 --steps|3|-v\n', err: '' })
  })
  test('has operators only there', async () => {
    const { code, err } = await run('whole.mts')
    expect([code, err]).toEqual([1, expect.stringContaining('a Value was about to become a plain number')])
  })
  test('has operators everywhere with --all', async () => {
    expect(await run('--all', 'whole.mts')).toEqual({ code: 0, out: '3\n', err: '' })
  })
  test('meets packages as they are', async () => {
    const { code, err } = await run('package.ts')
    expect([code, err]).toEqual([1, expect.stringContaining('a Value was about to become a plain number')])
  })
  test('has its own path and exit code', async () => {
    expect(await run('self.ts')).toEqual({ code: 0, out: 'true\n', err: '' })
    expect((await run('code.ts', '--', '3')).code).toBe(3)
    expect((await run('code.ts', '7')).code).toBe(7)
    expect((await run('exits.ts')).code).toBe(4)
  })
  test('that is killed ends as shells say it', async () => {
    expect((await run('dies.ts')).code).toBe(137)
  })
  test('is told to end when the command is', async () => {
    const kill = (pid: number): void => void process.kill(pid, 'SIGTERM')
    const ended = await seegrad(['run', 'waits.ts'], folder, kill)
    expect(ended).toEqual({ code: 5, out: 'ready\ntold\n', err: '' })
  })
})

test('node --import seegrad/register runs such a program with the same hook, operators where it says so', async () => {
  const register = pathToFileURL(resolve('dist/register/index.js')).href
  const ended = await node(['--import', register, 'slope.ts', '--steps', '3'], folder)
  expect(ended).toEqual({ code: 0, out: '14 1 --steps|3\n', err: '' })
  expect((await node(['--import', register, 'whole.mts'], folder)).err).toContain('a Value was about to become')
})

describe('an error names the line and column of the text', () => {
  const cases: readonly (readonly [what: string, file: string, says: string])[] = [
    ['that is thrown', 'throws.ts', 'throws.ts:7:22'],
    ['that is thrown later', 'late.ts', 'late.ts:1:77'],
    ['that nobody catches', 'rejects.ts', 'rejects.ts:1:46'],
  ]
  for (const [what, file, says] of cases)
    test(what, async () => {
      const { code, out, err } = await run(file)
      expect([code, out]).toEqual([1, ''])
      expect(err).toContain(says)
    })
  const refused: readonly (readonly [what: string, file: string, says: RegExp])[] = [
    ['of a text that cannot be parsed', 'broken.ts', /^error: .*broken\.ts:2:10: Unexpected token.*\n$/],
    ['of one that it imports', 'imports-broken.ts', /^error: .*broken\.ts:2:10: Unexpected token.*\n$/],
    ['of a text that cannot be honoured', 'refused.ts', /^error: .*refused\.ts:3:10: .*eval.*\n$/],
  ]
  for (const [what, file, says] of refused)
    test(`${what}, in one line`, async () => {
      const { code, out, err } = await run(file)
      expect([code, out]).toEqual([1, ''])
      expect(err).toMatch(says)
    })
  test('that is Node’s stays Node’s', async () => {
    const { code, err } = await run('absent.ts')
    expect([code, err]).toEqual([1, expect.stringContaining('ERR_MODULE_NOT_FOUND')])
  })
})

describe('what is no program is refused:', () => {
  const more = '(seegrad run --help says more.)\n'
  const allowed = 'An ES module is allowed, .ts, .mts, .js or .mjs, or a lesson, .md.\n'
  const cases: readonly (readonly [what: string, words: readonly string[], says: string])[] = [
    ['a file that is not there', ['solpe.ts'], 'error: there is no file solpe.ts.\n(Did you mean slope.ts?)\n'],
    ['a folder that is not there', ['no/where.ts'], 'error: there is no file no/where.ts.\n'],
    ['a folder', ['parts'], `error: parts is no file. ${allowed}`],
    ['a text', ['notes.txt'], `error: notes.txt is neither an ES module nor a lesson. ${allowed}`],
    ['a CommonJS file', ['old.cts'], `error: old.cts is neither an ES module nor a lesson. ${allowed}`],
    ['nothing', [], "error: missing required argument 'file'\n"],
    ['an unknown flag', ['--al', 'slope.ts'], "error: unknown option '--al'\n(Did you mean --all?)\n"],
  ]
  for (const [what, words, says] of cases)
    test(what, async () => {
      expect(await run(...words)).toEqual({ code: 2, out: '', err: `${says}${more}` })
    })
})
