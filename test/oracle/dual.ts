/**
 * An oracle for derivatives: forward-mode dual numbers, written from mathematics with nothing but `Math` and knowing nothing of src/ops.
 * Each rule gives a function's number and its partial derivatives in closed form.
 */
import { erf, erfc, gaussian, lgamma, normalCdf, polygamma } from './special.js'

/**
 * A function's value, one partial derivative per input, and how large the terms of these and of the value are where they are larger
 * than it: what is left of them is less exact.
 */
export type Local = readonly [value: number, partials: readonly number[], sizes?: readonly number[], size?: number]
type Rule = (x: number, y: number, z: number) => Local

const one =
  (f: (x: number) => number, slope: (x: number) => number): Rule =>
  (x) => [f(x), [slope(x)]]
/** The same of a slope that is made of larger terms, of that size in all; perhaps the value too. */
const sized =
  (
    f: (x: number) => number,
    slope: (x: number) => number,
    size: (x: number) => number,
    own: (x: number) => number = () => 0,
  ): Rule =>
  (x) => [f(x), [slope(x)], [size(x)], own(x)]
/** n!/dⁿ⁺¹, d from the nearest pole: what the terms of polygamma n are between poles. */
const poles = (n: number, x: number): number =>
  x > 0
    ? 0
    : Array.from({ length: n }, (_, k) => k + 1).reduce((a, b) => a * b, 1) / Math.abs(x - Math.round(x)) ** (n + 1)
const flat =
  (f: (x: number, y: number) => number, inputs: 1 | 2): Rule =>
  (x, y) => [f(x, y), inputs === 1 ? [0] : [0, 0]]
const truth = (yes: boolean): number => (yes ? 1 : 0)
const sech2 = (x: number): number => 1 / (Math.cosh(x) * Math.cosh(x))
const logistic = (x: number): number => 1 / (1 + Math.exp(-x))
/** What x − y loses by rounding. */
const lost = (x: number, y: number): number => {
  const gap = x - y
  const back = gap - x
  const rest = x - (gap - back) - (y + back)
  return Number.isFinite(rest) ? rest : 0
}
/** 1 on the side that wins, ½ each at a tie. */
const winner = (mine: number, other: number): number => (mine > other ? 1 : mine < other ? 0 : 1 / 2)

/** √(8/π)·(x + 0.044715·x³) and its slope. As an exponent its last place is so many of the power as it is large. */
export const gate = (x: number): readonly [number, number] => [
  Math.sqrt(8 / Math.PI) * (x + 0.044715 * x ** 3),
  Math.sqrt(8 / Math.PI) * (1 + 3 * 0.044715 * x * x),
]

