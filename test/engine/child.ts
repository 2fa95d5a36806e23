/** Runs a program of test/engine/children in a Node of its own, bundled with the sources of seegrad, and gives what it printed. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { build } from 'esbuild'

export interface ChildOptions {
  /** What the program finds in `process.argv[2]`, as JSON. */
  readonly input?: unknown
  /** Flags of Node, such as `--expose-gc`. */
  readonly flags?: readonly string[]
  /** Milliseconds after which it is stopped. */
  readonly timeout?: number
}

/** The bundle of a program: seegrad's sources are in it, so that no build has to be there. */
export async function bundle(program: string): Promise<string> {
  const outfile = `.cache/children/${program}.mjs`
  await build({
    entryPoints: [`test/engine/children/${program}.ts`],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    // What package.json says of side effects, it says of dist.
    ignoreAnnotations: true,
    logLevel: 'error',
  })
  return outfile
}

/** Runs a program and gives the JSON on the last line of its output. */
export async function runChild<T>(program: string, options: ChildOptions = {}): Promise<T> {
  return runBundle(await bundle(program), options)
}

export async function runBundle<T>(
  file: string,
  { input, flags = [], timeout = 60_000 }: ChildOptions = {},
): Promise<T> {
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, file, JSON.stringify(input ?? null)], {
    timeout,
    maxBuffer: 2 ** 26,
  })
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as T
}
