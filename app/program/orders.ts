/** What the page asks the worker of a large program, and what that answers. */
import type { GraphNode, GraphScope } from '../../src/engine/index.js'
import type { Names, Step } from '../../src/explain/index.js'
import type { Plan, PlanOptions } from '../../src/figures/index.js'

/** Where a program comes from: the name of one that the page carries, or a recording as its file has it. */
export type Origin = { readonly program: string } | { readonly recording: string }

export type Order =
  | { readonly type: 'open'; readonly origin: Origin }
  | {
      readonly type: 'move'
      readonly turn: number
      readonly leaves: readonly (readonly [place: number, data: number])[]
    }
  | { readonly type: 'plan'; readonly key: string; readonly options: PlanOptions }
  | { readonly type: 'nudge'; readonly turn: number; readonly place: number; readonly h: number }
  | { readonly type: 'torch'; readonly name: string; readonly recording: string }

/** A layout without its functions. */
export interface SentPlan extends Omit<Plan, 'laid'> {
  readonly laid: Omit<Plan['laid'], 'trunk' | 'branch'>
  readonly trunks: readonly (readonly (readonly [number, number])[])[]
  /** By knot, those of its strands. */
  readonly branches: readonly (readonly (readonly (readonly [number, number])[])[])[]
}
/** What folds multiply by, by knot and strand; null where no gradient passes, undefined where there is no one number. */
export type Factors = readonly (readonly (number | null | undefined)[])[]

export type Answer =
  | { readonly type: 'graph'; readonly turn: number; readonly root: number; readonly scopes: readonly GraphScope[]; readonly start: number } // prettier-ignore
  | { readonly type: 'nodes'; readonly turn: number; readonly nodes: readonly GraphNode[]; readonly names: Names }
  | { readonly type: 'steps'; readonly turn: number; readonly steps: readonly Step[]; readonly isLast: boolean }
  | { readonly type: 'plan'; readonly key: string; readonly turn: number; readonly plan?: SentPlan; readonly factors: Factors } // prettier-ignore
  | { readonly type: 'nudged'; readonly turn: number; readonly slope: number }
  | { readonly type: 'torch'; readonly zip: Uint8Array<ArrayBuffer> }
  | { readonly type: 'failed'; readonly of: Order['type']; readonly message: string }
