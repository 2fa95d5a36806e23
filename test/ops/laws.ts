/** What holds of NaN and of the slopes of every op, and for which ops it does not. */
import { grad, jvp, value, type Op, type Value } from 'seegrad'

export type Function = (...inputs: number[]) => number

/** No plain ops: through these no gradient passes, or it depends on a choice. */
export const structure: ReadonlySet<string> = new Set(['stopGradient', 'gather'])
/** Answers that NaN leaves as they are, as in JavaScript: any number to the power 0 is 1, no side makes an infinite hypotenuse finite. */
export const survives = (name: string, inputs: readonly number[]): boolean =>
  (name === 'pow' && inputs[1] === 0) ||
  (name === 'powTerm' && inputs[2] === 0) ||
  (name === 'hypot' && inputs.some((x) => Math.abs(x) === Infinity))
/** Linear in these inputs: the slope by one does not know that the value is NaN. */
const linear: Readonly<Record<string, readonly boolean[]>> = {
  add: [true, true],
  sub: [true, true],
  mul: [true, true],
  neg: [true],
  alias: [true],
  xlogy: [true, false],
  powTerm: [true, false, false],
}
/** Linear in each of a list. */
const linearLists: ReadonlySet<string> = new Set(['sum', 'mean', 'dot', 'prod'])
/** 0·∞: each factor's slope is a number, as of `mul`. */
const isLostProduct = ({ name }: Op, [a, b]: readonly number[]): boolean =>
  name === 'powTerm' &&
  ((a === 0 && Math.abs(b as number) === Infinity) || (Math.abs(a as number) === Infinity && b === 0))
export const isLinear = (op: Op, k: number, inputs: readonly number[]): boolean =>
  linearLists.has(op.name) || (linear[op.name]?.[k] ?? false) || isLostProduct(op, inputs)

const isWhole = Number.isInteger
/** Where there is no number for finite inputs inside the domain: 0/0, roots of negative numbers, poles with two ends. */
type Where = (a: number, b: number, c: number) => boolean
const valueless: Readonly<Record<string, Where>> = {
  div: (a, b) => a === 0 && b === 0,
  fmod: (_a, b) => b === 0,
  remainder: (_a, b) => b === 0,
  pow: (a, b) => a < 0 && !isWhole(b),
  inversion: (a, b) => a === 0 && b === 0,
  digamma: (x) => x < 0 && isWhole(x),
  polygamma: (x) => x <= 0 && isWhole(x),
}
/** Where a finite number has a slope by input k that is NaN: between powers of negative numbers, at the origin, and where a quotient or sum on the way is no double. */
const slopeless: Readonly<Record<string, (k: number, ...inputs: Parameters<Where>) => boolean>> = {
  pow: (k, a) => a < 0 && k === 1,
  inversion: (_k, a, b) => Math.abs(a) + Math.abs(b) === Infinity || (a === 0 && Math.abs(1 / b) === Infinity),
  xlogy: (k, a, b) => a === 0 && b === 0 && k === 1,
  direction: (_k, a, b) => a === 0 && Math.abs(1 / b) === Infinity,
  atan2: (_k, a, b) => a === 0 && b === 0,
}
/** Overflow on the way: ∞ − ∞ and 0 · ∞, by the order in which they are written. */
const overflows: ReadonlySet<string> = new Set(['dot', 'prod', 'powTerm'])
export const mayBeNaN = ({ name }: Op, inputs: readonly number[]): boolean =>
  overflows.has(name) || (valueless[name]?.(...(inputs as Parameters<Where>)) ?? false)
export const maySlopeBeNaN = ({ name }: Op, inputs: readonly number[], k: number): boolean =>
  overflows.has(name) || (slopeless[name]?.(k, ...(inputs as Parameters<Where>)) ?? false)
/** Outside of its domain it has a number all the same: 0·ln b is 0 for every b. */
export const reachesOut = ({ name }: Op, [a]: readonly number[]): boolean => name === 'xlogy' && a === 0

export const show = (x: number): string => (Object.is(x, -0) ? '-0' : String(x))

/** What is wrong with f at these inputs, by numbers, by Values, in both modes. */
export function faults(
  f: Function,
  inputs: readonly number[],
  isLinear: (k: number) => boolean,
  survivesNaN = false,
): string[] {
  const found: string[] = []
  const number = f(...inputs)
  const leaves = inputs.map((x) => value(x))
  const y = f(...leaves) as Value
  if (!Object.is(y.data, number)) found.push(`${y.data} recorded, ${number} by numbers`)
  if (inputs.some(Number.isNaN) && !Number.isNaN(number) && !survivesNaN) found.push(`NaN gives ${number}`)
  y.backward()
  for (const [k, leaf] of leaves.entries()) {
    const along = (x: number): number => f(...inputs.with(k, x))
    const forward = jvp(along, [inputs[k] as number], [1])[1]
    const reverse = grad(f, { argnums: k })(...inputs) as number
    if (!Object.is(reverse, leaf.grad) && reverse !== leaf.grad) found.push(`by ${k}: backward ${leaf.grad}, grad ${reverse}`) // prettier-ignore
    if (!agree(reverse, forward)) found.push(`by ${k}: reverse ${reverse}, forward ${forward}`)
    if (Number.isNaN(number) && !isLinear(k) && !Number.isNaN(reverse)) found.push(`by ${k}: the value is NaN, the slope ${reverse}`) // prettier-ignore
  }
  return found
}
const agree = (a: number, b: number): boolean =>
  a === b || (Number.isNaN(a) && Number.isNaN(b)) || Math.abs(a - b) <= 1e-13 * Math.abs(a)
