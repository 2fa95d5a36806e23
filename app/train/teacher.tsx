/** What a teacher hides: each box is a key of the address, so that a link shows no more than it should. */
import type { JSX } from 'preact'
import type { Query } from '../address.js'
import { set } from '../state.js'
import { rows, settingNames } from './settings.js'

const others = {
  own: 'Own points',
  step: 'Stepping',
  proof: 'The proof of bits',
  network: 'What neurons see',
  weights: 'Weights',
  histograms: 'Histograms',
  losses: 'Losses',
  runs: 'Runs',
  teacher: 'This list',
} as const

export function Teacher({ query }: { readonly query: Query }): JSX.Element {
  const all = [...settingNames.map((key) => [key, rows[key].name] as const), ...Object.entries(others)]
  return (
    <details class="train-own">
      <summary class="link">For teachers: hide…</summary>
      {all.map(([key, name]) => (
        <label key={key} class="check">
          <input
            type="checkbox"
            checked={query[`${key}_hide`] === 'yes'}
            onChange={(event) => set({ [`${key}_hide`]: event.currentTarget.checked ? 'yes' : undefined }, 'hide')}
          />
          {name}
        </label>
      ))}
      <p class="q">Who gets this page's address sees the rest.</p>
    </details>
  )
}
