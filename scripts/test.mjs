/**
 * `npm test`: installs what is missing and runs every check; the last line says `N passed, N failed, N skipped`.
 * `--long` runs the random tests at full size and writes docs/reliability.md; stopped, it goes on where it was when run again; `--node24` runs all of it on Node 24.
 * Other words choose tests: `npm test -- test/ops`.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, resolve } from 'node:path'
import { checkNode, install, refuse, run, say } from './ready.mjs'

const words = process.argv.slice(2)
const long = words.includes('--long')
const chosen = words.filter((word) => word !== '--long' && word !== '--node24')

checkNode()
if (words.includes('--node24')) {
  const node = fetchNode24()
  const env = { ...process.env, PATH: `${resolve(node, '..')}${delimiter}${process.env.PATH}` }
  process.exitCode = run(node, ['scripts/test.mjs', ...words.filter((word) => word !== '--node24')], { env })
} else {
  install()
  process.exitCode = test()
}

function test() {
  const summary = resolve('.cache', 'summary.txt')
  mkdirSync('.cache', { recursive: true })
  rmSync(summary, { force: true })
  const whole = long && chosen.length === 0
  if (!whole) rmSync('.cache/figures.jsonl', { force: true })
  const seed = process.env.SEEGRAD_SEED ?? new Date().toISOString().slice(0, 10).replaceAll('-', '')
  say(`Node ${process.versions.node}, seed ${seed}${long ? ', long' : ''}`)
  const env = {
    ...process.env,
    SEEGRAD_SEED: seed,
    SEEGRAD_SUMMARY: summary,
    ...(long && { SEEGRAD_LONG: '1' }),
    ...(whole && { SEEGRAD_LEDGER: '1' }),
  }
  const code = run(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...chosen], { env })
  // A runner that fell over before its summary is a failure too, and says so in the same words.
  const [line] = existsSync(summary) ? readFileSync(summary, 'utf8').split('\n') : ['0 passed, 1 failed, 0 skipped']
  if (whole && existsSync(summary)) run(process.execPath, ['--import', 'tsx', 'scripts/write-reliability.ts'], { env })
  if (whole && code !== 0)
    say('Run again on the same commit, with the same seed, it goes on with the files that have not passed yet.')
  if (code !== 0) say(`Seed ${seed}: SEEGRAD_SEED=${seed} npm test repeats this run.`)
  process.stdout.write(`${line}\n`)
  return code === 0 && / 0 failed/.test(line) ? 0 : code || 1
}

/** The npm package `node` carries a binary: it goes into .cache, never into the lockfile. Gives the binary's path. */
function fetchNode24() {
  const folder = resolve('.cache', 'node24')
  const binary = resolve(folder, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  if (!existsSync(binary)) {
    say('Fetching Node 24 (npm package node@24) …')
    mkdirSync(folder, { recursive: true })
    writeFileSync(resolve(folder, 'package.json'), '{ "private": true }\n')
    const command = ['install', 'node@24', '--prefix', folder, '--no-audit', '--no-fund', '--loglevel=error']
    if (run('npm', command, { quiet: true }) !== 0 || !existsSync(binary))
      refuse(
        'Node 24 could not be fetched: is the npm registry reachable, and is there a binary for this system?',
        'Another way: install Node 24 yourself and run `npm test` with it.',
      )
  }
  return binary
}
