/** The bits that the kernels give for the same inputs here and elsewhere: one number for each kernel, to be compared between Node and a browser. */
import * as numeric from 'seegrad/numeric'
import { kernels } from '../../src/numeric/kernels/index.js'

type Numbers = (...inputs: number[]) => number

/** The kernels that the room hands out as functions, by name. */
export function functions(): ReadonlyMap<string, Numbers> {
  const named = Object.entries(numeric) as unknown as readonly (readonly [string, Numbers])[]
  return new Map(named.filter(([name]) => kernels.has(name)))
}

/** A hash of the bits of f at n inputs drawn from the seed: any pattern of bits, and every second time a number of everyday size. */
export function hashOf(f: Numbers, arity: number, seed: number, n: number): number {
  const bits = new Uint32Array(2)
  const double = new Float64Array(bits.buffer)
  const draw = generator(seed)
  let hash = 2166136261
  for (let i = 0; i < n; i++) {
    const inputs = Array.from({ length: arity }, () => {
      bits[0] = draw()
      bits[1] = draw()
      return i % 2 === 0 ? (double[0] as number) : ((bits[1] as number) / 2 ** 32) * 80 - 40
    })
    const y = f(...inputs)
    // Which of its many patterns of bits a NaN has is up to the machine.
    double[0] = Number.isNaN(y) ? NaN : y
    for (const word of bits) hash = Math.imul(hash ^ word, 16777619)
  }
  return hash >>> 0
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
