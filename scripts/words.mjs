/**
 * Takes the compiled rows, dist/ops/*.js, apart: what computes stays where it was, line by line, for source maps; what rows say to people goes
 * to dist/ops/words.js, so that a program carries it only with `ops`, and what only a compiler reads to dist/ops/steps.js. Plain Node: it is a step of the build.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { compiled, without } from './cut.mjs'

const folder = 'dist/ops'
const said = ['doc', 'symbol', 'tex', 'prec', 'kinks', 'taught', 'math', 'folds', 'hint', 'torch']
const done = ['domain', 'forward', 'partials', 'active', 'parameters', 'order', 'lists']

// All rows in one function, with `speak` in place of what makes an op of a row; what else that file gives, no row says.
const makers = readFileSync(join(folder, 'define.js'), 'utf8').matchAll(/^export (?:function|const) (\w+)/gm)
const speakers = Array.from(makers, ([, name]) => `say as ${name}`)
/** A function that says of every row what it has besides these properties, in a file of its own. */
async function apart(file, name, removed) {
  const plugin = {
    name: 'apart',
    setup(bundler) {
      bundler.onLoad({ filter: /\bdefine\.js$/ }, () => ({
        contents: `const say = speak; export { ${speakers.join()} }`,
      }))
      bundler.onLoad({ filter: /\bops\b.*\.js$/ }, ({ path }) => ({
        contents: without(removed, readFileSync(path, 'utf8')),
      }))
    },
  }
  const rows = await build({
    stdin: { contents: "import './rows.js'; import './structure.js'", resolveDir: folder },
    bundle: true,
    format: 'esm',
    write: false,
    charset: 'utf8',
    plugins: [plugin],
  })
  return [join(folder, `${file}.js`), `export function ${name}(speak) {\n${rows.outputFiles[0].text}}\n`]
}
const files = [
  await apart('words', 'words', [...done, ...compiled]),
  await apart('steps', 'written', [...done, ...said]),
]
for (const [path, code] of files) {
  writeFileSync(path, code)
  rmSync(`${path}.map`)
}

for (const file of readdirSync(folder).filter(
  (name) => name.endsWith('.js') && !['words.js', 'steps.js'].includes(name),
)) {
  const path = join(folder, file)
  writeFileSync(path, without([...said, ...compiled], readFileSync(path, 'utf8')))
}
