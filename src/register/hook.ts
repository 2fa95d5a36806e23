/** Tells Node to hand modules to the hooks before it runs them. */
import * as node from 'node:module'
import process from 'node:process'
import type { Setting } from './hooks.js'

let isOn = false

/** Once is enough: to call it again changes nothing. */
export function hook(setting: Setting): void {
  if (isOn) return
  isOn = true
  // Stack traces then name the lines of the file as it was written.
  process.setSourceMapsEnabled(true)
  // As a source, where seegrad itself is run from its sources.
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
  node.register<Setting>(`./hooks.${extension}`, { parentURL: import.meta.url, data: setting })
}
