/** Losses: how far a list of answers is from what was wanted, as one number to make small. Each is a row: what one answer costs; the rest is shared. */
import { assertOptions, describe, finite } from '../arguments/index.js'
import { asHandle, dataOf, isValue, scope } from '../engine/index.js'
import { abs, add, div, less, log, log1p, logSumExp, mean, mul, neg, relu, softplus, square, sub, sum, where, type Either, type Numbers, type Result } from '../ops/index.js' // prettier-ignore
import { entryAt } from './arguments.js'

/** How the losses of single examples become one: their mean (unless told), their sum, or not at all. */
export interface LossOptions {
  readonly reduction?: 'mean' | 'sum' | 'none'
}
/** Options of `huberLoss`: where the square goes over into the straight line. */
export interface HuberOptions extends LossOptions {
  readonly delta?: number
}
/** Options of `smoothL1Loss`: where the square goes over into the straight line, which has slope 1 whatever beta is. */
export interface SmoothL1Options extends LossOptions {
  readonly beta?: number
}
type Each = { readonly reduction: 'none' }

/** A loss of two equally long lists. With the reduction `'none'` it gives a list, one loss for each pair. */
export interface PairLoss<Options extends LossOptions = LossOptions> {
  /** PyTorch's expression for what each answer a to its target b costs. */
  readonly torch: string
  <X extends number, Y extends number>(answers: Numbers<X>, targets: Numbers<Y>, options: Options & Each): Either<X, Y>[]
  <X extends number, Y extends number>(answers: Numbers<X>, targets: Numbers<Y>, options?: Options): Either<X, Y>
} // prettier-ignore
/** A loss of the numbers of the classes, for one example or a list of them, and of the right class of each, counted from 0. */
export interface ClassLoss {
  /** PyTorch's expression for what each list of scores a costs whose class is b. */
  readonly torch: string
  <X extends number>(scores: readonly Numbers<X>[], classes: Numbers, options: LossOptions & Each): Result<X>[]
  <X extends number>(scores: readonly Numbers<X>[], classes: Numbers, options?: LossOptions): Result<X>
  <X extends number>(scores: Numbers<X>, classes: number, options?: LossOptions): Result<X>
}

/** What a row of losses states: its name, what its answers are called, what one answer costs and which targets and answers it refuses. */
interface LossRow<Options> {
  readonly name: string
  readonly answers: string
  readonly each: (answer: number, target: number, options: Options) => number
  /** What is wrong with the data of an answer and its target, if anything: as the end of a message. */
  readonly wrong?: (answer: number, target: number) => readonly [of: 'answers' | 'targets', mend: string] | undefined
  /** PyTorch's expression for what each answer a to its target b costs. */
  readonly torch: string
  /** A number among the options: its name, what it is unless told, and whether 0 is allowed. */
  readonly option?: readonly [name: string, usual: number, zero: boolean]
}

function pairLoss<Options extends LossOptions = LossOptions>(row: LossRow<Readonly<Record<string, number>>>): PairLoss<Options> {
  const { name, answers, each, wrong, option, torch } = row
  const loss = (xs: Numbers, ys: Numbers, options: Options = {} as Options): unknown => {
    assertOptions(name, options, 'reduction', ...(option ? [option[0]] : []))
    paired(name, answers, xs, ys)
    const settings = options as unknown as Readonly<Record<string, number>>
    if (option) above(name, option, settings[option[0]])
    const full = option ? { [option[0]]: settings[option[0]] ?? option[1] } : {}
    const [list, targets] = [Array.from(xs), Array.from(ys)]
    if (wrong)
      list.forEach((x, k) => {
        const [a, t] = [numberOf(x), numberOf(targets[k] as number)]
        const found = wrong(a, t)
        if (!found) return
        const [of, mend] = found
        throw new RangeError(`${name}: ${of === 'answers' ? answers : of}[${k}] is ${describe(of === 'answers' ? a : t)}; ${mend}`)
      })
    return scope(name, () => reduced(name, list.map((x, k) => each(x, targets[k] as number, full)), options.reduction)) // prettier-ignore
  }
  return Object.assign(loss, { torch }) as unknown as PairLoss<Options>
} // prettier-ignore

