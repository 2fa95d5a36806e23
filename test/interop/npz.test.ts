/** npz archives of NumPy load number for number (fixtures/npz.json), ours come back bit for bit, and damaged or hostile ones are refused whole. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { MLP } from 'seegrad/nn'
import { loadNpz, saveNpz, type Tensor } from 'seegrad/interop'
import { PythonRandom } from 'seegrad/random'
import { refusal } from '../nn/refusal.js'
import { record } from '../record.js'
import { long } from '../seed.js'
import { splicesOf } from './splices.js'

interface Fixture {
  readonly arrays: Readonly<Record<string, { readonly shape: readonly number[]; readonly data: readonly number[] }>>
  readonly savez: string
  readonly savez_compressed: string
}
const fixture = JSON.parse(readFileSync('fixtures/npz.json', 'utf8')) as Fixture
const bytesOf = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'base64'))
/** An archive of ours as others write it, without the checksum at its end. */
const unmarked = (whole: Uint8Array): Uint8Array => {
  const bytes = whole.slice(0, -22)
  bytes[bytes.length - 2] = 0
  return bytes
}
const net = (seed: number): MLP => new MLP(2, [3, 1], { random: new PythonRandom(seed) })

describe('an archive of NumPy has its arrays, written by', () => {
  for (const how of ['savez', 'savez_compressed'] as const)
    test(how, () => {
      const { tensors, notice } = loadNpz(bytesOf(fixture[how]))
      expect(notice).toContain('no checksum')
      const got = Array.from(tensors, ([name, { shape, data }]) => [name, { shape, data: Array.from(data) }])
      expect(got).toEqual(Object.entries(fixture.arrays))
      expect(Object.is(tensors.get('doubles')!.data[1], -0)).toBe(true)
    })
})

describe('an archive of ours', () => {
  for (const compress of [false, true])
    test(`gives a network its numbers back, bit for bit, ${compress ? 'packed' : 'as they are'}`, () => {
      const to = net(2)
      expect(loadNpz(saveNpz(net(1), { compress }), to).notice).toBe(undefined)
      expect(to.stateDict()).toEqual(net(1).stateDict())
    })
  test('holds every kind of double, single numbers, empty arrays and strange names', () => {
    const tensors = new Map<string, Tensor>([
      ['a/b.ü', { shape: [2, 2], data: Float64Array.of(NaN, -0, Infinity, 5e-324) }],
      ['one', { shape: [], data: Float64Array.of(7) }],
      ['none', { shape: [0, 2], data: new Float64Array() }],
    ])
    expect(loadNpz(saveNpz(tensors)).tensors).toEqual(tensors)
  })
  test('is the smaller for being packed', () => {
    const zeros = new Map([['a', { shape: [1000], data: new Float64Array(1000) }]])
    expect(saveNpz(zeros, { compress: true }).length).toBeLessThan(saveNpz(zeros).length / 20)
  })
})

