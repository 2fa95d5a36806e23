/** A cell: its text, which becomes an editor when it gets the focus, its sliders, what it showed, and what is wrong with it. */
import type { JSX } from 'preact'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { CellState } from '../../src/lesson/index.js'
import type { PageCells } from '../cells/runner.js'
import { number } from '../picture/number.js'
import type { Editor } from './editor.js'
import type { TypeMistake } from '../typing/service.js'
import { Clash } from './clash.js'
import { highlighted } from './highlight.js'
import { OutputView } from './output.js'
import type { Assist } from './typing.js'

export interface CellActions {
  readonly cells: PageCells
  readonly assist: Assist
  edit(id: string, code: string): void
  /** Of texts that tabs wrote at the same time, the one that stays. */
  decide(id: string, code: string): void
  /** The focus goes on to the cell below, which is made if there is none. */
  next(id: string): void
  /** A new cell below is begun. */
  begin(id: string): void
}
export interface CellProps {
  readonly number: number
  readonly cell: CellState
  /** What the compiler says of its types; it runs all the same. */
  readonly types: readonly TypeMistake[]
  /** What other tabs wrote at the same time. */
  readonly others: readonly string[]
  readonly actions: CellActions | undefined
  readonly isWaiting: boolean
}

export function Cell({ number: n, cell, types, others, actions, isWaiting }: CellProps): JSX.Element {
  const { id, status, isStale, outputs, sliders, mistake, code, original } = cell
  const frame = useRef<HTMLDivElement>(null)
  const isRunning = status === 'running' || status === 'queued'
  const look = isRunning
    ? 'running'
    : mistake && !isStale
      ? 'failed'
      : status === 'stopped'
        ? 'stopped'
        : isStale && outputs.length > 0
          ? 'stale'
          : ''
  const run = (): void => actions?.cells.run(id)
  const keys = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !(event.shiftKey || event.ctrlKey || event.metaKey || event.altKey)) return
    event.preventDefault()
    event.stopPropagation()
    run()
    if (event.shiftKey) actions?.next(id)
    else if (event.altKey) actions?.begin(id)
  }
  return (
    <div
      class={`cell ${look}`}
      id={`cell-${id}`}
      ref={frame}
      tabIndex={0}
      role="group"
      aria-label={`Cell ${n}`}
      onKeyDown={keys}
    >
      <span class="no" aria-hidden="true">
        {n}
      </span>
      <div class="text">
        <Code cell={cell} n={n} types={types} actions={actions} leave={() => frame.current?.focus()} />
        <span class="cell-tools">
          {code !== original && (
            <button type="button" class="plain link" onClick={() => actions?.edit(id, original)}>
              Reset
            </button>
          )}
          {isRunning ? (
            <button type="button" class="plain link" onClick={() => actions?.cells.interrupt()}>
              Stop
            </button>
          ) : (
            <button type="button" class="plain link" aria-label={`Run cell ${n}`} disabled={!actions} onClick={run}>
              Run
            </button>
          )}
        </span>
      </div>
      <Clash others={others} what="cell" mine={code} decide={(text) => actions?.decide(id, text)} />
      {sliders.map((slider) => (
        <label class="cell-slider" key={slider.name}>
          <var>{slider.name}</var>
          <input
            type="range"
            min={slider.min}
            max={slider.max}
            step={slider.step}
            value={slider.value}
            aria-valuetext={number(slider.value)}
            onInput={(event) => actions?.cells.slide(slider.name, event.currentTarget.valueAsNumber)}
          />
          <span class="d num">{number(slider.value)}</span>
        </label>
      ))}
      {outputs.length > 0 && (
        <div class={`outputs${isStale ? ' pale' : ''}`}>
          {outputs.map((output, k) => (
            <OutputView key={k} output={output} n={n} />
          ))}
          {isStale && !isRunning && <p class="q">from before your last edit</p>}
        </div>
      )}
      {status === 'stopped' && !mistake && <p class="q outputs">Stopped before its end.</p>}
      {mistake && (
        <div class="mistake" role="status">
          <p>
            <span class="bad">
              ✗ {mistake.line > 0 ? `Line ${mistake.line}: ` : ''}
              {mistake.message}
            </span>
            {mistake.other && (
              <>
                {' '}
                <button
                  type="button"
                  class="plain link"
                  onClick={() => document.getElementById(`cell-${mistake.other!.cell}`)?.focus()}
                >
                  It is defined in another cell, line {mistake.other.line}
                </button>
              </>
            )}
          </p>
          {mistake.kind === 'limit' && (
            <button type="button" class="plain link" onClick={() => (actions?.cells.setPatience(5000), run())}>
              Run for longer
            </button>
          )}
        </div>
      )}
      {types.length > 0 && !mistake && (
        <ul class="types q" aria-label={`Types in cell ${n}`}>
          {types.slice(0, 5).map(({ line, message, from }) => (
            <li key={from}>
              Line {line}: {message}
            </li>
          ))}
        </ul>
      )}
      {status === 'idle' && outputs.length === 0 && !mistake && isWaiting && <p class="q outputs">Waits to be run.</p>}
      {status === 'idle' && outputs.length === 0 && code.trim() === '' && (
        <p class="q outputs">
          Type, then <kbd>Shift</kbd> <kbd>Enter</kbd>
        </p>
      )}
    </div>
  )
}

