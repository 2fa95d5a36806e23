/** Points of a row's domain, drawn from the interval that the row states. */
import type { Op } from 'seegrad'
import { draws } from '../oracle/draw.js'
import { call } from '../oracle/program.js'
import { seed } from '../seed.js'
import { statedKinks } from './kinks.js'

export interface Bounds {
  readonly low: number
  readonly high: number
}
const end = (text: string): number => {
  const number = { '−∞': -Infinity, '∞': Infinity }[text] ?? Number(text.replace('−', '-'))
  if (Number.isNaN(number) || text === '') throw new Error(`${JSON.stringify(text)} is no bound of an interval`)
  return number
}

/** `(0, ∞)` as numbers. Errors: a text that is no interval as mathematics writes it. */
export function parseInterval(text: string): Bounds {
  const [, left = '', right = ''] = /^[([]([^,]+), ([^,]+)[)\]]$/.exec(text) ?? []
  const [low, high] = [end(left), end(right)]
  if (!(low < high)) throw new Error(`${text} is empty`)
  if ((text.startsWith('[') && low === -Infinity) || (text.endsWith(']') && high === Infinity))
    throw new Error(`${text}: an infinite end is open`)
  return { low, high }
}

/** How many inputs a row is tried with. */
export const widthOf = (op: Op): number => (op.arity === 'list' ? 4 : op.arity)
/** Intervals that were read before: they are asked for at every point that is drawn. */
const read = new Map<string, Bounds>()
export function boundsOf(op: Op, k: number): Bounds {
  const text = op.domain[k] ?? (op.domain.at(-1) as string)
  const bounds = read.get(text) ?? parseInterval(text)
  read.set(text, bounds)
  return bounds
}

/** Points inside the domain where the op has a number, as a power of a negative base has not. */
export function pointsOf(op: Op, count: number): number[][] {
  return drawnOf(op, 8 * count)
    .filter((inputs) => Number.isFinite(call(op, inputs)))
    .slice(0, count)
}

/** Which of a point's numbers are inputs; after them come the parameters. */
export const variablesOf = (op: Op): number[] => Array.from({ length: widthOf(op) }, (_, k) => k)

/**
 * Points inside the domain, not near its ends and mostly of moderate size, followed by parameters; drawn by today's seed, unless
 * told, and the row's name.
 */
export function drawnOf(op: Op, count: number, from: number = seed): number[][] {
  const draw = draws(from, ...[...op.name].map((letter) => letter.codePointAt(0) as number))
  const one = (k: number): number => {
    const { low, high } = boundsOf(op, k)
    const size = draw.logBetween(low === -Infinity && high === Infinity ? 0.1 : 0.4, 4)
    if (low === -Infinity && high === Infinity) return draw.sign() * size
    if (high === Infinity) return low + size
    if (low === -Infinity) return high - size
    return low + (high - low) * draw.between(0.1, 0.9)
  }
  const parameters = (): number[] =>
    op.parameters.map(({ isWhole }) => (isWhole ? draw.below(4) : draw.sign() * draw.between(0.1, 2)))
  return Array.from({ length: count }, () => [...variablesOf(op).map(one), ...parameters()])
}

/** The op as a function of its inputs, and then its parameters, in a row, whatever its arity. */
export const spread =
  (op: Op): ((...inputs: number[]) => number) =>
  (...inputs) =>
    call(op, inputs)

/** The op with the parameters of a point, as a function of its inputs, and these inputs. */
export function bound(
  op: Op,
  point: readonly number[],
  width: number = widthOf(op),
): readonly [f: (...inputs: number[]) => number, inputs: number[]] {
  const [inputs, parameters] = [point.slice(0, width), point.slice(width)]
  return [(...given) => call(op, [...given, ...parameters]), inputs]
}

/**
 * 0 and numbers close to it, and both sides of −1, 0 and 1, where kinks and ends are: in turn as each input of a point. Where the
 * row states a kink at 0, or one in words, only what a nudge in proportion can judge.
 */
export function specialsOf(op: Op, points: readonly (readonly number[])[]): number[][] {
  const sides = [-1, 0, 1].flatMap((at) => [at - 0.01, at + 0.01])
  const close = [1e-8, 1e-30].flatMap((x) => [x, -x])
  const closest = [5e-324, 1e-300, 1e-160, 0].flatMap((x) => [x, -x])
  return variablesOf(op).flatMap((k) => {
    const { low, high } = boundsOf(op, k)
    const near = jumping.has(op.name) ? [] : close
    const specials = hasKinkAtZero(op, k) ? [...sides, ...near] : [...sides, ...near, ...closest]
    return specials.flatMap((x, i) => {
      const point = (points[i % points.length] as readonly number[]).with(k, x)
      return low < x && x < high && Number.isFinite(call(op, point)) ? [point] : []
    })
  })
}
/** A small divisor has more jumps than there are doubles for a nudge to fall between. */
const jumping: ReadonlySet<string> = new Set(['fmod', 'remainder'])
/** Whether input k alone may lead to a kink at 0: the tip of a cone takes all of them. */
export const hasKinkAtZero = (op: Op, k: number): boolean =>
  statedKinks(op).some((kink) => kink === undefined || kink.points.some((at) => at[k] === 0 && isAlone(at)))
const isAlone = (point: readonly number[]): boolean => point.length === 1 || point.some((x) => x !== 0)
