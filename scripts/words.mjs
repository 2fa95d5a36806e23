/**
 * Moves what rows say to people from the compiled rows, dist/ops/*.js, to dist/ops/words.js, so that a program carries it only with `ops`.
 * Lines stay where they are, or source maps would lead astray. Plain Node: it is a step of the build.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'

const folder = 'dist/ops'
const kinds = ['doc', 'symbol', 'kinks', 'math', 'torch']

const { ops } = await import('../dist/ops/index.js')
const words = Object.fromEntries(
  Array.from(ops, ([name, op]) => [name, Object.fromEntries(kinds.map((kind) => [kind, op[kind]]))]),
)
writeFileSync(join(folder, 'words.js'), `export const words = ${JSON.stringify(words)}\n`)

for (const file of readdirSync(folder).filter((name) => name.endsWith('.js') && name !== 'words.js')) {
  const path = join(folder, file)
  writeFileSync(path, silent(readFileSync(path, 'utf8')))
}

/** The code without the properties that are words. */
function silent(code) {
  const source = ts.createSourceFile('row.js', code, ts.ScriptTarget.Latest)
  const spans = []
  const visit = (node) => {
    if (ts.isPropertyAssignment(node) && kinds.includes(node.name.getText(source)))
      spans.push([node.getStart(source), code[node.end] === ',' ? node.end + 1 : node.end])
    else ts.forEachChild(node, visit)
  }
  visit(source)
  return spans.reduceRight(
    (text, [from, to]) => text.slice(0, from) + text.slice(from, to).replace(/[^\n]/g, '') + text.slice(to),
    code,
  )
}
