/** Jupyter's keys on a cell that has the focus but whose text has not. */
import { useRef } from 'preact/hooks'
import { useKeys } from '../frame/keys.js'
import type { Workshop } from './workshop.js'

/** How long the second of two equal keys is waited for, in milliseconds. */
const TWICE = 800

export function useCellKeys(workshop: Workshop | undefined): void {
  const command = useRef('')
  const twice = (key: string, act: () => void): void => {
    if (command.current === key) {
      command.current = ''
      return act()
    }
    command.current = key
    setTimeout(() => (command.current = ''), TWICE)
  }
  useKeys(() => {
    const on = (event: KeyboardEvent, act: (id: string, all: Workshop) => string | undefined): void => {
      const id = idOf(event.target)
      const next = id === undefined || !workshop ? undefined : act(id, workshop)
      if (next !== undefined) focusCell(next)
    }
    return [
      { keys: ['Shift+Enter'], does: 'run the cell, go to the next', isHint: true, run: () => undefined },
      { keys: ['Ctrl+Enter'], does: 'run the cell, stay', run: () => undefined },
      { keys: ['Alt+Enter'], does: 'run the cell, begin another below', run: () => undefined },
      { keys: ['Enter'], does: 'on a cell: edit it; Esc leaves the text', run: ({ target }) => focusText(idOf(target)) },
      { keys: ['ArrowUp', 'k'], does: 'on a cell: the one before', repeats: true, run: (event) => walk(event, -1) },
      { keys: ['ArrowDown', 'j'], does: 'on a cell: the one after', repeats: true, run: (event) => walk(event, 1) },
      { keys: ['a'], does: 'on a cell: a new one above', run: (event) => on(event, (id, all) => all.insert(id, 'before')) },
      { keys: ['b'], does: 'on a cell: a new one below', run: (event) => on(event, (id, all) => all.insert(id, 'after')) },
      { keys: ['d'], does: 'D D on a cell: takes it away', run: (event) => twice('d', () => on(event, (id, all) => all.remove(id))) },
      { keys: ['z'], does: 'brings back the cell that was taken away', run: () => focusCell(workshop?.undo()) },
      { keys: ['m'], does: 'on a cell: it becomes a note, in Markdown', run: (event) => on(event, (id, all) => (all.turn(id, 'note'), id)) },
      { keys: ['y'], does: 'on a note: it becomes code', run: (event) => on(event, (id, all) => (all.turn(id, 'code'), id)) },
      { keys: ['i'], does: 'I I interrupt', run: () => twice('i', () => workshop?.cells.interrupt()) },
      { keys: ['0'], does: '0 0 restart', run: () => twice('0', () => workshop?.cells.restart()) },
    ] // prettier-ignore
  }, [workshop])
}

const HEAD = 'cell-'
const idOf = (target: EventTarget | null): string | undefined =>
  target instanceof HTMLElement && target.classList.contains('cell') ? target.id.slice(HEAD.length) : undefined

/** Whether the last thing that was pressed is Tab: whoever comes by it wants to get on by it. */
let last = ''
export const isByTab = (): boolean => last === 'Tab'
const HELD = new Set(['Shift', 'Control', 'Alt', 'Meta'])
addEventListener(
  'keydown',
  ({ key }) => {
    // The Shift of Shift+Tab comes before it, perhaps while the editor is still on its way.
    if (!HELD.has(key)) last = key
  },
  true,
)
addEventListener('pointerdown', () => (last = ''), true)

/** Gives a cell the focus, as soon as it is there: the next key may be meant for it. */
export function focusCell(id: string | undefined): void {
  if (id !== undefined) queueMicrotask(() => document.getElementById(`${HEAD}${id}`)?.focus())
}
/** Gives its text the focus. */
export function focusText(id: string | undefined): void {
  if (id === undefined) return
  queueMicrotask(() =>
    document.getElementById(`${HEAD}${id}`)?.querySelector<HTMLElement>('textarea, .cm-content, .edit-note')?.focus(),
  )
}

function walk(event: KeyboardEvent, by: number): void {
  const cells = [...document.querySelectorAll<HTMLElement>('.cell')]
  const k = cells.indexOf(event.target as HTMLElement)
  if (k >= 0) cells[k + by]?.focus()
  else scrollBy(0, by * 60)
}
