/** One step of training as a function: what is traced of it, and what it gives in singles, op by op. */
import type { Handle } from '../engine/index.js'
import type { Optimizer } from '../optim/index.js'
import { flatten } from '../transforms/tree.js'
import type { Numbers } from './modes.js'
import type { Entered, Objective } from './objective.js'
import type { Remembered } from './remembered.js'
import { builder, type Build } from './signature.js'
import { inSinglesOf } from './single.js'
import type { Shared, Sloped } from './step-variant.js'
import { overBatch, slopesOf } from './trace.js'

const NOTHING: Shared = { names: [], numbers: [] }

export class WholeStep {
  private names: readonly string[] | undefined
  constructor(
    private readonly objective: Objective,
    private readonly optimizer: Optimizer | undefined,
    /** Those that the optimiser moves come first; of the others the slopes are asked for, too. */
    private readonly trained: readonly Handle[],
    /** How many parameters a step moves. */
    readonly moving: number,
    private readonly remembered: Remembered,
  ) {}

  /** Whether it moves all whose slopes it gives. */
  get movesAll(): boolean {
    return this.moving === this.trained.length
  }
  shared(): Shared {
    const { optimizer } = this
    if (!optimizer) return NOTHING
    const step = optimizer.steps + 1
    const more = (optimizer.rule.common?.({ ...optimizer.options, step }) ?? {}) as Readonly<Record<string, number>>
    const names = (this.names ??= ['lr', 'step', ...Object.keys(more)])
    const numbers = [optimizer.lr, step]
    for (let k = numbers.length; k < names.length; k++) numbers.push(more[names[k] as string] as number)
    return { names, numbers }
  }

  /**
   * The whole step on Values: what is traced. Gives the loss, the new parameters, what is remembered, the gradients, what else the loss tells; where only so many parameters are to be
   * moved, what is remembered of these, one parameter after the other.
   */
  program({ names }: Shared, isMapped: boolean, moving: number = this.moving): (...args: never[]) => unknown {
    return (...args) => {
      const [shared, states, counts, ...batch] = args as unknown as [number[], number[], number[], ...unknown[]]
      const { total, others, slopes } = isMapped ? this.mapped(batch) : this.whole({ counts, batch })
      const hypers = { ...this.optimizer?.options, ...Object.fromEntries(names.map((name, k) => [name, shared[k]])) }
      const moved: number[] = []
      const remembered = Array.from(states, () => 0)
      if (this.optimizer) {
        this.trained.slice(0, moving).forEach((parameter, k) => {
          const state = this.remembered.stateOf(k, states)
          const [next, after] = this.optimizer!.rule.update(
            parameter as never,
            slopes[k] as number,
            state,
            hypers as never,
          )
          moved.push(next)
          this.remembered.put(k, after as Record<string, number>, remembered)
        })
      }
      const kept = moving < this.moving ? this.remembered.places.slice(0, moving).flat() : undefined
      return [total, moved, kept?.map((slot) => remembered[slot]) ?? remembered, slopes, others]
    }
  }
  private whole(entered: Entered): Sloped {
    const { total, others, roots, seeds } = this.objective.traced(entered)
    return { total, others, slopes: slopesOf(roots, seeds, this.trained) }
  }
  /** The same for a batch, of one example. */
  private mapped(example: readonly unknown[]): Sloped {
    const [each, more] = this.objective.apart(example)
    const [total, ...slopes] = overBatch(each, more, this.trained) as [number, ...number[]]
    return { total, others: {}, slopes }
  }

  /** What a step computes in singles, and how to build what else the loss tells. */
  inSingles(given: readonly unknown[]): [numbers: Numbers, at: 0, told: Build] {
    const { counts, batch } = this.objective.enter(given)
    const shared = this.shared()
    let others: unknown = {}
    const run = (...args: never[]): unknown => {
      const all = this.program(shared, false)(...args) as unknown[]
      others = all.at(-1)
      return all
    }
    const numbers = inSinglesOf(run, [shared.numbers, [...this.remembered.numbers], counts, ...batch], true)
    return [Float32Array.from(numbers), 0, builder(flatten(others, 'what the loss tells').shape)]
  }
}
