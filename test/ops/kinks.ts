/** Reads what rows say of their kinks, `at: 'a = 0, b < 1'`, `answer: '±∞, slope in a −∞'`, into points and numbers. */
import { ops, type Op } from 'seegrad'
import { widthOf } from './points.js'

/** What is stated: a number, ∞ of either sign, or whatever. */
export type Stated = number | 'either infinity' | undefined
export interface StatedKink {
  readonly points: readonly (readonly number[])[]
  readonly value: Stated
  /** One per input. */
  readonly slopes: readonly Stated[]
  /** The second slope of a function of one input. */
  readonly second: Stated
}
const letters = ['a', 'b', 'c']

function stated(text: string | undefined): Stated {
  if (text === undefined) return undefined
  if (text === '±∞') return 'either infinity'
  const words: Readonly<Record<string, number>> = { '∞': Infinity, '−∞': -Infinity, '½': 0.5, NaN }
  const number = words[text] ?? Number(text.replace('−', '-'))
  if (Number.isNaN(number) && text !== 'NaN') throw new Error(`${text} is no number`)
  return number
}

/** `0`, `a = b`, `b = 0`, `a = 0, b < 1`, `a < 0`: some points of that kind. */
function points(op: Op, at: string): number[][] | undefined {
  const width = widthOf(op)
  const others = [2.5, -1.5, 0.5]
  const lone = /^−?[\d.]+$/.test(at)
  if (lone) return width === 1 ? [[stated(at) as number]] : undefined
  const many = { 'whole numbers': [-2, 0, 3], halves: [-1.5, 0.5, 2.5] }[at]
  if (many) return many.map((x) => [x])
  if (at === 'all 0') return [Array.from({ length: width }, () => 0)]
  const conditions = at.split(', ').map((text) => /^([abc]) ([=<>]) ([abc]|−?[\d.]+|−?∞)$/.exec(text))
  if (conditions.some((found) => found === null)) return undefined
  return others.map((other) => {
    const inputs = Array.from({ length: width }, () => other)
    for (const [, left = '', sign, right = ''] of conditions as RegExpExecArray[]) {
      const target = letters.includes(right) ? (inputs[letters.indexOf(right)] as number) : (stated(right) as number)
      inputs[letters.indexOf(left)] = target + (sign === '<' ? -0.5 : sign === '>' ? 0.5 : 0)
    }
    return inputs
  })
}

/** A point of that kind; undefined where `at` says it in words only. */
export const pointAt = (op: Op, at: string): readonly number[] | undefined =>
  at === '0, −1, −2, …' ? [-1, 1] : points(op, at)?.[0]

/** Whether a point, inputs and then parameters, is of that kind; y is what the op gives there. */
export function isAt(at: string, point: readonly number[], y: number): boolean {
  const [x] = point as [number]
  if (at === 'whole numbers') return Number.isInteger(x)
  if (at === 'halves') return Math.abs(x % 1) === 0.5
  if (at === 'all 0') return point.every((one) => one === 0)
  if (at === '0, −1, −2, …') return Number.isInteger(x) && x <= 0
  if (at === 'min and max') return point.slice(1).includes(x)
  if (at === 'a tie') return point.filter((one) => one === y).length > 1
  if (/^−?[\d.]+$/.test(at)) return x === stated(at)
  const conditions = at.split(', ').map((text) => /^([abc]) ([=<>]) ([abc]|−?[\d.]+|−?∞)$/.exec(text))
  const number = (text: string): number =>
    letters.includes(text) ? (point[letters.indexOf(text)] as number) : (stated(text) as number)
  return conditions.every((found) => {
    if (!found) return false
    const [left, right] = [number(found[1] as string), number(found[3] as string)]
    return found[2] === '=' ? left === right : found[2] === '<' ? left < right : left > right
  })
}

/** The kinks of a row that are stated in numbers; undefined for one that is said in words only. */
export function statedKinks(op: Op): (StatedKink | undefined)[] {
  return (ops.get(op.name)?.kinks ?? []).map(({ at, answer }) => {
    const where = points(op, at)
    const found =
      /^(?:(\S+), )?slope(?: (in [abc]|of the first input))? (±?−?[∞½\dN][\daN.]*)(?: for each)?(?:, second slope (\S+))?$/.exec(
        answer,
      )
    if (!where || !found) return undefined
    const [, value, which, slope, second] = found
    const input = which === undefined ? -1 : which.startsWith('in') ? letters.indexOf(which.slice(3)) : 0
    const slopes = Array.from({ length: widthOf(op) }, (_, k) =>
      input === -1 || input === k ? stated(slope) : undefined,
    )
    return { points: where, value: stated(value), slopes, second: stated(second) }
  })
}
