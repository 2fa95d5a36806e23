/** The losses of the run, of those that are kept, and the published ones beside them. */
import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { plotLoss, weights as histograms } from '../../src/figures/index.js'
import { exact, number } from '../picture/number.js'
import type { Losses } from '../runs/kept.js'
import { useCalm } from './calm.js'
import { LiveFigure } from './live-figure.js'
import type { Trainer } from './trainer.js'

interface LossesProps {
  readonly trainer: Trainer
  readonly isNarrow: boolean
  /** Kept runs that are to be seen too, by their names. */
  readonly beside: Readonly<Record<string, Losses>>
  /** Whether the run is the one whose losses are published. */
  readonly isPublished: boolean
}

export function LossCurves({ trainer, isNarrow, beside, isPublished }: LossesProps): JSX.Element {
  const shown = useCalm(trainer, 400)
  const losses = shown?.losses
  const all: Record<string, Losses> = { ...beside }
  const every = Math.max(losses?.every ?? 1, ...Object.values(all).map((one) => one.every))
  const at = (list: readonly number[], own: number): readonly number[] => list.filter((_, k) => (k * own) % every === 0)
  const lines: Record<string, readonly number[]> = {}
  if (losses) {
    lines['train'] = at(losses.train, losses.every)
    if (losses.test.length > 0) lines['test'] = at(losses.test, losses.every)
  }
  for (const [name, one] of Object.entries(all)) lines[name] = at(one.train, one.every)
  const isLog = Object.values(lines).every((list) => list.every((x) => x > 0 || !Number.isFinite(x)))
  const count = Math.max(0, ...Object.values(lines).map((list) => list.length))
  return (
    <section aria-labelledby="losses-title" class="train-losses">
      <h2 id="losses-title">Loss, each step before its update</h2>
      {count === 0 ? (
        <p class="q">No step has been taken yet.</p>
      ) : (
        <LiveFigure
          figure={plotLoss(lines, {
            every,
            log: isLog,
            title: 'Loss, each step before its update',
            width: isNarrow ? 340 : 560,
            height: isNarrow ? 200 : 230,
          })}
        />
      )}
      {isPublished && losses && <Published losses={losses} />}
    </section>
  )
}

/** Ours beside the published ones, to the last digit. */
function Published({ losses }: { readonly losses: Losses }): JSX.Element | null {
  const [wanted, setWanted] = useState<readonly number[]>([])
  const [isOpen, setOpen] = useState(false)
  useEffect(() => {
    void arrive()
    async function arrive(): Promise<void> {
      setWanted((await import('virtual:published')).default)
    }
  }, [])
  const ours = losses.every === 1 ? losses.train.slice(0, wanted.length) : []
  if (ours.length === 0) return null
  const worst = Math.max(...ours.map((x, k) => Math.abs(x - wanted[k]!)))
  return (
    <details class="numbers" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        Beside the published losses: {ours.length} of {wanted.length}, {worst === 0 ? 'the same to the last digit' : `at most ${number(worst, 2)} apart`}
      </summary>
      <div class="table" tabIndex={0} role="region" aria-label="Losses beside the published ones">
        <table>
          <thead>
            <tr>
              <th scope="col">step</th>
              <th scope="col">ours</th>
              <th scope="col">published</th>
              <th scope="col">apart</th>
            </tr>
          </thead>
          <tbody>
            {(isOpen ? ours : []).map((x, k) => (
              <tr key={k}>
                <th scope="row">{k}</th>
                <td class="d num">{exact(x)}</td>
                <td class="num">{exact(wanted[k]!)}</td>
                <td class="q num">{number(Math.abs(x - wanted[k]!), 2)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  )
} // prettier-ignore

/** How all weights and their gradients are spread. */
export function Histograms({ trainer, isNarrow }: Pick<LossesProps, 'trainer' | 'isNarrow'>): JSX.Element | null {
  const shown = useCalm(trainer, 400)
  if (!shown) return null
  return (
    <LiveFigure
      figure={histograms(
        { data: [...shown.weights], grad: [...shown.grads] },
        { width: isNarrow ? 340 : 400, height: 260, title: 'All weights, and below their gradients' },
      )}
    />
  )
}
