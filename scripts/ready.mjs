/** What every command needs first: a Node that can run this, the packages of the lockfile, and a build no older than its sources. Plain Node, because it runs before anything is installed. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))
process.chdir(root)

const oldest = [20, 19]
const built = '.cache/built'
const building = '.cache/building'
/** No build takes longer, in milliseconds. */
const LONGEST = 900_000
// npm is a .cmd file there, which only a shell can start.
const onWindows = process.platform === 'win32'

/** Says on stderr what is going on, so that stdout holds results only. */
export function say(line) {
  process.stderr.write(`${line}\n`)
}

/** Says what is wrong and how to mend it, and ends with code 1. */
export function refuse(...lines) {
  lines.forEach(say)
  process.exit(1)
}

/** Runs a command in the repository and gives its exit code; its output is shown unless `quiet`, then only on failure. */
export function run(command, args, { quiet = false, env = process.env } = {}) {
  const done = spawnSync(command, args, { env, stdio: quiet ? 'pipe' : 'inherit', encoding: 'utf8', shell: onWindows })
  if (done.error) say(`${command} did not start: ${done.error.message}`)
  if (quiet && done.status !== 0) say(`${done.stdout ?? ''}${done.stderr ?? ''}`.trimEnd())
  return done.status ?? 1
}

/** Refuses a Node that is too old, naming what is needed. */
export function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return
  refuse(
    `seegrad needs Node ${oldest.join('.')} or newer; this is ${process.versions.node}.`,
    'Install a newer Node (Debian: the nodejs package of a newer release, or the archive from nodejs.org), then run this again.',
  )
}

/** Installs what the lockfile names, unless all of it is there in the right versions. */
export function install() {
  const why = missing()
  if (!why) return
  say(`Installing packages (${why}) …`)
  const started = Date.now()
  if (run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { quiet: true }) !== 0) {
    say('npm ci failed (above): trying npm install, which may choose other versions than the lockfile …')
    if (run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], { quiet: true }) !== 0)
      refuse('The packages could not be installed. Is the npm registry reachable? (npm ping)')
  }
  say(`Installed in ${seconds(started)}.`)
}

/** Names the first package of the lockfile that is not installed as it says; undefined if none. Optional ones may be absent: other systems' binaries always are. */
function missing() {
  const installed = join('node_modules', '.package-lock.json')
  if (!existsSync(installed)) return 'none are there'
  const have = packages(installed)
  for (const [path, wanted] of Object.entries(packages('package-lock.json'))) {
    if (path === '' || wanted.optional || wanted.peer) continue
    const found = have[path]
    if (found?.version !== wanted.version)
      return `${path.replace(/^.*node_modules\//, '')} ${wanted.version} is ${found ? `there as ${found.version}` : 'missing'}`
  }
  return undefined
}

function packages(lockfile) {
  return JSON.parse(readFileSync(lockfile, 'utf8')).packages
}

/** Compiles src to dist and builds the page unless dist is newer than everything it is made from; where another process is at it, waits for that one. Gives the exit code. */
export function build({ quiet = true } = {}) {
  if (isBuilt()) return 0
  takeTurn()
  try {
    return isBuilt() ? 0 : make(quiet)
  } finally {
    rmSync(building, { force: true })
  }
}

function isBuilt() {
  const made = existsSync(built) && existsSync('dist') ? statSync(built).mtimeMs : 0
  const newest = Math.max(
    ...['src', 'app', 'lessons', 'scripts/words.mjs', 'tsconfig.json', 'tsconfig.build.json', 'package-lock.json']
      .filter((path) => existsSync(path))
      .map(changed),
  )
  return newest < made
}

/** Waits until no other process builds: a file says which one does. */
function takeTurn() {
  mkdirSync(dirname(building), { recursive: true })
  for (;;)
    try {
      return writeFileSync(building, String(process.pid), { flag: 'wx' })
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
      if (isLeft()) rmSync(building, { force: true })
      else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100)
    }
}

/** Whether who was building was ended in the middle of it. */
function isLeft() {
  try {
    process.kill(Number(readFileSync(building, 'utf8')), 0)
    return Date.now() - statSync(building).mtimeMs > LONGEST
  } catch (error) {
    // Gone meanwhile, or another user's: that one is alive.
    return error.code === 'ESRCH'
  }
}

function make(quiet) {
  const started = Date.now()
  if (quiet) say('Building …')
  const steps = [
    // Types are checked by `npm run types` and `npm test`: what comes out is the same, in less than half the time.
    ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json', '--noCheck'],
    ['scripts/words.mjs'],
    ['node_modules/vite/bin/vite.js', 'build', 'app', '--logLevel', 'warn'],
  ]
  // Whoever builds, what is built is what users get: a test runner's NODE_ENV would make another page.
  const env = { ...process.env, NODE_ENV: 'production' }
  const code = steps.reduce((so, step) => so || run(process.execPath, step, { quiet, env }), 0)
  prune('dist')
  if (code !== 0) return code
  mkdirSync(dirname(built), { recursive: true })
  // The time the compiler started: what was edited while it ran is newer.
  writeFileSync(built, '')
  utimesSync(built, new Date(started), new Date(started))
  if (quiet) say(`Built in ${seconds(started)}.`)
  return 0
}

/** When a file, or anything in a folder, last changed; a folder's own time tells of files that went. */
function changed(path) {
  const here = statSync(path)
  if (!here.isDirectory()) return here.mtimeMs
  return Math.max(here.mtimeMs, ...readdirSync(path).map((name) => changed(join(path, name))))
}

/** Removes from dist what no source makes any more. */
function prune(folder) {
  if (!existsSync(folder)) return
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    // The page is made by vite, which empties its folder itself.
    if (path === join('dist', 'page')) continue
    if (entry.isDirectory()) prune(path)
    else if (!existsSync(path.replace(/^dist/, 'src').replace(/(\.d)?\.[jt]s(\.map)?$/, '.ts'))) rmSync(path)
  }
  if (readdirSync(folder).length === 0) rmSync(folder, { recursive: true })
}

function seconds(since) {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`
}
