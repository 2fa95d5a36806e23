/**
 * What a reader made of a lesson, as plain data that can be merged: each text is a register that keeps every version which no later one has seen
 * (a multi-value register; Shapiro et al. 2011, specification 10), so that of two tabs neither can overwrite the other.
 */

/** How many times each tab had written a text when it was written: who knows more has seen the other. */
export type Clock = Readonly<Record<string, number>>
export interface Version {
  /** Null is the text of the lesson. */
  readonly text: string | null
  readonly clock: Clock
  /** When it was written, in milliseconds: the later one is shown. */
  readonly time: number
}
/** The version that is shown, and then those of other tabs about which nobody has decided yet. */
export type Register = readonly [Version, ...Version[]]
export type Draft = ReadonlyMap<string, Register>

/** Names of texts: those of cells by their id, where a cell stands by `id@`. */
const NAME = /^[\w-]{1,60}@?$/
/** Longer texts are nobody's. */
export const LONGEST: number = 256 * 1024
const MOST = 2000

/** A tab writes a text: what it saw there is over, what others wrote meanwhile stays beside it. */
export function written(draft: Draft, name: string, text: string | null, tab: string, time: number): Draft {
  const [shown, ...others] = draft.get(name) ?? []
  const clock = { ...shown?.clock, [tab]: 1 + most(tab, [shown, ...others]) }
  return new Map(draft).set(name, [{ text, clock, time }, ...others])
}

/** The reader has decided between versions: all of them are over. */
export function decided(draft: Draft, name: string, text: string | null, tab: string, time: number): Draft {
  const all = draft.get(name) ?? []
  const clock = { ...all.reduce((seen, version) => joined(seen, version.clock), {}), [tab]: 1 + most(tab, all) }
  return new Map(draft).set(name, [{ text, clock, time }])
}

const most = (tab: string, versions: readonly (Version | undefined)[]): number =>
  Math.max(0, ...versions.map((version) => version?.clock[tab] ?? 0))

function joined(a: Clock, b: Clock): Clock {
  const all = { ...a }
  for (const [tab, n] of Object.entries(b)) all[tab] = Math.max(n, all[tab] ?? 0)
  return all
}
/** Whether who wrote b had seen a. */
const isOver = (a: Version, b: Version): boolean =>
  Object.entries(a.clock).every(([tab, n]) => (b.clock[tab] ?? 0) >= n)

/** Both together. What `ours` shows it goes on showing, unless somebody who saw it wrote something else. */
export function merged(ours: Draft, theirs: Draft): Draft {
  const all = new Map(ours)
  for (const [name, register] of theirs) {
    const [shown, ...others] = together([...(ours.get(name) ?? []), ...register])
    const isOurs = ours.has(name) && ours.get(name)![0].text === shown!.text
    const rest = others.toSorted((a, b) => b.time - a.time)
    const [latest, ...older] = isOurs ? [shown!, ...rest] : [shown!, ...rest].toSorted((a, b) => b.time - a.time)
    all.set(name, [latest!, ...older])
  }
  return all
}

/** Without what others have seen; equal texts are one. */
function together(versions: readonly Version[]): readonly Version[] {
  const left: Version[] = []
  for (const [k, one] of versions.entries()) {
    const isSeen = versions.some((other, j) => j !== k && isOver(one, other) && (!isOver(other, one) || j < k))
    if (isSeen) continue
    const same = left.findIndex(({ text }) => text === one.text)
    if (same < 0) left.push(one)
    else {
      const { text, clock, time } = left[same]!
      left[same] = { text, clock: joined(clock, one.clock), time: Math.max(time, one.time) }
    }
  }
  return left
}

/** A text by which a draft is kept; a sum at its head tells whether it is as it was written. */
export function writeDraft(draft: Draft): string {
  const body = JSON.stringify([...draft].map(([name, register]) => [name, ...register.map(({ text, clock, time }) => [text, time, clock])])) // prettier-ignore
  return `${sumOf(body)}:${body}`
}

/** Undefined for what nobody wrote so, or what was damaged since. */
export function readDraft(kept: string): Draft | undefined {
  const [sum, body] = [kept.slice(0, 8), kept.slice(9)]
  if (kept[8] !== ':' || sum !== sumOf(body)) return undefined
  try {
    const all: unknown = JSON.parse(body)
    if (!Array.isArray(all) || all.length > MOST) return undefined
    const draft = new Map<string, Register>()
    for (const entry of all as unknown[]) {
      const [name, ...versions] = Array.isArray(entry) ? (entry as unknown[]) : []
      const read = versions.map(versionOf)
      if (typeof name !== 'string' || !NAME.test(name) || read.length === 0 || !read.every((one) => one !== undefined)) return undefined // prettier-ignore
      draft.set(name, read as [Version, ...Version[]])
    }
    return draft
  } catch {
    return undefined
  }
}
function versionOf(given: unknown): Version | undefined {
  if (!Array.isArray(given)) return undefined
  const [text, time, clock] = given as unknown[]
  if (text !== null && (typeof text !== 'string' || text.length > LONGEST)) return undefined
  if (typeof time !== 'number' || typeof clock !== 'object' || clock === null) return undefined
  const ticks = Object.entries(clock)
  if (!ticks.every(([tab, n]) => /^\w{1,20}$/.test(tab) && Number.isSafeInteger(n) && n > 0)) return undefined
  return { text, time, clock: Object.fromEntries(ticks) as Clock }
}

/** FNV-1a, 32 bits. */
function sumOf(text: string): string {
  let sum = 0x811c9dc5
  for (let k = 0; k < text.length; k++) sum = Math.imul(sum ^ text.charCodeAt(k), 0x01000193)
  return (sum >>> 0).toString(16).padStart(8, '0')
}

/** Texts of a link, whoever wrote them; only what they say, not when and where. */
export function readTexts(text: string): Draft {
  const draft = new Map<string, Register>()
  try {
    const all: unknown = JSON.parse(text)
    if (Array.isArray(all))
      for (const pair of all.slice(0, MOST)) {
        const [name, said] = Array.isArray(pair) ? (pair as unknown[]) : []
        if (typeof name === 'string' && NAME.test(name) && typeof said === 'string' && said.length <= LONGEST)
          draft.set(name, [{ text: said, clock: { link: 1 }, time: 0 }])
      }
  } catch {
    // Nobody wrote it so: the text of the lesson stands.
  }
  return draft
}
export const writeTexts = (draft: Draft): string =>
  JSON.stringify([...draft].flatMap(([name, [{ text }]]) => (text === null ? [] : [[name, text]])))
/** Whether anything in it is other than the lesson. */
export const isChanged = (draft: Draft): boolean => [...draft.values()].some(([{ text }]) => text !== null)
