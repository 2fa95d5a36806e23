/** A lesson: a Markdown file whose blocks of TypeScript are cells, and whose blocks `output` say what the cell before them shows. */
import type { Tokens } from 'marked'
import type { Cell } from './cell.js'
import { lexed, proseOf, type Prose } from './prose.js'

/** What is asked of the reader in a cell, and how it is judged. */
export interface Exercise {
  /** A bug hunt: the mistake is in the cell already. */
  readonly isHunt: boolean
  /** Runs after the cell, hidden; its result is a verdict. */
  readonly check: Cell
  /** In steps. */
  readonly hints: readonly (readonly Prose[])[]
  readonly solution: string
  /** What must be refused: for the tests. */
  readonly wrong: readonly string[]
}
export type LessonBlock =
  | { readonly type: 'prose'; readonly nodes: readonly Prose[] }
  | { readonly type: 'cell'; readonly cell: Cell; readonly exercise?: Exercise }
export interface Lesson {
  readonly title: string
  /** Title and all: what stands between cells is one block. */
  readonly blocks: readonly LessonBlock[]
}

/** A megabyte of text is no lesson. */
const LONGEST = 1_000_000

/**
 * Reads a lesson. The first heading of the first level is its title; ```` ```ts ```` begins a cell, ```` ```ts name ```` one with that id, and ```` ```output ```` says what
 * the cell above shows as text. ```` ```ts exercise name ```` and ```` ```ts hunt name ```` begin cells that the reader completes or mends; right below them stand their
 * blocks `check`, `hint` (one or more), `solution` and `wrong` (or none). All else is prose.
 * Errors: a text that is too long; an output without a cell; an id that two cells have; an exercise that lacks a part, or a part without its exercise.
 */
export function readLesson(markdown: string): Lesson {
  if (markdown.length > LONGEST)
    throw new RangeError(`lesson: the text has ${markdown.length} characters; ${LONGEST} are allowed.`)
  const blocks: LessonBlock[] = []
  const ids = new Set<string>()
  let [title, waiting]: [string, Prose[]] = ['', []]
  const flush = (): void => {
    if (waiting.length > 0) blocks.push({ type: 'prose', nodes: waiting })
    waiting = []
  }
  for (const token of lexed(markdown)) {
    const [language = '', word, third] =
      token.type === 'code' ? ((token as Tokens.Code).lang ?? '').trim().split(/\s+/) : []
    const isTask = language === 'ts' && (word === 'exercise' || word === 'hunt')
    const name = isTask ? third : word
    if (token.type === 'heading' && (token as Tokens.Heading).depth === 1 && title === '')
      title = (token as Tokens.Heading).text
    else if (language === 'ts') {
      flush()
      const id = name && /^[\w-]{1,60}$/.test(name) ? name : `cell-${ids.size + 1}`
      if (ids.has(id)) throw new RangeError(`lesson: two cells are called ${id}; give each a name of its own.`)
      ids.add(id)
      const cell = { id, code: (token as Tokens.Code).text }
      if (isTask) {
        ids.add(`${id}-check`)
        blocks.push({ type: 'cell', cell, exercise: { isHunt: word === 'hunt', check: { id: `${id}-check`, code: '' }, hints: [], solution: '', wrong: [] } }) // prettier-ignore
      } else blocks.push({ type: 'cell', cell })
    } else if (PARTS.has(language)) {
      const last = blocks.at(-1)
      if (last?.type !== 'cell' || !last.exercise || waiting.length > 0)
        throw new RangeError(`lesson: a ${language} follows no exercise; write it right below its cell.`)
      blocks[blocks.length - 1] = { ...last, exercise: withPart(last.exercise, language, (token as Tokens.Code).text) }
    } else if (language === 'output') {
      const last = blocks.at(-1)
      if (last?.type !== 'cell' || waiting.length > 0)
        throw new RangeError('lesson: an output follows no cell; write it right below its cell.')
      blocks[blocks.length - 1] = { type: 'cell', cell: { ...last.cell, expected: (token as Tokens.Code).text } }
    } else if (token.type !== 'space' || waiting.length > 0) waiting.push(...proseOf([token]))
  }
  flush()
  for (const block of blocks)
    if (block.type === 'cell' && block.exercise) {
      const { check, hints, solution } = block.exercise
      const missing = check.code === '' ? 'check' : hints.length === 0 ? 'hint' : solution === '' ? 'solution' : ''
      if (missing !== '') throw new RangeError(`lesson: the exercise ${block.cell.id} has no ${missing}.`)
    }
  return { title, blocks }
}

const PARTS: ReadonlySet<string> = new Set(['check', 'hint', 'solution', 'wrong'])
function withPart(exercise: Exercise, part: string, text: string): Exercise {
  const { check, hints, solution, wrong } = exercise
  if (part === 'hint') return { ...exercise, hints: [...hints, proseOf(lexed(text))] }
  if (part === 'wrong') return { ...exercise, wrong: [...wrong, text] }
  const isTaken = part === 'check' ? check.code !== '' : solution !== ''
  if (isTaken) throw new RangeError(`lesson: the exercise of ${check.id} has two blocks ${part}; write one.`)
  return part === 'check' ? { ...exercise, check: { ...check, code: text } } : { ...exercise, solution: text }
}

/** The cells of a lesson, in their order; behind them all, so that nobody counts them, those that check exercises. */
export function cellsOf({ blocks }: Lesson): readonly Cell[] {
  const cells = blocks.flatMap((block) => (block.type === 'cell' ? [block] : []))
  return [...cells.map(({ cell }) => cell), ...cells.flatMap(({ exercise }) => (exercise ? [exercise.check] : []))]
}

/** What a cell showed, as the text that an `output` block holds: figures and graphs by their twins in words. */
export function shownText(outputs: readonly { readonly text: string }[]): string {
  return outputs.map(({ text }) => text).join('\n')
}
