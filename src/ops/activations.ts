/** Smooth functions that neurons end in. */
import * as kernel from '../numeric/index.js'
import { mul, neg, sub } from './arithmetic.js'
import { unary } from './define.js'
import { REAL } from './interval.js'
import type { Unary } from './op.js'

export const sigmoid: Unary = unary({
  name: 'sigmoid',
  doc: 'Squashes any number into (0, 1): the probability whose log-odds are x.',
  domain: [REAL],
  forward: kernel.sigmoid,
  // 1 − σ(x) = σ(−x), which keeps its digits where σ(x) rounds to 1.
  partials: [(_y, x) => mul(sigmoid(x), sigmoid(neg(x)))],
  taught: [(y) => mul(y, sub(1, y))],
  symbol: 'σ',
  tex: (x) => `\\sigma(${x})`,
  torch: 'torch.sigmoid(a)',
})
