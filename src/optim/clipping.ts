/** Clipping: gradients that together grew too long are made shorter, all by the same factor. */
import { assertOptions, describe } from '../arguments/index.js'
import { isValue } from '../engine/index.js'
import { abs, max, min, mul, norm, pow, sum, div, add } from '../ops/index.js'

/** How gradients are measured. */
export interface ClipOptions {
  /** The p of the p-norm, a number above 0; 2 unless told, Infinity for the largest gradient. */
  readonly normType?: number
}

/**
 * Scales the gradients of all `parameters` together so that their norm is at most `maxNorm`, and gives the norm they had: PyTorch's `clip_grad_norm_`, the factor being
 * maxNorm/(norm + 10⁻⁶) where that is below 1. Throws, and then changes nothing, if the norm is NaN or ∞, for a `maxNorm` that is no number from 0 up, and for
 * parameters that are no Values.
 *
 * @example
 * import { value } from 'seegrad'
 * import { clipGradNorm } from 'seegrad/optim'
 * const [a, b] = [value(1), value(2)]
 * a.mul(3).add(b.mul(4)).backward()
 * clipGradNorm([a, b], 1) // 5
 * a.grad // ≈ 0.59999988
 */
export function clipGradNorm(parameters: Iterable<number>, maxNorm: number, options: ClipOptions = {}): number {
  assertOptions('clipGradNorm', options, 'normType')
  const { normType = 2 } = options
  const isList = typeof (parameters as Iterable<number> | null)?.[Symbol.iterator] === 'function'
  const values = isList ? [...parameters] : []
  if (values.length === 0 || !values.every(isValue))
    throw new TypeError(
      `clipGradNorm: parameters is ${describe(parameters)}; a list of Values is allowed. Write net.parameters().`,
    )
  if (typeof maxNorm !== 'number' || !(maxNorm >= 0))
    throw new RangeError(
      `clipGradNorm: maxNorm is ${describe(maxNorm)}; a number from 0 up is allowed. It is the most that the norm may be.`,
    )
  if (typeof normType !== 'number' || !(normType > 0))
    throw new RangeError(`clipGradNorm: normType is ${describe(normType)}; a number above 0 is allowed, such as 2 or Infinity.`) // prettier-ignore
  const length = lengthOf(values.map(({ grad }) => grad), normType) // prettier-ignore
  if (!Number.isFinite(length))
    throw new RangeError(
      `clipGradNorm: the norm of the gradients is ${length}; a finite norm is allowed. Nothing was changed; detectAnomaly finds where the first such number was born.`,
    )
  const factor = min([1, div(maxNorm, add(length, 1e-6))])
  for (const each of values) each.grad = mul(each.grad, factor)
  return length
}

function lengthOf(xs: readonly number[], p: number): number {
  if (p === 2) return norm(xs)
  const sizes = xs.map(abs)
  return p === Infinity ? max(sizes) : pow(sum(sizes.map((x) => pow(x, p))), 1 / p)
}
