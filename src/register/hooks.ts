/** What Node asks while it loads a module: where it lies, and what its text is. Runs in Node's own thread for this. */
import { Buffer } from 'node:buffer'
import { statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { InitializeHook, LoadHook, ResolveHook } from 'node:module'
import { fileURLToPath } from 'node:url'
import { INSTALLED, MENTIONED, rewriteFile, SCRIPT } from '../operators/file.js'
import { TransformError } from '../operators/index.js'

/** What the thread is told when it starts. */
export interface Setting {
  /** Whether modules are rewritten that do not say "use grad", too. */
  readonly all: boolean
}
let all = false
export const initialize: InitializeHook<Setting | undefined> = (setting) => {
  all = setting?.all ?? false
}

const TYPED = /\.m?ts$/
/** Where seegrad itself lies, which is a package even where it is not installed as one. */
const house = new URL('../', import.meta.url).href
const isOwn = (url: string): boolean => url.startsWith('file:') && !INSTALLED.test(url) && !url.startsWith(house)

/** TypeScript that is imported by the name that it will have once it is compiled, or by none. */
const endings: readonly (readonly [RegExp, readonly string[]])[] = [
  [/\.js$/, ['.ts']],
  [/\.mjs$/, ['.mts']],
  [/(?<!\.[a-z]+)$/, ['.ts', '.mts', '.js', '.mjs', '/index.ts', '/index.js']],
]
const isFile = (url: URL): boolean => statSync(fileURLToPath(url), { throwIfNoEntry: false })?.isFile() === true

/** Where a path leads that leads nowhere as it stands. */
function meant(url: URL): URL | undefined {
  if (isFile(url)) return undefined
  const [ending, others] = endings.find(([one]) => one.test(url.pathname)) ?? [/$/, []]
  return others
    .map((other) => Object.assign(new URL(url), { pathname: url.pathname.replace(ending, other) }))
    .find(isFile)
}

export const resolve: ResolveHook = async (specifier, context, next) => {
  const { parentURL } = context
  if (/^(\.{0,2}\/|file:)/.test(specifier) && parentURL !== undefined && isOwn(parentURL))
    return next(meant(new URL(specifier, parentURL))?.href ?? specifier, context)
  try {
    return await next(specifier, context)
  } catch (error) {
    // A program outside of any project uses the seegrad that runs it.
    if (!/^seegrad(\/|$)/.test(specifier) || (error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND')
      throw error
    return next(specifier, { ...context, parentURL: import.meta.url })
  }
}

/** The text without types, its operators rewritten where it says so, and how its lines lead back. */
export const load: LoadHook = async (url, context, next) => {
  const { pathname } = new URL(url)
  if (!isOwn(url) || !SCRIPT.test(pathname)) return next(url, context)
  const isTyped = TYPED.test(pathname)
  // As a module, or Node 20 would not know the ending and Node 24 would strip the types itself.
  const loaded = await next(url, isTyped ? { ...context, format: 'module' } : context)
  const path = fileURLToPath(url)
  const code = loaded.source ? textOf(loaded.source) : await readFile(path, 'utf8')
  if (!isTyped && !all && !MENTIONED.test(code)) return loaded
  // JavaScript that is no module stays Node's own.
  if (loaded.format !== 'module') return checked(code, path, loaded)
  const { code: rewritten, map } = rewriteFile(code, path, all)
  const inline = Buffer.from(JSON.stringify({ ...map, sources: [url] })).toString('base64')
  return { ...loaded, source: `${rewritten}\n//# sourceMappingURL=data:application/json;base64,${inline}` }
}

const textOf = (source: NonNullable<Awaited<ReturnType<LoadHook>>['source']>): string =>
  typeof source === 'string' ? source : new TextDecoder().decode(source)

/** Errors: a directive in a CommonJS file, which would do nothing. */
function checked<T>(code: string, path: string, loaded: T): T {
  const found = /^(.*?(?:^|[{;]))[ \t]*(['"])use grad\2/ms.exec(code)
  if (!found) return loaded
  const before = (found[0] as string).slice(0, -'"use grad"'.length).split(/\r\n|[\n\r]/)
  const message = 'a CommonJS file: operators come by an import; make it an ES module (.mjs, or "type": "module").'
  throw new TransformError(message, path, before.length, (before.at(-1) as string).length + 1)
}
