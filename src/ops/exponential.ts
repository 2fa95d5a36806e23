/** Exponentials and logarithms. */
import * as kernel from '../numeric/index.js'
import type { Float } from '../numeric/index.js'
import { add, div, mul, neg, sub } from './arithmetic.js'
import { equal, less, lessEqual, where } from './comparisons.js'
import { binary, unary } from './define.js'
import { POSITIVE, REAL } from './interval.js'
import { output } from './slopes.js'
import type { Binary, Kink, Unary } from './op.js'

export const exp: Unary = unary({
  name: 'exp',
  doc: 'e to the power of x: the function that is its own slope.',
  domain: [REAL],
  forward: kernel.exp,
  partials: [output],
  tex: (x) => `e^{${x}}`,
  prec: 3,
  math: 'exp',
  torch: 'a.exp()',
})

function expGapSteps(a: Float, b: Float): Float {
  const gap = a.sub(b)
  const back = gap.sub(a)
  const lost = a.sub(gap.sub(back)).sub(b.add(back))
  const e = gap.call('exp')
  return lost
    .lt(0)
    .or(lost.gt(0))
    .and(e.lt(Infinity))
    .select(e.add(e.mul(lost)), e)
}

export const expGap: Binary = binary({
  name: 'expGap',
  doc: 'e to the power of a − b, the difference before it is rounded.',
  domain: [REAL, REAL],
  forward(a, b) {
    const gap = a - b
    // What the difference lost in rounding (Knuth's exact sum): e to the power of it is 1 more.
    const back = gap - a
    const lost = a - (gap - back) - (b + back)
    const e = kernel.exp(gap)
    // NaN where the difference is infinite.
    return lost && e < Infinity ? e + e * lost : e
  },
  steps: expGapSteps,
  partials: [output, (y) => neg(y)],
  tex: (a, b) => `e^{${a} - ${b}}`,
  prec: 3,
  torch: '(a - b).exp()',
})

export const exp2: Unary = unary({
  name: 'exp2',
  doc: '2 to the power of x.',
  domain: [REAL],
  forward: kernel.exp2,
  // 2ˣ overflows before its slope does; below 1, x − 1 would have a rounding.
  partials: [(y, x) => where(less(x, 1), mul(y, Math.LN2), mul(2 * Math.LN2, exp2(sub(x, 1))))],
  taught: [(y) => mul(y, Math.LN2)],
  tex: (x) => `2^{${x}}`,
  prec: 3,
  torch: 'a.exp2()',
})

export const expm1: Unary = unary({
  name: 'expm1',
  doc: 'eˣ − 1 without losing the digits near 0.',
  domain: [REAL],
  forward: kernel.expm1,
  // From the input: y + 1 would be 0 below −37.
  partials: [(_y, x) => exp(x)],
  taught: [(y) => add(y, 1)],
  tex: (x) => `e^{${x}} - 1`,
  prec: 1,
  math: 'expm1',
  torch: 'a.expm1()',
})

const pole = (at: string): readonly Kink[] => [{ at, answer: '−∞, slope ∞', why: 'a pole' }]

export const log: Unary = unary({
  name: 'log',
  doc: 'Natural logarithm: the power of e that gives x.',
  domain: [POSITIVE],
  forward: kernel.log,
  partials: [(y, x) => div(where(equal(y, y), 1, NaN), x)],
  taught: [(_y, x) => div(1, x)],
  tex: (x) => `\\ln ${x}`,
  kinks: pole('0'),
  hint: 'Did you mean log(abs(x))?',
  math: 'log',
  torch: 'a.log()',
})

export const log1p: Unary = unary({
  name: 'log1p',
  doc: 'ln(1 + x) without losing the digits near 0.',
  domain: ['(−1, ∞)'],
  forward: kernel.log1p,
  partials: [(y, x) => div(where(equal(y, y), 1, NaN), add(1, x))],
  taught: [(_y, x) => div(1, add(1, x))],
  tex: (x) => `\\ln(1 + ${x})`,
  kinks: pole('−1'),
  hint: 'Did you mean log(abs(1 + x))?',
  math: 'log1p',
  torch: 'a.log1p()',
})

export const log2: Unary = unary({
  name: 'log2',
  doc: 'Logarithm to base 2.',
  domain: [POSITIVE],
  forward: kernel.log2,
  partials: [(y, x) => div(where(equal(y, y), Math.LOG2E, NaN), x)],
  taught: [(_y, x) => div(1, mul(x, Math.LN2))],
  tex: (x) => `\\log_2 ${x}`,
  kinks: pole('0'),
  hint: 'Did you mean log2(abs(x))?',
  math: 'log2',
  torch: 'a.log2()',
})

export const log10: Unary = unary({
  name: 'log10',
  doc: 'Logarithm to base 10.',
  domain: [POSITIVE],
  forward: kernel.log10,
  partials: [(y, x) => div(where(equal(y, y), Math.LOG10E, NaN), x)],
  taught: [(_y, x) => div(1, mul(x, Math.LN10))],
  tex: (x) => `\\log_{10} ${x}`,
  kinks: pole('0'),
  hint: 'Did you mean log10(abs(x))?',
  math: 'log10',
  torch: 'a.log10()',
})

export const xlogy: Binary = binary({
  name: 'xlogy',
  doc: 'a·ln b, and 0 where a is 0: what entropy needs.',
  domain: [REAL, POSITIVE],
  forward: (a, b) => (a === 0 && b === b ? 0 : a * kernel.log(b)),
  steps: (a, b) =>
    a
      .eq(0)
      .and(b.eq(b))
      .select(0, a.mul(b.call('log'))),
  partials: [
    (_y, a, b) => where(mul(equal(a, 0), lessEqual(b, 0)), 0, log(b)),
    (y, a, b) => div(where(equal(y, y), a, NaN), b),
  ],
  taught: [(_y, _a, b) => log(b), (_y, a, b) => div(a, b)],
  tex: (a, b) => `${a} \\ln ${b}`,
  prec: 2,
  kinks: [
    { at: 'b = 0', answer: '±∞, slope in a −∞', why: 'a pole' },
    { at: 'a = 0, b = 0', answer: '0, slope in a 0', why: 'the limit for b → 0 at a = 0; the slope in b is NaN' },
  ],
  torch: 'torch.xlogy(a, b)',
})