/**
 * The mean of the squares (pᵢ − yᵢ)², as PyTorch's `mse_loss`. Throws for empty lists, lists of different length, and a reduction that is none.
 *
 * @example
 * import { mseLoss } from 'seegrad/nn'
 * mseLoss([2.5, 0, 1], [3, 0, 2]) // ≈ 0.4166666667
 * mseLoss([2.5, 0, 1], [3, 0, 2], { reduction: 'none' }) // [0.25, 0, 1]
 */
export const mseLoss: PairLoss = pairLoss({
  name: 'mseLoss',
  answers: 'predictions',
  torch: '(a - b).square()',
  each: (p, y) => square(sub(p, y)),
})

/**
 * The mean of the distances |pᵢ − yᵢ|, as PyTorch's `l1_loss`; its slope at 0 is 0. Throws as {@link mseLoss}.
 *
 * @example
 * import { l1Loss } from 'seegrad/nn'
 * l1Loss([2.5, 0, 1], [3, 0, 2], { reduction: 'sum' }) // 1.5
 */
export const l1Loss: PairLoss = pairLoss({
  name: 'l1Loss',
  answers: 'predictions',
  torch: '(a - b).abs()',
  each: (p, y) => abs(sub(p, y)),
})

/**
 * Half the square of a distance d up to `delta` (1 unless told), from there on the straight line delta·(d − delta/2): PyTorch's `huber_loss`. Throws as {@link mseLoss}, and
 * for a `delta` that is no number above 0.
 *
 * @example
 * import { huberLoss } from 'seegrad/nn'
 * huberLoss([0.5, 3], [0, 0], { reduction: 'none' }) // [0.125, 2.5]
 */
export const huberLoss: PairLoss<HuberOptions> = pairLoss({
  name: 'huberLoss',
  answers: 'predictions',
  torch: "F.huber_loss(a, b, reduction='none')",
  option: ['delta', 1, false],
  each(p, y, { delta = 1 }) {
    const d = abs(sub(p, y))
    return where(less(d, delta), mul(0.5, square(d)), mul(delta, sub(d, delta / 2)))
  },
})

/**
 * The square of a distance d over 2·beta up to `beta` (1 unless told), from there on d − beta/2: PyTorch's `smooth_l1_loss`; of `beta` 0, {@link l1Loss}. Throws as
 * {@link mseLoss}, and for a `beta` that is no number from 0 up.
 *
 * @example
 * import { smoothL1Loss } from 'seegrad/nn'
 * smoothL1Loss([0.25, 3], [0, 0], { beta: 0.5, reduction: 'none' }) // [0.0625, 2.75]
 */
export const smoothL1Loss: PairLoss<SmoothL1Options> = pairLoss({
  name: 'smoothL1Loss',
  answers: 'predictions',
  torch: "F.smooth_l1_loss(a, b, reduction='none')",
  option: ['beta', 1, true],
  each(p, y, { beta = 1 }) {
    const d = abs(sub(p, y))
    return beta === 0 ? d : where(less(d, beta), div(square(d), 2 * beta), sub(d, beta / 2))
  },
})

/**
 * The max-margin loss of a support vector machine: the mean of relu(1 − yᵢ·sᵢ), which is 0 once every score has its target's sign and a size of at least 1.
 * Targets are −1 or 1; others are refused. Throws as {@link mseLoss} besides.
 *
 * @example
 * import { hingeLoss } from 'seegrad/nn'
 * hingeLoss([2, 0.5, -1], [1, 1, 1]) // ≈ 0.8333333333
 */
export const hingeLoss: PairLoss = pairLoss({
  name: 'hingeLoss',
  answers: 'scores',
  torch: 'torch.relu(1 - b * a)',
  wrong: (_s, y) =>
    y === 1 || y === -1 ? undefined : ['targets', '-1 and 1 are allowed. Of classes 0 and 1 make them by 2 * y - 1.'],
  each: (s, y) => relu(sub(1, mul(y, s))),
})

