/** WebAssembly as bytes: instructions by their names, functions, and the module around them (WebAssembly core specification, section 5). */

/** Instructions; from 0x100 on the low byte follows the prefix 0xfd, of SIMD, or 0xfc. */
const SIMD = 0xfd00
const CODES: Readonly<Record<string, number>> = {
  block: 0x02, loop: 0x03, if: 0x04, else: 0x05, end: 0x0b, br: 0x0c, br_if: 0x0d, call: 0x10, drop: 0x1a, select: 0x1b,
  'local.get': 0x20, 'local.set': 0x21, 'local.tee': 0x22, 'f64.load': 0x2b, 'f64.store': 0x39, 'i32.load': 0x28, 'i32.load16_u': 0x2f, 'i32.store': 0x36,
  'i32.const': 0x41, 'i64.const': 0x42, 'f64.const': 0x44,
  'i32.eqz': 0x45, 'i32.eq': 0x46, 'i32.ne': 0x47, 'i32.lt_s': 0x48, 'i32.lt_u': 0x49, 'i32.add': 0x6a, 'i32.sub': 0x6b, 'i32.mul': 0x6c,
  'i32.and': 0x71, 'i32.or': 0x72, 'i32.shl': 0x74, 'i32.shr_s': 0x75, 'i32.wrap_i64': 0xa7, 'i32.trunc_sat_f64_s': 0xfc02,
  'f32.load': 0x2a, 'f32.store': 0x38, 'f32.const': 0x43, 'f32.eq': 0x5b, 'f32.ne': 0x5c, 'f32.lt': 0x5d, 'f32.gt': 0x5e, 'f32.le': 0x5f, 'f32.ge': 0x60,
  'f32.abs': 0x8b, 'f32.neg': 0x8c, 'f32.ceil': 0x8d, 'f32.floor': 0x8e, 'f32.trunc': 0x8f, 'f32.sqrt': 0x91, 'f32.add': 0x92, 'f32.sub': 0x93,
  'f32.mul': 0x94, 'f32.div': 0x95, 'f32.min': 0x96, 'f32.max': 0x97, 'f32.demote_f64': 0xb6, 'f64.promote_f32': 0xbb,
  'i64.add': 0x7c, 'i64.shl': 0x86, 'i64.shr_s': 0x87, 'i64.extend_i32_s': 0xac, 'i64.reinterpret_f64': 0xbd,
  'f64.eq': 0x61, 'f64.ne': 0x62, 'f64.lt': 0x63, 'f64.gt': 0x64, 'f64.le': 0x65, 'f64.ge': 0x66, 'f64.abs': 0x99, 'f64.neg': 0x9a,
  'f64.ceil': 0x9b, 'f64.floor': 0x9c, 'f64.trunc': 0x9d, 'f64.sqrt': 0x9f, 'f64.add': 0xa0, 'f64.sub': 0xa1, 'f64.mul': 0xa2,
  'f64.div': 0xa3, 'f64.min': 0xa4, 'f64.max': 0xa5, 'f64.convert_i32_s': 0xb7, 'f64.reinterpret_i64': 0xbf,
  'v128.load': SIMD, 'v128.load64_splat': SIMD + 0x0a, 'v128.store': SIMD + 0x0b, 'v128.const': SIMD + 0x0c, 'i8x16.swizzle': SIMD + 0x0e,
  'f64x2.splat': SIMD + 0x14, 'i32x4.extract_lane': SIMD + 0x1b, 'f64x2.extract_lane': SIMD + 0x21, 'f32x4.extract_lane': SIMD + 0x1f, 'f64x2.replace_lane': SIMD + 0x22,
  'v128.load32_splat': SIMD + 0x09, 'v128.load32_lane': SIMD + 0x56, 'i8x16.shuffle': SIMD + 0x0d, 'f64x2.promote_low_f32x4': SIMD + 0x5f,
  'f32x4.demote_f64x2_zero': SIMD + 0x5e, 'f32x4.eq': SIMD + 0x41, 'f32x4.ne': SIMD + 0x42, 'f32x4.lt': SIMD + 0x43, 'f32x4.gt': SIMD + 0x44,
  'f32x4.le': SIMD + 0x45, 'f32x4.ge': SIMD + 0x46, 'f32x4.ceil': SIMD + 0x67, 'f32x4.floor': SIMD + 0x68, 'f32x4.trunc': SIMD + 0x69,
  'f32x4.abs': SIMD + 0xe0, 'f32x4.neg': SIMD + 0xe1, 'f32x4.sqrt': SIMD + 0xe3, 'f32x4.add': SIMD + 0xe4, 'f32x4.sub': SIMD + 0xe5,
  'f32x4.mul': SIMD + 0xe6, 'f32x4.div': SIMD + 0xe7, 'f32x4.min': SIMD + 0xe8, 'f32x4.max': SIMD + 0xe9,
  'v128.load64_lane': SIMD + 0x57, 'v128.store64_lane': SIMD + 0x5b, 'v128.any_true': SIMD + 0x53, 'i64x2.bitmask': SIMD + 0xc4,
  'v128.not': SIMD + 0x4d, 'v128.and': SIMD + 0x4e, 'v128.or': SIMD + 0x50, 'v128.bitselect': SIMD + 0x52,
  'f64x2.eq': SIMD + 0x47, 'f64x2.ne': SIMD + 0x48, 'f64x2.lt': SIMD + 0x49, 'f64x2.gt': SIMD + 0x4a, 'f64x2.le': SIMD + 0x4b,
  'f64x2.ge': SIMD + 0x4c, 'f64x2.ceil': SIMD + 0x74, 'f64x2.floor': SIMD + 0x75, 'f64x2.trunc': SIMD + 0x7a, 'f64x2.abs': SIMD + 0xec,
  'f64x2.neg': SIMD + 0xed, 'f64x2.sqrt': SIMD + 0xef, 'f64x2.add': SIMD + 0xf0, 'f64x2.sub': SIMD + 0xf1, 'f64x2.mul': SIMD + 0xf2,
  'f64x2.div': SIMD + 0xf3, 'f64x2.min': SIMD + 0xf4, 'f64x2.max': SIMD + 0xf5, 'i64x2.extend_low_i32x4_s': SIMD + 0xc7,
  'i64x2.shl': SIMD + 0xcb, 'i64x2.shr_s': SIMD + 0xcc, 'i64x2.add': SIMD + 0xce, 'i64x2.sub': SIMD + 0xd1, 'i64x2.mul': SIMD + 0xd5,
  'i64x2.eq': SIMD + 0xd6, 'i64x2.lt_s': SIMD + 0xd8, 'i32x4.trunc_sat_f64x2_s_zero': SIMD + 0xfc, 'f64x2.convert_low_i32x4_s': SIMD + 0xfe,
} // prettier-ignore

