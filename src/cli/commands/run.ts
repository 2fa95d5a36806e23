/** `seegrad run`: runs a program whose operators work on Values where it says "use grad", or a lesson, and checks what that says. */
import { spawn } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { constants } from 'node:os'
import { basename, dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Command, InvalidArgumentError } from 'commander'
import type { MakeCommand } from '../command.js'
import { Ended, Failure } from '../failure.js'
import { readText } from '../text-file.js'
import type { Terminal } from '../terminal.js'
import { likeliest } from '../../arguments/index.js'

interface Options {
  readonly all?: true
  readonly json?: true
  readonly patience: number
}

const run: MakeCommand = (terminal) =>
  new Command('run')
    .description('Run a file in which "use grad" gives operators to Values; or run a lesson and check what it says.')
    .usage('[options] <file> [-- words for the program]')
    .argument('<file>', 'an ES module: .ts, .mts, .js or .mjs; or a lesson: .md')
    .argument('[words...]', 'what the program finds in process.argv.slice(2)')
    .option('--all', 'give operators to the whole program, also where it does not say "use grad"')
    .option('--patience <seconds>', 'lesson: how long a loop may keep everything waiting', secondsOf, 10)
    .option(
      '--json',
      'lesson: print one object: { "title", "ok", "cells": [{ "number", "id", "shown", "mistake"?, … }, …] }',
    )
    .addHelpText(
      'after',
      `
The files that it imports by a relative path are read in the same way; packages stay as they are. Types are stripped, not
checked. Errors name the line and column of your text. The exit code is the program's; 1 for a text that cannot be
rewritten, 2 for a file that is not there.

Of a lesson each cell runs, in this process and with all that it may do, so run only what you trust. What a cell shows is
compared with the block \`output\` below it; of an exercise the solution must be accepted, and what the reader begins with
and every \`wrong\` answer refused. The exit code is 1 if anything is not as the lesson says.

Examples:
  seegrad run descent.ts
  seegrad run --all descent.ts -- --steps 100
  seegrad run lessons/01-derivative.md`,
    )
    .action(async (file: string, words: readonly string[], { all, json, patience }: Options, command: Command) => {
      const path = resolve(file)
      check(file, path, command)
      if (path.endsWith('.md')) return lesson(file, patience, json === true, terminal)
      const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
      const start = fileURLToPath(new URL(`../running/start.${extension}`, import.meta.url))
      const { execArgv } = process
      throw new Ended(await ended([...execArgv, start, all ? 'all' : 'said', path, ...words]))
    })
export default run

function secondsOf(text: string): number {
  const seconds = Number(text)
  if (seconds > 0 && seconds <= 3600) return seconds
  throw new InvalidArgumentError('A number of seconds above 0, at most 3600, is allowed.')
}

async function lesson(file: string, patience: number, isJson: boolean, terminal: Terminal): Promise<void> {
  const markdown = readText(file)
  const [{ readLesson }, { runLesson }, { isFine, report }] = await Promise.all([
    import('../../lesson/index.js'),
    import('../running/lesson.js'),
    import('../running/lesson-report.js'),
  ])
  const read = (): ReturnType<typeof readLesson> => {
    try {
      return readLesson(markdown)
    } catch (error) {
      throw error instanceof RangeError ? new Failure(`${file}: ${error.message}`) : error
    }
  }
  const { title, blocks } = read()
  const cells = await runLesson({ title, blocks }, patience * 1000)
  const wrong = cells.filter((cell) => !isFine(cell)).length
  if (isJson) terminal.print(JSON.stringify({ title, ok: wrong === 0, cells }))
  else {
    for (const line of report(file, markdown, cells, terminal.paint)) terminal.print(line)
    const count = `${cells.length} ${cells.length === 1 ? 'cell' : 'cells'}`
    terminal.print(
      `\n${title}: ${wrong === 0 ? `${count}, all as the lesson says.` : `${wrong} of ${count} not as the lesson says.`}`,
    )
  }
  // Whatever a cell left running is not waited for.
  throw new Ended(wrong === 0 ? 0 : 1)
}

function check(file: string, path: string, command: Command): void {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat?.isFile() && /\.(m?[jt]s|md)$/.test(path)) return
  const allowed = 'An ES module is allowed, .ts, .mts, .js or .mjs, or a lesson, .md.'
  if (stat)
    command.error(`error: ${file} is ${stat.isFile() ? 'neither an ES module nor a lesson' : 'no file'}. ${allowed}`)
  const meant = likeliest(basename(path), programs(dirname(path)))
  command.error(`error: there is no file ${file}.${meant === undefined ? '' : `\n(Did you mean ${meant}?)`}`)
}

function programs(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => /\.(m?[jt]s|md)$/.test(name))
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
