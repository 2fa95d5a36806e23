/**
 * Where a lesson's draft lies on the device: each tab writes to a place of its own, which no other tab writes to, and reads those of all.
 * So nothing is overwritten, whatever happens between two tabs, and a place is tidied up only when its tab is gone and all of it lies elsewhere.
 */
import { decided, merged, readDraft, written, writeDraft, type Draft } from './draft.js'
import type { Shelf } from './shelf.js'

export interface Desk {
  readonly draft: Draft
  /** What was kept and cannot be read, as it lies there. */
  readonly damaged: ReadonlyMap<string, string>
  /** The reader writes a text; null is that of the lesson. */
  write(name: string, text: string | null): void
  /** The reader chooses a text among those that tabs wrote at the same time. */
  decide(name: string, text: string | null): void
  /** Lets go of what cannot be read. */
  forget(name: string): void
  /** Calls back when another tab has written. */
  subscribe(hear: (names: readonly string[]) => void): void
  /** Keeps what is not kept yet. */
  save(): void
  close(): void
}

/** Letters by which this page tells its writing from that of others. */
const tab = Array.from(crypto.getRandomValues(new Uint8Array(6)), (byte) => (byte % 36).toString(36)).join('')
const alive = (one: string): string => `seegrad-tab-${one}`
// Held until the page is gone: others see by it that this tab may write again.
void navigator.locks?.request(alive(tab), () => new Promise(() => undefined)).catch(() => undefined)

/** A name for a cell that no other tab gives. */
let ids = 0
export const freshId = (): string => `own-${tab}-${++ids}`

/** Opens what is kept under a name; `first` is there before it, from a link. */
export function openDesk(
  { keep, kept, dropped, namesKept, onKept }: Shelf,
  place: string,
  first: Draft = new Map(),
): Desk {
  const prefix = `${place}~`
  const own = `${prefix}${tab}`
  const damaged = new Map<string, string>()
  let draft = first
  let isSaved = true
  let hear: (names: readonly string[]) => void = () => undefined
  const read = (name: string): Draft | undefined => {
    const text = kept(name, (found) => found)
    const found = text === null ? new Map() : readDraft(text)
    if (!found) damaged.set(name, text!)
    return found
  }
  const all = namesKept(prefix)
  for (const name of all) draft = merged(draft, read(name) ?? new Map())
  void tidied(all)

  /** Takes over what tabs that are gone have left, and then removes it there. */
  async function tidied(names: readonly string[]): Promise<void> {
    const left = names.filter((name) => name !== own && !damaged.has(name))
    if (left.length === 0 || !navigator.locks) return
    const { held = [] } = await navigator.locks.query()
    const gone = left.filter((name) => !held.some((lock) => lock.name === alive(name.slice(prefix.length))))
    if (gone.length === 0 || (gone.length === 1 && isSaved)) return
    for (const name of gone) draft = merged(draft, read(name) ?? new Map())
    if (keep(own, writeDraft(draft))) for (const name of gone) dropped(name)
  }
  const save = (): void => {
    if (!isSaved) isSaved = keep(own, writeDraft(draft))
  }
  const change = (next: Draft): void => {
    draft = next
    isSaved = false
  }
  const arrived = (name: string): void => {
    if (name === own || !name.startsWith(prefix)) return
    const before = draft
    const theirs = read(name)
    if (!theirs) return hear([])
    draft = merged(draft, theirs)
    const said = (of: Draft, one: string): string => JSON.stringify(of.get(one)?.map(({ text }) => text))
    const changed = [...draft.keys()].filter((one) => said(draft, one) !== said(before, one))
    if (changed.length > 0) hear(changed)
  }
  // A page that was put away and comes back has heard nothing meanwhile.
  const back = (): void => namesKept(prefix).forEach(arrived)
  const look = (): void => (document.visibilityState === 'hidden' ? save() : back())
  const timer = setInterval(save, 400)
  const stopHearing = onKept(arrived)
  addEventListener('pagehide', save)
  addEventListener('pageshow', back)
  addEventListener('freeze', save)
  document.addEventListener('visibilitychange', look)
  return {
    get draft() {
      return draft
    },
    damaged,
    write: (name, text) => change(written(draft, name, text, tab, Date.now())),
    decide: (name, text) => change(decided(draft, name, text, tab, Date.now())),
    forget(name) {
      dropped(name)
      damaged.delete(name)
    },
    subscribe(listener) {
      hear = listener
    },
    save,
    close() {
      save()
      clearInterval(timer)
      stopHearing()
      removeEventListener('pagehide', save)
      removeEventListener('pageshow', back)
      removeEventListener('freeze', save)
      document.removeEventListener('visibilitychange', look)
    },
  }
}
