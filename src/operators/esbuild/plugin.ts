/** The build plugin as esbuild takes it. */
import type { Plugin } from 'esbuild'
import { plugin } from '../plugin.js'

/**
 * The plugin for esbuild's `build` and `context`: rewrites files that say "use grad".
 * Files in node_modules stay as they are. Errors: what cannot be honoured stops the build, with file, line and column.
 * @example
 * import { operators } from 'seegrad/operators/esbuild'
 * const options = { entryPoints: ['main.ts'], bundle: true, plugins: [operators()] }
 * options.plugins[0]?.name // 'seegrad/operators'
 */
export function operators(): Plugin {
  return plugin.esbuild()
}
