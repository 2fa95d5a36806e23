/** Weighs results of an op against the exact numbers at random inputs: how many last places they are away, at worst, by order of derivative. */
import { nextUp } from './compare.js'
import { offBy, value, type Wide } from './double-double.js'
import { exactOf, type Exact, type Numbers } from './exact.js'
import { drawer } from './range.js'

/** What stands in a row of numbers: the value, then derivatives by these inputs. */
export const words = { 1: ['', 'a', 'aa'], 2: ['', 'a', 'b', 'aa', 'ab', 'bb'] } as const

/** Fills `results` with the value and the derivatives at the inputs, in the order of `words`; after them may stand a rival's value. */
export type Evaluate = (inputs: readonly number[], results: (number | undefined)[], i: number) => void

/** The result that is farthest from its exact number. */
export interface Farthest {
  readonly ulp: number
  readonly word: string
  readonly inputs: readonly number[]
  readonly result: number
  readonly exact: number
}
export interface Weight {
  /** How many numbers of each order were judged. */
  readonly judged: number[]
  /** For value, first and second derivative, and the rival's value; undefined where none was judged. */
  readonly farthest: (Farthest | undefined)[]
  /** Numbers farther than allowed, the first ones only. */
  readonly beyond: Farthest[]
  beyondInAll: number
}

const SOME = 5
const SMALLEST = 2 ** -1022
/** Results so large that a neighbour of the input may overflow. */
const HUGE = 1e250
const isNormal = (x: number): boolean => Math.abs(x) >= SMALLEST && Math.abs(x) < Infinity

/** Whether some neighbour may lie on the other side of a pole, an overflow or the end of the domain. All ends are at 0, 1 and −1. */
function isAtAnEnd(inputs: readonly number[], doubles: readonly number[]): boolean {
  for (const x of inputs) if (Math.abs(Math.abs(x) - 1) < 2 ** -51) return true
  for (const y of doubles) if (!(Math.abs(y) < HUGE)) return true
  return false
}
const nextDown = (x: number): number => -nextUp(-x)

/** Whether the number is finite at all neighbours of the inputs. */
function isBounded(exact: Exact, [a, b]: readonly number[], k: number): boolean {
  const around = (x: number): number[] => [nextDown(x), x, nextUp(x)]
  for (const x of around(a as number))
    for (const y of b === undefined ? [0] : around(b)) {
      const number = Number.isFinite(x) && Number.isFinite(y) ? exact.numbers(x, y)[k] : undefined
      if (!number || !Number.isFinite(value(number))) return false
    }
  return true
}

/**
 * Judged are numbers that are normal doubles, and finite one double further too: the exact numbers alone decide.
 * Near a zero of the function what is within the distance `near` is not asked for its last places. `takes` leaves inputs out, `every` all but each so many-th.
 */
export function weigh(
  { name, arity }: { readonly name: string; readonly arity: 1 | 2 },
  {
    count,
    seed,
    takes,
    every = 1,
  }: {
    readonly count: number
    readonly seed: number
    readonly takes?: (x: number) => boolean
    readonly every?: number
  },
  evaluate: Evaluate,
  { ulp: allowed = [], near = 0 }: { readonly ulp?: readonly number[]; readonly near?: number } = {},
): Weight {
  const exact = exactOf(name)
  const draw = drawer(name, arity, seed)
  const weight: Weight = {
    judged: [0, 0, 0],
    farthest: [undefined, undefined, undefined, undefined],
    beyond: [],
    beyondInAll: 0,
  }
  const inputs: number[] = []
  const results: (number | undefined)[] = []
  const asked = words[arity]
  const doubles: number[] = []
  const weighed = (numbers: Numbers, k: number, result: number, place: number): void => {
    const ulp = distance(exact, inputs, numbers, doubles, k, result)
    const isBeyond = ulp > (allowed[place] ?? Infinity) && result !== doubles[k]
    const isFarthest = ulp > (weight.farthest[place]?.ulp ?? -1)
    if (!isBeyond && !isFarthest) return
    const isAllowed = Math.abs(result - (doubles[k] as number)) <= near
    if (isAllowed && exact.nearZero?.(inputs[0] as number)[k]) return
    const found = { ulp, word: asked[k] as string, inputs: [...inputs], result, exact: doubles[k] as number }
    if (isFarthest) weight.farthest[place] = found
    if (isBeyond && ++weight.beyondInAll <= SOME) weight.beyond.push(found)
  }
  for (let i = 0; i < count; i++) {
    draw(inputs)
    if (i % every !== 0 || !inputs.every(Number.isFinite) || takes?.(inputs[0] as number) === false) continue
    const numbers = exact.numbers(inputs[0] as number, inputs[1] as number)
    if (numbers.length === 0) continue
    for (let k = 0; k < asked.length; k++) doubles[k] = value(numbers[k] as Wide)
    if (!doubles.some(isNormal)) continue
    const isSuspect = isAtAnEnd(inputs, doubles)
    evaluate(inputs, results, i)
    for (let k = 0; k < asked.length; k++) {
      if (!isNormal(doubles[k] as number) || (isSuspect && !isBounded(exact, inputs, k))) continue
      const order = (asked[k] as string).length
      weight.judged[order] = (weight.judged[order] as number) + 1
      weighed(numbers, k, results[k] as number, order)
      if (k === 0 && results.length > asked.length) weighed(numbers, 0, results[asked.length] as number, RIVAL)
    }
  }
  return weight
}
/** After the three orders. */
const RIVAL = 3

/** In last places of the number, or of its terms where these cancel. */
function distance(
  exact: Exact,
  inputs: readonly number[],
  numbers: Numbers,
  doubles: readonly number[],
  k: number,
  result: number,
): number {
  const off = offBy(result, numbers[k] as Wide)
  if (off <= 1 || !exact.terms) return off
  const terms = exact.terms(inputs[0] as number, inputs[1] as number)[k] ?? 0
  return off / Math.max(1, terms / Math.abs(doubles[k] as number))
}

/** `∂ab at 1, 2: 3.5 instead of 3, 1e+15 last places`. */
export const said = ({ word, inputs, result, exact, ulp }: Farthest): string =>
  `${word === '' ? 'value' : `∂${word}`} at ${inputs.join(', ')}: ${result} instead of ${exact}, ${ulp.toPrecision(3)} last places`
