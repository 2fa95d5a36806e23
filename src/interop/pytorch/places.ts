/** Which numbers of which vectors an op takes, written as Python: a name, a slice, steps through a vector, or a list of places. */
import { listed } from './python.js'

/** A vector of the printed program, or a single number. */
export interface Source {
  readonly name: string
  /** Infinity where it still grows. */
  readonly size: number
  /** A tensor of no dimensions. */
  readonly single: boolean
}
/** One number of a source. */
export interface Place {
  readonly source: Source
  readonly index: number
}
/** Steps through a vector: `count` places, `step` apart; the outermost first. */
type Way = readonly (readonly [count: number, step: number])[]

/** The way that places follow, if it is one of few nested steps. */
export function wayOf(places: readonly number[], depth = 4): Way | undefined {
  const [first, second] = places as [number, number]
  if (places.length === 1) return []
  if (depth === 0) return undefined
  const step = second - first
  let run = 2
  while (run < places.length && step === places[run]! - places[run - 1]!) run++
  if (run === places.length) return [[run, step]]
  if (places.length % run !== 0) return undefined
  const starts: number[] = []
  for (let at = 0; at < places.length; at += run) {
    starts.push(places[at]!)
    for (let k = 1; k < run; k++) if (places[at + k]! - places[at + k - 1]! !== step) return undefined
  }
  const around = wayOf(starts, depth - 1)
  return around && [...around, [run, step]]
}

/** Places as Python says them in a list: runs as ranges. */
function ranges(places: readonly number[]): readonly string[] {
  const words: string[] = []
  for (let at = 0; at < places.length;) {
    const [first, second = 0] = [places[at]!, places[at + 1]]
    const step = second - first
    let end = at + 1
    while (end < places.length && step === places[end]! - places[end - 1]!) end++
    if (end - at >= 4 && step > 0)
      words.push(`*range(${first}, ${places[end - 1]! + 1}${step === 1 ? '' : `, ${step}`})`)
    else words.push(...places.slice(at, (end = at + 1)).map(String))
    at = end
  }
  return words
}

/** A vector of the numbers at these places of one source, as Python. */
function ofOne({ name, size, single }: Source, places: readonly number[]): string {
  if (single) return places.length === 1 ? `${name}.reshape(1)` : `${name}.expand(${places.length})`
  const way = wayOf(places)
  if (!way) return `take(${name}, ${listed(ranges(places))})`
  const first = places[0]!
  const [[count, step] = [1, 1], ...more] = way
  if (more.length > 0 || step <= 0) return `pick(${name}, ${[first, ...way.map(([n, by]) => `(${n}, ${by})`)].join(', ')})`
  if (first === 0 && count === size) return name
  const end = first + (count - 1) * step + 1
  const stop = end + step > size ? '' : String(end)
  return `${name}[${first === 0 ? '' : first}:${stop}${step === 1 ? '' : `:${step}`}]`
} // prettier-ignore

/** A vector of the numbers at these places. */
export function vectorOf(places: readonly Place[]): string {
  const runs: { source: Source; indices: number[] }[] = []
  for (const { source, index } of places)
    if (runs.at(-1)?.source === source) runs.at(-1)!.indices.push(index)
    else runs.push({ source, indices: [index] })
  // The constants, of which there may be more to come, stand behind the others.
  const sources = [...new Set(runs.map(({ source }) => source))].toSorted((a, b) => Number(a.size === Infinity) - Number(b.size === Infinity)) // prettier-ignore
  if (sources.length === 1) return ofOne(sources[0]!, places.map(({ index }) => index)) // prettier-ignore
  if (runs.length <= Math.max(4, sources.length)) return `torch.cat([${runs.map(({ source, indices }) => ofOne(source, indices)).join(', ')}])` // prettier-ignore
  // Woven of a few vectors: put one behind the other, and picked from there.
  const starts = new Map<Source, number>()
  let size = 0
  for (const source of sources) {
    starts.set(source, size)
    size += source.size
  }
  const parts = sources.map(({ name, single }) => (single ? `${name}.reshape(1)` : name))
  const together: Source = { name: `torch.cat([${parts.join(', ')}])`, size, single: false }
  return ofOne(together, places.map(({ source, index }) => starts.get(source)! + index)) // prettier-ignore
}

/** One number, as a tensor of no dimensions. */
export const numberOf = ({ source, index }: Place): string => (source.single ? source.name : `${source.name}[${index}]`)