/** Rules of functions of one, two or three numbers, by the name of the op; parameters follow the inputs. */
export const scalarRules: Readonly<Record<string, Rule>> = {
  add: (x, y) => [x + y, [1, 1]],
  sub: (x, y) => [x - y, [1, -1]],
  mul: (x, y) => [x * y, [y, x]],
  div: (x, y) => [x / y, [1 / y, -x / y / y]],
  neg: one(
    (x) => -x,
    () => -1,
  ),
  reciprocal: one(
    (x) => 1 / x,
    (x) => -1 / (x * x),
  ),
  square: one(
    (x) => x * x,
    (x) => x + x,
  ),
  pow: (x, y) => [Math.pow(x, y), [y * Math.pow(x, y - 1), Math.pow(x, y) * Math.log(x)]],
  powTerm: (x, y, z) => [x * y ** z, [y ** z, x * z * y ** (z - 1), x * y ** z * Math.log(y)]],
  sqrt: one(Math.sqrt, (x) => 1 / (2 * Math.sqrt(x))),
  cbrt: one(Math.cbrt, (x) => 1 / (3 * Math.cbrt(x) ** 2)),
  rsqrt: one(
    (x) => 1 / Math.sqrt(x),
    (x) => -1 / (2 * x * Math.sqrt(x)),
  ),
  exp: one(Math.exp, Math.exp),
  exp2: one(
    (x) => 2 ** x,
    (x) => Math.log(2) * 2 ** x,
  ),
  expm1: one(Math.expm1, Math.exp),
  expGap: (x, y) => [Math.exp(x - y), [Math.exp(x - y), -Math.exp(x - y)]],
  log: one(Math.log, (x) => 1 / x),
  log1p: one(Math.log1p, (x) => 1 / (1 + x)),
  log2: one(Math.log2, (x) => 1 / (x * Math.log(2))),
  log10: one(Math.log10, (x) => 1 / (x * Math.log(10))),
  sin: one(Math.sin, Math.cos),
  cos: one(Math.cos, (x) => -Math.sin(x)),
  tan: one(Math.tan, (x) => 1 / Math.cos(x) ** 2),
  asin: one(Math.asin, (x) => 1 / Math.sqrt((1 - x) * (1 + x))),
  acos: one(Math.acos, (x) => -1 / Math.sqrt((1 - x) * (1 + x))),
  atan: one(Math.atan, (x) => 1 / (1 + x * x)),
  atan2: (y, x) => [Math.atan2(y, x), [x / (x * x + y * y), -y / (x * x + y * y)]],
  sinh: one(Math.sinh, Math.cosh),
  cosh: one(Math.cosh, Math.sinh),
  tanh: one(Math.tanh, sech2),
  asinh: one(Math.asinh, (x) => 1 / Math.sqrt(1 + x * x)),
  acosh: one(Math.acosh, (x) => 1 / Math.sqrt((x - 1) * (x + 1))),
  atanh: one(Math.atanh, (x) => 1 / ((1 - x) * (1 + x))),
  sigmoid: one(logistic, (x) => 1 / (2 + Math.exp(x) + Math.exp(-x))),
  logSigmoid: one(
    (x) => -Math.log1p(Math.exp(-x)),
    (x) => logistic(-x),
  ),
  softplus: one((x) => Math.log1p(Math.exp(x)), logistic),
  relu: one(
    (x) => Math.max(0, x),
    (x) => truth(x > 0),
  ),
  leakyRelu: (x, slope = 0.01) => [x > 0 ? x : slope * x, [x > 0 ? 1 : slope]],
  elu: (x, alpha = 1) => [x > 0 ? x : alpha * Math.expm1(x), [x > 0 ? 1 : alpha * Math.exp(x)]],
  gelu: sized(
    (x) => x * normalCdf(x),
    (x) => normalCdf(x) + (x * gaussian(x)) / Math.sqrt(2 * Math.PI),
    (x) => normalCdf(x) + (Math.abs(x) * gaussian(x)) / Math.sqrt(2 * Math.PI),
  ),
  geluTanh: sized(
    (x) => x * logistic(gate(x)[0]),
    (x) => logistic(gate(x)[0]) * (1 + x * gate(x)[1] * logistic(-gate(x)[0])),
    (x) => (1 + Math.abs(gate(x)[0])) * logistic(gate(x)[0]) * (1 + Math.abs(x) * gate(x)[1] * logistic(-gate(x)[0])),
  ),
  geluGate: sized(
    (x) => logistic(gate(x)[0]),
    (x) => logistic(gate(x)[0]) * gate(x)[1] * logistic(-gate(x)[0]),
    (x) => (1 + Math.abs(gate(x)[0])) * logistic(gate(x)[0]) * gate(x)[1] * logistic(-gate(x)[0]),
  ),
  geluSech: sized(
    (x) => 1 / Math.cosh(gate(x)[0] / 2),
    (x) => (-Math.tanh(gate(x)[0] / 2) * gate(x)[1]) / (2 * Math.cosh(gate(x)[0] / 2)),
    (x) => ((1 + Math.abs(gate(x)[0])) * gate(x)[1]) / (2 * Math.cosh(gate(x)[0] / 2)),
  ),
  gaussian: one(gaussian, (x) => -x * gaussian(x)),
  normalCdf: one(normalCdf, (x) => gaussian(x) / Math.sqrt(2 * Math.PI)),
  erf: one(erf, (x) => (2 / Math.sqrt(Math.PI)) * gaussian(x) ** 2),
  erfc: one(erfc, (x) => (-2 / Math.sqrt(Math.PI)) * gaussian(x) ** 2),
  lgamma: sized(
    lgamma,
    (x) => polygamma(0, x),
    (x) => 1 + poles(0, x),
    () => 1,
  ),
  digamma: sized(
    (x) => polygamma(0, x),
    (x) => polygamma(1, x),
    () => 0,
    (x) => 1 + poles(0, x),
  ),
  polygamma: (x, n = 2) => [polygamma(n, x), [polygamma(n + 1, x)], [poles(n + 1, x)], poles(n, x)],
  clamp: (x, min = -Infinity, max = Infinity) => [Math.min(Math.max(x, min), max), [truth(min <= x && x <= max)]],
  sech: one(
    (x) => 1 / Math.cosh(x),
    (x) => -Math.tanh(x) / Math.cosh(x),
  ),
  direction: (x, y) => [x / Math.hypot(x, y), [y ** 2 / Math.hypot(x, y) ** 3, (-x * y) / Math.hypot(x, y) ** 3]],
  inversion: (x, y) => [
    x / (x * x + y * y),
    [((y - x) * (y + x)) / (x * x + y * y) ** 2, (-2 * x * y) / (x * x + y * y) ** 2],
  ],
  oneMinusSquare: one(
    (x) => (1 - x) * (1 + x),
    (x) => -x - x,
  ),
  softShare: (x, y) => [
    logistic(x - y) * (1 + lost(x, y) * logistic(y - x)),
    [logistic(x - y) * logistic(y - x), -logistic(x - y) * logistic(y - x)],
  ],
  silu: sized(
    (x) => x * logistic(x),
    (x) => logistic(x) * (1 + x * logistic(-x)),
    (x) => logistic(x) * (1 + Math.abs(x) * logistic(-x)),
  ),
  softsign: one(
    (x) => x / (1 + Math.abs(x)),
    (x) => 1 / (1 + Math.abs(x)) ** 2,
  ),
  hypot: (x, y) => [Math.hypot(x, y), [x / Math.hypot(x, y), y / Math.hypot(x, y)]],
  xlogy: (x, y) => [x * Math.log(y), [Math.log(y), x / y]],
  // The logarithm of 1 + ε would lose the digits of ε.
  logAddExp: (x, y) => [Math.max(x, y) + Math.log1p(Math.exp(-Math.abs(x - y))), [logistic(x - y), logistic(y - x)]],
  fmod: (x, y) => [x % y, [1, -Math.trunc(x / y)]],
  // x − y·⌊x / y⌋ loses digits near a whole number of steps; % is exact.
  remainder: (x, y) => [(x % y) + (x % y !== 0 && x < 0 !== y < 0 ? y : 0), [1, -Math.floor(x / y)]],
  abs: one(Math.abs, Math.sign),
  maximum: (x, y) => [Math.max(x, y), [winner(x, y), winner(y, x)]],
  minimum: (x, y) => [Math.min(x, y), [winner(y, x), winner(x, y)]],
  share: flat(winner, 2),
  sign: flat(Math.sign, 1),
  step: flat((x) => truth(x > 0), 1),
  floor: flat(Math.floor, 1),
  ceil: flat(Math.ceil, 1),
  trunc: flat(Math.trunc, 1),
  roundHalfUp: flat(Math.round, 1),
  round: flat((x) => (Math.abs(x % 1) === 0.5 ? 2 * Math.round(x / 2) : Math.round(x)), 1),
  less: flat((x, y) => truth(x < y), 2),
  lessEqual: flat((x, y) => truth(x <= y), 2),
  greater: flat((x, y) => truth(x > y), 2),
  greaterEqual: flat((x, y) => truth(x >= y), 2),
  equal: flat((x, y) => truth(x === y), 2),
  where: (condition, x, y) => (condition === 0 ? [y, [0, 0, 1]] : [x, [0, 1, 0]]),
  // The structure of a recording: an identity, and an entry of a table with the index that chose it.
  alias: one(
    (x) => x,
    () => 1,
  ),
  gather: (entry) => [entry, [1, 0]],
}

