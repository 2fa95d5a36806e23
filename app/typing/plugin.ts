/** Gives a page that Vite serves or builds the worker that knows types. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { Plugin } from 'vite'
import { MODULES } from '../../src/lesson/index.js'
import { TYPES } from './files.js'

const root: string = fileURLToPath(new URL('../../', import.meta.url))

/** The declarations that cells need, by path: those of the language, and those of what cells may import, as the build has made them. */
export function declarations(): Readonly<Record<string, string>> {
  const found = new Map<string, string>()
  const read = (from: string, to: string): void => {
    if (found.has(to) || !existsSync(from)) return
    const text = readFileSync(from, 'utf8').replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n')
    found.set(to, text)
    for (const [, lib] of text.matchAll(/<reference lib="([\w.]+)"/g))
      read(join(dirname(from), `lib.${lib}.d.ts`), `/lib/lib.${lib}.d.ts`)
    for (const [, path] of text.matchAll(/(?:from|import\()\s*'(\.[^']+)\.js'/g))
      read(join(dirname(from), `${path}.d.ts`), join(dirname(to), `${path}.d.ts`).replaceAll('\\', '/'))
  }
  read(join(root, 'node_modules/typescript/lib/lib.es2023.d.ts'), '/lib/lib.es2023.d.ts')
  for (const module of MODULES) {
    const path = `dist${module.slice('seegrad'.length)}/index.d.ts`
    read(join(root, path), `/node_modules/seegrad/${path}`)
  }
  const { name, type, exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<
    string,
    unknown
  >
  return { ...Object.fromEntries(found), '/node_modules/seegrad/package.json': JSON.stringify({ name, type, exports }) }
}

async function typesWorker(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('./worker.ts', import.meta.url))],
    // What the compiler would read files with, where there are any.
    external: ['node:*', ...nodeModules],
    plugins: [
      {
        name: 'declarations',
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /^virtual:declarations$/ }, ({ path }) => ({ path, namespace: 'declarations' }))
          onLoad({ filter: /./, namespace: 'declarations' }, () => ({
            contents: `export const declarations = ${JSON.stringify(declarations())}`,
          }))
        },
      },
    ],
    bundle: true,
    minify: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2023',
    legalComments: 'none',
    write: false,
    logLevel: 'error',
  })
  return outputFiles[0]?.text ?? ''
}
const nodeModules = ['fs', 'path', 'os', 'crypto', 'inspector', 'perf_hooks', 'url', 'util', 'module', 'source-map-support'] // prettier-ignore

export function typingPlugin(): Plugin {
  return {
    name: 'seegrad-typing',
    configureServer(server) {
      let made: Promise<string> | undefined
      server.middlewares.use((request, response, next) => {
        if (!request.url?.split('?')[0]?.endsWith(`/${TYPES}`)) return next()
        made ??= typesWorker()
        void made.then((text) => response.setHeader('content-type', 'text/javascript').end(text), next)
      })
    },
    async generateBundle() {
      this.emitFile({ type: 'asset', fileName: TYPES, source: await typesWorker() })
    },
  }
}
