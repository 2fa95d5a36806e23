/** The updates of all parameters, made from those of the first two: a rule does the same with each parameter, so the others need not be recorded. */
import { VARIABLE, type Skeleton } from './skeleton.js'

/** So many are recorded: one to be copied, and one that shows what differs from parameter to parameter. */
export const RECORDED = 2

/**
 * The skeleton of a step with the updates of all parameters, node by node what recording all of them gives, from one with the updates of the first two, whose outputs are the total,
 * what these two become, what is remembered of them, all slopes, and others. `slots`: by parameter where what is remembered of it lies, among the inputs that come after `ahead`
 * others. Undefined where the two are not alike: then all are to be recorded.
 *
 *     | the loss, slopes | update 0 | update 1 |      →      | the loss, slopes | update 0 | update 1 | update 2 | …
 *                          p₀ g₀ m₀   p₁ g₁ m₁                                                p₂ g₂ m₂
 */
export function withAllUpdates(
  few: Skeleton,
  slots: readonly (readonly number[])[],
  ahead: number,
): Skeleton | undefined {
  const { length, code, data, start, operands, offsets, conditions, labels, outs } = few
  const pass = few.passes.at(-1)
  const [first] = slots
  const count = slots.length
  if (!pass || !first || count < RECORDED || slots.some((own) => own.length !== first.length)) return undefined
  // The slopes of a batch come after its total.
  const slopes = pass.results.subarray(pass.results.length - count)
  const from = slopes.reduce((so, place) => Math.max(so, place), 0) + 1
  const each = (length - from) / RECORDED
  if (!Number.isInteger(each) || conditions.some((node) => node >= from)) return undefined
  for (const node of labels.keys()) if (node >= from) return undefined

  const variables = new Int32Array(few.inputs)
  for (let i = 0; i < from; i++) if (code[i] === VARIABLE) variables[data[i] as number] = i
  /** What an update reads of its own: the parameter, its slope, what is remembered of it. */
  const ownOf = (k: number): number[] => [pass.variables[k] as number, slopes[k] as number, ...(slots[k] as number[]).map((slot) => variables[ahead + slot] as number)] // prettier-ignore
  const [zero, one] = [ownOf(0), ownOf(1)]
  /** A place in an update, given those of the first two: one that all share; −1 − a node of the update; beyond these, a number of its own. None if they are not alike. */
  const relative = (a: number, b: number): number | undefined => {
    if (a >= from) return b === a + each && a < from + each ? from - a - 1 : undefined
    if (a === b) return a >= 0 ? a : undefined
    const own = zero.findIndex((place, j) => place === a && one[j] === b)
    return own < 0 ? undefined : -1 - each - own
  }

  const begin = start[from] as number
  const links = (start[from + each] as number) - begin
  const pattern = new Int32Array(links)
  for (let i = from; i < from + each; i++) {
    const other = i + each
    const size = (start[i + 1] as number) - (start[i] as number)
    const isAlike = code[i] === code[other] && Object.is(data[i], data[other]) && size === (start[other + 1] as number) - (start[other] as number) // prettier-ignore
    if (!isAlike) return undefined
  }
  for (let at = 0; at < links; at++) {
    const place = relative(operands[begin + at] as number, operands[begin + links + at] as number)
    if (place === undefined) return undefined
    pattern[at] = place
  }
  const width = first.length
  const given = Array.from({ length: 1 + width }, (_, j) => {
    const [a, step] = j === 0 ? [1, 1] : [1 + RECORDED + (j - 1), width]
    return relative(outs[a] as number, outs[a + step] as number)
  })
  if (given.some((place) => place === undefined)) return undefined

  const long = <T extends Int32Array | Float64Array>(column: T, all: T): T => {
    all.set(column.subarray(0, from + each))
    for (let k = 1; k < count; k++) all.copyWithin(from + k * each, from, from + each)
    return all
  }
  const size = from + count * each
  const made = { start: new Int32Array(size + 1), operands: new Int32Array(begin + count * links), offsets: new Int32Array(size) } // prettier-ignore
  const remembered = slots.reduce((sum, own) => sum + own.length, 0)
  const ends = new Int32Array(outs.length + (count - RECORDED) * (1 + width))
  made.start.set(start.subarray(0, from + 1))
  made.operands.set(operands.subarray(0, begin))
  made.offsets.set(offsets.subarray(0, from))
  const span = (offsets[from + each] as number) - (offsets[from] as number)
  for (let k = 0; k < count; k++) {
    const own = ownOf(k)
    const base = from + k * each
    const absolute = (place: number): number => {
      if (place >= 0) return place
      return place >= -each ? base - 1 - place : (own[-1 - each - place] as number)
    }
    for (let i = 0; i < each; i++) {
      made.start[base + i + 1] = (start[from + i + 1] as number) + k * links
      made.offsets[base + i] = (offsets[from + i] as number) + k * span
    }
    for (let at = 0; at < links; at++) made.operands[begin + k * links + at] = absolute(pattern[at] as number)
    given.forEach((place, j) => (ends[j === 0 ? 1 + k : 1 + count + (slots[k]?.[j - 1] as number)] = absolute(place as number))) // prettier-ignore
  }
  ends[0] = outs[0] as number
  ends.set(outs.subarray(1 + RECORDED * (1 + width)), 1 + count + remembered)
  return { ...few, ...made, length: size, code: long(code, new Int32Array(size)), data: long(data, new Float64Array(size)), outs: ends } // prettier-ignore
}
