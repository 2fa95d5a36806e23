/** The steps that kernels are made of: one row says what a step does to numbers, in JavaScript, in scalar and in SIMD WebAssembly. */

/** Kinds of value. In SIMD an i32 lies sign-extended in its i64 lane, and a flag is a lane of all ones or all zeros. */
export type Kind = 'f64' | 'i32' | 'flag'

/** What a value is while a kernel is interpreted; undefined where the readings of a step would differ. */
export type Content = number | boolean | undefined

/** One kind of step. `wasm` and `simd` follow its arguments on the stack, instruction by instruction. */
export interface StepRow {
  readonly gives: Kind
  readonly takes: readonly Kind[]
  readonly wasm: readonly string[]
  readonly simd: readonly string[]
  /** The step as a JavaScript expression; what it is given is in parentheses already where it has to be. */
  readonly js: (a: string, b: string, c: string) => string
  readonly run: (...args: never[]) => Content
}

type Contents<K extends readonly Kind[]> = { [I in keyof K]: K[I] extends 'flag' ? boolean : number }

/** The number if it is one of the 2³² integers. */
const within = (a: number): Content => (a === (a | 0) ? a : undefined)

const row = <const K extends readonly Kind[]>(
  gives: Kind,
  takes: K,
  wasm: string,
  simd: string,
  js: StepRow['js'],
  run: (...args: Contents<K>) => Content,
): StepRow => ({ gives, takes, wasm: wasm.split('; '), simd: simd.split('; '), js, run: run as StepRow['run'] })

const infix =
  (sign: string): StepRow['js'] =>
  (a, b) =>
    `${a} ${sign} ${b}`
const wrapped =
  (sign: string): StepRow['js'] =>
  (a, b) =>
    `(${a} ${sign} ${b}) | 0`
const call =
  (name: string): StepRow['js'] =>
  (a) =>
    `${name}(${a})`
const pair =
  (name: string): StepRow['js'] =>
  (a, b) =>
    `${name}(${a}, ${b})`
const ternary: StepRow['js'] = (a, b, flag) => `${flag} ? ${a} : ${b}`

const F = ['f64'] as const
const FF = ['f64', 'f64'] as const
const I = ['i32'] as const
const II = ['i32', 'i32'] as const
const B = ['flag'] as const
const BB = ['flag', 'flag'] as const

/** 1.5·2⁵²: a double beside it has no place for a fraction. */
export const BESIDE = 6755399441055744

const bits = new DataView(new ArrayBuffer(8))

/**
 * The table of steps. All readings give the same bits where the value of a step is defined, and no kernel selects another:
 * - an i32 step must not overflow (in SIMD it has 64 bits); shifts are by constants (SIMD has no others);
 * - `toInt` cuts off, and of NaN is 0; from ±2³¹ on JavaScript wraps and WebAssembly saturates;
 * - `pow2` is 2ᵏ for −1022 ≤ k ≤ 1023, `pow2Beside` that of k + 1.5·2⁵², which ends in the bits of k: what is compiled has it for `pow2` of
 *   a number that was rounded there;
 * - the sign and payload of a NaN differ by engine.
 */
