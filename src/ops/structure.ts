/** Rows that change no number, only how gradients travel. The engine records them; they are no methods of `Value`'s type. */
import { binary, unary } from './define.js'
import { REAL } from './interval.js'
import { one } from './slopes.js'
import type { Binary, Unary } from './op.js'

const NO_INPUT = [false]
const CHOSEN = [true, false]

export const alias: Unary = unary({
  name: 'alias',
  doc: 'The same number as a variable of its own, to differentiate by.',
  domain: [REAL],
  forward: (x) => x,
  steps: (x) => x,
  partials: [one],
  symbol: '≡',
  tex: (x) => x,
  torch: 'a.view_as(a)',
})

export const stopped: Unary = unary({
  name: 'stopGradient',
  doc: 'The same number, through which no gradient passes.',
  domain: [REAL],
  forward: (x) => x,
  steps: (x) => x,
  partials: [() => 0],
  active: () => NO_INPUT,
  tex: (x) => `\\operatorname{stop}(${x})`,
  torch: 'a.detach()',
})

export const gathered: Binary = binary({
  name: 'gather',
  doc: 'An entry of a table, and the index that chose it.',
  domain: [REAL, REAL],
  forward: (entry) => entry,
  steps: (entry) => entry,
  partials: [() => 1, () => 0],
  active: () => CHOSEN,
  tex: (entry, index) => `${entry}_{[${index}]}`,
  torch: 'a',
})
