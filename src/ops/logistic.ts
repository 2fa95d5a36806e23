/** The logistic function and what is made of it: probabilities and their logarithms. */
import * as kernel from '../numeric/index.js'
import type { Float } from '../numeric/index.js'
import { mul, neg, sub } from './arithmetic.js'
import { sech } from './circular.js'
import { less, where } from './comparisons.js'
import { binary, unary } from './define.js'
import { exp } from './exponential.js'
import { REAL } from './interval.js'
import type { Binary, Unary } from './op.js'
import { square } from './powers.js'

export const sigmoid: Unary = unary({
  name: 'sigmoid',
  doc: 'Squashes any number into (0, 1): the probability whose log-odds are x.',
  domain: [REAL],
  forward: kernel.sigmoid,
  // ¼·sech²(x/2), which keeps its digits where σ(x) rounds to 1, and whose slope keeps them around 0.
  partials: [(_y, x) => mul(0.25, square(sech(mul(0.5, x))))],
  taught: [(y) => mul(y, sub(1, y))],
  symbol: 'σ',
  tex: (x) => `\\sigma(${x})`,
  torch: 'torch.sigmoid(a)',
})

export const logSigmoid: Unary = unary({
  name: 'logSigmoid',
  doc: 'Logarithm of the sigmoid, with all its digits on both sides.',
  domain: [REAL],
  forward: kernel.logSigmoid,
  partials: [(_y, x) => sigmoid(neg(x))],
  tex: (x) => `\\ln \\sigma(${x})`,
  torch: 'torch.nn.functional.logsigmoid(a)',
})

export const softplus: Unary = unary({
  name: 'softplus',
  doc: 'ln(1 + eˣ): relu without the kink.',
  domain: [REAL],
  forward: kernel.softplus,
  partials: [(_y, x) => sigmoid(x)],
  tex: (x) => `\\ln(1 + e^{${x}})`,
  torch: 'torch.nn.functional.softplus(a, threshold=40)',
})

export const logAddExp: Binary = binary({
  name: 'logAddExp',
  doc: 'ln(eᵃ + eᵇ) without overflow: a sum of probabilities given by their logarithms.',
  domain: [REAL, REAL],
  forward: (a, b) => (a === b ? a + Math.LN2 : Math.max(a, b) + kernel.log1p(kernel.exp(-Math.abs(a - b)))),
  steps: (a, b) => a.eq(b).select(a.add(Math.LN2), a.max(b).add(a.sub(b).abs().neg().call('exp').call('log1p'))),
  partials: [(_y, a, b) => softShare(a, b), (_y, a, b) => softShare(b, a)],
  taught: [(y, a) => exp(sub(a, y)), (y, _a, b) => exp(sub(b, y))],
  tex: (a, b) => `\\ln(e^{${a}} + e^{${b}})`,
  kinks: [{ at: 'a = ∞, b = ∞', answer: '∞, slope ½', why: 'what it is at every finite a = b; likewise at −∞' }],
  torch: 'torch.logaddexp(a, b)',
})

/** σ(x)·σ(−x) of x = a − b: near 0 as ¼·sech²(x/2), whose slope keeps its digits there; far from it the rounding of x would cost them. */
function shareSlope(y: number, a: number, b: number): number {
  const gap = sub(a, b)
  return where(less(square(gap), 1), mul(0.25, square(sech(mul(0.5, gap)))), mul(y, softShare(b, a)))
}

function softShareSteps(a: Float, b: Float): Float {
  const gap = a.sub(b)
  const y = gap.call('sigmoid')
  const back = gap.sub(a)
  const rest = a.sub(gap.sub(back)).sub(b.add(back))
  const whole = y.add(y.mul(gap.neg().call('sigmoid')).mul(rest))
  return a.eq(b).select(0.5, rest.lt(0).or(rest.gt(0)).select(whole, y))
}

export const softShare: Binary = binary({
  name: 'softShare',
  doc: 'The part of logAddExp(a, b) that a answers for, eᵃ/(eᵃ + eᵇ): softmax of two.',
  domain: [REAL, REAL],
  forward(a, b) {
    if (a === b) return 0.5
    const gap = a - b
    const y = kernel.sigmoid(gap)
    // What gap has lost by rounding; NaN where it is infinite.
    const back = gap - a
    const rest = a - (gap - back) - (b + back)
    return rest ? y + y * kernel.sigmoid(-gap) * rest : y
  },
  steps: softShareSteps,
  partials: [shareSlope, (y, a, b) => neg(shareSlope(y, a, b))],
  taught: [(y) => mul(y, sub(1, y)), (y) => neg(mul(y, sub(1, y)))],
  tex: (a, b) => `\\sigma(${a} - ${b})`,
  torch: 'torch.sigmoid(a - b)',
})