export const STEPS: Readonly<Record<StepName, StepRow>> = {
  add: row('f64', FF, 'f64.add', 'f64x2.add', infix('+'), (a, b) => a + b),
  sub: row('f64', FF, 'f64.sub', 'f64x2.sub', infix('-'), (a, b) => a - b),
  mul: row('f64', FF, 'f64.mul', 'f64x2.mul', infix('*'), (a, b) => a * b),
  div: row('f64', FF, 'f64.div', 'f64x2.div', infix('/'), (a, b) => a / b),
  neg: row('f64', F, 'f64.neg', 'f64x2.neg', call('-'), (a) => -a),
  abs: row('f64', F, 'f64.abs', 'f64x2.abs', call('Math.abs'), Math.abs),
  sqrt: row('f64', F, 'f64.sqrt', 'f64x2.sqrt', call('Math.sqrt'), Math.sqrt),
  floor: row('f64', F, 'f64.floor', 'f64x2.floor', call('Math.floor'), Math.floor),
  trunc: row('f64', F, 'f64.trunc', 'f64x2.trunc', call('Math.trunc'), Math.trunc),
  ceil: row('f64', F, 'f64.ceil', 'f64x2.ceil', call('Math.ceil'), Math.ceil),
  max: row('f64', FF, 'f64.max', 'f64x2.max', pair('Math.max'), Math.max),
  min: row('f64', FF, 'f64.min', 'f64x2.min', pair('Math.min'), Math.min),

  lt: row('flag', FF, 'f64.lt', 'f64x2.lt', infix('<'), (a, b) => a < b),
  le: row('flag', FF, 'f64.le', 'f64x2.le', infix('<='), (a, b) => a <= b),
  gt: row('flag', FF, 'f64.gt', 'f64x2.gt', infix('>'), (a, b) => a > b),
  ge: row('flag', FF, 'f64.ge', 'f64x2.ge', infix('>='), (a, b) => a >= b),
  eq: row('flag', FF, 'f64.eq', 'f64x2.eq', infix('==='), (a, b) => a === b),
  ne: row('flag', FF, 'f64.ne', 'f64x2.ne', infix('!=='), (a, b) => a !== b),

  addInt: row('i32', II, 'i32.add', 'i64x2.add', wrapped('+'), (a, b) => within(a + b)),
  subInt: row('i32', II, 'i32.sub', 'i64x2.sub', wrapped('-'), (a, b) => within(a - b)),
  mulInt: row(
    'i32',
    II,
    'i32.mul',
    'i64x2.mul',
    (a, b) => `Math.imul(${a}, ${b})`,
    (a, b) => within(a * b),
  ),
  andInt: row('i32', II, 'i32.and', 'v128.and', infix('&'), (a, b) => a & b),
  orInt: row('i32', II, 'i32.or', 'v128.or', infix('|'), (a, b) => a | b),
  shlInt: row('i32', II, 'i32.shl', 'i64x2.shl', infix('<<'), (a, b) => within(a * 2 ** b)),
  shrInt: row('i32', II, 'i32.shr_s', 'i64x2.shr_s', infix('>>'), (a, b) => a >> b),
  eqInt: row('flag', II, 'i32.eq', 'i64x2.eq', infix('==='), (a, b) => a === b),
  ltInt: row('flag', II, 'i32.lt_s', 'i64x2.lt_s', infix('<'), (a, b) => a < b),

  and: row('flag', BB, 'i32.and', 'v128.and', infix('&&'), (a, b) => a && b),
  or: row('flag', BB, 'i32.or', 'v128.or', infix('||'), (a, b) => a || b),
  not: row('flag', B, 'i32.eqz', 'v128.not', call('!'), (a) => !a),

  /** The high word: sign, eleven bits of exponent, twenty of fraction. */
  high: row(
    'i32',
    F,
    'i64.reinterpret_f64; i64.const 32; i64.shr_s; i32.wrap_i64',
    'i32.const 32; i64x2.shr_s',
    call('high'),
    (a) => (bits.setFloat64(0, a), a === a ? bits.getInt32(0) : undefined),
  ),
  pow2: row(
    'f64',
    I,
    'i32.const 1023; i32.add; i64.extend_i32_s; i64.const 52; i64.shl; f64.reinterpret_i64',
    'v128.const i64x2 1023 1023; i64x2.add; i32.const 52; i64x2.shl',
    call('pow2'),
    (a) => (a >= -1022 && a <= 1023 ? 2 ** a : undefined),
  ),
  pow2Beside: row(
    'f64',
    F,
    'i64.reinterpret_f64; i64.const 1023; i64.add; i64.const 52; i64.shl; f64.reinterpret_i64',
    'v128.const i64x2 1023 1023; i64x2.add; i32.const 52; i64x2.shl',
    (a) => `pow2((${a} - ${BESIDE}) | 0)`,
    (a) => (a >= BESIDE - 1022 && a <= BESIDE + 1023 ? 2 ** (a - BESIDE) : undefined),
  ),
  toInt: row(
    'i32',
    F,
    'i32.trunc_sat_f64_s',
    'i32x4.trunc_sat_f64x2_s_zero; i64x2.extend_low_i32x4_s',
    (a) => `${a} | 0`,
    (a) => (a === a ? within(Math.trunc(a)) : 0),
  ),
  toFloat: row(
    'f64',
    I,
    'f64.convert_i32_s',
    'v128.const i64x2 795458214199165184 0; i8x16.swizzle; f64x2.convert_low_i32x4_s',
    (a) => a,
    (a) => a,
  ),

  select: row('f64', ['f64', 'f64', 'flag'], 'select', 'v128.bitselect', ternary, (a, b, flag) => (flag ? a : b)),
  selectInt: row('i32', ['i32', 'i32', 'flag'], 'select', 'v128.bitselect', ternary, (a, b, flag) => (flag ? a : b)),
}

/** Names of the steps in the table. Beside them a kernel has parameters, constants, look-ups and calls: see `Step`. */
export type StepName =
  | 'add'
  | 'sub'
  | 'mul'
  | 'div'
  | 'neg'
  | 'abs'
  | 'sqrt'
  | 'floor'
  | 'trunc'
  | 'ceil'
  | 'max'
  | 'min'
  | 'lt'
  | 'le'
  | 'gt'
  | 'ge'
  | 'eq'
  | 'ne'
  | 'addInt'
  | 'subInt'
  | 'mulInt'
  | 'andInt'
  | 'shlInt'
  | 'shrInt'
  | 'eqInt'
  | 'ltInt'
  | 'orInt'
  | 'and'
  | 'or'
  | 'not'
  | 'high'
  | 'pow2'
  | 'pow2Beside'
  | 'toInt'
  | 'toFloat'
  | 'select'
  | 'selectInt'
