/** Whole numbers near a number, and what is left of a division. */
import { div, neg, sub } from './arithmetic.js'
import { equal, where } from './comparisons.js'
import { binary, unary } from './define.js'
import { REAL } from './interval.js'
import type { Binary, Unary, UnaryRow } from './op.js'

/** What the five ways of rounding share: steps are flat wherever they have a slope at all; that of NaN is NaN. */
const steps = (
  row: Pick<UnaryRow, 'name' | 'doc' | 'forward' | 'steps' | 'tex' | 'torch'> & { math?: string },
  at = 'whole numbers',
): Unary =>
  unary({
    ...row,
    domain: [REAL],
    partials: [(_y, x) => where(equal(x, x), 0, NaN)],
    taught: [() => 0],
    kinks: [{ at, answer: 'slope 0', why: 'flat on both sides of the jump' }],
  })

export const floor: Unary = steps({
  name: 'floor',
  doc: 'The largest whole number not above x.',
  forward: Math.floor,
  steps: (x) => x.floor(),
  tex: (x) => `\\lfloor ${x} \\rfloor`,
  math: 'floor',
  torch: 'a.floor()',
})

export const ceil: Unary = steps({
  name: 'ceil',
  doc: 'The smallest whole number not below x.',
  forward: Math.ceil,
  steps: (x) => x.ceil(),
  tex: (x) => `\\lceil ${x} \\rceil`,
  math: 'ceil',
  torch: 'a.ceil()',
})

export const trunc: Unary = steps({
  name: 'trunc',
  doc: 'x without its fraction: the next whole number towards 0.',
  forward: Math.trunc,
  steps: (x) => x.trunc(),
  tex: (x) => `\\operatorname{trunc} ${x}`,
  math: 'trunc',
  torch: 'a.trunc()',
})

/** 2⁵²: adding it to a smaller number leaves no room for a fraction, and rounds to the even neighbour at a tie. */
const NO_FRACTION = 2 ** 52
function halfToEven(x: number): number {
  const size = Math.abs(x)
  if (!(size < NO_FRACTION)) return x
  const whole = size + NO_FRACTION - NO_FRACTION
  return x < 0 || Object.is(x, -0) ? -whole : whole
}

export const round: Unary = steps(
  {
    name: 'round',
    doc: 'The nearest whole number, the even one at a tie: round(2.5) is 2, as in PyTorch and Python.',
    forward: halfToEven,
    steps(x) {
      const size = x.abs()
      const whole = size.add(NO_FRACTION).sub(NO_FRACTION)
      return size.lt(NO_FRACTION).select(x.high().lt(0).select(whole.neg(), whole), x)
    },
    tex: (x) => `\\operatorname{round} ${x}`,
    torch: 'a.round()',
  },
  'halves',
)

export const roundHalfUp: Unary = steps(
  {
    name: 'roundHalfUp',
    doc: 'The nearest whole number, the upper one at a tie: as Math.round.',
    forward: Math.round,
    steps: (x) => x.sub(x.floor()).lt(0.5).select(x.floor(), x.ceil()),
    tex: (x) => `\\lfloor ${x} + \\tfrac12 \\rfloor`,
    math: 'round',
    torch: '(a + 0.5).floor()',
  },
  'halves',
)

/** −(how often b went into a), from the exact difference a − y. */
const wraps = (y: number, a: number, b: number): number => where(equal(y, y), neg(round(div(sub(a, y), b))), NaN)
const once = (y: number): number => where(equal(y, y), 1, NaN)
const seams = [
  { at: 'a = b', answer: 'slope in a 1', why: 'the slope on both sides of the jump, as at every multiple of b' },
  { at: 'b = 0', answer: 'NaN, slope NaN', why: 'a pole' },
]

export const fmod: Binary = binary({
  name: 'fmod',
  doc: 'What is left of a after whole steps of b towards 0: as %.',
  domain: [REAL, REAL],
  forward: (a, b) => a % b,
  partials: [once, wraps],
  taught: [() => 1, (_y, a, b) => neg(trunc(div(a, b)))],
  symbol: '%',
  tex: (a, b) => `\\operatorname{fmod}(${a}, ${b})`,
  kinks: seams,
  torch: 'torch.fmod(a, b)',
})

export const remainder: Binary = binary({
  name: 'remainder',
  doc: 'What is left of a after whole steps of b downwards: has the sign of b, as Python’s %.',
  domain: [REAL, REAL],
  forward(a, b) {
    const left = a % b
    return left !== 0 && left < 0 !== b < 0 ? left + b : left
  },
  partials: [once, wraps],
  taught: [() => 1, (_y, a, b) => neg(floor(div(a, b)))],
  tex: (a, b) => `(${a} \\bmod ${b})`,
  kinks: seams,
  torch: 'torch.remainder(a, b)',
})
