/** npy: one array of NumPy (numpy.lib.format, versions 1 to 3), read strictly and written as NumPy writes it. */
import type { Tensor } from './tensors.js'

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]

/** How a number of so many bytes is read, by NumPy's letter and the number of bytes. */
const types: Readonly<Record<string, (view: DataView, at: number, little: boolean) => number>> = {
  f8: (view, at, little) => view.getFloat64(at, little),
  f4: (view, at, little) => view.getFloat32(at, little),
  i8: (view, at, little) => Number(view.getBigInt64(at, little)),
  i4: (view, at, little) => view.getInt32(at, little),
  i2: (view, at, little) => view.getInt16(at, little),
  i1: (view, at) => view.getInt8(at),
  u8: (view, at, little) => Number(view.getBigUint64(at, little)),
  u4: (view, at, little) => view.getUint32(at, little),
  u2: (view, at, little) => view.getUint16(at, little),
  u1: (view, at) => view.getUint8(at),
  b1: (view, at) => view.getUint8(at),
}

/** The bytes of an array of doubles. */
export function packNpy({ shape, data }: Tensor): Uint8Array {
  const dimensions = shape.length === 1 ? `${shape[0]},` : shape.join(', ')
  const said = `{'descr': '<f8', 'fortran_order': False, 'shape': (${dimensions}), }`
  // The data begin at a multiple of 64.
  const head = said + ' '.repeat(63 - ((10 + said.length) % 64)) + '\n'
  const bytes = new Uint8Array(10 + head.length + 8 * data.length)
  const view = new DataView(bytes.buffer)
  bytes.set([...MAGIC, 1, 0, head.length & 255, head.length >> 8])
  bytes.set(new TextEncoder().encode(head), 10)
  data.forEach((x, k) => view.setFloat64(10 + head.length + 8 * k, x, true))
  return bytes
}

/** The array of npy bytes; `fail` gets the reason and the place where they are wrong. */
export function readNpy(bytes: Uint8Array, fail: (reason: string, at: number) => never): Tensor {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  if (!MAGIC.every((byte, k) => bytes[k] === byte)) return fail('it does not begin as npy does', 0)
  const [major, minor] = [bytes[6], bytes[7]]
  if (!(major === 1 || major === 2 || major === 3) || minor !== 0) return fail(`version ${major}.${minor} of npy is not known`, 6) // prettier-ignore
  const start = major === 1 ? 10 : 12
  if (bytes.length < start) return fail('it ends within its header', bytes.length)
  const end = start + (major === 1 ? view.getUint16(8, true) : view.getUint32(8, true))
  if (end > bytes.length) return fail(`its header is said to end at ${end}, and it has ${bytes.length} bytes`, 8)
  const head = Array.from(bytes.subarray(start, Math.min(end, start + 1000)), (byte) => String.fromCharCode(byte)).join('') // prettier-ignore
  const form =
    /^\{'descr': '([<>|=])([a-z]\d+)', 'fortran_order': (True|False), 'shape': \(((?:\d+(?:, \d+)*,?)?)\), ?\} *\n$/
  const found = form.exec(head)
  if (!found) return fail(`its header ${JSON.stringify(head.slice(0, 80))} is none that NumPy writes of numbers`, start)
  const [, order, type, fortran, sizes] = found as unknown as [string, string, string, string, string]
  if (!Object.hasOwn(types, type)) return fail(`its type is ${JSON.stringify(order + type)}; ${Object.keys(types).join(', ')} are allowed`, start) // prettier-ignore
  const shape = sizes.split(',').filter((size) => size.trim() !== '').map(Number) // prettier-ignore
  let count = 1
  for (const size of shape) {
    count *= size
    if (!Number.isSafeInteger(count)) return fail('its shape has more than 2⁵³ numbers', start)
  }
  const width = Number(type.slice(1))
  if (shape.length > 32) return fail(`it has ${shape.length} dimensions; 32 are allowed`, start)
  if (end + count * width !== bytes.length)
    return fail(`its shape (${shape.join(', ')}) needs ${count * width} bytes, and ${bytes.length - end} are there`, end) // prettier-ignore
  const flat = Float64Array.from({ length: count }, (_, k) => types[type]!(view, end + k * width, order !== '>'))
  if ((type === 'i8' || type === 'u8') && !flat.every(Number.isSafeInteger)) return fail('it has a whole number from 2⁵³ up', end) // prettier-ignore
  return { shape, data: fortran === 'True' ? byRows(flat, shape) : flat }
}

/** Numbers that lie column by column, the first index running fastest, row by row. */
function byRows(flat: Float64Array, shape: readonly number[]): Float64Array {
  const strides: number[] = []
  shape.reduce((stride, size) => (strides.push(stride), stride * size), 1)
  return flat.map((_, k) => {
    let [rest, at] = [k, 0]
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at += (rest % shape[axis]!) * strides[axis]!
      rest = Math.floor(rest / shape[axis]!)
    }
    return flat[at]!
  })
}
