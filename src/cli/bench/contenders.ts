/** Who takes part in `seegrad bench`: what is on this machine, built and ready to start, and what is not, by name. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { arch, release, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { moons } from '../../data/index.js'
import { MLP } from '../../nn/index.js'
import { PythonRandom } from '../../random/index.js'

/** A program that can be timed. */
export interface Contender {
  readonly name: string
  /** Versions, and whose code it is. */
  readonly what: string
  /** The program and its words, for a workload. */
  readonly command: (workload: string) => readonly [program: string, ...words: string[]]
  /** Graphs are this many times smaller for it, because it is so much slower. */
  readonly scale: number
}
export interface Field {
  readonly present: readonly Contender[]
  readonly absent: readonly string[]
  /** Removes what was built. */
  readonly close: () => void
}

const sources = new URL('../../../src/cli/bench/', import.meta.url)
const source = (name: string): string => fileURLToPath(new URL(name, sources))

/** Finds who is there. The first is seegrad, with which the others are compared. */
export function contenders(version: string): Field {
  const folder = mkdtempSync(join(tmpdir(), 'seegrad-bench-'))
  const data = join(folder, 'moons.txt')
  writeFileSync(data, moonsAsText())
  const present: Contender[] = [
    {
      name: 'seegrad, eager',
      what: `seegrad ${version}, Node ${process.versions.node}`,
      command: (workload) => seegradCommand(workload),
      scale: 1,
    },
  ]
  const absent: string[] = []

  const python = versionOf('python3', ['--version'])
  if (python)
    present.push({
      name: 'Python, scalar Value',
      what: `our own value.py, ${python}`,
      command: (workload) => ['python3', source('value.py'), workload, data],
      scale: 10,
    })
  else absent.push('Python, scalar Value (no python3 was found)')

  const compilers = ['gcc', 'clang', 'cc'].flatMap((name) => {
    const version = versionOf(name, ['--version'])
    return version ? [{ name, version }] : []
  })
  // cc is one of the others, as a rule.
  const different = compilers.filter(({ name }) => name !== 'cc' || compilers.length === 1)
  for (const { name, version } of different) {
    const program = join(folder, `tape-${name}`)
    const flags = ['-O3', ...(arch() === 'x64' ? ['-msse4.2'] : []), '-ffp-contract=off']
    const { status, stderr } = spawnSync(name, [...flags, source('tape.c'), '-o', program], { encoding: 'utf8' })
    if (status === 0)
      present.push({
        name: `C, ${name}`,
        what: `our own tape.c, ${version}, ${flags.join(' ')}`,
        command: (workload) => [program, workload, data],
        scale: 1,
      })
    else absent.push(`C, ${name} (tape.c did not compile: ${stderr.trim().split('\n')[0] ?? ''})`)
  }
  if (different.length === 0) absent.push('C (no gcc, clang or cc was found)')
  return { present, absent, close: () => rmSync(folder, { recursive: true, force: true }) }
}

/** seegrad in a process of its own; `flags` are Node's. */
export function seegradCommand(workload: string, flags: readonly string[] = []): [program: string, ...words: string[]] {
  const main = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? 'seegrad.ts' : 'seegrad.js', import.meta.url))
  return [process.execPath, ...process.execArgv, ...flags, main, workload]
}

/** The machine in words. */
export const machine = (): string => `${process.platform} ${release()} ${arch()}`

function versionOf(program: string, words: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync(program, words, { encoding: 'utf8' })
  return status === 0 ? stdout.trim().split('\n')[0] : undefined
}

/** Points, targets and weights of the demo, one number per line: everybody starts from the same. */
function moonsAsText(): string {
  const { X, y } = moons({ samples: 100, noise: 0.1, seed: 1337 })
  const weights = new MLP(2, [16, 16, 1], { random: new PythonRandom(1337) }).parameters().map((p) => p.data)
  return [...X.flat(), ...y.map((one) => 2 * one - 1), ...weights].join('\n')
}
