/** A lesson: its prose, its cells, and what the reader made of them, kept on the device. */
import type { JSX } from 'preact'
import { useEffect, useReducer, useRef, useState } from 'preact/hooks'
import { cellsOf, type CellState, type Lesson, type Notebook } from '../../src/lesson/index.js'
import { Hints } from '../frame/help.js'
import { progress, readProgress, route, set } from '../state.js'
import { keep, kept } from '../storage.js'
import { arranged, type Block } from './blocks.js'
import { focusCell, focusText, useCellKeys } from './cell-keys.js'
import { Cell, type CellActions } from './cell.js'
import { ExerciseView, solvedIn } from './exercise.js'
import { readTexts, writeTexts, type Draft } from './draft.js'
import { Note } from './note.js'
import { packed, unpacked } from './pack.js'
import { Contents, ProseBlock } from './prose-block.js'
import { shelf } from './shelf.js'
import { Tools } from './tools.js'
import { useTyping } from './typing.js'
import type { Workshop } from './workshop.js'

export interface LessonProps {
  readonly name: string
  readonly lesson: Lesson
  readonly number: number
  readonly count: number
}

export function LessonView({ name, lesson, number, count }: LessonProps): JSX.Element {
  const [workshop, setWorkshop] = useState<Workshop | undefined>(undefined)
  const [, tick] = useReducer((n: number) => n + 1, 0)
  const [says, setSays] = useState('')
  const linked = useRef(route.peek().query.cells)

  useEffect(() => {
    let opened: Workshop | undefined
    let isHere = true
    void open()
    async function open(): Promise<void> {
      const link = linked.current
      const text = link === undefined ? undefined : await unpacked(link)
      if (link !== undefined && text === undefined)
        setSays('The cells that came with this link could not be read: these are those of the lesson.')
      const { openWorkshop } = await import('./workshop.js')
      if (!isHere) return
      // What is made of a link lies beside what was made of the lesson, not over it.
      const place = text === undefined ? `lesson-${name}` : `lesson-${name}.${short(link!)}`
      opened = openWorkshop(shelf, place, lesson, text === undefined ? undefined : readTexts(text))
      opened.subscribe(() => tick(0))
      setWorkshop(opened)
      if (text === undefined) opened.cells.runAll()
    }
    return () => {
      isHere = false
      opened?.close()
    }
  }, [name, lesson])

  const state = workshop?.cells.state
  const typing = useTyping(workshop)
  const exercises = new Map(lesson.blocks.flatMap((one) => (one.type === 'cell' && one.exercise ? [[one.cell.id, one.exercise]] : []))) // prettier-ignore
  const [solved, setSolved] = useState<ReadonlySet<string>>(() => solvedIn(name))
  useProgress(name, state, [...exercises.keys()].every((id) => solved.has(id))) // prettier-ignore
  useCellKeys(workshop)
  const share = async (draft: Draft): Promise<void> => {
    const text = await packed(writeTexts(draft))
    if (text === undefined) return setSays('These cells are too long for an address: save them as a file instead.')
    set({ cells: text }, 'share')
    try {
      await navigator.clipboard.writeText(location.href)
      setSays('The address of this page, with your changes in it, is copied.')
    } catch {
      setSays('Your changes are in the address of this page: copy it from there.')
    }
  }
  const actions: CellActions | undefined = workshop && {
    cells: workshop.cells,
    assist: typing.assist,
    edit: workshop.edit,
    decide: workshop.decide,
    next(id) {
      const all = workshop.blocks.flatMap((one) => (one.type === 'prose' ? [] : [one.id]))
      focusCell(all[all.indexOf(id) + 1] ?? workshop.insert(id, 'after'))
    },
    begin: (id) => focusText(workshop.insert(id, 'after')),
  }
  const blocks: readonly Block[] = workshop?.blocks ?? arranged(lesson, new Map())
  const cellStates = new Map(state?.cells.map((cell, k) => [cell.id, { cell, n: k + 1 }]))
  const othersOf = (id: string, original: string): readonly string[] =>
    (workshop?.desk.draft.get(id) ?? []).slice(1).map(({ text }) => text ?? original)
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
            <button type="button" class="btn on" onClick={() => workshop?.cells.runAll()}>
              Run it
            </button>
          </div>
        )}
        <div role="status">
          {workshop && workshop.news !== '' && <p class="note">{workshop.news}</p>}
          {typing.trouble !== '' && <p class="note">{typing.trouble}</p>}
        </div>
        {workshop && <Damaged workshop={workshop} changed={() => tick(0)} />}
        {state?.trouble !== undefined && (
          <p class="note bad" role="alert">
            ✗ {state.trouble}
          </p>
        )}
        {blocks.map((block, k) => {
          if (block.type === 'prose') return <ProseBlock key={k} nodes={block.nodes} />
          const { id, original } = block
          const others = othersOf(id, original)
          if (block.type === 'note')
            return (
              <Note
                key={id}
                id={id}
                text={block.text}
                others={others}
                edit={(text) => workshop?.edit(id, text)}
                decide={(text) => workshop?.decide(id, text)}
              />
            )
          const found = cellStates.get(id)
          const shown = {
            number: found?.n ?? cellsOf(lesson).findIndex((one) => one.id === id) + 1,
            cell: found?.cell ?? unopened(id, block.text),
            types: typing.mistakes[id] ?? none,
            others,
            actions,
            isWaiting: state?.isWaiting ?? false,
          }
          const exercise = exercises.get(id)
          if (!exercise) return <Cell key={id} {...shown} />
          return (
            <ExerciseView
              key={id}
              {...shown}
              lesson={name}
              exercise={exercise}
              check={cellStates.get(exercise.check.id)?.cell}
              isSolved={solved.has(id)}
              settle={setSolved}
            />
          )
        })}
        <Tools workshop={workshop} lesson={lesson} name={name} share={share} says={setSays} />
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

