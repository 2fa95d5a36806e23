/** Points of a row's domain, drawn from the interval that the row states. */
import type { Op } from 'seegrad'
import { draws } from '../oracle/draw.js'
import { call } from '../oracle/program.js'
import { seed } from '../seed.js'

export interface Bounds {
  readonly low: number
  readonly high: number
}
const bound = (text: string): number => {
  const number = { '−∞': -Infinity, '∞': Infinity }[text] ?? Number(text.replace('−', '-'))
  if (Number.isNaN(number) || text === '') throw new Error(`${JSON.stringify(text)} is no bound of an interval`)
  return number
}

/** `(0, ∞)` as numbers. Errors: a text that is no interval as mathematics writes it. */
export function parseInterval(text: string): Bounds {
  const [, left = '', right = ''] = /^[([]([^,]+), ([^,]+)[)\]]$/.exec(text) ?? []
  const [low, high] = [bound(left), bound(right)]
  if (!(low < high)) throw new Error(`${text} is empty`)
  if ((text.startsWith('[') && low === -Infinity) || (text.endsWith(']') && high === Infinity))
    throw new Error(`${text}: an infinite end is open`)
  return { low, high }
}

/** How many inputs a row is tried with. */
export const widthOf = (op: Op): number => (op.arity === 'list' ? 4 : op.arity)
export const boundsOf = (op: Op, k: number): Bounds => parseInterval(op.domain[k] ?? (op.domain.at(-1) as string))

/** Points inside the domain where the op has a number, as a power of a negative base has not. */
export function pointsOf(op: Op, count: number): number[][] {
  return drawnOf(op, 8 * count)
    .filter((inputs) => Number.isFinite(call(op, inputs)))
    .slice(0, count)
}

/** Points inside the domain, not near its ends and mostly of moderate size; drawn by today's seed and the row's name. */
export function drawnOf(op: Op, count: number): number[][] {
  const draw = draws(seed, ...[...op.name].map((letter) => letter.codePointAt(0) as number))
  const one = (k: number): number => {
    const { low, high } = boundsOf(op, k)
    const size = draw.logBetween(low === -Infinity && high === Infinity ? 0.1 : 0.4, 4)
    if (low === -Infinity && high === Infinity) return draw.sign() * size
    if (high === Infinity) return low + size
    if (low === -Infinity) return high - size
    return low + (high - low) * draw.between(0.1, 0.9)
  }
  return Array.from({ length: count }, () => Array.from({ length: widthOf(op) }, (_, k) => one(k)))
}

/** The op as a function of its inputs in a row, whatever its arity. */
export const spread =
  (op: Op): ((...inputs: number[]) => number) =>
  (...inputs) =>
    call(op, inputs)
