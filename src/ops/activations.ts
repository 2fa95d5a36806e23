/** Functions that neurons end in, besides tanh, sigmoid and relu. */
import * as kernel from '../numeric/index.js'
import { add, div, mul, neg, sub } from './arithmetic.js'
import { sech } from './circular.js'
import { equal, greater, less, where } from './comparisons.js'
import { parametric, unary } from './define.js'
import { exp } from './exponential.js'
import { REAL } from './interval.js'
import { sigmoid } from './logistic.js'
import type { Parametric, Unary } from './op.js'
import { abs, step } from './piecewise.js'
import { square } from './powers.js'
import { gaussian, normalCdf } from './special.js'

export const leakyRelu: Parametric<'slope'> = parametric({
  name: 'leakyRelu',
  doc: 'Lets positive numbers through and a small part of the rest.',
  domain: [REAL],
  parameters: [{ name: 'slope', default: 0.01, domain: REAL }],
  forward: (x, slope) => (x > 0 ? x : slope * x),
  partials: [(_y, x, slope) => add(step(x), mul(slope, sub(1, step(x))))],
  tex: (x, slope = 's') => `\\max(0, ${x}) + ${slope} \\min(0, ${x})`,
  prec: 1,
  kinks: [{ at: '0', answer: 'the slope on the left', why: 'PyTorch’s answer' }],
  torch: 'torch.nn.functional.leaky_relu(a, slope)',
})

export const elu: Parametric<'alpha'> = parametric({
  name: 'elu',
  doc: 'x above 0, α(eˣ − 1) below: relu that keeps learning below 0.',
  domain: [REAL],
  parameters: [{ name: 'alpha', default: 1, domain: REAL }],
  forward: (x, alpha) => (x > 0 ? x : alpha * kernel.expm1(x)),
  partials: [(_y, x, alpha) => where(equal(x, 0), alpha, where(greater(x, 0), 1, mul(alpha, exp(x))))],
  taught: [(_y, x, alpha) => where(greater(x, 0), 1, mul(alpha, exp(x)))],
  tex: (x, alpha = '\\alpha') =>
    `\\begin{cases} ${x} & ${x} > 0 \\\\ ${alpha}(e^{${x}} - 1) & \\text{else} \\end{cases}`,
  kinks: [{ at: '0', answer: 'slope α, second slope 0', why: 'PyTorch’s answers; the second slope jumps from α to 0' }],
  torch: 'torch.nn.functional.elu(a, alpha)',
})

export const softsign: Unary = unary({
  name: 'softsign',
  doc: 'x/(1 + |x|): squashes into (−1, 1), more slowly than tanh.',
  domain: [REAL],
  forward: (x) => (Math.abs(x) === Infinity ? Math.sign(x) : x / (1 + Math.abs(x))),
  partials: [(_y, x) => square(div(1, add(1, abs(x))))],
  taught: [(_y, x) => div(1, square(add(1, abs(x))))],
  tex: (x) => `\\frac{${x}}{1 + |${x}|}`,
  kinks: [{ at: '0', answer: 'slope 1, second slope 0', why: 'the second slope jumps from 2 to −2' }],
  torch: 'torch.nn.functional.softsign(a)',
})

/** A slope that far to the left is 0 and far to the right `right`, to the last digit: there ∞ times 0 is no number. */
const tails = (x: number, far: number, slope: number, right = 1): number =>
  where(greater(x, far), right, where(less(x, -far), 0, slope))

export const silu: Unary = unary({
  name: 'silu',
  doc: 'x times its own sigmoid, also called swish.',
  domain: [REAL],
  forward: (x) => (x < -800 ? -0 : x * kernel.sigmoid(x)),
  partials: [(_y, x) => tails(x, 800, mul(sigmoid(x), add(1, mul(x, sigmoid(neg(x))))))],
  taught: [(y, x) => add(y, mul(sigmoid(x), sub(1, y)))],
  tex: (x) => `${x} \\cdot \\sigma(${x})`,
  prec: 2,
  torch: 'torch.nn.functional.silu(a)',
})

export const gelu: Unary = unary({
  name: 'gelu',
  doc: 'x times the chance that a normal number is below x.',
  domain: [REAL],
  forward: (x) => (x < -40 ? -0 : x * kernel.normalCdf(x)),
  partials: [(_y, x) => tails(x, 40, add(normalCdf(x), mul(x, mul(1 / Math.sqrt(2 * Math.PI), gaussian(x)))))],
  tex: (x) => `${x} \\cdot \\Phi(${x})`,
  prec: 2,
  torch: 'torch.nn.functional.gelu(a)',
})

export const geluTanh: Unary = unary({
  name: 'geluTanh',
  doc: 'The approximation of gelu by tanh that GPT-2 uses.',
  domain: [REAL],
  forward: (x) => (x < -40 ? -0 : x * kernel.geluGate(x)),
  partials: [(_y, x) => tails(x, 40, add(geluGate(x), mul(x, gateSlope(x))))],
  tex: (x) => `${x} \\cdot \\sigma(\\sqrt{8/\\pi}(${x} + 0.044715 ${x}^3))`,
  prec: 2,
  torch: "torch.nn.functional.gelu(a, approximate='tanh')",
})

/** √(8/π), and 0.044715 times that. */
const LINEAR = 1.5957691216057308
const CUBIC = 0.07135481627260025
/** σ(v)·σ(−v)·v′ of the v in the gate: near 0 as ¼·sech²(v/2)·v′, whose slope keeps its digits there. */
function gateSlope(x: number): number {
  const xx = square(x)
  const half = sech(mul(mul(0.5, x), add(LINEAR, mul(CUBIC, xx))))
  const both = where(less(xx, 1), mul(0.25, square(half)), mul(geluGate(x), geluGate(neg(x))))
  return mul(both, add(LINEAR, mul(3 * CUBIC, xx)))
}

export const geluGate: Unary = unary({
  name: 'geluGate',
  doc: 'The part of x that geluTanh lets through.',
  domain: [REAL],
  forward: kernel.geluGate,
  partials: [(_y, x) => tails(x, 40, gateSlope(x), 0)],
  tex: (x) => `\\sigma(\\sqrt{8/\\pi}(${x} + 0.044715 ${x}^3))`,
  torch: 'torch.sigmoid((8 / torch.pi) ** 0.5 * (a + 0.044715 * a**3))',
})
