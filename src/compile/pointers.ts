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
  // Two terms are always written one after the other.
  const terms = base.map(() => [0, 1])
  for (const segment of segments ?? []) for (const s of streamsOf(segment)) if (segment.count > 2) terms[s] = [termStep(segment, s), segment.count] // prettier-ignore
  const shared = new Map<string, Pointer>()
  return base.map((at, s) => {
    const [step, count] = terms[s] as [number, number]
    const steps = [...dims.map(({ steps }) => steps[s] as number), step]
    if (steps.every((step) => step === 0)) return { local: -1, from: at }
    const key = `${steps.join()}${step < 0 ? ` ${count}` : ''}`
    // What moves back begins so far on that no address is below 0.
    const back = [...dims.map(({ count }) => count), count].reduce((sum, rounds, k) => sum + (rounds - 1) * Math.max(0, -(steps[k] as number)), 0) // prettier-ignore
    let own = shared.get(key)
    if (!own) {
      own = { local: body.local(I32), from: 0 }
      shared.set(key, own)
      body.i32(bytes * back).set(own.local)
    }
    return { local: own.local, from: at - back }
  })
}
