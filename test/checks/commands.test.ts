/** The commands of the house do what the README promises: npm start shows the main job, npm test counts everything. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { TestModule } from 'vitest/node'
import ClosingLine from '../reporter.js'
import { expectGood, run, type Ran } from './tool.js'

/** What is answered to who asks for another host. */
const statusFor = (port: string, host: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    request({ port, host: '127.0.0.1', headers: { host } }, (answer) => resolve(answer.resume().statusCode))
      .on('error', reject)
      .end()
  })

describe('npm start', () => {
  test('runs the command line and ends well', async () => {
    expectGood(await run(process.execPath, ['scripts/start.mjs', '--help']))
  })
  test('serves the page when nothing else is asked for, and says where', async () => {
    const child = spawn(process.execPath, ['scripts/start.mjs'], { env: { ...process.env, CI: 'true' } })
    try {
      const address = await new Promise<string>((resolve, reject) => {
        let said = ''
        child.once('exit', () => reject(new Error(said)))
        for (const stream of [child.stdout, child.stderr])
          stream.on('data', (piece: Buffer) => {
            said += String(piece)
            const [found] = /http:\/\/127\.0\.0\.1:\d+\//.exec(said) ?? []
            if (found) resolve(found)
          })
      })
      const answer = await fetch(address)
      expect(answer.headers.get('content-security-policy')).toContain("frame-src 'self'")
      expect(await answer.text()).toContain('<title>seegrad')
      // Another name for the same address is another origin.
      const port = new URL(address).port
      expect((await fetch(address, { method: 'POST' })).status).toBe(405)
      expect((await fetch(`${address}../package.json`)).status).toBe(404)
      expect(await statusFor(port, 'evil.example')).toBe(421)
      // Who is told to end leaves nothing behind.
      child.removeAllListeners('exit').kill()
      await once(child, 'exit')
      await expect(fetch(address)).rejects.toThrow('fetch failed')
    } finally {
      child.kill()
    }
  })
  test('refuses a Node that is too old, and says what to do', async () => {
    const older = "data:text/javascript,Object.defineProperty(process.versions, 'node', { value: '18.20.4' })"
    const { code, output } = await run(process.execPath, ['--import', older, 'scripts/start.mjs'])
    expect(code).toBe(1)
    expect(output).toContain('seegrad needs Node 20.19 or newer; this is 18.20.4.')
  })
})

test('builds that begin at once build once; one that was ended leaves the way free', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'seegrad-build-'))
  try {
    for (const path of ['scripts', 'src', 'node_modules/typescript/bin', 'node_modules/vite/bin', '.cache'])
      mkdirSync(join(folder, path), { recursive: true })
    for (const file of ['ready.mjs', 'build.mjs']) copyFileSync(join('scripts', file), join(folder, 'scripts', file))
    // A compiler that takes its time, and says that it ran.
    const slow =
      "require('fs').appendFileSync('ran', 'x'); require('fs').mkdirSync('dist/page', { recursive: true }); setTimeout(() => {}, 300)"
    writeFileSync(join(folder, 'node_modules/typescript/bin/tsc'), slow)
    for (const other of ['node_modules/vite/bin/vite.js', 'scripts/words.mjs']) writeFileSync(join(folder, other), '')
    const script = join(folder, 'scripts/build.mjs')
    const build = (): Promise<Ran> => run(process.execPath, [script])
    const codes = (await Promise.all([build(), build(), build()])).map(({ code }) => code)
    expect([codes, readFileSync(join(folder, 'ran'), 'utf8')]).toEqual([[0, 0, 0], 'x'])
    // What is left by a process that is no more; a source has changed since.
    const { pid } = spawnSync(process.execPath, ['--version'])
    writeFileSync(join(folder, '.cache/building'), String(pid))
    writeFileSync(join(folder, 'src/changed.ts'), '')
    expect([(await build()).code, readFileSync(join(folder, 'ran'), 'utf8')]).toEqual([0, 'xx'])
    expect(existsSync(join(folder, '.cache/building'))).toBe(false)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

describe('the closing line', () => {
  const summary = process.env['SEEGRAD_SUMMARY']
  afterEach(() => {
    vi.restoreAllMocks()
    if (summary) process.env['SEEGRAD_SUMMARY'] = summary
  })

  type State = 'passed' | 'failed' | 'skipped' | 'pending'
  /** What the reporter asks of a test file. */
  const file = (state: State, tests: readonly State[]): TestModule =>
    ({
      state: () => state,
      children: { allTests: () => tests.map((result) => ({ result: () => ({ state: result }) })) },
    }) as unknown as TestModule

  const lineOf = (files: readonly TestModule[], errors = 0): string => {
    delete process.env['SEEGRAD_SUMMARY']
    const printed = vi.spyOn(console, 'log').mockImplementation(() => {})
    new ClosingLine().onTestRunEnd(
      files,
      Array.from({ length: errors }, () => ({ message: 'thrown outside of a test' })),
    )
    return String(printed.mock.calls[0]?.[0])
  }

  const cases: readonly (readonly [string, readonly TestModule[], number, string])[] = [
    [
      'counts tests by what came of them',
      [file('failed', ['passed', 'passed', 'failed', 'skipped'])],
      0,
      '2 passed, 1 failed, 1 skipped',
    ],
    [
      'counts a file that did not load as failed',
      [file('failed', []), file('passed', ['passed'])],
      0,
      '1 passed, 1 failed, 0 skipped',
    ],
    [
      'counts an error outside of all tests as failed',
      [file('passed', ['passed'])],
      1,
      '1 passed, 1 failed, 0 skipped',
    ],
    ['counts a test that was never run as skipped', [file('passed', ['pending'])], 0, '0 passed, 0 failed, 1 skipped'],
  ]
  for (const [title, files, errors, line] of cases) test(title, () => expect(lineOf(files, errors)).toBe(line))
})
