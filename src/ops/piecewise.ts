/** Functions glued from straight pieces: their kinks carry the conventions. */
import { mul } from './arithmetic.js'
import { equal, greaterEqual, lessEqual, where } from './comparisons.js'
import { binary, parametric, unary } from './define.js'
import { REAL } from './interval.js'
import type { Binary, Positional, Unary } from './op.js'

const jump = { at: '0', answer: 'slope 0', why: 'flat on both sides of the jump' }

export const sign: Unary = unary({
  name: 'sign',
  doc: '−1, 0 or 1.',
  domain: [REAL],
  forward: (x) => (x > 0 ? 1 : x < 0 ? -1 : x),
  steps: (x) => x.gt(0).select(1, x.lt(0).select(-1, x)),
  // 0 everywhere, except that NaN stays NaN.
  partials: [(y) => mul(0, mul(y, y))],
  taught: [() => 0],
  tex: (x) => `\\operatorname{sign} ${x}`,
  kinks: [jump],
  math: 'sign',
  torch: 'a.sign()',
})

export const step: Unary = unary({
  name: 'step',
  doc: '1 for x > 0, else 0: the slope of relu.',
  domain: [REAL],
  forward: (x) => (x > 0 ? 1 : x <= 0 ? 0 : x),
  steps: (x) => x.gt(0).select(1, x.le(0).select(0, x)),
  partials: [(y) => mul(0, y)],
  taught: [() => 0],
  tex: (x) => `[${x} > 0]`,
  kinks: [jump],
  torch: '(a > 0).double()',
})

export const abs: Unary = unary({
  name: 'abs',
  doc: 'Distance from 0.',
  domain: [REAL],
  forward: Math.abs,
  steps: (x) => x.abs(),
  partials: [(_y, x) => sign(x)],
  tex: (x) => `\\left|${x}\\right|`,
  kinks: [{ at: '0', answer: 'slope 0', why: 'the middle of −1 and 1; PyTorch’s answer' }],
  math: 'abs',
  torch: 'a.abs()',
})

export const share: Binary = binary({
  name: 'share',
  doc: 'The part of maximum(a, b) that a answers for: 1, 0, or ½ at a tie.',
  domain: [REAL, REAL],
  forward: (a, b) => (a > b ? 1 : a < b ? 0 : a === b ? 0.5 : NaN),
  steps: (a, b) => a.gt(b).select(1, a.lt(b).select(0, a.eq(b).select(0.5, NaN))),
  partials: [(y) => mul(0, y), (y) => mul(0, y)],
  taught: [() => 0, () => 0],
  tex: (a, b) => `H(${a} - ${b})`,
  kinks: [{ at: 'a = b', answer: '½, slope 0', why: 'at a tie both inputs answer for half' }],
  torch: 'torch.heaviside((a - b).detach(), torch.tensor(0.5, dtype=a.dtype))',
})

const tie = {
  at: 'a = b',
  answer: 'slope ½ for each',
  why: 'the slopes add up to 1, as elsewhere',
}

export const maximum: Binary = binary({
  name: 'maximum',
  doc: 'The larger of two numbers.',
  domain: [REAL, REAL],
  forward: Math.max,
  steps: (a, b) => a.max(b),
  partials: [(_y, a, b) => share(a, b), (_y, a, b) => share(b, a)],
  symbol: 'max',
  tex: (a, b) => `\\max(${a}, ${b})`,
  kinks: [tie],
  math: 'max',
  torch: 'torch.maximum(a, b)',
})

export const minimum: Binary = binary({
  name: 'minimum',
  doc: 'The smaller of two numbers.',
  domain: [REAL, REAL],
  forward: Math.min,
  steps: (a, b) => a.min(b),
  partials: [(_y, a, b) => share(b, a), (_y, a, b) => share(a, b)],
  symbol: 'min',
  tex: (a, b) => `\\min(${a}, ${b})`,
  kinks: [tie],
  math: 'min',
  torch: 'torch.minimum(a, b)',
})

export const relu: Unary = unary({
  name: 'relu',
  doc: 'Lets positive numbers through and stops the rest.',
  domain: [REAL],
  forward: (x) => (x <= 0 ? 0 : x),
  steps: (x) => x.le(0).select(0, x),
  partials: [(_y, x) => step(x)],
  tex: (x) => `\\max(0, ${x})`,
  kinks: [{ at: '0', answer: 'slope 0', why: 'PyTorch’s answer: a unit at rest learns nothing' }],
  torch: 'torch.relu(a)',
})

export const clamp: Positional<'min' | 'max'> = parametric({
  name: 'clamp',
  doc: 'x, but no less than min and no more than max.',
  domain: [REAL],
  parameters: [
    { name: 'min', default: -Infinity, domain: REAL },
    { name: 'max', default: Infinity, domain: REAL },
  ],
  order: 'after',
  forward: (x, min, max) => Math.min(Math.max(x, min as number), max as number),
  steps: (x, min, max) => x.max(min).min(max),
  partials: [
    (_y, x, min, max) => where(equal(x, x), mul(greaterEqual(x, min as number), lessEqual(x, max as number)), NaN),
  ],
  tex: (x, min = 'a', max = 'b') => `\\min(\\max(${x}, ${min}), ${max})`,
  kinks: [{ at: 'min and max', answer: 'slope 1', why: 'PyTorch’s answer: a bound is inside' }],
  torch: 'a.clamp(min, max)',
})
