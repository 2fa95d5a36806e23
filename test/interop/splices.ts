/** Bytes with a piece of them elsewhere, doubled or lost, drawn by a seed. */
import { PythonRandom } from 'seegrad/random'

/** So many of them, none like the whole. */
export function* splicesOf(whole: Uint8Array, count: number, seed = 11): Generator<Uint8Array> {
  const random = new PythonRandom(seed)
  const place = (): number => random.randrange(whole.length)
  const joined = (...parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(Buffer.concat(parts))
  for (let k = 0; k < count;) {
    const [from, end] = [place(), place()].toSorted((a, b) => a - b) as [number, number]
    const [piece, rest] = [whole.subarray(from, end), joined(whole.subarray(0, from), whole.subarray(end))]
    const into = k % 3 === 0 ? whole : rest
    const to = random.randrange(into.length + 1)
    const spliced = k % 3 === 1 ? rest : joined(into.subarray(0, to), piece, into.subarray(to))
    if (Buffer.compare(spliced, whole) === 0) continue
    yield spliced
    k++
  }
}
