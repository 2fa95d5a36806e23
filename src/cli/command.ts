/** What a file of commands/ exports by default: the command, made for a terminal. A new file there is a new command. */
import type { Command } from 'commander'
import type { Terminal } from './terminal.js'

export type MakeCommand = (terminal: Terminal) => Command
