/**
 * MT19937, the Mersenne Twister, with the seedings `init_genrand` and `init_by_array` of its authors' mt19937ar.c (2002), written anew here.
 *
 * Copyright (C) 1997 - 2002, Makoto Matsumoto and Takuji Nishimura, all rights reserved.
 * The three-clause BSD licence under which they publish it is kept in THIRD-PARTY-NOTICES.md.
 */
import { describe } from '../arguments/index.js'

const N = 624
const M = 397
const TWIST = 0x9908b0df

/** A generator at one moment as plain data: what `getState` gives, `setState` takes and JSON keeps. */
export interface GeneratorState {
  readonly kind: 'MT19937'
  /** The 624 words of the twister's state. */
  readonly key: readonly number[]
  /** How many of them have been drawn, 0 to 624. */
  readonly position: number
  /** The second normal deviate of a pair whose first was drawn, or null. */
  readonly gauss: number | null
}

/** The raw generator: 32 random bits a draw, or 53 of them as a fraction. */
export class MersenneTwister {
  private readonly key = new Uint32Array(N)
  private position = N

  /** `init_genrand`: from one word, as NumPy seeds. (Storing into a Uint32Array takes every sum modulo 2³².) */
  seedByWord(seed: number): void {
    const { key } = this
    key[0] = seed
    for (let i = 1; i < N; i++) key[i] = Math.imul(1812433253, key[i - 1]! ^ (key[i - 1]! >>> 30)) + i
    this.position = N
  }

  /** `init_by_array`: from any number of words, as CPython seeds. */
  seedByWords(words: readonly number[]): void {
    this.seedByWord(19650218)
    const { key } = this
    let i = 1
    const advance = (): void => {
      if (++i < N) return
      key[0] = key[N - 1]!
      i = 1
    }
    const mixed = (factor: number): number => key[i]! ^ Math.imul(key[i - 1]! ^ (key[i - 1]! >>> 30), factor)
    for (let k = 0; k < Math.max(N, words.length); k++) {
      const j = k % words.length
      key[i] = mixed(1664525) + words[j]! + j
      advance()
    }
    for (let k = 1; k < N; k++) {
      key[i] = mixed(1566083941) - i
      advance()
    }
    key[0] = 0x80000000
  }

  /** A whole number from 0 to 2³² − 1. */
  uint32(): number {
    if (this.position === N) this.twist()
    let y = this.key[this.position++]!
    y ^= y >>> 11
    y ^= (y << 7) & 0x9d2c5680
    y ^= (y << 15) & 0xefc60000
    return (y ^ (y >>> 18)) >>> 0
  }

  /** A multiple of 2⁻⁵³ in [0, 1): 27 bits above 26 bits, two draws. */
  fraction(): number {
    const high = this.uint32() >>> 5
    const low = this.uint32() >>> 6
    return (high * 2 ** 26 + low) / 2 ** 53
  }

  getState(gauss: number | undefined): GeneratorState {
    return { kind: 'MT19937', key: [...this.key], position: this.position, gauss: gauss ?? null }
  }

  /** Takes up `state` and gives its kept normal deviate back. */
  setState(state: GeneratorState): number | undefined {
    const { kind, key, position, gauss }: Partial<GeneratorState> = state ?? {}
    const refuse = (what: string, value: unknown, allowed: string): never => {
      throw new TypeError(`setState: ${what} is ${describe(value)}; ${allowed} is allowed. Give what getState() gave.`)
    }
    if (kind !== 'MT19937') refuse('state.kind', kind, "'MT19937'")
    if (!Array.isArray(key) || key.length !== N) return refuse('state.key', key, `a list of ${N} words`)
    const bad = key.findIndex((word) => !(Number.isInteger(word) && word >= 0 && word < 2 ** 32))
    if (bad >= 0) refuse(`state.key[${bad}]`, key[bad], 'a whole number from 0 to 2³² − 1')
    if (!(Number.isInteger(position) && position! >= 0 && position! <= N))
      refuse('state.position', position, `a whole number from 0 to ${N}`)
    if (gauss !== null && !Number.isFinite(gauss)) refuse('state.gauss', gauss, 'a finite number or null')
    this.key.set(key)
    this.position = position!
    return gauss ?? undefined
  }

  /** The next 624 words: each takes its top bit and its neighbour's other bits through the twist, into the word 397 further on. */
  private twist(): void {
    const { key } = this
    for (let i = 0; i < N; i++) {
      const y = (key[i]! & 0x80000000) | (key[(i + 1) % N]! & 0x7fffffff)
      key[i] = key[(i + M) % N]! ^ (y >>> 1) ^ (y & 1 ? TWIST : 0)
    }
    this.position = 0
  }
}
