/** A lesson: its prose, its cells, and what the reader made of them, kept on the device. */
import type { JSX } from 'preact'
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'
import { cellsOf, type CellState, type Lesson, type Notebook, type Origin, type Prose } from '../../src/lesson/index.js'
import type { PageCells } from '../cells/runner.js'
import { useKeys } from '../frame/keys.js'
import { Hints } from '../frame/help.js'
import { proseNodes } from '../markup/prose.js'
import { progress, route, set } from '../state.js'
import { keep, kept } from '../storage.js'
import { Cell, type CellActions } from './cell.js'
import { packed, readEdits, unpacked, writeEdits } from './pack.js'

export interface LessonProps {
  readonly name: string
  readonly lesson: Lesson
  readonly number: number
  readonly count: number
}

export function LessonView({ name, lesson, number, count }: LessonProps): JSX.Element {
  const [cells, setCells] = useState<PageCells | undefined>(undefined)
  const [state, setState] = useState<Notebook | undefined>(undefined)
  const [says, setSays] = useState('')
  const [isElsewhere, setElsewhere] = useState(false)
  const edits = useRef(new Map<string, string>())
  const linked = useRef(route.peek().query.cells)

  useEffect(() => {
    let opened: PageCells | undefined
    let isHere = true
    void open()
    async function open(): Promise<void> {
      const packedCells = linked.current
      const text = packedCells === undefined ? undefined : await unpacked(packedCells)
      if (packedCells !== undefined && text === undefined)
        setSays('The cells that came with this link could not be read: these are those of the lesson.')
      const origin: Origin = text === undefined ? 'own' : 'link'
      edits.current = new Map(text === undefined ? readEdits(kept(keyOf(name), (found) => found)) : readEdits(text))
      const { openCells } = await import('../cells/runner.js')
      if (!isHere) return
      opened = openCells({ cells: cellsOf(lesson), origin })
      for (const [id, code] of edits.current)
        if (opened.state.cells.some((cell) => cell.id === id)) opened.edit(id, code)
      opened.subscribe((next) => setState(next))
      setState(opened.state)
      setCells(opened)
      if (origin === 'own') opened.runAll()
    }
    return () => {
      isHere = false
      opened?.close()
    }
  }, [name, lesson])

  useAutosave(name, edits, setElsewhere)
  useProgress(name, state)
  const command = useRef('')
  const actions: CellActions | undefined = useMemo(
    () =>
      cells && {
        cells,
        edit(id, code) {
          cells.edit(id, code)
          const cell = cells.state.cells.find((one) => one.id === id)
          if (cell && cell.original === code) edits.current.delete(id)
          else edits.current.set(id, code)
        },
        next: (id, by) => focusCell(id, by, cells.state.cells),
      },
    [cells],
  )
  useKeys(
    () => [
      { keys: ['Shift+Enter'], does: 'run the cell, go to the next', isHint: true, run: () => undefined },
      {
        keys: ['Enter'],
        does: 'on a cell: edit it; Esc leaves the text',
        run: (event) => (event.target as Element).querySelector<HTMLElement>('textarea, .cm-content')?.focus(),
      },
      { keys: ['ArrowUp', 'k'], does: 'on a cell: the one before', repeats: true, run: (event) => walk(event, -1) },
      { keys: ['ArrowDown', 'j'], does: 'on a cell: the one after', repeats: true, run: (event) => walk(event, 1) },
      { keys: ['i'], does: 'I I interrupt', run: () => twice(command, 'i', () => cells?.interrupt()) },
      { keys: ['0'], does: '0 0 restart', run: () => twice(command, '0', () => cells?.restart()) },
    ],
    [cells],
  )
  const share = async (): Promise<void> => {
    const text = await packed(writeEdits(edits.current))
    if (text === undefined) return setSays('These cells are too long for an address: copy them instead.')
    set({ cells: edits.current.size > 0 ? text : undefined }, 'share')
    try {
      await navigator.clipboard.writeText(location.href)
      setSays('The address of this page, with your changes in it, is copied.')
    } catch {
      setSays('Your changes are in the address of this page: copy it from there.')
    }
  }
  const resetAll = (): void => {
    for (const { id } of cells?.state.cells ?? []) cells?.reset(id)
    edits.current.clear()
    keep(keyOf(name), null)
    set({ cells: undefined }, 'reset')
  }
  const byId = new Map(state?.cells.map((cell, k) => [cell.id, { cell, k }]))
  const isBusy = state?.kernel === 'busy' || state?.kernel === 'starting'
  return (
    <div class="lesson">
      <aside class="contents" aria-label="In this lesson">
        <p class="q">
          Lesson {number} of {count}
        </p>
        <Contents lesson={lesson} />
      </aside>
      <article>
        <h1>{lesson.title}</h1>
        <p class="sub">nothing to install · every number below is computed as you read</p>
        {state?.isWaiting && (
          <div class="waiting" role="status">
            <p>
              This came with a link. Its cells run when you say so: with no network, no storage and no sight of this
              page.
            </p>
            <button type="button" class="btn on" onClick={() => cells?.runAll()}>
              Run it
            </button>
          </div>
        )}
        {isElsewhere && (
          <p class="note" role="status">
            This lesson was changed in another tab. What you type here is kept too, and the last to type is what a
            reload shows.
          </p>
        )}
        {state?.trouble !== undefined && (
          <p class="note bad" role="alert">
            ✗ {state.trouble}
          </p>
        )}
        {lesson.blocks.map((block, k) => {
          if (block.type === 'prose') return <ProseBlock key={k} nodes={block.nodes} />
          const found = byId.get(block.cell.id)
          return (
            <Cell
              key={block.cell.id}
              number={(found?.k ?? cellsOf(lesson).findIndex(({ id }) => id === block.cell.id)) + 1}
              cell={found?.cell ?? unopened(block.cell)}
              actions={actions}
              isWaiting={state?.isWaiting ?? false}
            />
          )
        })}
        <div class="lesson-tools">
          <button type="button" class="btn" disabled={!cells} onClick={() => cells?.runAll()}>
            Run all
          </button>
          <button type="button" class="btn" disabled={!isBusy} onClick={() => cells?.interrupt()}>
            Interrupt
          </button>
          <button type="button" class="btn" disabled={!cells} onClick={() => cells?.restart()}>
            Restart
          </button>
          <button type="button" class="plain link" onClick={() => void share()}>
            Link with my changes
          </button>
          <button type="button" class="plain link" onClick={resetAll}>
            Back to the original text
          </button>
        </div>
        <p class="sr" role="status">
          {says}
        </p>
        {says !== '' && <p class="note">{says}</p>}
        <footer class="foot">
          <Hints />
          <span>
            <kbd>Esc</kbd> then <kbd>Tab</kbd> leaves a cell
          </span>
          <span>What you change stays on this device.</span>
        </footer>
      </article>
    </div>
  )
}

