/** safetensors come back bit for bit, are PyTorch's to read, and are refused whole when anything about them is wrong. */
import { describe, expect, test } from 'vitest'
import { Linear, MLP, Sequential } from 'seegrad/nn'
import { loadSafetensors, saveSafetensors, tensorsOf, type Tensor } from 'seegrad/interop'
import { PythonRandom } from 'seegrad/random'
import { refusal } from '../nn/refusal.js'
import { record } from '../record.js'
import { long } from '../seed.js'
import { splicesOf } from './splices.js'

const net = (seed: number): MLP => new MLP(2, [3, 1], { random: new PythonRandom(seed) })
const bytes = saveSafetensors(net(1), { metadata: { step: '7' } })

describe('a file', () => {
  test('gives a network its numbers back, bit for bit, and its texts', () => {
    const to = net(2)
    const { metadata, notice } = loadSafetensors(bytes, to)
    expect(to.stateDict()).toEqual(net(1).stateDict())
    expect([metadata.get('step'), notice]).toEqual(['7', undefined])
  })
  test('keeps every kind of double', () => {
    const data = Float64Array.of(0, -0, NaN, Infinity, -Infinity, 5e-324, Number.MAX_VALUE, 0.1)
    const { tensors } = loadSafetensors(saveSafetensors(new Map([['a', { shape: [2, 4], data }]])))
    expect(tensors.get('a')).toEqual({ shape: [2, 4], data })
    expect(Object.is(tensors.get('a')!.data[1], -0)).toBe(true)
  })
  test('holds single numbers, empty tensors and names of any kind', () => {
    const tensors = new Map<string, Tensor>([
      ['7', { shape: [], data: Float64Array.of(1) }],
      ['ü "quoted"\n\\', { shape: [0, 3], data: new Float64Array() }],
      ['0', { shape: [1], data: Float64Array.of(2) }],
    ])
    expect(loadSafetensors(saveSafetensors(tensors, { metadata: { 1: 'x' } })).tensors).toEqual(tensors)
  })
  test('is half as long in F32, and says the nearest of its numbers', () => {
    const data = Float64Array.of(0.1, 1)
    const { tensors } = loadSafetensors(saveSafetensors(new Map([['a', { shape: [2], data }]]), { dtype: 'F32' }))
    expect(tensors.get('a')!.data).toEqual(Float64Array.of(Math.fround(0.1), 1))
  })
  test('names tensors as PyTorch does: rows of weights are one', () => {
    const layers = new Sequential(new Linear(3, 2), 'relu', new Linear(2, 1, { bias: false }))
    const named = Array.from(tensorsOf(layers), ([name, { shape }]) => `${name} ${shape.join('×')}`)
    expect(named).toEqual(['steps.0.weight 2×3', 'steps.0.bias 2', 'steps.2.weight 1×2'])
  })
})

/** A file as its header and its data say, with nothing of ours. */
function file(header: string, data = new Uint8Array(0), length: bigint = BigInt(new TextEncoder().encode(header).length)): Uint8Array {
  const text = new TextEncoder().encode(header)
  const whole = new Uint8Array(8 + text.length + data.length)
  new DataView(whole.buffer).setBigUint64(0, length, true)
  whole.set(text, 8)
  whole.set(data, 8 + text.length)
  return whole
} // prettier-ignore
const tensor = (dtype: string, shape: string, offsets: string): string => `{"dtype":"${dtype}","shape":${shape},"data_offsets":${offsets}}` // prettier-ignore

describe('files of others', () => {
  const types: readonly (readonly [string, readonly number[], readonly number[]])[] = [
    ['F16', [0, 0x3c, 0, 0xc0, 1, 0, 0, 0x7c, 0xff, 0x7b], [1, -2, 2 ** -24, Infinity, 65504]],
    ['BF16', [0x80, 0x3f, 0, 0xc0], [1, -2]],
    ['F32', [0, 0, 0x80, 0x3f], [1]],
    ['I64', [255, 255, 255, 255, 255, 255, 255, 255], [-1]],
    ['I32', [254, 255, 255, 255], [-2]],
    ['I16', [1, 1], [257]],
    ['I8', [255], [-1]],
    ['U8', [255], [255]],
    ['BOOL', [1, 0], [1, 0]],
  ]
  for (const [dtype, data, numbers] of types)
    test(`of ${dtype} load, with a notice`, () => {
      const header = `{"a":${tensor(dtype, `[${numbers.length}]`, `[0, ${data.length}]`)}}  `
      const { tensors, notice } = loadSafetensors(file(header, Uint8Array.from(data)))
      expect(Array.from(tensors.get('a')!.data)).toEqual(numbers)
      expect(notice).toContain('no checksum')
    })
})

