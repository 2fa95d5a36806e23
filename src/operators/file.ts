/** A file handed to the rewriting, whoever builds or loads it: which files are looked at, and what they are called. */
import { relative } from 'node:path'
import process from 'node:process'
import { transform, type SourceMap } from './transform/index.js'

/** Scripts and modules, TypeScript or not; with a query, as Vite and webpack name parts of a file, too. */
export const SCRIPT: RegExp = /\.[cm]?[jt]sx?(?:[?#]|$)/
/** What is installed stays as its authors published it. */
export const INSTALLED: RegExp = /[\\/]node_modules[\\/]/
/** Text that may hold the directive, or what is nearly it and refused. Without it there is nothing to rewrite. */
export const MENTIONED: RegExp = /use[\s_-]*grad/i

/** Rewrites the text of a file. Messages name it as seen from where the tool was started; the map names it in full. */
export function rewriteFile(
  code: string,
  path: string,
  all: boolean = false,
): { readonly code: string; readonly map: SourceMap } {
  const filename = relative(process.cwd(), path).replaceAll('\\', '/')
  const { code: rewritten, map } = transform(code, { filename, all })
  return { code: rewritten, map: { ...(map as SourceMap), sources: [path] } }
}
