/** Ops over lists, added from left to right. */
import * as kernel from '../numeric/index.js'
import { add, div, mul, sub } from './arithmetic.js'
import { equal, greater, less, where } from './comparisons.js'
import { interpreterOf, reduction } from './define.js'
import { exp, expGap, log1p } from './exponential.js'
import { REAL } from './interval.js'
import { softShare } from './logistic.js'
import { abs, maximum, minimum } from './piecewise.js'
import { direction, sqrt, square } from './powers.js'
import { noList } from './misuse.js'
import type { Numbers, PairReduction, Reduction } from './op.js'
import { stopped } from './structure.js'
import type { Result } from './value.js'

/** The first number, then each further one added to it: no leading 0, so that −0 stays. */
function total(xs: ArrayLike<number>): number {
  let sum = xs.length === 0 ? 0 : (xs[0] as number)
  for (let i = 1; i < xs.length; i++) sum += xs[i] as number
  return sum
}

export const sum: Reduction = reduction({
  name: 'sum',
  doc: 'All numbers of the list added up; 0 for the empty list.',
  domain: [REAL],
  forward: total,
  unrolled: (xs) => reduce(xs, 0, add),
  partials: (_y, xs) => xs.map(() => 1),
  symbol: 'Σ',
  tex: (...xs) => xs.join(' + ') || '0',
  prec: 1,
  torch: 'a.sum(-1)',
})

export const mean: Reduction = reduction({
  name: 'mean',
  doc: 'The sum over the count; NaN for the empty list.',
  domain: [REAL],
  forward: (xs) => total(xs) / xs.length,
  unrolled: (xs) => div(reduce(xs, 0, add), xs.length),
  partials: (_y, xs) => xs.map(() => 1 / xs.length),
  tex: (...xs) => `\\frac{${xs.join(' + ')}}{${xs.length}}`,
  torch: 'a.mean(-1)',
})

/** ∂/∂aᵢ = bᵢ and ∂/∂bᵢ = aᵢ: the partner lies half the list away. */
function partners(inputs: readonly number[]): number[] {
  const n = inputs.length / 2
  const others = new Array<number>(2 * n)
  for (let i = 0; i < n; i++) {
    others[i] = inputs[n + i] as number
    others[n + i] = inputs[i] as number
  }
  return others
}
export const dot: PairReduction = reduction({
  name: 'dot',
  doc: 'Products of the pairs, added up; 0 for empty lists.',
  domain: [REAL],
  lists: 2,
  forward(inputs) {
    const n = inputs.length / 2
    let sum = n === 0 ? 0 : (inputs[0] as number) * (inputs[n] as number)
    for (let i = 1; i < n; i++) sum += (inputs[i] as number) * (inputs[n + i] as number)
    return sum
  },
  unrolled(inputs) {
    const n = inputs.length / 2
    return reduce(inputs.slice(0, n).map((a, i) => mul(a, inputs[n + i] as number)), 0, add) // prettier-ignore
  },
  partials: (_y, inputs) => partners(inputs),
  symbol: '·',
  tex: (...xs) => xs.slice(0, xs.length / 2).map((a, i) => `${a} \\cdot ${xs[i + xs.length / 2]}`).join(' + ') || '0', // prettier-ignore
  prec: 1,
  torch: '(a * b).sum(-1)',
})

export const prod: Reduction = reduction({
  name: 'prod',
  doc: 'All numbers of the list multiplied; 1 for the empty list.',
  domain: [REAL],
  forward: (xs) => fold(xs, 1, (product, x) => product * x),
  unrolled: (xs) => reduce(xs, 1, mul),
  // The product of all others, from the left times from the right: a zero divides nothing.
  partials(_y, xs) {
    const left: number[] = [1]
    for (const x of xs.slice(0, -1)) left.push(mul(left.at(-1) as number, x))
    let right = 1
    return xs.toReversed().map((x, k) => {
      const others = mul(left[xs.length - 1 - k] as number, right)
      right = mul(right, x)
      return others
    }).toReversed() // prettier-ignore
  },
  symbol: 'Π',
  tex: (...xs) => xs.join(' \\cdot ') || '1',
  prec: 2,
  torch: 'a.prod(-1)',
})

