/** npz: arrays of NumPy in a zip archive (PKWARE's APPNOTE 6.3, without encryption and parts), read strictly by its directory, every checksum looked at. */
import { assertOptions, describe } from '../arguments/index.js'
import { deflateSync, inflateSync } from 'fflate'
import { Module } from '../nn/index.js'
import { crc32 } from './crc32.js'
import { packNpy, readNpy } from './npy.js'
import { assignTensors, tensorsOf, type Tensor, type Tensors } from './tensors.js'

/** How an archive is written. */
export interface NpzOptions {
  /** Whether its arrays are made shorter, as by numpy.savez_compressed. */
  readonly compress?: boolean
}

const [LOCAL, CENTRAL, END] = [0x04034b50, 0x02014b50, 0x06054b50]
/** What an archive of ours ends with, before eight digits: the checksum of all bytes up to them. Other programs take it for a remark. */
const MARK = 'seegrad.crc32 '
const REMARK: number = MARK.length + 8
/** Names that would reach into the objects of a program. */
const hostile = /(^|[./\\])(__proto__|constructor|prototype)($|[./\\])/

/** What the directory says of a file of the archive. */
interface Member {
  readonly name: string
  readonly method: number
  readonly sum: number
  readonly packed: number
  readonly size: number
  readonly offset: number
}

/**
 * The bytes of an npz archive with the numbers of a module or of tensors, which `numpy.load` reads: an array for each, and a checksum of all bytes as the archive's remark.
 *
 * @example
 * import { loadNpz, saveNpz } from 'seegrad/interop'
 * import { Linear } from 'seegrad/nn'
 * const { tensors } = loadNpz(saveNpz(new Linear(2, 1, { init: 'ones' })))
 * Array.from(tensors.get('weight')!.data) // [1, 1]
 * tensors.get('weight')!.shape // [1, 2]
 */
export function saveNpz(model: Module | Tensors, options: NpzOptions = {}): Uint8Array {
  assertOptions('saveNpz', options, 'compress')
  const tensors = model instanceof Module ? tensorsOf(model) : model
  const parts: Uint8Array[] = []
  const directory: Uint8Array[] = []
  let offset = 0
  for (const [name, tensor] of tensors) {
    const label = new TextEncoder().encode(`${name}.npy`)
    const whole = packNpy(tensor)
    const data = options.compress ? deflateSync(whole) : whole
    // Version needed, names in UTF-8, method, time and date (1 January 1980), checksum, sizes, length of the name, nothing extra.
    const said = record([20, 0x0800, options.compress ? 8 : 0, 0, 33], [crc32(whole), data.length, whole.length], [label.length, 0])
    parts.push(record([], [LOCAL]), said, label, data)
    directory.push(record([], [CENTRAL]), record([20]), said, record([0, 0, 0]), record([], [0, offset]), label)
    offset += 4 + said.length + label.length + data.length
  }
  const length = directory.reduce((sum, part) => sum + part.length, 0)
  const end = [record([], [END]), record([0, 0, tensors.size, tensors.size]), record([], [length, offset]), record([REMARK])]
  const body = joined([...parts, ...directory, ...end, new TextEncoder().encode(MARK)])
  const bytes = joined([body, new TextEncoder().encode(hex(crc32(body)))])
  loadNpz(bytes)
  return bytes
} // prettier-ignore

const hex = (sum: number): string => sum.toString(16).padStart(8, '0')

/** Words of two bytes, then of four, then of two again. */
function record(first: readonly number[], words: readonly number[] = [], last: readonly number[] = []): Uint8Array {
  const bytes = new Uint8Array(2 * first.length + 4 * words.length + 2 * last.length)
  const view = new DataView(bytes.buffer)
  let at = 0
  for (const x of first) view.setUint16((at += 2) - 2, x, true)
  for (const x of words) view.setUint32((at += 4) - 4, x, true)
  for (const x of last) view.setUint16((at += 2) - 2, x, true)
  return bytes
} // prettier-ignore

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

/**
 * The arrays of an npz archive; given a module, also puts their numbers there, all or none. Throws, with the reason and the place, for what is truncated, damaged, lying
 * about its size, named twice or hostile, for arrays that are no numbers, and where the checksum of an archive that has ours is wrong. One without loads with a `notice`:
 * its arrays are held against checksums of their own, its directory against none.
 *
 * @example
 * import { loadNpz } from 'seegrad/interop'
 * loadNpz(new Uint8Array(8)) // throws RangeError: loadNpz: the archive has no end, at byte 8
 */
export function loadNpz(bytes: Uint8Array, module?: Module): { readonly tensors: Tensors; readonly notice?: string } {
  if (!(bytes instanceof Uint8Array))
    throw new TypeError(`loadNpz: given ${describe(bytes)}; a Uint8Array is allowed, as readFileSync gives it.`)
  const fail = (reason: string, at: number): never => {
    throw new RangeError(`loadNpz: ${reason}, at byte ${at}. Nothing was loaded: get the file anew.`)
  }
  const tensors = new Map<string, Tensor>()
  const remark = remarkOf(bytes, fail)
  let next = 0
  for (const member of membersOf(bytes.subarray(0, bytes.length - remark), remark, fail)) {
    const { name, offset } = member
    const who = `the array ${JSON.stringify(name)}`
    if (offset !== next) fail(`${who} begins at ${offset} where ${next} is due`, offset)
    const { data, end } = dataOf(bytes, member, fail)
    next = end
    const whole = member.method === 0 ? data : inflated(data, member, (reason) => fail(`${who} ${reason}`, offset))
    if (whole.length !== member.size) fail(`${who} has ${whole.length} bytes and not the ${member.size} it is said to have`, offset) // prettier-ignore
    if (crc32(whole) !== member.sum) fail(`the checksum of ${who} is wrong`, offset)
    const array = readNpy(whole, (reason, at) => fail(`${who}: ${reason} (byte ${at} of it)`, offset))
    tensors.set(name.slice(0, -4), array)
  }
  if (module) assignTensors(module, tensors)
  const notice = 'The archive has no checksum of seegrad: whether its names are whole was not looked at.'
  return { tensors, ...(remark === 0 && { notice }) }
}

