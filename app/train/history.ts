/** The losses of a run, however long: those of every step at first, of every second once they are many, and so on, so that memory stays flat. */
import type { Losses } from '../runs/kept.js'

/** What is new since so many of the entries were told; from 0 where their steps lie further apart now. */
export interface NewLosses {
  readonly every: number
  readonly from: number
  readonly train: Float64Array<ArrayBuffer>
  readonly test: Float64Array<ArrayBuffer>
}

const MOST = 2000

export class History {
  every = 1
  private train: number[] = []
  private test: number[] = []
  private told = 0

  isDue(step: number): boolean {
    return step % this.every === 0
  }
  add(train: number, test: number | undefined): void {
    this.train.push(train)
    if (test !== undefined) this.test.push(test)
    if (this.train.length <= MOST) return
    const isKept = (_: number, k: number): boolean => k % 2 === 0
    this.train = this.train.filter(isKept)
    this.test = this.test.filter(isKept)
    this.every *= 2
    this.told = 0
  }
  all(): Losses {
    const { every, train, test } = this
    return { every, train: [...train], test: [...test] }
  }
  /** Begins with what is known already; it is told again. */
  load({ every, train, test }: Losses): void {
    this.every = every
    this.train = [...train]
    this.test = [...test]
    this.told = 0
  }
  /** Told once. */
  news(): NewLosses {
    const { every, told: from } = this
    this.told = this.train.length
    return { every, from, train: Float64Array.from(this.train.slice(from)), test: Float64Array.from(this.test.slice(from)) } // prettier-ignore
  }
}

export const noLosses: Losses = { every: 1, train: [], test: [] }
/** What is known with what is new. */
export const joined = (known: Losses, { every, from, train, test }: NewLosses): Losses =>
  from > 0 && train.length === 0
    ? known
    : {
        every,
        train: [...known.train.slice(0, from), ...train],
        test: [...known.test.slice(0, from), ...test],
      }
