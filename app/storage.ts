/** The device's own storage, which may be missing, full or forbidden: then what is kept lasts as long as the page, and the page says so. */
import { signal } from '@preact/signals'

/** Why nothing is kept; empty while all is. */
export const trouble = signal('')
/** What found no room yet. */
export const inMemory: Map<string, string> = new Map()
export const HEAD = 'seegrad-'

/** What was kept under a name, read by `read`. */
export function kept<T>(name: string, read: (text: string | null) => T): T {
  try {
    return read(inMemory.get(name) ?? localStorage.getItem(`${HEAD}${name}`))
  } catch {
    return read(inMemory.get(name) ?? null)
  }
}

/** Keeps a text under a name; null forgets it. Gives whether it will be there after a reload. */
export function keep(name: string, text: string | null): boolean {
  if (text === null) inMemory.delete(name)
  else inMemory.set(name, text)
  try {
    if (text === null) localStorage.removeItem(`${HEAD}${name}`)
    else localStorage.setItem(`${HEAD}${name}`, text)
    inMemory.delete(name)
    // There is room again, perhaps for what found none.
    for (const [other, waiting] of inMemory) {
      localStorage.setItem(`${HEAD}${other}`, waiting)
      inMemory.delete(other)
    }
    trouble.value = ''
    return true
  } catch (error) {
    const isFull = error instanceof DOMException && error.name === 'QuotaExceededError'
    trouble.value = isFull
      ? 'The storage of this browser is full: what you change stays here until you leave. Save it as a file.'
      : 'This browser keeps nothing for this page: what you change stays here until you leave. Save it as a file.'
    return !inMemory.has(name) && text !== null
  }
}
