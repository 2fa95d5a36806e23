/** `npm run docs:operators`: prints the table of constructs into docs/operators.md, between its markers. */
import { readFileSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { constructs, type Fate } from './constructs.js'

export const operatorsPage = 'docs/operators.md'

const headings: Readonly<Record<Fate, string>> = {
  works: 'Works, on numbers as before and on Values',
  throws: 'Throws when it meets a Value, and says what to write',
  'goes by node': 'Works, but by node and not by number',
  refused: 'Refused before the program runs, with file, line and column',
}

function table(fate: Fate): string {
  const cell = (text: string): string => text.replaceAll('|', '\\|')
  const rows = constructs
    .filter((row) => row.fate === fate)
    .map(({ says, means }) => `| ${cell(says)} | ${cell(means)} |`)
  return [`### ${headings[fate]}`, '', '| written | meant |', '|---|---|', ...rows].join('\n')
}

const [begin, end] = ['<!-- constructs: generated from scripts/constructs.ts -->', '<!-- /constructs -->']

/** The page with its table printed anew. */
export function operators(page: string): string {
  const [from, to] = [page.indexOf(begin), page.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`${operatorsPage} has lost its markers ${begin} … ${end}`)
  const text = (Object.keys(headings) as Fate[]).map(table).join('\n\n')
  return `${page.slice(0, from + begin.length)}\n<!-- prettier-ignore-start -->\n\n${text}\n\n<!-- prettier-ignore-end -->\n${page.slice(to)}`
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  writeFileSync(operatorsPage, operators(readFileSync(operatorsPage, 'utf8')))
