/** What numbers a program computes with: doubles, with the bits of the function itself, or singles, with those of `float32` of it. */
import { describe } from '../arguments/index.js'
import { F32, F64, type Body } from './assembler.js'

/** The numbers of a program: how they lie in memory, and the words of their instructions. */
export interface Precision {
  readonly dtype: 'f64' | 'f32'
  readonly bytes: 8 | 4
  /** Numbers side by side in 128 bits. */
  readonly lanes: 2 | 4
  readonly type: number
  readonly scalar: 'f64' | 'f32'
  readonly vector: 'f64x2' | 'f32x4'
  readonly load: string
  readonly store: string
  readonly splat: string
  readonly loadLane: string
}
export const DOUBLE: Precision = {
  dtype: 'f64',
  bytes: 8,
  lanes: 2,
  type: F64,
  scalar: 'f64',
  vector: 'f64x2',
  load: 'f64.load',
  store: 'f64.store',
  splat: 'v128.load64_splat',
  loadLane: 'v128.load64_lane',
}
export const SINGLE: Precision = {
  dtype: 'f32',
  bytes: 4,
  lanes: 4,
  type: F32,
  scalar: 'f32',
  vector: 'f32x4',
  load: 'f32.load',
  store: 'f32.store',
  splat: 'v128.load32_splat',
  loadLane: 'v128.load32_lane',
}

/** Writes a number. */
export const numberIn = (body: Body, x: number, { dtype }: Precision): Body =>
  dtype === 'f32' ? body.single(x) : body.number(x)

/** How a program computes. */
export interface Modes {
  readonly dtype: 'f64' | 'f32'
  /** Whether sums may be added up in another order. */
  readonly isFast: boolean
}
export const EXACT: Modes = { dtype: 'f64', isFast: false }
export const SINGLES: Modes = { dtype: 'f32', isFast: false }
export const precisionOf = ({ dtype }: Modes): Precision => (dtype === 'f32' ? SINGLE : DOUBLE)
export const sameModes = (a: Modes, b: Modes): boolean => a.dtype === b.dtype && a.isFast === b.isFast

/** How a number is rounded, and by how much of it at most. */
export const roundingOf = ({ dtype }: Modes): { readonly round: (x: number) => number; readonly unit: number } =>
  dtype === 'f32' ? { round: Math.fround, unit: 2 ** -24 } : { round: (x) => x, unit: 2 ** -53 }

/** The modes that options ask for. */
export function checkedModes(
  who: string,
  { mode = 'exact', dtype = 'f64' }: { mode?: unknown; dtype?: unknown },
): Modes {
  if (mode !== 'exact' && mode !== 'fast')
    throw new RangeError(`${who}: mode is ${describe(mode)}; 'exact' and 'fast' are allowed.`)
  if (dtype !== 'f64' && dtype !== 'f32')
    throw new RangeError(`${who}: dtype is ${describe(dtype)}; 'f64' and 'f32' are allowed.`)
  return { dtype, isFast: mode === 'fast' }
}

/** Modes in the words of the options. */
export const saidOf = ({
  dtype,
  isFast,
}: Modes): { readonly dtype: 'f64' | 'f32'; readonly mode: 'exact' | 'fast' } => ({
  dtype,
  mode: isFast ? 'fast' : 'exact',
})

/** What is not as it is by default. */
export const wordsOf = ({ dtype, isFast }: Modes): string => {
  const words = [...(dtype === 'f32' ? ['f32'] : []), ...(isFast ? ['fast'] : [])]
  return words.length > 0 ? ` (${words.join(', ')})` : ''
}

/** Numbers in the memory of a program. */
export type Numbers = Float64Array | Float32Array
