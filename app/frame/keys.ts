/** The keys: what is pressed, what it does here, and what the help sheet says of it. */
import { signal } from '@preact/signals'
import { useLayoutEffect } from 'preact/hooks'
import { hasKeys } from '../state.js'

/** Keys that do one thing. */
export interface Binding {
  /** As `KeyboardEvent.key` has them; `Shift+` before where it belongs to it. */
  readonly keys: readonly string[]
  readonly does: string
  /** Shown in the footer. */
  readonly isHint?: true
  /** May be held: repeats are obeyed. */
  readonly repeats?: true
  run(event: KeyboardEvent): void
}

const layers = signal<readonly (readonly Binding[])[]>([])
/** All that is bound here, for the help sheet. */
export const bindings = (): readonly Binding[] => layers.value.flat()

/** Binds keys while the component is there: bound anew before the next event, so that a key that follows at once goes on from the one before it. */
export function useKeys(make: () => readonly Binding[], inputs: readonly unknown[]): void {
  useLayoutEffect(() => {
    const layer = make()
    layers.value = [...layers.peek(), layer]
    return () => {
      layers.value = layers.peek().filter((one) => one !== layer)
    }
  }, inputs)
}

const names: Readonly<Record<string, string>> = {
  ArrowLeft: '←', ArrowRight: '→', ArrowUp: '↑', ArrowDown: '↓', ' ': 'Space', Escape: 'Esc',
} // prettier-ignore
export const nameOf = (key: string): string => names[key] ?? (key.length === 1 ? key.toUpperCase() : key)

/** Whether keys belong to what has the focus: text that is being typed, a slider that is being moved. */
function isTaken(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement)
    return true
  if (target instanceof HTMLInputElement)
    return target.type === 'checkbox' || target.type === 'radio'
      ? key === ' '
      : target.type !== 'range' || key.length > 1
  const presses = target.closest('button, a, summary')
  return presses !== null && (key === ' ' || key === 'Enter')
}

addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
  if (document.querySelector('dialog[open]')) return
  if (!hasKeys.peek() && event.key.length === 1) return
  if (isTaken(event.target, event.key)) return
  const pressed = event.shiftKey && event.key.length > 1 ? `Shift+${event.key}` : event.key
  const found = layers.peek().flat().findLast(({ keys }) => keys.includes(pressed) || keys.includes(pressed.toLowerCase())) // prettier-ignore
  if (!found || (event.repeat && !found.repeats)) return
  event.preventDefault()
  found.run(event)
})