const share = (y: number): readonly ['targets', string] | undefined =>
  y >= 0 && y <= 1 ? undefined : ['targets', 'a number from 0 to 1 is allowed: the share of class 1, mostly 0 or 1.']

/**
 * How surprised one is who said probability pᵢ where yᵢ came, −y·ln p − (1 − y)·ln(1 − p), as PyTorch's `binary_cross_entropy`. Where that cuts off at 100, this refuses:
 * probabilities lie in (0, 1), targets in [0, 1]. Of scores take {@link bceWithLogitsLoss}, which keeps its digits. Throws as {@link mseLoss} besides.
 *
 * @example
 * import { bceLoss } from 'seegrad/nn'
 * bceLoss([0.5, 0.25], [1, 0]) // ≈ 0.4904146265
 */
export const bceLoss: PairLoss = pairLoss({
  name: 'bceLoss',
  answers: 'probabilities',
  torch: '-(b * a.log() + (1 - b) * (-a).log1p())',
  wrong: (p, y) =>
    p > 0 && p < 1 ? share(y) : ['answers', 'a number between 0 and 1 is allowed. Take bceWithLogitsLoss of the scores before the sigmoid: it has no end.'], // prettier-ignore
  each: (p, y) => neg(add(mul(y, log(p)), mul(sub(1, y), log1p(neg(p))))),
})

/**
 * {@link bceLoss} of sigmoid(zᵢ), from the scores zᵢ themselves: y·softplus(−z) + (1 − y)·softplus(z), exact however far out, as PyTorch's
 * `binary_cross_entropy_with_logits`. Targets lie in [0, 1]; others are refused. Throws as {@link mseLoss} besides.
 *
 * @example
 * import { bceWithLogitsLoss } from 'seegrad/nn'
 * bceWithLogitsLoss([0, -800], [1, 1], { reduction: 'none' }) // [0.6931471805599453, 800]
 */
export const bceWithLogitsLoss: PairLoss = pairLoss({
  name: 'bceWithLogitsLoss',
  answers: 'scores',
  torch: "F.binary_cross_entropy_with_logits(a, b, reduction='none')",
  wrong: (_z, y) => share(y),
  each: (z, y) =>
    y === 1 ? softplus(neg(z)) : y === 0 ? softplus(z) : add(mul(y, softplus(neg(z))), mul(sub(1, y), softplus(z))),
})

/**
 * How surprised one is who scored the classes so, when the right one is told: −ln of its share by softmax, as PyTorch's `cross_entropy`. Takes one example, scores and the
 * number of its class, or lists of both. Written as softplus(ln Σ e^(sⱼ − s)) over the other classes j, it keeps its digits however sure the answer is. Throws for a class that
 * is no whole number from 0 to below the number of scores, and for lists that do not fit.
 *
 * @example
 * import { crossEntropyLoss } from 'seegrad/nn'
 * crossEntropyLoss([0, 0, 0], 2) // ≈ 1.0986122887
 * crossEntropyLoss([[1, 0], [0, 40]], [0, 1], { reduction: 'none' }) // [0.31326168751822286, 4.248354255291589e-18]
 */
export const crossEntropyLoss: ClassLoss = classLoss(
  'crossEntropyLoss',
  (scores, right) => {
    const own = entryAt(scores, right)
    return softplus(logSumExp(othersOf(scores, right).map((score) => sub(score, own))))
  },
  "F.cross_entropy(a.reshape(-1, a.shape[-1]), b.reshape(-1).long(), reduction='none')",
)

/**
 * The mean of −lᵢ, where lᵢ is what the right class of example i has in its list, mostly of `logSoftmax`: PyTorch's `nll_loss`. Takes and throws as {@link crossEntropyLoss}.
 *
 * @example
 * import { logSoftmax } from 'seegrad'
 * import { nllLoss } from 'seegrad/nn'
 * nllLoss([logSoftmax([0, 0]), [-1, -2]], [0, 1]) // ≈ 1.3465735903
 */
