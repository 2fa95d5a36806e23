/** The point that is looked at: what it should be, what it scores, and the way to its graph. */
import type { JSX } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import { number } from '../picture/number.js'
import { useCalm } from './calm.js'
import { answering, type Shape } from './answer.js'
import { kindName } from './plane.js'
import type { Placed } from './points.js'
import type { Settings } from './settings.js'
import type { Trainer } from './trainer.js'

interface ChosenProps {
  readonly trainer: Trainer
  readonly settings: Settings
  readonly shape: Shape
  readonly point: Placed | undefined
  onOpen(): void
}

export function ChosenPoint({ trainer, settings, shape, point, onOpen }: ChosenProps): JSX.Element {
  const answer = useMemo(() => answering(shape), [shape])
  const [failed, setFailed] = useState('')
  const weights = useCalm(trainer, 100)?.weights
  if (!point || !weights) return <p class="train-lead q">Choose a point to see what it scores, and its graph.</p>
  const score = answer(weights, point.x, point.y).at(-1)!
  const isRight = score > 0 === (point.kind === 1)
  const open = async (): Promise<void> => {
    try {
      const { keepGraph } = await import('./point-graph.js')
      keepGraph(settings, weights, point, `Point ${point.place}, after ${trainer.shown.peek()?.k ?? 0} steps`)
      onOpen()
    } catch (error) {
      setFailed(error instanceof Error ? error.message : String(error))
    }
  }
  return (
    <div class="train-lead">
      <p>
        Point {point.place} is on the {isRight ? 'right' : 'wrong'} side: it should be{' '}
        <span class="num">{kindName(point.kind)}</span> and scores <span class="d num">{number(score, 4)}</span>.
      </p>
      <button type="button" class="plain link" onClick={() => void open()}>
        Open its graph
      </button>
      {failed !== '' && (
        <p class="bad" role="alert">
          ✗ {failed}
        </p>
      )}
    </div>
  )
}