/** Types of values. */
export const F64 = 0x7c
export const F32 = 0x7d
export const I32 = 0x7f
export const V128 = 0x7b
/** Of a block that leaves nothing. */
export const NOTHING = 0x40

/** Bytes that grow. */
export class Bytes {
  length = 0
  private bytes = new Uint8Array(256)
  private view = new DataView(this.bytes.buffer)

  private room(count: number): void {
    if (this.length + count <= this.bytes.length) return
    const longer = new Uint8Array(Math.max(2 * this.bytes.length, this.length + count))
    longer.set(this.bytes)
    this.bytes = longer
    this.view = new DataView(longer.buffer)
  }
  byte(x: number): this {
    this.room(1)
    this.bytes[this.length++] = x
    return this
  }
  /** A whole number from 0 to 2³² − 1 in its variable length. */
  u32(x: number): this {
    let rest = x >>> 0
    for (; rest >= 0x80; rest >>>= 7) this.byte((rest & 0x7f) | 0x80)
    return this.byte(rest)
  }
  /** A whole number of 32 bits with a sign. */
  s32(x: number): this {
    let rest = x | 0
    for (;;) {
      const byte = rest & 0x7f
      rest >>= 7
      if ((rest === 0 && (byte & 0x40) === 0) || (rest === -1 && (byte & 0x40) !== 0)) return this.byte(byte)
      this.byte(byte | 0x80)
    }
  }
  f64(x: number): this {
    this.room(8)
    this.view.setFloat64(this.length, x, true)
    this.length += 8
    return this
  }
  f32(x: number): this {
    this.room(4)
    this.view.setFloat32(this.length, x, true)
    this.length += 4
    return this
  }
  /** The same number in two lanes of doubles, or in four of singles. */
  inLanes(x: number, count: 2 | 4): this {
    return count === 2 ? this.f64(x).f64(x) : this.f32(x).f32(x).f32(x).f32(x)
  }
  i64(x: bigint): this {
    this.room(8)
    this.view.setBigInt64(this.length, x, true)
    this.length += 8
    return this
  }
  append(other: Bytes): this {
    this.room(other.length)
    this.bytes.set(other.bytes.subarray(0, other.length), this.length)
    this.length += other.length
    return this
  }
  name(text: string): this {
    this.u32(text.length)
    for (let k = 0; k < text.length; k++) this.byte(text.charCodeAt(k))
    return this
  }
  get done(): Uint8Array<ArrayBuffer> {
    return this.bytes.slice(0, this.length)
  }
}

