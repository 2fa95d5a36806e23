/** What a cell showed: a line, a graph that can go to the stage, a figure, a table, a formula. */
import type { JSX } from 'preact'
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks'
import { writeRecording } from '../../src/explain/index.js'
import type { Output } from '../../src/lesson/index.js'
import { useMedia } from '../frame/media.js'
import { texElement } from '../markup/tex.js'
import { FigureOutput, TableOutput } from '../picture/figure-output.js'
import { GraphPicture } from '../picture/graph-picture.js'
import { atRest } from '../picture/showing.js'
import { Session } from '../program/session.js'
import { keepRecording } from '../stage/source.js'
import { go } from '../state.js'
import { VerdictView } from './verdict.js'

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
    case 'verdict':
      return <VerdictView verdict={output} />
  }
}

/** Of a graph in a lesson on a wide page, where it may reach into the margin, and on any that is wider than a phone. */
const [WIDE, COLUMN] = [980, 560]
type Recorded = Extract<Output, { readonly type: 'graph' }>['graph']
function GraphOutput({ graph, n }: { readonly graph: Recorded; readonly n: number }): JSX.Element {
  const isNarrow = useMedia('(max-width: 40rem)')
  const room = useMedia('(min-width: 78rem)') ? WIDE : COLUMN
  const session = useMemo(() => Session.ofRecording(graph, `Of cell ${n}`), [graph])
  const dense = { isDense: true, digits: 3 } as const
  const down = { ...dense, rankdir: 'TB' } as const
  // What is too wide as it is may fit with as little room as its words need, or downwards; else it is moved within its frame.
  const fits = [{ fill: room }, { ...dense, fill: room }, down].find((one) => session.plan(one).width <= room)
  const plan = session.plan(isNarrow ? down : (fits ?? { fill: room }))
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

function TexOutput({ tex }: { readonly tex: string }): JSX.Element {
  const box = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => box.current!.replaceChildren(texElement(tex, true)), [tex])
  return <div class="formula" ref={box} />
}
