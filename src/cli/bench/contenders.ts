/** Who takes part in `seegrad bench`: what is on this machine, built and ready to start, and what is not, by name. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { arch, release, tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
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
  /** How far its results may be from those of the others, where it does not compute in float64 throughout: relative, or absolute below 1. */
  readonly tolerance?: number
}
export interface Field {
  readonly present: readonly Contender[]
  readonly absent: readonly string[]
  /** Removes what was built. */
  readonly close: () => void
}

/** How far results in single precision may be from those in double. */
const SINGLE = 1e-3

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
  const hasSingles = (workload: string): boolean => workloads[workload as keyof typeof workloads]?.hasSingles ?? false
  const isShort = (workload: string): boolean => !(workload in workloads) || !workloads[workload as keyof typeof workloads].reduced // prettier-ignore
  const what = `seegrad ${version}, Node ${process.versions.node}`
  const present: Contender[] = [
    { name: 'seegrad, compiled', what, command: (workload) => seegradCommand(workload, 'compiled'), scale: 1, takes: ofTable }, // prettier-ignore
    { name: 'seegrad, f32', what, command: (workload) => seegradCommand(workload, 'f32'), scale: 1, takes: hasSingles, tolerance: SINGLE }, // prettier-ignore
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
  const width = arch() === 'x64' ? ['-msse4.2'] : []
  const builds: readonly Build[] = [
    ...different.map((one) => ({ ...one, title: `C, ${one.name}`, flags: width, start: (built: string) => [built] as const })), // prettier-ignore
    // The same on the machine that seegrad's programs run on.
    ...different
      .filter(({ name }) => name === 'clang')
      .map((one) => ({ ...one, title: 'C→WASM, clang', flags: ['--target=wasm32-wasi', '-msimd128'], start: wasmCommand })), // prettier-ignore
  ]
  for (const { name, version, title, flags, start } of builds) {
    const every = ['-O3', ...flags, '-ffp-contract=off']
    const build = (file: string): string => {
      const built = join(folder, `${file}-${title}`)
      const { status, stderr } = spawnSync(name, [...every, source(`${file}.c`), '-o', built, '-lm'], { encoding: 'utf8' }) // prettier-ignore
      if (status !== 0) throw new Error(`${file}.c did not compile: ${stderr.trim().split('\n')[0] ?? ''}`)
      return built
    }
    try {
      const [tape, derived, networks] = [build('tape'), build('derived'), build('networks')]
      present.push({
        name: title,
        what: `our own tape.c, derived.c and networks.c, ${version}, ${every.join(' ')}`,
        command: (workload) => [...start(ofTapes(workload) ? tape : ofNetworks(workload) ? networks : derived), workload, data(workload)], // prettier-ignore
        scale: 1,
        takes: () => true,
      })
    } catch (error) {
      absent.push(`${title} (${(error as Error).message})`)
    }
  }
  if (different.length === 0) absent.push('C (no gcc, clang or cc was found)')
  if (!compilers.some(({ name }) => name === 'clang'))
    absent.push('C→WASM (no clang was found; it also needs lld, wasi-libc and its runtime for wasm32)')

  const home = resolve(process.env['SEEGRAD_CONTENDERS'] ?? '.')
  for (const { name, packages, title, takes } of tensors) {
    const versions = packages.map((one) => packageOf(home, one))
    if (versions.every((version) => version !== undefined))
      present.push({
        name: title,
        what: `our own tensors.ts, ${packages.map((one, k) => `${one} ${versions[k]}`).join(', ')}`,
        command: (workload) => [...nodeCommand('tensors', ['--no-warnings']), name, home, workload, data(workload)],
        scale: 1,
        takes: (workload) => takes.some((one) => one === workload),
        tolerance: SINGLE,
      })
    else absent.push(`${title} (npm install ${packages.join(' ')} brings it; SEEGRAD_CONTENDERS may name the folder)`)
  }
  return { present, absent, close: () => rmSync(folder, { recursive: true, force: true }) }
}

/** How a compiler is called, and what it built started. */
interface Build {
  readonly name: string
  readonly version: string
  readonly title: string
  readonly flags: readonly string[]
  readonly start: (built: string) => readonly [program: string, ...words: string[]]
}

/** Libraries of tensors, which seegrad does not bring along, with the workloads that tensors.ts has for them. */
const tensors = [
  { name: 'tfjs', title: 'TensorFlow.js, WASM', packages: ['@tensorflow/tfjs', '@tensorflow/tfjs-backend-wasm'], takes: ['moons', 'fit', 'mnist-shaped'] },
  { name: 'jax-js', title: 'jax-js, jit', packages: ['@jax-js/jax'], takes: ['moons', 'fit', 'mnist-shaped'] },
] as const // prettier-ignore

/** The version of a package as it is found from a folder. */
function packageOf(folder: string, name: string): string | undefined {
  try {
    let at = dirname(createRequire(join(folder, 'package.json')).resolve(name))
    // A package may hide its own package.json.
    for (; at !== dirname(at); at = dirname(at)) {
      const file = join(at, 'package.json')
      const about = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { name?: string; version?: string }) : {} // prettier-ignore
      if (about.name === name) return about.version
    }
  } catch {
    // It is not there.
  }
  return undefined
}

/** A program of this folder in a process of its own; `flags` are Node's. */
function nodeCommand(name: string, flags: readonly string[]): [program: string, ...words: string[]] {
  const file = `${name}.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`
  return [process.execPath, ...process.execArgv, ...flags, fileURLToPath(new URL(file, import.meta.url))]
}
/** seegrad in a process of its own. */
export const seegradCommand = (
  workload: string,
  way: Way = 'eager',
  flags: readonly string[] = [],
): [program: string, ...words: string[]] => [...nodeCommand('seegrad', flags), workload, way]
/** Node says of its WASI that it may change. */
const wasmCommand = (built: string): [program: string, ...words: string[]] => [
  ...nodeCommand('wasi', ['--no-warnings']),
  built,
]

/** The machine in words. */
export const machine = (): string => `${process.platform} ${release()} ${arch()}`

function versionOf(program: string, words: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync(program, words, { encoding: 'utf8' })
  return status === 0 ? stdout.trim().split('\n')[0] : undefined
}
