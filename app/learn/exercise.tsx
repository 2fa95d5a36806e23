/** An exercise: a cell that the reader completes, its verdict, hints in steps, and at last the solution. */
import '../style/exercise.css'
import type { JSX } from 'preact'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { CellState, Exercise, Prose } from '../../src/lesson/index.js'
import { proseNodes } from '../markup/prose.js'
import { keep, kept } from '../storage.js'
import { Cell, type CellProps } from './cell.js'
import { highlighted } from './highlight.js'
import { VerdictView } from './verdict.js'

export interface ExerciseProps extends CellProps {
  readonly lesson: string
  readonly exercise: Exercise
  /** The hidden cell that checks; none before anything runs. */
  readonly check: CellState | undefined
  readonly isSolved: boolean
  settle(solved: ReadonlySet<string>): void
}

export function ExerciseView(props: ExerciseProps): JSX.Element {
  const { lesson, exercise, check, cell, actions, isSolved, settle, number } = props
  const [isAsked, setAsked] = useState(false)
  const [hints, setHints] = useState(0)
  const [isShown, setShown] = useState(false)
  const verdict = check?.outputs.findLast((output) => output.type === 'verdict')
  const isTouched = isAsked || cell.code !== cell.original
  const isCurrent = check?.status === 'done' && !check.isStale && cell.status === 'done'
  const isRight = isTouched && isCurrent && verdict?.isRight === true
  useEffect(() => {
    if (!isRight || isSolved) return
    const solved = new Set([...solvedIn(lesson), cell.id])
    keep(keyOf(lesson), JSON.stringify([...solved]))
    settle(solved)
  }, [isRight, isSolved])
  const ask = (): void => {
    setAsked(true)
    actions?.cells.run(exercise.check.id)
  }
  const all = exercise.hints.length
  // What keeps the check from running is said at the cell already, unless it is the check's own.
  const trouble = check?.mistake && !cell.mistake && check.mistake.other?.cell !== cell.id ? check.mistake : undefined
  return (
    <section
      class={`exercise${isRight || isSolved ? ' solved' : ''}`}
      aria-label={`${exercise.isHunt ? 'Bug hunt' : 'Exercise'} in cell ${number}`}
    >
      <p class="kind">
        {exercise.isHunt ? 'Bug hunt' : 'Exercise'}
        {isSolved && <span class="good"> ✓ solved</span>}
      </p>
      <Cell {...props} />
      <div class={isCurrent ? '' : 'pale'}>
        <VerdictView verdict={isTouched ? verdict : undefined} />
      </div>
      {isTouched && trouble && (
        <p class="bad" role="status">
          ✗ {trouble.message}
        </p>
      )}
      <div aria-live="polite">
        {hints > 0 && (
          <ol class="hints-list">
            {exercise.hints.slice(0, hints).map((hint, k) => (
              <li key={k}>
                <Words nodes={hint} />
              </li>
            ))}
          </ol>
        )}
      </div>
      {isShown && (
        <pre class="solution" tabIndex={0} role="group" aria-label="A solution">
          {highlighted(exercise.solution, undefined)}
        </pre>
      )}
      <div class="exercise-tools">
        <button type="button" class="btn" disabled={!actions} onClick={ask}>
          Check
        </button>
        {hints < all ? (
          <button type="button" class="plain link" onClick={() => setHints(hints + 1)}>
            {hints === 0 ? 'A hint' : 'Another hint'} ({hints + 1} of {all})
          </button>
        ) : (
          <button type="button" class="plain link" aria-expanded={isShown} onClick={() => setShown(!isShown)}>
            {isShown ? 'Hide the solution' : 'Show a solution'}
          </button>
        )}
      </div>
    </section>
  )
}

function Words({ nodes }: { readonly nodes: readonly Prose[] }): JSX.Element {
  const box = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => box.current!.replaceChildren(proseNodes(nodes)), [nodes])
  return <div class="prose" ref={box} />
}

const keyOf = (lesson: string): string => `solved-${lesson}`
/** The exercises of a lesson that were solved on this device. */
export function solvedIn(lesson: string): ReadonlySet<string> {
  return kept(keyOf(lesson), (text) => {
    try {
      const list: unknown = JSON.parse(text ?? '[]')
      return new Set(Array.isArray(list) ? list.filter((id) => typeof id === 'string') : [])
    } catch {
      // Damaged: the reader solves them again.
      return new Set<string>()
    }
  })
}