const ties = [
  {
    at: 'a tie',
    answer: 'the slope 1 in equal parts',
    why: 'the slopes add up to 1, as elsewhere',
  },
]
/** Who holds the record y: 1 shared among all that reach it. */
const holders = (y: number, xs: readonly number[]): number[] => {
  const holds = xs.map((x) => equal(x, y))
  const count = sum(holds)
  return holds.map((one) => div(one, count))
}

export const max: Reduction = reduction({
  name: 'max',
  doc: 'The largest number of the list.',
  domain: [REAL],
  forward: (xs) => fold(someOf('max', xs), -Infinity, Math.max),
  unrolled: (xs) => reduce(xs, -Infinity, maximum),
  partials: holders,
  tex: (...xs) => `\\max(${xs.join(', ')})`,
  kinks: ties,
  math: 'max',
  torch: 'a.amax(-1)',
})

export const min: Reduction = reduction({
  name: 'min',
  doc: 'The smallest number of the list.',
  domain: [REAL],
  forward: (xs) => fold(someOf('min', xs), Infinity, Math.min),
  unrolled: (xs) => reduce(xs, Infinity, minimum),
  partials: holders,
  tex: (...xs) => `\\min(${xs.join(', ')})`,
  kinks: ties,
  math: 'min',
  torch: 'a.amin(-1)',
})
function someOf(name: string, xs: ArrayLike<number>): ArrayLike<number> {
  if (xs.length === 0) throw new RangeError(`${name}: the list is empty; at least one number is allowed.`)
  return xs
}
/** A chain of an op over two, from the left; `empty` for no inputs. */
function reduce(xs: readonly number[], empty: number, op: (a: number, b: number) => number): number {
  return xs.length === 0 ? empty : xs.reduce((so, x) => op(so, x))
}
function fold(xs: ArrayLike<number>, start: number, step: (so: number, x: number) => number): number {
  let so = start
  for (let i = 0; i < xs.length; i++) so = step(so, xs[i] as number)
  return so
}

/** Which number is the largest, where only one is. */
const leader = (xs: readonly number[]): { isTop: number[]; isAlone: number } => {
  const top = max(xs)
  const holds = xs.map((x) => equal(x, top))
  const isAlone = equal(sum(holds), 1)
  return { isTop: holds.map((one) => mul(one, isAlone)), isAlone }
}
const without = (xs: readonly number[], isTop: readonly number[]): number[] =>
  xs.map((x, k) => where(isTop[k] as number, 0, x))

/** 1, or NaN if the largest is infinite. */
const unmoved = (top: number): number => stopped(expGap(top, top))

/**
 * e to the power of each number less the largest, so that none overflows. The largest itself, where it is the only one, does not move
 * with any input: its two ways there cancel, and would take the digits of its slope, 1 less its share, with them.
 */
const powers = (xs: readonly number[], isTop: readonly number[]): number[] => {
  const top = max(xs)
  const still = unmoved(top)
  return xs.map((x, k) => where(isTop[k] as number, still, expGap(x, top)))
}
/** eˣ over the sum of all eˣ; of two by a row of their own, whose slopes keep their digits where the two are nearly equal. */
const parts = (xs: readonly number[]): number[] => {
  const [a, b] = xs as [number, number]
  if (xs.length === 1) return [where(equal(a, a), 1, NaN)]
  if (xs.length === 2) return [softShare(a, b), softShare(b, a)].map((share) => mul(unmoved(max(xs)), share))
  const es = powers(xs, leader(xs).isTop)
  const total = sum(es)
  return es.map((e) => div(e, total))
}

function logSumExpUnrolled(xs: readonly number[]): number {
  const top = reduce(xs, -Infinity, maximum)
  let others = 0
  let isFound = 0
  for (const x of xs) {
    const isLargest = mul(equal(x, top), sub(1, isFound))
    others = where(isLargest, others, add(others, exp(sub(x, top))))
    isFound = add(isFound, isLargest)
  }
  return where(equal(abs(top), Infinity), top, add(top, log1p(others)))
}

