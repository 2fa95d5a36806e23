/** What the repository knows of ops besides their rows' code: the row as it is written, PyTorch's name for it, and how far its numbers were measured to be off. */
import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import ts from 'typescript'
import type { Plugin } from 'vite'
import type { Accuracy, OpFacts } from './facts.js'

export function opFacts(root: string): Plugin {
  const id = '\0virtual:op-facts'
  return {
    name: 'seegrad-op-facts',
    resolveId: (name) => (name === 'virtual:op-facts' ? id : undefined),
    load(name) {
      if (name !== id) return undefined
      const folder = resolve(root, 'src/ops')
      const files = readdirSync(folder).filter((file) => file.endsWith('.ts'))
      const measured = accuracyIn(readFileSync(resolve(root, 'docs/reliability.md'), 'utf8'))
      const allowed = allowedIn(readFileSync(resolve(root, 'fixtures/allowances.json'), 'utf8'))
      const facts = files.flatMap((file) => {
        this.addWatchFile(resolve(folder, file))
        return rowsIn(file, readFileSync(resolve(folder, file), 'utf8'))
      })
      return `export default ${JSON.stringify(
        Object.fromEntries(
          facts.map(({ name: op, ...fact }) => [
            op,
            { ...fact, measured: measured.get(op) ?? [], allowed: allowed.get(op) },
          ]),
        ),
      )}`
    },
  }
}

/** What is written in a row. */
type Words = Pick<OpFacts, 'group' | 'source' | 'doc' | 'math' | 'torch'>

/** Every row of a file, by the name that it states. */
export function rowsIn(file: string, code: string): readonly (Words & { readonly name: string })[] {
  const source = ts.createSourceFile(file, code, ts.ScriptTarget.Latest, true)
  const group = file.replace(/\.ts$/, '')
  const found: (Words & { readonly name: string })[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isObjectLiteralExpression(node)) {
      const text = (key: string): string | undefined => {
        const property = node.properties.find((one) => ts.isPropertyAssignment(one) && one.name.getText() === key)
        return property && ts.isPropertyAssignment(property) && ts.isStringLiteralLike(property.initializer)
          ? property.initializer.text
          : undefined
      }
      const [name, doc, math, torch] = ['name', 'doc', 'math', 'torch'].map(text)
      if (name !== undefined && doc !== undefined) {
        const statement = statementOf(node)
        found.push({ name, group, doc, math, torch, source: dedented(statement.getText()) })
      }
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}
function statementOf(node: ts.Node): ts.Node {
  let at = node
  while (!ts.isSourceFile(at.parent) && !ts.isVariableStatement(at)) at = at.parent
  return at
}
const dedented = (text: string): string => text.replace(/^export /, '')

/** The table of worst last places in the report of the long tests. */
export function accuracyIn(report: string): ReadonlyMap<string, readonly Accuracy[]> {
  const [, section = ''] = report.split('## Worst last places at random inputs')
  const [table = ''] = section.split('\n## ')
  const lines = table.split('\n').filter((line) => line.startsWith('|'))
  const cells = (line: string): string[] =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim())
  const columns = cells(lines[0] ?? '')
  const all = new Map<string, Accuracy[]>()
  for (const line of lines.slice(2)) {
    const row = new Map(cells(line).map((cell, k) => [columns[k] ?? '', cell]))
    const [op = '', setting = ''] = (row.get('op') ?? '').split(' ')
    const of = (name: string): string => row.get(name) ?? ''
    const accuracy: Accuracy = {
      setting,
      judged: of('judged'),
      ours: [of('value'), of('first derivative'), of('second derivative')],
      torch: [of('PyTorch'), of('PyTorch, first'), of('PyTorch, second')],
    }
    all.set(op, [...(all.get(op) ?? []), accuracy])
  }
  return all
}
function allowedIn(text: string): ReadonlyMap<string, readonly number[]> {
  const { families } = JSON.parse(text) as { families: readonly { ulp: readonly number[]; ops: readonly string[] }[] }
  return new Map(families.flatMap(({ ulp, ops }) => ops.map((op) => [op, ulp] as const)))
}
