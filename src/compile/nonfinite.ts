/** A step whose loss or slopes are no finite numbers, which is not taken where that is asked for. */
import type { Handle } from '../engine/index.js'
import type { Numbers } from './modes.js'

/**
 * What a step of `compileStep({ …, errorIfNonfinite: true })` throws. The parameters, and what the optimiser remembers, are what they were before it; the gradients are those of the
 * step. `detectAnomaly` finds the op in which the first such number was born.
 *
 * @example
 * import { value } from 'seegrad'
 * import { SGD } from 'seegrad/optim'
 * import { compileStep } from 'seegrad/compile'
 * const w = value(1e200, 'w')
 * const loss = (x: number) => w.mul(x).square()
 * const step = compileStep({ parameters: [w], loss, optimizer: SGD([w], { lr: 0.1 }), errorIfNonfinite: true })
 * step([1]) // throws NonfiniteError: compileStep: the loss is Infinity; a finite number is allowed. Nothing was moved: try a smaller learning rate, or find with detectAnomaly where it was born.
 * w.data // 1e200
 */
export class NonfiniteError extends RangeError {
  override readonly name: string = 'NonfiniteError'
  constructor(
    readonly what: 'the loss' | 'a slope of the loss',
    /** What it is instead: NaN, ∞ or −∞. */
    readonly number: number,
  ) {
    super(
      `compileStep: ${what} is ${number}; a finite number is allowed. Nothing was moved: try a smaller learning rate, or find with detectAnomaly where it was born.`,
    )
  }
}

/** Throws for a loss, or slopes that lie side by side from a place on, among which one is no finite number. */
export function refuseNonfinite(loss: number, slopes: Numbers, from: number, count: number): void {
  if (!Number.isFinite(loss)) throw new NonfiniteError('the loss', loss)
  // x − x is 0 of finite numbers only, and NaN + 0 stays NaN.
  let sum = 0
  for (let k = from; k < from + count; k++) sum += (slopes[k] as number) - (slopes[k] as number)
  if (sum === 0) return
  throw new NonfiniteError('a slope of the loss', slopes.find((x, k) => k >= from && k < from + count && !Number.isFinite(x)) as number) // prettier-ignore
}
/** The same for gradients that are in the Values. */
export function refuseNonfiniteIn(loss: number, trained: readonly Handle[]): void {
  let sum = Number.isFinite(loss) ? 0 : NaN
  for (let k = 0; k < trained.length; k++) {
    const { grad } = trained[k] as Handle
    sum += grad - grad
  }
  // Listed only to say which it is.
  if (sum !== 0) refuseNonfinite(loss, Float64Array.from(trained, ({ grad }) => grad), 0, trained.length) // prettier-ignore
}
