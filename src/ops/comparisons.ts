/** Questions with the answer 0 or 1, and the choice that hangs on one. They are data: no gradient passes through them. */
import { binary, ternary } from './define.js'
import { REAL } from './interval.js'
import type { Binary, BinaryRow, Ternary } from './op.js'

const NO_INPUT = [false, false]
const TAKEN = [false, true, false]
const NOT_TAKEN = [false, false, true]

/** What all comparisons share: a step is flat wherever it has a slope at all. */
const comparison = (
  row: Pick<BinaryRow, 'name' | 'doc' | 'forward' | 'steps' | 'symbol'> & { sign: string; torch: string },
): Binary =>
  binary({
    ...row,
    domain: [REAL, REAL],
    partials: [() => 0, () => 0],
    active: () => NO_INPUT,
    tex: (a, b) => `[${a} ${row.sign} ${b}]`,
    kinks: [{ at: 'a = b', answer: 'slope 0', why: 'flat on both sides of the jump' }],
  })

export const less: Binary = comparison({
  name: 'less',
  doc: '1 if a < b, else 0.',
  forward: (a, b) => (a < b ? 1 : 0),
  steps: (a, b) => a.lt(b).select(1, 0),
  symbol: '<',
  sign: '<',
  torch: '(a < b).double()',
})

export const lessEqual: Binary = comparison({
  name: 'lessEqual',
  doc: '1 if a ≤ b, else 0.',
  forward: (a, b) => (a <= b ? 1 : 0),
  steps: (a, b) => a.le(b).select(1, 0),
  symbol: '≤',
  sign: '\\le',
  torch: '(a <= b).double()',
})

export const greater: Binary = comparison({
  name: 'greater',
  doc: '1 if a > b, else 0.',
  forward: (a, b) => (a > b ? 1 : 0),
  steps: (a, b) => a.gt(b).select(1, 0),
  symbol: '>',
  sign: '>',
  torch: '(a > b).double()',
})

export const greaterEqual: Binary = comparison({
  name: 'greaterEqual',
  doc: '1 if a ≥ b, else 0.',
  forward: (a, b) => (a >= b ? 1 : 0),
  steps: (a, b) => a.ge(b).select(1, 0),
  symbol: '≥',
  sign: '\\ge',
  torch: '(a >= b).double()',
})

export const equal: Binary = comparison({
  name: 'equal',
  doc: '1 if a and b are the same number, else 0; NaN equals nothing.',
  forward: (a, b) => (a === b ? 1 : 0),
  steps: (a, b) => a.eq(b).select(1, 0),
  symbol: '=',
  sign: '=',
  torch: '(a == b).double()',
})

export const where: Ternary = ternary({
  name: 'where',
  doc: 'a where the condition is not 0, else b. The side not taken gets no gradient, so its NaN cannot leak.',
  domain: [REAL, REAL, REAL],
  forward: (condition, a, b) => (condition !== 0 ? a : b),
  steps: (condition, a, b) => condition.ne(0).select(a, b),
  partials: [() => 0, () => 1, () => 1],
  active: (condition) => (condition !== 0 ? TAKEN : NOT_TAKEN),
  flows: [() => 0, (condition) => condition, (condition) => equal(condition, 0)],
  tex: (condition, a, b) => `\\begin{cases} ${a} & ${condition} \\\\ ${b} & \\text{else} \\end{cases}`,
  kinks: [
    {
      at: 'the switch',
      answer: 'the slope of the side taken',
      why: 'the condition is data, not a function of the input',
    },
  ],
  torch: 'torch.where(a != 0, b, c)',
})
