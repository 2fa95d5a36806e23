/** The sheet that lists all keys that work here. */
import type { JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { hasKeys } from '../state.js'
import { keep } from '../storage.js'
import { bindings, nameOf } from './keys.js'

export function HelpSheet({ close }: { close(): void }): JSX.Element {
  const sheet = useRef<HTMLDialogElement>(null)
  useEffect(() => sheet.current?.showModal(), [])
  return (
    <dialog
      ref={sheet}
      class="help"
      aria-labelledby="help-title"
      onClose={close}
      onClick={(event) => event.target === sheet.current && sheet.current?.close()}
    >
      <div class="inner">
        <h2 id="help-title">Keys</h2>
        <dl>
          {bindings().map(({ keys, does }) => (
            <div key={does}>
              <dt>
                <Keys keys={keys} />
              </dt>
              <dd>{does}</dd>
            </div>
          ))}
          <div>
            <dt>
              <kbd>Tab</kbd>
            </dt>
            <dd>next control; on a slider ← → move it</dd>
          </div>
          <div>
            <dt>
              <kbd>Esc</kbd>
            </dt>
            <dd>closes this; leaves a cell, then Tab goes on</dd>
          </div>
        </dl>
        <label class="check">
          <input
            type="checkbox"
            checked={hasKeys.value}
            onChange={(event) => {
              hasKeys.value = event.currentTarget.checked
              keep('keys', event.currentTarget.checked ? null : 'off')
            }}
          />
          Keys of a single letter or sign work
        </label>
        <form method="dialog">
          <button class="btn on" autofocus>
            Close
          </button>
        </form>
      </div>
    </dialog>
  )
}

export function Keys({ keys }: { readonly keys: readonly string[] }): JSX.Element {
  return (
    <>
      {keys.map((key) => (
        <kbd key={key}>{nameOf(key)}</kbd>
      ))}
    </>
  )
}

/** The hints in the footer: only keys that work here. */
export function Hints(): JSX.Element | null {
  const hints = bindings().filter(({ isHint }) => isHint)
  if (!hasKeys.value) return null
  return (
    <span class="hints wide-only">
      {hints.map(({ keys, does }) => (
        <span key={does}>
          <Keys keys={keys} /> {does}
        </span>
      ))}
    </span>
  )
}
