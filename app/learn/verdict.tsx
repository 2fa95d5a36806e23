/** What is said of the reader's work, and where it is not right yet, the smallest case: its graph with what is wrong marked, and the curve that the slope leaves. */
import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import { counterexample, type Verdict } from '../../src/exercise/index.js'
import { useMedia } from '../frame/media.js'
import { FigureOutput } from '../picture/figure-output.js'

/** Its line stands there before anything is said in it: readers of screens are told of changes, not always of what is new. */
export function VerdictView({ verdict }: { readonly verdict: Verdict | undefined }): JSX.Element {
  const isNarrow = useMedia('(max-width: 40rem)')
  const drawn = useMemo(() => {
    const down = { rankdir: 'TB', isDense: true, digits: 3 } as const
    if (!verdict) return undefined
    if (isNarrow) return counterexample(verdict, down)
    const across = counterexample(verdict)
    // What would have to shrink stands on its head instead.
    return across && across.width > WIDEST ? counterexample(verdict, down) : across
  }, [verdict, isNarrow])
  const { isRight = false, text = '', question, figure } = verdict ?? {}
  return (
    <div class={verdict ? `verdict ${isRight ? 'right' : 'wrong'}` : ''}>
      <p role="status">
        {verdict && <strong class={isRight ? 'good' : 'bad'}>{isRight ? '✓ Right' : '✗ Not yet.'}</strong>}{' '}
        {text.replace(/^Right[.:]? ?/, '')}
      </p>
      {question !== undefined && <p class="question">{question}</p>}
      {(drawn || figure) && (
        <div class="shown">
          {drawn && <FigureOutput figure={drawn} />}
          {figure && <FigureOutput figure={figure} />}
        </div>
      )}
    </div>
  )
}

/** Of a lesson’s column. */
const WIDEST = 680
