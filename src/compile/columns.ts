/** A skeleton as one run of bytes: what crosses to another thread, and what its key is the digest of. Ops go by name, since the codes of another thread may be others. */
import { CALL } from '../engine/chunk.js'
import { opByCode, register } from '../engine/record.js'
import { ops } from '../ops/index.js'
import { Unsupported } from './passes.js'
import type { Skeleton, SkeletonPass } from './skeleton.js'

/*
 *   | length of the head | head as JSON: names, passes, lengths of the columns | columns of doubles … | columns of integers … |
 */
interface Head {
  readonly format: string
  /** Ops by the numbers that stand for them here. */
  readonly names: readonly string[]
  readonly inputs: number
  readonly batch: Skeleton['batch'] | null
  readonly passes: readonly (Pick<SkeletonPass, 'kind' | 'floor' | 'end'> & { readonly lengths: readonly number[] })[]
  readonly doubles: readonly number[]
  readonly integers: readonly number[]
}
/** Raised whenever the same program is to be compiled to other bytes: what was kept before is then made anew. */
const FORMAT = 'seegrad program 3'
const LISTS = ['outs', 'variables', 'given', 'results', 'around'] as const

export function packed(skeleton: Skeleton): Uint8Array<ArrayBuffer> {
  const { data, start, operands, inputs, batch = null, passes, outs, conditions, answers, numbers } = skeleton
  const names: string[] = []
  const places = new Map<number, number>()
  const code = skeleton.code.map((own) => {
    if (own < 0 || own >= CALL) return own
    let place = places.get(own)
    if (place === undefined) places.set(own, (place = names.push(opByCode(own).name) - 1))
    return place
  })
  const doubles = [data, Float64Array.from(numbers)]
  const integers = [code, start, operands, outs, conditions, Int32Array.from(answers), ...passes.flatMap((pass) => LISTS.map((list) => pass[list]))] // prettier-ignore
  const head: Head = {
    format: FORMAT,
    names,
    inputs,
    batch,
    passes: passes.map(({ kind, floor, end, ...lists }) => ({ kind, floor, end, lengths: LISTS.map((list) => lists[list].length) })), // prettier-ignore
    doubles: doubles.map((column) => column.length),
    integers: integers.map((column) => column.length),
  }
  const text = new TextEncoder().encode(JSON.stringify(head))
  const from = aligned(4 + text.length)
  const columns = [...doubles, ...integers]
  const bytes = new Uint8Array(columns.reduce((sum, { byteLength }) => sum + byteLength, from))
  new DataView(bytes.buffer).setUint32(0, text.length, true)
  bytes.set(text, 4)
  let at = from
  for (const { buffer, byteOffset, byteLength } of columns) {
    bytes.set(new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength), at)
    at += byteLength
  }
  return bytes
}
const aligned = (bytes: number): number => (bytes + 7) & ~7

/** The skeleton again, without its labels. Errors: `Unsupported` for an op that is not in the table here, as those that a program adds itself. */
export function unpacked({ buffer, byteOffset }: Uint8Array<ArrayBuffer>): Skeleton {
  const size = new DataView(buffer, byteOffset).getUint32(0, true)
  const head = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, byteOffset + 4, size))) as Head
  let at = byteOffset + aligned(4 + size)
  const [data, numbers] = head.doubles.map((length) => {
    at += 8 * length
    return new Float64Array(buffer, at - 8 * length, length)
  }) as [Float64Array, Float64Array]
  const columns = head.integers.map((length) => {
    at += 4 * length
    return new Int32Array(buffer, at - 4 * length, length)
  })
  const [code, start, operands, outs, conditions, answers, ...lists] = columns as [Int32Array, Int32Array, Int32Array, Int32Array, Int32Array, Int32Array, ...Int32Array[]] // prettier-ignore
  const codes = head.names.map((name) => {
    const op = ops.get(name)
    if (!op) throw new Unsupported(`the op ${name} is the program’s own, and only its own thread knows it`)
    register(op)
    return op.code
  })
  const passes = head.passes.map(({ kind, floor, end }, k): SkeletonPass => {
    const [outs, variables, given, results, around] = lists.slice(LISTS.length * k) as [Int32Array, Int32Array, Int32Array, Int32Array, Int32Array] // prettier-ignore
    return { kind, floor, end, outs, variables, given, results, around }
  })
  return {
    length: code.length,
    code: code.map((own) => (own < 0 || own >= CALL ? own : (codes[own] as number))),
    data,
    start,
    operands,
    inputs: head.inputs,
    batch: head.batch ?? undefined,
    passes,
    outs,
    conditions,
    answers: Uint8Array.from(answers),
    numbers: Array.from(numbers),
    labels: new Map(),
    offsets: new Int32Array(0),
  }
}
