/** How nests are executed: which are written out, which loop goes in vectors, and which in tiles. */
import { DOUBLE } from './modes.js'
import { hasTurns, type Part } from './joined.js'
import type { Nest } from './nests.js'
import { hasLanes } from './simd-code.js'

/** Up to how much work a nest may be written out. */
const FLAT = 96
const MANY = 12
/** How much code that may be. */
const FLAT_BYTES = 12
const STEP_BYTES = 5
const MOST_BYTES = 120_000
const SOME_BYTES = 8000
/** Up to how much work a nest has no tiles: it is more code than it saves time. */
const UNTILED = 512
/** Runs of terms from which on fewer sums are under way. */
const MANY_RUNS = 4

/** Nests that are written out, round by round with all places known: the small ones of a small program, of others the smallest. */
export function flatOf(nests: readonly Nest[]): ReadonlySet<Nest> {
  const small = nests.filter(isSmall).map((nest) => ({ nest, work: workOf(nest), size: bytesOf(nest) })).toSorted((a, b) => a.work - b.work) // prettier-ignore
  const all = small.reduce((sum, { size }) => sum + size, 0)
  const most = all <= MOST_BYTES ? MOST_BYTES : SOME_BYTES
  let bytes = 0
  const flat = new Set<Nest>()
  for (const { nest, work, size } of small) if ((bytes += size) <= most || work === 1) flat.add(nest)
  return flat
}
/** Of a nest that is written out, about. */
const bytesOf = ({ fn, segments, lanes }: Nest): number => {
  if (!segments) return lanes * Math.max(FLAT_BYTES, STEP_BYTES * (fn.kernel?.steps.length ?? 0))
  return lanes * segments.reduce((sum, { count, m }) => sum + count * (m < 0 ? FLAT_BYTES : 2 * FLAT_BYTES), 0)
}
/** Where there are many streams there are not enough registers for a pointer into each. */
const isSmall = (nest: Nest): boolean => !nest.table && workOf(nest) <= (nest.base.length > MANY ? 5 * FLAT : FLAT)

/** How a nest is executed: which loop goes in steps of as many lanes as lie side by side, which is cut into tiles so that several sums are under way. */
export interface Tiling {
  /** The loop whose lanes are computed together; −1: none. */
  readonly lane: number
  /** Vectors of lanes at once. */
  readonly pairs: number
  /** The loop of which several rounds are computed at once, and how many; −1: none. */
  readonly tile: number
  readonly rounds: number
}
/** Additions, products and other functions that a nest computes, about. */
export const workOf = ({ segments, lanes }: Nest): number =>
  lanes * (segments?.reduce((sum, { count }) => sum + count, 0) ?? 1)

export const SCALAR: Tiling = { lane: -1, pairs: 1, tile: -1, rounds: 1 }

/** The loop along which results lie side by side, if `width` can be computed at once; the one with the fewest places to be gathered. */
export function laneOf({ fn, segments, dims }: Nest, width: number = DOUBLE.lanes): number {
  if (!segments && !(fn.kernel && !fn.isList && hasLanes(fn.kernel))) return -1
  let found = -1
  let least = Infinity
  dims.forEach(({ count, steps }, k) => {
    if (steps[0] !== 1 || count < width) return
    const gathered = steps.slice(1).filter((step) => step !== 0 && step !== 1).length - (count % width === 0 ? 0.1 : 0)
    if (gathered < least) {
      found = k
      least = gathered
    }
  })
  return found
}

/** The first of some numbers that divides a count; 1: none does. */
export const divisor = (count: number, of: readonly number[]): number => of.find((n) => count % n === 0) ?? 1

export function tilingOf(nest: Nest, lane: number, width: number = DOUBLE.lanes): Tiling {
  const { segments, dims } = nest
  const terms = segments?.reduce((sum, { count }) => sum + count, 0) ?? 0
  if (terms < 4 || workOf(nest) <= UNTILED) return { ...SCALAR, lane }
  const isWide = (segments?.length ?? 0) > MANY_RUNS
  const isMasked = segments?.some(({ m }) => m >= 0) === true
  let tile = -1
  let rounds = 1
  let best = 0
  dims.forEach(({ count, steps }, k) => {
    if (k === lane) return
    const n = divisor(count, isWide ? [2] : [4, 3, 2])
    // Masks that are the same along the lanes are to be the same of all sums that are under way.
    if (lane >= 0 && segments?.some(({ m }) => m >= 0 && steps[m] !== 0 && dims[lane]?.steps[m] === 0)) return
    const score = 10 * steps.slice(1).filter((step) => step === 0).length + n
    if (n > 1 && score > best) [tile, rounds, best] = [k, n, score]
  })
  const vectors = (dims[lane]?.count ?? 0) / width
  const most = rounds > 2 || isWide ? [2] : rounds === 1 && isMasked ? [8, 4, 2] : [4, 2]
  const pairs = lane < 0 ? 1 : divisor(vectors, most)
  return { lane, pairs, tile, rounds }
}

/** Of several cells in one loop: as the sum that begins it has it, or several rounds at once where what is gathered is then gathered once for all of them. */
export function sharedTilingOf(nest: Nest, [first]: readonly Part[], lane: number, width: number): Tiling {
  const { base, dims } = nest
  if (first && hasTurns(first)) {
    const own = dims.map(({ count, steps }) => ({ count, steps: steps.slice(0, first.streams) }))
    return tilingOf({ ...nest, segments: first.segments, base: base.slice(0, first.streams), dims: own }, lane, width)
  }
  const inner = dims[lane]
  const isGathered = (steps: readonly number[]): boolean => inner?.steps.some((step, s) => step !== 0 && step !== 1 && steps[s] === 0) === true // prettier-ignore
  let [tile, rounds] = [-1, 1]
  dims.forEach(({ count, steps }, k) => {
    const n = k !== lane && isGathered(steps) ? divisor(count, [5, 4, 3, 2]) : 1
    if (n > rounds) [tile, rounds] = [k, n]
  })
  return { lane, pairs: 1, tile, rounds }
}
