/** Writes docs/reliability.md from what the tests of a long run recorded: nothing in it is typed by hand. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { figuresFile, type Figure, type Recorded } from '../test/figure.js'
import { seed } from '../test/seed.js'
import { formatted } from './formatted.js'

const page = 'docs/reliability.md'

/** A run, as the page tells of it. */
export interface Run {
  /** How many tests passed, failed and were skipped. */
  readonly line: string
  /** Names of those that failed. */
  readonly failed: readonly string[]
  readonly date: string
  /** Of the sources, short. */
  readonly commit: string
  readonly seed: number
  readonly node: string
  readonly recorded: readonly Pick<Recorded, 'heading' | 'figures'>[]
}

/** The page of a run: one section per heading, one row per record, one column per figure that any of them has. */
export function reliabilityPage({ line, failed, date, commit, seed: drawn, node, recorded }: Run): string {
  const headings = [...new Set(recorded.map(({ heading }) => heading))].toSorted()
  const sections = headings.map((heading) => {
    const rows = recorded.filter((record) => record.heading === heading).map(({ figures }) => figures)
    const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))]
    const lines = rows.map((row) => cells(columns.map((column) => show(row[column]))))
    // Tests run side by side, in no fixed order: the page has one. What a run that was stopped prepared twice stands there once.
    return [
      `## ${heading.slice(0, 1).toUpperCase()}${heading.slice(1)}`,
      '',
      cells(columns),
      cells(columns.map(() => '---')),
      ...new Set(lines.toSorted()),
    ].join('\n')
  })
  const names = failed.map((name) => `- \`${name.replaceAll('`', "'")}\``)
  const failures = names.length > 0 ? `What failed:\n\n${names.join('\n')}\n\n` : ''
  return `# Reliability

Written by \`npm run test:long\`, which runs all tests with the random ones at full size; the tables are what the tests
themselves counted and measured. [How seegrad proves its numbers](numbers.md) tells what they mean, in reading order.

| when | commit | seed | Node | result |
| --- | --- | --- | --- | --- |
| ${date} | ${commit} | ${drawn} | ${node} | ${line} |

${failures}\`SEEGRAD_SEED=${drawn} npm run test:long\` draws the same numbers again.

${sections.join('\n\n')}
`
}

const cells = (texts: readonly string[]): string => `| ${texts.join(' | ')} |`

function show(figure: Figure | undefined): string {
  if (figure === undefined) return ''
  if (typeof figure === 'string') return figure.replaceAll('|', '\\|')
  if (Math.abs(figure) >= 1e10) return figure.toExponential(2).replace('e+', 'e')
  if (Number.isInteger(figure)) return figure.toLocaleString('en')
  return String(Number(figure.toPrecision(4)))
}

/** Of what the tests ran on; sources that came without their history have none. */
function commit(): string {
  try {
    return execFileSync('git', ['describe', '--always', '--dirty', '--exclude=*'], { encoding: 'utf8' }).trim()
  } catch {
    return 'none'
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const lines = existsSync(figuresFile) ? readFileSync(figuresFile, 'utf8').trim().split('\n') : []
  const recorded = lines.filter(Boolean).map((line) => JSON.parse(line) as Recorded)
  const date = new Date().toISOString().slice(0, 10)
  // As the reporter wrote it: the counts, and below them what failed.
  const [line = '', ...failed] = readFileSync(process.env['SEEGRAD_SUMMARY'] ?? '', 'utf8').split('\n')
  const text = reliabilityPage({
    line,
    failed,
    date,
    commit: commit(),
    seed,
    node: process.versions.node,
    recorded,
  })
  writeFileSync(page, await formatted(page, text))
}
