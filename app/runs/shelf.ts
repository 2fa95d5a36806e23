/** Runs that are kept on the device: each by its address, which makes it again, and its losses, which are compared. */
import { signal, type Signal } from '@preact/signals'
import { readHash, writeHash, type Place, type Query } from '../address.js'
import { keep, kept } from '../storage.js'
import type { KeptRun, Losses } from './kept.js'

/** The runs of one place. */
export interface Shelf {
  readonly runs: Signal<readonly KeptRun[]>
  /** Keeps a run. Gives why it is not there after a reload; nothing if it is. */
  keep(query: Query, losses: Losses): string
  forget(name: string): void
}
const MOST = 12
/** Losses of each, at most. */
const MOST_LOSSES = 250

/** The shelf of a place, kept under a name. */
export function openShelf(place: Place, name: string): Shelf {
  const runs = signal(kept(name, (text) => read(text, place)))
  const write = (): boolean => keep(name, runs.value.length === 0 ? null : JSON.stringify(runs.value)) || runs.value.length === 0 // prettier-ignore
  return {
    runs,
    keep(query, losses) {
      if (runs.value.length >= MOST)
        return `${MOST} runs are kept, and no more are: remove one of them first, or copy this page's address.`
      const names = new Set(runs.value.map((run) => run.name))
      let n = runs.value.length + 1
      while (names.has(`run ${n}`)) n++
      runs.value = [...runs.value, { name: `run ${n}`, hash: writeHash({ place, name: '', query }), losses: thinned(losses) }] // prettier-ignore
      return write()
        ? ''
        : `run ${n} is kept until you leave this page, and not after: the storage of this browser has no room. Its address makes it again: copy it.`
    },
    forget(gone) {
      runs.value = runs.value.filter((run) => run.name !== gone)
      write()
    },
  }
}

function thinned(losses: Losses): Losses {
  const half = (list: readonly number[]): readonly number[] => list.filter((_, k) => k % 2 === 0)
  let { every, train, test } = losses
  for (; train.length > MOST_LOSSES; every *= 2) [train, test] = [half(train), half(test)]
  return { every, train: train.map((x) => (Number.isFinite(x) ? x : 0)), test }
}

function read(text: string | null, place: Place): readonly KeptRun[] {
  try {
    const all: unknown = JSON.parse(text ?? '[]')
    return Array.isArray(all) ? all.filter((one): one is KeptRun => isRun(one, place)).slice(0, MOST) : []
  } catch {
    // Damaged: there are none.
    return []
  }
}
function isRun(x: unknown, place: Place): boolean {
  const { name, hash, losses } = Object(x) as Partial<KeptRun>
  const isList = (list: unknown): boolean => Array.isArray(list) && list.every((one) => typeof one === 'number')
  return (
    typeof name === 'string' &&
    typeof hash === 'string' &&
    readHash(hash).place === place &&
    typeof losses?.every === 'number' &&
    losses.every >= 1 &&
    isList(losses.train) &&
    isList(losses.test)
  )
}
