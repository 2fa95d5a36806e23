/** The entry of a table that an index names, where the index is data: every entry is looked at, and the one that is named is there. */
import { asHandle, constant, dataOf, isTrue, isValue, toValue, type Handle } from '../engine/index.js'
import { alias, equal, type Value } from '../ops/index.js'
import { isWhole } from './masks.js'

/** Numbers of a table beyond which an index is a branch: a program that looks at all of them would be the slower one. */
const MOST = 20_000

type Note = (result: Handle, from: readonly Handle[]) => void

/** What lies in a table at an index that is a Value; undefined where the table is too large, or its entries are not built alike. */
export function gathered(table: ArrayLike<unknown>, index: Value, note: Note): unknown {
  const entries = Array.from(table)
  const width = widthOf(entries)
  if (width === undefined || width * entries.length > MOST) return undefined
  // What the engine refuses must not run.
  isTrue(isWhole(index, 0, entries.length - 1))
  const isNamed = entries.map((_, k) => asHandle(equal(index, k)))
  return entryOf(entries, isNamed, dataOf(asHandle(index)), note)
}

/** Numbers of each entry; undefined where they differ, or an entry is something else. */
function widthOf(entries: readonly unknown[]): number | undefined {
  const [first] = entries
  if (!Array.isArray(first)) return entries.every((x) => typeof x === 'number' || isValue(x)) ? 1 : undefined
  if (!entries.every((entry) => Array.isArray(entry) && entry.length === first.length)) return undefined
  const widths = first.map((_: unknown, k) => widthOf(entries.map((entry) => (entry as unknown[])[k])))
  return widths.reduce<number | undefined>((sum, width) => (sum === undefined || width === undefined ? undefined : sum + width), 0) // prettier-ignore
}

/** A Value for the entry that is named now, noted as one of all. */
function entryOf(entries: readonly unknown[], isNamed: readonly Handle[], at: number, note: Note): unknown {
  const first = entries[0]
  if (Array.isArray(first))
    return first.map((_: unknown, k) => entryOf(entries.map((entry) => (entry as unknown[])[k]), isNamed, at, note)) // prettier-ignore
  const handles = entries.map((x) => (isValue(x) ? asHandle(x) : constant(x as number)))
  const result = alias(toValue(handles[at] as Handle) as Value)
  note(asHandle(result), handles.flatMap((handle, k) => [isNamed[k] as Handle, handle])) // prettier-ignore
  return result
}
