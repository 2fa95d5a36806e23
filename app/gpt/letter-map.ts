/** Rows of many numbers as points of a plane: along the two directions in which they differ most (principal components). */

/** Rounds of squaring a direction's lead over the others: enough for a picture. */
const ROUNDS = 60

/** The points of rows that are equally long; where rows do not differ, all are at 0. */
export function flattened(rows: readonly (readonly number[])[]): readonly (readonly [number, number])[] {
  const size = rows[0]?.length ?? 0
  const middle = Array.from({ length: size }, (_, k) => rows.reduce((sum, row) => sum + row[k]!, 0) / rows.length)
  const apart = rows.map((row) => row.map((x, k) => x - middle[k]!))
  const spread = Array.from({ length: size }, (_, i) =>
    Array.from({ length: size }, (_, j) => apart.reduce((sum, row) => sum + row[i]! * row[j]!, 0)),
  )
  const first = widest(spread, [])
  const second = widest(spread, first)
  return apart.map((row) => [along(row, first), along(row, second)])
}

const along = (row: readonly number[], way: readonly number[]): number =>
  row.reduce((sum, x, k) => sum + x * (way[k] ?? 0), 0)

/** The direction of most spread, square to another one: power iteration from a fixed start. */
function widest(spread: readonly (readonly number[])[], other: readonly number[]): readonly number[] {
  let way: readonly number[] = spread.map((_, k) => 1 / (1 + k))
  for (let round = 0; round < ROUNDS; round++) {
    const turned = spread.map((row) => along(row, way))
    const share = other.length === 0 ? 0 : along(turned, other)
    const square = turned.map((x, k) => x - share * (other[k] ?? 0))
    const length = Math.hypot(...square)
    if (!(length > 0)) return way.map(() => 0)
    way = square.map((x) => x / length)
  }
  // Both ends of a direction are as good: the one whose largest part is positive, so that the picture does not tumble.
  const largest = way.reduce((most, x) => (Math.abs(x) > Math.abs(most) ? x : most), 0)
  return largest < 0 ? way.map((x) => -x) : way
}
