/** The plain reading of loop nests: every place that is read must have been written, every one that is written must be free. */
import type { Nest, NestProgram } from './nests.js'
import { inSingles } from './unrolled.js'

/** What a program gives. Throws where a nest reads what was not written yet, or writes twice. */
export function interpretNests(
  { nests, layout, constants, copies, size, modes }: NestProgram,
  inputs: ArrayLike<number>,
  outputs: number,
): number[] {
  const isSingle = modes.dtype === 'f32'
  const memory = isSingle ? new Float32Array(size) : new Float64Array(size)
  const written = new Uint8Array(size)
  const write = (at: number, x: number): void => {
    if (!(at >= 0 && at < size) || written[at] === 1)
      throw new RangeError(`a nest writes place ${at}, which is not free`)
    memory[at] = x
    written[at] = 1
  }
  const read = (at: number): number => {
    if (written[at] !== 1) throw new RangeError(`a nest reads place ${at}, which is not written`)
    return memory[at] as number
  }
  for (let k = 0; k < inputs.length; k++) write(k, inputs[k] as number)
  for (const [at, x] of constants) write(at, x)
  for (const nest of nests)
    eachLane(nest, (places) => write(places[0] as number, valueOf(nest, places, read, isSingle)))
  for (const [from, to] of copies) write(to, read(from))
  return Array.from({ length: outputs }, (_, k) => read(layout.outputs / 8 + k))
}

/** Calls `visit` with the places of the streams, cell by cell. */
export function eachLane({ base, dims, table, lanes }: Nest, visit: (places: readonly number[]) => void): void {
  if (table) {
    for (let k = 0; k < lanes; k++) visit(Array.from(table.subarray(k * base.length, (k + 1) * base.length)))
    return
  }
  const loop = (depth: number, places: readonly number[]): void => {
    const dim = dims[depth]
    if (!dim) return visit(places)
    for (let k = 0; k < dim.count; k++) loop(depth + 1, places.map((at, s) => at + k * (dim.steps[s] as number))) // prettier-ignore
  }
  loop(0, base)
}

function valueOf(
  { fn, segments }: Nest,
  places: readonly number[],
  read: (at: number) => number,
  isSingle: boolean,
): number {
  const run = isSingle ? inSingles(fn) : fn.run
  const round = isSingle ? Math.fround : (x: number): number => x
  if (!segments) return run(...places.slice(1).map(read))
  let value: number | undefined
  for (const { count, p, pStep, q, qStep, m, mStep } of segments) {
    for (let k = 0; k < count; k++) {
      const first = read((places[p] as number) + k * pStep)
      const there = q < 0 ? first : round(first * read((places[q] as number) + k * qStep))
      const term = m < 0 || read((places[m] as number) + k * mStep) !== 0 ? there : -0
      value = value === undefined ? term : run(value, term)
    }
  }
  return value as number
}
