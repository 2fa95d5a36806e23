/** Runs that are kept: opened again, compared with the present one, removed. */
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { readHash, writeHash } from '../address.js'
import { number } from '../picture/number.js'
import { route } from '../state.js'
import { useCalm } from './calm.js'
import { differences, readSettings, type Settings } from './settings.js'
import { forgetRun, keepRun, runs } from './shelf.js'
import type { Trainer } from './trainer.js'

interface RunsProps {
  readonly trainer: Trainer
  readonly settings: Settings
  readonly beside: ReadonlySet<string>
  onBeside(names: ReadonlySet<string>): void
}

export function KeptRuns({ trainer, settings, beside, onBeside }: RunsProps): JSX.Element {
  const [said, setSaid] = useState('')
  const hasLosses = (useCalm(trainer, 250)?.losses.train.length ?? 0) > 0
  const keepThis = (): void => {
    const { k, losses } = trainer.shown.peek()!
    if (losses.train.length === 0) return
    const { query } = route.peek()
    setSaid(keepRun(writeHash({ place: 'train', name: '', query: { ...query, k: String(k) } }), losses))
    const { name } = runs.peek().at(-1)!
    onBeside(new Set([...beside, name]))
  }
  const toggle = (name: string, isSeen: boolean): void => {
    const next = new Set(beside)
    if (isSeen) next.add(name)
    else next.delete(name)
    onBeside(next)
  }
  return (
    <section aria-labelledby="runs-title" class="train-runs">
      <div class="train-head">
        <h2 id="runs-title">Runs to compare</h2>
        <button type="button" class="btn" disabled={!hasLosses} onClick={keepThis}>
          Keep this run
        </button>
      </div>
      <p role="status" class={said === '' ? 'sr' : 'bad'}>
        {said}
      </p>
      {runs.value.length === 0 ? (
        <p class="q">Keep a run, change a setting, and see both curves.</p>
      ) : (
        <ul>
          {runs.value.map(({ name, hash, losses: own }) => {
            const { query } = readHash(hash)
            const changes = differences(readSettings(query).settings, settings)
            const steps = query.k ?? '0'
            return (
              <li key={name}>
                <label class="check">
                  <input
                    type="checkbox"
                    checked={beside.has(name)}
                    onChange={(event) => toggle(name, event.currentTarget.checked)}
                  />
                  {name}
                </label>{' '}
                <span class="q">
                  {steps} steps, loss <span class="d num">{number(own.train.at(-1) ?? NaN)}</span>
                </span>
                <span class="tail">
                  <a href={hash} aria-label={`Open ${name}`}>
                    open
                  </a>
                  <button type="button" class="plain link" aria-label={`Remove ${name}`} onClick={() => (toggle(name, false), forgetRun(name))}>
                    remove
                  </button>
                </span>
                <p class="q">
                  {changes.length === 0
                    ? 'The same settings as now.'
                    : changes.map(([what, then, now], k) => (
                        <span key={what}>
                          {k > 0 && '; '}
                          {what}: <b>{then}</b>, now {now}
                        </span>
                      ))}
                </p>
              </li>
            )
          })}
        </ul>
      )}
    </section>
  )
} // prettier-ignore
