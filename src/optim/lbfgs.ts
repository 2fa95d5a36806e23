/** `LBFGS`: the optimiser that remembers how gradients changed, and looks several times before it steps; PyTorch's, look for look. */
import { describe } from '../arguments/index.js'
import { isValue } from '../engine/index.js'
import { abs, dot, max, sum, type Value } from '../ops/index.js'
import { History } from './history.js'
import { strongWolfe } from './line-search.js'
import { checkedOptions, checkedParameters } from './optimizer.js'
import type { Hyper, UpdateRule, Hypers } from './rule.js'

/** Options of LBFGS: PyTorch's, with its defaults. */
export interface LBFGSOptions {
  readonly lr?: number
  /** How many steps one `step` takes at most. */
  readonly maxIter?: number
  /** How often it looks at the loss at most; 0 stands for 1.25 times `maxIter`. */
  readonly maxEval?: number
  readonly toleranceGrad?: number
  readonly toleranceChange?: number
  readonly historySize?: number
  /** Whether it searches along each direction for a place that is low and flat (PyTorch's line_search_fn='strong_wolfe'). */
  readonly strongWolfe?: boolean
}

const whole = (usual: number, doc: string, domain: '[0, ∞)' | '[1, ∞)' = '[1, ∞)'): Hyper<number> => ({ default: usual, domain, doc }) // prettier-ignore
const hyper = {
  lr: { default: 1, domain: '[0, ∞)', doc: 'how much of each direction a step goes' },
  maxIter: whole(20, 'how many steps one step takes at most'),
  maxEval: whole(0, 'how often it looks at the loss at most', '[0, ∞)'),
  toleranceGrad: { default: 1e-7, domain: '[0, ∞)', doc: 'the largest gradient that counts as none' },
  toleranceChange: { default: 1e-9, domain: '[0, ∞)', doc: 'the largest change that counts as none' },
  historySize: whole(100, 'how many steps are remembered'),
  strongWolfe: { default: false, doc: 'whether to search along each direction' },
} as const

/**
 * Limited-memory BFGS: `step(closure)` asks the closure for the loss again and again, which must zero the gradients, run `backward()` and give the loss. Throws as
 * {@link Optimizer} does, and for a closure that is missing or gives no Value.
 *
 * @example
 * import { value } from 'seegrad'
 * import { LBFGS } from 'seegrad/optim'
 * const [x, y] = [value(-1.2), value(1)]
 * const optimizer = new LBFGS([x, y], { strongWolfe: true, maxIter: 100 })
 * optimizer.step(() => {
 *   optimizer.zeroGrad()
 *   const loss = y.sub(x.square()).square().mul(100).add(x.sub(1).square())
 *   loss.backward()
 *   return loss
 * })
 * x.data // ≈ 1
 */
export class LBFGS {
  readonly parameters: readonly Value[]
  /** The learning rate of the next step. */
  lr: number
  readonly #h: Required<LBFGSOptions>
  readonly #history: History
  #last: { readonly d: readonly number[]; readonly t: number; readonly g: readonly number[] } | undefined

  constructor(parameters: Iterable<number>, options: LBFGSOptions = {}) {
    this.parameters = checkedParameters('LBFGS', parameters)
    this.#h = checkedOptions({ name: 'LBFGS', hyper } as unknown as UpdateRule<Hypers>, options as never) as unknown as Required<LBFGSOptions> // prettier-ignore
    this.lr = this.#h.lr
    this.#history = new History(this.#h.historySize)
  }

  /** Sets every parameter's gradient to 0. */
  zeroGrad(): void {
    for (const parameter of this.parameters) parameter.zeroGrad()
  }

  /** Takes up to `maxIter` steps; gives the loss from before the first. */
  step(closure: () => number): Value {
    if (typeof closure !== 'function')
      throw new TypeError(
        `LBFGS: step was given ${describe(closure)}; a function is allowed that zeroes the gradients, runs backward and gives the loss. LBFGS looks at the loss several times a step.`,
      )
    const { maxIter, toleranceGrad, toleranceChange } = this.#h
    const mostLooks = this.#h.maxEval || Math.floor((maxIter * 5) / 4)
    const values = this.parameters
    const look = (): { loss: Value; f: number; g: number[] } => {
      const loss = closure()
      if (!isValue(loss))
        throw new TypeError(`LBFGS: the closure gave ${describe(loss)}; the loss, a Value, is allowed. Return it.`)
      return { loss, f: loss.data, g: values.map(({ grad }) => grad) }
    }
    const move = (from: readonly number[], t: number, d: readonly number[]): void => values.forEach((p, i) => (p.data = from[i]! + t * d[i]!)) // prettier-ignore
    const first = look()
    let { f, g } = first
    let looks = 1
    const isFlat = (): boolean => max(g.map(abs)) <= toleranceGrad
    for (let k = 1; k <= maxIter && !isFlat(); k++) {
      const last = this.#last
      if (last) this.#history.add(last.d.map((x) => x * last.t), g.map((x, i) => x - last.g[i]!)) // prettier-ignore
      const d = this.#history.direction(g)
      const slope = dot(g, d)
      let t = last ? this.lr : Math.min(1, 1 / sum(g.map(abs))) * this.lr
      const [before, from] = [{ f, g }, values.map(({ data }) => data)]
      if (slope > -toleranceChange) {
        this.#last = { d, t, g }
        break
      }
      if (this.#h.strongWolfe) {
        const trial = (t: number): { t: number; f: number; g: number[]; slope: number } => {
          move(from, t, d)
          const seen = look()
          looks++
          return { t, f: seen.f, g: seen.g, slope: dot(seen.g, d) }
        }
        const found = strongWolfe({ t: 0, f, g, slope }, t, d, trial)
        ;({ f, t } = found)
        g = [...found.g]
        move(from, t, d)
      } else {
        move(from, t, d)
        if (k < maxIter) {
          ;({ f, g } = look())
          looks++
        }
      }
      this.#last = { d, t, g: before.g }
      if (looks >= mostLooks || max(d.map((x) => Math.abs(x * t))) <= toleranceChange) break
      if (k < maxIter && Math.abs(f - before.f) < toleranceChange) break
    }
    return first.loss
  }
}
