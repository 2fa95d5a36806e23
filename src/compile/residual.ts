/** What a fast program must still keep: each number follows, bit by bit, from those that it was computed from; a sum in another order lies as near as any two orders of its terms can lie. */
import { roundingOf, type Numbers } from './modes.js'
import type { Nest, NestProgram } from './nests.js'
import { eachLane } from './nests-interpret.js'
import { inSingles } from './unrolled.js'

/** A number that does not follow: where it lies, what its operands give, and what is there. */
export interface Astray {
  readonly place: number
  readonly own: number
  readonly given: number
}

/** A bound that only the same bits are within. */
const EXACTLY = -1

/** How many numbers were looked at, of what a run has left in memory, and the first that goes astray. */
export function residualOf(
  { nests, modes }: NestProgram,
  memory: Numbers,
): { readonly numbers: number; readonly first?: Astray } {
  const { round, unit } = roundingOf(modes)
  let numbers = 0
  let first: Astray | undefined
  const judge = (place: number, own: number, bound: number): void => {
    numbers++
    const given = memory[place] as number
    if (first || Object.is(own, given)) return
    // Where the bound is infinite, an order may overflow that another does not.
    if (bound >= 0 && (Math.abs(own - given) <= bound || bound === Infinity)) return
    first = { place, own, given }
  }
  const at = (place: number): number => memory[place] as number
  for (const nest of nests)
    eachLane(nest, (places) => {
      const { fn, segments } = nest
      if (!segments) {
        const run = modes.dtype === 'f32' ? inSingles(fn) : fn.run
        judge(places[0] as number, round(run(...places.slice(1).map(at))), EXACTLY)
        return
      }
      const terms = termsOf(nest, places, at, round)
      const own = terms.reduce((sum, term) => round(fn.run(sum, term)))
      judge(places[0] as number, own, fn.step === 'add' ? boundOf(terms, unit) : EXACTLY)
    })
  return first ? { numbers, first } : { numbers }
}

function termsOf(
  { segments = [] }: Nest,
  places: readonly number[],
  at: (place: number) => number,
  round: (x: number) => number,
): number[] {
  return segments.flatMap(({ count, p, pStep, q, qStep, m, mStep }) =>
    Array.from({ length: count }, (_, k) => {
      if (m >= 0 && at((places[m] as number) + k * mStep) === 0) return -0
      const first = at((places[p] as number) + k * pStep)
      return q < 0 ? first : round(first * at((places[q] as number) + k * qStep))
    }),
  )
}

/**
 * How far two orders of a sum may lie apart: each is off by at most γ·Σ|t| with γ = n·u / (1 − n·u) of n terms, u the unit roundoff (Higham, Accuracy and Stability of Numerical
 * Algorithms, 4.2; n in place of n − 1 covers the rounding of Σ|t| itself).
 */
export function boundOf(terms: readonly number[], unit: number): number {
  const n = terms.length * unit
  return ((2 * n) / (1 - n)) * terms.reduce((sum, term) => sum + Math.abs(term), 0)
}
