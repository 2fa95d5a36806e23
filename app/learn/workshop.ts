/** A lesson at work: what is kept of it, what it looks like, and what runs it, brought together whenever one of them changes. */
import type { CellState, Lesson } from '../../src/lesson/index.js'
import { openCells, type PageCells } from '../cells/runner.js'
import { arranged, placeName, readPlacing, writePlacing, type Block, type Movable, type Placing } from './blocks.js'
import { freshId, openDesk, type Desk } from './desk.js'
import { isChanged, type Draft } from './draft.js'
import type { Shelf } from './shelf.js'

export interface Workshop {
  readonly cells: PageCells
  readonly desk: Desk
  readonly blocks: readonly Block[]
  /** What another tab did, in words. */
  readonly news: string
  edit(id: string, text: string): void
  /** Puts an empty cell beside another and gives its id. */
  insert(id: string, side: 'before' | 'after'): string
  /** Takes a cell away, and gives the one that comes to stand there. */
  remove(id: string): string | undefined
  /** Brings back what was taken away last. */
  undo(): string | undefined
  /** Makes code a note, or a note code. */
  turn(id: string, kind: 'code' | 'note'): void
  /** Of texts that tabs wrote at the same time, the one that the reader wants. */
  decide(id: string, text: string): void
  reset(): void
  subscribe(hear: () => void): () => void
  close(): void
}

/** Opens a lesson as its reader left it, or as a link says; nothing runs yet. */
export function openWorkshop(shelf: Shelf, place: string, lesson: Lesson, link?: Draft): Workshop {
  const desk = openDesk(shelf, place, link)
  let blocks = arranged(lesson, desk.draft)
  let news = ''
  const removed: { readonly id: string; readonly was: string | null }[] = []
  const listeners = new Set<() => void>()
  const expected = new Map(lesson.blocks.flatMap((one) => (one.type === 'cell' && one.cell.expected !== undefined ? [[one.cell.id, one.cell.expected]] : []))) // prettier-ignore
  /** Behind the reader's cells those that check exercises, as long as there is something to check. */
  const running = (): readonly Movable[] => {
    const seen = codeOf(blocks)
    const checks = lesson.blocks.flatMap((one) => (one.type === 'cell' && one.exercise && seen.some(({ id }) => id === one.cell.id) ? [one.exercise.check] : [])) // prettier-ignore
    return [...seen, ...checks.map(({ id, code }) => ({ type: 'cell', id, original: code, text: code }) as const)]
  }
  const cells = openCells({
    cells: running().map(({ id, original }) => ({
      id,
      code: original,
      ...(expected.has(id) && { expected: expected.get(id)! }),
    })),
    origin: link ? 'link' : 'own',
  })
  const tell = (): void => listeners.forEach((hear) => hear())
  /** What runs cells follows what is kept. */
  const follow = (): void => {
    blocks = arranged(lesson, desk.draft)
    const wanted = running()
    const there = new Map<string, CellState>(cells.state.cells.map((cell) => [cell.id, cell]))
    for (const id of there.keys()) if (!wanted.some((one) => one.id === id)) cells.remove(id)
    for (const [k, { id, original, text }] of wanted.entries()) {
      const cell = there.get(id)
      if (!cell) cells.add(wanted[k - 1]?.id, text, { id, original })
      else if (cell.code !== text) cells.edit(id, text)
    }
    tell()
  }
  follow()
  const placingOf = (id: string): Placing | undefined => readPlacing(desk.draft.get(placeName(id))?.[0].text)
  const movables = (): readonly Movable[] => blocks.flatMap((one) => (one.type === 'prose' ? [] : [one]))
  desk.subscribe((names) => {
    const before = new Map(movables().map((one) => [one.id, one]))
    follow()
    const said = codeOf(blocks).flatMap(({ id, text }, k) => names.includes(id) && before.get(id)?.text !== text ? [`cell ${k + 1}`] : []) // prettier-ignore
    const isMoved = names.some((name) => name.endsWith('@'))
    if (said.length > 0) news = `In another tab ${said.join(', ')} was changed: its text is here now.`
    else if (isMoved) news = 'In another tab cells were added or taken away: it is so here now.'
    tell()
  })
  const off = cells.subscribe(tell)
  return {
    cells,
    desk,
    get blocks() {
      return blocks
    },
    get news() {
      return news
    },
    edit(id, text) {
      const block = movables().find((one) => one.id === id)
      if (!block || block.text === text) return
      desk.write(id, text === block.original ? null : text)
      follow()
    },
    insert(id, side) {
      const fresh = freshId()
      desk.write(placeName(fresh), writePlacing({ kind: 'code', [side]: id, made: Date.now() + removed.length }))
      follow()
      return fresh
    },
    remove(id) {
      const all = movables()
      const k = all.findIndex((one) => one.id === id)
      if (k < 0 || all.length === 1) return undefined
      const placing = placingOf(id)
      removed.push({ id, was: placing ? writePlacing(placing) : null })
      desk.write(placeName(id), writePlacing({ ...placing, kind: 'gone' }))
      follow()
      return (all[k + 1] ?? all[k - 1])?.id
    },
    undo() {
      const last = removed.pop()
      if (!last) return undefined
      desk.write(placeName(last.id), last.was)
      follow()
      return last.id
    },
    turn(id, kind) {
      const block = movables().find((one) => one.id === id)
      if (!block || (block.type === 'note') === (kind === 'note')) return
      const placing = placingOf(id)
      desk.write(placeName(id), kind === 'code' && placing?.made === undefined ? null : writePlacing({ ...placing, kind })) // prettier-ignore
      follow()
    },
    decide(id, text) {
      const block = movables().find((one) => one.id === id)
      desk.decide(id, text === block?.original ? null : text)
      follow()
    },
    reset() {
      if (!isChanged(desk.draft)) return
      for (const name of desk.draft.keys()) desk.decide(name, null)
      removed.length = 0
      news = ''
      follow()
    },
    subscribe(hear) {
      listeners.add(hear)
      return () => listeners.delete(hear)
    },
    close() {
      off()
      desk.close()
      cells.close()
    },
  }
}

const codeOf = (blocks: readonly Block[]): readonly Movable[] =>
  blocks.flatMap((one) => (one.type === 'cell' ? [one] : []))
