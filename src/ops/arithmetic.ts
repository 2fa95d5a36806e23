/** Sums, products and quotients: the rows from which all rules are built. */
import { equal, where } from './comparisons.js'
import { binary, unary } from './define.js'
import { REAL } from './interval.js'
import { first, minusOne, one, plus, second, times } from './slopes.js'
import type { Binary, Unary } from './op.js'

export const add: Binary = binary({
  name: 'add',
  doc: 'Sum. Each input moves the output by as much as it moves itself.',
  domain: [REAL, REAL],
  forward: plus,
  steps: (a, b) => a.add(b),
  partials: [one, one],
  symbol: '+',
  tex: (a, b) => `${a} + ${b}`,
  prec: 1,
  torch: 'a + b',
})

export const sub: Binary = binary({
  name: 'sub',
  doc: 'Difference.',
  domain: [REAL, REAL],
  forward: (a, b) => a - b,
  steps: (a, b) => a.sub(b),
  partials: [one, minusOne],
  symbol: '−',
  tex: (a, b) => `${a} - ${b}`,
  prec: 1,
  torch: 'a - b',
})

export const mul: Binary = binary({
  name: 'mul',
  doc: 'Product. Each input moves the output by the other one.',
  domain: [REAL, REAL],
  forward: times,
  steps: (a, b) => a.mul(b),
  partials: [second, first],
  symbol: '×',
  tex: (a, b) => `${a} \\cdot ${b}`,
  prec: 2,
  torch: 'a * b',
})

export const div: Binary = binary({
  name: 'div',
  doc: 'Quotient.',
  domain: [REAL, REAL],
  forward: (a, b) => a / b,
  steps: (a, b) => a.div(b),
  // ∂/∂a = 1/b, but NaN for 0/0 and ∞/∞; ∂/∂b = −a/b², as a quotient of a quotient so that b² cannot overflow on its own.
  partials: [(y, _a, b) => div(where(equal(y, y), 1, NaN), b), (y, _a, b) => neg(div(y, b))],
  taught: [(_y, _a, b) => div(1, b), (_y, a, b) => neg(div(a, mul(b, b)))],
  symbol: '÷',
  tex: (a, b) => `\\frac{${a}}{${b}}`,
  kinks: [
    {
      at: 'b = 0',
      answer: '±∞, slope of the first input ±∞',
      why: 'a pole',
    },
  ],
  hint: 'Add a small number to the denominator, or leave the case out with where(…).',
  torch: 'a / b',
})

export const neg: Unary = unary({
  name: 'neg',
  doc: 'The number with the other sign.',
  domain: [REAL],
  forward: (x) => -x,
  steps: (x) => x.neg(),
  partials: [minusOne],
  symbol: '−',
  tex: (x) => `-${x}`,
  prec: 1,
  torch: '-a',
})

export const reciprocal: Unary = unary({
  name: 'reciprocal',
  doc: 'One over x.',
  domain: [REAL],
  forward: (x) => 1 / x,
  steps: (x) => x.under(1),
  partials: [(y, x) => neg(div(y, x))],
  taught: [(_y, x) => neg(div(1, mul(x, x)))],
  tex: (x) => `\\frac{1}{${x}}`,
  kinks: [{ at: '0', answer: '±∞, slope −∞', why: 'a pole' }],
  torch: '1 / a',
})
