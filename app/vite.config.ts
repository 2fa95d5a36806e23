/** How the page is built: one folder of static files that works under any path, offline and with no server of its own. */
import { minutesOf } from '../src/lesson/index.js'
import { gptProgram } from './gpt/plugin.js'
import { opFacts } from './ops/plugin.js'
import { sandboxPlugin } from './sandbox/plugin.js'
import { TYPES } from './typing/files.js'
import { published } from './train/plugin.js'
import { typingPlugin } from './typing/plugin.js'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { defineConfig, type Plugin, type UserConfig } from 'vite'
import { compiled, without } from '../scripts/cut.mjs'

const here: string = import.meta.dirname ?? new URL('.', import.meta.url).pathname

type Course = typeof import('virtual:course').default
const lessonFolder = resolve(here, '../lessons')
/** The lessons of one folder below it: what a list says of each. */
function lessonsOf(folder: string, watch: (file: string) => void): Course[string] {
  const path = resolve(lessonFolder, folder)
  const files = existsSync(path) ? readdirSync(path).filter((file) => /^\d+-[\w-]+\.md$/.test(file)) : []
  return files.toSorted().map((file) => {
    watch(resolve(path, file))
    const text = readFileSync(resolve(path, file), 'utf8')
    const [, title = file] = /^# (.*)$/m.exec(text) ?? []
    const [, about = ''] = /^# .*\n+([^\n#`][^\n]*?[.?!])(?:\s|$)/m.exec(text) ?? []
    const name = file.replace(/^\d+-|\.md$/g, '')
    return {
      name,
      file: folder === '' ? file : `${folder}/${file}`,
      title,
      about: about.replace(/[*_`$]/g, ''),
      minutes: minutesOf(text),
    }
  })
}

/** The lessons, for home by their titles, and for who learns in full and in all languages: a lesson is a file of lessons/, a language a folder in it, and the folder is the register. */
function lessonList(): Plugin {
  const lists = ['virtual:lessons', 'virtual:course']
  return {
    name: 'seegrad-lessons',
    resolveId: (id) => (lists.includes(id) ? `\0${id}` : undefined),
    load(id) {
      if (!lists.includes(id.slice(1))) return undefined
      const of = (folder: string): Course[string] => lessonsOf(folder, (file) => this.addWatchFile(file))
      if (id === '\0virtual:lessons')
        return `export default ${JSON.stringify(of('').map(({ name, title }) => ({ name, title })))}`
      const folders = readdirSync(lessonFolder, { withFileTypes: true }).filter(
        (entry) => entry.isDirectory() && /^[a-z]{2}$/.test(entry.name),
      )
      const course = Object.fromEntries([['en', of('')], ...folders.map(({ name }) => [name, of(name)])])
      return `export default ${JSON.stringify(course)}`
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

/** What a line and its graph need, in one piece: every place shares most of it, and pieces for each set of places that share one would weigh more together. */
const heart =
  /\/(acorn\.mjs|src\/(expression|engine)\/[\w-]+\.ts|src\/figures\/(box|dom|edge|graph|label|layers|layout|marks|scene|view|widths)\.ts|src\/explain\/(expression|formula|graph|name|number|plain|recording)\.ts|app\/program\/(handles|revive|session)\.ts|app\/picture\/(frame|graph-picture|leaf-slider|number|showing)\.tsx?)$/

/** What no part of the page reads of a row: the place of ops has its words from elsewhere. */
function withoutUnread(): Plugin {
  return {
    name: 'seegrad-without-unread',
    enforce: 'pre',
    transform: {
      filter: { id: /\/src\/ops\/[\w-]+\.ts$/ },
      handler: (code) => ({ code: without([...compiled, 'doc', 'math', 'torch'], code), map: null }),
    },
  }
}

/** What is kept when it has been fetched, and not before. */
const later: readonly string[] = [TYPES]

/** The worker that keeps the page for when there is no network: it knows every file that was built. */
function offline(): Plugin {
  return {
    name: 'seegrad-offline',
    apply: 'build',
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        const files = ['./', 'theme.js', ...Object.keys(bundle)].filter(
          (file) => !/\.(map|ttf)$/.test(file) && file !== 'index.html' && !later.includes(file),
        )
        const version = createHash('sha256')
        for (const item of Object.values(bundle)) version.update(item.type === 'chunk' ? item.code : item.source)
        const source = readFileSync(resolve(here, 'offline.js'), 'utf8')
        const name = version.digest('hex').slice(0, 16)
        this.emitFile({
          type: 'asset',
          fileName: 'offline.js',
          source: source
            .replace('FILES', JSON.stringify(files))
            .replace('LATER', JSON.stringify(later))
            .replace('VERSION', JSON.stringify(name)),
        })
      },
    },
  }
}

const config: UserConfig = defineConfig({
  root: here,
  plugins: [
    withoutNode(),
    withoutUnread(),
    lessonList(),
    opFacts(resolve(here, '..')),
    published(resolve(here, '..')),
    sandboxPlugin(),
    typingPlugin(),
    gptProgram(resolve(here, '..')),
    offline(),
  ],
  base: './',
  // The worker prints programs for PyTorch, so it keeps the words for that.
  worker: { format: 'es', plugins: () => [withoutNode()] },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: '../dist/page',
    emptyOutDir: true,
    target: 'es2023',
    // Nothing is put into the page that its own policy would have to allow.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1000,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // The page begins with this, so it stays out of the heart, which would take along what it imports.
            {
              name: 'preact',
              test: /vite\/preload-helper|\/node_modules\/@?preact\/|\/app\/(storage|state|address|frame\/(keys|media))\.tsx?$/,
              priority: 1,
            },
            { name: 'heart', test: heart },
          ],
        },
      },
    },
  },
})
export default config
