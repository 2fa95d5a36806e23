/** A note: Markdown between the cells, written by the reader; at rest it is set, edited it is a field. */
import type { JSX } from 'preact'
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'
import { readLesson } from '../../src/lesson/index.js'
import { Clash } from './clash.js'
import { ProseBlock } from './prose-block.js'

export interface NoteProps {
  readonly id: string
  readonly text: string
  /** What other tabs wrote at the same time. */
  readonly others: readonly string[]
  edit(text: string): void
  decide(text: string): void
}

export function Note({ id, text, others, edit, decide }: NoteProps): JSX.Element {
  const frame = useRef<HTMLDivElement>(null)
  const field = useRef<HTMLTextAreaElement>(null)
  const [isOpen, setOpen] = useState(false)
  useLayoutEffect(() => {
    if (isOpen) field.current?.focus()
  }, [isOpen])
  const nodes = useMemo(() => {
    const { blocks } = readLesson(text)
    return blocks.flatMap((block) => (block.type === 'prose' ? block.nodes : [{ tag: 'pre' as const, children: [block.cell.code] }])) // prettier-ignore
  }, [text])
  const shut = (): void => {
    setOpen(false)
    frame.current?.focus()
  }
  const keys = (event: KeyboardEvent): void => {
    const isInText = event.target === field.current
    if (
      isInText
        ? event.key === 'Escape' ||
          (event.key === 'Enter' && (event.shiftKey || event.ctrlKey || event.metaKey || event.altKey))
        : false
    )
      shut() // prettier-ignore
    else if (event.key === 'Enter' && event.target === frame.current) setOpen(true)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div
      class="cell is-note"
      id={`cell-${id}`}
      ref={frame}
      tabIndex={0}
      role="group"
      aria-label="Note"
      onKeyDown={keys}
    >
      {isOpen ? (
        <textarea
          ref={field}
          class="note-field"
          aria-label="Text of the note, in Markdown"
          value={text}
          rows={Math.max(2, text.split('\n').length)}
          onInput={(event) => edit(event.currentTarget.value)}
          onBlur={() => setOpen(false)}
        />
      ) : (
        <>
          {text.trim() === '' ? <p class="q">An empty note.</p> : <ProseBlock nodes={nodes} />}
          <button type="button" class="plain link edit-note" onClick={() => setOpen(true)}>
            Edit the note
          </button>
        </>
      )}
      <Clash others={others} what="note" mine={text} decide={decide} />
    </div>
  )
}
