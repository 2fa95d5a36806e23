/** What a long run has behind it, file by file, so that one that was stopped goes on where it was: .cache/long.jsonl. */
import { execFileSync } from 'node:child_process'
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { figuresFile, type Recorded } from './figure.js'
import { seed } from './seed.js'

const ledgerFile = '.cache/long.jsonl'

/** How the tests of one file ended. */
export interface Ended {
  readonly project: string
  readonly file: string
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

/** Whether this run keeps the ledger: scripts/test.mjs says so of a long run of all tests. */
export const isKept = (): boolean => process.env['SEEGRAD_LEDGER'] !== undefined

/** The files without a failure, and with no test left out, that an earlier part of this run has behind it, if it drew the same numbers from the same sources; their figures
 *  stay, all others go. */
export function behind(): readonly Ended[] {
  if (!isKept()) return []
  const state = stateOfSources()
  const [head, ...entries] = linesOf(ledgerFile)
  const files = state !== undefined && head === state ? entries.map((line) => JSON.parse(line) as Ended) : []
  const kept = files.filter(({ failed, skipped }) => failed + skipped === 0)
  const figures = linesOf(figuresFile).filter((line) => {
    const { project, file } = JSON.parse(line) as Recorded
    // Figures of no file are of what prepares a project.
    return kept.some((one) => file === '' || (one.project === project && one.file === file))
  })
  mkdirSync('.cache', { recursive: true })
  writeLines(ledgerFile, [state ?? '', ...kept.map((one) => JSON.stringify(one))])
  writeLines(figuresFile, figures)
  return kept
}

/** Notes that the tests of a file have ended. */
export const note = (ended: Ended): void => appendFileSync(ledgerFile, `${JSON.stringify(ended)}\n`)

/** The run is at its end: the next one begins anew. */
export const close = (): void => rmSync(ledgerFile, { force: true })

/** What must be the same for figures to stand on one page: commit, seed and Node. Undefined where sources are changed, or of no commit. */
function stateOfSources(): string | undefined {
  const git = (...words: string[]): string => execFileSync('git', words, { encoding: 'utf8', stdio: 'pipe' }).trim()
  try {
    // The page that a long run writes when it ends is no source of it.
    if (git('status', '--porcelain', '--', '.', ':!docs/reliability.md') !== '') return undefined
    return JSON.stringify({ commit: git('rev-parse', 'HEAD'), seed, node: process.versions.node })
  } catch {
    return undefined
  }
}

const linesOf = (file: string): readonly string[] =>
  existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : []

const writeLines = (file: string, lines: readonly string[]): void =>
  writeFileSync(file, lines.map((line) => `${line}\n`).join(''))
