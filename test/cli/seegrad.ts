/** The command line as its users meet it, the built program in a process of its own; and the same program here, where only its words matter. */
import { spawn } from 'node:child_process'
import { run } from '../../src/cli/program.js'
import { terminalOf } from '../../src/cli/terminal.js'
import { run as ran } from '../checks/tool.js'

/** How it ended and what it wrote. */
export interface Ended {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** Builds what the command line runs. */
export async function build(): Promise<void> {
  const { code, output } = await ran(process.execPath, ['scripts/build.mjs'])
  if (code !== 0) throw new Error(output)
}

/** Runs it with these words. */
export function seegrad(
  words: readonly string[],
  env: NodeJS.ProcessEnv = {},
  node: readonly string[] = [],
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const clean = { ...process.env, NO_COLOR: undefined, FORCE_COLOR: undefined, ...env }
    const child = spawn(process.execPath, [...node, 'dist/cli/main.js', ...words], { env: clean })
    let [out, err] = ['', '']
    child.stdout.setEncoding('utf8').on('data', (text) => (out += text))
    child.stderr.setEncoding('utf8').on('data', (text) => (err += text))
    child.on('error', reject)
    child.on('close', (code, signal) =>
      resolve({ code: code ?? -1, out, err: signal ? `${err}killed by ${signal}` : err }),
    )
  })
}

/** Runs it with these words in this process: what it writes and its code, without what it takes to start and to load it. */
export async function here(words: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  let [out, err] = ['', '']
  const terminal = terminalOf({
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
    env,
  })
  const code = await run(words, terminal)
  return { code, out, err }
}
