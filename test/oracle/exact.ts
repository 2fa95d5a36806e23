/** Exact values, first and second derivatives of ops of one and two numbers: a second oracle, from mathematics and with about 100 bits. */
import {
  abs,
  add,
  div,
  mul,
  neg,
  ONE,
  reciprocal,
  scale,
  shifted,
  sqrt,
  square,
  sub,
  TWO,
  value,
  Wide,
  wide,
  ZERO,
} from './double-double.js'
import * as elementary from './elementary.js'
import { areNearZero, gammas } from './gamma.js'
import { bell, circular, erfSlope, exp, log, PI, power, sigmoid, softplus, tanh } from './elementary.js'

/** Of one number: value, first, second. Of two: value, ∂a, ∂b, ∂aa, ∂ab, ∂bb. Empty where there is no number at all. */
export type Numbers = readonly Wide[]
type Sizes = readonly (number | undefined)[]

export interface Exact {
  numbers(a: number, b: number): Numbers
  /** Where numbers are sums whose terms cancel at places that are no doubles: how large the terms are together. */
  terms?(a: number, b: number): Sizes
  /** Which numbers are so near a zero that an absolute distance is allowed instead of last places. */
  nearZero?(a: number): readonly boolean[]
}

const NONE: Numbers = []
const one =
  (f: (x: Wide, double: number) => Numbers, isInside?: (x: number) => boolean, terms?: (x: number) => Sizes) =>
  (): Exact => ({
    numbers: (x) => (isInside === undefined || isInside(x) ? f(wide(x), x) : NONE),
    ...(terms && { terms }),
  })
const two =
  (
    f: (a: Wide, b: Wide) => Numbers,
    isInside?: (a: number, b: number) => boolean,
    terms?: (a: number, b: number) => Sizes,
  ) =>
  (): Exact => ({
    numbers: (a, b) => (isInside === undefined || isInside(a, b) ? f(wide(a), wide(b)) : NONE),
    ...(terms && { terms }),
  })

const FLAT: readonly Wide[] = [ZERO, ZERO, ZERO]
const positive = (x: number): boolean => x > 0
const half = (x: Wide): Wide => shifted(x, -1)
const double = (x: Wide): Wide => shifted(x, 1)
/** 1 − x² and its like, from factors. */
const unitGap = (x: Wide): Wide => mul(sub(ONE, x), add(ONE, x))
const cube = (x: Wide): Wide => mul(x, square(x))

function logarithm(base: Wide): Exact {
  const factor = reciprocal(base)
  return one((x) => [mul(log(x), factor), div(factor, x), neg(div(factor, square(x)))], positive)()
}

/** The value, 1/√w as the slope, and ∓x/w³ᐟ². */
function root(y: Wide, x: Wide, w: Wide, sign: 1 | -1): Numbers {
  const slope = reciprocal(sqrt(w))
  return [y, slope, scale(mul(x, cube(slope)), sign)]
}
const negated = (numbers: Numbers): Numbers => numbers.map(neg)

/** sech²(x/2)/4, the slope of the logistic function, and the slope of that. */
const logisticSlope = (x: Wide): Wide => mul(sigmoid(x), sigmoid(neg(x)))
const logisticBend = (x: Wide): Wide => neg(mul(logisticSlope(x), tanh(half(x))))

const EIGHT_OVER_PI = sqrt(div(wide(8), PI))
const CUBIC = div(wide(44715), wide(1e6))