export const logSumExp: Reduction = reduction({
  name: 'logSumExp',
  doc: 'ln Σ eˣ without overflow: the smooth maximum; −∞ for the empty list.',
  domain: [REAL],
  forward(xs) {
    const top = fold(xs, -Infinity, Math.max)
    if (Math.abs(top) === Infinity) return top
    // The largest is 1 of the sum, and ln(1 + the others) keeps their digits.
    const largest = Array.prototype.indexOf.call(xs, top)
    let others = 0
    for (let i = 0; i < xs.length; i++) if (i !== largest) others += kernel.exp((xs[i] as number) - top)
    return top + kernel.log1p(others)
  },
  unrolled: logSumExpUnrolled,
  // From shifted numbers, so that they add up to 1; e^(x − y) has lost digits where y is large.
  partials: (_y, xs) => parts(xs),
  taught: [(y, x) => exp(sub(x, y))],
  tex: (...xs) => `\\ln(${xs.map((x) => `e^{${x}}`).join(' + ')})`,
  torch: 'a.logsumexp(-1)',
})

function normUnrolled(xs: readonly number[]): number {
  const top = reduce(xs.map(abs), 0, maximum)
  const scale = where(greater(top, 1e150), top, where(less(top, 1e-140), top, 1))
  const length = mul(scale, sqrt(reduce(xs.map((x) => square(div(x, scale))), 0, add))) // prettier-ignore
  return where(less(top, Infinity), where(equal(top, 0), top, length), top)
}

export const norm: Reduction = reduction({
  name: 'norm',
  doc: 'Length of the list as an arrow, √Σx², without overflow; 0 for the empty list.',
  domain: [REAL],
  forward(xs) {
    const top = fold(xs, 0, (so, x) => Math.max(so, Math.abs(x)))
    if (top === 0 || !(top < Infinity)) return top
    const scale = top > 1e150 || top < 1e-140 ? top : 1
    return scale * Math.sqrt(fold(xs, 0, (squares, x) => squares + (x / scale) * (x / scale)))
  },
  unrolled: normUnrolled,
  // Of the largest by its direction, whose slope takes no square of x from one of y.
  partials: (y, xs) => {
    const { isTop } = leader(xs.map(abs))
    const others = norm(without(xs, isTop))
    return xs.map((x, k) => where(equal(y, 0), 0, where(isTop[k] as number, direction(x, others), div(x, y))))
  },
  taught: [(y, x) => div(x, y)],
  tex: (...xs) => `\\sqrt{${xs.map((x) => `${x}^2`).join(' + ')}}`,
  kinks: [{ at: 'all 0', answer: '0, slope 0', why: 'the tip of a cone: the middle of all its slopes' }],
  torch: 'a.norm(dim=-1)',
})

/**
 * eˣ over the sum of all eˣ: a list of shares that add up to 1, computed from shifted numbers so that none overflows.
 * Errors: an empty list.
 * @example
 * import { softmax } from 'seegrad'
 * softmax([1000, 1000]) // [0.5, 0.5]
 */
export function softmax<X extends number>(xs: Numbers<X>): Result<X>[] {
  return parts(listOf('softmax', xs)) as Result<X>[]
}

/**
 * Logarithms of {@link softmax}, with all their digits where a share is tiny.
 * Errors: an empty list.
 * @example
 * import { logSoftmax } from 'seegrad'
 * logSoftmax([0, -1000]) // [0, -1000]
 */
export function logSoftmax<X extends number>(xs: Numbers<X>): Result<X>[] {
  const list = listOf('logSoftmax', xs)
  const top = max(list)
  const { isTop, isAlone } = leader(list)
  const es = powers(list, isTop)
  // ln(1 + the others) keeps their digits.
  const others = where(isAlone, sum(without(es, isTop)), sub(sum(es), 1))
  const rest = log1p(others)
  const still = stopped(sub(top, top))
  return list.map((x, k) => sub(where(isTop[k] as number, still, sub(x, top)), rest)) as Result<X>[]
}
function listOf(name: string, xs: unknown): number[] {
  if (!Array.isArray(xs) && !(xs instanceof Float64Array) && !(xs instanceof Float32Array)) {
    throw noList(name, [xs], 0, `takes one list, ${name}([a, b, c]); its argument`)
  }
  const list = Array.from(someOf(name, xs))
  interpreterOf(name, list, (k) => `element ${k}`)
  return list
}
