/** What the page asks the worker that trains, and what that answers. */
import type { NewLosses } from './history.js'
import type { Point } from './points.js'
import type { RunState } from './run.js'
import type { ByHand, Settings } from './settings.js'

/** What decides a run. */
export interface Plan {
  readonly settings: Settings
  readonly points: readonly Point[]
  readonly byHand: readonly ByHand[]
}

export type Order =
  /** A run from its beginning, and on until so many steps. Answers of other turns are of other runs. */
  | { readonly type: 'begin'; readonly turn: number; readonly plan: Plan; readonly until: number }
  | { readonly type: 'go'; readonly until: number }
  | { readonly type: 'pause' }
  | { readonly type: 'example' }
  | { readonly type: 'set'; readonly byHand: readonly ByHand[] }
  /** A compiled run of a plan, which waits for the state of the one that goes on meanwhile. */
  | { readonly type: 'compile'; readonly turn: number; readonly plan: Plan }
  | { readonly type: 'hand' }
  | { readonly type: 'take'; readonly state: RunState; readonly until: number }
  /** The plan run twice, eager and compiled, and every number compared. */
  | { readonly type: 'prove'; readonly turn: number; readonly plan: Plan; readonly steps: number }
  /** A picture is wanted, as soon as there is something new in it. */
  | { readonly type: 'look' }

/** How a run stands. */
export interface Snapshot {
  readonly turn: number
  readonly k: number
  readonly isRunning: boolean
  readonly weights: Float64Array<ArrayBuffer>
  /** Of the last step; while examples are walked through, of those so far. */
  readonly grads: Float64Array<ArrayBuffer>
  readonly losses: NewLosses
  /** The loss at the present weights, before the update of step k. */
  readonly loss: number
  /** The share of points on their own side. */
  readonly right: number
  readonly perEpoch: number
  /** Milliseconds that a step takes, averaged over the last ones; 0 while none was made. */
  readonly pace: number
  readonly isCompiled: boolean
  /** Examples of this step walked through, of how many; the place of the last. */
  readonly walked: number
  readonly size: number
  readonly walking: number | undefined
  readonly failed: string
}
export type Answer =
  | ({ readonly type: 'snapshot' } & Snapshot)
  | { readonly type: 'compiled'; readonly turn: number }
  | { readonly type: 'handed'; readonly turn: number; readonly state: RunState }
  | ({ readonly type: 'proved'; readonly turn: number } & Proof)
  | { readonly type: 'broken'; readonly turn: number; readonly message: string }

/** What came of running twice. */
export interface Proof {
  readonly steps: number
  /** Numbers that were compared: losses, weights and gradients after every step. */
  readonly numbers: number
  /** The first that differs, if any. */
  readonly wrong: string
  /** Milliseconds a step. */
  readonly eager: number
  readonly compiled: number
}
