/** The build plugin as Vite takes it. */
import type { Plugin } from 'vite'
import { plugin } from '../plugin.js'

/**
 * The plugin for vite.config: rewrites files that say "use grad", in the development server, in builds and in Vitest.
 * Files in node_modules stay as they are. Errors: what cannot be honoured stops the build, with file, line and column.
 * @example
 * import { operators } from 'seegrad/operators/vite'
 * const config = { plugins: [operators()] }
 * config.plugins[0]?.name // 'seegrad/operators'
 */
export function operators(): Plugin {
  return plugin.vite()
}
