/** Where the streams of a nest are, in locals: as few of them as streams move in different ways. */
import { I32, type Body } from './assembler.js'
import type { Nest, Segment } from './nests.js'

/** Where a stream is: so many numbers after what a local holds; −1: at its place in memory, which is known. */
export interface Pointer {
  readonly local: number
  readonly from: number
}
export const streamsOf = ({ p, q, m }: Segment): number[] => [p, q, m].filter((s) => s >= 0)
export const termStep = ({ p, pStep, q, qStep, mStep }: Segment, s: number): number =>
  s === p ? pStep : s === q ? qStep : mStep

/** Pointers into the streams of a nest whose places are known: those that move alike share one, and what never moves has none. */
export function pointersTo({ base, dims, segments }: Nest, body: Body, bytes: number): Pointer[] {
  const steps = base.map(() => 0)
  const counts = base.map(() => 1)
  for (const { count, p, pStep, q, qStep, m, mStep } of segments ?? []) {
    // Two terms are always written one after the other.
    if (count <= 2) continue
    ;[steps[p], counts[p]] = [pStep, count]
    if (q >= 0) [steps[q], counts[q]] = [qStep, count]
    if (m >= 0) [steps[m], counts[m]] = [mStep, count]
  }
  const shared = new Map<string, number>()
  return base.map((at, s) => {
    const along = steps[s] as number
    // What moves back begins so far on that no address is below 0.
    let back = along < 0 ? -along * ((counts[s] as number) - 1) : 0
    let key = along < 0 ? `${along} ${counts[s]}` : `${along}`
    let isMoving = along !== 0
    for (const { count, steps } of dims) {
      const step = steps[s] as number
      if (step !== 0) isMoving = true
      if (step < 0) back -= step * (count - 1)
      key += ` ${step}`
    }
    if (!isMoving) return { local: -1, from: at }
    let local = shared.get(key)
    if (local === undefined) {
      shared.set(key, (local = body.local(I32)))
      body.i32(bytes * back).set(local)
    }
    return { local, from: at - back }
  })
}
