/** What is kept of a run, and how two of them are told apart. */

/** Losses of the steps 0, every, 2·every, …, each before the update of its step. */
export interface Losses {
  readonly every: number
  readonly train: readonly number[]
  /** On what it is not trained on; empty where there is nothing. */
  readonly test: readonly number[]
}
export interface KeptRun {
  readonly name: string
  /** What makes it again. */
  readonly hash: string
  readonly losses: Losses
}
/** What two runs were told differently: a setting, there, and here. */
export type Difference = readonly [name: string, then: string, now: string]
