/** `mode: 'fast'`: a sum whose terms lie side by side is added up along them, in several vectors at once: another order of additions, and as many results at a time as there are lanes. */
import { I32, V128 } from './assembler.js'
import { Loops, writeMasked } from './loops.js'
import { numberIn, type Precision } from './modes.js'
import type { Nest, Segment } from './nests.js'
import { laneOf } from './tiling.js'

/** Sums under way, each of a vector. */
const SUMS = 4
/** Vectors of terms from which on a run is added up along them. */
const LEAST = 4

/** How the terms of a run follow each other: one number on, one back; 0: not so. */
function directionOf({ pStep, q, qStep, m, count }: Segment, { lanes }: Precision): number {
  if (m >= 0 || count < LEAST * lanes) return 0
  const steps = q < 0 ? [pStep] : [pStep, qStep]
  const moving = steps.filter((step) => step !== 0)
  const [first = 0] = moving
  return Math.abs(first) === 1 && moving.every((step) => step === first) ? first : 0
}

/** Whether a nest is faster along its terms: where results do not lie side by side, or would have to be gathered. */
export function isAlongTerms(nest: Nest, precision: Precision): boolean {
  const { fn, segments, dims, table } = nest
  if (table || fn.step !== 'add' || !segments?.some((segment) => directionOf(segment, precision) !== 0)) return false
  const lane = dims[laneOf(nest, precision.lanes)]
  return !lane || lane.steps.some((step) => step !== 0 && step !== 1)
}

/** The code of such a nest: loops around one cell. */
export class AlongTerms extends Loops {
  override cell(): void {
    const { body, nest, precision } = this
    const { scalar, vector, type, lanes } = precision
    const vectors = Array.from({ length: SUMS }, () => body.local(V128))
    const sum = body.local(type)
    // −0 changes no bit of what is added to it.
    for (const one of vectors) body.lanes(-0, lanes).set(one)
    numberIn(body, -0, precision).set(sum)
    for (const segment of nest.segments as readonly Segment[]) this.run(segment, vectors, sum)
    const [a, b, c, d] = vectors as [number, number, number, number]
    body.get(a).get(b).op(`${vector}.add`).get(c).get(d).op(`${vector}.add`).op(`${vector}.add`).set(a)
    body.get(sum)
    for (let lane = 0; lane < lanes; lane++) {
      body.get(a).op(`${vector}.extract_lane`).byte(lane)
      body.op(`${scalar}.add`)
    }
    body.set(sum)
    this.store(0, 0, sum)
  }

  private run(segment: Segment, vectors: readonly number[], sum: number): void {
    const { lanes } = this.precision
    const { count } = segment
    const direction = directionOf(segment, this.precision)
    let done = 0
    const round = (by: number, times: number, term: () => void): void => {
      this.times(times, () => {
        term()
        this.moveTerms(segment, by)
      })
      done += times * by
    }
    if (direction !== 0) {
      const all = lanes * SUMS
      round(all, Math.floor(count / all), () => vectors.forEach((one, k) => this.terms(segment, direction, k, one)))
      round(lanes, Math.floor((count - done) / lanes), () => this.terms(segment, direction, 0, vectors[0] as number))
    }
    round(1, count - done, () => this.term(segment, sum))
    this.moveTerms(segment, -done)
  }
  private times(rounds: number, write: () => void): void {
    const { body } = this
    if (rounds === 0) return
    const left = body.local(I32)
    body.i32(rounds).set(left).block('loop')
    write()
    body.get(left).i32(1).op('i32.sub').tee(left).op('br_if').u32(0).op('end')
  }
  /** The k-th vector of terms from the pointers on, added to a sum. */
  private terms({ p, pStep, q, qStep }: Segment, direction: number, k: number, sum: number): void {
    const { body, precision } = this
    const { vector, lanes } = precision
    const load = (s: number, step: number): void => {
      // Backwards a vector begins with its last term.
      const first = direction > 0 ? k * lanes : -(k + 1) * lanes + 1
      const at = this.address(s, step === 0 ? 0 : first)
      if (step === 0) body.memory(precision.splat, at)
      else body.op('v128.load').u32(2).u32(at)
    }
    body.get(sum)
    load(p, pStep)
    if (q >= 0) {
      load(q, qStep)
      body.op(`${vector}.mul`)
    }
    body.op(`${vector}.add`).set(sum)
  }
  private term({ p, q, m }: Segment, sum: number): void {
    const { body, precision } = this
    const { scalar } = precision
    body.get(sum)
    this.load(p, 0)
    if (q >= 0) {
      this.load(q, 0)
      body.op(`${scalar}.mul`)
    }
    if (m >= 0) writeMasked(body, false, precision, () => this.load(m, 0))
    body.op(`${scalar}.add`).set(sum)
  }
}
