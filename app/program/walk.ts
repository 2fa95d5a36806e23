/** A walk through a session: how far it has come, and what is there at that moment. */
import { momentAt, moveTo, stepper, type Moment, type Step, type Stepper } from '../../src/explain/index.js'
import { edgeSteps, placeOf } from '../picture/showing.js'
import type { Session } from './session.js'

/** All steps of a session. */
export const stepsOf = (session: Session): Stepper => (session.steps ??= stepper(session.recorded))

const walks = new WeakMap<Session, Walk>()
/** The walk through a session: one for each. */
export function walkOf(session: Session): Walk {
  const walk = walks.get(session) ?? new Walk(session)
  walks.set(session, walk)
  return walk
}

export class Walk {
  private stepper: Stepper | undefined
  private moment: Moment | undefined
  private steps: readonly (Int32Array | undefined)[] = []
  private landings: ReadonlyMap<number, number> | undefined

  constructor(readonly session: Session) {}

  /** All steps, of the present numbers. */
  get all(): Stepper {
    const walk = stepsOf(this.session)
    if (walk !== this.stepper) {
      this.stepper = walk
      this.moment = undefined
      this.landings = undefined
      this.steps = edgeSteps(walk)
    }
    return walk
  }
  get length(): number {
    return this.all.steps.length
  }
  /** How many steps make numbers, before the way back begins. */
  get forward(): number {
    const seed = this.all.steps.findIndex(({ kind }) => kind === 'seed')
    return seed < 0 ? this.length : seed
  }
  /** The moment after k steps: one object that moves, forward or back. */
  at(k: number): Moment {
    const { all } = this
    return (this.moment = moveTo(all, (this.moment ??= momentAt(all)), k))
  }
  get edges(): readonly (Int32Array | undefined)[] {
    void this.all
    return this.steps
  }
  step(k: number): Step | undefined {
    return this.all.steps[k - 1]
  }
  /** The moment at which a node has its gradient, or if it gets none, its number. */
  landing(place: number): number | undefined {
    if (!this.landings) {
      const found = new Map<number, number>()
      this.all.steps.forEach((step, k) => found.set(placeOf(step), k + 1))
      this.landings = found
    }
    return this.landings.get(place)
  }
  /** The first moment after k at which a gradient is larger than t, or the end. */
  stopAfter(k: number, t: number, most: number): { readonly k: number; readonly isLarge: boolean } {
    const { steps } = this.all
    for (let next = k; next < Math.min(most, steps.length); next++) {
      const step = steps[next]!
      const grad = step.kind === 'backward' ? step.after : step.kind === 'seed' ? step.grad : 0
      if (!(Math.abs(grad) <= t)) return { k: next + 1, isLarge: true }
    }
    return { k: Math.min(most, steps.length), isLarge: false }
  }
}
