/** Light, dark, or as the system says. */
import type { JSX } from 'preact'
import { useLayoutEffect } from 'preact/hooks'
import { theme, type Theme } from '../state.js'
import { keep } from '../storage.js'

const themes: readonly (readonly [Theme, string])[] = [
  ['light', 'Light'],
  ['dark', 'Dark'],
  ['system', 'System'],
]

export function ThemeChoice(): JSX.Element {
  // Before what paints by itself reads the inks.
  useLayoutEffect(() => {
    const { dataset } = document.documentElement
    if (theme.value === 'system') delete dataset['theme']
    else dataset['theme'] = theme.value
  }, [theme.value])
  return (
    <span class="themes" role="group" aria-label="Theme">
      {themes.map(([name, says]) => (
        <button
          key={name}
          type="button"
          class="plain"
          aria-pressed={theme.value === name}
          onClick={() => {
            theme.value = name
            keep('theme', name === 'system' ? null : name)
          }}
        >
          {says}
        </button>
      ))}
    </span>
  )
}
