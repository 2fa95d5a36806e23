/** Functions that neurons end in, besides tanh, sigmoid and relu. */
import * as kernel from '../numeric/index.js'
import type { Float } from '../numeric/index.js'
import { add, div, mul, sub } from './arithmetic.js'
import { sech, tanh } from './circular.js'
import { equal, greater, less, where } from './comparisons.js'
import { parametric, unary } from './define.js'
import { exp, expm1 } from './exponential.js'
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
  steps: (x, slope) => x.gt(0).select(x, slope.mul(x)),
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
  steps: (x, alpha) => x.gt(0).select(x, alpha.mul(x.call('expm1'))),
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
  steps: (x) =>
    x
      .abs()
      .eq(Infinity)
      .select(x.gt(0).select(1, -1), x.div(x.abs().add(1))),
  partials: [(_y, x) => square(div(1, add(1, abs(x))))],
  taught: [(_y, x) => div(1, square(add(1, abs(x))))],
  tex: (x) => `\\frac{${x}}{1 + |${x}|}`,
  kinks: [{ at: '0', answer: 'slope 1, second slope 0', why: 'the second slope jumps from 2 to −2' }],
  torch: 'torch.nn.functional.softsign(a)',
})

/** A slope that far to the left is 0 and far to the right `right`, to the last digit: there ∞ times 0 is no number. */
const tails = (x: number, far: number, slope: number, right = 1): number =>
  where(greater(x, far), right, where(less(x, -far), 0, slope))

/** x·σ(v) of root = e^(−|v|/2): the root once and once more, for its square may be subnormal where the product is not. */
const gated = (x: number, root: number): number =>
  root > 0 ? (x < 0 ? x * root * root : x) / (1 + root * root) : x < 0 ? -0 : x

const gatedSteps = (x: Float, root: Float): Float => {
  const isLeft = x.lt(0)
  const top = isLeft.select(x.mul(root).mul(root), x)
  return root.gt(0).select(top.div(root.mul(root).add(1)), isLeft.select(-0, x))
}

/**
 * The slope of that, gate + ¼xv′s² with s = sech(v/2), where the order keeps subnormal numbers from being multiplied by large ones.
 * Around its zero, where x = `zero` + d, as ¼s²·(1 + eᵛ + xv′): `near` is that sum.
 */
function gatedSlope(x: number, gate: number, steep: number, d: number, near: number, s: number): number {
  const isNear = less(square(d), 1)
  return add(where(isNear, 0, gate), mul(mul(0.25, where(isNear, mul(near, s), mul(mul(steep, s), x))), s))
}
/** x less a zero of two doubles. */
const from = (x: number, zero: number, rest: number): number => sub(sub(x, zero), rest)

export const silu: Unary = unary({
  name: 'silu',
  doc: 'x times its own sigmoid, also called swish.',
  domain: [REAL],
  forward: (x) => gated(x, kernel.exp(-Math.abs(x) / 2)),
  steps: (x) => gatedSteps(x, x.abs().neg().div(2).call('exp')),
  partials: [(_y, x) => tails(x, 800, siluSlope(x))],
  taught: [(y, x) => add(y, mul(sigmoid(x), sub(1, y)))],
  tex: (x) => `${x} \\cdot \\sigma(${x})`,
  prec: 2,
  torch: 'torch.nn.functional.silu(a)',
})

function siluSlope(x: number): number {
  const d = from(x, -1.2784645427610737, -1.0946994183093437e-16)
  return gatedSlope(x, sigmoid(x), 1, d, add(d, mul(0.2784645427610738, expm1(d))), sech(mul(0.5, x)))
}

const DENSITY = 1 / Math.sqrt(2 * Math.PI)

