/** safetensors: the file format of models that Hugging Face specifies (eight bytes of header length, a JSON header, the numbers), read strictly and written with a checksum. */
import { assertOptions, describe } from '../arguments/index.js'
import { Module } from '../nn/index.js'
import { crc32 } from './crc32.js'
import { readHeader, type Entry } from './header.js'
import { assignTensors, tensorsOf, type Tensor, type Tensors } from './tensors.js'

/** What a file is written with. */
export interface SafetensorsOptions {
  /** Texts that go with the model, by name. */
  readonly metadata?: Readonly<Record<string, string>>
  /** `'F64'`, which keeps every bit, unless told; `'F32'` is half as long. */
  readonly dtype?: 'F64' | 'F32'
}
/** What a file holds. */
export interface Loaded {
  readonly tensors: Tensors
  readonly metadata: ReadonlyMap<string, string>
  /** What is worth knowing: that the file has no checksum of ours, so that damage to its numbers would not be seen. */
  readonly notice?: string
}

const MARK = 'seegrad'
const SUM = 'seegrad.crc32'
/** The longest header that the format allows. */
const LONGEST = 100_000_000

/** Bytes of a number, and how it is read. */
const types: Readonly<Record<string, readonly [bytes: number, read: (view: DataView, at: number) => number]>> = {
  F64: [8, (view, at) => view.getFloat64(at, true)],
  F32: [4, (view, at) => view.getFloat32(at, true)],
  F16: [2, (view, at) => half(view.getUint16(at, true))],
  BF16: [2, (view, at) => brain(view.getUint16(at, true))],
  I64: [8, (view, at) => Number(view.getBigInt64(at, true))],
  I32: [4, (view, at) => view.getInt32(at, true)],
  I16: [2, (view, at) => view.getInt16(at, true)],
  I8: [1, (view, at) => view.getInt8(at)],
  U8: [1, (view, at) => view.getUint8(at)],
  BOOL: [1, (view, at) => view.getUint8(at)],
}
function half(bits: number): number {
  const [exponent, fraction] = [(bits >> 10) & 31, bits & 1023]
  const size = exponent === 31 ? (fraction ? NaN : Infinity) : exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25) // prettier-ignore
  return bits >> 15 ? -size : size
}
const brain = (bits: number): number => new Float32Array(Uint32Array.of(bits << 16).buffer)[0]!

/**
 * The bytes of a safetensors file with the numbers of a module or of tensors, which PyTorch, JAX and others read, and a checksum among its metadata. Throws for metadata that
 * is no text and for names that belong to the checksum.
 *
 * @example
 * import { loadSafetensors, saveSafetensors } from 'seegrad/interop'
 * import { Linear } from 'seegrad/nn'
 * const bytes = saveSafetensors(new Linear(2, 1, { init: 'ones' }), { metadata: { step: '7' } })
 * const { tensors, metadata } = loadSafetensors(bytes)
 * Array.from(tensors.get('weight')!.data) // [1, 1]
 * metadata.get('step') // '7'
 */
export function saveSafetensors(model: Module | Tensors, options: SafetensorsOptions = {}): Uint8Array {
  assertOptions('saveSafetensors', options, 'metadata', 'dtype')
  const { metadata = {}, dtype = 'F64' } = options
  if (dtype !== 'F64' && dtype !== 'F32')
    throw new TypeError(`saveSafetensors: dtype is ${describe(dtype)}; 'F64' and 'F32' are allowed.`)
  for (const [name, text] of Object.entries(metadata))
    if (typeof text !== 'string' || name === MARK || name === SUM)
      throw new TypeError(
        `saveSafetensors: metadata.${name} is ${describe(text)}; a string under another name than ${MARK} and ${SUM} is allowed. Write String(x) or JSON.stringify(x).`,
      )
  const tensors = model instanceof Module ? tensorsOf(model) : model
  const size = dtype === 'F64' ? 8 : 4
  let end = 0
  const pair = (name: string, x: unknown): string => `${JSON.stringify(name)}:${JSON.stringify(x)}`
  const entries = Array.from(tensors, ([name, { shape, data }]) => {
    const begin = end
    end += size * data.length
    return pair(name, { dtype, shape, data_offsets: [begin, end] })
  })
  // By hand and not as an object, whose names would come in an order of their own: the checksum stands near the start.
  const texts = [pair(MARK, '1'), pair(SUM, '00000000'), ...Object.entries(metadata).map(([name, x]) => pair(name, x))]
  const text = `{${[`"__metadata__":{${texts.join(',')}}`, ...entries].join(',')}}`
  const header = new TextEncoder().encode(text + ' '.repeat(7 - ((new TextEncoder().encode(text).length + 7) % 8)))
  const bytes = new Uint8Array(8 + header.length + end)
  const view = new DataView(bytes.buffer)
  view.setBigUint64(0, BigInt(header.length), true)
  bytes.set(header, 8)
  let at = 8 + header.length
  for (const { data } of tensors.values())
    for (const x of data) {
      if (dtype === 'F64') view.setFloat64(at, x, true)
      else view.setFloat32(at, x, true)
      at += size
    }
  const place = placeOfSum(bytes, header.length)
  bytes.set(new TextEncoder().encode(hex(crc32(bytes))), place)
  // The header reads back as it was meant: no name or shape slips through that loading would refuse.
  loadSafetensors(bytes)
  return bytes
}

const hex = (sum: number): string => sum.toString(16).padStart(8, '0')
/** Where the eight digits of the checksum stand. */
function placeOfSum(bytes: Uint8Array, length: number): number {
  const sign = `"${SUM}":"`
  const text = Array.from(bytes.subarray(8, Math.min(8 + length, 80)), (byte) => String.fromCharCode(byte)).join('')
  const at = text.indexOf(sign)
  return at < 0 ? -1 : 8 + at + sign.length
}