const none = [] as const

/** What was kept and cannot be read is not thrown away: it may be all that is left of somebody's work. */
function Damaged({ workshop, changed }: { readonly workshop: Workshop; changed(): void }): JSX.Element | null {
  const all = [...workshop.desk.damaged]
  if (all.length === 0) return null
  return (
    <div class="clash" role="status">
      <p>What was kept of this lesson on this device is damaged and could not be read. It is still there:</p>
      {all.map(([place, text]) => (
        <details key={place}>
          <summary>As it lies there</summary>
          <pre>{text}</pre>
          <button type="button" class="btn" onClick={() => (workshop.desk.forget(place), changed())}>
            Throw it away
          </button>
        </details>
      ))}
    </div>
  )
}

/** A cell before anything of what runs it is there. */
const unopened = (id: string, code: string): CellState => ({
  id,
  code,
  status: 'idle',
  isStale: false,
  outputs: [],
  sliders: [],
  defines: [],
  reads: [],
  original: code,
})

/** A few letters that tell one link from another. */
function short(text: string): string {
  let sum = 0
  for (let k = 0; k < text.length; k++) sum = (Math.imul(sum, 31) + text.charCodeAt(k)) >>> 0
  return `${sum.toString(36)}-${text.length.toString(36)}`
}

/** A lesson is begun when it is open, and done when each of its cells has run to its end and its exercises are solved. */
function useProgress(name: string, state: Notebook | undefined, isSolved: boolean): void {
  const isDone =
    isSolved &&
    state !== undefined &&
    state.cells.length > 0 &&
    state.cells.every(({ status, isStale }) => status === 'done' && !isStale)
  useEffect(() => {
    // Another tab may have gone further.
    const all = { ...progress.peek(), ...kept('progress', readProgress) }
    const now = isDone ? 'done' : 'begun'
    if (all[name] === now || all[name] === 'done') return
    progress.value = { ...all, [name]: now }
    keep('progress', JSON.stringify(progress.peek()))
  }, [name, isDone])
}