type ListRule = (xs: readonly number[]) => Local
const total = (xs: readonly number[]): number => xs.reduce((sum, x) => sum + x, 0)
const extreme =
  (best: (...xs: number[]) => number): ListRule =>
  (xs) => {
    const y = best(...xs)
    const ties = xs.filter((x) => x === y).length
    return [y, xs.map((x) => (x === y ? 1 / ties : 0))]
  }

/** Rules of functions of a list; of two lists they follow each other. */
export const listRules: Readonly<Record<string, ListRule>> = {
  sum: (xs) => [total(xs), xs.map(() => 1)],
  mean: (xs) => [total(xs) / xs.length, xs.map(() => 1 / xs.length)],
  prod: (xs) => [xs.reduce((y, x) => y * x, 1), xs.map((_, k) => xs.reduce((y, x, i) => (i === k ? y : y * x), 1))],
  dot(xs) {
    const n = xs.length / 2
    const [a, b] = [xs.slice(0, n), xs.slice(n)]
    return [total(a.map((x, k) => x * (b[k] as number))), [...b, ...a]]
  },
  max: extreme(Math.max),
  min: extreme(Math.min),
  logSumExp(xs) {
    const top = Math.max(...xs)
    const weights = xs.map((x) => Math.exp(x - top))
    // The largest counts 1; of the others alone no digit is lost.
    const others = total(weights.toSpliced(xs.indexOf(top), 1))
    return [top + Math.log1p(others), weights.map((w) => w / total(weights))]
  },
  norm: (xs) => [Math.hypot(...xs), xs.map((x) => x / Math.hypot(...xs))],
}

/** The value and the partials of an op at some inputs. Errors: an op whose rule has not been written here. */
export function local(op: string, inputs: readonly number[]): Local {
  const rule = scalarRules[op]
  if (rule) return rule(inputs[0] as number, inputs[1] as number, inputs[2] as number)
  const listRule = listRules[op]
  if (listRule) return listRule(inputs)
  throw new Error(`the dual-number oracle has no rule for ${op}: write it in test/oracle/dual.ts, from mathematics`)
}
