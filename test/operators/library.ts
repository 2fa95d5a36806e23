/** Packages as they come from npm, every file of theirs and of what they need rewritten, in one bundle of their own. */
import { mkdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build, type Plugin } from 'esbuild'
import { transform } from 'seegrad/operators'

/** A package twice, and how much of it was rewritten. */
export interface Twice<Names> {
  readonly untouched: Names
  readonly transformed: Names
  /** The seegrad of the same bundle: a Value of another one is a stranger to it. */
  readonly seegrad: typeof import('seegrad')
  /** Places where the rewritten text asks whether it meets a Value. */
  readonly asks: number
}

const ours = resolve('src')

/** The package itself, and rewritten. */
export async function twice<Names>(name: string): Promise<Twice<Names>> {
  let asks = 0
  const rewrite: Plugin = {
    name: 'rewrite',
    setup({ onLoad }) {
      onLoad({ filter: /\.m?js$/ }, ({ path }) => {
        const { code } = transform(readFileSync(path, 'utf8'), { filename: path, all: true, sourceMap: false })
        asks += code.match(/\$_*\.\w+\(/g)?.length ?? 0
        return { contents: code, resolveDir: resolve(path, '..') }
      })
    },
  }
  const folder = resolve('.cache', 'libraries')
  mkdirSync(folder, { recursive: true })
  const outfile = resolve(folder, `${name}.mjs`)
  await build({
    stdin: {
      contents: `export * as library from '${name}'; export * as seegrad from 'seegrad'`,
      resolveDir: '.',
    },
    alias: {
      'seegrad/operators/runtime': resolve(ours, 'operators/runtime/index.ts'),
      seegrad: resolve(ours, 'index.ts'),
    },
    plugins: [rewrite],
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2023',
    outfile,
    logLevel: 'silent',
  })
  const { library, seegrad } = (await import(pathToFileURL(outfile).href)) as {
    library: Names
    seegrad: Twice<Names>['seegrad']
  }
  return { untouched: (await import(name)) as Names, transformed: library, seegrad, asks }
}
