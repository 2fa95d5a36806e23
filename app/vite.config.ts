/** How the page is built: one folder of static files that works under any path, offline and with no server of its own. */
import { sandboxPlugin } from './sandbox/plugin.js'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { defineConfig, type Plugin, type UserConfig } from 'vite'
import { compiled, without } from '../scripts/cut.mjs'

const here: string = import.meta.dirname ?? new URL('.', import.meta.url).pathname

/** The lessons as a list: a lesson is a file of lessons/, and the folder is the register. */
function lessonList(): Plugin {
  const folder = resolve(here, '../lessons')
  return {
    name: 'seegrad-lessons',
    resolveId: (id) => (id === 'virtual:lessons' ? '\0virtual:lessons' : undefined),
    load(id) {
      if (id !== '\0virtual:lessons') return undefined
      const files = existsSync(folder) ? readdirSync(folder).filter((file) => /^\d+-[\w-]+\.md$/.test(file)) : []
      const list = files.toSorted().map((file) => {
        this.addWatchFile(resolve(folder, file))
        const text = readFileSync(resolve(folder, file), 'utf8')
        const [, title = file] = /^# (.*)$/m.exec(text) ?? []
        const [, about = ''] = /^# .*\n+([^\n#`][^\n]*?[.?!])(?:\s|$)/m.exec(text) ?? []
        return { name: file.replace(/^\d+-|\.md$/g, ''), file, title, about: about.replace(/[*_`$]/g, '') }
      })
      return `export default ${JSON.stringify(list)}`
    },
  }
}

/** What only Node can load, and nobody calls in a page: PNG is drawn by the browser here. */
function withoutNode(): Plugin {
  return {
    name: 'seegrad-without-node',
    enforce: 'pre',
    resolveId: (id) => (id === '@resvg/resvg-js' || id.startsWith('node:') ? '\0absent' : undefined),
    load: (id) => (id === '\0absent' ? 'export default undefined' : undefined),
  }
}

/** What no part of the page reads of a row. */
function withoutUnread(): Plugin {
  return {
    name: 'seegrad-without-unread',
    enforce: 'pre',
    transform: {
      filter: { id: /\/src\/ops\/[\w-]+\.ts$/ },
      handler: (code) => ({ code: without([...compiled, 'torch'], code), map: null }),
    },
  }
}

/** The worker that keeps the page for when there is no network: it knows every file that was built. */
function offline(): Plugin {
  return {
    name: 'seegrad-offline',
    apply: 'build',
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        const files = ['./', 'theme.js', ...Object.keys(bundle)].filter(
          (file) => !/\.(map|ttf)$/.test(file) && file !== 'index.html',
        )
        const version = createHash('sha256')
        for (const item of Object.values(bundle)) version.update(item.type === 'chunk' ? item.code : item.source)
        const source = readFileSync(resolve(here, 'offline.js'), 'utf8')
        const name = version.digest('hex').slice(0, 16)
        this.emitFile({
          type: 'asset',
          fileName: 'offline.js',
          source: source.replace('FILES', JSON.stringify(files)).replace('VERSION', JSON.stringify(name)),
        })
      },
    },
  }
}

const config: UserConfig = defineConfig({
  root: here,
  plugins: [withoutNode(), withoutUnread(), lessonList(), sandboxPlugin(), offline()],
  base: './',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: '../dist/page',
    emptyOutDir: true,
    target: 'es2023',
    // Nothing is put into the page that its own policy would have to allow.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1000,
  },
})
export default config
