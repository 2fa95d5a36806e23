/** `npm run docs:architecture`: prints the table of rooms and the budgets into docs/architecture.md, between their markers. */
import { readFileSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { budgets, rooms, type Room } from './house.js'

export const architecturePage = 'docs/architecture.md'

const code = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ')

function row(room: Room): string {
  const mayImport = room.publicOnly
    ? '`seegrad/…`, as its users do'
    : room.imports === 'all above'
      ? 'all above'
      : code(room.imports) || '–'
  const packages = room.packages.includes('*') ? 'its own' : code(room.packages) || '–'
  const name = room.folder.startsWith('src/') ? room.name : `${room.folder}/`
  return `| **${name}** | ${room.holds} | ${mayImport} | ${packages} |`
}

function roomTable(): string {
  return ['| room | what lives there | may import | packages |', '|---|---|---|---|', ...rooms.map(row)].join('\n')
}

function budgetTable(): string {
  const thousands = (n: number): string => n.toLocaleString('en')
  return [
    '| what | at most |',
    '|---|---|',
    `| a file | ${budgets.fileLines} lines |`,
    `| a file of the engine | ${budgets.engineFileLines} lines |`,
    `| the engine, without blank lines and comments | ${thousands(budgets.engineCodeLines)} lines |`,
    `| the file that says what a row is, src/ops/op.ts | ${budgets.opFileLines} lines |`,
    `| a row, with its comment | ${budgets.rowLines} lines |`,
    `| \`import * from 'seegrad'\`, minified and gzipped | ${budgets.entryBytes / 1000} kB |`,
    `| a program that uses one op on numbers, likewise | ${budgets.oneOpBytes / 1000} kB |`,
    `| a program with Values, all ops as their methods, \`backward\` and \`grad\` | ${budgets.valueBytes / 1000} kB |`,
    `| \`seegrad/operators\`, with the parser | ${budgets.operatorsBytes / 1000} kB |`,
    `| the page until its graph stands | ${budgets.homeBytes / 1000} kB |`,
    `| what the page begins with | ${budgets.firstChunkBytes / 1000} kB |`,
  ].join('\n')
}

/** The page with what stands between its markers printed anew. */
export function architecture(page: string): string {
  return fill(fill(page, 'rooms', roomTable()), 'budgets', budgetTable())
}

function fill(page: string, name: string, text: string): string {
  const [begin, end] = [`<!-- ${name}: generated from scripts/house.ts -->`, `<!-- /${name} -->`]
  const [from, to] = [page.indexOf(begin), page.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`${architecturePage} has lost its markers ${begin} … ${end}`)
  return `${page.slice(0, from + begin.length)}\n<!-- prettier-ignore-start -->\n${text}\n<!-- prettier-ignore-end -->\n${page.slice(to)}`
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  writeFileSync(architecturePage, architecture(readFileSync(architecturePage, 'utf8')))
