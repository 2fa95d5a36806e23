/** Who takes part in `seegrad bench`: what is on this machine, built and ready to start, and what is not, by name. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { arch, release, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { workloads, type Way } from './workloads.js'

/** A program that can be timed. */
export interface Contender {
  readonly name: string
  /** Versions, and whose code it is. */
  readonly what: string
  /** The program and its words, for a workload. */
  readonly command: (workload: string) => readonly [program: string, ...words: string[]]
  /** Graphs are this many times smaller for it, because it is so much slower. */
  readonly scale: number
  /** The workloads that it has. */
  readonly takes: (workload: string) => boolean
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
  const data = (workload: string): string => join(folder, `${workload}.txt`)
  for (const [name, { text }] of Object.entries(workloads)) writeFileSync(data(name), text())
  const ofTable = (workload: string): boolean => workload in workloads
  const ofTapes = (workload: string): boolean => workload === 'moons' || !ofTable(workload)
  const ofNetworks = (workload: string): boolean => workload === 'names' || workload === 'mnist-shaped'
  const isShort = (workload: string): boolean => !(workload in workloads) || !workloads[workload as keyof typeof workloads].reduced // prettier-ignore
  const what = `seegrad ${version}, Node ${process.versions.node}`
  const present: Contender[] = [
    { name: 'seegrad, compiled', what, command: (workload) => seegradCommand(workload, 'compiled'), scale: 1, takes: ofTable }, // prettier-ignore
    { name: 'seegrad, eager', what, command: (workload) => seegradCommand(workload), scale: 1, takes: isShort },
  ]
  const absent: string[] = []

  // A Python of one's own may have it where the first on the path has not.
  const program = process.env['SEEGRAD_PYTHON'] ?? 'python3'
  const torch = versionOf(program, ['-c', 'import torch; print(torch.__version__)'])
  if (torch)
    present.push({
      name: 'PyTorch, one thread',
      what: `our own twin.py, torch ${torch}`,
      command: (workload) => [program, source('twin.py'), workload, data(workload)],
      scale: 1,
      takes: ofTable,
    })
  else absent.push('PyTorch (python3 has no torch; SEEGRAD_PYTHON may name one that has)')

  const python = versionOf('python3', ['--version'])
  if (python)
    present.push({
      name: 'Python, scalar Value',
      what: `our own value.py, ${python}`,
      command: (workload) => ['python3', source('value.py'), workload, data(workload)],
      scale: 10,
      takes: (workload) => ofTapes(workload) || workload === 'names',
    })
  else absent.push('Python, scalar Value (no python3 was found)')

  const compilers = ['gcc', 'clang', 'cc'].flatMap((name) => {
    const version = versionOf(name, ['--version'])
    return version ? [{ name, version }] : []
  })
  // cc is one of the others, as a rule.
  const different = compilers.filter(({ name }) => name !== 'cc' || compilers.length === 1)
  const flags = ['-O3', ...(arch() === 'x64' ? ['-msse4.2'] : []), '-ffp-contract=off']
  for (const { name, version } of different) {
    const build = (file: string): string => {
      const program = join(folder, `${file}-${name}`)
      const { status, stderr } = spawnSync(name, [...flags, source(`${file}.c`), '-o', program, '-lm'], { encoding: 'utf8' }) // prettier-ignore
      if (status !== 0) throw new Error(`${file}.c did not compile: ${stderr.trim().split('\n')[0] ?? ''}`)
      return program
    }
    try {
      const [tape, derived, networks] = [build('tape'), build('derived'), build('networks')]
      present.push({
        name: `C, ${name}`,
        what: `our own tape.c, derived.c and networks.c, ${version}, ${flags.join(' ')}`,
        command: (workload) => [ofTapes(workload) ? tape : ofNetworks(workload) ? networks : derived, workload, data(workload)], // prettier-ignore
        scale: 1,
        takes: () => true,
      })
    } catch (error) {
      absent.push(`C, ${name} (${(error as Error).message})`)
    }
  }
  if (different.length === 0) absent.push('C (no gcc, clang or cc was found)')
  absent.push('tfjs and jax-js (packages of their own, which seegrad does not bring along)')
  return { present, absent, close: () => rmSync(folder, { recursive: true, force: true }) }
}

/** seegrad in a process of its own; `flags` are Node's. */
export function seegradCommand(
  workload: string,
  way: Way = 'eager',
  flags: readonly string[] = [],
): [program: string, ...words: string[]] {
  const main = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? 'seegrad.ts' : 'seegrad.js', import.meta.url))
  return [process.execPath, ...process.execArgv, ...flags, main, workload, way]
}

/** The machine in words. */
export const machine = (): string => `${process.platform} ${release()} ${arch()}`

function versionOf(program: string, words: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync(program, words, { encoding: 'utf8' })
  return status === 0 ? stdout.trim().split('\n')[0] : undefined
}
