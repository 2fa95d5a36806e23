/** WebAssembly made of kernels by nothing but the rows of their steps: scalar, or two numbers at once in SIMD. */
import type { Kernel, Step } from '../../src/numeric/kernels/kernel.js'
import { kindOf } from '../../src/numeric/kernels/kernel.js'
import { STEPS } from '../../src/numeric/kernels/step.js'

/** Instructions by their bytes; from 0x100 on the low byte follows the prefix 0xfd, of SIMD, or 0xfc. */
const SIMD = 0xfd00
const CODES: Readonly<Record<string, number>> = {
  'i32.eqz': 0x45, 'i32.eq': 0x46, 'i32.lt_s': 0x48, 'i32.add': 0x6a, 'i32.sub': 0x6b, 'i32.mul': 0x6c, 'i32.and': 0x71,
  'i32.or': 0x72, 'i32.shl': 0x74, 'i32.shr_s': 0x75, 'i32.wrap_i64': 0xa7, 'i32.trunc_sat_f64_s': 0xfc02, 'i64.add': 0x7c,
  'i64.shl': 0x86, 'i64.shr_s': 0x87, 'i64.extend_i32_s': 0xac, 'i64.reinterpret_f64': 0xbd, 'f64.eq': 0x61, 'f64.ne': 0x62,
  'f64.lt': 0x63, 'f64.gt': 0x64, 'f64.le': 0x65, 'f64.ge': 0x66, 'f64.abs': 0x99, 'f64.neg': 0x9a, 'f64.floor': 0x9c,
  'f64.trunc': 0x9d, 'f64.sqrt': 0x9f, 'f64.add': 0xa0, 'f64.sub': 0xa1, 'f64.mul': 0xa2, 'f64.div': 0xa3,
  'f64.convert_i32_s': 0xb7, 'f64.reinterpret_i64': 0xbf, select: 0x1b, 'i8x16.swizzle': SIMD + 0x0e, 'v128.not': SIMD + 0x4d,
  'v128.and': SIMD + 0x4e, 'v128.or': SIMD + 0x50, 'v128.bitselect': SIMD + 0x52, 'f64x2.eq': SIMD + 0x47,
  'f64x2.ne': SIMD + 0x48, 'f64x2.lt': SIMD + 0x49, 'f64x2.gt': SIMD + 0x4a, 'f64x2.le': SIMD + 0x4b, 'f64x2.ge': SIMD + 0x4c,
  'f64x2.floor': SIMD + 0x75, 'f64x2.trunc': SIMD + 0x7a, 'f64x2.abs': SIMD + 0xec, 'f64x2.neg': SIMD + 0xed,
  'f64x2.sqrt': SIMD + 0xef, 'f64x2.add': SIMD + 0xf0, 'f64x2.sub': SIMD + 0xf1, 'f64x2.mul': SIMD + 0xf2,
  'f64x2.div': SIMD + 0xf3, 'i64x2.extend_low_i32x4_s': SIMD + 0xc7, 'i64x2.shl': SIMD + 0xcb, 'i64x2.shr_s': SIMD + 0xcc,
  'i64x2.add': SIMD + 0xce, 'i64x2.sub': SIMD + 0xd1, 'i64x2.mul': SIMD + 0xd5, 'i64x2.eq': SIMD + 0xd6,
  'i64x2.lt_s': SIMD + 0xd8, 'i32x4.trunc_sat_f64x2_s_zero': SIMD + 0xfc, 'f64x2.convert_low_i32x4_s': SIMD + 0xfe,
} // prettier-ignore

/** A whole number in the variable length of WebAssembly, signed or not. */
function leb(value: number | bigint, signed = false): number[] {
  const bytes: number[] = []
  for (let rest = BigInt(value); ; rest >>= 7n) {
    const byte = Number(rest & 0x7fn)
    const ends = signed ? rest >> 6n === 0n || rest >> 6n === -1n : rest < 0x80n
    bytes.push(ends ? byte : byte | 0x80)
    if (ends) return bytes
  }
}

const list = (items: readonly (readonly number[])[]): number[] => [...leb(items.length), ...items.flat()]
const section = (id: number, content: readonly number[]): number[] => [id, ...leb(content.length), ...content]
const name = (text: string): number[] => list([...text].map((letter) => [letter.charCodeAt(0)]))
const bytesOf = (...values: readonly (number | bigint)[]): number[] =>
  values.flatMap((value) => [
    ...new Uint8Array((typeof value === 'bigint' ? BigInt64Array : Float64Array).of(value as never).buffer),
  ])