/** The text: coloured at rest, with a plain field over it so that nothing typed is lost while the editor is fetched. */
function Code({
  cell,
  n,
  types,
  actions,
  leave,
}: {
  readonly cell: CellState
  readonly n: number
  readonly types: readonly TypeMistake[]
  readonly actions: CellActions | undefined
  leave(): void
}): JSX.Element {
  const place = useRef<HTMLDivElement>(null)
  const field = useRef<HTMLTextAreaElement>(null)
  const editor = useRef<Editor | undefined>(undefined)
  const [hasEditor, setEditor] = useState(false)
  const latest = useRef({ cell, actions, leave })
  latest.current = { cell, actions, leave }
  const mount = async (): Promise<void> => {
    if (editor.current) return
    try {
      const { createEditor } = await import('./editor.js')
      actions?.assist.begin()
      const area = field.current
      if (editor.current || !area || !place.current || document.activeElement !== area) return
      const made = createEditor({
        parent: place.current,
        text: area.value,
        selection: [area.selectionStart, area.selectionEnd],
        label: `Cell ${n}`,
        edit: (text) => latest.current.actions?.edit(latest.current.cell.id, text),
        leave: () => latest.current.leave(),
        offers: async (at) => latest.current.actions?.assist.offers(latest.current.cell.id, at),
        about: async (at, name) => latest.current.actions?.assist.about(latest.current.cell.id, at, name) ?? '',
        names: () => latest.current.actions?.cells.state.cells.flatMap(({ defines }) => defines) ?? [],
      })
      editor.current = made
      setEditor(true)
      made.focus()
    } catch {
      // The plain field does all but colour.
    }
  }
  useLayoutEffect(() => {
    editor.current?.show(cell.code, cell.mistake, types)
  }, [cell.code, cell.mistake, types, hasEditor])
  useLayoutEffect(() => () => editor.current?.close(), [])
  return (
    <div class="code" ref={place}>
      {!hasEditor && (
        <>
          <pre aria-hidden="true">{highlighted(cell.code, cell.mistake)}</pre>
          <textarea
            ref={field}
            aria-label={`Cell ${n}`}
            value={cell.code}
            rows={Math.max(1, cell.code.split('\n').length)}
            spellcheck={false}
            autocapitalize="off"
            autocomplete="off"
            readOnly={!actions}
            onFocus={() => void mount()}
            onInput={(event) => actions?.edit(cell.id, event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === 'Escape') leave()
            }}
          />
        </>
      )}
    </div>
  )
}
