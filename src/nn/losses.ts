/** Losses: how far a list of answers is from what was wanted, as one number to make small. */
import { describe } from '../arguments/index.js'
import { isValue } from '../engine/index.js'
import { mean, mul, relu, square, sub, sum, type Either, type Result } from '../ops/index.js'

/**
 * The max-margin loss of a support vector machine: the mean of relu(1 − yᵢ·sᵢ), which is 0 once every score has its target's sign and a size of at least 1.
 * Targets are −1 or 1. Throws for empty lists, lists of different length, and other targets.
 *
 * @example
 * import { hingeLoss } from 'seegrad/nn'
 * hingeLoss([2, 0.5, -1], [1, 1, 1]) // ≈ 0.8333333333
 */
export function hingeLoss<X extends number, Y extends number>(
  scores: readonly X[],
  targets: readonly Y[],
): Either<X, Y> {
  paired('hingeLoss', 'scores', scores, targets)
  targets.forEach((target: number, k) => {
    const y = isValue(target) ? target.data : target
    if (y === 1 || y === -1) return
    throw new RangeError(
      `hingeLoss: targets[${k}] is ${describe(y)}; -1 and 1 are allowed. Of classes 0 and 1 make them by 2 * y - 1.`,
    )
  })
  return mean(scores.map((score, k) => relu(sub(1, mul(targets[k] as number, score))))) as Either<X, Y>
}

/**
 * The mean of the squares (pᵢ − yᵢ)², as PyTorch's `mse_loss` with its mean reduction. Throws for empty lists and lists of different length.
 *
 * @example
 * import { mseLoss } from 'seegrad/nn'
 * mseLoss([2.5, 0, 1], [3, 0, 2]) // ≈ 0.4166666667
 */
export function mseLoss<X extends number, Y extends number>(
  predictions: readonly X[],
  targets: readonly Y[],
): Either<X, Y> {
  paired('mseLoss', 'predictions', predictions, targets)
  return mean(predictions.map((prediction, k) => square(sub(prediction, targets[k] as number)))) as Either<X, Y>
}

/**
 * alpha · Σ p²: what is added to a loss so that parameters stay small. Throws for an empty list.
 *
 * @example
 * import { value } from 'seegrad'
 * import { l2 } from 'seegrad/nn'
 * const w = value(3)
 * l2([w, value(4)], 0.5).backward()
 * w.grad // 3
 */
export function l2<X extends number, A extends number>(parameters: readonly X[], alpha: A): Either<X, A> {
  if (!Array.isArray(parameters) || parameters.length === 0)
    throw new TypeError(
      `l2: parameters is ${describe(parameters)}; a list of at least one Value or number is allowed. Write l2(net.parameters(), 1e-4).`,
    )
  return mul(alpha as number, sum(parameters.map((p: number): number => square(p)))) as Result<number> as Either<X, A>
}

function paired(who: string, what: string, given: readonly unknown[], targets: readonly unknown[]): void {
  for (const [name, list] of [
    [what, given],
    ['targets', targets],
  ] as const)
    if (!Array.isArray(list) || list.length === 0)
      throw new TypeError(
        `${who}: ${name} is ${describe(list)}; a list of at least one number or Value is allowed. Write ${who}([s], [y]) for one.`,
      )
  if (given.length !== targets.length)
    throw new RangeError(
      `${who}: ${given.length} ${what} and ${targets.length} targets; one target for each is allowed. Make the two lists equally long.`,
    )
}
