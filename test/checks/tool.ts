/** Runs a tool from node_modules as a check: what it prints is the failure. */
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect } from 'vitest'

/** What a program printed, both streams together, and its exit code. */
export interface Ran {
  readonly code: number
  readonly output: string
}

/** Runs a program in the repository, or in a folder of it. */
export function run(program: string, words: readonly string[], cwd: string = '.'): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, { cwd, env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined } })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code: code ?? 1, output: output.trim() }))
  })
}

/** Runs the command of an installed package with this Node. */
export function runTool(name: string, words: readonly string[], command: string = name): Promise<Ran> {
  const { bin } = JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')) as Packaged
  const path = typeof bin === 'string' ? bin : bin[command]
  return run(process.execPath, [`node_modules/${name}/${path}`, ...words])
}

interface Packaged {
  readonly bin: string | Readonly<Record<string, string>>
}

/** Fails with what the tool printed unless it ended well. */
export function expectGood({ code, output }: Ran): void {
  if (code !== 0) expect.fail(`${output}\nexit code ${code}`)
}
