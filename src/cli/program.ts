/** The program of the command line: finds the command that the words name, runs it on a terminal, and gives 0 (fine), 1 (the work failed) or 2 (the words were wrong). */
import { readdirSync, readFileSync } from 'node:fs'
import { Command, CommanderError } from 'commander'
import type { MakeCommand } from './command.js'
import { Ended, Failure } from './failure.js'
import type { Terminal } from './terminal.js'

const folder = new URL('./commands/', import.meta.url)
const names = readdirSync(folder).flatMap((file) => /^([a-z-]+)\.[jt]s$/.exec(file)?.[1] ?? [])

/** The command of one file of commands/. */
async function command(name: string, terminal: Terminal): Promise<Command> {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
  const { default: make } = (await import(new URL(`${name}.${extension}`, folder).href)) as { default: MakeCommand }
  return make(terminal)
}

async function program(words: readonly string[], terminal: Terminal): Promise<Command> {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string
  }
  const program = new Command('seegrad')
    .description('Derivatives that you can see through: trains, draws and explains, one command each.')
    .version(version, '-v, --version', 'print the version')
    .helpOption('-h, --help', 'print this')
    .helpCommand('help [command]', 'print the help of a command')
    // What follows the name of a command is its own.
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.print(text.trimEnd()),
      writeErr: (text) => terminal.say(text.trimEnd()),
    })
  // The others are only read when their names are needed: for help, and for "Did you mean …?".
  const named = names.filter((name) => name === words[0])
  for (const each of await Promise.all((named.length > 0 ? named : names).map((name) => command(name, terminal))))
    program.addCommand(
      each.copyInheritedSettings(program).showHelpAfterError(`(seegrad ${each.name()} --help says more.)`),
    )
  return program
}

/** Runs the command that the words name and gives the exit code; what goes wrong is said on the terminal. */
export async function run(words: readonly string[], terminal: Terminal): Promise<number> {
  try {
    const commands = await program(words, terminal)
    await commands.parseAsync(words, { from: 'user' })
    return 0
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    if (error instanceof Ended) return error.code
    if (error instanceof Failure) terminal.say(`error: ${error.message}`)
    else
      terminal.say(
        `error: this should not happen, please report it: ${error instanceof Error ? error.stack : String(error)}`,
      )
    return 1
  }
}
