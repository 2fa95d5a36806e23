/** The lines of the program from which something is computed: pointed at, what comes of them is lit; and they are, by what was written in them. */
import type { JSX } from 'preact'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import { litPlaces, type InText, type Lit, type Looking } from './lit.js'
import { linesOf, type Line } from './written.js'

export interface SourceLinesProps {
  readonly looking: Looking
  readonly lit: Lit | undefined
  point(lit: Lit | undefined): void
  choose(lit: Lit): void
}

export function SourceLines({ looking, lit, point, choose }: SourceLinesProps): JSX.Element | null {
  const { text, drawing } = looking
  const lines = useMemo(() => linesOf(text, drawing.spots), [text, drawing])
  const list = useRef<HTMLOListElement>(null)
  const spots = lit ? [...litPlaces(lit, drawing)].flatMap((place) => drawing.spots[place] ?? []) : []
  const first = Math.min(...spots.map(({ line }) => line))
  const stop = lit && 'line' in lit ? lit.line : lines[0]?.number
  // What is lit is seen, without the page being moved.
  useEffect(() => {
    const line = list.current?.querySelector<HTMLElement>('li.lit')
    if (!line || !list.current) return
    const { scrollTop, clientHeight } = list.current
    if (line.offsetTop < scrollTop || line.offsetTop + line.offsetHeight > scrollTop + clientHeight)
      list.current.scrollTop = line.offsetTop
  }, [first])
  if (lines.length === 0) return null
  const indent = Math.min(...lines.map(({ text }) => text.length - text.trimStart().length))
  return (
    <section class="hood-source" aria-labelledby="hood-source">
      <h2 id="hood-source">
        Written in {lines.length === 1 ? 'one line' : `${lines.length.toLocaleString('en')} lines`}
      </h2>
      <ol ref={list} onPointerLeave={() => point(undefined)}>
        {lines.map((line) => {
          const own = spots.filter((spot) => spot.line === line.number)
          return (
            <li key={line.number} class={own.length > 0 ? 'lit' : undefined}>
              <button
                type="button"
                class="plain code"
                aria-pressed={own.length > 0}
                tabIndex={line.number === stop ? 0 : -1}
                onFocus={() => lit ?? point({ line: line.number })}
                onPointerMove={(event) => point(at(line, event))}
                onClick={(event) => choose(at(line, event))}
              >
                <span class="number q">{line.number}</span>
                <span class="text">
                  <Text line={line} from={indent} lit={own.map(({ column }) => column)} />
                </span>
              </button>
            </li>
          )
        })}
      </ol>
    </section>
  )
}

/** The op under the pointer, or the line. */
function at({ number }: Line, { target }: Event): InText {
  const column = (target as Element).closest<HTMLElement>('[data-column]')?.dataset['column']
  return { line: number, ...(column !== undefined && { column: Number(column) }) }
}

interface TextProps {
  readonly line: Line
  /** Spaces that all lines begin with are left out. */
  readonly from: number
  readonly lit: readonly number[]
}
function Text({ line: { text, marks }, from, lit }: TextProps): JSX.Element {
  const parts: (JSX.Element | string)[] = []
  let end = from
  for (const mark of marks) {
    if (mark.from < end) continue
    parts.push(
      text.slice(end, mark.from),
      <span key={mark.column} data-column={mark.column} class={lit.includes(mark.column) ? 'op lit' : 'op'}>
        {text.slice(mark.from, mark.to)}
      </span>,
    )
    end = mark.to
  }
  return (
    <>
      {parts}
      {text.slice(end)}
    </>
  )
}
