/** What CPython and NumPy drew, from fixtures/random.json, and the two ways of agreeing with it: by hash, bit for bit, or within 4 ulp. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect } from 'vitest'

export interface Stream {
  readonly first: readonly number[]
  readonly sha256: string
}
interface Kept {
  readonly words: string
  readonly position: number
  readonly gauss: number | null
  readonly after: readonly number[]
}
export interface PythonCase {
  readonly seed: number | string | { readonly bigint: string }
  readonly random: Stream
  readonly uniform: Stream
  readonly gauss: readonly number[]
  readonly normalvariate: readonly number[]
  readonly mixed: readonly number[]
  readonly shuffle: Readonly<Record<string, readonly number[]>>
  readonly shuffle1000: string
  readonly choices: string
  readonly choicesWeights: readonly number[]
  readonly choicesCumWeights: readonly number[]
  readonly choice: readonly number[]
  readonly randint: Readonly<Record<string, Stream>>
  readonly randrange: Readonly<Record<string, Stream>>
  readonly sample: Readonly<Record<string, readonly number[]>>
  /** The next random() after each kind of draw. */
  readonly inStep: readonly number[]
  readonly state: Kept
}
export interface NumpyCase {
  readonly seed: number | readonly number[]
  readonly random: Stream
  readonly uniform: Stream
  readonly rand234: unknown
  readonly randn53: readonly (readonly number[])[]
  readonly randn: readonly number[]
  readonly normal: readonly number[]
  readonly mixed: readonly number[]
  readonly shuffle: Readonly<Record<string, readonly number[]>>
  readonly shuffle1000: string
  readonly permutation: readonly number[]
  readonly permutationList: readonly number[]
  readonly permutationRows: unknown
  readonly randint: Readonly<Record<string, Stream>>
  /** The next random() after each kind of draw. */
  readonly inStep: readonly number[]
  readonly state: Kept
}

const file = new URL('../../fixtures/random.json', import.meta.url)
export const fixture: { readonly python: readonly PythonCase[]; readonly numpy: readonly NumpyCase[] } = JSON.parse(
  readFileSync(file, 'utf8'),
)

export function sha256(numbers: Float64Array | Uint32Array): string {
  return createHash('sha256')
    .update(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength))
    .digest('hex')
}

/** 1,000 draws have the bits that the oracle's had. */
export function expectStream(draw: () => number, stream: Stream): void {
  const numbers = Float64Array.from({ length: 1000 }, draw)
  expect([...numbers.subarray(0, stream.first.length)]).toEqual(stream.first)
  expect(sha256(numbers)).toBe(stream.sha256)
}

/** The size of one unit in the last place of x. */
export function ulp(x: number): number {
  return 2 ** Math.max(-1074, Math.floor(Math.log2(Math.abs(x))) - 52)
}

/** Number by number within 4 ulp or 1e-15. */
export function expectNear(actual: readonly number[], wanted: readonly number[]): void {
  expect(actual.length).toBe(wanted.length)
  const off = actual.flatMap((x, i) =>
    Math.abs(x - wanted[i]!) <= Math.max(1e-15, 4 * ulp(wanted[i]!)) ? [] : [{ i, x, wanted: wanted[i] }],
  )
  expect(off).toEqual([])
}

/** 0, 1 … n − 1 as a list that takes no room. */
export function numbersBelow(n: number): ArrayLike<number> {
  return new Proxy({ length: n } as ArrayLike<number>, {
    get: (of, key) => (key === 'length' ? of.length : Number(key)),
  })
}

/** The worst distance of `actual` from `wanted`, in units in the last place or, near 0, of 2.5e-16, so that 4 is what is allowed. */
export function worstUlp(actual: readonly number[], wanted: readonly number[]): number {
  return Math.max(...actual.map((x, i) => Math.abs(x - wanted[i]!) / Math.max(2.5e-16, ulp(wanted[i]!))))
}