const keyOf = (name: string): string => `lesson-${name}`

/** A cell before anything of what runs it is there. */
const unopened = (cell: { id: string; code: string }): CellState => ({
  ...cell,
  status: 'idle',
  isStale: false,
  outputs: [],
  sliders: [],
  defines: [],
  reads: [],
  original: cell.code,
})

/** Keeps what was typed, shortly after it was, and at the latest when the page goes. */
function useAutosave(
  name: string,
  edits: { readonly current: ReadonlyMap<string, string> },
  setElsewhere: (isSo: boolean) => void,
): void {
  useEffect(() => {
    let saved = kept(keyOf(name), (text) => text)
    const save = (): void => {
      // What a link brought is the reader's own only when they have changed it.
      const text = edits.current.size === 0 ? null : writeEdits(edits.current)
      if (text === saved) return
      saved = text
      keep(keyOf(name), text)
    }
    const timer = setInterval(save, 400)
    const hear = (event: StorageEvent): void => {
      if (event.key === `seegrad-${keyOf(name)}` && event.newValue !== saved) setElsewhere(true)
    }
    addEventListener('pagehide', save)
    addEventListener('storage', hear)
    return () => {
      save()
      clearInterval(timer)
      removeEventListener('pagehide', save)
      removeEventListener('storage', hear)
    }
  }, [name])
}

/** A lesson is begun when it is open, and done when each of its cells has run to its end. */
function useProgress(name: string, state: Notebook | undefined): void {
  const isDone =
    state !== undefined &&
    state.cells.length > 0 &&
    state.cells.every(({ status, isStale }) => status === 'done' && !isStale)
  useEffect(() => {
    const now = isDone ? 'done' : 'begun'
    if (progress.peek()[name] === now || progress.peek()[name] === 'done') return
    progress.value = { ...progress.peek(), [name]: now }
    keep('progress', JSON.stringify(progress.peek()))
  }, [name, isDone])
}

function ProseBlock({ nodes }: { readonly nodes: readonly Prose[] }): JSX.Element {
  const box = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const fragment = proseNodes(nodes)
    for (const table of fragment.querySelectorAll('table')) {
      const frame = document.createElement('div')
      frame.className = 'table'
      table.replaceWith(frame)
      frame.append(table)
    }
    box.current!.replaceChildren(fragment)
  }, [nodes])
  return <div class="prose" ref={box} />
}

function Contents({ lesson }: { readonly lesson: Lesson }): JSX.Element {
  const titles = lesson.blocks.flatMap((block) =>
    block.type === 'prose'
      ? block.nodes.flatMap((node) => (typeof node !== 'string' && node.tag === 'h2' ? [textOf(node)] : []))
      : [],
  )
  const go = (k: number): void => {
    const heading = document.querySelectorAll<HTMLElement>('.prose h2')[k]
    heading?.setAttribute('tabindex', '-1')
    heading?.focus({ preventScroll: true })
    heading?.scrollIntoView({ block: 'start' })
  }
  return (
    <ol>
      {titles.map((title, k) => (
        <li key={title}>
          <button type="button" class="plain" onClick={() => go(k)}>
            {title}
          </button>
        </li>
      ))}
    </ol>
  )
}
const textOf = (node: Prose): string =>
  typeof node === 'string' ? node : (node.tex ?? node.children.map(textOf).join(''))

function focusCell(id: string, by: number, all: readonly CellState[]): void {
  const k = all.findIndex((cell) => cell.id === id) + by
  const next = all[k]
  if (next) document.getElementById(`cell-${next.id}`)?.focus()
}
function walk(event: KeyboardEvent, by: number): void {
  const cells = [...document.querySelectorAll<HTMLElement>('.cell')]
  const k = cells.indexOf(event.target as HTMLElement)
  if (k >= 0) cells[k + by]?.focus()
  else scrollBy(0, by * 60)
}
function twice(command: { current: string }, key: string, act: () => void): void {
  if (command.current === key) {
    command.current = ''
    return act()
  }
  command.current = key
  setTimeout(() => (command.current = ''), 800)
}