/** σ(u) of geluTanh’s u, and its two slopes. */
function gate(x: Wide): Numbers {
  const z = mul(CUBIC, square(x))
  const u = mul(EIGHT_OVER_PI, mul(x, add(ONE, z)))
  const du = mul(EIGHT_OVER_PI, add(ONE, scale(z, 3)))
  const ddu = mul(EIGHT_OVER_PI, scale(mul(CUBIC, x), 6))
  const slope = logisticSlope(u)
  return [sigmoid(u), mul(slope, du), add(mul(logisticBend(u), square(du)), mul(slope, ddu))]
}
/** geluTanh’s u over 2, and its two slopes. */
function halfGate(x: Wide): [Wide, Wide, Wide] {
  const z = mul(CUBIC, square(x))
  const factor = half(EIGHT_OVER_PI)
  return [mul(factor, mul(x, add(ONE, z))), mul(factor, add(ONE, scale(z, 3))), mul(factor, scale(mul(CUBIC, x), 6))]
}
/** s = sech w of the half gate w: −s·tanh w·w′, and s·(w′²·(1 − 2s²) − tanh w·w″). */
function geluSech(x: Wide): Numbers {
  const [w, dw, ddw] = halfGate(x)
  const s = reciprocal(elementary.cosh(w))
  const t = tanh(w)
  const bend = sub(mul(square(dw), sub(ONE, double(square(s)))), mul(t, ddw))
  return [s, neg(mul(mul(s, t), dw)), mul(s, bend)]
}
function geluSechTerms(x: number): Sizes {
  const [w, dw, ddw] = halfGate(wide(x)).map(value) as [number, number, number]
  const s = 1 / Math.cosh(w)
  return [undefined, undefined, s * (dw * dw * (1 + 2 * s * s) + Math.abs(Math.tanh(w) * ddw))]
}
/** x·g of a gate g. */
function gated(x: Wide, [g, slope, bend]: Numbers): Numbers {
  return [mul(x, g as Wide), add(g as Wide, mul(x, slope as Wide)), add(double(slope as Wide), mul(x, bend as Wide))]
}
/** How large the terms of a gated function’s slopes are: in the bend those of the gate’s own bend count too. */
const gatedTerms =
  (gates: (x: Wide) => Numbers, bendTerms: (x: number, slope: number) => number) =>
  (x: number): Sizes => {
    const [g, slope] = gates(wide(x)).map(({ hi, exponent }) => hi * 2 ** exponent) as [number, number]
    return [undefined, g + Math.abs(x * slope), 2 * slope + Math.abs(x) * bendTerms(x, slope)]
  }
/** The two terms of the bend of geluTanh’s gate. */
function gateBend(x: number, slope: number): number {
  const linear = Math.sqrt(8 / Math.PI)
  const du = linear * (1 + 3 * 0.044715 * x * x)
  return slope * Math.abs(Math.tanh((linear * x * (1 + 0.044715 * x * x)) / 2)) * du + (slope / du) * linear * 6 * 0.044715 * Math.abs(x) // prettier-ignore
}
const logisticGate = (x: Wide): Numbers => [sigmoid(x), logisticSlope(x), logisticBend(x)]
const normalGate = (x: Wide): Numbers => {
  const slope = bell(x)
  return [elementary.normalCdf(x), slope, neg(mul(x, slope))]
}

/** Of a function of a − b, from that of a difference. */
const ofGap = ([y, slope, bend]: Numbers): Numbers => [y, slope, neg(slope as Wide), bend, neg(bend as Wide), bend] as Numbers // prettier-ignore

function powers(a: Wide, b: Wide): Numbers {
  const isOdd = Math.abs(b.exponent === 0 ? b.hi % 2 : 0) === 1
  const size = power(a, b)
  const y = a.hi < 0 && isOdd ? neg(size) : size
  const byBase = div(y, a)
  const base: Numbers = [mul(b, byBase), mul(mul(b, sub(b, ONE)), div(byBase, a))]
  if (a.hi < 0) return [y, base[0], NOTHING, base[1], NOTHING, NOTHING] as Numbers
  const l = log(a)
  const slope = mul(y, l)
  return [y, base[0], slope, base[1], mul(byBase, add(ONE, mul(b, l))), mul(slope, l)] as Numbers
}
const NOTHING = wide(NaN)
const hasPower = (a: number, b: number): boolean => a > 0 || (a < 0 && Number.isInteger(b))

function angle(a: Wide, b: Wide): Numbers {
  const rr = add(square(a), square(b))
  const twist = double(div(mul(div(a, rr), b), rr))
  const gap = div(mul(sub(a, b), add(a, b)), square(rr))
  return [elementary.atan2(a, b), div(b, rr), neg(div(a, rr)), neg(twist), gap, twist]
}
/** a/r, b/r, and the second derivatives of the length r. */
function lengths(a: Wide, b: Wide): Numbers {
  const r = elementary.hypot(a, b)
  const [u, v] = [div(a, r), div(b, r)]
  return [r, u, v, div(square(v), r), neg(div(mul(u, v), r)), div(square(u), r)]
}
function directions(a: Wide, b: Wide): Numbers {
  const [r, u, v, byA, byB] = lengths(a, b) as [Wide, Wide, Wide, Wide, Wide]
  const [uu, vv, rr] = [square(u), square(v), square(r)]
  return [
    u,
    byA,
    byB,
    scale(div(mul(u, vv), rr), -3),
    div(mul(v, sub(double(uu), vv)), rr),
    div(mul(u, sub(double(vv), uu)), rr),
  ]
}
const isSomewhere = (a: number, b: number): boolean => a !== 0 || b !== 0
/** The terms of b(2a² − b²)/r⁵ and of a(2b² − a²)/r⁵. */
function directionTerms(a: number, b: number): Sizes {
  const r = Math.hypot(a, b)
  const [u, v] = [Math.abs(a / r), Math.abs(b / r)]
  return [undefined, undefined, undefined, undefined, (v / r / r) * (2 * u * u + v * v), (u / r / r) * (2 * v * v + u * u)] // prettier-ignore
}

