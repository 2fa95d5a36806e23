/** The build plugin, stated once; each tool's entry hands it over in the form that the tool takes. */
import { createUnplugin, type UnpluginInstance } from 'unplugin'
import { INSTALLED, MENTIONED, rewriteFile, SCRIPT } from './file.js'
import { keepColumns } from './webpack/columns.js'

export const plugin: UnpluginInstance<undefined, false> = createUnplugin<undefined, false>(() => ({
  name: 'seegrad/operators',
  // Before types are stripped and syntax is lowered: positions are those that the author sees.
  enforce: 'pre',
  transform: {
    filter: { id: { include: SCRIPT, exclude: INSTALLED }, code: MENTIONED },
    handler: (code, id) => {
      const { code: rewritten, map } = rewriteFile(code, id.replace(/[?#].*$/, ''))
      return {
        code: rewritten,
        map: { ...map, sources: [...map.sources], sourcesContent: [...map.sourcesContent], names: [] },
      }
    },
  },
  esbuild: { onLoadFilter: /\.[cm]?[jt]sx?$/ },
  webpack: keepColumns,
  // The runtime comes by an import that nobody wrote: named here, the development server bundles it together with seegrad before the page asks.
  vite: { config: () => ({ optimizeDeps: { include: ['seegrad', 'seegrad/operators/runtime'] } }) },
}))