/** The body of a function that is being written. */
export class Body extends Bytes {
  readonly types: number[] = []
  /** What comes before the code. */
  readonly head: Bytes = new Bytes()
  /** Locals by the numbers, or the places of memory, that they hold. */
  private readonly constants = new Map<number, number>()
  /** Where numbers lie in memory, while they are read there: less code and quicker than to make them of their bits each time, unless a loop keeps them. */
  placeOf: ((x: number) => number) | undefined
  constructor(readonly parameters: readonly number[]) {
    super()
  }
  /** A new local of that type. */
  local(type: number): number {
    return this.parameters.length + this.types.push(type) - 1
  }
  /** An instruction by its name. */
  op(name: string): this {
    const code = CODES[name]
    if (code === undefined) throw new Error(`no instruction ${name}`)
    if (code < 0x100) return this.byte(code)
    return this.byte(code >> 8).u32(code & 0xff)
  }
  /** An instruction as the rows of steps write it, with its operands. */
  text(instruction: string): this {
    const [head = '', first = '', ...rest] = instruction.split(' ')
    if (head === 'i32.const') return this.i32(Number(first))
    if (head === 'i64.const') return this.op(head).s32(Number(first))
    this.op(head)
    if (head === 'v128.const') for (const half of rest) this.i64(BigInt(half))
    return this
  }
  i32(x: number): this {
    return this.op('i32.const').s32(x)
  }
  number(x: number): this {
    if (this.placeOf && x !== 0) return this.i32(0).memory('f64.load', this.placeOf(x))
    return isCommon(x) ? this.held(F64, x) : this.op('f64.const').f64(x)
  }
  /** The same number in all lanes: in two as a double, or in four as a single. */
  lanes(x: number, count: 2 | 4 = 2): this {
    if (this.placeOf && x !== 0 && count === 2) return this.i32(0).memory('v128.load64_splat', this.placeOf(x))
    return isCommon(x) ? this.held(V128, x, count) : this.op('v128.const').inLanes(x, count)
  }
  /** A number as a single. */
  single(x: number): this {
    return isCommon(x) ? this.held(F32, x) : this.op('f32.const').f32(x)
  }
  /** A number that has a local, set once before the code: two bytes where it is used, in place of five, nine or eighteen. */
  private held(type: number, x: number, count: 2 | 4 = 2): this {
    const key = 64 * type + 4 * count + (x === 1 ? 2 : 1 / x > 0 ? 1 : 0)
    let local = this.constants.get(key)
    if (local === undefined) {
      this.constants.set(key, (local = this.local(type)))
      const { head } = this
      if (type === F64) head.byte(CODES['f64.const'] as number).f64(x)
      else if (type === F32) head.byte(CODES['f32.const'] as number).f32(x)
      else head.byte(SIMD >> 8).u32((CODES['v128.const'] as number) & 0xff).inLanes(x, count) // prettier-ignore
      head.byte(CODES['local.set'] as number).u32(local)
    }
    return this.get(local)
  }
  /** An integer of memory that has a local, read once before the code. */
  integerAt(at: number): this {
    const key = -1 - at
    let local = this.constants.get(key)
    if (local === undefined) {
      this.constants.set(key, (local = this.local(I32)))
      this.head.byte(CODES['i32.const'] as number).s32(0).byte(CODES['i32.load'] as number).u32(2).u32(at).byte(CODES['local.set'] as number).u32(local) // prettier-ignore
    }
    return this.get(local)
  }
  get(local: number): this {
    return this.op('local.get').u32(local)
  }
  set(local: number): this {
    return this.op('local.set').u32(local)
  }
  tee(local: number): this {
    return this.op('local.tee').u32(local)
  }
  call(index: number): this {
    return this.op('call').u32(index)
  }
  /** Loads or stores at the address below plus `offset`, a multiple of what is loaded. */
  memory(name: string, offset: number): this {
    return this.op(name).u32(name.includes('32') ? 2 : 3).u32(offset) // prettier-ignore
  }
  block(name: 'if' | 'loop' | 'block', type: number = NOTHING): this {
    return this.op(name).byte(type)
  }
}

/** 0, −0 and 1: what masks and sums are made of. */
const isCommon = (x: number): boolean => x === 0 || x === 1

