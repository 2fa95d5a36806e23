/** One of several Values by a place that may be data: while a step is compiled, letters and classes are Values, and other ones must not be another program. */
import { isValue } from '../../engine/index.js'
import { crossEntropyLoss } from '../../nn/index.js'
import { equal, greater, logSumExp, mean, softplus, sub, where, type Value } from '../../ops/index.js'

/** The Value at a place; where that is a Value itself, each is asked for in turn, which changes no bit of what is computed from it. */
export function chosen(values: readonly Value[], place: number): Value {
  if (!isValue(place)) return values[place]!
  return values.reduceRight((others, value, k) => where(equal(place, k), value, others) as Value)
}
/** The row of a table at a place, likewise. */
export const chosenRow = (rows: readonly (readonly Value[])[], place: number): readonly Value[] =>
  isValue(place) ? rows[0]!.map((_, k) => chosen(rows.map((row) => row[k]!), place)) : rows[place]! // prettier-ignore

/** `crossEntropyLoss` of classes that may be data: its ops in its order. */
export function classLoss(scores: readonly (readonly Value[])[], classes: readonly number[]): Value {
  if (!classes.some((right) => isValue(right))) return crossEntropyLoss(scores, classes)
  const losses = scores.map((row, k) => {
    const right = classes[k]!
    const score = chosen(row, right)
    const others = row.slice(1).map((next, j) => where(greater(right, j), row[j]!, next))
    return softplus(logSumExp(others.map((other) => sub(other, score))))
  })
  return mean(losses) as Value
}
