/** The bits that kernels and rows give for the same inputs here and elsewhere: one number for each, to be compared between Node and a browser. */
import * as numeric from 'seegrad/numeric'
import { ops, type Op } from 'seegrad'
import { kernels } from '../../src/numeric/kernels/index.js'

/** A function whose bits are hashed: one number, or several in a list. */
export interface Hashed {
  readonly arity: number
  readonly run: (...inputs: number[]) => number | readonly number[]
}
type Rule = (y: number, ...inputs: number[]) => number

/** The kernels that the room hands out as functions, by name. */
export function functions(): ReadonlyMap<string, Hashed> {
  const named = Object.entries(numeric) as unknown as readonly (readonly [string, Hashed['run']])[]
  return new Map(
    named.filter(([name]) => kernels.has(name)).map(([name, run]) => [name, { arity: run.length, run }] as const),
  )
}

/** The rows of the table by name: the number and its slopes, as their rules give them for plain numbers. */
export function rows(): ReadonlyMap<string, Hashed> {
  return new Map([...ops.values()].map((op) => [op.name, hashedRow(op)] as const))
}
function hashedRow(op: Op): Hashed {
  const forward = op.forward as unknown as (...inputs: unknown[]) => number
  const { listPartials, partials } = op
  if (listPartials) return { arity: 4, run: (...inputs) => [forward(inputs), ...listPartials(forward(inputs), inputs)] }
  const fixed = op.parameters.filter((parameter) => parameter.default !== undefined)
  const run = (...inputs: number[]): readonly number[] => {
    const all = [...inputs, ...fixed.map((parameter) => parameter.default as number)]
    const y = forward(...all)
    return [y, ...(partials as readonly Rule[]).map((rule) => rule(y, ...all))]
  }
  return { arity: op.arity as number, run: fixed.length === op.parameters.length ? run : (x) => run(x, 2) }
}

/**
 * A hash of the bits of a function at n inputs drawn from the seed, and how often the result was a finite number. A quarter of the
 * inputs are any pattern of bits, whole numbers, of everyday size, close to 0 each.
 */
export function hashOf({ arity, run }: Hashed, seed: number, n: number): { hash: number; finite: number } {
  const bits = new Uint32Array(2)
  const double = new Float64Array(bits.buffer)
  const draw = generator(seed)
  const inputs: number[] = Array.from({ length: arity }, () => 0)
  let [hash, finite] = [2166136261, 0]
  const add = (y: number): void => {
    double[0] = y
    // Which of its many patterns of bits a NaN has is up to the machine.
    if (Number.isNaN(y)) bits.fill(0x7ff80000)
    for (const word of bits) hash = Math.imul(hash ^ word, 16777619)
  }
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < arity; k++) {
      bits[0] = draw()
      bits[1] = draw()
      const unit = (bits[1] as number) / 2 ** 32
      const kind = draw() % 4
      inputs[k] = kind === 0 ? double[0]! : kind === 1 ? Math.floor(unit * 40) - 10 : (unit - 0.5) * (kind === 2 ? 80 : 4) // prettier-ignore
    }
    const y = run(...inputs)
    if (typeof y === 'number') add(y)
    else for (const one of y) add(one)
    if (Number.isFinite(typeof y === 'number' ? y : y[0])) finite++
  }
  return { hash: hash >>> 0, finite }
}

/** What fixtures/kernel-bits.json says: the hashes of every kernel at so many inputs of this seed. */
export interface KernelBits {
  readonly seed: number
  readonly kernels: Readonly<Record<string, readonly { readonly inputs: number; readonly hash: number }[]>>
}

/** The splitmix32 generator. */
function generator(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x9e3779b9) >>> 0
    let z = state
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b)
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35)
    return (z ^ (z >>> 16)) >>> 0
  }
}