export const gelu: Unary = unary({
  name: 'gelu',
  doc: 'x times the chance that a normal number is below x.',
  domain: [REAL],
  forward(x) {
    if (!(x < -37)) return x * kernel.normalCdf(x)
    // There the chance is subnormal before its product is. It is the density over −x, times 1 − 1/x²·(1 − 3/x²·(1 − …)).
    let part = 1
    for (let k = 11; k > 0; k -= 2) part = 1 - (k * part) / (x * x)
    return -DENSITY * part * kernel.gaussian(x)
  },
  steps(x) {
    const xx = x.mul(x)
    let part = xx.under(11).neg().add(1)
    for (let k = 9; k > 0; k -= 2) part = part.mul(k).div(xx).neg().add(1)
    return x.lt(-37).select(part.mul(-DENSITY).mul(x.call('gaussian')), x.mul(x.call('normalCdf')))
  },
  partials: [(_y, x) => tails(x, 40, add(normalCdf(x), mul(mul(DENSITY, x), gaussian(x))))],
  taught: [(_y, x) => add(normalCdf(x), mul(mul(DENSITY, x), gaussian(x)))],
  tex: (x) => `${x} \\cdot \\Phi(${x})`,
  prec: 2,
  torch: 'torch.nn.functional.gelu(a)',
})

/** √(8/π), and 0.044715 times that. */
const LINEAR = 1.5957691216057308
const CUBIC = 0.07135481627260025
/** LINEAR + `times`·CUBIC·xx: of v = √(8/π)·(x + 0.044715·x³), over x or, three times, its slope. */
const curve = (xx: number, times = 1): number => add(LINEAR, mul(times * CUBIC, xx))

export const geluTanh: Unary = unary({
  name: 'geluTanh',
  doc: 'The approximation of gelu by tanh that GPT-2 uses.',
  domain: [REAL],
  forward: (x) => gated(x, kernel.geluRoot(x)),
  steps: (x) => gatedSteps(x, x.call('geluRoot')),
  partials: [(_y, x) => tails(x, 40, geluTanhSlope(x))],
  taught: [(y, x) => add(geluGate(x), mul(mul(y, sub(1, geluGate(x))), curve(square(x), 3)))],
  tex: (x) => `${x} \\cdot \\sigma(\\sqrt{8/\\pi}(${x} + 0.044715 ${x}^3))`,
  prec: 2,
  torch: "torch.nn.functional.gelu(a, approximate='tanh')",
})

function geluTanhSlope(x: number): number {
  const d = from(x, -0.7524614220710163, 3.635560509207687e-17)
  // (x³ − zero³)/d, so that v and xv′ differ from what they are at the zero by a multiple of d.
  const squares = add(mul(x, add(x, -0.7524614220710163)), 0.5661981917051361)
  const near = add(mul(d, curve(squares, 3)), mul(0.29195521191476714, expm1(mul(d, curve(squares)))))
  return gatedSlope(x, geluGate(x), curve(square(x), 3), d, near, geluSech(x))
}

export const geluGate: Unary = unary({
  name: 'geluGate',
  doc: 'The part of x that geluTanh lets through.',
  domain: [REAL],
  forward: kernel.geluGate,
  // ¼·sech²(v/2)·v′.
  partials: [(_y, x) => tails(x, 40, mul(mul(mul(0.25, curve(square(x), 3)), geluSech(x)), geluSech(x)), 0)],
  taught: [(y, x) => mul(mul(y, sub(1, y)), curve(square(x), 3))],
  tex: (x) => `\\sigma(\\sqrt{8/\\pi}(${x} + 0.044715 ${x}^3))`,
  torch: 'torch.sigmoid((8 / torch.pi) ** 0.5 * (a + 0.044715 * a**3))',
})

export const geluSech: Unary = unary({
  name: 'geluSech',
  doc: 'sech of half of what geluGate takes the sigmoid of; its square is in the slope of geluGate.',
  domain: [REAL],
  forward(x) {
    const root = kernel.geluRoot(x)
    return (2 * root) / (1 + root * root)
  },
  steps: (x) =>
    x
      .call('geluRoot')
      .mul(2)
      .div(x.call('geluRoot').mul(x.call('geluRoot')).add(1)),
  partials: [
    (y, x) => {
      const xx = square(x)
      return tails(x, 40, mul(mul(-0.5, y), mul(tanh(mul(mul(0.5, x), curve(xx))), curve(xx, 3))), 0)
    },
  ],
  tex: (x) => `\\operatorname{sech}(\\sqrt{2/\\pi}(${x} + 0.044715 ${x}^3))`,
  torch: '(lambda v: 2 * (-torch.logaddexp(v, -v)).exp())((2 / torch.pi) ** 0.5 * (a + 0.044715 * a**3))', // prettier-ignore
})
