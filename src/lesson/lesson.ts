/** A lesson: a Markdown file whose blocks of TypeScript are cells, and whose blocks `output` say what the cell before them shows. */
import type { Tokens } from 'marked'
import type { Cell } from './cell.js'
import { lexed, proseOf, type Prose } from './prose.js'

export type LessonBlock =
  { readonly type: 'prose'; readonly nodes: readonly Prose[] } | { readonly type: 'cell'; readonly cell: Cell }
export interface Lesson {
  readonly title: string
  /** Title and all: what stands between cells is one block. */
  readonly blocks: readonly LessonBlock[]
}

/** A megabyte of text is no lesson. */
const LONGEST = 1_000_000

/**
 * Reads a lesson. The first heading of the first level is its title; ```` ```ts ```` begins a cell, ```` ```ts name ```` one with that id, and ```` ```output ```` says what
 * the cell above shows as text. All else is prose.
 * Errors: a text that is too long; an output without a cell; an id that two cells have.
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
    const [language, name] = token.type === 'code' ? ((token as Tokens.Code).lang ?? '').trim().split(/\s+/) : []
    if (token.type === 'heading' && (token as Tokens.Heading).depth === 1 && title === '')
      title = (token as Tokens.Heading).text
    else if (language === 'ts') {
      flush()
      const id = name && /^[\w-]{1,60}$/.test(name) ? name : `cell-${ids.size + 1}`
      if (ids.has(id)) throw new RangeError(`lesson: two cells are called ${id}; give each a name of its own.`)
      ids.add(id)
      blocks.push({ type: 'cell', cell: { id, code: (token as Tokens.Code).text } })
    } else if (language === 'output') {
      const last = blocks.at(-1)
      if (last?.type !== 'cell' || waiting.length > 0)
        throw new RangeError('lesson: an output follows no cell; write it right below its cell.')
      blocks[blocks.length - 1] = { type: 'cell', cell: { ...last.cell, expected: (token as Tokens.Code).text } }
    } else waiting.push(...proseOf([token]))
  }
  flush()
  return { title, blocks }
}

/** The cells of a lesson, in their order. */
export function cellsOf({ blocks }: Lesson): readonly Cell[] {
  return blocks.flatMap((block) => (block.type === 'cell' ? [block.cell] : []))
}

/** What a cell showed, as the text that an `output` block holds: figures and graphs by their twins in words. */
export function shownText(outputs: readonly { readonly text: string }[]): string {
  return outputs.map(({ text }) => text).join('\n')
}
