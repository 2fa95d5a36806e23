/** What a run follows from: its seed, over how many steps it learns, and whether these are compiled. */
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { set } from '../state.js'
import type { Setting } from './orders.js'
import { MOST_SEED, SPANS } from './setting.js'

export function Choices({ setting: { seed, steps, isEager } }: { readonly setting: Setting }): JSX.Element {
  // What is being typed stays while the page is drawn anew.
  const [draft, setDraft] = useState<string>()
  return (
    <p class="choices-line">
      <label>
        seed{' '}
        <input
          class="seed num"
          inputMode="numeric"
          value={draft ?? String(seed)}
          onInput={({ currentTarget: { value } }) => setDraft(value)}
          onBlur={() => setDraft(undefined)}
          onChange={({ currentTarget: field }) => {
            setDraft(undefined)
            const wanted = Number(field.value)
            const isAllowed =
              field.value.trim() !== '' && Number.isInteger(wanted) && wanted >= 0 && wanted <= MOST_SEED
            if (isAllowed) set({ seed: String(wanted), k: undefined }, 'seed')
            else field.value = String(seed)
          }}
        />
      </label>
      <label>
        steps{' '}
        <select
          value={String(steps)}
          onChange={({ currentTarget: { value } }) => set({ steps: value, k: undefined }, 'steps')}
        >
          {SPANS.map((span) => (
            <option key={span} value={String(span)}>
              {span.toLocaleString('en')}
            </option>
          ))}
        </select>
      </label>
      <label>
        are{' '}
        <select
          aria-label="Steps are compiled or eager"
          value={isEager ? 'eager' : 'compiled'}
          onChange={({ currentTarget: { value } }) =>
            set({ compile: value === 'eager' ? 'no' : undefined, k: undefined }, 'compile')
          }
        >
          <option value="compiled">compiled</option>
          <option value="eager">eager</option>
        </select>
      </label>
    </p>
  )
}