/** How long the remark at the end is: that of ours, whose checksum must be right, or none. */
function remarkOf(bytes: Uint8Array, fail: (reason: string, at: number) => never): number {
  const at = bytes.length - 8
  const text = String.fromCharCode(...bytes.subarray(-REMARK))
  if (!text.startsWith(MARK)) return 0
  const sum = hex(crc32(bytes.subarray(0, at)))
  if (text.slice(-8) !== sum) fail(`the checksum is wrong: the archive says ${JSON.stringify(text.slice(-8))} and its bytes give ${sum}`, at) // prettier-ignore
  return REMARK
}

/** The directory of the archive, in the order of its files. */
function membersOf(bytes: Uint8Array, remark: number, fail: (reason: string, at: number) => never): readonly Member[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const end = bytes.length - 22
  if (end < 0 || view.getUint32(end, true) !== END) return fail('the archive has no end', bytes.length)
  const word = (at: number): number => view.getUint16(at, true)
  const long = (at: number): number => view.getUint32(at, true)
  const [count, length, start] = [word(end + 10), long(end + 12), long(end + 16)]
  if (long(end + 4) !== 0 || word(end + 8) !== count || word(end + 20) !== remark || start + length !== end)
    return fail('the end of the archive does not fit its directory', end)
  const members: Member[] = []
  const names = new Set<string>()
  let at = start
  for (let k = 0; k < count; k++) {
    if (at + 46 > end || long(at) !== CENTRAL) return fail('the directory breaks off', at)
    const [flags, method, nameLength] = [word(at + 8), word(at + 10), word(at + 28)]
    const after = at + 46 + nameLength + word(at + 30) + word(at + 32)
    if (after > end) return fail('the directory breaks off', at)
    const name = textOf(bytes.subarray(at + 46, at + 46 + nameLength), () => fail('a name is no UTF-8', at + 46))
    if (!name.endsWith('.npy') || hostile.test(name)) return fail(`the name ${JSON.stringify(name)} is not allowed; names of arrays end in .npy`, at + 46) // prettier-ignore
    if (names.has(name)) return fail(`the name ${JSON.stringify(name)} comes twice`, at + 46)
    names.add(name)
    if (flags & 1 || (method !== 0 && method !== 8)) return fail(`${JSON.stringify(name)} is encrypted or packed by method ${method}; 0 and 8 are allowed`, at + 8) // prettier-ignore
    const [sum, packed, size, offset] = [long(at + 16), long(at + 20), long(at + 24), long(at + 42)]
    // Deflate makes nothing shorter than a 1,032nd: more is a lie, and would fill the memory.
    if (size > 1032 * packed + 64 || (method === 0 && size !== packed) || offset + packed > start) return fail(`the sizes of ${JSON.stringify(name)} cannot be true`, at + 20) // prettier-ignore
    members.push({ name, method, sum, packed, size, offset })
    at = after
  }
  if (at !== end) return fail('there is something after the directory', at)
  return members.toSorted((a, b) => a.offset - b.offset)
}

/** The packed bytes of a file, from behind its own header, which must have the name that the directory has. */
function dataOf(
  bytes: Uint8Array,
  { name, offset, packed, method }: Member,
  fail: (reason: string, at: number) => never,
): { readonly data: Uint8Array; readonly end: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  if (offset + 30 > bytes.length || view.getUint32(offset, true) !== LOCAL) return fail(`${JSON.stringify(name)} has no header`, offset) // prettier-ignore
  const [nameLength, extra] = [view.getUint16(offset + 26, true), view.getUint16(offset + 28, true)]
  const own = textOf(bytes.subarray(offset + 30, offset + 30 + nameLength), () => '')
  if (own !== name || view.getUint16(offset + 8, true) !== method) return fail(`${JSON.stringify(name)} has another name or method in its own header`, offset) // prettier-ignore
  const start = offset + 30 + nameLength + extra
  // Bit 3: the sizes stand behind the data once more.
  const behind = view.getUint16(offset + 6, true) & 8 ? 16 : 0
  if (start + packed + behind > bytes.length) return fail(`${JSON.stringify(name)} breaks off`, offset)
  return { data: bytes.subarray(start, start + packed), end: start + packed + behind }
}

function inflated(data: Uint8Array, { size }: Member, fail: (reason: string) => never): Uint8Array {
  try {
    return inflateSync(data, { out: new Uint8Array(size) })
  } catch (error) {
    return fail(`cannot be unpacked (${(error as Error).message})`)
  }
}

function textOf(bytes: Uint8Array, fail: () => string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return fail()
  }
}
