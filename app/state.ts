/** What the whole page knows: the route, which is what the address says, and the reader's own settings, kept on the device. */
import { signal } from '@preact/signals'
import { readHash, writeHash, type Query, type Route } from './address.js'
import { kept } from './storage.js'

export const route = signal<Route>(readHash(location.hash))
/** Something to say to the reader, above the place: what was not understood, what was not kept. */
export const notice = signal('')

let wanted: string | undefined
let timer = 0
let last = { kind: '', time: 0 }

/** Changes settings of this place. Changes of one kind that follow each other are one for the Back key, and the address is written when they pause. */
export function set(query: { readonly [K in keyof Query]?: Query[K] | undefined }, kind: string): void {
  const { place, name, query: before } = route.peek()
  const all = Object.fromEntries(Object.entries({ ...before, ...query }).filter(([, value]) => value !== undefined))
  const next: Route = { place, name, query: all as Query }
  const now = performance.now()
  const isNew = kind !== last.kind || now - last.time > 1500
  last = { kind, time: now }
  if (isNew) {
    flush()
    // The state that Back comes back to is the one before this change.
    history.pushState(null, '', writeHash(next))
  } else {
    wanted = writeHash(next)
    timer ||= window.setTimeout(flush, 200)
  }
  route.value = next
}

function flush(): void {
  if (timer !== 0) clearTimeout(timer)
  timer = 0
  if (wanted !== undefined) history.replaceState(null, '', wanted)
  wanted = undefined
}

/** Goes to a place. */
export function go(next: Route): void {
  flush()
  last = { kind: '', time: 0 }
  history.pushState(null, '', writeHash(next))
  route.value = next
  scrollTo(0, 0)
}

export const hrefOf = (place: Route['place'], query: Query = {}, name = ''): string => writeHash({ place, name, query })

addEventListener('popstate', arrive)
addEventListener('pagehide', flush)
function arrive(): void {
  wanted = undefined
  flush()
  last = { kind: '', time: 0 }
  const next = readHash(location.hash)
  notice.value = next.isUnknown
    ? 'This address was not understood in full: it may come from another version of this page.'
    : ''
  route.value = next
}
if (readHash(location.hash).isUnknown) arrive()

export type Theme = 'light' | 'dark' | 'system'
export const theme = signal<Theme>(kept('theme', (text) => (text === 'light' || text === 'dark' ? text : 'system')))
/** Keys without Ctrl or Alt can be turned off. */
export const hasKeys = signal<boolean>(kept('keys', (text) => text !== 'off'))
/** What the reader has done in each lesson and place, by name. */
export const progress = signal<Readonly<Record<string, 'begun' | 'done'>>>(kept('progress', readProgress))

export function readProgress(text: string | null): Record<string, 'begun' | 'done'> {
  const read: Record<string, 'begun' | 'done'> = {}
  try {
    const all: unknown = JSON.parse(text ?? '{}')
    if (typeof all === 'object' && all !== null)
      for (const [name, state] of Object.entries(all)) if (/^[\w-]{1,80}$/.test(name) && (state === 'begun' || state === 'done')) read[name] = state // prettier-ignore
  } catch {
    // Damaged: the reader begins anew.
  }
  return read
}