function instruction(text: string): number[] {
  const [head = '', ...operands] = text.split(' ')
  if (head === 'i32.const') return [0x41, ...leb(Number(operands[0]), true)]
  if (head === 'i64.const') return [0x42, ...leb(BigInt(operands[0]!), true)]
  if (head === 'v128.const') return [0xfd, 0x0c, ...bytesOf(BigInt(operands[1]!), BigInt(operands[2]!))]
  const code = CODES[head]
  if (code === undefined) throw new Error(`No bytes are known for ${head}.`)
  return code < 0x100 ? [code] : [code >> 8, ...leb(code & 0xff)]
}

/** The functions of a module, in bytes: `kernels` must name every kernel that another calls. Memory begins with room for arguments. */
export function assemble(kernels: readonly Kernel[], simd: boolean): Uint8Array<ArrayBuffer> {
  const types = { f64: 0x7c, i32: 0x7f, flag: 0x7f }
  const typeOf = (step: Step): number => (simd ? 0x7b : types[kindOf(step)])
  const number = simd ? 0x7b : 0x7c
  const placeOf = new Map(kernels.map((kernel, i) => [kernel.name, i]))
  const offsets = new Map<readonly number[], number>()
  let end = 64
  for (const { steps } of kernels)
    for (const step of steps)
      if (step.op === 'lookup' && !offsets.has(step.table)) {
        offsets.set(step.table, end)
        end += step.table.length * 8
      }

  const get = (place: number): number[] => [0x20, ...leb(place)]
  const look = (table: readonly number[], index: readonly number[]): number[] => [
    ...index, ...['i32.const ' + (table.length - 1), 'i32.and', 'i32.const 3', 'i32.shl'].flatMap(instruction),
    0x2b, 3, ...leb(offsets.get(table)!),
  ] // prettier-ignore
  const code = (step: Step, local: (place: number) => number, steps: readonly Step[]): number[] => {
    const args = step.args.map((place) => get(local(place)))
    if (step.op === 'parameter') return get(step.value)
    if (step.op === 'number')
      return simd ? [0xfd, 0x0c, ...bytesOf(step.value, step.value)] : [0x44, ...bytesOf(step.value)]
    if (step.op === 'integer')
      return instruction(simd ? `v128.const i64x2 ${step.value} ${step.value}` : `i32.const ${step.value}`)
    if (step.op === 'call') return [...args.flat(), 0x10, ...leb(placeOf.get(step.kernel.name)!)]
    if (step.op === 'lookup') {
      if (!simd) return look(step.table, args[0]!)
      const lane = (i: number): number[] => look(step.table, [...args[0]!, 0xfd, 0x1b, i])
      return [...lane(0), 0xfd, 0x14, ...lane(2), 0xfd, 0x22, 1]
    }
    const row = STEPS[step.op]
    const count = steps[step.args[1] ?? 0]!
    // A shift of lanes takes its count as a plain i32.
    if (simd && /^sh[lr]Int$/.test(step.op) && 'value' in count) args[1] = instruction(`i32.const ${count.value}`)
    return [...args.flat(), ...(simd ? row.simd : row.wasm).flatMap(instruction)]
  }
  const body = ({ steps, parameters }: Kernel): number[] => {
    const local = (place: number): number => parameters.length + place
    const locals = list(steps.map((step) => [1, typeOf(step)]))
    const codes = steps.flatMap((step, place) => [...code(step, local, steps), 0x21, ...leb(local(place))])
    const all = [...locals, ...codes, ...get(local(steps.length - 1)), 0x0b]
    return [...leb(all.length), ...all]
  }
  // JavaScript cannot hand over a v128: a second function takes arguments from memory and leaves the value there.
  const frame = ({ parameters }: Kernel, place: number): number[] => {
    const loads = parameters.flatMap((_, i) => [0x41, 0, 0xfd, 0x00, 4, ...leb(16 * i)])
    const all = [0, 0x41, 0, ...loads, 0x10, ...leb(place), 0xfd, 0x0b, 4, 0, 0x0b]
    return [...leb(all.length), ...all]
  }

  const widths = Array.from(
    { length: Math.max(...kernels.map(({ parameters }) => parameters.length)) },
    (_, i) => i + 1,
  )
  const frames = simd ? kernels.map(frame) : []
  const exported = kernels.map((kernel, i) => [...name(kernel.name), 0, ...leb(simd ? kernels.length + i : i)])
  return new Uint8Array([
    0, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
    ...section(1, list([[0x60, 0, 0], ...widths.map((n) => [0x60, ...list(Array.from({ length: n }, () => [number])), 1, number])])),
    ...section(3, list([...kernels.map((kernel) => [kernel.parameters.length]), ...frames.map(() => [0])])),
    ...section(5, list([[0, 1]])),
    ...section(7, list([...exported, [...name('memory'), 2, 0]])),
    ...section(10, list([...kernels.map(body), ...frames])),
    ...section(11, list([...offsets].map(([table, at]) => [0, 0x41, ...leb(at, true), 0x0b, ...list(table.map((x) => bytesOf(x)).flat().map((byte) => [byte]))]))),
  ]) // prettier-ignore
}
