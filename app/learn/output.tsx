/** What a cell showed: a line, a graph that can go to the stage, a figure, a table, a formula. */
import type { JSX } from 'preact'
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks'
import { writeRecording } from '../../src/explain/index.js'
import type { Figure, Table } from '../../src/figures/index.js'
import type { Output } from '../../src/lesson/index.js'
import { useMedia } from '../frame/media.js'
import { texElement } from '../markup/tex.js'
import { GraphPicture } from '../picture/graph-picture.js'
import { number } from '../picture/number.js'
import { NS, Printer } from '../picture/printer.js'
import { atRest } from '../picture/showing.js'
import { Session } from '../program/session.js'
import { keepRecording } from '../stage/source.js'
import { go } from '../state.js'

export function OutputView({ output, n }: { readonly output: Output; readonly n: number }): JSX.Element {
  switch (output.type) {
    case 'text':
      return <pre class={`line ${output.stream}`}>{output.text}</pre>
    case 'graph':
      return <GraphOutput graph={output.graph} n={n} />
    case 'figure':
      return <FigureOutput figure={output.figure} />
    case 'table':
      return <TableOutput table={output.table} />
    case 'tex':
      return <TexOutput tex={output.tex} />
  }
}

type Recorded = Extract<Output, { readonly type: 'graph' }>['graph']
function GraphOutput({ graph, n }: { readonly graph: Recorded; readonly n: number }): JSX.Element {
  const isNarrow = useMedia('(max-width: 40rem)')
  const session = useMemo(() => Session.ofRecording(graph, `Of cell ${n}`), [graph])
  const plan = session.plan(isNarrow ? { rankdir: 'TB', isDense: true, digits: 3 } : { fill: 980 })
  const open = (): void => {
    keepRecording(writeRecording(graph), `Of cell ${n}`)
    go({ place: 'stage', name: '', query: { program: 'file' } })
  }
  const isWalked = graph.nodes.some(({ id, grad }) => id === graph.root && grad !== 0)
  const rest = atRest(session)
  const showing = isWalked ? rest : { ...rest, grad: () => null, walk: () => 'ahead' as const }
  return (
    <div class="graph-output">
      <GraphPicture
        plan={plan}
        showing={showing}
        moment={graph}
        title={`Graph of cell ${n}`}
        press={open}
        describe={() => '. Press to open it on the stage.'}
      />
      <button type="button" class="plain link" onClick={open}>
        On the stage
      </button>
    </div>
  )
}

/** A figure, with its numbers as a table for who would rather read. */
export function FigureOutput({ figure }: { readonly figure: Figure }): JSX.Element {
  const box = useRef<SVGSVGElement>(null)
  useLayoutEffect(() => {
    const drawing = document.createElementNS(NS, 'g')
    box.current!.replaceChildren(drawing)
    new Printer(drawing).print(figure)
  }, [figure])
  return (
    <figure>
      <svg
        ref={box}
        role="img"
        aria-label={`${figure.title}. ${figure.description}`}
        viewBox={`0 0 ${figure.width} ${figure.height}`}
        style={{ maxWidth: `${figure.width}px`, width: '100%' }}
      />
      <details class="numbers">
        <summary>As a table</summary>
        <TableOutput table={figure.table} />
      </details>
    </figure>
  )
}

const MOST_ROWS = 200
function TableOutput({ table: { columns, rows } }: { readonly table: Table }): JSX.Element {
  return (
    <div class="table">
      <table>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, MOST_ROWS).map((row, k) => (
            <tr key={k}>
              {row.map((entry, j) => (
                <td key={j} class={typeof entry === 'number' ? 'd num' : ''}>
                  {typeof entry === 'number' ? number(entry) : (entry ?? '')}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > MOST_ROWS && <p class="q">and {(rows.length - MOST_ROWS).toLocaleString('en')} rows more</p>}
    </div>
  )
}

function TexOutput({ tex }: { readonly tex: string }): JSX.Element {
  const box = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => box.current!.replaceChildren(texElement(tex, true)), [tex])
  return <div class="formula" ref={box} />
}
