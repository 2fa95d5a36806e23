/** `seegrad run`: runs a program whose operators work on Values where it says "use grad". */
import { spawn } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { constants } from 'node:os'
import { basename, dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import type { MakeCommand } from '../command.js'
import { Ended } from '../failure.js'
import { likeliest } from '../../arguments/index.js'

const run: MakeCommand = () =>
  new Command('run')
    .description('Run a TypeScript or JavaScript file in which "use grad" gives operators to Values.')
    .usage('[options] <file> [-- words for the program]')
    .argument('<file>', 'an ES module: .ts, .mts, .js or .mjs')
    .argument('[words...]', 'what the program finds in process.argv.slice(2)')
    .option('--all', 'give operators to the whole program, also where it does not say "use grad"')
    .addHelpText(
      'after',
      `
The files that it imports by a relative path are read in the same way; packages stay as they are. Types are stripped, not
checked. Errors name the line and column of your text. The exit code is the program's; 1 for a text that cannot be
rewritten, 2 for a file that is not there.

Examples:
  seegrad run descent.ts
  seegrad run --all descent.ts -- --steps 100`,
    )
    .action(async (file: string, words: readonly string[], { all }: { all?: true }, command: Command) => {
      const path = resolve(file)
      check(file, path, command)
      const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
      const start = fileURLToPath(new URL(`../running/start.${extension}`, import.meta.url))
      const { execArgv } = process
      throw new Ended(await ended([...execArgv, start, all ? 'all' : 'said', path, ...words]))
    })
export default run

function check(file: string, path: string, command: Command): void {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat?.isFile() && /\.m?[jt]s$/.test(path)) return
  const allowed = 'An ES module is allowed: .ts, .mts, .js or .mjs.'
  if (stat) command.error(`error: ${file} is ${stat.isFile() ? 'no ES module' : 'no file'}. ${allowed}`)
  const meant = likeliest(basename(path), programs(dirname(path)))
  command.error(`error: there is no file ${file}.${meant === undefined ? '' : `\n(Did you mean ${meant}?)`}`)
}

function programs(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => /\.m?[jt]s$/.test(name))
  } catch {
    return []
  }
}

/** Runs Node with these words, which has the terminal to itself, and gives its exit code: 128 and the number of the signal that ended it. */
function ended(words: readonly string[]): Promise<number> {
  return new Promise((settle, reject) => {
    const child = spawn(process.execPath, words, { stdio: 'inherit' })
    // Ctrl-C reaches the program too, which decides what comes of it.
    process.removeAllListeners('SIGINT').on('SIGINT', () => {})
    for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal))
    child.on('error', reject)
    child.on('close', (code, signal) => settle(code ?? 128 + (signal ? constants.signals[signal] : 0)))
  })
}