describe('is refused, with the network untouched:', () => {
  /** What is said of damaged bytes; nothing if they load. */
  const fate = (damaged: Uint8Array): string => {
    const to = net(3)
    const before = JSON.stringify(to.stateDict())
    const says = refusal(() => loadSafetensors(damaged, to))
    expect(JSON.stringify(to.stateDict())).toBe(before)
    return says
  }
  const refused = (says: string): boolean => /^RangeError: loadSafetensors: .*, at byte \d+\. Nothing was loaded/s.test(says) // prettier-ignore

  test('a file cut at any byte', () => {
    const cuts = Array.from({ length: bytes.length }, (_, k) => k)
    expect(cuts.filter((k) => !refused(fate(bytes.slice(0, k))))).toEqual([])
  })
  test('a file with any one bit flipped', () => {
    const flips = Array.from({ length: 8 * bytes.length }, (_, k) => k)
    const flipped = (k: number): Uint8Array => bytes.map((byte, i) => (i === k >> 3 ? byte ^ (1 << (k & 7)) : byte))
    expect(flips.filter((k) => !refused(fate(flipped(k))))).toEqual([])
    record('Damaged model files', {
      format: 'safetensors',
      cuts: bytes.length,
      'bits flipped': flips.length,
      accepted: 0,
    })
  })
  test('a file with a piece of it elsewhere, doubled or lost', () => {
    const splices = long ? 10_000 : 500
    for (const spliced of splicesOf(bytes, splices)) expect(refused(fate(spliced))).toBe(true)
    record('Damaged model files', { format: 'safetensors', splices, accepted: 0 })
  })
  test('two files joined', () => {
    expect(refused(fate(Uint8Array.from([...bytes, ...bytes])))).toBe(true)
  })

  const one = new Uint8Array(8)
  const f64 = tensor('F64', '[1]', '[0, 8]')
  const hostile: readonly (readonly [string, Uint8Array, string])[] = [
    ['nothing', new Uint8Array(0), 'the file has 0 bytes and no header length, at byte 0'],
    ['a header of 2⁵³ bytes', file('{}', one, 2n ** 53n), 'the header is said to have 9007199254740992 bytes, more than the format allows, at byte 0'],
    ['a header of 2⁶⁴ − 1 bytes', file('{}', one, 2n ** 64n - 1n), 'the header is said to have 18446744073709551615 bytes'],
    ['a header longer than the file', file('{}', one, 99n), 'the header is said to have 99 bytes, and 10 are there, at byte 0'],
    ['a header of no bytes', file('', one), "the header does not begin with '{', at byte 8"],
    ['a header that begins with a space', file(' {}'), "the header does not begin with '{', at byte 8"],
    ['a header that is no UTF-8', file('{"é":1}').map((byte) => (byte === 0xc3 ? 0xff : byte)), 'the header is no UTF-8'],
    ['a list for a header', file('[]'), "the header does not begin with '{'"],
    ['an unfinished header', file('{"a":'), "the '{' of the tensor \"a\" is missing, at byte 13"],
    ['an unfinished name', file('{"a'), 'a name in the header is no string that ends, at byte 9'],
    ['text after the header', file('{} x'), 'there is text after the header, at byte 11'],
    ['a name twice', file(`{"a":${f64},"a":${f64}}`, one), 'the name "a" comes twice in the header'],
    ['a word twice in a tensor', file('{"a":{"dtype":"F64","dtype":"F32"}}'), 'the name "dtype" comes twice in the tensor "a"'],
    ['a metadata name twice', file('{"__metadata__":{"a":"1","a":"2"}}'), 'the name "a" comes twice in __metadata__'],
    ['metadata of a number', file('{"__metadata__":{"a":1}}'), 'the text of "a" is no string'],
    ['metadata of an object', file('{"__metadata__":{"a":{"b":"c"}}}'), 'the text of "a" is no string'],
    ['the name __proto__', file(`{"__proto__":${f64}}`, one), 'the name "__proto__" is not allowed'],
    ['a name with constructor', file(`{"a.constructor.b":${f64}}`, one), 'the name "a.constructor.b" is not allowed'],
    ['the metadata name prototype', file('{"__metadata__":{"prototype":"x"}}'), 'the name "prototype" is not allowed'],
    ['the escaped name __proto__', file(`{"\\u005f_proto__":${f64}}`, one), 'the name "__proto__" is not allowed'],
    ['an unknown word', file('{"a":{"dtype":"F64","size":1}}'), '"size" is nothing that a tensor says'],
    ['no shape', file('{"a":{"dtype":"F64","data_offsets":[0,8]}}', one), 'the tensor "a" does not say dtype, shape and two data_offsets'],
    ['three offsets', file(`{"a":${tensor('F64', '[1]', '[0,8,8]')}}`, one), 'the tensor "a" does not say dtype, shape and two data_offsets'],
    ['an unknown type', file(`{"a":${tensor('F8', '[1]', '[0,8]')}}`, one), 'the tensor "a" has the type "F8"; F64, F32,'],
    ['an inherited type', file(`{"a":${tensor('toString', '[1]', '[0,8]')}}`, one), 'the tensor "a" has the type "toString"'],
    ['an unknown type of an empty tensor', file(`{"a":${tensor('F8', '[0]', '[0,0]')}}`), 'the tensor "a" has the type "F8"'],
    ['a negative size', file(`{"a":${tensor('F64', '[-1]', '[0,8]')}}`, one), 'an entry of shape is no whole number'],
    ['half a size', file(`{"a":${tensor('F64', '[0.5]', '[0,8]')}}`, one), 'an entry of shape is no whole number'],
    ['a size of 1e0', file(`{"a":${tensor('F64', '[1e0]', '[0,8]')}}`, one), 'an entry of shape is no whole number'],
    ['a size of NaN', file(`{"a":${tensor('F64', '[NaN]', '[0,8]')}}`, one), 'an entry of shape is no whole number'],
    ['a size of 2⁵³', file(`{"a":${tensor('F64', '[9007199254740992]', '[0,8]')}}`, one), 'an entry of shape is no whole number'],
    ['a size as text', file(`{"a":${tensor('F64', '["1"]', '[0,8]')}}`, one), 'an entry of shape is no whole number'],
    ['a shape whose product overflows', file(`{"a":${tensor('F64', '[4294967296,4294967296,0]', '[0,0]')}}`), 'the shape of the tensor "a" has more than 2⁵³ numbers'],
    ['a shape larger than the data', file(`{"a":${tensor('F64', '[2]', '[0,8]')}}`, one), 'the tensor "a" ends at 8 of the data where its shape says 16'],
    ['a shape smaller than the data', file(`{"a":${tensor('F64', '[]', '[0,16]')}}`, new Uint8Array(16)), 'the tensor "a" ends at 16 of the data where its shape says 8'],
    ['33 dimensions', file(`{"a":${tensor('F64', `[${Array(33).fill(1)}]`, '[0,8]')}}`, one), 'the tensor "a" has 33 dimensions; 32 are allowed'],
    ['offsets the wrong way round', file(`{"a":${tensor('F64', '[1]', '[8,0]')}}`, one), 'the tensor "a" begins at 8 of the data where 0 is due'],
    ['tensors that overlap', file(`{"a":${f64},"b":${f64}}`, one), 'the tensor "b" begins at 0 of the data where 8 is due'],
    ['a gap between tensors', file(`{"a":${f64},"b":${tensor('F64', '[1]', '[16,24]')}}`, new Uint8Array(24)), 'the tensor "b" begins at 16 of the data where 8 is due'],
    ['a gap at the end', file(`{"a":${f64}}`, new Uint8Array(9)), 'the tensors have 8 bytes, and 9 are there'],
    ['data that end too soon', file(`{"a":${f64}}`, new Uint8Array(7)), 'the tensors have 8 bytes, and 7 are there'],
    ['whole numbers from 2⁵³ up', file(`{"a":${tensor('I64', '[1]', '[0,8]')}}`, Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 127)), 'the tensor "a" has a whole number from 2⁵³ up'],
    ['brackets a million deep', file(`{"a":${'['.repeat(1e6)}`), "the '{' of the tensor \"a\" is missing"],
    ['a million opened objects', file('{"a":'.repeat(1e6)), '"a" is nothing that a tensor says'],
    ['one of our marks alone', file('{"__metadata__":{"seegrad":"1"}}'), 'a mark of seegrad is missing or of a version that is not known'],
    ['a checksum alone', file('{"__metadata__":{"seegrad.crc32":"00000000"}}'), 'a mark of seegrad is missing or of a version that is not known'],
  ] // prettier-ignore
  for (const [what, bytes, says] of hostile)
    test(what, () => {
      expect(fate(bytes)).toContain(`RangeError: loadSafetensors: ${says}`)
    })
  test('a model of other sizes, which names the tensor', () => {
    const to = new MLP(2, [4, 1])
    const before = JSON.stringify(to.stateDict())
    expect(refusal(() => loadSafetensors(bytes, to))).toContain('layers.1.neurons.0.w has shape [3]; [4] is allowed. Nothing was changed')
    expect(JSON.stringify(to.stateDict())).toBe(before)
  }) // prettier-ignore
  test('text for bytes', () => {
    expect(refusal(() => loadSafetensors('{}' as never))).toContain(
      'a Uint8Array is allowed, as readFileSync gives it.',
    )
  })
  test('metadata that is no text, and a name of the checksum', () => {
    expect(refusal(() => saveSafetensors(net(1), { metadata: { step: 7 as never } }))).toContain('metadata.step is 7; a string')
    expect(refusal(() => saveSafetensors(net(1), { metadata: { seegrad: '2' } }))).toContain('metadata.seegrad is the string "2"')
  }) // prettier-ignore
})
