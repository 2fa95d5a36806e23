/** `seegrad open`: the page on this machine, offline, with a recording on its stage or at a lesson, if one is named. */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { Command, Option } from 'commander'
import { readRecording } from '../../explain/index.js'
import { readLesson } from '../../lesson/index.js'
import type { MakeCommand } from '../command.js'
import { Failure } from '../failure.js'
import { serve } from '../running/serve.js'
import { readText } from '../text-file.js'
import { wholeNumber } from '../words.js'

interface Options {
  readonly port: number
  readonly browser: boolean
  readonly json?: true
}

const open: MakeCommand = (terminal) =>
  new Command('open')
    .description('Open the page: the line, the stage, the lessons. It runs on this machine only.')
    .argument(
      '[what]',
      'graph.json, a recording to put on the stage; lesson.md, a lesson of yours; or the name of one that comes along',
    )
    .addOption(
      new Option('--port <number>', 'the port on 127.0.0.1; any that is free if it is left out')
        .argParser(wholeNumber(0, 65_535))
        .default(0),
    ) // prettier-ignore
    .option('--no-browser', 'print the address only')
    .option('--json', 'print one object: { "address" }')
    .addHelpText(
      'after',
      `
It serves until Ctrl-C. Without a display the address is printed and nothing is opened.

A lesson of yours is read anew whenever the page is reloaded.

Examples:
  seegrad open
  seegrad open chain-rule
  seegrad open my-lesson.md
  seegrad draw "L = (a*b + c) * f" --at a=2,b=-3,c=10,f=-2 -o graph.json && seegrad open graph.json`,
    )
    .action(async (what: string | undefined, { port, browser, json }: Options) => {
      const { hash, file } = opened(what)
      const server = await serve(port, new Map(file === undefined ? [] : [file]))
      const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/${hash}`
      if (json) terminal.print(JSON.stringify({ address }))
      else terminal.print(`seegrad is at ${address}`)
      terminal.say('Ctrl-C ends it.')
      if (browser && hasDisplay()) show(address)
      await new Promise((resolve) => server.once('close', resolve))
    })
export default open

/** Where the page is opened, and what is served beside it. */
function opened(what: string | undefined): {
  readonly hash: string
  readonly file?: readonly [path: string, text: () => string]
} {
  if (what === undefined) return { hash: '' }
  if (/^[a-z][a-z0-9-]*$/.test(what) && !existsSync(what)) return { hash: `#/learn/${what}` }
  if (what.endsWith('.md')) {
    lessonIn(what)
    return { hash: '#/learn/served', file: ['/lesson.md', () => readText(what)] }
  }
  const text = recorded(what)
  return { hash: '#/stage?v=1&program=served', file: ['/recording.json', () => text] }
}

function lessonIn(file: string): void {
  const text = readText(file)
  try {
    readLesson(text)
  } catch (error) {
    throw new Failure(`${file}: ${(error as Error).message}`)
  }
}

function recorded(file: string): string {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    throw new Failure(`${file}: ${code === 'ENOENT' ? 'there is no such file.' : message}`)
  }
  try {
    readRecording(text)
  } catch (error) {
    throw new Failure(`${file}: ${(error as Error).message}`)
  }
  return text
}

/** Whether a browser that is opened here would be seen. */
function hasDisplay({ env, platform }: NodeJS.Process = process): boolean {
  if (env['CI'] || env['SSH_CONNECTION']) return false
  return platform !== 'linux' || Boolean(env['DISPLAY'] ?? env['WAYLAND_DISPLAY'])
}

/** Asks the system to open it; where nothing does, the address stands in the terminal. */
function show(address: string): void {
  const [program, ...words] =
    process.platform === 'darwin'
      ? ['open', address]
      : process.platform === 'win32'
        ? ['cmd', '/c', 'start', '""', address.replaceAll('&', '^&')]
        : ['xdg-open', address]
  const child = spawn(program!, words, { stdio: 'ignore', detached: true })
  child.on('error', () => undefined)
  child.unref()
}
