/** The text of the program: a line is understood as it is typed; code runs when its reader says so. */
import type { JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Query } from '../address.js'
import { set } from '../state.js'
import { allow, lineOf, type Source } from './source.js'

export interface ProgramFieldProps {
  readonly source: Source | undefined
  readonly query: Query
  readonly isRunning: boolean
  stop(): void
  /** The line of a mistake. */
  readonly line: number | undefined
  /** A line is being typed, or code was told to run. */
  onTyping(isLine: boolean): void
}

export function ProgramField({ source, query, isRunning, stop, line, onTyping }: ProgramFieldProps): JSX.Element {
  const [draft, setDraft] = useState<string | undefined>(undefined)
  const [said, setSaid] = useState('')
  const [isOpen, setOpen] = useState(false)
  const field = useRef<HTMLTextAreaElement>(null)
  const text = draft ?? source?.text ?? ''
  const isWaiting = source !== undefined && source.code === undefined
  const isChanged = draft !== undefined && draft !== source?.text
  useEffect(() => setDraft(undefined), [source?.text])
  // What has to be read before it runs, and what is the reader's own, is not folded away.
  useEffect(() => {
    if (source && !source.example) setOpen(true)
  }, [source?.text])
  const run = async (): Promise<void> => {
    onTyping(false)
    if (lineOf(text, query.at) !== undefined) return set({ e: text, program: undefined, cells: undefined }, 'program')
    setSaid(await allow(text, query))
  }
  const edit = (typed: string): void => {
    setDraft(typed)
    setSaid('')
    if (lineOf(typed, query.at) === undefined) return
    onTyping(true)
    set({ e: typed, program: undefined, cells: undefined, lit: undefined }, 'type')
  }
  const needsRun = isWaiting || isChanged
  return (
    <details class="hood-program" open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>The program, to be changed</summary>
      <textarea
        ref={field}
        class="code"
        aria-label="Program"
        aria-describedby="hood-says hood-how"
        aria-invalid={line !== undefined}
        value={text}
        rows={Math.min(18, Math.max(1, text.split('\n').length))}
        spellcheck={false}
        autocapitalize="off"
        autocomplete="off"
        maxLength={20_000}
        onInput={(event) => edit(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey || event.shiftKey)) {
            event.preventDefault()
            void run()
          }
        }}
      />
      <p class="hood-run">
        {isRunning ? (
          <button type="button" class="btn" onClick={stop}>
            Stop
          </button>
        ) : (
          <button type="button" class={needsRun ? 'btn on' : 'btn'} onClick={() => void run()}>
            Run
          </button>
        )}
        <span class="q" id="hood-how" role="status">
          {isWaiting && !isChanged
            ? 'This came with a link. It runs when you say so, in a sandbox: no network, no storage, no page.'
            : isChanged
              ? 'Changed and not run yet.'
              : source?.isLine
                ? 'A line of maths is parsed and compiled as you type.'
                : 'f is compiled, as it is called with args, by the names of its parameters in their order.'}{' '}
          {said}
        </span>
      </p>
    </details>
  )
}
