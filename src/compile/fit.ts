/** Loops over rows of places: the commonest difference between neighbouring rows makes the innermost loop, runs of equal length are fitted further. */

/** One loop: how often, and by how many numbers each stream moves on. */
export interface Dim {
  readonly count: number
  readonly steps: readonly number[]
}
/** Rows of equal width, one after the other. */
export interface Rows {
  readonly width: number
  readonly count: number
  readonly places: Int32Array
}
export const rowAt = ({ places, width }: Rows, k: number): number[] => Array.from(places.subarray(k * width, (k + 1) * width)) // prettier-ignore

/** Whether the way from row j to the next is that from row k to the next. */
function isSameStep({ places, width }: Rows, j: number, k: number): boolean {
  let a = j * width
  let b = k * width
  for (let s = 0; s < width; s++, a++, b++) {
    if ((places[a + width] as number) - (places[a] as number) !== (places[b + width] as number) - (places[b] as number))
      // prettier-ignore
      return false
  }
  return true
}
/** The rows that begin there. */
function rowsAt({ places, width }: Rows, starts: readonly number[]): Int32Array {
  const some = new Int32Array(starts.length * width)
  for (let k = 0, to = 0; k < starts.length; k++) {
    const from = (starts[k] as number) * width
    for (let s = 0; s < width; s++) some[to++] = places[from + s] as number
  }
  return some
}
function hashOfStep({ places, width }: Rows, k: number): number {
  let mixed = width
  for (let at = k * width, s = 0; s < width; s++, at++)
    mixed = Math.imul(mixed ^ ((places[at + width] as number) - (places[at] as number)), 0x85ebca6b) + s
  return mixed ^ (mixed >>> 15)
}

/** Calls `give` with the places of the first row and the loops of every nest that is found; stops and says so when there are more than `most`. */
export function fit(
  rows: Rows,
  most: number,
  give: (base: number[], dims: readonly Dim[], lanes: number) => void,
): boolean {
  let given = 0
  const go = (rows: Rows, dims: readonly Dim[], lanes: number): boolean => {
    const { count, width, places } = rows
    if (count === 1) {
      give(rowAt(rows, 0), dims, lanes)
      return ++given <= most
    }
    // The first row of each kind of step, and how many there are; `kinds` by row.
    const kinds = new Int32Array(count - 1)
    const firsts: number[] = []
    const counts: number[] = []
    let table: Int32Array | undefined
    let best = 0
    for (let k = 0; k + 1 < count; k++) {
      let kind = k > 0 && isSameStep(rows, k, k - 1) ? (kinds[k - 1] as number) : -1
      if (kind < 0) {
        table ??= new Int32Array(2 ** Math.ceil(Math.log2(2 * count + 2)))
        const mask = table.length - 1
        let at = hashOfStep(rows, k) & mask
        while (table[at] !== 0 && !isSameStep(rows, k, firsts[(table[at] as number) - 1] as number))
          at = (at + 1) & mask
        if (table[at] === 0) {
          table[at] = firsts.push(k)
          counts.push(0)
        }
        kind = (table[at] as number) - 1
      }
      kinds[k] = kind
      if (++counts[kind]! > (counts[best] as number)) best = kind
    }
    if (counts[best] === 1 && count > 2) {
      for (let k = 0; k < count; k++) {
        give(rowAt(rows, k), dims, lanes)
        if (++given > most) return false
      }
      return true
    }
    const runs = new Map<number, number[]>()
    for (let k = 0, start = 0; k < count; k++) {
      if (k < count - 1 && kinds[k] === best) continue
      const length = k - start + 1
      const starts = runs.get(length)
      if (starts) starts.push(start)
      else runs.set(length, [start])
      start = k + 1
    }
    const from = (firsts[best] as number) * width
    const steps = Array.from({ length: width }, (_, s) => (places[from + width + s] as number) - (places[from + s] as number)) // prettier-ignore
    for (const [length, starts] of runs) {
      const some = rowsAt(rows, starts)
      const inner = length > 1 ? [{ count: length, steps }, ...dims] : dims
      if (!go({ count: starts.length, width, places: some }, inner, lanes * length)) return false
    }
    return true
  }
  return go(rows, [], 1)
}
