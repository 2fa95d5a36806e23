#!/usr/bin/env node
/** The command line: the program on the terminal of this process, which ends with its code, or with 130 when it is stopped. */
import { run } from './program.js'
import { terminalOf } from './terminal.js'

const terminal = terminalOf(process)
process.on('SIGINT', () => {
  try {
    terminal.say(terminal.stopped())
  } catch (error) {
    terminal.say(`error: ${(error as Error).message}`)
  }
  process.exit(130)
})
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // Whoever read the output has had enough of it, as `head` has.
    if (error.code === 'EPIPE') process.exit(0)
    throw error
  })
process.exitCode = await run(process.argv.slice(2), terminal)