export const nllLoss: ClassLoss = classLoss('nllLoss', (logs, right) => neg(entryAt(logs, right)), "F.nll_loss(a.reshape(-1, a.shape[-1]), b.reshape(-1).long(), reduction='none')") // prettier-ignore

/** All scores but one; by an index that is a Value each is one of two neighbours, so that which one is missing stays data. */
const othersOf = (scores: readonly number[], right: number): number[] =>
  isValue(right)
    ? scores.slice(1).map((next, k) => where(less(k, right), scores[k] as number, next))
    : scores.filter((_, k) => k !== right)

function classLoss(name: string, each: (scores: readonly number[], right: number) => number, torch: string): ClassLoss {
  const loss = (scores: unknown, classes: unknown, options: LossOptions = {}): unknown => {
    assertOptions(name, options, 'reduction')
    const one = typeof classes === 'number' || isValue(classes)
    const [rows, rights] = one ? [[scores], [classes]] : [scores as readonly unknown[], classes as readonly unknown[]]
    paired(name, 'lists of scores', rows as never, rights as never, 'classes')
    return scope(name, () => {
      const losses = Array.from(rows, (row, k) => {
        const list = isList(row) ? Array.from(row) : []
        if (list.length === 0)
        throw new TypeError(`${name}: the scores of example ${k} are ${describe(row)}; a list of at least one number or Value is allowed, one per class.`) // prettier-ignore
        const given = rights[k] as number
        const right = numberOf(given)
        if (!Number.isInteger(right) || right < 0 || right >= list.length)
          throw new RangeError(
            `${name}: classes[${k}] is ${describe(right)}; a whole number from 0 to ${list.length - 1} is allowed: there are ${list.length} scores, and classes are counted from 0.`,
          )
        return each(list, given)
      })
      return one ? losses[0] : reduced(name, losses, options.reduction)
    })
  }
  return Object.assign(loss, { torch }) as unknown as ClassLoss
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
  return scope('l2', () =>
    mul(alpha as number, sum(parameters.map((p: number): number => square(p)))),
  ) as Result<number> as Either<X, A>
}

const numberOf = (x: number): number => (isValue(x) ? dataOf(asHandle(x)) : x)
const isList = (x: unknown): x is ArrayLike<number> => Array.isArray(x) || x instanceof Float64Array || x instanceof Float32Array // prettier-ignore

function above(who: string, [name, , zero]: readonly [string, number, boolean], x: unknown): void {
  if (x === undefined) return
  const mend = 'It says where the square goes over into a straight line.'
  const far = finite(`${who}: ${name}`, x, mend)
  if (far < 0 || (far === 0 && !zero))
    throw new RangeError(`${who}: ${name} is ${far}; a number ${zero ? 'from 0 up' : 'above 0'} is allowed. ${mend}`)
}

function reduced(who: string, losses: number[], reduction: unknown = 'mean'): number | number[] {
  if (reduction === 'mean') return mean(losses)
  if (reduction === 'sum') return sum(losses)
  if (reduction === 'none') return losses
  throw new TypeError(`${who}: reduction is ${describe(reduction)}; 'mean', 'sum' and 'none' are allowed. Leave it out for the mean.`) // prettier-ignore
}

function paired(who: string, what: string, answers: Numbers, targets: Numbers, named = 'targets'): void {
  for (const [name, list] of [
    [what, answers],
    [named, targets],
  ] as const)
    if (!isList(list) || list.length === 0)
      throw new TypeError(
        `${who}: ${name} is ${describe(list)}; a list of at least one number or Value is allowed. Write ${who}([s], [y]) for one.`,
      )
  if (answers.length !== targets.length)
    throw new RangeError(
      `${who}: ${answers.length} ${what} and ${targets.length} ${named}; one ${named === 'classes' ? 'class' : 'target'} for each is allowed. Make the two lists equally long.`,
    )
}