/** Bytes of a number in memory. */
const widthOf = (type: number): number => (type === F64 ? 8 : 4)

interface Type {
  readonly parameters: readonly number[]
  readonly results: readonly number[]
}

/** A module: functions, of which imported ones come first, one memory, and what is in it from the beginning. */
export class Module {
  private readonly types: Type[] = []
  private readonly typeAt = new Map<string, number>()
  private readonly imports: { readonly name: string; readonly type: number }[] = []
  private readonly functions: { readonly type: number; readonly body: Body }[] = []
  private readonly exports: { readonly name: string; readonly index: number }[] = []
  private readonly data: { readonly at: number; readonly numbers: number[]; readonly type: number }[] = []

  private typeOf(parameters: readonly number[], results: readonly number[]): number {
    const key = `${parameters.join()} ${results.join()}`
    const known = this.typeAt.get(key) ?? this.types.push({ parameters, results }) - 1
    this.typeAt.set(key, known)
    return known
  }
  /** All imports must be made before the first function. */
  import(name: string, parameters: readonly number[], results: readonly number[]): number {
    return this.imports.push({ name, type: this.typeOf(parameters, results) }) - 1
  }
  add(body: Body, results: readonly number[], name?: string): number {
    const index = this.imports.length + this.functions.push({ type: this.typeOf(body.parameters, results), body }) - 1
    if (name !== undefined) this.exports.push({ name, index })
    return index
  }
  /** Numbers that lie in memory from the byte `at` on. */
  place(at: number, numbers: ArrayLike<number>, type: number = F64): void {
    const last = this.data.at(-1)
    const isNext = last?.type === type && last.at + widthOf(type) * last.numbers.length === at
    const all = isNext ? last.numbers : []
    for (let k = 0; k < numbers.length; k++) all.push(numbers[k] as number)
    if (!isNext) this.data.push({ at, numbers: all, type })
  }
  /** Numbers as singles, likewise. */
  placeSingles(at: number, numbers: readonly number[]): void {
    this.place(at, numbers, F32)
  }
  /** Integers of 32 bits, likewise. */
  placeIntegers(at: number, numbers: ArrayLike<number>): void {
    this.place(at, numbers, I32)
  }

  /** The module; its memory has room for so many bytes. */
  bytes(size: number): Uint8Array<ArrayBuffer> {
    const { types, imports, functions, exports, data } = this
    const out = new Bytes()
    for (const byte of [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]) out.byte(byte)
    const section = (id: number, count: number, write: (to: Bytes) => void): void => {
      if (count === 0) return
      const content = new Bytes().u32(count)
      write(content)
      out.byte(id).u32(content.length).append(content)
    }
    section(1, types.length, (to) => {
      for (const { parameters, results } of types) {
        to.byte(0x60).u32(parameters.length)
        for (const type of parameters) to.byte(type)
        to.u32(results.length)
        for (const type of results) to.byte(type)
      }
    })
    section(2, imports.length, (to) => {
      for (const { name, type } of imports) to.name('js').name(name).byte(0).u32(type)
    })
    section(3, functions.length, (to) => {
      for (const { type } of functions) to.u32(type)
    })
    section(5, 1, (to) => to.byte(0).u32(Math.ceil(size / 65536)))
    section(7, exports.length + 1, (to) => {
      for (const { name, index } of exports) to.name(name).byte(0).u32(index)
      to.name('memory').byte(2).u32(0)
    })
    section(10, functions.length, (to) => {
      for (const { body } of functions) {
        const locals = runs(body.types)
        const head = new Bytes().u32(locals.length)
        for (const { type, count } of locals) head.u32(count).byte(type)
        to.u32(head.length + body.head.length + body.length + 1)
          .append(head)
          .append(body.head)
          .append(body)
          .byte(0x0b)
      }
    })
    section(11, data.length, (to) => {
      for (const { at, numbers, type } of data) {
        to.byte(0)
          .byte(0x41)
          .s32(at)
          .byte(0x0b)
          .u32(widthOf(type) * numbers.length)
        for (const x of numbers) {
          if (type === F64) to.f64(x)
          else if (type === F32) to.f32(x)
          else for (let shift = 0; shift < 32; shift += 8) to.byte((x >>> shift) & 0xff)
        }
      }
    })
    return out.done
  }
}

/** Locals of one type that follow each other are declared together. */
function runs(types: readonly number[]): { type: number; count: number }[] {
  const found: { type: number; count: number }[] = []
  for (const type of types) {
    const last = found.at(-1)
    if (last?.type === type) last.count++
    else found.push({ type, count: 1 })
  }
  return found
}
