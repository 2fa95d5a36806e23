/** Runs that are kept: opened again, compared with the present one, removed. */
import '../style/runs.css'
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { readHash, type Query } from '../address.js'
import { number } from '../picture/number.js'
import type { Difference, Losses } from './kept.js'
import type { Shelf } from './shelf.js'

interface RunsProps {
  readonly shelf: Shelf
  /** Why the present run cannot be kept yet; empty if it can. */
  readonly cannot: string
  /** The present run: what makes it again, and its losses. */
  present(): { readonly query: Query; readonly losses: Losses }
  differences(then: Query): readonly Difference[]
  readonly beside: ReadonlySet<string>
  onBeside(names: ReadonlySet<string>): void
}

export function KeptRuns({ shelf, cannot, present, differences, beside, onBeside }: RunsProps): JSX.Element {
  const [said, setSaid] = useState('')
  const runs = shelf.runs.value
  const keepThis = (): void => {
    const { query, losses } = present()
    const before = runs.length
    setSaid(shelf.keep(query, losses))
    const all = shelf.runs.peek()
    if (all.length > before) onBeside(new Set([...beside, all.at(-1)!.name]))
  }
  const toggle = (name: string, isSeen: boolean): void => {
    const next = new Set(beside)
    if (isSeen) next.add(name)
    else next.delete(name)
    onBeside(next)
  }
  return (
    <section aria-labelledby="runs-title" class="kept-runs">
      <div class="kept-head">
        <h2 id="runs-title">Runs to compare</h2>
        <button type="button" class="btn" disabled={cannot !== ''} onClick={keepThis}>
          Keep this run
        </button>
      </div>
      <p role="status" class={said === '' ? 'sr' : 'bad'}>
        {said}
      </p>
      {runs.length === 0 ? (
        <p class="q">{cannot === '' ? 'Keep a run, change a setting, and see both curves.' : cannot}</p>
      ) : (
        <ul>
          {runs.map(({ name, hash, losses }) => {
            const { query } = readHash(hash)
            const changes = differences(query)
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
                  {Number(query.k ?? 0).toLocaleString('en')} steps, loss{' '}
                  <span class="d num">{number(losses.train.at(-1) ?? NaN)}</span>
                </span>
                <span class="tail">
                  <a href={hash} aria-label={`Open ${name}`}>
                    open
                  </a>
                  <button
                    type="button"
                    class="plain link"
                    aria-label={`Remove ${name}`}
                    onClick={() => (toggle(name, false), shelf.forget(name))}
                  >
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
}