const gamma = (order: number) => (): Exact => ({
  numbers: (x) => gammas(x, order),
  nearZero: (x) => areNearZero(x, order),
})

const table: Readonly<Record<string, () => Exact>> = {
  square: one((x) => [square(x), double(x), TWO]),
  reciprocal: one((x) => [reciprocal(x), neg(reciprocal(square(x))), div(TWO, cube(x))]),
  sqrt: one((x) => {
    const y = sqrt(x)
    return [y, half(reciprocal(y)), neg(reciprocal(shifted(mul(x, y), 2)))]
  }, positive),
  rsqrt: one((x) => {
    const y = reciprocal(sqrt(x))
    return [y, neg(half(div(y, x))), scale(div(y, square(x)), 0.75)]
  }, positive),
  cbrt: one((x) => {
    const y = elementary.cbrt(x)
    const slope = reciprocal(scale(square(y), 3))
    return [y, slope, neg(div(scale(slope, 2), scale(x, 3)))]
  }),
  oneMinusSquare: one((x) => [unitGap(x), neg(double(x)), neg(TWO)]),
  exp: one((x) => {
    const y = exp(x)
    return [y, y, y]
  }),
  exp2: one((x) => {
    const y = exp(mul(x, elementary.LN2))
    const slope = mul(y, elementary.LN2)
    return [y, slope, mul(slope, elementary.LN2)]
  }),
  expm1: one((x) => {
    const slope = exp(x)
    return [elementary.expm1(x), slope, slope]
  }),
  log: () => logarithm(ONE),
  log2: () => logarithm(elementary.LN2),
  log10: () => logarithm(log(wide(10))),
  log1p: one(
    (x) => {
      const slope = reciprocal(add(ONE, x))
      return [elementary.log1p(x), slope, neg(square(slope))]
    },
    (x) => x > -1,
  ),
  sin: one((_, x) => {
    const { sin, cos } = circular(x)
    return [sin, cos, neg(sin)]
  }),
  cos: one((_, x) => {
    const { sin, cos } = circular(x)
    return [cos, neg(sin), neg(cos)]
  }),
  tan: one((_, x) => {
    const { sin, cos } = circular(x)
    const y = div(sin, cos)
    const slope = reciprocal(square(cos))
    return [y, slope, double(mul(y, slope))]
  }),
  asin: one(
    (x) => {
      const w = unitGap(x)
      return root(elementary.atan2(x, sqrt(w)), x, w, 1)
    },
    (x) => Math.abs(x) <= 1,
  ),
  acos: one(
    (x) => {
      const w = unitGap(x)
      return negated(root(neg(elementary.atan2(sqrt(w), x)), x, w, 1))
    },
    (x) => Math.abs(x) <= 1,
  ),
  atan: one((x) => {
    const slope = reciprocal(add(ONE, square(x)))
    return [elementary.atan(x), slope, neg(double(mul(x, square(slope))))]
  }),
  sinh: one((x) => {
    const y = elementary.sinh(x)
    return [y, elementary.cosh(x), y]
  }),
  cosh: one((x) => {
    const y = elementary.cosh(x)
    return [y, elementary.sinh(x), y]
  }),
  tanh: one((x) => {
    const y = tanh(x)
    const slope = elementary.sech2(x)
    return [y, slope, neg(double(mul(y, slope)))]
  }),
  sech: one(
    (x) => {
      const y = reciprocal(elementary.cosh(x))
      return [y, neg(mul(y, tanh(x))), mul(y, sub(ONE, double(square(y))))]
    },
    undefined,
    (x) => [undefined, undefined, 1 / Math.cosh(x) + 2 / Math.cosh(x) ** 3],
  ),
  asinh: one((x) => root(elementary.asinh(x), x, add(ONE, square(x)), -1)),
  acosh: one(
    (x) => root(elementary.acosh(x), x, neg(unitGap(x)), -1),
    (x) => x >= 1,
  ),
  atanh: one(
    (x) => {
      const slope = reciprocal(unitGap(x))
      return [elementary.atanh(x), slope, double(mul(x, square(slope)))]
    },
    (x) => Math.abs(x) < 1,
  ),
  sigmoid: one(logisticGate),
  softplus: one((x) => [softplus(x), sigmoid(x), logisticSlope(x)]),
  logSigmoid: one((x) => [neg(softplus(neg(x))), sigmoid(neg(x)), neg(logisticSlope(x))]),
  silu: one(
    (x) => gated(x, logisticGate(x)),
    undefined,
    gatedTerms(logisticGate, (x, slope) => slope * Math.abs(Math.tanh(x / 2))),
  ),
  gelu: one((x) => gated(x, normalGate(x)), undefined, gatedTerms(normalGate, (x, slope) => slope * Math.abs(x))), // prettier-ignore
  geluTanh: one((x) => gated(x, gate(x)), undefined, gatedTerms(gate, gateBend)),
  geluGate: one(gate, undefined, (x) => [undefined, undefined, gatedTerms(gate, gateBend)(x)[2]! / Math.abs(x)]),
  // Farther out its square, all that is taken of it, is no double.
  geluSech: one(geluSech, (x) => Math.abs(x) < 22, geluSechTerms),
  normalCdf: one(normalGate),
  erf: one((x) => {
    const slope = erfSlope(x)
    return [elementary.erf(x), slope, neg(double(mul(x, slope)))]
  }),
  erfc: one((x) => {
    const slope = erfSlope(x)
    return [elementary.erfc(x), neg(slope), double(mul(x, slope))]
  }),
  gaussian: one(
    (x) => {
      const y = exp(neg(half(square(x))))
      return [y, neg(mul(x, y)), neg(mul(unitGap(x), y))]
    },
    undefined,
    (x) => [undefined, undefined, (1 + x * x) * Math.exp((-x * x) / 2)],
  ),
  lgamma: gamma(-1),
  digamma: gamma(0),
  'polygamma 1': gamma(1),
  'polygamma 2': gamma(2),
  'polygamma 3': gamma(3),
  softsign: one((x) => {
    const w = reciprocal(add(ONE, abs(x)))
    const bend = double(cube(w))
    return [mul(x, w), square(w), x.hi > 0 ? neg(bend) : x.hi < 0 ? bend : ZERO]
  }),
  elu: one((x) => {
    if (x.hi > 0) return [x, ONE, ZERO]
    const slope = exp(x)
    return [elementary.expm1(x), slope, x.hi === 0 ? ZERO : slope]
  }),
  add: two((a, b) => [add(a, b), ONE, ONE, ...FLAT]),
  sub: two((a, b) => [sub(a, b), ONE, neg(ONE), ...FLAT]),
  mul: two((a, b) => [mul(a, b), b, a, ZERO, ONE, ZERO]),
  div: two(
    (a, b) => {
      const y = div(a, b)
      const slope = reciprocal(b)
      const bend = mul(y, slope)
      return [y, slope, neg(bend), ZERO, neg(square(slope)), double(mul(bend, slope))]
    },
    (_, b) => b !== 0,
  ),
  pow: two(powers, hasPower, (a, b) => {
    const rest = Math.abs(b * Math.log(a))
    return [undefined, undefined, undefined, undefined, (1 + rest) * Math.pow(a, b - 1), undefined]
  }),
  // Numbers of these tests have no −0.
  atan2: two(angle, (a, b) => isSomewhere(a, b) && !Object.is(a, -0)),
  hypot: two(lengths, isSomewhere),
  direction: two(directions, isSomewhere, directionTerms),
  xlogy: two(
    (a, b) => {
      const l = log(b)
      const slope = div(a, b)
      return [mul(a, l), l, slope, ZERO, reciprocal(b), neg(div(slope, b))]
    },
    (_, b) => b > 0,
  ),
  logAddExp: two(
    (a, b) => {
      const gap = sub(a, b)
      const y = gap.hi > 0 ? add(a, softplus(neg(gap))) : add(b, softplus(gap))
      const slope = logisticSlope(gap)
      return [y, sigmoid(gap), sigmoid(neg(gap)), slope, neg(slope), slope]
    },
    undefined,
    (a, b) => [Math.abs(Math.max(a, b)) + Math.LN2],
  ),
  expGap: two((a, b) => {
    const y = exp(sub(a, b))
    return ofGap([y, y, y])
  }),
  softShare: two((a, b) => ofGap(logisticGate(sub(a, b)))),
}

/** Names of the ops that have exact numbers here; after a space the parameter, if there is one without a default. */
export const exactNames: readonly string[] = Object.keys(table)
/** Errors: an op that has none. */
export function exactOf(name: string): Exact {
  const made = table[name]
  if (!made) throw new Error(`${name} has no exact numbers`)
  return made()
}

/** What an op is called here: its name, or one for each parameter that it is tried with. */
export const exactNamesOf = (op: string): string[] => exactNames.filter((name) => name.split(' ')[0] === op)
/** The op’s parameters: those that the name says, else what each is by default. */
export function parametersOf(name: string, defaults: readonly (number | undefined)[]): readonly number[] {
  const said = name.split(' ').slice(1).map(Number)
  return defaults.map((x, k) => said[k] ?? (x as number))
}
