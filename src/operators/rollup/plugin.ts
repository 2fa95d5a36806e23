/** The build plugin as Rollup takes it. */
import type { Plugin } from 'rollup'
import { plugin } from '../plugin.js'

/**
 * The plugin for rollup.config, to be listed before one that strips types: rewrites files that say "use grad".
 * Files in node_modules stay as they are. Errors: what cannot be honoured stops the build, with file, line and column.
 * @example
 * import { operators } from 'seegrad/operators/rollup'
 * const config = { plugins: [operators()] }
 * config.plugins[0]?.name // 'seegrad/operators'
 */
export function operators(): Plugin {
  return plugin.rollup()
}
