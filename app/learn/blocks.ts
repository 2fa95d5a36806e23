/** A lesson as its reader has arranged it: prose, cells and notes in their order. */
import type { Lesson, LessonBlock } from '../../src/lesson/index.js'
import type { Draft } from './draft.js'

export type Block =
  | Extract<LessonBlock, { readonly type: 'prose' }>
  | { readonly type: 'cell' | 'note'; readonly id: string; readonly original: string; readonly text: string }
export type Movable = Exclude<Block, { readonly type: 'prose' }>

/** Where a cell stands and what it is; kept beside its text. A cell of the lesson has no neighbour: it stands where it stood. */
export interface Placing {
  readonly kind: 'code' | 'note' | 'gone'
  readonly after?: string
  readonly before?: string
  /** When it was made: the later one stands nearer to its neighbour. */
  readonly made?: number
}
export const placeName = (id: string): string => `${id}@`
export const writePlacing = (placing: Placing): string => JSON.stringify(placing)

/** Undefined for what says no place. */
export function readPlacing(text: string | null | undefined): Placing | undefined {
  if (typeof text !== 'string') return undefined
  try {
    const { kind, after, before, made } = JSON.parse(text) as Record<string, unknown>
    if (kind !== 'code' && kind !== 'note' && kind !== 'gone') return undefined
    return {
      kind,
      ...(typeof after === 'string' && { after }),
      ...(typeof before === 'string' && { before }),
      ...(typeof made === 'number' && { made }),
    }
  } catch {
    return undefined
  }
}

/** Of several places that tabs gave a cell at the same time one where it is still there, or it would be gone with its text. */
function placingOf(draft: Draft, id: string): Placing | undefined {
  const all = (draft.get(placeName(id)) ?? []).map(({ text }) => (text === null ? null : readPlacing(text)))
  const there = all.find((one) => one?.kind !== 'gone')
  return (there === undefined ? all[0] : there) ?? undefined
}

/** What is to be seen, in its order; what has a neighbour that nobody knows stands at the end. */
export function arranged({ blocks }: Lesson, draft: Draft): readonly Block[] {
  const textOf = (id: string, original: string): string => draft.get(id)?.[0].text ?? original
  const all: (Block & { isGone?: true })[] = blocks.map((block) => {
    if (block.type === 'prose') return block
    const { id, code } = block.cell
    return movable(id, code, textOf(id, code), placingOf(draft, id)?.kind)
  })
  const own = [...draft.keys()].flatMap((name) => {
    const id = name.endsWith('@') ? name.slice(0, -1) : ''
    const placing = id === '' ? undefined : placingOf(draft, id)
    return placing && (placing.after ?? placing.before) !== undefined ? [{ id, placing }] : []
  })
  for (const { id, placing } of own.toSorted((a, b) => (a.placing.made ?? 0) - (b.placing.made ?? 0))) {
    const near = placing.after ?? placing.before
    const at = all.findIndex((block) => block.type !== 'prose' && block.id === near)
    all.splice(at < 0 ? all.length : placing.after === undefined ? at : at + 1, 0, movable(id, '', textOf(id, ''), placing.kind)) // prettier-ignore
  }
  return all.filter(({ isGone }) => !isGone)
}

const movable = (id: string, original: string, text: string, kind: Placing['kind'] = 'code'): Movable & { isGone?: true } => ({
  type: kind === 'note' ? 'note' : 'cell', id, original, text, ...(kind === 'gone' && { isGone: true }),
}) // prettier-ignore
