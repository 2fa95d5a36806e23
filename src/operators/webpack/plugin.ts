/** The build plugin as webpack takes it. */
import type { WebpackPluginInstance } from 'webpack'
import { plugin } from '../plugin.js'

/**
 * The plugin for webpack.config: rewrites files that say "use grad" before any loader reads them.
 * Files in node_modules stay as they are. Errors: what cannot be honoured fails the build, with file, line and column.
 * @example
 * import { operators } from 'seegrad/operators/webpack'
 * const config = { entry: './main.ts', plugins: [operators()] }
 * config.plugins.length // 1
 */
export function operators(): WebpackPluginInstance {
  return plugin.webpack()
}