describe('is refused, with the network untouched:', () => {
  const bytes = saveNpz(net(1))
  const packed = saveNpz(net(1), { compress: true })
  const fate = (damaged: Uint8Array): string => {
    const to = net(3)
    const before = JSON.stringify(to.stateDict())
    const says = refusal(() => loadNpz(damaged, to))
    if (says !== 'nothing was refused') expect(JSON.stringify(to.stateDict())).toBe(before)
    return says
  }
  const refused = (says: string): boolean => /^RangeError: (loadNpz: .*, at byte \d+\. Nothing was loaded|loadStateDict: .*Nothing was changed)/s.test(says) // prettier-ignore

  for (const [what, whole] of [
    ['stored', bytes],
    ['packed', packed],
  ] as const)
    // prettier-ignore
    test(`a ${what} archive cut at any byte`, () => {
      const cuts = Array.from({ length: whole.length }, (_, k) => k)
      expect(cuts.filter((k) => !refused(fate(whole.slice(0, k))))).toEqual([])
    })
  const flipped = (whole: Uint8Array, k: number): Uint8Array => whole.map((byte, i) => (i === k >> 3 ? byte ^ (1 << (k & 7)) : byte)) // prettier-ignore
  test('an archive with any one bit flipped', () => {
    for (const whole of [bytes, packed]) {
      const flips = Array.from({ length: 8 * whole.length }, (_, k) => k).filter((k) => long || k % 7 === 0)
      expect(flips.filter((k) => !refused(fate(flipped(whole, k))))).toEqual([])
      record('Damaged model files', { format: whole === packed ? 'npz, packed' : 'npz', cuts: whole.length, 'bits flipped': flips.length, accepted: 0 }) // prettier-ignore
    }
  })
  test('an archive of others with a bit flipped, unless the bit says nothing of the numbers, which then are whole', () => {
    const wanted = JSON.stringify(net(1).stateDict())
    const others = unmarked(packed)
    let harmless = 0
    for (let k = 0; k < 8 * others.length; k += long ? 1 : 7) {
      const to = net(3)
      const says = refusal(() => loadNpz(flipped(others, k), to))
      if (says === 'nothing was refused') {
        // Dates, versions and attributes, of which zip keeps no checksum.
        expect(JSON.stringify(to.stateDict()), `bit ${k}`).toBe(wanted)
        harmless++
      } else expect(refused(says), `bit ${k}: ${says}`).toBe(true)
    }
    expect(harmless).toBeLessThan(0.35 * 8 * others.length)
  })
  test('an archive with a piece of it elsewhere, doubled or lost', () => {
    const splices = long ? 10_000 : 500
    for (const whole of [bytes, packed])
      for (const spliced of splicesOf(whole, splices)) expect(refused(fate(spliced))).toBe(true)
    record('Damaged model files', { format: 'npz, both', splices: 2 * splices, accepted: 0 })
  })
  test('two archives joined', () => {
    expect(refused(fate(Uint8Array.from([...bytes, ...bytes])))).toBe(true)
    expect(refused(fate(Uint8Array.from([...unmarked(bytes), ...unmarked(bytes)])))).toBe(true)
  })

  const one = unmarked(saveNpz(new Map([['abc', { shape: [2], data: Float64Array.of(1, 2) }]])))
  const two = unmarked(
    saveNpz(new Map(['abc', 'xyz'].map((name) => [name, { shape: [2], data: Float64Array.of(1, 2) }]))),
  )
  const changed = (at: number, ...put: readonly number[]): Uint8Array => {
    const copy = one.slice()
    copy.set(put, at < 0 ? one.length + at : at)
    return copy
  }
  const central = one.length - 22 - 46 - 7
  const latin = (of: Uint8Array, from: string, to: string): Uint8Array => {
    const whole = of === one || of === two ? of : unmarked(of)
    return Uint8Array.from(Buffer.from(Buffer.from(whole).toString('latin1').replaceAll(from, to), 'latin1'))
  }
  const renamed = (name: string): Uint8Array => latin(one, 'abc.npy', name)
  /** The directory's second entry, which ends 22 bytes before the end, points at the first array. */
  const overlapping = two.slice()
  overlapping.set([0, 0], two.length - 22 - 7 - 4)
  const remarked = (text: string): Uint8Array => {
    const bytes = Uint8Array.of(...one, ...Buffer.from(text))
    bytes[one.length - 2] = text.length
    return bytes
  }
  const hostile: readonly (readonly [string, Uint8Array, string])[] = [
    ['nothing', new Uint8Array(0), 'the archive has no end, at byte 0'],
    ['something after the end', Uint8Array.of(...one, 0), 'the archive has no end'],
    ['an end that counts too many', changed(-14, 2, 0, 2, 0), 'the directory breaks off'],
    ['an end that counts too few', changed(-14, 0, 0, 0, 0), 'there is something after the directory'],
    ['a directory elsewhere', changed(-6, 1, 0, 0, 0), 'the end of the archive does not fit its directory'],
    ['a size of 4 GB', changed(central + 24, 255, 255, 255, 255), 'the sizes of "abc.npy" cannot be true'],
    ['a packed size beyond the archive', changed(central + 20, 255, 255, 0, 0, 255, 255, 0, 0), 'the sizes of "abc.npy" cannot be true'],
    ['a place that is not due', changed(central + 42, 1), 'the array "abc.npy" begins at 1 where 0 is due'],
    ['an unknown method', changed(central + 10, 99), '"abc.npy" is encrypted or packed by method 99; 0 and 8 are allowed'],
    ['an encrypted file', changed(central + 8, 1), '"abc.npy" is encrypted'],
    ['another method in the own header', changed(8, 8), '"abc.npy" has another name or method in its own header'],
    ['another name in the own header', changed(30, 0x7a), '"abc.npy" has another name or method in its own header'],
    ['no header of the file', changed(0, 0), '"abc.npy" has no header'],
    ['a number changed', changed(30 + 7 + 130, 1), 'the checksum of the array "abc.npy" is wrong'],
    ['a wrong checksum', changed(central + 16, 1, 2, 3, 4), 'the checksum of the array "abc.npy" is wrong'],
    ['a name that is no array', renamed('abc.txt'), 'the name "abc.txt" is not allowed; names of arrays end in .npy'],
    ['the name __proto__', latin(saveNpz(new Map([['twoproto2', { shape: [], data: Float64Array.of(1) }]])), 'twoproto2', '__proto__'), 'the name "__proto__.npy" is not allowed'],
    ['a name twice', latin(two, 'xyz', 'abc'), 'the name "abc.npy" comes twice'],
    ['arrays that overlap', overlapping, 'the array "xyz.npy" begins at 0 where 181 is due'],
    ['a remark of others', remarked('hello'), 'the archive has no end'],
    ['a remark like ours with another checksum', remarked('seegrad.crc32 00000000'), 'the checksum is wrong: the archive says "00000000"'],
    ['a remark like ours that the end does not count', Uint8Array.of(...one, ...Buffer.from('seegrad.crc32 00000000')), 'the checksum is wrong'],
    ['a name that is no UTF-8', renamed('\xffbc.npy'), 'a name is no UTF-8'],
  ] // prettier-ignore
  for (const [what, bytes, says] of hostile)
    test(what, () => {
      expect(fate(bytes)).toContain(`RangeError: loadNpz: ${says}`)
    })
  test('the names __proto__ and constructor', () => {
    for (const name of ['__proto__', 'a/constructor', 'x.prototype.y'])
      expect(refusal(() => saveNpz(new Map([[name, { shape: [], data: Float64Array.of(1) }]])))).toContain('is not allowed') // prettier-ignore
  })
  test('a model of other sizes', () => {
    expect(refusal(() => loadNpz(bytes, new MLP(2, [4, 1])))).toContain('Nothing was changed')
  })
  test('text for bytes', () => {
    expect(refusal(() => loadNpz('PK' as never))).toContain('a Uint8Array is allowed, as readFileSync gives it.')
  })

  /** An archive of one array with these bytes for npy, its checksum right. */
  const arrayOf = (head: string, data = 16, version = 1): Uint8Array => {
    const padded = `${head}${' '.repeat(117 - head.length)}\n`
    const npy = Buffer.concat([Buffer.from([0x93, ...Buffer.from('NUMPY'), version, 0, 118, 0]), Buffer.from(padded, 'latin1'), Buffer.alloc(data)]) // prettier-ignore
    const whole = Buffer.concat([one.subarray(0, 37), npy, one.subarray(37 + 128 + 16)])
    const at = 37 + npy.length
    for (const [size, places] of [[npy.length, [18, 22, at + 20, at + 24]]] as const) for (const place of places) whole.writeUInt32LE(size, place) // prettier-ignore
    whole.writeUInt32LE(sum(npy), at + 16)
    whole.writeUInt32LE(at, whole.length - 6)
    return Uint8Array.from(whole)
  }
  /** The checksum of zip, bit by bit. */
  const sum = (bytes: Uint8Array): number => {
    let rest = 0xffffffff
    for (const byte of bytes) {
      rest ^= byte
      for (let k = 0; k < 8; k++) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1
    }
    return ~rest >>> 0
  }
  const arrays: readonly (readonly [string, Uint8Array, string])[] = [
    ['an object array, which would run code in Python', arrayOf("{'descr': '|O', 'fortran_order': False, 'shape': (2,), }"), 'is none that NumPy writes of numbers'],
    ['complex numbers', arrayOf("{'descr': '<c16', 'fortran_order': False, 'shape': (1,), }"), 'its type is "<c16"; f8, f4,'],
    ['a shape larger than the data', arrayOf("{'descr': '<f8', 'fortran_order': False, 'shape': (3,), }"), 'its shape (3) needs 24 bytes, and 16 are there'],
    ['a negative size', arrayOf("{'descr': '<f8', 'fortran_order': False, 'shape': (-2,), }"), 'is none that NumPy writes of numbers'],
    ['a shape beyond 2⁵³', arrayOf("{'descr': '<f8', 'fortran_order': False, 'shape': (4294967296, 4294967296), }"), 'its shape has more than 2⁵³ numbers'],
    ['code for a header', arrayOf("__import__('os').system('true')"), 'is none that NumPy writes of numbers'],
    ['an unknown version', arrayOf("{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }", 16, 9), 'version 9.0 of npy is not known'],
  ] // prettier-ignore
  for (const [what, bytes, says] of arrays)
    test(what, () => {
      expect(fate(bytes)).toContain(says)
    })
  test('an archive made like these, but right, loads', () => {
    const made = arrayOf("{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }")
    expect(Array.from(loadNpz(made).tensors.get('abc')!.data)).toEqual([0, 0])
  })
})
