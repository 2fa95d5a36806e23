/** Ops over lists, added from left to right. */
import { reduction } from './define.js'
import { REAL } from './interval.js'
import type { PairReduction, Reduction } from './op.js'

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
  partials: (_y, xs) => xs.map(() => 1),
  symbol: 'Σ',
  tex: (...xs) => xs.join(' + ') || '0',
  prec: 1,
  torch: 'a.sum()',
})

export const mean: Reduction = reduction({
  name: 'mean',
  doc: 'The sum over the count; NaN for the empty list.',
  domain: [REAL],
  forward: (xs) => total(xs) / xs.length,
  partials: (_y, xs) => xs.map(() => 1 / xs.length),
  tex: (...xs) => `\\frac{${xs.join(' + ')}}{${xs.length}}`,
  torch: 'a.mean()',
})

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
  // ∂/∂aᵢ = bᵢ and ∂/∂bᵢ = aᵢ: the partner lies half the list away.
  partials: (_y, inputs) => [...inputs.slice(inputs.length / 2), ...inputs.slice(0, inputs.length / 2)],
  symbol: '·',
  tex: (...xs) => xs.slice(0, xs.length / 2).map((a, i) => `${a} \\cdot ${xs[i + xs.length / 2]}`).join(' + ') || '0', // prettier-ignore
  prec: 1,
  torch: 'torch.dot(a, b)',
})