/**
 * The tensors and texts of a safetensors file; given a module, also puts its numbers there, all or none. Everything that the header says is held against the bytes before a
 * tensor is made: throws, with the reason and the place, for what is truncated, too long, lying, overlapping, gapped, named twice or hostile, and where the checksum of a file
 * that has ours is wrong. One without loads with a `notice`.
 *
 * @example
 * import { loadSafetensors, saveSafetensors } from 'seegrad/interop'
 * import { MLP } from 'seegrad/nn'
 * import { PythonRandom } from 'seegrad/random'
 * const [from, to] = [1, 2].map((seed) => new MLP(2, [3, 1], { random: new PythonRandom(seed) }))
 * const bytes = saveSafetensors(from!)
 * loadSafetensors(bytes, to)
 * JSON.stringify(to!.stateDict()) === JSON.stringify(from!.stateDict()) // true
 * bytes[bytes.length - 1]! ^= 1
 * loadSafetensors(bytes) // throws RangeError: loadSafetensors: the checksum is wrong
 */
export function loadSafetensors(bytes: Uint8Array, module?: Module): Loaded {
  if (!(bytes instanceof Uint8Array))
    throw new TypeError(`loadSafetensors: given ${describe(bytes)}; a Uint8Array is allowed, as readFileSync gives it.`)
  const fail = (reason: string, at: number): never => {
    throw new RangeError(`loadSafetensors: ${reason}, at byte ${at}. Nothing was loaded: get the file anew.`)
  }
  if (bytes.length < 8) return fail(`the file has ${bytes.length} bytes and no header length`, bytes.length)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const said = view.getBigUint64(0, true)
  if (said > BigInt(LONGEST)) return fail(`the header is said to have ${said} bytes, more than the format allows`, 0)
  const length = Number(said)
  const start = 8 + length
  if (start > bytes.length) return fail(`the header is said to have ${length} bytes, and ${bytes.length - 8} are there`, 0) // prettier-ignore
  if (bytes[8] !== 0x7b) return fail("the header does not begin with '{'", 8)
  let text = ''
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.subarray(8, start))
  } catch {
    return fail('the header is no UTF-8', 8)
  }
  const { metadata, entries } = readHeader(text, (reason, at) => fail(reason, 8 + new TextEncoder().encode(text.slice(0, at)).length)) // prettier-ignore
  checkLayout(entries, bytes.length - start, (reason) => fail(reason, start))
  const notice = checkSum(bytes, length, metadata, fail)
  const tensors = new Map(
    Array.from(
      entries,
      ([
        name,
        {
          dtype,
          shape,
          offsets: [begin, end],
        },
      ]): [string, Tensor] => {
        const [size, read] = types[dtype]!
        const data = new Float64Array((end - begin) / size)
        for (let k = 0; k < data.length; k++) data[k] = read(view, start + begin + k * size)
        if (dtype === 'I64' && !data.every(Number.isSafeInteger)) return fail(`the tensor ${JSON.stringify(name)} has a whole number from 2⁵³ up`, start + begin) // prettier-ignore
        return [name, { shape, data }]
      },
    ),
  )
  if (module) assignTensors(module, tensors)
  return { tensors, metadata, ...(notice !== undefined && { notice }) }
}

/** Every tensor has the bytes that its shape needs, and together they are all bytes there are, one after the other. */
function checkLayout(entries: ReadonlyMap<string, Entry>, room: number, fail: (reason: string) => never): void {
  let end = 0
  const byPlace = [...entries].toSorted(([, a], [, b]) => a.offsets[0] - b.offsets[0] || a.offsets[1] - b.offsets[1])
  for (const [name, { dtype, shape, offsets }] of byPlace) {
    const who = `the tensor ${JSON.stringify(name)}`
    if (!Object.hasOwn(types, dtype)) fail(`${who} has the type ${JSON.stringify(dtype)}; ${Object.keys(types).join(', ')} are allowed`) // prettier-ignore
    if (offsets[0] !== end) fail(`${who} begins at ${offsets[0]} of the data where ${end} is due`)
    if (shape.length > 32) fail(`${who} has ${shape.length} dimensions; 32 are allowed`)
    let count = 1
    for (const size of shape) {
      count *= size
      if (!Number.isSafeInteger(count)) fail(`the shape of ${who} has more than 2⁵³ numbers`)
    }
    end += count * types[dtype]![0]
    if (offsets[1] !== end) fail(`${who} ends at ${offsets[1]} of the data where its shape says ${end}`)
  }
  if (end !== room) fail(`the tensors have ${end} bytes, and ${room} are there`)
}

/** Holds the checksum against the bytes. A file that has only one of our two marks was damaged in the other. */
function checkSum(
  bytes: Uint8Array,
  length: number,
  metadata: ReadonlyMap<string, string>,
  fail: (reason: string, at: number) => never,
): string | undefined {
  if (!metadata.has(MARK) && !metadata.has(SUM)) return 'The file has no checksum of seegrad: whether its numbers are whole was not looked at.'
  const place = placeOfSum(bytes, length)
  if (metadata.get(MARK) !== '1' || place < 0) return fail('a mark of seegrad is missing or of a version that is not known', 8)
  const zeros = new TextEncoder().encode('00000000')
  const sum = crc32(bytes.subarray(place + 8), crc32(zeros, crc32(bytes.subarray(0, place))))
  if (metadata.get(SUM) !== hex(sum)) fail(`the checksum is wrong: the file says ${JSON.stringify(metadata.get(SUM))} and its bytes give ${hex(sum)}`, place)
  return undefined
} // prettier-ignore
