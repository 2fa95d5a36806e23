/** Several things that are kept under names which begin alike, and what other tabs do with them. */
import { HEAD, inMemory, keep, kept } from '../storage.js'

/** Where a desk puts things; it is given one, so that what runs cells brings nothing of the page along. */
export interface Shelf {
  readonly keep: typeof keep
  readonly kept: typeof kept
  readonly dropped: typeof dropped
  readonly namesKept: typeof namesKept
  readonly onKept: typeof onKept
}

/** Forgets what lies under a name; that it cannot be forgotten is no trouble. */
function dropped(name: string): void {
  inMemory.delete(name)
  try {
    localStorage.removeItem(`${HEAD}${name}`)
  } catch {
    // It stays as it was.
  }
}

/** The names that begin so and under which something is kept. */
function namesKept(prefix: string): readonly string[] {
  const here = [...inMemory.keys()].filter((name) => name.startsWith(prefix))
  try {
    const all = Object.keys(localStorage).filter((key) => key.startsWith(`${HEAD}${prefix}`))
    return [...new Set([...here, ...all.map((key) => key.slice(HEAD.length))])]
  } catch {
    return here
  }
}

/** Calls back with the name of what another tab has kept; gives the function that ends it. */
function onKept(hear: (name: string) => void): () => void {
  const listen = ({ key }: StorageEvent): void => {
    if (key?.startsWith(HEAD)) hear(key.slice(HEAD.length))
  }
  addEventListener('storage', listen)
  return () => removeEventListener('storage', listen)
}

/** This device's own. */
export const shelf: Shelf = { keep, kept, dropped, namesKept, onKept }
