/** Runs that are kept on the device: each by its address, which makes it again, and its losses, which are compared. */
import { signal } from '@preact/signals'
import { readHash } from '../address.js'
import { keep, kept } from '../storage.js'
import type { Losses } from './history.js'

export interface KeptRun {
  readonly name: string
  /** What makes it again. */
  readonly hash: string
  readonly losses: Losses
}
const MOST = 12
/** Losses of each, at most. */
const MOST_LOSSES = 250

export const runs = signal<readonly KeptRun[]>(kept('runs', read))

function read(text: string | null): readonly KeptRun[] {
  try {
    const all: unknown = JSON.parse(text ?? '[]')
    return Array.isArray(all) ? all.filter(isRun).slice(0, MOST) : []
  } catch {
    // Damaged: there are none.
    return []
  }
}
function isRun(x: unknown): x is KeptRun {
  const { name, hash, losses } = Object(x) as Partial<KeptRun>
  const isList = (list: unknown): boolean => Array.isArray(list) && list.every((one) => typeof one === 'number')
  return (
    typeof name === 'string' &&
    typeof hash === 'string' &&
    readHash(hash).place === 'train' &&
    typeof losses?.every === 'number' &&
    losses.every >= 1 &&
    isList(losses.train) &&
    isList(losses.test)
  )
}

/** Keeps a run. Gives why it is not there after a reload; nothing if it is. */
export function keepRun(hash: string, losses: Losses): string {
  if (runs.value.length >= MOST)
    return `${MOST} runs are kept, and no more are: remove one of them first, or copy this page's address.`
  const names = new Set(runs.value.map(({ name }) => name))
  let n = runs.value.length + 1
  while (names.has(`run ${n}`)) n++
  let thinned = losses
  while (thinned.train.length > MOST_LOSSES) {
    const half = (list: readonly number[]): readonly number[] => list.filter((_, k) => k % 2 === 0)
    thinned = { every: 2 * thinned.every, train: half(thinned.train), test: half(thinned.test) }
  }
  runs.value = [...runs.value, { name: `run ${n}`, hash, losses: { ...thinned, train: thinned.train.map((x) => (Number.isFinite(x) ? x : 0)) } }] // prettier-ignore
  return write()
    ? ''
    : `run ${n} is kept until you leave this page, and not after: the storage of this browser has no room. Its address makes it again: copy it.`
}
export function forgetRun(name: string): void {
  runs.value = runs.value.filter((run) => run.name !== name)
  write()
}
const write = (): boolean => keep('runs', runs.value.length === 0 ? null : JSON.stringify(runs.value)) || runs.value.length === 0 // prettier-ignore
