/** The second oracle: dual numbers to the second order, written from mathematics; they know no row and no engine, only numbers that are the same in every browser. */
import * as kernel from '../numeric/index.js'

/** A number along a line through a point, and its first and second derivative by the way along that line. */
export type Jet = readonly [value: number, slope: number, bend: number]

export const still = (x: number): Jet => [x, 0, 0]

/** g of a jet, by g's value, slope and bend there. */
const chain = ([, d, e]: Jet, g: number, g1: number, g2: number): Jet => [
  g,
  times(g1, d),
  times(g2, d * d) + times(g1, e),
]
/** What does not move stays still, whatever pole it is multiplied by. */
const times = (slope: number, way: number): number => (way === 0 ? 0 : slope * way)

type Rule = (a: Jet, b: Jet) => Jet
const add: Rule = (a, b) => [a[0] + b[0], a[1] + b[1], a[2] + b[2]]
const mul: Rule = (a, b) => [a[0] * b[0], a[1] * b[0] + a[0] * b[1], a[2] * b[0] + 2 * a[1] * b[1] + a[0] * b[2]]
const neg = (a: Jet): Jet => [-a[0], -a[1], -a[2]]
const over = (a: Jet): Jet => chain(a, 1 / a[0], -1 / a[0] ** 2, 2 / a[0] ** 3)
const exp = (a: Jet): Jet => chain(a, kernel.exp(a[0]), kernel.exp(a[0]), kernel.exp(a[0]))
const log = (a: Jet): Jet => chain(a, kernel.log(a[0]), 1 / a[0], -1 / a[0] ** 2)
function power(a: Jet, b: Jet): Jet {
  const [n] = b
  if (b[1] !== 0 || b[2] !== 0) {
    const [, ...moves] = exp(mul(b, log(a)))
    return [kernel.pow(a[0], n), ...moves]
  }
  const term = (factor: number, n: number): number => (factor === 0 ? 0 : factor * kernel.pow(a[0], n))
  return chain(a, kernel.pow(a[0], n), term(n, n - 1), term(n * (n - 1), n - 2))
}
function tanh(a: Jet): Jet {
  const y = kernel.tanh(a[0])
  return chain(a, y, 1 - y * y, -2 * y * (1 - y * y))
}
function sigmoid(a: Jet): Jet {
  const y = 1 / (1 + kernel.exp(-a[0]))
  return chain(a, y, y * (1 - y), y * (1 - y) * (1 - 2 * y))
}
function sqrt(a: Jet): Jet {
  const y = Math.sqrt(a[0])
  return chain(a, y, 1 / (2 * y), -1 / (4 * y * a[0]))
}
/** Where two pieces meet there is no slope to be judged. */
const pieces = (a: Jet, left: Jet, right: Jet): Jet => (a[0] < 0 ? left : a[0] > 0 ? right : [0, NaN, NaN])

const unary: Readonly<Record<string, (a: Jet) => Jet>> = {
  neg,
  exp,
  log,
  sqrt,
  tanh,
  sigmoid,
  sin: (a) => chain(a, kernel.sin(a[0]), kernel.cos(a[0]), -kernel.sin(a[0])),
  cos: (a) => chain(a, kernel.cos(a[0]), -kernel.sin(a[0]), -kernel.cos(a[0])),
  square: (a) => mul(a, a),
  relu: (a) => pieces(a, still(0), a),
  abs: (a) => pieces(a, neg(a), a),
}
const binary: Readonly<Record<string, Rule>> = {
  add,
  sub: (a, b) => add(a, neg(b)),
  mul,
  div: (a, b) => mul(a, over(b)),
  pow: power,
}

/** The functions that formulas may call by name, and the ops that signs stand for, with their numbers of inputs. */
export const arity: ReadonlyMap<string, number> = new Map([
  ...Object.keys(unary).map((name) => [name, 1] as const),
  ...Object.keys(binary).map((name) => [name, 2] as const),
])

export function applied(op: string, inputs: readonly Jet[]): Jet {
  const [a, b] = inputs as readonly [Jet, Jet]
  const rule = unary[op]
  if (rule) return rule(a)
  return (binary[op] as Rule)(a, b)
}
